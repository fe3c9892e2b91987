/*-------------------------------------------------------------------------
 *
 * share_summary.h
 *		The summary of weekly_share: its stored form and its growing form.
 *
 * A summary holds one cell for each (week, key) that had a row.  The stored
 * form is one flat value, cells and keys sorted.  While rows are read, a
 * small group stays flat, with slack at its end, and is changed in place
 * (share_flat.c); a group that outgrows MS_SHARE_FLAT_LIMIT becomes an
 * expanded object with hash tables (share_builder.c).
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_SHARE_SUMMARY_H
#define MS_SHARE_SUMMARY_H

#include "common/exact_sum.h"
#include "common/keymap.h"
#include "summary/kind.h"

extern const MsSummaryKind ms_share_kind;

#define MS_SHARE_NULL_KEY		MS_OWN_FLAG /* key 0 is the NULL key */

/* A flat state may grow to this many bytes; sizes in use are powers of two. */
#define MS_SHARE_FLAT_LIMIT		1024

/* What is counted, behind rows read: four reasons to leave out a row or its amount, and one that leaves nothing out. */
typedef enum ShareCount
{
	MS_SHARE_NULL_TS = MS_ROWS_READ + 1,
	MS_SHARE_INFINITE_TS,
	MS_SHARE_NULL_AMOUNT,
	MS_SHARE_NONFINITE_AMOUNT,
	MS_SHARE_NEGATIVE,			/* amounts below zero, netted */
	MS_SHARE_COUNTS				/* how many */
} ShareCount;

/* The variant of the frame. */
#define MS_SHARE_OF_ROWS		0
#define MS_SHARE_OF_AMOUNTS		1

/*
 * A cell.  The low byte of key_days has a bit for each day of the week that
 * had a row, and MS_SHARE_COUNTED if one of them had an amount; the rest is
 * the key's number.
 */
typedef struct ShareCell
{
	DateADT		week;			/* its first day */
	uint32		key_days;
	MsSum		amount;
} ShareCell;

#define MS_SHARE_DAYS			0x7F
#define MS_SHARE_COUNTED		0x80
#define MS_SHARE_MAX_KEYS		(1 << 24)
#define ms_cell_key(cell)		((cell)->key_days >> 8)

/*
 * The body of a flat summary, stored or small: cells (nparts of them), sorted
 * by week and key; the number of keys; their ends in the bytes of keys; these
 * bytes, sorted with NULL first.  A state has slack behind that.
 *
 * A ShareSummary points at all of it.
 */
typedef struct ShareSummary
{
	const MsSummary *flat;
	Timestamp	first;			/* earliest and latest row; first > last: none */
	Timestamp	last;
	bool		zoned;
	bool		on_starts;
	uint32		ncells;
	uint32		nkeys;
	const ShareCell *cells;
	const uint32 *key_ends;
	const char *key_data;
} ShareSummary;

static inline ShareCell *
ms_share_cells(const MsSummary *s)
{
	return (ShareCell *) ms_summary_body(s, &ms_share_kind);
}

/* The number of keys, which the ends follow. */
static inline uint32 *
ms_share_nkeys(const MsSummary *s)
{
	return (uint32 *) (ms_share_cells(s) + s->nparts);
}

#define ms_share_key_ends(s)	(ms_share_nkeys(s) + 1)
#define ms_share_key_data(s)	((char *) (ms_share_key_ends(s) + *ms_share_nkeys(s)))

static inline uint32
ms_share_key_bytes(const MsSummary *s)
{
	uint32		nkeys = *ms_share_nkeys(s);

	return nkeys > 0 ? ms_share_key_ends(s)[nkeys - 1] : 0;
}

/* Bytes of a body without slack. */
static inline Size
ms_share_body_size(uint32 ncells, uint32 nkeys, Size key_bytes)
{
	return sizeof(ShareCell) * (Size) ncells + sizeof(uint32) * ((Size) nkeys + 1) + key_bytes;
}

/* Bytes and length of a key; length is MS_NULL_KEY for NULL. */
static inline const char *
ms_share_flat_key(const MsSummary *s, uint32 key, int32 *length)
{
	const uint32 *ends = ms_share_key_ends(s);
	uint32		start = key == 0 ? 0 : ends[key - 1];

	*length = (key == 0 && (s->flags & MS_SHARE_NULL_KEY)) ? MS_NULL_KEY : (int32) (ends[key] - start);
	return ms_share_key_data(s) + start;
}

#define ms_share_key(summary, key, length) ms_share_flat_key((summary)->flat, key, length)

/* A slot of the hash table of cells; free if key_days is 0. */
typedef struct ShareSlot
{
	DateADT		week;
	uint32		key_days;
	int64		whole;			/* whole amounts not yet in amount */
	MsSum		amount;
} ShareSlot;

/*
 * The growing form.
 */
typedef struct ShareBuilder
{
	MsGrowing	growing;
	MsKeymap	keys;
	ShareSlot  *slots;			/* a power of two of them */
	uint32		slot_mask;
	int			slot_shift;		/* 64 less the power */
	uint32		ncells;
} ShareBuilder;

/* share_flat.c */
extern ShareSummary *ms_share_get(Datum value);
extern Size ms_share_used(const MsSummary *s);
extern void ms_share_check(const MsSummary *s);
extern bool ms_share_weeks_fit(const MsSummary *s);
extern MsSummary *ms_share_flat_new(const MsFrame *frame);
extern ShareCell *ms_share_flat_cell(MsSummary **s, DateADT week, const char *key, int32 length);
extern MsSummary *ms_share_merge_small(MsSummary *a, const MsSummary *b);

/* share_builder.c */
extern void ms_share_begin(MsGrowing *growing);
extern void ms_share_add(MsGrowing *growing, const MsSummary *s);
extern Size ms_share_stored_size(MsGrowing *growing);
extern void ms_share_write_body(MsGrowing *growing, MsSummary *s);
extern void ms_share_builder_grow(ShareBuilder *builder);
extern void ms_share_slot_settle(ShareSlot *slot);
extern uint32 ms_share_builder_key(ShareBuilder *builder, const char *bytes, int32 length);

/* share_io.c */
extern void ms_share_write_text(StringInfo out, const MsSummary *s);
extern MsSummary *ms_share_read_text(MsReader *reader, const MsFrame *frame, const MsCounts *counts);
extern void ms_share_send_body(StringInfo out, const MsSummary *s);
extern MsSummary *ms_share_receive(StringInfo in, const MsFrame *frame, const MsCounts *counts, uint8 flags);

/*
 * The slot of a cell, free or taken.  Weeks step by seven and keys by one, so
 * the product's high bits spread them; the secret, where somebody chose them.
 */
static inline ShareSlot *
ms_share_builder_slot(ShareBuilder *builder, DateADT week, uint32 key)
{
	uint64		hash = (((uint64) (uint32) week << 32 | key) ^ ms_hash_secret[0]) * UINT64CONST(0x9E3779B97F4A7C15);
	uint32		slot = (uint32) (hash >> builder->slot_shift);

	for (;;)
	{
		ShareSlot  *candidate = &builder->slots[slot];

		if (candidate->key_days == 0 ||
			(candidate->week == week && candidate->key_days >> 8 == key))
			return candidate;
		slot = (slot + 1) & builder->slot_mask;
	}
}

/*
 * The cell of (week, key), made if need be.  The caller sets a day's bit
 * before anything else touches the table.
 */
static inline ShareSlot *
ms_share_builder_cell(ShareBuilder *builder, DateADT week, uint32 key)
{
	ShareSlot  *slot = ms_share_builder_slot(builder, week, key);

	if (unlikely(slot->key_days == 0))
	{
		/* at most half of the slots are taken */
		if ((Size) builder->ncells * 2 > builder->slot_mask)
		{
			ms_share_builder_grow(builder);
			slot = ms_share_builder_slot(builder, week, key);
		}
		builder->ncells++;
		slot->week = week;
		slot->key_days = key << 8;
	}
	return slot;
}

#endif							/* MS_SHARE_SUMMARY_H */

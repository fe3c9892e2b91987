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

#include "utils/expandeddatum.h"

#include "common/calendar.h"
#include "common/exact_sum.h"
#include "common/keymap.h"
#include "common/settings.h"

#define MS_SHARE_VERSION		1

/* Flags of the stored form. */
#define MS_SHARE_AMOUNTS		0x01	/* sums amounts; else counts rows */
#define MS_SHARE_ZONED			0x02	/* has a time zone; else face value */
#define MS_SHARE_NULL_KEY		0x04	/* key 0 is the NULL key */
#define MS_SHARE_SETTINGS_SHIFT	3		/* of a state: two bits of common/settings.h */
#define MS_SHARE_ON_STARTS		0x20	/* every row with a time lies on the very start of its week */
#define MS_SHARE_VALID_FLAGS	(0x27 | MS_FROM_SETTINGS_MASK << MS_SHARE_SETTINGS_SHIFT)

/* A flat state may grow to this many bytes; sizes in use are powers of two. */
#define MS_SHARE_FLAT_LIMIT		1024

/* Why a row, or its amount, was left out. */
typedef enum MsShareLeftOut
{
	MS_NULL_TS,
	MS_INFINITE_TS,
	MS_NULL_AMOUNT,
	MS_NONFINITE_AMOUNT
} MsShareLeftOut;

#define MS_SHARE_NLEFT_OUT		4

/* What is counted over all rows. */
typedef struct ShareCounts
{
	int64		rows_read;
	int64		left_out[MS_SHARE_NLEFT_OUT];
	int64		negative;		/* amounts below zero, netted */
	Timestamp	first;			/* earliest and latest finite instant of the clock; */
	Timestamp	last;			/* first > last: none */
} ShareCounts;

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
 * The stored form.  Behind the header come ncells cells, sorted by week and
 * key; nkeys ends of keys in the bytes of keys; the zone's name; the bytes of
 * the keys, sorted with NULL first.  A state has slack behind that.
 */
typedef struct ShareSummary
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		version;
	uint8		flags;
	uint8		week_start;
	uint8		zone_length;
	uint32		nkeys;
	uint32		ncells;
	uint32		key_bytes;
	uint32		reserved;		/* always zero */
	ShareCounts counts;
	ShareCell	cells[FLEXIBLE_ARRAY_MEMBER];
} ShareSummary;

#define ms_share_key_ends(s)	((uint32 *) &(s)->cells[(s)->ncells])
#define ms_share_zone(s)		((char *) &ms_share_key_ends(s)[(s)->nkeys])
#define ms_share_key_data(s)	(ms_share_zone(s) + (s)->zone_length)

/* Bytes in use, without slack. */
static inline Size
ms_share_flat_size(uint32 ncells, uint32 nkeys, uint32 zone_length, Size key_bytes)
{
	return offsetof(ShareSummary, cells) + sizeof(ShareCell) * (Size) ncells +
		sizeof(uint32) * (Size) nkeys + zone_length + key_bytes;
}

static inline Size
ms_share_used(const ShareSummary *s)
{
	return ms_share_flat_size(s->ncells, s->nkeys, s->zone_length, s->key_bytes);
}

/* Bytes and length of a key of a flat summary; length is MS_NULL_KEY for NULL. */
static inline const char *
ms_share_key(const ShareSummary *s, uint32 key, int32 *length)
{
	const uint32 *ends = ms_share_key_ends((ShareSummary *) s);
	uint32		start = key == 0 ? 0 : ends[key - 1];

	*length = (key == 0 && (s->flags & MS_SHARE_NULL_KEY)) ? MS_NULL_KEY : (int32) (ends[key] - start);
	return ms_share_key_data((ShareSummary *) s) + start;
}

/* What a summary's rows have in common: two summaries can be merged if these are equal. */
typedef struct ShareFrame
{
	MsCalendar *calendar;
	MsWeekday	week_start;
	bool		amounts;		/* sums amounts; else counts rows */
	uint8		from_settings;	/* of a state, see common/settings.h; no obstacle to merging */
} ShareFrame;

/* A slot of the hash table of cells; free if key_days is 0. */
typedef struct ShareSlot
{
	DateADT		week;
	uint32		key_days;
	int64		whole;			/* whole amounts not yet in amount */
	MsSum		amount;
} ShareSlot;

/*
 * The growing form, an expanded object.  All its memory is in hdr.eoh_context,
 * which may have others, too, and is freed with it.
 */
typedef struct ShareBuilder
{
	ExpandedObjectHeader hdr;
	int			magic;
	ShareFrame	frame;
	ShareCounts counts;
	bool		on_starts;		/* as MS_SHARE_ON_STARTS */
	MsKeymap	keys;
	ShareSlot  *slots;			/* a power of two of them */
	uint32		slot_mask;
	int			slot_shift;		/* 64 less the power */
	uint32		ncells;
	bool		unlimited;		/* being read from text or binary, whose size bounds it: a
								 * dump must restore whatever the setting */
	Size		flat_size;		/* set by get_flat_size for flatten_into */
} ShareBuilder;

/* share_io.c */
extern bool ms_share_weeks_fit(const ShareSummary *s);

/* share_flat.c */
extern ShareSummary *ms_share_get(Datum value);
extern ShareSummary *ms_share_get_partial(Datum value);
extern ShareSummary *ms_share_get_state(Datum value);
extern void ms_share_get_frame(const ShareSummary *s, ShareFrame *frame);
extern uint8 ms_share_flags(const ShareFrame *frame);
extern void ms_share_check_mergeable(const ShareFrame *a, const ShareFrame *b);
extern ShareSummary *ms_share_flat_new(const ShareFrame *frame);
extern ShareSummary *ms_share_flat_trim(const ShareSummary *s);
extern ShareCell *ms_share_flat_cell(ShareSummary **s, DateADT week, const char *key, int32 length);
extern void ms_share_counts_init(ShareCounts *counts);
extern void ms_share_counts_merge(ShareCounts *counts, const ShareCounts *other);

/* share_builder.c */
extern ShareBuilder *ms_share_builder_new(const ShareFrame *frame, MemoryContext context);
extern ShareBuilder *ms_share_builder_from_flat(const ShareSummary *s, MemoryContext context);
extern void ms_share_builder_merge(ShareBuilder *builder, const ShareSummary *s);
extern void ms_share_builder_grow(ShareBuilder *builder);
extern void ms_share_slot_settle(ShareSlot *slot);
extern ShareSummary *ms_share_builder_flatten(ShareBuilder *builder);
extern ShareBuilder *ms_share_builder_of(Datum value);
extern uint32 ms_share_builder_key(ShareBuilder *builder, const char *bytes, int32 length);

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

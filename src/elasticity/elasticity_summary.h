/*-------------------------------------------------------------------------
 *
 * elasticity_summary.h
 *		The summary of elasticity() and usage_elasticity(): its stored form
 *		and its growing forms.
 *
 * A summary holds one cell for each unit and period that had a row; without
 * periods, for each unit; without units, one for all.  A cell of elasticity()
 * keeps ln price and ln quantity of its row; where it has several rows, also
 * how many, and their moments.  A cell of usage_elasticity() keeps the sums
 * of quantity and cost, from which price follows at estimation; where it has
 * rows below zero, also the sums of those, its refunds: what is left of a sum
 * that they cancel is rounding, and no observation.
 *
 * The stored form is one flat value, keys and cells sorted.  While rows are
 * read, a group with units appends its rows to a flat state, unsorted
 * (elasticity_flat.c); one that outgrows MS_ELASTICITY_RAW_LIMIT becomes an
 * expanded object with hash tables (elasticity_builder.c).  A group without
 * units has one cell, which is changed in place.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_SUMMARY_H
#define MS_ELASTICITY_SUMMARY_H

#include "port/pg_bswap.h"

#include "common/calendar.h"
#include "common/exact_sum.h"
#include "common/keymap.h"
#include "common/period.h"
#include "common/settings.h"
#include "elasticity/moments.h"

#define MS_ELASTICITY_VERSION		1

/* Flags. */
#define MS_ELASTICITY_RAW			0x01	/* a state: rows as they came, see ElasticityRawRow */
#define MS_ELASTICITY_ZONED			0x02	/* has a time zone; else face value */
#define MS_ELASTICITY_SETTINGS_SHIFT 2	/* of a state: two bits of common/settings.h */
#define MS_ELASTICITY_SETTINGS		(MS_FROM_SETTINGS_MASK << MS_ELASTICITY_SETTINGS_SHIFT)
#define MS_ELASTICITY_VALID_FLAGS	(0x03 | MS_ELASTICITY_SETTINGS)

/* A state of raw rows may grow to this many bytes: less than the smallest builder takes. */
#define MS_ELASTICITY_RAW_LIMIT		4096

/*
 * From this size on a raw state that is full is first compacted: it may hold
 * many rows of few cells.  Up to so many rows, that is: a group of more earns
 * a builder, which is faster.
 */
#define MS_ELASTICITY_COMPACT_SIZE	2048
#define MS_ELASTICITY_COMPACT_ROWS	1000

/* What units and periods are; stored.  A number is kept as eight bytes that compare like it. */
typedef enum ElasticityKeyType
{
	MS_KEY_NONE,
	MS_KEY_TEXT,
	MS_KEY_BIGINT,
	MS_KEY_DATE,				/* periods only */
	MS_KEY_CALENDAR				/* periods of usage_elasticity(): whole numbers of common/period.h */
} ElasticityKeyType;

#define MS_NUMBER_KEY_LENGTH	8

/* Why a row was dropped. */
typedef enum ElasticityDrop
{
	MS_DROP_NULL,
	MS_DROP_NONPOSITIVE,
	MS_DROP_NONFINITE,
	MS_DROPS,					/* how many */
	MS_ROW_USED = MS_DROPS
} ElasticityDrop;

/* What is counted over all rows. */
typedef struct ElasticityCounts
{
	int64		rows_read;
	int64		dropped[MS_DROPS];
	int64		negative;		/* usage: rows with a quantity or cost below zero, netted */
	Timestamp	first;			/* usage: earliest and latest finite instant of the clock; */
	Timestamp	last;			/* first > last: none */
} ElasticityCounts;

/* What a summary's rows have in common: two summaries can be merged if these are equal. */
typedef struct ElasticityFrame
{
	ElasticityKeyType unit_type;
	ElasticityKeyType period_type;
	MsPeriods	periods;		/* of usage; week_start is Monday unless periods are weeks */
	MsCalendar *calendar;		/* of usage; else face value */
	uint8		from_settings;	/* of a state, see common/settings.h; no obstacle to merging */
} ElasticityFrame;

#define MS_IS_USAGE(frame)	((frame)->period_type == MS_KEY_CALENDAR)

/* A stored cell of elasticity(): its row, or the base of its rows' moments. */
typedef struct ElasticityRowCell
{
	uint32		unit;
	uint32		period;
	double		x;				/* ln price */
	double		y;				/* ln quantity */
} ElasticityRowCell;

/* A stored cell of usage_elasticity(). */
typedef struct ElasticityUsageCell
{
	uint32		unit;
	uint32		period;
	MsSum		quantity;
	MsSum		cost;
} ElasticityUsageCell;

/* Sums of what was below zero, without the sign. */
typedef struct ElasticityRefunds
{
	MsSum		quantity;
	MsSum		cost;
} ElasticityRefunds;

/* What a stored cell of usage_elasticity() that had rows below zero keeps beside its sums. */
typedef struct ElasticityRefundedCell
{
	uint32		cell;
	uint32		reserved;		/* always zero */
	ElasticityRefunds refunds;	/* at least one is above zero */
} ElasticityRefundedCell;

/* What a cell of several rows keeps beside its base. */
typedef struct ElasticityMulti
{
	uint32		cell;
	uint32		reserved;		/* always zero */
	int64		n;				/* at least 2 */
	ElasticityMoments moments;
} ElasticityMulti;

/*
 * The stored form.  Behind the header come ncells cells sorted by unit and
 * period, nmultis multis (of usage: refunded cells) sorted by cell, the ends of
 * the units in their bytes and those of the periods in theirs, the zone's name,
 * the bytes of units and of periods, each sorted.  A state may have slack behind that.
 *
 * A raw state has rows behind the header instead, and then the zone's name at
 * the end of the value.  If it was compacted, the summary of its first rows,
 * less their counts, comes before the others: it has unit_bytes bytes.
 */
typedef struct ElasticitySummary
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		version;
	uint8		flags;
	uint8		unit_type;
	uint8		period_type;
	uint8		period_unit;
	uint8		week_start;
	uint8		zone_length;
	uint8		reserved;		/* always zero */
	uint32		nunits;
	uint32		nperiods;
	uint32		ncells;
	uint32		nmultis;
	uint32		unit_bytes;
	uint32		period_bytes;
	uint32		raw_bytes;		/* of raw rows */
	ElasticityCounts counts;
	char		data[FLEXIBLE_ARRAY_MEMBER];
} ElasticitySummary;

/* A row of a raw state, unaligned; the bytes of unit and period follow it. */
typedef struct ElasticityRawRow
{
	double		a;				/* ln price; of usage: quantity */
	double		b;				/* ln quantity; of usage: cost */
	uint16		unit_length;
	uint16		period_length;
} ElasticityRawRow;

#define MS_RAW_ROW_SIZE		(offsetof(ElasticityRawRow, period_length) + sizeof(uint16))

#define ms_elasticity_is_usage(s)	((s)->period_type == MS_KEY_CALENDAR)
#define ms_elasticity_row_cells(s)	((ElasticityRowCell *) (s)->data)
#define ms_elasticity_usage_cells(s) ((ElasticityUsageCell *) (s)->data)

static inline Size
ms_elasticity_cell_size(bool usage)
{
	return usage ? sizeof(ElasticityUsageCell) : sizeof(ElasticityRowCell);
}

static inline Size
ms_elasticity_multi_size(bool usage)
{
	return usage ? sizeof(ElasticityRefundedCell) : sizeof(ElasticityMulti);
}

static inline char *
ms_elasticity_behind_cells(const ElasticitySummary *s)
{
	return (char *) s->data + s->ncells * ms_elasticity_cell_size(ms_elasticity_is_usage(s));
}

#define ms_elasticity_multis(s)		((ElasticityMulti *) ms_elasticity_behind_cells(s))
#define ms_elasticity_refunded(s)	((ElasticityRefundedCell *) ms_elasticity_behind_cells(s))

static inline uint32 *
ms_elasticity_unit_ends(const ElasticitySummary *s)
{
	return (uint32 *) (ms_elasticity_behind_cells(s) +
					   s->nmultis * ms_elasticity_multi_size(ms_elasticity_is_usage(s)));
}

#define ms_elasticity_period_ends(s) (ms_elasticity_unit_ends(s) + (s)->nunits)

/* Name of the zone, not terminated. */
static inline char *
ms_elasticity_zone(const ElasticitySummary *s)
{
	if (s->flags & MS_ELASTICITY_RAW)
		return (char *) s + VARSIZE(s) - s->zone_length;
	return (char *) (ms_elasticity_period_ends(s) + s->nperiods);
}

#define ms_elasticity_unit_data(s)	(ms_elasticity_zone(s) + (s)->zone_length)
#define ms_elasticity_period_data(s) (ms_elasticity_unit_data(s) + (s)->unit_bytes)

/*
 * The refunds of cell number i while a summary's cells are passed in order;
 * NULL if it has none.  *next, which starts at zero, moves on.
 */
static inline const ElasticityRefunds *
ms_elasticity_next_refunds(const ElasticitySummary *s, uint32 i, uint32 *next)
{
	const ElasticityRefundedCell *refunded = &ms_elasticity_refunded(s)[*next];

	if (likely(*next == s->nmultis) || refunded->cell != i)
		return NULL;
	(*next)++;
	return &refunded->refunds;
}

/* Bytes of a key, by the ends and the data that it is in. */
static inline const char *
ms_elasticity_key(const uint32 *ends, const char *data, uint32 number, int32 *length)
{
	uint32		start = number == 0 ? 0 : ends[number - 1];

	*length = (int32) (ends[number] - start);
	return data + start;
}

/* A number as a key and back. */
static inline void
ms_number_to_key(int64 number, char *key)
{
	uint64		bits = pg_hton64((uint64) number ^ (UINT64CONST(1) << 63));

	memcpy(key, &bits, MS_NUMBER_KEY_LENGTH);
}

static inline int64
ms_key_to_number(const char *key)
{
	uint64		bits;

	memcpy(&bits, key, MS_NUMBER_KEY_LENGTH);
	return (int64) (pg_ntoh64(bits) ^ (UINT64CONST(1) << 63));
}

/* A row, ready to be added: keys that the summary does not have are empty. */
typedef struct ElasticityRow
{
	const char *unit;
	const char *period;
	int32		unit_length;
	int32		period_length;
	double		a;				/* as in ElasticityRawRow */
	double		b;
} ElasticityRow;

/* elasticity_flat.c */
extern ElasticitySummary *ms_elasticity_get(Datum value);
extern ElasticitySummary *ms_elasticity_get_partial(Datum value);
extern ElasticitySummary *ms_elasticity_get_state(Datum value);
extern void ms_elasticity_get_frame(const ElasticitySummary *s, ElasticityFrame *frame);
extern void ms_elasticity_check_mergeable(const ElasticityFrame *a, const ElasticityFrame *b);
extern void ms_elasticity_counts_init(ElasticityCounts *counts);
extern void ms_elasticity_counts_merge(ElasticityCounts *counts, const ElasticityCounts *other);
extern void ms_elasticity_set_header(ElasticitySummary *s, const ElasticityFrame *frame);
extern ElasticitySummary *ms_elasticity_raw_new(const ElasticityFrame *frame);
extern bool ms_elasticity_raw_add(ElasticitySummary **s, const ElasticityRow *row);
extern ElasticitySummary *ms_elasticity_plain_new(void);
extern ElasticitySummary *ms_elasticity_plain_reserve(ElasticitySummary *s);
extern void ms_elasticity_plain_add(ElasticitySummary *s, double x, double y);
extern void ms_elasticity_plain_merge(ElasticitySummary *s, const ElasticitySummary *other);
extern ElasticitySummary *ms_elasticity_trim(const ElasticitySummary *s);

/* Bytes of a flat value. */
static inline Size
ms_elasticity_flat_size(bool usage, Size ncells, Size nmultis, Size nunits, Size nperiods,
						Size zone_length, Size key_bytes)
{
	return offsetof(ElasticitySummary, data) + ncells * ms_elasticity_cell_size(usage) +
		nmultis * ms_elasticity_multi_size(usage) + (nunits + nperiods) * sizeof(uint32) +
		zone_length + key_bytes;
}

/* Bytes in use, without slack. */
static inline Size
ms_elasticity_used(const ElasticitySummary *s)
{
	if (s->flags & MS_ELASTICITY_RAW)
		return offsetof(ElasticitySummary, data) + s->unit_bytes + s->raw_bytes + s->zone_length;
	return ms_elasticity_flat_size(ms_elasticity_is_usage(s), s->ncells, s->nmultis, s->nunits,
								   s->nperiods, s->zone_length,
								   (Size) s->unit_bytes + s->period_bytes);
}

#endif							/* MS_ELASTICITY_SUMMARY_H */

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

#include "common/exact_sum.h"
#include "common/keymap.h"
#include "elasticity/moments.h"
#include "summary/kind.h"

extern const MsSummaryKind ms_elasticity_kind;

/* A state of raw rows may grow to this many bytes: less than the smallest builder takes. */
#define MS_ELASTICITY_RAW_LIMIT		4096

/*
 * From this size on a raw state that is full is first compacted: it may hold
 * many rows of few cells.  Up to so many rows, that is: a group of more earns
 * a builder, which is faster.
 */
#define MS_ELASTICITY_COMPACT_SIZE	2048
#define MS_ELASTICITY_COMPACT_ROWS	1000

/*
 * What units and periods are: the two variants of the frame.  A number is kept
 * as eight bytes that compare like it.
 */
typedef enum ElasticityKeyType
{
	MS_KEY_NONE,
	MS_KEY_TEXT,
	MS_KEY_BIGINT,
	MS_KEY_DATE,				/* periods only */
	MS_KEY_CALENDAR				/* periods of usage_elasticity(): whole numbers of common/period.h */
} ElasticityKeyType;

#define MS_NUMBER_KEY_LENGTH	8

/* What is counted, behind rows read: three reasons to leave out a row, and one that leaves nothing out. */
typedef enum ElasticityCount
{
	MS_DROP_NULL = MS_ROWS_READ + 1,
	MS_DROP_NONPOSITIVE,
	MS_DROP_NONFINITE,
	MS_ELASTICITY_NEGATIVE,		/* usage: rows with a quantity or cost below zero, netted */
	MS_ELASTICITY_COUNTS		/* how many */
} ElasticityCount;

/* What becomes of a row: MS_ROW_USED, or the count of its reason. */
typedef int ElasticityDrop;

#define MS_ROW_USED			MS_ROWS_READ

#define MS_UNIT_TYPE(frame)		((ElasticityKeyType) (frame)->variant[0])
#define MS_PERIOD_TYPE(frame)	((ElasticityKeyType) (frame)->variant[1])

/* Are the periods those of a calendar?  Asked of a frame or of a flat summary. */
#define MS_IS_USAGE(frame)	((frame)->variant[1] == MS_KEY_CALENDAR)

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
 * The body of a stored form.  data has cells (nparts of them), sorted by unit and
 * period; nmultis multis (of usage: refunded cells) sorted by cell; the ends of
 * the units in their bytes and those of the periods in theirs; the bytes of
 * units and of periods, each sorted.  A state may have slack behind that.
 *
 * A raw state has MS_SMALL, and rows in data instead (nparts of them).  If it was
 * compacted, the summary of its first rows, less their counts, comes before the
 * others: it has unit_bytes bytes.
 */
typedef struct ElasticityBody
{
	uint32		nunits;
	uint32		nperiods;
	uint32		nmultis;
	uint32		unit_bytes;
	uint32		period_bytes;
	uint32		raw_bytes;		/* of raw rows */
	char		data[FLEXIBLE_ARRAY_MEMBER];
} ElasticityBody;

static inline ElasticityBody *
ms_elasticity_body(const MsSummary *s)
{
	return (ElasticityBody *) ms_summary_body(s, &ms_elasticity_kind);
}

/* The parts of a stored form. */
typedef struct ElasticitySummary
{
	MsSummary  *flat;
	ElasticityKeyType unit_type;
	ElasticityKeyType period_type;
	uint32		ncells;
	uint32		nmultis;
	uint32		nunits;
	uint32		nperiods;
	ElasticityRowCell *row_cells;	/* of elasticity(), */
	ElasticityMulti *multis;
	ElasticityUsageCell *usage_cells;	/* or of usage_elasticity() */
	ElasticityRefundedCell *refunded;
	uint32	   *unit_ends;
	uint32	   *period_ends;
	char	   *unit_data;
	char	   *period_data;
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

/*
 * The refunds of cell number i while a summary's cells are passed in order;
 * NULL if it has none.  *next, which starts at zero, moves on.
 */
static inline const ElasticityRefunds *
ms_elasticity_next_refunds(const ElasticitySummary *s, uint32 i, uint32 *next)
{
	const ElasticityRefundedCell *refunded = &s->refunded[*next];

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

/* The bytes that a key of so many may have: numbers have eight. */
static inline uint32
ms_elasticity_key_length(ElasticityKeyType type, uint32 length)
{
	return type == MS_KEY_NONE ? 0 : type == MS_KEY_TEXT ? length : MS_NUMBER_KEY_LENGTH;
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
extern void ms_elasticity_open(const MsSummary *flat, ElasticitySummary *s);
extern Size ms_elasticity_used(const MsSummary *s);
extern void ms_elasticity_check(const MsSummary *s);
extern MsSummary *ms_elasticity_store(const MsSummary *s);

/* elasticity_raw.c: a state with units */
extern MsSummary *ms_elasticity_raw_new(const MsFrame *frame);
extern bool ms_elasticity_raw_add(MsSummary **s, const ElasticityRow *row);

/* elasticity_plain.c: a state without units */
extern MsSummary *ms_elasticity_plain_new(void);
extern MsSummary *ms_elasticity_plain_reserve(MsSummary *s);
extern void ms_elasticity_plain_add(MsSummary *s, double x, double y);
extern void ms_elasticity_plain_merge(MsSummary *s, const MsSummary *other);

/* Bytes of a body. */
static inline Size
ms_elasticity_body_size(bool usage, Size ncells, Size nmultis, Size nunits, Size nperiods, Size key_bytes)
{
	return offsetof(ElasticityBody, data) + ncells * ms_elasticity_cell_size(usage) +
		nmultis * ms_elasticity_multi_size(usage) + (nunits + nperiods) * sizeof(uint32) + key_bytes;
}

#endif							/* MS_ELASTICITY_SUMMARY_H */

/*-------------------------------------------------------------------------
 *
 * cohort_table.c
 *		How many users of each cohort there were in each period after it.
 *
 * One pass over the users.  They come in the order of their numbers, that is,
 * with their cohorts in no order, and the cohorts may lie millennia apart:
 * a hash table finds a user's cohort, which gets its counts with its first
 * user.
 *
 * Most users have all their rows within 64 periods of their first.  There,
 * eight periods are counted at once, in counters of a byte that are emptied
 * before they overflow.  Going from bit to bit takes longer: no processor can
 * predict how many there are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "common/rows.h"
#include "retention/cohort_table.h"

/* Counters of a byte for the first 64 periods of a cohort, eight in a word. */
#define BYTE_WORDS			8
#define BYTE_PERIODS		(BYTE_WORDS * 8)

typedef struct ByteCounters
{
	uint64		words[BYTE_WORDS];
	int			pending;		/* users counted since they were emptied */
} ByteCounters;

typedef struct CohortEntry
{
	int32		start;
	char		status;
	Cohort		cohort;
	ByteCounters retained;
	ByteCounters returned;
} CohortEntry;

/* A cohort takes the memory of this many cells, however few it has. */
#define MIN_CELLS			64

#define SH_PREFIX		cohorts
#define SH_ELEMENT_TYPE	CohortEntry
#define SH_KEY_TYPE		int32
#define SH_KEY			start
#define SH_HASH_KEY(tb, key)	murmurhash32((uint32) (key))
#define SH_EQUAL(tb, a, b)		((a) == (b))
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct Counter
{
	const RetentionView *view;
	CohortCounting counting;
	int32		last_period;
	cohorts_hash *cohorts;
	int64		ncells;			/* of all cohorts so far */
	uint64		spread[256];	/* bit i of a byte becomes byte i of a word */
} Counter;

pg_noreturn static void
too_many_cells(const RetentionView *view)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the cohorts would have more than %d periods in all", MS_MAX_ROWS),
			 errdetail("The summary has periods of a %s, from %s to %s.",
					   ms_period_unit_name(view->frame.periods.unit),
					   ms_retention_period_text(view, view->first_period),
					   ms_retention_period_text(view, view->last_visible)),
			 errhint("Filter out stray times before aggregating, aggregate by a longer period, or give an earlier as_of.")));
}

static void
begin_cohort(Counter *counter, CohortEntry *entry, int32 start)
{
	Cohort	   *cohort = &entry->cohort;
	int64		nperiods = Min((int64) counter->view->last_visible - start,
							   (int64) counter->last_period) + 1;

	counter->ncells += Max(nperiods, MIN_CELLS);
	if (counter->ncells > MS_MAX_ROWS)
		too_many_cells(counter->view);
	cohort->start = start;
	cohort->size = 0;
	cohort->nperiods = (int32) nperiods;
	cohort->retained = palloc0(nperiods * sizeof(uint32));
	cohort->returned = counter->counting == MS_COUNT_RETURNS ?
		palloc0(nperiods * sizeof(uint32)) : NULL;
	memset(&entry->retained, 0, sizeof(ByteCounters));
	memset(&entry->returned, 0, sizeof(ByteCounters));
}

static inline CohortEntry *
get_cohort(Counter *counter, int32 start)
{
	bool		found;
	CohortEntry *entry = cohorts_insert(counter->cohorts, start, &found);

	if (!found)
		begin_cohort(counter, entry, start);
	return entry;
}

static void
fill_spread(Counter *counter)
{
	for (int byte = 0; byte < 256; byte++)
	{
		counter->spread[byte] = 0;
		for (int bit = 0; bit < 8; bit++)
			if (byte & (1 << bit))
				counter->spread[byte] |= UINT64CONST(1) << (8 * bit);
	}
}

static void
empty_bytes(ByteCounters *bytes, uint32 *counts, int32 nperiods)
{
	for (int32 period = 0; period < Min(nperiods, BYTE_PERIODS); period++)
		counts[period] += (bytes->words[period / 8] >> (period % 8 * 8)) & 0xFF;
	memset(bytes, 0, sizeof(ByteCounters));
}

/*
 * Count the periods of a user's window, the first 64 of the cohort by bytes
 * and those after them bit by bit.
 */
static inline void
count_bits(const Counter *counter, const Cohort *cohort, const RetentionMask *mask, uint64 bits,
		   ByteCounters *bytes, uint32 *counts)
{
	int64		window = (int64) mask->first_period - cohort->start;

	if (window > -BYTE_PERIODS && window <= 0)
	{
		bits >>= -window;
		for (uint64 *word = bytes->words; bits != 0; bits >>= 8)
			*word++ += counter->spread[bits & 0xFF];
		return;
	}
	while (bits != 0)
	{
		int64		period = window + pg_rightmost_one_pos64(bits);

		if (period >= cohort->nperiods)
			break;
		counts[period]++;
		bits &= bits - 1;
	}
}

/*
 * Make room for one more user.
 */
static inline void
count_user(ByteCounters *bytes, const Cohort *cohort, uint32 *counts)
{
	if (++bytes->pending > 0xFF)
	{
		empty_bytes(bytes, counts, cohort->nperiods);
		bytes->pending = 1;
	}
}

static inline void
count_on(const Counter *counter, CohortEntry *entry, const RetentionCohortUser *user)
{
	Cohort	   *cohort = &entry->cohort;

	count_user(&entry->retained, cohort, cohort->retained);
	for (int i = 0; i < user->nmasks; i++)
		count_bits(counter, cohort, &user->masks[i], user->masks[i].active,
				   &entry->retained, cohort->retained);
}

/*
 * Count the last period only; sum_from_end() makes of it who came in a period
 * or later.
 */
static inline void
count_last(Cohort *cohort, const RetentionCohortUser *user)
{
	for (int i = user->nmasks - 1; i >= 0; i--)
	{
		const RetentionMask *mask = &user->masks[i];

		if (mask->active != 0)
		{
			int64		period = (int64) mask->first_period + pg_leftmost_one_pos64(mask->active) -
				cohort->start;

			cohort->retained[Min(period, cohort->nperiods - 1)]++;
			return;
		}
	}
}

static inline void
count_returned(const Counter *counter, CohortEntry *entry, const RetentionCohortUser *user)
{
	Cohort	   *cohort = &entry->cohort;

	count_user(&entry->returned, cohort, cohort->returned);
	for (int i = 0; i < user->nmasks; i++)
	{
		const RetentionMask *mask = &user->masks[i];
		uint64		before = mask->active << 1;

		/* the period before a window's first is the last one of its neighbour */
		if (i > 0 && (int64) mask->first_period - mask[-1].first_period == MS_WINDOW_PERIODS)
			before |= mask[-1].active >> (MS_WINDOW_PERIODS - 1);
		count_bits(counter, cohort, mask, mask->active & ~before,
				   &entry->returned, cohort->returned);
	}
}

static void
sum_from_end(Cohort *cohort)
{
	for (int32 period = cohort->nperiods - 2; period >= 0; period--)
		cohort->retained[period] += cohort->retained[period + 1];
}

/*
 * Bring a cohort's counts into their final form.
 */
static void
finish_cohort(const Counter *counter, CohortEntry *entry)
{
	Cohort	   *cohort = &entry->cohort;

	if (counter->counting == MS_COUNT_ON_OR_AFTER)
	{
		sum_from_end(cohort);
		return;
	}
	empty_bytes(&entry->retained, cohort->retained, cohort->nperiods);
	if (counter->counting == MS_COUNT_RETURNS)
	{
		empty_bytes(&entry->returned, cohort->returned, cohort->nperiods);
		/* nobody returns with the first period */
		cohort->returned[0] = 0;
	}
}

static int
compare_cohorts(const void *a, const void *b)
{
	int32		x = ((const Cohort *) a)->start;
	int32		y = ((const Cohort *) b)->start;

	return (x > y) - (x < y);
}

/*
 * The cohorts that are large enough, in order.
 */
static CohortTable *
collect_cohorts(Counter *counter, int32 min_size)
{
	CohortTable *table = palloc(sizeof(CohortTable));
	cohorts_iterator iterator;
	CohortEntry *entry;

	table->view = counter->view;
	table->ncohorts = 0;
	table->cohorts = MemoryContextAllocHuge(CurrentMemoryContext,
											Max(counter->cohorts->members, 1) * sizeof(Cohort));
	cohorts_start_iterate(counter->cohorts, &iterator);
	while ((entry = cohorts_iterate(counter->cohorts, &iterator)) != NULL)
	{
		if ((int64) entry->cohort.size < min_size)
			continue;
		finish_cohort(counter, entry);
		table->cohorts[table->ncohorts++] = entry->cohort;
	}
	cohorts_destroy(counter->cohorts);
	qsort(table->cohorts, table->ncohorts, sizeof(Cohort), compare_cohorts);
	return table;
}

CohortTable *
ms_cohort_table(RetentionView *view, CohortCounting counting, int32 last_period, int32 min_size)
{
	Counter		counter = {view, counting, last_period};
	RetentionCohortUser user;

	fill_spread(&counter);
	counter.cohorts = cohorts_create(CurrentMemoryContext, 32, NULL);
	while (ms_retention_view_next(view, &user))
	{
		CohortEntry *entry = get_cohort(&counter, user.cohort);

		entry->cohort.size++;
		if (counting == MS_COUNT_ON_OR_AFTER)
			count_last(&entry->cohort, &user);
		else
			count_on(&counter, entry, &user);
		if (counting == MS_COUNT_RETURNS)
			count_returned(&counter, entry, &user);
	}
	return collect_cohorts(&counter, min_size);
}

/*-------------------------------------------------------------------------
 *
 * cohort_table.c
 *		How many users of each cohort there were in each period after it.
 *
 * One pass over the users.  They come in the order of their numbers, that is,
 * with their cohorts in no order, and the cohorts may lie millenia apart:
 * a hash table finds a user's cohort, which gets its counts with its first
 * user.
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

typedef struct CohortEntry
{
	int32		start;
	char		status;
	Cohort		cohort;
} CohortEntry;

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
} Counter;

pg_noreturn static void
too_many_cells(const RetentionView *view)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the cohorts would have more than %d periods in all", MS_MAX_ROWS),
			 errdetail("The summary has periods of a %s, from %s to %s.",
					   ms_period_unit_name(view->frame.periods.unit),
					   DatumGetCString(DirectFunctionCall1(date_out, ms_retention_period_date(view, view->first_period))),
					   DatumGetCString(DirectFunctionCall1(date_out, ms_retention_period_date(view, view->last_visible)))),
			 errhint("Filter out stray times before aggregating, or aggregate by a longer period.")));
}

static void
begin_cohort(Counter *counter, Cohort *cohort, int32 start)
{
	int64		nperiods = Min((int64) counter->view->last_visible - start,
							   (int64) counter->last_period) + 1;

	counter->ncells += nperiods;
	if (counter->ncells > MS_MAX_ROWS)
		too_many_cells(counter->view);
	cohort->start = start;
	cohort->size = 0;
	cohort->nperiods = (int32) nperiods;
	cohort->retained = palloc0(nperiods * sizeof(uint32));
	cohort->returned = counter->counting == MS_COUNT_RETURNS ?
		palloc0(nperiods * sizeof(uint32)) : NULL;
}

static inline Cohort *
get_cohort(Counter *counter, int32 start)
{
	bool		found;
	CohortEntry *entry = cohorts_insert(counter->cohorts, start, &found);

	if (!found)
		begin_cohort(counter, &entry->cohort, start);
	return &entry->cohort;
}

/*
 * Count a bit for each period of a window, as far as counts go.
 */
static inline void
count_bits(uint32 *counts, int32 nperiods, int64 window, uint64 bits)
{
	while (bits != 0)
	{
		int64		period = window + pg_rightmost_one_pos64(bits);

		if (period >= nperiods)
			break;
		counts[period]++;
		bits &= bits - 1;
	}
}

static inline void
count_on(Cohort *cohort, const RetentionCohortUser *user)
{
	for (int i = 0; i < user->nmasks; i++)
		count_bits(cohort->retained, cohort->nperiods,
				   (int64) user->masks[i].first_period - cohort->start, user->masks[i].active);
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
count_returned(Cohort *cohort, const RetentionCohortUser *user)
{
	for (int i = 0; i < user->nmasks; i++)
	{
		const RetentionMask *mask = &user->masks[i];
		uint64		before = mask->active << 1;

		/* the period before a window's first is the last one of its neighbour */
		if (i > 0 && (int64) mask->first_period - mask[-1].first_period == MS_WINDOW_PERIODS)
			before |= mask[-1].active >> (MS_WINDOW_PERIODS - 1);
		count_bits(cohort->returned, cohort->nperiods,
				   (int64) mask->first_period - cohort->start, mask->active & ~before);
	}
	/* nobody returns with the first period */
	cohort->returned[0] = 0;
}

static void
sum_from_end(Cohort *cohort)
{
	for (int32 period = cohort->nperiods - 2; period >= 0; period--)
		cohort->retained[period] += cohort->retained[period + 1];
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
		if (counter->counting == MS_COUNT_ON_OR_AFTER)
			sum_from_end(&entry->cohort);
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

	counter.cohorts = cohorts_create(CurrentMemoryContext, 32, NULL);
	while (ms_retention_view_next(view, &user))
	{
		Cohort	   *cohort = get_cohort(&counter, user.cohort);

		cohort->size++;
		if (counting == MS_COUNT_ON_OR_AFTER)
			count_last(cohort, &user);
		else
			count_on(cohort, &user);
		if (counting == MS_COUNT_RETURNS)
			count_returned(cohort, &user);
	}
	return collect_cohorts(&counter, min_size);
}

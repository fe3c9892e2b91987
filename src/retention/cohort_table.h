/*-------------------------------------------------------------------------
 *
 * cohort_table.h
 *		How many users of each cohort there were in each period after it:
 *		what retention(), its curve, and the names for its shapes stand on.
 *
 * Only cohorts that have users are in the table, in order.  Period k of cohort
 * c is the period c + k; the table goes up to the last visible one, which may
 * be running, so that a reader asks ms_cohort_observed() before it looks at a
 * count.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_COHORT_TABLE_H
#define MS_COHORT_TABLE_H

#include "retention/retention_view.h"

/* Who counts in period k. */
typedef enum CohortCounting
{
	MS_COUNT_ON,				/* had a row in it */
	MS_COUNT_ON_OR_AFTER,		/* had a row in it or later, the running period included */
	MS_COUNT_RETURNS			/* had a row in it; and returned: in it but not in the one before */
} CohortCounting;

/* last_period that leaves no period out. */
#define MS_ALL_PERIODS	PG_INT32_MAX

typedef struct Cohort
{
	int32		start;			/* its period */
	uint32		size;			/* users */
	int32		nperiods;		/* 0 to nperiods - 1 */
	uint32	   *retained;		/* users of each period */
	uint32	   *returned;		/* with MS_COUNT_RETURNS, else NULL */
} Cohort;

typedef struct CohortTable
{
	const RetentionView *view;
	int			ncohorts;
	Cohort	   *cohorts;		/* earliest first */
} CohortTable;

/*
 * Count the users of a view, in periods 0 to last_period of each cohort;
 * cohorts of fewer than min_size users are left out.  Raises if the table
 * would have more than MS_MAX_ROWS cells.
 */
extern CohortTable *ms_cohort_table(RetentionView *view, CohortCounting counting,
									int32 last_period, int32 min_size);

/* Had this period of the cohort ended by as_of? */
static inline bool
ms_cohort_observed(const CohortTable *table, const Cohort *cohort, int32 period)
{
	return period <= (int64) table->view->last_complete - cohort->start;
}

static inline bool
ms_cohort_left_censored(const CohortTable *table, const Cohort *cohort)
{
	return ms_retention_left_censored(table->view, cohort->start);
}

static inline Datum
ms_cohort_date(const CohortTable *table, const Cohort *cohort)
{
	return ms_retention_period_date(table->view, cohort->start);
}

#endif							/* MS_COHORT_TABLE_H */

/*-------------------------------------------------------------------------
 *
 * retention_survival.c
 *		survival() and median_survival(): how long users stay before their
 *		first silence.
 *
 * A user lapses in the first period with which a silence of grace periods
 * begins, all of them complete; what comes later does not undo it, so a
 * refresh does not change the past.  Others are censored at the last period
 * in which they could have been seen to lapse, at the earliest at time 0.
 * Kaplan and Meier's estimate, Greenwood's variance, log-log intervals.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "common/rows.h"
#include "retention/cohort_arguments.h"
#include "retention/retention_runs.h"

/* A product of quotients that is one half may come out this much above it. */
#define HALF	(0.5 * (1.0 + 1e-12))

/* Who left the risk set at a time. */
typedef struct Exits
{
	int64		lapsed;
	int64		censored;
} Exits;

/* Exits by time, from 0 to the last there is. */
typedef struct ExitTable
{
	int64		users;
	int64		ntimes;
	int64		allocated;
	Exits	   *exits;
} ExitTable;

/* The curve at a time. */
typedef struct SurvivalStep
{
	int64		at_risk;
	double		survival;
	double		variance_sum;	/* Greenwood's: of d / (n (n − d)) */

	/* between two censorings the product telescopes, and one quotient is exact */
	double		survival_from;
	int64		at_risk_from;
} SurvivalStep;

/*
 * The silence that ends a stay, in periods; 0 if the default is asked for.
 */
static int64
grace_argument(FunctionCallInfo fcinfo, int argument)
{
	if (PG_ARGISNULL(argument))
		return 0;
	if (PG_GETARG_INT32(argument) < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("grace must be at least one period: %d", PG_GETARG_INT32(argument))));
	return PG_GETARG_INT32(argument);
}

/*
 * Four weeks, or one period where periods are longer than that.
 */
static int64
default_grace(MsPeriodUnit unit)
{
	switch (unit)
	{
		case MS_DAY:
			return 28;
		case MS_WEEK:
			return 4;
		case MS_MONTH:
		case MS_QUARTER:
			break;
	}
	return 1;
}

/*
 * When a user lapsed or was censored, in periods since the cohort's.
 */
static int64
exit_time(const RetentionView *view, const RetentionCohortUser *user, int64 grace, bool *lapsed)
{
	RetentionRuns runs;
	int64		seen = user->cohort;	/* last period before a silence */
	int32		first;
	int32		last;

	*lapsed = false;
	ms_retention_runs_begin(&runs, user);
	while (!*lapsed && ms_retention_runs_next(&runs, &first, &last))
	{
		*lapsed = first - seen - 1 >= grace;
		if (!*lapsed)
			seen = last;
	}
	if (!*lapsed)
		*lapsed = view->last_complete - seen >= grace;

	return *lapsed ? seen + 1 - user->cohort
		: Max(view->last_complete - grace + 1 - user->cohort, 0);
}

/*
 * The exits at a time; the table grows to hold it.
 */
static Exits *
exits_at(ExitTable *table, int64 time)
{
	if (time >= MS_MAX_ROWS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("survival over " INT64_FORMAT " periods, more than %d", time, MS_MAX_ROWS),
				 errhint("Filter out stray times before aggregating, or give an earlier as_of.")));
	if (time >= table->allocated)
	{
		int64		allocated = Max(time + 1, 2 * table->allocated);

		table->exits = repalloc_huge(table->exits, allocated * sizeof(Exits));
		memset(table->exits + table->allocated, 0,
			   (allocated - table->allocated) * sizeof(Exits));
		table->allocated = allocated;
	}
	table->ntimes = Max(table->ntimes, time + 1);
	return &table->exits[time];
}

/*
 * Count the exits of all users of the summary, but for those of cohorts that
 * start before since.
 */
static void
count_exits(FunctionCallInfo fcinfo, int since_argument, ExitTable *table)
{
	RetentionView view;
	RetentionCohortUser user;
	int64		grace = grace_argument(fcinfo, 2);

	table->users = 0;
	table->ntimes = 0;
	table->allocated = 64;
	table->exits = palloc0(table->allocated * sizeof(Exits));
	if (!ms_retention_view_begin(&view, fcinfo, 1, since_argument))
		return;
	if (grace == 0)
		grace = default_grace(view.frame.periods.unit);
	while (ms_retention_view_next(&view, &user))
	{
		bool		lapsed;
		Exits	   *exits;

		if (ms_retention_before_since(&view, user.cohort))
			continue;
		exits = exits_at(table, exit_time(&view, &user, grace, &lapsed));
		if (lapsed)
			exits->lapsed++;
		else
			exits->censored++;
		table->users++;
	}
}

/*
 * Step to time k, from 0; in order.  False when nobody is left.
 */
static bool
step_to_time(const ExitTable *table, int64 k, SurvivalStep *step)
{
	const Exits *exits;
	double		staying;

	CHECK_FOR_INTERRUPTS();
	if (k >= table->ntimes)
		return false;
	exits = &table->exits[k];
	if (k == 0)
	{
		step->at_risk = step->at_risk_from = table->users;
		step->survival = step->survival_from = 1;
		step->variance_sum = 0;
	}
	else
	{
		step->at_risk -= exits[-1].lapsed + exits[-1].censored;
		if (exits[-1].censored > 0)
		{
			step->survival_from = step->survival;
			step->at_risk_from = step->at_risk;
		}
	}
	if (exits->lapsed > 0)
	{
		/* those who lapse go before those who are censored at the same time */
		staying = (double) (step->at_risk - exits->lapsed);
		step->survival = step->survival_from * staying / (double) step->at_risk_from;
		step->variance_sum += (double) exits->lapsed / ((double) step->at_risk * staying);
	}
	return true;
}

/*
 * Bounds by the log-log of survival stay between 0 and 1; none where survival
 * is exactly either.
 */
static void
store_step(FunctionCallInfo fcinfo, int64 k, const Exits *exits, const SurvivalStep *step,
		   double reach)
{
	bool		bounded = step->survival > 0 && step->survival < 1;
	double		root = sqrt(step->variance_sum);
	double		log_survival = bounded ? log(step->survival) : -1;
	double		half_width = reach * root / -log_survival;
	MsRow		row;

	ms_row_begin(&row);
	ms_row_put(&row, Int32GetDatum((int32) k));
	ms_row_put(&row, Int64GetDatum(step->at_risk));
	ms_row_put(&row, Int64GetDatum(exits->lapsed));
	ms_row_put(&row, Int64GetDatum(exits->censored));
	ms_row_put(&row, Float8GetDatum(step->survival));
	ms_row_put_float8(&row, step->survival > 0, step->survival * root);
	ms_row_put_float8(&row, bounded, exp(log_survival * exp(half_width)));
	ms_row_put_float8(&row, bounded, exp(log_survival * exp(-half_width)));
	ms_row_store(&row, fcinfo);
}

/*
 * survival(r, as_of, grace, level, since)
 */
PG_FUNCTION_INFO_V1(ms_survival);

Datum
ms_survival(PG_FUNCTION_ARGS)
{
	ExitTable	table;
	SurvivalStep step;
	double		reach;

	ms_begin_rows(fcinfo);
	reach = ms_reach_argument(fcinfo, 3);
	count_exits(fcinfo, 4, &table);
	for (int64 k = 0; step_to_time(&table, k, &step); k++)
		store_step(fcinfo, k, &table.exits[k], &step, reach);
	return (Datum) 0;
}

/*
 * median_survival(r, as_of, grace, since)
 */
PG_FUNCTION_INFO_V1(ms_median_survival);

Datum
ms_median_survival(PG_FUNCTION_ARGS)
{
	ExitTable	table;
	SurvivalStep step;

	count_exits(fcinfo, 3, &table);
	for (int64 k = 0; step_to_time(&table, k, &step); k++)
		if (step.survival <= HALF)
			PG_RETURN_INT32((int32) k);
	PG_RETURN_NULL();
}

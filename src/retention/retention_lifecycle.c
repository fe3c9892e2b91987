/*-------------------------------------------------------------------------
 *
 * retention_lifecycle.c
 *		lifecycle() and active_users(): who was active in each period, and
 *		how that came from the period before.
 *
 * A user's periods are runs.  A run that begins opens a cohort if it is the
 * user's first, and is a return if not; the period behind its end is the one
 * that lost the user.  So two counts for each run tell everything: the number
 * of active users is that of runs begun and not ended.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "common/rows.h"
#include "retention/retention_runs.h"

typedef struct PeriodChanges
{
	int64		new_users;
	int64		came;			/* active, and not in the period before; new ones too */
	int64		went;			/* not active, but in the period before */
} PeriodChanges;

/* The periods from the first to the last that as_of lets see. */
typedef struct Lifecycle
{
	RetentionView view;
	int64		nperiods;
	PeriodChanges *changes;
} Lifecycle;

/* What a step from one period to the next holds. */
typedef struct LifecyclePeriod
{
	int32		period;
	bool		complete;
	bool		left_censored;
	bool		is_first;
	int64		before;			/* active users in the period before */
	int64		active;
	const PeriodChanges *changes;
} LifecyclePeriod;

static void
check_rows(const Lifecycle *lifecycle, const char *accessor)
{
	const RetentionView *view = &lifecycle->view;

	if (lifecycle->nperiods <= MS_MAX_ROWS)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%s() would return " INT64_FORMAT " rows, more than %d",
					accessor, lifecycle->nperiods, MS_MAX_ROWS),
			 errdetail("There is one for each %s from %s to %s.",
					   ms_period_unit_name(view->frame.periods.unit),
					   ms_retention_period_text(view, view->first_period),
					   ms_retention_period_text(view, view->last_visible)),
			 errhint("Filter out stray times before aggregating, or give an earlier as_of.")));
}

/*
 * Count the changes of all periods; false if there is no period.
 */
static bool
count_changes(Lifecycle *lifecycle, FunctionCallInfo fcinfo, int since_argument,
			  const char *accessor)
{
	RetentionView *view = &lifecycle->view;
	RetentionCohortUser user;

	if (!ms_retention_view_begin(view, fcinfo, 1, since_argument))
		return false;
	lifecycle->nperiods = (int64) view->last_visible - view->first_period + 1;
	check_rows(lifecycle, accessor);

	/* one more, for those who went at the end */
	lifecycle->changes =
		MemoryContextAllocExtended(CurrentMemoryContext,
								   (lifecycle->nperiods + 1) * sizeof(PeriodChanges),
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	while (ms_retention_view_next(view, &user))
	{
		RetentionRuns runs;
		int32		first;
		int32		last;

		lifecycle->changes[user.cohort - view->first_period].new_users++;
		ms_retention_runs_begin(&runs, &user);
		while (ms_retention_runs_next(&runs, &first, &last))
		{
			lifecycle->changes[first - view->first_period].came++;
			lifecycle->changes[last - view->first_period + 1].went++;
		}
	}
	return true;
}

/*
 * Step to the i-th period, from 0; in order.
 */
static bool
step_to_period(const Lifecycle *lifecycle, int64 i, LifecyclePeriod *step)
{
	const RetentionView *view = &lifecycle->view;

	CHECK_FOR_INTERRUPTS();
	if (i >= lifecycle->nperiods)
		return false;
	step->period = view->first_period + (int32) i;
	step->complete = step->period <= view->last_complete;
	step->left_censored = ms_retention_left_censored(view, step->period);
	step->is_first = i == 0;
	step->before = i == 0 ? 0 : step->active;
	step->changes = &lifecycle->changes[i];
	step->active = step->before + step->changes->came - step->changes->went;
	return true;
}

/*
 * What was before the first period is known only if the log began by then;
 * who did not come in the running period may still come.
 */
static void
store_period(FunctionCallInfo fcinfo, const Lifecycle *lifecycle, const LifecyclePeriod *step)
{
	const PeriodChanges *changes = step->changes;
	bool		before_known = !(step->is_first && step->left_censored);
	bool		churn_known = before_known && step->complete;
	int64		resurrected = changes->came - changes->new_users;
	MsRow		row;

	ms_row_begin(&row);
	ms_row_put(&row, ms_retention_period_date(&lifecycle->view, step->period));
	ms_row_put(&row, Int64GetDatum(step->active));
	ms_row_put(&row, Int64GetDatum(changes->new_users));
	ms_row_put(&row, Int64GetDatum(step->before - changes->went));
	ms_row_put_known(&row, before_known, Int64GetDatum(resurrected));
	ms_row_put_known(&row, churn_known, Int64GetDatum(changes->went));
	ms_row_put_known(&row, churn_known, Int64GetDatum(step->active - step->before));
	ms_row_put_float8(&row, churn_known && step->before > 0,
					  (double) changes->went / (double) step->before);
	ms_row_put_float8(&row, churn_known && changes->went > 0,
					  (double) changes->came / (double) changes->went);
	ms_row_put(&row, BoolGetDatum(step->complete));
	ms_row_put(&row, BoolGetDatum(step->left_censored));
	ms_row_store(&row, fcinfo);
}

/*
 * lifecycle(r, as_of, since)
 */
PG_FUNCTION_INFO_V1(ms_lifecycle);

Datum
ms_lifecycle(PG_FUNCTION_ARGS)
{
	Lifecycle	lifecycle;
	LifecyclePeriod step;

	ms_begin_rows(fcinfo);
	if (!count_changes(&lifecycle, fcinfo, 2, "lifecycle"))
		return (Datum) 0;
	for (int64 i = 0; step_to_period(&lifecycle, i, &step); i++)
		store_period(fcinfo, &lifecycle, &step);
	return (Datum) 0;
}

/*
 * active_users(r, as_of)
 */
PG_FUNCTION_INFO_V1(ms_active_users);

Datum
ms_active_users(PG_FUNCTION_ARGS)
{
	Lifecycle	lifecycle;
	LifecyclePeriod step;
	int64		seen = 0;

	ms_begin_rows(fcinfo);
	if (!count_changes(&lifecycle, fcinfo, MS_NO_ARGUMENT, "active_users"))
		return (Datum) 0;
	for (int64 i = 0; step_to_period(&lifecycle, i, &step); i++)
	{
		MsRow		row;

		seen += step.changes->new_users;
		ms_row_begin(&row);
		ms_row_put(&row, ms_retention_period_date(&lifecycle.view, step.period));
		ms_row_put(&row, Int64GetDatum(step.active));
		ms_row_put(&row, Int64GetDatum(seen));
		ms_row_put(&row, BoolGetDatum(step.complete));
		ms_row_store(&row, fcinfo);
	}
	return (Datum) 0;
}

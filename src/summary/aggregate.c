/*-------------------------------------------------------------------------
 *
 * aggregate.c
 *		Final and combine functions of the aggregates, rollup() and the
 *		operator ||, for summaries of any kind.
 *
 * The state of the aggregates is a summary itself, so that partial aggregation
 * needs no functions of its own.  A read-write expanded state is ours to
 * change; so is a flat one inside an aggregate, where the executor keeps what
 * we return: the same pointer if it was changed in place, else it copies the
 * new value and frees the old.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/arguments.h"
#include "common/compat.h"
#include "summary/kind.h"
#include "summary/settings.h"

/*
 * Final function: the stored form.  Must neither change nor return the state,
 * which lives on in window frames.
 */
Datum
ms_summary_final(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_get(PG_GETARG_DATUM(0), kind);

	PG_RETURN_POINTER(s == (void *) PG_GETARG_POINTER(0) ? ms_summary_trim(s, kind) : s);
}

/*
 * Transition function of rollup() and combine function of the aggregates.
 */
Datum
ms_summary_combine(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MemoryContext context = ms_aggregate_context(fcinfo, kind->aggregate_name);
	MsSummary  *other;
	MsSummary  *state;
	MsSummary  *merged;
	MsGrowing  *growing;
	MsFrame		frame;
	MsFrame		other_frame;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return PG_GETARG_DATUM(0);
	}

	/* before the state is touched: both could be one object */
	other = ms_summary_partial(PG_GETARG_DATUM(1), kind);
	if (other->flags & MS_SMALL)
		other = kind->store(other);
	ms_summary_frame(other, kind, &other_frame);
	ms_check_settings(other_frame.from_settings, other_frame.calendar, other_frame.periods.week_start);
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(ms_summary_trim(other, kind));

	if (VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		growing = ms_growing_of(PG_GETARG_DATUM(0), kind);
		ms_check_mergeable(kind, &growing->frame, &other_frame);
		ms_growing_add(growing, other);
		return PG_GETARG_DATUM(0);
	}

	state = ms_summary_partial(PG_GETARG_DATUM(0), kind);
	ms_summary_frame(state, kind, &frame);
	ms_check_mergeable(kind, &frame, &other_frame);
	merged = kind->merge_small(state, other);
	if (merged != NULL)
		PG_RETURN_POINTER(merged);
	growing = ms_growing_from(state, kind, ms_aggregate_states_context(context, kind->type_name));
	ms_growing_add(growing, other);
	PG_RETURN_DATUM(EOHPGetRWDatum(&growing->hdr));
}

/*
 * a || b: neither argument is changed.  NULL is the summary of no rows, so
 * that adding what a refresh found never loses what was there.
 */
Datum
ms_summary_merge(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *a;
	MsSummary  *b;
	MsFrame		a_frame;
	MsFrame		b_frame;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_POINTER(ms_summary_get(PG_GETARG_DATUM(PG_ARGISNULL(0) ? 1 : 0), kind));
	a = ms_summary_get(PG_GETARG_DATUM(0), kind);
	b = ms_summary_get(PG_GETARG_DATUM(1), kind);

	ms_summary_frame(a, kind, &a_frame);
	ms_summary_frame(b, kind, &b_frame);
	ms_check_mergeable(kind, &a_frame, &b_frame);
	PG_RETURN_POINTER(ms_flatten_together(a, b, kind));
}

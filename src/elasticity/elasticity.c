/*-------------------------------------------------------------------------
 *
 * elasticity.c
 *		The aggregate elasticity(), final and combine functions, rollup() and
 *		the operator ||.
 *
 * The state of the aggregates is an elasticity_summary itself, so that partial
 * aggregation needs no functions of its own.  A read-write expanded state is
 * ours to change; so is a flat one inside an aggregate, where the executor
 * keeps what we return: the same pointer if it was changed in place, else it
 * copies the new value and frees the old.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/memutils.h"

#include "common/arguments.h"
#include "common/compat.h"
#include "elasticity/elasticity_builder.h"
#include "elasticity/elasticity_rows.h"

/* Positions of the arguments. */
#define ARG_STATE		0
#define ARG_QUANTITY	1
#define ARG_PRICE		2
#define ARG_UNIT		3
#define ARG_PERIOD		4

/*
 * Read quantity and price into logarithms, or say why the row is dropped.
 */
static pg_attribute_always_inline ElasticityDrop
read_logarithms(FunctionCallInfo fcinfo, double *x, double *y)
{
	double		quantity = PG_GETARG_FLOAT8(ARG_QUANTITY);
	double		price = PG_GETARG_FLOAT8(ARG_PRICE);

	if (unlikely(!isfinite(quantity) || !isfinite(price)))
		return MS_DROP_NONFINITE;
	if (unlikely(!(quantity > 0 && price > 0)))
		return MS_DROP_NONPOSITIVE;
	*x = log(price);
	*y = log(quantity);
	return MS_ROW_USED;
}

static pg_noinline void
foreign_state(const ElasticityFrame *frame, ElasticityKeyType unit_type, ElasticityKeyType period_type)
{
	ElasticityFrame own = {unit_type, period_type, {MS_DAY, MS_MONDAY}, ms_face_value_calendar()};

	ms_elasticity_check_mergeable(frame, &own);
}

/*
 * A state may come from elsewhere, such as yesterday's summary as the INITCOND
 * of somebody's own aggregate: its units and periods must be the variant's.
 */
static pg_attribute_always_inline void
check_state(const ElasticityFrame *frame, ElasticityKeyType unit_type, ElasticityKeyType period_type)
{
	if (unlikely(frame->unit_type != unit_type || frame->period_type != period_type))
		foreign_state(frame, unit_type, period_type);
}

/*
 * A flat state, whose kind of keys is checked.
 */
static pg_attribute_always_inline ElasticitySummary *
flat_state(FunctionCallInfo fcinfo, ElasticityKeyType unit_type, ElasticityKeyType period_type)
{
	ElasticitySummary *state = ms_elasticity_get_state(PG_GETARG_DATUM(ARG_STATE));

	if (unlikely(state->unit_type != unit_type || state->period_type != period_type))
	{
		ElasticityFrame frame;

		ms_elasticity_get_frame(state, &frame);
		foreign_state(&frame, unit_type, period_type);
	}
	return state;
}

/*
 * The transition function without units: one cell, changed in place.
 */
PG_FUNCTION_INFO_V1(ms_elasticity_plain);

Datum
ms_elasticity_plain(PG_FUNCTION_ARGS)
{
	ElasticitySummary *state;
	ElasticityDrop drop = MS_DROP_NULL;
	double		x = 0;
	double		y = 0;

	(void) ms_aggregate_context(fcinfo, "elasticity");
	state = PG_ARGISNULL(ARG_STATE) ? ms_elasticity_plain_new()
		: ms_elasticity_plain_reserve(flat_state(fcinfo, MS_KEY_NONE, MS_KEY_NONE));
	if (likely(!PG_ARGISNULL(ARG_QUANTITY) && !PG_ARGISNULL(ARG_PRICE)))
		drop = read_logarithms(fcinfo, &x, &y);
	ms_elasticity_count(&state->counts, drop);
	if (drop == MS_ROW_USED)
		ms_elasticity_plain_add(state, x, y);
	PG_RETURN_POINTER(state);
}

/*
 * The transition function with units, written once; each variant below gives
 * its types as constants, so that the compiler drops what it does not need.
 */
static pg_attribute_always_inline Datum
elasticity_transition(FunctionCallInfo fcinfo, ElasticityKeyType unit_type, ElasticityKeyType period_type)
{
	ElasticityRow row;
	ElasticityDrop drop = MS_DROP_NULL;
	char		unit[MS_NUMBER_KEY_LENGTH];
	char		period[MS_NUMBER_KEY_LENGTH];

	row.period = "";
	row.period_length = 0;
	if (likely(!PG_ARGISNULL(ARG_QUANTITY) && !PG_ARGISNULL(ARG_PRICE) && !PG_ARGISNULL(ARG_UNIT) &&
			   (period_type == MS_KEY_NONE || !PG_ARGISNULL(ARG_PERIOD))))
		drop = read_logarithms(fcinfo, &row.a, &row.b);
	if (period_type == MS_KEY_DATE && likely(drop != MS_DROP_NULL) &&
		unlikely(DATE_NOT_FINITE(PG_GETARG_DATEADT(ARG_PERIOD))))
		drop = MS_DROP_NONFINITE;
	if (likely(drop == MS_ROW_USED))
	{
		ms_elasticity_read_key(PG_GETARG_DATUM(ARG_UNIT), unit_type, unit, &row.unit, &row.unit_length);
		if (period_type != MS_KEY_NONE)
			ms_elasticity_read_key(PG_GETARG_DATUM(ARG_PERIOD), period_type, period, &row.period, &row.period_length);
	}

	if (likely(!PG_ARGISNULL(ARG_STATE) &&
			   VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(ARG_STATE))))
	{
		ElasticityBuilder *builder = ms_elasticity_builder_of(PG_GETARG_DATUM(ARG_STATE));

		ms_require_aggregate(fcinfo, "elasticity");
		check_state(&builder->frame, unit_type, period_type);
		ms_elasticity_count(&builder->counts, drop);
		if (likely(drop == MS_ROW_USED))
			ms_elasticity_builder_add(builder, &row);
		return PG_GETARG_DATUM(ARG_STATE);
	}
	if (PG_ARGISNULL(ARG_STATE))
	{
		ElasticityFrame frame = {unit_type, period_type, {MS_DAY, MS_MONDAY}, ms_face_value_calendar()};

		return ms_elasticity_add_to_flat(fcinfo, ms_elasticity_raw_new(&frame), &row, drop);
	}
	return ms_elasticity_add_to_flat(fcinfo, flat_state(fcinfo, unit_type, period_type), &row, drop);
}

#define ELASTICITY_TRANSITION(name, unit_type, period_type) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return elasticity_transition(fcinfo, unit_type, period_type); \
} \
extern int no_such_variable

ELASTICITY_TRANSITION(ms_elasticity_text, MS_KEY_TEXT, MS_KEY_NONE);
ELASTICITY_TRANSITION(ms_elasticity_bigint, MS_KEY_BIGINT, MS_KEY_NONE);
ELASTICITY_TRANSITION(ms_elasticity_text_text, MS_KEY_TEXT, MS_KEY_TEXT);
ELASTICITY_TRANSITION(ms_elasticity_text_bigint, MS_KEY_TEXT, MS_KEY_BIGINT);
ELASTICITY_TRANSITION(ms_elasticity_text_date, MS_KEY_TEXT, MS_KEY_DATE);
ELASTICITY_TRANSITION(ms_elasticity_bigint_text, MS_KEY_BIGINT, MS_KEY_TEXT);
ELASTICITY_TRANSITION(ms_elasticity_bigint_bigint, MS_KEY_BIGINT, MS_KEY_BIGINT);
ELASTICITY_TRANSITION(ms_elasticity_bigint_date, MS_KEY_BIGINT, MS_KEY_DATE);

/*
 * Add a row to a small flat state, or to the builder that takes its place.
 */
Datum
ms_elasticity_add_to_flat(FunctionCallInfo fcinfo, ElasticitySummary *state, const ElasticityRow *row,
						  ElasticityDrop drop)
{
	MemoryContext context = ms_aggregate_context(fcinfo, "elasticity");
	ElasticityBuilder *builder;

	ms_elasticity_count(&state->counts, drop);
	if (drop != MS_ROW_USED)
		PG_RETURN_POINTER(state);
	/* a state that a combine function left is canonical, and takes no more raw rows */
	if ((state->flags & MS_ELASTICITY_RAW) && ms_elasticity_raw_add(&state, row))
		PG_RETURN_POINTER(state);
	builder = ms_elasticity_builder_from(state, ms_aggregate_states_context(context));
	ms_elasticity_builder_add(builder, row);
	PG_RETURN_DATUM(EOHPGetRWDatum(&builder->hdr));
}

/*
 * Final function: the stored form.  Must neither change nor return the state,
 * which lives on in window frames.
 */
PG_FUNCTION_INFO_V1(ms_elasticity_final);

Datum
ms_elasticity_final(PG_FUNCTION_ARGS)
{
	ElasticitySummary *s = ms_elasticity_get(PG_GETARG_DATUM(0));

	PG_RETURN_POINTER(s == (void *) PG_GETARG_POINTER(0) ? ms_elasticity_trim(s) : s);
}

/*
 * Merge another summary into a flat state, which may have to grow.
 */
static Datum
combine_flat(ElasticitySummary *state, ElasticitySummary *other, MemoryContext context)
{
	Size		size = ms_elasticity_used(state) + ms_elasticity_used(other);
	ElasticityBuilder *builder;

	if (state->unit_type == MS_KEY_NONE)
	{
		state = ms_elasticity_plain_reserve(state);
		ms_elasticity_plain_merge(state, other);
		PG_RETURN_POINTER(state);
	}
	if (size > MS_ELASTICITY_RAW_LIMIT)
	{
		builder = ms_elasticity_builder_from(state, ms_aggregate_states_context(context));
		ms_elasticity_builder_merge(builder, other);
		PG_RETURN_DATUM(EOHPGetRWDatum(&builder->hdr));
	}
	builder = ms_elasticity_builder_from(state, CurrentMemoryContext);
	ms_elasticity_builder_merge(builder, other);
	PG_RETURN_POINTER(ms_elasticity_builder_flatten(builder));
}

/*
 * Transition function of rollup() and combine function of elasticity() and
 * usage_elasticity().
 */
PG_FUNCTION_INFO_V1(ms_elasticity_combine);

Datum
ms_elasticity_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = ms_aggregate_context(fcinfo, "elasticity");
	ElasticitySummary *other;
	ElasticitySummary *state;
	ElasticityFrame frame;
	ElasticityFrame other_frame;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return PG_GETARG_DATUM(0);
	}

	/* before the state is touched: both could be one object */
	other = ms_elasticity_get_partial(PG_GETARG_DATUM(1));
	ms_elasticity_get_frame(other, &other_frame);
	ms_check_settings(other_frame.from_settings, other_frame.calendar, other_frame.periods.week_start);
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(ms_elasticity_trim(other));

	if (VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		ElasticityBuilder *builder = ms_elasticity_builder_of(PG_GETARG_DATUM(0));

		ms_elasticity_check_mergeable(&builder->frame, &other_frame);
		ms_elasticity_builder_merge(builder, other);
		return PG_GETARG_DATUM(0);
	}

	state = ms_elasticity_get_state(PG_GETARG_DATUM(0));
	ms_elasticity_get_frame(state, &frame);
	ms_elasticity_check_mergeable(&frame, &other_frame);
	return combine_flat(state, other, context);
}

/*
 * a || b: neither argument is changed.  NULL is the summary of no rows, so
 * that adding what a refresh found never loses what was there.
 */
PG_FUNCTION_INFO_V1(ms_elasticity_merge);

Datum
ms_elasticity_merge(PG_FUNCTION_ARGS)
{
	ElasticitySummary *a;
	ElasticitySummary *b;
	ElasticityFrame a_frame;
	ElasticityFrame b_frame;
	ElasticityBuilder *builder;
	ElasticitySummary *merged;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_POINTER(ms_elasticity_get(PG_GETARG_DATUM(PG_ARGISNULL(0) ? 1 : 0)));
	a = ms_elasticity_get(PG_GETARG_DATUM(0));
	b = ms_elasticity_get(PG_GETARG_DATUM(1));

	ms_elasticity_get_frame(a, &a_frame);
	ms_elasticity_get_frame(b, &b_frame);
	ms_elasticity_check_mergeable(&a_frame, &b_frame);
	builder = ms_elasticity_builder_from(a, AllocSetContextCreate(CurrentMemoryContext, "elasticity_summary",
																  ALLOCSET_SMALL_SIZES));
	ms_elasticity_builder_merge(builder, b);
	merged = ms_elasticity_builder_flatten(builder);

	/* a || b || c would keep them all */
	DeleteExpandedObject(EOHPGetRWDatum(&builder->hdr));
	PG_RETURN_POINTER(merged);
}

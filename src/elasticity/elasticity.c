/*-------------------------------------------------------------------------
 *
 * elasticity.c
 *		The aggregate elasticity(), and what elasticity_summary tells summary/
 *		of itself.
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
#include "elasticity/elasticity_io.h"
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

/*
 * A flat state, whose kind of keys is checked.
 */
static pg_attribute_always_inline MsSummary *
flat_state(FunctionCallInfo fcinfo, ElasticityKeyType unit_type, ElasticityKeyType period_type)
{
	MsSummary  *state = ms_summary_state(PG_GETARG_DATUM(ARG_STATE), &ms_elasticity_kind);

	if (unlikely(MS_UNIT_TYPE(state) != unit_type || MS_PERIOD_TYPE(state) != period_type))
	{
		MsFrame		frame;

		ms_summary_frame(state, &ms_elasticity_kind, &frame);
		ms_check_state(&ms_elasticity_kind, &frame, false, unit_type, period_type);
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
	MsSummary  *state;
	ElasticityDrop drop = MS_DROP_NULL;
	double		x = 0;
	double		y = 0;

	(void) ms_aggregate_context(fcinfo, "elasticity");
	state = PG_ARGISNULL(ARG_STATE) ? ms_elasticity_plain_new()
		: ms_elasticity_plain_reserve(flat_state(fcinfo, MS_KEY_NONE, MS_KEY_NONE));
	if (likely(!PG_ARGISNULL(ARG_QUANTITY) && !PG_ARGISNULL(ARG_PRICE)))
		drop = read_logarithms(fcinfo, &x, &y);
	ms_elasticity_count(state->counts, drop);
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
		MsGrowing  *growing = ms_growing_of(PG_GETARG_DATUM(ARG_STATE), &ms_elasticity_kind);

		ms_require_aggregate(fcinfo, "elasticity");
		ms_check_state(&ms_elasticity_kind, &growing->frame, false, unit_type, period_type);
		ms_elasticity_count(growing->counts.n, drop);
		if (likely(drop == MS_ROW_USED))
			ms_elasticity_builder_add((ElasticityBuilder *) growing, &row);
		return PG_GETARG_DATUM(ARG_STATE);
	}
	if (PG_ARGISNULL(ARG_STATE))
	{
		MsFrame		frame = {ms_face_value_calendar(), {MS_DAY, MS_MONDAY}, {unit_type, period_type}, 0};

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
ms_elasticity_add_to_flat(FunctionCallInfo fcinfo, MsSummary *state, const ElasticityRow *row,
						  ElasticityDrop drop)
{
	MemoryContext context = ms_aggregate_context(fcinfo, "elasticity");
	MsGrowing  *growing;

	ms_elasticity_count(state->counts, drop);
	if (drop != MS_ROW_USED)
		PG_RETURN_POINTER(state);
	/* a state that a combine function left is canonical, and takes no more raw rows */
	if ((state->flags & MS_SMALL) && ms_elasticity_raw_add(&state, row))
		PG_RETURN_POINTER(state);
	growing = ms_growing_from(state, &ms_elasticity_kind, ms_aggregate_states_context(context, ms_elasticity_kind.type_name));
	ms_elasticity_builder_add((ElasticityBuilder *) growing, row);
	PG_RETURN_DATUM(EOHPGetRWDatum(&growing->hdr));
}

/*
 * Refuse what is damaged so that reading it would leave its bytes.
 */
static void
check(const MsSummary *s)
{
	if (s->flags & MS_SMALL)
		ms_elasticity_raw_check(s);
	else
		ms_elasticity_check(s);
}

/*
 * Merge another summary into a small state, if the two stay small.
 */
static MsSummary *
merge_small(MsSummary *state, const MsSummary *other)
{
	if (MS_UNIT_TYPE(state) == MS_KEY_NONE)
	{
		state = ms_elasticity_plain_reserve(state);
		ms_elasticity_plain_merge(state, other);
		return state;
	}
	if (ms_elasticity_used(state) + ms_elasticity_used(other) > MS_ELASTICITY_RAW_LIMIT)
		return NULL;
	return ms_flatten_together(state, other, &ms_elasticity_kind);
}

StaticAssertDecl(MS_ELASTICITY_COUNTS <= MS_MAX_COUNTS, "a header holds no more counts");

static const char *const count_names[MS_ELASTICITY_COUNTS] = {
	"rows_read", "dropped_null", "dropped_nonpositive", "dropped_nonfinite", "negative"
};

/* In the order of ElasticityKeyType; what the periods of a calendar are, the frame's periods say. */
static const char *const key_types[] = {NULL, "text", "bigint", "date", "calendar"};

#define CURE	"Build both by the same aggregate, with arguments of the same types."

static const MsVariant variants[] = {
	{"unit", "units of type", key_types, MS_KEY_BIGINT + 1, CURE},
	{"period_type", "periods of type", key_types, lengthof(key_types), CURE}
};

/*
 * The aggregate that makes summaries of this kind, as one would write it.
 */
static const char *
describe(const MsFrame *frame)
{
	if (MS_IS_USAGE(frame))
		return "usage_elasticity()";
	if (MS_UNIT_TYPE(frame) == MS_KEY_NONE)
		return "elasticity(quantity, price)";
	if (MS_PERIOD_TYPE(frame) == MS_KEY_NONE)
		return psprintf("elasticity(quantity, price, unit %s)", key_types[frame->variant[0]]);
	return psprintf("elasticity(quantity, price, unit %s, period %s)", key_types[frame->variant[0]], key_types[frame->variant[1]]);
}

/*
 * Periods need units, and a calendar's periods units that are texts; only they
 * have a clock.
 */
static bool
frame_is_valid(const MsFrame *frame)
{
	if (MS_IS_USAGE(frame))
		return MS_UNIT_TYPE(frame) == MS_KEY_TEXT;
	return !frame->calendar->zoned && frame->periods.unit == MS_DAY &&
		(MS_UNIT_TYPE(frame) != MS_KEY_NONE || MS_PERIOD_TYPE(frame) == MS_KEY_NONE);
}

const MsSummaryKind ms_elasticity_kind = {
	.code = MS_CODE_ELASTICITY,
	.version = 1,
	.flags = MS_SMALL,
	.type_name = "elasticity_summary",
	.aggregate_name = "elasticity",
	.adjective = "elasticity",
	.memory_cure = "Group the units or periods more coarsely, read the rows in parts and merge them by rollup(), or raise modelshare.max_summary_memory.",
	.ncounts = MS_ELASTICITY_COUNTS,
	.nleft_out = MS_DROP_NONFINITE,
	.count_names = count_names,
	.nvariants = lengthof(variants),
	.variants = variants,
	.frame_is_valid = frame_is_valid,
	.describe = describe,
	.used = ms_elasticity_used,
	.check = check,
	.store = ms_elasticity_store,
	.periods_fit = ms_elasticity_periods_fit,
	.merge_small = merge_small,
	.growing_size = sizeof(ElasticityBuilder),
	.begin = ms_elasticity_begin,
	.add = ms_elasticity_add,
	.body_size = ms_elasticity_stored_size,
	.write_body = ms_elasticity_write_body,
	.write_text = ms_elasticity_write_text,
	.read_text = ms_elasticity_read_text,
	.send = ms_elasticity_send_body,
	.receive = ms_elasticity_receive
};

MS_SUMMARY_FUNCTIONS(ms_elasticity, &ms_elasticity_kind);

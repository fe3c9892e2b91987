/*-------------------------------------------------------------------------
 *
 * cohort_retention.c
 *		The aggregates cohort_retention() and rollup(), and the operator ||.
 *
 * The state of the aggregates is a retention_summary itself, so that partial
 * aggregation needs no functions of its own.  A read-write expanded state is
 * ours to change; so is a flat one inside an aggregate, where the executor
 * keeps what we return: the same pointer if it was changed in place, else it
 * copies the new value and frees the old.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/memutils.h"
#include "utils/uuid.h"

#include "common/compat.h"
#include "common/arguments.h"
#include "retention/retention_builder.h"
#include "retention/retention_loose.h"

/* Positions of the arguments. */
#define ARG_STATE		0
#define ARG_TS			1
#define ARG_USER		2
#define ARG_PERIOD		3
#define ARG_TIMEZONE	4

/* Where the argument starts is, if the variant has it. */
#define NO_STARTS		0
#define STARTS_FOURTH	4
#define STARTS_FIFTH	5

/* What a variant of the aggregate takes. */
typedef struct RetentionVariant
{
	MsClock		clock;
	RetentionUserType user_type;
	int			starts;			/* position of the argument */
} RetentionVariant;

/* One row, read. */
typedef struct RetentionRow
{
	RetentionUserId id;
	int32		period;
	bool		starts;
} RetentionRow;

/*
 * Does the variant called have an argument timezone?
 */
static inline bool
has_timezone(FunctionCallInfo fcinfo, RetentionVariant variant)
{
	return PG_NARGS() > ARG_TIMEZONE && variant.starts != STARTS_FOURTH;
}

static void
frame_of_arguments(FunctionCallInfo fcinfo, RetentionVariant variant, RetentionFrame *frame)
{
	frame->calendar = has_timezone(fcinfo, variant)
		? ms_calendar_argument(fcinfo, variant.clock, ARG_TIMEZONE)
		: variant.clock == MS_CLOCK_TIMESTAMPTZ ? ms_calendar(NULL, 0) : ms_face_value_calendar();
	frame->periods.unit = ms_period_unit_argument(fcinfo, ARG_PERIOD);
	frame->periods.week_start = ms_week_start(NULL, 0);
	frame->user_type = variant.user_type;
	frame->starts = variant.starts != NO_STARTS;
	frame->from_settings = frame->periods.unit == MS_WEEK ? MS_WEEK_START_FROM_SETTING : 0;
	if (variant.clock == MS_CLOCK_TIMESTAMPTZ &&
		(!has_timezone(fcinfo, variant) || PG_ARGISNULL(ARG_TIMEZONE)))
		frame->from_settings |= MS_ZONE_FROM_SETTING;
}

static pg_noinline void
foreign_state(const RetentionFrame *frame, RetentionUserType user_type, bool starts, bool zoned)
{
	RetentionFrame own = *frame;

	own.user_type = user_type;
	own.starts = starts;
	if (zoned != frame->calendar->zoned)
		own.calendar = zoned ? ms_calendar(NULL, 0) : ms_face_value_calendar();
	ms_retention_check_mergeable(frame, &own);
}

/*
 * A state may come from elsewhere, such as yesterday's summary as the INITCOND
 * of somebody's own aggregate: its users and clock must be the variant's.
 */
static pg_attribute_always_inline void
check_state(const RetentionFrame *frame, RetentionVariant variant)
{
	bool		zoned = variant.clock == MS_CLOCK_TIMESTAMPTZ;
	bool		starts = variant.starts != NO_STARTS;

	if (unlikely(frame->user_type != variant.user_type || frame->starts != starts ||
				 frame->calendar->zoned != zoned))
		foreign_state(frame, variant.user_type, starts, zoned);
}

/*
 * Zone and period of a summary are fixed by its first row: arguments that
 * change later are an error, not a mix.
 */
static pg_attribute_always_inline void
check_constant_arguments(FunctionCallInfo fcinfo, RetentionVariant variant,
						 const RetentionFrame *frame)
{
	text	   *unit = PG_ARGISNULL(ARG_PERIOD) ? NULL : ms_text_argument(PG_GETARG_DATUM(ARG_PERIOD));

	if (unit == NULL ||
		!ms_is_period_unit(frame->periods.unit, VARDATA_ANY(unit), VARSIZE_ANY_EXHDR(unit)))
	{
		MsPeriodUnit given = ms_period_unit_argument(fcinfo, ARG_PERIOD);

		if (given != frame->periods.unit)
			ms_argument_changed("period", ms_period_unit_name(frame->periods.unit),
								ms_period_unit_name(given));
	}
	if (has_timezone(fcinfo, variant) &&
		!ms_argument_is(fcinfo, ARG_TIMEZONE, frame->calendar->name))
	{
		MsCalendar *given = ms_calendar_argument(fcinfo, variant.clock, ARG_TIMEZONE);

		if (!ms_same_calendar(given, frame->calendar))
			ms_argument_changed("timezone", frame->calendar->name, given->name);
	}
}

/*
 * Number of the row's user.
 */
static pg_attribute_always_inline RetentionUserId
read_user(FunctionCallInfo fcinfo, RetentionUserType user_type)
{
	text	   *user;

	if (user_type == MS_USER_BIGINT)
		return ms_bigint_user_id(PG_GETARG_INT64(ARG_USER));
	if (user_type == MS_USER_UUID)
		return ms_uuid_user_id(PG_GETARG_UUID_P(ARG_USER));
	user = ms_text_argument(PG_GETARG_DATUM(ARG_USER));
	return ms_text_user_id(VARDATA_ANY(user), VARSIZE_ANY_EXHDR(user));
}

/*
 * Read the row.  False if it is left out.
 */
static pg_attribute_always_inline bool
read_row(FunctionCallInfo fcinfo, RetentionVariant variant, const RetentionFrame *frame,
		 RetentionCounts *counts, RetentionRow *row)
{
	Timestamp	ts;
	DateADT		date;

	counts->rows_read++;
	if (PG_ARGISNULL(ARG_TS))
	{
		counts->left_out[MS_RETENTION_NULL_TS]++;
		return false;
	}
	if (!ms_read_time(PG_GETARG_DATUM(ARG_TS), variant.clock, frame->calendar, &ts, &date))
	{
		counts->left_out[MS_RETENTION_INFINITE_TS]++;
		return false;
	}
	row->period = ms_period_of(&frame->periods, date);
	if (ts < counts->first)
		counts->first = ts;
	if (ts > counts->last)
		counts->last = ts;
	if (PG_ARGISNULL(ARG_USER))
	{
		counts->left_out[MS_RETENTION_NULL_USER]++;
		return false;
	}
	row->id = read_user(fcinfo, variant.user_type);
	row->starts = variant.starts != NO_STARTS && !PG_ARGISNULL(variant.starts) &&
		PG_GETARG_BOOL(variant.starts);
	return true;
}

/*
 * Add a row to a growing summary: what runs for nearly every row.
 */
static pg_attribute_always_inline void
add_to_builder(FunctionCallInfo fcinfo, RetentionVariant variant, RetentionBuilder *builder)
{
	RetentionRow row;

	if (read_row(fcinfo, variant, &builder->frame, &builder->counts, &row))
		ms_retention_builder_add_row(builder, row.id, row.period, row.starts);
}

/*
 * Add a row to what a flat state becomes when it cannot be changed in place.
 */
static pg_attribute_always_inline Datum
add_to_new_builder(FunctionCallInfo fcinfo, RetentionVariant variant,
				   const RetentionSummary *state, MemoryContext aggcontext)
{
	RetentionBuilder *builder = ms_retention_builder_from_flat(state, ms_aggregate_states_context(aggcontext));

	add_to_builder(fcinfo, variant, builder);
	PG_RETURN_DATUM(EOHPGetRWDatum(&builder->hdr));
}

/*
 * Add a row to a small loose state, or to the builder that takes its place.
 */
static Datum
add_to_loose(FunctionCallInfo fcinfo, RetentionVariant variant, MemoryContext aggcontext)
{
	RetentionSummary *state;
	RetentionFrame frame;
	RetentionCounts counts;
	RetentionRow row;
	RetentionEntry entry;

	if (PG_ARGISNULL(ARG_STATE))
	{
		frame_of_arguments(fcinfo, variant, &frame);
		state = ms_retention_loose_new(&frame);
	}
	else
	{
		state = ms_retention_get_state(PG_GETARG_DATUM(ARG_STATE));
		ms_retention_get_frame(state, &frame);
		check_state(&frame, variant);
		check_constant_arguments(fcinfo, variant, &frame);
	}
	if (!(state->flags & MS_RETENTION_LOOSE))
		return add_to_new_builder(fcinfo, variant, state, aggcontext);

	/* the counts are put back only if the row stays in the flat state */
	counts = state->counts;
	if (!read_row(fcinfo, variant, &frame, &counts, &row))
	{
		state->counts = counts;
		PG_RETURN_POINTER(state);
	}
	entry.id = row.id;
	entry.mask.first_period = ms_retention_window_of(row.period);
	entry.mask.active = UINT64CONST(1) << (row.period - entry.mask.first_period);
	entry.mask.starts = row.starts ? entry.mask.active : 0;
	if (!ms_retention_loose_add(&state, &entry))
		return add_to_new_builder(fcinfo, variant, state, aggcontext);
	state->counts = counts;
	PG_RETURN_POINTER(state);
}

/*
 * The transition function, written once; each variant below gives its types
 * as constants, so that the compiler drops what it does not need.
 */
static pg_attribute_always_inline Datum
retention_transition(FunctionCallInfo fcinfo, RetentionVariant variant)
{
	if (likely(!PG_ARGISNULL(ARG_STATE) &&
			   VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(ARG_STATE))))
	{
		RetentionBuilder *builder = ms_retention_builder_of(PG_GETARG_DATUM(ARG_STATE));

		ms_require_aggregate(fcinfo, "cohort_retention");
		check_state(&builder->frame, variant);
		check_constant_arguments(fcinfo, variant, &builder->frame);
		add_to_builder(fcinfo, variant, builder);
		return PG_GETARG_DATUM(ARG_STATE);
	}
	return add_to_loose(fcinfo, variant, ms_aggregate_context(fcinfo, "cohort_retention"));
}

#define RETENTION_TRANSITION(name, clock, user_type, starts) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return retention_transition(fcinfo, (RetentionVariant) {clock, user_type, starts}); \
} \
extern int no_such_variable

/* The variants of a type of users: with or without starts, which stand before or behind a zone. */
#define RETENTION_TRANSITIONS(name, user_type) \
RETENTION_TRANSITION(ms_retention_timestamptz_##name, MS_CLOCK_TIMESTAMPTZ, user_type, NO_STARTS); \
RETENTION_TRANSITION(ms_retention_timestamptz_##name##_starts, MS_CLOCK_TIMESTAMPTZ, user_type, STARTS_FOURTH); \
RETENTION_TRANSITION(ms_retention_timestamptz_##name##_zone_starts, MS_CLOCK_TIMESTAMPTZ, user_type, STARTS_FIFTH); \
RETENTION_TRANSITION(ms_retention_timestamp_##name, MS_CLOCK_TIMESTAMP, user_type, NO_STARTS); \
RETENTION_TRANSITION(ms_retention_timestamp_##name##_starts, MS_CLOCK_TIMESTAMP, user_type, STARTS_FOURTH); \
RETENTION_TRANSITION(ms_retention_date_##name, MS_CLOCK_DATE, user_type, NO_STARTS); \
RETENTION_TRANSITION(ms_retention_date_##name##_starts, MS_CLOCK_DATE, user_type, STARTS_FOURTH)

RETENTION_TRANSITIONS(bigint, MS_USER_BIGINT);
RETENTION_TRANSITIONS(uuid, MS_USER_UUID);
RETENTION_TRANSITIONS(text, MS_USER_TEXT);

/*
 * Final function: the stored form.  Must neither change nor return the state,
 * which lives on in window frames.
 */
PG_FUNCTION_INFO_V1(ms_retention_final);

Datum
ms_retention_final(PG_FUNCTION_ARGS)
{
	RetentionSummary *s = ms_retention_get(PG_GETARG_DATUM(0));

	if (s == (void *) PG_GETARG_POINTER(0))
		s = memcpy(MemoryContextAllocHuge(CurrentMemoryContext, VARSIZE(s)), s, VARSIZE(s));
	PG_RETURN_POINTER(s);
}

/*
 * Transition function of rollup() and combine function of cohort_retention().
 */
PG_FUNCTION_INFO_V1(ms_retention_combine);

Datum
ms_retention_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = ms_aggregate_context(fcinfo, "cohort_retention");
	RetentionSummary *other;
	RetentionSummary *state;
	RetentionBuilder *builder;
	RetentionFrame frame;
	RetentionFrame other_frame;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return PG_GETARG_DATUM(0);
	}

	/* before the state is touched: both could be one object */
	other = ms_retention_get_state(PG_GETARG_DATUM(1));
	ms_retention_get_frame(other, &other_frame);
	ms_check_settings(other_frame.from_settings, other_frame.calendar, other_frame.periods.week_start);
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(other);

	if (VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		builder = ms_retention_builder_of(PG_GETARG_DATUM(0));
		ms_retention_check_mergeable(&builder->frame, &other_frame);
		ms_retention_builder_merge(builder, other);
		return PG_GETARG_DATUM(0);
	}

	state = ms_retention_get_state(PG_GETARG_DATUM(0));
	ms_retention_get_frame(state, &frame);
	ms_retention_check_mergeable(&frame, &other_frame);
	if (ms_retention_loose_merge(&state, other))
		PG_RETURN_POINTER(state);
	builder = ms_retention_builder_from_flat(state, ms_aggregate_states_context(context));
	ms_retention_builder_merge(builder, other);
	PG_RETURN_DATUM(EOHPGetRWDatum(&builder->hdr));
}

/*
 * a || b: neither argument is changed.  NULL is the summary of no rows, so
 * that adding what a refresh found never loses what was there.
 */
PG_FUNCTION_INFO_V1(ms_retention_merge);

Datum
ms_retention_merge(PG_FUNCTION_ARGS)
{
	RetentionSummary *a;
	RetentionSummary *b;
	RetentionFrame a_frame;
	RetentionFrame b_frame;
	RetentionBuilder *builder;
	RetentionSummary *merged;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_POINTER(ms_retention_get(PG_GETARG_DATUM(PG_ARGISNULL(0) ? 1 : 0)));
	a = ms_retention_get(PG_GETARG_DATUM(0));
	b = ms_retention_get(PG_GETARG_DATUM(1));

	ms_retention_get_frame(a, &a_frame);
	ms_retention_get_frame(b, &b_frame);
	ms_retention_check_mergeable(&a_frame, &b_frame);
	builder = ms_retention_builder_from_flat(a, AllocSetContextCreate(CurrentMemoryContext, "retention_summary",
																	  ALLOCSET_SMALL_SIZES));
	ms_retention_builder_merge(builder, b);
	merged = ms_retention_builder_flatten(builder);

	/* a || b || c would keep them all */
	DeleteExpandedObject(EOHPGetRWDatum(&builder->hdr));
	PG_RETURN_POINTER(merged);
}

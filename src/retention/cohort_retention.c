/*-------------------------------------------------------------------------
 *
 * cohort_retention.c
 *		The aggregate cohort_retention(), and what retention_summary tells
 *		summary/ of itself.
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
#include "retention/retention_flat.h"
#include "retention/retention_io.h"
#include "retention/retention_small.h"
#include "summary/settings.h"

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
frame_of_arguments(FunctionCallInfo fcinfo, RetentionVariant variant, MsFrame *frame)
{
	frame->calendar = has_timezone(fcinfo, variant)
		? ms_calendar_argument(fcinfo, variant.clock, ARG_TIMEZONE)
		: variant.clock == MS_CLOCK_TIMESTAMPTZ ? ms_calendar(NULL, 0) : ms_face_value_calendar();
	frame->periods.unit = ms_period_unit_argument(fcinfo, ARG_PERIOD);
	frame->periods.week_start = ms_week_start(NULL, 0);
	frame->variant[0] = variant.user_type;
	frame->variant[1] = variant.starts != NO_STARTS ? MS_COHORT_BY_STARTS : MS_COHORT_BY_FIRST_ROW;
	frame->from_settings = frame->periods.unit == MS_WEEK ? MS_WEEK_START_FROM_SETTING : 0;
	if (variant.clock == MS_CLOCK_TIMESTAMPTZ &&
		(!has_timezone(fcinfo, variant) || PG_ARGISNULL(ARG_TIMEZONE)))
		frame->from_settings |= MS_ZONE_FROM_SETTING;
}

static pg_attribute_always_inline void
check_state(const MsFrame *frame, RetentionVariant variant)
{
	ms_check_state(&ms_retention_kind, frame, variant.clock == MS_CLOCK_TIMESTAMPTZ, variant.user_type,
				   variant.starts != NO_STARTS ? MS_COHORT_BY_STARTS : MS_COHORT_BY_FIRST_ROW);
}

/*
 * Zone and period of a summary are fixed by its first row: arguments that
 * change later are an error, not a mix.
 */
static pg_attribute_always_inline void
check_constant_arguments(FunctionCallInfo fcinfo, RetentionVariant variant,
						 const MsFrame *frame)
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
read_row(FunctionCallInfo fcinfo, RetentionVariant variant, const MsFrame *frame,
		 MsCounts *counts, RetentionRow *row)
{
	Timestamp	ts;
	DateADT		date;

	counts->n[MS_ROWS_READ]++;
	if (PG_ARGISNULL(ARG_TS))
	{
		counts->n[MS_RETENTION_NULL_TS]++;
		return false;
	}
	if (!ms_read_time(PG_GETARG_DATUM(ARG_TS), variant.clock, frame->calendar, &ts, &date))
	{
		counts->n[MS_RETENTION_INFINITE_TS]++;
		return false;
	}
	row->period = ms_period_of(&frame->periods, date);
	if (ts < counts->first)
		counts->first = ts;
	if (ts > counts->last)
		counts->last = ts;
	if (PG_ARGISNULL(ARG_USER))
	{
		counts->n[MS_RETENTION_NULL_USER]++;
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

	if (read_row(fcinfo, variant, &builder->growing.frame, &builder->growing.counts, &row))
		ms_retention_builder_add_row(builder, row.id, row.period, row.starts);
}

/*
 * Add a row to what a flat state becomes when it cannot be changed in place.
 */
static pg_attribute_always_inline Datum
add_to_new_builder(FunctionCallInfo fcinfo, RetentionVariant variant,
				   const MsSummary *state, MemoryContext aggcontext)
{
	MsGrowing  *growing = ms_growing_from(state, &ms_retention_kind, ms_aggregate_states_context(aggcontext, ms_retention_kind.type_name));

	add_to_builder(fcinfo, variant, (RetentionBuilder *) growing);
	PG_RETURN_DATUM(EOHPGetRWDatum(&growing->hdr));
}

/*
 * Add a row to a small state, or to the builder that takes its place.
 */
static Datum
add_to_small(FunctionCallInfo fcinfo, RetentionVariant variant, MemoryContext aggcontext)
{
	MsSummary  *state;
	MsFrame		frame;
	MsCounts	counts;
	RetentionRow row;
	RetentionEntry entry;

	if (PG_ARGISNULL(ARG_STATE))
	{
		frame_of_arguments(fcinfo, variant, &frame);
		state = ms_retention_small_new(&frame);
	}
	else
	{
		state = ms_summary_state(PG_GETARG_DATUM(ARG_STATE), &ms_retention_kind);
		ms_summary_frame(state, &ms_retention_kind, &frame);
		check_state(&frame, variant);
		check_constant_arguments(fcinfo, variant, &frame);
	}
	if (!(state->flags & MS_SMALL))
		return add_to_new_builder(fcinfo, variant, state, aggcontext);

	/* the counts are put back only if the row stays in the flat state */
	ms_summary_get_counts(state, &ms_retention_kind, &counts);
	if (!read_row(fcinfo, variant, &frame, &counts, &row))
	{
		ms_summary_set_counts(state, &ms_retention_kind, &counts);
		PG_RETURN_POINTER(state);
	}
	entry.id = row.id;
	entry.mask.first_period = ms_retention_window_of(row.period);
	entry.mask.active = UINT64CONST(1) << (row.period - entry.mask.first_period);
	entry.mask.starts = row.starts ? entry.mask.active : 0;
	if (!ms_retention_small_add(&state, &entry))
		return add_to_new_builder(fcinfo, variant, state, aggcontext);
	ms_summary_set_counts(state, &ms_retention_kind, &counts);
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
		MsGrowing  *growing = ms_growing_of(PG_GETARG_DATUM(ARG_STATE), &ms_retention_kind);

		ms_require_aggregate(fcinfo, "cohort_retention");
		check_state(&growing->frame, variant);
		check_constant_arguments(fcinfo, variant, &growing->frame);
		add_to_builder(fcinfo, variant, (RetentionBuilder *) growing);
		return PG_GETARG_DATUM(ARG_STATE);
	}
	return add_to_small(fcinfo, variant, ms_aggregate_context(fcinfo, "cohort_retention"));
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

StaticAssertDecl(MS_RETENTION_COUNTS <= MS_MAX_COUNTS, "a header holds no more counts");

static const char *const count_names[MS_RETENTION_COUNTS] = {
	"rows_read", "null_ts", "infinite_ts", "null_user"
};

static const char *const user_types[] = {
	[MS_USER_BIGINT] = "bigint",
	[MS_USER_UUID] = "uuid",
	[MS_USER_TEXT] = "text"
};

static const char *const cohorts[] = {
	[MS_COHORT_BY_FIRST_ROW] = "first row",
	[MS_COHORT_BY_STARTS] = "starts"
};

static const MsVariant variants[] = {
	{"users", "users of type", user_types, lengthof(user_types), "Cast the users to the same type."},
	{"cohort", "cohorts by", cohorts, lengthof(cohorts), "Build both with, or both without, starts."}
};

const char *
ms_user_type_name(RetentionUserType user_type)
{
	return user_types[user_type];
}

const MsSummaryKind ms_retention_kind = {
	.code = MS_CODE_RETENTION,
	.version = 1,
	.flags = MS_SMALL,
	.type_name = "retention_summary",
	.aggregate_name = "cohort_retention",
	.adjective = "retention",
	.memory_cure = "Work in parts: split the users, for example by user_id % 8, build one part at a time, in a query for each or by GROUP BY with enable_hashagg off, and add up the counts of the parts; or raise modelshare.max_summary_memory.",
	.ncounts = MS_RETENTION_COUNTS,
	.nleft_out = MS_RETENTION_NULL_USER,
	.count_names = count_names,
	.nvariants = lengthof(variants),
	.variants = variants,
	.used = ms_retention_used,
	.check = ms_retention_check,
	.store = ms_retention_small_store,
	.periods_fit = ms_retention_is_canonical,
	.merge_small = ms_retention_merge_small,
	.growing_size = sizeof(RetentionBuilder),
	.begin = ms_retention_begin,
	.add = ms_retention_add,
	.body_size = ms_retention_stored_size,
	.write_body = ms_retention_write_body,
	.write_text = ms_retention_write_text,
	.read_text = ms_retention_read_text,
	.send = ms_retention_send_body,
	.receive = ms_retention_receive
};

MS_SUMMARY_FUNCTIONS(ms_retention, &ms_retention_kind);

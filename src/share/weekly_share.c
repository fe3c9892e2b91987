/*-------------------------------------------------------------------------
 *
 * weekly_share.c
 *		The aggregate weekly_share(), and what share_summary tells summary/ of
 *		itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "common/arguments.h"
#include "share/share_summary.h"
#include "summary/settings.h"

/* What a variant of the aggregate takes for its amount. */
typedef enum ShareMeasure
{
	MEASURE_ROWS,
	MEASURE_BIGINT,
	MEASURE_FLOAT8
} ShareMeasure;

/* Positions of the arguments. */
#define ARG_STATE		0
#define ARG_TS			1
#define ARG_KEY			2
#define ARG_AMOUNT		3
#define ARG_TIMEZONE	4
#define ARG_WEEK_START	5

/* One row's part in a cell. */
typedef struct ShareRow
{
	DateADT		week;
	uint32		day;			/* its bit, and MS_SHARE_COUNTED if it has an amount */
	int64		whole;			/* one of these is the amount, the other zero */
	double		fraction;
} ShareRow;

static MsWeekday
week_start_argument(FunctionCallInfo fcinfo)
{
	text	   *day;

	if (PG_NARGS() <= ARG_WEEK_START || PG_ARGISNULL(ARG_WEEK_START))
		return ms_week_start(NULL, 0);
	day = PG_GETARG_TEXT_PP(ARG_WEEK_START);
	return ms_week_start(VARDATA_ANY(day), VARSIZE_ANY_EXHDR(day));
}

/*
 * The frame that the arguments of the first row ask for.
 */
static void
frame_of_arguments(FunctionCallInfo fcinfo, MsClock clock, ShareMeasure measure, MsFrame *frame)
{
	memset(frame, 0, sizeof(*frame));
	frame->calendar = ms_calendar_argument(fcinfo, clock, ARG_TIMEZONE);
	frame->periods.unit = MS_WEEK;
	frame->periods.week_start = week_start_argument(fcinfo);
	frame->variant[0] = measure == MEASURE_ROWS ? MS_SHARE_OF_ROWS : MS_SHARE_OF_AMOUNTS;
	if (clock == MS_CLOCK_TIMESTAMPTZ && (PG_NARGS() <= ARG_TIMEZONE || PG_ARGISNULL(ARG_TIMEZONE)))
		frame->from_settings |= MS_ZONE_FROM_SETTING;
	if (PG_NARGS() <= ARG_WEEK_START || PG_ARGISNULL(ARG_WEEK_START))
		frame->from_settings |= MS_WEEK_START_FROM_SETTING;
}

static pg_attribute_always_inline void
check_state(const MsFrame *frame, MsClock clock, ShareMeasure measure)
{
	ms_check_state(&ms_share_kind, frame, clock == MS_CLOCK_TIMESTAMPTZ,
				   measure == MEASURE_ROWS ? MS_SHARE_OF_ROWS : MS_SHARE_OF_AMOUNTS, 0);
}

/*
 * The zone and week start of a summary are fixed by its first row: arguments
 * that change later are an error, not a mix.
 */
static void
check_constant_arguments(FunctionCallInfo fcinfo, const MsFrame *frame)
{
	MsCalendar *calendar = frame->calendar;
	MsWeekday	week_start = frame->periods.week_start;

	if (!ms_argument_is(fcinfo, ARG_TIMEZONE, calendar->name))
		calendar = ms_calendar_argument(fcinfo, MS_CLOCK_TIMESTAMPTZ, ARG_TIMEZONE);
	if (!ms_argument_is(fcinfo, ARG_WEEK_START, ms_week_start_name(week_start)))
		week_start = week_start_argument(fcinfo);

	if (!ms_same_calendar(calendar, frame->calendar))
		ms_argument_changed("timezone", frame->calendar->name, calendar->name);
	if (week_start != frame->periods.week_start)
		ms_argument_changed("week_start", ms_week_start_name(frame->periods.week_start),
							ms_week_start_name(week_start));
}

/*
 * Read the row's time.  False if the row is left out.  *on_starts becomes
 * false with the first row that does not lie on the very start of its week,
 * which in nearly every log is the first row.
 */
static pg_attribute_always_inline bool
read_time(FunctionCallInfo fcinfo, MsClock clock, const MsFrame *frame,
		  MsCounts *counts, bool *on_starts, ShareRow *row)
{
	Timestamp	ts;
	DateADT		date;

	counts->n[MS_ROWS_READ]++;
	if (PG_ARGISNULL(ARG_TS))
	{
		counts->n[MS_SHARE_NULL_TS]++;
		return false;
	}
	if (!ms_read_time(PG_GETARG_DATUM(ARG_TS), clock, frame->calendar, &ts, &date))
	{
		counts->n[MS_SHARE_INFINITE_TS]++;
		return false;
	}
	row->week = ms_week_starting(date, frame->periods.week_start);
	if (unlikely(!IS_VALID_DATE(row->week)))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("week out of range")));
	row->day = 1 << (date - row->week);
	if (unlikely(*on_starts))
		*on_starts = date == row->week && ms_calendar_is_day_start(frame->calendar, ts, date);
	if (ts < counts->first)
		counts->first = ts;
	if (ts > counts->last)
		counts->last = ts;
	return true;
}

/*
 * Read the row's amount.  Without one the row still makes its cell, so that a
 * key whose amounts are all NULL is seen.
 */
static pg_attribute_always_inline void
read_amount(FunctionCallInfo fcinfo, ShareMeasure measure, MsCounts *counts, ShareRow *row)
{
	row->whole = 0;
	row->fraction = 0;
	if (measure == MEASURE_ROWS)
		row->whole = 1;
	else if (PG_ARGISNULL(ARG_AMOUNT))
	{
		counts->n[MS_SHARE_NULL_AMOUNT]++;
		return;
	}
	else if (measure == MEASURE_BIGINT)
	{
		row->whole = PG_GETARG_INT64(ARG_AMOUNT);
		if (row->whole < 0)
			counts->n[MS_SHARE_NEGATIVE]++;
	}
	else
	{
		double		amount = PG_GETARG_FLOAT8(ARG_AMOUNT);

		if (!isfinite(amount))
		{
			counts->n[MS_SHARE_NONFINITE_AMOUNT]++;
			return;
		}
		if (amount < 0)
			counts->n[MS_SHARE_NEGATIVE]++;
		row->fraction = amount;
	}
	row->day |= MS_SHARE_COUNTED;
}

/*
 * Add a row to a growing summary: what runs for nearly every row.
 */
static pg_attribute_always_inline void
add_to_builder(FunctionCallInfo fcinfo, MsClock clock, ShareMeasure measure,
			   ShareBuilder *builder)
{
	MsGrowing  *growing = &builder->growing;
	ShareRow	row;
	text	   *key_text = NULL;
	uint32		key;
	ShareSlot  *slot;

	if (!read_time(fcinfo, clock, &growing->frame, &growing->counts, &growing->on_starts, &row))
		return;
	read_amount(fcinfo, measure, &growing->counts, &row);

	if (!PG_ARGISNULL(ARG_KEY))
		key_text = ms_text_argument(PG_GETARG_DATUM(ARG_KEY));
	key = key_text ? ms_share_builder_key(builder, VARDATA_ANY(key_text), VARSIZE_ANY_EXHDR(key_text))
		: ms_share_builder_key(builder, NULL, MS_NULL_KEY);
	slot = ms_share_builder_cell(builder, row.week, key);
	slot->key_days |= row.day;
	if (measure == MEASURE_FLOAT8)
		ms_sum_add(&slot->amount, row.fraction);
	else
	{
		int64		whole;

		if (unlikely(pg_add_s64_overflow(slot->whole, row.whole, &whole)))
		{
			ms_share_slot_settle(slot);
			whole = row.whole;
		}
		slot->whole = whole;
	}
}

/*
 * Add a row to a small flat state, or to the builder that takes its place.
 */
static Datum
add_to_flat(FunctionCallInfo fcinfo, MsClock clock, ShareMeasure measure,
			MemoryContext aggcontext)
{
	MsSummary  *state;
	MsFrame		frame;
	MsCounts	counts;
	bool		on_starts;
	ShareRow	row;
	text	   *key_text = NULL;
	ShareCell  *cell;

	if (PG_ARGISNULL(ARG_STATE))
	{
		frame_of_arguments(fcinfo, clock, measure, &frame);
		state = ms_share_flat_new(&frame);
	}
	else
	{
		state = ms_summary_state(PG_GETARG_DATUM(ARG_STATE), &ms_share_kind);
		ms_summary_frame(state, &ms_share_kind, &frame);
		check_state(&frame, clock, measure);
		if (PG_NARGS() > ARG_TIMEZONE)
			check_constant_arguments(fcinfo, &frame);
	}

	/* the counts are put back only if the row stays in the flat state */
	ms_summary_get_counts(state, &ms_share_kind, &counts);
	on_starts = (state->flags & MS_ON_STARTS) != 0;
	if (!read_time(fcinfo, clock, &frame, &counts, &on_starts, &row))
	{
		ms_summary_set_counts(state, &ms_share_kind, &counts);
		PG_RETURN_POINTER(state);
	}
	read_amount(fcinfo, measure, &counts, &row);
	if (!PG_ARGISNULL(ARG_KEY))
		key_text = ms_text_argument(PG_GETARG_DATUM(ARG_KEY));

	cell = ms_share_flat_cell(&state, row.week, key_text ? VARDATA_ANY(key_text) : NULL,
							  key_text ? VARSIZE_ANY_EXHDR(key_text) : MS_NULL_KEY);
	if (cell == NULL)
	{
		MsGrowing  *growing = ms_growing_from(state, &ms_share_kind, ms_aggregate_states_context(aggcontext, ms_share_kind.type_name));

		add_to_builder(fcinfo, clock, measure, (ShareBuilder *) growing);
		PG_RETURN_DATUM(EOHPGetRWDatum(&growing->hdr));
	}
	ms_summary_set_counts(state, &ms_share_kind, &counts);
	if (!on_starts)
		state->flags &= ~MS_ON_STARTS;
	cell->key_days |= row.day;
	if (measure == MEASURE_FLOAT8)
		ms_sum_add(&cell->amount, row.fraction);
	else
		ms_sum_add_int64(&cell->amount, row.whole);
	PG_RETURN_POINTER(state);
}

/*
 * The transition function, written once; each variant below gives its types
 * as constants, so that the compiler drops what it does not need.
 */
static pg_attribute_always_inline Datum
share_transition(FunctionCallInfo fcinfo, MsClock clock, ShareMeasure measure)
{
	if (likely(!PG_ARGISNULL(ARG_STATE) &&
			   VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(ARG_STATE))))
	{
		MsGrowing  *growing = ms_growing_of(PG_GETARG_DATUM(ARG_STATE), &ms_share_kind);

		ms_require_aggregate(fcinfo, "weekly_share");
		check_state(&growing->frame, clock, measure);
		if (PG_NARGS() > ARG_TIMEZONE)
			check_constant_arguments(fcinfo, &growing->frame);
		add_to_builder(fcinfo, clock, measure, (ShareBuilder *) growing);
		return PG_GETARG_DATUM(ARG_STATE);
	}
	return add_to_flat(fcinfo, clock, measure, ms_aggregate_context(fcinfo, "weekly_share"));
}

#define SHARE_TRANSITION(name, clock, measure) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return share_transition(fcinfo, clock, measure); \
} \
extern int no_such_variable

SHARE_TRANSITION(ms_share_timestamptz_rows, MS_CLOCK_TIMESTAMPTZ, MEASURE_ROWS);
SHARE_TRANSITION(ms_share_timestamptz_bigint, MS_CLOCK_TIMESTAMPTZ, MEASURE_BIGINT);
SHARE_TRANSITION(ms_share_timestamptz_float8, MS_CLOCK_TIMESTAMPTZ, MEASURE_FLOAT8);
SHARE_TRANSITION(ms_share_timestamp_rows, MS_CLOCK_TIMESTAMP, MEASURE_ROWS);
SHARE_TRANSITION(ms_share_timestamp_bigint, MS_CLOCK_TIMESTAMP, MEASURE_BIGINT);
SHARE_TRANSITION(ms_share_timestamp_float8, MS_CLOCK_TIMESTAMP, MEASURE_FLOAT8);
SHARE_TRANSITION(ms_share_date_rows, MS_CLOCK_DATE, MEASURE_ROWS);
SHARE_TRANSITION(ms_share_date_bigint, MS_CLOCK_DATE, MEASURE_BIGINT);
SHARE_TRANSITION(ms_share_date_float8, MS_CLOCK_DATE, MEASURE_FLOAT8);

StaticAssertDecl(MS_SHARE_COUNTS <= MS_MAX_COUNTS, "a header holds no more counts");

static const char *const count_names[MS_SHARE_COUNTS] = {
	"rows_read", "null_ts", "infinite_ts", "null_amount", "nonfinite_amount", "negative_amounts"
};

static const char *const measures[] = {"rows", "amount"};

static const MsVariant variants[] = {
	{"measure", "measures", measures, lengthof(measures), "Build both with, or both without, an amount."}
};

static bool
frame_is_valid(const MsFrame *frame)
{
	return frame->periods.unit == MS_WEEK;
}

const MsSummaryKind ms_share_kind = {
	.code = MS_CODE_SHARE,
	.version = 1,
	.flags = MS_ON_STARTS | MS_SHARE_NULL_KEY,
	.type_name = "share_summary",
	.aggregate_name = "weekly_share",
	.adjective = "share",
	.memory_cure = "Group the keys more coarsely, read the log in parts and merge them by rollup(), or raise modelshare.max_summary_memory.",
	.ncounts = MS_SHARE_COUNTS,
	.nleft_out = MS_SHARE_NONFINITE_AMOUNT,
	.count_names = count_names,
	.nvariants = lengthof(variants),
	.variants = variants,
	.frame_is_valid = frame_is_valid,
	.used = ms_share_used,
	.check = ms_share_check,
	.periods_fit = ms_share_weeks_fit,
	.merge_small = ms_share_merge_small,
	.growing_size = sizeof(ShareBuilder),
	.begin = ms_share_begin,
	.add = ms_share_add,
	.body_size = ms_share_stored_size,
	.write_body = ms_share_write_body,
	.write_text = ms_share_write_text,
	.read_text = ms_share_read_text,
	.send = ms_share_send_body,
	.receive = ms_share_receive
};

MS_SUMMARY_FUNCTIONS(ms_share, &ms_share_kind);

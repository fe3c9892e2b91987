/*-------------------------------------------------------------------------
 *
 * weekly_share.c
 *		The aggregates weekly_share() and rollup(), and the operator ||.
 *
 * The state of the aggregates is a share_summary itself, so that partial
 * aggregation needs no functions of its own.  A read-write expanded state is
 * ours to change; so is a flat one inside an aggregate, where the executor
 * keeps what we return: the same pointer if it was changed in place, else it
 * copies the new value and frees the old.
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
frame_of_arguments(FunctionCallInfo fcinfo, MsClock clock, ShareMeasure measure, ShareFrame *frame)
{
	frame->calendar = ms_calendar_argument(fcinfo, clock, ARG_TIMEZONE);
	frame->week_start = week_start_argument(fcinfo);
	frame->amounts = measure != MEASURE_ROWS;
	frame->from_settings = 0;
	if (clock == MS_CLOCK_TIMESTAMPTZ && (PG_NARGS() <= ARG_TIMEZONE || PG_ARGISNULL(ARG_TIMEZONE)))
		frame->from_settings |= MS_ZONE_FROM_SETTING;
	if (PG_NARGS() <= ARG_WEEK_START || PG_ARGISNULL(ARG_WEEK_START))
		frame->from_settings |= MS_WEEK_START_FROM_SETTING;
}

static pg_noinline void
foreign_state(const ShareFrame *frame, bool zoned, bool amounts)
{
	ShareFrame	own = *frame;

	own.amounts = amounts;
	if (zoned != frame->calendar->zoned)
		own.calendar = zoned ? ms_calendar(NULL, 0) : ms_face_value_calendar();
	ms_share_check_mergeable(frame, &own);
}

/*
 * A state may come from elsewhere, such as yesterday's summary as the INITCOND
 * of somebody's own aggregate: its clock and measure must be the variant's.
 */
static pg_attribute_always_inline void
check_state(const ShareFrame *frame, MsClock clock, ShareMeasure measure)
{
	bool		zoned = clock == MS_CLOCK_TIMESTAMPTZ;
	bool		amounts = measure != MEASURE_ROWS;

	if (unlikely(frame->amounts != amounts || frame->calendar->zoned != zoned))
		foreign_state(frame, zoned, amounts);
}

/*
 * The zone and week start of a summary are fixed by its first row: arguments
 * that change later are an error, not a mix.
 */
static void
check_constant_arguments(FunctionCallInfo fcinfo, const ShareFrame *frame)
{
	MsCalendar *calendar = frame->calendar;
	MsWeekday	week_start = frame->week_start;

	if (!ms_argument_is(fcinfo, ARG_TIMEZONE, calendar->name))
		calendar = ms_calendar_argument(fcinfo, MS_CLOCK_TIMESTAMPTZ, ARG_TIMEZONE);
	if (!ms_argument_is(fcinfo, ARG_WEEK_START, ms_week_start_name(week_start)))
		week_start = week_start_argument(fcinfo);

	if (!ms_same_calendar(calendar, frame->calendar))
		ms_argument_changed("timezone", frame->calendar->name, calendar->name);
	if (week_start != frame->week_start)
		ms_argument_changed("week_start", ms_week_start_name(frame->week_start),
							ms_week_start_name(week_start));
}

/*
 * Read the row's time.  False if the row is left out.  *on_starts becomes
 * false with the first row that does not lie on the very start of its week,
 * which in nearly every log is the first row.
 */
static pg_attribute_always_inline bool
read_time(FunctionCallInfo fcinfo, MsClock clock, const ShareFrame *frame,
		  ShareCounts *counts, bool *on_starts, ShareRow *row)
{
	Timestamp	ts;
	DateADT		date;

	counts->rows_read++;
	if (PG_ARGISNULL(ARG_TS))
	{
		counts->left_out[MS_NULL_TS]++;
		return false;
	}
	if (!ms_read_time(PG_GETARG_DATUM(ARG_TS), clock, frame->calendar, &ts, &date))
	{
		counts->left_out[MS_INFINITE_TS]++;
		return false;
	}
	row->week = ms_week_starting(date, frame->week_start);
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
read_amount(FunctionCallInfo fcinfo, ShareMeasure measure, ShareCounts *counts, ShareRow *row)
{
	row->whole = 0;
	row->fraction = 0;
	if (measure == MEASURE_ROWS)
		row->whole = 1;
	else if (PG_ARGISNULL(ARG_AMOUNT))
	{
		counts->left_out[MS_NULL_AMOUNT]++;
		return;
	}
	else if (measure == MEASURE_BIGINT)
	{
		row->whole = PG_GETARG_INT64(ARG_AMOUNT);
		if (row->whole < 0)
			counts->negative++;
	}
	else
	{
		double		amount = PG_GETARG_FLOAT8(ARG_AMOUNT);

		if (!isfinite(amount))
		{
			counts->left_out[MS_NONFINITE_AMOUNT]++;
			return;
		}
		if (amount < 0)
			counts->negative++;
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
	ShareRow	row;
	text	   *key_text = NULL;
	uint32		key;
	ShareSlot  *slot;

	if (!read_time(fcinfo, clock, &builder->frame, &builder->counts, &builder->on_starts, &row))
		return;
	read_amount(fcinfo, measure, &builder->counts, &row);

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
	ShareSummary *state;
	ShareFrame	frame;
	ShareCounts counts;
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
		state = ms_share_get_state(PG_GETARG_DATUM(ARG_STATE));
		ms_share_get_frame(state, &frame);
		check_state(&frame, clock, measure);
		if (PG_NARGS() > ARG_TIMEZONE)
			check_constant_arguments(fcinfo, &frame);
	}

	/* the counts are put back only if the row stays in the flat state */
	counts = state->counts;
	on_starts = (state->flags & MS_SHARE_ON_STARTS) != 0;
	if (!read_time(fcinfo, clock, &frame, &counts, &on_starts, &row))
	{
		state->counts = counts;
		PG_RETURN_POINTER(state);
	}
	read_amount(fcinfo, measure, &counts, &row);
	if (!PG_ARGISNULL(ARG_KEY))
		key_text = ms_text_argument(PG_GETARG_DATUM(ARG_KEY));

	cell = ms_share_flat_cell(&state, row.week, key_text ? VARDATA_ANY(key_text) : NULL,
							  key_text ? VARSIZE_ANY_EXHDR(key_text) : MS_NULL_KEY);
	if (cell == NULL)
	{
		ShareBuilder *builder = ms_share_builder_from_flat(state, ms_aggregate_states_context(aggcontext));

		add_to_builder(fcinfo, clock, measure, builder);
		PG_RETURN_DATUM(EOHPGetRWDatum(&builder->hdr));
	}
	state->counts = counts;
	if (!on_starts)
		state->flags &= ~MS_SHARE_ON_STARTS;
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
		ShareBuilder *builder = ms_share_builder_of(PG_GETARG_DATUM(ARG_STATE));

		ms_require_aggregate(fcinfo, "weekly_share");
		check_state(&builder->frame, clock, measure);
		if (PG_NARGS() > ARG_TIMEZONE)
			check_constant_arguments(fcinfo, &builder->frame);
		add_to_builder(fcinfo, clock, measure, builder);
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

/*
 * Final function: the stored form.  Must neither change nor return the state,
 * which lives on in window frames.
 */
PG_FUNCTION_INFO_V1(ms_share_final);

Datum
ms_share_final(PG_FUNCTION_ARGS)
{
	ShareSummary *s = ms_share_get(PG_GETARG_DATUM(0));

	PG_RETURN_POINTER(s == (void *) PG_GETARG_POINTER(0) ? ms_share_flat_trim(s) : s);
}

/*
 * Merge two flat summaries that stay small.  NULL if they do not.
 */
static ShareSummary *
merge_flat(const ShareSummary *a, const ShareSummary *b)
{
	ShareSummary *merged;

	if (ms_share_used(a) + ms_share_used(b) > MS_SHARE_FLAT_LIMIT)
		return NULL;
	merged = ms_share_flat_trim(a);
	for (uint32 i = 0; i < b->ncells; i++)
	{
		int32		length;
		const char *key = ms_share_key(b, ms_cell_key(&b->cells[i]), &length);
		ShareCell  *cell = ms_share_flat_cell(&merged, b->cells[i].week, key, length);

		if (cell == NULL)
			return NULL;
		cell->key_days |= b->cells[i].key_days & (MS_SHARE_DAYS | MS_SHARE_COUNTED);
		ms_sum_add_sum(&cell->amount, b->cells[i].amount);
	}
	ms_share_counts_merge(&merged->counts, &b->counts);
	merged->flags &= b->flags | ~MS_SHARE_ON_STARTS;
	return merged;
}

/*
 * Transition function of rollup() and combine function of weekly_share().
 */
PG_FUNCTION_INFO_V1(ms_share_combine);

Datum
ms_share_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = ms_aggregate_context(fcinfo, "weekly_share");
	ShareSummary *other;
	ShareSummary *state;
	ShareSummary *merged;
	ShareBuilder *builder;
	ShareFrame	frame;
	ShareFrame	other_frame;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return PG_GETARG_DATUM(0);
	}

	/* before the state is touched: both could be one object */
	other = ms_share_get_partial(PG_GETARG_DATUM(1));
	ms_share_get_frame(other, &other_frame);
	ms_check_settings(other_frame.from_settings, other_frame.calendar, other_frame.week_start);
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(ms_share_flat_trim(other));

	if (VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		builder = ms_share_builder_of(PG_GETARG_DATUM(0));
		ms_share_check_mergeable(&builder->frame, &other_frame);
		ms_share_builder_merge(builder, other);
		return PG_GETARG_DATUM(0);
	}

	state = ms_share_get_state(PG_GETARG_DATUM(0));
	ms_share_get_frame(state, &frame);
	ms_share_check_mergeable(&frame, &other_frame);
	merged = merge_flat(state, other);
	if (merged != NULL)
		PG_RETURN_POINTER(merged);
	builder = ms_share_builder_from_flat(state, ms_aggregate_states_context(context));
	ms_share_builder_merge(builder, other);
	PG_RETURN_DATUM(EOHPGetRWDatum(&builder->hdr));
}

/*
 * a || b: neither argument is changed.  NULL is the summary of no rows, so
 * that adding what a refresh found never loses what was there.
 */
PG_FUNCTION_INFO_V1(ms_share_merge);

Datum
ms_share_merge(PG_FUNCTION_ARGS)
{
	ShareSummary *a;
	ShareSummary *b;
	ShareFrame	a_frame;
	ShareFrame	b_frame;
	ShareBuilder *builder;
	ShareSummary *merged;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_POINTER(ms_share_get(PG_GETARG_DATUM(PG_ARGISNULL(0) ? 1 : 0)));
	a = ms_share_get(PG_GETARG_DATUM(0));
	b = ms_share_get(PG_GETARG_DATUM(1));

	ms_share_get_frame(a, &a_frame);
	ms_share_get_frame(b, &b_frame);
	ms_share_check_mergeable(&a_frame, &b_frame);
	builder = ms_share_builder_from_flat(a, AllocSetContextCreate(CurrentMemoryContext, "share_summary",
																  ALLOCSET_SMALL_SIZES));
	ms_share_builder_merge(builder, b);
	merged = ms_share_builder_flatten(builder);

	/* a || b || c would keep them all */
	DeleteExpandedObject(EOHPGetRWDatum(&builder->hdr));
	PG_RETURN_POINTER(merged);
}

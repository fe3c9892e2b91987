/*-------------------------------------------------------------------------
 *
 * usage_elasticity.c
 *		The aggregate usage_elasticity(), over raw rows of a usage log.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "common/arguments.h"
#include "common/compat.h"
#include "elasticity/elasticity_builder.h"
#include "elasticity/elasticity_rows.h"
#include "summary/settings.h"

/* Positions of the arguments. */
#define ARG_STATE		0
#define ARG_TS			1
#define ARG_UNIT		2
#define ARG_QUANTITY	3
#define ARG_COST		4
#define ARG_PERIOD		5
#define ARG_TIMEZONE	6

/*
 * The frame that the arguments of the first row ask for.
 */
static void
read_frame(FunctionCallInfo fcinfo, MsClock clock, MsFrame *frame)
{
	frame->variant[0] = MS_KEY_TEXT;
	frame->variant[1] = MS_KEY_CALENDAR;
	frame->periods.unit = ms_period_unit_argument(fcinfo, ARG_PERIOD);
	frame->periods.week_start = frame->periods.unit == MS_WEEK ? ms_week_start(NULL, 0) : MS_MONDAY;
	frame->calendar = ms_calendar_argument(fcinfo, clock, ARG_TIMEZONE);
	frame->from_settings = frame->periods.unit == MS_WEEK ? MS_WEEK_START_FROM_SETTING : 0;
	if (clock == MS_CLOCK_TIMESTAMPTZ && (PG_NARGS() <= ARG_TIMEZONE || PG_ARGISNULL(ARG_TIMEZONE)))
		frame->from_settings |= MS_ZONE_FROM_SETTING;
}

static pg_attribute_always_inline void
check_state(const MsFrame *frame, MsClock clock)
{
	ms_check_state(&ms_elasticity_kind, frame, clock == MS_CLOCK_TIMESTAMPTZ, MS_KEY_TEXT, MS_KEY_CALENDAR);
}

/*
 * Period and zone of a summary are fixed by its first row: arguments that
 * change later are an error, not a mix.
 */
static pg_attribute_always_inline void
check_constant_arguments(FunctionCallInfo fcinfo, const MsFrame *frame)
{
	if (unlikely(!ms_argument_is(fcinfo, ARG_PERIOD, ms_period_unit_name(frame->periods.unit))))
	{
		MsPeriodUnit unit = ms_period_unit_argument(fcinfo, ARG_PERIOD);

		if (unit != frame->periods.unit)
			ms_argument_changed("period", ms_period_unit_name(frame->periods.unit), ms_period_unit_name(unit));
	}
	if (PG_NARGS() > ARG_TIMEZONE && !ms_argument_is(fcinfo, ARG_TIMEZONE, frame->calendar->name))
	{
		MsCalendar *calendar = ms_calendar_argument(fcinfo, MS_CLOCK_TIMESTAMPTZ, ARG_TIMEZONE);

		if (!ms_same_calendar(calendar, frame->calendar))
			ms_argument_changed("timezone", frame->calendar->name, calendar->name);
	}
}

/*
 * Read a row: its period as a key, or why it is dropped.  Rows that are zero
 * or negative are used: what must be positive are the sums.
 */
static pg_attribute_always_inline ElasticityDrop
read_row(FunctionCallInfo fcinfo, MsClock clock, const MsFrame *frame, Timestamp *first, Timestamp *last,
		 int64 *counts, ElasticityRow *row, char *period)
{
	Timestamp	ts;
	DateADT		date;

	if (unlikely(PG_ARGISNULL(ARG_TS) || PG_ARGISNULL(ARG_UNIT) ||
				 PG_ARGISNULL(ARG_QUANTITY) || PG_ARGISNULL(ARG_COST)))
		return MS_DROP_NULL;
	row->a = PG_GETARG_FLOAT8(ARG_QUANTITY);
	row->b = PG_GETARG_FLOAT8(ARG_COST);
	if (unlikely(!ms_read_time(PG_GETARG_DATUM(ARG_TS), clock, frame->calendar, &ts, &date) ||
				 !isfinite(row->a) || !isfinite(row->b)))
		return MS_DROP_NONFINITE;

	ms_elasticity_read_key(PG_GETARG_DATUM(ARG_UNIT), MS_KEY_TEXT, NULL, &row->unit, &row->unit_length);
	ms_number_to_key(ms_period_of(&frame->periods, date), period);
	row->period = period;
	row->period_length = MS_NUMBER_KEY_LENGTH;
	*first = Min(*first, ts);
	*last = Max(*last, ts);
	if (unlikely(row->a < 0 || row->b < 0))
		counts[MS_ELASTICITY_NEGATIVE]++;
	return MS_ROW_USED;
}

/*
 * The transition function, written once; each variant below gives its clock as
 * a constant.
 */
static pg_attribute_always_inline Datum
usage_transition(FunctionCallInfo fcinfo, MsClock clock)
{
	ElasticityRow row;
	ElasticityDrop drop;
	char		period[MS_NUMBER_KEY_LENGTH];
	MsFrame		frame;
	MsSummary  *state;

	if (likely(!PG_ARGISNULL(ARG_STATE) &&
			   VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(ARG_STATE))))
	{
		MsGrowing  *growing = ms_growing_of(PG_GETARG_DATUM(ARG_STATE), &ms_elasticity_kind);

		ms_require_aggregate(fcinfo, "usage_elasticity");
		check_state(&growing->frame, clock);
		check_constant_arguments(fcinfo, &growing->frame);
		drop = read_row(fcinfo, clock, &growing->frame, &growing->counts.first, &growing->counts.last,
						growing->counts.n, &row, period);
		ms_elasticity_count(growing->counts.n, drop);
		if (likely(drop == MS_ROW_USED))
			ms_elasticity_builder_add((ElasticityBuilder *) growing, &row);
		return PG_GETARG_DATUM(ARG_STATE);
	}

	(void) ms_aggregate_context(fcinfo, "usage_elasticity");
	if (PG_ARGISNULL(ARG_STATE))
	{
		read_frame(fcinfo, clock, &frame);
		state = ms_elasticity_raw_new(&frame);
	}
	else
	{
		state = ms_summary_state(PG_GETARG_DATUM(ARG_STATE), &ms_elasticity_kind);
		ms_summary_frame(state, &ms_elasticity_kind, &frame);
		check_state(&frame, clock);
		check_constant_arguments(fcinfo, &frame);
	}
	drop = read_row(fcinfo, clock, &frame, &state->first, &state->last, state->counts, &row, period);
	return ms_elasticity_add_to_flat(fcinfo, state, &row, drop);
}

#define USAGE_TRANSITION(name, clock) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return usage_transition(fcinfo, clock); \
} \
extern int no_such_variable

USAGE_TRANSITION(ms_usage_elasticity_timestamptz, MS_CLOCK_TIMESTAMPTZ);
USAGE_TRANSITION(ms_usage_elasticity_timestamp, MS_CLOCK_TIMESTAMP);
USAGE_TRANSITION(ms_usage_elasticity_date, MS_CLOCK_DATE);

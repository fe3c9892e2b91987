/*-------------------------------------------------------------------------
 *
 * elasticity_info.c
 *		first_seen(), last_seen(), last_period_end(), with_timezone() and
 *		summary_info() of an elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "common/log_ends.h"
#include "common/rows.h"
#include "common/with_timezone.h"
#include "elasticity/elasticity_accessors.h"
#include "elasticity/elasticity_builder.h"
#include "elasticity/elasticity_io.h"

/*
 * Ends of the days that were read.  False if no time was read at all.
 */
static bool
log_ends(const ElasticitySummary *s, TimestampTz *start, TimestampTz *end)
{
	ElasticityFrame frame;

	ms_elasticity_get_frame(s, &frame);
	return ms_log_ends(frame.calendar, s->counts.first, s->counts.last, start, end);
}

PG_FUNCTION_INFO_V1(ms_elasticity_first_seen);

Datum
ms_elasticity_first_seen(PG_FUNCTION_ARGS)
{
	TimestampTz start;
	TimestampTz end;

	if (!log_ends(ms_elasticity_get(PG_GETARG_DATUM(0)), &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(start);
}

PG_FUNCTION_INFO_V1(ms_elasticity_last_seen);

Datum
ms_elasticity_last_seen(PG_FUNCTION_ARGS)
{
	TimestampTz start;
	TimestampTz end;

	if (!log_ends(ms_elasticity_get(PG_GETARG_DATUM(0)), &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(end);
}

PG_FUNCTION_INFO_V1(ms_elasticity_last_period_end);

Datum
ms_elasticity_last_period_end(PG_FUNCTION_ARGS)
{
	ElasticitySummary *s = ms_elasticity_get(PG_GETARG_DATUM(0));
	ElasticityFrame frame;
	int32		last;

	if (s->counts.first > s->counts.last)
		PG_RETURN_NULL();
	ms_elasticity_get_frame(s, &frame);
	last = ms_period_of(&frame.periods, ms_calendar_date(frame.calendar, s->counts.last));
	PG_RETURN_TIMESTAMPTZ(ms_log_end_before(frame.calendar, ms_period_start(&frame.periods, last + 1)));
}

PG_FUNCTION_INFO_V1(ms_elasticity_with_timezone);

Datum
ms_elasticity_with_timezone(PG_FUNCTION_ARGS)
{
	ElasticitySummary *s = ms_elasticity_get(PG_GETARG_DATUM(0));
	ElasticityFrame frame;
	MsCalendar *calendar;

	ms_elasticity_get_frame(s, &frame);
	calendar = ms_calendar_instead(frame.calendar, PG_GETARG_TEXT_PP(1), s->counts.first, s->counts.last);
	s = ms_copy_with_name(s, VARSIZE(s), ms_elasticity_zone(s) - (char *) s, s->zone_length,
						  calendar->name, strlen(calendar->name));
	s->zone_length = (uint8) strlen(calendar->name);
	ms_check_renamed(ms_elasticity_periods_fit(s), calendar->name);
	PG_RETURN_POINTER(s);
}

static void
put_name(MsRow *row, const char *name)
{
	if (name != NULL)
		ms_row_put(row, CStringGetTextDatum(name));
	else
		ms_row_null(row);
}

static void
put_instant(MsRow *row, const ElasticityFrame *frame, bool known, Timestamp instant)
{
	if (known)
		ms_row_put(row, TimestampTzGetDatum(ms_clock_to_timestamptz(frame->calendar, instant)));
	else
		ms_row_null(row);
}

PG_FUNCTION_INFO_V1(ms_elasticity_info);

Datum
ms_elasticity_info(PG_FUNCTION_ARGS)
{
	ElasticitySummary *s;
	ElasticityFrame frame;
	ElasticityPanel panel;
	int64		dropped_nonpositive;
	MsRow		row;
	bool		any_time;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	s = ms_elasticity_get(PG_GETARG_DATUM(0));
	ms_elasticity_get_frame(s, &frame);
	/* sums that are not positive show only when they are looked at */
	ms_elasticity_make_panel(s, MS_OVER_CELL, &panel, &dropped_nonpositive);
	any_time = s->counts.first <= s->counts.last;

	ms_row_begin(&row);
	ms_row_put(&row, Int64GetDatum(s->counts.rows_read));
	ms_row_put(&row, Int64GetDatum(s->counts.dropped[MS_DROP_NULL]));
	ms_row_put(&row, Int64GetDatum(dropped_nonpositive));
	ms_row_put(&row, Int64GetDatum(s->counts.dropped[MS_DROP_NONFINITE]));
	ms_row_put_known(&row, MS_IS_USAGE(&frame), Int64GetDatum(s->counts.negative));
	ms_row_put_known(&row, s->unit_type != MS_KEY_NONE, Int64GetDatum(s->nunits));
	ms_row_put_known(&row, s->period_type != MS_KEY_NONE, Int64GetDatum(s->nperiods));
	ms_row_put(&row, Int64GetDatum(s->ncells));
	put_instant(&row, &frame, any_time, s->counts.first);
	put_instant(&row, &frame, any_time, s->counts.last);
	put_name(&row, ms_elasticity_unit_name(&frame));
	put_name(&row, ms_elasticity_period_name(&frame));
	put_name(&row, frame.calendar->zoned ? frame.calendar->name : NULL);
	put_name(&row, MS_IS_USAGE(&frame) && frame.periods.unit == MS_WEEK
			 ? ms_week_start_name(frame.periods.week_start) : NULL);
	put_name(&row, MS_IS_USAGE(&frame) ? "sums" : "rows");
	ms_row_put(&row, Int32GetDatum(s->version));
	ms_row_put(&row, Int64GetDatum((int64) VARSIZE(s)));
	ms_row_store(&row, fcinfo);
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * share_info.c
 *		first_seen(), last_seen(), last_period_end(), with_timezone() and
 *		summary_info() of a share_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "common/log_ends.h"
#include "common/with_timezone.h"
#include "share/share_scan.h"

PG_FUNCTION_INFO_V1(ms_share_first_seen);

Datum
ms_share_first_seen(PG_FUNCTION_ARGS)
{
	TimestampTz start;
	TimestampTz end;

	if (!ms_share_log_ends(ms_share_get(PG_GETARG_DATUM(0)), &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(start);
}

PG_FUNCTION_INFO_V1(ms_share_last_seen);

Datum
ms_share_last_seen(PG_FUNCTION_ARGS)
{
	TimestampTz start;
	TimestampTz end;

	if (!ms_share_log_ends(ms_share_get(PG_GETARG_DATUM(0)), &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(end);
}

PG_FUNCTION_INFO_V1(ms_share_last_period_end);

Datum
ms_share_last_period_end(PG_FUNCTION_ARGS)
{
	ShareSummary *s = ms_share_get(PG_GETARG_DATUM(0));
	ShareFrame	frame;

	if (s->ncells == 0)
		PG_RETURN_NULL();
	ms_share_get_frame(s, &frame);
	PG_RETURN_TIMESTAMPTZ(ms_log_end_before(frame.calendar, s->cells[s->ncells - 1].week + 7));
}

PG_FUNCTION_INFO_V1(ms_share_with_timezone);

Datum
ms_share_with_timezone(PG_FUNCTION_ARGS)
{
	ShareSummary *s = ms_share_get(PG_GETARG_DATUM(0));
	ShareFrame	frame;
	MsCalendar *calendar;

	ms_share_get_frame(s, &frame);
	calendar = ms_calendar_instead(frame.calendar, PG_GETARG_TEXT_PP(1), s->counts.first, s->counts.last);
	s = ms_copy_with_name(s, VARSIZE(s), ms_share_zone(s) - (char *) s, s->zone_length,
						  calendar->name, strlen(calendar->name));
	s->zone_length = (uint8) strlen(calendar->name);
	ms_check_renamed(ms_share_weeks_fit(s), calendar->name);
	PG_RETURN_POINTER(s);
}

static void
put_instant(MsRow *row, const ShareFrame *frame, bool known, Timestamp instant)
{
	if (known)
		ms_row_put(row, TimestampTzGetDatum(ms_clock_to_timestamptz(frame->calendar, instant)));
	else
		ms_row_null(row);
}

static int64
count_weeks(const ShareSummary *s)
{
	int64		weeks = 0;

	for (uint32 i = 0; i < s->ncells; i++)
		if (i == 0 || s->cells[i].week != s->cells[i - 1].week)
			weeks++;
	return weeks;
}

PG_FUNCTION_INFO_V1(ms_share_info);

Datum
ms_share_info(PG_FUNCTION_ARGS)
{
	ShareSummary *s;
	ShareFrame	frame;
	MsRow row;
	bool		any_time;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	s = ms_share_get(PG_GETARG_DATUM(0));
	ms_share_get_frame(s, &frame);
	any_time = s->counts.first <= s->counts.last;

	ms_row_begin(&row);
	ms_row_put(&row, Int64GetDatum(s->counts.rows_read));
	for (int i = 0; i < MS_SHARE_NLEFT_OUT; i++)
		ms_row_put(&row, Int64GetDatum(s->counts.left_out[i]));
	ms_row_put(&row, Int64GetDatum(s->counts.negative));
	ms_row_put(&row, Int64GetDatum(s->nkeys));
	ms_row_put(&row, Int64GetDatum(count_weeks(s)));
	ms_row_put(&row, Int64GetDatum(s->ncells));
	put_instant(&row, &frame, any_time, s->counts.first);
	put_instant(&row, &frame, any_time, s->counts.last);
	if (frame.calendar->zoned)
		ms_row_put(&row, CStringGetTextDatum(frame.calendar->name));
	else
		ms_row_null(&row);
	ms_row_put(&row, CStringGetTextDatum(ms_week_start_name(frame.week_start)));
	ms_row_put(&row, CStringGetTextDatum(frame.amounts ? "amount" : "rows"));
	ms_row_put(&row, BoolGetDatum(ms_share_one_row_a_period(s)));
	ms_row_put(&row, Int32GetDatum(s->version));
	ms_row_put(&row, Int64GetDatum((int64) VARSIZE(s)));
	ms_row_store(&row, fcinfo);
	return (Datum) 0;
}

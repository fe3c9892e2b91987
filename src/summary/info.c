/*-------------------------------------------------------------------------
 *
 * info.c
 *		first_seen(), last_seen(), last_period_end() and with_timezone() of
 *		summaries of any kind, and what their summary_info() share.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "common/compat.h"
#include "summary/info.h"
#include "summary/log_ends.h"
#include "summary/with_timezone.h"

static bool
log_ends(FunctionCallInfo fcinfo, const MsSummaryKind *kind, TimestampTz *start, TimestampTz *end)
{
	MsSummary  *s = ms_summary_get(PG_GETARG_DATUM(0), kind);
	MsFrame		frame;

	ms_summary_frame(s, kind, &frame);
	return ms_log_ends(frame.calendar, s->first, s->last, start, end);
}

Datum
ms_summary_first_seen(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	TimestampTz start;
	TimestampTz end;

	if (!log_ends(fcinfo, kind, &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(start);
}

Datum
ms_summary_last_seen(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	TimestampTz start;
	TimestampTz end;

	if (!log_ends(fcinfo, kind, &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(end);
}

Datum
ms_summary_last_period_end(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_get(PG_GETARG_DATUM(0), kind);
	MsFrame		frame;
	int32		last;

	if (s->first > s->last)
		PG_RETURN_NULL();
	ms_summary_frame(s, kind, &frame);
	last = ms_period_of(&frame.periods, ms_calendar_date(frame.calendar, s->last));
	PG_RETURN_TIMESTAMPTZ(ms_log_end_before(frame.calendar, ms_period_start(&frame.periods, last + 1)));
}

Datum
ms_summary_with_timezone(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_get(PG_GETARG_DATUM(0), kind);
	MsFrame		frame;
	MsCalendar *calendar;
	Size		length;

	ms_summary_frame(s, kind, &frame);
	calendar = ms_calendar_instead(frame.calendar, PG_GETARG_TEXT_PP(1), s->first, s->last);
	length = strlen(calendar->name);
	s = ms_copy_with_name(s, VARSIZE(s), ms_summary_zone(s, kind) - (char *) s,
						  TYPEALIGN(8, s->zone_length), calendar->name, TYPEALIGN(8, length));
	s->zone_length = (uint8) length;
	ms_check_renamed(kind->periods_fit(s), calendar->name);
	PG_RETURN_POINTER(s);
}

bool
ms_periods_include(const MsSummary *s, const MsSummaryKind *kind, const MsPeriods *periods, int32 first, int32 last)
{
	const char *zone = (s->flags & MS_ZONED) ? ms_summary_zone(s, kind) : NULL;
	DateADT		earliest;
	DateADT		latest;

	ms_possible_dates(zone, s->zone_length, s->first, &earliest, &latest);
	if (ms_period_start(periods, first) > latest || ms_period_start(periods, first + 1) <= earliest)
		return false;
	ms_possible_dates(zone, s->zone_length, s->last, &earliest, &latest);
	return ms_period_start(periods, last) <= latest && ms_period_start(periods, last + 1) > earliest;
}

void
ms_row_put_instants(MsRow *row, const MsSummary *s, const MsFrame *frame)
{
	bool		known = s->first <= s->last;

	for (int i = 0; i < 2; i++)
	{
		if (known)
			ms_row_put(row, TimestampTzGetDatum(ms_clock_to_timestamptz(frame->calendar, i == 0 ? s->first : s->last)));
		else
			ms_row_null(row);
	}
}

void
ms_row_put_word(MsRow *row, const char *word)
{
	if (word != NULL)
		ms_row_put(row, CStringGetTextDatum(word));
	else
		ms_row_null(row);
}

/*-------------------------------------------------------------------------
 *
 * log_ends.c
 *		Between which instants the rows of a log say what happened.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"

#include "common/compat.h"
#include "common/log_ends.h"

/*
 * The day after the last that a timestamp can hold starts at its end, and the
 * first day of all may start before the first instant: see
 * ms_clock_to_timestamptz().
 */
static TimestampTz
day_start(MsCalendar *calendar, DateADT date)
{
	return ms_clock_to_timestamptz(calendar, ms_calendar_day_start(calendar, date));
}

bool
ms_log_ends(MsCalendar *calendar, Timestamp first, Timestamp last,
			TimestampTz *start, TimestampTz *end)
{
	if (first > last)
		return false;
	*start = day_start(calendar, ms_calendar_date(calendar, first));
	*end = Min(day_start(calendar, ms_calendar_date(calendar, last) + 1),
			   GetCurrentTransactionStartTimestamp());
	return true;
}

TimestampTz
ms_log_end_before(MsCalendar *calendar, DateADT day)
{
	TimestampTz now = GetCurrentTransactionStartTimestamp();

	/* a day far ahead may have no instant that a timestamp can hold */
	if (day > ms_calendar_date(calendar, ms_timestamptz_to_clock(calendar, now)))
		return now;
	return Min(day_start(calendar, day), now);
}

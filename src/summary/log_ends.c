/*-------------------------------------------------------------------------
 *
 * log_ends.c
 *		Between which instants the rows of a log say what happened.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "access/xact.h"

#include "common/compat.h"
#include "common/period.h"
#include "summary/log_ends.h"

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

/*
 * By how many days a zone's date may differ from that of UTC: one; but eight
 * for a POSIX zone, which may be as far as a week from UTC.  A POSIX zone has
 * digits.  So have a few others, as Etc/GMT+5: for them the check is less sharp
 * than it could be.
 */
static int
most_days_off(const char *zone, int zone_length)
{
	if (zone == NULL || (zone_length == 3 && memcmp(zone, "UTC", 3) == 0))
		return 0;
	for (int i = 0; i < zone_length; i++)
		if (isdigit((unsigned char) zone[i]))
			return MS_MOST_DAYS_OFF;
	return 1;
}

void
ms_possible_dates(const char *zone, int zone_length, Timestamp instant, DateADT *first, DateADT *last)
{
	int64		date = instant / USECS_PER_DAY - (instant % USECS_PER_DAY < 0);
	int			off = most_days_off(zone, zone_length);

	*first = (DateADT) date - off;
	*last = (DateADT) date + off;
}

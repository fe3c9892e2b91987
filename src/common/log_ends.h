/*-------------------------------------------------------------------------
 *
 * log_ends.h
 *		Between which instants the rows of a log say what happened.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_LOG_ENDS_H
#define MS_LOG_ENDS_H

#include "common/calendar.h"

/*
 * From the first and last instants read, by their clock, to the days that the
 * log covers: the start of the first, and the end of the last, or now if that
 * is still running.  False if nothing was read, first > last.
 */
extern bool ms_log_ends(MsCalendar *calendar, Timestamp first, Timestamp last,
						TimestampTz *start, TimestampTz *end);

/* The instant at which a day that follows the log's last period starts, or now if that is earlier. */
extern TimestampTz ms_log_end_before(MsCalendar *calendar, DateADT day);

#endif							/* MS_LOG_ENDS_H */

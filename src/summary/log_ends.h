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

/*
 * Dates on which an instant of a clock may lie.  At face value there is one; in
 * a zone, NULL for none, some more, since what was written down is read without
 * asking what the zone's rules are here.
 */
extern void ms_possible_dates(const char *zone, int zone_length, Timestamp instant,
							  DateADT *first, DateADT *last);

#endif							/* MS_LOG_ENDS_H */

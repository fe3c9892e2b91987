/*-------------------------------------------------------------------------
 *
 * with_timezone.h
 *		Another name for the time zone of a summary.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_WITH_TIMEZONE_H
#define MS_WITH_TIMEZONE_H

#include "common/calendar.h"

/*
 * The calendar of the zone called name, for a summary whose rows were read by
 * another calendar, the first and last at the instants given; first > last: no
 * rows.  Raises if its days are not the same ones; but where this server does
 * not know the summary's zone, the caller's word is taken.
 */
extern MsCalendar *ms_calendar_instead(MsCalendar *calendar, text *name, Timestamp first, Timestamp last);

/*
 * Raise where the caller's word cannot be true: no rows in the zone called name
 * could have given the summary, and its text could not be read back.
 */
extern void ms_check_renamed(bool possible, const char *name);

/*
 * A copy of a value of so many bytes in which others, padded with zeros, take
 * the place of the old_size bytes at an offset.
 */
extern void *ms_copy_with_name(const void *value, Size size, Size offset, Size old_size,
							   const char *name, Size new_size);

#endif							/* MS_WITH_TIMEZONE_H */

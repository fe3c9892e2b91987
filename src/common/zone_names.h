/*-------------------------------------------------------------------------
 *
 * zone_names.h
 *		Current and older names of time zones, and their spelling.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ZONE_NAMES_H
#define MS_ZONE_NAMES_H

/*
 * The current name of the zone called name, in upper or lower case; NULL if it
 * is not in the list.
 */
extern const char *ms_zone_name_of_today(const char *name);

/*
 * The older names of the zone whose current name is name, one at each call;
 * NULL after the last.  *next starts at 0.
 */
extern const char *ms_next_older_zone_name(const char *name, int *next);

#endif							/* MS_ZONE_NAMES_H */

/*-------------------------------------------------------------------------
 *
 * zone_names.h
 *		Names of time zones: which are older names of a zone, and how all of
 *		them are spelled.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ZONE_NAMES_H
#define MS_ZONE_NAMES_H

/*
 * The name that the zone called name, in any case, has today; NULL if the list
 * does not have it.
 */
extern const char *ms_zone_name_of_today(const char *name);

/*
 * Older names of the zone that is called name today, one at each call; NULL
 * behind the last.  *next starts at 0.
 */
extern const char *ms_next_older_zone_name(const char *name, int *next);

#endif							/* MS_ZONE_NAMES_H */

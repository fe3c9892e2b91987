/*-------------------------------------------------------------------------
 *
 * settings.h
 *		What a partial summary took from settings, not from arguments.
 *
 * A distributed engine reads the rows on servers whose settings may differ
 * from those of the session that asked.  So a state remembers which parts of
 * its frame came from settings, and whoever combines partial states raises if
 * its own settings stand for something else.  A stored summary remembers
 * nothing of the kind: its frame is a fact.  What an aggregate without a final
 * function returns is a state, even if somebody stores it; s || NULL is its
 * stored form.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_SETTINGS_H
#define MS_SETTINGS_H

#include "common/calendar.h"
#include "summary/reader.h"

/* Parts of a frame that came from settings; bits. */
#define MS_ZONE_FROM_SETTING		0x01
#define MS_WEEK_START_FROM_SETTING	0x02
#define MS_FROM_SETTINGS_MASK		0x03

/* Could a frame with this calendar, in weeks or not, have come from settings so? */
static inline bool
ms_from_settings_is_valid(uint8 from_settings, const MsCalendar *calendar, bool weeks)
{
	return (calendar->zoned || !(from_settings & MS_ZONE_FROM_SETTING)) &&
		(weeks || !(from_settings & MS_WEEK_START_FROM_SETTING));
}

/* Raise if this session's settings would give another frame than a partial state has. */
extern void ms_check_settings(uint8 from_settings, MsCalendar *calendar, MsWeekday week_start);

/* The member of the text form: written only if there is something to say, and read only then. */
extern void ms_write_from_settings(StringInfo out, uint8 from_settings);
extern bool ms_read_from_settings(MsReader *reader, uint8 *from_settings);

#endif							/* MS_SETTINGS_H */

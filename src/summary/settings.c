/*-------------------------------------------------------------------------
 *
 * settings.c
 *		What a partial summary took from settings, not from arguments.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "summary/settings.h"

pg_noreturn static void
settings_differ(const char *setting, const char *there, const char *here)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("partial summaries were built with %s \"%s\", but here it is \"%s\"", setting, there, here),
			 errdetail("The rows were read by another server or under another setting than the one in force here."),
			 errhint("Give the time zone and the first day of the week as arguments, or set modelshare.timezone and modelshare.week_start alike on all servers. An aggregate that has no final function gives partial summaries, too: s || NULL is the stored form of one.")));
}

void
ms_check_settings(uint8 from_settings, MsCalendar *calendar, MsWeekday week_start)
{
	if (from_settings & MS_ZONE_FROM_SETTING)
	{
		MsCalendar *here = ms_calendar(NULL, 0);

		if (!ms_same_calendar(here, calendar))
			settings_differ("time zone", ms_describe_zone(calendar), ms_describe_zone(here));
	}
	if (from_settings & MS_WEEK_START_FROM_SETTING)
	{
		MsWeekday	here = ms_week_start(NULL, 0);

		if (here != week_start)
			settings_differ("week start", ms_week_start_name(week_start), ms_week_start_name(here));
	}
}

void
ms_write_from_settings(StringInfo out, uint8 from_settings)
{
	if (from_settings != 0)
		appendStringInfo(out, ", \"from_settings\": %d", from_settings);
}

bool
ms_read_from_settings(MsReader *reader, uint8 *from_settings)
{
	MsReader	ahead = *reader;
	int64		bits;

	*from_settings = 0;
	if (!ms_read_literal(&ahead, ",") || !ms_read_member(&ahead, "from_settings"))
		return true;
	*reader = ahead;
	if (!ms_read_int64(reader, 1, MS_FROM_SETTINGS_MASK, &bits))
		return false;
	*from_settings = (uint8) bits;
	return true;
}

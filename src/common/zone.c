/*-------------------------------------------------------------------------
 *
 * zone.c
 *		Calendars by the names of their zones, and the setting
 *		modelshare.timezone.
 *
 * A zone that an argument or a setting names must be known to this server; one
 * that a summary names need not be (see MsCalendar in calendar.h).  In both
 * cases the zone gets its current name (zone_names.c), so that summaries of
 * Asia/Calcutta and Asia/Kolkata have the same zone.
 *
 * Only zones that the server knows are kept for the life of the backend, and
 * core keeps much more for each of them.  Names that occur only in summaries
 * leave nothing in memory.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/parallel.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "common/calendar.h"
#include "common/compat.h"
#include "common/zone_names.h"

char	   *ms_timezone_setting = NULL;
bool		ms_settings_are_defined = false;

/* Every calendar used so far, by the current name of its zone; in TopMemoryContext. */
static MsCalendar **calendars = NULL;
static int	ncalendars = 0;

static MsCalendar face_value = {.name = ""};

MsCalendar *
ms_face_value_calendar(void)
{
	return &face_value;
}

static MsCalendar *
find_calendar(const char *name, int length)
{
	for (int i = 0; i < ncalendars; i++)
		if (strncmp(calendars[i]->name, name, length) == 0 && calendars[i]->name[length] == '\0')
			return calendars[i];
	return NULL;
}

static MsCalendar *
add_calendar(const char *name, pg_tz *tz)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(TopMemoryContext);
	MsCalendar *calendar = palloc0(sizeof(MsCalendar));

	calendar->zoned = true;
	calendar->tz = tz;
	calendar->name = pstrdup(name);
	if (calendars == NULL)
		calendars = palloc(sizeof(MsCalendar *));
	else
		calendars = repalloc(calendars, (ncalendars + 1) * sizeof(MsCalendar *));
	calendars[ncalendars++] = calendar;
	MemoryContextSwitchTo(oldcontext);
	return calendar;
}

/*
 * Copy a zone's name and terminate it.  Returns false if no zone can have such
 * a name: only ASCII is allowed, so that a summary can move to a database of
 * another encoding.
 */
static bool
copy_name(const char *name, int length, char *copy)
{
	if (length <= 0 || length > MS_MAX_ZONE_LENGTH)
		return false;
	for (int i = 0; i < length; i++)
		if (name[i] < 0x20 || name[i] > 0x7E)
			return false;
	memcpy(copy, name, length);
	copy[length] = '\0';
	return true;
}

/*
 * The current name of the zone called name; name itself if it is not in the
 * list.  Debian has a second copy of all zones in posix/.
 */
static const char *
name_of_today(const char *name)
{
	const char *today;

	while (pg_strncasecmp(name, "posix/", 6) == 0 && name[6] != '\0')
		name += 6;
	today = ms_zone_name_of_today(name);
	return today ? today : name;
}

static pg_tz *
load_zone(const char *name)
{
	pg_tz	   *tz = pg_tzset(name);

	return tz != NULL && pg_tz_acceptable(tz) ? tz : NULL;
}

/*
 * The zone whose current name this is, or an older name if the time-zone data
 * of this server are older; NULL if the server does not know it.
 */
static pg_tz *
find_zone(const char *name)
{
	pg_tz	   *tz = load_zone(name);
	int			next = 0;
	const char *older;

	while (tz == NULL && (older = ms_next_older_zone_name(name, &next)) != NULL)
		tz = load_zone(older);
	return tz;
}

/*
 * Is this a name that means the zone of the machine?  A summary with it could
 * not be moved to another machine.
 */
static bool
is_machines_zone(const char *name)
{
	return pg_strcasecmp(name, "localtime") == 0 || pg_strcasecmp(name, "posixrules") == 0;
}

/*
 * The calendar of a zone by any of its names; NULL if this server does not
 * know it.
 */
static MsCalendar *
known_calendar(const char *spec, int length)
{
	char		name[MS_MAX_ZONE_LENGTH + 1];
	const char *today;
	MsCalendar *calendar;
	pg_tz	   *tz;

	if (!copy_name(spec, length, name))
		return NULL;
	today = name_of_today(name);
	calendar = find_calendar(today, strlen(today));
	if (calendar != NULL)
		return calendar;
	if (is_machines_zone(today))
		return NULL;
	tz = find_zone(today);
	if (tz == NULL)
		return NULL;

	/* a zone that is not in the list is spelled as on the server */
	if (ms_zone_name_of_today(today) == NULL)
		today = pg_get_timezone_name(tz);
	calendar = find_calendar(today, strlen(today));
	return calendar ? calendar : add_calendar(today, tz);
}

/*
 * The same, with the last name cached: an older name of a zone may be the
 * argument in each of millions of rows.
 */
static MsCalendar *
known_calendar_again(const char *spec, int length)
{
	static char last_spec[MS_MAX_ZONE_LENGTH];
	static int	last_length = 0;
	static MsCalendar *last_calendar = NULL;
	MsCalendar *calendar;

	if (length == last_length && length > 0 && memcmp(spec, last_spec, length) == 0)
		return last_calendar;
	calendar = known_calendar(spec, length);
	if (calendar != NULL)
	{
		memcpy(last_spec, spec, length);
		last_length = length;
		last_calendar = calendar;
	}
	return calendar;
}

#define MACHINES_ZONE	"The name stands for whatever zone a machine is set to."
#define ZONES_LISTED	"The view pg_timezone_names lists the names."

/*
 * Raise an error: the zone that an argument or a setting names is not known.
 */
pg_noreturn static void
unknown_zone(const char *name, int length, const char *setting)
{
	char	   *zone = pnstrdup(name, pg_mbcliplen(name, length, MS_MAX_ZONE_LENGTH));

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 setting ? errmsg("time zone \"%s\" of the setting %s not recognized", zone, setting)
			 : errmsg("time zone \"%s\" not recognized", zone),
			 is_machines_zone(zone) ? errdetail(MACHINES_ZONE) : 0,
			 errhint(ZONES_LISTED)));
}

/*
 * The calendar of the setting, which may be any text: see
 * ms_check_timezone_setting().
 */
static MsCalendar *
calendar_of_setting(void)
{
	bool		of_session = ms_timezone_setting[0] == '\0';
	const char *name = of_session ? pg_get_timezone_name(session_timezone) : ms_timezone_setting;
	MsCalendar *calendar = known_calendar_again(name, strlen(name));

	if (calendar == NULL)
		unknown_zone(name, strlen(name), of_session ? "TimeZone" : "modelshare.timezone");
	return calendar;
}

MsCalendar *
ms_calendar(const char *spec, int length)
{
	MsCalendar *calendar;

	if (spec == NULL)
		return calendar_of_setting();
	calendar = known_calendar_again(spec, length);
	if (calendar == NULL)
		unknown_zone(spec, length, NULL);
	return calendar;
}

MsCalendar *
ms_written_calendar(const char *name, int length)
{
	char		copy[MS_MAX_ZONE_LENGTH + 1];
	const char *today;
	MsCalendar *calendar = find_calendar(name, length);

	if (calendar != NULL)
		return calendar;
	if (!copy_name(name, length, copy))
		return NULL;
	today = name_of_today(copy);
	calendar = find_calendar(today, strlen(today));
	if (calendar == NULL)
	{
		calendar = palloc0(sizeof(MsCalendar));
		calendar->zoned = true;
		calendar->name = pstrdup(today);
	}
	return calendar;
}

MsCalendar *
ms_stored_calendar(const char *name, int length)
{
	MsCalendar *calendar = ms_written_calendar(name, length);

	if (calendar == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored summary is damaged"),
				 errdetail("Its time zone has a name that no zone can have.")));
	return calendar;
}

MsCalendar *
ms_keep_calendar(MsCalendar *calendar, MemoryContext context)
{
	MsCalendar *kept;

	if (!calendar->zoned || calendar->tz != NULL)
		return calendar;
	kept = MemoryContextAllocZero(context, sizeof(MsCalendar));
	kept->zoned = true;
	kept->name = MemoryContextStrdup(context, calendar->name);
	return kept;
}

MsCalendar *
ms_look_up_calendar(MsCalendar *calendar)
{
	if (!calendar->zoned || calendar->tz != NULL)
		return calendar;
	return known_calendar_again(calendar->name, strlen(calendar->name));
}

MsCalendar *
ms_resolve_calendar(MsCalendar *calendar)
{
	MsCalendar *resolved = ms_look_up_calendar(calendar);

	if (resolved == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" of a summary is not known to this server", calendar->name),
				 errdetail("Without it the server cannot tell when its days start and end."),
				 errhint("Install the zone (Debian has older names in the package tzdata-legacy), or name it as this server does: with_timezone(summary, 'Area/City').")));
	return resolved;
}

const char *
ms_zones_hint(const MsCalendar *a, const MsCalendar *b)
{
	return a->zoned && b->zoned
		? "Build both with the same timezone argument or modelshare.timezone.  If these are two names of one zone, with_timezone() gives one of them the other's."
		: "Build both with the same timezone argument or modelshare.timezone.";
}

const char *
ms_describe_zone(const MsCalendar *calendar)
{
	return calendar->zoned ? calendar->name : "none (face value)";
}

/*
 * SET in a session raises an error at once for an unknown zone.  From all other
 * sources (ALTER DATABASE, a file, options of a driver, or if the library was
 * not loaded), core would turn an error into a warning and use another zone; so
 * the text is accepted here, and the first use raises the error.
 */
bool
ms_check_timezone_setting(char **newval, void **extra, GucSource source)
{
	if ((*newval)[0] == '\0' || known_calendar(*newval, strlen(*newval)) != NULL)
		return true;
	if (source == PGC_S_TEST)
	{
		/* ALTER DATABASE … SET, which may be for another server's zones */
		ereport(NOTICE,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" not recognized", *newval)));
		return true;
	}
	if (source != PGC_S_SESSION || !ms_settings_are_defined || InitializingParallelWorker)
		return true;
	if (is_machines_zone(*newval))
		GUC_check_errdetail(MACHINES_ZONE);
	else
		GUC_check_errdetail("Time zone \"%s\" is not known.", *newval);
	GUC_check_errhint(ZONES_LISTED);
	return false;
}

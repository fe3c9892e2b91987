/*-------------------------------------------------------------------------
 *
 * calendar.h
 *		From instants to days and weeks, in a time zone.
 *
 * A clock is what a column of times means.  A zoned clock (timestamptz) is
 * read in a time zone; a face-value clock (timestamp, date) is taken as it
 * stands.  A calendar turns an instant of its clock into a local date; weeks
 * are arithmetic on dates.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_CALENDAR_H
#define MS_CALENDAR_H

#include "datatype/timestamp.h"
#include "pgtime.h"
#include "utils/date.h"
#include "utils/guc.h"

typedef enum MsWeekday
{
	MS_SUNDAY = 0,
	MS_MONDAY,
	MS_TUESDAY,
	MS_WEDNESDAY,
	MS_THURSDAY,
	MS_FRIDAY,
	MS_SATURDAY
} MsWeekday;

/* Longest zone name a summary stores; core truncates names at the same length. */
#define MS_MAX_ZONE_LENGTH	TZ_STRLEN_MAX

/* Settings, defined in modelshare.c. */
extern char *ms_timezone_setting;
extern int	ms_week_start_setting;
extern const struct config_enum_entry ms_week_start_options[];
extern bool ms_check_timezone_setting(char **newval, void **extra, GucSource source);

/* True once the settings are defined: they are then set while the library is loaded. */
extern bool ms_settings_are_defined;

/*
 * A calendar.  There are two kinds.  A calendar whose zone was looked up, and
 * that of face value, are made once and kept for the life of the backend, with
 * all that they point to, so pointers to them may be kept anywhere.  The
 * calendar of a stored summary may have only a name: tz is NULL, the struct is
 * in the memory context that was current, and the zone is looked up when an
 * instant or a date has to be converted.  So a summary can be read, written and
 * merged on any machine, even one that does not know the zone.
 *
 * start[k] is the instant at which local date first_date + k starts, for k up
 * to and including ndays.  irregular[k] marks a date that the clock enters or
 * leaves more than once (a change of offset that crosses midnight): its rows
 * are converted one by one.
 */
typedef struct MsCalendar
{
	bool		zoned;			/* has a time zone; else face value */
	pg_tz	   *tz;				/* NULL for face value, and where only the name is known */
	const char *name;			/* the zone's name of today; "" for face value */
	TimestampTz base;			/* = start[0], or 0 before the table is built */
	uint64		ndays;			/* 0 until the first instant needs a table */
	DateADT		first_date;
	TimestampTz *start;			/* ndays + 1 of them */
	bool	   *irregular;		/* ndays of them */
	uint32		misses;			/* instants outside a table that could not be widened to them */
} MsCalendar;

/* The face-value calendar. */
extern MsCalendar *ms_face_value_calendar(void);

/*
 * The calendar of the zone called spec, the value of an argument; NULL means
 * that of the setting.  Raises an error for a zone that this server does not
 * know.
 */
extern MsCalendar *ms_calendar(const char *spec, int length);

/*
 * The calendar of a zone that a stored summary names, without a look-up.  The
 * same for a name in a text or binary form: NULL if no zone can have that name.
 */
extern MsCalendar *ms_stored_calendar(const char *name, int length);
extern MsCalendar *ms_written_calendar(const char *name, int length);

/* The same calendar, to be kept as long as a memory context. */
extern MsCalendar *ms_keep_calendar(MsCalendar *calendar, MemoryContext context);

/* The same calendar with its zone.  For one that this server does not know: an error; or NULL. */
extern MsCalendar *ms_resolve_calendar(MsCalendar *calendar);
extern MsCalendar *ms_look_up_calendar(MsCalendar *calendar);

/* Do both have the same zone, or both none? */
static inline bool
ms_same_calendar(const MsCalendar *a, const MsCalendar *b)
{
	return a == b || (a->zoned == b->zoned && strcmp(a->name, b->name) == 0);
}

/* The hint of the error that the calendars of two summaries differ. */
extern const char *ms_zones_hint(const MsCalendar *a, const MsCalendar *b);

/* The day of the week called name; false if it is unknown. */
extern bool ms_known_week_start(const char *name, int length, MsWeekday *week_start);

/* The week start called spec; NULL means that of the setting.  Raises an error for an unknown day. */
extern MsWeekday ms_week_start(const char *spec, int length);
extern const char *ms_week_start_name(MsWeekday week_start);

/* Name of the zone, for messages. */
extern const char *ms_describe_zone(const MsCalendar *calendar);

/* Local date of an instant that the calendar's table does not cover. */
extern DateADT ms_calendar_date_slow(MsCalendar *calendar, Timestamp instant);

/* The instant at which date starts: its midnight, converted as in core. */
extern Timestamp ms_calendar_day_start(MsCalendar *calendar, DateADT date);

/* Is this the instant at which date, on which it lies, starts? */
extern bool ms_calendar_is_day_start(MsCalendar *calendar, Timestamp instant, DateADT date);

/* A date in the format of DateStyle, for a message. */
extern char *ms_date_text(DateADT date);

/*
 * Convert instants of a face-value clock to and from timestamptz, by TimeZone
 * of the session.  Results beyond the first or last instant are clamped to it.
 */
extern TimestampTz ms_clock_to_timestamptz(MsCalendar *calendar, Timestamp instant);
extern Timestamp ms_timestamptz_to_clock(MsCalendar *calendar, TimestampTz instant);

/*
 * Local date of a finite instant.
 */
static inline DateADT
ms_calendar_date(MsCalendar *calendar, Timestamp instant)
{
	/* an instant before base becomes a day far beyond ndays */
	uint64		day = ((uint64) instant - (uint64) calendar->base) / (uint64) USECS_PER_DAY;

	if (unlikely(day >= calendar->ndays))
		return ms_calendar_date_slow(calendar, instant);

	/* changes of offset move a day's start by hours, so the guess may be off by one or two */
	while (instant < calendar->start[day])
		day--;
	while (day < calendar->ndays && instant >= calendar->start[day + 1])
		day++;
	if (unlikely(day >= calendar->ndays || calendar->irregular[day]))
		return ms_calendar_date_slow(calendar, instant);

	return calendar->first_date + (DateADT) day;
}

/*
 * First day of the week in which date lies.
 *
 * 2000-01-01, day 0, was a Saturday.  The sum cannot overflow: dates of
 * instants stay far inside int32.
 */
static inline DateADT
ms_week_starting(DateADT date, MsWeekday week_start)
{
	int32		into_week = (date + (int32) MS_SATURDAY - (int32) week_start) % 7;

	return date - (into_week < 0 ? into_week + 7 : into_week);
}

#endif							/* MS_CALENDAR_H */

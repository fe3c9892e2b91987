/*-------------------------------------------------------------------------
 *
 * calendar.c
 *		Backend-wide table of the days of each time zone, and week_of().
 *
 * Converting an instant to a local date by the time-zone library costs more
 * than all other work on a row.  So each zone gets a table of the instants at
 * which its days start, over the years that its data needs; a look-up is one
 * division and two comparisons (ms_calendar_date in calendar.h).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "common/calendar.h"
#include "common/compat.h"

/* Days that one table may span: 270 years, 900 kB. */
#define MAX_TABLE_DAYS		100000

/* Days added on each side of an instant outside the table, at least. */
#define TABLE_MARGIN_DAYS	400

/* Instants too far from the table before it moves to them. */
#define MISSES_BEFORE_MOVE	1000

/* Dates between which tables are built: some years inside the range of timestamps. */
#define FIRST_TABLE_DATE	(-POSTGRES_EPOCH_JDATE + 1000)
#define LAST_TABLE_DATE		(TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE - 1000)

int			ms_week_start_setting = MS_MONDAY;

const struct config_enum_entry ms_week_start_options[] = {
	{"sunday", MS_SUNDAY, false},
	{"monday", MS_MONDAY, false},
	{"tuesday", MS_TUESDAY, false},
	{"wednesday", MS_WEDNESDAY, false},
	{"thursday", MS_THURSDAY, false},
	{"friday", MS_FRIDAY, false},
	{"saturday", MS_SATURDAY, false},
	{NULL, 0, false}
};

bool
ms_known_week_start(const char *name, int length, MsWeekday *week_start)
{
	for (const struct config_enum_entry *option = ms_week_start_options; option->name; option++)
	{
		if (strlen(option->name) == length && pg_strncasecmp(option->name, name, length) == 0)
		{
			*week_start = (MsWeekday) option->val;
			return true;
		}
	}
	return false;
}

MsWeekday
ms_week_start(const char *spec, int length)
{
	MsWeekday	week_start = (MsWeekday) ms_week_start_setting;

	if (spec != NULL && !ms_known_week_start(spec, length, &week_start))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("week start \"%.*s\" is not a day of the week", Min(length, 255), spec),
				 errhint("Days are sunday, monday, tuesday, wednesday, thursday, friday and saturday.")));
	return week_start;
}

const char *
ms_week_start_name(MsWeekday week_start)
{
	return ms_week_start_options[week_start].name;
}

/*
 * Year, month and so on of an instant in a zone (NULL: without), and the
 * offset of the zone at that instant, in seconds west of UTC.
 */
static struct pg_tm
instant_parts(Timestamp instant, pg_tz *tz, int *west_of_utc)
{
	struct pg_tm tm;
	fsec_t		fsec;

	if (timestamp2tm(instant, tz ? west_of_utc : NULL, &tm, &fsec, NULL, tz) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	return tm;
}

/*
 * Local date of an instant by the time-zone library, with the conversion that
 * date_trunc() of core uses.
 */
static DateADT
library_date(MsCalendar *calendar, Timestamp instant)
{
	int			west_of_utc;
	struct pg_tm tm = instant_parts(instant, calendar->tz, &west_of_utc);

	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

/*
 * The instant at which date starts, by core's conversion of its midnight.  If
 * the clock skips midnight, or the whole day, it is the instant of that change.
 *
 * If the clock is put back to midnight, core takes the second midnight, but the
 * date started at the first.
 */
static Timestamp
library_day_start(MsCalendar *calendar, DateADT date)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			west_of_utc;
	Timestamp	start;

	memset(&tm, 0, sizeof(tm));
	j2date(date + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	west_of_utc = DetermineTimeZoneOffset(&tm, calendar->tz);
	start = (Timestamp) date * USECS_PER_DAY + (Timestamp) west_of_utc * USECS_PER_SEC;

	if (timestamp2tm(start - 1, &west_of_utc, &tm, &fsec, NULL, calendar->tz) == 0 &&
		date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE == date)
		start = (Timestamp) date * USECS_PER_DAY + (Timestamp) west_of_utc * USECS_PER_SEC;
	return start;
}

Timestamp
ms_calendar_day_start(MsCalendar *calendar, DateADT date)
{
	if (!calendar->zoned)
		return (Timestamp) date * USECS_PER_DAY;
	return library_day_start(ms_resolve_calendar(calendar), date);
}

bool
ms_calendar_is_day_start(MsCalendar *calendar, Timestamp instant, DateADT date)
{
	int64		day = (int64) date - calendar->first_date;

	if (day >= 0 && day < (int64) calendar->ndays)
		return instant == calendar->start[day];
	return instant == ms_calendar_day_start(calendar, date);
}

/*
 * Mark the days around each change of offset that crosses midnight: the local
 * date goes back, or jumps, within one entry of the table.
 */
static void
mark_irregular_days(MsCalendar *calendar)
{
	pg_time_t	epoch = (pg_time_t) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY;
	pg_time_t	after = calendar->start[0] / USECS_PER_SEC + epoch - 2 * SECS_PER_DAY;
	pg_time_t	limit = calendar->start[calendar->ndays] / USECS_PER_SEC + epoch + 2 * SECS_PER_DAY;
	pg_time_t	change;
	long		gmtoff[2];
	int			isdst[2];

	while (pg_next_dst_boundary(&after, &gmtoff[0], &isdst[0], &change,
								&gmtoff[1], &isdst[1], calendar->tz) == 1 &&
		   change < limit)
	{
		Timestamp	at = (Timestamp) (change - epoch) * USECS_PER_SEC;
		int64		day = (at - calendar->start[0]) / USECS_PER_DAY;

		CHECK_FOR_INTERRUPTS();
		if (library_date(calendar, at - 1) != library_date(calendar, at))
		{
			for (int64 k = Max(day - 3, 0); k <= Min(day + 3, (int64) calendar->ndays - 1); k++)
				calendar->irregular[k] = true;
		}
		after = change;
	}
}

/*
 * Move an array to memory that lives as long as the backend.
 */
static void *
keep(void *array, Size size)
{
	void	   *kept = memcpy(MemoryContextAlloc(TopMemoryContext, size), array, size);

	pfree(array);
	return kept;
}

/*
 * Build the table for ndays dates from first on, in place of the one there is.
 */
static void
build_table(MsCalendar *calendar, DateADT first, int64 ndays)
{
	MsCalendar	built = *calendar;

	built.first_date = first;
	built.ndays = ndays;
	built.misses = 0;
	built.start = palloc((ndays + 1) * sizeof(TimestampTz));
	built.irregular = palloc0(ndays * sizeof(bool));
	for (int64 k = 0; k <= ndays; k++)
		built.start[k] = library_day_start(&built, first + (DateADT) k);
	built.base = built.start[0];
	mark_irregular_days(&built);

	/* an error above leaves the old table as it was, and nothing behind */
	built.start = keep(built.start, (ndays + 1) * sizeof(TimestampTz));
	built.irregular = keep(built.irregular, ndays * sizeof(bool));
	if (calendar->ndays > 0)
	{
		pfree(calendar->start);
		pfree(calendar->irregular);
	}
	*calendar = built;
}

/*
 * Widen the table so that it holds date with a margin.  Growth is geometric,
 * so that a log read in order does not rebuild the table each year.
 *
 * Instants centuries apart do not fit into one table.  Those outside it are
 * converted by the library; if there are many of them, the table moves there.
 */
static void
widen_table(MsCalendar *calendar, DateADT date)
{
	int64		margin = Max(TABLE_MARGIN_DAYS, (int64) calendar->ndays / 2);
	int64		first = (int64) date - margin;
	int64		last = (int64) date + margin;

	if (calendar->ndays > 0)
	{
		first = Min(first, calendar->first_date);
		last = Max(last, calendar->first_date + (int64) calendar->ndays - 1);
	}
	if (last - first >= MAX_TABLE_DAYS)
	{
		if (calendar->misses++ < MISSES_BEFORE_MOVE)
			return;
		first = (int64) date - TABLE_MARGIN_DAYS;
		last = (int64) date + TABLE_MARGIN_DAYS;
	}

	/* keep clear of both ends of what timestamps can express */
	if (first > FIRST_TABLE_DATE && last < LAST_TABLE_DATE)
		build_table(calendar, first, last - first + 1);
}

DateADT
ms_calendar_date_slow(MsCalendar *calendar, Timestamp instant)
{
	DateADT		date;

	if (!calendar->zoned)
	{
		date = instant / USECS_PER_DAY;
		return (instant % USECS_PER_DAY < 0) ? date - 1 : date;
	}
	if (calendar->tz == NULL)
		return ms_calendar_date(ms_resolve_calendar(calendar), instant);

	date = library_date(calendar, instant);
	if (calendar->ndays == 0 || date < calendar->first_date ||
		date >= calendar->first_date + (int64) calendar->ndays)
		widen_table(calendar, date);
	return date;
}

/*
 * The nearest instant that a timestamp can hold.
 */
static Timestamp
clamp_instant(Timestamp instant)
{
	return Min(Max(instant, MIN_TIMESTAMP), END_TIMESTAMP - 1);
}

/*
 * These two convert like the casts of core, which would raise an error instead
 * of clamping.
 */
TimestampTz
ms_clock_to_timestamptz(MsCalendar *calendar, Timestamp instant)
{
	struct pg_tm tm;

	if (TIMESTAMP_NOT_FINITE(instant))
		return instant;
	instant = clamp_instant(instant);
	if (calendar->zoned)
		return instant;
	tm = instant_parts(instant, NULL, NULL);
	return clamp_instant(instant + DetermineTimeZoneOffset(&tm, session_timezone) * USECS_PER_SEC);
}

Timestamp
ms_timestamptz_to_clock(MsCalendar *calendar, TimestampTz instant)
{
	int			west_of_utc;

	if (calendar->zoned || TIMESTAMP_NOT_FINITE(instant))
		return instant;
	(void) instant_parts(instant, session_timezone, &west_of_utc);
	return clamp_instant(instant - west_of_utc * USECS_PER_SEC);
}

/*
 * week_of(): the first day of the week.  The face-value forms have no zone.
 */
static Datum
week_of(DateADT date, MsWeekday week_start)
{
	DateADT		week = ms_week_starting(date, week_start);

	if (!IS_VALID_DATE(week))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("week out of range")));
	PG_RETURN_DATEADT(week);
}

static MsWeekday
week_start_argument(FunctionCallInfo fcinfo, int argument)
{
	text	   *spec;

	if (PG_NARGS() <= argument)
		return ms_week_start(NULL, 0);
	spec = PG_GETARG_TEXT_PP(argument);
	return ms_week_start(VARDATA_ANY(spec), VARSIZE_ANY_EXHDR(spec));
}

static Datum
week_of_instant(FunctionCallInfo fcinfo, MsCalendar *calendar, MsWeekday week_start)
{
	Timestamp	instant = PG_GETARG_TIMESTAMP(0);

	if (TIMESTAMP_IS_NOBEGIN(instant))
		PG_RETURN_DATEADT(DATEVAL_NOBEGIN);
	if (TIMESTAMP_IS_NOEND(instant))
		PG_RETURN_DATEADT(DATEVAL_NOEND);
	return week_of(ms_calendar_date(calendar, instant), week_start);
}

PG_FUNCTION_INFO_V1(ms_week_of_timestamptz);

Datum
ms_week_of_timestamptz(PG_FUNCTION_ARGS)
{
	text	   *zone;

	if (PG_NARGS() == 1)
		return week_of_instant(fcinfo, ms_calendar(NULL, 0), ms_week_start(NULL, 0));
	zone = PG_GETARG_TEXT_PP(1);
	return week_of_instant(fcinfo, ms_calendar(VARDATA_ANY(zone), VARSIZE_ANY_EXHDR(zone)),
						   week_start_argument(fcinfo, 2));
}

PG_FUNCTION_INFO_V1(ms_week_of_timestamp);

Datum
ms_week_of_timestamp(PG_FUNCTION_ARGS)
{
	return week_of_instant(fcinfo, ms_face_value_calendar(), week_start_argument(fcinfo, 1));
}

PG_FUNCTION_INFO_V1(ms_week_of_date);

Datum
ms_week_of_date(PG_FUNCTION_ARGS)
{
	DateADT		date = PG_GETARG_DATEADT(0);

	if (DATE_NOT_FINITE(date))
		PG_RETURN_DATEADT(date);
	return week_of(date, week_start_argument(fcinfo, 1));
}

char *
ms_date_text(DateADT date)
{
	return DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(date)));
}

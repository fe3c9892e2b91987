/*-------------------------------------------------------------------------
 *
 * period.h
 *		Days, weeks, months and quarters as whole numbers, so that the
 *		distance between two periods is their difference.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_PERIOD_H
#define MS_PERIOD_H

#include "fmgr.h"

#include "common/calendar.h"

typedef enum MsPeriodUnit
{
	MS_DAY,
	MS_WEEK,
	MS_MONTH,
	MS_QUARTER
} MsPeriodUnit;

/* Periods of a unit; week_start matters only for weeks. */
typedef struct MsPeriods
{
	MsPeriodUnit unit;
	MsWeekday	week_start;
} MsPeriods;

/* Periods of all dates lie within this distance of period 0, in which 2000-01-01 lies. */
#define MS_MAX_PERIOD	(PG_INT32_MAX / 8)

/* Greatest distance in days between a local date and that of UTC: POSIX zones allow up to a week. */
#define MS_MOST_DAYS_OFF	8

/* The unit called name, or named by an argument; raises an error if that is NULL or unknown. */
extern MsPeriodUnit ms_period_unit(const char *name, int length);
extern MsPeriodUnit ms_period_unit_argument(FunctionCallInfo fcinfo, int argument);

/* The same without an error: false if the unit is unknown.  Case does not matter. */
extern bool ms_known_period_unit(const char *name, int length, MsPeriodUnit *unit);
extern const char *ms_period_unit_name(MsPeriodUnit unit);

/*
 * Is this the name of the unit?  Runs for every row: with constant lengths the
 * compiler replaces memcmp() by a comparison of words.
 */
static inline bool
ms_is_period_unit(MsPeriodUnit unit, const char *word, int length)
{
	switch (unit)
	{
		case MS_DAY:
			return length == 3 && memcmp(word, "day", 3) == 0;
		case MS_WEEK:
			return length == 4 && memcmp(word, "week", 4) == 0;
		case MS_MONTH:
			return length == 5 && memcmp(word, "month", 5) == 0;
		case MS_QUARTER:
			return length == 7 && memcmp(word, "quarter", 7) == 0;
	}
	return false;
}

/* First day of a period. */
extern DateADT ms_period_start(const MsPeriods *periods, int32 period);

/* Are all dates of this period, including the first, dates of some timestamp? */
extern bool ms_period_is_valid(const MsPeriods *periods, int64 period);

/* Raise an error: a period starts before the first date that exists. */
pg_noreturn extern void ms_period_out_of_range(void);

/* Month of a date, counted from January 2000. */
extern int32 ms_month_of(DateADT date);

/* Periods of dates before this one may start before the first date that exists. */
#define MS_FIRST_SAFE_DATE	((DateADT) (DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE + 100))

/*
 * The period in which a date lies.
 */
static inline int32
ms_period_of(const MsPeriods *periods, DateADT date)
{
	int32		period = date;

	switch (periods->unit)
	{
		case MS_DAY:
			break;
		case MS_WEEK:
			{
				/* day 0 was a Saturday: days since the start of week 0, rounded down */
				int32		days = date + ((int32) MS_SATURDAY - (int32) periods->week_start + 7) % 7;

				period = days >= 0 ? days / 7 : -((6 - days) / 7);
				break;
			}
		case MS_MONTH:
			period = ms_month_of(date);
			break;
		case MS_QUARTER:
			period = ms_month_of(date);
			period = period >= 0 ? period / 3 : -((2 - period) / 3);
			break;
	}
	if (unlikely(date < MS_FIRST_SAFE_DATE) && !ms_period_is_valid(periods, period))
		ms_period_out_of_range();
	return period;
}

#endif							/* MS_PERIOD_H */

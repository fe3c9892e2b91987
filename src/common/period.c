/*-------------------------------------------------------------------------
 *
 * period.c
 *		Days, weeks, months and quarters as whole numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/datetime.h"

#include "common/compat.h"
#include "common/period.h"

static const char *const unit_names[] = {"day", "week", "month", "quarter"};

bool
ms_known_period_unit(const char *name, int length, MsPeriodUnit *unit)
{
	for (int i = MS_DAY; i <= MS_QUARTER; i++)
	{
		if (strlen(unit_names[i]) == length && pg_strncasecmp(unit_names[i], name, length) == 0)
		{
			*unit = (MsPeriodUnit) i;
			return true;
		}
	}
	return false;
}

MsPeriodUnit
ms_period_unit(const char *name, int length)
{
	MsPeriodUnit unit;

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument period must not be NULL"),
				 errhint("Give one of day, week, month, quarter.")));
	if (!ms_known_period_unit(name, length, &unit))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown period \"%.*s\"", length, name),
				 errhint("Give one of day, week, month, quarter.")));
	return unit;
}

MsPeriodUnit
ms_period_unit_argument(FunctionCallInfo fcinfo, int argument)
{
	text	   *name;

	if (PG_ARGISNULL(argument))
		return ms_period_unit(NULL, 0);
	name = PG_GETARG_TEXT_PP(argument);
	return ms_period_unit(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
}

const char *
ms_period_unit_name(MsPeriodUnit unit)
{
	return unit_names[unit];
}

int32
ms_month_of(DateADT date)
{
	int			year;
	int			month;
	int			day;

	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	return (year - 2000) * 12 + month - 1;
}

/*
 * First day of a month, as a Julian day.  For months out of the range of dates
 * the result is out of that range, too.
 */
static int64
month_start(int64 month)
{
	int64		year = 2000 + (month >= 0 ? month / 12 : -((11 - month) / 12));
	int64		month_of_year = month - (year - 2000) * 12;

	if (year < JULIAN_MINYEAR || year > TIMESTAMP_END_JULIAN / 365)
		return year < 0 ? -1 : (int64) TIMESTAMP_END_JULIAN + 1;
	return date2j((int) year, (int) month_of_year + 1, 1);
}

/*
 * First day of a period, as a Julian day.
 */
static int64
period_start(const MsPeriods *periods, int64 period)
{
	switch (periods->unit)
	{
		case MS_DAY:
			break;
		case MS_WEEK:
			return period * 7 - ((int32) MS_SATURDAY - (int32) periods->week_start + 7) % 7 +
				POSTGRES_EPOCH_JDATE;
		case MS_MONTH:
			return month_start(period);
		case MS_QUARTER:
			return month_start(period * 3);
	}
	return period + POSTGRES_EPOCH_JDATE;
}

DateADT
ms_period_start(const MsPeriods *periods, int32 period)
{
	return (DateADT) (period_start(periods, period) - POSTGRES_EPOCH_JDATE);
}

bool
ms_period_is_valid(const MsPeriods *periods, int64 period)
{
	int64		start = period_start(periods, period);

	/*
	 * The first date is Julian day 0, in November 4714 BC.  There are dates
	 * after that of the last instant, which zones east of UTC reach earlier.
	 */
	return start >= DATETIME_MIN_JULIAN && start < TIMESTAMP_END_JULIAN + MS_MOST_DAYS_OFF;
}

void
ms_period_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("period out of range")));
}

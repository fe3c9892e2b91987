/*-------------------------------------------------------------------------
 *
 * retention_window.c
 *		The window functions cohort_start() and cohort_period(), for a
 *		partition that holds the rows of one user: the period in which the
 *		user began, and the periods from there to each row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "windowapi.h"

#include "common/compat.h"
#include "common/arguments.h"
#include "common/period.h"

/* Arguments by position. */
#define TS_ARGUMENT		0
#define PERIOD_ARGUMENT	1
#define ZONE_ARGUMENT	2		/* of the longest form */

/* Kept in the partition's memory, which the executor zeroes and frees. */
typedef struct PartitionCohort
{
	bool		ready;
	bool		found;			/* some row has a time */
	MsCalendar *calendar;
	MsPeriods	periods;
	int32		cohort;
} PartitionCohort;

/*
 * An argument of text at the current row, or NULL.
 */
static text *
text_argument(WindowObject window, int argument)
{
	bool		is_null;
	Datum		value = WinGetFuncArgCurrent(window, argument, &is_null);

	return is_null ? NULL : DatumGetTextPP(value);
}

static MsPeriodUnit
unit_argument(WindowObject window)
{
	text	   *name = text_argument(window, PERIOD_ARGUMENT);

	return ms_period_unit(name == NULL ? NULL : VARDATA_ANY(name),
						  name == NULL ? 0 : VARSIZE_ANY_EXHDR(name));
}

static MsCalendar *
calendar_argument(FunctionCallInfo fcinfo, MsClock clock)
{
	WindowObject window = PG_WINDOW_OBJECT();
	text	   *zone;

	if (clock != MS_CLOCK_TIMESTAMPTZ)
		return ms_face_value_calendar();
	zone = PG_NARGS() > ZONE_ARGUMENT ? text_argument(window, ZONE_ARGUMENT) : NULL;
	return zone == NULL ? ms_calendar(NULL, 0)
		: ms_calendar(VARDATA_ANY(zone), VARSIZE_ANY_EXHDR(zone));
}

/*
 * Both must stay as they were at the partition's first row.
 */
static void
check_arguments(FunctionCallInfo fcinfo, MsClock clock, const PartitionCohort *partition)
{
	if (!get_fn_expr_arg_stable(fcinfo->flinfo, PERIOD_ARGUMENT))
	{
		MsPeriodUnit unit = unit_argument(PG_WINDOW_OBJECT());

		if (unit != partition->periods.unit)
			ms_window_argument_changed("period", ms_period_unit_name(partition->periods.unit),
									   ms_period_unit_name(unit));
	}
	if (PG_NARGS() > ZONE_ARGUMENT && !get_fn_expr_arg_stable(fcinfo->flinfo, ZONE_ARGUMENT))
	{
		MsCalendar *calendar = calendar_argument(fcinfo, clock);

		if (calendar != partition->calendar)
			ms_window_argument_changed("timezone", partition->calendar->name, calendar->name);
	}
}

/*
 * Find the earliest date of the partition.  The dates, not the instants, are
 * compared: a clock put back over midnight makes the later instant the
 * earlier date.
 */
static void
find_cohort(FunctionCallInfo fcinfo, MsClock clock, PartitionCohort *partition)
{
	WindowObject window = PG_WINDOW_OBJECT();
	DateADT		earliest = 0;

	partition->calendar = calendar_argument(fcinfo, clock);
	partition->periods.unit = unit_argument(window);
	partition->periods.week_start = ms_week_start(NULL, 0);

	for (int64 position = 0;; position++)
	{
		bool		is_null;
		bool		is_out;
		Datum		ts = WinGetFuncArgInPartition(window, TS_ARGUMENT, (int) position,
												  WINDOW_SEEK_HEAD, false, &is_null, &is_out);
		Timestamp	instant;
		DateADT		date;

		CHECK_FOR_INTERRUPTS();
		if (is_out)
			break;
		if (position == PG_INT32_MAX)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("partition has more than %d rows", PG_INT32_MAX),
					 errhint("Use the aggregate cohort_retention().")));
		if (is_null || !ms_read_time(ts, clock, partition->calendar, &instant, &date))
			continue;
		if (!partition->found || date < earliest)
			earliest = date;
		partition->found = true;
	}
	if (partition->found)
		partition->cohort = ms_period_of(&partition->periods, earliest);
	partition->ready = true;
}

/*
 * The period of the current row, and the partition's cohort; false if the row
 * has no time.
 */
static bool
current_period(FunctionCallInfo fcinfo, MsClock clock, PartitionCohort **partition, int32 *period)
{
	WindowObject window = PG_WINDOW_OBJECT();
	bool		is_null;
	Datum		ts;
	Timestamp	instant;
	DateADT		date;

	*partition = WinGetPartitionLocalMemory(window, sizeof(PartitionCohort));
	if (!(*partition)->ready)
		find_cohort(fcinfo, clock, *partition);
	check_arguments(fcinfo, clock, *partition);
	ts = WinGetFuncArgCurrent(window, TS_ARGUMENT, &is_null);
	if (is_null || !ms_read_time(ts, clock, (*partition)->calendar, &instant, &date))
		return false;
	*period = ms_period_of(&(*partition)->periods, date);
	return true;
}

static Datum
cohort_start(FunctionCallInfo fcinfo, MsClock clock)
{
	PartitionCohort *partition;
	int32		period;

	if (!current_period(fcinfo, clock, &partition, &period))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(ms_period_start(&partition->periods, partition->cohort));
}

static Datum
cohort_period(FunctionCallInfo fcinfo, MsClock clock)
{
	PartitionCohort *partition;
	int32		period;

	if (!current_period(fcinfo, clock, &partition, &period))
		PG_RETURN_NULL();
	PG_RETURN_INT32(period - partition->cohort);
}

#define COHORT_WINDOW(name, function, clock) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return function(fcinfo, clock); \
} \
extern int no_such_variable

COHORT_WINDOW(ms_cohort_start_timestamptz, cohort_start, MS_CLOCK_TIMESTAMPTZ);
COHORT_WINDOW(ms_cohort_start_timestamp, cohort_start, MS_CLOCK_TIMESTAMP);
COHORT_WINDOW(ms_cohort_start_date, cohort_start, MS_CLOCK_DATE);
COHORT_WINDOW(ms_cohort_period_timestamptz, cohort_period, MS_CLOCK_TIMESTAMPTZ);
COHORT_WINDOW(ms_cohort_period_timestamp, cohort_period, MS_CLOCK_TIMESTAMP);
COHORT_WINDOW(ms_cohort_period_date, cohort_period, MS_CLOCK_DATE);

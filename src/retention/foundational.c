/*-------------------------------------------------------------------------
 *
 * foundational.c
 *		foundational_cohorts() and cohort_pattern(): cohorts that stay far
 *		above all later ones, and the shape of all cohorts in a word.
 *
 * Cohorts are compared at one period, over those that were observed in it.  A
 * left-censored cohort holds users of any age, the faithful ones of years
 * before among them.  It is shown, but not judged, and nothing else is judged
 * by it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "common/rows.h"
#include "retention/cohort_arguments.h"
#include "retention/cohort_table.h"
#include "retention/wilson.h"

#define DEFAULT_MARGIN	0.10
#define DEFAULT_FLOOR	0.20

/* Fewer later cohorts than these tell nothing; a pattern needs one more. */
#define MIN_LATER_COHORTS	2

/* Where cohorts are compared: the month is that of "State of AI", the others are near it. */
static const int32 default_at_period[] = {
	[MS_DAY] = 30,
	[MS_WEEK] = 12,
	[MS_MONTH] = 5,
	[MS_QUARTER] = 2
};

/* Users of one or more cohorts, and how many of them were there at a period. */
typedef struct Part
{
	int64		retained;
	int64		users;
} Part;

typedef enum Judgement
{
	NOT_JUDGED,
	JUDGED_NO,
	JUDGED_YES
} Judgement;

/* A cohort against all later ones. */
typedef struct ComparedCohort
{
	const Cohort *cohort;
	bool		left_censored;
	Part		part;
	WilsonInterval interval;
	int			later_cohorts;
	Part		later;
	WilsonInterval later_interval;	/* where there are later cohorts */
	Judgement	foundational;
} ComparedCohort;

typedef struct Comparison
{
	CohortTable *table;
	int			ncohorts;
	ComparedCohort *cohorts;	/* observed ones, earliest first */
} Comparison;

/* Arguments of both functions. */
typedef struct ComparisonOptions
{
	int32		at_period;
	bool		default_at_period;	/* which goes by the unit */
	double		margin;
	double		reach;
	int32		min_size;
} ComparisonOptions;

static double
rate_of(Part part)
{
	return (double) part.retained / part.users;
}

/*
 * Difference of two rates, rounded but once: 0.3 - 0.2 as doubles would miss
 * a margin of 0.1.
 */
static double
rate_difference(Part a, Part b)
{
	return (double) (a.retained * b.users - b.retained * a.users) / ((double) a.users * b.users);
}

static WilsonInterval
interval_of(Part part, double reach)
{
	return ms_wilson(part.retained, part.users, reach);
}

static Judgement
judge(const ComparedCohort *compared, double margin)
{
	if (compared->left_censored || compared->later_cohorts < MIN_LATER_COHORTS)
		return NOT_JUDGED;
	return rate_difference(compared->part, compared->later) >= margin &&
		compared->interval.low > compared->later_interval.high ? JUDGED_YES : JUDGED_NO;
}

/*
 * Compare each cohort with those after it, from the last to the first.
 */
static void
compare_with_later(Comparison *comparison, double margin, double reach)
{
	int			later_cohorts = 0;
	Part		later = {0, 0};

	for (int i = comparison->ncohorts - 1; i >= 0; i--)
	{
		ComparedCohort *compared = &comparison->cohorts[i];

		compared->interval = interval_of(compared->part, reach);
		compared->later_cohorts = later_cohorts;
		compared->later = later;
		if (later_cohorts > 0)
			compared->later_interval = interval_of(later, reach);
		compared->foundational = judge(compared, margin);
		if (!compared->left_censored)
		{
			later_cohorts++;
			later.retained += compared->part.retained;
			later.users += compared->part.users;
		}
	}
}

static ComparisonOptions
get_options(FunctionCallInfo fcinfo, int min_size_argument, int level_argument)
{
	ComparisonOptions options;

	options.default_at_period = PG_ARGISNULL(3);
	options.at_period = options.default_at_period ? 0 : PG_GETARG_INT32(3);
	if (options.at_period < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at_period must not be negative: %d", options.at_period)));
	options.margin = ms_rate_argument(fcinfo, 4, "margin", DEFAULT_MARGIN);
	options.min_size = ms_min_size_argument(fcinfo, min_size_argument, MS_DEFAULT_MIN_SIZE);
	options.reach = ms_reach_argument(fcinfo, level_argument);
	return options;
}

static void
compare_cohorts(RetentionView *view, ComparisonOptions options, Comparison *comparison)
{
	int32		at_period = options.default_at_period ?
		default_at_period[view->frame.periods.unit] : options.at_period;
	CohortTable *table = ms_cohort_table(view, MS_COUNT_ON, at_period, options.min_size);

	comparison->table = table;
	comparison->ncohorts = 0;
	comparison->cohorts = palloc_extended(Max(table->ncohorts, 1) * sizeof(ComparedCohort),
										  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < table->ncohorts; i++)
	{
		const Cohort *cohort = &table->cohorts[i];
		ComparedCohort *compared;

		CHECK_FOR_INTERRUPTS();
		if (!ms_cohort_observed(table, cohort, at_period))
			break;
		compared = &comparison->cohorts[comparison->ncohorts++];
		compared->cohort = cohort;
		compared->left_censored = ms_cohort_left_censored(table, cohort);
		compared->part.retained = cohort->retained[at_period];
		compared->part.users = cohort->size;
	}
	compare_with_later(comparison, options.margin, options.reach);
}

static void
store_comparison(FunctionCallInfo fcinfo, const Comparison *comparison, const ComparedCohort *compared)
{
	bool		any_later = compared->later_cohorts > 0;
	MsRow		row;

	ms_row_begin(&row);
	ms_row_put(&row, ms_cohort_date(comparison->table, compared->cohort));
	ms_row_put(&row, Int64GetDatum(compared->part.users));
	ms_row_put_float8(&row, true, rate_of(compared->part));
	ms_row_put_float8(&row, true, compared->interval.low);
	ms_row_put_float8(&row, true, compared->interval.high);
	ms_row_put(&row, Int32GetDatum(compared->later_cohorts));
	ms_row_put(&row, Int64GetDatum(compared->later.users));
	if (any_later)
	{
		ms_row_put_float8(&row, true, rate_of(compared->later));
		ms_row_put_float8(&row, true, compared->later_interval.low);
		ms_row_put_float8(&row, true, compared->later_interval.high);
		ms_row_put_float8(&row, true, rate_difference(compared->part, compared->later));
	}
	else
	{
		for (int i = 0; i < 4; i++)
			ms_row_null(&row);
	}
	ms_row_put_known(&row, compared->foundational != NOT_JUDGED,
					 BoolGetDatum(compared->foundational == JUDGED_YES));
	ms_row_store(&row, fcinfo);
}

/*
 * foundational_cohorts(r, as_of, since, at_period, margin, min_size, level)
 */
PG_FUNCTION_INFO_V1(ms_foundational_cohorts);

Datum
ms_foundational_cohorts(PG_FUNCTION_ARGS)
{
	ComparisonOptions options = get_options(fcinfo, 5, 6);
	RetentionView view;
	Comparison	comparison;

	ms_begin_rows(fcinfo);
	if (!ms_retention_view_begin(&view, fcinfo, 1, 2))
		return (Datum) 0;
	compare_cohorts(&view, options, &comparison);
	for (int i = 0; i < comparison.ncohorts; i++)
		store_comparison(fcinfo, &comparison, &comparison.cohorts[i]);
	return (Datum) 0;
}

/* All cohorts that can be judged, and what is in them. */
typedef struct CohortShape
{
	int			ncohorts;
	Part		pooled;
	Part		lowest;
	Part		highest;
	const ComparedCohort *first;
	const ComparedCohort *foundational; /* the first one, or NULL */
} CohortShape;

static CohortShape
find_shape(const Comparison *comparison)
{
	CohortShape shape = {0};

	for (int i = 0; i < comparison->ncohorts; i++)
	{
		const ComparedCohort *compared = &comparison->cohorts[i];
		Part		part = compared->part;

		if (compared->left_censored)
			continue;
		if (shape.ncohorts++ == 0)
		{
			shape.first = compared;
			shape.lowest = shape.highest = part;
		}
		if (rate_difference(part, shape.lowest) < 0)
			shape.lowest = part;
		if (rate_difference(part, shape.highest) > 0)
			shape.highest = part;
		shape.pooled.retained += part.retained;
		shape.pooled.users += part.users;
		if (compared->foundational == JUDGED_YES && shape.foundational == NULL)
			shape.foundational = compared;
	}
	return shape;
}

static const char *
name_shape(const CohortShape *shape, double margin, double floor_rate)
{
	if (shape->foundational != NULL)
		return shape->foundational == shape->first ? "glass slipper" : "foundational";
	if (shape->ncohorts <= MIN_LATER_COHORTS)
		return "undecided";
	if (rate_of(shape->pooled) >= floor_rate)
		return "steady";
	return rate_difference(shape->highest, shape->lowest) < margin ? "no fit" : "undecided";
}

static void
store_shape(FunctionCallInfo fcinfo, const CohortTable *table, const CohortShape *shape,
			const char *pattern)
{
	bool		any = shape->ncohorts > 0;
	MsRow		row;

	ms_row_begin(&row);
	ms_row_put(&row, CStringGetTextDatum(pattern));
	if (shape->foundational != NULL)
		ms_row_put(&row, ms_cohort_date(table, shape->foundational->cohort));
	else
		ms_row_null(&row);
	ms_row_put(&row, Int32GetDatum(shape->ncohorts));
	ms_row_put(&row, Int64GetDatum(shape->pooled.users));
	ms_row_put_float8(&row, any, any ? rate_of(shape->pooled) : 0);
	ms_row_put_float8(&row, any, any ? rate_difference(shape->highest, shape->lowest) : 0);
	ms_row_store(&row, fcinfo);
}

/*
 * cohort_pattern(r, as_of, since, at_period, margin, floor, min_size, level)
 *
 * One row for every summary, also for one in which nothing was observed.
 */
PG_FUNCTION_INFO_V1(ms_cohort_pattern);

Datum
ms_cohort_pattern(PG_FUNCTION_ARGS)
{
	ComparisonOptions options = get_options(fcinfo, 6, 7);
	double		floor_rate = ms_rate_argument(fcinfo, 5, "floor", DEFAULT_FLOOR);
	RetentionView view;
	Comparison	comparison = {0};
	CohortShape shape;

	ms_begin_rows(fcinfo);
	if (ms_retention_view_begin(&view, fcinfo, 1, 2))
		compare_cohorts(&view, options, &comparison);
	else if (PG_ARGISNULL(0))
		return (Datum) 0;
	shape = find_shape(&comparison);
	store_shape(fcinfo, comparison.table, &shape,
				name_shape(&shape, options.margin, floor_rate));
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * retention.c
 *		retention() and retention_curve(): which part of a cohort is there
 *		after some periods, cohort by cohort and over all of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "common/compat.h"
#include "common/rows.h"
#include "retention/cohort_arguments.h"
#include "retention/cohort_table.h"
#include "retention/wilson.h"

/* Arguments of both functions. */
typedef struct RetentionOptions
{
	CohortCounting counting;
	double		reach;
	int32		min_size;
} RetentionOptions;

static RetentionOptions
get_options(FunctionCallInfo fcinfo)
{
	RetentionOptions options;

	options.counting = ms_counting_argument(fcinfo, 3);
	options.reach = ms_reach_argument(fcinfo, 4);
	options.min_size = ms_min_size_argument(fcinfo, 5, 0);
	return options;
}

static void
put_interval(MsRow *row, bool known, double part, double total, double reach)
{
	WilsonInterval interval = {0, 0};

	if (known)
		interval = ms_wilson(part, total, reach);
	ms_row_put_float8(row, known, interval.low);
	ms_row_put_float8(row, known, interval.high);
}

static void
store_cell(FunctionCallInfo fcinfo, const CohortTable *table, const Cohort *cohort, int32 period,
		   double reach)
{
	bool		observed = ms_cohort_observed(table, cohort, period);
	uint32		retained = cohort->retained[period];
	MsRow		row;

	ms_row_begin(&row);
	ms_row_put(&row, ms_cohort_date(table, cohort));
	ms_row_put(&row, Int64GetDatum(cohort->size));
	ms_row_put(&row, Int32GetDatum(period));
	ms_row_put_known(&row, observed, Int64GetDatum(retained));
	ms_row_put_float8(&row, observed, (double) retained / cohort->size);
	put_interval(&row, observed, retained, cohort->size, reach);
	ms_row_put(&row, BoolGetDatum(ms_cohort_left_censored(table, cohort)));
	ms_row_put(&row, BoolGetDatum(observed));
	ms_row_store(&row, fcinfo);
}

/*
 * retention(r, as_of, since, mode, level, min_size)
 *
 * Each cohort from its own period to the running one, whose numbers are not
 * known yet; periods after that have no row.
 */
PG_FUNCTION_INFO_V1(ms_retention);

Datum
ms_retention(PG_FUNCTION_ARGS)
{
	RetentionOptions options = get_options(fcinfo);
	RetentionView view;
	CohortTable *table;

	ms_begin_rows(fcinfo);
	if (!ms_retention_view_begin(&view, fcinfo, 1, 2))
		return (Datum) 0;
	table = ms_cohort_table(&view, options.counting, MS_ALL_PERIODS, options.min_size);
	for (int i = 0; i < table->ncohorts; i++)
	{
		const Cohort *cohort = &table->cohorts[i];

		for (int32 period = 0; period < cohort->nperiods; period++)
		{
			CHECK_FOR_INTERRUPTS();
			store_cell(fcinfo, table, cohort, period, options.reach);
		}
	}
	return (Datum) 0;
}

/* One period over all cohorts that were observed in it. */
typedef struct CurvePoint
{
	int64		ncohorts;
	int64		users;
	int64		retained;
	double		sum_of_rates;
} CurvePoint;

static void
store_point(FunctionCallInfo fcinfo, const CurvePoint *point, int32 period, double reach)
{
	MsRow		row;

	ms_row_begin(&row);
	ms_row_put(&row, Int32GetDatum(period));
	ms_row_put(&row, Int32GetDatum((int32) point->ncohorts));
	ms_row_put(&row, Int64GetDatum(point->users));
	ms_row_put(&row, Int64GetDatum(point->retained));
	ms_row_put_float8(&row, true, (double) point->retained / point->users);
	ms_row_put_float8(&row, true, point->sum_of_rates / point->ncohorts);
	put_interval(&row, true, point->retained, point->users, reach);
	ms_row_store(&row, fcinfo);
}

/*
 * retention_curve(r, as_of, since, mode, level, min_size)
 */
PG_FUNCTION_INFO_V1(ms_retention_curve);

Datum
ms_retention_curve(PG_FUNCTION_ARGS)
{
	RetentionOptions options = get_options(fcinfo);
	RetentionView view;
	CohortTable *table;
	CurvePoint *points = NULL;
	int32		npoints = 0;

	ms_begin_rows(fcinfo);
	if (!ms_retention_view_begin(&view, fcinfo, 1, 2))
		return (Datum) 0;
	table = ms_cohort_table(&view, options.counting, MS_ALL_PERIODS, options.min_size);
	for (int i = 0; i < table->ncohorts; i++)
	{
		const Cohort *cohort = &table->cohorts[i];

		CHECK_FOR_INTERRUPTS();
		if (ms_cohort_left_censored(table, cohort))
			continue;
		/* the first cohort that counts is seen for the longest time */
		if (points == NULL)
			points = palloc0(cohort->nperiods * sizeof(CurvePoint));
		for (int32 period = 0; period < cohort->nperiods && ms_cohort_observed(table, cohort, period); period++)
		{
			CurvePoint *point = &points[period];

			npoints = Max(npoints, period + 1);
			point->ncohorts++;
			point->users += cohort->size;
			point->retained += cohort->retained[period];
			point->sum_of_rates += (double) cohort->retained[period] / cohort->size;
		}
	}
	for (int32 period = 0; period < npoints; period++)
		store_point(fcinfo, &points[period], period, options.reach);
	return (Datum) 0;
}

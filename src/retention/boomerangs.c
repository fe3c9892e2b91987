/*-------------------------------------------------------------------------
 *
 * boomerangs.c
 *		boomerangs(): cohorts of which people came back.
 *
 * The users of two neighbouring periods are the same people, so their rates
 * are compared by those who changed (McNemar's test), and not by whether two
 * intervals overlap.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "miscadmin.h"

#include "common/arguments.h"
#include "common/compat.h"
#include "common/rows.h"
#include "retention/cohort_arguments.h"
#include "retention/cohort_table.h"

#define DEFAULT_MARGIN	0.05

/* Standard errors from which on a jump is no chance: two-sided, 95 %. */
#define NO_CHANCE		1.96

/* A period against the one before it. */
typedef struct Jump
{
	int64		returned;
	int64		lapsed;
	double		jump;
	double		z;				/* 0 where nobody changed */
} Jump;

static Jump
find_jump(const Cohort *cohort, int32 period)
{
	int64		net = (int64) cohort->retained[period] - cohort->retained[period - 1];
	Jump		jump;

	jump.returned = cohort->returned[period];
	jump.lapsed = jump.returned - net;
	jump.jump = (double) net / cohort->size;
	jump.z = net == 0 ? 0 : net / sqrt((double) jump.returned + jump.lapsed);
	return jump;
}

static void
store_jump(FunctionCallInfo fcinfo, const CohortTable *table, const Cohort *cohort, int32 period,
		   const Jump *jump)
{
	MsRow		row;

	ms_row_begin(&row);
	ms_row_put(&row, ms_cohort_date(table, cohort));
	ms_row_put(&row, Int64GetDatum(cohort->size));
	ms_row_put(&row, Int32GetDatum(period));
	ms_row_put_float8(&row, true, (double) cohort->retained[period - 1] / cohort->size);
	ms_row_put_float8(&row, true, (double) cohort->retained[period] / cohort->size);
	ms_row_put_float8(&row, true, jump->jump);
	ms_row_put(&row, Int64GetDatum(jump->returned));
	ms_row_put(&row, Int64GetDatum(jump->lapsed));
	ms_row_put_float8(&row, true, jump->z);
	ms_row_store(&row, fcinfo);
}

/*
 * boomerangs(r, as_of, margin, min_size, since)
 */
PG_FUNCTION_INFO_V1(ms_boomerangs);

Datum
ms_boomerangs(PG_FUNCTION_ARGS)
{
	double		margin = ms_rate_argument(fcinfo, 2, "margin", DEFAULT_MARGIN);
	int32		min_size = ms_min_size_argument(fcinfo, 3, MS_DEFAULT_MIN_SIZE);
	RetentionView view;
	CohortTable *table;

	ms_begin_rows(fcinfo);
	if (!ms_retention_view_begin(&view, fcinfo, 1, 4))
		return (Datum) 0;
	table = ms_cohort_table(&view, MS_COUNT_RETURNS, MS_ALL_PERIODS, min_size);
	for (int i = 0; i < table->ncohorts; i++)
	{
		const Cohort *cohort = &table->cohorts[i];

		CHECK_FOR_INTERRUPTS();
		if (ms_retention_before_since(&view, cohort->start))
			continue;
		for (int32 period = 2; period < cohort->nperiods && ms_cohort_observed(table, cohort, period); period++)
		{
			Jump		jump = find_jump(cohort, period);

			if (jump.jump >= margin && jump.z >= NO_CHANCE)
				store_jump(fcinfo, table, cohort, period, &jump);
		}
	}
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * elasticity_panel.c
 *		From a summary to the panel that is estimated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "elasticity/elasticity_accessors.h"

/*
 * Cells of elasticity() are what they are.
 */
static void
take_rows(const ElasticitySummary *s, ElasticityCell *cells)
{
	const ElasticityMulti *multi = s->multis;
	const ElasticityMulti *end = multi + s->nmultis;

	for (uint32 i = 0; i < s->ncells; i++)
	{
		const ElasticityRowCell *row = &s->row_cells[i];
		ElasticityCell *cell = &cells[i];
		bool		several = multi < end && multi->cell == i;

		CHECK_FOR_INTERRUPTS();
		cell->unit = row->unit;
		cell->period = row->period;
		cell->x = row->x;
		cell->y = row->y;
		cell->n = several ? multi->n : 1;
		cell->moments = several ? &multi->moments : NULL;
		multi += several;
	}
}

/* A sum of no more than this part of its refunds is nothing but rounding. */
#define ROUNDING	(8.0 * DBL_EPSILON)

/*
 * Make an observation of sums: the price is what a million units of the
 * quantity cost.  False if there are no logarithms.
 *
 * Rows such as 0.1, 0.2 and -0.3 are not what they look like: each is off by
 * half of its last bit, and so is what their refunds leave, by as much as
 * DBL_EPSILON of the refunds; a few bits more if the rows were multiplied from
 * prices.
 */
static bool
observe(MsSum quantity, MsSum cost, const ElasticityRefunds *refunds, uint32 unit, uint32 period, ElasticityCell *cell)
{
	double		price = cost.hi / quantity.hi * 1e6;

	if (!(quantity.hi > ROUNDING * refunds->quantity.hi && cost.hi > ROUNDING * refunds->cost.hi))
		return false;
	cell->unit = unit;
	cell->period = period;
	cell->n = 1;
	/* a price beyond the range of float8 has a logarithm all the same */
	cell->x = price > 0 && isfinite(price) ? log(price) : log(cost.hi) - log(quantity.hi) + log(1e6);
	cell->y = log(quantity.hi);
	cell->moments = NULL;
	return true;
}

static const ElasticityRefunds no_refunds = {{0, 0}, {0, 0}};

/*
 * Each cell of usage_elasticity() is an observation.  Gives how many there are.
 */
static int64
take_usage(const ElasticitySummary *s, ElasticityCell *cells)
{
	int64		ncells = 0;
	uint32		next = 0;

	for (uint32 i = 0; i < s->ncells; i++)
	{
		const ElasticityUsageCell *usage = &s->usage_cells[i];
		const ElasticityRefunds *refunds = ms_elasticity_next_refunds(s, i, &next);

		CHECK_FOR_INTERRUPTS();
		if (observe(usage->quantity, usage->cost, refunds ? refunds : &no_refunds, usage->unit, usage->period, &cells[ncells]))
			ncells++;
	}
	return ncells;
}

/*
 * Each unit is one observation, over all its periods.  Cells are sorted by
 * unit.  *units counts those that were tried.
 */
static int64
take_units(const ElasticitySummary *s, ElasticityCell *cells, int64 *units)
{
	const ElasticityUsageCell *usage = s->usage_cells;
	int64		ncells = 0;
	MsSum		quantity = {0, 0};
	MsSum		cost = {0, 0};
	ElasticityRefunds refunds = no_refunds;
	uint32		next = 0;

	*units = 0;
	for (uint32 i = 0; i < s->ncells; i++)
	{
		const ElasticityRefunds *more = ms_elasticity_next_refunds(s, i, &next);

		CHECK_FOR_INTERRUPTS();
		ms_sum_add_sum(&quantity, usage[i].quantity);
		ms_sum_add_sum(&cost, usage[i].cost);
		if (more != NULL)
		{
			ms_sum_add_sum(&refunds.quantity, more->quantity);
			ms_sum_add_sum(&refunds.cost, more->cost);
		}
		if (i + 1 < s->ncells && usage[i + 1].unit == usage[i].unit)
			continue;
		(*units)++;
		if (observe(quantity, cost, &refunds, 0, 0, &cells[ncells]))
			ncells++;
		refunds = no_refunds;
		quantity.hi = quantity.lo = cost.hi = cost.lo = 0;
	}
	return ncells;
}

/*
 * The panel of a summary.  It points into the summary, and lives in the
 * current context.
 */
void
ms_elasticity_make_panel(const ElasticitySummary *s, ElasticityOver over, ElasticityPanel *panel,
						 int64 *dropped_nonpositive)
{
	ElasticityCell *cells = MemoryContextAllocHuge(CurrentMemoryContext,
												   Max(s->ncells, 1) * sizeof(ElasticityCell));
	int64		tried = s->ncells;
	int64		ncells = s->ncells;

	if (over == MS_OVER_UNIT && !ms_elasticity_is_usage(s))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("estimation over units needs a summary of usage_elasticity()"),
				 errdetail("This one keeps logarithms, which cannot be summed to one observation a unit."),
				 errhint("Give elasticity(quantity, price) one row for each unit.")));

	panel->has_units = s->unit_type != MS_KEY_NONE && over == MS_OVER_CELL;
	panel->has_periods = s->period_type != MS_KEY_NONE && over == MS_OVER_CELL;
	panel->nunits = panel->has_units ? Max(s->nunits, 1) : 1;
	panel->nperiods = panel->has_periods ? Max(s->nperiods, 1) : 1;
	panel->price_is_spend = ms_elasticity_is_usage(s);
	if (!ms_elasticity_is_usage(s))
		take_rows(s, cells);
	else if (over == MS_OVER_UNIT)
		ncells = take_units(s, cells, &tried);
	else
		ncells = take_usage(s, cells);
	panel->cells = cells;
	panel->ncells = ncells;
	*dropped_nonpositive = s->flat->counts[MS_DROP_NONPOSITIVE] + tried - ncells;
}

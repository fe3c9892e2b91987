/*-------------------------------------------------------------------------
 *
 * elasticity_restore.c
 *		Putting an elasticity_summary together again from what was written
 *		down, as text or in binary form, and refusing what rows cannot give.
 *
 * What is read goes into a builder, which brings it into canonical form: a
 * dump may be restored in another encoding, where keys sort differently.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"
#include "summary/info.h"

/* Logarithms of float8 lie within this. */
#define MAX_LOGARITHM		746.0

ElasticityBuilder *
ms_elasticity_begin_restore(const MsFrame *frame, const MsCounts *counts)
{
	MsGrowing  *growing = ms_growing_new(&ms_elasticity_kind, frame, CurrentMemoryContext);

	growing->unlimited = true;
	growing->counts = *counts;
	return (ElasticityBuilder *) growing;
}

/*
 * Add a key; false if it is there already.
 */
bool
ms_elasticity_restore_key(ElasticityBuilder *builder, MsKeymap *keys, const char *bytes, int32 length)
{
	uint32		nkeys = keys->nkeys;

	return ms_elasticity_builder_key(builder, keys, bytes, length) == nkeys;
}

bool
ms_elasticity_restore_number(ElasticityBuilder *builder, MsKeymap *keys, int64 number)
{
	const MsFrame *frame = &builder->growing.frame;
	char		key[MS_NUMBER_KEY_LENGTH];

	if (keys == &builder->periods)
	{
		/* the ends of the range stand for infinity */
		if (MS_PERIOD_TYPE(frame) == MS_KEY_DATE && (number <= DATEVAL_NOBEGIN || number >= DATEVAL_NOEND))
			return false;
		if (MS_IS_USAGE(frame) &&
			(number < -MS_MAX_PERIOD || number > MS_MAX_PERIOD || !ms_period_is_valid(&frame->periods, number)))
			return false;
	}
	ms_number_to_key(number, key);
	return ms_elasticity_restore_key(builder, keys, key, MS_NUMBER_KEY_LENGTH);
}

/*
 * A new cell of these keys; NULL if there can be none.
 */
static ElasticityGrowingCell *
restore_cell(ElasticityBuilder *builder, uint32 unit, uint32 period)
{
	const MsFrame *frame = &builder->growing.frame;
	ElasticityGrowingCell *cell;
	bool		found;

	if (unit >= (MS_UNIT_TYPE(frame) == MS_KEY_NONE ? 1 : builder->units.nkeys) ||
		period >= (MS_PERIOD_TYPE(frame) == MS_KEY_NONE ? 1 : builder->periods.nkeys))
		return NULL;
	/* without periods each unit has its cell, in the order of the units */
	if (MS_PERIOD_TYPE(&builder->growing.frame) == MS_KEY_NONE && unit != builder->ncells)
		return NULL;
	cell = ms_elasticity_builder_cell(builder, unit, period, &found);
	return found ? NULL : cell;
}

/*
 * Add a cell of elasticity(); multi is NULL if it is a single row.
 */
bool
ms_elasticity_restore_row_cell(ElasticityBuilder *builder, const ElasticityRowCell *cell, const ElasticityMulti *multi)
{
	ElasticityGrowingCell *restored;
	ElasticityMulti *restored_multi;

	if (!(fabs(cell->x) <= MAX_LOGARITHM) || !(fabs(cell->y) <= MAX_LOGARITHM))
		return false;
	if (multi != NULL && (multi->n < 2 || !ms_moments_are_valid(&multi->moments, multi->n)))
		return false;
	restored = restore_cell(builder, cell->unit, cell->period);
	if (restored == NULL)
		return false;
	restored->u.row.x = cell->x;
	restored->u.row.y = cell->y;
	if (multi != NULL)
	{
		restored_multi = ms_elasticity_builder_multi(builder, restored);
		restored_multi->n = multi->n;
		restored_multi->moments = multi->moments;
	}
	return true;
}

static bool
refunds_are_valid(const ElasticityRefunds *refunds)
{
	return ms_sum_is_valid(refunds->quantity) && ms_sum_is_valid(refunds->cost) &&
		refunds->quantity.hi >= 0 && refunds->cost.hi >= 0 &&
		(refunds->quantity.hi > 0 || refunds->cost.hi > 0);
}

/*
 * Add a cell of usage_elasticity(); refunds is NULL if it has none.
 */
bool
ms_elasticity_restore_usage_cell(ElasticityBuilder *builder, const ElasticityUsageCell *cell,
								 const ElasticityRefunds *refunds)
{
	ElasticityGrowingCell *restored;

	if (!ms_sum_is_valid(cell->quantity) || !ms_sum_is_valid(cell->cost) ||
		(refunds != NULL && !refunds_are_valid(refunds)))
		return false;
	restored = restore_cell(builder, cell->unit, cell->period);
	if (restored == NULL)
		return false;
	restored->u.usage.quantity = cell->quantity;
	restored->u.usage.cost = cell->cost;
	if (refunds != NULL)
		ms_elasticity_builder_refund(builder, restored, refunds);
	return true;
}

/*
 * Do the first and the last period hold the first and the last row?
 */
bool
ms_elasticity_periods_fit(const MsSummary *flat)
{
	ElasticitySummary s;
	MsFrame		frame;
	int32		length;
	int32		first;
	int32		last;

	if (flat->nparts == 0 || !MS_IS_USAGE(flat))
		return true;
	ms_elasticity_open(flat, &s);
	if (s.nperiods == 0)
		return false;
	ms_summary_frame(flat, &ms_elasticity_kind, &frame);
	first = (int32) ms_key_to_number(ms_elasticity_key(s.period_ends, s.period_data, 0, &length));
	last = (int32) ms_key_to_number(ms_elasticity_key(s.period_ends, s.period_data, s.nperiods - 1, &length));
	return ms_periods_include(flat, &ms_elasticity_kind, &frame.periods, first, last);
}

/*
 * Instants, periods and counts that only usage_elasticity() has.
 */
static bool
usage_counts_are_valid(const ElasticityBuilder *builder, int64 used)
{
	const MsGrowing *growing = &builder->growing;
	const MsCounts *counts = &growing->counts;
	int64		negative = counts->n[MS_ELASTICITY_NEGATIVE];
	uint32		refunded = ms_elasticity_builder_refunded(builder);

	/* each cell with refunds had a row below zero, and each such row is in one */
	if (refunded > negative || (refunded > 0) != (negative > 0))
		return false;
	if (!MS_IS_USAGE(&growing->frame) || builder->ncells == 0)
		return negative == 0 && counts->first > counts->last &&
			(!MS_IS_USAGE(&growing->frame) || builder->periods.nkeys == 0);
	return negative <= used && counts->first <= counts->last;
}

/*
 * Do all parts fit together, now that all cells are there?
 */
static bool
restored_well(const ElasticityBuilder *builder)
{
	const MsGrowing *growing = &builder->growing;
	const MsCounts *counts = &growing->counts;
	int64		used = counts->n[MS_ROWS_READ];
	int64		in_cells = builder->ncells;

	for (int i = 1; i <= ms_elasticity_kind.nleft_out; i++)
		used -= counts->n[i];
	if (!usage_counts_are_valid(builder, used))
		return false;
	if (MS_PERIOD_TYPE(&growing->frame) == MS_KEY_NONE && MS_UNIT_TYPE(&growing->frame) != MS_KEY_NONE &&
		builder->units.nkeys != builder->ncells)
		return false;

	if (MS_IS_USAGE(&growing->frame))
		return counts->n[MS_DROP_NONPOSITIVE] == 0 && in_cells <= used && (in_cells > 0) == (used > 0);
	for (uint32 i = 0; i < builder->nmultis; i++)
	{
		if (pg_add_s64_overflow(in_cells, builder->multis[i].n - 1, &in_cells))
			return false;
	}
	return in_cells == used;
}

/*
 * The summary that was read; NULL if there can be none.
 */
MsSummary *
ms_elasticity_restore(ElasticityBuilder *builder)
{
	MsSummary  *s;

	if (!restored_well(builder))
		return NULL;
	s = ms_growing_flatten(&builder->growing);
	return ms_elasticity_periods_fit(s) ? s : NULL;
}

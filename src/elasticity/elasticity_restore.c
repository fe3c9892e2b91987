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
#include "common/summary.h"
#include "elasticity/elasticity_builder.h"

/* Logarithms of float8 lie within this. */
#define MAX_LOGARITHM		746.0

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
	const ElasticityFrame *frame = &builder->frame;
	char		key[MS_NUMBER_KEY_LENGTH];

	if (keys == &builder->periods)
	{
		/* the ends of the range stand for infinity */
		if (frame->period_type == MS_KEY_DATE && (number <= DATEVAL_NOBEGIN || number >= DATEVAL_NOEND))
			return false;
		if (frame->period_type == MS_KEY_CALENDAR &&
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
	ElasticityGrowingCell *cell;
	bool		found;

	if (unit >= Max(builder->units.nkeys, 1) || period >= Max(builder->periods.nkeys, 1))
		return NULL;
	/* without periods each unit has its cell, in the order of the units */
	if (builder->frame.period_type == MS_KEY_NONE && unit != builder->ncells)
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
 * May rows of this period have been at this instant?
 */
static bool
period_fits(const ElasticityFrame *frame, int32 period, Timestamp instant)
{
	const char *zone = frame->calendar->name;
	DateADT		first;
	DateADT		last;

	ms_possible_dates(zone[0] == '\0' ? NULL : zone, (int) strlen(zone), instant, &first, &last);
	return ms_period_start(&frame->periods, period) <= last &&
		ms_period_start(&frame->periods, period + 1) > first;
}

/*
 * Do the first and the last period hold the first and the last row?
 */
bool
ms_elasticity_periods_fit(ElasticitySummary *s)
{
	ElasticityFrame frame;
	int32		length;
	int32		first;
	int32		last;

	if (s->ncells == 0)
		return true;
	ms_elasticity_get_frame(s, &frame);
	first = (int32) ms_key_to_number(ms_elasticity_key(ms_elasticity_period_ends(s), ms_elasticity_period_data(s), 0, &length));
	last = (int32) ms_key_to_number(ms_elasticity_key(ms_elasticity_period_ends(s), ms_elasticity_period_data(s), s->nperiods - 1, &length));
	return period_fits(&frame, first, s->counts.first) && period_fits(&frame, last, s->counts.last);
}

/*
 * The same while the summary is put together.
 */
static bool
periods_fit(const ElasticityBuilder *builder)
{
	const MsKeymap *periods = &builder->periods;
	int32		first = PG_INT32_MAX;
	int32		last = PG_INT32_MIN;

	for (uint32 key = 0; key < periods->nkeys; key++)
	{
		int32		period = (int32) ms_key_to_number(periods->keys[key].bytes);

		first = Min(first, period);
		last = Max(last, period);
	}
	return first <= last && period_fits(&builder->frame, first, builder->counts.first) &&
		period_fits(&builder->frame, last, builder->counts.last);
}

/*
 * Instants, periods and counts that only usage_elasticity() has.
 */
static bool
usage_counts_are_valid(const ElasticityBuilder *builder, int64 used)
{
	const ElasticityCounts *counts = &builder->counts;
	uint32		refunded = ms_elasticity_builder_refunded(builder);

	/* each cell with refunds had a row below zero, and each such row is in one */
	if (refunded > counts->negative || (refunded > 0) != (counts->negative > 0))
		return false;
	if (!MS_IS_USAGE(&builder->frame) || builder->ncells == 0)
		return counts->negative == 0 && counts->first == DT_NOEND && counts->last == DT_NOBEGIN &&
			(!MS_IS_USAGE(&builder->frame) || builder->periods.nkeys == 0);
	return counts->negative <= used && IS_VALID_TIMESTAMP(counts->first) &&
		IS_VALID_TIMESTAMP(counts->last) && counts->first <= counts->last && periods_fit(builder);
}

/*
 * Do all parts fit together, now that all cells are there?
 */
bool
ms_elasticity_restored_well(const ElasticityBuilder *builder)
{
	const ElasticityCounts *counts = &builder->counts;
	int64		used = counts->rows_read;
	int64		in_cells = builder->ncells;

	if (used < 0 || counts->negative < 0)
		return false;
	for (int i = 0; i < MS_DROPS; i++)
	{
		if (counts->dropped[i] < 0 || counts->dropped[i] > used)
			return false;
		used -= counts->dropped[i];
	}
	if (!usage_counts_are_valid(builder, used))
		return false;
	if (builder->frame.period_type == MS_KEY_NONE && builder->frame.unit_type != MS_KEY_NONE &&
		builder->units.nkeys != builder->ncells)
		return false;

	if (MS_IS_USAGE(&builder->frame))
		return counts->dropped[MS_DROP_NONPOSITIVE] == 0 && in_cells <= used && (in_cells > 0) == (used > 0);
	for (uint32 i = 0; i < builder->nmultis; i++)
	{
		if (pg_add_s64_overflow(in_cells, builder->multis[i].n - 1, &in_cells))
			return false;
	}
	return in_cells == used;
}

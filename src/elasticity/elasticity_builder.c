/*-------------------------------------------------------------------------
 *
 * elasticity_builder.c
 *		The growing form of elasticity_summary: an expanded object.
 *
 * What runs for every row of a large group is here, and what makes the
 * growing form grow; how it becomes flat is in elasticity_flatten.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"

#define FIRST_CELLS			16
#define FIRST_MULTIS		4
#define FIRST_SLOT_BITS		5

void
ms_elasticity_begin(MsGrowing *growing)
{
	ElasticityBuilder *builder = (ElasticityBuilder *) growing;
	MemoryContext context = growing->hdr.eoh_context;

	ms_keymap_init(&builder->units, context);
	ms_keymap_init(&builder->periods, context);
	builder->cells_allocated = FIRST_CELLS;
	builder->cells = MemoryContextAlloc(context, FIRST_CELLS * sizeof(ElasticityGrowingCell));
	builder->slots = MemoryContextAllocZero(context, sizeof(uint32) << FIRST_SLOT_BITS);
	builder->slot_mask = (1 << FIRST_SLOT_BITS) - 1;
	builder->slot_shift = 64 - FIRST_SLOT_BITS;
}

/*
 * Number of a unit or period.
 */
uint32
ms_elasticity_builder_key(ElasticityBuilder *builder, MsKeymap *keys, const char *bytes, int32 length)
{
	uint32		nkeys = keys->nkeys;
	uint32		key = ms_keymap_get(keys, bytes, length);

	if (unlikely(key >= nkeys))
		ms_growing_check_memory(&builder->growing, 0);
	return key;
}

static uint32
first_slot(const ElasticityBuilder *builder, uint32 unit, uint32 period)
{
	uint64		hash = (((uint64) unit << 32 | period) ^ ms_hash_secret[0]) * UINT64CONST(0x9E3779B97F4A7C15);

	return (uint32) (hash >> builder->slot_shift);
}

/*
 * Double the slots.
 */
static void
grow_slots(ElasticityBuilder *builder)
{
	Size		nslots = 2 * ((Size) builder->slot_mask + 1);

	ms_growing_check_memory(&builder->growing, nslots * sizeof(uint32));
	pfree(builder->slots);
	builder->slots = MemoryContextAllocExtended(builder->growing.hdr.eoh_context, nslots * sizeof(uint32),
												MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	builder->slot_mask = nslots - 1;
	builder->slot_shift--;
	for (uint32 i = 0; i < builder->ncells; i++)
	{
		uint32		slot = first_slot(builder, builder->cells[i].unit, builder->cells[i].period);

		while (builder->slots[slot] != 0)
			slot = (slot + 1) & builder->slot_mask;
		builder->slots[slot] = i + 1;
	}
}

/*
 * Make room for twice as many cells.
 */
static void
grow_cells(ElasticityBuilder *builder)
{
	Size		old = builder->cells_allocated;
	Size		allocated = old * 2;

	ms_growing_check_memory(&builder->growing,
							(allocated - old) * (sizeof(ElasticityGrowingCell) + (builder->refunds ? sizeof(ElasticityRefunds) : 0)));
	builder->cells = repalloc_huge(builder->cells, allocated * sizeof(ElasticityGrowingCell));
	if (builder->refunds)
	{
		builder->refunds = repalloc_huge(builder->refunds, allocated * sizeof(ElasticityRefunds));
		memset(builder->refunds + old, 0, (allocated - old) * sizeof(ElasticityRefunds));
	}
	builder->cells_allocated = allocated;
}

/*
 * A new cell, which holds no row yet.
 */
static ElasticityGrowingCell *
new_cell(ElasticityBuilder *builder, uint32 unit, uint32 period)
{
	ElasticityGrowingCell *cell;

	if (builder->ncells == builder->cells_allocated)
		grow_cells(builder);
	cell = &builder->cells[builder->ncells++];
	memset(cell, 0, sizeof(*cell));
	cell->unit = unit;
	cell->period = period;
	return cell;
}

/*
 * The cell of a unit and period, made if need be: then *found is false.
 */
ElasticityGrowingCell *
ms_elasticity_builder_cell(ElasticityBuilder *builder, uint32 unit, uint32 period, bool *found)
{
	uint32		slot;

	if (MS_PERIOD_TYPE(&builder->growing.frame) == MS_KEY_NONE)
	{
		/* units come in order of their numbers, each with its cell */
		*found = unit < builder->ncells;
		return *found ? &builder->cells[unit] : new_cell(builder, unit, 0);
	}

	/* at most half of the slots are taken */
	if (unlikely(builder->ncells > builder->slot_mask / 2))
		grow_slots(builder);
	for (slot = first_slot(builder, unit, period); builder->slots[slot] != 0;
		 slot = (slot + 1) & builder->slot_mask)
	{
		ElasticityGrowingCell *cell = &builder->cells[builder->slots[slot] - 1];

		if (cell->unit == unit && cell->period == period)
		{
			*found = true;
			return cell;
		}
	}
	builder->slots[slot] = builder->ncells + 1;
	*found = false;
	return new_cell(builder, unit, period);
}

/*
 * What a cell of several rows keeps; made, for the one row that the cell has
 * so far, if it is not there.
 */
ElasticityMulti *
ms_elasticity_builder_multi(ElasticityBuilder *builder, ElasticityGrowingCell *cell)
{
	ElasticityMulti *multi;

	if (likely(cell->u.row.multi != 0))
		return &builder->multis[cell->u.row.multi - 1];

	if (builder->nmultis == builder->multis_allocated)
	{
		Size		allocated = Max(FIRST_MULTIS, (Size) builder->multis_allocated * 2);

		ms_growing_check_memory(&builder->growing, (allocated - builder->multis_allocated) * sizeof(ElasticityMulti));
		builder->multis = builder->multis == NULL
			? MemoryContextAlloc(builder->growing.hdr.eoh_context, allocated * sizeof(ElasticityMulti))
			: repalloc_huge(builder->multis, allocated * sizeof(ElasticityMulti));
		builder->multis_allocated = allocated;
	}
	multi = &builder->multis[builder->nmultis++];
	memset(multi, 0, sizeof(*multi));
	multi->n = 1;
	cell->u.row.multi = builder->nmultis;
	return multi;
}

/*
 * Add to the refunds of a cell.
 */
void
ms_elasticity_builder_refund(ElasticityBuilder *builder, const ElasticityGrowingCell *cell,
							 const ElasticityRefunds *refunds)
{
	ElasticityRefunds *own;

	if (builder->refunds == NULL)
	{
		Size		size = builder->cells_allocated * sizeof(ElasticityRefunds);

		ms_growing_check_memory(&builder->growing, size);
		builder->refunds = MemoryContextAllocExtended(builder->growing.hdr.eoh_context, size,
													  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	own = &builder->refunds[cell - builder->cells];
	ms_sum_add_sum(&own->quantity, refunds->quantity);
	ms_sum_add_sum(&own->cost, refunds->cost);
}

static pg_noinline void
refund_row(ElasticityBuilder *builder, const ElasticityGrowingCell *cell, const ElasticityRow *row)
{
	ElasticityRefunds refunds = {{Max(-row->a, 0), 0}, {Max(-row->b, 0), 0}};

	ms_elasticity_builder_refund(builder, cell, &refunds);
}

/*
 * How many cells have refunds.
 */
uint32
ms_elasticity_builder_refunded(const ElasticityBuilder *builder)
{
	uint32		refunded = 0;

	for (uint32 i = 0; builder->refunds != NULL && i < builder->ncells; i++)
		refunded += builder->refunds[i].quantity.hi > 0 || builder->refunds[i].cost.hi > 0;
	return refunded;
}

/*
 * Add a row: what runs for nearly every row.
 */
void
ms_elasticity_builder_add(ElasticityBuilder *builder, const ElasticityRow *row)
{
	const MsFrame *frame = &builder->growing.frame;
	uint32		unit = 0;
	uint32		period = 0;
	ElasticityGrowingCell *cell;
	bool		found;

	if (MS_UNIT_TYPE(frame) != MS_KEY_NONE)
		unit = ms_elasticity_builder_key(builder, &builder->units, row->unit, row->unit_length);
	if (MS_PERIOD_TYPE(frame) != MS_KEY_NONE)
		period = ms_elasticity_builder_key(builder, &builder->periods, row->period, row->period_length);
	cell = ms_elasticity_builder_cell(builder, unit, period, &found);

	if (MS_IS_USAGE(frame))
	{
		ms_sum_add(&cell->u.usage.quantity, row->a);
		ms_sum_add(&cell->u.usage.cost, row->b);
		if (unlikely(row->a < 0 || row->b < 0))
			refund_row(builder, cell, row);
	}
	else if (!found)
	{
		cell->u.row.x = row->a;
		cell->u.row.y = row->b;
	}
	else
	{
		ElasticityMulti *multi = ms_elasticity_builder_multi(builder, cell);

		multi->n++;
		if (ms_moments_needed(cell->u.row.x, cell->u.row.y, row->a, row->b))
			ms_moments_add(&multi->moments, cell->u.row.x, cell->u.row.y, row->a, row->b);
	}
}

/*
 * Add the rows of a raw state, which may begin with a summary.
 */
static void
merge_raw(ElasticityBuilder *builder, const MsSummary *s)
{
	const ElasticityBody *body = ms_elasticity_body(s);
	const char *next = body->data + body->unit_bytes;

	if (body->unit_bytes > 0)
		ms_elasticity_add(&builder->growing, (const MsSummary *) body->data);
	for (uint32 i = 0; i < s->nparts; i++)
	{
		ElasticityRawRow raw;
		ElasticityRow row;

		memcpy(&raw, next, MS_RAW_ROW_SIZE);
		row.a = raw.a;
		row.b = raw.b;
		row.unit = next + MS_RAW_ROW_SIZE;
		row.unit_length = raw.unit_length;
		row.period = row.unit + raw.unit_length;
		row.period_length = raw.period_length;
		next = row.period + raw.period_length;
		ms_elasticity_builder_add(builder, &row);
	}
}

/*
 * The builder's numbers of a flat summary's keys.
 */
static uint32 *
merge_keys(ElasticityBuilder *builder, MsKeymap *keys, uint32 nkeys, const uint32 *ends, const char *data)
{
	uint32	   *numbers = MemoryContextAllocHuge(CurrentMemoryContext, Max(nkeys, 1) * sizeof(uint32));

	numbers[0] = 0;
	for (uint32 key = 0; key < nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_elasticity_key(ends, data, key, &length);

		if (key % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		numbers[key] = ms_elasticity_builder_key(builder, keys, bytes, length);
	}
	return numbers;
}

/*
 * Add a cell of elasticity(); multi is NULL if it is a single row.
 */
static void
merge_row_cell(ElasticityBuilder *builder, ElasticityGrowingCell *cell, bool found,
			   const ElasticityRowCell *other, const ElasticityMulti *other_multi)
{
	ElasticityMulti *multi;

	if (!found)
	{
		cell->u.row.x = other->x;
		cell->u.row.y = other->y;
		if (other_multi != NULL)
		{
			multi = ms_elasticity_builder_multi(builder, cell);
			multi->n = other_multi->n;
			multi->moments = other_multi->moments;
		}
		return;
	}
	multi = ms_elasticity_builder_multi(builder, cell);
	multi->n += other_multi ? other_multi->n : 1;
	ms_moments_merge(&multi->moments, cell->u.row.x, cell->u.row.y,
					 other_multi ? &other_multi->moments : NULL, other_multi ? other_multi->n : 1,
					 other->x, other->y);
}

/*
 * Add the cells of a flat summary of usage_elasticity(), given the builder's
 * numbers of its keys.
 */
static void
merge_usage_cells(ElasticityBuilder *builder, const ElasticitySummary *s, const uint32 *units, const uint32 *periods)
{
	uint32		next = 0;

	for (uint32 i = 0; i < s->ncells; i++)
	{
		const ElasticityUsageCell *usage = &s->usage_cells[i];
		const ElasticityRefunds *refunds = ms_elasticity_next_refunds(s, i, &next);
		ElasticityGrowingCell *cell;
		bool		found;

		CHECK_FOR_INTERRUPTS();
		cell = ms_elasticity_builder_cell(builder, units[usage->unit], periods[usage->period], &found);
		ms_sum_add_sum(&cell->u.usage.quantity, usage->quantity);
		ms_sum_add_sum(&cell->u.usage.cost, usage->cost);
		if (refunds != NULL)
			ms_elasticity_builder_refund(builder, cell, refunds);
	}
}

/*
 * The same of elasticity().
 */
static void
merge_row_cells(ElasticityBuilder *builder, const ElasticitySummary *s, const uint32 *units, const uint32 *periods)
{
	const ElasticityMulti *multi = s->multis;
	const ElasticityMulti *end = multi + s->nmultis;

	for (uint32 i = 0; i < s->ncells; i++)
	{
		const ElasticityRowCell *row = &s->row_cells[i];
		ElasticityGrowingCell *cell;
		bool		found;

		CHECK_FOR_INTERRUPTS();
		cell = ms_elasticity_builder_cell(builder, units[row->unit], periods[row->period], &found);
		merge_row_cell(builder, cell, found, row, multi < end && multi->cell == i ? multi : NULL);
		if (multi < end && multi->cell == i)
			multi++;
	}
}

/*
 * Add the body of a flat summary, which may be a raw state.
 */
void
ms_elasticity_add(MsGrowing *growing, const MsSummary *flat)
{
	ElasticityBuilder *builder = (ElasticityBuilder *) growing;
	ElasticitySummary s;
	uint32	   *units;
	uint32	   *periods;

	if (flat->flags & MS_SMALL)
	{
		merge_raw(builder, flat);
		return;
	}
	ms_elasticity_open(flat, &s);
	units = merge_keys(builder, &builder->units, s.nunits, s.unit_ends, s.unit_data);
	periods = merge_keys(builder, &builder->periods, s.nperiods, s.period_ends, s.period_data);
	if (ms_elasticity_is_usage(&s))
		merge_usage_cells(builder, &s, units, periods);
	else
		merge_row_cells(builder, &s, units, periods);
	pfree(units);
	pfree(periods);
}

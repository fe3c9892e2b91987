/*-------------------------------------------------------------------------
 *
 * elasticity_flatten.c
 *		From the growing form of elasticity_summary to the stored one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"

/* Most bytes that parts of a summary take as text: 24 digits a float8, six bytes an escaped byte. */
#define TEXT_HEADER			1024
#define TEXT_ROW_CELL		80
#define TEXT_USAGE_CELL		132
#define TEXT_REFUNDS		102
#define TEXT_MULTI			(22 + 2 * MS_MOMENTS * 25)
#define TEXT_KEY			4
#define TEXT_KEY_BYTE		6

/*
 * How many multis, or refunded cells, the stored form has.
 */
static uint32
count_multis(const ElasticityBuilder *builder)
{
	return MS_IS_USAGE(&builder->growing.frame) ? ms_elasticity_builder_refunded(builder) : builder->nmultis;
}

/*
 * Raise if the summary could be so long as text that it could not be dumped.
 */
static void
check_text_size(const ElasticityBuilder *builder, uint32 nmultis)
{
	const MsKeymap *units = &builder->units;
	const MsKeymap *periods = &builder->periods;
	Size		bytes = TEXT_HEADER;

	bytes += (Size) builder->ncells * (MS_IS_USAGE(&builder->growing.frame) ? TEXT_USAGE_CELL : TEXT_ROW_CELL);
	bytes += (Size) nmultis * (MS_IS_USAGE(&builder->growing.frame) ? TEXT_REFUNDS : TEXT_MULTI);
	bytes += ((Size) units->nkeys + periods->nkeys) * TEXT_KEY;
	bytes += (units->key_bytes + periods->key_bytes) * TEXT_KEY_BYTE;
	if (bytes > MaxAllocSize && !builder->growing.unlimited)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("elasticity_summary of %u units, %u periods and %u cells is too large to be written as text",
						units->nkeys, periods->nkeys, builder->ncells),
				 errhint("Group the units or periods more coarsely.")));
}

Size
ms_elasticity_stored_size(MsGrowing *growing)
{
	ElasticityBuilder *builder = (ElasticityBuilder *) growing;
	uint32		nmultis = count_multis(builder);

	check_text_size(builder, nmultis);
	return ms_elasticity_body_size(MS_IS_USAGE(&growing->frame), builder->ncells, nmultis, builder->units.nkeys,
								   builder->periods.nkeys, builder->units.key_bytes + builder->periods.key_bytes);
}

/*
 * Write keys in order; gives each key's place.
 */
static uint32 *
flatten_keys(const MsKeymap *keys, uint32 *ends, char *data)
{
	uint32	   *order = ms_keymap_order(keys);
	uint32	   *rank = MemoryContextAllocHuge(CurrentMemoryContext, Max(keys->nkeys, 1) * sizeof(uint32));
	uint32		end = 0;

	rank[0] = 0;
	for (uint32 place = 0; place < keys->nkeys; place++)
	{
		const MsKey *key = &keys->keys[order[place]];

		rank[order[place]] = place;
		memcpy(data + end, key->bytes, key->length);
		end += key->length;
		ends[place] = end;
	}
	pfree(order);
	return rank;
}

/*
 * Put numbers of cells in order of one of their keys, leaving cells of the
 * same key in the order in which they are: a pass over buckets.
 */
static void
sort_cells(const ElasticityBuilder *builder, const uint32 *from, uint32 *to,
		   uint32 nkeys, const uint32 *rank, bool by_unit)
{
	Size		nplaces = (Size) nkeys + 1;
	uint32	   *places = MemoryContextAllocExtended(CurrentMemoryContext, nplaces * sizeof(uint32),
													MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	const ElasticityGrowingCell *cells = builder->cells;

	for (uint32 i = 0; i < builder->ncells; i++)
		places[rank[by_unit ? cells[i].unit : cells[i].period] + 1]++;
	for (Size key = 1; key < nplaces; key++)
		places[key] += places[key - 1];
	for (uint32 i = 0; i < builder->ncells; i++)
	{
		uint32		cell = from == NULL ? i : from[i];

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		to[places[rank[by_unit ? cells[cell].unit : cells[cell].period]]++] = cell;
	}
	pfree(places);
}

/*
 * Numbers of all cells in order of units and, within those, of periods.
 */
static uint32 *
cells_in_order(const ElasticityBuilder *builder, const uint32 *unit_rank, const uint32 *period_rank)
{
	Size		size = Max(builder->ncells, 1) * sizeof(uint32);
	uint32	   *by_period = MemoryContextAllocHuge(CurrentMemoryContext, size);
	uint32	   *order = MemoryContextAllocHuge(CurrentMemoryContext, size);

	sort_cells(builder, NULL, by_period, Max(builder->periods.nkeys, 1), period_rank, false);
	sort_cells(builder, by_period, order, Max(builder->units.nkeys, 1), unit_rank, true);
	pfree(by_period);
	return order;
}

static void
flatten_refunds(const ElasticityBuilder *builder, const uint32 *order, ElasticityRefundedCell *flat)
{
	for (uint32 i = 0; builder->refunds != NULL && i < builder->ncells; i++)
	{
		const ElasticityRefunds *refunds = &builder->refunds[order[i]];

		if (refunds->quantity.hi == 0 && refunds->cost.hi == 0)
			continue;
		flat->cell = i;
		flat->reserved = 0;
		flat->refunds = *refunds;
		flat++;
	}
}

static void
flatten_usage_cell(const ElasticityGrowingCell *cell, ElasticityUsageCell *flat, uint32 unit, uint32 period)
{
	flat->unit = unit;
	flat->period = period;
	flat->quantity = cell->u.usage.quantity;
	flat->cost = cell->u.usage.cost;
}

static void
flatten_row_cell(const ElasticityGrowingCell *cell, ElasticityRowCell *flat, uint32 unit, uint32 period)
{
	flat->unit = unit;
	flat->period = period;
	flat->x = cell->u.row.x;
	flat->y = cell->u.row.y;
}

void
ms_elasticity_write_body(MsGrowing *growing, MsSummary *flat)
{
	ElasticityBuilder *builder = (ElasticityBuilder *) growing;
	ElasticityBody *body = ms_elasticity_body(flat);
	ElasticitySummary s;
	ElasticityMulti *multi;
	uint32	   *unit_rank;
	uint32	   *period_rank;
	uint32	   *order;

	flat->nparts = builder->ncells;
	body->nunits = builder->units.nkeys;
	body->nperiods = builder->periods.nkeys;
	body->nmultis = count_multis(builder);
	body->unit_bytes = builder->units.key_bytes;
	body->period_bytes = builder->periods.key_bytes;
	body->raw_bytes = 0;
	ms_elasticity_open(flat, &s);
	unit_rank = flatten_keys(&builder->units, s.unit_ends, s.unit_data);
	period_rank = flatten_keys(&builder->periods, s.period_ends, s.period_data);

	order = cells_in_order(builder, unit_rank, period_rank);
	multi = s.multis;
	for (uint32 i = 0; i < builder->ncells; i++)
	{
		const ElasticityGrowingCell *cell = &builder->cells[order[i]];
		uint32		unit = unit_rank[cell->unit];
		uint32		period = period_rank[cell->period];

		if (ms_elasticity_is_usage(&s))
			flatten_usage_cell(cell, &s.usage_cells[i], unit, period);
		else
		{
			flatten_row_cell(cell, &s.row_cells[i], unit, period);
			if (cell->u.row.multi != 0)
			{
				*multi = builder->multis[cell->u.row.multi - 1];
				multi->cell = i;
				multi++;
			}
		}
	}
	if (ms_elasticity_is_usage(&s))
		flatten_refunds(builder, order, s.refunded);
	pfree(order);
	pfree(unit_rank);
	pfree(period_rank);
}

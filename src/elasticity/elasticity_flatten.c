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

static Size get_flat_size(ExpandedObjectHeader *eohptr);
static void flatten_into(ExpandedObjectHeader *eohptr, void *result, Size allocated_size);

const ExpandedObjectMethods ms_elasticity_builder_methods = {
	get_flat_size,
	flatten_into
};

/*
 * How many multis, or refunded cells, the stored form has.
 */
static uint32
count_multis(const ElasticityBuilder *builder)
{
	return MS_IS_USAGE(&builder->frame) ? ms_elasticity_builder_refunded(builder) : builder->nmultis;
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

	bytes += (Size) builder->ncells * (MS_IS_USAGE(&builder->frame) ? TEXT_USAGE_CELL : TEXT_ROW_CELL);
	bytes += (Size) nmultis * (MS_IS_USAGE(&builder->frame) ? TEXT_REFUNDS : TEXT_MULTI);
	bytes += ((Size) units->nkeys + periods->nkeys) * TEXT_KEY;
	bytes += (units->key_bytes + periods->key_bytes) * TEXT_KEY_BYTE;
	if (bytes > MaxAllocSize && !builder->unlimited)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("elasticity_summary of %u units, %u periods and %u cells is too large to be written as text",
						units->nkeys, periods->nkeys, builder->ncells),
				 errhint("Group the units or periods more coarsely.")));
}

static Size
get_flat_size(ExpandedObjectHeader *eohptr)
{
	ElasticityBuilder *builder = (ElasticityBuilder *) eohptr;
	uint32		nmultis = count_multis(builder);

	check_text_size(builder, nmultis);
	builder->flat_size = ms_elasticity_flat_size(MS_IS_USAGE(&builder->frame), builder->ncells,
												 nmultis, builder->units.nkeys,
												 builder->periods.nkeys,
												 strlen(builder->frame.calendar->name),
												 builder->units.key_bytes + builder->periods.key_bytes);
	return builder->flat_size;
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

static void
flatten_into(ExpandedObjectHeader *eohptr, void *result, Size allocated_size)
{
	ElasticityBuilder *builder = (ElasticityBuilder *) eohptr;
	ElasticitySummary *flat = result;
	ElasticityMulti *multi;
	uint32	   *unit_rank;
	uint32	   *period_rank;
	uint32	   *order;

	Assert(allocated_size == builder->flat_size);
	ms_elasticity_set_header(flat, &builder->frame);
	SET_VARSIZE(flat, allocated_size);
	flat->nunits = builder->units.nkeys;
	flat->nperiods = builder->periods.nkeys;
	flat->ncells = builder->ncells;
	flat->nmultis = count_multis(builder);
	flat->unit_bytes = builder->units.key_bytes;
	flat->period_bytes = builder->periods.key_bytes;
	flat->counts = builder->counts;
	memcpy(ms_elasticity_zone(flat), builder->frame.calendar->name, flat->zone_length);
	unit_rank = flatten_keys(&builder->units, ms_elasticity_unit_ends(flat), ms_elasticity_unit_data(flat));
	period_rank = flatten_keys(&builder->periods, ms_elasticity_period_ends(flat), ms_elasticity_period_data(flat));

	order = cells_in_order(builder, unit_rank, period_rank);
	multi = ms_elasticity_multis(flat);
	for (uint32 i = 0; i < builder->ncells; i++)
	{
		const ElasticityGrowingCell *cell = &builder->cells[order[i]];
		uint32		unit = unit_rank[cell->unit];
		uint32		period = period_rank[cell->period];

		if (MS_IS_USAGE(&builder->frame))
			flatten_usage_cell(cell, &ms_elasticity_usage_cells(flat)[i], unit, period);
		else
		{
			flatten_row_cell(cell, &ms_elasticity_row_cells(flat)[i], unit, period);
			if (cell->u.row.multi != 0)
			{
				*multi = builder->multis[cell->u.row.multi - 1];
				multi->cell = i;
				multi++;
			}
		}
	}
	if (MS_IS_USAGE(&builder->frame))
		flatten_refunds(builder, order, ms_elasticity_refunded(flat));
	pfree(order);
	pfree(unit_rank);
	pfree(period_rank);
}

/*
 * A flat copy in the current context.
 */
ElasticitySummary *
ms_elasticity_builder_flatten(ElasticityBuilder *builder)
{
	Size		size = EOH_get_flat_size(&builder->hdr);
	ElasticitySummary *flat = palloc(size);

	EOH_flatten_into(&builder->hdr, flat, size);
	return flat;
}

/*-------------------------------------------------------------------------
 *
 * retention_flatten.c
 *		From the growing form of retention_summary to the stored one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/compat.h"
#include "retention/retention_builder.h"
#include "retention/retention_flat.h"

static inline int
mask_bytes_of(const RetentionBuilder *builder)
{
	if (builder->aligned || builder->ntables == 0)
		return sizeof(uint64);
	return ms_retention_mask_bytes(builder->first_period, builder->last_period);
}

static Size
get_flat_size(ExpandedObjectHeader *eohptr)
{
	RetentionBuilder *builder = (RetentionBuilder *) eohptr;

	ms_retention_builder_flush(builder);
	if (builder->windows)
		pfree(builder->windows);
	builder->windows = MemoryContextAllocHuge(builder->hdr.eoh_context,
											  Max(builder->ntables, 1) * sizeof(RetentionWindow));
	for (int i = 0; i < builder->ntables; i++)
	{
		builder->windows[i].first_period = !builder->aligned ? builder->first_period
			: builder->tables[i].first_period;
		builder->windows[i].nusers = builder->tables[i].nusers;
	}
	builder->flat_size = ms_retention_flat_size(&builder->frame, builder->windows, builder->ntables,
												mask_bytes_of(builder));
	return builder->flat_size;
}

static void
flatten_into(ExpandedObjectHeader *eohptr, void *result, Size allocated_size)
{
	RetentionBuilder *builder = (RetentionBuilder *) eohptr;
	const RetentionSlotShape shape = builder->shape;
	RetentionWriter writer;

	Assert(allocated_size == builder->flat_size);
	ms_retention_writer_init(&writer, result, &builder->frame, &builder->counts, builder->windows,
							 builder->ntables, mask_bytes_of(builder));
	for (int i = 0; i < builder->ntables; i++)
	{
		const RetentionTable *table = &builder->tables[i];
		int			shift = builder->windows[i].first_period - table->first_period;

		for (Size place = 0; place < table->nslots; place++)
		{
			const uint64 *slot = ms_retention_slot(table, &shape, place);
			RetentionUserId id = {slot[MS_SLOT_HIGH], shape.low ? slot[shape.low] : 0};

			if (place % 4096 == 0)
				CHECK_FOR_INTERRUPTS();
			if (slot[MS_SLOT_ACTIVE] != 0)
				ms_retention_write(&writer, id, slot[MS_SLOT_ACTIVE] >> shift,
								   shape.starts ? slot[shape.starts] >> shift : 0);
		}
	}
}

const ExpandedObjectMethods ms_retention_builder_methods = {
	get_flat_size,
	flatten_into
};

/*
 * A flat copy in the current context.
 */
RetentionSummary *
ms_retention_builder_flatten(RetentionBuilder *builder)
{
	Size		size = EOH_get_flat_size(&builder->hdr);
	RetentionSummary *flat = palloc(size);

	EOH_flatten_into(&builder->hdr, flat, size);
	return flat;
}

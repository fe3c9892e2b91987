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

Size
ms_retention_stored_size(MsGrowing *growing)
{
	RetentionBuilder *builder = (RetentionBuilder *) growing;

	ms_retention_builder_flush(builder);
	if (builder->windows)
		pfree(builder->windows);
	builder->windows = MemoryContextAllocHuge(growing->hdr.eoh_context,
											  Max(builder->ntables, 1) * sizeof(RetentionWindow));
	for (int i = 0; i < builder->ntables; i++)
	{
		builder->windows[i].first_period = !builder->aligned ? builder->first_period
			: builder->tables[i].first_period;
		builder->windows[i].nusers = builder->tables[i].nusers;
	}
	return ms_retention_body_size(&growing->frame, builder->windows, builder->ntables, mask_bytes_of(builder));
}

void
ms_retention_write_body(MsGrowing *growing, MsSummary *s)
{
	RetentionBuilder *builder = (RetentionBuilder *) growing;
	const RetentionSlotShape shape = builder->shape;
	RetentionWriter writer;

	ms_retention_writer_init(&writer, s, builder->windows, builder->ntables, mask_bytes_of(builder));
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

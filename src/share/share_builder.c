/*-------------------------------------------------------------------------
 *
 * share_builder.c
 *		The growing form of share_summary: an expanded object.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "share/share_summary.h"

#define FIRST_SLOT_BITS		6

void
ms_share_begin(MsGrowing *growing)
{
	ShareBuilder *builder = (ShareBuilder *) growing;
	MemoryContext context = growing->hdr.eoh_context;

	ms_keymap_init(&builder->keys, context);
	builder->slots = MemoryContextAllocZero(context, sizeof(ShareSlot) << FIRST_SLOT_BITS);
	builder->slot_mask = (1 << FIRST_SLOT_BITS) - 1;
	builder->slot_shift = 64 - FIRST_SLOT_BITS;
}

uint32
ms_share_builder_key(ShareBuilder *builder, const char *bytes, int32 length)
{
	uint32		nkeys = builder->keys.nkeys;
	uint32		key = ms_keymap_get(&builder->keys, bytes, length);

	if (unlikely(key >= nkeys))
	{
		ms_growing_check_memory(&builder->growing, 0);
		if (key >= MS_SHARE_MAX_KEYS)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("share_summary cannot hold more than %d keys", MS_SHARE_MAX_KEYS)));
	}
	return key;
}

/*
 * Double the table of cells.
 */
void
ms_share_builder_grow(ShareBuilder *builder)
{
	ShareSlot  *old = builder->slots;
	Size		nold = (Size) builder->slot_mask + 1;

	ms_growing_check_memory(&builder->growing, 2 * nold * sizeof(ShareSlot));
	builder->slots = MemoryContextAllocExtended(builder->growing.hdr.eoh_context,
												2 * nold * sizeof(ShareSlot),
												MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	builder->slot_mask = 2 * nold - 1;
	builder->slot_shift--;
	for (Size i = 0; i < nold; i++)
	{
		if (old[i].key_days != 0)
			*ms_share_builder_slot(builder, old[i].week, old[i].key_days >> 8) = old[i];
	}
	pfree(old);
}

/*
 * Move the whole amounts of a cell into its sum.
 */
void
ms_share_slot_settle(ShareSlot *slot)
{
	ms_sum_add_int64(&slot->amount, slot->whole);
	slot->whole = 0;
}

/*
 * Add the body of a flat summary.
 */
void
ms_share_add(MsGrowing *growing, const MsSummary *s)
{
	ShareBuilder *builder = (ShareBuilder *) growing;
	uint32		nkeys = *ms_share_nkeys(s);
	uint32	   *numbers = MemoryContextAllocHuge(CurrentMemoryContext, Max(nkeys, 1) * sizeof(uint32));

	for (uint32 key = 0; key < nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_share_flat_key(s, key, &length);

		numbers[key] = ms_share_builder_key(builder, bytes, length);
	}
	for (uint32 i = 0; i < s->nparts; i++)
	{
		const ShareCell *cell = &ms_share_cells(s)[i];
		ShareSlot  *slot = ms_share_builder_cell(builder, cell->week, numbers[ms_cell_key(cell)]);

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		slot->key_days |= cell->key_days & (MS_SHARE_DAYS | MS_SHARE_COUNTED);
		ms_sum_add_sum(&slot->amount, cell->amount);
	}
	pfree(numbers);
}

/*
 * Size of the stored form's body.  Its text may take 80 bytes a cell and six a byte of
 * a key; a summary that could not be dumped is refused when it is made.
 */
Size
ms_share_stored_size(MsGrowing *growing)
{
	ShareBuilder *builder = (ShareBuilder *) growing;
	Size		text_bound = 80 * (Size) builder->ncells + 6 * builder->keys.key_bytes +
		8 * (Size) builder->keys.nkeys + 1024;

	if (text_bound > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("share_summary of %u cells and %u keys is too large to be stored",
						builder->ncells, builder->keys.nkeys),
				 errdetail("Its text could take more than 1 GB."),
				 errhint("Group the keys more coarsely, or keep one summary for each year.")));

	return ms_share_body_size(builder->ncells, builder->keys.nkeys, builder->keys.key_bytes);
}

static int
compare_cells(const void *a, const void *b)
{
	const ShareCell *x = a;
	const ShareCell *y = b;

	CHECK_FOR_INTERRUPTS();
	if (x->week != y->week)
		return x->week < y->week ? -1 : 1;
	return (x->key_days > y->key_days) - (x->key_days < y->key_days);
}

/*
 * Write the keys in order; rank tells each key's place.
 */
static void
flatten_keys(const MsKeymap *keys, MsSummary *flat, uint32 *rank)
{
	uint32	   *order = ms_keymap_order(keys);
	uint32	   *ends = ms_share_key_ends(flat);
	char	   *data = ms_share_key_data(flat);
	uint32		end = 0;

	for (uint32 place = 0; place < keys->nkeys; place++)
	{
		const MsKey *key = &keys->keys[order[place]];

		rank[order[place]] = place;
		if (key->length == MS_NULL_KEY)
			flat->flags |= MS_SHARE_NULL_KEY;
		else
		{
			memcpy(data + end, key->bytes, key->length);
			end += key->length;
		}
		ends[place] = end;
	}
	pfree(order);
}

/*
 * From counts to the places where each bucket starts.
 */
static void
counts_to_places(uint32 *counts, Size nbuckets)
{
	uint32		place = 0;

	for (Size i = 0; i < nbuckets; i++)
	{
		uint32		count = counts[i];

		counts[i] = place;
		place += count;
	}
}

/*
 * Put cells that are in order of their keys in order of their weeks, too: a
 * bucket for each week from the first to the last.  False if that would be
 * far more buckets than cells.
 */
static bool
sort_by_week(ShareCell *cells, uint32 ncells, ShareCell *sorted)
{
	DateADT		first = cells[0].week;
	DateADT		last = cells[0].week;
	Size		nweeks;
	uint32	   *places;

	for (uint32 i = 1; i < ncells; i++)
	{
		first = Min(first, cells[i].week);
		last = Max(last, cells[i].week);
	}
	nweeks = ((int64) last - first) / 7 + 1;
	if (nweeks > (Size) ncells * 4 + 64)
		return false;

	places = MemoryContextAllocExtended(CurrentMemoryContext, nweeks * sizeof(uint32),
										MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 i = 0; i < ncells; i++)
		places[(cells[i].week - first) / 7]++;
	counts_to_places(places, nweeks);
	for (uint32 i = 0; i < ncells; i++)
		sorted[places[(cells[i].week - first) / 7]++] = cells[i];
	pfree(places);
	return true;
}

/*
 * Write the cells in order.  Two passes over buckets, keys and then weeks, do
 * it in time that grows with the cells alone.
 */
static void
flatten_cells(ShareBuilder *builder, ShareCell *cells, const uint32 *rank)
{
	uint32	   *places;
	ShareCell  *by_key;

	if (builder->ncells == 0)
		return;
	places = MemoryContextAllocExtended(CurrentMemoryContext, builder->keys.nkeys * sizeof(uint32),
										MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (Size i = 0; i <= builder->slot_mask; i++)
		if (builder->slots[i].key_days != 0)
			places[rank[builder->slots[i].key_days >> 8]]++;
	counts_to_places(places, builder->keys.nkeys);

	by_key = MemoryContextAllocHuge(CurrentMemoryContext, builder->ncells * sizeof(ShareCell));
	for (Size i = 0; i <= builder->slot_mask; i++)
	{
		ShareSlot  *slot = &builder->slots[i];
		uint32		key;
		ShareCell  *cell;

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (slot->key_days == 0)
			continue;
		/* settling changes how the sum is held, not the sum */
		if (slot->whole != 0)
			ms_share_slot_settle(slot);
		key = rank[slot->key_days >> 8];
		cell = &by_key[places[key]++];
		cell->week = slot->week;
		cell->key_days = key << 8 | (slot->key_days & 0xFF);
		cell->amount = slot->amount;
	}
	pfree(places);

	if (!sort_by_week(by_key, builder->ncells, cells))
	{
		memcpy(cells, by_key, builder->ncells * sizeof(ShareCell));
		qsort(cells, builder->ncells, sizeof(ShareCell), compare_cells);
	}
	pfree(by_key);
}

void
ms_share_write_body(MsGrowing *growing, MsSummary *s)
{
	ShareBuilder *builder = (ShareBuilder *) growing;
	uint32		nkeys = builder->keys.nkeys;
	uint32	   *rank;

	s->nparts = builder->ncells;
	*ms_share_nkeys(s) = nkeys;
	rank = MemoryContextAllocHuge(CurrentMemoryContext, Max(nkeys, 1) * sizeof(uint32));
	flatten_keys(&builder->keys, s, rank);
	flatten_cells(builder, ms_share_cells(s), rank);
	pfree(rank);
}

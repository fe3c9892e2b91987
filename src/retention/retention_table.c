/*-------------------------------------------------------------------------
 *
 * retention_table.c
 *		Growing the hash table of users, and putting new users into it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "retention/retention_table.h"

#define FIRST_PLACES		8

#define CACHE_LINE			64

void
ms_retention_slot_shape(RetentionSlotShape *shape, RetentionUserType user_type, bool starts)
{
	shape->width = 2;
	shape->low = user_type == MS_USER_BIGINT ? 0 : shape->width++;
	shape->starts = starts ? shape->width++ : 0;
}

/* A table is enlarged when it is this full … */
#define MAX_FILL			0.85

/* … by this much.  Memory per user at worst is slot ÷ fill × growth. */
#define GROWTH				1.25

/* Chunks up to this many bytes take a power of two. */
#define LARGEST_ROUNDED		8192

/* Slots behind the last place. */
static Size
spare_slots(Size nplaces)
{
	return 16 + Min(nplaces / 16, 4096);
}

static void
set_places(RetentionTable *table, Size nplaces)
{
	nplaces = TYPEALIGN(MS_SLOTS_OF_PLACE, nplaces);
	if (nplaces > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("retention_summary cannot hold more than %u users", PG_UINT32_MAX)));
	table->nplaces = (uint32) nplaces;
	table->max_users = (uint32) (nplaces * MAX_FILL);
}

/*
 * Bytes of the chunk that holds the slots.
 */
static Size
chunk_size(const RetentionSlotShape *shape, Size nslots)
{
	return nslots * shape->width * sizeof(uint64) + CACHE_LINE;
}

/*
 * As many places as there is room for in what the allocator takes for a table
 * of so many: it rounds small chunks up to a power of two.
 */
static Size
round_up_places(const RetentionSlotShape *shape, Size nplaces)
{
	Size		bytes = chunk_size(shape, nplaces + spare_slots(nplaces));
	Size		nslots;

	if (bytes > LARGEST_ROUNDED)
		return nplaces;
	nslots = (pg_nextpower2_size_t(bytes) - CACHE_LINE) / (shape->width * sizeof(uint64));
	nplaces = TYPEALIGN(MS_SLOTS_OF_PLACE, nplaces);
	while (nplaces + MS_SLOTS_OF_PLACE + spare_slots(nplaces + MS_SLOTS_OF_PLACE) <= nslots)
		nplaces += MS_SLOTS_OF_PLACE;
	return nplaces;
}

/*
 * Places for so many users, and one more, without another enlargement.
 */
static Size
places_for(const RetentionSlotShape *shape, Size nusers)
{
	return round_up_places(shape, (Size) (nusers / MAX_FILL) + FIRST_PLACES);
}

/*
 * Make a table with room for some users.
 */
void
ms_retention_table_init(RetentionTable *table, const RetentionSlotShape *shape, int32 first_period,
						uint32 nusers, MemoryContext context)
{
	table->first_period = first_period;
	table->nusers = 0;
	set_places(table, places_for(shape, nusers));
	table->nslots = table->nplaces + spare_slots(table->nplaces);
	table->chunk = MemoryContextAllocExtended(context, chunk_size(shape, table->nslots),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	table->slots = (uint64 *) TYPEALIGN(CACHE_LINE, table->chunk);
}

static Size
next_places(const RetentionTable *table, const RetentionSlotShape *shape)
{
	return round_up_places(shape, (Size) (table->nplaces * GROWTH) + FIRST_PLACES);
}

static Size
bytes_more(const RetentionTable *table, const RetentionSlotShape *shape, Size nplaces)
{
	Size		nslots = nplaces + spare_slots(nplaces);

	return (Max(nslots, table->nslots) - table->nslots) * shape->width * sizeof(uint64);
}

Size
ms_retention_table_bytes_more(const RetentionTable *table, const RetentionSlotShape *shape,
							  Size nusers)
{
	if (nusers <= table->max_users)
		return 0;
	return bytes_more(table, shape, Max(places_for(shape, nusers), next_places(table, shape)));
}

/*
 * Move all users to the end of the table, without gaps.  Returns the first of
 * them.
 */
static Size
pack(RetentionTable *table, const RetentionSlotShape *shape, Size nslots_before)
{
	Size		to = table->nslots;

	for (Size from = nslots_before; from-- > 0;)
	{
		const uint64 *slot = ms_retention_slot(table, shape, from);

		if (slot[MS_SLOT_ACTIVE] == 0)
			continue;
		to--;
		if (to != from)
			memcpy(ms_retention_slot(table, shape, to), slot, shape->width * sizeof(uint64));
	}
	memset(table->slots, 0, to * shape->width * sizeof(uint64));
	return to;
}

/*
 * Move packed users to where they belong.  False if the slots behind the last
 * place are too few; then some are where they belong and some still packed, in
 * order.
 */
static bool
spread(RetentionTable *table, const RetentionSlotShape *shape, Size packed)
{
	Size		free = 0;

	for (Size from = packed; from < table->nslots; from++)
	{
		uint64	   *slot = ms_retention_slot(table, shape, from);
		RetentionUserId id = {slot[MS_SLOT_HIGH], 0};
		Size		to = Max(ms_retention_place(table, id), free);

		if (to > from)
			return false;
		if (to < from)
		{
			memcpy(ms_retention_slot(table, shape, to), slot, shape->width * sizeof(uint64));
			slot[MS_SLOT_ACTIVE] = 0;
		}
		free = to + 1;
	}
	/* a search ends at a free slot: the last must be one */
	return free < table->nslots;
}

/*
 * Add free slots at the end.
 */
static void
add_slots(RetentionTable *table, const RetentionSlotShape *shape, Size nslots)
{
	Size		slot_bytes = shape->width * sizeof(uint64);
	Size		nslots_before = table->nslots;
	Size		offset = (char *) table->slots - table->chunk;

	table->chunk = repalloc_huge(table->chunk, chunk_size(shape, nslots));
	table->nslots = nslots;
	table->slots = (uint64 *) TYPEALIGN(CACHE_LINE, table->chunk);
	/* the chunk may lie otherwise to the cache lines now */
	if ((char *) table->slots != table->chunk + offset)
		memmove(table->slots, table->chunk + offset, nslots_before * slot_bytes);
	memset(ms_retention_slot(table, shape, nslots_before), 0, (nslots - nslots_before) * slot_bytes);
}

/*
 * Enlarge a table, in place where the allocator can: big chunks are remapped,
 * not copied.  This cannot be cancelled in between, but takes far less than a
 * second at the default modelshare.max_summary_memory (1 GB).
 */
static void
enlarge(RetentionTable *table, const RetentionSlotShape *shape, Size nplaces)
{
	CHECK_FOR_INTERRUPTS();
	set_places(table, nplaces);
	for (Size spare = spare_slots(nplaces);; spare *= 2)
	{
		Size		nslots_before = table->nslots;

		add_slots(table, shape, Max(nplaces + spare, nslots_before + 1));
		if (spread(table, shape, pack(table, shape, nslots_before)))
			break;
	}
}

/*
 * Make more room behind the last place.  Only users that belong together, of
 * whom somebody chose the numbers, need it: more places would not help them.
 */
static void
add_spare_slots(RetentionTable *table, const RetentionSlotShape *shape)
{
	add_slots(table, shape, table->nslots + (table->nslots - table->nplaces));
}

void
ms_retention_table_reserve(RetentionTable *table, const RetentionSlotShape *shape, Size nusers)
{
	if (nusers > table->max_users)
		enlarge(table, shape, Max(places_for(shape, nusers), next_places(table, shape)));
}

/*
 * Put a new user at its place, which ms_retention_table_find() told; those
 * from there to the next free slot move up by one.  The caller sets active.
 */
uint64 *
ms_retention_table_insert(RetentionTable *table, const RetentionSlotShape *shape, Size place,
						  RetentionUserId id)
{
	uint64	   *slot;
	Size		end;

	if (table->nusers >= table->max_users)
	{
		enlarge(table, shape, next_places(table, shape));
		(void) ms_retention_table_find(table, shape, id, &place);
	}
	for (end = place; ms_retention_slot(table, shape, end)[MS_SLOT_ACTIVE] != 0;)
		end++;
	/* the last slot stays free */
	if (end + 1 >= table->nslots)
		add_spare_slots(table, shape);

	slot = ms_retention_slot(table, shape, place);
	memmove(slot + shape->width, slot, (end - place) * shape->width * sizeof(uint64));
	memset(slot, 0, shape->width * sizeof(uint64));
	slot[MS_SLOT_HIGH] = id.high;
	if (shape->low != 0)
		slot[shape->low] = id.low;
	table->nusers++;
	return slot;
}

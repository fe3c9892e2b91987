/*-------------------------------------------------------------------------
 *
 * keymap.c
 *		The parts of the key map that do not run for every row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/memutils.h"

#include "common/keymap.h"

#define INITIAL_KEYS	32

/* The bytes of keys are allocated in pieces that grow with the map, up to this size. */
#define LARGEST_ARENA	(64 * 1024)

uint64		ms_hash_secret[4];

void
ms_draw_hash_secret(void)
{
	static bool drawn = false;

	if (likely(drawn))
		return;
	if (!pg_strong_random(ms_hash_secret, sizeof(ms_hash_secret)))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random values")));
	drawn = true;
}

void
ms_keymap_init(MsKeymap *map, MemoryContext context)
{
	ms_draw_hash_secret();
	memset(map, 0, sizeof(*map));
	map->context = context;
	map->keys_allocated = INITIAL_KEYS;
	map->keys = MemoryContextAlloc(context, INITIAL_KEYS * sizeof(MsKey));
	map->slot_mask = 2 * INITIAL_KEYS - 1;
	map->slots = MemoryContextAllocZero(context, 2 * INITIAL_KEYS * sizeof(uint32));
}

uint64
ms_hash_long_key(uint64 hash, const char *bytes, int32 length)
{
	uint64		word[4];

	/* the last of these words may overlap the 32 bytes that the caller reads */
	for (; length > 32; length -= 32, bytes += 32)
	{
		memcpy(word, bytes, sizeof(word));
		hash = ms_hash_words(hash, word);
	}
	return hash;
}

static void
insert_slot(MsKeymap *map, uint32 number)
{
	uint32		slot = map->keys[number].hash & map->slot_mask;

	while (map->slots[slot] != 0)
		slot = (slot + 1) & map->slot_mask;
	map->slots[slot] = number + 1;
}

/*
 * Double the map, keeping at least half of the slots free.
 */
static void
grow(MsKeymap *map)
{
	Size		allocated = (Size) map->keys_allocated * 2;

	map->keys = repalloc_huge(map->keys, allocated * sizeof(MsKey));
	map->keys_allocated = allocated;
	pfree(map->slots);
	map->slots = MemoryContextAllocExtended(map->context, 2 * allocated * sizeof(uint32),
											MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	map->slot_mask = 2 * allocated - 1;
	for (uint32 number = 0; number < map->nkeys; number++)
		insert_slot(map, number);
}

/*
 * Keep the bytes of a key.
 */
static const char *
keep_bytes(MsKeymap *map, const char *bytes, int32 length)
{
	char	   *kept;

	if (map->arena_left < length)
	{
		Size		piece = Max((Size) length, Min(Max(map->key_bytes, 256), LARGEST_ARENA));

		map->arena = MemoryContextAllocHuge(map->context, piece);
		map->arena_left = piece;
	}
	kept = map->arena;
	memcpy(kept, bytes, length);
	map->arena += length;
	map->arena_left -= length;
	map->key_bytes += length;
	return kept;
}

uint32
ms_keymap_add(MsKeymap *map, const char *bytes, int32 length, uint32 hash)
{
	MsKey	   *key;

	if (map->nkeys == map->keys_allocated)
		grow(map);
	key = &map->keys[map->nkeys];
	key->length = length;
	key->hash = hash;
	key->bytes = length > 0 ? keep_bytes(map, bytes, length) : "";
	insert_slot(map, map->nkeys);
	return map->nkeys++;
}

int
ms_key_compare(const char *a, int32 a_length, const char *b, int32 b_length)
{
	int			order = 0;

	if (a_length > 0 && b_length > 0)
		order = memcmp(a, b, Min(a_length, b_length));
	if (order != 0)
		return order;
	return (a_length > b_length) - (a_length < b_length);
}

/* A key to be sorted.  Its first bytes decide most comparisons without a look at the key itself. */
typedef struct SortKey
{
	uint64		prefix;			/* big-endian, so that it compares like the bytes */
	uint32		number;
} SortKey;

static uint64
key_prefix(const MsKey *key)
{
	uint64		prefix = 0;

	if (key->length > 0)
		memcpy(&prefix, key->bytes, Min(key->length, sizeof(prefix)));
	return pg_ntoh64(prefix);
}

static int
compare_keys(const void *a, const void *b, void *keys)
{
	const SortKey *x = a;
	const SortKey *y = b;
	const MsKey *x_key = (const MsKey *) keys + x->number;
	const MsKey *y_key = (const MsKey *) keys + y->number;

	CHECK_FOR_INTERRUPTS();
	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	return ms_key_compare(x_key->bytes, x_key->length, y_key->bytes, y_key->length);
}

uint32 *
ms_keymap_order(const MsKeymap *map)
{
	Size		nkeys = Max(map->nkeys, 1);
	SortKey    *sorted = MemoryContextAllocHuge(CurrentMemoryContext, nkeys * sizeof(SortKey));
	uint32	   *order = MemoryContextAllocHuge(CurrentMemoryContext, nkeys * sizeof(uint32));

	for (uint32 key = 0; key < map->nkeys; key++)
	{
		sorted[key].prefix = key_prefix(&map->keys[key]);
		sorted[key].number = key;
	}
	qsort_arg(sorted, map->nkeys, sizeof(SortKey), compare_keys, map->keys);
	for (uint32 place = 0; place < map->nkeys; place++)
		order[place] = sorted[place].number;
	pfree(sorted);
	return order;
}

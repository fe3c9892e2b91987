/*-------------------------------------------------------------------------
 *
 * keymap.h
 *		Texts to dense numbers, in the order of their first occurrence.
 *
 * Keys are compared byte by byte: no collation, no locale.  NULL is a key of
 * its own.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_KEYMAP_H
#define MS_KEYMAP_H

#include "fmgr.h"
#include "utils/palloc.h"

#include "common/compat.h"

/* Length of the NULL key. */
#define MS_NULL_KEY		(-1)

typedef struct MsKey
{
	const char *bytes;
	int32		length;			/* MS_NULL_KEY for the NULL key */
	uint32		hash;
} MsKey;

/*
 * A map: a hash table with linear probing, at least half of it free.  All its
 * memory is in context, and is freed with that context.
 */
typedef struct MsKeymap
{
	MemoryContext context;
	MsKey	   *keys;			/* nkeys of them, by number */
	uint32		nkeys;
	uint32		keys_allocated;
	uint32	   *slots;			/* number + 1 of a key, or 0; their count is a power of two */
	uint32		slot_mask;
	char	   *arena;			/* free memory for the bytes of the next keys */
	Size		arena_left;
	Size		key_bytes;		/* of all keys together */
} MsKeymap;

extern void ms_keymap_init(MsKeymap *map, MemoryContext context);

/* Add a key that is not in the map yet.  Returns its number. */
extern uint32 ms_keymap_add(MsKeymap *map, const char *bytes, int32 length, uint32 hash);

/* The numbers of all keys in the order of their bytes, NULL first; allocated in the current context. */
extern uint32 *ms_keymap_order(const MsKeymap *map);

/* Compare two keys by bytes, NULL first. */
extern int	ms_key_compare(const char *a, int32 a_length, const char *b, int32 b_length);

/*
 * A text argument, detoasted if necessary.  Inline, because the texts of a row
 * hardly ever need it.
 */
static inline text *
ms_text_argument(Datum argument)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(argument);

	if (unlikely(VARATT_IS_EXTERNAL(value) || VARATT_IS_COMPRESSED(value)))
		return (text *) PG_DETOAST_DATUM_PACKED(argument);
	return (text *) value;
}

/*
 * The four words that hold the 8 to 32 bytes of a key; they may overlap.
 */
static inline void
ms_key_words(const char *bytes, int32 length, uint64 *word)
{
	int32		last = length - 8;

	memcpy(&word[0], bytes, 8);
	memcpy(&word[1], bytes + Min(8, last), 8);
	memcpy(&word[2], bytes + Max(0, last - 8), 8);
	memcpy(&word[3], bytes + last, 8);
}

/*
 * A random key of the hash, drawn once in each process before the first table
 * is made: keys cannot be chosen so that they collide (hash flooding).  Nothing
 * that is stored or displayed depends on it.
 */
extern uint64 ms_hash_secret[4];
extern void ms_draw_hash_secret(void);

/*
 * The two halves of a product of 128 bits, XORed: the mixing step of Wang Yi's
 * wyhash.
 */
static inline uint64
ms_fold_product(uint64 a, uint64 b)
{
	uint128		product = (uint128) a * b;

	return (uint64) product ^ (uint64) (product >> 64);
}

/*
 * Mix four words into a hash.  The two products are independent of each other,
 * so the processor computes both at once.  The multiplier at the end is that of
 * Degski's mixer, an odd number with well distributed bits.
 */
static inline uint64
ms_hash_words(uint64 hash, const uint64 *word)
{
	hash ^= ms_fold_product(word[0] ^ ms_hash_secret[0], word[1] ^ ms_hash_secret[1]);
	hash ^= ms_fold_product(word[2] ^ ms_hash_secret[2], word[3] ^ ms_hash_secret[3]);
	return hash * UINT64CONST(0xD6E8FEB86659FD93);
}

/* Mix all but the last 32 bytes of a long key into a hash. */
extern uint64 ms_hash_long_key(uint64 hash, const char *bytes, int32 length);

/*
 * Read a key into words.  Returns its hash, which differs between processes and
 * so must never be stored or displayed.  The words and the length identify a
 * key of up to 32 bytes; of a longer key they hold the last 32 bytes.
 *
 * Branch-free for 8 to 32 bytes, the length of most names: the exit of a loop
 * would often be mispredicted.
 */
static pg_attribute_always_inline uint32
ms_key_read(const char *bytes, int32 length, uint64 *word)
{
	/* 2^64 divided by the golden ratio: Fibonacci hashing (Knuth) */
	uint64		hash = (uint64) (uint32) length * UINT64CONST(0x9E3779B97F4A7C15);

	if (likely(length >= 8))
	{
		if (length > 32)
		{
			hash = ms_hash_long_key(hash, bytes, length);
			bytes += length - 32;
			length = 32;
		}
		ms_key_words(bytes, length, word);
	}
	else
	{
		uint32		half[2];

		memset(word, 0, 4 * sizeof(uint64));
		if (length >= 4)
		{
			memcpy(&half[0], bytes, 4);
			memcpy(&half[1], bytes + length - 4, 4);
			word[0] = (uint64) half[0] << 32 | half[1];
		}
		else if (length > 0)
			word[0] = (uint64) (uint8) bytes[0] << 16 | (uint64) (uint8) bytes[length / 2] << 8 |
				(uint8) bytes[length - 1];
	}
	return (uint32) (ms_hash_words(hash, word) >> 32);
}

static inline uint32
ms_key_hash(const char *bytes, int32 length)
{
	uint64		word[4];

	return ms_key_read(bytes, length, word);
}

/*
 * Are these the same bytes?  For the usual lengths of names without calling
 * memcmp(), which would cost more than the comparison.
 */
static inline bool
ms_same_bytes(const char *a, const char *b, int32 length)
{
	uint64		x[4];
	uint64		y[4];

	if (length < 8 || length > 32)
		return length <= 0 || memcmp(a, b, length) == 0;

	ms_key_words(a, length, x);
	ms_key_words(b, length, y);
	return ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]) | (x[3] ^ y[3])) == 0;
}

/*
 * The number of a key.  Adds the key if it is new.
 */
static inline uint32
ms_keymap_get(MsKeymap *map, const char *bytes, int32 length)
{
	uint32		hash = ms_key_hash(bytes, length);

	for (uint32 slot = hash & map->slot_mask; map->slots[slot] != 0;
		 slot = (slot + 1) & map->slot_mask)
	{
		const MsKey *key = &map->keys[map->slots[slot] - 1];

		if (key->hash == hash && key->length == length &&
			ms_same_bytes(key->bytes, bytes, length))
			return map->slots[slot] - 1;
	}
	return ms_keymap_add(map, bytes, length, hash);
}

#endif							/* MS_KEYMAP_H */

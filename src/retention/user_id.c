/*-------------------------------------------------------------------------
 *
 * user_id.c
 *		The hash of text users, and the way back to bigint and uuid users.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"
#include "utils/uuid.h"

#include "common/compat.h"
#include "retention/user_id.h"

/*
 * The hash runs in two lanes that take in every word by different means.
 * Each step permutes its lane's state for a given word, and maps different
 * words to different states, so texts that differ in one word never collide.
 */
static inline void
take_word(uint64 *a, uint64 *b, uint64 word)
{
	*a = (*a ^ word) * MS_MIX_1;
	*a ^= *a >> 29;
	*b = (*b + word) * MS_MIX_2;
	*b = (*b << 31) | (*b >> 33);
}

static RetentionUserId
hash_bytes_128(const char *bytes, int length)
{
	uint64		a = UINT64CONST(0x6D6F64656C736861);
	uint64		b = UINT64CONST(0x7265757365727321);
	uint64		last = 0;
	RetentionUserId id;

	for (; length >= 8; bytes += 8, length -= 8)
	{
		uint64		word = 0;

		for (int i = 7; i >= 0; i--)
			word = word << 8 | (uint8) bytes[i];
		take_word(&a, &b, word);
	}
	/* the rest, with its length, which tells a zero byte from none */
	for (int i = length - 1; i >= 0; i--)
		last = last << 8 | (uint8) bytes[i];
	take_word(&a, &b, last | (uint64) (length + 1) << 56);

	id.high = ms_mix(a ^ ms_mix(b));
	id.low = ms_mix(b + id.high);
	return id;
}

static bool
is_ascii(const char *bytes, int length)
{
	for (int i = 0; i < length; i++)
		if (IS_HIGHBIT_SET(bytes[i]))
			return false;
	return true;
}

/*
 * Hash of the text in UTF-8.  False if it cannot be converted: the database
 * may hold characters that Unicode lacks, and a row must never fail for that.
 */
static bool
hash_as_utf8(const char *bytes, int length, RetentionUserId *id)
{
	Oid			converter = FindDefaultConversionProc(GetDatabaseEncoding(), PG_UTF8);
	Size		room = (Size) length * MAX_CONVERSION_GROWTH + 1;
	char	   *utf8;
	bool		converted;

	if (!OidIsValid(converter) || room > PG_INT32_MAX)
		return false;
	utf8 = MemoryContextAllocHuge(CurrentMemoryContext, room);
	converted = pg_do_encoding_conversion_buf(converter, GetDatabaseEncoding(), PG_UTF8,
											  (unsigned char *) bytes, length,
											  (unsigned char *) utf8, (int) room, true) == length;
	if (converted)
		*id = hash_bytes_128(utf8, strlen(utf8));
	pfree(utf8);
	return converted;
}

/*
 * The same user has the same number in databases of different encodings, so
 * that a dump restored into another one merges with new rows.
 */
RetentionUserId
ms_text_user_id(const char *bytes, int length)
{
	RetentionUserId id;

	if (GetDatabaseEncoding() != PG_UTF8 && GetDatabaseEncoding() != PG_SQL_ASCII &&
		!is_ascii(bytes, length) && hash_as_utf8(bytes, length, &id))
		return id;
	return hash_bytes_128(bytes, length);
}

/*
 * The factor that undoes a multiplication by an odd one.
 */
static uint64
inverse_of(uint64 factor)
{
	uint64		inverse = factor;

	/* right in three bits; each round doubles them */
	for (int i = 0; i < 5; i++)
		inverse *= 2 - factor * inverse;
	return inverse;
}

static uint64
unmix(uint64 x)
{
	x ^= x >> 32;
	x *= inverse_of(MS_MIX_2);
	x ^= x >> 29 ^ x >> 58;
	x *= inverse_of(MS_MIX_1);
	return x ^ (x >> 32);
}

int64
ms_retention_bigint_user(RetentionUserId id)
{
	return (int64) unmix(id.high);
}

void
ms_retention_uuid_user(RetentionUserId id, uint8 *uuid)
{
	uint64		half[2];

	half[0] = pg_hton64(unmix(id.high) ^ ms_mix(id.low));
	half[1] = pg_hton64(id.low);
	memcpy(uuid, half, UUID_LEN);
}

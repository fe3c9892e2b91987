/*-------------------------------------------------------------------------
 *
 * user_id.h
 *		From users to the numbers by which a summary knows them.
 *
 * The numbers are stored: they are the same on every machine and in every
 * version, and their order is that of the stored form.  Those of bigint and
 * uuid users are permutations, so no two users share one.  Those of texts are
 * hashes of 128 bits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_USER_ID_H
#define MS_USER_ID_H

#include "port/pg_bswap.h"
#include "utils/uuid.h"

#include "retention/retention_summary.h"

#define MS_MIX_1	UINT64CONST(0x9E3779B97F4A7C15)
#define MS_MIX_2	UINT64CONST(0xD6E8FEB86659FD93)

/*
 * A permutation of the 64-bit numbers that spreads neighbours.
 */
static inline uint64
ms_mix(uint64 x)
{
	x ^= x >> 32;
	x *= MS_MIX_1;
	x ^= x >> 29;
	x *= MS_MIX_2;
	return x ^ (x >> 32);
}

static inline RetentionUserId
ms_bigint_user_id(int64 user)
{
	RetentionUserId id = {ms_mix((uint64) user), 0};

	return id;
}

static inline RetentionUserId
ms_uuid_user_id(const pg_uuid_t *user)
{
	RetentionUserId id;
	uint64		half[2];

	memcpy(half, user->data, sizeof(half));
	id.low = pg_ntoh64(half[1]);
	id.high = ms_mix(pg_ntoh64(half[0]) ^ ms_mix(id.low));
	return id;
}

/*
 * Hash of a text's bytes, which should be UTF-8 where that is possible.
 */
extern RetentionUserId ms_text_user_id(const char *bytes, int length);

static inline int
ms_compare_user_ids(RetentionUserId a, RetentionUserId b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return (a.low > b.low) - (a.low < b.low);
}

#endif							/* MS_USER_ID_H */

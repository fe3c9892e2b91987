/*-------------------------------------------------------------------------
 *
 * memo.h
 *		Memoisation: the results of a function by the bytes of its argument.
 *
 * A usage table names a few hundred models in millions of rows, so each
 * function of a raw name keeps the results that it has computed in this query.
 * A memo is kept in fn_extra, and its size is limited.
 *
 * Some callers use a result for longer than the memo exists: ANALYZE evaluates
 * the expressions of extended statistics and keeps the results after their
 * functions are gone.  So a result is never returned in the memory of the memo.
 * Equal results are stored once in the process, for its whole life (interned),
 * up to a limit; beyond that limit each call returns a copy.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MEMO_H
#define MS_MEMO_H

#include "common/compat.h"
#include "common/keymap.h"

/*
 * An argument and its result; the slot fills one cache line.  Length and words
 * identify an argument of up to 32 bytes (keymap.h); a longer one is compared
 * with bytes, too.
 */
typedef struct MsMemoSlot
{
	uint64		word[4];
	const char *bytes;			/* NULL: slot is free */
	Datum		value;
	uint32		hash;
	int32		length;
	bool		isnull;
	bool		copied;			/* value is in the memory of the memo: return copies of it */
} MsMemoSlot;

typedef struct MsMemo
{
	MemoryContext parent;		/* where this struct lives */
	MemoryContext context;		/* slots, bytes and values */
	MsMemoSlot *slots;
	uint32		mask;			/* number of slots - 1, a power of two */
	uint32		used;
	Size		kept;			/* bytes in context, roughly */
} MsMemo;

/*
 * Compute the result for bytes, in the current memory context.  arg is passed
 * on from ms_memo_result().
 */
typedef Datum (*MsMemoCompute) (const char *bytes, int length, void *arg, bool *isnull);

extern MsMemo *ms_memo_begin(MemoryContext parent);
extern void ms_memo_forget(MsMemo *memo);

/* Compute a result and keep it, unless the argument is longer than any name. */
extern Datum ms_memo_new_result(FunctionCallInfo fcinfo, MsMemo *memo, const char *bytes, int length,
								MsMemoCompute compute, void *arg, bool is_varlena);

/* A copy of the varlena in slot, in the current memory context. */
extern Datum ms_memo_copy(const MsMemoSlot *slot);

/*
 * Does a slot whose argument has this length hold the result for bytes?
 */
static inline bool
ms_memo_matches(const MsMemoSlot *slot, const uint64 *word, const char *bytes, int length)
{
	if (((slot->word[0] ^ word[0]) | (slot->word[1] ^ word[1]) |
		 (slot->word[2] ^ word[2]) | (slot->word[3] ^ word[3])) != 0)
		return false;
	return length <= 32 || memcmp(slot->bytes, bytes, length - 32) == 0;
}

/*
 * The memo of a function that keeps nothing else in fn_extra.
 */
static inline MsMemo *
ms_memo_of_call(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		fcinfo->flinfo->fn_extra = ms_memo_begin(fcinfo->flinfo->fn_mcxt);
	return fcinfo->flinfo->fn_extra;
}

/*
 * Return the result of a call, from the memo or computed.  Runs for every row.
 */
static pg_attribute_always_inline Datum
ms_memo_result(FunctionCallInfo fcinfo, MsMemo *memo, const char *bytes, int length,
			   MsMemoCompute compute, void *arg, bool is_varlena)
{
	uint64		word[4];
	uint32		hash = ms_key_read(bytes, length, word);

	for (uint32 i = hash & memo->mask;; i = (i + 1) & memo->mask)
	{
		const MsMemoSlot *slot = &memo->slots[i];

		if (unlikely(slot->bytes == NULL))
			return ms_memo_new_result(fcinfo, memo, bytes, length, compute, arg, is_varlena);
		if (slot->length == length && ms_memo_matches(slot, word, bytes, length))
		{
			fcinfo->isnull = slot->isnull;
			return unlikely(slot->copied) ? ms_memo_copy(slot) : slot->value;
		}
	}
}

#endif							/* MS_MEMO_H */

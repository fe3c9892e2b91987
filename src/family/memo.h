/*-------------------------------------------------------------------------
 *
 * memo.h
 *		What a function has answered before, by the bytes of its argument.
 *
 * A usage table names a few hundred models in millions of rows, so each
 * function from a raw name keeps the answers it gave in this query and hands
 * out copies of them.  A memo hangs off fn_extra, and is bounded.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MEMO_H
#define MS_MEMO_H

#include "common/compat.h"
#include "common/keymap.h"

/*
 * An answer.  Length and words tell a short text from all others (keymap.h);
 * bytes are the text itself, for longer ones.  One cache line.
 */
typedef struct MsMemoSlot
{
	uint64		word[4];
	const char *bytes;			/* NULL: slot is free */
	Datum		value;
	uint32		hash;
	int32		length;
	bool		isnull;
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
 * Work out the answer for bytes, in the current memory context; arg is the
 * caller's.
 */
typedef Datum (*MsMemoCompute) (const char *bytes, int length, void *arg, bool *isnull);

extern MsMemo *ms_memo_begin(MemoryContext parent);
extern void ms_memo_forget(MsMemo *memo);

/* Work out an answer and remember it, unless the text is too long to be a name's. */
extern Datum ms_memo_new_result(FunctionCallInfo fcinfo, MsMemo *memo, const char *bytes, int length,
								MsMemoCompute compute, void *arg, bool is_varlena);

/*
 * Does a slot, of a text of this length, hold the answer for bytes?
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
 * The answer as the memo keeps it: from there, or by computing and
 * remembering.  Good until the memo is used again.
 */
static pg_attribute_always_inline Datum
ms_memo_stored(FunctionCallInfo fcinfo, MsMemo *memo, const char *bytes, int length,
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
			return slot->value;
		}
	}
}

/*
 * A stored varlena as the result of a call, in the current memory context.  Not
 * every caller is done with it before the memo goes: ANALYZE evaluates the
 * expressions of extended statistics and keeps the results longer than their
 * functions.
 */
static inline Datum
ms_memo_hand_out(FunctionCallInfo fcinfo, Datum stored)
{
	Size		size;
	char	   *copy;

	if (fcinfo->isnull)
		return stored;
	size = VARSIZE_ANY(DatumGetPointer(stored));
	copy = palloc(size);
	memcpy(copy, DatumGetPointer(stored), size);
	return PointerGetDatum(copy);
}

/*
 * Answer a call: from the memo, or by computing and remembering.
 */
static pg_attribute_always_inline Datum
ms_memo_result(FunctionCallInfo fcinfo, MsMemo *memo, const char *bytes, int length,
			   MsMemoCompute compute, void *arg, bool is_varlena)
{
	Datum		stored = ms_memo_stored(fcinfo, memo, bytes, length, compute, arg, is_varlena);

	return is_varlena ? ms_memo_hand_out(fcinfo, stored) : stored;
}

#endif							/* MS_MEMO_H */

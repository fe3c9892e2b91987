/*-------------------------------------------------------------------------
 *
 * memo.h
 *		What a function has answered before, by the bytes of its argument.
 *
 * A usage table names a few hundred models in millions of rows, so each
 * function from a raw name remembers the answers it gave in this query.  A memo
 * hangs off fn_extra, and is bounded.
 *
 * Not every caller is done with an answer before the memo goes: ANALYZE
 * evaluates the expressions of extended statistics and keeps the results longer
 * than their functions.  So what is handed out never lives in the memo.  It is
 * one of the lasting answers, which this process keeps to its end, once each and
 * up to a limit; past that limit, a copy for each call.
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
	bool		copied;			/* value lives in the memo: hand out copies */
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

/* A copy of the varlena in slot, in the current memory context. */
extern Datum ms_memo_copy(const MsMemoSlot *slot);

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
 * Answer a call: from the memo, or by computing and remembering.
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

/*-------------------------------------------------------------------------
 *
 * memo.c
 *		What a function has answered before: the slow paths of memo.h.
 *
 * A memo that has grown past its limit starts afresh: what it answered was a
 * copy, so nothing else holds its memory.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "family/memo.h"

#define INITIAL_SLOTS	64
#define MAX_KEPT		((Size) 4 * 1024 * 1024)

/* Texts longer than this are no names; they are not remembered. */
#define MAX_LENGTH		1024

/*
 * Give memo an empty table.  Nothing changes if memory runs out on the way.
 */
static void
start_afresh(MsMemo *memo)
{
	MemoryContext context = AllocSetContextCreate(memo->parent, "modelshare memo", ALLOCSET_DEFAULT_SIZES);
	Size		size = INITIAL_SLOTS * sizeof(MsMemoSlot);

	memo->slots = MemoryContextAllocZero(context, size);
	memo->context = context;
	memo->mask = INITIAL_SLOTS - 1;
	memo->used = 0;
	memo->kept = size;
}

/*
 * Make an empty memo in parent.
 */
MsMemo *
ms_memo_begin(MemoryContext parent)
{
	MsMemo	   *memo = MemoryContextAllocZero(parent, sizeof(MsMemo));

	ms_draw_hash_secret();
	memo->parent = parent;
	start_afresh(memo);
	return memo;
}

/*
 * Forget all answers.
 */
void
ms_memo_forget(MsMemo *memo)
{
	MemoryContext old = memo->context;

	start_afresh(memo);
	MemoryContextDelete(old);
}

/*
 * The free slot where an answer with this hash belongs.
 */
static MsMemoSlot *
free_slot(const MsMemo *memo, uint32 hash)
{
	uint32		i = hash & memo->mask;

	while (memo->slots[i].bytes != NULL)
		i = (i + 1) & memo->mask;
	return &memo->slots[i];
}

/*
 * Double the table.
 */
static void
grow(MsMemo *memo)
{
	MsMemoSlot *old = memo->slots;
	uint32		old_count = memo->mask + 1;

	memo->slots = MemoryContextAllocZero(memo->context, 2 * old_count * sizeof(MsMemoSlot));
	memo->mask = 2 * old_count - 1;
	memo->kept += old_count * sizeof(MsMemoSlot);
	for (uint32 i = 0; i < old_count; i++)
	{
		if (old[i].bytes != NULL)
			*free_slot(memo, old[i].hash) = old[i];
	}
	pfree(old);
}

/*
 * Remember an answer; a varlena is copied.
 */
static Datum
remember(MsMemo *memo, const char *bytes, int length, Datum value, bool isnull, bool is_varlena)
{
	MsMemoSlot *slot;
	Size		value_size = is_varlena && !isnull ? VARSIZE_ANY(DatumGetPointer(value)) : 0;
	Size		room = MAXALIGN(value_size) + Max(length, 1);
	char	   *copy;
	uint64		word[4];
	uint32		hash = ms_key_read(bytes, length, word);

	if (memo->kept > MAX_KEPT)
		ms_memo_forget(memo);
	if (2 * memo->used > memo->mask)
		grow(memo);

	copy = MemoryContextAlloc(memo->context, room);
	if (value_size > 0)
	{
		memcpy(copy, DatumGetPointer(value), value_size);
		value = PointerGetDatum(copy);
	}
	copy += MAXALIGN(value_size);
	memcpy(copy, bytes, length);

	slot = free_slot(memo, hash);
	memcpy(slot->word, word, sizeof(word));
	slot->hash = hash;
	slot->length = length;
	slot->bytes = copy;
	slot->value = value;
	slot->isnull = isnull;
	memo->used++;
	memo->kept += room;
	return value;
}

Datum
ms_memo_new_result(FunctionCallInfo fcinfo, MsMemo *memo, const char *bytes, int length,
				   MsMemoCompute compute, void *arg, bool is_varlena)
{
	Datum		value = compute(bytes, length, arg, &fcinfo->isnull);

	if (length > MAX_LENGTH)
		return value;
	return remember(memo, bytes, length, value, fcinfo->isnull, is_varlena);
}

/*-------------------------------------------------------------------------
 *
 * memo.c
 *		What a function has answered before: the slow paths of memo.h.
 *
 * A memo that has grown past its limit starts afresh: nothing it handed out is
 * in its memory.  The lasting answers are a memo, too: each answer is the answer
 * to its own bytes.  They are never freed, since nobody can know who still holds
 * one, so a full table takes no more.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/memo.h"

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
 * The slot that holds the answer to bytes, or the free one where it belongs.
 */
static MsMemoSlot *
find_slot(const MsMemo *memo, const char *bytes, int length)
{
	uint64		word[4];
	uint32		i = ms_key_read(bytes, length, word) & memo->mask;

	while (memo->slots[i].bytes != NULL &&
		   (memo->slots[i].length != length || !ms_memo_matches(&memo->slots[i], word, bytes, length)))
		i = (i + 1) & memo->mask;
	return &memo->slots[i];
}

/*
 * Remember that bytes have the answer value.  If keep_size is not 0, value is a
 * varlena of so many bytes, of which the memo takes a copy.
 */
static MsMemoSlot *
remember(MsMemo *memo, const char *bytes, int length, Datum value, Size keep_size, bool isnull)
{
	MsMemoSlot *slot;
	Size		room = MAXALIGN(keep_size) + Max(length, 1);
	char	   *copy;
	uint64		word[4];
	uint32		hash = ms_key_read(bytes, length, word);

	if (2 * memo->used > memo->mask)
		grow(memo);

	copy = MemoryContextAlloc(memo->context, room);
	if (keep_size > 0)
	{
		memcpy(copy, DatumGetPointer(value), keep_size);
		value = PointerGetDatum(copy);
	}
	copy += MAXALIGN(keep_size);
	memcpy(copy, bytes, length);

	slot = free_slot(memo, hash);
	memcpy(slot->word, word, sizeof(word));
	slot->hash = hash;
	slot->length = length;
	slot->bytes = copy;
	slot->value = value;
	slot->isnull = isnull;
	slot->copied = keep_size > 0;
	memo->used++;
	memo->kept += room;
	return slot;
}

/*
 * The lasting answer equal to the varlena value, or NULL if there is no room for
 * another.
 */
static struct varlena *
lasting_answer(Datum value)
{
	static MsMemo *lasting = NULL;
	const char *bytes = DatumGetPointer(value);
	Size		size = VARSIZE_ANY(bytes);
	MsMemoSlot *slot;

	if (size > MAX_LENGTH)
		return NULL;
	if (lasting == NULL)
		lasting = ms_memo_begin(TopMemoryContext);
	slot = find_slot(lasting, bytes, size);
	if (slot->bytes == NULL)
	{
		if (lasting->kept > MAX_KEPT)
			return NULL;
		slot = remember(lasting, bytes, size, value, size, false);
	}
	return (struct varlena *) DatumGetPointer(slot->value);
}

Datum
ms_memo_copy(const MsMemoSlot *slot)
{
	Size		size = VARSIZE_ANY(DatumGetPointer(slot->value));
	char	   *copy = palloc(size);

	memcpy(copy, DatumGetPointer(slot->value), size);
	return PointerGetDatum(copy);
}

Datum
ms_memo_new_result(FunctionCallInfo fcinfo, MsMemo *memo, const char *bytes, int length,
				   MsMemoCompute compute, void *arg, bool is_varlena)
{
	MsMemoSlot	fresh = {0};
	Size		keep_size = 0;

	fresh.value = compute(bytes, length, arg, &fresh.isnull);
	if (is_varlena && !fresh.isnull)
	{
		struct varlena *lasting = length > MAX_LENGTH ? NULL : lasting_answer(fresh.value);

		if (lasting != NULL)
			fresh.value = PointerGetDatum(lasting);
		else
			keep_size = VARSIZE_ANY(DatumGetPointer(fresh.value));
	}
	if (memo->kept > MAX_KEPT)
		ms_memo_forget(memo);
	if (length <= MAX_LENGTH)
		remember(memo, bytes, length, fresh.value, keep_size, fresh.isnull);

	fcinfo->isnull = fresh.isnull;
	return keep_size > 0 ? ms_memo_copy(&fresh) : fresh.value;
}

/*-------------------------------------------------------------------------
 *
 * memo.c
 *		Memoisation: the parts of memo.h that do not run for every row.
 *
 * A memo that exceeds its limit is emptied, which is safe because no result
 * that it returned is in its memory.  The interned results form a memo, too, in
 * which each is the result for its own bytes.  They are never freed, since they
 * may still be in use anywhere; so once their table is full, no more are added.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/memo.h"

#define INITIAL_SLOTS	64

/* Limit of a memo in bytes: about 15,000 names, more than any gateway offers. */
#define MAX_KEPT		((Size) 4 * 1024 * 1024)

/* Arguments longer than this are not names, and not kept; the same as MS_MAX_PARSED of the recogniser. */
#define MAX_LENGTH		1024

/*
 * Give memo an empty table.  If memory runs out, memo is unchanged.
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
 * Empty a memo.
 */
void
ms_memo_forget(MsMemo *memo)
{
	MemoryContext old = memo->context;

	start_afresh(memo);
	MemoryContextDelete(old);
}

/*
 * The free slot for a result whose argument has this hash.
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
 * The slot that holds the result for bytes, or the free one where it belongs.
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
 * Keep value as the result for bytes.  If keep_size is not 0, value is a
 * varlena of keep_size bytes, and the memo keeps a copy of it.
 */
static MsMemoSlot *
keep_result(MsMemo *memo, const char *bytes, int length, Datum value, Size keep_size, bool isnull)
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
 * The interned result that equals the varlena value; NULL if there is none and
 * the table is full.
 */
static struct varlena *
interned(Datum value)
{
	static MsMemo *results = NULL;
	const char *bytes = DatumGetPointer(value);
	Size		size = VARSIZE_ANY(bytes);
	MsMemoSlot *slot;

	if (size > MAX_LENGTH)
		return NULL;
	if (results == NULL)
		results = ms_memo_begin(TopMemoryContext);
	slot = find_slot(results, bytes, size);
	if (slot->bytes == NULL)
	{
		if (results->kept > MAX_KEPT)
			return NULL;
		slot = keep_result(results, bytes, size, value, size, false);
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
		struct varlena *kept = length > MAX_LENGTH ? NULL : interned(fresh.value);

		if (kept != NULL)
			fresh.value = PointerGetDatum(kept);
		else
			keep_size = VARSIZE_ANY(DatumGetPointer(fresh.value));
	}
	if (memo->kept > MAX_KEPT)
		ms_memo_forget(memo);
	if (length <= MAX_LENGTH)
		keep_result(memo, bytes, length, fresh.value, keep_size, fresh.isnull);

	fcinfo->isnull = fresh.isnull;
	return keep_size > 0 ? ms_memo_copy(&fresh) : fresh.value;
}

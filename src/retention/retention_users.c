/*-------------------------------------------------------------------------
 *
 * retention_users.c
 *		Stepping through the users of a summary, with all that each did.
 *
 * Every window lists its users in the order of their numbers; the windows are
 * merged by a heap.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "common/compat.h"
#include "retention/retention_flat.h"
#include "retention/user_id.h"

/* A window of which the next entry is known. */
typedef struct WindowHead
{
	RetentionCursor cursor;
	RetentionEntry entry;
} WindowHead;

/* Lives in the context in which it was made. */
struct RetentionUsers
{
	int			nheads;
	WindowHead *heads;
	binaryheap *heap;			/* pointers to heads; NULL if there is one window at most */
	RetentionMask *masks;		/* of the user stepped to */
	uint32		steps;
};

/*
 * The user's next window first; the heap puts the greatest on top.
 */
static int
compare_heads(Datum a, Datum b, void *arg)
{
	const RetentionEntry *x = &((const WindowHead *) DatumGetPointer(a))->entry;
	const RetentionEntry *y = &((const WindowHead *) DatumGetPointer(b))->entry;
	int			order = ms_compare_user_ids(y->id, x->id);

	if (order != 0)
		return order;
	return x->mask.first_period < y->mask.first_period ? 1 : -1;
}

RetentionUsers *
ms_retention_users_begin(const RetentionSummary *s)
{
	RetentionUsers *users = palloc0(sizeof(RetentionUsers));
	RetentionCursor cursor;

	users->nheads = s->nwindows;
	users->heads = MemoryContextAllocHuge(CurrentMemoryContext,
										  Max(users->nheads, 1) * sizeof(WindowHead));
	users->masks = MemoryContextAllocHuge(CurrentMemoryContext,
										  Max(users->nheads, 1) * sizeof(RetentionMask));
	if (users->nheads > 1)
		users->heap = binaryheap_allocate(users->nheads, compare_heads, NULL);

	ms_retention_cursor_init(&cursor, s);
	for (int i = 0; i < users->nheads; i++)
	{
		WindowHead *head = &users->heads[i];

		head->cursor = cursor;
		(void) ms_retention_cursor_next_window(&cursor);
		if (users->heap && ms_retention_cursor_next_in_window(&head->cursor, &head->entry))
			binaryheap_add_unordered(users->heap, PointerGetDatum(head));
	}
	if (users->heap)
		binaryheap_build(users->heap);
	return users;
}

/*
 * Merge the windows of the user whose number is the lowest.
 */
static bool
next_of_heap(RetentionUsers *users, RetentionUser *user)
{
	user->nmasks = 0;
	while (!binaryheap_empty(users->heap))
	{
		WindowHead *head = (WindowHead *) DatumGetPointer(binaryheap_first(users->heap));

		if (user->nmasks > 0 && ms_compare_user_ids(head->entry.id, user->id) != 0)
			break;
		user->id = head->entry.id;
		users->masks[user->nmasks++] = head->entry.mask;
		if (ms_retention_cursor_next_in_window(&head->cursor, &head->entry))
			binaryheap_replace_first(users->heap, PointerGetDatum(head));
		else
			(void) binaryheap_remove_first(users->heap);
	}
	return user->nmasks > 0;
}

bool
ms_retention_users_next(RetentionUsers *users, RetentionUser *user)
{
	RetentionEntry entry;

	if (++users->steps % 4096 == 0)
		CHECK_FOR_INTERRUPTS();
	user->masks = users->masks;
	if (users->heap)
		return next_of_heap(users, user);
	if (users->nheads == 0 || !ms_retention_cursor_next_in_window(&users->heads[0].cursor, &entry))
		return false;
	user->id = entry.id;
	user->nmasks = 1;
	users->masks[0] = entry.mask;
	return true;
}

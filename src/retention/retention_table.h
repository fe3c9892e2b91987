/*-------------------------------------------------------------------------
 *
 * retention_table.h
 *		An order-preserving Robin Hood hash table of users.
 *
 * A user's number is practically random, so its high bits serve as the hash:
 * they give the place in the table, and users that collide are kept in the
 * order of their numbers in the slots that follow (linear probing, Robin Hood
 * hashing).  So the whole table is sorted by number.  It is written to the
 * stored form, and filled from it, from front to back, and it grows in place,
 * without a second copy.
 *
 * For the same reason the hash cannot depend on a secret of the process, as
 * that of a key does (keymap.h): adversarial numbers make each probe linear and
 * the rows of that group slow.  The query can be cancelled, and no other group
 * is affected.
 *
 * A slot is a few words: number, active, then low for users of 128 bits, then
 * starts if the summary has them.  A slot with active = 0 is free.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_TABLE_H
#define MS_RETENTION_TABLE_H

#include "retention/user_id.h"

/* What the slots of all tables of a summary hold, in words. */
typedef struct RetentionSlotShape
{
	int			width;
	int			low;			/* index of the word, or 0: there is none */
	int			starts;
} RetentionSlotShape;

extern void ms_retention_slot_shape(RetentionSlotShape *shape, RetentionUserType user_type, bool starts);

#define MS_SLOT_HIGH		0
#define MS_SLOT_ACTIVE		1

#define MS_SLOTS_OF_PLACE	4

/* Is a slot taken by a user whose high bits are less than these? */
#define MS_SLOT_IS_BEFORE(slot, id) \
	(((slot)[MS_SLOT_ACTIVE] != 0) & ((slot)[MS_SLOT_HIGH] < (id).high))

/*
 * The table of a window.  The slots are a chunk of their own in the builder's
 * context.
 */
typedef struct RetentionTable
{
	int32		first_period;
	uint32		nusers;
	uint32		max_users;		/* grow when reached */
	uint32		nplaces;		/* slots that a hash can give */
	Size		nslots;			/* the same and some more, into which users at the end are displaced */
	uint64	   *slots;			/* in chunk, at the start of a cache line */
	char	   *chunk;
} RetentionTable;

extern void ms_retention_table_init(RetentionTable *table, const RetentionSlotShape *shape,
									int32 first_period, uint32 nusers, MemoryContext context);

/*
 * Make room for nusers users.  Necessary before adding many users in the order
 * of their numbers: in a table that is too small their hashes would all give
 * its front, so that each insertion would be linear.
 */
extern void ms_retention_table_reserve(RetentionTable *table, const RetentionSlotShape *shape,
									   Size nusers);

/* Insert a new user at the place that ms_retention_table_find() has set.  The caller sets active. */
extern uint64 *ms_retention_table_insert(RetentionTable *table, const RetentionSlotShape *shape,
										 Size place, RetentionUserId id);

/* Bytes by which the table would have to grow to hold nusers users. */
extern Size ms_retention_table_bytes_more(const RetentionTable *table, const RetentionSlotShape *shape,
										  Size nusers);

/*
 * The place that a user's hash gives: the first of a group of four slots, which
 * share a cache line if a slot has two words.
 */
static inline Size
ms_retention_place(const RetentionTable *table, RetentionUserId id)
{
	return (Size) ((id.high >> 32) * (table->nplaces / MS_SLOTS_OF_PLACE) >> 32) * MS_SLOTS_OF_PLACE;
}

static inline uint64 *
ms_retention_slot(const RetentionTable *table, const RetentionSlotShape *shape, Size place)
{
	return table->slots + place * shape->width;
}

/*
 * The slot of a user.  The search ends at a free slot at the latest; there is
 * always one after the last user.  If the user is not in the table, returns
 * NULL and sets place to the place for ms_retention_table_insert().
 */
static pg_attribute_always_inline uint64 *
ms_retention_table_find(const RetentionTable *table, const RetentionSlotShape *shape,
						RetentionUserId id, Size *place)
{
	uint64	   *slot = ms_retention_slot(table, shape, ms_retention_place(table, id));

	/*
	 * Branch-free for the first four slots, which are nearly always enough: the
	 * exit of a loop would often be mispredicted.  The sum is the number of
	 * slots to skip, because after the first slot that is not before the user
	 * no other is.
	 */
	slot += ((Size) MS_SLOT_IS_BEFORE(slot, id) + MS_SLOT_IS_BEFORE(slot + shape->width, id) +
			 MS_SLOT_IS_BEFORE(slot + 2 * shape->width, id) +
			 MS_SLOT_IS_BEFORE(slot + 3 * shape->width, id)) * shape->width;
	while (MS_SLOT_IS_BEFORE(slot, id))
		slot += shape->width;
	if (shape->low != 0)
		while (slot[MS_SLOT_ACTIVE] != 0 && slot[MS_SLOT_HIGH] == id.high &&
			   slot[shape->low] < id.low)
			slot += shape->width;
	if (slot[MS_SLOT_ACTIVE] != 0 && slot[MS_SLOT_HIGH] == id.high &&
		(shape->low == 0 || slot[shape->low] == id.low))
		return slot;
	*place = (slot - table->slots) / shape->width;
	return NULL;
}

#endif							/* MS_RETENTION_TABLE_H */

/*-------------------------------------------------------------------------
 *
 * retention_table.h
 *		A hash table of users that keeps them in the order of their numbers.
 *
 * A user's number is as good as random, so its high bits tell where in the
 * table the user belongs; who finds the place taken moves up.  Since that
 * keeps the order, the table is written to the stored form, and filled from
 * it, from front to back, and it grows in place: at no time are there two.
 *
 * For the same reason the place cannot depend on a secret of the process, as
 * that of a key does (keymap.h): whoever chooses the users' numbers can make
 * one group's rows slow.  That can be cancelled, and touches no other group.
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

/* Is a slot taken, by a user that comes before this one by its high bits? */
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
	uint32		nplaces;		/* where users may belong … */
	Size		nslots;			/* … and some more, for those moved up at the end */
	uint64	   *slots;			/* in chunk, at the start of a cache line */
	char	   *chunk;
} RetentionTable;

extern void ms_retention_table_init(RetentionTable *table, const RetentionSlotShape *shape,
									int32 first_period, uint32 nusers, MemoryContext context);

/*
 * Make room for so many users.  Whoever adds many in the order of their
 * numbers must: in a table still too small they would all belong to its front.
 */
extern void ms_retention_table_reserve(RetentionTable *table, const RetentionSlotShape *shape,
									   Size nusers);

/* Put in a new user at its place, which ms_retention_table_find() told.  The caller sets active. */
extern uint64 *ms_retention_table_insert(RetentionTable *table, const RetentionSlotShape *shape,
										 Size place, RetentionUserId id);

/* Bytes by which the table would become larger to hold so many users. */
extern Size ms_retention_table_bytes_more(const RetentionTable *table, const RetentionSlotShape *shape,
										  Size nusers);

/*
 * Where a user belongs: at the first of four slots, which are one cache line if
 * they are narrow.
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
 * The slot of a user.  The search ends at a free slot, of which there is
 * always one behind the last user.  If the user has none, NULL, and place tells where it goes.
 */
static pg_attribute_always_inline uint64 *
ms_retention_table_find(const RetentionTable *table, const RetentionSlotShape *shape,
						RetentionUserId id, Size *place)
{
	uint64	   *slot = ms_retention_slot(table, shape, ms_retention_place(table, id));

	/*
	 * Where the search ends cannot be foreseen, so there is no jump in the
	 * first four steps, which nearly always are enough.  Once one of them is
	 * not taken neither are those after it.
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

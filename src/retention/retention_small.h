/*-------------------------------------------------------------------------
 *
 * retention_small.h
 *		A small retention_summary as the state of an aggregate.
 *
 * Behind the zone's name stands an array of entries, sorted by window and
 * number, with slack behind it.  Windows begin at multiples of 64 periods.
 * An entry is a few words: the window's first period, then what a slot of a
 * table holds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_SMALL_H
#define MS_RETENTION_SMALL_H

#include "retention/retention_table.h"

/* An empty state in the current context. */
extern MsSummary *ms_retention_small_new(const MsFrame *frame);

/*
 * Add an entry to a small state.  It is changed in place, or a larger copy
 * takes its place.  False if it would outgrow MS_RETENTION_SMALL_LIMIT: then
 * nothing has changed.
 */
extern bool ms_retention_small_add(MsSummary **state, const RetentionEntry *entry);

/*
 * The two flat summaries merged, if they are small: a new small state; else NULL.
 */
extern MsSummary *ms_retention_merge_small(MsSummary *state, const MsSummary *other);

/* The stored form of a small state, in the current context. */
extern MsSummary *ms_retention_small_store(const MsSummary *state);

/* Entry i of a small state. */
extern void ms_retention_small_entry(const MsSummary *state, uint32 i, RetentionEntry *entry);

/*
 * Cut an entry in two at a multiple of 64 periods.  Returns how many are not
 * empty.
 */
extern int	ms_retention_align(const RetentionEntry *entry, RetentionEntry aligned[2]);

/* First period of the aligned window in which a period lies. */
static inline int32
ms_retention_window_of(int32 period)
{
	return period & ~(MS_WINDOW_PERIODS - 1);
}

#endif							/* MS_RETENTION_SMALL_H */

/*-------------------------------------------------------------------------
 *
 * retention_small.c
 *		A small retention_summary as the state of an aggregate.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "common/compat.h"
#include "retention/retention_flat.h"
#include "retention/retention_small.h"

/* Bytes of a new state without a zone: room for five entries of bigint users. */
#define FIRST_SMALL_SIZE	192

/* Words of an entry: its window, then a slot. */
typedef struct SmallShape
{
	RetentionSlotShape slot;
	int			width;
	Size		offset;			/* of the entries, from the start of the value */
} SmallShape;

static void
small_shape(const MsSummary *state, SmallShape *shape)
{
	ms_retention_slot_shape(&shape->slot, MS_USER_TYPE(state), MS_HAS_STARTS(state));
	shape->width = shape->slot.width + 1;
	shape->offset = ms_summary_head(state, &ms_retention_kind);
}

static inline uint64 *
entry_words(const MsSummary *state, const SmallShape *shape, uint32 i)
{
	return (uint64 *) ((char *) state + shape->offset) + (Size) i * shape->width;
}

MsSummary *
ms_retention_small_new(const MsFrame *frame)
{
	Size		size = FIRST_SMALL_SIZE + TYPEALIGN(64, strlen(frame->calendar->name));
	MsSummary  *state = palloc0(size);

	ms_summary_set_header(state, &ms_retention_kind, frame, MS_SMALL);
	SET_VARSIZE(state, size);
	return state;
}

void
ms_retention_small_entry(const MsSummary *state, uint32 i, RetentionEntry *entry)
{
	SmallShape	shape;
	const uint64 *words;

	small_shape(state, &shape);
	words = entry_words(state, &shape, i);
	entry->mask.first_period = (int32) (int64) words[0];
	entry->id.high = words[1 + MS_SLOT_HIGH];
	entry->id.low = shape.slot.low ? words[1 + shape.slot.low] : 0;
	entry->mask.active = words[1 + MS_SLOT_ACTIVE];
	entry->mask.starts = shape.slot.starts ? words[1 + shape.slot.starts] : 0;
}

/*
 * Compare the entry with the one in the state.
 */
static int
compare_words(const RetentionEntry *entry, const uint64 *words, const SmallShape *shape)
{
	int32		first_period = (int32) (int64) words[0];

	if (entry->mask.first_period != first_period)
		return entry->mask.first_period < first_period ? -1 : 1;
	if (entry->id.high != words[1 + MS_SLOT_HIGH])
		return entry->id.high < words[1 + MS_SLOT_HIGH] ? -1 : 1;
	if (shape->slot.low == 0)
		return 0;
	return (entry->id.low > words[1 + shape->slot.low]) - (entry->id.low < words[1 + shape->slot.low]);
}

/*
 * Where the entry is, or belongs.
 */
static uint32
find_entry(const MsSummary *state, const SmallShape *shape, const RetentionEntry *entry,
		   bool *found)
{
	uint32		low = 0;
	uint32		high = state->nparts;

	*found = false;
	while (low < high)
	{
		uint32		middle = (low + high) / 2;
		int			order = compare_words(entry, entry_words(state, shape, middle), shape);

		if (order == 0)
		{
			*found = true;
			return middle;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/*
 * Make room for one more entry: twice as many bytes, which is what the
 * allocator would round less up to.  False if the limit forbids it.
 */
static bool
make_room(MsSummary **state, const SmallShape *shape)
{
	Size		entry_bytes = shape->width * sizeof(uint64);
	Size		used = shape->offset + (*state)->nparts * entry_bytes;
	Size		size = VARSIZE(*state);

	if (used + entry_bytes <= size)
		return true;
	if (used + entry_bytes > MS_RETENTION_SMALL_LIMIT)
		return false;
	*state = ms_summary_enlarge(*state, used, Min(Max(size * 2, used + entry_bytes), MS_RETENTION_SMALL_LIMIT));
	return true;
}

bool
ms_retention_small_add(MsSummary **state, const RetentionEntry *entry)
{
	SmallShape	shape;
	bool		found;
	uint32		place;
	uint64	   *words;

	Assert((*state)->flags & MS_SMALL);
	small_shape(*state, &shape);
	place = find_entry(*state, &shape, entry, &found);
	if (!found)
	{
		if (!make_room(state, &shape))
			return false;
		words = entry_words(*state, &shape, place);
		memmove(words + shape.width, words,
				((*state)->nparts - place) * shape.width * sizeof(uint64));
		memset(words, 0, shape.width * sizeof(uint64));
		words[0] = (uint64) (int64) entry->mask.first_period;
		words[1 + MS_SLOT_HIGH] = entry->id.high;
		if (shape.slot.low)
			words[1 + shape.slot.low] = entry->id.low;
		(*state)->nparts++;
	}
	words = entry_words(*state, &shape, place);
	words[1 + MS_SLOT_ACTIVE] |= entry->mask.active;
	if (shape.slot.starts)
		words[1 + shape.slot.starts] |= entry->mask.starts;
	return true;
}

int
ms_retention_align(const RetentionEntry *entry, RetentionEntry aligned[2])
{
	const RetentionMask *mask = &entry->mask;
	int32		window = ms_retention_window_of(mask->first_period);
	int			offset = mask->first_period - window;
	int			n = 0;

	aligned[0].id = aligned[1].id = entry->id;
	aligned[0].mask.first_period = window;
	aligned[0].mask.active = mask->active << offset;
	aligned[0].mask.starts = mask->starts << offset;
	if (aligned[0].mask.active != 0)
		n = 1;
	if (offset > 0 && mask->active >> (MS_WINDOW_PERIODS - offset) != 0)
	{
		aligned[n].mask.first_period = window + MS_WINDOW_PERIODS;
		aligned[n].mask.active = mask->active >> (MS_WINDOW_PERIODS - offset);
		aligned[n].mask.starts = mask->starts >> (MS_WINDOW_PERIODS - offset);
		n++;
	}
	return n;
}

/*
 * Add an entry with a window of any kind; false if it does not fit.
 */
static bool
add_entry(MsSummary **state, const RetentionEntry *entry)
{
	RetentionEntry aligned[2];
	int			n = ms_retention_align(entry, aligned);

	for (int i = 0; i < n; i++)
		if (!ms_retention_small_add(state, &aligned[i]))
			return false;
	return true;
}

/*
 * Add all entries of a flat summary; false as soon as one does not fit.
 */
static bool
add_all(MsSummary **state, const MsSummary *other)
{
	RetentionSummary stored;
	RetentionCursor cursor;
	RetentionEntry entry;

	if (other->flags & MS_SMALL)
	{
		for (uint32 i = 0; i < other->nparts; i++)
		{
			ms_retention_small_entry(other, i, &entry);
			if (!add_entry(state, &entry))
				return false;
		}
		return true;
	}
	ms_retention_open(other, &stored);
	ms_retention_cursor_init(&cursor, &stored);
	while (ms_retention_cursor_next(&cursor, &entry))
		if (!add_entry(state, &entry))
			return false;
	return true;
}

MsSummary *
ms_retention_merge_small(MsSummary *state, const MsSummary *other)
{
	MsFrame		frame;
	MsCounts	counts;
	MsCounts	other_counts;
	MsSummary  *merged;

	/* large ones will not fit: do not try */
	if (VARSIZE(state) + VARSIZE(other) > 2 * MS_RETENTION_SMALL_LIMIT)
		return NULL;
	ms_summary_frame(state, &ms_retention_kind, &frame);
	merged = ms_retention_small_new(&frame);
	if (!add_all(&merged, state) || !add_all(&merged, other))
		return NULL;
	ms_summary_get_counts(state, &ms_retention_kind, &counts);
	ms_summary_get_counts(other, &ms_retention_kind, &other_counts);
	ms_counts_merge(&counts, &other_counts, &ms_retention_kind);
	ms_summary_set_counts(merged, &ms_retention_kind, &counts);
	return merged;
}

static int
compare_entry_ids(const void *a, const void *b)
{
	return ms_compare_user_ids(((const RetentionEntry *) a)->id, ((const RetentionEntry *) b)->id);
}

/*
 * Bring all entries, which lie within 64 periods, into one window that begins
 * with the earliest period.  Returns how many are left.
 */
static uint32
join_windows(RetentionEntry *entries, uint32 n, int32 first_period)
{
	uint32		kept = 0;

	for (uint32 i = 0; i < n; i++)
	{
		RetentionMask *mask = &entries[i].mask;
		int			shift = mask->first_period - first_period;

		mask->active = shift >= 0 ? mask->active << shift : mask->active >> -shift;
		mask->starts = shift >= 0 ? mask->starts << shift : mask->starts >> -shift;
		mask->first_period = first_period;
	}
	qsort(entries, n, sizeof(RetentionEntry), compare_entry_ids);
	for (uint32 i = 0; i < n; i++)
	{
		if (kept > 0 && compare_entry_ids(&entries[kept - 1], &entries[i]) == 0)
		{
			entries[kept - 1].mask.active |= entries[i].mask.active;
			entries[kept - 1].mask.starts |= entries[i].mask.starts;
		}
		else
			entries[kept++] = entries[i];
	}
	return kept;
}

/*
 * Earliest and latest period of some entries.
 */
static void
period_range(const RetentionEntry *entries, uint32 n, int32 *first, int32 *last)
{
	*first = PG_INT32_MAX;
	*last = PG_INT32_MIN;
	for (uint32 i = 0; i < n; i++)
	{
		const RetentionMask *mask = &entries[i].mask;

		*first = Min(*first, mask->first_period + pg_rightmost_one_pos64(mask->active));
		*last = Max(*last, mask->first_period + pg_leftmost_one_pos64(mask->active));
	}
}

MsSummary *
ms_retention_small_store(const MsSummary *state)
{
	uint32		n = state->nparts;
	RetentionEntry *entries = palloc(Max(n, 1) * sizeof(RetentionEntry));
	RetentionWindow *windows = palloc(Max(n, 1) * sizeof(RetentionWindow));
	uint32		nwindows = 0;
	MsFrame		frame;
	MsCounts	counts;
	MsSummary  *stored;
	RetentionWriter writer;
	int32		first;
	int32		last;
	int			mask_bytes = sizeof(uint64);

	for (uint32 i = 0; i < n; i++)
		ms_retention_small_entry(state, i, &entries[i]);
	period_range(entries, n, &first, &last);
	if (n > 0 && (int64) last - first < MS_WINDOW_PERIODS)
	{
		n = join_windows(entries, n, first);
		mask_bytes = ms_retention_mask_bytes(first, last);
	}
	for (uint32 i = 0; i < n; i++)
	{
		if (nwindows == 0 || windows[nwindows - 1].first_period != entries[i].mask.first_period)
		{
			windows[nwindows].first_period = entries[i].mask.first_period;
			windows[nwindows++].nusers = 0;
		}
		windows[nwindows - 1].nusers++;
	}

	ms_summary_frame(state, &ms_retention_kind, &frame);
	ms_summary_get_counts(state, &ms_retention_kind, &counts);
	stored = ms_retention_stored_new(&writer, &frame, &counts, windows, nwindows, mask_bytes);
	for (uint32 i = 0; i < n; i++)
		ms_retention_write(&writer, entries[i].id, entries[i].mask.active, entries[i].mask.starts);
	pfree(windows);
	pfree(entries);
	return stored;
}

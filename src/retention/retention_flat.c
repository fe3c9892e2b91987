/*-------------------------------------------------------------------------
 *
 * retention_flat.c
 *		The stored form of retention_summary: checking, stepping through its
 *		entries, writing it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/compat.h"
#include "retention/retention_flat.h"
#include "retention/retention_table.h"

StaticAssertDecl(sizeof(RetentionWindow) == 8, "windows are stored as they are");
StaticAssertDecl(offsetof(RetentionBody, windows) % 8 == 0, "windows are stored as they are");

/* A mask is read as a whole word, which may reach beyond the last one. */
#define SPARE_BYTES		sizeof(uint64)

/* More than the text of a header, and of a window without its users. */
#define HEADER_TEXT		1024
#define WINDOW_TEXT		64

/*
 * Bytes that a user takes in a window.
 */
static inline Size
entry_bytes(RetentionUserType user_type, bool starts, int mask_bytes)
{
	return MS_ID_WORDS(user_type) * sizeof(uint64) + (starts ? 2 : 1) * mask_bytes;
}

/*
 * Bytes of a body up to the users.
 */
static inline Size
body_head(uint32 nwindows)
{
	return offsetof(RetentionBody, windows) + nwindows * sizeof(RetentionWindow);
}

/*
 * Bytes in use, without slack.
 */
Size
ms_retention_used(const MsSummary *s)
{
	Size		head = ms_summary_head(s, &ms_retention_kind);
	const RetentionBody *body = ms_retention_body(s);
	Size		nusers = 0;

	if (s->flags & MS_SMALL)
	{
		RetentionSlotShape shape;

		/* an entry is its window's first period and what a slot holds */
		ms_retention_slot_shape(&shape, MS_USER_TYPE(s), MS_HAS_STARTS(s));
		return head + s->nparts * (Size) (shape.width + 1) * sizeof(uint64);
	}
	if (VARSIZE(s) < head + body_head(s->nparts))
		ms_damaged(&ms_retention_kind, "It is shorter than its header says.");
	if (body->mask_bytes < 1 || body->mask_bytes > sizeof(uint64))
		ms_damaged(&ms_retention_kind, "Its header is not one that this build of modelshare reads.");
	for (uint32 i = 0; i < s->nparts; i++)
	{
		nusers += body->windows[i].nusers;
		if (nusers > VARSIZE(s))
			ms_damaged(&ms_retention_kind, "It is shorter than its header says.");
	}
	return head + body_head(s->nparts) +
		nusers * entry_bytes(MS_USER_TYPE(s), MS_HAS_STARTS(s), body->mask_bytes) + SPARE_BYTES;
}

/*
 * Nothing in a body tells where another part of it is, once its size is right.
 */
void
ms_retention_check(const MsSummary *s)
{
}

void
ms_retention_open(const MsSummary *flat, RetentionSummary *s)
{
	RetentionBody *body = ms_retention_body(flat);

	Assert(!(flat->flags & MS_SMALL));
	s->flat = (MsSummary *) flat;
	s->user_type = MS_USER_TYPE(flat);
	s->mask_bytes = body->mask_bytes;
	s->nwindows = flat->nparts;
	s->windows = body->windows;
	s->nusers = 0;
	for (uint32 i = 0; i < s->nwindows; i++)
		s->nusers += s->windows[i].nusers;
	s->ids = (uint64 *) &s->windows[s->nwindows];
	s->active = (char *) (s->ids + s->nusers * MS_ID_WORDS(s->user_type));
	s->starts = MS_HAS_STARTS(flat) ? s->active + s->nusers * s->mask_bytes : NULL;
}

/*
 * A summary as an accessor's argument.
 */
RetentionSummary *
ms_retention_get(Datum value)
{
	RetentionSummary *s = palloc(sizeof(RetentionSummary));

	ms_retention_open(ms_summary_get(value, &ms_retention_kind), s);
	return s;
}

/*
 * Point the cursor's columns at its window.
 */
static void
enter_window(RetentionCursor *cursor)
{
	const RetentionSummary *s = cursor->summary;
	Size		before = cursor->users_before;

	cursor->next = 0;
	cursor->ids = s->ids + before * MS_ID_WORDS(s->user_type);
	cursor->active = s->active + before * s->mask_bytes;
	cursor->starts = s->starts ? s->starts + before * s->mask_bytes : NULL;
}

void
ms_retention_cursor_init(RetentionCursor *cursor, const RetentionSummary *s)
{
	memset(cursor, 0, sizeof(*cursor));
	cursor->summary = s;
	if (s->nwindows > 0)
		enter_window(cursor);
}

bool
ms_retention_cursor_next_window(RetentionCursor *cursor)
{
	const RetentionSummary *s = cursor->summary;

	if (cursor->window + 1 >= s->nwindows)
		return false;
	cursor->users_before += s->windows[cursor->window].nusers;
	cursor->window++;
	enter_window(cursor);
	return true;
}

int32
ms_retention_cursor_period(const RetentionCursor *cursor)
{
	return cursor->summary->windows[cursor->window].first_period;
}

static inline uint64
read_mask(const char *masks, uint32 i, int mask_bytes)
{
	uint64		mask;

	memcpy(&mask, masks + (Size) i * mask_bytes, sizeof(mask));
	return ms_mask_bytes_order(mask) & (~UINT64CONST(0) >> (8 * (sizeof(mask) - mask_bytes)));
}

/*
 * The next entry of the window that the cursor is in; false after its last.
 */
bool
ms_retention_cursor_next_in_window(RetentionCursor *cursor, RetentionEntry *entry)
{
	const RetentionSummary *s = cursor->summary;
	const RetentionWindow *window = &s->windows[cursor->window];
	uint32		i = cursor->next;

	if (i >= window->nusers)
		return false;
	cursor->next++;
	if (s->user_type == MS_USER_BIGINT)
	{
		entry->id.high = cursor->ids[i];
		entry->id.low = 0;
	}
	else
	{
		entry->id.high = cursor->ids[2 * (Size) i];
		entry->id.low = cursor->ids[2 * (Size) i + 1];
	}
	entry->mask.first_period = window->first_period;
	entry->mask.active = read_mask(cursor->active, i, s->mask_bytes);
	entry->mask.starts = cursor->starts ? read_mask(cursor->starts, i, s->mask_bytes) : 0;
	return true;
}

bool
ms_retention_cursor_next(RetentionCursor *cursor, RetentionEntry *entry)
{
	const RetentionSummary *s = cursor->summary;

	if (s->nwindows == 0)
		return false;
	do
	{
		if (ms_retention_cursor_next_in_window(cursor, entry))
			return true;
	} while (ms_retention_cursor_next_window(cursor));
	return false;
}

Size
ms_retention_body_size(const MsFrame *frame, const RetentionWindow *windows, uint32 nwindows, int mask_bytes)
{
	Size		per_user = entry_bytes(MS_USER_TYPE(frame), MS_HAS_STARTS(frame), mask_bytes);
	Size		nusers = 0;
	Size		text;

	for (uint32 i = 0; i < nwindows; i++)
		nusers += windows[i].nusers;

	/* base64 writes four characters for three bytes */
	text = HEADER_TEXT + nwindows * (Size) WINDOW_TEXT + nusers * per_user / 3 * 4;
	if (text > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("retention_summary of %zu users in windows of 64 periods is too large to be stored",
						nusers),
				 errdetail("Its text could take more than 1 GB."),
				 errhint("Split the users, for example GROUP BY user_id %% 8, and add up the counts of the parts.")));
	return body_head(nwindows) + nusers * per_user + SPARE_BYTES;
}

void
ms_retention_writer_init(RetentionWriter *writer, MsSummary *s, const RetentionWindow *windows,
						 uint32 nwindows, int mask_bytes)
{
	RetentionBody *body = ms_retention_body(s);
	RetentionSummary stored;

	s->nparts = nwindows;
	body->mask_bytes = mask_bytes;
	body->reserved = 0;
	memcpy(body->windows, windows, nwindows * sizeof(RetentionWindow));
	memset((char *) s + VARSIZE(s) - SPARE_BYTES, 0, SPARE_BYTES);

	ms_retention_open(s, &stored);
	writer->has_low = stored.user_type != MS_USER_BIGINT;
	writer->mask_bytes = mask_bytes;
	writer->ids = stored.ids;
	writer->active = stored.active;
	writer->starts = stored.starts;
}

MsSummary *
ms_retention_stored_new(RetentionWriter *writer, const MsFrame *frame, const MsCounts *counts,
						const RetentionWindow *windows, uint32 nwindows, int mask_bytes)
{
	Size		size = ms_summary_header_size(&ms_retention_kind, frame) +
		ms_retention_body_size(frame, windows, nwindows, mask_bytes);
	MsSummary  *s = MemoryContextAllocHuge(CurrentMemoryContext, size);

	ms_summary_set_header(s, &ms_retention_kind, frame, 0);
	SET_VARSIZE(s, size);
	ms_summary_set_counts(s, &ms_retention_kind, counts);
	ms_retention_writer_init(writer, s, windows, nwindows, mask_bytes);
	return s;
}

/*-------------------------------------------------------------------------
 *
 * retention_flat.c
 *		The stored form of retention_summary: checking, stepping through its
 *		entries, writing it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "common/summary.h"
#include "retention/retention_flat.h"
#include "retention/retention_loose.h"

StaticAssertDecl(sizeof(RetentionWindow) == 8, "windows are stored as they are");
StaticAssertDecl(offsetof(RetentionSummary, counts) % 8 == 0, "counts are stored as they are");
StaticAssertDecl(offsetof(RetentionSummary, data) % 8 == 0, "users are stored as they are");

/* A mask is read as a whole word, which may reach beyond the last one. */
#define SPARE_BYTES		sizeof(uint64)

/* More than the text of a header, and of a window without its users. */
#define HEADER_TEXT		1024
#define WINDOW_TEXT		64

static void
damaged(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("retention_summary is damaged or of an unknown version"),
			 errdetail("%s", detail)));
}

/*
 * Bytes that a user takes in a window.
 */
static inline Size
entry_bytes(RetentionUserType user_type, bool starts, int mask_bytes)
{
	return (user_type == MS_USER_BIGINT ? 1 : 2) * sizeof(uint64) + (starts ? 2 : 1) * mask_bytes;
}

/*
 * Bytes up to the users: header, zone, windows.
 */
static inline Size
head_bytes(Size zone_length, uint32 nwindows)
{
	return offsetof(RetentionSummary, data) + TYPEALIGN(8, zone_length) +
		nwindows * sizeof(RetentionWindow);
}

/*
 * A summary as a state or an argument.  What a newer version wrote, or what is
 * damaged so that reading it would leave its bytes, is refused here.
 */
RetentionSummary *
ms_retention_get_state(Datum value)
{
	RetentionSummary *s = (RetentionSummary *) PG_DETOAST_DATUM(value);
	bool		starts;
	Size		nusers = 0;
	Size		size;

	if (VARSIZE(s) < offsetof(RetentionSummary, data) || s->version != MS_RETENTION_VERSION ||
		(s->flags & ~(MS_RETENTION_VALID_FLAGS | MS_RETENTION_LOOSE)) != 0 || s->reserved != 0 ||
		s->user_type > MS_USER_TEXT || s->unit > MS_QUARTER || s->week_start > MS_SATURDAY)
		damaged("Its header is not one that this build of modelshare reads.");
	if (s->flags & MS_RETENTION_LOOSE)
	{
		if (VARSIZE(s) < ms_retention_loose_bytes(s))
			damaged("It is shorter than its header says.");
		return s;
	}

	if (s->mask_bytes < 1 || s->mask_bytes > sizeof(uint64))
		damaged("Its header is not one that this build of modelshare reads.");
	starts = (s->flags & MS_RETENTION_STARTS) != 0;
	size = head_bytes(s->zone_length, s->nwindows);
	if (VARSIZE(s) < size)
		damaged("It is shorter than its header says.");
	for (uint32 i = 0; i < s->nwindows; i++)
		nusers += ms_retention_windows(s)[i].nusers;
	size += nusers * entry_bytes((RetentionUserType) s->user_type, starts, s->mask_bytes) + SPARE_BYTES;
	if (VARSIZE(s) != size)
		damaged("Its length is not what its header says.");
	return s;
}

/*
 * The stored form of a summary, or of a state that an aggregate passes on: no
 * function but those of the aggregates ever sees a loose one.
 */
RetentionSummary *
ms_retention_get_partial(Datum value)
{
	RetentionSummary *s = ms_retention_get_state(value);

	return (s->flags & MS_RETENTION_LOOSE) ? ms_retention_loose_store(s) : s;
}

/*
 * A summary as a function's argument.  An aggregate without a final function
 * returns its state, which can be stored, too.
 */
RetentionSummary *
ms_retention_get(Datum value)
{
	RetentionSummary *s = ms_retention_get_partial(value);
	const uint8 settings = MS_FROM_SETTINGS_MASK << MS_RETENTION_SETTINGS_SHIFT;

	if ((s->flags & settings) != 0)
	{
		/* the argument itself must not be changed; what was flattened or detoasted is ours */
		if (s == (void *) DatumGetPointer(value))
			s = memcpy(MemoryContextAllocHuge(CurrentMemoryContext, VARSIZE(s)), s, VARSIZE(s));
		s->flags &= ~settings;
	}
	return s;
}

void
ms_retention_get_frame(const RetentionSummary *s, RetentionFrame *frame)
{
	frame->calendar = (s->flags & MS_RETENTION_ZONED)
		? ms_stored_calendar(ms_retention_zone(s), s->zone_length)
		: ms_face_value_calendar();
	frame->periods.unit = (MsPeriodUnit) s->unit;
	frame->periods.week_start = (MsWeekday) s->week_start;
	frame->user_type = (RetentionUserType) s->user_type;
	frame->starts = (s->flags & MS_RETENTION_STARTS) != 0;
	frame->from_settings = s->flags >> MS_RETENTION_SETTINGS_SHIFT & MS_FROM_SETTINGS_MASK;
}

static void
cannot_merge(const char *what, const char *a, const char *b, const char *cure)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot merge retention summaries of %s \"%s\" and \"%s\"", what, a, b),
			 errhint("%s", cure)));
}

/*
 * Refuse to mix what was read by different calendars, or of different users.
 * The first day of the week says something only for weeks.
 */
void
ms_retention_check_mergeable(const RetentionFrame *a, const RetentionFrame *b)
{
	if (a->periods.unit != b->periods.unit)
		cannot_merge("periods", ms_period_unit_name(a->periods.unit),
					 ms_period_unit_name(b->periods.unit), "Build both with the same period.");
	if (a->user_type != b->user_type)
		cannot_merge("users of type", ms_user_type_name(a->user_type),
					 ms_user_type_name(b->user_type), "Cast the users to the same type.");
	if (!ms_same_calendar(a->calendar, b->calendar))
		cannot_merge("time zones", ms_describe_zone(a->calendar), ms_describe_zone(b->calendar),
					 ms_zones_hint(a->calendar, b->calendar));
	if (a->periods.unit == MS_WEEK && a->periods.week_start != b->periods.week_start)
		cannot_merge("weeks that start on", ms_week_start_name(a->periods.week_start),
					 ms_week_start_name(b->periods.week_start),
					 "Build both with the same modelshare.week_start.");
	if (a->starts != b->starts)
		cannot_merge("cohorts by", a->starts ? "starts" : "first row", b->starts ? "starts" : "first row",
					 "Build both with, or both without, starts.");
}

void
ms_retention_counts_init(RetentionCounts *counts)
{
	memset(counts, 0, sizeof(*counts));
	counts->first = DT_NOEND;
	counts->last = DT_NOBEGIN;
}

void
ms_retention_counts_merge(RetentionCounts *counts, const RetentionCounts *other)
{
	ms_add_count(&counts->rows_read, other->rows_read, "retention_summary");
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		ms_add_count(&counts->left_out[i], other->left_out[i], "retention_summary");
	counts->first = Min(counts->first, other->first);
	counts->last = Max(counts->last, other->last);
}

/*
 * Point the cursor's columns at its window.
 */
static void
enter_window(RetentionCursor *cursor)
{
	const RetentionSummary *s = cursor->summary;
	Size		id_words = s->user_type == MS_USER_BIGINT ? 1 : 2;
	Size		before = cursor->users_before;
	const uint64 *ids = (const uint64 *) &ms_retention_windows((RetentionSummary *) s)[s->nwindows];
	const char *masks = (const char *) (ids + cursor->users_in_all * id_words);

	cursor->next = 0;
	cursor->ids = ids + before * id_words;
	cursor->active = masks + before * s->mask_bytes;
	cursor->starts = NULL;
	if (s->flags & MS_RETENTION_STARTS)
		cursor->starts = masks + (cursor->users_in_all + before) * s->mask_bytes;
}

void
ms_retention_cursor_init(RetentionCursor *cursor, const RetentionSummary *s)
{
	memset(cursor, 0, sizeof(*cursor));
	cursor->summary = s;
	if (s->flags & MS_RETENTION_LOOSE)
		return;
	for (uint32 i = 0; i < s->nwindows; i++)
		cursor->users_in_all += ms_retention_windows((RetentionSummary *) s)[i].nusers;
	if (s->nwindows > 0)
		enter_window(cursor);
}

bool
ms_retention_cursor_next_window(RetentionCursor *cursor)
{
	const RetentionSummary *s = cursor->summary;

	if (cursor->window + 1 >= s->nwindows)
		return false;
	cursor->users_before += ms_retention_windows((RetentionSummary *) s)[cursor->window].nusers;
	cursor->window++;
	enter_window(cursor);
	return true;
}

int32
ms_retention_cursor_period(const RetentionCursor *cursor)
{
	return ms_retention_windows((RetentionSummary *) cursor->summary)[cursor->window].first_period;
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
	const RetentionWindow *window = &ms_retention_windows((RetentionSummary *) s)[cursor->window];
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

	if (s->flags & MS_RETENTION_LOOSE)
	{
		if (cursor->next >= s->nwindows)
			return false;
		ms_retention_loose_entry(s, cursor->next++, entry);
		return true;
	}
	if (s->nwindows == 0)
		return false;
	do
	{
		if (ms_retention_cursor_next_in_window(cursor, entry))
			return true;
	} while (ms_retention_cursor_next_window(cursor));
	return false;
}

void
ms_retention_set_header(RetentionSummary *s, const RetentionFrame *frame, Size size)
{
	Size		zone_length = strlen(frame->calendar->name);

	SET_VARSIZE(s, size);
	s->version = MS_RETENTION_VERSION;
	s->flags = (frame->calendar->zoned ? MS_RETENTION_ZONED : 0) |
		(frame->starts ? MS_RETENTION_STARTS : 0) |
		frame->from_settings << MS_RETENTION_SETTINGS_SHIFT;
	s->user_type = (uint8) frame->user_type;
	s->unit = (uint8) frame->periods.unit;
	/* one form for what is the same: only weeks have a first day */
	s->week_start = frame->periods.unit == MS_WEEK ? (uint8) frame->periods.week_start : MS_MONDAY;
	s->zone_length = (uint8) zone_length;
	ms_retention_counts_init(&s->counts);
	memcpy(ms_retention_zone(s), frame->calendar->name, zone_length);
}

Size
ms_retention_flat_size(const RetentionFrame *frame, const RetentionWindow *windows,
					   uint32 nwindows, int mask_bytes)
{
	Size		per_user = entry_bytes(frame->user_type, frame->starts, mask_bytes);
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
	return head_bytes(strlen(frame->calendar->name), nwindows) + nusers * per_user + SPARE_BYTES;
}

void
ms_retention_writer_init(RetentionWriter *writer, RetentionSummary *s, const RetentionFrame *frame,
						 const RetentionCounts *counts, const RetentionWindow *windows,
						 uint32 nwindows, int mask_bytes)
{
	Size		size = ms_retention_flat_size(frame, windows, nwindows, mask_bytes);
	Size		nusers = 0;

	memset(s, 0, head_bytes(strlen(frame->calendar->name), nwindows));
	memset((char *) s + size - SPARE_BYTES, 0, SPARE_BYTES);
	ms_retention_set_header(s, frame, size);
	s->counts = *counts;
	s->mask_bytes = (uint8) mask_bytes;
	s->nwindows = nwindows;
	memcpy(ms_retention_windows(s), windows, nwindows * sizeof(RetentionWindow));
	for (uint32 i = 0; i < nwindows; i++)
		nusers += windows[i].nusers;

	writer->has_low = frame->user_type != MS_USER_BIGINT;
	writer->mask_bytes = mask_bytes;
	writer->ids = (uint64 *) &ms_retention_windows(s)[nwindows];
	writer->active = (char *) (writer->ids + nusers * (writer->has_low ? 2 : 1));
	writer->starts = frame->starts ? writer->active + nusers * mask_bytes : NULL;
}

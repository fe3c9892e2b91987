/*-------------------------------------------------------------------------
 *
 * retention_columns.c
 *		The columns of a stored retention_summary, as its text and binary forms
 *		hold them, and the check of what was read from one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "common/compat.h"
#include "retention/retention_flat.h"
#include "retention/retention_io.h"
#include "retention/retention_small.h"
#include "retention/user_id.h"
#include "summary/log_ends.h"

/*
 * The users' numbers, lowest byte first; a copy only where the machine has
 * them otherwise.
 */
char *
ms_retention_ids_to_bytes(const RetentionSummary *s)
{
#ifdef WORDS_BIGENDIAN
	uint64	   *bytes = MemoryContextAllocHuge(CurrentMemoryContext, ms_retention_id_bytes(s) + 1);

	for (Size i = 0; i < ms_retention_id_bytes(s) / sizeof(uint64); i++)
		bytes[i] = pg_bswap64(s->ids[i]);
	return (char *) bytes;
#else
	return (char *) s->ids;
#endif
}

void
ms_retention_ids_from_bytes(RetentionSummary *s)
{
	for (Size i = 0; i < ms_retention_id_bytes(s) / sizeof(uint64); i++)
		s->ids[i] = ms_mask_bytes_order(s->ids[i]);
}

/*
 * Are the users of the window in order, each with a period?  seen receives
 * all periods of theirs.
 */
static bool
window_is_valid(const RetentionCursor *window, int mask_bytes, uint64 *seen)
{
	RetentionCursor cursor = *window;
	RetentionEntry entry;
	RetentionUserId before = {0, 0};

	*seen = 0;
	while (ms_retention_cursor_next_in_window(&cursor, &entry))
	{
		if (cursor.next % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (entry.mask.active == 0 || (entry.mask.starts & ~entry.mask.active) != 0)
			return false;
		if (cursor.next > 1 && ms_compare_user_ids(before, entry.id) >= 0)
			return false;
		before = entry.id;
		*seen |= entry.mask.active;
	}
	return *seen != 0;
}

/*
 * Could rows have given these periods, the first and the last of a user?  Every
 * row with a user is in one, and all rows with a time lie between the first and
 * the last instant.
 */
static bool
periods_are_valid(const MsSummary *flat, const MsFrame *frame, int32 first, int32 last)
{
	const char *zone = (flat->flags & MS_ZONED) ? ms_summary_zone(flat, &ms_retention_kind) : NULL;
	DateADT		first_date;
	DateADT		last_date;
	DateADT		other;

	if (!ms_period_is_valid(&frame->periods, first) || !ms_period_is_valid(&frame->periods, last))
		return false;
	ms_possible_dates(zone, flat->zone_length, flat->first, &first_date, &other);
	ms_possible_dates(zone, flat->zone_length, flat->last, &other, &last_date);
	return ms_period_start(&frame->periods, first + 1) > first_date &&
		ms_period_start(&frame->periods, last) <= last_date;
}

/*
 * Do the counts fit the number of users?  A user takes at least one row.
 */
static bool
rows_are_valid(const RetentionSummary *s)
{
	const int64 *counts = s->flat->counts;
	int64		with_time = counts[MS_ROWS_READ] - counts[MS_RETENTION_NULL_TS] - counts[MS_RETENTION_INFINITE_TS];
	int64		with_user = with_time - counts[MS_RETENTION_NULL_USER];

	return (with_time > 0) == (s->flat->first <= s->flat->last) &&
		(with_user > 0) == (s->nusers > 0) && (int64) s->nusers <= with_user;
}

/*
 * Is this what rows give?  Each summary has one stored form, so that equal
 * ones are equal byte by byte.
 */
bool
ms_retention_is_canonical(const MsSummary *flat)
{
	RetentionSummary stored;
	RetentionSummary *s = &stored;
	MsFrame		frame;
	RetentionCursor cursor;
	int32		first = PG_INT32_MAX;
	int32		last = PG_INT32_MIN;

	ms_retention_open(flat, s);
	if (!rows_are_valid(s))
		return false;
	ms_summary_frame(flat, &ms_retention_kind, &frame);
	if (s->nwindows == 0)
		return s->mask_bytes == sizeof(uint64);
	ms_retention_cursor_init(&cursor, s);
	do
	{
		int32		period = ms_retention_cursor_period(&cursor);
		uint64		seen;

		if (!window_is_valid(&cursor, s->mask_bytes, &seen))
			return false;
		if (s->nwindows > 1 && (ms_retention_window_of(period) != period || period <= last))
			return false;
		first = Min(first, period + pg_rightmost_one_pos64(seen));
		last = period + pg_leftmost_one_pos64(seen);
	} while (ms_retention_cursor_next_window(&cursor));

	if (!periods_are_valid(flat, &frame, first, last))
		return false;
	if ((int64) last - first >= MS_WINDOW_PERIODS)
		return s->mask_bytes == sizeof(uint64) &&
			ms_retention_window_of(s->windows[0].first_period) ==
			s->windows[0].first_period;
	return s->nwindows == 1 && s->windows[0].first_period == first &&
		s->mask_bytes == ms_retention_mask_bytes(first, last);
}

/*
 * Can so many bytes hold the users of the windows?  Asked before anything is
 * allocated for them.
 */
bool
ms_retention_users_fit(const RetentionWindow *windows, uint32 nwindows, const MsFrame *frame,
					   int mask_bytes, Size bytes)
{
	Size		per_user = MS_ID_WORDS(MS_USER_TYPE(frame)) * sizeof(uint64) +
		(MS_HAS_STARTS(frame) ? 2 : 1) * mask_bytes;
	Size		nusers = 0;

	for (uint32 i = 0; i < nwindows; i++)
		nusers += windows[i].nusers;
	return nusers <= bytes / per_user;
}

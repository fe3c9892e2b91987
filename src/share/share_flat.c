/*-------------------------------------------------------------------------
 *
 * share_flat.c
 *		The flat form of share_summary: reading it, and growing a small one
 *		in place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "common/compat.h"
#include "share/share_summary.h"
#include "summary/info.h"

StaticAssertDecl(sizeof(ShareCell) == 24, "cells are stored as they are");

/* Bytes of a new flat state: one row of a typical key, and some more. */
#define FIRST_FLAT_SIZE		256

/*
 * Bytes in use, without slack.
 */
Size
ms_share_used(const MsSummary *s)
{
	Size		head = ms_summary_head(s, &ms_share_kind);
	Size		used = head + ms_share_body_size(s->nparts, 0, 0);

	if (VARSIZE(s) < used)
		ms_damaged(&ms_share_kind, "It is shorter than its header says.");
	used += *ms_share_nkeys(s) * sizeof(uint32);
	if (VARSIZE(s) < used)
		ms_damaged(&ms_share_kind, "It is shorter than its header says.");
	return used + ms_share_key_bytes(s);
}

/*
 * Refuse what is damaged so that reading it would leave its bytes.
 */
void
ms_share_check(const MsSummary *s)
{
	const ShareCell *cells = ms_share_cells(s);
	const uint32 *ends = ms_share_key_ends(s);
	uint32		nkeys = *ms_share_nkeys(s);
	uint32		end = 0;

	for (uint32 key = 0; key < nkeys; key++)
	{
		if (ends[key] < end)
			ms_damaged(&ms_share_kind, "The lengths of its keys do not add up.");
		end = ends[key];
	}
	for (uint32 i = 0; i < s->nparts; i++)
	{
		if (ms_cell_key(&cells[i]) >= nkeys)
			ms_damaged(&ms_share_kind, "A cell is of a key that it does not hold.");
		if (i > 0 && cells[i].week < cells[i - 1].week)
			ms_damaged(&ms_share_kind, "Its weeks are not in order.");
	}
}

/*
 * A summary as an accessor's argument.
 */
ShareSummary *
ms_share_get(Datum value)
{
	MsSummary  *s = ms_summary_get(value, &ms_share_kind);
	ShareSummary *summary = palloc(sizeof(ShareSummary));

	summary->flat = s;
	summary->first = s->first;
	summary->last = s->last;
	summary->zoned = (s->flags & MS_ZONED) != 0;
	summary->on_starts = (s->flags & MS_ON_STARTS) != 0;
	summary->ncells = s->nparts;
	summary->nkeys = *ms_share_nkeys(s);
	summary->cells = ms_share_cells(s);
	summary->key_ends = ms_share_key_ends(s);
	summary->key_data = ms_share_key_data(s);
	return summary;
}

/*
 * Are the first and the last row in the weeks of the first and the last cell?
 */
bool
ms_share_weeks_fit(const MsSummary *s)
{
	const MsPeriods periods = {MS_WEEK, (MsWeekday) s->week_start};
	const ShareCell *cells = ms_share_cells(s);

	return s->nparts == 0 ||
		ms_periods_include(s, &ms_share_kind, &periods, ms_period_of(&periods, cells[0].week),
						   ms_period_of(&periods, cells[s->nparts - 1].week));
}

/*
 * A state of no rows.
 */
MsSummary *
ms_share_flat_new(const MsFrame *frame)
{
	Size		size = FIRST_FLAT_SIZE;
	MsSummary  *s;

	while (size < ms_summary_header_size(&ms_share_kind, frame) + ms_share_body_size(0, 0, 0))
		size *= 2;
	s = palloc0(size);
	ms_summary_set_header(s, &ms_share_kind, frame, MS_ON_STARTS);
	SET_VARSIZE(s, size);
	return s;
}

/*
 * Make room for extra bytes.  A larger copy is made in the current context:
 * the executor moves it to the aggregate's and frees the old one.  NULL if
 * the state would outgrow the flat form.
 */
static MsSummary *
reserve(MsSummary *s, Size extra)
{
	Size		used = ms_share_used(s);
	Size		size = FIRST_FLAT_SIZE;

	if (used + extra <= VARSIZE(s))
		return s;
	while (size < used + extra)
		size *= 2;
	if (size > MS_SHARE_FLAT_LIMIT)
		return NULL;
	return ms_summary_enlarge(s, used, size);
}

/*
 * Insert length bytes' room at a place in a state that has it.
 */
static void
open_gap(MsSummary *s, void *place, Size length)
{
	char	   *end = (char *) s + ms_share_used(s);

	memmove((char *) place + length, place, end - (char *) place);
}

/*
 * Find a key; false, with the number it would get, if it is not there.
 */
static bool
find_key(const MsSummary *s, const char *key, int32 length, uint32 *number)
{
	uint32		low = 0;
	uint32		high = *ms_share_nkeys(s);

	while (low < high)
	{
		uint32		middle = (low + high) / 2;
		int32		middle_length;
		const char *middle_key = ms_share_flat_key(s, middle, &middle_length);
		int			order = ms_key_compare(middle_key, middle_length, key, length);

		if (order == 0)
		{
			*number = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*number = low;
	return false;
}

/*
 * Insert a key; the room has been reserved.
 */
static void
insert_key(MsSummary *s, uint32 number, const char *key, int32 length)
{
	uint32		bytes = Max(length, 0);
	uint32		start = number == 0 ? 0 : ms_share_key_ends(s)[number - 1];
	ShareCell  *cells = ms_share_cells(s);
	uint32	   *ends = ms_share_key_ends(s);
	char	   *place = ms_share_key_data(s) + start;
	char	   *end = (char *) s + ms_share_used(s);

	/* behind the key, then from the key's end to it */
	memmove(place + bytes + sizeof(uint32), place, end - place);
	memmove((char *) &ends[number + 1], &ends[number], place - (char *) &ends[number]);
	place += sizeof(uint32);
	if (bytes > 0)
		memcpy(place, key, bytes);
	ends[number] = start;
	(*ms_share_nkeys(s))++;
	for (uint32 i = number; i < *ms_share_nkeys(s); i++)
		ends[i] += bytes;

	for (uint32 i = 0; i < s->nparts; i++)
		if (ms_cell_key(&cells[i]) >= number)
			cells[i].key_days += 1 << 8;
	if (length == MS_NULL_KEY)
		s->flags |= MS_SHARE_NULL_KEY;
}

/*
 * Find a cell; false, with the place it would get, if it is not there.
 */
static bool
find_cell(const MsSummary *s, DateADT week, uint32 key, uint32 *place)
{
	uint32		low = 0;
	uint32		high = s->nparts;

	while (low < high)
	{
		uint32		middle = (low + high) / 2;
		const ShareCell *cell = &ms_share_cells(s)[middle];

		if (cell->week == week && ms_cell_key(cell) == key)
		{
			*place = middle;
			return true;
		}
		if (cell->week < week || (cell->week == week && ms_cell_key(cell) < key))
			low = middle + 1;
		else
			high = middle;
	}
	*place = low;
	return false;
}

/*
 * The cell of (week, key), made if need be.  *s changes if the state had to
 * move; NULL, and nothing changed, if it would outgrow the flat form.
 */
ShareCell *
ms_share_flat_cell(MsSummary **s, DateADT week, const char *key, int32 length)
{
	MsSummary  *state = *s;
	ShareCell  *cell;
	uint32		number;
	uint32		place;
	bool		key_found = find_key(state, key, length, &number);

	if (key_found && find_cell(state, week, number, &place))
		return &ms_share_cells(state)[place];

	state = reserve(state, sizeof(ShareCell) +
					(key_found ? 0 : sizeof(uint32) + (Size) Max(length, 0)));
	if (state == NULL)
		return NULL;
	if (!key_found)
	{
		insert_key(state, number, key, length);
		(void) find_cell(state, week, number, &place);
	}
	cell = &ms_share_cells(state)[place];
	open_gap(state, cell, sizeof(ShareCell));
	state->nparts++;
	memset(cell, 0, sizeof(ShareCell));
	cell->week = week;
	cell->key_days = number << 8;
	*s = state;
	return cell;
}

/*
 * Merge two flat summaries that stay small.
 */
MsSummary *
ms_share_merge_small(MsSummary *a, const MsSummary *b)
{
	MsSummary  *merged;
	MsCounts	counts;
	MsCounts	other;

	if (ms_share_used(a) + ms_share_used(b) > MS_SHARE_FLAT_LIMIT)
		return NULL;
	ms_summary_get_counts(a, &ms_share_kind, &counts);
	ms_summary_get_counts(b, &ms_share_kind, &other);
	ms_counts_merge(&counts, &other, &ms_share_kind);

	merged = ms_summary_trim(a, &ms_share_kind);
	for (uint32 i = 0; i < b->nparts; i++)
	{
		const ShareCell *other_cell = &ms_share_cells(b)[i];
		int32		length;
		const char *key = ms_share_flat_key(b, ms_cell_key(other_cell), &length);
		ShareCell  *cell = ms_share_flat_cell(&merged, other_cell->week, key, length);

		if (cell == NULL)
			return NULL;
		cell->key_days |= other_cell->key_days & (MS_SHARE_DAYS | MS_SHARE_COUNTED);
		ms_sum_add_sum(&cell->amount, other_cell->amount);
	}
	ms_summary_set_counts(merged, &ms_share_kind, &counts);
	merged->flags &= b->flags | ~MS_ON_STARTS;
	return merged;
}

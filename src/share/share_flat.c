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
#include "common/summary.h"
#include "share/share_summary.h"

StaticAssertDecl(sizeof(ShareCell) == 24, "cells are stored as they are");
StaticAssertDecl(offsetof(ShareSummary, counts) % 8 == 0, "counts are stored as they are");
StaticAssertDecl(offsetof(ShareSummary, cells) % 8 == 0, "cells are stored as they are");

/* Bytes of a new flat state: one row of a typical key, and some more. */
#define FIRST_FLAT_SIZE		256

static void
damaged(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("share_summary is damaged or of an unknown version"),
			 errdetail("%s", detail)));
}

/*
 * The state of an aggregate, which we made ourselves: its header is checked.
 */
ShareSummary *
ms_share_get_state(Datum value)
{
	ShareSummary *s = (ShareSummary *) PG_DETOAST_DATUM(value);

	if (VARSIZE(s) < offsetof(ShareSummary, cells) || s->version != MS_SHARE_VERSION ||
		(s->flags & ~MS_SHARE_VALID_FLAGS) != 0 || s->reserved != 0 || s->week_start > MS_SATURDAY)
		damaged("Its header is not one that this build of modelshare reads.");
	if (VARSIZE(s) < ms_share_used(s))
		damaged("It is shorter than its header says.");
	return s;
}

/*
 * A summary, or the state of an aggregate that another one passes on.  What a
 * newer version wrote, or what is damaged so that reading it would leave its
 * bytes, is refused here.
 */
ShareSummary *
ms_share_get_partial(Datum value)
{
	ShareSummary *s = ms_share_get_state(value);
	const uint32 *ends = ms_share_key_ends(s);
	uint32		end = 0;

	for (uint32 key = 0; key < s->nkeys; key++)
	{
		if (ends[key] < end || ends[key] > s->key_bytes)
			damaged("The lengths of its keys do not add up.");
		end = ends[key];
	}
	for (uint32 i = 0; i < s->ncells; i++)
	{
		if (ms_cell_key(&s->cells[i]) >= s->nkeys)
			damaged("A cell is of a key that it does not hold.");
		if (i > 0 && s->cells[i].week < s->cells[i - 1].week)
			damaged("Its weeks are not in order.");
	}
	return s;
}

/*
 * A summary as a function's argument, in its stored form.  An aggregate
 * without a final function returns its state, which can be stored, too.
 */
ShareSummary *
ms_share_get(Datum value)
{
	ShareSummary *s = ms_share_get_partial(value);
	const uint8 settings = MS_FROM_SETTINGS_MASK << MS_SHARE_SETTINGS_SHIFT;

	if (VARSIZE(s) > ms_share_used(s) || (s->flags & settings) != 0)
	{
		/* the argument itself must not be changed; what was flattened or detoasted is ours */
		if (VARSIZE(s) > ms_share_used(s) || s == (void *) DatumGetPointer(value))
			s = ms_share_flat_trim(s);
		s->flags &= ~settings;
	}
	return s;
}

void
ms_share_get_frame(const ShareSummary *s, ShareFrame *frame)
{
	frame->calendar = (s->flags & MS_SHARE_ZONED)
		? ms_stored_calendar(ms_share_zone((ShareSummary *) s), s->zone_length)
		: ms_face_value_calendar();
	frame->week_start = (MsWeekday) s->week_start;
	frame->amounts = (s->flags & MS_SHARE_AMOUNTS) != 0;
	frame->from_settings = s->flags >> MS_SHARE_SETTINGS_SHIFT & MS_FROM_SETTINGS_MASK;
}

uint8
ms_share_flags(const ShareFrame *frame)
{
	return (frame->amounts ? MS_SHARE_AMOUNTS : 0) |
		(frame->calendar->zoned ? MS_SHARE_ZONED : 0) |
		frame->from_settings << MS_SHARE_SETTINGS_SHIFT;
}

/*
 * Refuse to mix what was read by different calendars or in different units.
 */
void
ms_share_check_mergeable(const ShareFrame *a, const ShareFrame *b)
{
	if (!ms_same_calendar(a->calendar, b->calendar))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge share summaries of time zones \"%s\" and \"%s\"",
						ms_describe_zone(a->calendar), ms_describe_zone(b->calendar)),
				 errhint("%s", ms_zones_hint(a->calendar, b->calendar))));
	if (a->week_start != b->week_start)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge share summaries whose weeks start on %s and on %s",
						ms_week_start_name(a->week_start), ms_week_start_name(b->week_start)),
				 errhint("Build both with the same week_start argument or modelshare.week_start.")));
	if (a->amounts != b->amounts)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge a share summary of rows with one of amounts"),
				 errhint("Build both with, or both without, an amount.")));
}

void
ms_share_counts_init(ShareCounts *counts)
{
	memset(counts, 0, sizeof(*counts));
	counts->first = DT_NOEND;
	counts->last = DT_NOBEGIN;
}

void
ms_share_counts_merge(ShareCounts *counts, const ShareCounts *other)
{
	ms_add_count(&counts->rows_read, other->rows_read, "share_summary");
	for (int i = 0; i < MS_SHARE_NLEFT_OUT; i++)
		ms_add_count(&counts->left_out[i], other->left_out[i], "share_summary");
	ms_add_count(&counts->negative, other->negative, "share_summary");
	counts->first = Min(counts->first, other->first);
	counts->last = Max(counts->last, other->last);
}

ShareSummary *
ms_share_flat_new(const ShareFrame *frame)
{
	Size		size = FIRST_FLAT_SIZE;
	ShareSummary *s;

	while (size < ms_share_flat_size(0, 0, strlen(frame->calendar->name), 0))
		size *= 2;
	s = palloc0(size);
	SET_VARSIZE(s, size);
	s->version = MS_SHARE_VERSION;
	s->flags = ms_share_flags(frame) | MS_SHARE_ON_STARTS;
	s->week_start = (uint8) frame->week_start;
	s->zone_length = (uint8) strlen(frame->calendar->name);
	ms_share_counts_init(&s->counts);
	memcpy(ms_share_zone(s), frame->calendar->name, s->zone_length);
	return s;
}

/*
 * A copy without slack.
 */
ShareSummary *
ms_share_flat_trim(const ShareSummary *s)
{
	Size		used = ms_share_used(s);
	ShareSummary *copy = memcpy(palloc(used), s, used);

	SET_VARSIZE(copy, used);
	return copy;
}

/*
 * Make room for extra bytes.  A larger copy is made in the current context:
 * the executor moves it to the aggregate's and frees the old one.  NULL if
 * the state would outgrow the flat form.
 */
static ShareSummary *
reserve(ShareSummary *s, Size extra)
{
	Size		used = ms_share_used(s);
	Size		size = FIRST_FLAT_SIZE;
	ShareSummary *larger;

	if (used + extra <= VARSIZE(s))
		return s;
	while (size < used + extra)
		size *= 2;
	if (size > MS_SHARE_FLAT_LIMIT)
		return NULL;
	larger = palloc0(size);
	memcpy(larger, s, used);
	SET_VARSIZE(larger, size);
	return larger;
}

/*
 * Insert length bytes' room at a place in a state that has it.
 */
static void
open_gap(ShareSummary *s, void *place, Size length)
{
	char	   *end = (char *) s + ms_share_used(s);

	memmove((char *) place + length, place, end - (char *) place);
}

/*
 * Find a key; false, with the number it would get, if it is not there.
 */
static bool
find_key(const ShareSummary *s, const char *key, int32 length, uint32 *number)
{
	uint32		low = 0;
	uint32		high = s->nkeys;

	while (low < high)
	{
		uint32		middle = (low + high) / 2;
		int32		middle_length;
		const char *middle_key = ms_share_key(s, middle, &middle_length);
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
insert_key(ShareSummary *s, uint32 number, const char *key, int32 length)
{
	uint32		bytes = Max(length, 0);
	uint32		start = number == 0 ? 0 : ms_share_key_ends(s)[number - 1];
	uint32	   *ends;

	open_gap(s, ms_share_key_data(s) + start, bytes);
	if (bytes > 0)
		memcpy(ms_share_key_data(s) + start, key, bytes);
	s->key_bytes += bytes;

	open_gap(s, &ms_share_key_ends(s)[number], sizeof(uint32));
	s->nkeys++;
	ends = ms_share_key_ends(s);
	ends[number] = start;
	for (uint32 i = number; i < s->nkeys; i++)
		ends[i] += bytes;

	for (uint32 i = 0; i < s->ncells; i++)
		if (ms_cell_key(&s->cells[i]) >= number)
			s->cells[i].key_days += 1 << 8;
	if (length == MS_NULL_KEY)
		s->flags |= MS_SHARE_NULL_KEY;
}

/*
 * Find a cell; false, with the place it would get, if it is not there.
 */
static bool
find_cell(const ShareSummary *s, DateADT week, uint32 key, uint32 *place)
{
	uint32		low = 0;
	uint32		high = s->ncells;

	while (low < high)
	{
		uint32		middle = (low + high) / 2;
		const ShareCell *cell = &s->cells[middle];

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
ms_share_flat_cell(ShareSummary **s, DateADT week, const char *key, int32 length)
{
	ShareSummary *state = *s;
	ShareCell  *cell;
	uint32		number;
	uint32		place;
	bool		key_found = find_key(state, key, length, &number);

	if (key_found && find_cell(state, week, number, &place))
		return &state->cells[place];

	state = reserve(state, sizeof(ShareCell) +
					(key_found ? 0 : sizeof(uint32) + (Size) Max(length, 0)));
	if (state == NULL)
		return NULL;
	if (!key_found)
	{
		insert_key(state, number, key, length);
		(void) find_cell(state, week, number, &place);
	}
	cell = &state->cells[place];
	open_gap(state, cell, sizeof(ShareCell));
	state->ncells++;
	memset(cell, 0, sizeof(ShareCell));
	cell->week = week;
	cell->key_days = number << 8;
	*s = state;
	return cell;
}

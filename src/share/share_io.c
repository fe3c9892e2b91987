/*-------------------------------------------------------------------------
 *
 * share_io.c
 *		Text and binary forms of the body of a share_summary.
 *
 * Both are read into a builder, which brings them into canonical form: a
 * dump may be restored in another encoding, where keys sort differently.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/compat.h"
#include "share/share_summary.h"
#include "summary/binary.h"

void
ms_share_write_text(StringInfo out, const MsSummary *s)
{
	uint32		nkeys = *ms_share_nkeys(s);

	if ((s->flags & MS_ON_STARTS) && s->nparts > 0)
		appendStringInfoString(out, ", \"on_week_starts\": true");
	appendStringInfoString(out, ", \"keys\": [");
	for (uint32 key = 0; key < nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_share_flat_key(s, key, &length);

		if (key > 0)
			appendStringInfoString(out, ", ");
		if (length == MS_NULL_KEY)
			appendStringInfoString(out, "null");
		else
			ms_write_string(out, bytes, length);
	}
	appendStringInfoString(out, "], \"cells\": [");
	for (uint32 i = 0; i < s->nparts; i++)
	{
		const ShareCell *cell = &ms_share_cells(s)[i];

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		appendStringInfo(out, "%s[%d,%u,%u,", i > 0 ? ", " : "", cell->week,
						 ms_cell_key(cell), cell->key_days & 0xFF);
		ms_write_sum(out, cell->amount);
		appendStringInfoChar(out, ']');
	}
	appendStringInfoChar(out, ']');
}

/*
 * Could rows have given this summary?  Every row with a time is in a cell, and
 * the first and the last of them tell the weeks of the first and the last cell.
 */
static bool
cells_are_valid(const MsSummary *s)
{
	int64		rows = s->counts[MS_ROWS_READ] - s->counts[MS_SHARE_NULL_TS] - s->counts[MS_SHARE_INFINITE_TS];

	if (s->nparts > rows || (s->nparts > 0) != (rows > 0) || (rows > 0) != (s->first <= s->last))
		return false;
	for (uint32 i = 0; i < s->nparts && (s->flags & MS_ON_STARTS); i++)
		if ((ms_share_cells(s)[i].key_days & MS_SHARE_DAYS) != 1)
			return false;
	return ms_share_weeks_fit(s);
}

static ShareBuilder *
begin_restore(const MsFrame *frame, const MsCounts *counts)
{
	MsGrowing  *growing = ms_growing_new(&ms_share_kind, frame, CurrentMemoryContext);

	growing->unlimited = true;
	growing->counts = *counts;
	return (ShareBuilder *) growing;
}

/*
 * The summary that was read; NULL if there can be none.
 */
static MsSummary *
restore(ShareBuilder *builder)
{
	MsSummary  *s;

	/* of no rows anything is true */
	if (builder->ncells == 0)
		builder->growing.on_starts = true;
	s = ms_growing_flatten(&builder->growing);
	return cells_are_valid(s) ? s : NULL;
}

/*
 * Add a cell that was read.  False if no summary could hold it: its week does
 * not start on the right day, it has no rows, or it is there already.
 */
static bool
add_cell(ShareBuilder *builder, int64 week, int64 key, int64 days, MsSum amount)
{
	ShareSlot  *slot;

	if (!IS_VALID_DATE(week) || week > TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE ||
		ms_week_starting((DateADT) week, builder->growing.frame.periods.week_start) != week)
		return false;
	if (key < 0 || key >= builder->keys.nkeys || days < 1 || days > 0xFF ||
		(days & MS_SHARE_DAYS) == 0 || !ms_sum_is_valid(amount))
		return false;
	slot = ms_share_builder_cell(builder, (DateADT) week, (uint32) key);
	if (slot->key_days & 0xFF)
		return false;
	slot->key_days |= (uint32) days;
	slot->amount = amount;
	return true;
}

/*
 * Add a key that was read; false if it is there already.
 */
static bool
add_key(ShareBuilder *builder, const char *bytes, int32 length)
{
	uint32		nkeys = builder->keys.nkeys;

	return ms_share_builder_key(builder, bytes, length) == nkeys;
}

/*
 * A member that is there only if it is true.
 */
static bool
read_on_starts(MsReader *reader, bool *on_starts)
{
	MsReader	start = *reader;

	*on_starts = ms_read_next_member(reader, "on_week_starts");
	if (*on_starts)
		return ms_read_literal(reader, "true");
	*reader = start;
	return true;
}

static bool
read_keys(MsReader *reader, ShareBuilder *builder)
{
	StringInfoData word;

	if (!ms_read_next_member(reader, "keys") || !ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	initStringInfo(&word);
	do
	{
		bool		added;

		CHECK_FOR_INTERRUPTS();
		if (ms_read_literal(reader, "null"))
			added = add_key(builder, NULL, MS_NULL_KEY);
		else if (ms_read_string(reader, &word))
			added = add_key(builder, word.data, word.len);
		else
			return false;
		reader->expected = "key that was not there before";
		if (!added)
			return false;
	} while (ms_read_literal(reader, ","));
	return ms_read_literal(reader, "]");
}

static bool
read_cells(MsReader *reader, ShareBuilder *builder)
{
	int64		week;
	int64		key;
	int64		days;
	MsSum		amount;

	if (!ms_read_next_member(reader, "cells") || !ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	do
	{
		CHECK_FOR_INTERRUPTS();
		if (!ms_read_literal(reader, "[") ||
			!ms_read_int64(reader, PG_INT32_MIN, PG_INT32_MAX, &week) ||
			!ms_read_literal(reader, ",") || !ms_read_int64(reader, 0, PG_INT32_MAX, &key) ||
			!ms_read_literal(reader, ",") || !ms_read_int64(reader, 0, 0xFF, &days) ||
			!ms_read_literal(reader, ",") || !ms_read_sum(reader, &amount) ||
			!ms_read_literal(reader, "]"))
			return false;
		reader->expected = "cell of a known key, in a week of its own";
		if (!add_cell(builder, week, key, days, amount))
			return false;
	} while (ms_read_literal(reader, ","));
	return ms_read_literal(reader, "]");
}

MsSummary *
ms_share_read_text(MsReader *reader, const MsFrame *frame, const MsCounts *counts)
{
	ShareBuilder *builder = begin_restore(frame, counts);

	if (!read_on_starts(reader, &builder->growing.on_starts) || !read_keys(reader, builder) ||
		!read_cells(reader, builder) || !ms_read_literal(reader, "}") || !ms_read_end(reader))
		return NULL;
	reader->expected = "weeks and counts that fit the first and the last row";
	return restore(builder);
}

void
ms_share_send_body(StringInfo out, const MsSummary *s)
{
	uint32		nkeys = *ms_share_nkeys(s);

	pq_sendint32(out, nkeys);
	pq_sendint32(out, s->nparts);
	for (uint32 key = 0; key < nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_share_flat_key(s, key, &length);

		if (length != MS_NULL_KEY)
			ms_send_counted_text(out, bytes, length);
	}
	for (uint32 i = 0; i < s->nparts; i++)
	{
		const ShareCell *cell = &ms_share_cells(s)[i];

		pq_sendint32(out, cell->week);
		pq_sendint32(out, cell->key_days);
		ms_send_sum(out, cell->amount);
	}
}

MsSummary *
ms_share_receive(StringInfo in, const MsFrame *frame, const MsCounts *counts, uint8 flags)
{
	const char *type_name = ms_share_kind.type_name;
	ShareBuilder *builder = begin_restore(frame, counts);
	uint32		nkeys = pq_getmsgint(in, 4);
	uint32		ncells = pq_getmsgint(in, 4);
	MsSummary  *s;

	builder->growing.on_starts = (flags & MS_ON_STARTS) != 0;
	if (nkeys > 0 && (flags & MS_SHARE_NULL_KEY))
		(void) add_key(builder, NULL, MS_NULL_KEY);
	while (builder->keys.nkeys < nkeys)
	{
		int			length;
		char	   *bytes = ms_receive_text(in, type_name, &length);

		CHECK_FOR_INTERRUPTS();
		if (!add_key(builder, bytes, length))
			ms_bad_binary(type_name, "a key twice");
		pfree(bytes);
	}
	for (uint32 i = 0; i < ncells; i++)
	{
		int32		week = (int32) pq_getmsgint(in, 4);
		uint32		key_days = pq_getmsgint(in, 4);
		MsSum		amount = ms_receive_sum(in);

		CHECK_FOR_INTERRUPTS();
		if (!add_cell(builder, week, key_days >> 8, key_days & 0xFF, amount))
			ms_bad_binary(type_name, "a cell that no summary can have");
	}
	pq_getmsgend(in);
	s = restore(builder);
	if (s == NULL)
		ms_bad_binary(type_name, "weeks or counts that do not fit the first and the last row");
	return s;
}

/*-------------------------------------------------------------------------
 *
 * share_io.c
 *		Text and binary forms of share_summary.
 *
 * Both are read into a builder, which brings them into canonical form: a
 * dump may be restored in another encoding, where keys sort differently.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "common/compat.h"
#include "common/summary.h"
#include "share/share_summary.h"

static const char *const left_out_names[MS_SHARE_NLEFT_OUT] = {
	"null_ts", "infinite_ts", "null_amount", "nonfinite_amount"
};

static void
write_string(StringInfo out, const char *bytes, int32 length)
{
	escape_json(out, pnstrdup(bytes, length));
}

/*
 * Write the header of the text form.  Instants are microseconds, and weeks
 * days, since 2000-01-01: no setting changes how they look.
 */
static void
write_header(StringInfo out, ShareSummary *s)
{
	appendStringInfo(out, "{\"share_summary\": %d, \"measure\": \"%s\", \"timezone\": ",
					 s->version, (s->flags & MS_SHARE_AMOUNTS) ? "amount" : "rows");
	if (s->flags & MS_SHARE_ZONED)
		write_string(out, ms_share_zone(s), s->zone_length);
	else
		appendStringInfoString(out, "null");
	appendStringInfo(out, ", \"week_start\": \"%s\"", ms_week_start_name((MsWeekday) s->week_start));
	ms_write_from_settings(out, s->flags >> MS_SHARE_SETTINGS_SHIFT & MS_FROM_SETTINGS_MASK);
	appendStringInfo(out, ", \"rows_read\": " INT64_FORMAT, s->counts.rows_read);
	for (int i = 0; i < MS_SHARE_NLEFT_OUT; i++)
		appendStringInfo(out, ", \"%s\": " INT64_FORMAT, left_out_names[i], s->counts.left_out[i]);
	appendStringInfo(out, ", \"negative_amounts\": " INT64_FORMAT, s->counts.negative);
	appendStringInfo(out, ", \"first\": " INT64_FORMAT ", \"last\": " INT64_FORMAT,
					 s->counts.first, s->counts.last);
	if ((s->flags & MS_SHARE_ON_STARTS) && s->ncells > 0)
		appendStringInfoString(out, ", \"on_week_starts\": true");
}

PG_FUNCTION_INFO_V1(ms_share_out);

Datum
ms_share_out(PG_FUNCTION_ARGS)
{
	ShareSummary *s = ms_share_get_partial(PG_GETARG_DATUM(0));
	StringInfoData out;

	initStringInfo(&out);
	write_header(&out, s);
	appendStringInfoString(&out, ", \"keys\": [");
	for (uint32 key = 0; key < s->nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_share_key(s, key, &length);

		if (key > 0)
			appendStringInfoString(&out, ", ");
		if (length == MS_NULL_KEY)
			appendStringInfoString(&out, "null");
		else
			write_string(&out, bytes, length);
	}
	appendStringInfoString(&out, "], \"cells\": [");
	for (uint32 i = 0; i < s->ncells; i++)
	{
		const ShareCell *cell = &s->cells[i];

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		appendStringInfo(&out, "%s[%d,%u,%u,", i > 0 ? ", " : "", cell->week,
						 ms_cell_key(cell), cell->key_days & 0xFF);
		ms_write_sum(&out, cell->amount);
		appendStringInfoChar(&out, ']');
	}
	appendStringInfoString(&out, "]}");
	PG_RETURN_CSTRING(out.data);
}

static bool
counts_are_valid(const ShareCounts *counts)
{
	return counts->negative >= 0 && counts->negative <= counts->rows_read &&
		ms_counts_are_valid(counts->rows_read, counts->left_out, MS_SHARE_NLEFT_OUT,
							counts->first, counts->last);
}

/*
 * May the rows of the earliest, or the latest, cell have been at this instant?
 */
static bool
week_fits(const ShareSummary *s, DateADT week, Timestamp instant)
{
	DateADT		first;
	DateADT		last;

	ms_possible_dates((s->flags & MS_SHARE_ZONED) ? ms_share_zone((ShareSummary *) s) : NULL,
					  s->zone_length, instant, &first, &last);
	return week >= ms_week_starting(first, (MsWeekday) s->week_start) &&
		week <= ms_week_starting(last, (MsWeekday) s->week_start);
}

/*
 * Are the first and the last row in the weeks of the first and the last cell?
 */
bool
ms_share_weeks_fit(const ShareSummary *s)
{
	return s->ncells == 0 ||
		(week_fits(s, s->cells[0].week, s->counts.first) &&
		 week_fits(s, s->cells[s->ncells - 1].week, s->counts.last));
}

/*
 * Could rows have given this summary?  Every row with a time is in a cell, and
 * the first and the last of them tell the weeks of the first and the last cell.
 */
static bool
cells_are_valid(const ShareSummary *s)
{
	const ShareCounts *counts = &s->counts;
	int64		rows = counts->rows_read - counts->left_out[MS_NULL_TS] - counts->left_out[MS_INFINITE_TS];

	if (s->ncells > rows || (s->ncells > 0) != (rows > 0) || (rows > 0) != (counts->first <= counts->last))
		return false;
	for (uint32 i = 0; i < s->ncells && (s->flags & MS_SHARE_ON_STARTS); i++)
		if ((s->cells[i].key_days & MS_SHARE_DAYS) != 1)
			return false;
	return ms_share_weeks_fit(s);
}

/*
 * The summary that was read; NULL if there can be none.
 */
static ShareSummary *
restore(ShareBuilder *builder)
{
	ShareSummary *s;

	/* of no rows anything is true */
	if (builder->ncells == 0)
		builder->on_starts = true;
	s = ms_share_builder_flatten(builder);
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
		ms_week_starting((DateADT) week, builder->frame.week_start) != week)
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
 * The zone and week start of a text form.
 */
static bool
read_frame(MsReader *reader, StringInfo word, ShareFrame *frame)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "timezone"))
		return false;
	if (ms_read_literal(reader, "null"))
		frame->calendar = ms_face_value_calendar();
	else if (!ms_read_string(reader, word))
		return false;
	else
		frame->calendar = ms_written_calendar(word->data, word->len);
	reader->expected = "name of a time zone";
	if (frame->calendar == NULL)
		return false;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "week_start") ||
		!ms_read_string(reader, word))
		return false;
	reader->expected = "day of the week";
	return ms_known_week_start(word->data, word->len, &frame->week_start) &&
		ms_read_from_settings(reader, &frame->from_settings) &&
		ms_from_settings_is_valid(frame->from_settings, frame->calendar, true);
}

static bool
read_header(MsReader *reader, StringInfo word, ShareFrame *frame, ShareCounts *counts)
{
	int64		version;

	if (!ms_read_literal(reader, "{") || !ms_read_member(reader, "share_summary") ||
		!ms_read_int64(reader, MS_SHARE_VERSION, MS_SHARE_VERSION, &version) ||
		!ms_read_literal(reader, ",") || !ms_read_member(reader, "measure"))
		return false;
	frame->amounts = ms_read_literal(reader, "\"amount\"");
	if (!frame->amounts && !ms_read_literal(reader, "\"rows\""))
		return false;
	if (!read_frame(reader, word, frame))
		return false;
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "rows_read") ||
		!ms_read_int64(reader, 0, PG_INT64_MAX, &counts->rows_read))
		return false;
	for (int i = 0; i < MS_SHARE_NLEFT_OUT; i++)
		if (!ms_read_literal(reader, ",") || !ms_read_member(reader, left_out_names[i]) ||
			!ms_read_int64(reader, 0, PG_INT64_MAX, &counts->left_out[i]))
			return false;
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "negative_amounts") ||
		!ms_read_int64(reader, 0, PG_INT64_MAX, &counts->negative) ||
		!ms_read_literal(reader, ",") || !ms_read_member(reader, "first") ||
		!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &counts->first) ||
		!ms_read_literal(reader, ",") || !ms_read_member(reader, "last") ||
		!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &counts->last))
		return false;
	reader->expected = "counts that fit together";
	return counts_are_valid(counts);
}

/*
 * A member that is there only if it is true.
 */
static bool
read_on_starts(MsReader *reader, bool *on_starts)
{
	MsReader	start = *reader;

	*on_starts = ms_read_literal(reader, ",") && ms_read_member(reader, "on_week_starts");
	if (*on_starts)
		return ms_read_literal(reader, "true");
	*reader = start;
	return true;
}

static bool
read_keys(MsReader *reader, StringInfo word, ShareBuilder *builder)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "keys") ||
		!ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	do
	{
		bool		added;

		CHECK_FOR_INTERRUPTS();
		if (ms_read_literal(reader, "null"))
			added = add_key(builder, NULL, MS_NULL_KEY);
		else if (ms_read_string(reader, word))
			added = add_key(builder, word->data, word->len);
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

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "cells") ||
		!ms_read_literal(reader, "["))
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

PG_FUNCTION_INFO_V1(ms_share_in);

Datum
ms_share_in(PG_FUNCTION_ARGS)
{
	MsReader	reader;
	StringInfoData word;
	ShareFrame	frame;
	ShareCounts counts;
	ShareBuilder *builder;
	ShareSummary *s = NULL;

	ms_reader_init(&reader, PG_GETARG_CSTRING(0));
	initStringInfo(&word);
	if (read_header(&reader, &word, &frame, &counts))
	{
		builder = ms_share_builder_new(&frame, CurrentMemoryContext);
		builder->unlimited = true;
		builder->counts = counts;
		if (read_on_starts(&reader, &builder->on_starts) && read_keys(&reader, &word, builder) &&
			read_cells(&reader, builder) && ms_read_literal(&reader, "}") && ms_read_end(&reader))
		{
			s = restore(builder);
			reader.expected = "weeks and counts that fit the first and the last row";
		}
	}
	if (s == NULL)
		ms_ereturn(ms_escontext(fcinfo), (Datum) 0,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s", "share_summary"),
					errdetail("Expected %s at byte %d.", reader.expected,
							  (int) (reader.next - reader.start) + 1)));
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(ms_share_send);

Datum
ms_share_send(PG_FUNCTION_ARGS)
{
	ShareSummary *s = ms_share_get_partial(PG_GETARG_DATUM(0));
	StringInfoData out;

	pq_begintypsend(&out);
	pq_sendint8(&out, s->version);
	pq_sendint8(&out, s->flags);
	pq_sendint8(&out, s->week_start);
	ms_send_counted_text(&out, ms_share_zone(s), s->zone_length);
	pq_sendint64(&out, s->counts.rows_read);
	for (int i = 0; i < MS_SHARE_NLEFT_OUT; i++)
		pq_sendint64(&out, s->counts.left_out[i]);
	pq_sendint64(&out, s->counts.negative);
	pq_sendint64(&out, s->counts.first);
	pq_sendint64(&out, s->counts.last);
	pq_sendint32(&out, s->nkeys);
	pq_sendint32(&out, s->ncells);
	for (uint32 key = 0; key < s->nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_share_key(s, key, &length);

		if (length != MS_NULL_KEY)
			ms_send_counted_text(&out, bytes, length);
	}
	for (uint32 i = 0; i < s->ncells; i++)
	{
		pq_sendint32(&out, s->cells[i].week);
		pq_sendint32(&out, s->cells[i].key_days);
		pq_sendfloat8(&out, s->cells[i].amount.hi);
		pq_sendfloat8(&out, s->cells[i].amount.lo);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

static void
bad_binary(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of share_summary"),
			 errdetail("It holds %s.", what)));
}

static char *
receive_text(StringInfo in, int *length)
{
	int			bytes = pq_getmsgint(in, 4);

	if (bytes < 0 || bytes > in->len - in->cursor)
		bad_binary("a text longer than itself");
	return pq_getmsgtext(in, bytes, length);
}

static void
receive_header(StringInfo in, ShareFrame *frame, ShareCounts *counts, uint8 *flags)
{
	uint8		version = pq_getmsgbyte(in);
	uint8		week_start;
	char	   *zone;
	int			length;

	*flags = pq_getmsgbyte(in);
	week_start = pq_getmsgbyte(in);
	if (version != MS_SHARE_VERSION || (*flags & ~MS_SHARE_VALID_FLAGS) != 0 || week_start > MS_SATURDAY)
		bad_binary("an unknown version or flag");
	zone = receive_text(in, &length);
	frame->amounts = (*flags & MS_SHARE_AMOUNTS) != 0;
	frame->week_start = (MsWeekday) week_start;
	frame->from_settings = *flags >> MS_SHARE_SETTINGS_SHIFT & MS_FROM_SETTINGS_MASK;
	frame->calendar = (*flags & MS_SHARE_ZONED) ? ms_written_calendar(zone, length) : ms_face_value_calendar();
	if (frame->calendar == NULL)
		bad_binary("a time zone whose name no zone can have");
	if (!ms_from_settings_is_valid(frame->from_settings, frame->calendar, true))
		bad_binary("a flag that it cannot have");

	counts->rows_read = pq_getmsgint64(in);
	for (int i = 0; i < MS_SHARE_NLEFT_OUT; i++)
		counts->left_out[i] = pq_getmsgint64(in);
	counts->negative = pq_getmsgint64(in);
	counts->first = pq_getmsgint64(in);
	counts->last = pq_getmsgint64(in);
	if (!counts_are_valid(counts))
		bad_binary("counts that do not fit together");
}

PG_FUNCTION_INFO_V1(ms_share_recv);

Datum
ms_share_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	ShareFrame	frame;
	ShareCounts counts;
	ShareBuilder *builder;
	ShareSummary *s;
	uint8		flags;
	uint32		nkeys;
	uint32		ncells;

	receive_header(in, &frame, &counts, &flags);
	builder = ms_share_builder_new(&frame, CurrentMemoryContext);
	builder->unlimited = true;
	builder->counts = counts;
	builder->on_starts = (flags & MS_SHARE_ON_STARTS) != 0;
	nkeys = pq_getmsgint(in, 4);
	ncells = pq_getmsgint(in, 4);
	if (nkeys > 0 && (flags & MS_SHARE_NULL_KEY))
		(void) add_key(builder, NULL, MS_NULL_KEY);
	while (builder->keys.nkeys < nkeys)
	{
		int			length;
		char	   *bytes = receive_text(in, &length);

		CHECK_FOR_INTERRUPTS();
		if (!add_key(builder, bytes, length))
			bad_binary("a key twice");
		pfree(bytes);
	}
	for (uint32 i = 0; i < ncells; i++)
	{
		int32		week = (int32) pq_getmsgint(in, 4);
		uint32		key_days = pq_getmsgint(in, 4);
		MsSum		amount;

		amount.hi = pq_getmsgfloat8(in);
		amount.lo = pq_getmsgfloat8(in);
		CHECK_FOR_INTERRUPTS();
		if (!add_cell(builder, week, key_days >> 8, key_days & 0xFF, amount))
			bad_binary("a cell that no summary can have");
	}
	pq_getmsgend(in);
	s = restore(builder);
	if (s == NULL)
		bad_binary("weeks or counts that do not fit the first and the last row");
	PG_RETURN_POINTER(s);
}

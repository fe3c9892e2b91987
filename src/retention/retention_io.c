/*-------------------------------------------------------------------------
 *
 * retention_io.c
 *		Text and binary forms of retention_summary.
 *
 * The text is JSON; users and masks, which may be millions, stand in it as
 * base64 of the bytes that the stored form has on a little-endian machine.
 * What is read becomes a stored form, which is then checked as a whole.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/base64.h"
#include "fmgr.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "common/compat.h"
#include "common/summary.h"
#include "retention/retention_flat.h"
#include "retention/retention_loose.h"
#include "retention/user_id.h"

static const char *const left_out_names[MS_RETENTION_NLEFT_OUT] = {
	"null_ts", "infinite_ts", "null_user"
};

static const char *const user_type_names[] = {"bigint", "uuid", "text"};

/* The columns of a stored form, all windows together. */
typedef struct Columns
{
	uint64	   *ids;
	Size		id_bytes;
	char	   *active;
	char	   *starts;			/* NULL: none */
	Size		mask_bytes;		/* of either */
} Columns;

static void
get_columns(RetentionSummary *s, Columns *columns)
{
	RetentionWindow *windows = ms_retention_windows(s);
	Size		nusers = 0;

	for (uint32 i = 0; i < s->nwindows; i++)
		nusers += windows[i].nusers;
	columns->ids = (uint64 *) &windows[s->nwindows];
	columns->id_bytes = nusers * sizeof(uint64) * (s->user_type == MS_USER_BIGINT ? 1 : 2);
	columns->mask_bytes = nusers * s->mask_bytes;
	columns->active = (char *) columns->ids + columns->id_bytes;
	columns->starts = (s->flags & MS_RETENTION_STARTS) ? columns->active + columns->mask_bytes : NULL;
}

/*
 * The users' numbers, lowest byte first; a copy only where the machine has
 * them otherwise.
 */
static char *
ids_to_bytes(const Columns *columns)
{
#ifdef WORDS_BIGENDIAN
	uint64	   *bytes = MemoryContextAllocHuge(CurrentMemoryContext, columns->id_bytes + 1);

	for (Size i = 0; i < columns->id_bytes / sizeof(uint64); i++)
		bytes[i] = pg_bswap64(columns->ids[i]);
	return (char *) bytes;
#else
	return (char *) columns->ids;
#endif
}

static void
ids_from_bytes(Columns *columns)
{
	for (Size i = 0; i < columns->id_bytes / sizeof(uint64); i++)
		columns->ids[i] = ms_mask_bytes_order(columns->ids[i]);
}

/*
 * Characters of base64.  pg_b64_enc_len() may count one too many, and
 * overflows for what is larger than 512 MB.
 */
static inline Size
base64_length(Size length)
{
	return (length + 2) / 3 * 4;
}

static void
write_base64(StringInfo out, const char *name, const char *bytes, Size length)
{
	int			encoded = (int) base64_length(length);

	appendStringInfo(out, ", \"%s\": \"", name);
	enlargeStringInfo(out, encoded + 1);
	encoded = ms_b64_encode(bytes, (int) length, out->data + out->len, encoded);
	if (encoded < 0)
		elog(ERROR, "could not encode %zu bytes", length);
	out->len += encoded;
	out->data[out->len] = '\0';
	appendStringInfoChar(out, '"');
}

/*
 * Write the header of the text form.  Instants are microseconds, and periods
 * days, weeks, months or quarters, since 2000-01-01: no setting changes how
 * they look.
 */
static void
write_header(StringInfo out, RetentionSummary *s)
{
	appendStringInfo(out, "{\"retention_summary\": %d, \"users\": \"%s\", \"period\": \"%s\", \"timezone\": ",
					 s->version, user_type_names[s->user_type],
					 ms_period_unit_name((MsPeriodUnit) s->unit));
	if (s->flags & MS_RETENTION_ZONED)
		escape_json(out, pnstrdup(ms_retention_zone(s), s->zone_length));
	else
		appendStringInfoString(out, "null");
	appendStringInfo(out, ", \"week_start\": \"%s\", \"cohort\": \"%s\", \"rows_read\": " INT64_FORMAT,
					 ms_week_start_name((MsWeekday) s->week_start),
					 (s->flags & MS_RETENTION_STARTS) ? "starts" : "first row", s->counts.rows_read);
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		appendStringInfo(out, ", \"%s\": " INT64_FORMAT, left_out_names[i], s->counts.left_out[i]);
	appendStringInfo(out, ", \"first\": " INT64_FORMAT ", \"last\": " INT64_FORMAT,
					 s->counts.first, s->counts.last);
}

PG_FUNCTION_INFO_V1(ms_retention_out);

Datum
ms_retention_out(PG_FUNCTION_ARGS)
{
	RetentionSummary *s = ms_retention_get(PG_GETARG_DATUM(0));
	const RetentionWindow *windows = ms_retention_windows(s);
	Columns		columns;
	StringInfoData out;

	get_columns(s, &columns);
	initStringInfo(&out);
	write_header(&out, s);
	appendStringInfo(&out, ", \"mask_bytes\": %d, \"windows\": [", s->mask_bytes);
	for (uint32 i = 0; i < s->nwindows; i++)
		appendStringInfo(&out, "%s[%d,%u]", i > 0 ? ", " : "", windows[i].first_period, windows[i].nusers);
	appendStringInfoChar(&out, ']');
	write_base64(&out, "ids", ids_to_bytes(&columns), columns.id_bytes);
	write_base64(&out, "active", columns.active, columns.mask_bytes);
	if (columns.starts)
		write_base64(&out, "starts", columns.starts, columns.mask_bytes);
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/*
 * Counts that rows can give: none negative, none left out that was not read,
 * instants in order and in range.
 */
static bool
counts_are_valid(const RetentionCounts *counts)
{
	int64		left_out = 0;

	if (counts->rows_read < 0)
		return false;
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
	{
		if (counts->left_out[i] < 0 || counts->left_out[i] > counts->rows_read - left_out)
			return false;
		left_out += counts->left_out[i];
	}
	if (counts->first == DT_NOEND && counts->last == DT_NOBEGIN)
		return true;
	return IS_VALID_TIMESTAMP(counts->first) && IS_VALID_TIMESTAMP(counts->last) &&
		counts->first <= counts->last;
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
 * Is this what rows give?  Each summary has one stored form, so that equal
 * ones are equal byte by byte.
 */
static bool
is_canonical(RetentionSummary *s)
{
	RetentionFrame frame;
	RetentionCursor cursor;
	int32		first = PG_INT32_MAX;
	int32		last = PG_INT32_MIN;

	ms_retention_get_frame(s, &frame);
	if (s->nwindows == 0)
		return s->mask_bytes == sizeof(uint64);
	if (s->counts.first > s->counts.last)
		return false;
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

	if (!ms_period_is_valid(&frame.periods, first) || !ms_period_is_valid(&frame.periods, last))
		return false;
	if ((int64) last - first >= MS_WINDOW_PERIODS)
		return s->mask_bytes == sizeof(uint64) &&
			ms_retention_window_of(ms_retention_windows(s)[0].first_period) ==
			ms_retention_windows(s)[0].first_period;
	return s->nwindows == 1 && ms_retention_windows(s)[0].first_period == first &&
		s->mask_bytes == ms_retention_mask_bytes(first, last);
}

/*
 * The word of a text form that one of some names must be.
 */
static bool
read_name(MsReader *reader, StringInfo word, const char *member, const char *const *names,
		  int nnames, int *which)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, member) ||
		!ms_read_string(reader, word))
		return false;
	reader->expected = "known word";
	for (*which = 0; *which < nnames; (*which)++)
		if (strcmp(word->data, names[*which]) == 0)
			return true;
	return false;
}

/*
 * The frame of a text form.  A zone that this server does not know cannot be
 * read: its periods would be another's.
 */
static bool
read_frame(MsReader *reader, StringInfo word, RetentionFrame *frame)
{
	static const char *const units[] = {"day", "week", "month", "quarter"};
	static const char *const cohorts[] = {"first row", "starts"};
	int			which;

	if (!read_name(reader, word, "users", user_type_names, lengthof(user_type_names), &which))
		return false;
	frame->user_type = (RetentionUserType) which;
	if (!read_name(reader, word, "period", units, lengthof(units), &which))
		return false;
	frame->periods.unit = (MsPeriodUnit) which;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "timezone"))
		return false;
	if (ms_read_literal(reader, "null"))
		frame->calendar = ms_face_value_calendar();
	else if (!ms_read_string(reader, word))
		return false;
	else
		frame->calendar = ms_known_calendar(word->data, word->len);
	reader->expected = "known time zone";
	if (frame->calendar == NULL)
		return false;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "week_start") ||
		!ms_read_string(reader, word))
		return false;
	reader->expected = "day of the week";
	if (!ms_known_week_start(word->data, word->len, &frame->periods.week_start))
		return false;
	if (!read_name(reader, word, "cohort", cohorts, lengthof(cohorts), &which))
		return false;
	frame->starts = which == 1;
	return true;
}

static bool
read_counts(MsReader *reader, RetentionCounts *counts)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "rows_read") ||
		!ms_read_int64(reader, 0, PG_INT64_MAX, &counts->rows_read))
		return false;
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		if (!ms_read_literal(reader, ",") || !ms_read_member(reader, left_out_names[i]) ||
			!ms_read_int64(reader, 0, PG_INT64_MAX, &counts->left_out[i]))
			return false;
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "first") ||
		!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &counts->first) ||
		!ms_read_literal(reader, ",") || !ms_read_member(reader, "last") ||
		!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &counts->last))
		return false;
	reader->expected = "counts that fit together";
	return counts_are_valid(counts);
}

/*
 * Windows, of which there are not more than the text has room for.
 */
static bool
read_windows(MsReader *reader, RetentionWindow **windows, uint32 *nwindows)
{
	uint32		allocated = 16;

	*windows = palloc(allocated * sizeof(RetentionWindow));
	*nwindows = 0;
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "windows") ||
		!ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	do
	{
		int64		first;
		int64		nusers;

		if (!ms_read_literal(reader, "[") ||
			!ms_read_int64(reader, -MS_MAX_PERIOD, MS_MAX_PERIOD, &first) ||
			!ms_read_literal(reader, ",") ||
			!ms_read_int64(reader, 1, MaxAllocSize / sizeof(uint64), &nusers) ||
			!ms_read_literal(reader, "]"))
			return false;
		if (*nwindows == allocated)
		{
			allocated *= 2;
			*windows = repalloc_huge(*windows, allocated * sizeof(RetentionWindow));
		}
		(*windows)[*nwindows].first_period = (int32) first;
		(*windows)[(*nwindows)++].nusers = (uint32) nusers;
	} while (ms_read_literal(reader, ","));
	return ms_read_literal(reader, "]");
}

/*
 * A member whose value is base64 of so many bytes.
 */
static bool
read_base64(MsReader *reader, const char *member, char *bytes, Size length)
{
	Size		encoded;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, member) ||
		!ms_read_literal(reader, "\""))
		return false;
	reader->expected = "base64 of the right length";
	encoded = strcspn(reader->next, "\"");
	if (encoded != base64_length(length) ||
		ms_b64_decode(reader->next, (int) encoded, bytes, (int) length) != length)
		return false;
	reader->next += encoded;
	return ms_read_literal(reader, "\"");
}

/*
 * Can so many bytes hold the users of the windows?  Asked before anything is
 * allocated for them.
 */
static bool
users_fit(const RetentionWindow *windows, uint32 nwindows, const RetentionFrame *frame,
		  int mask_bytes, Size bytes)
{
	Size		per_user = (frame->user_type == MS_USER_BIGINT ? 1 : 2) * sizeof(uint64) +
		(frame->starts ? 2 : 1) * mask_bytes;
	Size		nusers = 0;

	for (uint32 i = 0; i < nwindows; i++)
		nusers += windows[i].nusers;
	return nusers <= bytes / per_user;
}

static RetentionSummary *
read_users(MsReader *reader, const RetentionFrame *frame, const RetentionCounts *counts)
{
	RetentionWindow *windows;
	uint32		nwindows;
	int64		mask_bytes;
	RetentionSummary *s;
	RetentionWriter writer;
	Columns		columns;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "mask_bytes") ||
		!ms_read_int64(reader, 1, sizeof(uint64), &mask_bytes) ||
		!read_windows(reader, &windows, &nwindows))
		return NULL;
	reader->expected = "fewer users";
	if (!users_fit(windows, nwindows, frame, (int) mask_bytes, strlen(reader->next) / 4 * 3))
		return NULL;

	s = palloc(ms_retention_flat_size(frame, windows, nwindows, (int) mask_bytes));
	ms_retention_writer_init(&writer, s, frame, counts, windows, nwindows, (int) mask_bytes);
	get_columns(s, &columns);
	if (!read_base64(reader, "ids", (char *) columns.ids, columns.id_bytes) ||
		!read_base64(reader, "active", columns.active, columns.mask_bytes))
		return NULL;
	if (columns.starts && !read_base64(reader, "starts", columns.starts, columns.mask_bytes))
		return NULL;
	ids_from_bytes(&columns);
	reader->expected = "users and periods in order";
	return is_canonical(s) ? s : NULL;
}

PG_FUNCTION_INFO_V1(ms_retention_in);

Datum
ms_retention_in(PG_FUNCTION_ARGS)
{
	MsReader	reader;
	StringInfoData word;
	RetentionFrame frame;
	RetentionCounts counts;
	RetentionSummary *s = NULL;
	int64		version;

	ms_reader_init(&reader, PG_GETARG_CSTRING(0));
	initStringInfo(&word);
	if (ms_read_literal(&reader, "{") && ms_read_member(&reader, "retention_summary") &&
		ms_read_int64(&reader, MS_RETENTION_VERSION, MS_RETENTION_VERSION, &version) &&
		read_frame(&reader, &word, &frame) && read_counts(&reader, &counts))
		s = read_users(&reader, &frame, &counts);
	if (s == NULL || !ms_read_literal(&reader, "}") || !ms_read_end(&reader))
		ms_ereturn(ms_escontext(fcinfo), (Datum) 0,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s", "retention_summary"),
					errdetail("Expected %s at byte %d.", reader.expected,
							  (int) (reader.next - reader.start) + 1)));
	PG_RETURN_POINTER(s);
}

PG_FUNCTION_INFO_V1(ms_retention_send);

Datum
ms_retention_send(PG_FUNCTION_ARGS)
{
	RetentionSummary *s = ms_retention_get(PG_GETARG_DATUM(0));
	const RetentionWindow *windows = ms_retention_windows(s);
	Columns		columns;
	StringInfoData out;

	get_columns(s, &columns);
	pq_begintypsend(&out);
	pq_sendint8(&out, s->version);
	pq_sendint8(&out, s->flags);
	pq_sendint8(&out, s->user_type);
	pq_sendint8(&out, s->unit);
	pq_sendint8(&out, s->week_start);
	pq_sendint8(&out, s->mask_bytes);
	ms_send_counted_text(&out, ms_retention_zone(s), s->zone_length);
	pq_sendint64(&out, s->counts.rows_read);
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		pq_sendint64(&out, s->counts.left_out[i]);
	pq_sendint64(&out, s->counts.first);
	pq_sendint64(&out, s->counts.last);
	pq_sendint32(&out, s->nwindows);
	for (uint32 i = 0; i < s->nwindows; i++)
	{
		pq_sendint32(&out, windows[i].first_period);
		pq_sendint32(&out, windows[i].nusers);
	}
	pq_sendbytes(&out, ids_to_bytes(&columns), (int) columns.id_bytes);
	pq_sendbytes(&out, columns.active, (int) columns.mask_bytes);
	if (columns.starts)
		pq_sendbytes(&out, columns.starts, (int) columns.mask_bytes);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

pg_noreturn static void bad_binary(const char *what);

static void
bad_binary(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of retention_summary"),
			 errdetail("It holds %s.", what)));
}

static void
receive_header(StringInfo in, RetentionFrame *frame, RetentionCounts *counts, uint8 *mask_bytes)
{
	uint8		version = pq_getmsgbyte(in);
	uint8		flags = pq_getmsgbyte(in);
	uint8		user_type = pq_getmsgbyte(in);
	uint8		unit = pq_getmsgbyte(in);
	uint8		week_start = pq_getmsgbyte(in);
	char	   *zone;
	int			length;

	*mask_bytes = pq_getmsgbyte(in);
	if (version != MS_RETENTION_VERSION || (flags & ~MS_RETENTION_VALID_FLAGS) != 0 ||
		user_type > MS_USER_TEXT || unit > MS_QUARTER || week_start > MS_SATURDAY ||
		*mask_bytes < 1 || *mask_bytes > sizeof(uint64))
		bad_binary("an unknown version, flag or unit");
	length = pq_getmsgint(in, 4);
	if (length < 0 || length > in->len - in->cursor)
		bad_binary("a text longer than itself");
	zone = pq_getmsgtext(in, length, &length);
	frame->calendar = (flags & MS_RETENTION_ZONED) ? ms_known_calendar(zone, length)
		: ms_face_value_calendar();
	if (frame->calendar == NULL)
		bad_binary("an unknown time zone");
	frame->user_type = (RetentionUserType) user_type;
	frame->periods.unit = (MsPeriodUnit) unit;
	frame->periods.week_start = (MsWeekday) week_start;
	frame->starts = (flags & MS_RETENTION_STARTS) != 0;

	counts->rows_read = pq_getmsgint64(in);
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		counts->left_out[i] = pq_getmsgint64(in);
	counts->first = pq_getmsgint64(in);
	counts->last = pq_getmsgint64(in);
	if (!counts_are_valid(counts))
		bad_binary("counts that do not fit together");
}

static RetentionWindow *
receive_windows(StringInfo in, uint32 *nwindows)
{
	RetentionWindow *windows;

	*nwindows = pq_getmsgint(in, 4);
	if (*nwindows > (in->len - in->cursor) / sizeof(RetentionWindow))
		bad_binary("more windows than bytes");
	windows = palloc(Max(*nwindows, 1) * sizeof(RetentionWindow));
	for (uint32 i = 0; i < *nwindows; i++)
	{
		windows[i].first_period = (int32) pq_getmsgint(in, 4);
		windows[i].nusers = pq_getmsgint(in, 4);
		if (windows[i].first_period < -MS_MAX_PERIOD || windows[i].first_period > MS_MAX_PERIOD)
			bad_binary("a period out of range");
	}
	return windows;
}

PG_FUNCTION_INFO_V1(ms_retention_recv);

Datum
ms_retention_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	RetentionFrame frame;
	RetentionCounts counts;
	uint8		mask_bytes;
	uint32		nwindows;
	RetentionWindow *windows;
	RetentionSummary *s;
	RetentionWriter writer;
	Columns		columns;

	receive_header(in, &frame, &counts, &mask_bytes);
	windows = receive_windows(in, &nwindows);
	if (!users_fit(windows, nwindows, &frame, mask_bytes, in->len - in->cursor))
		bad_binary("more users than bytes");
	s = palloc(ms_retention_flat_size(&frame, windows, nwindows, mask_bytes));
	ms_retention_writer_init(&writer, s, &frame, &counts, windows, nwindows, mask_bytes);
	get_columns(s, &columns);
	pq_copymsgbytes(in, (char *) columns.ids, (int) columns.id_bytes);
	pq_copymsgbytes(in, columns.active, (int) columns.mask_bytes);
	if (columns.starts)
		pq_copymsgbytes(in, columns.starts, (int) columns.mask_bytes);
	pq_getmsgend(in);
	ids_from_bytes(&columns);
	if (!is_canonical(s))
		bad_binary("users or periods that are not in order");
	PG_RETURN_POINTER(s);
}

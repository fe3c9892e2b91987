/*-------------------------------------------------------------------------
 *
 * retention_io.c
 *		The text form of retention_summary.
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
#include "utils/builtins.h"
#include "utils/json.h"

#include "common/compat.h"
#include "common/summary.h"
#include "retention/retention_flat.h"
#include "retention/retention_io.h"

static const char *const left_out_names[MS_RETENTION_NLEFT_OUT] = {
	"null_ts", "infinite_ts", "null_user"
};

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
					 s->version, ms_user_type_name((RetentionUserType) s->user_type),
					 ms_period_unit_name((MsPeriodUnit) s->unit));
	if (s->flags & MS_RETENTION_ZONED)
		escape_json(out, pnstrdup(ms_retention_zone(s), s->zone_length));
	else
		appendStringInfoString(out, "null");
	appendStringInfo(out, ", \"week_start\": \"%s\"", ms_week_start_name((MsWeekday) s->week_start));
	ms_write_from_settings(out, s->flags >> MS_RETENTION_SETTINGS_SHIFT & MS_FROM_SETTINGS_MASK);
	appendStringInfo(out, ", \"cohort\": \"%s\", \"rows_read\": " INT64_FORMAT,
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
	RetentionSummary *s = ms_retention_get_partial(PG_GETARG_DATUM(0));
	const RetentionWindow *windows = ms_retention_windows(s);
	RetentionColumns columns;
	StringInfoData out;

	ms_retention_get_columns(s, &columns);
	initStringInfo(&out);
	write_header(&out, s);
	appendStringInfo(&out, ", \"mask_bytes\": %d, \"windows\": [", s->mask_bytes);
	for (uint32 i = 0; i < s->nwindows; i++)
		appendStringInfo(&out, "%s[%d,%u]", i > 0 ? ", " : "", windows[i].first_period, windows[i].nusers);
	appendStringInfoChar(&out, ']');
	write_base64(&out, "ids", ms_retention_ids_to_bytes(&columns), columns.id_bytes);
	write_base64(&out, "active", columns.active, columns.mask_bytes);
	if (columns.starts)
		write_base64(&out, "starts", columns.starts, columns.mask_bytes);
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/*
 * A member whose value is a word.
 */
static bool
read_word(MsReader *reader, const char *member, StringInfo word)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, member) ||
		!ms_read_string(reader, word))
		return false;
	reader->expected = "known word";
	return true;
}

/*
 * The frame of a text form.
 */
static bool
read_frame(MsReader *reader, StringInfo word, RetentionFrame *frame)
{
	if (!read_word(reader, "users", word) || !ms_known_user_type(word->data, &frame->user_type))
		return false;
	if (!read_word(reader, "period", word) ||
		!ms_known_period_unit(word->data, word->len, &frame->periods.unit))
		return false;

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

	if (!read_word(reader, "week_start", word))
		return false;
	reader->expected = "day of the week";
	if (!ms_known_week_start(word->data, word->len, &frame->periods.week_start) ||
		!ms_read_from_settings(reader, &frame->from_settings) ||
		!ms_from_settings_is_valid(frame->from_settings, frame->calendar, frame->periods.unit == MS_WEEK))
		return false;
	if (!read_word(reader, "cohort", word))
		return false;
	frame->starts = strcmp(word->data, "starts") == 0;
	return frame->starts || strcmp(word->data, "first row") == 0;
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
	return ms_retention_counts_are_valid(counts);
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

static RetentionSummary *
read_users(MsReader *reader, const RetentionFrame *frame, const RetentionCounts *counts)
{
	RetentionWindow *windows;
	uint32		nwindows;
	int64		mask_bytes;
	RetentionSummary *s;
	RetentionWriter writer;
	RetentionColumns columns;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "mask_bytes") ||
		!ms_read_int64(reader, 1, sizeof(uint64), &mask_bytes) ||
		!read_windows(reader, &windows, &nwindows))
		return NULL;
	reader->expected = "fewer users";
	if (!ms_retention_users_fit(windows, nwindows, frame, (int) mask_bytes, strlen(reader->next) / 4 * 3))
		return NULL;

	s = palloc(ms_retention_flat_size(frame, windows, nwindows, (int) mask_bytes));
	ms_retention_writer_init(&writer, s, frame, counts, windows, nwindows, (int) mask_bytes);
	ms_retention_get_columns(s, &columns);
	if (!read_base64(reader, "ids", (char *) columns.ids, columns.id_bytes) ||
		!read_base64(reader, "active", columns.active, columns.mask_bytes))
		return NULL;
	if (columns.starts && !read_base64(reader, "starts", columns.starts, columns.mask_bytes))
		return NULL;
	ms_retention_ids_from_bytes(&columns);
	reader->expected = "users and periods in order, between the first and the last row";
	return ms_retention_is_canonical(s) ? s : NULL;
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

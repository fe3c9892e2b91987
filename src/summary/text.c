/*-------------------------------------------------------------------------
 *
 * text.c
 *		Text form of summaries of any kind: the header, and around the body.
 *
 * Instants are microseconds, and periods days, weeks, months or quarters, since
 * 2000-01-01: no setting changes how they look.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "summary/kind.h"
#include "summary/settings.h"

static void
write_word(StringInfo out, const char *member, const char *word)
{
	appendStringInfo(out, word ? ", \"%s\": \"%s\"" : ", \"%s\": null", member, word);
}

static void
write_header(StringInfo out, const MsSummary *s, const MsSummaryKind *kind)
{
	appendStringInfo(out, "{\"%s\": %d", kind->type_name, s->version);
	for (int i = 0; i < kind->nvariants; i++)
		write_word(out, kind->variants[i].member, kind->variants[i].words[s->variant[i]]);
	write_word(out, "period", ms_period_unit_name((MsPeriodUnit) s->unit));
	appendStringInfoString(out, ", \"timezone\": ");
	if (s->flags & MS_ZONED)
		ms_write_string(out, ms_summary_zone(s, kind), s->zone_length);
	else
		appendStringInfoString(out, "null");
	write_word(out, "week_start", ms_week_start_name((MsWeekday) s->week_start));
	ms_write_from_settings(out, (s->flags & MS_SETTINGS) >> MS_SETTINGS_SHIFT);
	for (int i = 0; i < kind->ncounts; i++)
		appendStringInfo(out, ", \"%s\": " INT64_FORMAT, kind->count_names[i], s->counts[i]);
	appendStringInfo(out, ", \"first\": " INT64_FORMAT ", \"last\": " INT64_FORMAT, s->first, s->last);
}

Datum
ms_summary_out(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_partial(PG_GETARG_DATUM(0), kind);
	StringInfoData out;

	if (s->flags & MS_SMALL)
		s = kind->store(s);
	initStringInfo(&out);
	write_header(&out, s, kind);
	kind->write_text(&out, s);
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

static bool
read_variant(MsReader *reader, StringInfo word, const MsVariant *variant, uint8 *value)
{
	bool		is_null;

	if (!ms_read_next_member(reader, variant->member))
		return false;
	is_null = ms_read_literal(reader, "null");
	if (!is_null && !ms_read_string(reader, word))
		return false;
	reader->expected = "known word";
	for (int i = 0; i < variant->nwords; i++)
	{
		if (variant->words[i] == NULL ? is_null : !is_null && strcmp(variant->words[i], word->data) == 0)
		{
			*value = (uint8) i;
			return true;
		}
	}
	return false;
}

static bool
read_frame(MsReader *reader, const MsSummaryKind *kind, MsFrame *frame)
{
	StringInfoData word;

	initStringInfo(&word);
	memset(frame, 0, sizeof(*frame));
	for (int i = 0; i < kind->nvariants; i++)
		if (!read_variant(reader, &word, &kind->variants[i], &frame->variant[i]))
			return false;

	if (!ms_read_next_member(reader, "period") || !ms_read_string(reader, &word))
		return false;
	reader->expected = "kind of period";
	if (!ms_known_period_unit(word.data, word.len, &frame->periods.unit))
		return false;

	if (!ms_read_next_member(reader, "timezone"))
		return false;
	if (ms_read_literal(reader, "null"))
		frame->calendar = ms_face_value_calendar();
	else if (!ms_read_string(reader, &word))
		return false;
	else
		frame->calendar = ms_written_calendar(word.data, word.len);
	reader->expected = "name of a time zone";
	if (frame->calendar == NULL)
		return false;

	if (!ms_read_next_member(reader, "week_start") || !ms_read_string(reader, &word))
		return false;
	reader->expected = "day of the week";
	if (!ms_known_week_start(word.data, word.len, &frame->periods.week_start) ||
		!ms_read_from_settings(reader, &frame->from_settings))
		return false;
	reader->expected = "frame that a summary can have";
	return ms_frame_is_valid(frame, kind);
}

static bool
read_counts(MsReader *reader, const MsSummaryKind *kind, MsCounts *counts)
{
	ms_counts_init(counts);
	for (int i = 0; i < kind->ncounts; i++)
		if (!ms_read_next_member(reader, kind->count_names[i]) ||
			!ms_read_int64(reader, 0, PG_INT64_MAX, &counts->n[i]))
			return false;
	if (!ms_read_next_member(reader, "first") ||
		!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &counts->first) ||
		!ms_read_next_member(reader, "last") ||
		!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &counts->last))
		return false;
	reader->expected = "counts that fit together";
	return ms_counts_are_valid(counts, kind);
}

static MsSummary *
read_summary(MsReader *reader, const MsSummaryKind *kind)
{
	MsFrame		frame;
	MsCounts	counts;
	int64		version;

	if (!ms_read_literal(reader, "{") || !ms_read_member(reader, kind->type_name) ||
		!ms_read_int64(reader, kind->version, kind->version, &version) ||
		!read_frame(reader, kind, &frame) || !read_counts(reader, kind, &counts))
		return NULL;
	return kind->read_text(reader, &frame, &counts);
}

Datum
ms_summary_in(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsReader	reader;
	MsSummary  *s;

	ms_reader_init(&reader, PG_GETARG_CSTRING(0));
	s = read_summary(&reader, kind);
	if (s == NULL)
		ms_ereturn(ms_escontext(fcinfo), (Datum) 0,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s", kind->type_name),
					errdetail("Expected %s at byte %d.", reader.expected,
							  (int) (reader.next - reader.start) + 1)));
	PG_RETURN_POINTER(s);
}

/*-------------------------------------------------------------------------
 *
 * frame.c
 *		The header of a flat summary: its frame, its counts, and the ways to
 *		read a value as a summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "summary/kind.h"
#include "summary/settings.h"

StaticAssertDecl(offsetof(MsSummary, first) % 8 == 0, "instants are stored as they are");
StaticAssertDecl(offsetof(MsSummary, counts) == 32, "a header of six counts and a zone of 16 bytes takes 96");

void
ms_damaged(const MsSummaryKind *kind, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("%s is damaged or of an unknown version", kind->type_name),
			 errdetail("%s", detail)));
}

MsSummary *
ms_summary_state(Datum value, const MsSummaryKind *kind)
{
	MsSummary  *s = (MsSummary *) PG_DETOAST_DATUM(value);
	Size		head = offsetof(MsSummary, counts) + kind->ncounts * sizeof(int64);

	if (VARSIZE(s) < head || s->kind != kind->code || s->version != kind->version ||
		(s->flags & ~(MS_ZONED | MS_SETTINGS | kind->flags)) != 0 ||
		s->unit > MS_QUARTER || s->week_start > MS_SATURDAY)
		ms_damaged(kind, "Its header is not one that this build of modelshare reads.");
	for (int i = 0; i < MS_VARIANTS; i++)
		if (s->variant[i] >= (i < kind->nvariants ? kind->variants[i].nwords : 1))
			ms_damaged(kind, "Its header is not one that this build of modelshare reads.");
	if (VARSIZE(s) < ms_summary_head(s, kind) || VARSIZE(s) < kind->used(s))
		ms_damaged(kind, "It is shorter than its header says.");
	return s;
}

MsSummary *
ms_summary_partial(Datum value, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_state(value, kind);

	kind->check(s);
	return s;
}

/*
 * What a newer version wrote, or what is damaged so that reading it would leave
 * its bytes, is refused here.  An aggregate without a final function returns
 * its state, which can be stored, too.
 */
MsSummary *
ms_summary_get(Datum value, const MsSummaryKind *kind)
{
	MsSummary  *given = ms_summary_partial(value, kind);
	MsSummary  *s = given;

	if (s->flags & MS_SMALL)
		s = kind->store(s);
	if (VARSIZE(s) > kind->used(s) || (s->flags & MS_SETTINGS) != 0)
	{
		/* the argument itself must not be changed; what was flattened or detoasted is ours */
		if (VARSIZE(s) > kind->used(s) || s == (void *) DatumGetPointer(value))
			s = ms_summary_trim(s, kind);
		s->flags &= ~MS_SETTINGS;
	}
	if (given != s && given != (void *) DatumGetPointer(value))
		pfree(given);
	return s;
}

MsSummary *
ms_summary_trim(const MsSummary *s, const MsSummaryKind *kind)
{
	Size		used = kind->used(s);
	MsSummary  *copy = memcpy(MemoryContextAllocHuge(CurrentMemoryContext, used), s, used);

	SET_VARSIZE(copy, used);
	return copy;
}

MsSummary *
ms_summary_enlarge(const MsSummary *s, Size used, Size size)
{
	MsSummary  *larger = palloc0(size);

	memcpy(larger, s, used);
	SET_VARSIZE(larger, size);
	return larger;
}

void
ms_summary_frame(const MsSummary *s, const MsSummaryKind *kind, MsFrame *frame)
{
	frame->calendar = (s->flags & MS_ZONED)
		? ms_stored_calendar(ms_summary_zone(s, kind), s->zone_length)
		: ms_face_value_calendar();
	frame->periods.unit = (MsPeriodUnit) s->unit;
	frame->periods.week_start = (MsWeekday) s->week_start;
	memcpy(frame->variant, s->variant, sizeof(frame->variant));
	frame->from_settings = (s->flags & MS_SETTINGS) >> MS_SETTINGS_SHIFT;
}

Size
ms_summary_header_size(const MsSummaryKind *kind, const MsFrame *frame)
{
	return offsetof(MsSummary, counts) + kind->ncounts * sizeof(int64) +
		TYPEALIGN(8, strlen(frame->calendar->name));
}

/*
 * Write the header of a summary of no rows, but for its length.
 */
void
ms_summary_set_header(MsSummary *s, const MsSummaryKind *kind, const MsFrame *frame, uint8 flags)
{
	Size		zone_length = strlen(frame->calendar->name);

	memset(s, 0, ms_summary_header_size(kind, frame));
	s->kind = kind->code;
	s->version = kind->version;
	s->flags = flags | (frame->calendar->zoned ? MS_ZONED : 0) | frame->from_settings << MS_SETTINGS_SHIFT;
	s->unit = (uint8) frame->periods.unit;
	/* one form for what is the same: only weeks have a first day */
	s->week_start = frame->periods.unit == MS_WEEK ? (uint8) frame->periods.week_start : MS_MONDAY;
	s->zone_length = (uint8) zone_length;
	memcpy(s->variant, frame->variant, sizeof(frame->variant));
	s->first = DT_NOEND;
	s->last = DT_NOBEGIN;
	memcpy(ms_summary_zone(s, kind), frame->calendar->name, zone_length);
}

void
ms_summary_get_counts(const MsSummary *s, const MsSummaryKind *kind, MsCounts *counts)
{
	counts->first = s->first;
	counts->last = s->last;
	memset(counts->n, 0, sizeof(counts->n));
	memcpy(counts->n, s->counts, kind->ncounts * sizeof(int64));
}

void
ms_summary_set_counts(MsSummary *s, const MsSummaryKind *kind, const MsCounts *counts)
{
	s->first = counts->first;
	s->last = counts->last;
	memcpy(s->counts, counts->n, kind->ncounts * sizeof(int64));
}

void
ms_counts_init(MsCounts *counts)
{
	memset(counts, 0, sizeof(*counts));
	counts->first = DT_NOEND;
	counts->last = DT_NOBEGIN;
}

/*
 * Counts that rows can give: none negative, none left out that was not read,
 * both instants, in order and in range, or neither.
 */
bool
ms_counts_are_valid(const MsCounts *counts, const MsSummaryKind *kind)
{
	int64		read = counts->n[MS_ROWS_READ];

	for (int i = 0; i < kind->ncounts; i++)
		if (counts->n[i] < 0 || counts->n[i] > counts->n[MS_ROWS_READ])
			return false;
	for (int i = 1; i <= kind->nleft_out; i++)
	{
		if (counts->n[i] > read)
			return false;
		read -= counts->n[i];
	}
	if (counts->first == DT_NOEND && counts->last == DT_NOBEGIN)
		return true;
	return IS_VALID_TIMESTAMP(counts->first) && IS_VALID_TIMESTAMP(counts->last) && counts->first <= counts->last;
}

void
ms_counts_merge(MsCounts *counts, const MsCounts *other, const MsSummaryKind *kind)
{
	for (int i = 0; i < kind->ncounts; i++)
	{
		if (pg_add_s64_overflow(counts->n[i], other->n[i], &counts->n[i]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("number of rows of a summary of type %s is out of range", kind->type_name)));
	}
	counts->first = Min(counts->first, other->first);
	counts->last = Max(counts->last, other->last);
}

/*
 * Can there be such a frame?  Asked of what was written down.
 */
bool
ms_frame_is_valid(const MsFrame *frame, const MsSummaryKind *kind)
{
	return ms_from_settings_is_valid(frame->from_settings, frame->calendar, frame->periods.unit == MS_WEEK) &&
		(kind->frame_is_valid == NULL || kind->frame_is_valid(frame));
}

pg_noreturn static void
cannot_merge(const MsSummaryKind *kind, const char *what, const char *a, const char *b, const char *cure)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot merge %s summaries of %s \"%s\" and \"%s\"", kind->adjective, what, a, b),
			 errhint("%s", cure)));
}

static void
check_variants(const MsSummaryKind *kind, const MsFrame *a, const MsFrame *b)
{
	for (int i = 0; i < kind->nvariants; i++)
	{
		const MsVariant *variant = &kind->variants[i];

		if (a->variant[i] == b->variant[i])
			continue;
		if (kind->describe != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("cannot merge a summary of %s with one of %s", kind->describe(a), kind->describe(b)),
					 errhint("%s", variant->cure)));
		cannot_merge(kind, variant->what, variant->words[a->variant[i]], variant->words[b->variant[i]], variant->cure);
	}
}

/*
 * Refuse to mix what was read by different calendars, or in different ways.
 * The first day of the week says something only for weeks.
 */
void
ms_check_mergeable(const MsSummaryKind *kind, const MsFrame *a, const MsFrame *b)
{
	check_variants(kind, a, b);
	if (a->periods.unit != b->periods.unit)
		cannot_merge(kind, "periods", ms_period_unit_name(a->periods.unit),
					 ms_period_unit_name(b->periods.unit), "Build both with the same period.");
	if (!ms_same_calendar(a->calendar, b->calendar))
		cannot_merge(kind, "time zones", ms_describe_zone(a->calendar), ms_describe_zone(b->calendar),
					 ms_zones_hint(a->calendar, b->calendar));
	if (a->periods.unit == MS_WEEK && a->periods.week_start != b->periods.week_start)
		cannot_merge(kind, "weeks that start on", ms_week_start_name(a->periods.week_start),
					 ms_week_start_name(b->periods.week_start),
					 "Build both with the same week_start argument or modelshare.week_start.");
}

/*
 * Raise: a transition function was given a state that is not of its frame.
 */
void
ms_foreign_state(const MsSummaryKind *kind, const MsFrame *frame, bool zoned, const uint8 *variant)
{
	MsFrame		own = *frame;

	memcpy(own.variant, variant, sizeof(own.variant));
	if (zoned != frame->calendar->zoned)
		own.calendar = zoned ? ms_calendar(NULL, 0) : ms_face_value_calendar();
	ms_check_mergeable(kind, frame, &own);
}

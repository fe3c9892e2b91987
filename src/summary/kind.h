/*-------------------------------------------------------------------------
 *
 * kind.h
 *		What every summary is, and what a metric tells about its own.
 *
 * A summary is what an aggregate builds from rows and what accessors read.
 * It has three forms:
 *
 * - the stored form: flat, without slack, the one that a table holds;
 * - the small state of an aggregate: flat, too, with slack at its end, and
 *	 changed in place by its transition function;
 * - the growing form, an expanded object, which takes the place of a small
 *	 state that has outgrown its limit.
 *
 * Both flat forms begin with the same header and differ in the body that
 * follows.  A metric describes its body, its growing form and its frame in an
 * MsSummaryKind; all that does not depend on them is in this folder: the checks of a
 * header and of a frame, merging, final and combine functions, the operator
 * ||, text and binary forms, the ends of the log.
 *
 * Nothing here is called through a pointer for each row: a transition function
 * changes its own form of state directly.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_KIND_H
#define MS_KIND_H

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "common/calendar.h"
#include "common/period.h"
#include "summary/reader.h"

/* Numbers that a summary counts over all rows: rows read, left out by reason, others. */
#define MS_MAX_COUNTS		6
#define MS_ROWS_READ		0

/* What distinguishes summaries of one kind, apart from calendar and periods. */
#define MS_VARIANTS			2

/* Flags of a header. */
#define MS_ZONED			0x01	/* has a time zone; else times were taken at face value */
#define MS_SETTINGS_SHIFT	1		/* of a state: the two bits of settings.h */
#define MS_SETTINGS			0x06
#define MS_SMALL			0x08	/* a small state whose body is not that of a stored form */
#define MS_ON_STARTS		0x10	/* every row with a time lies on the very start of its period */
#define MS_OWN_FLAG			0x20	/* the kind's own */

/* What a summary's rows have in common: two summaries can be merged if these are equal. */
typedef struct MsFrame
{
	MsCalendar *calendar;
	MsPeriods	periods;		/* week_start is Monday unless periods are weeks */
	uint8		variant[MS_VARIANTS];
	uint8		from_settings;	/* of a state, see settings.h; no obstacle to merging */
} MsFrame;

/* What is counted over all rows. */
typedef struct MsCounts
{
	Timestamp	first;			/* earliest and latest finite instant of the clock; */
	Timestamp	last;			/* first > last: none */
	int64		n[MS_MAX_COUNTS];	/* MS_ROWS_READ, rows left out by reason, the kind's own */
} MsCounts;

/*
 * The header of a flat summary.  Behind its counts come the zone's name,
 * padded to eight bytes, and the body.
 */
typedef struct MsSummary
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		kind;
	uint8		version;
	uint8		flags;
	uint8		unit;
	uint8		week_start;
	uint8		zone_length;
	uint8		variant[MS_VARIANTS];
	uint32		nparts;			/* of the body: cells, windows, or rows of a small state */
	Timestamp	first;
	Timestamp	last;
	int64		counts[FLEXIBLE_ARRAY_MEMBER];	/* as many as the kind has */
} MsSummary;

typedef struct MsSummaryKind MsSummaryKind;

/*
 * The beginning of every growing form.  Its memory is in hdr.eoh_context, which
 * belongs to growing forms alone: in an aggregate those of all groups share it,
 * and it goes with the aggregate.
 */
typedef struct MsGrowing
{
	ExpandedObjectHeader hdr;
	int			magic;
	const MsSummaryKind *kind;
	MsFrame		frame;
	MsCounts	counts;
	bool		on_starts;		/* as MS_ON_STARTS */
	bool		unlimited;		/* being read from text or binary, whose size bounds it: a
								 * dump must restore whatever the setting */
	Size		flat_size;		/* found by the first step of flattening */
} MsGrowing;

/* The words of a variant of the frame, by its number: in the text form and in messages. */
typedef struct MsVariant
{
	const char *member;			/* its name in the text form */
	const char *what;			/* as in "summaries of users of type" */
	const char *const *words;	/* NULL stands for null in the text form */
	int			nwords;
	const char *cure;			/* how to get summaries of one variant */
} MsVariant;

/* Codes of kinds; stored.  Smaller ones would look like the versions of forms before there were kinds. */
#define MS_CODE_SHARE		16
#define MS_CODE_RETENTION	17
#define MS_CODE_ELASTICITY	18

/*
 * What a metric tells about its summaries.
 */
struct MsSummaryKind
{
	uint8		code;
	uint8		version;		/* of the stored form */
	uint8		flags;			/* those beside MS_ZONED and MS_SETTINGS that it may have */
	const char *type_name;
	const char *aggregate_name;
	const char *adjective;		/* as in "share summaries" */
	const char *memory_cure;	/* a sentence for the hint when a summary takes too much memory */

	int			ncounts;
	int			nleft_out;		/* counts 1 to nleft_out are of rows left out */
	const char *const *count_names; /* members of the text form */
	int			nvariants;
	const MsVariant *variants;

	/* Can there be such a frame?  Asked of what was written down. */
	bool		(*frame_is_valid) (const MsFrame *frame);

	/* What makes such summaries, where two of different variants are not to be merged; NULL: by their words. */
	const char *(*describe) (const MsFrame *frame);

	/*
	 * Flat forms.  used gives the bytes in use, without slack, and raises
	 * unless the value has them; check raises if reading the body would leave
	 * its bytes; store makes the stored form of an MS_SMALL state.
	 */
	Size		(*used) (const MsSummary *s);
	void		(*check) (const MsSummary *s);
	MsSummary  *(*store) (const MsSummary *s);

	/* Could rows have given the first and the last period?  Asked when the zone gets another name. */
	bool		(*periods_fit) (const MsSummary *s);

	/*
	 * Add a flat summary to a small state, which may be changed; the state
	 * that takes its place, or NULL if that would be no small one: then
	 * nothing has changed.
	 */
	MsSummary  *(*merge_small) (MsSummary *state, const MsSummary *other);

	/*
	 * The growing form.  begin fills in what follows MsGrowing, which is
	 * zeroed; add merges the body of a flat summary; body_size and write_body
	 * give the stored form's body.
	 */
	Size		growing_size;
	void		(*begin) (MsGrowing *growing);
	void		(*add) (MsGrowing *growing, const MsSummary *s);
	Size		(*body_size) (MsGrowing *growing);
	void		(*write_body) (MsGrowing *growing, MsSummary *s);

	/*
	 * Text and binary forms of the body.  The readers check all that they
	 * read: read_text returns NULL, with reader->expected set, for what no
	 * rows can give, receive raises.
	 */
	void		(*write_text) (StringInfo out, const MsSummary *s);
	MsSummary  *(*read_text) (MsReader *reader, const MsFrame *frame, const MsCounts *counts);
	void		(*send) (StringInfo out, const MsSummary *s);
	MsSummary  *(*receive) (StringInfo in, const MsFrame *frame, const MsCounts *counts, uint8 flags);
};

/* frame.c */
extern void ms_summary_frame(const MsSummary *s, const MsSummaryKind *kind, MsFrame *frame);
extern void ms_summary_get_counts(const MsSummary *s, const MsSummaryKind *kind, MsCounts *counts);
extern void ms_summary_set_counts(MsSummary *s, const MsSummaryKind *kind, const MsCounts *counts);
extern Size ms_summary_header_size(const MsSummaryKind *kind, const MsFrame *frame);
extern void ms_summary_set_header(MsSummary *s, const MsSummaryKind *kind, const MsFrame *frame, uint8 flags);
extern void ms_counts_init(MsCounts *counts);
extern bool ms_counts_are_valid(const MsCounts *counts, const MsSummaryKind *kind);
extern void ms_counts_merge(MsCounts *counts, const MsCounts *other, const MsSummaryKind *kind);
extern void ms_check_mergeable(const MsSummaryKind *kind, const MsFrame *a, const MsFrame *b);
extern bool ms_frame_is_valid(const MsFrame *frame, const MsSummaryKind *kind);
pg_noreturn extern void ms_damaged(const MsSummaryKind *kind, const char *detail);
extern void ms_foreign_state(const MsSummaryKind *kind, const MsFrame *frame, bool zoned, const uint8 *variant);

/*
 * A flat summary.  As a state, whose header is checked; as what an aggregate
 * or a worker passes on, whose body is checked, too; as an argument of any
 * other function, in its stored form.
 */
extern MsSummary *ms_summary_state(Datum value, const MsSummaryKind *kind);
extern MsSummary *ms_summary_partial(Datum value, const MsSummaryKind *kind);
extern MsSummary *ms_summary_get(Datum value, const MsSummaryKind *kind);
extern MsSummary *ms_summary_trim(const MsSummary *s, const MsSummaryKind *kind);

/*
 * A copy of a small state with room for size bytes in all; in the current
 * context, from which the executor moves it to the aggregate's.
 */
extern MsSummary *ms_summary_enlarge(const MsSummary *s, Size used, Size size);

/* growing.c */
extern MsGrowing *ms_growing_new(const MsSummaryKind *kind, const MsFrame *frame, MemoryContext context);
extern MsGrowing *ms_growing_from(const MsSummary *s, const MsSummaryKind *kind, MemoryContext context);
extern void ms_growing_add(MsGrowing *growing, const MsSummary *s);
extern MsSummary *ms_growing_flatten(MsGrowing *growing);
extern MsSummary *ms_flatten_together(const MsSummary *a, const MsSummary *b, const MsSummaryKind *kind);
pg_noreturn extern void ms_growing_too_large(const MsGrowing *growing);
pg_noreturn extern void ms_not_growing(const MsSummaryKind *kind);

/* Setting, defined in modelshare.c; in kilobytes. */
extern int	ms_max_summary_memory;

#define MS_GROWING_MAGIC	0x6d73686b

/*
 * The growing form that a read-write expanded datum stands for.
 */
static inline MsGrowing *
ms_growing_of(Datum value, const MsSummaryKind *kind)
{
	MsGrowing  *growing = (MsGrowing *) DatumGetEOHP(value);

	if (unlikely(growing->magic != MS_GROWING_MAGIC || growing->kind != kind))
		ms_not_growing(kind);
	return growing;
}

/*
 * Raise if the growing forms in this one's context, together and with so many
 * more bytes, take more than the setting allows.  The context must have nothing
 * else in it.
 */
static inline void
ms_growing_check_memory(const MsGrowing *growing, Size more)
{
	if (unlikely(MemoryContextMemAllocated(growing->hdr.eoh_context, false) + more >
				 (Size) ms_max_summary_memory * 1024) && !growing->unlimited)
		ms_growing_too_large(growing);
}

static inline char *
ms_summary_zone(const MsSummary *s, const MsSummaryKind *kind)
{
	return (char *) &s->counts[kind->ncounts];
}

/* What follows the header. */
static inline char *
ms_summary_body(const MsSummary *s, const MsSummaryKind *kind)
{
	return ms_summary_zone(s, kind) + TYPEALIGN(8, s->zone_length);
}

/* Where the body begins. */
static inline Size
ms_summary_head(const MsSummary *s, const MsSummaryKind *kind)
{
	return ms_summary_body(s, kind) - (char *) s;
}

/*
 * A state may come from elsewhere, such as yesterday's summary as the INITCOND
 * of somebody's own aggregate: raise unless its clock and its variants are
 * those of the transition function.
 */
static pg_attribute_always_inline void
ms_check_state(const MsSummaryKind *kind, const MsFrame *frame, bool zoned, uint8 variant0, uint8 variant1)
{
	if (unlikely(frame->variant[0] != variant0 || frame->variant[1] != variant1 ||
				 frame->calendar->zoned != zoned))
	{
		const uint8 variant[MS_VARIANTS] = {variant0, variant1};

		ms_foreign_state(kind, frame, zoned, variant);
	}
}

/* aggregate.c, text.c, binary.c, info.c, equality.c: the functions that every kind has. */
extern Datum ms_summary_final(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_combine(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_merge(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_in(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_out(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_recv(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_send(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_first_seen(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_last_seen(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_last_period_end(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_with_timezone(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_eq(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_ne(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_lt(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_le(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_gt(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_ge(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_cmp(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_hash(FunctionCallInfo fcinfo, const MsSummaryKind *kind);
extern Datum ms_summary_hash_extended(FunctionCallInfo fcinfo, const MsSummaryKind *kind);

#define MS_SUMMARY_FUNCTION(name, does, kind) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return does(fcinfo, kind); \
} \
extern int no_such_variable

/* All of them, by the beginning of their names: a line in the metric's file. */
#define MS_SUMMARY_FUNCTIONS(prefix, kind) \
MS_SUMMARY_FUNCTION(prefix##_final, ms_summary_final, kind); \
MS_SUMMARY_FUNCTION(prefix##_combine, ms_summary_combine, kind); \
MS_SUMMARY_FUNCTION(prefix##_merge, ms_summary_merge, kind); \
MS_SUMMARY_FUNCTION(prefix##_in, ms_summary_in, kind); \
MS_SUMMARY_FUNCTION(prefix##_out, ms_summary_out, kind); \
MS_SUMMARY_FUNCTION(prefix##_recv, ms_summary_recv, kind); \
MS_SUMMARY_FUNCTION(prefix##_send, ms_summary_send, kind); \
MS_SUMMARY_FUNCTION(prefix##_first_seen, ms_summary_first_seen, kind); \
MS_SUMMARY_FUNCTION(prefix##_last_seen, ms_summary_last_seen, kind); \
MS_SUMMARY_FUNCTION(prefix##_last_period_end, ms_summary_last_period_end, kind); \
MS_SUMMARY_FUNCTION(prefix##_with_timezone, ms_summary_with_timezone, kind); \
MS_SUMMARY_FUNCTION(prefix##_eq, ms_summary_eq, kind); \
MS_SUMMARY_FUNCTION(prefix##_ne, ms_summary_ne, kind); \
MS_SUMMARY_FUNCTION(prefix##_lt, ms_summary_lt, kind); \
MS_SUMMARY_FUNCTION(prefix##_le, ms_summary_le, kind); \
MS_SUMMARY_FUNCTION(prefix##_gt, ms_summary_gt, kind); \
MS_SUMMARY_FUNCTION(prefix##_ge, ms_summary_ge, kind); \
MS_SUMMARY_FUNCTION(prefix##_cmp, ms_summary_cmp, kind); \
MS_SUMMARY_FUNCTION(prefix##_hash, ms_summary_hash, kind); \
MS_SUMMARY_FUNCTION(prefix##_hash_extended, ms_summary_hash_extended, kind)

#endif							/* MS_KIND_H */

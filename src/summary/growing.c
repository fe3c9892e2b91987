/*-------------------------------------------------------------------------
 *
 * growing.c
 *		The growing form of a summary, an expanded object: what is the same
 *		for all kinds.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/compat.h"
#include "summary/kind.h"

int			ms_max_summary_memory = 1024 * 1024;

static Size get_flat_size(ExpandedObjectHeader *eohptr);
static void flatten_into(ExpandedObjectHeader *eohptr, void *result, Size allocated_size);

static const ExpandedObjectMethods growing_methods = {
	get_flat_size,
	flatten_into
};

MsGrowing *
ms_growing_new(const MsSummaryKind *kind, const MsFrame *frame, MemoryContext context)
{
	MsGrowing  *growing = MemoryContextAllocZero(context, kind->growing_size);

	EOH_init_header(&growing->hdr, &growing_methods, context);
	growing->magic = MS_GROWING_MAGIC;
	growing->kind = kind;
	growing->frame = *frame;
	growing->frame.calendar = ms_keep_calendar(frame->calendar, context);
	ms_counts_init(&growing->counts);
	growing->on_starts = true;
	kind->begin(growing);
	return growing;
}

/*
 * Add a flat summary.  Its counts come first: they may be too large to be added.
 */
void
ms_growing_add(MsGrowing *growing, const MsSummary *s)
{
	MsCounts	counts;

	ms_summary_get_counts(s, growing->kind, &counts);
	ms_counts_merge(&growing->counts, &counts, growing->kind);
	growing->on_starts &= (s->flags & MS_ON_STARTS) != 0;
	growing->kind->add(growing, s);
}

MsGrowing *
ms_growing_from(const MsSummary *s, const MsSummaryKind *kind, MemoryContext context)
{
	MsFrame		frame;
	MsGrowing  *growing;

	ms_summary_frame(s, kind, &frame);
	growing = ms_growing_new(kind, &frame, context);
	ms_growing_add(growing, s);
	return growing;
}

void
ms_not_growing(const MsSummaryKind *kind)
{
	elog(ERROR, "expanded object is not of type %s", kind->type_name);
}

void
ms_growing_too_large(const MsGrowing *growing)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%s takes more than the %d kB of modelshare.max_summary_memory",
					growing->kind->type_name, ms_max_summary_memory),
			 errhint("%s", growing->kind->memory_cure)));
}

static Size
get_flat_size(ExpandedObjectHeader *eohptr)
{
	MsGrowing  *growing = (MsGrowing *) eohptr;

	growing->flat_size = ms_summary_header_size(growing->kind, &growing->frame) + growing->kind->body_size(growing);
	return growing->flat_size;
}

static void
flatten_into(ExpandedObjectHeader *eohptr, void *result, Size allocated_size)
{
	MsGrowing  *growing = (MsGrowing *) eohptr;
	const MsSummaryKind *kind = growing->kind;
	MsSummary  *s = result;

	Assert(allocated_size == growing->flat_size);
	ms_summary_set_header(s, kind, &growing->frame, growing->on_starts ? kind->flags & MS_ON_STARTS : 0);
	SET_VARSIZE(s, allocated_size);
	ms_summary_set_counts(s, kind, &growing->counts);
	kind->write_body(growing, s);
}

/*
 * A flat copy in the current context.
 */
MsSummary *
ms_growing_flatten(MsGrowing *growing)
{
	Size		size = EOH_get_flat_size(&growing->hdr);
	MsSummary  *s = palloc(size);

	EOH_flatten_into(&growing->hdr, s, size);
	return s;
}

/*
 * The stored form of one flat summary, or of two together (b may be NULL), by
 * way of a growing form that is gone at the end: a || b || c, or a sort that
 * compares many, would keep them all.
 */
MsSummary *
ms_flatten_together(const MsSummary *a, const MsSummary *b, const MsSummaryKind *kind)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "modelshare merge", ALLOCSET_SMALL_SIZES);
	MsGrowing  *growing = ms_growing_from(a, kind, context);
	MsSummary  *s;

	if (b != NULL)
		ms_growing_add(growing, b);
	s = ms_growing_flatten(growing);
	MemoryContextDelete(context);
	return s;
}

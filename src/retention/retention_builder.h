/*-------------------------------------------------------------------------
 *
 * retention_builder.h
 *		The growing form of retention_summary: an expanded object.
 *
 * As long as all periods lie within 64 there is one table, whose window moves
 * when an earlier or later period comes.  Then there is one for each window
 * that begins at a multiple of 64 and has a row.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_BUILDER_H
#define MS_RETENTION_BUILDER_H

#include "retention/retention_table.h"

/*
 * Rows are put into the table by so many, so that their slots are fetched side
 * by side, if the tables are too large for the nearest cache.  Groups smaller
 * than that are many, and to look into a buffer of each would take longer.
 */
#define MS_RETENTION_BATCH	64
#define MS_RETENTION_BATCH_FROM	(32 * 1024)

typedef struct RetentionBufferedRow
{
	RetentionUserId id;
	int32		period;
	bool		starts;
} RetentionBufferedRow;

typedef struct RetentionBuilder
{
	MsGrowing	growing;
	RetentionSlotShape shape;
	bool		aligned;		/* windows begin at multiples of 64 */
	int32		first_period;	/* of all rows put into tables; */
	int32		last_period;	/* first > last: none */
	int			ntables;
	int			tables_allocated;
	RetentionTable *tables;		/* in the order of their windows; the_table if just one */
	RetentionTable the_table;
	int			last_table;		/* the one found last */
	Size		memory;			/* of the tables */
	int			nbuffered;
	RetentionBufferedRow *buffer;	/* if the tables are large */
	RetentionWindow *windows;	/* found by the first step of flattening */
} RetentionBuilder;

/* retention_flatten.c */
extern Size ms_retention_stored_size(MsGrowing *growing);
extern void ms_retention_write_body(MsGrowing *growing, MsSummary *s);

extern void ms_retention_begin(MsGrowing *growing);
extern void ms_retention_add(MsGrowing *growing, const MsSummary *s);
extern void ms_retention_builder_put_row(RetentionBuilder *builder, const RetentionBufferedRow *row);
extern void ms_retention_builder_flush(RetentionBuilder *builder);

/*
 * Add a row.
 */
static inline void
ms_retention_builder_add_row(RetentionBuilder *builder, RetentionUserId id, int32 period, bool starts)
{
	const RetentionBufferedRow row = {id, period, starts};

	if (builder->buffer == NULL)
	{
		ms_retention_builder_put_row(builder, &row);
		return;
	}
	builder->buffer[builder->nbuffered++] = row;
	if (builder->nbuffered == MS_RETENTION_BATCH)
		ms_retention_builder_flush(builder);
}

#endif							/* MS_RETENTION_BUILDER_H */

/*-------------------------------------------------------------------------
 *
 * retention_flat.h
 *		Writing the stored form of a retention_summary.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_FLAT_H
#define MS_RETENTION_FLAT_H

#include "port/pg_bswap.h"

#include "retention/retention_summary.h"

/* Masks stand lowest byte first, on every machine. */
#ifdef WORDS_BIGENDIAN
#define ms_mask_bytes_order(mask) pg_bswap64(mask)
#else
#define ms_mask_bytes_order(mask) (mask)
#endif

/* Bytes for masks of periods first to last, at most 64. */
static inline int
ms_retention_mask_bytes(int32 first, int32 last)
{
	return (last - first) / 8 + 1;
}

/* What ms_retention_kind has of flat forms. */
extern Size ms_retention_used(const MsSummary *s);
extern void ms_retention_check(const MsSummary *s);

/* Size of a stored form's body; raises if its text would be too long to be dumped. */
extern Size ms_retention_body_size(const MsFrame *frame, const RetentionWindow *windows,
								   uint32 nwindows, int mask_bytes);

/* Writes the entries of a stored form, window by window, each in order. */
typedef struct RetentionWriter
{
	uint64	   *ids;
	char	   *active;
	char	   *starts;			/* NULL: none */
	int			mask_bytes;
	bool		has_low;
} RetentionWriter;

/* Write all of the body but the entries into s, which has its header and size. */
extern void ms_retention_writer_init(RetentionWriter *writer, MsSummary *s,
									 const RetentionWindow *windows, uint32 nwindows, int mask_bytes);

/* A stored form with all but the entries, in the current context. */
extern MsSummary *ms_retention_stored_new(RetentionWriter *writer, const MsFrame *frame, const MsCounts *counts,
										  const RetentionWindow *windows, uint32 nwindows, int mask_bytes);

static inline void
ms_retention_write(RetentionWriter *writer, RetentionUserId id, uint64 active, uint64 starts)
{
	*writer->ids++ = id.high;
	if (writer->has_low)
		*writer->ids++ = id.low;
	active = ms_mask_bytes_order(active);
	memcpy(writer->active, &active, writer->mask_bytes);
	writer->active += writer->mask_bytes;
	if (writer->starts)
	{
		starts = ms_mask_bytes_order(starts);
		memcpy(writer->starts, &starts, writer->mask_bytes);
		writer->starts += writer->mask_bytes;
	}
}

#endif							/* MS_RETENTION_FLAT_H */

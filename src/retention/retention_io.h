/*-------------------------------------------------------------------------
 *
 * retention_io.h
 *		What the text and binary forms of retention_summary share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_IO_H
#define MS_RETENTION_IO_H

#include "retention/retention_summary.h"

/* The columns of a stored form, all windows together. */
typedef struct RetentionColumns
{
	uint64	   *ids;
	Size		id_bytes;
	char	   *active;
	char	   *starts;			/* NULL: none */
	Size		mask_bytes;		/* of either */
} RetentionColumns;

extern void ms_retention_get_columns(RetentionSummary *s, RetentionColumns *columns);

/* The users' numbers to and from bytes, lowest first. */
extern char *ms_retention_ids_to_bytes(const RetentionColumns *columns);
extern void ms_retention_ids_from_bytes(RetentionColumns *columns);

/* Can so many bytes hold the users of the windows? */
extern bool ms_retention_users_fit(const RetentionWindow *windows, uint32 nwindows,
								   const RetentionFrame *frame, int mask_bytes, Size bytes);

/* Could rows have given these counts, and the whole summary? */
extern bool ms_retention_counts_are_valid(const RetentionCounts *counts);
extern bool ms_retention_is_canonical(RetentionSummary *s);

#endif							/* MS_RETENTION_IO_H */

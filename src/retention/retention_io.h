/*-------------------------------------------------------------------------
 *
 * retention_io.h
 *		Text and binary forms of the body of a retention_summary.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_IO_H
#define MS_RETENTION_IO_H

#include "retention/retention_summary.h"

/* Bytes of the columns of a stored form, all windows together. */
#define ms_retention_id_bytes(s)	((s)->nusers * MS_ID_WORDS((s)->user_type) * sizeof(uint64))
#define ms_retention_mask_column(s) ((s)->nusers * (s)->mask_bytes)

/* The users' numbers to and from bytes, lowest first. */
extern char *ms_retention_ids_to_bytes(const RetentionSummary *s);
extern void ms_retention_ids_from_bytes(RetentionSummary *s);

/* Can so many bytes hold the users of the windows? */
extern bool ms_retention_users_fit(const RetentionWindow *windows, uint32 nwindows,
								   const MsFrame *frame, int mask_bytes, Size bytes);

/* Could rows have given the whole summary? */
extern bool ms_retention_is_canonical(const MsSummary *s);

/* retention_io.c */
extern void ms_retention_write_text(StringInfo out, const MsSummary *s);
extern MsSummary *ms_retention_read_text(MsReader *reader, const MsFrame *frame, const MsCounts *counts);

/* retention_binary.c */
extern void ms_retention_send_body(StringInfo out, const MsSummary *s);
extern MsSummary *ms_retention_receive(StringInfo in, const MsFrame *frame, const MsCounts *counts, uint8 flags);

#endif							/* MS_RETENTION_IO_H */

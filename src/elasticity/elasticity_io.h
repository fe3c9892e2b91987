/*-------------------------------------------------------------------------
 *
 * elasticity_io.h
 *		Text and binary forms of the body of an elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_IO_H
#define MS_ELASTICITY_IO_H

#include "elasticity/elasticity_summary.h"

/* elasticity_io.c */
extern void ms_elasticity_write_text(StringInfo out, const MsSummary *s);
extern MsSummary *ms_elasticity_read_text(MsReader *reader, const MsFrame *frame, const MsCounts *counts);

/* elasticity_binary.c */
extern void ms_elasticity_send_body(StringInfo out, const MsSummary *s);
extern MsSummary *ms_elasticity_receive(StringInfo in, const MsFrame *frame, const MsCounts *counts, uint8 flags);

#endif							/* MS_ELASTICITY_IO_H */

/*-------------------------------------------------------------------------
 *
 * info.h
 *		What the summary_info() of all kinds share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_INFO_H
#define MS_INFO_H

#include "common/rows.h"
#include "summary/kind.h"

/* Two columns: the first and the last instant read; NULL if there is none. */
extern void ms_row_put_instants(MsRow *row, const MsSummary *s, const MsFrame *frame);

/* A word, or NULL. */
extern void ms_row_put_word(MsRow *row, const char *word);

/*
 * May the first row have been in period first, and the last in period last?
 */
extern bool ms_periods_include(const MsSummary *s, const MsSummaryKind *kind, const MsPeriods *periods,
							   int32 first, int32 last);

#endif							/* MS_INFO_H */

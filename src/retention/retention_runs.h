/*-------------------------------------------------------------------------
 *
 * retention_runs.h
 *		The periods of a user as runs: stretches in which none is missing.
 *
 * A run is found by counting zeros in the masks, so neither its length nor
 * that of the silence behind it costs anything.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_RUNS_H
#define MS_RETENTION_RUNS_H

#include "port/pg_bitutils.h"

#include "retention/retention_view.h"

/* Steps through the runs of a user, in order. */
typedef struct RetentionRuns
{
	const RetentionMask *masks;
	int			nmasks;
	int			mask;			/* the one stepped to */
	uint64		rest;			/* its periods behind the last run */
} RetentionRuns;

static inline void
ms_retention_runs_begin(RetentionRuns *runs, const RetentionCohortUser *user)
{
	runs->masks = user->masks;
	runs->nmasks = user->nmasks;
	runs->mask = 0;
	runs->rest = user->masks[0].active;
}

/*
 * Number of ones at the low end.
 */
static inline int
ms_count_low_ones(uint64 bits)
{
	return ~bits == 0 ? MS_WINDOW_PERIODS : pg_rightmost_one_pos64(~bits);
}

/*
 * Does a run that reaches the end of the mask go on in the next one?
 */
static inline bool
ms_retention_run_goes_on(const RetentionRuns *runs)
{
	const RetentionMask *mask = &runs->masks[runs->mask];

	return runs->mask + 1 < runs->nmasks &&
		mask[1].first_period == mask[0].first_period + MS_WINDOW_PERIODS &&
		(mask[1].active & 1) != 0;
}

/*
 * Step to the next run, from first to last; false after the last one.
 */
static inline bool
ms_retention_runs_next(RetentionRuns *runs, int32 *first, int32 *last)
{
	int			start;
	int			end;

	while (runs->rest == 0)
	{
		if (++runs->mask >= runs->nmasks)
			return false;
		runs->rest = runs->masks[runs->mask].active;
	}
	start = pg_rightmost_one_pos64(runs->rest);
	end = start + ms_count_low_ones(runs->rest >> start);
	*first = runs->masks[runs->mask].first_period + start;
	while (end == MS_WINDOW_PERIODS && ms_retention_run_goes_on(runs))
	{
		runs->rest = runs->masks[++runs->mask].active;
		end = ms_count_low_ones(runs->rest);
	}
	*last = runs->masks[runs->mask].first_period + end - 1;
	runs->rest = end == MS_WINDOW_PERIODS ? 0 : runs->rest & (~UINT64CONST(0) << end);
	return true;
}

#endif							/* MS_RETENTION_RUNS_H */

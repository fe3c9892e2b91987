/*-------------------------------------------------------------------------
 *
 * cohort_arguments.h
 *		Arguments that the accessors of cohorts share.  A NULL one stands for
 *		its default; one out of range raises.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_COHORT_ARGUMENTS_H
#define MS_COHORT_ARGUMENTS_H

#include "fmgr.h"

#include "retention/cohort_table.h"

/* The default in SQL, too, of those who judge a cohort. */
#define MS_DEFAULT_MIN_SIZE		100

extern CohortCounting ms_counting_argument(FunctionCallInfo fcinfo, int argument);

/* How far the intervals of a level reach, in standard errors. */
extern double ms_reach_argument(FunctionCallInfo fcinfo, int argument);
extern int32 ms_min_size_argument(FunctionCallInfo fcinfo, int argument, int32 otherwise);

/* A difference or a level of rates, as a fraction. */
extern double ms_rate_argument(FunctionCallInfo fcinfo, int argument, const char *name,
							   double otherwise);

#endif							/* MS_COHORT_ARGUMENTS_H */

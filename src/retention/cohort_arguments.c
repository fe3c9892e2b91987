/*-------------------------------------------------------------------------
 *
 * cohort_arguments.c
 *		Arguments that the accessors of cohorts share.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "common/arguments.h"
#include "common/compat.h"
#include "retention/cohort_arguments.h"
#include "retention/wilson.h"

CohortCounting
ms_counting_argument(FunctionCallInfo fcinfo, int argument)
{
	char	   *mode;

	if (PG_ARGISNULL(argument))
		return MS_COUNT_ON;
	mode = text_to_cstring(PG_GETARG_TEXT_PP(argument));
	if (pg_strcasecmp(mode, "on") == 0)
		return MS_COUNT_ON;
	if (pg_strcasecmp(mode, "on_or_after") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown mode \"%s\"", mode),
				 errhint("Give one of on, on_or_after.")));
	return MS_COUNT_ON_OR_AFTER;
}

double
ms_reach_argument(FunctionCallInfo fcinfo, int argument)
{
	return ms_wilson_reach(ms_confidence_level(fcinfo, argument));
}

int32
ms_min_size_argument(FunctionCallInfo fcinfo, int argument, int32 otherwise)
{
	int32		min_size = PG_ARGISNULL(argument) ? otherwise : PG_GETARG_INT32(argument);

	if (min_size < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_size must not be negative: %d", min_size)));
	return min_size;
}

double
ms_rate_argument(FunctionCallInfo fcinfo, int argument, const char *name, double otherwise)
{
	double		rate = PG_ARGISNULL(argument) ? otherwise : PG_GETARG_FLOAT8(argument);

	if (isnan(rate) || rate < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 isnan(rate) ? errmsg("%s must not be NaN", name) :
				 errmsg("%s must not be negative: %g", name, rate),
				 errhint("It is a fraction: 0.1 is ten percentage points.")));
	return rate;
}

/*-------------------------------------------------------------------------
 *
 * exact_sum.c
 *		Reading the sums of exact_sum.h.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "common/exact_sum.h"

/* Below 2^106, twice the 53 bits of a double, a whole sum is exact in both halves; this is a little less. */
#define EXACT_LIMIT		8.0e31

void
ms_sum_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("sum of amounts is out of range"),
			 errdetail("A sum must stay below about 1.8e308.")));
}

static bool
is_whole(MsSum sum)
{
	return fabs(sum.hi) < EXACT_LIMIT && sum.hi == floor(sum.hi) && sum.lo == floor(sum.lo);
}

bool
ms_sum_is_int64(MsSum sum, int64 *value)
{
	/* half the range leaves room for lo */
	if (!is_whole(sum) || fabs(sum.hi) >= 4.0e18)
		return false;
	*value = (int64) sum.hi + (int64) sum.lo;
	return true;
}

/*
 * A whole double as numeric, all its digits.
 */
static Datum
whole_numeric(double whole)
{
	char		digits[64];

	snprintf(digits, sizeof(digits), "%.0f", whole);
	return DirectFunctionCall3(numeric_in, CStringGetDatum(digits),
							   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

Numeric
ms_sum_numeric(MsSum sum)
{
	int64		value;

	if (ms_sum_is_int64(sum, &value))
		return int64_to_numeric(value);
	if (is_whole(sum))
		return DatumGetNumeric(DirectFunctionCall2(numeric_add, whole_numeric(sum.hi),
												   whole_numeric(sum.lo)));
	/* core's conversion rounds to 15 digits */
	return DatumGetNumeric(DirectFunctionCall1(float8_numeric, Float8GetDatum(sum.hi)));
}

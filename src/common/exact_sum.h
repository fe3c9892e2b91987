/*-------------------------------------------------------------------------
 *
 * exact_sum.h
 *		Sums that do not depend on the order of their terms.
 *
 * A sum is a double-double number (dd.h): the unevaluated sum of two doubles,
 * hi + lo, with hi the rounded value.  Whole numbers are summed exactly, and
 * so come out bit-identical in any order, while partial sums stay under 2^75
 * (and well beyond); fractional sums carry about 31 digits, of which 15 are
 * shown.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_EXACT_SUM_H
#define MS_EXACT_SUM_H

#include <math.h>

#include "common/compat.h"
#include "utils/numeric.h"

typedef struct MsSum
{
	double		hi;
	double		lo;
} MsSum;

/*
 * Raise numeric_value_out_of_range: a sum has left the range of float8.
 */
pg_noreturn extern void ms_sum_overflow(void);

/* The sum as numeric: exact if whole, else rounded to 15 digits. */
extern Numeric ms_sum_numeric(MsSum sum);

/* Is the sum a whole number that int64 can hold? */
extern bool ms_sum_is_int64(MsSum sum, int64 *value);

/*
 * Add a finite double: compensated summation, as Neumaier's, but with the
 * compensation kept normalised.  TwoSum (Knuth) yields the rounding error of
 * the addition, lo takes it in, FastTwoSum (Dekker) normalises the pair.
 */
static inline void
ms_sum_add(MsSum *sum, double x)
{
	double		rounded = sum->hi + x;
	double		x_part = rounded - sum->hi;
	double		error = (sum->hi - (rounded - x_part)) + (x - x_part);

	error += sum->lo;
	sum->hi = rounded + error;
	sum->lo = error - (sum->hi - rounded);
	if (unlikely(!isfinite(sum->hi)))
		ms_sum_overflow();
}

/*
 * Add an integer, in two halves because a double holds only 53 bits exactly.
 */
static inline void
ms_sum_add_int64(MsSum *sum, int64 x)
{
	ms_sum_add(sum, (double) (x >> 32) * 4294967296.0);
	ms_sum_add(sum, (double) (x & INT64CONST(0xFFFFFFFF)));
}

/*
 * Add another sum.
 */
static inline void
ms_sum_add_sum(MsSum *sum, MsSum x)
{
	ms_sum_add(sum, x.lo);
	ms_sum_add(sum, x.hi);
}

/*
 * part ÷ whole as a fraction, as SQL has it: both rounded to float8 first.
 */
static inline double
ms_sum_ratio(MsSum part, MsSum whole)
{
	return part.hi / whole.hi;
}

#endif							/* MS_EXACT_SUM_H */

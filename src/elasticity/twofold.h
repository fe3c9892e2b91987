/*-------------------------------------------------------------------------
 *
 * twofold.h
 *		Arithmetic on MsSum, numbers of twice the precision of float8.
 *
 * exact_sum.h adds; this subtracts, multiplies and divides, with a relative
 * error of a few times 2^-104.  Operands must stay far from the limits of
 * float8's range, as logarithms, their residuals and sums of their fourth
 * powers do: nothing here checks for overflow.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_TWOFOLD_H
#define MS_ELASTICITY_TWOFOLD_H

#include "common/exact_sum.h"

static inline MsSum
ms_twofold(double x)
{
	MsSum		result = {x, 0.0};

	return result;
}

/* a + b where |a| ≥ |b|, or a = 0. */
static inline MsSum
ms_twofold_ordered(double a, double b)
{
	MsSum		result;

	result.hi = a + b;
	result.lo = b - (result.hi - a);
	return result;
}

/* The exact sum of two doubles. */
static inline MsSum
ms_twofold_of_sum(double a, double b)
{
	MsSum		result;
	double		b_part;

	result.hi = a + b;
	b_part = result.hi - a;
	result.lo = (a - (result.hi - b_part)) + (b - b_part);
	return result;
}

/* The exact difference of two doubles. */
static inline MsSum
ms_twofold_of_difference(double a, double b)
{
	return ms_twofold_of_sum(a, -b);
}

/* The exact product of two doubles, by fma or by Dekker's halves. */
static inline MsSum
ms_twofold_of_product(double a, double b)
{
	MsSum		result;

	result.hi = a * b;
#ifdef FP_FAST_FMA
	result.lo = fma(a, b, -result.hi);
#else
	{
		double		a_split = 134217729.0 * a;	/* 2^27 + 1 */
		double		b_split = 134217729.0 * b;
		double		a_high = a_split - (a_split - a);
		double		b_high = b_split - (b_split - b);
		double		a_low = a - a_high;
		double		b_low = b - b_high;

		result.lo = ((a_high * b_high - result.hi) + a_high * b_low + a_low * b_high) + a_low * b_low;
	}
#endif
	return result;
}

static inline MsSum
ms_twofold_add(MsSum a, MsSum b)
{
	MsSum		high = ms_twofold_of_sum(a.hi, b.hi);
	MsSum		low = ms_twofold_of_sum(a.lo, b.lo);

	high = ms_twofold_ordered(high.hi, high.lo + low.hi);
	return ms_twofold_ordered(high.hi, high.lo + low.lo);
}

static inline MsSum
ms_twofold_negate(MsSum a)
{
	MsSum		result = {-a.hi, -a.lo};

	return result;
}

static inline MsSum
ms_twofold_subtract(MsSum a, MsSum b)
{
	return ms_twofold_add(a, ms_twofold_negate(b));
}

static inline MsSum
ms_twofold_multiply(MsSum a, MsSum b)
{
	MsSum		product = ms_twofold_of_product(a.hi, b.hi);

	return ms_twofold_ordered(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

/* a times a double; exact for powers of two. */
static inline MsSum
ms_twofold_scale(MsSum a, double factor)
{
	MsSum		product = ms_twofold_of_product(a.hi, factor);

	return ms_twofold_ordered(product.hi, product.lo + a.lo * factor);
}

static inline MsSum
ms_twofold_square(MsSum a)
{
	return ms_twofold_multiply(a, a);
}

/* a ÷ b; b is not zero. */
static inline MsSum
ms_twofold_divide(MsSum a, MsSum b)
{
	double		first = a.hi / b.hi;
	MsSum		rest = ms_twofold_subtract(a, ms_twofold_scale(b, first));
	double		second = rest.hi / b.hi;

	rest = ms_twofold_subtract(rest, ms_twofold_scale(b, second));
	return ms_twofold_add(ms_twofold_ordered(first, second), ms_twofold(rest.hi / b.hi));
}

#endif							/* MS_ELASTICITY_TWOFOLD_H */

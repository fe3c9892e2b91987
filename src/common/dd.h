/*-------------------------------------------------------------------------
 *
 * dd.h
 *		Double-double arithmetic: numbers that are the unevaluated sum of two
 *		doubles (MsSum), of twice the precision of float8.
 *
 * exact_sum.h adds doubles to such numbers and checks for overflow; this file
 * has all other operations, with a relative error of a few times 2^-104.  It
 * checks nothing: operands must stay far from the limits of float8's range, as
 * logarithms, their residuals and sums of their fourth powers do.
 *
 * The algorithms are those of T. J. Dekker, "A floating-point technique for
 * extending the available precision" (1971), and of the QD library of Hida, Li
 * and Bailey (2001).  They need IEEE arithmetic without fused operations
 * (-ffp-contract=off in the Makefile) and without -ffast-math (compat.h).
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_DD_H
#define MS_DD_H

#include "common/exact_sum.h"

static inline MsSum
ms_dd(double x)
{
	MsSum		result = {x, 0.0};

	return result;
}

/* FastTwoSum (Dekker): a + b exactly, where |a| ≥ |b| or a = 0. */
static inline MsSum
ms_dd_fast_two_sum(double a, double b)
{
	MsSum		result;

	result.hi = a + b;
	result.lo = b - (result.hi - a);
	return result;
}

/* TwoSum (Knuth): a + b exactly, whichever is larger. */
static inline MsSum
ms_dd_two_sum(double a, double b)
{
	MsSum		result;
	double		b_part;

	result.hi = a + b;
	b_part = result.hi - a;
	result.lo = (a - (result.hi - b_part)) + (b - b_part);
	return result;
}

/* a − b exactly. */
static inline MsSum
ms_dd_two_difference(double a, double b)
{
	return ms_dd_two_sum(a, -b);
}

/* TwoProduct: a · b exactly, by fma, or by splitting both into halves (Veltkamp, Dekker). */
static inline MsSum
ms_dd_two_product(double a, double b)
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
ms_dd_add(MsSum a, MsSum b)
{
	MsSum		high = ms_dd_two_sum(a.hi, b.hi);
	MsSum		low = ms_dd_two_sum(a.lo, b.lo);

	high = ms_dd_fast_two_sum(high.hi, high.lo + low.hi);
	return ms_dd_fast_two_sum(high.hi, high.lo + low.lo);
}

/*
 * a + b in half the time (the QD library calls it sloppy addition).  The error
 * is relative to the larger operand rather than to the sum, so this is as good
 * where the operands do not cancel.
 */
static inline MsSum
ms_dd_add_fast(MsSum a, MsSum b)
{
	MsSum		sum = ms_dd_two_sum(a.hi, b.hi);

	return ms_dd_fast_two_sum(sum.hi, sum.lo + (a.lo + b.lo));
}

static inline MsSum
ms_dd_negate(MsSum a)
{
	MsSum		result = {-a.hi, -a.lo};

	return result;
}

static inline MsSum
ms_dd_subtract(MsSum a, MsSum b)
{
	return ms_dd_add(a, ms_dd_negate(b));
}

static inline MsSum
ms_dd_multiply(MsSum a, MsSum b)
{
	MsSum		product = ms_dd_two_product(a.hi, b.hi);

	return ms_dd_fast_two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

/* a times a double; exact for powers of two. */
static inline MsSum
ms_dd_scale(MsSum a, double factor)
{
	MsSum		product = ms_dd_two_product(a.hi, factor);

	return ms_dd_fast_two_sum(product.hi, product.lo + a.lo * factor);
}

static inline MsSum
ms_dd_square(MsSum a)
{
	return ms_dd_multiply(a, a);
}

/* a ÷ b by long division, one double of the quotient at a time; b is not zero. */
static inline MsSum
ms_dd_divide(MsSum a, MsSum b)
{
	double		first = a.hi / b.hi;
	MsSum		rest = ms_dd_subtract(a, ms_dd_scale(b, first));
	double		second = rest.hi / b.hi;

	rest = ms_dd_subtract(rest, ms_dd_scale(b, second));
	return ms_dd_add(ms_dd_fast_two_sum(first, second), ms_dd(rest.hi / b.hi));
}

#endif							/* MS_DD_H */

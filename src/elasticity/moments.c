/*-------------------------------------------------------------------------
 *
 * moments.c
 *		Adding rows to moments, and moments to moments.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "elasticity/moments.h"
#include "common/dd.h"

/* Sums of squares, which cannot be negative. */
static const ElasticityMoment squares[] = {MS_M20, MS_M02, MS_M40, MS_M22};

static inline void
add_to(ElasticityMoments *moments, ElasticityMoment which, MsSum value)
{
	moments->sum[which] = ms_dd_add_fast(moments->sum[which], value);
}

/*
 * Add a row whose price is that of the base, as most are where prices change
 * rarely: all moments with a power of x stay the same.
 */
static void
add_quantity(ElasticityMoments *moments, MsSum dy)
{
	add_to(moments, MS_M01, dy);
	add_to(moments, MS_M02, ms_dd_square(dy));
}

void
ms_moments_add(ElasticityMoments *moments, double x0, double y0, double x, double y)
{
	MsSum		dx = ms_dd_two_difference(x, x0);
	MsSum		dy = ms_dd_two_difference(y, y0);
	MsSum		dx2;
	MsSum		dxdy;
	MsSum		dy2;

	if (dx.hi == 0)
	{
		add_quantity(moments, dy);
		return;
	}
	dx2 = ms_dd_square(dx);
	dxdy = ms_dd_multiply(dx, dy);
	dy2 = ms_dd_square(dy);
	add_to(moments, MS_M10, dx);
	add_to(moments, MS_M01, dy);
	add_to(moments, MS_M20, dx2);
	add_to(moments, MS_M11, dxdy);
	add_to(moments, MS_M02, dy2);
	add_to(moments, MS_M30, ms_dd_multiply(dx2, dx));
	add_to(moments, MS_M21, ms_dd_multiply(dx2, dy));
	add_to(moments, MS_M12, ms_dd_multiply(dx, dy2));
	add_to(moments, MS_M40, ms_dd_square(dx2));
	add_to(moments, MS_M31, ms_dd_multiply(dx2, dxdy));
	add_to(moments, MS_M22, ms_dd_square(dxdy));
}

/*
 * Move all x by a.  By the binomial theorem Σ(dx+a)^p dy^q is a sum of moments
 * of order p and below; the row count is the moment of order zero.
 */
static void
shift_x(ElasticityMoments *moments, double n, MsSum a)
{
	MsSum	   *m = moments->sum;
	MsSum		a2 = ms_dd_square(a);
	MsSum		a3 = ms_dd_multiply(a2, a);
	MsSum		a4 = ms_dd_square(a2);

	/* from the highest order down, so that each finds the old ones below it */
	add_to(moments, MS_M40, ms_dd_scale(ms_dd_multiply(a, m[MS_M30]), 4));
	add_to(moments, MS_M40, ms_dd_scale(ms_dd_multiply(a2, m[MS_M20]), 6));
	add_to(moments, MS_M40, ms_dd_scale(ms_dd_multiply(a3, m[MS_M10]), 4));
	add_to(moments, MS_M40, ms_dd_scale(a4, n));
	add_to(moments, MS_M31, ms_dd_scale(ms_dd_multiply(a, m[MS_M21]), 3));
	add_to(moments, MS_M31, ms_dd_scale(ms_dd_multiply(a2, m[MS_M11]), 3));
	add_to(moments, MS_M31, ms_dd_multiply(a3, m[MS_M01]));
	add_to(moments, MS_M22, ms_dd_scale(ms_dd_multiply(a, m[MS_M12]), 2));
	add_to(moments, MS_M22, ms_dd_multiply(a2, m[MS_M02]));
	add_to(moments, MS_M30, ms_dd_scale(ms_dd_multiply(a, m[MS_M20]), 3));
	add_to(moments, MS_M30, ms_dd_scale(ms_dd_multiply(a2, m[MS_M10]), 3));
	add_to(moments, MS_M30, ms_dd_scale(a3, n));
	add_to(moments, MS_M21, ms_dd_scale(ms_dd_multiply(a, m[MS_M11]), 2));
	add_to(moments, MS_M21, ms_dd_multiply(a2, m[MS_M01]));
	add_to(moments, MS_M12, ms_dd_multiply(a, m[MS_M02]));
	add_to(moments, MS_M20, ms_dd_scale(ms_dd_multiply(a, m[MS_M10]), 2));
	add_to(moments, MS_M20, ms_dd_scale(a2, n));
	add_to(moments, MS_M11, ms_dd_multiply(a, m[MS_M01]));
	add_to(moments, MS_M10, ms_dd_scale(a, n));
}

/* The same for all y, by b. */
static void
shift_y(ElasticityMoments *moments, double n, MsSum b)
{
	MsSum	   *m = moments->sum;
	MsSum		b2 = ms_dd_square(b);

	add_to(moments, MS_M31, ms_dd_multiply(b, m[MS_M30]));
	add_to(moments, MS_M22, ms_dd_scale(ms_dd_multiply(b, m[MS_M21]), 2));
	add_to(moments, MS_M22, ms_dd_multiply(b2, m[MS_M20]));
	add_to(moments, MS_M21, ms_dd_multiply(b, m[MS_M20]));
	add_to(moments, MS_M12, ms_dd_scale(ms_dd_multiply(b, m[MS_M11]), 2));
	add_to(moments, MS_M12, ms_dd_multiply(b2, m[MS_M10]));
	add_to(moments, MS_M11, ms_dd_multiply(b, m[MS_M10]));
	add_to(moments, MS_M02, ms_dd_scale(ms_dd_multiply(b, m[MS_M01]), 2));
	add_to(moments, MS_M02, ms_dd_scale(b2, n));
	add_to(moments, MS_M01, ms_dd_scale(b, n));
}

void
ms_moments_shift(ElasticityMoments *moments, int64 n, MsSum a, MsSum b)
{
	if (a.hi != 0)
		shift_x(moments, (double) n, a);
	if (b.hi != 0)
		shift_y(moments, (double) n, b);
}

void
ms_moments_merge(ElasticityMoments *moments, double x0, double y0,
				 const ElasticityMoments *other, int64 n, double other_x0, double other_y0)
{
	ElasticityMoments shifted;

	if (other != NULL)
		shifted = *other;
	else
		memset(&shifted, 0, sizeof(shifted));
	ms_moments_shift(&shifted, n, ms_dd_two_difference(other_x0, x0),
					 ms_dd_two_difference(other_y0, y0));
	for (int i = 0; i < MS_MOMENTS; i++)
		add_to(moments, i, shifted.sum[i]);

	/* where a shift cancels a sum, rounding may leave it negative */
	for (int i = 0; i < lengthof(squares); i++)
	{
		if (moments->sum[squares[i]].hi < 0)
			moments->sum[squares[i]] = ms_dd(0);
	}
}

bool
ms_moments_are_valid(const ElasticityMoments *moments, int64 n)
{
	for (int i = 0; i < MS_MOMENTS; i++)
	{
		MsSum		sum = moments->sum[i];

		/* logarithms of float8 lie within ±746, differences within 1492, and 1492^4 is just under 5e12 */
		if (!isfinite(sum.hi) || !isfinite(sum.lo) || sum.hi + sum.lo != sum.hi ||
			!(fabs(sum.hi) <= (double) n * 5.0e12))
			return false;
	}
	for (int i = 0; i < lengthof(squares); i++)
	{
		if (moments->sum[squares[i]].hi < 0)
			return false;
	}
	return n >= 1;
}

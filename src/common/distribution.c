/*-------------------------------------------------------------------------
 *
 * distribution.c
 *		The normal and Student's t distribution, for intervals and p values.
 *
 * The tails are computed as tails, never as one minus something, so that a
 * p value of 1e-200 has as many right digits as one of 0.2.  Quantiles start
 * from a rough approximation and end with Newton's (normal: Halley's) steps
 * on the distribution itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "common/distribution.h"

/* More than a continued fraction needs with df of 1e12. */
#define MAX_FRACTION_TERMS	1000000

#define MAX_NEWTON_STEPS	100

/* --- normal --- */

/*
 * The z ≥ 0 with P(Z ≥ z) = p for 0 < p ≤ 0.5, to three decimals: the
 * rational approximation 26.2.23 of Abramowitz and Stegun's handbook.
 */
static double
rough_normal_tail(double p)
{
	double		s = sqrt(-2.0 * log(p));

	return s - (2.515517 + s * (0.802853 + s * 0.010328)) /
		(1.0 + s * (1.432788 + s * (0.189269 + s * 0.001308)));
}

double
ms_normal_quantile(double p)
{
	double		tail = p < 0.5 ? p : 1.0 - p;
	double		z = rough_normal_tail(tail);

	for (int step = 0; step < 4; step++)
	{
		double		density = exp(-0.5 * z * z) / sqrt(2.0 * M_PI);
		double		excess;

		/* towards the middle compare distances from it, outside the tails themselves */
		if (tail > 0.25)
			excess = (0.5 - tail) - 0.5 * erf(z / M_SQRT2);
		else
			excess = 0.5 * erfc(z / M_SQRT2) - tail;
		if (!(density > DBL_MIN))
			break;
		excess /= density;
		z += excess / (1.0 + 0.5 * z * excess);
	}
	return p < 0.5 ? -z : z;
}

/* --- Student's t --- */

/*
 * ln B(a, 1/2).  The difference of two log gammas would lose the digits that
 * they share, so Γ(a + 1/2) ÷ Γ(a) comes from its own asymptotic series, at
 * an argument large enough for it.
 */
static double
log_beta_half(double a)
{
	double		product = 1.0;
	double		inverse;
	double		square;
	double		series;

	for (; a < 20.0; a += 1.0)
		product *= (a + 0.5) / a;
	inverse = 1.0 / a;
	square = inverse * inverse;
	series = inverse * (-1.0 / 8 + square * (1.0 / 192 + square * (-1.0 / 640 + square *
																   (17.0 / 14336 - square * 31.0 / 18432))));
	return 0.5 * log(M_PI / a) + log(product) - series;
}

/*
 * The continued fraction of the incomplete beta function I_x(a, b), without
 * the factor x^a y^b / B(a, b) in front, by Lentz's method.  It is the even
 * part of DLMF 8.17.22, which needs half as many terms and, what matters
 * more, takes y = 1 - x as it is: with many degrees of freedom x is so near
 * 1 that it does not hold enough digits of y.
 */
static double
beta_fraction(double a, double b, double x, double y)
{
	double		value = a * (a * y - b * x + 1.0) / (a + 1.0);
	double		ratio_up = value;
	double		ratio_down = 0.0;

	for (int term = 1; term < MAX_FRACTION_TERMS; term++)
	{
		double		m = term;
		double		odd = a + 2 * m - 1;
		double		numerator = (a + m - 1) * (a + b + m - 1) * m * (b - m) * x * x / (odd * odd);
		double		denominator = m + m * (b - m) * x / odd +
			(a + m) * (a * y - b * x + 1.0 + m * (1.0 + y)) / (a + 2 * m + 1);

		ratio_down = denominator + numerator * ratio_down;
		if (fabs(ratio_down) < DBL_MIN)
			ratio_down = DBL_MIN;
		ratio_down = 1.0 / ratio_down;
		ratio_up = denominator + numerator / ratio_up;
		if (fabs(ratio_up) < DBL_MIN)
			ratio_up = DBL_MIN;
		value *= ratio_up * ratio_down;
		if (fabs(ratio_up * ratio_down - 1.0) < DBL_EPSILON)
			break;
	}
	return 1.0 / value;
}

/* ln(1 + t² ÷ df), also where t² would overflow. */
static double
log_tail_base(double t, double df)
{
	double		ratio = t / sqrt(df);

	if (ratio > 1e9)
		return 2.0 * log(ratio);
	return log1p(t * t / df);
}

double
ms_student_p_value(double t, double df)
{
	double		a = 0.5 * df;
	double		log_base;
	double		x;
	double		one_minus_x;
	double		log_front;

	t = fabs(t);
	if (t == 0.0)
		return 1.0;
	if (isinf(t))
		return 0.0;

	/* P(|T| ≥ t) = I_x(df/2, 1/2) with x = df ÷ (df + t²) */
	log_base = log_tail_base(t, df);
	x = exp(-log_base);
	one_minus_x = -expm1(-log_base);
	log_front = -a * log_base + 0.5 * log(one_minus_x) - log_beta_half(a);
	/* of the two forms, the one whose fraction converges fast: the tail beyond t² of about 1 */
	if (x < a / (a + 0.5))
		return Min(exp(log_front) * beta_fraction(a, 0.5, x, one_minus_x), 1.0);
	return Max(1.0 - exp(log_front) * beta_fraction(0.5, a, one_minus_x, x), 0.0);
}

/*
 * The first terms of the expansion of Student's t about the normal; for few
 * degrees of freedom the power law of the tail is nearer.
 */
static double
rough_student(double p, double df)
{
	double		z = ms_normal_quantile(0.5 * p);
	double		square = z * z;
	double		expansion = -z * (1.0 + (square + 1.0) / (4.0 * df) +
								  ((5.0 * square + 16.0) * square + 3.0) / (96.0 * df * df));
	double		power = sqrt(df) * exp(-(log(p) + log(0.5 * df) + log_beta_half(0.5 * df)) / df);

	if (square > df && power > 1.0)
		return power;
	return expansion;
}

double
ms_student_two_sided(double p, double df)
{
	double		log_t;

	if (p >= 1.0)
		return 0.0;
	if (p > 1.0 - 1e-6)
	{
		/* so near zero the density is flat */
		return 0.5 * (1.0 - p) * sqrt(df) * exp(log_beta_half(0.5 * df));
	}

	/*
	 * Newton on ln p as a function of ln t: it falls and is concave, so that
	 * after the first step the steps come from one side only.
	 */
	log_t = log(rough_student(p, df));
	for (int step = 0; step < MAX_NEWTON_STEPS; step++)
	{
		double		t = exp(log_t);
		double		tail = ms_student_p_value(t, df);
		double		log_density = -0.5 * (df + 1.0) * log_tail_base(t, df) -
			0.5 * log(df) - log_beta_half(0.5 * df);
		double		change;

		if (!(tail > DBL_MIN))
		{
			log_t -= 1.0;
			continue;
		}
		change = log(tail / p) * exp(log(0.5 * tail) - log_t - log_density);
		/* a start far to the left would be thrown far to the right */
		change = Min(change, 3.0);
		log_t += change;
		if (fabs(change) < 1e-14)
			break;
	}
	return exp(log_t);
}

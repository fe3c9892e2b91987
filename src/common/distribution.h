/*-------------------------------------------------------------------------
 *
 * distribution.h
 *		The normal and Student's t distribution, for intervals and p values.
 *
 * Relative accuracy about 1e-13, also far out in the tails.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_DISTRIBUTION_H
#define MS_DISTRIBUTION_H

/* The z with P(Z ≤ z) = p, for 0 < p < 1. */
extern double ms_normal_quantile(double p);

/* P(|T| ≥ |t|) with df > 0 degrees of freedom. */
extern double ms_student_p_value(double t, double df);

/*
 * The t ≥ 0 with P(|T| ≥ t) = p, for 0 < p ≤ 1: with p = 1 − level, the half
 * width of an interval in standard errors.
 */
extern double ms_student_two_sided(double p, double df);

#endif							/* MS_DISTRIBUTION_H */

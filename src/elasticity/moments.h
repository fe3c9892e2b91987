/*-------------------------------------------------------------------------
 *
 * moments.h
 *		Moments of the rows of one cell, about the cell's first row.
 *
 * A cell that holds more than one row keeps its row count, its first row
 * (x0, y0) — the base — and the sums of (x−x0)^p (y−y0)^q that least squares
 * with any effects and any errors can need: up to order two for slopes and
 * clustered errors, up to order four for hc0 and hc1.
 *
 * Sums and products are double-double (dd.h), so that neither the choice of
 * the base, which depends on the order of the rows, nor shifting it in a merge
 * shows in the first 12 digits of an estimate.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_MOMENTS_H
#define MS_ELASTICITY_MOMENTS_H

#include "common/exact_sum.h"

/* MS_M21 is the sum of (x−x0)² (y−y0), and so on. */
typedef enum ElasticityMoment
{
	MS_M10, MS_M01,
	MS_M20, MS_M11, MS_M02,
	MS_M30, MS_M21, MS_M12,
	MS_M40, MS_M31, MS_M22,
	MS_MOMENTS
} ElasticityMoment;

/* All zero: every row equals the base. */
typedef struct ElasticityMoments
{
	MsSum		sum[MS_MOMENTS];
} ElasticityMoments;

/*
 * Add the row (x, y) to a cell with the base (x0, y0).  The caller counts the
 * rows.  A row equal to the base changes nothing, so a cell needs no moments
 * until ms_moments_needed() returns true.
 */
extern void ms_moments_add(ElasticityMoments *moments, double x0, double y0, double x, double y);

static inline bool
ms_moments_needed(double x0, double y0, double x, double y)
{
	return x != x0 || y != y0;
}

/*
 * Add a whole cell of n rows with the base (other_x0, other_y0) to a cell with
 * the base (x0, y0).  other, the moments of the cell that is added, is NULL if
 * it has none, and must not be the same as moments.
 */
extern void ms_moments_merge(ElasticityMoments *moments, double x0, double y0,
							 const ElasticityMoments *other, int64 n, double other_x0, double other_y0);

/* Move the base of n rows by (−a, −b), that is every row by (a, b). */
extern void ms_moments_shift(ElasticityMoments *moments, int64 n, MsSum a, MsSum b);

/*
 * Could these be the moments of n rows?  For values that were typed or
 * received; it checks only what is cheap to check.
 */
extern bool ms_moments_are_valid(const ElasticityMoments *moments, int64 n);

#endif							/* MS_ELASTICITY_MOMENTS_H */

/*-------------------------------------------------------------------------
 *
 * fit.c
 *		Adding up a fit: from the residuals of cells and the moments inside
 *		them to the sums that every estimate is made of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "elasticity/fit.h"
#include "elasticity/fit_steps.h"
#include "common/dd.h"

/*
 * There is no slope where the effects leave less than this part of Σ(x−x̄)².
 * It is the square of 1e-7, at which lm() of R drops a column as collinear.
 */
#define LEAST_WITHIN	1e-14

/*
 * A sum of squares that is this small beside its terms counts as zero.  Data
 * are rounded to 2^-53, so their squares cannot cancel to less than about
 * 1e-32 by chance.
 */
#define CANCELLED		1e-40

/* Sums over the rows of one cell. */
typedef struct CellSums
{
	MsSum		xu;				/* Σx̃û */
	MsSum		uu;				/* Σû² */
	MsSum		xxuu;			/* Σx̃²û² */
} CellSums;

/* Σ(x−x̄)(y−ȳ) of a cell's own rows: Σdxdy − Σdx Σdy ÷ n. */
static MsSum
scatter(const ElasticityCell *cell, ElasticityMoment product, ElasticityMoment a, ElasticityMoment b)
{
	const MsSum *m = cell->moments->sum;

	return ms_dd_subtract(m[product],
						  ms_dd_divide(ms_dd_multiply(m[a], m[b]),
									   ms_dd((double) cell->n)));
}

/*
 * Σx², Σxy and Σy² over all rows, where x and y are what is left of them after
 * what was taken out so far.
 */
static void
add_up_squares(const FitRows *rows, MsSum *xx, MsSum *xy, MsSum *yy)
{
	memset(xx, 0, sizeof(MsSum));
	memset(xy, 0, sizeof(MsSum));
	memset(yy, 0, sizeof(MsSum));
	for (uint32 i = 0; i < rows->ncells; i++)
	{
		const FitCell *cell = &rows->cells[i];
		double		n = (double) cell->cell->n;

		CHECK_FOR_INTERRUPTS();
		*xx = ms_dd_add_fast(*xx, ms_dd_scale(ms_dd_square(cell->x), n));
		*xy = ms_dd_add_fast(*xy, ms_dd_scale(ms_dd_multiply(cell->x, cell->y), n));
		*yy = ms_dd_add_fast(*yy, ms_dd_scale(ms_dd_square(cell->y), n));
		if (cell->cell->moments == NULL)
			continue;
		*xx = ms_dd_add_fast(*xx, scatter(cell->cell, MS_M20, MS_M10, MS_M10));
		*xy = ms_dd_add_fast(*xy, scatter(cell->cell, MS_M11, MS_M10, MS_M01));
		*yy = ms_dd_add_fast(*yy, scatter(cell->cell, MS_M02, MS_M01, MS_M01));
	}
}

/* How far rounding may have moved a logarithm, the greatest of which is largest: a few units in the last place. */
static double
rounding_of(double largest)
{
	return 4 * DBL_EPSILON * Max(largest, 1.0);
}

/* Could a sum of squares over n rows be errors of this size alone? */
static bool
is_rounding(MsSum squares, int64 n, double error)
{
	return squares.hi <= (double) n * error * error;
}

/*
 * Moments of a cell about its own mean, with y replaced by u = y − slope·x:
 * those that contain u once or twice, and Σx².
 */
typedef struct InnerMoments
{
	MsSum		xx;
	MsSum		xu;
	MsSum		uu;
	MsSum		xxu;
	MsSum		xuu;
	MsSum		xxuu;
} InnerMoments;

static void
fill_inner_moments(const ElasticityCell *cell, MsSum slope, InnerMoments *inner)
{
	ElasticityMoments central = *cell->moments;
	const MsSum *m = central.sum;
	MsSum		n = ms_dd((double) cell->n);
	MsSum		slope2 = ms_dd_square(slope);

	ms_moments_shift(&central, cell->n,
					 ms_dd_negate(ms_dd_divide(m[MS_M10], n)),
					 ms_dd_negate(ms_dd_divide(m[MS_M01], n)));

	/* (y − βx) x^p = yx^p − βx^(p+1), (y − βx)² x^p = y²x^p − 2βyx^(p+1) + β²x^(p+2) */
#define WITH_U(y, x) \
	ms_dd_subtract(m[y], ms_dd_multiply(slope, m[x]))
#define WITH_UU(yy, yx, xx) \
	ms_dd_add(m[yy], \
			  ms_dd_subtract(ms_dd_multiply(slope2, m[xx]), \
							 ms_dd_scale(ms_dd_multiply(slope, m[yx]), 2)))
	inner->xx = m[MS_M20];
	inner->xu = WITH_U(MS_M11, MS_M20);
	inner->xxu = WITH_U(MS_M21, MS_M30);
	inner->uu = WITH_UU(MS_M02, MS_M11, MS_M20);
	inner->xuu = WITH_UU(MS_M12, MS_M21, MS_M30);
	inner->xxuu = WITH_UU(MS_M22, MS_M31, MS_M40);
#undef WITH_U
#undef WITH_UU
}

/*
 * Sums over a cell whose mean residuals are x and u: as if all rows were at
 * the mean, plus what their distances from the mean add.
 */
static void
fill_cell_sums(const FitCell *cell, MsSum slope, CellSums *sums)
{
	double		n = (double) cell->cell->n;
	MsSum		x = cell->x;
	MsSum		u = ms_dd_subtract(cell->y, ms_dd_multiply(slope, x));
	MsSum		xu = ms_dd_multiply(x, u);
	InnerMoments inner;

	sums->xu = ms_dd_scale(xu, n);
	sums->uu = ms_dd_scale(ms_dd_square(u), n);
	sums->xxuu = ms_dd_scale(ms_dd_square(xu), n);
	if (cell->cell->moments == NULL)
		return;

	fill_inner_moments(cell->cell, slope, &inner);
	sums->xu = ms_dd_add(sums->xu, inner.xu);
	sums->uu = ms_dd_add(sums->uu, inner.uu);

	/* Σ(x+δx)²(u+δu)², where Σδx = Σδu = 0 */
	sums->xxuu = ms_dd_add(sums->xxuu, ms_dd_multiply(ms_dd_square(x), inner.uu));
	sums->xxuu = ms_dd_add(sums->xxuu, ms_dd_multiply(ms_dd_square(u), inner.xx));
	sums->xxuu = ms_dd_add(sums->xxuu, ms_dd_scale(ms_dd_multiply(xu, inner.xu), 4));
	sums->xxuu = ms_dd_add(sums->xxuu, ms_dd_scale(ms_dd_multiply(x, inner.xuu), 2));
	sums->xxuu = ms_dd_add(sums->xxuu, ms_dd_scale(ms_dd_multiply(u, inner.xxu), 2));
	sums->xxuu = ms_dd_add(sums->xxuu, inner.xxuu);
}

/*
 * Sums of the residuals of the slope, for all kinds of standard errors at
 * once.  error bounds the rounding error of one row's residual.
 */
static void
add_up_residuals(const FitRows *rows, double error, ElasticityFit *fit)
{
	MsSum	   *by_unit = ms_fit_alloc0(MsSum, rows->nunits);

	for (uint32 i = 0; i < rows->ncells; i++)
	{
		const FitCell *cell = &rows->cells[i];
		CellSums	sums;

		CHECK_FOR_INTERRUPTS();
		fill_cell_sums(cell, fit->slope, &sums);
		fit->residual = ms_dd_add_fast(fit->residual, sums.uu);
		fit->robust = ms_dd_add_fast(fit->robust, sums.xxuu);
		if (rows->nunits > 0)
			by_unit[cell->unit] = ms_dd_add_fast(by_unit[cell->unit], sums.xu);
	}
	for (uint32 i = 0; i < rows->nunits; i++)
		fit->clustered = ms_dd_add_fast(fit->clustered, ms_dd_square(by_unit[i]));
	pfree(by_unit);

	if (is_rounding(fit->residual, rows->n, error) || !(fit->residual.hi > CANCELLED * fit->within_yy.hi))
		fit->residual = fit->robust = fit->clustered = ms_dd(0);
	/* true, for example, of two units with effects of periods: each mirrors the other */
	if (!(fit->clustered.hi > CANCELLED * fit->within_xx.hi * fit->residual.hi))
		fit->clustered = ms_dd(0);
}

/*
 * The slope, the intercept, and the sums of residuals.  A slope that explains
 * no more than rounding is set to 0: its sign would be that of the rounding.
 */
static void
add_up_slope(const FitRows *rows, ElasticityFit *fit)
{
	double		y_error = rounding_of(rows->largest_y);
	double		error;

	fit->slope = ms_dd_divide(fit->within_xy, fit->within_xx);
	if (is_rounding(ms_dd_multiply(fit->slope, fit->within_xy), rows->n, y_error))
		fit->slope = ms_dd(0);
	fit->intercept = ms_dd_subtract(rows->mean_y,
									ms_dd_multiply(fit->slope, rows->mean_x)).hi;
	error = y_error + fabs(fit->slope.hi) * rounding_of(rows->largest_x);
	fit->slope_rounding = error * sqrt((double) rows->n / fit->within_xx.hi);
	add_up_residuals(rows, error, fit);
}

/*
 * Take the effects out of the rows, and add up.
 */
static void
add_up(FitRows *rows, ElasticityEffects effects, ElasticityFit *fit)
{
	MsSum		ignored;

	ms_fit_centre(rows);
	add_up_squares(rows, &fit->total_xx, &ignored, &fit->total_yy);
	fit->converged = ms_fit_project(rows, effects);
	if (!fit->converged)
		return;
	add_up_squares(rows, &fit->within_xx, &fit->within_xy, &fit->within_yy);
	fit->total_y_varies = !is_rounding(fit->total_yy, rows->n, rounding_of(rows->largest_y));
	fit->within_y_varies = !is_rounding(fit->within_yy, rows->n, rounding_of(rows->largest_y));
	fit->varies = !is_rounding(fit->within_xx, rows->n, rounding_of(rows->largest_x)) &&
		fit->within_xx.hi > LEAST_WITHIN * fit->total_xx.hi;
	if (fit->varies)
		add_up_slope(rows, fit);
}

void
ms_fit(const ElasticityPanel *panel, ElasticityEffects effects, ElasticityFit *fit)
{
	MemoryContext working = AllocSetContextCreate(CurrentMemoryContext, "modelshare fit",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(working);
	FitRows		rows;

	memset(fit, 0, sizeof(*fit));
	ms_fit_rows(panel, effects, &rows);
	fit->n = rows.n;
	fit->n_singletons = rows.n_singletons;
	fit->nunits = rows.nunits;
	fit->nperiods = rows.nperiods;
	fit->ncomponents = rows.ncomponents;
	add_up(&rows, effects, fit);
	fit->done = true;

	MemoryContextSwitchTo(old);
	MemoryContextDelete(working);
}

/*-------------------------------------------------------------------------
 *
 * fit.h
 *		Fitting a panel with one of the effects: what is left for the
 *		estimates.
 *
 * With x̃ and ỹ the residuals of x and y after the effects (after the mean
 * without effects), everything wanted is a sum over the rows of powers of x̃
 * and ỹ.  The effects are the same for all rows of a cell, so they move the
 * means of cells only; what rows differ by inside their cell is in the
 * cell's moments.  The steps: choose the rows (fit_rows.c), take the effects
 * from the means of cells (fit_project.c, two_way.c), add up (fit.c).
 *
 * Means and residuals are twofold, and so are all sums.  That costs little
 * beside reading the rows, and the order of the rows, which decides bases of
 * moments and the order of cells, then does not reach the digits shown.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_FIT_H
#define MS_ELASTICITY_FIT_H

#include "elasticity/panel.h"

/* What is kept of a fit. */
typedef struct ElasticityFit
{
	bool		done;
	bool		converged;
	bool		varies;			/* is there a slope at all? */
	int64		n;
	int64		n_singletons;
	int64		nunits;
	int64		nperiods;
	int64		ncomponents;
	MsSum		slope;
	double		slope_rounding; /* rounding of the data moves the slope by less */
	double		intercept;
	MsSum		total_xx;		/* Σ(x−x̄)² */
	MsSum		total_yy;
	MsSum		within_xx;		/* Σx̃²; the same as total_xx without effects */
	MsSum		within_yy;
	MsSum		within_xy;
	bool		total_y_varies; /* by more than rounding */
	bool		within_y_varies;
	MsSum		residual;		/* Σû²; 0 if it could be rounding alone, and so the next two */
	MsSum		robust;			/* Σx̃²û² */
	MsSum		clustered;		/* Σ over units of (Σx̃û)² */
} ElasticityFit;

extern void ms_fit(const ElasticityPanel *panel, ElasticityEffects effects, ElasticityFit *fit);

#endif							/* MS_ELASTICITY_FIT_H */

/*-------------------------------------------------------------------------
 *
 * fit.h
 *		Least squares of a panel with given effects: the sums that the
 *		estimates are made of.
 *
 * By the theorem of Frisch, Waugh and Lovell the slope is that of ỹ on x̃, the
 * residuals of y and x after the effects (after the mean, without effects).
 * So every estimate is made of sums over the rows of powers of x̃ and ỹ.  All
 * rows of a cell have the same effects, which therefore move only the means of
 * cells; how rows differ inside their cell is in the cell's moments.  The
 * steps: choose the rows (fit_rows.c), take the effects out of the means of
 * cells (fit_project.c, two_way.c), add up (fit.c).
 *
 * Means, residuals and sums are double-double (dd.h), which costs little beside
 * reading the rows.  The order of the rows decides the bases of moments and the
 * order of cells; in this precision it does not reach the digits shown.
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
	double		slope_rounding; /* bound on how far rounding of the data moves the slope */
	double		intercept;
	MsSum		total_xx;		/* Σ(x−x̄)² */
	MsSum		total_yy;
	MsSum		within_xx;		/* Σx̃²; the same as total_xx without effects */
	MsSum		within_yy;
	MsSum		within_xy;
	bool		total_y_varies; /* by more than rounding */
	bool		within_y_varies;
	MsSum		residual;		/* Σû²; this and the next two are 0 if they could be rounding alone */
	MsSum		robust;			/* Σx̃²û² */
	MsSum		clustered;		/* Σ over units of (Σx̃û)² */
} ElasticityFit;

extern void ms_fit(const ElasticityPanel *panel, ElasticityEffects effects, ElasticityFit *fit);

#endif							/* MS_ELASTICITY_FIT_H */

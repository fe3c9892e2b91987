/*-------------------------------------------------------------------------
 *
 * fit.h
 *		Fitting a panel with one of the effects: the steps, and what they
 *		leave for the estimates.
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

/* A cell in a fit: its mean, from which the effects are then taken. */
typedef struct FitCell
{
	const ElasticityCell *cell;
	uint32		unit;			/* renumbered: of those in use */
	uint32		period;
	MsSum		x;				/* mean of the cell's rows, from the origin */
	MsSum		y;
} FitCell;

/* The rows that a fit uses. */
typedef struct FitRows
{
	FitCell    *cells;
	uint32		ncells;
	uint32		nunits;			/* in use */
	uint32		nperiods;
	uint32		ncomponents;	/* of the graph of units and periods; two-way only */
	uint32	   *components;		/* one node of its component, for every unit, then every period */
	int64		n;
	int64		n_singletons;
	double		origin_x;		/* what means of cells are measured from */
	double		origin_y;
	MsSum		mean_x;			/* of all rows; known once it was subtracted */
	MsSum		mean_y;
	double		largest_x;		/* greatest |x| and |y|, for their rounding error */
	double		largest_y;
} FitRows;

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

/* Memory for as many as a panel may have. */
#define ms_fit_alloc(type, count) \
	((type *) MemoryContextAllocHuge(CurrentMemoryContext, sizeof(type) * (Size) Max(count, 1)))
#define ms_fit_alloc0(type, count) \
	((type *) MemoryContextAllocExtended(CurrentMemoryContext, sizeof(type) * (Size) Max(count, 1), \
										 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO))

/* fit_rows.c: choose the rows, number what is in use, fill in the means. */
extern void ms_fit_rows(const ElasticityPanel *panel, ElasticityEffects effects, FitRows *rows);

/* fit_project.c: take the mean from the means of cells. */
extern void ms_fit_centre(FitRows *rows);

/* … and then the effects; false if that did not converge. */
extern bool ms_fit_project(FitRows *rows, ElasticityEffects effects);

/* two_way.c */
extern bool ms_fit_project_two_way(FitRows *rows);

/* fit.c: all of it. */
extern void ms_fit(const ElasticityPanel *panel, ElasticityEffects effects, ElasticityFit *fit);

#endif							/* MS_ELASTICITY_FIT_H */

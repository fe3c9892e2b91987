/*-------------------------------------------------------------------------
 *
 * fit_steps.h
 *		The steps of a fit (fit.h), and the rows that one hands to the next.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_FIT_STEPS_H
#define MS_ELASTICITY_FIT_STEPS_H

#include "elasticity/panel.h"

/* A cell in a fit: its mean, out of which the effects are then taken. */
typedef struct FitCell
{
	const ElasticityCell *cell;
	uint32		unit;			/* renumbered: 0 … nunits − 1 of the units in use */
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
	uint32		ncomponents;	/* connected components of the graph of units and periods; two-way only */
	uint32	   *components;		/* for each unit, then each period: the node that stands for its component */
	int64		n;
	int64		n_singletons;
	double		origin_x;		/* means of cells are measured from here */
	double		origin_y;
	MsSum		mean_x;			/* of all rows; set by ms_fit_centre() */
	MsSum		mean_y;
	double		largest_x;		/* greatest |x| and |y|, which bound their rounding errors */
	double		largest_y;
} FitRows;

/* An array for the cells of a panel, which may exceed palloc's 1 GB. */
#define ms_fit_alloc(type, count) \
	((type *) MemoryContextAllocHuge(CurrentMemoryContext, sizeof(type) * (Size) Max(count, 1)))
#define ms_fit_alloc0(type, count) \
	((type *) MemoryContextAllocExtended(CurrentMemoryContext, sizeof(type) * (Size) Max(count, 1), \
										 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO))

/* fit_rows.c: choose the rows, number what is in use, fill in the means. */
extern void ms_fit_rows(const ElasticityPanel *panel, ElasticityEffects effects, FitRows *rows);

/* fit_project.c: take the mean of all rows out of the means of cells. */
extern void ms_fit_centre(FitRows *rows);

/* Then take the effects out; false if that did not converge. */
extern bool ms_fit_project(FitRows *rows, ElasticityEffects effects);

/* two_way.c: the same for effects of both units and periods. */
extern bool ms_fit_project_two_way(FitRows *rows);

#endif							/* MS_ELASTICITY_FIT_STEPS_H */

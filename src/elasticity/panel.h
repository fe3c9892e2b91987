/*-------------------------------------------------------------------------
 *
 * panel.h
 *		Least squares of ln quantity on ln price over a panel: what goes in
 *		(ElasticityPanel) and what comes out (ElasticityEstimate).
 *
 * This header is the border between summaries, which know how rows are kept,
 * stored and merged, and estimation, which knows only formulas.  Nothing on
 * this side reads a summary, and nothing on the other computes a standard error.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_PANEL_H
#define MS_ELASTICITY_PANEL_H

#include "elasticity/moments.h"

/*
 * One or more rows of the same unit and period.  x is ln price and y ln
 * quantity (natural logarithms, finite): of the row itself if n is 1, else of
 * the base that the moments are about.  moments is NULL where all n rows
 * equal (x, y), as with n = 1.
 */
typedef struct ElasticityCell
{
	uint32		unit;			/* 0 … nunits − 1; 0 without units */
	uint32		period;			/* 0 … nperiods − 1; 0 without periods */
	int64		n;				/* at least 1 */
	double		x;
	double		y;
	const ElasticityMoments *moments;
} ElasticityCell;

/*
 * The rows of a summary.  A panel without units needs one cell, one with units
 * one cell per unit, one with units and periods one cell per (unit, period).
 * More than one cell for the same unit and period is allowed, in any order.
 */
typedef struct ElasticityPanel
{
	const ElasticityCell *cells;
	int64		ncells;
	uint32		nunits;			/* ids are below it; some may have no cell */
	uint32		nperiods;
	bool		has_units;		/* effects 'unit' and errors cr* exist */
	bool		has_periods;	/* effects 'two-way' exist; only with units */
	bool		price_is_spend; /* price is spend ÷ the same quantity */
} ElasticityPanel;

/* In the order in which estimates() lists them. */
typedef enum ElasticityEffects
{
	MS_EFFECTS_NONE,
	MS_EFFECTS_UNIT,
	MS_EFFECTS_TWO_WAY,
	MS_EFFECTS					/* number of effects */
} ElasticityEffects;

typedef enum ElasticityErrors
{
	MS_ERRORS_IID,
	MS_ERRORS_HC0,
	MS_ERRORS_HC1,
	MS_ERRORS_CR0,
	MS_ERRORS_CR1,
	MS_ERRORS_CR1_FULL,
	MS_ERRORS					/* number of kinds of errors */
} ElasticityErrors;

#define MS_ERRORS_ARE_CLUSTERED(errors) ((errors) >= MS_ERRORS_CR0)

/* Bits of ElasticityEstimate.warnings; ms_elasticity_warning_code() names them. */
typedef enum ElasticityWarning
{
	MS_WARN_SIGN_REVERSAL,
	MS_WARN_FEW_CLUSTERS,
	MS_WARN_TOO_FEW_ROWS,
	MS_WARN_NO_WITHIN_VARIATION,
	MS_WARN_LITTLE_WITHIN_VARIATION,
	MS_WARN_PRICE_IS_SPEND,
	MS_WARN_DISCONNECTED,
	MS_WARN_NOT_CONVERGED,
	MS_WARNINGS					/* number of warnings */
} ElasticityWarning;

/*
 * One row of estimate().  A double is NaN where SQL has NULL; every known one
 * is finite.  Rows that were left out before the panel was made are counted in
 * the summary instead.
 */
typedef struct ElasticityEstimate
{
	double		slope;
	double		std_error;
	double		t;
	double		p_value;
	double		ci_low;
	double		ci_high;
	double		intercept;
	double		r2;
	double		within_r2;		/* NULL without effects */
	double		df;				/* of t; 0 if there are none */
	bool		exact;			/* residuals are rounding alone, with rows enough to be sure */
	double		slope_rounding; /* how far rounding may have moved the slope of an exact fit */
	int64		n;				/* rows used: without singletons */
	int64		n_singletons;
	int64		units;			/* among the rows used; 0 if the panel has none */
	int64		periods;
	int64		clusters;		/* -1 (NULL) unless the errors are clustered */
	uint32		warnings;		/* bits 1 << ElasticityWarning */
} ElasticityEstimate;

/*
 * The fits of one panel.  Each of the effects is fitted when it is first asked
 * for, and kept with the sums for all kinds of errors, so that all estimates of
 * a panel cost three fits.  The panel must stay in place.  All memory is from
 * the context that was current in ms_elasticity_fits().
 */
typedef struct ElasticityFits ElasticityFits;

extern ElasticityFits *ms_elasticity_fits(const ElasticityPanel *panel);

/*
 * Fill in the estimate.  The caller has checked that the pair exists
 * (ms_elasticity_exists) and that 0 < level < 1.
 */
extern void ms_elasticity_estimate(ElasticityFits *fits, ElasticityEffects effects,
								   ElasticityErrors errors, double level,
								   ElasticityEstimate *estimate);

/* Just the slope, NaN if NULL: for the cast to float8. */
extern double ms_elasticity_slope(ElasticityFits *fits, ElasticityEffects effects);

/* The line that predict() follows; false if there is none. */
extern bool ms_elasticity_line(ElasticityFits *fits, ElasticityEffects effects,
							   double *intercept, double *slope);

/* Are these effects with these errors defined for the panel? */
static inline bool
ms_elasticity_exists(const ElasticityPanel *panel, ElasticityEffects effects, ElasticityErrors errors)
{
	return (effects != MS_EFFECTS_TWO_WAY || panel->has_periods) &&
		(effects == MS_EFFECTS_NONE || panel->has_units) &&
		(!MS_ERRORS_ARE_CLUSTERED(errors) || panel->has_units);
}

/* The defaults: the most effects that there are, and errors clustered by unit if there are units. */
static inline ElasticityEffects
ms_elasticity_default_effects(const ElasticityPanel *panel)
{
	return panel->has_periods ? MS_EFFECTS_TWO_WAY : panel->has_units ? MS_EFFECTS_UNIT : MS_EFFECTS_NONE;
}

static inline ElasticityErrors
ms_elasticity_default_errors(const ElasticityPanel *panel)
{
	return panel->has_units ? MS_ERRORS_CR1 : MS_ERRORS_HC1;
}

/* 'two-way', 'cr1_full', 'few_clusters', … */
extern const char *ms_elasticity_effects_name(ElasticityEffects effects);
extern const char *ms_elasticity_errors_name(ElasticityErrors errors);
extern const char *ms_elasticity_warning_code(ElasticityWarning warning);

#endif							/* MS_ELASTICITY_PANEL_H */

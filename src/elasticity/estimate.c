/*-------------------------------------------------------------------------
 *
 * estimate.c
 *		From the sums of a fit to a row of estimate(): standard errors,
 *		tests, intervals, measures of fit, warnings.
 *
 * K is the number of parameters, effects included.  K*, which cr1 uses, leaves
 * out the effects that are nested in the clusters.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/distribution.h"
#include "elasticity/fit.h"

/*
 * With fewer clusters than this, clustered errors are known to be too small:
 * the lower end of what A. C. Cameron and D. L. Miller, "A practitioner's guide
 * to cluster-robust inference" (2015), call few, from below 20 to below 50.
 */
#define FEW_CLUSTERS	20

/* A slope of which 99 % of the price's variation is lost to the effects gets a warning: our own choice. */
#define LITTLE_WITHIN	0.01

#define UNKNOWN		((double) NAN)

struct ElasticityFits
{
	const ElasticityPanel *panel;
	MemoryContext context;
	ElasticityFit fits[MS_EFFECTS];
};

static const char *const effects_names[MS_EFFECTS] = {"none", "unit", "two-way"};

static const char *const errors_names[MS_ERRORS] = {"iid", "hc0", "hc1", "cr0", "cr1", "cr1_full"};

static const char *const warning_codes[MS_WARNINGS] = {
	"sign_reversal",
	"few_clusters",
	"too_few_rows",
	"no_within_variation",
	"little_within_variation",
	"price_is_spend_over_quantity",
	"disconnected_panel",
	"not_converged",
};

const char *
ms_elasticity_effects_name(ElasticityEffects effects)
{
	return effects_names[effects];
}

const char *
ms_elasticity_errors_name(ElasticityErrors errors)
{
	return errors_names[errors];
}

const char *
ms_elasticity_warning_code(ElasticityWarning warning)
{
	return warning_codes[warning];
}

ElasticityFits *
ms_elasticity_fits(const ElasticityPanel *panel)
{
	ElasticityFits *fits = palloc0(sizeof(ElasticityFits));

	fits->panel = panel;
	fits->context = CurrentMemoryContext;
	return fits;
}

static const ElasticityFit *
get_fit(ElasticityFits *fits, ElasticityEffects effects)
{
	ElasticityFit *fit = &fits->fits[effects];

	if (!fit->done)
	{
		MemoryContext old = MemoryContextSwitchTo(fits->context);

		ms_fit(fits->panel, effects, fit);
		MemoryContextSwitchTo(old);
	}
	return fit;
}

static double
fit_slope(const ElasticityFit *fit)
{
	return fit->varies ? fit->slope.hi : UNKNOWN;
}

double
ms_elasticity_slope(ElasticityFits *fits, ElasticityEffects effects)
{
	return fit_slope(get_fit(fits, effects));
}

bool
ms_elasticity_line(ElasticityFits *fits, ElasticityEffects effects, double *intercept, double *slope)
{
	const ElasticityFit *fit = get_fit(fits, effects);

	*intercept = fit->intercept;
	*slope = fit->slope.hi;
	return fit->varies;
}

/* --- standard errors --- */

/* K: the slope, and one level for all or for each unit and period, minus the redundant ones. */
static int64
count_parameters(const ElasticityFit *fit, ElasticityEffects effects)
{
	switch (effects)
	{
		case MS_EFFECTS_NONE:
			return 2;
		case MS_EFFECTS_UNIT:
			return fit->nunits + 1;
		default:
			return 1 + fit->nunits + fit->nperiods - fit->ncomponents;
	}
}

/* K*: units are the clusters, so their effects are nested in them and do not count. */
static int64
count_parameters_across(const ElasticityFit *fit, ElasticityEffects effects)
{
	return effects == MS_EFFECTS_TWO_WAY ? 2 + fit->nperiods - fit->ncomponents : 2;
}

/*
 * The small-sample factor of the clustered variance, (n−1) ÷ (n−k) · G ÷ (G−1);
 * unknown if there are no more rows than parameters.
 */
static double
cluster_factor(const ElasticityFit *fit, int64 k)
{
	double		clusters = (double) fit->nunits;

	if (fit->n <= k)
		return UNKNOWN;
	return clusters / (clusters - 1) * (double) (fit->n - 1) / (double) (fit->n - k);
}

/*
 * A sum of residuals, which is rounding alone and taken for 0 where there are
 * as many parameters as rows: the fit is then exact.
 */
static double
left_over(const ElasticityFit *fit, MsSum sum, int64 k)
{
	return fit->n > k ? Max(sum.hi, 0.0) : 0.0;
}

static double
standard_error(const ElasticityFit *fit, ElasticityEffects effects, ElasticityErrors errors)
{
	int64		k = count_parameters(fit, effects);
	double		xx = fit->within_xx.hi;
	double		clustered = left_over(fit, fit->clustered, k);
	double		robust = left_over(fit, fit->robust, k);

	if (MS_ERRORS_ARE_CLUSTERED(errors) ? fit->nunits < 2 : fit->n <= k)
		return UNKNOWN;
	switch (errors)
	{
		case MS_ERRORS_IID:
			return sqrt(left_over(fit, fit->residual, k) / (double) (fit->n - k) / xx);
		case MS_ERRORS_HC0:
			return sqrt(robust) / xx;
		case MS_ERRORS_HC1:
			return sqrt((double) fit->n / (double) (fit->n - k) * robust) / xx;
		case MS_ERRORS_CR0:
			return sqrt(clustered) / xx;
		case MS_ERRORS_CR1:
			return sqrt(cluster_factor(fit, count_parameters_across(fit, effects)) * clustered) / xx;
		default:
			return sqrt(cluster_factor(fit, k) * clustered) / xx;
	}
}

/* --- the rest of the row --- */

/* 1 − part ÷ whole, clamped, since rounding can move it a little beyond 0 or 1. */
static double
explained(MsSum part, MsSum whole, bool whole_varies)
{
	if (!whole_varies)
		return UNKNOWN;
	return Min(Max(1.0 - part.hi / whole.hi, 0.0), 1.0);
}

static void
fill_test(ElasticityEstimate *estimate, double level)
{
	double		half_width;

	if (!(estimate->df >= 1) || !(estimate->std_error > 0))
		return;
	estimate->t = estimate->slope / estimate->std_error;
	if (!isfinite(estimate->t))
	{
		estimate->t = UNKNOWN;
		return;
	}
	estimate->p_value = ms_student_p_value(estimate->t, estimate->df);
	half_width = ms_student_two_sided(1.0 - level, estimate->df) * estimate->std_error;
	if (!isfinite(half_width))
		return;
	estimate->ci_low = estimate->slope - half_width;
	estimate->ci_high = estimate->slope + half_width;
}

/*
 * Does another estimate of the same panel have the opposite sign?  An estimate
 * with effects is compared with the one without (that of estimate(e, 'none'),
 * over all rows).  An estimate without effects, which is the one likely to
 * mislead, is compared with the one with the most effects that has a slope.
 */
static bool
sign_is_reversed(ElasticityFits *fits, ElasticityEffects effects, double slope)
{
	double		other;

	if (effects != MS_EFFECTS_NONE)
		other = ms_elasticity_slope(fits, MS_EFFECTS_NONE);
	else
	{
		other = UNKNOWN;
		if (fits->panel->has_periods)
			other = ms_elasticity_slope(fits, MS_EFFECTS_TWO_WAY);
		if (isnan(other) && fits->panel->has_units)
			other = ms_elasticity_slope(fits, MS_EFFECTS_UNIT);
	}
	return (slope < 0 && other > 0) || (slope > 0 && other < 0);
}

static uint32
collect_warnings(ElasticityFits *fits, const ElasticityFit *fit, ElasticityEffects effects,
				 ElasticityErrors errors)
{
	uint32		warnings = 0;

#define WARN_IF(condition, warning) \
	(warnings |= (condition) ? (uint32) 1 << (warning) : 0)
	WARN_IF(fits->panel->price_is_spend, MS_WARN_PRICE_IS_SPEND);
	WARN_IF(MS_ERRORS_ARE_CLUSTERED(errors) && fit->nunits < FEW_CLUSTERS, MS_WARN_FEW_CLUSTERS);
	WARN_IF(effects == MS_EFFECTS_TWO_WAY && fit->ncomponents > 1, MS_WARN_DISCONNECTED);
	WARN_IF(!fit->converged, MS_WARN_NOT_CONVERGED);
	WARN_IF(fit->converged && !fit->varies, MS_WARN_NO_WITHIN_VARIATION);
	if (!fit->varies)
		return warnings;
	WARN_IF(fit->within_xx.hi < LITTLE_WITHIN * fit->total_xx.hi, MS_WARN_LITTLE_WITHIN_VARIATION);
	WARN_IF(fit->n <= count_parameters(fit, effects), MS_WARN_TOO_FEW_ROWS);
	WARN_IF(sign_is_reversed(fits, effects, fit->slope.hi), MS_WARN_SIGN_REVERSAL);
#undef WARN_IF
	return warnings;
}

void
ms_elasticity_estimate(ElasticityFits *fits, ElasticityEffects effects, ElasticityErrors errors,
					   double level, ElasticityEstimate *estimate)
{
	const ElasticityFit *fit = get_fit(fits, effects);
	bool		clustered = MS_ERRORS_ARE_CLUSTERED(errors);
	int64		df = clustered ? fit->nunits - 1 : fit->n - count_parameters(fit, effects);

	Assert(ms_elasticity_exists(fits->panel, effects, errors));
	memset(estimate, 0, sizeof(*estimate));
	estimate->slope = estimate->std_error = estimate->t = estimate->p_value = UNKNOWN;
	estimate->ci_low = estimate->ci_high = UNKNOWN;
	estimate->intercept = estimate->r2 = estimate->within_r2 = UNKNOWN;
	estimate->df = (double) Max(df, 0);
	estimate->n = fit->n;
	estimate->n_singletons = fit->n_singletons;
	estimate->units = fit->nunits;
	estimate->periods = fit->nperiods;
	estimate->clusters = clustered ? fit->nunits : -1;
	estimate->warnings = collect_warnings(fits, fit, effects, errors);
	if (!fit->varies)
		return;

	estimate->slope = fit->slope.hi;
	estimate->intercept = fit->intercept;
	estimate->r2 = explained(fit->residual, fit->total_yy, fit->total_y_varies);
	if (effects != MS_EFFECTS_NONE)
		estimate->within_r2 = explained(fit->residual, fit->within_yy, fit->within_y_varies);
	estimate->std_error = standard_error(fit, effects, errors);
	estimate->exact = estimate->std_error == 0 && fit->residual.hi == 0;
	estimate->slope_rounding = fit->slope_rounding;
	fill_test(estimate, level);
}

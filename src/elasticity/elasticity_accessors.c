/*-------------------------------------------------------------------------
 *
 * elasticity_accessors.c
 *		estimate(), estimates(), jevons(), predict() and the cast to float8.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "common/arguments.h"
#include "common/compat.h"
#include "common/distribution.h"
#include "common/rows.h"
#include "elasticity/elasticity_accessors.h"

/* What an accessor was asked for. */
typedef struct Question
{
	ElasticitySummary *summary;
	ElasticityPanel panel;
	ElasticityFits *fits;
	ElasticityEffects effects;
	ElasticityErrors errors;
	double		level;
	int64		dropped_nonpositive;
} Question;

pg_noreturn static void
unknown_word(const char *argument, const text *word, const char *choices)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s \"%s\"", argument, text_to_cstring(word)),
			 errhint("Give one of %s.", choices)));
}

static bool
word_is(const text *word, const char *name)
{
	return VARSIZE_ANY_EXHDR(word) == strlen(name) &&
		pg_strncasecmp(VARDATA_ANY(word), name, strlen(name)) == 0;
}

static ElasticityOver
over_argument(FunctionCallInfo fcinfo, int argument)
{
	text	   *word;

	if (PG_ARGISNULL(argument))
		return MS_OVER_CELL;
	word = PG_GETARG_TEXT_PP(argument);
	if (!word_is(word, "cell") && !word_is(word, "unit"))
		unknown_word("over", word, "cell, unit");
	return word_is(word, "unit") ? MS_OVER_UNIT : MS_OVER_CELL;
}

/* Over units each unit is one observation, whatever the summary knows of it. */
static int
over_cells_hint(void)
{
	errdetail("Over units each unit is one observation.");
	return errhint("Estimate over cells: over => 'cell'.");
}

/* The effects that are named; MS_EFFECTS if none are. */
static int
effects_word(FunctionCallInfo fcinfo, int argument)
{
	text	   *word;
	int			effects;

	if (PG_ARGISNULL(argument))
		return MS_EFFECTS;
	word = PG_GETARG_TEXT_PP(argument);
	for (effects = 0; effects < MS_EFFECTS && !word_is(word, ms_elasticity_effects_name(effects)); effects++)
		;
	if (effects == MS_EFFECTS)
		unknown_word("effects", word, "none, unit, two-way");
	return effects;
}

/* The effects that this means for the panel. */
static ElasticityEffects
check_effects(const Question *question, ElasticityOver over, int effects)
{
	if (effects == MS_EFFECTS)
		return ms_elasticity_default_effects(&question->panel);
	if (!ms_elasticity_exists(&question->panel, effects, MS_ERRORS_IID))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("effects \"%s\" need %s", ms_elasticity_effects_name(effects),
						effects == MS_EFFECTS_UNIT ? "units" : "units and periods"),
				 over == MS_OVER_UNIT ? over_cells_hint() :
				 effects == MS_EFFECTS_UNIT ? errhint("Give elasticity() a unit.") :
				 errhint("Give elasticity() a unit and a period.")));
	return effects;
}

static ElasticityErrors
errors_argument(FunctionCallInfo fcinfo, int argument, const ElasticityPanel *panel, ElasticityOver over)
{
	text	   *word;
	int			errors;

	if (PG_ARGISNULL(argument))
		return ms_elasticity_default_errors(panel);
	word = PG_GETARG_TEXT_PP(argument);
	for (errors = 0; errors < MS_ERRORS && !word_is(word, ms_elasticity_errors_name(errors)); errors++)
		;
	if (errors == MS_ERRORS)
		unknown_word("errors", word, "iid, hc0, hc1, cr0, cr1, cr1_full");
	if (!ms_elasticity_exists(panel, MS_EFFECTS_NONE, errors))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("errors \"%s\" need units, which are the clusters", ms_elasticity_errors_name(errors)),
				 over == MS_OVER_UNIT ? over_cells_hint() : errhint("Give elasticity() a unit.")));
	return errors;
}

/*
 * Read the summary and fit nothing yet.
 */
static void
begin_question(ElasticitySummary *summary, ElasticityOver over, Question *question)
{
	question->summary = summary;
	ms_elasticity_make_panel(question->summary, over, &question->panel, &question->dropped_nonpositive);
	question->fits = ms_elasticity_fits(&question->panel);
	question->effects = ms_elasticity_default_effects(&question->panel);
	question->errors = ms_elasticity_default_errors(&question->panel);
}

/*
 * The arguments effects, errors, over and level, in this order.
 */
static void
read_question(FunctionCallInfo fcinfo, Question *question)
{
	ElasticityOver over = over_argument(fcinfo, 3);

	begin_question(ms_elasticity_get(PG_GETARG_DATUM(0)), over, question);
	question->effects = check_effects(question, over, effects_word(fcinfo, 1));
	question->errors = errors_argument(fcinfo, 2, &question->panel, over);
	question->level = ms_confidence_level(fcinfo, 4);
}

static Datum
warning_codes(uint32 warnings)
{
	Datum		codes[MS_WARNINGS];
	int			ncodes = 0;

	for (int warning = 0; warning < MS_WARNINGS; warning++)
	{
		if (warnings & (1 << warning))
			codes[ncodes++] = CStringGetTextDatum(ms_elasticity_warning_code(warning));
	}
	return PointerGetDatum(construct_array(codes, ncodes, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
put_double(MsRow *row, double value)
{
	ms_row_put_float8(row, !isnan(value), value);
}

static void
put_count(MsRow *row, int64 count)
{
	ms_row_put(row, Int64GetDatum(count));
}

/*
 * One row of estimate() and estimates().
 */
static void
store_estimate(FunctionCallInfo fcinfo, const Question *question)
{
	const int64 *counts = question->summary->flat->counts;
	ElasticityEstimate estimate;
	MsRow		row;

	ms_elasticity_estimate(question->fits, question->effects, question->errors, question->level, &estimate);
	ms_row_begin(&row);
	ms_row_put(&row, CStringGetTextDatum(ms_elasticity_effects_name(question->effects)));
	ms_row_put(&row, CStringGetTextDatum(ms_elasticity_errors_name(question->errors)));
	put_double(&row, estimate.slope);
	put_double(&row, estimate.std_error);
	put_double(&row, estimate.t);
	put_double(&row, estimate.p_value);
	put_double(&row, estimate.ci_low);
	put_double(&row, estimate.ci_high);
	ms_row_put_known(&row, estimate.df >= 1, Int64GetDatum((int64) estimate.df));
	put_double(&row, estimate.intercept);
	put_double(&row, estimate.r2);
	put_double(&row, estimate.within_r2);
	put_count(&row, estimate.n);
	ms_row_put_known(&row, question->panel.has_units, Int64GetDatum(estimate.units));
	ms_row_put_known(&row, question->panel.has_periods, Int64GetDatum(estimate.periods));
	ms_row_put_known(&row, estimate.clusters >= 0, Int64GetDatum(estimate.clusters));
	put_count(&row, estimate.n_singletons);
	put_count(&row, counts[MS_DROP_NULL]);
	put_count(&row, question->dropped_nonpositive);
	put_count(&row, counts[MS_DROP_NONFINITE]);
	ms_row_put(&row, warning_codes(estimate.warnings));
	ms_row_store(&row, fcinfo);
}

PG_FUNCTION_INFO_V1(ms_elasticity_estimate_row);

Datum
ms_elasticity_estimate_row(PG_FUNCTION_ARGS)
{
	Question	question;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	read_question(fcinfo, &question);
	store_estimate(fcinfo, &question);
	return (Datum) 0;
}

/*
 * All pairs of effects and errors that exist.
 */
PG_FUNCTION_INFO_V1(ms_elasticity_estimate_rows);

Datum
ms_elasticity_estimate_rows(PG_FUNCTION_ARGS)
{
	Question	question;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	begin_question(ms_elasticity_get(PG_GETARG_DATUM(0)), over_argument(fcinfo, 1), &question);
	question.level = ms_confidence_level(fcinfo, 2);
	for (int effects = 0; effects < MS_EFFECTS; effects++)
	{
		for (int errors = 0; errors < MS_ERRORS; errors++)
		{
			if (!ms_elasticity_exists(&question.panel, effects, errors))
				continue;
			question.effects = effects;
			question.errors = errors;
			store_estimate(fcinfo, &question);
		}
	}
	return (Datum) 0;
}

/*
 * The elasticity of spend.  Spend is price times quantity: its elasticity is
 * one more than that of the quantity.  Where all units pay a flat fee it is 0.
 */
static double
spend_slope(const ElasticityEstimate *estimate)
{
	double		slope = estimate->slope + 1;

	return estimate->exact && fabs(slope) <= estimate->slope_rounding ? 0 : slope;
}

/*
 * Which way spend goes when the price falls.  An exact fit has no interval and
 * needs none.
 */
static const char *
spend_verdict(const ElasticityEstimate *estimate)
{
	double		spend_low = estimate->exact ? spend_slope(estimate) : estimate->ci_low + 1;
	double		spend_high = estimate->exact ? spend_low : estimate->ci_high + 1;

	if (isnan(spend_low) || isnan(spend_high))
		return NULL;
	if (spend_high < 0)
		return "spend rises as the price falls";
	if (spend_low > 0)
		return "spend falls as the price falls";
	return estimate->exact ? "spend does not move with the price" : "undecided";
}

PG_FUNCTION_INFO_V1(ms_elasticity_jevons);

Datum
ms_elasticity_jevons(PG_FUNCTION_ARGS)
{
	Question	question;
	ElasticityEstimate estimate;
	MsRow		row;
	double		t;
	bool		known;
	const char *verdict;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	read_question(fcinfo, &question);
	ms_elasticity_estimate(question.fits, question.effects, question.errors, question.level, &estimate);
	t = (estimate.slope + 1) / estimate.std_error;
	known = !isnan(estimate.t) && isfinite(t);
	verdict = spend_verdict(&estimate);

	ms_row_begin(&row);
	ms_row_put(&row, CStringGetTextDatum(ms_elasticity_effects_name(question.effects)));
	ms_row_put(&row, CStringGetTextDatum(ms_elasticity_errors_name(question.errors)));
	put_double(&row, estimate.slope);
	put_double(&row, estimate.ci_low);
	put_double(&row, estimate.ci_high);
	put_double(&row, spend_slope(&estimate));
	put_double(&row, estimate.ci_low + 1);
	put_double(&row, estimate.ci_high + 1);
	ms_row_put_float8(&row, known, t);
	ms_row_put_float8(&row, known, known ? ms_student_p_value(t, estimate.df) : 0);
	if (verdict != NULL)
		ms_row_put(&row, CStringGetTextDatum(verdict));
	else
		ms_row_null(&row);
	ms_row_put(&row, warning_codes(estimate.warnings));
	ms_row_store(&row, fcinfo);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(ms_elasticity_to_float8);

Datum
ms_elasticity_to_float8(PG_FUNCTION_ARGS)
{
	Question	question;
	double		slope;

	begin_question(ms_elasticity_get(PG_GETARG_DATUM(0)), MS_OVER_CELL, &question);
	slope = ms_elasticity_slope(question.fits, question.effects);
	if (isnan(slope))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(slope);
}

/* A line that predict() follows. */
typedef struct PredictLine
{
	bool		known;			/* fitted already */
	bool		exists;
	double		intercept;
	double		slope;
} PredictLine;

/* Lines of the summary that came last, by what they are over and by their effects; in fn_extra. */
typedef struct PredictCall
{
	bool		is_constant;	/* no other summary can come */
	struct varlena *given;		/* the summary as it came; NULL: none yet */
	PredictLine lines[MS_OVERS][MS_EFFECTS + 1];
} PredictCall;

/*
 * What the call keeps, with lines of no summary but argument 0.
 */
static PredictCall *
predict_call(FunctionCallInfo fcinfo)
{
	PredictCall *call = fcinfo->flinfo->fn_extra;
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	struct varlena *given = (struct varlena *) PG_GETARG_POINTER(0);

	if (call == NULL)
	{
		call = MemoryContextAllocZero(context, sizeof(PredictCall));
		call->is_constant = ms_argument_is_constant(fcinfo->flinfo, 0);
		fcinfo->flinfo->fn_extra = call;
	}
	if (call->is_constant || (call->given != NULL && ms_argument_repeats(call->given, given)))
		return call;

	memset(call->lines, 0, sizeof(call->lines));
	if (call->given != NULL)
		pfree(call->given);
	call->given = NULL;			/* what follows may raise */
	call->given = ms_argument_as_given(given, context);
	return call;
}

/*
 * The line that the arguments ask for.  A table of prices asks for the same at
 * every row: the summary is read, and the line fitted, for the first.
 */
static const PredictLine *
get_line(FunctionCallInfo fcinfo)
{
	ElasticityOver over = over_argument(fcinfo, 3);
	int			effects = effects_word(fcinfo, 2);
	PredictLine *line = &predict_call(fcinfo)->lines[over][effects];
	Question	question;

	if (line->known)
		return line;
	begin_question(ms_elasticity_get(PG_GETARG_DATUM(0)), over, &question);
	line->exists = ms_elasticity_line(question.fits, check_effects(&question, over, effects),
									  &line->intercept, &line->slope);
	line->known = true;
	return line;
}

/*
 * The quantity at a price, at average effects.
 */
PG_FUNCTION_INFO_V1(ms_elasticity_predict);

Datum
ms_elasticity_predict(PG_FUNCTION_ARGS)
{
	const PredictLine *line;
	double		price;
	double		quantity;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	price = PG_GETARG_FLOAT8(1);
	if (!isfinite(price) || price <= 0)
		PG_RETURN_NULL();
	line = get_line(fcinfo);
	if (!line->exists)
		PG_RETURN_NULL();
	quantity = exp(line->intercept + line->slope * log(price));
	if (isnan(quantity))
		PG_RETURN_NULL();
	if (isinf(quantity))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("predicted quantity at price %g is out of range", price)));
	PG_RETURN_FLOAT8(quantity);
}

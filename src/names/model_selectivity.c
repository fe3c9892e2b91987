/*-------------------------------------------------------------------------
 *
 * model_selectivity.c
 *		Selectivity of name <@ family: estimates for the planner.
 *
 * Where ANALYZE has gathered statistics of the columns, the operator is tried
 * on the most common values and on those of the histogram.  Otherwise the
 * estimate comes from the fields that the family fixes.  An estimate that is
 * far too small costs far more (a nested loop over all rows) than one that is
 * a little too large, hence the lower bound.
 *
 * Constants below that name no source are judgements, not measurements.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "nodes/pathnodes.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"
#include "utils/typcache.h"

#include "names/model_support.h"

PG_FUNCTION_INFO_V1(ms_modelfamily_sel);
PG_FUNCTION_INFO_V1(ms_modelfamily_joinsel);

/* Part of the rows in a family, where neither statistics nor the family are known. */
#define DEFAULT_SELECTIVITY		0.05

/* Part of the families in a column to which a given name belongs. */
#define DEFAULT_FAMILIES		0.1

/* Part of the rows that have any partner in a semijoin; the default of eqjoinsel() in core. */
#define DEFAULT_SEMI_SELECTIVITY	0.5

/* Lower bound of estimates, or half of an average name if that is less. */
#define FLOOR_SELECTIVITY		0.0005

/*
 * A histogram with AMPLE_HISTOGRAM values is trusted alone, one with fewer than
 * LEAST_HISTOGRAM is not used: the limits of patternsel() for LIKE in core.
 */
#define AMPLE_HISTOGRAM			100
#define LEAST_HISTOGRAM			10

/* Values taken from each kind of statistics to estimate a join, of which all pairs are tried. */
#define MAX_SAMPLE				200

/* Part of the rows that are left when one more field is fixed, or required absent. */
static const double field_selectivity[MS_NFIELDS] = {0.1, 0.3, 0.3, 0.3, 0.5, 0.5};

/* Values of a column, each of which represents part of its rows; the other rows are null. */
typedef struct Sample
{
	int			nvalues;
	MsFields	fields[2 * MAX_SAMPLE];
	double		weight[2 * MAX_SAMPLE];
} Sample;

/*
 * Estimate from the fields that a family fixes or requires absent, beginning
 * with field first.
 */
static double
guess_from_fields(const MsFields *family, int first)
{
	double		guess = 1.0;

	for (int i = first; i < MS_NFIELDS; i++)
		if (family->field[i] != NULL || family->required_absent & 1 << i)
			guess *= field_selectivity[i];
	return guess;
}

/*
 * The lower bound of estimates.
 */
static double
least_guess(VariableStatData *names)
{
	bool		is_default;
	double		ndistinct = get_variable_numdistinct(names, &is_default);

	return Min(FLOOR_SELECTIVITY, 0.5 / Max(ndistinct, 1.0));
}

/*
 * Part of the histogram that sorts before a name; negative if there is no
 * histogram.
 */
static double
part_before(PlannerInfo *root, VariableStatData *names, Oid lt_opr, FmgrInfo *lt, Oid type, const MsFields *name)
{
	return ineq_histogram_selectivity(root, names, lt_opr, lt, false, false, InvalidOid,
									  PointerGetDatum(ms_store_fields(name, MS_KIND_NAME)), type);
}

/*
 * Part of the histogram between the bounds of a family, reduced for the fields
 * after them; negative if there is no histogram.
 */
static double
guess_from_range(PlannerInfo *root, VariableStatData *names, Oid type, const MsFields *family, const MsBounds *bounds)
{
	TypeCacheEntry *operators = lookup_type_cache(type, TYPECACHE_LT_OPR);
	FmgrInfo	lt;
	double		before_low;
	double		before_high = 1.0;

	if (!OidIsValid(operators->lt_opr))
		return -1.0;
	fmgr_info(get_opcode(operators->lt_opr), &lt);

	before_low = part_before(root, names, operators->lt_opr, &lt, type, &bounds->low);
	if (before_low < 0)
		return -1.0;
	if (bounds->has_high)
		before_high = part_before(root, names, operators->lt_opr, &lt, type, &bounds->high);

	return Max(before_high - before_low, 0.0) * guess_from_fields(family, bounds->nleading);
}

/*
 * Estimate for the names that are not among the most common values.
 */
static double
guess_uncommon(PlannerInfo *root, VariableStatData *names, Const *family, bool var_on_left, FmgrInfo *belongs,
			   const MsFields *fields, const MsBounds *bounds)
{
	int			size;
	double		matched = histogram_selectivity(names, belongs, InvalidOid, family->constvalue, var_on_left,
												LEAST_HISTOGRAM, 1, &size);
	double		guess;

	if (matched >= 0 && size >= AMPLE_HISTOGRAM)
		return matched;

	guess = bounds->nleading > 0 ? guess_from_range(root, names, names->vartype, fields, bounds) : -1.0;
	if (guess < 0)
		guess = guess_from_fields(fields, 0);
	if (matched < 0)
		return guess;
	return (matched * size + guess * (AMPLE_HISTOGRAM - size)) / AMPLE_HISTOGRAM;
}

/*
 * Part of the rows whose name belongs to a constant family.
 */
static double
guess_for_family(PlannerInfo *root, VariableStatData *names, Const *family, bool var_on_left, Oid operator)
{
	MsFields	fields;
	MsBounds	bounds;
	FmgrInfo	belongs;
	double		null_part = 0.0;
	double		common;
	double		common_part;
	double		rest;
	double		guess;

	ms_load_datum(PG_DETOAST_DATUM_PACKED(family->constvalue), MS_KIND_FAMILY, &fields);
	ms_family_bounds(&fields, &bounds);
	if (bounds.equal)
	{
		Oid			eq_opr = lookup_type_cache(names->vartype, TYPECACHE_EQ_OPR)->eq_opr;

		return var_eq_const(names, eq_opr, InvalidOid, PointerGetDatum(ms_store_fields(&bounds.low, MS_KIND_NAME)),
							false, true, false);
	}

	if (HeapTupleIsValid(names->statsTuple))
		null_part = ((Form_pg_statistic) GETSTRUCT(names->statsTuple))->stanullfrac;
	fmgr_info(get_opcode(operator), &belongs);
	common = mcv_selectivity(names, &belongs, InvalidOid, family->constvalue, var_on_left, &common_part);
	rest = Max(1.0 - null_part - common_part, 0.0);
	guess = common + rest * guess_uncommon(root, names, family, var_on_left, &belongs, &fields, &bounds);

	guess = Max(guess, least_guess(names));
	return Min(guess, 1.0 - null_part);
}

/* modelfamily_sel(internal, oid, internal, integer) → float8 */
Datum
ms_modelfamily_sel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *arguments = (List *) PG_GETARG_POINTER(2);
	int			var_relid = PG_GETARG_INT32(3);
	Oid			name_type = ms_sibling_type(fcinfo, "modelname");
	Oid			family_type = ms_sibling_type(fcinfo, "modelfamily");
	VariableStatData variable;
	Node	   *other;
	bool		var_on_left;
	double		guess = DEFAULT_SELECTIVITY;

	if (!get_restriction_variable(root, arguments, var_relid, &variable, &other, &var_on_left))
		PG_RETURN_FLOAT8(DEFAULT_SELECTIVITY);

	if (IsA(other, Const) && ((Const *) other)->constisnull)
		guess = 0.0;
	else if (variable.vartype == family_type)
		guess = generic_restriction_selectivity(root, operator, InvalidOid, arguments, var_relid, DEFAULT_FAMILIES);
	else if (variable.vartype == name_type && IsA(other, Const) && ((Const *) other)->consttype == family_type)
		guess = guess_for_family(root, &variable, (Const *) other, var_on_left, operator);
	ReleaseVariableStats(variable);

	CLAMP_PROBABILITY(guess);
	PG_RETURN_FLOAT8(guess);
}

/*
 * Add the values of one kind of statistics to sample, where together they
 * represent part of the rows: in proportion to their numbers if by_number, else
 * all alike.
 */
static void
add_values(Sample *sample, const AttStatsSlot *slot, MsKind kind, bool by_number, double part)
{
	int			taken = Min(slot->nvalues, MAX_SAMPLE);
	int			first = sample->nvalues;
	double		total = 0.0;

	for (int i = 0; i < taken; i++)
	{
		/* the most common values come first; those of a histogram are taken evenly */
		int			from = by_number ? i : (int) ((int64) i * slot->nvalues / taken);

		ms_load_datum(PG_DETOAST_DATUM_PACKED(slot->values[from]), kind, &sample->fields[first + i]);
		sample->weight[first + i] = by_number ? slot->numbers[from] : 1.0;
		total += sample->weight[first + i];
	}
	for (int i = first; i < first + taken; i++)
		sample->weight[i] *= part / total;
	sample->nvalues += taken;
}

/*
 * Read the statistics of a column; the sample has no values if all rows are
 * null.  Returns NULL if there are no statistics, or this user may not see them.
 */
static Sample *
read_sample(VariableStatData *variable, MsKind kind, Oid function)
{
	Sample	   *sample;
	AttStatsSlot slot;
	double		not_null;
	double		uncommon;

	if (!HeapTupleIsValid(variable->statsTuple) || !statistic_proc_security_check(variable, function))
		return NULL;

	sample = palloc(sizeof(Sample));
	sample->nvalues = 0;
	not_null = 1.0 - ((Form_pg_statistic) GETSTRUCT(variable->statsTuple))->stanullfrac;
	uncommon = not_null;

	/* the slots are not freed, because the fields point into them */
	if (get_attstatsslot(&slot, variable->statsTuple, STATISTIC_KIND_MCV, InvalidOid,
						 ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
	{
		double		common = 0.0;

		for (int i = 0; i < slot.nnumbers; i++)
			common += slot.numbers[i];
		uncommon = Max(uncommon - common, 0.0);
		if (slot.nnumbers == slot.nvalues && common > 0)
			add_values(sample, &slot, kind, true, common);
	}
	if (get_attstatsslot(&slot, variable->statsTuple, STATISTIC_KIND_HISTOGRAM, InvalidOid, ATTSTATSSLOT_VALUES))
		add_values(sample, &slot, kind, false, uncommon);

	return sample->nvalues > 0 || not_null <= 0 ? sample : NULL;
}

/*
 * Part of all pairs of rows that match.
 */
static double
guess_pairs(const Sample *names, const Sample *families, double least)
{
	double		guess = 0.0;

	if (families == NULL)
		return DEFAULT_SELECTIVITY;

	for (int f = 0; f < families->nvalues; f++)
	{
		double		held = 0.0;

		if (names == NULL)
			held = guess_from_fields(&families->fields[f], 0);
		else
		{
			for (int n = 0; n < names->nvalues; n++)
				if (ms_family_matches(&families->fields[f], &names->fields[n]))
					held += names->weight[n];
		}
		guess += families->weight[f] * Max(held, least);
	}
	return guess;
}

/*
 * Part of the rows on the left that have any partner on the right.
 */
static double
guess_partners(const Sample *names, const Sample *families, bool names_on_left, double least)
{
	const Sample *left = names_on_left ? names : families;
	const Sample *right = names_on_left ? families : names;
	double		guess = 0.0;

	if (names == NULL || families == NULL)
		return DEFAULT_SEMI_SELECTIVITY;

	for (int l = 0; l < left->nvalues; l++)
	{
		for (int r = 0; r < right->nvalues; r++)
		{
			if (ms_family_matches(&families->fields[names_on_left ? r : l], &names->fields[names_on_left ? l : r]))
			{
				guess += left->weight[l];
				break;
			}
		}
	}
	/* an antijoin keeps the other rows, whose estimate must not vanish, either */
	return Min(Max(guess, least), 1.0 - least);
}

/* modelfamily_joinsel(internal, oid, internal, smallint, internal) → float8 */
Datum
ms_modelfamily_joinsel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *arguments = (List *) PG_GETARG_POINTER(2);
	SpecialJoinInfo *join = (SpecialJoinInfo *) PG_GETARG_POINTER(4);
	Oid			name_type = ms_sibling_type(fcinfo, "modelname");
	Oid			family_type = ms_sibling_type(fcinfo, "modelfamily");
	VariableStatData variable[2];
	bool		reversed;
	int			n;
	double		guess = DEFAULT_SELECTIVITY;

	get_join_variables(root, arguments, join, &variable[0], &variable[1], &reversed);
	n = variable[0].vartype == name_type ? 0 : 1;

	if (variable[n].vartype == name_type && variable[1 - n].vartype == family_type)
	{
		Oid			function = get_opcode(operator);
		Sample	   *names = read_sample(&variable[n], MS_KIND_NAME, function);
		Sample	   *families = read_sample(&variable[1 - n], MS_KIND_FAMILY, function);
		double		least = least_guess(&variable[n]);

		if (join->jointype == JOIN_SEMI || join->jointype == JOIN_ANTI)
			guess = guess_partners(names, families, (n == 0) != reversed, least);
		else
			guess = guess_pairs(names, families, least);
	}
	ReleaseVariableStats(variable[0]);
	ReleaseVariableStats(variable[1]);

	CLAMP_PROBABILITY(guess);
	PG_RETURN_FLOAT8(guess);
}

/*-------------------------------------------------------------------------
 *
 * model_group.c
 *		The label of a name in a grouping.
 *
 * The longest match wins, as in a routing table: of the families that a name
 * belongs to, the most specific gives the label, and of equally specific ones
 * the first.  This is the hot path of every chart: a name that the query has
 * seen before costs one look-up, whatever the size of the grouping.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "common/arguments.h"
#include "common/memo.h"
#include "names/modelgrouping.h"

PG_FUNCTION_INFO_V1(ms_model_group);
PG_FUNCTION_INFO_V1(ms_model_group_of_text);

typedef struct Rule
{
	int			specificity;
	int			place;			/* in the grouping */
	text	   *label;			/* NULL: names of this family have no label */
	MsFields	family;
} Rule;

/*
 * A grouping, sorted for matching, and a memo of the labels found so far.  Kept
 * in fn_extra.
 */
typedef struct GroupCall
{
	bool		is_constant;	/* the grouping cannot change between calls */
	MemoryContext context;		/* of all below, except the memo */
	struct varlena *given;		/* the argument, toasted as it came, to compare with that of the next row */
	MsGrouping *grouping;		/* the same, detoasted */
	int			nrules;
	Rule	   *rules;			/* most specific first */
	MsMemo	   *memo;
} GroupCall;

static int
compare_rules(const void *a, const void *b)
{
	const Rule *x = a;
	const Rule *y = b;

	if (x->specificity != y->specificity)
		return x->specificity > y->specificity ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

/*
 * Fill call's rules from its copy of the grouping.
 */
static void
make_rules(GroupCall *call)
{
	MsGroupingEntry entry;
	uint32		offset = 0;
	int			count = ms_grouping_count(call->grouping);

	call->rules = MemoryContextAllocHuge(call->context, Max(count, 1) * sizeof(Rule));
	call->nrules = 0;
	while (ms_next_grouping_entry(call->grouping, &offset, &entry))
	{
		Rule	   *rule = &call->rules[call->nrules];

		ms_load_fields(entry.family, entry.family_length, MS_KIND_FAMILY, &rule->family);
		rule->specificity = ms_family_specificity(&rule->family);
		rule->place = call->nrules++;
		rule->label = entry.label ? cstring_to_text_with_len(entry.label, entry.label_length) : NULL;
	}
	qsort(call->rules, call->nrules, sizeof(Rule), compare_rules);
}

/*
 * Make given the grouping of call.  If that raises an error, call is left
 * without a grouping, and the next call prepares one again.
 */
static void
prepare(GroupCall *call, MemoryContext parent, struct varlena *given)
{
	MemoryContext caller = CurrentMemoryContext;

	if (call->context != NULL)
	{
		MemoryContext old = call->context;

		/* this step may raise an error, so it comes before anything is changed */
		ms_memo_forget(call->memo);
		call->context = NULL;
		call->given = NULL;
		MemoryContextDelete(old);
	}
	call->context = AllocSetContextCreate(parent, "modelshare grouping", ALLOCSET_SMALL_SIZES);

	MemoryContextSwitchTo(call->context);
	call->grouping = ms_grouping_trimmed(ms_grouping_of_datum(PointerGetDatum(given)));
	make_rules(call);
	call->given = ms_argument_as_given(given, call->context);
	MemoryContextSwitchTo(caller);
}

/*
 * Return the state of the call, prepared for the grouping in argument 1.
 */
static inline GroupCall *
group_call(FunctionCallInfo fcinfo)
{
	GroupCall  *call = fcinfo->flinfo->fn_extra;
	struct varlena *given = (struct varlena *) PG_GETARG_POINTER(1);

	if (likely(call != NULL && call->is_constant))
		return call;

	if (call == NULL)
	{
		GroupCall  *fresh = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(GroupCall));

		fresh->memo = ms_memo_begin(fcinfo->flinfo->fn_mcxt);
		prepare(fresh, fcinfo->flinfo->fn_mcxt, given);
		fresh->is_constant = ms_argument_is_constant(fcinfo->flinfo, 1);
		fcinfo->flinfo->fn_extra = call = fresh;
	}
	else if (call->given == NULL || !ms_argument_repeats(call->given, given))
		prepare(call, fcinfo->flinfo->fn_mcxt, given);

	return call;
}

/*
 * Return the label of name, or NULL.
 */
static Datum
label_of(const GroupCall *call, const MsFields *name, bool *isnull)
{
	for (int i = 0; i < call->nrules; i++)
	{
		const Rule *rule = &call->rules[i];

		if (ms_family_matches(&rule->family, name))
		{
			*isnull = rule->label == NULL;
			return PointerGetDatum(rule->label);
		}
	}
	*isnull = true;
	return (Datum) 0;
}

static Datum
label_of_raw(const char *bytes, int length, void *call, bool *isnull)
{
	MsFieldsBuffer buffer;
	MsFields	name;

	ms_read_raw(bytes, length, MS_KIND_NAME, &name, &buffer);
	return label_of(call, &name, isnull);
}

static Datum
label_of_stored(const char *bytes, int length, void *call, bool *isnull)
{
	MsFields	name;

	ms_load_fields(bytes, length, MS_KIND_NAME, &name);
	return label_of(call, &name, isnull);
}

/* model_group(modelname, modelgrouping) → text */
Datum
ms_model_group(PG_FUNCTION_ARGS)
{
	GroupCall  *call = group_call(fcinfo);
	struct varlena *name = PG_GETARG_VARLENA_PP(0);

	return ms_memo_result(fcinfo, call->memo, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name),
						  label_of_stored, call, true);
}

/* model_group(text, modelgrouping) → text */
Datum
ms_model_group_of_text(PG_FUNCTION_ARGS)
{
	GroupCall  *call = group_call(fcinfo);
	text	   *name = ms_text_argument(PG_GETARG_DATUM(0));

	return ms_memo_result(fcinfo, call->memo, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name),
						  label_of_raw, call, true);
}

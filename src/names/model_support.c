/*-------------------------------------------------------------------------
 *
 * model_support.c
 *		Planner support: an index over names answers name <@ family.
 *
 * Names are ordered field by field, so the names of a family whose leading
 * fields are fixed or required absent are adjacent.  The support function of
 * <@ and @> gives the planner the bounds of that range, both ordinary names
 * that can be printed and read back.  Where the family is not known before the
 * query runs, as in a join with a table of families, the bounds are function
 * calls that find them at run time.  How many names are in the range is
 * estimated in model_selectivity.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "names/model_support.h"

PG_FUNCTION_INFO_V1(ms_modelfamily_support);
PG_FUNCTION_INFO_V1(ms_modelfamily_from);
PG_FUNCTION_INFO_V1(ms_modelfamily_upto);

/*
 * The least byte that a field can hold.  Appended to a field it gives the next
 * one in the order, apart from other spellings of the same numbers.
 */
#define LEAST_BYTE		'\001'

static inline bool
is_open(const MsFields *family, int i)
{
	return family->field[i] == NULL && !(family->required_absent & 1 << i);
}

/*
 * Has the field a number?  Then other spellings of it (4.01 for 4.1) sort
 * directly beside it.
 */
static bool
has_digit(const char *field, int length)
{
	for (int i = 0; i < length; i++)
		if (field[i] >= '0' && field[i] <= '9')
			return true;
	return false;
}

/*
 * Set field i of bounds->high to the next one after that of the family.
 * Returns false if it would be too long for a name.
 */
static bool
raise_field(const MsFields *family, int i, MsBounds *bounds)
{
	int			length = family->length[i];
	int			total = length;

	bounds->high.field[i] = bounds->bytes;
	if (family->field[i] == NULL)
		return true;			/* the empty string comes directly after an absent field */

	for (int before = 0; before < i; before++)
		total += family->length[before];
	if (total >= MS_MAX_STORED_IDENTITY)
		return false;

	memcpy(bounds->bytes, family->field[i], length);
	bounds->bytes[length] = LEAST_BYTE;
	bounds->high.length[i] = length + 1;
	return true;
}

/*
 * Find the bounds of a family.
 */
bool
ms_family_bounds(const MsFields *family, MsBounds *bounds)
{
	int			nleading = 0;
	int			last;
	bool		all_open_after = true;

	while (nleading < MS_NFIELDS && !is_open(family, nleading))
		nleading++;
	for (int i = nleading; i < MS_NFIELDS; i++)
		all_open_after = all_open_after && is_open(family, i);

	memset(bounds, 0, offsetof(MsBounds, bytes));
	bounds->nleading = nleading;
	bounds->equal = nleading == MS_NFIELDS;
	for (int i = 0; i < nleading; i++)
	{
		bounds->low.field[i] = family->field[i];
		bounds->low.length[i] = family->length[i];
	}

	/* if a field cannot be raised, raise the one before it */
	for (last = nleading - 1; last >= 0 && !bounds->has_high; last--)
	{
		bounds->high = bounds->low;
		for (int i = last; i < MS_NFIELDS; i++)
		{
			bounds->high.field[i] = NULL;
			bounds->high.length[i] = 0;
		}
		bounds->has_high = raise_field(family, last, bounds);
	}
	last++;

	bounds->exact = bounds->equal ||
		(bounds->has_high && last == nleading - 1 && all_open_after &&
		 !has_digit(family->field[last], family->length[last]));
	return nleading > 0;
}

/*
 * The schema of the running function is that of the extension, which may be
 * any, and need not be in the search path.
 */
Oid
ms_sibling_type(FunctionCallInfo fcinfo, const char *name)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
						   ObjectIdGetDatum(get_func_namespace(fcinfo->flinfo->fn_oid)));
}

/*
 * The function with this name in the same schema that takes a family.
 */
static Oid
sibling_function(FunctionCallInfo fcinfo, const char *name, Oid family_type)
{
	oidvector  *arguments = buildoidvector(&family_type, 1);

	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name), PointerGetDatum(arguments),
						   ObjectIdGetDatum(get_func_namespace(fcinfo->flinfo->fn_oid)));
}

/*
 * A condition that compares key, the indexed expression, with bound.
 */
static Node *
compare_key(Oid operator, Node *key, Expr *bound)
{
	return (Node *) make_opclause(operator, BOOLOID, false, (Expr *) key, bound, InvalidOid, InvalidOid);
}

static Expr *
name_constant(Oid type, const MsFields *name)
{
	return (Expr *) makeConst(type, -1, InvalidOid, -1, PointerGetDatum(ms_store_fields(name, MS_KIND_NAME)), false, false);
}

/*
 * The conditions that find the names between bounds in an index with operators
 * of opfamily; none if that is not the family of this extension.
 */
static List *
index_conditions(const MsBounds *bounds, Oid opfamily, Oid type, Node *key)
{
	TypeCacheEntry *operators = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY | TYPECACHE_HASH_OPFAMILY |
												  TYPECACHE_EQ_OPR | TYPECACHE_LT_OPR);
	Oid			at_least;
	List	   *conditions;

	if (bounds->equal)
	{
		if (opfamily != operators->btree_opf && opfamily != operators->hash_opf)
			return NIL;
		return list_make1(compare_key(operators->eq_opr, key, name_constant(type, &bounds->low)));
	}

	if (opfamily != operators->btree_opf)
		return NIL;
	at_least = get_opfamily_member(opfamily, type, type, BTGreaterEqualStrategyNumber);
	if (!OidIsValid(at_least) || !OidIsValid(operators->lt_opr))
		return NIL;

	conditions = list_make1(compare_key(at_least, key, name_constant(type, &bounds->low)));
	if (bounds->has_high)
		conditions = lappend(conditions, compare_key(operators->lt_opr, key, name_constant(type, &bounds->high)));
	return conditions;
}

/*
 * The same for a family that is not known before the query runs: an expression
 * over other tables, or a parameter.
 */
static List *
conditions_of_expression(FunctionCallInfo fcinfo, const SupportRequestIndexCondition *request,
						 Oid type, Node *key, Node *family)
{
	Oid			family_type = exprType(family);
	Oid			btree = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	Oid			at_least = get_opfamily_member(request->opfamily, type, type, BTGreaterEqualStrategyNumber);
	Oid			at_most = get_opfamily_member(request->opfamily, type, type, BTLessEqualStrategyNumber);
	Oid			from = sibling_function(fcinfo, "modelfamily_from", family_type);
	Oid			upto = sibling_function(fcinfo, "modelfamily_upto", family_type);

	if (request->opfamily != btree || !OidIsValid(at_least) || !OidIsValid(at_most) ||
		!OidIsValid(from) || !OidIsValid(upto) || contain_subplans(family) ||
		!is_pseudo_constant_for_index(request->root, family, request->index))
		return NIL;

	return list_make2(compare_key(at_least, key,
								  (Expr *) makeFuncExpr(from, type, list_make1(copyObject(family)),
														InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL)),
					  compare_key(at_most, key,
								  (Expr *) makeFuncExpr(upto, type, list_make1(copyObject(family)),
														InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL)));
}

/*
 * The arguments of a call in the form of an operator or a function.
 */
static List *
call_arguments(Node *call)
{
	if (IsA(call, OpExpr))
		return ((OpExpr *) call)->args;
	if (IsA(call, FuncExpr))
		return ((FuncExpr *) call)->args;
	return NIL;
}

/* modelfamily_support(internal) → internal */
Datum
ms_modelfamily_support(PG_FUNCTION_ARGS)
{
	SupportRequestIndexCondition *request = (SupportRequestIndexCondition *) PG_GETARG_POINTER(0);
	Oid			name_type;
	List	   *arguments;
	Node	   *key;
	Node	   *family;
	MsFields	fields;
	MsBounds	bounds;

	if (!IsA(request, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	arguments = call_arguments(request->node);
	if (list_length(arguments) != 2)
		PG_RETURN_POINTER(NULL);
	key = (Node *) list_nth(arguments, request->indexarg);
	family = (Node *) list_nth(arguments, 1 - request->indexarg);

	/* the names must be the indexed side */
	name_type = ms_sibling_type(fcinfo, "modelname");
	if (exprType(key) != name_type || exprType(family) != ms_sibling_type(fcinfo, "modelfamily"))
		PG_RETURN_POINTER(NULL);

	if (!IsA(family, Const))
	{
		request->lossy = true;
		PG_RETURN_POINTER(conditions_of_expression(fcinfo, request, name_type, key, family));
	}
	if (((Const *) family)->constisnull)
		PG_RETURN_POINTER(NULL);

	ms_load_datum(PG_DETOAST_DATUM_PACKED(((Const *) family)->constvalue), MS_KIND_FAMILY, &fields);
	if (!ms_family_bounds(&fields, &bounds))
		PG_RETURN_POINTER(NULL);

	request->lossy = !bounds.exact;
	PG_RETURN_POINTER(index_conditions(&bounds, request->opfamily, name_type, key));
}

/* modelfamily_from(modelfamily) → modelname: no name of the family sorts before it */
Datum
ms_modelfamily_from(PG_FUNCTION_ARGS)
{
	MsFields	fields;
	MsBounds	bounds;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_FAMILY, &fields);
	ms_family_bounds(&fields, &bounds);
	PG_RETURN_POINTER(ms_store_fields(&bounds.low, MS_KIND_NAME));
}

/*
 * The name that sorts after all others: the greatest character of the encoding,
 * repeated up to the greatest length of a name.
 */
static void
greatest_name(MsFields *name, char *bytes)
{
	static const char utf8[] = {(char) 0xF4, (char) 0x8F, (char) 0xBF, (char) 0xBF};
	static const char mule[] = {(char) 0x9D, (char) 0xFE, (char) 0xFF, (char) 0xFF};
	bool		is_utf8 = GetDatabaseEncoding() == PG_UTF8;

	memset(name, 0, sizeof(*name));
	if (pg_database_encoding_max_length() == 1)
		memset(bytes, 0xFF, MS_MAX_STORED_IDENTITY);
	else if (is_utf8 || ms_encoding_is_mule(GetDatabaseEncoding()))
	{
		for (int i = 0; i < MS_MAX_STORED_IDENTITY; i += 4)
			memcpy(bytes + i, is_utf8 ? utf8 : mule, 4);
	}
	else
		memset(bytes, 0xFE, MS_MAX_STORED_IDENTITY);
	name->field[MS_FIELD_VENDOR] = bytes;
	name->length[MS_FIELD_VENDOR] = MS_MAX_STORED_IDENTITY;
}

/* modelfamily_upto(modelfamily) → modelname: no name of the family sorts after it */
Datum
ms_modelfamily_upto(PG_FUNCTION_ARGS)
{
	MsFields	fields;
	MsBounds	bounds;
	bool		bounded;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_FAMILY, &fields);
	bounded = ms_family_bounds(&fields, &bounds);
	if (bounded && bounds.equal)
		PG_RETURN_POINTER(ms_store_fields(&bounds.low, MS_KIND_NAME));
	if (!bounded || !bounds.has_high)
		greatest_name(&bounds.high, bounds.bytes);
	PG_RETURN_POINTER(ms_store_fields(&bounds.high, MS_KIND_NAME));
}

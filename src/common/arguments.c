/*-------------------------------------------------------------------------
 *
 * arguments.c
 *		Reading the arguments that the functions of all metrics share.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/primnodes.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "common/arguments.h"


/* Children of a context that are searched before another one is made, which is only a waste. */
#define STATES_CONTEXT		"modelshare states"
#define CHILDREN_LOOKED_AT	32

MemoryContext
ms_aggregate_context(FunctionCallInfo fcinfo, const char *aggregate)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("transition function of %s called outside an aggregate", aggregate),
				 errhint("Use %s(), rollup() or the operator ||.", aggregate)));
	return context;
}

MemoryContext
ms_aggregate_states_context(MemoryContext aggregate_context, const char *type_name)
{
	MemoryContext child = aggregate_context->firstchild;
	MemoryContext context;

	/* the newest child is first, so this one is near the front unless many were made since */
	for (int i = 0; child != NULL && i < CHILDREN_LOOKED_AT; i++, child = child->nextchild)
		if (strcmp(child->name, STATES_CONTEXT) == 0 && strcmp(child->ident, type_name) == 0)
			return child;
	context = AllocSetContextCreate(aggregate_context, STATES_CONTEXT, ALLOCSET_DEFAULT_SIZES);
	MemoryContextSetIdentifier(context, type_name);
	return context;
}

MsCalendar *
ms_calendar_argument(FunctionCallInfo fcinfo, MsClock clock, int argument)
{
	text	   *zone;

	if (clock != MS_CLOCK_TIMESTAMPTZ)
		return ms_face_value_calendar();
	if (PG_NARGS() <= argument || PG_ARGISNULL(argument))
		return ms_calendar(NULL, 0);
	zone = PG_GETARG_TEXT_PP(argument);
	return ms_calendar(VARDATA_ANY(zone), VARSIZE_ANY_EXHDR(zone));
}

pg_noreturn static void
argument_changed(const char *argument, const char *before, const char *after, const char *whole)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument %s changed from \"%s\" to \"%s\"", argument, before, after),
			 errdetail("It must be the same for all rows of %s.", whole)));
}

void
ms_argument_changed(const char *argument, const char *before, const char *after)
{
	argument_changed(argument, before, after, "an aggregate");
}

void
ms_window_argument_changed(const char *argument, const char *before, const char *after)
{
	argument_changed(argument, before, after, "a partition");
}

const TimestampTz *
ms_optional_timestamptz(FunctionCallInfo fcinfo, int argument, TimestampTz *value)
{
	if (PG_ARGISNULL(argument))
		return NULL;
	*value = PG_GETARG_TIMESTAMPTZ(argument);
	return value;
}

const text *
ms_optional_text(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : PG_GETARG_TEXT_PP(argument);
}

double
ms_confidence_level(FunctionCallInfo fcinfo, int argument)
{
	double		level = PG_ARGISNULL(argument) ? 0.95 : PG_GETARG_FLOAT8(argument);

	/* written so that NaN raises */
	if (!(level > 0 && level < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("level must lie between 0 and 1: %g", level),
				 errhint("For intervals of 95 %% give 0.95.")));
	return level;
}

Timestamp
ms_timestamp_of_date(DateADT date)
{
	if (unlikely(date >= TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("date out of range for timestamp")));
	return (Timestamp) date * USECS_PER_DAY;
}

/*
 * The forms with both a time zone and a time without one all raise this error.
 * Without them PostgreSQL would silently cast such a time to timestamptz.
 */
PG_FUNCTION_INFO_V1(ms_zone_on_face_value);

Datum
ms_zone_on_face_value(PG_FUNCTION_ARGS)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument timezone goes with timestamptz only"),
			 errdetail("A timestamp or date has no time zone: it is taken at face value."),
			 errhint("Leave timezone out, or give a timestamptz, for example ts AT TIME ZONE 'UTC'.")));
	PG_RETURN_NULL();
}

/*
 * A parameter is not a constant: PL/pgSQL evaluates the same expression
 * repeatedly with different values.
 */
bool
ms_argument_is_constant(const FmgrInfo *flinfo, int argument)
{
	Node	   *expr = flinfo->fn_expr;

	return expr != NULL && IsA(expr, FuncExpr) &&
		IsA(list_nth(((FuncExpr *) expr)->args, argument), Const);
}

/*
 * All bytes are compared, since an equal pointer proves nothing: the next row
 * may be in the memory of the last.  A value that is toasted out of line is
 * identified by its TOAST pointer, because nothing else can be stored at that
 * place while the value is visible.  That is not true of pointers to values
 * elsewhere in memory (indirect and expanded ones).
 */
bool
ms_argument_repeats(const struct varlena *kept, const struct varlena *given)
{
	return VARSIZE_ANY(given) == VARSIZE_ANY(kept) &&
		memcmp(given, kept, VARSIZE_ANY(given)) == 0 &&
		(!VARATT_IS_EXTERNAL(given) || VARATT_IS_EXTERNAL_ONDISK(given));
}

struct varlena *
ms_argument_as_given(const struct varlena *given, MemoryContext context)
{
	Size		size = VARSIZE_ANY(given);

	return memcpy(MemoryContextAllocHuge(context, size), given, size);
}

/*-------------------------------------------------------------------------
 *
 * equality.c
 *		Equality of summaries of any kind, with the btree and hash support that
 *		DISTINCT, GROUP BY and comparisons of rows need.
 *
 * Summaries are equal if their stored forms are, byte by byte: what is slack or
 * small in a state, or came from settings, does not count.  The order is that
 * of sizes and then of bytes, which means nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "common/compat.h"
#include "summary/kind.h"

static int
compare(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *a = ms_summary_get(PG_GETARG_DATUM(0), kind);
	MsSummary  *b = ms_summary_get(PG_GETARG_DATUM(1), kind);
	int			order;

	if (VARSIZE(a) != VARSIZE(b))
		order = VARSIZE(a) < VARSIZE(b) ? -1 : 1;
	else
		order = memcmp(VARDATA(a), VARDATA(b), VARSIZE(a) - VARHDRSZ);

	/* an index or a sort compares many, in memory that is not reset for each */
	if (a != (void *) PG_GETARG_POINTER(0))
		pfree(a);
	if (b != (void *) PG_GETARG_POINTER(1))
		pfree(b);
	return order;
}

Datum
ms_summary_eq(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	PG_RETURN_BOOL(compare(fcinfo, kind) == 0);
}

Datum
ms_summary_ne(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	PG_RETURN_BOOL(compare(fcinfo, kind) != 0);
}

Datum
ms_summary_lt(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	PG_RETURN_BOOL(compare(fcinfo, kind) < 0);
}

Datum
ms_summary_le(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	PG_RETURN_BOOL(compare(fcinfo, kind) <= 0);
}

Datum
ms_summary_gt(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	PG_RETURN_BOOL(compare(fcinfo, kind) > 0);
}

Datum
ms_summary_ge(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	PG_RETURN_BOOL(compare(fcinfo, kind) >= 0);
}

Datum
ms_summary_cmp(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	PG_RETURN_INT32(compare(fcinfo, kind));
}

Datum
ms_summary_hash(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_get(PG_GETARG_DATUM(0), kind);
	Datum		hash = hash_any((const unsigned char *) VARDATA(s), VARSIZE(s) - VARHDRSZ);

	if (s != (void *) PG_GETARG_POINTER(0))
		pfree(s);
	return hash;
}

Datum
ms_summary_hash_extended(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_get(PG_GETARG_DATUM(0), kind);
	Datum		hash = hash_any_extended((const unsigned char *) VARDATA(s), VARSIZE(s) - VARHDRSZ, PG_GETARG_INT64(1));

	if (s != (void *) PG_GETARG_POINTER(0))
		pfree(s);
	return hash;
}

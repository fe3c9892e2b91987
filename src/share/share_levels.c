/*-------------------------------------------------------------------------
 *
 * share_levels.c
 *		shares() and pooled_shares(): how much each key had.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "share/share_scan.h"

/*
 * The argument top: a count of groups, or MS_SHARE_ALL if NULL.
 */
static int64
top_argument(FunctionCallInfo fcinfo, int argument)
{
	int32		top;

	if (PG_ARGISNULL(argument))
		return MS_SHARE_ALL;
	top = PG_GETARG_INT32(argument);
	if (top < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("top must not be negative: %d", top),
				 errhint("Leave it out, or give NULL, to show every key.")));
	return top;
}

static int
compare_descending(const void *a, const void *b)
{
	const MsSum *x = a;
	const MsSum *y = b;

	if (x->hi != y->hi)
		return x->hi > y->hi ? -1 : 1;
	return (x->lo < y->lo) - (x->lo > y->lo);
}

/*
 * Ranks of the groups among all labels with an amount above zero, pooled or
 * not: the largest is 1, equal ones are alike (1, 1, 3); 0 stands for no
 * rank.  The rest has none.  sorted is room for all labels.
 */
static void
rank_groups(const ShareGroups *groups, const MsSum *amounts, const MsSum *label_amounts,
			MsSum *sorted, int32 *ranks)
{
	uint32		nsorted = 0;

	for (uint32 i = 0; i < groups->nlabels; i++)
		if (label_amounts[i].hi > 0)
			sorted[nsorted++] = label_amounts[i];
	qsort(sorted, nsorted, sizeof(MsSum), compare_descending);

	for (uint32 g = 0; g < groups->ngroups; g++)
	{
		uint32		low = 0;
		uint32		high = nsorted;

		ranks[g] = 0;
		if (!(amounts[g].hi > 0) || groups->groups[g].is_rest)
			continue;
		while (low < high)
		{
			uint32		middle = (low + high) / 2;

			if (compare_descending(&sorted[middle], &amounts[g]) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		ranks[g] = (int32) low + 1;
	}
}

static void
put_rank(MsRow *row, int32 rank)
{
	if (rank > 0)
		ms_row_put(row, Int32GetDatum(rank));
	else
		ms_row_null(row);
}

/*
 * One row of shares().
 */
static void
store_share(FunctionCallInfo fcinfo, ShareScan *scan, uint32 g, int32 rank)
{
	const ShareGroup *group = &scan->groups.groups[g];
	MsRow row;

	ms_row_begin(&row);
	ms_row_put(&row, DateADTGetDatum(scan->week));
	ms_row_put_label(&row, group);
	ms_row_put_sum(&row, scan->amount[g]);
	ms_row_put_sum(&row, scan->total);
	ms_row_put_share(&row, scan->amount[g], scan->total);
	if (ms_share_change_known(scan))
		ms_row_put(&row, Float8GetDatum(ms_sum_ratio(scan->amount[g], scan->total) -
										ms_sum_ratio(scan->amount_before[g], scan->total_before)));
	else
		ms_row_null(&row);
	put_rank(&row, rank);
	if (group->seen && group->first_week <= scan->week)
		ms_row_put(&row, Int32GetDatum((scan->week - group->first_week) / 7));
	else
		ms_row_null(&row);
	ms_row_put(&row, Int32GetDatum((int32) group->keys_pooled));
	ms_row_put(&row, Int16GetDatum((int16) pg_popcount((const char *) &scan->days, 1)));
	ms_row_put(&row, BoolGetDatum(scan->complete));
	ms_row_store(&row, fcinfo);
}

/*
 * shares(s, top, other, null_label, since, as_of)
 */
PG_FUNCTION_INFO_V1(ms_shares);

Datum
ms_shares(PG_FUNCTION_ARGS)
{
	TimestampTz since;
	TimestampTz as_of;
	ShareScan  *scan;
	MsSum	   *sorted;
	int32	   *ranks;
	int64		top = top_argument(fcinfo, 1);

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	scan = ms_share_scan_begin(ms_share_get(PG_GETARG_DATUM(0)),
							   ms_optional_timestamptz(fcinfo, 4, &since),
							   ms_optional_timestamptz(fcinfo, 5, &as_of));
	ms_share_scan_group(scan, scan->first_week, scan->last_week,
						ms_optional_text(fcinfo, 3), top, ms_optional_text(fcinfo, 2));
	ms_share_scan_check_rows(scan, "shares", (double) scan->nweeks * scan->groups.ngroups);

	sorted = palloc_array(MsSum, Max(scan->groups.nlabels, 1));
	ranks = palloc_array(int32, Max(scan->groups.ngroups, 1));
	while (ms_share_scan_next(scan))
	{
		MemoryContext oldcontext = MemoryContextSwitchTo(scan->week_context);

		rank_groups(&scan->groups, scan->amount, scan->label_amount, sorted, ranks);
		for (uint32 g = 0; g < scan->groups.ngroups; g++)
			store_share(fcinfo, scan, g, ranks[g]);
		MemoryContextSwitchTo(oldcontext);
	}
	return (Datum) 0;
}

/*
 * What pooled_shares() gathers over the weeks of its range.
 */
typedef struct PooledShares
{
	DateADT		first;
	DateADT		last;
	MsSum		total;
	int32		weeks;			/* complete, and with a total above zero */
	MsSum	   *shares;			/* of each group, added up over those weeks */
} PooledShares;

static void
gather_pooled(ShareScan *scan, PooledShares *pooled)
{
	while (ms_share_scan_next(scan))
	{
		if (scan->week < pooled->first || scan->week > pooled->last)
			continue;
		ms_sum_add_sum(&pooled->total, scan->total);
		if (!scan->complete || !(scan->total.hi > 0))
			continue;
		pooled->weeks++;
		for (uint32 g = 0; g < scan->groups.ngroups; g++)
			ms_sum_add(&pooled->shares[g], ms_sum_ratio(scan->amount[g], scan->total));
	}
}

/*
 * pooled_shares(s, first_week, last_week, top, other, since, as_of)
 *
 * A sum over sum takes all rows; a mean of weekly shares takes complete weeks
 * only, or two hours of a running week would weigh as much as a whole one.
 */
PG_FUNCTION_INFO_V1(ms_pooled_shares);

Datum
ms_pooled_shares(PG_FUNCTION_ARGS)
{
	TimestampTz since;
	TimestampTz as_of;
	ShareScan  *scan;
	PooledShares pooled = {0};
	ShareGroups *groups;
	MsSum	   *amounts;
	int32	   *ranks;
	int64		top = top_argument(fcinfo, 3);

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	scan = ms_share_scan_begin(ms_share_get(PG_GETARG_DATUM(0)),
							   ms_optional_timestamptz(fcinfo, 5, &since),
							   ms_optional_timestamptz(fcinfo, 6, &as_of));
	pooled.first = ms_week_argument(fcinfo, 1, scan, scan->first_week);
	pooled.last = ms_week_argument(fcinfo, 2, scan, scan->last_week);
	ms_share_scan_group(scan, pooled.first, pooled.last,
						cstring_to_text(MS_SHARE_NULL_LABEL), top, ms_optional_text(fcinfo, 4));
	groups = &scan->groups;
	pooled.shares = palloc0(Max(groups->ngroups, 1) * sizeof(MsSum));
	gather_pooled(scan, &pooled);

	amounts = palloc_array(MsSum, Max(groups->ngroups, 1));
	ranks = palloc_array(int32, Max(groups->ngroups, 1));
	for (uint32 g = 0; g < groups->ngroups; g++)
		amounts[g] = groups->groups[g].amount;
	rank_groups(groups, amounts, groups->label_total,
				palloc_array(MsSum, Max(groups->nlabels, 1)), ranks);
	for (uint32 g = 0; g < groups->ngroups; g++)
	{
		MsRow row;

		ms_row_begin(&row);
		ms_row_put_label(&row, &groups->groups[g]);
		ms_row_put_sum(&row, amounts[g]);
		ms_row_put_sum(&row, pooled.total);
		ms_row_put_share(&row, amounts[g], pooled.total);
		ms_row_put_float8(&row, pooled.weeks > 0, pooled.shares[g].hi / pooled.weeks);
		ms_row_put(&row, Int32GetDatum(pooled.weeks));
		put_rank(&row, ranks[g]);
		ms_row_put(&row, Int32GetDatum((int32) groups->groups[g].keys_pooled));
		ms_row_store(&row, fcinfo);
	}
	return (Datum) 0;
}

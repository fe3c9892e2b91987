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
 * The amounts of labels, pooled or not, against which groups are ranked.
 */
typedef struct RankedAmounts
{
	MsSum	   *sorted;			/* largest first, all above zero; room for all labels */
	uint32		nsorted;
} RankedAmounts;

static void
rank_begin(RankedAmounts *ranked, const ShareGroups *groups)
{
	ranked->sorted = MemoryContextAllocHuge(CurrentMemoryContext,
											Max(groups->nlabels, 1) * sizeof(MsSum));
	ranked->nsorted = 0;
}

static inline void
rank_add(RankedAmounts *ranked, MsSum amount)
{
	if (amount.hi > 0)
		ranked->sorted[ranked->nsorted++] = amount;
}

static void
rank_sort(RankedAmounts *ranked)
{
	qsort(ranked->sorted, ranked->nsorted, sizeof(MsSum), compare_descending);
}

/*
 * Rank of a group among the amounts: the largest is 1, equal ones are alike
 * (1, 1, 3).  0 stands for no rank, which is that of nothing and of the rest.
 */
static int32
rank_of(const RankedAmounts *ranked, const ShareGroup *group, MsSum amount)
{
	uint32		low = 0;
	uint32		high = ranked->nsorted;

	if (!(amount.hi > 0) || group->is_rest)
		return 0;
	while (low < high)
	{
		uint32		middle = (low + high) / 2;

		if (compare_descending(&ranked->sorted[middle], &amount) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (int32) low + 1;
}

/*
 * Rank the labels of the week stepped to; where none is pooled they are the groups.
 */
static void
rank_week(RankedAmounts *ranked, const ShareScan *scan)
{
	const ShareAmounts *labels = scan->labels.amount ? &scan->labels : &scan->now;

	ranked->nsorted = 0;
	for (uint32 i = 0; i < labels->nlisted; i++)
		rank_add(ranked, labels->amount[labels->listed[i]]);
	rank_sort(ranked);
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
	MsSum		amount = scan->now.amount[g];
	MsRow row;

	ms_row_begin(&row);
	ms_row_put(&row, DateADTGetDatum(scan->week));
	ms_row_put_label(&row, group);
	ms_row_put_sum(&row, amount);
	ms_row_put_sum(&row, scan->total);
	ms_row_put_share(&row, amount, scan->total);
	if (ms_share_change_known(scan))
		ms_row_put(&row, Float8GetDatum(ms_sum_ratio(amount, scan->total) -
										ms_sum_ratio(scan->before.amount[g], scan->total_before)));
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
	RankedAmounts ranked;
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

	rank_begin(&ranked, &scan->groups);
	while (ms_share_scan_next(scan))
	{
		MemoryContext oldcontext = MemoryContextSwitchTo(scan->week_context);

		rank_week(&ranked, scan);
		for (uint32 g = 0; g < scan->groups.ngroups; g++)
			store_share(fcinfo, scan, g,
						rank_of(&ranked, &scan->groups.groups[g], scan->now.amount[g]));
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
	while (ms_share_scan_next_used(scan))
	{
		if (scan->week < pooled->first || scan->week > pooled->last)
			continue;
		ms_sum_add_sum(&pooled->total, scan->total);
		if (!scan->complete || !(scan->total.hi > 0))
			continue;
		pooled->weeks++;
		for (uint32 i = 0; i < scan->now.nlisted; i++)
		{
			uint32		g = scan->now.listed[i];

			ms_sum_add(&pooled->shares[g], ms_sum_ratio(scan->now.amount[g], scan->total));
		}
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
	RankedAmounts ranked;
	int64		top = top_argument(fcinfo, 3);

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	scan = ms_share_scan_begin(ms_share_get(PG_GETARG_DATUM(0)),
							   ms_optional_timestamptz(fcinfo, 5, &since),
							   ms_optional_timestamptz(fcinfo, 6, &as_of));
	pooled.first = scan->first_week;
	pooled.last = scan->last_week;
	ms_share_scan_range(fcinfo, 1, scan, &pooled.first, &pooled.last);
	ms_share_scan_group(scan, pooled.first, pooled.last,
						cstring_to_text(MS_SHARE_NULL_LABEL), top, ms_optional_text(fcinfo, 4));
	groups = &scan->groups;
	pooled.shares = palloc0(Max(groups->ngroups, 1) * sizeof(MsSum));
	gather_pooled(scan, &pooled);

	rank_begin(&ranked, groups);
	for (uint32 label = 0; label < groups->nlabels; label++)
		rank_add(&ranked, groups->label_total[label]);
	rank_sort(&ranked);
	for (uint32 g = 0; g < groups->ngroups; g++)
	{
		const ShareGroup *group = &groups->groups[g];
		MsRow row;

		ms_row_begin(&row);
		ms_row_put_label(&row, group);
		ms_row_put_sum(&row, group->amount);
		ms_row_put_sum(&row, pooled.total);
		ms_row_put_share(&row, group->amount, pooled.total);
		ms_row_put_float8(&row, pooled.weeks > 0, pooled.shares[g].hi / pooled.weeks);
		ms_row_put(&row, Int32GetDatum(pooled.weeks));
		put_rank(&row, rank_of(&ranked, group, group->amount));
		ms_row_put(&row, Int32GetDatum((int32) group->keys_pooled));
		ms_row_store(&row, fcinfo);
	}
	return (Datum) 0;
}

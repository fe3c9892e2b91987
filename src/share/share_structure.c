/*-------------------------------------------------------------------------
 *
 * share_structure.c
 *		concentration() and compare_shares(): how the shares of one week
 *		stand to one another.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "share/share_scan.h"

/* What concentration() finds in a week. */
typedef struct WeekStructure
{
	int32		keys;			/* with an amount above zero */
	int64		leader;			/* group, or -1 */
	MsSum		squares;		/* of the shares */
	MsSum		moved;			/* sum of |share − share of the week before| */
} WeekStructure;

static void
measure_structure(const ShareScan *scan, WeekStructure *week)
{
	bool		change_known = ms_share_change_known(scan);

	memset(week, 0, sizeof(*week));
	week->leader = -1;
	for (uint32 g = 0; g < scan->groups.ngroups; g++)
	{
		MsSum		amount = scan->amount[g];
		double		share;

		if (amount.hi > 0)
		{
			week->keys++;
			if (week->leader < 0 || amount.hi > scan->amount[week->leader].hi ||
				(amount.hi == scan->amount[week->leader].hi &&
				 amount.lo > scan->amount[week->leader].lo))
				week->leader = g;
		}
		if (!ms_share_of(amount, scan->total, &share))
			continue;
		ms_sum_add(&week->squares, share * share);
		if (change_known)
			ms_sum_add(&week->moved,
					   fabs(share - ms_sum_ratio(scan->amount_before[g], scan->total_before)));
	}
}

/*
 * concentration(s, as_of, since): on all keys, never on a pooled rest.
 */
PG_FUNCTION_INFO_V1(ms_concentration);

Datum
ms_concentration(PG_FUNCTION_ARGS)
{
	ShareScan  *scan;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	scan = ms_share_scan_labels(fcinfo, 2, 1);
	ms_share_scan_check_rows(scan, "concentration", (double) scan->nweeks);

	while (ms_share_scan_next(scan))
	{
		WeekStructure week;
		MsRow row;
		bool		used = scan->total.hi > 0;

		measure_structure(scan, &week);
		ms_row_begin(&row);
		ms_row_put(&row, DateADTGetDatum(scan->week));
		ms_row_put(&row, Int32GetDatum(week.keys));
		if (week.leader >= 0 && used)
		{
			ms_row_put_label(&row, &scan->groups.groups[week.leader]);
			ms_row_put_share(&row, scan->amount[week.leader], scan->total);
		}
		else
		{
			ms_row_null(&row);
			ms_row_null(&row);
		}
		ms_row_put_float8(&row, used, week.squares.hi);
		ms_row_put_float8(&row, used && week.squares.hi > 0, 1.0 / week.squares.hi);
		ms_row_put_float8(&row, ms_share_change_known(scan), week.moved.hi / 2);
		ms_row_put(&row, BoolGetDatum(scan->complete));
		ms_row_store(&row, fcinfo);
	}
	return (Datum) 0;
}

/*
 * compare_shares(s, a, b, since, as_of): how b replaces a.  A key that the log
 * does not know has no share, which is not the same as a share of nothing.
 */
PG_FUNCTION_INFO_V1(ms_compare_shares);

Datum
ms_compare_shares(PG_FUNCTION_ARGS)
{
	ShareScan  *scan;
	int64		group[2];

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	scan = ms_share_scan_labels(fcinfo, 3, 4);
	ms_share_scan_check_rows(scan, "compare_shares", (double) scan->nweeks);
	for (int i = 0; i < 2; i++)
		group[i] = ms_share_scan_find(scan, PG_ARGISNULL(i + 1) ? cstring_to_text(MS_SHARE_NULL_LABEL)
									  : PG_GETARG_TEXT_PP(i + 1));

	while (ms_share_scan_next(scan))
	{
		MsSum		amount[2] = {{0, 0}, {0, 0}};
		MsSum		both;
		MsRow row;

		ms_row_begin(&row);
		ms_row_put(&row, DateADTGetDatum(scan->week));
		for (int i = 0; i < 2; i++)
		{
			if (group[i] >= 0)
			{
				amount[i] = scan->amount[group[i]];
				ms_row_put_share(&row, amount[i], scan->total);
			}
			else
				ms_row_null(&row);
		}
		both = amount[0];
		ms_sum_add_sum(&both, amount[1]);
		if (group[0] >= 0 && group[1] >= 0)
		{
			ms_row_put_share(&row, both, scan->total);
			ms_row_put_share(&row, amount[1], both);
		}
		else
		{
			ms_row_null(&row);
			ms_row_null(&row);
		}
		ms_row_put(&row, BoolGetDatum(scan->complete));
		ms_row_store(&row, fcinfo);
	}
	return (Datum) 0;
}

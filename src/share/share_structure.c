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

/*
 * Is group g larger than the leader so far?  Of equal ones the first leads.
 */
static bool
leads(const ShareScan *scan, uint32 g, int64 leader)
{
	MsSum		amount = scan->now.amount[g];
	MsSum		most;

	if (leader < 0)
		return true;
	most = scan->now.amount[leader];
	if (amount.hi != most.hi)
		return amount.hi > most.hi;
	if (amount.lo != most.lo)
		return amount.lo > most.lo;
	return g < leader;
}

/*
 * Measure the week stepped to.  Groups without a row in it have no share, and
 * count where they had one in the week before.
 */
static void
measure_structure(const ShareScan *scan, WeekStructure *week)
{
	bool		change_known = ms_share_change_known(scan);

	memset(week, 0, sizeof(*week));
	week->leader = -1;
	for (uint32 i = 0; i < scan->now.nlisted; i++)
	{
		uint32		g = scan->now.listed[i];
		MsSum		amount = scan->now.amount[g];
		double		share;

		if (amount.hi > 0)
		{
			week->keys++;
			if (leads(scan, g, week->leader))
				week->leader = g;
		}
		if (!ms_share_of(amount, scan->total, &share))
			continue;
		ms_sum_add(&week->squares, share * share);
		if (change_known)
			ms_sum_add(&week->moved,
					   fabs(share - ms_sum_ratio(scan->before.amount[g], scan->total_before)));
	}
	if (!change_known)
		return;
	for (uint32 i = 0; i < scan->before.nlisted; i++)
	{
		uint32		g = scan->before.listed[i];

		if (!scan->now.is_listed[g])
			ms_sum_add(&week->moved,
					   fabs(ms_sum_ratio(scan->before.amount[g], scan->total_before)));
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
	ms_share_scan_check_rows(scan, "concentration", (double) ms_share_scan_shown_weeks(scan));

	while (ms_share_scan_next_shown(scan))
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
			ms_row_put_share(&row, scan->now.amount[week.leader], scan->total);
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
	ms_share_scan_check_rows(scan, "compare_shares", (double) ms_share_scan_shown_weeks(scan));
	for (int i = 0; i < 2; i++)
		group[i] = ms_share_scan_find(scan, PG_ARGISNULL(i + 1) ? cstring_to_text(MS_SHARE_NULL_LABEL)
									  : PG_GETARG_TEXT_PP(i + 1));

	while (ms_share_scan_next_shown(scan))
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
				amount[i] = scan->now.amount[group[i]];
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

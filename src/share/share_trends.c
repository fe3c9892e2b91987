/*-------------------------------------------------------------------------
 *
 * share_trends.c
 *		share_changes(), peaks(), adoption() and event_study(): how shares
 *		moved.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "common/compat.h"
#include "share/share_scan.h"

/* Weeks around an event, at most: more than any calendar holds. */
#define MAX_EVENT_WEEKS		20000000

/* Weeks before and after an event, if they are NULL; the default in SQL. */
#define DEFAULT_EVENT_WEEKS	8

/*
 * First and last complete weeks of the log; false if there is none.
 */
static bool
complete_weeks(const ShareScan *scan, DateADT *first, DateADT *last)
{
	/* days from the log's first week; as int64, since the bounds may be infinite */
	int64		from = (int64) scan->complete_from - scan->first_week;
	int64		to = (int64) scan->complete_to - scan->first_week;
	int64		first_step = from <= 0 ? 0 : (from + 6) / 7;
	int64		last_step = to < 7 ? -1 : Min(to / 7, scan->nweeks) - 1;

	if (first_step > last_step)
		return false;
	*first = scan->first_week + 7 * first_step;
	*last = scan->first_week + 7 * last_step;
	return true;
}

/* The share of one week, if there is one. */
typedef struct KnownShare
{
	bool		known;
	double		share;
} KnownShare;

static void
copy_shares(const ShareScan *scan, KnownShare *shares)
{
	for (uint32 g = 0; g < scan->groups.ngroups; g++)
		shares[g].known = ms_share_of(scan->now.amount[g], scan->total, &shares[g].share);
}

/*
 * Change of a share from one week to another, as a fraction; NULL unless both
 * are known.
 */
static void
put_change(MsRow *row, KnownShare from, KnownShare to)
{
	ms_row_put_float8(row, from.known && to.known, to.share - from.share);
}

/*
 * share_changes(s, first_week, last_week, since, as_of)
 */
PG_FUNCTION_INFO_V1(ms_share_changes);

Datum
ms_share_changes(PG_FUNCTION_ARGS)
{
	ShareScan  *scan;
	KnownShare *first_share;
	KnownShare *last_share;
	DateADT		first = DATEVAL_NOEND;
	DateADT		last = DATEVAL_NOEND;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	scan = ms_share_scan_labels(fcinfo, 3, 4);
	(void) complete_weeks(scan, &first, &last);
	ms_share_scan_range(fcinfo, 1, scan, &first, &last);

	first_share = palloc0(Max(scan->groups.ngroups, 1) * sizeof(KnownShare));
	last_share = palloc0(Max(scan->groups.ngroups, 1) * sizeof(KnownShare));
	/* a week without a row has no share */
	while (ms_share_scan_next_used(scan))
	{
		if (scan->week == first)
			copy_shares(scan, first_share);
		if (scan->week == last)
			copy_shares(scan, last_share);
	}

	for (uint32 g = 0; g < scan->groups.ngroups; g++)
	{
		MsRow row;
		KnownShare	a = first_share[g];
		KnownShare	b = last_share[g];

		ms_row_begin(&row);
		ms_row_put_label(&row, &scan->groups.groups[g]);
		ms_row_put_float8(&row, a.known, a.share);
		ms_row_put_float8(&row, b.known, b.share);
		put_change(&row, a, b);
		ms_row_put_float8(&row, a.known && b.known && a.share != 0, b.share / a.share - 1);
		ms_row_store(&row, fcinfo);
	}
	return (Datum) 0;
}

/* The highest share of a key so far, and its latest. */
typedef struct KeyPeak
{
	KnownShare	peak;
	DateADT		peak_week;
	KnownShare	last;
	DateADT		last_week;
	int64		ncounted;		/* weeks that have been counted */
} KeyPeak;

/* Weeks that count, in order. */
typedef struct CountedWeeks
{
	int64		n;
	int64		allocated;
	DateADT    *weeks;
} CountedWeeks;

static void
count_week(CountedWeeks *counted, DateADT week)
{
	if (counted->n == counted->allocated)
	{
		counted->allocated *= 2;
		counted->weeks = repalloc_huge(counted->weeks, counted->allocated * sizeof(DateADT));
	}
	counted->weeks[counted->n++] = week;
}

static void
count_share(KeyPeak *key, DateADT week, double share)
{
	key->last.known = true;
	key->last.share = share;
	key->last_week = week;
	if (!key->peak.known || share > key->peak.share)
	{
		key->peak = key->last;
		key->peak_week = week;
	}
}

/*
 * Count the weeks before number n in which the key had no row, and a share of
 * zero: the first and the last of them tell all.
 */
static void
count_silence(KeyPeak *key, const CountedWeeks *counted, int64 n)
{
	if (key->ncounted >= n)
		return;
	count_share(key, counted->weeks[key->ncounted], 0);
	count_share(key, counted->weeks[n - 1], 0);
	key->ncounted = n;
}

static void
store_peak(FunctionCallInfo fcinfo, const ShareGroup *group, const KeyPeak *key)
{
	MsRow row;

	ms_row_begin(&row);
	ms_row_put_label(&row, group);
	if (key->peak.known)
		ms_row_put(&row, DateADTGetDatum(key->peak_week));
	else
		ms_row_null(&row);
	ms_row_put_float8(&row, key->peak.known, key->peak.share);
	if (key->last.known)
		ms_row_put(&row, DateADTGetDatum(key->last_week));
	else
		ms_row_null(&row);
	ms_row_put_float8(&row, key->last.known, key->last.share);
	put_change(&row, key->peak, key->last);
	ms_row_put_float8(&row, key->peak.known && key->last.known && key->peak.share != 0,
					  key->last.share / key->peak.share);
	ms_row_store(&row, fcinfo);
}

/*
 * peaks(s, as_of, min_total, since)
 *
 * Weeks that are incomplete, or whose total is small, do not count: their
 * shares say little.
 */
PG_FUNCTION_INFO_V1(ms_peaks);

Datum
ms_peaks(PG_FUNCTION_ARGS)
{
	ShareScan  *scan;
	KeyPeak    *keys;
	CountedWeeks counted = {0, 64};
	double		min_total;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	min_total = PG_ARGISNULL(2) ? 0 : PG_GETARG_FLOAT8(2);
	scan = ms_share_scan_labels(fcinfo, 3, 1);
	keys = palloc_extended(Max(scan->groups.ngroups, 1) * sizeof(KeyPeak),
						   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	counted.weeks = palloc(counted.allocated * sizeof(DateADT));
	while (ms_share_scan_next_used(scan))
	{
		if (!scan->complete || !(scan->total.hi >= min_total) || !(scan->total.hi > 0))
			continue;
		for (uint32 i = 0; i < scan->now.nlisted; i++)
		{
			uint32		g = scan->now.listed[i];

			count_silence(&keys[g], &counted, counted.n);
			count_share(&keys[g], scan->week, ms_sum_ratio(scan->now.amount[g], scan->total));
			keys[g].ncounted++;
		}
		count_week(&counted, scan->week);
	}
	for (uint32 g = 0; g < scan->groups.ngroups; g++)
	{
		count_silence(&keys[g], &counted, counted.n);
		store_peak(fcinfo, &scan->groups.groups[g], &keys[g]);
	}
	return (Datum) 0;
}

/*
 * The groups that adoption() shows: each from its first week on, for some
 * weeks.
 */
typedef struct Adopted
{
	const ShareScan *scan;
	int64		weeks;			/* after the first */
	uint32	   *order;			/* groups that were seen, by first week and number … */
	uint32		norder;
	uint32		next;			/* … of which those before this one have been taken up */
	uint32	   *shown;			/* groups shown in the week, in order */
	uint32		nshown;
	uint32	   *merged;			/* room for as many */
} Adopted;

static int
compare_adopted(const void *a, const void *b, void *groups)
{
	uint32		x = *(const uint32 *) a;
	uint32		y = *(const uint32 *) b;
	DateADT		x_week = ((const ShareGroup *) groups)[x].first_week;
	DateADT		y_week = ((const ShareGroup *) groups)[y].first_week;

	CHECK_FOR_INTERRUPTS();
	if (x_week != y_week)
		return x_week < y_week ? -1 : 1;
	return (x > y) - (x < y);
}

/*
 * Put the groups in order.  Gives the number of rows that they will take.
 */
static double
adopted_begin(Adopted *adopted, const ShareScan *scan, int64 weeks)
{
	const ShareGroups *groups = &scan->groups;
	Size		room = Max(groups->ngroups, 1) * sizeof(uint32);
	double		rows = 0;

	memset(adopted, 0, sizeof(*adopted));
	adopted->scan = scan;
	adopted->weeks = weeks;
	adopted->order = palloc(room);
	adopted->shown = palloc(room);
	adopted->merged = palloc(room);
	for (uint32 g = 0; g < groups->ngroups; g++)
	{
		if (!groups->groups[g].seen)
			continue;
		adopted->order[adopted->norder++] = g;
		rows += Min(weeks, ((int64) scan->last_week - groups->groups[g].first_week) / 7) + 1;
	}
	qsort_arg(adopted->order, adopted->norder, sizeof(uint32), compare_adopted, groups->groups);
	return rows;
}

/*
 * Choose the groups of the week stepped to: those of the week before without
 * the ones whose weeks are over, and those that begin.
 */
static void
adopted_step(Adopted *adopted)
{
	const ShareScan *scan = adopted->scan;
	const ShareGroup *groups = scan->groups.groups;
	uint32	   *recycled = adopted->shown;
	uint32		n = 0;

	for (uint32 i = 0;;)
	{
		bool		any_old = i < adopted->nshown;
		bool		any_new = adopted->next < adopted->norder &&
			groups[adopted->order[adopted->next]].first_week == scan->week;

		if (!any_old && !any_new)
			break;
		if (any_new && (!any_old || adopted->order[adopted->next] < adopted->shown[i]))
			adopted->merged[n++] = adopted->order[adopted->next++];
		else if (((int64) scan->week - groups[adopted->shown[i]].first_week) / 7 > adopted->weeks)
			i++;
		else
			adopted->merged[n++] = adopted->shown[i++];
	}
	adopted->shown = adopted->merged;
	adopted->nshown = n;
	adopted->merged = recycled;
}

static void
store_adopted(FunctionCallInfo fcinfo, const ShareScan *scan, uint32 g)
{
	const ShareGroup *group = &scan->groups.groups[g];
	MsRow row;

	ms_row_begin(&row);
	ms_row_put_label(&row, group);
	ms_row_put(&row, DateADTGetDatum(group->first_week));
	ms_row_put(&row, Int32GetDatum((int32) (((int64) scan->week - group->first_week) / 7)));
	ms_row_put(&row, DateADTGetDatum(scan->week));
	ms_row_put_share(&row, scan->now.amount[g], scan->total);
	ms_row_put(&row, BoolGetDatum(group->first_week <= scan->log_week));
	ms_row_put(&row, BoolGetDatum(scan->complete));
	ms_row_store(&row, fcinfo);
}

/*
 * adoption(s, as_of, weeks, since)
 *
 * Rows come week by week, since that is how the scan goes.  Weeks for which
 * no group has a row are passed over.
 */
PG_FUNCTION_INFO_V1(ms_adoption);

Datum
ms_adoption(PG_FUNCTION_ARGS)
{
	ShareScan  *scan;
	Adopted		adopted;
	int64		weeks;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	scan = ms_share_scan_labels(fcinfo, 3, 1);
	weeks = PG_ARGISNULL(2) ? scan->nweeks : PG_GETARG_INT32(2);
	if (weeks < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weeks must not be negative: " INT64_FORMAT, weeks)));
	ms_share_scan_check_rows(scan, "adoption", adopted_begin(&adopted, scan, weeks));

	while (adopted.nshown > 0 || adopted.next < adopted.norder)
	{
		if (adopted.nshown == 0)
			ms_share_scan_seek(scan, scan->groups.groups[adopted.order[adopted.next]].first_week);
		else if (!ms_share_scan_next(scan))
			break;
		adopted_step(&adopted);
		for (uint32 i = 0; i < adopted.nshown; i++)
			store_adopted(fcinfo, scan, adopted.shown[i]);
	}
	return (Datum) 0;
}

/*
 * One row of event_study().  A week outside the log has no numbers, and a key
 * that the log does not know has none in any.
 */
static void
store_event_week(FunctionCallInfo fcinfo, const ShareScan *scan, DateADT week, int64 offset,
				 bool observed, int64 group)
{
	MsRow row;

	ms_row_begin(&row);
	ms_row_put(&row, DateADTGetDatum(week));
	ms_row_put(&row, Int32GetDatum((int32) offset));
	if (observed && group >= 0)
	{
		ms_row_put_share(&row, scan->now.amount[group], scan->total);
		ms_row_put_sum(&row, scan->now.amount[group]);
	}
	else
	{
		ms_row_null(&row);
		ms_row_null(&row);
	}
	if (observed)
		ms_row_put_sum(&row, scan->total);
	else
		ms_row_null(&row);
	ms_row_put(&row, BoolGetDatum(ms_share_week_complete(scan, week)));
	ms_row_store(&row, fcinfo);
}

static int64
event_weeks_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	int32		weeks = PG_ARGISNULL(argument) ? DEFAULT_EVENT_WEEKS : PG_GETARG_INT32(argument);

	if (weeks < 0 || weeks > MAX_EVENT_WEEKS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be between 0 and %d weeks: %d", name, MAX_EVENT_WEEKS, weeks)));
	return weeks;
}

/*
 * event_study(s, key, event, before, after, since, as_of)
 */
PG_FUNCTION_INFO_V1(ms_event_study);

Datum
ms_event_study(PG_FUNCTION_ARGS)
{
	ShareScan  *scan;
	int64		before = event_weeks_argument(fcinfo, 3, "before");
	int64		after = event_weeks_argument(fcinfo, 4, "after");
	int64		group;
	int64		event;
	MemoryContext oldcontext;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || DATE_NOT_FINITE(PG_GETARG_DATEADT(2)))
		return (Datum) 0;
	scan = ms_share_scan_labels(fcinfo, 5, 6);
	ms_share_scan_check_rows(scan, "event_study", (double) before + after + 1);
	group = ms_share_scan_find(scan, PG_ARGISNULL(1) ? cstring_to_text(MS_SHARE_NULL_LABEL)
							   : PG_GETARG_TEXT_PP(1));
	event = ms_week_starting(PG_GETARG_DATEADT(2), scan->frame.periods.week_start);

	oldcontext = MemoryContextSwitchTo(scan->week_context);
	for (int64 offset = -before; offset <= after; offset++)
	{
		int64		week = event + 7 * offset;
		bool		observed = scan->nweeks > 0 && week >= scan->first_week && week <= scan->last_week;

		CHECK_FOR_INTERRUPTS();
		if (!IS_VALID_DATE(week))
			continue;
		if (observed)
			ms_share_scan_seek(scan, (DateADT) week);
		store_event_week(fcinfo, scan, (DateADT) week, offset, observed, group);
	}
	MemoryContextSwitchTo(oldcontext);
	return (Datum) 0;
}

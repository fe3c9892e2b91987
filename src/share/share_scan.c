/*-------------------------------------------------------------------------
 *
 * share_scan.c
 *		Reading a share_summary week by week: what all its accessors do.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "access/xact.h"
#include "common/compat.h"
#include "summary/log_ends.h"
#include "share/share_scan.h"

static void *
allocate(Size count, Size size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, Max(count, 1) * size,
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

/* Weeks from which on rows on the start of each are no chance. */
#define MIN_TABLE_WEEKS		8

bool
ms_share_one_row_a_period(const ShareSummary *summary)
{
	int64		weeks = 1;

	if (!summary->on_starts || summary->ncells == 0)
		return false;
	for (uint32 i = 1; i < summary->ncells; i++)
	{
		int64		days = (int64) summary->cells[i].week - summary->cells[i - 1].week;

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (days > 7)
			return false;
		weeks += days / 7;
	}
	return weeks >= MIN_TABLE_WEEKS;
}

/*
 * Bits of the days with rows of a week that is the first or last with any.
 */
static uint32
days_of_end(const ShareSummary *summary, DateADT week, uint32 cell, int step)
{
	uint32		days = 0;

	for (; cell < summary->ncells && summary->cells[cell].week == week; cell += step)
		days |= summary->cells[cell].key_days & MS_SHARE_DAYS;
	return days;
}

/*
 * The days of the log, by its clock: [*start, *end).  Each row whose time was
 * read has left its day in a cell.  So the zone is asked for only where the
 * last day may still be running.  The one row of a week stands for all its
 * days.
 */
static bool
log_days(const ShareSummary *summary, MsCalendar *calendar, DateADT *start, DateADT *end)
{
	Timestamp	now = ms_timestamptz_to_clock(calendar, GetCurrentTransactionStartTimestamp());
	uint32		last_cell = summary->ncells - 1;
	uint32		first_days;
	uint32		last_days;
	DateADT		earliest_today;
	DateADT		latest_today;

	if (summary->ncells == 0)
		return false;
	first_days = days_of_end(summary, summary->cells[0].week, 0, 1);
	last_days = days_of_end(summary, summary->cells[last_cell].week, last_cell, -1);
	if (first_days == 0 || last_days == 0)
		return false;
	*start = summary->cells[0].week + pg_rightmost_one_pos32(first_days);
	*end = summary->cells[last_cell].week + pg_leftmost_one_pos32(last_days) + 1;
	if (ms_share_one_row_a_period(summary))
		*end = summary->cells[last_cell].week + 7;
	/* the running day has not been seen whole */
	ms_possible_dates(calendar->zoned ? calendar->name : NULL, strlen(calendar->name), now,
					  &earliest_today, &latest_today);
	if (*end > earliest_today)
		*end = Min(*end, ms_calendar_date(calendar, now));
	return true;
}

bool
ms_share_log_ends(const ShareSummary *summary, TimestampTz *start, TimestampTz *end)
{
	MsFrame		frame;

	ms_summary_frame(summary->flat, &ms_share_kind, &frame);
	return ms_log_ends(frame.calendar, summary->first, summary->last, start, end);
}

/*
 * From instants to the days between which weeks are complete: the first day
 * that starts at or after since, and the last that starts at or before as_of.
 */
static void
set_complete_range(ShareScan *scan, const TimestampTz *since, const TimestampTz *as_of)
{
	MsCalendar *calendar = scan->frame.calendar;
	DateADT		start = 0;
	DateADT		end = 0;

	(void) log_days(scan->summary, calendar, &start, &end);
	scan->log_week = ms_week_starting(start, scan->frame.periods.week_start);
	if (since != NULL && TIMESTAMP_NOT_FINITE(*since))
		scan->log_week = start = TIMESTAMP_IS_NOBEGIN(*since) ? DATEVAL_NOBEGIN : DATEVAL_NOEND;
	else if (since != NULL)
	{
		start = ms_calendar_date(calendar, ms_timestamptz_to_clock(calendar, *since));
		scan->log_week = ms_week_starting(start, scan->frame.periods.week_start);

		/* as timestamptz: a midnight that the session's zone skips has no clock of its own */
		if (ms_clock_to_timestamptz(calendar, ms_calendar_day_start(calendar, start)) < *since)
			start++;
	}
	if (as_of != NULL && TIMESTAMP_NOT_FINITE(*as_of))
		end = TIMESTAMP_IS_NOBEGIN(*as_of) ? DATEVAL_NOBEGIN : DATEVAL_NOEND;
	else if (as_of != NULL)
		end = ms_calendar_date(calendar, ms_timestamptz_to_clock(calendar, *as_of));
	scan->complete_from = start;
	scan->complete_to = end;
}

ShareScan *
ms_share_scan_begin(ShareSummary *summary, const TimestampTz *since, const TimestampTz *as_of)
{
	ShareScan  *scan = palloc0(sizeof(ShareScan));

	scan->summary = summary;
	ms_summary_frame(summary->flat, &ms_share_kind, &scan->frame);
	if (summary->ncells > 0)
	{
		scan->first_week = summary->cells[0].week;
		scan->last_week = summary->cells[summary->ncells - 1].week;
		scan->nweeks = ((int64) scan->last_week - scan->first_week) / 7 + 1;
	}
	set_complete_range(scan, since, as_of);
	scan->week_context = AllocSetContextCreate(CurrentMemoryContext, "weeks of share_summary",
											   ALLOCSET_DEFAULT_SIZES);
	scan->step = -1;
	return scan;
}

/*
 * One group for each label; keys shown alike (a NULL key and one spelled as
 * its label) share a group.
 */
static ShareGroup *
group_by_label(ShareScan *scan, const text *null_label, uint32 *of_key, uint32 *ngroups)
{
	const ShareSummary *s = scan->summary;
	ShareGroup *groups = allocate(s->nkeys, sizeof(ShareGroup));
	MsKeymap	labels;

	ms_keymap_init(&labels, CurrentMemoryContext);
	for (uint32 key = 0; key < s->nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_share_key(s, key, &length);
		ShareGroup *group;

		if (key % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (length == MS_NULL_KEY && null_label != NULL)
		{
			bytes = VARDATA_ANY(null_label);
			length = VARSIZE_ANY_EXHDR(null_label);
		}
		of_key[key] = ms_keymap_get(&labels, bytes, length);
		group = &groups[of_key[key]];
		group->label_is_null = length == MS_NULL_KEY;
		if (!group->label_is_null && DatumGetPointer(group->label) == NULL)
			group->label = PointerGetDatum(cstring_to_text_with_len(bytes, length));
	}
	*ngroups = labels.nkeys;
	return groups;
}

/*
 * Sum each group over the weeks first to last, and find when it was first
 * used at all.
 */
static void
measure_groups(ShareScan *scan, ShareGroup *groups, const uint32 *of_key,
			   DateADT first, DateADT last)
{
	const ShareSummary *s = scan->summary;

	for (uint32 i = 0; i < s->ncells; i++)
	{
		const ShareCell *cell = &s->cells[i];
		ShareGroup *group = &groups[of_key[ms_cell_key(cell)]];

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (!group->seen && (cell->key_days & MS_SHARE_COUNTED))
		{
			group->seen = true;
			group->first_week = cell->week;
		}
		if (cell->week >= first && cell->week <= last)
			ms_sum_add_sum(&group->amount, cell->amount);
	}
}

static int
compare_groups(const void *a, const void *b)
{
	const ShareGroup *x = *(ShareGroup *const *) a;
	const ShareGroup *y = *(ShareGroup *const *) b;

	CHECK_FOR_INTERRUPTS();
	if (x->amount.hi != y->amount.hi)
		return x->amount.hi > y->amount.hi ? -1 : 1;
	if (x->amount.lo != y->amount.lo)
		return x->amount.lo > y->amount.lo ? -1 : 1;
	if (x->label_is_null || y->label_is_null)
		return (int) y->label_is_null - (int) x->label_is_null;
	return ms_key_compare(VARDATA_ANY(DatumGetPointer(x->label)),
						  VARSIZE_ANY_EXHDR(DatumGetPointer(x->label)),
						  VARDATA_ANY(DatumGetPointer(y->label)),
						  VARSIZE_ANY_EXHDR(DatumGetPointer(y->label)));
}

static bool
label_is(const ShareGroup *group, const text *label)
{
	if (label == NULL || group->label_is_null)
		return label == NULL && group->label_is_null;
	return VARSIZE_ANY_EXHDR(DatumGetPointer(group->label)) == VARSIZE_ANY_EXHDR(label) &&
		memcmp(VARDATA_ANY(DatumGetPointer(group->label)), VARDATA_ANY(label),
			   VARSIZE_ANY_EXHDR(label)) == 0;
}

/*
 * Add a group to the pooled rest.
 */
static void
pool_group(ShareGroup *rest, const ShareGroup *group)
{
	rest->keys_pooled++;
	ms_sum_add_sum(&rest->amount, group->amount);
	if (group->seen && (!rest->seen || group->first_week < rest->first_week))
	{
		rest->seen = true;
		rest->first_week = group->first_week;
	}
}

/*
 * Order the labels, and pool those beyond the top.  A label that is spelled
 * like the rest belongs to it, and takes no place at the top.
 */
static void
pool_labels(ShareGroups *groups, ShareGroup *labels, int64 top, const text *other)
{
	ShareGroup **order = allocate(groups->nlabels, sizeof(ShareGroup *));
	ShareGroup	rest = {0};
	uint32		ngroups = 0;

	for (uint32 i = 0; i < groups->nlabels; i++)
		order[i] = &labels[i];
	qsort(order, groups->nlabels, sizeof(ShareGroup *), compare_groups);

	groups->groups = allocate((Size) groups->nlabels + 1, sizeof(ShareGroup));
	groups->of_label = allocate(groups->nlabels, sizeof(uint32));
	for (uint32 i = 0; i < groups->nlabels; i++)
	{
		uint32		label = order[i] - labels;

		if (top != MS_SHARE_ALL && (ngroups >= top || label_is(order[i], other)))
		{
			pool_group(&rest, order[i]);
			groups->of_label[label] = PG_UINT32_MAX;
			continue;
		}
		groups->of_label[label] = ngroups;
		groups->groups[ngroups++] = *order[i];
	}
	if (rest.keys_pooled > 0)
	{
		rest.is_rest = true;
		rest.label_is_null = other == NULL;
		rest.label = PointerGetDatum(other);
		groups->groups[ngroups++] = rest;
	}

	/* now the rest has its place */
	for (uint32 i = 0; i < groups->nlabels; i++)
		groups->of_label[i] = Min(groups->of_label[i], ngroups - 1);
	groups->ngroups = ngroups;
}

static void
init_amounts(ShareAmounts *amounts, uint32 n)
{
	amounts->amount = allocate(n, sizeof(MsSum));
	amounts->is_listed = allocate(n, sizeof(bool));
	amounts->listed = allocate(n, sizeof(uint32));
	amounts->nlisted = 0;
}

void
ms_share_scan_group(ShareScan *scan, DateADT first, DateADT last,
					const text *null_label, int64 top, const text *other)
{
	ShareGroups *groups = &scan->groups;
	ShareGroup *labels;

	groups->label_of_key = allocate(scan->summary->nkeys, sizeof(uint32));
	labels = group_by_label(scan, null_label, groups->label_of_key, &groups->nlabels);
	measure_groups(scan, labels, groups->label_of_key, first, last);
	groups->label_total = allocate(groups->nlabels, sizeof(MsSum));
	for (uint32 i = 0; i < groups->nlabels; i++)
		groups->label_total[i] = labels[i].amount;
	pool_labels(groups, labels, top, other);

	init_amounts(&scan->now, groups->ngroups);
	init_amounts(&scan->before, groups->ngroups);
	if (groups->ngroups < groups->nlabels)
		init_amounts(&scan->labels, groups->nlabels);
}

ShareScan *
ms_share_scan_labels(FunctionCallInfo fcinfo, int since_argument, int as_of_argument)
{
	TimestampTz since;
	TimestampTz as_of;
	ShareScan  *scan;

	scan = ms_share_scan_begin(ms_share_get(PG_GETARG_DATUM(0)),
							   ms_optional_timestamptz(fcinfo, since_argument, &since),
							   ms_optional_timestamptz(fcinfo, as_of_argument, &as_of));
	ms_share_scan_group(scan, scan->first_week, scan->last_week,
						cstring_to_text(MS_SHARE_NULL_LABEL), MS_SHARE_ALL, NULL);
	return scan;
}

/* First day of the week of a date argument; otherwise if it is NULL. */
static DateADT
week_argument(FunctionCallInfo fcinfo, int argument, const ShareScan *scan, DateADT otherwise)
{
	DateADT		date;

	if (PG_ARGISNULL(argument))
		return otherwise;
	date = PG_GETARG_DATEADT(argument);
	return DATE_NOT_FINITE(date) ? date : ms_week_starting(date, scan->frame.periods.week_start);
}

void
ms_share_scan_range(FunctionCallInfo fcinfo, int argument, const ShareScan *scan,
					DateADT *first, DateADT *last)
{
	if (!PG_ARGISNULL(argument) && !PG_ARGISNULL(argument + 1) &&
		PG_GETARG_DATEADT(argument) > PG_GETARG_DATEADT(argument + 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("first_week %s is after last_week %s",
						ms_date_text(PG_GETARG_DATEADT(argument)),
						ms_date_text(PG_GETARG_DATEADT(argument + 1))),
				 errhint("The range goes from first_week to last_week, both included.")));
	*first = week_argument(fcinfo, argument, scan, *first);
	*last = week_argument(fcinfo, argument + 1, scan, *last);
}

void
ms_share_scan_check_rows(ShareScan *scan, const char *accessor, double rows)
{
	if (rows <= MS_MAX_ROWS)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%s() would return %.0f rows, more than %d", accessor, rows, MS_MAX_ROWS),
			 errdetail("The summary has %u keys, and " INT64_FORMAT " weeks from %s to %s.",
					   scan->summary->nkeys, scan->nweeks,
					   ms_date_text(scan->first_week), ms_date_text(scan->last_week)),
			 errhint("Filter out stray times before aggregating, or pool small keys by top.")));
}

static void
add_amount(ShareAmounts *amounts, uint32 i, MsSum amount)
{
	if (!amounts->is_listed[i])
	{
		amounts->is_listed[i] = true;
		amounts->listed[amounts->nlisted++] = i;
	}
	ms_sum_add_sum(&amounts->amount[i], amount);
}

static void
reset_amounts(ShareAmounts *amounts)
{
	for (uint32 i = 0; i < amounts->nlisted; i++)
	{
		memset(&amounts->amount[amounts->listed[i]], 0, sizeof(MsSum));
		amounts->is_listed[amounts->listed[i]] = false;
	}
	amounts->nlisted = 0;
}

/*
 * Sum the cells of the week stepped to.
 */
static void
add_cells(ShareScan *scan)
{
	const ShareSummary *s = scan->summary;

	for (; scan->next_cell < s->ncells && s->cells[scan->next_cell].week == scan->week;
		 scan->next_cell++)
	{
		const ShareCell *cell = &s->cells[scan->next_cell];
		uint32		label = scan->groups.label_of_key[ms_cell_key(cell)];

		if (scan->next_cell % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (scan->labels.amount != NULL)
			add_amount(&scan->labels, label, cell->amount);
		add_amount(&scan->now, scan->groups.of_label[label], cell->amount);
		ms_sum_add_sum(&scan->total, cell->amount);
		scan->days |= cell->key_days & MS_SHARE_DAYS;
	}
}

/*
 * Take the next week; what was the week becomes the week before.
 */
static void
take_week(ShareScan *scan, int64 step)
{
	ShareAmounts recycled = scan->before;

	CHECK_FOR_INTERRUPTS();
	MemoryContextReset(scan->week_context);

	scan->before = scan->now;
	scan->total_before = scan->total;
	scan->complete_before = scan->complete;

	scan->step = step;
	scan->week = scan->first_week + 7 * step;
	scan->complete = ms_share_week_complete(scan, scan->week);
	scan->now = recycled;
	reset_amounts(&scan->now);
	reset_amounts(&scan->labels);
	memset(&scan->total, 0, sizeof(MsSum));
	scan->days = 0;
	add_cells(scan);
}

/*
 * Step to a week.  Those between are passed over, but for the week before.
 */
static void
step_to(ShareScan *scan, int64 step)
{
	const ShareSummary *s = scan->summary;

	if (step > scan->step + 1)
	{
		DateADT		week_before = scan->first_week + 7 * (step - 1);

		for (; scan->next_cell < s->ncells && s->cells[scan->next_cell].week < week_before;
			 scan->next_cell++)
		{
			if (scan->next_cell % 4096 == 0)
				CHECK_FOR_INTERRUPTS();
		}
		take_week(scan, step - 1);
	}
	take_week(scan, step);
}

bool
ms_share_scan_next(ShareScan *scan)
{
	if (scan->step + 1 >= scan->nweeks)
		return false;
	take_week(scan, scan->step + 1);
	return true;
}

bool
ms_share_scan_next_used(ShareScan *scan)
{
	const ShareSummary *s = scan->summary;

	if (scan->next_cell >= s->ncells)
		return false;
	step_to(scan, ((int64) s->cells[scan->next_cell].week - scan->first_week) / 7);
	return true;
}

/*
 * Weeks without a row between two weeks, unless they are too many to be shown.
 */
static int64
shown_gap(DateADT week, DateADT next_week)
{
	int64		gap = ((int64) next_week - week) / 7 - 1;

	return gap > MS_SHARE_LONGEST_GAP ? 0 : Max(gap, 0);
}

bool
ms_share_scan_next_shown(ShareScan *scan)
{
	const ShareSummary *s = scan->summary;

	if (scan->next_cell < s->ncells &&
		(scan->step < 0 || shown_gap(scan->week, s->cells[scan->next_cell].week) == 0))
		return ms_share_scan_next_used(scan);
	return ms_share_scan_next(scan);
}

int64
ms_share_scan_shown_weeks(const ShareScan *scan)
{
	const ShareSummary *s = scan->summary;
	int64		weeks = Min(s->ncells, 1);

	for (uint32 i = 1; i < s->ncells; i++)
	{
		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (s->cells[i].week != s->cells[i - 1].week)
			weeks += shown_gap(s->cells[i - 1].week, s->cells[i].week) + 1;
	}
	return weeks;
}

void
ms_share_scan_seek(ShareScan *scan, DateADT week)
{
	int64		step = ((int64) week - scan->first_week) / 7;

	if (step > scan->step)
		step_to(scan, step);
}

int64
ms_share_scan_find(ShareScan *scan, const text *label)
{
	for (uint32 g = 0; g < scan->groups.ngroups; g++)
	{
		if (g % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (label_is(&scan->groups.groups[g], label))
			return g;
	}
	return -1;
}

void
ms_row_put_label(MsRow *row, const ShareGroup *group)
{
	if (group->label_is_null)
		ms_row_null(row);
	else
		ms_row_put(row, group->label);
}

void
ms_row_put_share(MsRow *row, MsSum amount, MsSum total)
{
	double		share = 0;
	bool		known = ms_share_of(amount, total, &share);

	ms_row_put_float8(row, known, share);
}

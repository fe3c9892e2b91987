/*-------------------------------------------------------------------------
 *
 * share_scan.h
 *		Reading a share_summary week by week: what all its accessors do.
 *
 * Keys are put into groups first: each label one, or the largest ones and a
 * rest.  A scan then steps through the weeks from the first to the last, all
 * of them or those with a row, with the amount of every group in the week and
 * in the week before.
 *
 * Rows may lie millennia apart, and most keys have none in most weeks.  So a
 * week lists the groups that it touches, and costs no more than these: no
 * accessor goes through all keys of every week but shares(), which shows them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_SHARE_SCAN_H
#define MS_SHARE_SCAN_H

#include "fmgr.h"

#include "common/arguments.h"
#include "common/rows.h"
#include "share/share_summary.h"

/* top that pools nothing. */
#define MS_SHARE_ALL		(-1)

/* Label of the NULL key, where the caller cannot choose it. */
#define MS_SHARE_NULL_LABEL "(none)"

typedef struct ShareGroup
{
	Datum		label;			/* text */
	bool		label_is_null;
	bool		is_rest;		/* the pooled rest */
	uint32		keys_pooled;	/* in the rest; else 0 */
	MsSum		amount;			/* over the weeks asked for */
	bool		seen;			/* has a counted row, first in first_week */
	DateADT		first_week;
} ShareGroup;

/* Groups, largest first, the rest last; and the labels, of which the rest pools some. */
typedef struct ShareGroups
{
	uint32		ngroups;
	ShareGroup *groups;
	uint32	   *of_label;		/* group of each label */
	uint32		nlabels;
	uint32	   *label_of_key;	/* label of each key of the summary */
	MsSum	   *label_total;	/* amount of each label over the weeks asked for */
} ShareGroups;

/* Amounts by number, all zero but for those that are listed. */
typedef struct ShareAmounts
{
	MsSum	   *amount;
	bool	   *is_listed;
	uint32	   *listed;			/* in no order, each once */
	uint32		nlisted;
} ShareAmounts;

typedef struct ShareScan
{
	ShareSummary *summary;
	MsFrame		frame;
	int64		nweeks;			/* 0 if the summary has no cell */
	DateADT		first_week;
	DateADT		last_week;
	DateADT		log_week;		/* first week of the log, which since may tell */
	DateADT		complete_from;	/* a week is complete from this day on … */
	DateADT		complete_to;	/* … if it ends by this one */
	ShareGroups groups;
	MemoryContext week_context; /* reset before each week */

	/* the week stepped to */
	int64		step;			/* from 0; -1 before the first */
	uint32		next_cell;
	DateADT		week;
	uint8		days;			/* bits of days with rows */
	bool		complete;
	MsSum		total;
	ShareAmounts now;			/* of each group */
	ShareAmounts labels;		/* of each label; only if some are pooled, else they are the groups */

	/* the week before; all zero before the first */
	bool		complete_before;
	MsSum		total_before;
	ShareAmounts before;
} ShareScan;

/*
 * Start a scan of a summary.  since and as_of bound what is complete; NULL
 * pointers stand for the ends of the log.
 */
extern ShareScan *ms_share_scan_begin(ShareSummary *summary, const TimestampTz *since,
									  const TimestampTz *as_of);

/* Put the keys into groups, by their amounts in the weeks first to last. */
extern void ms_share_scan_group(ShareScan *scan, DateADT first, DateADT last,
								const text *null_label, int64 top, const text *other);

/* Raise if an accessor would return too many rows. */
extern void ms_share_scan_check_rows(ShareScan *scan, const char *accessor, double rows);

/* Step to the next week, or to the next with a row; false after the last. */
extern bool ms_share_scan_next(ShareScan *scan);
extern bool ms_share_scan_next_used(ShareScan *scan);

/*
 * The same for accessors with one row a week: all weeks, but for those of a
 * gap that is longer than the years of any log, and comes of a stray time.
 */
#define MS_SHARE_LONGEST_GAP	520
extern bool ms_share_scan_next_shown(ShareScan *scan);
extern int64 ms_share_scan_shown_weeks(const ShareScan *scan);

/* Step to a week of the log that is not before the one stepped to. */
extern void ms_share_scan_seek(ShareScan *scan, DateADT week);

/* Group with this label, or -1. */
extern int64 ms_share_scan_find(ShareScan *scan, const text *label);

/* Days that a clock's log covers: as instants, half-open; false if it is empty. */
extern bool ms_share_log_ends(const ShareSummary *summary, TimestampTz *start, TimestampTz *end);

/*
 * Is this the summary of a table that is already one row a week and key?  A
 * guess, which only the default of as_of makes: all rows lie on the very start
 * of their weeks, in enough weeks without a gap.
 */
extern bool ms_share_one_row_a_period(const ShareSummary *summary);

static inline bool
ms_share_week_complete(const ShareScan *scan, DateADT week)
{
	return week >= scan->complete_from && (int64) week + 7 <= scan->complete_to;
}

/* The share of an amount; false if there is none, because nothing was used. */
static inline bool
ms_share_of(MsSum amount, MsSum total, double *share)
{
	if (!(total.hi > 0))
		return false;
	*share = ms_sum_ratio(amount, total);
	return true;
}

/* Does a change from the week before mean something? */
static inline bool
ms_share_change_known(const ShareScan *scan)
{
	return scan->step > 0 && scan->complete && scan->complete_before &&
		scan->total.hi > 0 && scan->total_before.hi > 0;
}

/* Columns of a row: a label, a share. */
extern void ms_row_put_label(MsRow *row, const ShareGroup *group);
extern void ms_row_put_share(MsRow *row, MsSum amount, MsSum total);

/*
 * Start a scan with the summary as argument 0 and since and as_of as told;
 * every label a group of its own.
 */
extern ShareScan *ms_share_scan_labels(FunctionCallInfo fcinfo, int since_argument,
									   int as_of_argument);

/*
 * First days of the weeks of first_week, the argument told, and last_week, the
 * next; one that is NULL leaves what is there.  Raises if they are the wrong
 * way round.
 */
extern void ms_share_scan_range(FunctionCallInfo fcinfo, int argument, const ShareScan *scan,
								DateADT *first, DateADT *last);

#endif							/* MS_SHARE_SCAN_H */

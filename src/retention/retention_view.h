/*-------------------------------------------------------------------------
 *
 * retention_view.h
 *		A retention_summary as of an instant: what all its accessors read.
 *
 * A period is complete when it ended by as_of.  The period in which as_of
 * lies is running: it shows what rows it has so far.  Later periods are not
 * seen at all.  A cohort is left-censored when the log does not tell whether
 * its users came before: without since those up to the first period in which a
 * user had a row, with since those that start before it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_VIEW_H
#define MS_RETENTION_VIEW_H

#include "fmgr.h"

#include "retention/retention_summary.h"

/* An argument that an accessor does not have. */
#define MS_NO_ARGUMENT	(-1)

typedef struct RetentionView
{
	RetentionSummary *summary;
	MsFrame		frame;
	TimestampTz as_of;
	RetentionUsers *users;		/* the step of ms_retention_view_next() */
	int32		first_period;	/* earliest with a row of a user, seen or not */
	int32		last_complete;	/* last period that ended by as_of */
	int32		last_visible;	/* the same, or the running period */
	int32		uncensored_from;	/* first period that can be a cohort not left-censored */
	bool		since_given;
} RetentionView;

/* A user as of an instant: only periods from the cohort to last_visible. */
typedef struct RetentionCohortUser
{
	RetentionUserId id;
	int32		cohort;
	int			nmasks;			/* at least one */
	RetentionMask *masks;		/* good until the next call; may hold empty ones */
} RetentionCohortUser;

/*
 * View the summary that is argument 0.  False if the summary is NULL, or no
 * period of it starts before as_of: then there is nothing to return.
 */
extern bool ms_retention_view_begin(RetentionView *view, FunctionCallInfo fcinfo,
									int as_of_argument, int since_argument);

/*
 * Step to the next user who has a cohort, in the order of their numbers.
 */
extern bool ms_retention_view_next(RetentionView *view, RetentionCohortUser *user);

/* Start again with the first user. */
extern void ms_retention_view_rewind(RetentionView *view);

/*
 * A user's first period, with a starting row where starts is set, whatever
 * as_of lets see; false if there is none.
 */
extern bool ms_retention_cohort_of(const RetentionUser *user, bool starts, int32 *cohort);

/* First day of a period, as a Datum. */
static inline Datum
ms_retention_period_date(const RetentionView *view, int32 period)
{
	return DateADTGetDatum(ms_period_start(&view->frame.periods, period));
}

/* The same for a message. */
static inline char *
ms_retention_period_text(const RetentionView *view, int32 period)
{
	return ms_date_text(ms_period_start(&view->frame.periods, period));
}

static inline bool
ms_retention_left_censored(const RetentionView *view, int32 cohort)
{
	return cohort < view->uncensored_from;
}

/*
 * Left-censored by a since that was given: what keeps a cohort out of answers
 * that otherwise are over all cohorts.
 */
static inline bool
ms_retention_before_since(const RetentionView *view, int32 cohort)
{
	return view->since_given && ms_retention_left_censored(view, cohort);
}

#endif							/* MS_RETENTION_VIEW_H */

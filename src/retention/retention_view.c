/*-------------------------------------------------------------------------
 *
 * retention_view.c
 *		A retention_summary as of an instant.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "common/arguments.h"
#include "retention/retention_view.h"

/*
 * The period in which an instant lies; at_start tells whether it is the very
 * start of it.
 */
static int32
period_of_instant(const MsFrame *frame, TimestampTz instant, bool *at_start)
{
	Timestamp	local = ms_timestamptz_to_clock(frame->calendar, instant);
	int32		period = ms_period_of(&frame->periods, ms_calendar_date(frame->calendar, local));
	DateADT		start = ms_period_start(&frame->periods, period);

	*at_start = local <= ms_calendar_day_start(frame->calendar, start);
	return period;
}

static TimestampTz
required_instant(FunctionCallInfo fcinfo, int argument)
{
	TimestampTz instant;

	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("as_of is required: up to when was the log read?"),
				 errdetail("Up to as_of a user without rows counts as gone; after it nothing is known."),
				 errhint("For example as_of => last_seen(r) of a whole log, as_of => now() of one that is still written; "
						 "filtered rows do not tell where their log ends.")));
	instant = PG_GETARG_TIMESTAMPTZ(argument);
	if (TIMESTAMP_NOT_FINITE(instant))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument as_of must be finite"),
				 errhint("Say up to when the log was read, for example as_of => last_seen(r) or as_of => now().")));
	return instant;
}

/*
 * Earliest period in which a user had a row.  A stray row without a user, which
 * counts.first knows too, must not make the first users look new.  Only if
 * there are no users do such rows tell where the log begins.
 */
static int32
first_period_of(const RetentionView *view)
{
	const RetentionSummary *s = view->summary;
	RetentionCursor cursor;
	RetentionEntry entry;
	uint64		seen = 0;

	ms_retention_cursor_init(&cursor, s);
	while (s->nwindows > 0 && ms_retention_cursor_next_in_window(&cursor, &entry))
	{
		if (cursor.next % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		seen |= entry.mask.active;
	}
	if (seen == 0)
		return ms_period_of(&view->frame.periods,
							ms_calendar_date(view->frame.calendar, s->flat->first));
	return ms_retention_cursor_period(&cursor) + pg_rightmost_one_pos64(seen);
}

/*
 * First period whose users are known to be new.
 */
static int32
uncensored_from(const RetentionView *view, FunctionCallInfo fcinfo, int argument)
{
	TimestampTz since;
	bool		at_start;
	int32		period;

	if (argument == MS_NO_ARGUMENT || PG_ARGISNULL(argument))
		return view->first_period + 1;
	since = PG_GETARG_TIMESTAMPTZ(argument);
	if (TIMESTAMP_IS_NOBEGIN(since))
		return PG_INT32_MIN;
	if (TIMESTAMP_IS_NOEND(since))
		return PG_INT32_MAX;
	period = period_of_instant(&view->frame, since, &at_start);
	return at_start ? period : period + 1;
}

void
ms_retention_view_rewind(RetentionView *view)
{
	view->users = ms_retention_users_begin(view->summary);
}

bool
ms_retention_view_begin(RetentionView *view, FunctionCallInfo fcinfo, int as_of_argument,
						int since_argument)
{
	bool		at_start;
	int32		running;

	/*
	 * Where there is nothing to show a missing as_of is no error: it may be
	 * last_seen() of a table that is still empty.
	 */
	if (PG_ARGISNULL(0))
		return false;
	view->summary = ms_retention_get(PG_GETARG_DATUM(0));
	ms_summary_frame(view->summary->flat, &ms_retention_kind, &view->frame);
	if (view->summary->flat->first > view->summary->flat->last)
		return false;

	view->as_of = required_instant(fcinfo, as_of_argument);
	view->first_period = first_period_of(view);
	running = period_of_instant(&view->frame, view->as_of, &at_start);
	view->last_complete = running - 1;
	view->last_visible = at_start ? running - 1 : running;
	view->since_given = since_argument != MS_NO_ARGUMENT && !PG_ARGISNULL(since_argument);
	view->uncensored_from = uncensored_from(view, fcinfo, since_argument);
	ms_retention_view_rewind(view);
	return view->first_period <= view->last_visible;
}

/*
 * Keep only the bits of periods from first to last.
 */
static inline uint64
clip_bits(uint64 bits, int64 window, int64 first, int64 last)
{
	if (first > window)
		bits = first - window >= MS_WINDOW_PERIODS ? 0 : bits & (~UINT64CONST(0) << (first - window));
	if (last < window + MS_WINDOW_PERIODS - 1)
		bits = last < window ? 0 : bits & (~UINT64CONST(0) >> (MS_WINDOW_PERIODS - 1 - (last - window)));
	return bits;
}

bool
ms_retention_cohort_of(const RetentionUser *user, bool starts, int32 *cohort)
{
	for (int i = 0; i < user->nmasks; i++)
	{
		uint64		bits = starts ? user->masks[i].starts : user->masks[i].active;

		if (bits != 0)
		{
			*cohort = user->masks[i].first_period + pg_rightmost_one_pos64(bits);
			return true;
		}
	}
	return false;
}

bool
ms_retention_view_next(RetentionView *view, RetentionCohortUser *user)
{
	RetentionUser next;

	while (ms_retention_users_next(view->users, &next))
	{
		if (!ms_retention_cohort_of(&next, MS_HAS_STARTS(&view->frame), &user->cohort) ||
			user->cohort > view->last_visible)
			continue;
		user->id = next.id;
		user->nmasks = next.nmasks;
		user->masks = next.masks;
		for (int i = 0; i < next.nmasks; i++)
			next.masks[i].active = clip_bits(next.masks[i].active, next.masks[i].first_period,
											 user->cohort, view->last_visible);
		return true;
	}
	return false;
}

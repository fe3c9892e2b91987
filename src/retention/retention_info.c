/*-------------------------------------------------------------------------
 *
 * retention_info.c
 *		first_seen(), last_seen(), last_period_end(), with_timezone() and
 *		summary_info() of a retention_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "common/log_ends.h"
#include "common/rows.h"
#include "common/with_timezone.h"
#include "retention/cohort_arguments.h"
#include "retention/retention_io.h"
#include "retention/retention_view.h"

/* Users of a cohort. */
typedef struct CohortSize
{
	int32		cohort;
	uint32		status;
	int64		users;
} CohortSize;

#define SH_PREFIX		cohort_sizes
#define SH_ELEMENT_TYPE	CohortSize
#define SH_KEY_TYPE		int32
#define SH_KEY			cohort
#define SH_HASH_KEY(table, key)	((uint32) (((uint64) (uint32) (key) * UINT64CONST(0x9E3779B97F4A7C15)) >> 32))
#define SH_EQUAL(table, a, b)	((a) == (b))
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* What only a walk over all users tells. */
typedef struct UserCounts
{
	int64		users;
	int64		without_start;
	int64		cohorts;
	int64		small_cohorts;
} UserCounts;

static bool
log_ends(Datum value, TimestampTz *start, TimestampTz *end)
{
	RetentionSummary *s = ms_retention_get(value);
	RetentionFrame frame;

	ms_retention_get_frame(s, &frame);
	return ms_log_ends(frame.calendar, s->counts.first, s->counts.last, start, end);
}

PG_FUNCTION_INFO_V1(ms_retention_first_seen);

Datum
ms_retention_first_seen(PG_FUNCTION_ARGS)
{
	TimestampTz start;
	TimestampTz end;

	if (!log_ends(PG_GETARG_DATUM(0), &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(start);
}

PG_FUNCTION_INFO_V1(ms_retention_last_seen);

Datum
ms_retention_last_seen(PG_FUNCTION_ARGS)
{
	TimestampTz start;
	TimestampTz end;

	if (!log_ends(PG_GETARG_DATUM(0), &start, &end))
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(end);
}

PG_FUNCTION_INFO_V1(ms_retention_last_period_end);

Datum
ms_retention_last_period_end(PG_FUNCTION_ARGS)
{
	RetentionSummary *s = ms_retention_get(PG_GETARG_DATUM(0));
	RetentionFrame frame;
	int32		last;

	if (s->counts.first > s->counts.last)
		PG_RETURN_NULL();
	ms_retention_get_frame(s, &frame);
	last = ms_period_of(&frame.periods, ms_calendar_date(frame.calendar, s->counts.last));
	PG_RETURN_TIMESTAMPTZ(ms_log_end_before(frame.calendar, ms_period_start(&frame.periods, last + 1)));
}

PG_FUNCTION_INFO_V1(ms_retention_with_timezone);

Datum
ms_retention_with_timezone(PG_FUNCTION_ARGS)
{
	RetentionSummary *s = ms_retention_get(PG_GETARG_DATUM(0));
	RetentionFrame frame;
	MsCalendar *calendar;
	Size		length;

	ms_retention_get_frame(s, &frame);
	calendar = ms_calendar_instead(frame.calendar, PG_GETARG_TEXT_PP(1), s->counts.first, s->counts.last);
	length = strlen(calendar->name);
	s = ms_copy_with_name(s, VARSIZE(s), ms_retention_zone(s) - (char *) s, TYPEALIGN(8, s->zone_length),
						  calendar->name, TYPEALIGN(8, length));
	s->zone_length = (uint8) length;
	ms_check_renamed(ms_retention_is_canonical(s), calendar->name);
	PG_RETURN_POINTER(s);
}

static UserCounts
count_users(const RetentionSummary *s, bool starts, int64 min_size)
{
	UserCounts	counts = {0};
	RetentionUsers *users = ms_retention_users_begin(s);
	RetentionUser user;
	cohort_sizes_hash *sizes = cohort_sizes_create(CurrentMemoryContext, 64, NULL);
	cohort_sizes_iterator iterator;
	CohortSize *size;
	int32		cohort;
	bool		found;

	while (ms_retention_users_next(users, &user))
	{
		counts.users++;
		if (!ms_retention_cohort_of(&user, starts, &cohort))
		{
			counts.without_start++;
			continue;
		}
		size = cohort_sizes_insert(sizes, cohort, &found);
		size->users = found ? size->users + 1 : 1;
	}
	cohort_sizes_start_iterate(sizes, &iterator);
	while ((size = cohort_sizes_iterate(sizes, &iterator)) != NULL)
		if (size->users < min_size)
			counts.small_cohorts++;
	counts.cohorts = sizes->members;
	return counts;
}

/*
 * What all rows have in common.
 */
static void
put_frame(MsRow *row, const RetentionFrame *frame)
{
	ms_row_put(row, CStringGetTextDatum(ms_period_unit_name(frame->periods.unit)));
	ms_row_put(row, CStringGetTextDatum(ms_user_type_name(frame->user_type)));
	ms_row_put(row, BoolGetDatum(frame->starts));
	ms_row_put_known(row, frame->calendar->zoned, CStringGetTextDatum(frame->calendar->name));
	ms_row_put_known(row, frame->periods.unit == MS_WEEK,
					 CStringGetTextDatum(ms_week_start_name(frame->periods.week_start)));
}

/*
 * summary_info(r, min_size)
 */
PG_FUNCTION_INFO_V1(ms_retention_info);

Datum
ms_retention_info(PG_FUNCTION_ARGS)
{
	RetentionSummary *s;
	RetentionFrame frame;
	UserCounts	counts;
	MsRow		row;
	bool		any_time;
	int32		min_size;

	ms_begin_rows(fcinfo);
	min_size = ms_min_size_argument(fcinfo, 1, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	s = ms_retention_get(PG_GETARG_DATUM(0));
	ms_retention_get_frame(s, &frame);
	counts = count_users(s, frame.starts, min_size);
	any_time = s->counts.first <= s->counts.last;

	ms_row_begin(&row);
	ms_row_put(&row, Int64GetDatum(s->counts.rows_read));
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		ms_row_put(&row, Int64GetDatum(s->counts.left_out[i]));
	ms_row_put(&row, Int64GetDatum(counts.users));
	ms_row_put_known(&row, frame.starts, Int64GetDatum(counts.without_start));
	ms_row_put(&row, Int64GetDatum(counts.cohorts));
	ms_row_put(&row, Int64GetDatum(counts.small_cohorts));
	ms_row_put(&row, Int64GetDatum(s->nwindows));
	ms_row_put_known(&row, any_time, TimestampTzGetDatum(ms_clock_to_timestamptz(frame.calendar, s->counts.first)));
	ms_row_put_known(&row, any_time, TimestampTzGetDatum(ms_clock_to_timestamptz(frame.calendar, s->counts.last)));
	put_frame(&row, &frame);
	ms_row_put(&row, Int32GetDatum(s->version));
	ms_row_put(&row, Int64GetDatum((int64) VARSIZE(s)));
	ms_row_store(&row, fcinfo);
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * retention_info.c
 *		summary_info() of a retention_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "retention/cohort_arguments.h"
#include "retention/retention_view.h"
#include "summary/info.h"

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
 * summary_info(r, min_size)
 */
PG_FUNCTION_INFO_V1(ms_retention_info);

Datum
ms_retention_info(PG_FUNCTION_ARGS)
{
	RetentionSummary *s;
	MsFrame		frame;
	UserCounts	counts;
	MsRow		row;
	int32		min_size;

	ms_begin_rows(fcinfo);
	min_size = ms_min_size_argument(fcinfo, 1, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	s = ms_retention_get(PG_GETARG_DATUM(0));
	ms_summary_frame(s->flat, &ms_retention_kind, &frame);
	counts = count_users(s, MS_HAS_STARTS(&frame), min_size);

	ms_row_begin(&row);
	for (int i = 0; i < MS_RETENTION_COUNTS; i++)
		ms_row_put(&row, Int64GetDatum(s->flat->counts[i]));
	ms_row_put(&row, Int64GetDatum(counts.users));
	ms_row_put_known(&row, MS_HAS_STARTS(&frame), Int64GetDatum(counts.without_start));
	ms_row_put(&row, Int64GetDatum(counts.cohorts));
	ms_row_put(&row, Int64GetDatum(counts.small_cohorts));
	ms_row_put(&row, Int64GetDatum(s->nwindows));
	ms_row_put_instants(&row, s->flat, &frame);
	ms_row_put_word(&row, ms_period_unit_name(frame.periods.unit));
	ms_row_put_word(&row, ms_user_type_name(s->user_type));
	ms_row_put(&row, BoolGetDatum(MS_HAS_STARTS(&frame)));
	ms_row_put_word(&row, frame.calendar->zoned ? frame.calendar->name : NULL);
	ms_row_put_word(&row, frame.periods.unit == MS_WEEK ? ms_week_start_name(frame.periods.week_start) : NULL);
	ms_row_put(&row, Int32GetDatum(s->flat->version));
	ms_row_put(&row, Int64GetDatum((int64) VARSIZE(s->flat)));
	ms_row_store(&row, fcinfo);
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * share_window.c
 *		The window function weekly_share(ts, amount) OVER (PARTITION BY …):
 *		this row's part of its own week in the partition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "windowapi.h"

#include "common/compat.h"
#include "common/arguments.h"
#include "common/exact_sum.h"

typedef struct WeekTotal
{
	DateADT		week;
	uint32		status;
	MsSum		total;
} WeekTotal;

#define SH_PREFIX		week_totals
#define SH_ELEMENT_TYPE	WeekTotal
#define SH_KEY_TYPE		DateADT
#define SH_KEY			week
#define SH_HASH_KEY(table, key)	((uint32) (((uint64) (uint32) (key) * UINT64CONST(0x9E3779B97F4A7C15)) >> 32))
#define SH_EQUAL(table, a, b)	((a) == (b))
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* What a call needs to know of its variant. */
typedef struct WindowVariant
{
	MsClock		clock;
	bool		whole;			/* amounts are bigint; else float8 */
} WindowVariant;

/* Kept in the partition's memory, which the executor zeroes and frees. */
typedef struct PartitionTotals
{
	bool		ready;
	MsCalendar *calendar;
	MsWeekday	week_start;
	week_totals_hash *totals;
} PartitionTotals;

/*
 * Week and amount of the row whose arguments these are; false if it has none.
 */
static bool
read_row(const PartitionTotals *partition, WindowVariant variant, Datum ts, Datum amount,
		 DateADT *week, MsSum *sum)
{
	Timestamp	instant;
	DateADT		date;

	memset(sum, 0, sizeof(*sum));
	if (!ms_read_time(ts, variant.clock, partition->calendar, &instant, &date))
		return false;
	*week = ms_week_starting(date, partition->week_start);

	if (variant.whole)
		ms_sum_add_int64(sum, DatumGetInt64(amount));
	else if (isfinite(DatumGetFloat8(amount)))
		ms_sum_add(sum, DatumGetFloat8(amount));
	else
		return false;
	return true;
}

/*
 * Sum the partition's weeks, once.
 */
static void
sum_partition(WindowObject window, PartitionTotals *partition, WindowVariant variant,
			  MemoryContext context)
{
	partition->calendar = variant.clock == MS_CLOCK_TIMESTAMPTZ ? ms_calendar(NULL, 0)
		: ms_face_value_calendar();
	partition->week_start = ms_week_start(NULL, 0);
	partition->totals = week_totals_create(context, 64, NULL);

	for (int64 position = 0;; position++)
	{
		bool		is_null[2];
		bool		is_out;
		Datum		ts = WinGetFuncArgInPartition(window, 0, (int) position, WINDOW_SEEK_HEAD, false,
												  &is_null[0], &is_out);
		Datum		amount;
		DateADT		week;
		MsSum		sum;
		WeekTotal  *total;
		bool		found;

		CHECK_FOR_INTERRUPTS();
		if (is_out)
			break;
		if (position == PG_INT32_MAX)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("partition has more than %d rows", PG_INT32_MAX),
					 errhint("Group the rows by week first, or use the aggregate weekly_share().")));
		amount = WinGetFuncArgInPartition(window, 1, (int) position, WINDOW_SEEK_HEAD, false,
										  &is_null[1], &is_out);
		if (is_null[0] || is_null[1] || !read_row(partition, variant, ts, amount, &week, &sum))
			continue;
		total = week_totals_insert(partition->totals, week, &found);
		if (!found)
			memset(&total->total, 0, sizeof(MsSum));
		ms_sum_add_sum(&total->total, sum);
	}
	partition->ready = true;
}

static Datum
window_share(FunctionCallInfo fcinfo, WindowVariant variant)
{
	WindowObject window = PG_WINDOW_OBJECT();
	PartitionTotals *partition = WinGetPartitionLocalMemory(window, sizeof(PartitionTotals));
	bool		is_null[2];
	Datum		ts;
	Datum		amount;
	DateADT		week;
	MsSum		sum;
	WeekTotal  *total;

	if (!partition->ready)
		sum_partition(window, partition, variant, GetMemoryChunkContext(partition));

	ts = WinGetFuncArgCurrent(window, 0, &is_null[0]);
	amount = WinGetFuncArgCurrent(window, 1, &is_null[1]);
	if (is_null[0] || is_null[1] || !read_row(partition, variant, ts, amount, &week, &sum))
		PG_RETURN_NULL();
	total = week_totals_lookup(partition->totals, week);
	if (total == NULL || !(total->total.hi > 0))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(ms_sum_ratio(sum, total->total));
}

#define WINDOW_SHARE(name, clock, whole) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	WindowVariant variant = {clock, whole}; \
\
	return window_share(fcinfo, variant); \
} \
extern int no_such_variable

WINDOW_SHARE(ms_window_share_timestamptz_bigint, MS_CLOCK_TIMESTAMPTZ, true);
WINDOW_SHARE(ms_window_share_timestamptz_float8, MS_CLOCK_TIMESTAMPTZ, false);
WINDOW_SHARE(ms_window_share_timestamp_bigint, MS_CLOCK_TIMESTAMP, true);
WINDOW_SHARE(ms_window_share_timestamp_float8, MS_CLOCK_TIMESTAMP, false);
WINDOW_SHARE(ms_window_share_date_bigint, MS_CLOCK_DATE, true);
WINDOW_SHARE(ms_window_share_date_float8, MS_CLOCK_DATE, false);

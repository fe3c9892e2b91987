/*-------------------------------------------------------------------------
 *
 * with_timezone.c
 *		Another name for the time zone of a summary.
 *
 * A summary may be moved to a server that knows its zone by another name only,
 * and summaries of one zone under two names are to be merged.  What matters is
 * that the days of the rows read stay the same days.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/timestamp.h"

#include "common/compat.h"
#include "summary/with_timezone.h"

/* Seconds from the epoch of pg_time_t to that of timestamps. */
#define EPOCH_SECONDS	((pg_time_t) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

/* Times between two changes of a zone's offset from UTC: where it has one offset. */
typedef struct Stretch
{
	pg_time_t	end;			/* its end; PG_INT64_MAX if there is no change any more */
	long		offset;			/* seconds east of UTC */
} Stretch;

static Stretch
stretch_at(pg_tz *tz, pg_time_t at)
{
	Stretch		stretch = {.offset = 0};
	long		offset_after;
	int			isdst[2];

	if (pg_next_dst_boundary(&at, &stretch.offset, &isdst[0], &stretch.end,
							 &offset_after, &isdst[1], tz) != 1)
		stretch.end = PG_INT64_MAX;
	return stretch;
}

static int64
local_day(pg_time_t at, long offset)
{
	int64		local = at + offset;

	return local >= 0 ? local / SECS_PER_DAY : -((SECS_PER_DAY - 1 - local) / SECS_PER_DAY);
}

/*
 * The first day that differs in two zones at times in [from, to), in days
 * since 1970; false if there is none.
 *
 * While both keep their offsets, dates differ from the midnight of the one
 * further east until that of the other.  Where one zone has begun the next
 * day, it is the day before that the other goes on with.
 */
static bool
first_difference(pg_tz *a, pg_tz *b, pg_time_t from, pg_time_t to, int64 *day)
{
	pg_time_t	at = from;

	while (at < to)
	{
		Stretch		of_a = stretch_at(a, at);
		Stretch		of_b = stretch_at(b, at);
		pg_time_t	end = Min(Min(of_a.end, of_b.end), to);
		pg_time_t	midnight;

		CHECK_FOR_INTERRUPTS();
		*day = Min(local_day(at, of_a.offset), local_day(at, of_b.offset));
		if (local_day(at, of_a.offset) != local_day(at, of_b.offset))
			return true;
		midnight = (*day + 1) * SECS_PER_DAY - Max(of_a.offset, of_b.offset);
		if (of_a.offset != of_b.offset && midnight < end)
			return true;
		at = end;
	}
	return false;
}

static pg_time_t
to_pg_time(Timestamp instant)
{
	return instant / USECS_PER_SEC + EPOCH_SECONDS;
}

/*
 * Compare the days from the first to the last, and the midnights at their ends.
 */
static void
check_same_days(MsCalendar *old, MsCalendar *new, Timestamp first, Timestamp last)
{
	DateADT		first_day = ms_calendar_date(old, first);
	DateADT		last_day = ms_calendar_date(old, last);
	int64		day;

	if (!first_difference(old->tz, new->tz,
						  to_pg_time(ms_calendar_day_start(old, first_day)) - 1,
						  to_pg_time(ms_calendar_day_start(old, last_day + 1)) + 1, &day))
		return;
	day -= POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("time zone \"%s\" does not have the same days as \"%s\", in which the summary was built",
					new->name, old->name),
			 errdetail("The first day that differs is %s.",
					   ms_date_text((DateADT) Min(Max(day, first_day), last_day)))));
}

MsCalendar *
ms_calendar_instead(MsCalendar *calendar, text *name, Timestamp first, Timestamp last)
{
	MsCalendar *given = ms_calendar(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	MsCalendar *known;

	if (!calendar->zoned)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the summary has no time zone that could have another name"),
				 errdetail("Its times were taken at face value.")));
	known = ms_look_up_calendar(calendar);
	if (known != NULL && first <= last && !ms_same_calendar(known, given))
		check_same_days(known, given, first, last);
	return given;
}

void
ms_check_renamed(bool possible, const char *name)
{
	if (likely(possible))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("time zone \"%s\" cannot be that of the summary", name),
			 errdetail("Its first or last row does not lie in the period that the summary has for it.")));
}

void *
ms_copy_with_name(const void *value, Size size, Size offset, Size old_size,
				  const char *name, Size new_size)
{
	char	   *copy = MemoryContextAllocHuge(CurrentMemoryContext, size - old_size + new_size);

	memcpy(copy, value, offset);
	memset(copy + offset, 0, new_size);
	memcpy(copy + offset, name, strlen(name));
	memcpy(copy + offset + new_size, (const char *) value + offset + old_size, size - offset - old_size);
	SET_VARSIZE(copy, size - old_size + new_size);
	return copy;
}

/*-------------------------------------------------------------------------
 *
 * arguments.h
 *		Reading the arguments that the functions of all metrics share:
 *		times, time zones, optional bounds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ARGUMENTS_H
#define MS_ARGUMENTS_H

#include "fmgr.h"
#include "nodes/execnodes.h"
#include "utils/timestamp.h"

#include "common/calendar.h"
#include "common/keymap.h"

/* Type of a function's argument for the time. */
typedef enum MsClock
{
	MS_CLOCK_TIMESTAMPTZ,
	MS_CLOCK_TIMESTAMP,
	MS_CLOCK_DATE
} MsClock;

/* Context of the aggregate whose transition function was called; raises outside one. */
extern MemoryContext ms_aggregate_context(FunctionCallInfo fcinfo, const char *aggregate);

/*
 * The same check, cheap enough for every row.  It is needed because a state is
 * changed in place, which only the state of an aggregate may be.
 */
static inline void
ms_require_aggregate(FunctionCallInfo fcinfo, const char *aggregate)
{
	if (unlikely(fcinfo->context == NULL ||
				 !(IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState))))
		(void) ms_aggregate_context(fcinfo, aggregate);
}

/*
 * The context of the growing states of a type, a child of the aggregate's
 * context, made if need be.  All groups share it, and all aggregates with states
 * of the type in one step of a query, whose contexts are one.  HashAggregate
 * walks through all children for every new group, so that one for each would
 * take quadratic time.
 *
 * So no state may be freed by deleting its context.  The executor does not do
 * so as long as transition and combine functions return the same datum of a
 * read-write state that they were given, and final functions get it read-only.
 */
extern MemoryContext ms_aggregate_states_context(MemoryContext aggregate_context, const char *type_name);

/* The calendar of the argument timezone; that of the setting if the argument is absent or NULL. */
extern MsCalendar *ms_calendar_argument(FunctionCallInfo fcinfo, MsClock clock, int argument);

/* Raise an error: the argument must be the same for all rows of an aggregate. */
pg_noreturn extern void ms_argument_changed(const char *argument, const char *before,
											const char *after);

/* The same for a window function: for all rows of a partition. */
pg_noreturn extern void ms_window_argument_changed(const char *argument, const char *before,
												   const char *after);

/* Optional arguments: NULL pointers where NULL. */
extern const TimestampTz *ms_optional_timestamptz(FunctionCallInfo fcinfo, int argument,
												  TimestampTz *value);
extern const text *ms_optional_text(FunctionCallInfo fcinfo, int argument);

/* The level of an interval, above 0 and below 1; NULL: 0.95. */
extern double ms_confidence_level(FunctionCallInfo fcinfo, int argument);

/*
 * For functions that spend much time on preparing an argument, and are called
 * for many rows with the same one.  Is the argument a constant of the query?
 * If not, is it the same as in an earlier row, of which kept is a copy, made by
 * ms_argument_as_given()?
 */
extern bool ms_argument_is_constant(const FmgrInfo *flinfo, int argument);
extern bool ms_argument_repeats(const struct varlena *kept, const struct varlena *given);
extern struct varlena *ms_argument_as_given(const struct varlena *given, MemoryContext context);

/* Midnight of a date at face value; raises an error if it is out of range for a timestamp. */
extern Timestamp ms_timestamp_of_date(DateADT date);

/*
 * Is the argument exactly this word?  Saves the look-up in nearly every row.
 */
static inline bool
ms_argument_is(FunctionCallInfo fcinfo, int argument, const char *word)
{
	text	   *given;
	Size		length = strlen(word);

	if (PG_ARGISNULL(argument))
		return false;
	given = ms_text_argument(PG_GETARG_DATUM(argument));
	return VARSIZE_ANY_EXHDR(given) == length && memcmp(VARDATA_ANY(given), word, length) == 0;
}

/*
 * Instant and local date of a time that is not NULL.  Returns false if it is
 * infinite.
 */
static pg_attribute_always_inline bool
ms_read_time(Datum value, MsClock clock, MsCalendar *calendar, Timestamp *instant, DateADT *date)
{
	if (clock == MS_CLOCK_DATE)
	{
		*date = DatumGetDateADT(value);
		if (DATE_NOT_FINITE(*date))
			return false;
		*instant = likely(*date < TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE) ?
			(Timestamp) *date * USECS_PER_DAY : ms_timestamp_of_date(*date);
		return true;
	}
	*instant = DatumGetTimestamp(value);
	if (TIMESTAMP_NOT_FINITE(*instant))
		return false;
	*date = ms_calendar_date(calendar, *instant);
	return true;
}

#endif							/* MS_ARGUMENTS_H */

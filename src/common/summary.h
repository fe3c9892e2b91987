/*-------------------------------------------------------------------------
 *
 * summary.h
 *		What all summaries share: limits, and the reading and writing of
 *		their text form.
 *
 * The text form of a summary is JSON with its members in a fixed order, so
 * that any JSON tool can look into it and a small reader suffices.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_SUMMARY_H
#define MS_SUMMARY_H

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"
#include "utils/date.h"

#include "common/exact_sum.h"

/* Setting, defined in modelshare.c; in kilobytes. */
extern int	ms_max_summary_memory;

/*
 * Raise an error when a summary being built takes more than the limit; the
 * cure is a sentence for the hint.
 */
extern void ms_check_summary_memory(Size bytes, const char *type_name, const char *cure);

/* Add to a number of rows; raises when it leaves the range. */
extern void ms_add_count(int64 *count, int64 other, const char *type_name);

/*
 * Counts that rows can give: none negative, none left out that was not read,
 * instants in order and in range, or neither of the two.
 */
extern bool ms_counts_are_valid(int64 rows_read, const int64 *left_out, int nleft_out,
								Timestamp first, Timestamp last);

/*
 * Dates on which an instant of a clock may lie.  At face value there is one; in
 * a zone, NULL for none, some more, since what was written down is read without
 * asking what the zone's rules are here.
 */
extern void ms_possible_dates(const char *zone, int zone_length, Timestamp instant,
							  DateADT *first, DateADT *last);

/*
 * A reader of text.  Every ms_read_* skips white space, takes one token and
 * tells whether it was there; after a failure expected says what was not.
 */
typedef struct MsReader
{
	const char *start;
	const char *next;
	const char *expected;
} MsReader;

extern void ms_reader_init(MsReader *reader, const char *text);
extern bool ms_read_literal(MsReader *reader, const char *literal);
extern bool ms_read_end(MsReader *reader);

/* A member: its quoted name and the colon. */
extern bool ms_read_member(MsReader *reader, const char *name);
extern bool ms_read_int64(MsReader *reader, int64 low, int64 high, int64 *value);
extern bool ms_read_string(MsReader *reader, StringInfo value);

/* A finite float8, as the shortest decimal that reads back to the same bits. */
extern bool ms_read_double(MsReader *reader, double *value);
extern void ms_write_double(StringInfo out, double value);

/* A sum: a whole number, or hi and lo as shortest decimals with a comma between. */
extern bool ms_read_sum(MsReader *reader, MsSum *sum);
extern void ms_write_sum(StringInfo out, MsSum sum);

/* Is this a sum as arithmetic leaves it: finite, rounded into hi? */
extern bool ms_sum_is_valid(MsSum sum);

#endif							/* MS_SUMMARY_H */

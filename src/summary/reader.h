/*-------------------------------------------------------------------------
 *
 * reader.h
 *		Reading and writing the tokens of a summary's text form.
 *
 * The text form of a summary is JSON with its members in a fixed order, so
 * that any JSON tool can look into it and a small reader suffices.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_READER_H
#define MS_READER_H

#include "lib/stringinfo.h"

#include "common/exact_sum.h"

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

/* A member: its quoted name and the colon; the next one: with the comma before it. */
extern bool ms_read_member(MsReader *reader, const char *name);
extern bool ms_read_next_member(MsReader *reader, const char *name);
extern bool ms_read_int64(MsReader *reader, int64 low, int64 high, int64 *value);
extern bool ms_read_string(MsReader *reader, StringInfo value);
extern void ms_write_string(StringInfo out, const char *bytes, int32 length);

/* A finite float8, as the shortest decimal that reads back to the same bits. */
extern bool ms_read_double(MsReader *reader, double *value);
extern void ms_write_double(StringInfo out, double value);

/* A sum: a whole number, or hi and lo as shortest decimals with a comma between. */
extern bool ms_read_sum(MsReader *reader, MsSum *sum);
extern void ms_write_sum(StringInfo out, MsSum sum);

/* Is this a sum as arithmetic leaves it: finite, rounded into hi? */
extern bool ms_sum_is_valid(MsSum sum);

#endif							/* MS_READER_H */

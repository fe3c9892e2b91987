/*-------------------------------------------------------------------------
 *
 * summary.c
 *		What all summaries share: limits, and the reading and writing of
 *		their text form.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>
#include <math.h>

#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"

#include "common/compat.h"
#include "common/period.h"
#include "common/summary.h"

int			ms_max_summary_memory = 1024 * 1024;

void
ms_check_summary_memory(Size bytes, const char *type_name, const char *cure)
{
	if (likely(bytes <= (Size) ms_max_summary_memory * 1024))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%s takes more than the %d kB of modelshare.max_summary_memory",
					type_name, ms_max_summary_memory),
			 errhint("%s", cure)));
}

void
ms_add_count(int64 *count, int64 other, const char *type_name)
{
	if (pg_add_s64_overflow(*count, other, count))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number of rows of a summary of type %s is out of range", type_name)));
}

bool
ms_counts_are_valid(int64 rows_read, const int64 *left_out, int nleft_out, Timestamp first, Timestamp last)
{
	int64		read = rows_read;

	if (rows_read < 0)
		return false;
	for (int i = 0; i < nleft_out; i++)
	{
		if (left_out[i] < 0 || left_out[i] > read)
			return false;
		read -= left_out[i];
	}
	if (first == DT_NOEND && last == DT_NOBEGIN)
		return true;
	return IS_VALID_TIMESTAMP(first) && IS_VALID_TIMESTAMP(last) && first <= last;
}

/*
 * By how many days a zone's date may differ from that of UTC: one; but eight
 * for a POSIX zone, which may be as far as a week from UTC.  A POSIX zone has
 * digits.  So have a few others, as Etc/GMT+5: for them the check is less sharp
 * than it could be.
 */
static int
most_days_off(const char *zone, int zone_length)
{
	if (zone == NULL || (zone_length == 3 && memcmp(zone, "UTC", 3) == 0))
		return 0;
	for (int i = 0; i < zone_length; i++)
		if (isdigit((unsigned char) zone[i]))
			return MS_MOST_DAYS_OFF;
	return 1;
}

void
ms_possible_dates(const char *zone, int zone_length, Timestamp instant, DateADT *first, DateADT *last)
{
	int64		date = instant / USECS_PER_DAY - (instant % USECS_PER_DAY < 0);
	int			off = most_days_off(zone, zone_length);

	*first = (DateADT) date - off;
	*last = (DateADT) date + off;
}

void
ms_reader_init(MsReader *reader, const char *text)
{
	reader->start = text;
	reader->next = text;
	reader->expected = NULL;
}

static void
skip_space(MsReader *reader)
{
	while (*reader->next == ' ' || *reader->next == '\t' ||
		   *reader->next == '\n' || *reader->next == '\r')
		reader->next++;
}

bool
ms_read_literal(MsReader *reader, const char *literal)
{
	Size		length = strlen(literal);

	skip_space(reader);
	if (strncmp(reader->next, literal, length) != 0)
	{
		reader->expected = literal;
		return false;
	}
	reader->next += length;
	return true;
}

bool
ms_read_end(MsReader *reader)
{
	skip_space(reader);
	if (*reader->next == '\0')
		return true;
	reader->expected = "end of text";
	return false;
}

bool
ms_read_member(MsReader *reader, const char *name)
{
	Size		length = strlen(name);

	skip_space(reader);
	if (reader->next[0] != '"' || strncmp(reader->next + 1, name, length) != 0 ||
		reader->next[length + 1] != '"')
	{
		reader->expected = name;
		return false;
	}
	reader->next += length + 2;
	return ms_read_literal(reader, ":");
}

bool
ms_read_int64(MsReader *reader, int64 low, int64 high, int64 *value)
{
	char	   *end;

	skip_space(reader);
	reader->expected = "whole number in range";

	/* strtoll would skip signs and spaces that are no JSON */
	if (*reader->next != '-' && !(*reader->next >= '0' && *reader->next <= '9'))
		return false;
	errno = 0;
	*value = strtoll(reader->next, &end, 10);
	if (errno != 0 || end == reader->next || *value < low || *value > high)
		return false;
	reader->next = end;
	return true;
}

/*
 * Decode what follows a backslash.  Only ASCII may come as \u: all else
 * stands for itself.
 */
static bool
read_escape(MsReader *reader, StringInfo value)
{
	static const char plain[] = "\"\\/bfnrt";
	static const char decoded[] = "\"\\/\b\f\n\r\t";
	const char *match;
	uint32		code = 0;

	if (*reader->next == 'u')
	{
		for (int digit = 1; digit <= 4; digit++)
		{
			unsigned char c = reader->next[digit];

			if (!isxdigit(c))
				return false;
			code = code * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
		}
		if (code == 0 || code >= 0x80)
			return false;
		appendStringInfoChar(value, (char) code);
		reader->next += 5;
		return true;
	}
	if (*reader->next == '\0' || (match = strchr(plain, *reader->next)) == NULL)
		return false;
	appendStringInfoChar(value, decoded[match - plain]);
	reader->next++;
	return true;
}

bool
ms_read_string(MsReader *reader, StringInfo value)
{
	resetStringInfo(value);
	skip_space(reader);
	reader->expected = "quoted string";
	if (*reader->next != '"')
		return false;
	reader->next++;
	for (;;)
	{
		const char *run = reader->next;

		while (*reader->next != '"' && *reader->next != '\\' && (unsigned char) *reader->next >= 0x20)
			reader->next++;
		appendBinaryStringInfo(value, run, reader->next - run);
		if (*reader->next == '"')
			break;
		if (*reader->next++ != '\\' || !read_escape(reader, value))
			return false;
	}
	reader->next++;
	return true;
}

bool
ms_read_double(MsReader *reader, double *value)
{
	char	   *end;

	skip_space(reader);
	reader->expected = "finite number";
	if (*reader->next != '-' && !(*reader->next >= '0' && *reader->next <= '9'))
		return false;
	errno = 0;
	*value = strtod(reader->next, &end);
	/* a subnormal number may set ERANGE and is right all the same */
	if (end == reader->next || !isfinite(*value))
		return false;
	reader->next = end;
	return true;
}

bool
ms_sum_is_valid(MsSum sum)
{
	return isfinite(sum.hi) && isfinite(sum.lo) && sum.hi + sum.lo == sum.hi;
}

bool
ms_read_sum(MsReader *reader, MsSum *sum)
{
	const char *number;
	Size		digits;
	int64		whole;

	skip_space(reader);
	number = reader->next;
	digits = strspn(number, "-0123456789");
	if (number[digits] != '.' && number[digits] != 'e')
	{
		if (!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &whole))
			return false;
		sum->hi = sum->lo = 0;
		ms_sum_add_int64(sum, whole);
		return true;
	}
	if (!ms_read_double(reader, &sum->hi) || !ms_read_literal(reader, ",") ||
		!ms_read_double(reader, &sum->lo))
		return false;
	reader->expected = "sum in two parts";
	return ms_sum_is_valid(*sum);
}

void
ms_write_double(StringInfo out, double value)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(value, digits);
	appendStringInfoString(out, digits);
}

/*
 * Write a sum so that it reads back to the same bits, whatever
 * extra_float_digits says.
 */
void
ms_write_sum(StringInfo out, MsSum sum)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];
	int64		whole;

	if (ms_sum_is_int64(sum, &whole))
	{
		appendStringInfo(out, INT64_FORMAT, whole);
		return;
	}
	double_to_shortest_decimal_buf(sum.hi, digits);
	appendStringInfoString(out, digits);
	if (strpbrk(digits, ".e") == NULL)
		appendStringInfoString(out, ".0");
	double_to_shortest_decimal_buf(sum.lo, digits);
	appendStringInfo(out, ",%s", digits);
}

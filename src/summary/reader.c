/*-------------------------------------------------------------------------
 *
 * reader.c
 *		Reading and writing the tokens of a summary's text form.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>
#include <math.h>

#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"

#include "utils/json.h"

#include "common/compat.h"
#include "summary/reader.h"

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
ms_read_next_member(MsReader *reader, const char *name)
{
	return ms_read_literal(reader, ",") && ms_read_member(reader, name);
}

void
ms_write_string(StringInfo out, const char *bytes, int32 length)
{
	escape_json(out, pnstrdup(bytes, length));
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

/*-------------------------------------------------------------------------
 *
 * recognise_date.c
 *		Snapshots: the dates, whole or in part, in a model's name.
 *
 * 20250219, 2025-02-19 and 250219 are whole dates, written 2025-02-19;
 * 03-2025 and 202503 are months, written 2025-03.  0613, 2407 and 05-20 are
 * kept as they are, because they may be a month and a day or a year and a
 * month.  001 is a serial number.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <string.h>

#include "recogniser/recognise_steps.h"

static int
value_of(const char *digits, int length)
{
	int			value = 0;
	int			i;

	for (i = 0; i < length; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

/*
 * May a model carry this year?  Narrow bounds keep numbers with other meanings
 * from being taken for a date: 2018 is the year of the first models (GPT, BERT),
 * 2039 is far ahead and must be raised before it comes.
 */
static bool
is_year(int year)
{
	return year >= 2018 && year <= 2039;
}

static bool
is_month(int month)
{
	return month >= 1 && month <= 12;
}

static bool
is_day(int day)
{
	return day >= 1 && day <= 31;
}

/*
 * The value of this token if it is a number with exactly this many digits, or -1.
 */
static int
number_at(const MsParse *parse, int index, int digits)
{
	const MsToken *token = &parse->tokens[index];

	if (index >= parse->count || token->kind != MS_TOKEN_NUMBER || token->length != digits)
		return -1;
	return value_of(token->text, digits);
}

static void
set_date(MsParse *parse, int year, int month, int day)
{
	char		text[16];
	int			length;

	if (day > 0)
		length = snprintf(text, sizeof(text), "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
	else
		length = snprintf(text, sizeof(text), "%04d-%02d", year % 10000, month % 100);
	ms_text_set(&parse->snapshot, text, length);
}

/*
 * Read a date that is one token.
 */
static bool
read_one_token(MsParse *parse, const MsToken *token)
{
	const char *text = token->text;

	if (token->length == 8)
	{
		int			year = value_of(text, 4),
					month = value_of(text + 4, 2),
					day = value_of(text + 6, 2);

		if (!is_year(year) || !is_month(month) || !is_day(day))
			return false;
		set_date(parse, year, month, day);
		return true;
	}
	if (token->length == 6)
	{
		int			a = value_of(text, 2),
					b = value_of(text + 2, 2),
					c = value_of(text + 4, 2);

		if (is_year(100 * a + b) && is_month(c))
			set_date(parse, 100 * a + b, c, 0);
		else if (is_year(2000 + a) && is_month(b) && is_day(c))
			set_date(parse, 2000 + a, b, c);
		else
			return false;
		return true;
	}
	if (token->length == 4)
	{
		int			a = value_of(text, 2),
					b = value_of(text + 2, 2);

		if (!(is_month(a) && is_day(b)) && !(a >= 22 && a <= 39 && is_month(b)))
			return false;
		ms_text_set(&parse->snapshot, text, 4);
		return true;
	}
	if (token->length == 3 && text[0] == '0')
	{
		ms_text_set(&parse->snapshot, text, 3);
		return true;
	}
	return false;
}

/*
 * Are these tokens separated only by '-' and the like, within one segment?
 */
static bool
are_joined(const MsParse *parse, int index, int count)
{
	int			i;

	for (i = 1; i < count; i++)
	{
		if (index + i >= parse->count || !ms_is_plain(parse->tokens[index + i].before) ||
			parse->tokens[index + i].segment != parse->tokens[index].segment)
			return false;
	}
	return true;
}

/*
 * May two numbers of two digits be a month and a day?  "3-5" is a version, "05-20" is not.
 */
static bool
may_be_day(const MsParse *parse, int index)
{
	return parse->tokens[index].text[0] == '0' || parse->version.length > 0 ||
		parse->snapshot_kind == MS_SNAPSHOT_WORD;
}

int
ms_read_date(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	int			year,
				month,
				day,
				used = 0;

	if (token->kind != MS_TOKEN_NUMBER || token->length < 2 || parse->snapshot_kind == MS_SNAPSHOT_DATE)
		return 0;

	if (is_year(year = number_at(parse, index, 4)) && are_joined(parse, index, 2) &&
		is_month(month = number_at(parse, index + 1, 2)))
	{
		day = are_joined(parse, index, 3) ? number_at(parse, index + 2, 2) : -1;
		used = is_day(day) ? 3 : 2;
		set_date(parse, year, month, is_day(day) ? day : 0);
	}
	else if (is_month(month = number_at(parse, index, 2)) && are_joined(parse, index, 2) &&
			 is_year(year = number_at(parse, index + 1, 4)))
	{
		set_date(parse, year, month, 0);
		used = 2;
	}
	else if (is_month(month = number_at(parse, index, 2)) && are_joined(parse, index, 2) &&
			 is_day(number_at(parse, index + 1, 2)) && may_be_day(parse, index))
	{
		ms_text_set(&parse->snapshot, token->text, 2);
		ms_text_add(&parse->snapshot, '-', parse->tokens[index + 1].text, 2);
		used = 2;
	}
	else if (read_one_token(parse, token))
		used = 1;

	if (used > 0)
		parse->snapshot_kind = MS_SNAPSHOT_DATE;
	return used;
}

/*
 * "june" is 06, "Aug 2024" is 2024-08.
 */
int
ms_read_month(MsParse *parse, int index)
{
	const char *month = parse->tokens[index].word->name;
	int			year = number_at(parse, index + 1, 4);

	if (parse->snapshot_kind == MS_SNAPSHOT_DATE)
		return 1;
	if (is_year(year) && are_joined(parse, index, 2))
	{
		set_date(parse, year, value_of(month, 2), 0);
		parse->snapshot_kind = MS_SNAPSHOT_DATE;
		return 2;
	}
	if (parse->snapshot_kind == MS_SNAPSHOT_NONE)
	{
		ms_text_set(&parse->snapshot, month, 2);
		parse->snapshot_kind = MS_SNAPSHOT_WORD;
	}
	return 1;
}

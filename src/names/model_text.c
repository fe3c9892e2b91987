/*-------------------------------------------------------------------------
 *
 * model_text.c
 *		The written form of names and families.
 *
 *		//vendor/line/version/variant@snapshot#mode
 *
 * It is read and written without any knowledge of models, so that a value
 * printed by one version of the extension is the same value in every other.
 *
 * In place of a field, - stands for an absent one (in a family: required
 * absent), * for an open one (families only), and "" for the empty string.
 * Fields left off at the end are absent in a name and open in a family.  A
 * field that consists of a hyphen is written %2D, and the ASCII characters in
 * must_escape() are written %XX.  All other characters stand for themselves,
 * in any encoding.  ASCII letters are folded to lower case.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "names/modelname.h"

StaticAssertDecl(MS_MAX_STORED_IDENTITY == 2048, "the message about length must name the limit");

#define NPATH_FIELDS	4		/* vendor, line, version and variant stand between slashes */

/*
 * Is c written %XX inside a field?  These are the characters that the form itself
 * uses, and those that would need quotes in an array or a grouping.
 */
static inline bool
must_escape(char c)
{
	return (unsigned char) c <= ' ' || c == 0x7f ||
		strchr("\"#%*,/@\\{}", c) != NULL;
}

static inline char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/*
 * Does text begin like the written form?
 */
bool
ms_is_canonical(const char *text, int length)
{
	return length >= 2 && text[0] == '/' && text[1] == '/';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = fold(c);
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/*
 * Decode one field, length bytes at text, to *out, not beyond limit.  Returns
 * NULL, or a sentence that says what is wrong.
 */
static const char *
decode_field(const char *text, int length, char **out, const char *limit)
{
	for (int i = 0; i < length; i++)
	{
		char		c = text[i];

		if (c == '%')
		{
			int			high = i + 2 < length ? hex_digit(text[i + 1]) : -1;
			int			low = high >= 0 ? hex_digit(text[i + 2]) : -1;

			if (low < 0 || high > 7 || (high == 0 && low == 0))
				return "After % come two hexadecimal digits, from 01 to 7F.";
			c = (char) (high << 4 | low);
			i += 2;
		}
		else if (c == '*')
			return "A field is * as a whole or has %2A in its place.";
		else if (must_escape(c))
			return "Inside a field, spaces, control characters and \" # % * , / @ \\ { } are written % and two hexadecimal digits.";

		if (*out >= limit)
			return "The fields together are longer than 2048 bytes.";
		*(*out)++ = fold(c);
	}
	return NULL;
}

/*
 * Read field i, length bytes at text.  Returns as decode_field() does.
 */
static const char *
read_field(const char *text, int length, int i, MsKind kind, MsFields *fields, char **out, const char *limit)
{
	const char *start = *out;
	const char *problem;

	if (length == 0)
		return "A field must not be left empty: write - for one that is absent and \"\" for the empty string.";

	if (length == 1 && *text == '-')
	{
		if (kind == MS_KIND_FAMILY)
			fields->required_absent |= 1 << i;
		return NULL;
	}
	if (length == 1 && *text == '*')
		return kind == MS_KIND_FAMILY ? NULL : "A name has no open fields; the character * is written %2A.";

	if (!(length == 2 && text[0] == '"' && text[1] == '"'))
	{
		problem = decode_field(text, length, out, limit);
		if (problem != NULL)
			return problem;
	}
	fields->field[i] = start;
	fields->length[i] = *out - start;
	return NULL;
}

/*
 * Number of bytes at text, before end, up to the first that is in stop.
 */
static int
span_until(const char *text, const char *end, const char *stop)
{
	const char *next = text;

	while (next < end && (*next == '\0' || strchr(stop, *next) == NULL))
		next++;
	return next - text;
}

/*
 * Read the written form.  The fields point into bytes, which has room for
 * MS_MAX_STORED_IDENTITY.  Returns false and sets *problem, a sentence, for
 * text that is malformed.
 */
bool
ms_read_canonical(const char *text, int length, MsKind kind, MsFields *fields, char *bytes, const char **problem)
{
	const char *next = text + 2;
	const char *end = text + length;
	const char *limit = bytes + MS_MAX_STORED_IDENTITY;
	int			field = MS_FIELD_VENDOR;

	Assert(ms_is_canonical(text, length));
	memset(fields, 0, sizeof(*fields));
	*problem = NULL;

	while (next < end && *problem == NULL)
	{
		int			span;

		if (*next == '#')
		{
			field = MS_FIELD_MODE;
			next++;
		}
		else if (*next == '@' && field <= MS_FIELD_SNAPSHOT)
		{
			field = MS_FIELD_SNAPSHOT;
			next++;
		}
		else if (field > MS_FIELD_VENDOR && field < NPATH_FIELDS && *next == '/')
			next++;
		else if (field > MS_FIELD_VENDOR)
		{
			*problem = field == NPATH_FIELDS && *next == '/'
				? "There are at most four fields between slashes."
				: "A snapshot after @ and a mode after # end the text, in this order.";
			break;
		}

		span = span_until(next, end, field == MS_FIELD_MODE ? "" : field == MS_FIELD_SNAPSHOT ? "#" : "/@#");
		*problem = read_field(next, span, field, kind, fields, &bytes, limit);
		next += span;
		field++;
	}

	return *problem == NULL;
}

/*
 * Append one fixed field.
 */
static void
write_field(StringInfo out, const char *field, int length)
{
	if (length == 0)
		appendStringInfoString(out, "\"\"");
	else if (length == 1 && *field == '-')
		appendStringInfoString(out, "%2D");
	else
	{
		for (int i = 0; i < length; i++)
		{
			if (must_escape(field[i]))
				appendStringInfo(out, "%%%02X", (unsigned char) field[i]);
			else
				appendStringInfoCharMacro(out, field[i]);
		}
	}
}

/*
 * May the written form leave field i off at the end?
 */
static inline bool
is_left_off(const MsFields *fields, int i)
{
	return fields->field[i] == NULL && !(fields->required_absent & 1 << i);
}

/*
 * Append the written form.
 */
void
ms_write_canonical(StringInfo out, const MsFields *fields, MsKind kind)
{
	int			npath = NPATH_FIELDS;

	while (npath > 0 && is_left_off(fields, npath - 1))
		npath--;

	appendStringInfoString(out, "//");
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (i >= npath && (i < NPATH_FIELDS || is_left_off(fields, i)))
			continue;

		if (i >= NPATH_FIELDS)
			appendStringInfoChar(out, i == MS_FIELD_SNAPSHOT ? '@' : '#');
		else if (i > 0)
			appendStringInfoChar(out, '/');

		if (fields->field[i] != NULL)
			write_field(out, fields->field[i], fields->length[i]);
		else if (kind == MS_KIND_FAMILY && is_left_off(fields, i))
			appendStringInfoChar(out, '*');
		else
			appendStringInfoChar(out, '-');
	}
}

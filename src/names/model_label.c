/*-------------------------------------------------------------------------
 *
 * model_label.c
 *		Names for display: GPT-4.1 mini, Claude 3.7 Sonnet.
 *
 * The lexicon has the spelling of vendors, lines and words; others get capitals
 * by rule.  Labels are for charts only: two names may have the same label, and
 * a label may change with the lexicon.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "common/memo.h"
#include "names/model_levels.h"
#include "names/modelname.h"
#include "recogniser/lexicon.h"

PG_FUNCTION_INFO_V1(ms_model_label);
PG_FUNCTION_INFO_V1(ms_model_label_of_text);

static inline bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char
to_upper(char c)
{
	return is_lower(c) ? c - ('a' - 'A') : c;
}

/*
 * Append a word with a capital at its start, and at its end if it is a size (70B).
 */
static void
append_capitalised(StringInfo out, const char *word, int length)
{
	for (int i = 0; i < length; i++)
	{
		/* 70b, and 128e, a number of experts; not the 3e of a version */
		bool		ends_size = i > 0 && i == length - 1 && is_digit(word[i - 1]) &&
			(strchr("bmk", word[i]) != NULL || (word[i] == 'e' && i > 1 && is_digit(word[i - 2])));

		appendStringInfoChar(out, i == 0 || ends_size ? to_upper(word[i]) : word[i]);
	}
}

/*
 * Append a word of a version or variant.
 */
static void
append_word(StringInfo out, const char *word, int length, bool keep_lower)
{
	const char *label = ms_word_label(word, length);

	if (label != NULL)
		appendStringInfoString(out, label);
	else if (keep_lower)
		appendBinaryStringInfo(out, word, length);
	else
		append_capitalised(out, word, length);
}

/*
 * Append words that are separated by hyphens, with joint between them.
 */
static void
append_words(StringInfo out, const char *words, int length, char joint, bool keep_lower)
{
	int			start = 0;

	for (int i = 0; i <= length; i++)
	{
		if (i < length && words[i] != '-')
			continue;
		if (start > 0)
			appendStringInfoChar(out, joint);
		append_word(out, words + start, i - start, keep_lower);
		start = i + 1;
	}
}

/*
 * Append line, version and variant, without absent fields and those beyond level.
 */
static void
append_model(StringInfo out, const MsFields *name, MsField level)
{
	char	   *vendor = pnstrdup(name->field[MS_FIELD_VENDOR], name->length[MS_FIELD_VENDOR]);
	char	   *line = pnstrdup(name->field[MS_FIELD_LINE], name->length[MS_FIELD_LINE]);
	MsLineStyle style;

	if (ms_line_style(vendor, line, &style))
		appendStringInfoString(out, style.label);
	else
		append_words(out, line, name->length[MS_FIELD_LINE], ' ', false);

	if (level >= MS_FIELD_VERSION && name->field[MS_FIELD_VERSION] != NULL)
	{
		if (style.before_version != '\0')
			appendStringInfoChar(out, style.before_version);
		append_words(out, name->field[MS_FIELD_VERSION], name->length[MS_FIELD_VERSION], '-', false);
	}
	if (level >= MS_FIELD_VARIANT && name->field[MS_FIELD_VARIANT] != NULL)
	{
		appendStringInfoChar(out, style.before_variant);
		append_words(out, name->field[MS_FIELD_VARIANT], name->length[MS_FIELD_VARIANT],
					 style.before_variant, style.lower_variant);
	}
}

/*
 * Append snapshot and mode in brackets, without absent fields and those beyond level.
 */
static void
append_remarks(StringInfo out, const MsFields *name, MsField level)
{
	const char *opening = " (";

	for (int i = MS_FIELD_SNAPSHOT; i <= level; i++)
	{
		if (name->field[i] == NULL)
			continue;
		appendStringInfoString(out, opening);
		appendBinaryStringInfo(out, name->field[i], name->length[i]);
		opening = ", ";
	}
	if (*opening == ',')
		appendStringInfoChar(out, ')');
}

/*
 * Append the vendor.
 */
static void
append_vendor(StringInfo out, const MsFields *name)
{
	const char *vendor = pnstrdup(name->field[MS_FIELD_VENDOR], name->length[MS_FIELD_VENDOR]);
	const char *label = ms_vendor_label(vendor);

	if (label != NULL)
		appendStringInfoString(out, label);
	else if (ms_is_recognised(name))
		append_words(out, vendor, name->length[MS_FIELD_VENDOR], ' ', false);
	else
		appendStringInfoString(out, vendor);
}

/*
 * Append the written form of name, without the fields beyond level.
 */
static void
append_written(StringInfo out, const MsFields *name, MsField level)
{
	MsFields	shown = *name;

	for (int i = level + 1; i < MS_NFIELDS; i++)
		shown.field[i] = NULL;
	ms_write_canonical(out, &shown, MS_KIND_NAME);
}

/*
 * Return the label of name.  An unknown name stays as it is.  A name that has
 * a version or variant, but no line that these could belong to, keeps its
 * written form.
 */
static Datum
label_at_level(const MsFields *name, MsField level)
{
	bool		has_line = level >= MS_FIELD_LINE && name->field[MS_FIELD_LINE] != NULL;
	bool		has_model = level >= MS_FIELD_VERSION &&
		(name->field[MS_FIELD_VERSION] != NULL || (level >= MS_FIELD_VARIANT && name->field[MS_FIELD_VARIANT] != NULL));
	StringInfoData out;

	initStringInfo(&out);
	if (name->field[MS_FIELD_VENDOR] == NULL || (has_model && (!has_line || !ms_is_recognised(name))))
		append_written(&out, name, level);
	else
	{
		if (!has_line)
			append_vendor(&out, name);
		else if (ms_is_recognised(name))
			append_model(&out, name, level);
		else
			appendBinaryStringInfo(&out, name->field[MS_FIELD_LINE], name->length[MS_FIELD_LINE]);
		append_remarks(&out, name, level);
	}

	return PointerGetDatum(cstring_to_text_with_len(out.data, out.len));
}

static Datum
label_of_raw(const char *bytes, int length, void *level, bool *isnull)
{
	MsFieldsBuffer buffer;
	MsFields	name;

	ms_read_raw(bytes, length, MS_KIND_NAME, &name, &buffer);
	*isnull = false;
	return label_at_level(&name, *(MsField *) level);
}

static Datum
label_of_stored(const char *bytes, int length, void *level, bool *isnull)
{
	MsFields	name;

	ms_load_fields(bytes, length, MS_KIND_NAME, &name);
	*isnull = false;
	return label_at_level(&name, *(MsField *) level);
}

/* model_label(modelname, level text) → text */
Datum
ms_model_label(PG_FUNCTION_ARGS)
{
	struct varlena *name = PG_GETARG_VARLENA_PP(0);
	MsField		level = ms_read_level(PG_GETARG_TEXT_PP(1));

	return ms_memo_result(fcinfo, ms_level_memo(fcinfo, level),
						  VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), label_of_stored, &level, true);
}

/* model_label(text, level text) → text */
Datum
ms_model_label_of_text(PG_FUNCTION_ARGS)
{
	text	   *name = ms_text_argument(PG_GETARG_DATUM(0));
	MsField		level = ms_read_level(PG_GETARG_TEXT_PP(1));

	return ms_memo_result(fcinfo, ms_level_memo(fcinfo, level),
						  VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), label_of_raw, &level, true);
}

/*-------------------------------------------------------------------------
 *
 * recognise.c
 *		From a gateway's spelling of a model to the fields of its identity.
 *
 * The text is folded to lower case (ASCII only), stripped of what is wrapped
 * around the name (ARNs, fine-tunes, versions of registries), and cut into
 * tokens (tokens.c).  One token names the line (recognise_line.c).  Those
 * before it say where the model is served; those after it are its version,
 * variant, snapshot and mode (recognise_core.c).  Last, the aliases of the
 * lexicon make one of names that no grammar can know to be one.
 *
 * A name with no known line and no known vendor is unknown: the line holds
 * it whole, folded, without white space at its ends.  Over MS_MAX_IDENTITY
 * bytes it is cut between two characters, and "~" with a hash of the whole
 * follows, so that different long names stay different.
 *
 *-------------------------------------------------------------------------
 */
#include <stdint.h>
#include <string.h>

#include "recogniser/encoding.h"
#include "recogniser/recognise.h"
#include "recogniser/recognise_steps.h"

/* A text with more words that are not in the lexicon is taken for a sentence, not for a name. */
#define MS_MAX_STRANGERS	6

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * A zero byte cannot be part of a field, so it becomes a space.
 */
static char
folded(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char) (c + ('a' - 'A'));
	return c == '\0' ? ' ' : c;
}

static void
clear_result(MsRecognised *result)
{
	int			i;

	for (i = 0; i < MS_NFIELDS; i++)
		result->field[i] = NULL;
	for (i = 0; i < MS_NASIDES; i++)
		result->aside[i] = NULL;
	result->rule = "";
	result->used = 0;
}

/*
 * Copy a string into the result's buffer; NULL if it is empty.  The caller has
 * made sure that there is room.
 */
static const char *
keep_string(MsRecognised *result, const char *data, int length)
{
	char	   *kept = result->buffer + result->used;

	if (length == 0)
		return NULL;
	memcpy(kept, data, length);
	kept[length] = '\0';
	result->used += length + 1;
	return kept;
}

/*
 * A hash of 64 bits, the same on every platform: FNV-1a, whose offset basis and
 * prime these are, then one round of Degski's mixer (shift, multiply, shift).
 */
static uint64_t
hash_folded(const char *text, int length)
{
	uint64_t	hash = UINT64_C(14695981039346656037);
	int			i;

	for (i = 0; i < length; i++)
		hash = (hash ^ (unsigned char) folded(text[i])) * UINT64_C(1099511628211);
	hash ^= hash >> 32;
	hash *= UINT64_C(0xd6e8feb86659fd93);
	hash ^= hash >> 32;
	return hash;
}

static void
unknown(const char *text, int length, MsRecognised *result)
{
	static const char digits[] = "0123456789abcdef";
	const int	room = MS_MAX_IDENTITY - (int) strlen(MS_UNKNOWN_VENDOR);
	int			kept = length;
	int			i;

	clear_result(result);
	result->field[MS_FIELD_VENDOR] = keep_string(result, MS_UNKNOWN_VENDOR, (int) strlen(MS_UNKNOWN_VENDOR));
	result->rule = length == 0 ? "empty" : "unknown";
	if (length == 0)
		return;

	if (length > room)
		kept = ms_whole_characters(text, length, room - 17);
	result->field[MS_FIELD_LINE] = result->buffer + result->used;
	for (i = 0; i < kept; i++)
		result->buffer[result->used++] = folded(text[i]);
	if (kept < length)
	{
		uint64_t	hash = hash_folded(text, length);

		result->buffer[result->used++] = '~';
		for (i = 60; i >= 0; i -= 4)
			result->buffer[result->used++] = digits[(hash >> i) & 0xF];
		result->rule = "too long";
	}
	result->buffer[result->used++] = '\0';
}

/*
 * Length of the hyphen, dash or space outside ASCII at place i of a text, or 0: U+2010 to U+2015,
 * U+202F and U+00A0, with which "GPT-4.1" is often typeset.  In an encoding other than UTF-8 the
 * same bytes are other characters or parts of them, hence the test of the boundaries.
 */
static int
typeset_hyphen(const char *text, int length, int i)
{
	const unsigned char *c = (const unsigned char *) text + i;
	int			found = 0;

	if (c[0] == 0xE2 && i + 2 < length && c[1] == 0x80 &&
		((c[2] >= 0x90 && c[2] <= 0x95) || c[2] == 0xAF))
		found = 3;
	else if (c[0] == 0xC2 && i + 1 < length && c[1] == 0xA0)
		found = 2;
	if (found == 0 || ms_whole_characters(text, length, i) != i ||
		ms_whole_characters(text, length, i + found - 1) != i)
		return 0;
	return found;
}

/*
 * Copy a text in lower case, with '-' for typeset hyphens.  Returns the length.
 */
static int
copy_folded(const char *text, int length, char *copy)
{
	int			to = 0;
	int			i;

	for (i = 0; i < length; i++)
	{
		int			hyphen = ((unsigned char) text[i]) < 0x80 ? 0 : typeset_hyphen(text, length, i);

		if (hyphen > 0)
		{
			copy[to++] = '-';
			i += hyphen - 1;
		}
		else
			copy[to++] = folded(text[i]);
	}
	return to;
}

/*
 * arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-…: keep what
 * follows the fifth colon.
 */
static void
unwrap_arn(char **text, int *length, MsParse *parse)
{
	char	   *part[6];
	int			n = 0;
	int			i;

	if (*length < 4 || memcmp(*text, "arn:", 4) != 0)
		return;
	part[0] = *text;
	for (i = 0; i < *length && n < 5; i++)
	{
		if ((*text)[i] == ':')
			part[++n] = *text + i + 1;
	}
	if (n < 5)
		return;
	if (part[3] - part[2] - 1 < MS_MAX_TEXT)
		ms_text_set(&parse->aside[MS_ASIDE_HOST], part[2], (int) (part[3] - part[2] - 1));
	if (part[4] - part[3] - 1 < MS_MAX_TEXT)
		ms_text_set(&parse->aside[MS_ASIDE_REGION], part[3], (int) (part[4] - part[3] - 1));
	if (part[5] - part[4] - 1 < MS_MAX_TEXT)
		ms_text_set(&parse->aside[MS_ASIDE_OWNER], part[4], (int) (part[5] - part[4] - 1));
	*length -= (int) (part[5] - *text);
	*text = part[5];
}

/*
 * ft:gpt-4o-mini-2024-07-18:org::id, also after a host, and gpt-4o-mini.ft-id: keep the base model.
 */
static void
unwrap_fine_tune(char *text, int *length, MsParse *parse)
{
	int			i;

	for (i = 0; i + 4 < *length; i++)
	{
		if (memcmp(text + i, "ft:", 3) == 0 && (i == 0 || text[i - 1] == '/'))
		{
			char	   *base = text + i + 3;
			char	   *end = text + *length;
			char	   *colon = memchr(base, ':', end - base);
			char	   *owner_end;

			if (colon == NULL)
				colon = end;
			else
			{
				owner_end = memchr(colon + 1, ':', end - colon - 1);
				if (owner_end == NULL)
					owner_end = end;
				ms_text_set(&parse->aside[MS_ASIDE_OWNER], colon + 1, (int) (owner_end - colon - 1));
			}
			memmove(text + i, base, colon - base);
			*length = i + (int) (colon - base);
			return;
		}
		if ((text[i] == '.' || text[i] == ':') && i > 0 && memcmp(text + i + 1, "ft-", 3) == 0)
		{
			ms_text_set(&parse->aside[MS_ASIDE_OWNER], text + i + 4, *length - i - 4);
			*length = i;
			return;
		}
	}
}

/*
 * Length of the text before the last occurrence of a word, or -1.
 */
static int
length_before(const char *text, int length, const char *word)
{
	int			word_length = (int) strlen(word);
	const char *last = NULL;
	const char *at = text;

	while (text + length - at >= word_length &&
		   (at = memchr(at, word[0], text + length - word_length + 1 - at)) != NULL)
	{
		if (memcmp(at, word, word_length) == 0)
			last = at;
		at++;
	}
	return last == NULL ? -1 : (int) (last - text);
}

/*
 * azureml://registries/azure-openai/models/gpt-4o/versions/2024-08-06: a date is the model's
 * snapshot, as after '@'; a short number is a serial number of the registry, and dropped.
 */
static void
unwrap_registry_version(char *text, int *length)
{
	static const char word[] = "/versions/";
	int			before = length_before(text, *length, word);
	char	   *version;
	int			version_length;
	int			digits = 0;

	if (before <= 0)
		return;
	version = text + before + strlen(word);
	version_length = *length - before - (int) strlen(word);
	while (digits < version_length && version[digits] >= '0' && version[digits] <= '9')
		digits++;
	if (digits == version_length && digits < 6)
		*length = before;
	else if (digits >= 4)
	{
		text[before] = '@';
		memmove(text + before + 1, version, version_length);
		*length = before + 1 + version_length;
	}
}

/*
 * accounts/acme/deployedModels/llama-v3p1-8b-instruct-a1b2c3d4: the last eight characters identify
 * the deployment, not the model.  Also …/llama-v3p1-8b-instruct#accounts/acme/deployments/a1b2c3d4.
 */
static void
unwrap_deployment(const char *text, int *length)
{
	const int	id_length = 8;
	int			hash = length_before(text, *length, "#accounts/");
	int			digits = 0;
	int			i;

	if (hash > 0)
	{
		*length = hash;
		return;
	}
	i = *length - id_length - 1;
	if (i <= 0 || text[i] != '-' || length_before(text, i, "/deployedmodels/") < 0)
		return;
	for (i++; i < *length; i++)
	{
		if (text[i] >= '0' && text[i] <= '9')
			digits++;
		else if (text[i] < 'a' || text[i] > 'z')
			return;
	}
	if (digits > 0)
		*length -= id_length + 1;
}

static bool
is_local_path(const char *text, int length)
{
	if (length >= 2 && text[0] == '/')
		return true;
	if (length >= 3 && text[1] == ':' && text[2] == '\\')
		return true;
	if (length >= 2 && (text[0] == '.' || text[0] == '~') && text[1] == '/')
		return true;
	return length >= 3 && memcmp(text, "../", 3) == 0;
}

/*
 * Read the next part of an alias's target, up to a '/' or '@' or its end.
 */
static const char *
take_part(const char *from, MsText *part)
{
	int			length = (int) strcspn(from, "/@");

	ms_text_set(part, from, length);
	return from + length;
}

/*
 * Replace the fields if they are an alias.  Returns whether they were.
 */
static bool
apply_alias(MsParse *parse, MsText *vendor, MsText *line, bool with_snapshot)
{
	MsText		key;
	const char *target;

	ms_text_set(&key, vendor->data, vendor->length);
	ms_text_add(&key, '/', line->data, line->length);
	ms_text_add(&key, '/', parse->version.data, parse->version.length);
	ms_text_add(&key, '/', parse->variant.data, parse->variant.length);
	if (with_snapshot)
		ms_text_add(&key, '@', parse->snapshot.data, parse->snapshot.length);
	if (key.overflow)
		return false;
	target = ms_lexicon_alias(key.data, key.length);
	if (target == NULL)
		return false;

	target = take_part(target, vendor);
	target = take_part(target + 1, line);
	target = take_part(target + 1, &parse->version);
	target = take_part(target + 1, &parse->variant);
	if (*target == '@' && (with_snapshot || parse->snapshot_kind < MS_SNAPSHOT_DATE))
		take_part(target + 1, &parse->snapshot);
	else if (with_snapshot && *target != '@')
		parse->snapshot.length = 0;
	parse->rule = "alias";
	return true;
}

static void
write_mode(const MsParse *parse, MsText *mode)
{
	ms_text_set(mode, "", 0);
	if (parse->not_thinking)
		ms_text_add(mode, '-', "non-thinking", 12);
	else if (parse->thinking)
		ms_text_add(mode, '-', "thinking", 8);
	if (parse->effort.length > 0)
		ms_text_add(mode, '-', parse->effort.data, parse->effort.length);
}

/*
 * Write the result of a parse.  False if the fields are longer than an identity may be.
 */
static bool
finish(MsParse *parse, bool family, MsRecognised *result)
{
	MsText		vendor,
				line,
				mode;
	MsText	   *field[MS_NFIELDS];
	int			total = 0;
	int			i;

	ms_text_set(&vendor, parse->vendor, (int) strlen(parse->vendor));
	ms_text_set(&line, parse->line_name, parse->line_length);
	write_mode(parse, &mode);

	if (!apply_alias(parse, &vendor, &line, parse->snapshot.length > 0) &&
		parse->snapshot.length > 0)
		apply_alias(parse, &vendor, &line, false);

	field[MS_FIELD_VENDOR] = &vendor;
	field[MS_FIELD_LINE] = &line;
	field[MS_FIELD_VERSION] = &parse->version;
	field[MS_FIELD_VARIANT] = &parse->variant;
	field[MS_FIELD_SNAPSHOT] = &parse->snapshot;
	field[MS_FIELD_MODE] = &mode;

	if (family && line.length == vendor.length && memcmp(line.data, vendor.data, line.length) == 0 &&
		parse->version.length + parse->variant.length + parse->snapshot.length + mode.length == 0)
		line.length = 0;

	for (i = 0; i < MS_NFIELDS; i++)
	{
		if (field[i]->overflow)
			return false;
		total += field[i]->length;
	}
	if (total > MS_MAX_IDENTITY)
		return false;

	for (i = 0; i < MS_NFIELDS; i++)
		result->field[i] = keep_string(result, field[i]->data, field[i]->length);
	for (i = 0; i < MS_NASIDES; i++)
	{
		if (!parse->aside[i].overflow)
			result->aside[i] = keep_string(result, parse->aside[i].data, parse->aside[i].length);
	}
	result->rule = parse->rule;
	return true;
}

static void
recognise(const char *text, int length, bool family, MsRecognised *result)
{
	char		copy[MS_MAX_PARSED];
	char	   *name = copy;
	MsParse		parse;
	int			name_length;

	clear_result(result);
	while (length > 0 && is_space(text[length - 1]))
		length--;
	while (length > 0 && is_space(text[0]))
	{
		text++;
		length--;
	}
	if (length == 0 || length > MS_MAX_PARSED)
	{
		unknown(text, length, result);
		return;
	}

	name_length = copy_folded(text, length, copy);
	ms_start_parse(&parse);
	parse.local_path = is_local_path(name, name_length);
	if (parse.local_path)
		ms_text_set(&parse.aside[MS_ASIDE_HOST], "local", 5);
	unwrap_arn(&name, &name_length, &parse);
	parse.region_known = parse.aside[MS_ASIDE_REGION].length > 0;
	unwrap_fine_tune(name, &name_length, &parse);
	unwrap_registry_version(name, &name_length);
	unwrap_deployment(name, &name_length);

	parse.count = ms_cut_tokens(name, name_length, parse.tokens);
	if (parse.count <= 0 || !ms_find_line(&parse))
	{
		unknown(text, length, result);
		return;
	}
	ms_read_core(&parse);
	if (parse.strangers > MS_MAX_STRANGERS || !finish(&parse, family, result))
		unknown(text, length, result);
}

void
ms_recognise(const char *text, int length, MsRecognised *result)
{
	recognise(text, length, false, result);
}

void
ms_recognise_family(const char *text, int length, MsRecognised *result)
{
	recognise(text, length, true, result);
}

void
ms_unknown(const char *text, int length, MsRecognised *result)
{
	while (length > 0 && is_space(text[length - 1]))
		length--;
	unknown(text, length, result);
}

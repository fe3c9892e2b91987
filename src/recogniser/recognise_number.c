/*-------------------------------------------------------------------------
 *
 * recognise_number.c
 *		Reads the numbers after the line's name, and decides what each of them is.
 *
 * The first number is the version; "3-5", "3_5", "3p5" and "35" are 3.5.  A "v"
 * before it is dropped, except for DeepSeek, whose v3 is another model than r1.
 * Tested first, so that they are not taken for a version, are dates
 * (recognise_date.c), revisions of the service on Bedrock, context windows,
 * budgets, and the version of the base model.  All other numbers belong to the
 * variant.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "recogniser/recognise_steps.h"

/*
 * Is this the second number of a version: "5" of "3-5", but not "05" of "05-20"?
 */
static bool
continues_version(const MsParse *parse, int index)
{
	const MsToken *token = ms_token_at(parse, index);
	int			digits;

	if (token == NULL || (token->before != '-' && token->before != '.') ||
		token->segment != parse->tokens[index - 1].segment)
		return false;
	if (token->kind == MS_TOKEN_NUMBER)
		digits = token->length;
	else if (token->kind == MS_TOKEN_LETTERED && memchr(token->text, '.', token->length) == NULL)
		digits = token->length - 1;
	else
		return false;
	return digits <= 2 && (digits == 1 || token->text[0] != '0');
}

/*
 * Is this a revision of the service on Bedrock, followed by a ':' and a digit: "v1:0"?
 */
static bool
is_service_revision(const MsParse *parse, int index)
{
	const MsToken *next = ms_token_at(parse, index + 1);

	return next != NULL && next->before == ':' && next->kind == MS_TOKEN_NUMBER && next->length == 1;
}

static void
set_revision(MsParse *parse, const char *text, int length)
{
	if (parse->snapshot_kind < MS_SNAPSHOT_REVISION)
	{
		ms_text_set(&parse->snapshot, text, length);
		parse->snapshot_kind = MS_SNAPSHOT_REVISION;
	}
}

/*
 * Read a revision of the service: "v1:0", "v2:0", "v0:2", "1:0".  Returns how many tokens it took,
 * 0 if it is none.
 */
static int
read_service_revision(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	bool		series = token->kind == MS_TOKEN_SERIES && token->text[0] == 'v' && token->length == 2;

	if (!series && (token->kind != MS_TOKEN_NUMBER || token->length != 1 || index == parse->first))
		return 0;
	if (!is_service_revision(parse, index))
		return 0;

	/* v0:2 is 0.2, claude-v2:1 is 2.1; but v1:0 is ignored */
	if (series && (token->text[1] > '1' || token[1].text[0] != '0'))
	{
		MsText		text;

		ms_text_set(&text, token->text + 1, 1);
		if (token[1].text[0] != '0')
			ms_text_add(&text, '.', token[1].text, 1);
		if (index == parse->first)
			parse->version = text;
		else if (parse->version.length == 0 && !ms_has_flag(parse, MS_LINE_REVISION))
			parse->version = text;
		else
		{
			char		revision[8] = "v";

			memcpy(revision + 1, text.data, text.length);
			set_revision(parse, revision, text.length + 1);
		}
	}
	return 2;
}

/*
 * Read the version that begins at index.  Returns how many tokens it took.
 */
static int
read_version(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	const char *text = token->text;
	int			length = token->length;
	int			used = 1;

	if (token->kind == MS_TOKEN_SERIES && text[0] == 'v' && !ms_has_flag(parse, MS_LINE_KEEPV))
	{
		text++;
		length--;
	}
	if (text == token->text && ms_is_digit(text[0]) && ms_has_flag(parse, MS_LINE_KEEPV))
		ms_text_set(&parse->version, "v", 1);
	ms_text_add(&parse->version, '\0', text, length);

	if (memchr(text, '.', length) == NULL && token->kind != MS_TOKEN_LETTERED &&
		continues_version(parse, index + 1))
	{
		const MsToken *next = token + 1;

		ms_text_add(&parse->version, '.', next->text, next->length);
		used = 2;
	}
	else if (length == 2 && token->kind == MS_TOKEN_NUMBER && text[0] >= '2' && text[1] != '0')
	{
		/* gpt-35, qwen25 */
		parse->version.length--;
		ms_text_add(&parse->version, '.', text + 1, 1);
	}

	/* a letter is part of the version (4o, 3n), except the v of vision */
	token = &parse->tokens[index + used - 1];
	if (token->kind == MS_TOKEN_LETTERED && token->text[token->length - 1] == 'v')
	{
		MsToken		vision = *token;

		parse->version.length--;
		vision.text = token->text + token->length - 1;
		vision.length = 1;
		vision.before = '-';
		vision.kind = MS_TOKEN_WORD;
		vision.word = ms_lexicon_word("v", 1);
		ms_add_piece(parse, &vision, MS_RANK_WORD);
	}
	return used;
}

bool
ms_is_budget(const MsParse *parse, int index)
{
	const MsWord *before = index > parse->first ? parse->tokens[index - 1].word : NULL;

	return before != NULL && before->word_class == MS_WORD_THINK;
}

/*
 * Is this a context window in tokens, after a size: "llama3-8b-8192"?
 */
static bool
is_window(const MsParse *parse, const MsToken *token)
{
	long		tokens = 0;
	int			i;

	if (token->kind != MS_TOKEN_NUMBER || token->length < 4 || token->length > 7 ||
		token->before == '@' || !ms_has_size(parse))
		return false;
	for (i = 0; i < token->length; i++)
		tokens = tokens * 10 + (token->text[i] - '0');
	return tokens >= 2048 && (tokens & (tokens - 1)) == 0;
}

/*
 * Is this the version of the base model's line, as in hermes-llama2-13b?
 */
static bool
is_of_base(const MsParse *parse, int index)
{
	const MsWord *word;

	if (index == parse->first)
		return false;
	word = parse->tokens[index - 1].word;
	return word != NULL && word->line >= 0 && !word->common &&
		parse->tokens[index - 1].segment == parse->tokens[parse->line_at].segment &&
		ms_lexicon_line(word->line) != parse->line &&
		(ms_lexicon_line(word->line)->flags & MS_LINE_COMMON) == 0;
}

int
ms_read_number(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	bool		first = index == parse->first;
	bool		v = token->kind == MS_TOKEN_SERIES && token->text[0] == 'v';
	int			used;

	if (token->before == ':' && ms_is_budget(parse, index))
		return 1;
	/* ignored: checkpoint-1200 below a model's folder, and a serial number after a date, as in 2411-001 */
	if (ms_is_below_model(parse, token) ||
		(parse->snapshot_kind == MS_SNAPSHOT_DATE && token->length == 3 && token->text[0] == '0'))
		return 1;

	used = ms_read_date(parse, index);
	if (used == 0)
		used = read_service_revision(parse, index);
	if (used > 0)
		return used;

	/* ":0", a serial number of the service */
	if (token->kind == MS_TOKEN_NUMBER && token->before == ':' && index > parse->first)
		return 1;

	if (v && !first && ms_has_flag(parse, MS_LINE_REVISION))
	{
		if (token->length != 2 || token->text[1] != '1')
			set_revision(parse, token->text, token->length);
		return 1;
	}
	if (is_window(parse, token))
	{
		ms_add_aside(parse, MS_ASIDE_ROUTE, token);
		return 1;
	}
	if (parse->version.length == 0 && token->before != '@' && !is_of_base(parse, index) &&
		(token->kind == MS_TOKEN_DECIMAL || token->kind == MS_TOKEN_LETTERED ||
		 (token->kind == MS_TOKEN_NUMBER && token->length <= 2) ||
		 (token->kind == MS_TOKEN_SERIES && (v || first))))
		return read_version(parse, index);

	ms_add_piece(parse, token, MS_RANK_WORD);
	return 1;
}

/*-------------------------------------------------------------------------
 *
 * recognise_core.c
 *		Reads the tokens after the line's name: version, variant, snapshot, mode.
 *
 * Rules that hold for all lines:
 *
 *	- The first number is the version (recognise_number.c).
 *	- Dates are snapshots (recognise_date.c).  "preview", "exp" and "beta" are
 *	  the state of a snapshot, and stand for it where the name has no date
 *	  (gemini-3-pro-preview is gemini/3/pro@preview); "experimental" is "exp".
 *	  They belong to the variant only where the lexicon says that they name a
 *	  model of its own (o1-preview).  "latest" and "default" are ignored.
 *	- "thinking" and "reasoning" are a mode after a ':', and for lines whose
 *	  models can both think and not think, beginning with the version that the
 *	  lexicon gives; otherwise they are part of the variant (kimi-k2-thinking).
 *	- Everything else is the variant: words in their order, then sizes, then
 *	  tunes, so that 72b-vl-instruct and vl-72b-instruct are the same.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "recogniser/recognise_steps.h"

/*
 * Is a word such as "high" an effort?  It is at the end of a name, but not before another word.
 */
static bool
is_effort(const MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	const MsToken *next = ms_token_at(parse, index + 1);

	if (token->before == ':')
		return true;
	if (index == parse->first && parse->version.length == 0)
		return false;
	if (!ms_has_flag(parse, MS_LINE_EFFORT) &&
		((token->length == 6 && memcmp(token->text, "medium", 6) == 0) ||
		 (token->length == 4 && memcmp(token->text, "none", 4) == 0)))
		return false;
	if (next == NULL || next->kind != MS_TOKEN_WORD)
		return true;
	if (next->word == NULL)
		return false;
	switch (next->word->word_class)
	{
		case MS_WORD_ROUTE:
		case MS_WORD_QUANT:
		case MS_WORD_PREVIEW:
		case MS_WORD_LATEST:
		case MS_WORD_THINK:
			return true;
		default:
			return false;
	}
}

/*
 * "fast" after a size says how a host serves open weights (Qwen3-32B-fast).  Before a size, or
 * without one, it names a model of its own (grok-4-fast), except in lines without such a model.
 */
static bool
is_host_speed(const MsParse *parse, const MsToken *token)
{
	return ms_has_size(parse) || (ms_has_flag(parse, MS_LINE_HOSTFAST) && token->text[0] != 't');
}

static void
set_preview(MsParse *parse, const MsToken *token)
{
	const char *name = token->word->name != NULL ? token->word->name : token->text;

	if (parse->snapshot_kind != MS_SNAPSHOT_NONE)
		return;
	ms_text_set(&parse->snapshot, name,
				token->word->name != NULL ? (int) strlen(name) : token->length);
	parse->snapshot_kind = MS_SNAPSHOT_WORD;
}

static void
set_effort(MsParse *parse, const MsToken *token)
{
	ms_text_set(&parse->effort, token->text, token->length);
}

/*
 * A region after the line.  A short one such as "us" may be a word of the variant; eastus2 may not.
 */
static void
read_region(MsParse *parse, const MsToken *token)
{
	if (token->before == '@' || token->before == ':' || token->before == '(' || token->length >= 6)
		ms_add_aside(parse, MS_ASIDE_REGION, token);
	else
		ms_add_piece(parse, token, MS_RANK_WORD);
}

/*
 * Read a word that has a class in the lexicon.
 */
static void
read_classed_word(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];

	switch (token->word->word_class)
	{
		case MS_WORD_THINK:
			if (token->before == ':')
				parse->thinking = true;
			else
				ms_add_piece(parse, token, MS_RANK_TUNE);
			return;
		case MS_WORD_NOTHINK:
			if (token->before == ':')
				parse->not_thinking = true;
			else
				ms_add_piece(parse, token, MS_RANK_TUNE);
			return;
		case MS_WORD_EFFORT:
			if (is_effort(parse, index))
				set_effort(parse, token);
			else
				ms_add_piece(parse, token, MS_RANK_WORD);
			return;
		case MS_WORD_SPEED:
			if (is_host_speed(parse, token))
				ms_add_aside(parse, MS_ASIDE_ROUTE, token);
			else
				ms_add_piece(parse, token, MS_RANK_WORD);
			return;
		case MS_WORD_ROUTE:
			ms_add_aside(parse, MS_ASIDE_ROUTE, token);
			return;
		case MS_WORD_QUANT:
			ms_add_aside(parse, MS_ASIDE_QUANTISATION, token);
			return;
		case MS_WORD_PREVIEW:
			if (token->before == ':')
				ms_add_aside(parse, MS_ASIDE_ROUTE, token);	/* OpenRouter's ":beta" */
			else if (ms_has_flag(parse, MS_LINE_PREVIEW))
				ms_add_piece(parse, token, MS_RANK_WORD);
			else
				set_preview(parse, token);
			return;
		case MS_WORD_LATEST:
		case MS_WORD_NOISE:
			return;
		case MS_WORD_REGION:
			read_region(parse, token);
			return;
		case MS_WORD_TUNE:
			ms_add_piece(parse, token, MS_RANK_TUNE);
			return;
		default:
			/* ":max" is an effort, "-max" a tier */
			if (token->before == ':' && parse->thinking)
				set_effort(parse, token);
			else
				ms_add_piece(parse, token, MS_RANK_WORD);
	}
}

/*
 * Do only routes and the like follow, so that a host's name at this place does name a host?
 */
static bool
is_last_word(const MsParse *parse, int index)
{
	int			i;

	for (i = index + 1; i < parse->count; i++)
	{
		const MsWord *word = parse->tokens[i].word;

		if (parse->tokens[i].kind == MS_TOKEN_CONTEXT)
			continue;
		if (word == NULL ||
			(word->word_class != MS_WORD_ROUTE && word->word_class != MS_WORD_QUANT &&
			 word->word_class != MS_WORD_LATEST))
			return false;
	}
	return true;
}

static void
read_word(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	const MsWord *word = token->word;

	if (ms_has_flag(parse, MS_LINE_LETTERS) && index == parse->first && token->length == 1)
	{
		ms_text_set(&parse->version, token->text, token->length);
		return;
	}
	if (word != NULL && word->host && word->line < 0 && index > parse->first &&
		is_last_word(parse, index))
	{
		ms_text_set(&parse->aside[MS_ASIDE_HOST], word->name, (int) strlen(word->name));
		return;
	}
	/* DeepSeek V4 Pro (Alibaba Cloud) */
	if (word != NULL && word->vendor >= 0 && word->word_class == MS_WORD_NONE &&
		token->before == '(' && index > parse->first)
	{
		ms_text_set(&parse->aside[MS_ASIDE_HOST], word->text, word->length);
		return;
	}
	if (word != NULL && word->word_class != MS_WORD_NONE)
	{
		read_classed_word(parse, index);
		return;
	}
	if (word == NULL && ms_is_below_model(parse, token))
		return;
	ms_add_piece(parse, token, MS_RANK_WORD);
}

/*
 * Can this version of the line both think and not think?  Then "thinking" is a mode without a ':'.
 */
static bool
is_hybrid(const MsParse *parse)
{
	const MsText *version = &parse->version;
	int			number = 0;
	int			i = 0;

	if (parse->line == NULL || parse->line->hybrid < 0)
		return false;
	if (version->length == 0)
		return true;
	while (i < version->length && !ms_is_digit(version->data[i]))
		i++;
	for (; i < version->length && ms_is_digit(version->data[i]) && number < 100; i++)
		number = number * 10 + (version->data[i] - '0');
	number *= 100;
	if (i + 1 < version->length && version->data[i] == '.')
		number += 10 * (version->data[i + 1] - '0');
	return number >= parse->line->hybrid;
}

/*
 * Remove from the variant the words that turned out to be a mode, or to be ignored.
 */
static void
drop_pieces(MsParse *parse)
{
	bool		hybrid = is_hybrid(parse);
	bool		sized = false;
	int			from,
				to = 0;

	for (from = 0; from < parse->npieces; from++)
	{
		MsPiece    *piece = &parse->pieces[from];

		if (piece->word_class == MS_WORD_THINK && hybrid)
			parse->thinking = true;
		else if (piece->word_class == MS_WORD_NOTHINK && hybrid)
			parse->not_thinking = true;
		else if (ms_has_flag(parse, MS_LINE_CHAT) && parse->version.length > 0 &&
				 piece->length == 4 && memcmp(piece->text, "chat", 4) == 0)
			;
		else
		{
			sized |= piece->rank != MS_RANK_WORD && piece->rank != MS_RANK_TUNE;
			parse->pieces[to++] = *piece;
		}
	}
	parse->npieces = to;

	/* without a size the words keep their order */
	for (to = 0; !sized && to < parse->npieces; to++)
		parse->pieces[to].rank = MS_RANK_WORD;
}

static void
write_variant(MsParse *parse)
{
	int			rank;
	int			i;

	for (rank = MS_RANK_WORD; rank <= MS_RANK_TUNE; rank++)
	{
		const MsPiece *before = NULL;

		for (i = 0; i < parse->npieces; i++)
		{
			const MsPiece *piece = &parse->pieces[i];

			if (piece->rank != rank)
				continue;
			ms_text_add(&parse->variant,
						before != NULL && before == piece - 1 ? piece->joint : '-',
						piece->text, piece->length);
			before = piece;
		}
	}
}

/*
 * 4.0 is 4 in some lines.
 */
static void
drop_zero(MsParse *parse)
{
	MsText	   *version = &parse->version;

	if (ms_has_flag(parse, MS_LINE_NOZERO) && version->length > 2 &&
		memcmp(version->data + version->length - 2, ".0", 2) == 0)
		version->length -= 2;
}

/*
 * Read a quantisation such as "q4_k_m" or "6bit".  Returns how many tokens it took.
 */
static int
read_quantisation(MsParse *parse, int index)
{
	MsText	   *aside = &parse->aside[MS_ASIDE_QUANTISATION];
	bool		ollama = parse->tokens[index].text[0] == 'q';
	int			used = 1;

	ms_add_aside(parse, MS_ASIDE_QUANTISATION, &parse->tokens[index]);
	while (ollama && index + used < parse->count && used < 4)
	{
		const MsToken *token = &parse->tokens[index + used];

		if (token->length > 2 || memchr("kmslx01", token->text[0], 7) == NULL)
			break;
		ms_text_add(aside, '_', token->text, token->length);
		used++;
	}
	return used;
}

void
ms_read_core(MsParse *parse)
{
	int			index = parse->first;

	while (index < parse->count)
	{
		const MsToken *token = &parse->tokens[index];
		int			used = 1;

		switch ((MsTokenKind) token->kind)
		{
			case MS_TOKEN_WORD:
				if (token->word != NULL && token->word->word_class == MS_WORD_MONTH)
					used = ms_read_month(parse, index);
				else
					read_word(parse, index);
				break;
			case MS_TOKEN_NUMBER:
			case MS_TOKEN_DECIMAL:
			case MS_TOKEN_LETTERED:
			case MS_TOKEN_SERIES:
				used = ms_read_number(parse, index);
				break;
			case MS_TOKEN_SIZE:
				/* "[1m]" is a context window, as is ":1m" after Bedrock's "v1:0" */
				if (token->before == '[' ||
					(index > parse->first && token->before == ':' && token[-1].before == ':'))
					ms_add_aside(parse, MS_ASIDE_ROUTE, token);
				else
					ms_add_piece(parse, token, MS_RANK_SIZE);
				break;
			case MS_TOKEN_ACTIVE:
				ms_add_piece(parse, token, MS_RANK_ACTIVE);
				break;
			case MS_TOKEN_EXPERTS:
				ms_add_piece(parse, token, MS_RANK_EXPERTS);
				break;
			case MS_TOKEN_CONTEXT:
				/* the models of some lines have one window; "-200k" is then what a host grants of it */
				if (token->before == ':' || token->before == '[' ||
					(ms_has_flag(parse, MS_LINE_WINDOW) && token->length >= 4))
					ms_add_aside(parse, MS_ASIDE_ROUTE, token);
				else if (!ms_is_budget(parse, index))
					ms_add_piece(parse, token, MS_RANK_CONTEXT);
				break;
			case MS_TOKEN_QUANT:
				used = read_quantisation(parse, index);
				break;
			case MS_TOKEN_HASH:
				if (token->segment == parse->tokens[parse->line_at].segment)
					ms_add_piece(parse, token, MS_RANK_WORD);
				break;
		}
		index += used;
	}

	drop_zero(parse);
	drop_pieces(parse);
	write_variant(parse);
}

/*-------------------------------------------------------------------------
 *
 * recognise_line.c
 *		Finds the word that names the line, and reads the words before it.
 *
 * A name is a path: hosts, regions and owners come first, the model last.  So
 * the last segment that has the name of a line in it is the model's.  Within it
 * the first such name counts (deepseek-r1-distill-llama-70b), unless the
 * lexicon marks a later one as strong (llama-3.1-nemotron-70b).
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "recogniser/recognise_steps.h"

/*
 * Does a word before the line say where the model is served, and nothing about the model?
 */
static bool
is_lead(const MsToken *token)
{
	const MsWord *word = token->word;

	if (word == NULL)
		return false;
	return word->vendor >= 0 || word->host || word->word_class == MS_WORD_REGION ||
		word->word_class == MS_WORD_NOISE || word->word_class == MS_WORD_LEAD;
}

/*
 * An everyday word may name a line.  Do the words around it show that it does?
 */
static bool
has_evidence(const MsParse *parse, int index, const MsLine *line)
{
	const MsToken *token = &parse->tokens[index];
	const MsToken *next = token + 1;
	bool		follows = index + 1 < parse->count && next->segment == token->segment;
	int			i;

	if (line->flags & MS_LINE_GLUED)
	{
		if (!follows || next->before != '\0' || next->kind != MS_TOKEN_NUMBER || next->length > 2)
			return false;
	}

	/* amazon-nova: the spelling is proof enough */
	if (memchr(token->text, '-', token->length) != NULL)
		return true;

	/* nex-agi/deepseek-v3.1-nex-n1 */
	for (i = 0; (line->flags & MS_LINE_STRONG) && parse->tokens[i].segment < token->segment; i++)
	{
		if (parse->tokens[i].word != NULL && parse->tokens[i].word->vendor == line->vendor)
			return true;
	}

	for (i = index - 1; i >= 0 && parse->tokens[i].segment == token->segment; i--)
	{
		if (!is_lead(&parse->tokens[i]))
			return false;
	}
	for (i = index - 1; i >= 0; i--)
	{
		const MsWord *word = parse->tokens[i].word;

		if (word == NULL || word->vendor < 0)
			continue;
		if (word->vendor == line->vendor)
			return true;
		if (!word->host)
			return false;		/* deepgram/nova-2 is not Amazon's */
	}

	if (!follows)
		return false;
	switch (next->kind)
	{
		case MS_TOKEN_NUMBER:
		case MS_TOKEN_DECIMAL:
		case MS_TOKEN_LETTERED:
		case MS_TOKEN_SERIES:
		case MS_TOKEN_SIZE:
			return true;
		case MS_TOKEN_WORD:
			return ((line->flags & MS_LINE_LETTERS) && next->length == 1) ||
				(next->word != NULL && (next->word->word_class == MS_WORD_TIER ||
										next->word->word_class == MS_WORD_SPEED));
		default:
			return false;
	}
}

/*
 * The line that a token names, or NULL.
 */
static const MsLine *
line_of(const MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	const MsLine *line;

	if (token->word == NULL || token->word->line < 0)
		return NULL;
	line = ms_lexicon_line(token->word->line);
	if (((line->flags & MS_LINE_COMMON) || token->word->common) && !has_evidence(parse, index, line))
		return NULL;
	return line;
}

/*
 * Does a word that may be a line mean the vendor, because a line of that vendor follows, as in
 * "mistral.mixtral-8x7b" and "qwen.qwen3-32b"?
 */
static bool
is_vendor_before_line(const MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	const MsLine *next;

	if (token->word->vendor < 0 || index + 1 >= parse->count ||
		token[1].segment != token->segment || token[1].before == '\0')
		return false;
	next = line_of(parse, index + 1);
	return next != NULL && next->vendor == token->word->vendor;
}

/*
 * Index of the token that names the line, among those of one segment; or -1.
 */
static int
line_in_segment(const MsParse *parse, int from, int to)
{
	int			found = -1;
	int			i;

	for (i = from; i < to; i++)
	{
		const MsLine *line = line_of(parse, i);

		if (line == NULL || is_vendor_before_line(parse, i))
			continue;
		if (line->flags & MS_LINE_STRONG)
			return i;
		if (found < 0)
			found = i;
	}
	if (found >= 0)
		return found;

	for (i = from; i < to; i++)
	{
		if (parse->tokens[i].word != NULL && parse->tokens[i].word->implied >= 0)
			return i;
	}
	return -1;
}

static void
use_line(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];

	parse->line_at = index;
	parse->first = index + 1;
	if (token->word->line >= 0)
	{
		parse->line = ms_lexicon_line(token->word->line);
		parse->rule = "line";
	}
	else
	{
		parse->line = ms_lexicon_line(token->word->implied);
		parse->first = index;
		parse->rule = "variant";
	}
	parse->vendor = ms_lexicon_vendor(parse->line->vendor)->name;
	parse->line_name = parse->line->name;
	parse->line_length = (int) strlen(parse->line_name);
}

/*
 * Where no word names a line: take the vendor's name, if one stands before an unknown word
 * ("anthropic/newline-2"), which is then the line, or by itself.
 */
static bool
use_vendor(MsParse *parse)
{
	int			at = -1;
	int			i;

	for (i = 0; i < parse->count && is_lead(&parse->tokens[i]); i++)
	{
		if (parse->tokens[i].word->vendor >= 0)
			at = i;
	}
	if (at < 0)
		return false;
	parse->vendor = ms_lexicon_vendor(parse->tokens[at].word->vendor)->name;
	if (i == parse->count)
	{
		parse->line_at = parse->first = i;
		parse->rule = "vendor";
		return true;
	}
	if (parse->tokens[i].kind != MS_TOKEN_WORD || parse->tokens[i].length < 2 ||
		(parse->tokens[i].before != '/' && parse->tokens[i].before != '.'))
		return false;
	parse->line_at = i;
	parse->first = i + 1;
	parse->line_name = parse->tokens[i].text;
	parse->line_length = parse->tokens[i].length;
	parse->rule = "vendor and word";
	return true;
}

/*
 * Read a word before the line that names a vendor or a host.
 */
static void
read_place(MsParse *parse, const MsWord *word)
{
	const char *name = word->name != NULL ? word->name : word->text;

	if (word->vendor >= 0 &&
		strcmp(ms_lexicon_vendor(word->vendor)->name, parse->vendor) == 0)
		return;
	if (word->host)
		ms_text_set(&parse->aside[MS_ASIDE_HOST], name, (int) strlen(name));
	else if (word->vendor >= 0 && parse->aside[MS_ASIDE_OWNER].length == 0)
		ms_text_set(&parse->aside[MS_ASIDE_OWNER], word->text, word->length);
}

/*
 * Read one token before the line.  Returns false if it does not say where the model is served.
 */
static bool
read_lead(MsParse *parse, int index)
{
	const MsToken *token = &parse->tokens[index];
	MsText	   *region = &parse->aside[MS_ASIDE_REGION];
	const MsLine *line;

	if (token->word != NULL && token->word->word_class == MS_WORD_REGION)
	{
		/* the region of an ARN is more precise than that of a profile in it */
		if (parse->region_known)
			return true;
		ms_text_add(region, '-', token->word->name != NULL ? token->word->name : token->text,
					token->word->name != NULL ? (int) strlen(token->word->name) : token->length);
		return true;
	}
	if (token->kind == MS_TOKEN_NUMBER && index > 0 && region->length > 0 &&
		parse->tokens[index - 1].word != NULL &&
		parse->tokens[index - 1].word->word_class == MS_WORD_REGION)
	{
		ms_text_add(region, token->before == '\0' ? '\0' : '-', token->text, token->length);
		return true;
	}
	if (token->word != NULL && token->word->word_class == MS_WORD_ROUTE)
	{
		ms_text_add(&parse->aside[MS_ASIDE_ROUTE], '-', token->text, token->length);
		return true;
	}
	/* meta-llama/…, gemini/…: the folder has the name of a line */
	if (token->word != NULL && token->word->line >= 0 && parse->line != NULL &&
		ms_lexicon_line(token->word->line)->vendor == parse->line->vendor &&
		token->segment != parse->tokens[parse->line_at].segment)
		return true;
	/* mistral-nemotron: the other line is that of the base model */
	if (parse->line != NULL && token->segment == parse->tokens[parse->line_at].segment &&
		(line = line_of(parse, index)) != NULL && line->vendor != parse->line->vendor)
		return false;
	if (!is_lead(token))
		return false;
	read_place(parse, token->word);
	return true;
}

/*
 * Read a segment before the model's.  If not all of it says where the model is served, it is an
 * owner.
 */
static void
read_segment(MsParse *parse, int from, int to)
{
	MsText	   *owner = &parse->aside[MS_ASIDE_OWNER];
	bool		strange = false;
	int			i;

	for (i = from; i < to; i++)
	{
		if (!read_lead(parse, i))
			strange = true;
	}
	if (!strange || parse->local_path)
		return;
	owner->length = 0;
	for (i = from; i < to; i++)
		ms_text_add(owner, parse->tokens[i].before == '\0' ? '\0' : '-',
					parse->tokens[i].text, parse->tokens[i].length);
}

static int
segment_end(const MsParse *parse, int from)
{
	int			i = from;

	while (i < parse->count && parse->tokens[i].segment == parse->tokens[from].segment)
		i++;
	return i;
}

bool
ms_find_line(MsParse *parse)
{
	int			to,
				from,
				i;

	for (to = parse->count; to > 0 && parse->line_at < 0; to = from)
	{
		int			found;

		for (from = to - 1;
			 from > 0 && parse->tokens[from - 1].segment == parse->tokens[to - 1].segment;
			 from--)
			;
		found = line_in_segment(parse, from, to);
		if (found >= 0)
			use_line(parse, found);
	}
	if (parse->line_at < 0 && !use_vendor(parse))
		return false;

	for (i = 0; i < parse->line_at; i = to)
	{
		to = segment_end(parse, i);
		if (to <= parse->line_at)
		{
			read_segment(parse, i, to);
			continue;
		}
		/* in the model's own segment all other words belong to the variant */
		for (to = i; to < parse->line_at; to++)
		{
			if (!read_lead(parse, to))
				ms_add_piece(parse, &parse->tokens[to], MS_RANK_WORD);
		}
	}
	return true;
}

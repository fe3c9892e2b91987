/*-------------------------------------------------------------------------
 *
 * parse.c
 *		Operations on a parse that several steps of the recogniser need.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "recogniser/parse.h"

void
ms_text_set(MsText *text, const char *data, int length)
{
	text->length = 0;
	text->overflow = false;
	ms_text_add(text, '\0', data, length);
}

void
ms_text_add(MsText *text, char joint, const char *data, int length)
{
	int			room = MS_MAX_TEXT - text->length;
	bool		joined = joint != '\0' && text->length > 0;

	if (length + (joined ? 1 : 0) > room)
	{
		text->overflow = true;
		return;
	}
	if (joined)
		text->data[text->length++] = joint;
	memcpy(text->data + text->length, data, length);
	text->length += length;
}

void
ms_start_parse(MsParse *parse)
{
	int			i;

	parse->line_at = -1;
	parse->first = 0;
	parse->line = NULL;
	parse->line_name = "";
	parse->line_length = 0;
	parse->npieces = 0;
	parse->strangers = 0;
	parse->snapshot_kind = MS_SNAPSHOT_NONE;
	parse->thinking = false;
	parse->not_thinking = false;
	ms_text_set(&parse->version, "", 0);
	ms_text_set(&parse->variant, "", 0);
	ms_text_set(&parse->snapshot, "", 0);
	ms_text_set(&parse->effort, "", 0);
	for (i = 0; i < MS_NASIDES; i++)
		ms_text_set(&parse->aside[i], "", 0);
}

/*
 * Is this the 1 of "3_1" or "3-1" after the name of another line, as in Llama-3_1-Nemotron?
 */
static bool
is_minor_version(const MsParse *parse, const MsToken *token)
{
	return token->kind == MS_TOKEN_NUMBER && token->length == 1 && token->before == '-' &&
		token - parse->tokens >= 2 && token[-1].kind == MS_TOKEN_NUMBER && token[-1].length == 1 &&
		token[-2].word != NULL && token[-2].word->line >= 0;
}

void
ms_add_piece(MsParse *parse, const MsToken *token, MsRank rank)
{
	MsPiece    *piece = &parse->pieces[parse->npieces++];

	piece->text = token->text;
	piece->length = token->length;
	if (rank == MS_RANK_TUNE && token->word->name != NULL)
	{
		piece->text = token->word->name;	/* inst is instruct */
		piece->length = (short) strlen(piece->text);
	}
	piece->rank = (unsigned char) rank;
	piece->word_class = token->word == NULL ? MS_WORD_NONE : token->word->word_class;
	if (is_minor_version(parse, token))
		piece->joint = '.';
	else
		piece->joint = token->before == '\0' ? '\0' : '-';
	if (token->kind == MS_TOKEN_WORD && token->word == NULL)
		parse->strangers++;
}

bool
ms_has_size(const MsParse *parse)
{
	int			i;

	for (i = 0; i < parse->npieces; i++)
	{
		if (parse->pieces[i].rank == MS_RANK_SIZE)
			return true;
	}
	return false;
}

void
ms_add_aside(MsParse *parse, MsAside aside, const MsToken *token)
{
	const char *name = token->word != NULL ? token->word->name : NULL;

	if (name != NULL)
		ms_text_add(&parse->aside[aside], '-', name, (int) strlen(name));
	else
		ms_text_add(&parse->aside[aside], '-', token->text, token->length);
}

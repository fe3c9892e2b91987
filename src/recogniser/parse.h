/*-------------------------------------------------------------------------
 *
 * parse.h
 *		What the recogniser has found out about a name while it reads it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_PARSE_H
#define MS_PARSE_H

#include "recogniser/identity.h"
#include "recogniser/tokens.h"

/* A short text that is being put together.  One that becomes too long is marked, and not used. */
#define MS_MAX_TEXT		256

typedef struct MsText
{
	int			length;
	bool		overflow;
	char		data[MS_MAX_TEXT];
} MsText;

/* Place of a word in the variant: words first, then sizes, then tunes. */
typedef enum MsRank
{
	MS_RANK_WORD,
	MS_RANK_SIZE,
	MS_RANK_ACTIVE,
	MS_RANK_EXPERTS,
	MS_RANK_CONTEXT,
	MS_RANK_TUNE
} MsRank;

typedef struct MsPiece
{
	const char *text;
	short		length;
	unsigned char rank;
	unsigned char word_class;
	char		joint;			/* to the piece before it: '-', '.' or '\0' */
} MsPiece;

/* What kind of snapshot was found so far; one that says more replaces one that says less. */
typedef enum MsSnapshotKind
{
	MS_SNAPSHOT_NONE,
	MS_SNAPSHOT_WORD,			/* preview */
	MS_SNAPSHOT_REVISION,		/* v2 */
	MS_SNAPSHOT_DATE
} MsSnapshotKind;

typedef struct MsParse
{
	MsToken		tokens[MS_MAX_TOKENS + 2];
	int			count;
	int			line_at;		/* index of the token that names the line, or -1 */
	int			first;			/* index of the first token after the line's name */
	bool		local_path;
	bool		region_known;	/* an ARN has given the region */

	const MsLine *line;			/* NULL if the line is a word that is not in the lexicon */
	const char *vendor;
	const char *line_name;
	int			line_length;
	const char *rule;

	MsPiece		pieces[MS_MAX_TOKENS + 8];
	int			npieces;
	int			strangers;		/* number of words that are not in the lexicon */

	MsText		version;
	MsText		variant;
	MsText		snapshot;
	MsSnapshotKind snapshot_kind;
	MsText		effort;
	bool		thinking;		/* the mode is thinking */
	bool		not_thinking;
	MsText		aside[MS_NASIDES];
} MsParse;

/* Begin a parse in which nothing is found yet; does not set its tokens. */
extern void ms_start_parse(MsParse *parse);

/* Set a text; append to it, with joint between unless the text is empty or joint is zero. */
extern void ms_text_set(MsText *text, const char *data, int length);
extern void ms_text_add(MsText *text, char joint, const char *data, int length);

/* Add a token to the variant. */
extern void ms_add_piece(MsParse *parse, const MsToken *token, MsRank rank);

/* Append a token to an aside. */
extern void ms_add_aside(MsParse *parse, MsAside aside, const MsToken *token);

/* Has the variant a size so far? */
extern bool ms_has_size(const MsParse *parse);

static inline bool
ms_has_flag(const MsParse *parse, int flag)
{
	return parse->line != NULL && (parse->line->flags & flag) != 0;
}

/* The token at index, or NULL past the end. */
static inline const MsToken *
ms_token_at(const MsParse *parse, int index)
{
	return index < parse->count ? &parse->tokens[index] : NULL;
}

/* Is the token in the name of a file or folder below the model's own folder? */
static inline bool
ms_is_below_model(const MsParse *parse, const MsToken *token)
{
	return parse->local_path && token->segment != parse->tokens[parse->line_at].segment;
}

#endif							/* MS_PARSE_H */

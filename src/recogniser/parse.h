/*-------------------------------------------------------------------------
 *
 * parse.h
 *		What the recogniser knows of a name while it reads it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_PARSE_H
#define MS_PARSE_H

#include "recogniser/identity.h"
#include "recogniser/tokens.h"

/* A short text being put together; what does not fit makes it overflow. */
#define MS_MAX_TEXT		256

typedef struct MsText
{
	int			length;
	bool		overflow;
	char		data[MS_MAX_TEXT];
} MsText;

/* Where a word of the variant is written: words first, then sizes, then tunes. */
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

/* What the snapshot is so far; what says more replaces what says less. */
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
	int			line_at;		/* token that names the line, or -1 */
	int			first;			/* first token after the line's name */
	bool		local_path;
	bool		region_known;	/* from an ARN */

	const MsLine *line;			/* NULL: the line is a word that the lexicon lacks */
	const char *vendor;
	const char *line_name;
	int			line_length;
	const char *rule;

	MsPiece		pieces[MS_MAX_TOKENS + 8];
	int			npieces;
	int			strangers;		/* words that the lexicon lacks */

	MsText		version;
	MsText		variant;
	MsText		snapshot;
	MsSnapshotKind snapshot_kind;
	MsText		effort;
	bool		thinking;		/* as a mode for certain */
	bool		not_thinking;
	MsText		aside[MS_NASIDES];
} MsParse;

extern void ms_start_parse(MsParse *parse);
extern void ms_text_set(MsText *text, const char *data, int length);
extern void ms_text_add(MsText *text, char joint, const char *data, int length);
extern void ms_add_piece(MsParse *parse, const MsToken *token, MsRank rank);
extern void ms_add_aside(MsParse *parse, MsAside aside, const MsToken *token);
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

/* In a file or folder below a model's own folder? */
static inline bool
ms_is_below_model(const MsParse *parse, const MsToken *token)
{
	return parse->local_path && token->segment != parse->tokens[parse->line_at].segment;
}

#endif							/* MS_PARSE_H */

/*-------------------------------------------------------------------------
 *
 * tokens.h
 *		A name of a model cut into tokens.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_TOKENS_H
#define MS_TOKENS_H

#include "recogniser/lexicon.h"

/* A text that is longer, in bytes or in tokens, is not a name. */
#define MS_MAX_PARSED	1024
#define MS_MAX_TOKENS	64

typedef enum MsTokenKind
{
	MS_TOKEN_WORD,				/* pro; word is its entry in the lexicon, or NULL */
	MS_TOKEN_NUMBER,			/* 3, 0613, 20250219 */
	MS_TOKEN_DECIMAL,			/* 3.5 */
	MS_TOKEN_LETTERED,			/* 4o, 4.5v: a number and a letter */
	MS_TOKEN_SERIES,			/* k2.5, r1, v3: a letter and a number */
	MS_TOKEN_SIZE,				/* 70b, 8x7b, e4b */
	MS_TOKEN_ACTIVE,			/* a22b */
	MS_TOKEN_EXPERTS,			/* 16e */
	MS_TOKEN_CONTEXT,			/* 128k */
	MS_TOKEN_QUANT,				/* q4_k_m, 6bit */
	MS_TOKEN_HASH				/* long and hexadecimal */
} MsTokenKind;

typedef struct MsToken
{
	const char *text;
	const MsWord *word;
	short		length;
	unsigned char kind;
	unsigned char segment;		/* number of path segments before it */
	char		before;			/* separator before it: '/', ':', '@', '[', '(' or '.'; '-' for any
								 * other; '\0' for none */
} MsToken;

/* Cut a text into tokens.  Returns their number, or -1 if the text is not a name.  May change the text. */
extern int	ms_cut_tokens(char *text, int length, MsToken *tokens);

static inline bool
ms_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* May this separator stand between the words of one entry, or the numbers of one version? */
static inline bool
ms_is_plain(char before)
{
	return before == '-' || before == '.' || before == '\0';
}

static inline bool
ms_is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || ms_is_digit(c) || ((unsigned char) c) >= 0x80;
}

#endif							/* MS_TOKENS_H */

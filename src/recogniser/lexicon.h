/*-------------------------------------------------------------------------
 *
 * lexicon.h
 *		The words that no grammar can know: vendors and their lines, hosts,
 *		routes, tunes.  The build compiles them in from lexicon.txt.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_LEXICON_H
#define MS_LEXICON_H

#include <stdbool.h>

/* Role of a word in a name, beside that of a vendor, a line or a host. */
typedef enum MsWordClass
{
	MS_WORD_NONE,
	MS_WORD_TIER,				/* mini, pro, flash */
	MS_WORD_SPEED,				/* fast, turbo: a tier, or how fast a host serves the model */
	MS_WORD_TUNE,				/* instruct, it, base: what the model was tuned for; follows sizes */
	MS_WORD_THINK,				/* thinking, reasoning: a mode, or a tune */
	MS_WORD_NOTHINK,
	MS_WORD_EFFORT,				/* high, low */
	MS_WORD_ROUTE,				/* free, batch: not identity */
	MS_WORD_QUANT,				/* fp8, awq: not identity */
	MS_WORD_REGION,				/* us, eu: not identity, before the line only */
	MS_WORD_PREVIEW,			/* preview, exp: a snapshot */
	MS_WORD_LATEST,				/* latest, default: ignored */
	MS_WORD_NOISE,				/* models, accounts: ignored */
	MS_WORD_LEAD,				/* my, prod: ignored before the line */
	MS_WORD_MONTH				/* june: a snapshot */
} MsWordClass;

/* Properties of a line. */
#define MS_LINE_STRONG		0x01	/* takes precedence over lines to its left */
#define MS_LINE_COMMON		0x02	/* also an everyday word: needs more evidence */
#define MS_LINE_EFFORT		0x04	/* "medium" and "none" are efforts */
#define MS_LINE_NOZERO		0x08	/* 4.0 is 4 */
#define MS_LINE_KEEPV		0x10	/* v3 keeps its letter */
#define MS_LINE_REVISION	0x20	/* a v2 at the end is a revision of the same version */
#define MS_LINE_PREVIEW		0x40	/* "preview" names a model of its own */
#define MS_LINE_GLUED		0x80	/* its number must follow without separator: o3 */
#define MS_LINE_CHAT		0x100	/* "chat" beside a version is ignored */
#define MS_LINE_LOWER		0x200	/* for display: words of the variant in lower case */
#define MS_LINE_DASHED		0x400	/* for display: variant after '-' */
#define MS_LINE_LETTERS		0x800	/* a single letter after the line is its version */
#define MS_LINE_HOSTFAST	0x1000	/* "fast" always describes the host */
#define MS_LINE_WINDOW		0x2000	/* a context window of 100k or more describes the host */

typedef struct MsVendor
{
	const char *name;
	const char *label;
} MsVendor;

typedef struct MsLine
{
	short		vendor;
	unsigned short flags;
	short		hybrid;			/* first version (times 100) of which thinking is a mode, or -1 */
	char		joint;			/* for display: between line and version */
	const char *name;
	const char *label;
} MsLine;

typedef struct MsWord
{
	const char *text;
	const char *label;			/* for display, or NULL */
	const char *name;			/* the host that it names, or the word that it stands for, or NULL */
	unsigned char length;
	unsigned char words;		/* number of words of the longest entry that begins with this one */
	unsigned char word_class;
	bool		host;
	bool		common;			/* this spelling of a line is an everyday word */
	short		vendor;			/* the vendor that it names, or -1 */
	short		line;			/* the line that it names, or -1 */
	short		implied;		/* the line that this word of a variant implies, or -1 */
} MsWord;

extern const MsVendor *ms_lexicon_vendor(int index);
extern const MsLine *ms_lexicon_line(int index);

/* The entry for length bytes at text, or NULL. */
extern const MsWord *ms_lexicon_word(const char *text, int length);

/* Another name for "vendor/line/version/variant", or NULL. */
extern const char *ms_lexicon_alias(const char *text, int length);

/*
 * How a line is displayed: its label (NULL where the lexicon has none), the character before the
 * version ('-' as in GPT-4.1, ' ' as in Claude 3.7, '\0' as in o3) and the one before each word of
 * the variant (' ' or '-'), and whether those words stay in lower case (GPT-4.1 mini) or get a
 * capital (Claude 3.7 Sonnet).
 */
typedef struct MsLineStyle
{
	const char *label;
	char		before_version;
	char		before_variant;
	bool		lower_variant;
} MsLineStyle;

/* How a vendor, or a word of a variant, is displayed; NULL where the lexicon has no label for it. */
extern const char *ms_vendor_label(const char *vendor);
extern const char *ms_word_label(const char *word, int length);

/* Returns false, with label NULL and usual values, for a line that is not in the lexicon. */
extern bool ms_line_style(const char *vendor, const char *line, MsLineStyle *style);

/* Has the word a role of its own, or is it only the beginning of longer entries? */
static inline bool
ms_word_has_role(const MsWord *word)
{
	return word->word_class != MS_WORD_NONE || word->host ||
		word->vendor >= 0 || word->line >= 0 || word->implied >= 0;
}

#endif							/* MS_LEXICON_H */

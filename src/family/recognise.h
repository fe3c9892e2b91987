/*-------------------------------------------------------------------------
 *
 * recognise.h
 *		From a gateway's spelling of a model to the fields of its identity.
 *
 * The recogniser is plain C over bytes: it allocates nothing, raises
 * nothing, reads no setting and no catalogue, so its result depends on its
 * input and the encoding alone.  It includes no PostgreSQL header, so that it
 * can be tested and fuzzed on its own.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RECOGNISE_H
#define MS_RECOGNISE_H

#include <stdbool.h>

/* The fields of an identity, in their written order. */
typedef enum MsField
{
	MS_VENDOR,
	MS_LINE,
	MS_VERSION,
	MS_VARIANT,
	MS_SNAPSHOT,
	MS_MODE
} MsField;

#define MS_NFIELDS	6

/* Longest identity, all fields together, in bytes; a longer unknown name is cut, with a hash. */
#define MS_MAX_IDENTITY	512

/* What is not identity, but model_parse() shows beside it. */
typedef enum MsAside
{
	MS_HOST,					/* bedrock, vertex_ai, azure, fireworks, … */
	MS_REGION,					/* us, eu-west-1, … */
	MS_ROUTE,					/* free, nitro, floor, online, … */
	MS_QUANTISATION,			/* fp8, q4_k_m, awq, … */
	MS_OWNER					/* the owner of a fine-tune, account or organisation */
} MsAside;

#define MS_NASIDES	5

/*
 * A result.  Each field or aside is a string in buffer, or NULL where absent; the fields are
 * lower case in ASCII, other bytes as they came.  rule names, for people, the rule that
 * matched; it is a constant string.  Owned by the caller, usually on its stack; do not copy
 * it by assignment, for the fields point into the buffer.
 */
typedef struct MsRecognised
{
	const char *field[MS_NFIELDS];
	const char *aside[MS_NASIDES];
	const char *rule;
	bool		known;			/* false: vendor is "unknown" and line holds the name */
	int			used;			/* bytes of buffer in use */
	char		buffer[4 * MS_MAX_IDENTITY];
} MsRecognised;

/*
 * Recognise length bytes at text, which need not end in a zero byte and may be anything.
 * Empty text, or nothing but white space, has vendor "unknown" and no line.
 */
extern void ms_recognise(const char *text, int length, MsRecognised *result);

/*
 * The same for a family: "gpt-4.1", "claude sonnet", "deepseek".  Fields not named stay NULL
 * (open).  A word that names both a vendor and its line, as "deepseek" does, alone means the vendor.
 */
extern void ms_recognise_family(const char *text, int length, MsRecognised *result);

/* What ms_recognise makes of a name that nobody knows, for text that is not to be looked into. */
extern void ms_unknown(const char *text, int length, MsRecognised *result);

/*
 * Of the first limit bytes at text, which has length of them, how many make whole characters.
 * To be supplied where the recogniser is linked in, for only a server knows its encoding:
 * encoding.c, or for programs of the tests the function below it.
 */
extern int	ms_whole_characters(const char *text, int length, int limit);

/* The same for UTF-8; never cuts off more than three bytes, whatever they are. */
extern int	ms_whole_utf8(const char *text, int length, int limit);

/* Version of the recogniser: any change of any result raises it. */
#define MS_RECOGNISER_VERSION	1

/*
 * For display: how a vendor, a line or a word of a variant is written, NULL where the lexicon
 * does not say.  Of a line also how it and its version are joined: '-' as in GPT-4.1, ' ' as in
 * Claude 3.7, '\0' as in o3; and how the variant follows: ' ' or '-'; and whether words
 * of the variant stay in lower case (GPT-4.1 mini) or get a capital (Claude 3.7 Sonnet).
 */
typedef struct MsLineStyle
{
	const char *label;
	char		before_version;
	char		before_variant;
	bool		lower_variant;
} MsLineStyle;

extern const char *ms_vendor_label(const char *vendor);
extern const char *ms_line_label(const char *vendor, const char *line);
extern const char *ms_word_label(const char *word, int length);

/* False, with label NULL and the usual joints, where the line is not in the lexicon. */
extern bool ms_line_style(const char *vendor, const char *line, MsLineStyle *style);

#endif							/* MS_RECOGNISE_H */

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

#include "recogniser/identity.h"

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

/* Version of the recogniser: any change of any result raises it. */
#define MS_RECOGNISER_VERSION	1

#endif							/* MS_RECOGNISE_H */

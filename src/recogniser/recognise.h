/*-------------------------------------------------------------------------
 *
 * recognise.h
 *		From a gateway's spelling of a model to the fields of its identity.
 *
 * The recogniser is plain C over bytes.  It allocates no memory, raises no
 * error and reads neither settings nor catalogues, so its result depends on
 * nothing but its input and the encoding.  It includes no header of PostgreSQL,
 * so that it can be tested and fuzzed by itself.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RECOGNISE_H
#define MS_RECOGNISE_H

#include <stdbool.h>

#include "recogniser/identity.h"

/*
 * A result.  Each field or aside is a string in buffer, or NULL where absent.  ASCII letters of
 * the fields are in lower case, all other bytes as in the input.  rule is a constant string that
 * names, for human readers, the rule that matched.  The caller owns the result, usually on its
 * stack; it must not be copied by assignment, because its pointers point into buffer.
 *
 * A name that is not known has the vendor MS_UNKNOWN_VENDOR, and the line holds all of it.
 */
typedef struct MsRecognised
{
	const char *field[MS_NFIELDS];
	const char *aside[MS_NASIDES];
	const char *rule;
	int			used;			/* bytes of buffer in use */
	char		buffer[4 * MS_MAX_IDENTITY];
} MsRecognised;

/*
 * Recognise length bytes at text; any bytes are allowed, and no zero byte need follow them.
 * Text that is empty or only white space has the unknown vendor and no line.
 */
extern void ms_recognise(const char *text, int length, MsRecognised *result);

/*
 * The same for a family: "gpt-4.1", "claude sonnet", "deepseek".  Fields that the text does not
 * name stay NULL (open).  A word that names both a vendor and its line, as "deepseek" does, means
 * the vendor if it stands alone.
 */
extern void ms_recognise_family(const char *text, int length, MsRecognised *result);

/* Give text the result of an unknown name, without trying to recognise it. */
extern void ms_unknown(const char *text, int length, MsRecognised *result);

/* Version of the recogniser, to be raised with every change of any result. */
#define MS_RECOGNISER_VERSION	1

#endif							/* MS_RECOGNISE_H */

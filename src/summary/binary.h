/*-------------------------------------------------------------------------
 *
 * binary.h
 *		Reading and writing the parts of a summary's binary form.
 *
 * Numbers are in network byte order; texts go through the client's encoding,
 * numbers do not.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_BINARY_H
#define MS_BINARY_H

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"

#include "common/exact_sum.h"

/* Raise: a binary form holds what no summary can hold. */
pg_noreturn extern void ms_bad_binary(const char *type_name, const char *what);

/* A text with its length before it. */
extern char *ms_receive_text(StringInfo in, const char *type_name, int *length);

extern void ms_send_sum(StringInfo out, MsSum sum);
extern MsSum ms_receive_sum(StringInfo in);

#endif							/* MS_BINARY_H */

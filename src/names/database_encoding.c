/*-------------------------------------------------------------------------
 *
 * database_encoding.c
 *		Whole characters in the encoding of the database, for the recogniser.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "recogniser/encoding.h"

int
ms_whole_characters(const char *text, int length, int limit)
{
	/* with SQL_ASCII the bytes may be anything, and mostly are UTF-8 */
	if (GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII)
		return ms_whole_utf8(text, length, limit);
	return pg_mbcliplen(text, length, limit);
}

/*-------------------------------------------------------------------------
 *
 * database_encoding.c
 *		What the recogniser asks about the encoding of the database.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "recogniser/encoding.h"

int
ms_whole_characters(const char *text, int length, int limit)
{
	/* SQL_ASCII says nothing about the bytes; mostly they are UTF-8 */
	if (GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII)
		return ms_whole_utf8(text, length, limit);
	return pg_mbcliplen(text, length, limit);
}

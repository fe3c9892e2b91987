/*-------------------------------------------------------------------------
 *
 * model_levels.c
 *		The levels at which names are grouped and displayed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "names/model_levels.h"

static const char *const level_names[MS_NFIELDS] = {
	"vendor", "line", "version", "variant", "snapshot", "mode"
};

MsField
ms_read_level(const text *name)
{
	const char *bytes = VARDATA_ANY(name);
	int			length = VARSIZE_ANY_EXHDR(name);

	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (length == strlen(level_names[i]) && memcmp(bytes, level_names[i], length) == 0)
			return i;
	}

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown level \"%.*s\"", length, bytes),
			 errhint("Levels are vendor, line, version, variant, snapshot and mode.")));
}

MsMemo *
ms_level_memo(FunctionCallInfo fcinfo, MsField level)
{
	MsMemo	  **memos = fcinfo->flinfo->fn_extra;

	if (memos == NULL)
	{
		memos = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, MS_NFIELDS * sizeof(MsMemo *));
		fcinfo->flinfo->fn_extra = memos;
	}
	if (memos[level] == NULL)
		memos[level] = ms_memo_begin(fcinfo->flinfo->fn_mcxt);
	return memos[level];
}

/*-------------------------------------------------------------------------
 *
 * rows.c
 *		Rows of a set-returning function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/tuplestore.h"

#include "common/compat.h"
#include "common/rows.h"

void
ms_row_store(MsRow *row, FunctionCallInfo fcinfo)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	CHECK_FOR_INTERRUPTS();

	/* the loaded library may be older than the SQL declarations, if the extension was updated since */
	if (unlikely(row->column != rsinfo->setDesc->natts))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("function of the loaded library of modelshare returns %d columns, but is declared with %d",
						row->column, rsinfo->setDesc->natts),
				 errhint("Connect again, if the extension was updated; else update it by ALTER EXTENSION modelshare UPDATE.")));
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row->values, row->nulls);
}

/*-------------------------------------------------------------------------
 *
 * elasticity_rows.h
 *		What the transition functions of elasticity() and usage_elasticity()
 *		share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_ROWS_H
#define MS_ELASTICITY_ROWS_H

#include "fmgr.h"
#include "utils/date.h"

#include "elasticity/elasticity_summary.h"

static inline void
ms_elasticity_count(int64 *counts, ElasticityDrop drop)
{
	counts[MS_ROWS_READ]++;
	if (unlikely(drop != MS_ROW_USED))
		counts[drop]++;
}

/*
 * Bytes of a unit or period that is not NULL; a number's are put into buffer.
 */
static pg_attribute_always_inline void
ms_elasticity_read_key(Datum value, ElasticityKeyType type, char *buffer, const char **bytes, int32 *length)
{
	if (type == MS_KEY_TEXT)
	{
		text	   *key = ms_text_argument(value);

		*bytes = VARDATA_ANY(key);
		*length = VARSIZE_ANY_EXHDR(key);
		return;
	}
	ms_number_to_key(type == MS_KEY_DATE ? (int64) DatumGetDateADT(value) : DatumGetInt64(value), buffer);
	*bytes = buffer;
	*length = MS_NUMBER_KEY_LENGTH;
}

/* Add a row to a state that is not a builder; what the transition function returns. */
extern Datum ms_elasticity_add_to_flat(FunctionCallInfo fcinfo, MsSummary *state,
									   const ElasticityRow *row, ElasticityDrop drop);

#endif							/* MS_ELASTICITY_ROWS_H */

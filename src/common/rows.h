/*-------------------------------------------------------------------------
 *
 * rows.h
 *		Rows of a set-returning function, filled column by column.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ROWS_H
#define MS_ROWS_H

#include "fmgr.h"
#include "utils/builtins.h"

#include "common/exact_sum.h"

#define MS_MAX_COLUMNS	32

/* An accessor that would return more rows raises an error. */
#define MS_MAX_ROWS		10000000

typedef struct MsRow
{
	Datum		values[MS_MAX_COLUMNS];
	bool		nulls[MS_MAX_COLUMNS];
	int			column;
} MsRow;

static inline void
ms_row_begin(MsRow *row)
{
	row->column = 0;
}

static inline void
ms_row_put(MsRow *row, Datum value)
{
	row->values[row->column] = value;
	row->nulls[row->column++] = false;
}

static inline void
ms_row_null(MsRow *row)
{
	row->values[row->column] = (Datum) 0;
	row->nulls[row->column++] = true;
}

/* Fill a column: with NULL unless its value is known. */
static inline void
ms_row_put_known(MsRow *row, bool known, Datum value)
{
	if (known)
		ms_row_put(row, value);
	else
		ms_row_null(row);
}

static inline void
ms_row_put_float8(MsRow *row, bool known, double value)
{
	if (known)
		ms_row_put(row, Float8GetDatum(value));
	else
		ms_row_null(row);
}

static inline void
ms_row_put_sum(MsRow *row, MsSum sum)
{
	ms_row_put(row, NumericGetDatum(ms_sum_numeric(sum)));
}

/* Add the row to the result begun by ms_begin_rows(). */
extern void ms_row_store(MsRow *row, FunctionCallInfo fcinfo);

#endif							/* MS_ROWS_H */

/*
 * memory_faults.c
 *	  Functions that are wrong on purpose: a server that sees memory faults has to report each.
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(write_past_chunk);
PG_FUNCTION_INFO_V1(read_past_chunk);
PG_FUNCTION_INFO_V1(read_freed_chunk);
PG_FUNCTION_INFO_V1(branch_on_unset);
PG_FUNCTION_INFO_V1(shift_too_far);

/* Three chunks in a row of one block: what is past the middle one is the process's own memory. */
static volatile char *
middle_chunk(Size size)
{
	volatile char *middle;

	palloc(size);
	middle = palloc(size);
	palloc(size);
	return middle;
}

Datum
write_past_chunk(PG_FUNCTION_ARGS)
{
	middle_chunk(24)[24] = 1;
	PG_RETURN_VOID();
}

Datum
read_past_chunk(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(middle_chunk(21)[21]);
}

Datum
read_freed_chunk(PG_FUNCTION_ARGS)
{
	volatile char *chunk = middle_chunk(24);

	pfree((void *) chunk);
	PG_RETURN_INT32(chunk[0]);
}

Datum
branch_on_unset(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(middle_chunk(24)[3] > 17 ? 1 : 2);
}

Datum
shift_too_far(PG_FUNCTION_ARGS)
{
	volatile int one = PG_GETARG_INT32(0);

	PG_RETURN_INT32(one << (one + 31));
}

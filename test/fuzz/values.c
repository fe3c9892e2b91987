/*
 * values.c
 *	  SQL functions through which test/fuzz/values.sql reaches what SQL cannot call by itself: a type's
 *	  text input and binary input with any characters and bytes, as a client and COPY reach them.
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(fuzz_input);
PG_FUNCTION_INFO_V1(fuzz_receive);

/* fuzz_input(text, anyelement) → the text as a value of the second argument's type */
Datum
fuzz_input(PG_FUNCTION_ARGS)
{
	Oid			function;
	Oid			parameter;

	getTypeInputInfo(get_fn_expr_rettype(fcinfo->flinfo), &function, &parameter);
	PG_RETURN_DATUM(OidInputFunctionCall(function, text_to_cstring(PG_GETARG_TEXT_PP(0)), parameter, -1));
}

/* fuzz_receive(bytea, anyelement) → the bytes as a value of the second argument's type */
Datum
fuzz_receive(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	int			length = VARSIZE_ANY_EXHDR(bytes);
	StringInfoData message;
	Oid			function;
	Oid			parameter;
	Datum		value;

	getTypeBinaryInputInfo(get_fn_expr_rettype(fcinfo->flinfo), &function, &parameter);
	/* as large as the bytes and no larger, so that a read beyond them is one beyond the chunk */
	message.data = palloc(length + 1);
	memcpy(message.data, VARDATA_ANY(bytes), length);
	message.data[length] = '\0';
	message.len = length;
	message.maxlen = length + 1;
	message.cursor = 0;
	value = OidReceiveFunctionCall(function, &message, parameter, -1);
	if (message.cursor != message.len)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("incorrect binary data format")));
	PG_RETURN_DATUM(value);
}

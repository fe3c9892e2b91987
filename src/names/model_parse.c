/*-------------------------------------------------------------------------
 *
 * model_parse.c
 *		model_parse(): the fields of a raw name, the parts that do not belong
 *		to its identity, and the rule that matched.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "names/modelname.h"

PG_FUNCTION_INFO_V1(ms_model_parse);

/* Columns after the fields and the asides. */
#define COLUMN_RECOGNISED	(MS_NFIELDS + MS_NASIDES)
#define COLUMN_RULE			(COLUMN_RECOGNISED + 1)
#define COLUMN_NAME			(COLUMN_RULE + 1)
#define NCOLUMNS			(COLUMN_NAME + 1)

static Datum
text_datum(const char *bytes, int length)
{
	return PointerGetDatum(cstring_to_text_with_len(bytes, length));
}

/*
 * Fill the columns for a raw name.
 */
static void
parse_columns(const text *raw, Datum *values, bool *nulls)
{
	MsFieldsBuffer buffer;
	MsRecognised *recognised = &buffer.recognised;
	MsFields	fields;

	memset(recognised->aside, 0, sizeof(recognised->aside));
	recognised->rule = "canonical";
	ms_read_raw(VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw), MS_KIND_NAME, &fields, &buffer);

	for (int i = 0; i < MS_NFIELDS; i++)
	{
		nulls[i] = fields.field[i] == NULL;
		if (!nulls[i])
			values[i] = text_datum(fields.field[i], fields.length[i]);
	}
	for (int i = 0; i < MS_NASIDES; i++)
	{
		const char *aside = recognised->aside[i];

		nulls[MS_NFIELDS + i] = aside == NULL;
		if (aside != NULL)
			values[MS_NFIELDS + i] = text_datum(aside, strlen(aside));
	}

	values[COLUMN_RECOGNISED] = BoolGetDatum(ms_is_recognised(&fields));
	values[COLUMN_RULE] = text_datum(recognised->rule, strlen(recognised->rule));
	values[COLUMN_NAME] = PointerGetDatum(ms_store_fields(&fields, MS_KIND_NAME));
	nulls[COLUMN_RECOGNISED] = nulls[COLUMN_RULE] = nulls[COLUMN_NAME] = false;
}

/*
 * model_parse(text) → one row, of NULLs for NULL: a join with it keeps every row
 */
Datum
ms_model_parse(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[NCOLUMNS] = {0};
	bool		nulls[NCOLUMNS];

	ms_begin_rows(fcinfo);
	memset(nulls, true, sizeof(nulls));
	if (!PG_ARGISNULL(0))
		parse_columns(PG_GETARG_TEXT_PP(0), values, nulls);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	return (Datum) 0;
}

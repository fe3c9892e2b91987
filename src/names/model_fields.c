/*-------------------------------------------------------------------------
 *
 * model_fields.c
 *		What SQL can ask of a name: its fields, its family at a level, whether
 *		it is recognised.
 *
 * Each function exists for modelname and for raw text; the latter has a memo
 * of the texts it has seen (memo.h).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "common/memo.h"
#include "names/model_levels.h"
#include "names/modelname.h"

PG_FUNCTION_INFO_V1(ms_model_family);
PG_FUNCTION_INFO_V1(ms_model_family_of_text);
PG_FUNCTION_INFO_V1(ms_model_recognised);
PG_FUNCTION_INFO_V1(ms_model_recognised_of_text);
PG_FUNCTION_INFO_V1(ms_recogniser_version);

/*
 * Return a field as text, or NULL where it is absent.
 */
static Datum
field_as_text(const MsFields *fields, MsField field, bool *isnull)
{
	*isnull = fields->field[field] == NULL;
	if (*isnull)
		return (Datum) 0;
	return PointerGetDatum(cstring_to_text_with_len(fields->field[field], fields->length[field]));
}

static Datum
field_of_raw(const char *bytes, int length, void *arg, bool *isnull)
{
	MsFieldsBuffer buffer;
	MsFields	fields;

	ms_read_raw(bytes, length, MS_KIND_NAME, &fields, &buffer);
	return field_as_text(&fields, *(MsField *) arg, isnull);
}

static Datum
field_of_name(FunctionCallInfo fcinfo, MsField field)
{
	MsFields	fields;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_NAME, &fields);
	return field_as_text(&fields, field, &fcinfo->isnull);
}

static Datum
field_of_text(FunctionCallInfo fcinfo, MsField field)
{
	text	   *raw = ms_text_argument(PG_GETARG_DATUM(0));

	return ms_memo_result(fcinfo, ms_memo_of_call(fcinfo),
						  VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw), field_of_raw, &field, true);
}

/*
 * model_vendor(modelname), model_vendor(text) → text, and so on
 */
#define FIELD_FUNCTIONS(function, field) \
PG_FUNCTION_INFO_V1(function); \
PG_FUNCTION_INFO_V1(function##_of_text); \
\
Datum \
function(PG_FUNCTION_ARGS) \
{ \
	return field_of_name(fcinfo, field); \
} \
\
Datum \
function##_of_text(PG_FUNCTION_ARGS) \
{ \
	return field_of_text(fcinfo, field); \
}

FIELD_FUNCTIONS(ms_model_vendor, MS_FIELD_VENDOR)
FIELD_FUNCTIONS(ms_model_line, MS_FIELD_LINE)
FIELD_FUNCTIONS(ms_model_version, MS_FIELD_VERSION)
FIELD_FUNCTIONS(ms_model_variant, MS_FIELD_VARIANT)
FIELD_FUNCTIONS(ms_model_snapshot, MS_FIELD_SNAPSHOT)
FIELD_FUNCTIONS(ms_model_mode, MS_FIELD_MODE)

/*
 * Return the family of the names that have the same fields as name up to
 * level.  A field that is absent in name is required absent in the family, so
 * that the families of one level never overlap.
 */
static Datum
family_at_level(const MsFields *name, MsField level)
{
	MsFields	family = *name;

	family.required_absent = 0;
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (i > level)
			family.field[i] = NULL;
		else if (family.field[i] == NULL)
			family.required_absent |= 1 << i;
	}
	return PointerGetDatum(ms_store_fields(&family, MS_KIND_FAMILY));
}

static Datum
family_of_raw(const char *bytes, int length, void *arg, bool *isnull)
{
	MsFieldsBuffer buffer;
	MsFields	fields;

	ms_read_raw(bytes, length, MS_KIND_NAME, &fields, &buffer);
	*isnull = false;
	return family_at_level(&fields, *(MsField *) arg);
}

/* model_family(modelname, level text) → modelfamily */
Datum
ms_model_family(PG_FUNCTION_ARGS)
{
	MsFields	fields;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_NAME, &fields);
	return family_at_level(&fields, ms_read_level(PG_GETARG_TEXT_PP(1)));
}

/* model_family(text, level text) → modelfamily */
Datum
ms_model_family_of_text(PG_FUNCTION_ARGS)
{
	text	   *raw = ms_text_argument(PG_GETARG_DATUM(0));
	MsField		level = ms_read_level(PG_GETARG_TEXT_PP(1));

	return ms_memo_result(fcinfo, ms_level_memo(fcinfo, level),
						  VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw), family_of_raw, &level, true);
}

/* model_recognised(modelname) → boolean */
Datum
ms_model_recognised(PG_FUNCTION_ARGS)
{
	MsFields	fields;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_NAME, &fields);
	PG_RETURN_BOOL(ms_is_recognised(&fields));
}

static Datum
raw_is_recognised(const char *bytes, int length, void *arg, bool *isnull)
{
	MsFieldsBuffer buffer;
	MsFields	fields;

	ms_read_raw(bytes, length, MS_KIND_NAME, &fields, &buffer);
	*isnull = false;
	return BoolGetDatum(ms_is_recognised(&fields));
}

/* model_recognised(text) → boolean */
Datum
ms_model_recognised_of_text(PG_FUNCTION_ARGS)
{
	text	   *raw = ms_text_argument(PG_GETARG_DATUM(0));

	return ms_memo_result(fcinfo, ms_memo_of_call(fcinfo),
						  VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw), raw_is_recognised, NULL, false);
}

/* recogniser_version() → integer */
Datum
ms_recogniser_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(MS_RECOGNISER_VERSION);
}

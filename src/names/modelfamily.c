/*-------------------------------------------------------------------------
 *
 * modelfamily.c
 *		The type modelfamily: a pattern over names.
 *
 * Each field of a family is fixed (the name must have the same bytes there),
 * required absent (the name must have nothing there) or open.  The stored form
 * and the order are in modelname.c, the written form is in model_text.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "names/modelname.h"

PG_FUNCTION_INFO_V1(ms_modelfamily_in);
PG_FUNCTION_INFO_V1(ms_modelfamily_out);
PG_FUNCTION_INFO_V1(ms_modelfamily_recv);
PG_FUNCTION_INFO_V1(ms_modelfamily_send);
PG_FUNCTION_INFO_V1(ms_modelfamily_from_text);
PG_FUNCTION_INFO_V1(ms_modelfamily_from_bpchar);
PG_FUNCTION_INFO_V1(ms_modelfamily_from_name);
PG_FUNCTION_INFO_V1(ms_modelname_in_family);
PG_FUNCTION_INFO_V1(ms_modelfamily_has_name);

/*
 * Does name belong to family?
 */
bool
ms_family_matches(const MsFields *family, const MsFields *name)
{
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (family->field[i] != NULL)
		{
			if (name->field[i] == NULL || name->length[i] != family->length[i] ||
				memcmp(name->field[i], family->field[i], family->length[i]) != 0)
				return false;
		}
		else if (family->required_absent & 1 << i && name->field[i] != NULL)
			return false;
	}
	return true;
}

/*
 * How narrow a family is: the number of fields that are fixed or required
 * absent.  It does not matter which fields these are, so that the order of a
 * grouping decides between families that overlap, neither within the other.
 */
int
ms_family_specificity(const MsFields *family)
{
	int			count = 0;

	for (int i = 0; i < MS_NFIELDS; i++)
		count += family->field[i] != NULL || family->required_absent & 1 << i;
	return count;
}

/* modelfamily_in(cstring) → modelfamily */
Datum
ms_modelfamily_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	struct varlena *value = ms_fields_in(text, strlen(text), MS_KIND_FAMILY, ms_escontext(fcinfo));

	if (value == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(value);
}

/* modelfamily_out(modelfamily) → cstring */
Datum
ms_modelfamily_out(PG_FUNCTION_ARGS)
{
	MsFields	fields;
	StringInfoData out;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_FAMILY, &fields);
	initStringInfo(&out);
	ms_write_canonical(&out, &fields, MS_KIND_FAMILY);
	PG_RETURN_CSTRING(out.data);
}

/* modelfamily_recv(internal) → modelfamily */
Datum
ms_modelfamily_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);

	ms_receive_version(in, "modelfamily");
	PG_RETURN_POINTER(ms_receive_fields(in, MS_KIND_FAMILY));
}

/* modelfamily_send(modelfamily) → bytea */
Datum
ms_modelfamily_send(PG_FUNCTION_ARGS)
{
	MsFields	fields;
	StringInfoData out;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_FAMILY, &fields);
	ms_begin_send(&out);
	ms_send_fields(&out, &fields, MS_KIND_FAMILY);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* modelfamily(text) → modelfamily */
Datum
ms_modelfamily_from_text(PG_FUNCTION_ARGS)
{
	text	   *raw = PG_GETARG_TEXT_PP(0);

	return ms_cast_raw(fcinfo, VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw), MS_KIND_FAMILY);
}

/* modelfamily(character) → modelfamily */
Datum
ms_modelfamily_from_bpchar(PG_FUNCTION_ARGS)
{
	BpChar	   *raw = PG_GETARG_BPCHAR_PP(0);

	return ms_cast_raw(fcinfo, VARDATA_ANY(raw), bpchartruelen(VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw)), MS_KIND_FAMILY);
}

/* modelfamily(name) → modelfamily */
Datum
ms_modelfamily_from_name(PG_FUNCTION_ARGS)
{
	char	   *raw = NameStr(*PG_GETARG_NAME(0));

	return ms_cast_raw(fcinfo, raw, strlen(raw), MS_KIND_FAMILY);
}

/*
 * Does a stored name belong to a stored family?
 */
static bool
stored_matches(struct varlena *family, struct varlena *name)
{
	MsFields	family_fields;
	MsFields	name_fields;

	ms_load_datum(family, MS_KIND_FAMILY, &family_fields);
	ms_load_datum(name, MS_KIND_NAME, &name_fields);
	return ms_family_matches(&family_fields, &name_fields);
}

/* modelname <@ modelfamily → boolean */
Datum
ms_modelname_in_family(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(stored_matches(PG_GETARG_VARLENA_PP(1), PG_GETARG_VARLENA_PP(0)));
}

/* modelfamily @> modelname → boolean */
Datum
ms_modelfamily_has_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(stored_matches(PG_GETARG_VARLENA_PP(0), PG_GETARG_VARLENA_PP(1)));
}

/*-------------------------------------------------------------------------
 *
 * modelname_io.c
 *		Input, output and casts of modelname and modelfamily.
 *
 * Text that starts with // is the written form (model_text.c); any other text
 * goes through the recogniser.  Type input raises an error for a malformed
 * written form, which a dump or a person has written.  The casts never do: in
 * the raw columns that they are for, such text is just another unknown name.
 *
 * The binary form is a version byte, the stored header and per fixed field a
 * counted string in the client's encoding.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "common/memo.h"
#include "names/modelname.h"

#define BINARY_VERSION	1

/*
 * Fields of a recognised name.
 */
static void
use_recognised(const MsRecognised *recognised, MsFields *fields)
{
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		fields->field[i] = recognised->field[i];
		fields->length[i] = recognised->field[i] ? strlen(recognised->field[i]) : 0;
	}
	fields->required_absent = 0;
}

/*
 * Read any text.  Never raises an error: a malformed written form is an unknown name.
 */
void
ms_read_raw(const char *text, int length, MsKind kind, MsFields *fields, MsFieldsBuffer *buffer)
{
	const char *problem;

	if (ms_is_canonical(text, length))
	{
		if (ms_read_canonical(text, length, kind, fields, buffer->bytes, &problem))
			return;
		ms_unknown(text, length, &buffer->recognised);
	}
	else if (kind == MS_KIND_FAMILY)
		ms_recognise_family(text, length, &buffer->recognised);
	else
		ms_recognise(text, length, &buffer->recognised);

	use_recognised(&buffer->recognised, fields);
}

/*
 * Has a name a vendor other than that of unknown names?
 */
bool
ms_is_recognised(const MsFields *name)
{
	const char *vendor = name->field[MS_FIELD_VENDOR];

	return vendor != NULL &&
		!(name->length[MS_FIELD_VENDOR] == strlen(MS_UNKNOWN_VENDOR) &&
		  memcmp(vendor, MS_UNKNOWN_VENDOR, name->length[MS_FIELD_VENDOR]) == 0);
}

/*
 * Input of either kind: the value, or NULL after a soft error.
 */
struct varlena *
ms_fields_in(const char *text, int length, MsKind kind, struct Node *escontext)
{
	MsFieldsBuffer buffer;
	MsFields	fields;
	const char *problem;

	if (!ms_is_canonical(text, length))
		ms_read_raw(text, length, kind, &fields, &buffer);
	else if (!ms_read_canonical(text, length, kind, &fields, buffer.bytes, &problem))
		ms_ereturn(escontext, NULL,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s: \"%.*s\"", ms_kind_name(kind), length, text),
					errdetail("%s", problem)));

	return ms_store_fields(&fields, kind);
}

/*
 * Append the binary form, without its version byte.
 */
void
ms_send_fields(StringInfo out, const MsFields *fields, MsKind kind)
{
	uint8		fixed = 0;

	for (int i = 0; i < MS_NFIELDS; i++)
		fixed |= fields->field[i] ? 1 << i : 0;

	pq_sendbyte(out, fixed);
	if (kind == MS_KIND_FAMILY)
		pq_sendbyte(out, fields->required_absent);
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (fields->field[i] != NULL)
			ms_send_counted_text(out, fields->field[i], fields->length[i]);
	}
}

/*
 * Take one counted string from a message and check that it may be a field.
 */
static const char *
receive_field(StringInfo in, MsKind kind, int *length, int room)
{
	int			raw_length = pq_getmsgint(in, 4);
	char	   *field;

	if (raw_length < 0 || raw_length > in->len - in->cursor)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid length of a field in external \"%s\" value", ms_kind_name(kind))));

	field = pq_getmsgtext(in, raw_length, length);
	if (*length > room)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("external \"%s\" value is longer than %d bytes", ms_kind_name(kind), MS_MAX_STORED_IDENTITY)));

	for (int i = 0; i < *length; i++)
	{
		if (field[i] == '\0' || (field[i] >= 'A' && field[i] <= 'Z'))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid character in a field of external \"%s\" value", ms_kind_name(kind)),
					 errdetail("Fields hold neither capital letters nor zero bytes.")));
	}
	return field;
}

/*
 * Read the binary form, without its version byte.
 */
struct varlena *
ms_receive_fields(StringInfo in, MsKind kind)
{
	MsFields	fields = {0};
	uint8		fixed = pq_getmsgbyte(in);
	int			room = MS_MAX_STORED_IDENTITY;

	if (kind == MS_KIND_FAMILY)
		fields.required_absent = pq_getmsgbyte(in);
	if ((fixed | fields.required_absent) >> MS_NFIELDS || fixed & fields.required_absent)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid flags in external \"%s\" value", ms_kind_name(kind))));

	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (fixed & 1 << i)
		{
			fields.field[i] = receive_field(in, kind, &fields.length[i], room);
			room -= fields.length[i];
		}
	}

	return ms_store_fields(&fields, kind);
}

/*
 * Check the version byte at the start of a binary form.
 */
void
ms_receive_version(StringInfo in, const char *type_name)
{
	int			version = pq_getmsgbyte(in);

	if (version != BINARY_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version %d of external \"%s\" value", version, type_name)));
}

/*
 * Begin a binary form.
 */
void
ms_begin_send(StringInfo out)
{
	pq_begintypsend(out);
	pq_sendbyte(out, BINARY_VERSION);
}

/*
 * The name or family that raw text stands for.
 */
static Datum
value_of_raw(const char *text, int length, void *kind, bool *isnull)
{
	MsFieldsBuffer buffer;
	MsFields	fields;

	ms_read_raw(text, length, *(MsKind *) kind, &fields, &buffer);
	*isnull = false;
	return PointerGetDatum(ms_store_fields(&fields, *(MsKind *) kind));
}

/*
 * Cast raw text, with a memo of the texts seen before.
 */
static Datum
cast_raw(FunctionCallInfo fcinfo, const char *text, int length, MsKind kind)
{
	return ms_memo_result(fcinfo, ms_memo_of_call(fcinfo), text, length, value_of_raw, &kind, true);
}

/*
 * Input, output, binary form, and the casts from text, character and name:
 * ms_modelname_in, ms_modelfamily_in, and so on
 */
#define IO_FUNCTIONS(type, kind) \
PG_FUNCTION_INFO_V1(type##_in); \
\
Datum \
type##_in(PG_FUNCTION_ARGS) \
{ \
	char	   *text = PG_GETARG_CSTRING(0); \
	struct varlena *value = ms_fields_in(text, strlen(text), kind, ms_escontext(fcinfo)); \
\
	if (value == NULL) \
		PG_RETURN_NULL(); \
	PG_RETURN_POINTER(value); \
} \
\
PG_FUNCTION_INFO_V1(type##_out); \
\
Datum \
type##_out(PG_FUNCTION_ARGS) \
{ \
	MsFields	fields; \
	StringInfoData out; \
\
	ms_load_datum(PG_GETARG_VARLENA_PP(0), kind, &fields); \
	initStringInfo(&out); \
	ms_write_canonical(&out, &fields, kind); \
	PG_RETURN_CSTRING(out.data); \
} \
\
PG_FUNCTION_INFO_V1(type##_recv); \
\
Datum \
type##_recv(PG_FUNCTION_ARGS) \
{ \
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0); \
\
	ms_receive_version(in, ms_kind_name(kind)); \
	PG_RETURN_POINTER(ms_receive_fields(in, kind)); \
} \
\
PG_FUNCTION_INFO_V1(type##_send); \
\
Datum \
type##_send(PG_FUNCTION_ARGS) \
{ \
	MsFields	fields; \
	StringInfoData out; \
\
	ms_load_datum(PG_GETARG_VARLENA_PP(0), kind, &fields); \
	ms_begin_send(&out); \
	ms_send_fields(&out, &fields, kind); \
	PG_RETURN_BYTEA_P(pq_endtypsend(&out)); \
} \
\
PG_FUNCTION_INFO_V1(type##_from_text); \
\
Datum \
type##_from_text(PG_FUNCTION_ARGS) \
{ \
	text	   *raw = ms_text_argument(PG_GETARG_DATUM(0)); \
\
	return cast_raw(fcinfo, VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw), kind); \
} \
\
PG_FUNCTION_INFO_V1(type##_from_bpchar); \
\
Datum \
type##_from_bpchar(PG_FUNCTION_ARGS) \
{ \
	BpChar	   *raw = PG_GETARG_BPCHAR_PP(0); \
\
	return cast_raw(fcinfo, VARDATA_ANY(raw), bpchartruelen(VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw)), kind); \
} \
\
PG_FUNCTION_INFO_V1(type##_from_name); \
\
Datum \
type##_from_name(PG_FUNCTION_ARGS) \
{ \
	char	   *raw = NameStr(*PG_GETARG_NAME(0)); \
\
	return cast_raw(fcinfo, raw, strlen(raw), kind); \
}

IO_FUNCTIONS(ms_modelname, MS_KIND_NAME)
IO_FUNCTIONS(ms_modelfamily, MS_KIND_FAMILY)

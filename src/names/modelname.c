/*-------------------------------------------------------------------------
 *
 * modelname.c
 *		The stored form of names and families, and their order.
 *
 * See modelname.h for the layout.  Names are stored by the hundred million,
 * hence only one byte of overhead and one for each field.  The format version
 * makes it possible to have a longer header later.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "common/keymap.h"
#include "names/modelname.h"

#define FORMAT_VERSION		1
#define VERSION_SHIFT		6
#define FIELDS_MASK			((1 << MS_NFIELDS) - 1)
#define ONE_BYTE_LIMIT		0x80

#define HEADER_SIZE(kind)	((kind) == MS_KIND_FAMILY ? 2 : 1)

StaticAssertDecl(MS_NFIELDS <= VERSION_SHIFT, "fields and version must share a byte");
StaticAssertDecl(MS_MAX_STORED_IDENTITY < ONE_BYTE_LIMIT << 8, "lengths must fit two bytes");

PG_FUNCTION_INFO_V1(ms_fields_hash);
PG_FUNCTION_INFO_V1(ms_fields_hash_extended);

/*
 * Return the name of kind's SQL type.
 */
const char *
ms_kind_name(MsKind kind)
{
	return kind == MS_KIND_FAMILY ? "modelfamily" : "modelname";
}

/*
 * Make the stored form of fields, which must be within the limits of the type.
 */
struct varlena *
ms_store_fields(const MsFields *fields, MsKind kind)
{
	Size		size = VARHDRSZ + HEADER_SIZE(kind);
	uint8		fixed = 0;
	struct varlena *value;
	uint8	   *out;

	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (fields->field[i] == NULL)
			continue;
		fixed |= 1 << i;
		size += (fields->length[i] < ONE_BYTE_LIMIT ? 1 : 2) + fields->length[i];
	}

	value = palloc(size);
	SET_VARSIZE(value, size);
	out = (uint8 *) VARDATA(value);
	*out++ = FORMAT_VERSION << VERSION_SHIFT | fixed;
	if (kind == MS_KIND_FAMILY)
		*out++ = fields->required_absent;

	for (int i = 0; i < MS_NFIELDS; i++)
	{
		int			length = fields->length[i];

		if (fields->field[i] == NULL)
			continue;
		if (length >= ONE_BYTE_LIMIT)
			*out++ = ONE_BYTE_LIMIT | length >> 8;
		*out++ = length & 0xff;
		memcpy(out, fields->field[i], length);
		out += length;
	}

	return value;
}

/*
 * Take the next field of a stored form, between *next and end.
 */
static bool
load_field(const uint8 **next, const uint8 *end, const char **field, int *length)
{
	const uint8 *in = *next;
	int			n;

	if (in >= end)
		return false;
	n = *in++;
	if (n >= ONE_BYTE_LIMIT)
	{
		if (in >= end)
			return false;
		n = (n & ~ONE_BYTE_LIMIT) << 8 | *in++;
		if (n < ONE_BYTE_LIMIT)
			return false;
	}
	if (n > end - in)
		return false;

	*field = (const char *) in;
	*length = n;
	*next = in + n;
	return true;
}

/*
 * Find the fields in a stored form.
 */
void
ms_load_fields(const char *bytes, Size length, MsKind kind, MsFields *fields)
{
	const uint8 *next = (const uint8 *) bytes;
	const uint8 *end = next + length;
	uint8		fixed;
	uint8		required_absent = 0;
	bool		sound = true;

	if (length < HEADER_SIZE(kind) || *next >> VERSION_SHIFT != FORMAT_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored %s has an unknown format", ms_kind_name(kind))));

	fixed = *next++ & FIELDS_MASK;
	if (kind == MS_KIND_FAMILY)
		required_absent = *next++;

	for (int i = 0; i < MS_NFIELDS; i++)
	{
		fields->field[i] = NULL;
		fields->length[i] = 0;
		if (sound && fixed & 1 << i)
			sound = load_field(&next, end, &fields->field[i], &fields->length[i]);
	}
	fields->required_absent = required_absent;

	if (!sound || next != end || required_absent & (fixed | ~FIELDS_MASK))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored %s is damaged", ms_kind_name(kind))));
}

/*
 * Find the fields in value, a detoasted varlena with a header of one or four bytes.
 */
void
ms_load_datum(struct varlena *value, MsKind kind, MsFields *fields)
{
	ms_load_fields(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), kind, fields);
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Compare the numbers at *a and *b, of any length, and step over them.
 */
static int
compare_numbers(const char **a, const char *a_end, const char **b, const char *b_end)
{
	const char *a_start;
	const char *b_start;

	while (*a < a_end && **a == '0')
		(*a)++;
	while (*b < b_end && **b == '0')
		(*b)++;
	a_start = *a;
	b_start = *b;
	while (*a < a_end && is_digit(**a))
		(*a)++;
	while (*b < b_end && is_digit(**b))
		(*b)++;

	if (*a - a_start != *b - b_start)
		return *a - a_start < *b - b_start ? -1 : 1;
	return memcmp(a_start, b_start, *a - a_start);
}

/*
 * Compare two fields in natural sort order: runs of digits by their number, the
 * rest by bytes, so that 4.9 comes before 4.10 and 8b before 70b.  Ties (4.1
 * and 4.01) are broken by bytes, so that only identical fields are equal.
 */
static int
compare_field(const char *a, int a_length, const char *b, int b_length)
{
	const char *a_next = a;
	const char *b_next = b;
	const char *a_end = a + a_length;
	const char *b_end = b + b_length;

	while (a_next < a_end && b_next < b_end)
	{
		if (is_digit(*a_next) && is_digit(*b_next))
		{
			int			result = compare_numbers(&a_next, a_end, &b_next, b_end);

			if (result != 0)
				return result;
		}
		else if (*a_next != *b_next)
			return (unsigned char) *a_next < (unsigned char) *b_next ? -1 : 1;
		else
		{
			a_next++;
			b_next++;
		}
	}

	if (a_next < a_end)
		return 1;
	if (b_next < b_end)
		return -1;
	return ms_key_compare(a, a_length, b, b_length);
}

/*
 * Order of the kinds of fields: open (or absent, in a name), then required
 * absent, then fixed.
 */
static inline int
field_rank(const MsFields *fields, int i)
{
	if (fields->field[i] != NULL)
		return 2;
	return (fields->required_absent >> i) & 1;
}

/*
 * Compare two names or two families, field by field in written order, so that
 * the names of one vendor, line and version lie side by side.
 */
static int
compare_fields(const MsFields *a, const MsFields *b)
{
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		int			a_rank = field_rank(a, i);
		int			b_rank = field_rank(b, i);
		int			result = 0;

		if (a_rank != b_rank)
			return a_rank < b_rank ? -1 : 1;
		if (a->field[i] != NULL)
			result = compare_field(a->field[i], a->length[i], b->field[i], b->length[i]);
		if (result != 0)
			return result;
	}
	return 0;
}

/*
 * Compare two stored values.  Only values with identical bytes are equal, which
 * is cheap to test, and allows an index to deduplicate them (btequalimage).
 */
static int
compare_stored(struct varlena *a, struct varlena *b, MsKind kind)
{
	MsFields	a_fields;
	MsFields	b_fields;

	if (VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0)
		return 0;

	ms_load_datum(a, kind, &a_fields);
	ms_load_datum(b, kind, &b_fields);
	return compare_fields(&a_fields, &b_fields);
}

static int
compare_arguments(FunctionCallInfo fcinfo, MsKind kind)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);
	int			result = compare_stored(a, b, kind);

	/* index builds do not clear memory between calls */
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result;
}

/*
 * The smaller of two stored values, or the larger.
 */
static Datum
extreme_argument(FunctionCallInfo fcinfo, MsKind kind, bool smaller)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);
	int			result = compare_stored(a, b, kind);

	PG_RETURN_POINTER((smaller ? result <= 0 : result >= 0) ? a : b);
}

/*
 * Are two stored values of the same kind equal?
 */
static bool
arguments_equal(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);
	bool		result;

	result = VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result;
}

/*
 * The operators <, <=, >=, >, = and <>, the order for btree, and what min() and
 * max() need: ms_modelname_lt, ms_modelfamily_lt, and so on
 */
#define COMPARISON_FUNCTIONS(type, kind) \
PG_FUNCTION_INFO_V1(type##_lt); \
\
Datum \
type##_lt(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare_arguments(fcinfo, kind) < 0); \
} \
\
PG_FUNCTION_INFO_V1(type##_le); \
\
Datum \
type##_le(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare_arguments(fcinfo, kind) <= 0); \
} \
\
PG_FUNCTION_INFO_V1(type##_ge); \
\
Datum \
type##_ge(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare_arguments(fcinfo, kind) >= 0); \
} \
\
PG_FUNCTION_INFO_V1(type##_gt); \
\
Datum \
type##_gt(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare_arguments(fcinfo, kind) > 0); \
} \
\
PG_FUNCTION_INFO_V1(type##_eq); \
\
Datum \
type##_eq(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(arguments_equal(fcinfo)); \
} \
\
PG_FUNCTION_INFO_V1(type##_ne); \
\
Datum \
type##_ne(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(!arguments_equal(fcinfo)); \
} \
\
PG_FUNCTION_INFO_V1(type##_cmp); \
\
Datum \
type##_cmp(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_INT32(compare_arguments(fcinfo, kind)); \
} \
\
PG_FUNCTION_INFO_V1(type##_smaller); \
\
Datum \
type##_smaller(PG_FUNCTION_ARGS) \
{ \
	return extreme_argument(fcinfo, kind, true); \
} \
\
PG_FUNCTION_INFO_V1(type##_larger); \
\
Datum \
type##_larger(PG_FUNCTION_ARGS) \
{ \
	return extreme_argument(fcinfo, kind, false); \
}

COMPARISON_FUNCTIONS(ms_modelname, MS_KIND_NAME)
COMPARISON_FUNCTIONS(ms_modelfamily, MS_KIND_FAMILY)

/* modelname_hash(modelname), modelfamily_hash(modelfamily) → integer */
Datum
ms_fields_hash(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	uint32		result = hash_bytes((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));

	PG_FREE_IF_COPY(value, 0);
	PG_RETURN_UINT32(result);
}

/* modelname_hash_extended(modelname, bigint), modelfamily_hash_extended(modelfamily, bigint) → bigint */
Datum
ms_fields_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	uint64		result = hash_bytes_extended((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value),
											 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(value, 0);
	PG_RETURN_UINT64(result);
}

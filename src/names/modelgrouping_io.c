/*-------------------------------------------------------------------------
 *
 * modelgrouping_io.c
 *		Input and output of modelgrouping.
 *
 * The text form is the list of entries in their order:
 *
 *		"GPT-4.1" => //openai/gpt/4.1, NULL => //openai/gpt/4.1/nano
 *
 * A label is in double quotes, with a backslash before each quote and backslash
 * in it; NULL means no label.  Families are in their written form, which has
 * neither spaces nor commas in it.  White space between the parts is optional.
 *
 * The binary form is a version byte, the number of entries, and for each the
 * label as a counted string (length -1: NULL) and the family as in its own
 * binary form.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "names/modelgrouping.h"

PG_FUNCTION_INFO_V1(ms_modelgrouping_in);
PG_FUNCTION_INFO_V1(ms_modelgrouping_out);
PG_FUNCTION_INFO_V1(ms_modelgrouping_recv);
PG_FUNCTION_INFO_V1(ms_modelgrouping_send);

static inline bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *
skip_spaces(const char *next)
{
	while (is_space(*next))
		next++;
	return next;
}

/*
 * Read a label in quotes, or NULL, at *next.  Returns NULL, or a sentence that
 * says what is wrong.
 */
static const char *
read_label(const char **next, StringInfo bytes, MsGroupingEntry *entry)
{
	const char *in = *next;

	entry->label = NULL;
	entry->label_length = 0;
	if (pg_strncasecmp(in, "null", 4) == 0)
	{
		*next = in + 4;
		return NULL;
	}
	if (*in != '"')
		return "An entry starts with a label in double quotes, or NULL.";

	resetStringInfo(bytes);
	for (in++; *in != '"'; in++)
	{
		if (*in == '\\')
			in++;
		if (*in == '\0')
			return "A label lacks its closing quote.";
		appendStringInfoCharMacro(bytes, *in);
	}
	*next = in + 1;
	entry->label = bytes->data;
	entry->label_length = bytes->len;
	return NULL;
}

/*
 * Read an entry at *next.  Returns as read_label() does.
 */
static const char *
read_entry(const char **next, StringInfo bytes, MsGroupingEntry *entry)
{
	const char *problem = read_label(next, bytes, entry);
	const char *start;
	char		field_bytes[MS_MAX_STORED_IDENTITY];
	MsFields	fields;
	struct varlena *family;

	if (problem != NULL)
		return problem;

	start = skip_spaces(*next);
	if (start[0] != '=' || start[1] != '>')
		return "After a label comes =>.";

	start = *next = skip_spaces(start + 2);
	while (**next != '\0' && **next != ',' && !is_space(**next))
		(*next)++;
	if (!ms_is_canonical(start, *next - start))
		return "After => comes a family that starts with //.";
	if (!ms_read_canonical(start, *next - start, MS_KIND_FAMILY, &fields, field_bytes, &problem))
		return problem;

	family = ms_store_fields(&fields, MS_KIND_FAMILY);
	entry->family = VARDATA(family);
	entry->family_length = VARSIZE(family) - VARHDRSZ;
	return NULL;
}

/*
 * Read the text form.  Returns NULL after a soft error.
 */
static MsGrouping *
read_grouping(const char *text, struct Node *escontext)
{
	MsGrouping *grouping = ms_new_grouping();
	const char *next = skip_spaces(text);
	const char *problem = NULL;
	StringInfoData bytes;

	initStringInfo(&bytes);
	while (*next != '\0' && problem == NULL)
	{
		MsGroupingEntry entry;

		CHECK_FOR_INTERRUPTS();
		problem = read_entry(&next, &bytes, &entry);
		if (problem != NULL)
			break;
		grouping = ms_grouping_append(grouping, &entry);

		next = skip_spaces(next);
		if (*next == ',')
		{
			next = skip_spaces(next + 1);
			if (*next == '\0')
				problem = "After a comma comes another entry.";
		}
		else if (*next != '\0')
			problem = "Entries are separated by commas.";
	}

	if (problem != NULL)
		ms_ereturn(escontext, NULL,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type modelgrouping: \"%s\"", text),
					errdetail("Entry %d: %s", ms_grouping_count(grouping) + 1, problem)));

	return ms_grouping_trimmed(grouping);
}

/* modelgrouping_in(cstring) → modelgrouping */
Datum
ms_modelgrouping_in(PG_FUNCTION_ARGS)
{
	MsGrouping *grouping = read_grouping(PG_GETARG_CSTRING(0), ms_escontext(fcinfo));

	if (grouping == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(grouping);
}

/* modelgrouping_out(modelgrouping) → cstring */
Datum
ms_modelgrouping_out(PG_FUNCTION_ARGS)
{
	MsGrouping *grouping = PG_GETARG_GROUPING_P(0);
	MsGroupingEntry entry;
	uint32		offset = 0;
	StringInfoData out;

	initStringInfo(&out);
	while (ms_next_grouping_entry(grouping, &offset, &entry))
	{
		MsFields	fields;

		if (out.len > 0)
			appendStringInfoString(&out, ", ");
		if (entry.label == NULL)
			appendStringInfoString(&out, "NULL");
		else
		{
			appendStringInfoChar(&out, '"');
			for (int i = 0; i < entry.label_length; i++)
			{
				if (entry.label[i] == '"' || entry.label[i] == '\\')
					appendStringInfoChar(&out, '\\');
				appendStringInfoCharMacro(&out, entry.label[i]);
			}
			appendStringInfoChar(&out, '"');
		}
		appendStringInfoString(&out, " => ");
		ms_load_fields(entry.family, entry.family_length, MS_KIND_FAMILY, &fields);
		ms_write_canonical(&out, &fields, MS_KIND_FAMILY);
	}
	PG_RETURN_CSTRING(out.data);
}

/* modelgrouping_recv(internal) → modelgrouping */
Datum
ms_modelgrouping_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	MsGrouping *grouping = ms_new_grouping();
	int32		count;

	ms_receive_version(in, "modelgrouping");
	count = pq_getmsgint(in, 4);
	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid number of entries in external \"modelgrouping\" value")));

	for (int32 i = 0; i < count; i++)
	{
		MsGroupingEntry entry = {0};
		int32		label_length = pq_getmsgint(in, 4);
		struct varlena *family;

		CHECK_FOR_INTERRUPTS();
		if (label_length < -1 || label_length > in->len - in->cursor)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid length of a label in external \"modelgrouping\" value")));
		if (label_length >= 0)
		{
			entry.label = pq_getmsgtext(in, label_length, &entry.label_length);
			if (memchr(entry.label, '\0', entry.label_length) != NULL)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						 errmsg("label in external \"modelgrouping\" value holds a zero byte")));
		}
		family = ms_receive_fields(in, MS_KIND_FAMILY);
		entry.family = VARDATA(family);
		entry.family_length = VARSIZE(family) - VARHDRSZ;
		grouping = ms_grouping_append(grouping, &entry);
	}

	PG_RETURN_POINTER(ms_grouping_trimmed(grouping));
}

/* modelgrouping_send(modelgrouping) → bytea */
Datum
ms_modelgrouping_send(PG_FUNCTION_ARGS)
{
	MsGrouping *grouping = PG_GETARG_GROUPING_P(0);
	MsGroupingEntry entry;
	uint32		offset = 0;
	StringInfoData out;

	ms_begin_send(&out);
	pq_sendint32(&out, ms_grouping_count(grouping));
	while (ms_next_grouping_entry(grouping, &offset, &entry))
	{
		MsFields	fields;

		if (entry.label == NULL)
			pq_sendint32(&out, -1);
		else
			ms_send_counted_text(&out, entry.label, entry.label_length);
		ms_load_fields(entry.family, entry.family_length, MS_KIND_FAMILY, &fields);
		ms_send_fields(&out, &fields, MS_KIND_FAMILY);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

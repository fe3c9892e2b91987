/*-------------------------------------------------------------------------
 *
 * modelgrouping.c
 *		The stored form of groupings and the aggregate that builds them.
 *
 * See modelgrouping.h for the layout.  The aggregate's state is a grouping
 * with unused bytes at its end, changed in place while they last; it has no
 * combine function because the order of the entries is part of the value.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "names/modelgrouping.h"

#define FORMAT_VERSION		1
#define INITIAL_ROOM		256
#define MAX_LENGTH_BYTES	5

/* Far more than any chart needs.  The text form, up to a few times as long, stays below the 1 GB of a value. */
#define MAX_ENTRIES_SIZE	((Size) 64 * 1024 * 1024)

StaticAssertDecl(offsetof(MsGrouping, entries) == 12, "the stored form must not depend on the compiler");

PG_FUNCTION_INFO_V1(ms_modelgrouping_transfn);
PG_FUNCTION_INFO_V1(ms_modelgrouping_finalfn);

/*
 * Append a length as a varint.
 */
static char *
put_length(char *out, uint32 length)
{
	while (length >= 0x80)
	{
		*out++ = (char) (length | 0x80);
		length >>= 7;
	}
	*out++ = (char) length;
	return out;
}

/*
 * Read a length at *next and step over it.  False if fewer than length minus
 * surplus bytes follow, or the varint is malformed.
 */
static bool
take_length(const char **next, const char *end, uint32 surplus, uint32 *length)
{
	uint64		value = 0;
	const char *in = *next;

	for (int shift = 0;; shift += 7)
	{
		if (in >= end || shift >= 7 * MAX_LENGTH_BYTES)
			return false;
		value |= (uint64) (*in & 0x7f) << shift;
		if (!(*in++ & 0x80))
			break;
	}
	if (value > (uint64) (end - in) + surplus)
		return false;

	*length = (uint32) value;
	*next = in;
	return true;
}

static void
raise_damaged(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("stored modelgrouping is damaged")));
}

/*
 * Return the grouping in datum, with its header checked.
 */
MsGrouping *
ms_grouping_of_datum(Datum datum)
{
	MsGrouping *grouping = (MsGrouping *) PG_DETOAST_DATUM(datum);
	Size		size = VARSIZE(grouping);

	if (size < offsetof(MsGrouping, entries))
		raise_damaged();
	if (grouping->version != FORMAT_VERSION || grouping->flags != 0 || grouping->reserved != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored modelgrouping has an unknown format")));
	if (grouping->used > size - offsetof(MsGrouping, entries))
		raise_damaged();
	return grouping;
}

/*
 * Read the entry at *offset and step over it.
 */
bool
ms_next_grouping_entry(const MsGrouping *grouping, uint32 *offset, MsGroupingEntry *entry)
{
	const char *next = grouping->entries + *offset;
	const char *end = grouping->entries + grouping->used;
	uint32		length;

	if (next >= end)
		return false;

	if (!take_length(&next, end, 1, &length))
		raise_damaged();
	entry->label = length > 0 ? next : NULL;
	entry->label_length = length > 0 ? length - 1 : 0;
	next += entry->label_length;

	if (!take_length(&next, end, 0, &length))
		raise_damaged();
	entry->family = next;
	entry->family_length = length;
	next += length;

	*offset = next - grouping->entries;
	return true;
}

/*
 * Count the entries.
 */
int
ms_grouping_count(const MsGrouping *grouping)
{
	MsGroupingEntry entry;
	uint32		offset = 0;
	int			count = 0;

	while (ms_next_grouping_entry(grouping, &offset, &entry))
		count++;
	return count;
}

/*
 * Make a grouping without entries that has room bytes for them.
 */
static MsGrouping *
grouping_with_room(Size room)
{
	Size		size = offsetof(MsGrouping, entries) + room;
	MsGrouping *grouping = palloc0(size);

	SET_VARSIZE(grouping, size);
	grouping->version = FORMAT_VERSION;
	return grouping;
}

/*
 * Make an empty grouping, to append to.
 */
MsGrouping *
ms_new_grouping(void)
{
	return grouping_with_room(INITIAL_ROOM);
}

/*
 * Copy the entries of a grouping into a new one that has room bytes for them.
 */
static MsGrouping *
copy_with_room(const MsGrouping *grouping, Size room)
{
	MsGrouping *copy = grouping_with_room(room);

	memcpy(copy->entries, grouping->entries, grouping->used);
	copy->used = grouping->used;
	return copy;
}

/*
 * Copy grouping without unused bytes: the form in which values are stored.
 */
MsGrouping *
ms_grouping_trimmed(const MsGrouping *grouping)
{
	return copy_with_room(grouping, grouping->used);
}

/*
 * Append an entry, in place if there is room.
 */
MsGrouping *
ms_grouping_append(MsGrouping *grouping, const MsGroupingEntry *entry)
{
	Size		needed = (Size) grouping->used + 2 * MAX_LENGTH_BYTES + entry->label_length + entry->family_length;
	char	   *out;

	if (needed > MAX_ENTRIES_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("modelgrouping is larger than %zu bytes", MAX_ENTRIES_SIZE),
				 errhint("A grouping has one entry for each family, not one for each row.")));

	if (needed > VARSIZE(grouping) - offsetof(MsGrouping, entries))
		grouping = copy_with_room(grouping, Min(2 * needed, MAX_ENTRIES_SIZE));

	out = put_length(grouping->entries + grouping->used, entry->label ? entry->label_length + 1 : 0);
	if (entry->label != NULL)
	{
		memcpy(out, entry->label, entry->label_length);
		out += entry->label_length;
	}
	out = put_length(out, entry->family_length);
	memcpy(out, entry->family, entry->family_length);
	out += entry->family_length;
	grouping->used = out - grouping->entries;
	return grouping;
}

/* modelgrouping_transfn(modelgrouping, text, modelfamily) → modelgrouping */
Datum
ms_modelgrouping_transfn(PG_FUNCTION_ARGS)
{
	MsGroupingEntry entry = {0};
	MsGrouping *grouping;
	struct varlena *family;

	if (PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("family in a modelgrouping must not be null"),
				 errhint("A null label excludes a family; leave out rows without a family by FILTER (WHERE family IS NOT NULL).")));

	if (!PG_ARGISNULL(1))
	{
		text	   *label = PG_GETARG_TEXT_PP(1);

		entry.label = VARDATA_ANY(label);
		entry.label_length = VARSIZE_ANY_EXHDR(label);
	}
	family = PG_GETARG_VARLENA_PP(2);
	entry.family = VARDATA_ANY(family);
	entry.family_length = VARSIZE_ANY_EXHDR(family);

	grouping = PG_ARGISNULL(0) ? ms_new_grouping() : PG_GETARG_GROUPING_P(0);

	/* outside an aggregate the first argument must not be changed, and the result is a value */
	if (!AggCheckCallContext(fcinfo, NULL))
		PG_RETURN_POINTER(ms_grouping_trimmed(ms_grouping_append(ms_grouping_trimmed(grouping), &entry)));

	PG_RETURN_POINTER(ms_grouping_append(grouping, &entry));
}

/* modelgrouping_finalfn(modelgrouping) → modelgrouping */
Datum
ms_modelgrouping_finalfn(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ms_grouping_trimmed(PG_GETARG_GROUPING_P(0)));
}

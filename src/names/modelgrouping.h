/*-------------------------------------------------------------------------
 *
 * modelgrouping.h
 *		A list of labels for families, as one chart needs them.
 *
 * Stored form: a header, then the entries one after the other:
 *
 *		label length + 1 (0: no label), label, family length, family
 *
 * where lengths take one to five bytes, seven bits each, the last with its
 * high bit clear, and the family is as stored in a modelfamily.  While the
 * aggregate builds a grouping, unused bytes follow the entries.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MODELGROUPING_H
#define MS_MODELGROUPING_H

#include "names/modelname.h"

typedef struct MsGrouping
{
	int32		vl_len_;		/* varlena header */
	uint8		version;
	uint8		flags;			/* reserved, zero */
	uint16		reserved;		/* zero */
	uint32		used;			/* bytes of entries */
	char		entries[FLEXIBLE_ARRAY_MEMBER];
} MsGrouping;

/* One entry; label is NULL where the entry excludes. */
typedef struct MsGroupingEntry
{
	const char *label;
	int			label_length;
	const char *family;			/* as stored in a modelfamily */
	int			family_length;
} MsGroupingEntry;

/* Detoasted and checked; raises for bytes that are no grouping. */
extern MsGrouping *ms_grouping_of_datum(Datum datum);

/* Reads the entry at *offset and steps over it; false at the end. */
extern bool ms_next_grouping_entry(const MsGrouping *grouping, uint32 *offset, MsGroupingEntry *entry);

extern int	ms_grouping_count(const MsGrouping *grouping);

/* An empty grouping, and the same with one more entry: grouping itself where it has room. */
extern MsGrouping *ms_new_grouping(void);
extern MsGrouping *ms_grouping_append(MsGrouping *grouping, const MsGroupingEntry *entry);

/* A copy without unused bytes. */
extern MsGrouping *ms_grouping_trimmed(const MsGrouping *grouping);

#define PG_GETARG_GROUPING_P(n) ms_grouping_of_datum(PG_GETARG_DATUM(n))

#endif							/* MS_MODELGROUPING_H */

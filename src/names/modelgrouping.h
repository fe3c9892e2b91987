/*-------------------------------------------------------------------------
 *
 * modelgrouping.h
 *		The type modelgrouping: a list of labels for families, for one chart.
 *
 * Stored form: a header, then the entries one after the other:
 *
 *		label length + 1 (0: no label), label, family length, family
 *
 * where lengths are varints (seven bits in each of up to five bytes, the low
 * ones first, the high bit clear in the last), and the family is as stored in
 * a modelfamily.  While the aggregate builds a grouping, unused bytes follow
 * the entries.
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

/* One entry.  label is NULL if the names of the family are to have no label. */
typedef struct MsGroupingEntry
{
	const char *label;
	int			label_length;
	const char *family;			/* as stored in a modelfamily */
	int			family_length;
} MsGroupingEntry;

/* Detoasted and checked; raises an error for bytes that are not a grouping. */
extern MsGrouping *ms_grouping_of_datum(Datum datum);

/* Read the entry at *offset and advance *offset; false at the end. */
extern bool ms_next_grouping_entry(const MsGrouping *grouping, uint32 *offset, MsGroupingEntry *entry);

extern int	ms_grouping_count(const MsGrouping *grouping);

/* An empty grouping; a grouping with one more entry, which is grouping itself if that has room. */
extern MsGrouping *ms_new_grouping(void);
extern MsGrouping *ms_grouping_append(MsGrouping *grouping, const MsGroupingEntry *entry);

/* A copy without unused bytes. */
extern MsGrouping *ms_grouping_trimmed(const MsGrouping *grouping);

#define PG_GETARG_GROUPING_P(n) ms_grouping_of_datum(PG_GETARG_DATUM(n))

#endif							/* MS_MODELGROUPING_H */

/*-------------------------------------------------------------------------
 *
 * grouping_lines.c
 *		Groupings that are compiled in, as tables of C.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalogue/grouping_lines.h"

/*
 * Build a grouping from its lines.
 */
MsGrouping *
ms_grouping_of_lines(const MsGroupingLine *lines, int count)
{
	MsGrouping *grouping = ms_new_grouping();

	for (int i = 0; i < count; i++)
	{
		MsGroupingEntry entry = {0};
		struct varlena *family = ms_fields_in(lines[i].family, strlen(lines[i].family), MS_KIND_FAMILY, NULL);

		if (lines[i].label != NULL)
		{
			entry.label = lines[i].label;
			entry.label_length = strlen(lines[i].label);
		}
		entry.family = VARDATA(family);
		entry.family_length = VARSIZE(family) - VARHDRSZ;
		grouping = ms_grouping_append(grouping, &entry);
	}
	return ms_grouping_trimmed(grouping);
}

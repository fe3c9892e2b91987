/*-------------------------------------------------------------------------
 *
 * grouping_lines.h
 *		Groupings that are compiled in, as tables of C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_GROUPING_LINES_H
#define MS_GROUPING_LINES_H

#include "names/modelgrouping.h"

/* One family under one label of a chart. */
typedef struct MsGroupingLine
{
	const char *label;			/* NULL: names of this family have no label */
	const char *family;			/* in its written form */
} MsGroupingLine;

extern MsGrouping *ms_grouping_of_lines(const MsGroupingLine *lines, int count);

#endif							/* MS_GROUPING_LINES_H */

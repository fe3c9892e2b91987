/*-------------------------------------------------------------------------
 *
 * model_support.h
 *		What the planner needs to know about names and families.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MODEL_SUPPORT_H
#define MS_MODEL_SUPPORT_H

#include "names/modelname.h"

/*
 * The range of a family in the order of names: low <= name < high, or name =
 * low.  The fields point into the family and into this struct, which therefore
 * must not be copied by assignment.
 */
typedef struct MsBounds
{
	MsFields	low;
	MsFields	high;
	int			nleading;		/* number of fields before the first open one */
	bool		equal;			/* low is the only name of the family */
	bool		has_high;
	bool		exact;			/* every name between the bounds belongs to the family */
	char		bytes[MS_MAX_STORED_IDENTITY];
} MsBounds;

/* Find the range.  False if the first field is open: names of the family may be anywhere. */
extern bool ms_family_bounds(const MsFields *family, MsBounds *bounds);

/* The type called name in the schema of the function that is running. */
extern Oid	ms_sibling_type(FunctionCallInfo fcinfo, const char *name);

#endif							/* MS_MODEL_SUPPORT_H */

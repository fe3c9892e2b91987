/*-------------------------------------------------------------------------
 *
 * model_support.h
 *		What the planner is told about names and families.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MODEL_SUPPORT_H
#define MS_MODEL_SUPPORT_H

#include "names/modelname.h"

/*
 * Where the names of a family lie in the order of names: low <= name < high,
 * or name = low.  The fields point into the family and into this struct,
 * which must not be copied by assignment.
 */
typedef struct MsBounds
{
	MsFields	low;
	MsFields	high;
	int			nleading;		/* fields before the first that is open */
	bool		equal;			/* the family holds one name, low */
	bool		has_high;
	bool		exact;			/* all that lies between the bounds belongs */
	char		bytes[MS_MAX_STORED_IDENTITY];
} MsBounds;

/* False where the first field is open and the names may lie anywhere. */
extern bool ms_family_bounds(const MsFields *family, MsBounds *bounds);

/* The type called name beside the function that is running, in its schema. */
extern Oid	ms_sibling_type(FunctionCallInfo fcinfo, const char *name);

#endif							/* MS_MODEL_SUPPORT_H */

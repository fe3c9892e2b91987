/*-------------------------------------------------------------------------
 *
 * modelfamily.c
 *		Membership: which names belong to a modelfamily.
 *
 * Each field of a family is fixed (the name must have the same bytes there),
 * required absent (the name must have nothing there) or open.  The stored form
 * and the order are in modelname.c, input and output in modelname_io.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "names/modelname.h"

PG_FUNCTION_INFO_V1(ms_modelname_in_family);
PG_FUNCTION_INFO_V1(ms_modelfamily_has_name);

/*
 * Does name belong to family?
 */
bool
ms_family_matches(const MsFields *family, const MsFields *name)
{
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		if (family->field[i] != NULL)
		{
			if (name->field[i] == NULL || name->length[i] != family->length[i] ||
				memcmp(name->field[i], family->field[i], family->length[i]) != 0)
				return false;
		}
		else if (family->required_absent & 1 << i && name->field[i] != NULL)
			return false;
	}
	return true;
}

/*
 * How narrow a family is: the number of fields that are fixed or required
 * absent.  It does not matter which fields these are, so that the order of a
 * grouping decides between families that overlap, neither within the other.
 */
int
ms_family_specificity(const MsFields *family)
{
	int			count = 0;

	for (int i = 0; i < MS_NFIELDS; i++)
		count += family->field[i] != NULL || family->required_absent & 1 << i;
	return count;
}

/*
 * Does a stored name belong to a stored family?
 */
static bool
stored_matches(struct varlena *family, struct varlena *name)
{
	MsFields	family_fields;
	MsFields	name_fields;

	ms_load_datum(family, MS_KIND_FAMILY, &family_fields);
	ms_load_datum(name, MS_KIND_NAME, &name_fields);
	return ms_family_matches(&family_fields, &name_fields);
}

/* modelname <@ modelfamily → boolean */
Datum
ms_modelname_in_family(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(stored_matches(PG_GETARG_VARLENA_PP(1), PG_GETARG_VARLENA_PP(0)));
}

/* modelfamily @> modelname → boolean */
Datum
ms_modelfamily_has_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(stored_matches(PG_GETARG_VARLENA_PP(0), PG_GETARG_VARLENA_PP(1)));
}

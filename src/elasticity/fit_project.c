/*-------------------------------------------------------------------------
 *
 * fit_project.c
 *		Taking the mean of all rows, or the means of units, out of the means of
 *		cells: the within transformation.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "elasticity/fit_steps.h"
#include "common/dd.h"

/* Rows of a group, and the sums of their x and y. */
typedef struct GroupSum
{
	int64		n;
	MsSum		x;
	MsSum		y;
} GroupSum;

/*
 * Subtract the means of units, or the mean of all, which is returned.
 */
static GroupSum
subtract_means(FitRows *rows, bool by_unit)
{
	uint32		ngroups = by_unit ? rows->nunits : 1;
	GroupSum   *groups = ms_fit_alloc0(GroupSum, ngroups);
	GroupSum	first;

	for (uint32 i = 0; i < rows->ncells; i++)
	{
		const FitCell *cell = &rows->cells[i];
		GroupSum   *group = &groups[by_unit ? cell->unit : 0];

		CHECK_FOR_INTERRUPTS();
		group->n += cell->cell->n;
		group->x = ms_dd_add_fast(group->x, ms_dd_scale(cell->x, cell->cell->n));
		group->y = ms_dd_add_fast(group->y, ms_dd_scale(cell->y, cell->cell->n));
	}
	for (uint32 i = 0; i < ngroups; i++)
	{
		MsSum		n = ms_dd(Max(groups[i].n, 1));

		groups[i].x = ms_dd_divide(groups[i].x, n);
		groups[i].y = ms_dd_divide(groups[i].y, n);
	}
	for (uint32 i = 0; i < rows->ncells; i++)
	{
		FitCell    *cell = &rows->cells[i];
		const GroupSum *group = &groups[by_unit ? cell->unit : 0];

		CHECK_FOR_INTERRUPTS();
		cell->x = ms_dd_subtract(cell->x, group->x);
		cell->y = ms_dd_subtract(cell->y, group->y);
	}
	first = groups[0];
	pfree(groups);
	return first;
}

void
ms_fit_centre(FitRows *rows)
{
	GroupSum	mean = subtract_means(rows, false);

	rows->mean_x = ms_dd_add(mean.x, ms_dd(rows->origin_x));
	rows->mean_y = ms_dd_add(mean.y, ms_dd(rows->origin_y));
}

bool
ms_fit_project(FitRows *rows, ElasticityEffects effects)
{
	if (effects == MS_EFFECTS_NONE)
		return true;
	/* two-way effects start from here, too: it leaves them little to do */
	subtract_means(rows, true);
	return effects != MS_EFFECTS_TWO_WAY || ms_fit_project_two_way(rows);
}

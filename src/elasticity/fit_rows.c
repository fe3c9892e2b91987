/*-------------------------------------------------------------------------
 *
 * fit_rows.c
 *		Choosing the rows that a fit uses.
 *
 * A row that is alone in its unit or period tells nothing once the unit or
 * period has an effect of its own.  Such singletons are dropped, and again
 * those that this leaves alone, until there are none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "elasticity/fit_steps.h"
#include "elasticity/twofold.h"

#define UNUSED	PG_UINT32_MAX

/* A unit or a period while singletons are looked for. */
typedef struct PanelNode
{
	int64		n;				/* rows left; those of a cell count as two if there are more */
	uint32		cells;			/* the numbers of the cells left, xor-ed: if one is left, its number */
} PanelNode;

typedef struct Nodes
{
	PanelNode  *nodes;			/* units, then periods */
	uint32		nunits;
	uint32		count;
	uint32	   *alone;			/* stack of those with one row */
	uint32		nalone;
} Nodes;

static void
put_cell(Nodes *nodes, uint32 which, uint32 cell_no, int64 n)
{
	nodes->nodes[which].n += Min(n, 2);
	nodes->nodes[which].cells ^= cell_no;
}

static void
remove_cell(Nodes *nodes, uint32 which, uint32 cell_no)
{
	PanelNode  *node = &nodes->nodes[which];

	node->n--;
	node->cells ^= cell_no;
	if (node->n == 1)
		nodes->alone[nodes->nalone++] = which;
}

/*
 * Drop singletons; tells which cells are left.  A cell of several rows is
 * never dropped, so what is removed is always one row.
 */
static bool *
drop_singletons(const ElasticityPanel *panel, bool by_period, int64 *n_singletons)
{
	bool	   *used = ms_fit_alloc(bool, panel->ncells);
	Nodes		nodes;

	nodes.nunits = panel->nunits;
	nodes.count = panel->nunits + (by_period ? panel->nperiods : 0);
	nodes.nodes = ms_fit_alloc0(PanelNode, nodes.count);
	nodes.alone = ms_fit_alloc(uint32, nodes.count);
	nodes.nalone = 0;
	memset(used, true, panel->ncells);

	for (uint32 i = 0; i < panel->ncells; i++)
	{
		const ElasticityCell *cell = &panel->cells[i];

		put_cell(&nodes, cell->unit, i, cell->n);
		if (by_period)
			put_cell(&nodes, nodes.nunits + cell->period, i, cell->n);
	}
	for (uint32 i = 0; i < nodes.count; i++)
	{
		if (nodes.nodes[i].n == 1)
			nodes.alone[nodes.nalone++] = i;
	}

	*n_singletons = 0;
	while (nodes.nalone > 0)
	{
		const PanelNode *node = &nodes.nodes[nodes.alone[--nodes.nalone]];
		uint32		cell_no = node->cells;

		CHECK_FOR_INTERRUPTS();
		if (node->n != 1)
			continue;			/* its row went with the other node */
		used[cell_no] = false;
		(*n_singletons)++;
		remove_cell(&nodes, panel->cells[cell_no].unit, cell_no);
		if (by_period)
			remove_cell(&nodes, nodes.nunits + panel->cells[cell_no].period, cell_no);
	}
	pfree(nodes.alone);
	pfree(nodes.nodes);
	return used;
}

static uint32 *
fresh_numbers(uint32 count)
{
	uint32	   *numbers = ms_fit_alloc(uint32, count);

	memset(numbers, 0xFF, sizeof(uint32) * (Size) count);
	return numbers;
}

static uint32
renumber(uint32 *numbers, uint32 id, uint32 *used)
{
	if (numbers[id] == UNUSED)
		numbers[id] = (*used)++;
	return numbers[id];
}

/* The mean of n rows from an origin: base − origin + Σ(base distances) ÷ n. */
static MsSum
cell_mean(double base, double origin, const ElasticityMoments *moments, ElasticityMoment first, int64 n)
{
	MsSum		mean = ms_twofold_of_difference(base, origin);

	if (moments != NULL)
		mean = ms_twofold_add(mean, ms_twofold_divide(moments->sum[first], ms_twofold((double) n)));
	return mean;
}

static uint32
find_root(uint32 *roots, uint32 node)
{
	while (roots[node] != node)
	{
		roots[node] = roots[roots[node]];
		node = roots[node];
	}
	return node;
}

/*
 * Components of the graph whose nodes are units and periods and whose edges
 * are cells.  Each has a redundant parameter: what is added to all its units
 * can be taken from all its periods.
 */
static void
find_components(FitRows *rows)
{
	uint32		nodes = rows->nunits + rows->nperiods;
	uint32	   *roots = ms_fit_alloc(uint32, nodes);

	rows->ncomponents = nodes;
	for (uint32 i = 0; i < nodes; i++)
		roots[i] = i;
	for (uint32 i = 0; i < rows->ncells; i++)
	{
		uint32		a = find_root(roots, rows->cells[i].unit);
		uint32		b = find_root(roots, rows->nunits + rows->cells[i].period);

		CHECK_FOR_INTERRUPTS();
		if (a == b)
			continue;
		roots[a] = b;
		rows->ncomponents--;
	}
	for (uint32 i = 0; i < nodes; i++)
		roots[i] = find_root(roots, i);
	rows->components = roots;
}

void
ms_fit_rows(const ElasticityPanel *panel, ElasticityEffects effects, FitRows *rows)
{
	bool		two_way = effects == MS_EFFECTS_TWO_WAY;
	bool	   *used = NULL;
	uint32	   *units = fresh_numbers(panel->nunits);
	uint32	   *periods = fresh_numbers(panel->nperiods);

	/* a summary of that many would not fit into one value */
	if (panel->ncells >= PG_UINT32_MAX / 2)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("panel of %lld cells is too large", (long long) panel->ncells)));

	memset(rows, 0, sizeof(*rows));
	rows->cells = ms_fit_alloc(FitCell, panel->ncells);
	if (effects != MS_EFFECTS_NONE)
		used = drop_singletons(panel, two_way, &rows->n_singletons);

	for (uint32 i = 0; i < panel->ncells; i++)
	{
		const ElasticityCell *cell = &panel->cells[i];
		FitCell    *fit_cell = &rows->cells[rows->ncells];

		CHECK_FOR_INTERRUPTS();
		if (used != NULL && !used[i])
			continue;
		if (rows->ncells++ == 0)
		{
			rows->origin_x = cell->x;
			rows->origin_y = cell->y;
		}
		rows->n += cell->n;
		rows->largest_x = Max(rows->largest_x, fabs(cell->x));
		rows->largest_y = Max(rows->largest_y, fabs(cell->y));
		fit_cell->cell = cell;
		fit_cell->unit = panel->has_units ? renumber(units, cell->unit, &rows->nunits) : 0;
		fit_cell->period = panel->has_periods ? renumber(periods, cell->period, &rows->nperiods) : 0;
		fit_cell->x = cell_mean(cell->x, rows->origin_x, cell->moments, MS_M10, cell->n);
		fit_cell->y = cell_mean(cell->y, rows->origin_y, cell->moments, MS_M01, cell->n);
	}
	if (two_way)
		find_components(rows);
}

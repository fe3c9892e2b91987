/*-------------------------------------------------------------------------
 *
 * fit_rows.c
 *		Choosing the rows that a fit uses.
 *
 * A row that is the only one of its unit or period (a singleton) says nothing
 * about the slope once the unit or period has an effect of its own; kept, it
 * would make standard errors too small.  Singletons are dropped until none is
 * left, since dropping one may leave another row alone: the rule of S. Correia,
 * "Singletons, cluster-robust standard errors and fixed effects: a bad mix"
 * (2015), as in his reghdfe.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "elasticity/fit_steps.h"
#include "common/dd.h"

#define UNUSED	PG_UINT32_MAX

/* A unit or a period while singletons are looked for. */
typedef struct PanelNode
{
	int64		n;				/* rows left; a cell of several rows counts as two */
	uint32		cells;			/* XOR of the numbers of all cells left: once only one is left, its number */
} PanelNode;

typedef struct Nodes
{
	PanelNode  *nodes;			/* units, then periods */
	uint32		nunits;
	uint32		count;
	uint32	   *alone;			/* stack of the nodes with one row */
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
 * Drop singletons.  Returns, for each cell, whether it is left.  A cell of
 * several rows is never dropped, so what is dropped is always one row.
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
			continue;			/* its row was dropped as a singleton of the other side */
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

/* The mean of n rows, measured from origin: base − origin + Σ(distances from the base) ÷ n. */
static MsSum
cell_mean(double base, double origin, const ElasticityMoments *moments, ElasticityMoment first, int64 n)
{
	MsSum		mean = ms_dd_two_difference(base, origin);

	if (moments != NULL)
		mean = ms_dd_add(mean, ms_dd_divide(moments->sum[first], ms_dd((double) n)));
	return mean;
}

/*
 * The root of a node's tree, halving the path to it.
 */
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
 * Connected components, by union–find, of the graph whose nodes are units and
 * periods and whose edges are cells.  Each component has one redundant
 * parameter: what is added to the effects of all its units can be subtracted
 * from those of all its periods.
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

	/* never true of a summary, whose value of at most 1 GB cannot hold so many cells */
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

/*-------------------------------------------------------------------------
 *
 * two_way.c
 *		Taking the effects of units and of periods out of the means of cells,
 *		both at once.
 *
 * The effects solve normal equations whose matrix is the signless Laplacian of
 * the bipartite graph of units and periods.  The usual alternating projections
 * would take thousands of rounds where models live for a few weeks each, and
 * the stopping rule would decide the digits.  So the larger side is eliminated,
 * which leaves the Schur complement on the smaller side: solved by Cholesky
 * factorisation up to DIRECT_LIMIT, by conjugate gradients above.
 *
 * The Schur complement is the Laplacian of a weighted graph of the smaller
 * side's nodes, singular once for each connected component.  The components
 * are known from union–find (fit_rows.c) rather than guessed from small pivots,
 * and one node of each is fixed at zero.  What is left is a symmetric M-matrix,
 * for which Cholesky factorisation needs no pivoting.
 *
 * Then iterative refinement: the solution in float8 is subtracted from the
 * double-double residuals, and the rest is solved for again until the
 * corrections vanish.  That takes two or three rounds, whatever the condition
 * of the matrix.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "elasticity/fit_steps.h"
#include "common/dd.h"

/* Largest side to factorise: its matrix takes 32 MB and the factorisation 3e9 operations. */
#define DIRECT_LIMIT	2048

/* Rounds of refinement, of which two or three are needed; the rest is reserve for bad conditions. */
#define MAX_ROUNDS		12

/* A correction this small, relative to the largest residual, leaves nothing to correct. */
#define VANISHED		1e-20

/* A larger correction in the last round leaves digits unknown of the 12 that estimates promise. */
#define CONVERGED		1e-13

/* Each solution by conjugate gradients has about 10 digits; refinement yields the others. */
#define GRADIENT_TOLERANCE	1e-10

/* Without rounding n nodes need n steps at most; beyond this the estimate is NULL and not_converged. */
#define MAX_GRADIENT_STEPS	20000

/* Position of a node of the smaller side that is fixed at zero, and so not in the matrix. */
#define FIXED	PG_UINT32_MAX

/* A cell, as an edge that starts at its node of the larger side. */
typedef struct Edge
{
	uint32		small;
	uint32		cell;
	double		n;
} Edge;

typedef struct TwoWay
{
	FitRows    *rows;
	uint32		nlarge;
	uint32		nsmall;
	uint32		first_small;	/* where the smaller side begins among all nodes, units before periods */
	uint32	   *starts;			/* edges of node i of the larger side: starts[i] … starts[i + 1] − 1 */
	Edge	   *edges;
	double	   *large_n;		/* rows of each node */
	double	   *small_n;

	/* the Cholesky factor, by rows; position of each node of the smaller side in it */
	double	   *factor;
	uint32	   *position;
	uint32		order;
	double	   *diagonal;		/* for conjugate gradients, in place of the factor */

	MsSum	   *large_sum;		/* sums of residuals in this round */
	MsSum	   *small_sum;
	double	   *small_effect;
	double	   *right_side;
} TwoWay;

/*
 * Sort the cells by their node of the larger side (a counting sort).
 */
static void
build_edges(TwoWay *t, FitRows *rows)
{
	bool		units_large = rows->nunits >= rows->nperiods;
	uint32	   *next;

	t->rows = rows;
	t->nlarge = units_large ? rows->nunits : rows->nperiods;
	t->nsmall = units_large ? rows->nperiods : rows->nunits;
	t->first_small = units_large ? rows->nunits : 0;
	t->starts = ms_fit_alloc0(uint32, t->nlarge + 1);
	t->edges = ms_fit_alloc(Edge, rows->ncells);
	t->large_n = ms_fit_alloc0(double, t->nlarge);
	t->small_n = ms_fit_alloc0(double, t->nsmall);

	for (uint32 i = 0; i < rows->ncells; i++)
		t->starts[(units_large ? rows->cells[i].unit : rows->cells[i].period) + 1]++;
	for (uint32 i = 0; i < t->nlarge; i++)
		t->starts[i + 1] += t->starts[i];

	next = ms_fit_alloc(uint32, t->nlarge);
	memcpy(next, t->starts, sizeof(uint32) * (Size) t->nlarge);
	for (uint32 i = 0; i < rows->ncells; i++)
	{
		const FitCell *cell = &rows->cells[i];
		uint32		large = units_large ? cell->unit : cell->period;
		Edge	   *edge = &t->edges[next[large]++];

		CHECK_FOR_INTERRUPTS();
		edge->small = units_large ? cell->period : cell->unit;
		edge->cell = i;
		edge->n = (double) cell->cell->n;
		t->large_n[large] += edge->n;
		t->small_n[edge->small] += edge->n;
	}
	pfree(next);
}

/* --- Cholesky factorisation --- */

/*
 * Give each node of the smaller side its row of the matrix, except the first
 * of each component, which is fixed.
 */
static void
place_nodes(TwoWay *t)
{
	bool	   *has_fixed = ms_fit_alloc0(bool, t->nlarge + t->nsmall);

	t->position = ms_fit_alloc(uint32, t->nsmall);
	t->order = 0;
	for (uint32 i = 0; i < t->nsmall; i++)
	{
		uint32		component = t->rows->components[t->first_small + i];

		t->position[i] = has_fixed[component] ? t->order++ : FIXED;
		has_fixed[component] = true;
	}
	pfree(has_fixed);
}

/*
 * The lower triangle of the Schur complement: the matrix that is left on the
 * smaller side once the larger is eliminated.
 */
static void
fill_matrix(TwoWay *t)
{
	Size		order = t->order;

	t->factor = ms_fit_alloc0(double, order * order);
	for (uint32 i = 0; i < t->nsmall; i++)
	{
		if (t->position[i] != FIXED)
			t->factor[t->position[i] * (order + 1)] = t->small_n[i];
	}
	for (uint32 large = 0; large < t->nlarge; large++)
	{
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
		{
			Size		row = t->position[t->edges[i].small];
			double		part = t->edges[i].n / t->large_n[large];

			CHECK_FOR_INTERRUPTS();
			if (row == FIXED)
				continue;
			t->factor[row * (order + 1)] -= part * t->edges[i].n;
			for (uint32 j = t->starts[large]; j < i; j++)
			{
				Size		column = t->position[t->edges[j].small];
				double		value = part * t->edges[j].n;

				if (column == FIXED)
					continue;
				/* two cells of the same unit and period: (i, j) and (j, i) are both on the diagonal */
				if (column == row)
					value *= 2;
				t->factor[Max(row, column) * order + Min(row, column)] -= value;
			}
		}
	}
}

/* Four independent sums, so that no addition waits for the one before it. */
static double
dot_product(const double *a, const double *b, Size count)
{
	double		sum[4] = {0, 0, 0, 0};
	Size		i = 0;

	for (; i + 4 <= count; i += 4)
	{
		for (int k = 0; k < 4; k++)
			sum[k] += a[i + k] * b[i + k];
	}
	for (; i < count; i++)
		sum[0] += a[i] * b[i];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/*
 * Replace the matrix by its Cholesky factor; false if rounding has made a
 * pivot zero or negative.
 */
static bool
factorise(TwoWay *t)
{
	Size		order = t->order;

	for (Size row = 0; row < order; row++)
	{
		double	   *target = &t->factor[row * order];

		for (Size column = 0; column <= row; column++)
		{
			const double *other = &t->factor[column * order];
			double		value = target[column] - dot_product(target, other, column);

			if (column < row)
				target[column] = value / other[column];
			else if (value > 0)
				target[column] = sqrt(value);
			else
				return false;
		}
		CHECK_FOR_INTERRUPTS();
	}
	return true;
}

static void
solve_by_factor(TwoWay *t)
{
	Size		order = t->order;
	double	   *solution = ms_fit_alloc(double, order);

	for (uint32 i = 0; i < t->nsmall; i++)
	{
		if (t->position[i] != FIXED)
			solution[t->position[i]] = t->right_side[i];
	}
	for (Size row = 0; row < order; row++)
	{
		const double *factor = &t->factor[row * order];

		solution[row] = (solution[row] - dot_product(factor, solution, row)) / factor[row];
	}
	for (Size row = order; row-- > 0;)
	{
		const double *factor = &t->factor[row * order];

		solution[row] /= factor[row];
		for (Size column = 0; column < row; column++)
			solution[column] -= factor[column] * solution[row];
	}
	for (uint32 i = 0; i < t->nsmall; i++)
		t->small_effect[i] = t->position[i] == FIXED ? 0 : solution[t->position[i]];
	pfree(solution);
}

/* --- conjugate gradients, with the diagonal as preconditioner (Jacobi) --- */

static void
fill_diagonal(TwoWay *t)
{
	t->diagonal = ms_fit_alloc(double, t->nsmall);
	memcpy(t->diagonal, t->small_n, sizeof(double) * (Size) t->nsmall);
	for (uint32 large = 0; large < t->nlarge; large++)
	{
		CHECK_FOR_INTERRUPTS();
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
			t->diagonal[t->edges[i].small] -= t->edges[i].n * t->edges[i].n / t->large_n[large];
	}
	for (uint32 i = 0; i < t->nsmall; i++)
	{
		/* the only node of its component on this side: its equation is 0 = 0, and any scale will do */
		if (!(t->diagonal[i] > 1e-12 * t->small_n[i]))
			t->diagonal[i] = t->small_n[i];
	}
}

/* out = Schur complement · in, edge by edge: the matrix itself is never formed. */
static void
multiply_matrix(const TwoWay *t, const double *in, double *out)
{
	for (uint32 i = 0; i < t->nsmall; i++)
		out[i] = t->small_n[i] * in[i];
	for (uint32 large = 0; large < t->nlarge; large++)
	{
		double		sum = 0;

		CHECK_FOR_INTERRUPTS();
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
			sum += t->edges[i].n * in[t->edges[i].small];
		sum /= t->large_n[large];
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
			out[t->edges[i].small] -= t->edges[i].n * sum;
	}
}

/*
 * The matrix stays singular here, which conjugate gradients tolerate because
 * the right side lies in its range.  The constant that is left open in each
 * component does no harm: added on one side, it is subtracted on the other.
 */
static bool
solve_by_gradients(TwoWay *t)
{
	uint32		count = t->nsmall;
	double	   *rest = ms_fit_alloc(double, count);
	double	   *scaled = ms_fit_alloc(double, count);
	double	   *direction = ms_fit_alloc(double, count);
	double	   *product = ms_fit_alloc(double, count);
	double		norm;
	double		goal;
	int			step;

	memcpy(rest, t->right_side, sizeof(double) * (Size) count);
	for (uint32 i = 0; i < count; i++)
	{
		t->small_effect[i] = 0;
		direction[i] = scaled[i] = rest[i] / t->diagonal[i];
	}
	norm = dot_product(rest, scaled, count);
	goal = norm * GRADIENT_TOLERANCE * GRADIENT_TOLERANCE;
	for (step = 0; step < MAX_GRADIENT_STEPS && norm > goal; step++)
	{
		double		curvature;
		double		length;
		double		old_norm = norm;

		multiply_matrix(t, direction, product);
		curvature = dot_product(direction, product, count);
		if (!(curvature > 0))
			break;
		length = norm / curvature;
		for (uint32 i = 0; i < count; i++)
		{
			t->small_effect[i] += length * direction[i];
			rest[i] -= length * product[i];
			scaled[i] = rest[i] / t->diagonal[i];
		}
		norm = dot_product(rest, scaled, count);
		for (uint32 i = 0; i < count; i++)
			direction[i] = scaled[i] + norm / old_norm * direction[i];
	}
	pfree(rest);
	pfree(scaled);
	pfree(direction);
	pfree(product);
	return step < MAX_GRADIENT_STEPS;
}

/* --- iterative refinement --- */

static inline MsSum *
cell_value(const TwoWay *t, const Edge *edge, bool is_y)
{
	FitCell    *cell = &t->rows->cells[edge->cell];

	return is_y ? &cell->y : &cell->x;
}

/* Sum the residuals by unit and by period, and eliminate the larger side from the right side. */
static void
sum_residuals(TwoWay *t, bool is_y)
{
	memset(t->small_sum, 0, sizeof(MsSum) * (Size) t->nsmall);
	for (uint32 large = 0; large < t->nlarge; large++)
	{
		MsSum		sum = {0, 0};

		CHECK_FOR_INTERRUPTS();
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
		{
			const Edge *edge = &t->edges[i];
			MsSum		value = ms_dd_scale(*cell_value(t, edge, is_y), edge->n);

			sum = ms_dd_add_fast(sum, value);
			t->small_sum[edge->small] = ms_dd_add_fast(t->small_sum[edge->small], value);
		}
		t->large_sum[large] = sum;
	}
	for (uint32 i = 0; i < t->nsmall; i++)
		t->right_side[i] = t->small_sum[i].hi;
	for (uint32 large = 0; large < t->nlarge; large++)
	{
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
			t->right_side[t->edges[i].small] -= t->edges[i].n / t->large_n[large] * t->large_sum[large].hi;
	}
}

/*
 * Subtract the effects found, those of the larger side by substitution.
 * Returns the largest correction.
 */
static double
subtract_effects(TwoWay *t, bool is_y)
{
	double		largest = 0;

	for (uint32 large = 0; large < t->nlarge; large++)
	{
		double		effect = t->large_sum[large].hi;

		CHECK_FOR_INTERRUPTS();
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
			effect -= t->edges[i].n * t->small_effect[t->edges[i].small];
		effect /= t->large_n[large];
		for (uint32 i = t->starts[large]; i < t->starts[large + 1]; i++)
		{
			const Edge *edge = &t->edges[i];
			MsSum	   *value = cell_value(t, edge, is_y);
			MsSum		correction = ms_dd_two_sum(effect, t->small_effect[edge->small]);

			*value = ms_dd_subtract(*value, correction);
			/* not Max(), which would pass over NaN */
			if (!(fabs(correction.hi) <= largest))
				largest = fabs(correction.hi);
		}
	}
	return largest;
}

/*
 * Refine until the corrections vanish.  Each round shrinks the correction by
 * about the same factor, so a round whose correction would vanish is left out.
 * Conjugate gradients could not even make it: its right side is nothing but
 * rounding, and they would not converge.
 */
static bool
project(TwoWay *t, bool is_y)
{
	double		scale = 0;
	double		correction = (double) NAN;	/* none yet: compares false */

	for (uint32 i = 0; i < t->rows->ncells; i++)
		scale = Max(scale, fabs(cell_value(t, &t->edges[i], is_y)->hi));
	if (scale == 0)
		return true;
	for (int round = 0; round < MAX_ROUNDS; round++)
	{
		double		last = correction;

		sum_residuals(t, is_y);
		if (t->factor != NULL)
			solve_by_factor(t);
		else if (!solve_by_gradients(t))
			break;
		correction = subtract_effects(t, is_y);
		if (!isfinite(correction))
			return false;
		if (correction <= VANISHED * scale || correction / last * correction <= VANISHED * scale)
			return true;
	}
	return correction <= CONVERGED * scale;
}

bool
ms_fit_project_two_way(FitRows *rows)
{
	TwoWay		t;

	if (rows->ncells == 0)
		return true;
	memset(&t, 0, sizeof(t));
	build_edges(&t, rows);
	if (t.nsmall <= DIRECT_LIMIT)
	{
		place_nodes(&t);
		fill_matrix(&t);
		if (!factorise(&t))
			return false;
	}
	else
		fill_diagonal(&t);

	t.large_sum = ms_fit_alloc(MsSum, t.nlarge);
	t.small_sum = ms_fit_alloc(MsSum, t.nsmall);
	t.small_effect = ms_fit_alloc(double, t.nsmall);
	t.right_side = ms_fit_alloc(double, t.nsmall);
	return project(&t, false) && project(&t, true);
}

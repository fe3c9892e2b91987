/*-------------------------------------------------------------------------
 *
 * elasticity_plain.c
 *		The state of an elasticity_summary without units: one cell, changed in
 *		place, which never outgrows it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "elasticity/elasticity_summary.h"

/* Bytes of a state without units, which has no zone: one cell and its moments. */
#define PLAIN_SIZE	(offsetof(MsSummary, counts) + MS_ELASTICITY_COUNTS * sizeof(int64) + \
					 offsetof(ElasticityBody, data) + sizeof(ElasticityRowCell) + sizeof(ElasticityMulti))

static inline ElasticityRowCell *
plain_cell(const MsSummary *s)
{
	return (ElasticityRowCell *) ms_elasticity_body(s)->data;
}

/*
 * A state without units, with room for its one cell and its moments.
 */
MsSummary *
ms_elasticity_plain_new(void)
{
	MsSummary  *s = palloc0(PLAIN_SIZE);
	MsFrame		frame = {ms_face_value_calendar(), {MS_DAY, MS_MONDAY}, {MS_KEY_NONE, MS_KEY_NONE}, 0};

	ms_summary_set_header(s, &ms_elasticity_kind, &frame, 0);
	SET_VARSIZE(s, PLAIN_SIZE);
	return s;
}

/*
 * The state itself if it has that room, else a copy that has.
 */
MsSummary *
ms_elasticity_plain_reserve(MsSummary *s)
{
	return VARSIZE(s) >= PLAIN_SIZE ? s : ms_summary_enlarge(s, ms_elasticity_used(s), PLAIN_SIZE);
}

static ElasticityMulti *
plain_multi(MsSummary *s)
{
	ElasticityBody *body = ms_elasticity_body(s);
	ElasticityMulti *multi = (ElasticityMulti *) (plain_cell(s) + 1);

	if (body->nmultis == 0)
	{
		body->nmultis = 1;
		memset(multi, 0, sizeof(*multi));
		multi->n = 1;
	}
	return multi;
}

/*
 * Add a row to a state without units that has room.
 */
void
ms_elasticity_plain_add(MsSummary *s, double x, double y)
{
	ElasticityRowCell *cell = plain_cell(s);

	if (likely(s->nparts > 0))
	{
		ElasticityMulti *multi = plain_multi(s);

		multi->n++;
		if (ms_moments_needed(cell->x, cell->y, x, y))
			ms_moments_add(&multi->moments, cell->x, cell->y, x, y);
		return;
	}
	s->nparts = 1;
	cell->unit = 0;
	cell->period = 0;
	cell->x = x;
	cell->y = y;
}

/*
 * Add another summary without units.
 */
void
ms_elasticity_plain_merge(MsSummary *s, const MsSummary *other)
{
	const ElasticityRowCell *cell = plain_cell(other);
	const ElasticityMulti *multi = ms_elasticity_body(other)->nmultis > 0 ? (const ElasticityMulti *) (cell + 1) : NULL;
	MsCounts	counts;
	MsCounts	other_counts;

	ms_summary_get_counts(s, &ms_elasticity_kind, &counts);
	ms_summary_get_counts(other, &ms_elasticity_kind, &other_counts);
	ms_counts_merge(&counts, &other_counts, &ms_elasticity_kind);
	ms_summary_set_counts(s, &ms_elasticity_kind, &counts);
	if (other->nparts == 0)
		return;
	if (s->nparts == 0)
	{
		ms_elasticity_plain_add(s, cell->x, cell->y);
		if (multi != NULL)
			*plain_multi(s) = *multi;
	}
	else
	{
		ElasticityMulti *own = plain_multi(s);

		own->n += multi ? multi->n : 1;
		ms_moments_merge(&own->moments, plain_cell(s)->x, plain_cell(s)->y,
						 multi ? &multi->moments : NULL, multi ? multi->n : 1, cell->x, cell->y);
	}
}

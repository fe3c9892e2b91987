/*-------------------------------------------------------------------------
 *
 * elasticity_flat.c
 *		The stored form of elasticity_summary: its size, its parts, its check.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"

StaticAssertDecl(sizeof(ElasticityRowCell) == 24, "cells are stored as they are");
StaticAssertDecl(sizeof(ElasticityUsageCell) == 40, "cells are stored as they are");
StaticAssertDecl(sizeof(ElasticityRefundedCell) == 40, "refunds are stored as they are");
StaticAssertDecl(sizeof(ElasticityMulti) == 192, "moments are stored as they are");
StaticAssertDecl(offsetof(ElasticityBody, data) % 8 == 0, "cells are stored as they are");

/*
 * Bytes in use, without slack.
 */
Size
ms_elasticity_used(const MsSummary *s)
{
	Size		head = ms_summary_head(s, &ms_elasticity_kind);
	const ElasticityBody *body = ms_elasticity_body(s);

	if (VARSIZE(s) < head + offsetof(ElasticityBody, data))
		ms_damaged(&ms_elasticity_kind, "It is shorter than its header says.");
	if (s->flags & MS_SMALL)
		return head + offsetof(ElasticityBody, data) + body->unit_bytes + body->raw_bytes;
	return head + ms_elasticity_body_size(MS_IS_USAGE(s), s->nparts, body->nmultis, body->nunits,
										  body->nperiods, (Size) body->unit_bytes + body->period_bytes);
}

void
ms_elasticity_open(const MsSummary *flat, ElasticitySummary *s)
{
	ElasticityBody *body = ms_elasticity_body(flat);
	bool		usage = MS_IS_USAGE(flat);
	char	   *behind = body->data + flat->nparts * ms_elasticity_cell_size(usage);

	Assert(!(flat->flags & MS_SMALL));
	s->flat = (MsSummary *) flat;
	s->unit_type = MS_UNIT_TYPE(flat);
	s->period_type = MS_PERIOD_TYPE(flat);
	s->ncells = flat->nparts;
	s->nmultis = body->nmultis;
	s->nunits = body->nunits;
	s->nperiods = body->nperiods;
	s->row_cells = usage ? NULL : (ElasticityRowCell *) body->data;
	s->multis = usage ? NULL : (ElasticityMulti *) behind;
	s->usage_cells = usage ? (ElasticityUsageCell *) body->data : NULL;
	s->refunded = usage ? (ElasticityRefundedCell *) behind : NULL;
	s->unit_ends = (uint32 *) (behind + body->nmultis * ms_elasticity_multi_size(usage));
	s->period_ends = s->unit_ends + body->nunits;
	s->unit_data = (char *) (s->period_ends + body->nperiods);
	s->period_data = s->unit_data + body->unit_bytes;
}

static void
check_ends(const uint32 *ends, uint32 nkeys, uint32 bytes, ElasticityKeyType type)
{
	uint32		end = 0;

	for (uint32 key = 0; key < nkeys; key++)
	{
		if (ends[key] < end || ends[key] > bytes ||
			ends[key] - end != ms_elasticity_key_length(type, ends[key] - end))
			ms_damaged(&ms_elasticity_kind, "The lengths of its keys do not add up.");
		end = ends[key];
	}
}

static void
check_multis(const ElasticitySummary *s)
{
	uint32		least = 0;

	for (uint32 i = 0; i < s->nmultis; i++)
	{
		uint32		cell = ms_elasticity_is_usage(s) ? s->refunded[i].cell : s->multis[i].cell;

		if (cell >= s->ncells || cell < least)
			ms_damaged(&ms_elasticity_kind, "Its cells of several rows, or with refunds, are not in order.");
		least = cell + 1;
	}
}

/*
 * Refuse a stored form that is damaged so that reading it would leave its bytes.
 */
void
ms_elasticity_check(const MsSummary *flat)
{
	const ElasticityBody *body = ms_elasticity_body(flat);
	ElasticitySummary s;
	uint32		nunits = Max(body->nunits, 1);
	uint32		nperiods = Max(body->nperiods, 1);

	ms_elasticity_open(flat, &s);
	check_ends(s.unit_ends, s.nunits, body->unit_bytes, s.unit_type);
	check_ends(s.period_ends, s.nperiods, body->period_bytes, s.period_type);
	for (uint32 i = 0; i < s.ncells; i++)
	{
		bool		usage = ms_elasticity_is_usage(&s);

		if ((usage ? s.usage_cells[i].unit : s.row_cells[i].unit) >= nunits ||
			(usage ? s.usage_cells[i].period : s.row_cells[i].period) >= nperiods)
			ms_damaged(&ms_elasticity_kind, "A cell is of a unit or period that it does not hold.");
	}
	check_multis(&s);
}

/*
 * A summary as an accessor's argument.
 */
ElasticitySummary *
ms_elasticity_get(Datum value)
{
	ElasticitySummary *s = palloc(sizeof(ElasticitySummary));

	ms_elasticity_open(ms_summary_get(value, &ms_elasticity_kind), s);
	return s;
}

/*
 * The stored form of a raw state.
 */
MsSummary *
ms_elasticity_store(const MsSummary *s)
{
	return ms_flatten_together(s, NULL, &ms_elasticity_kind);
}

/*-------------------------------------------------------------------------
 *
 * elasticity_binary.c
 *		Binary form of the body of an elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"
#include "elasticity/elasticity_io.h"
#include "summary/binary.h"

/* Texts go through the client's encoding, numbers do not. */
static void
send_keys(StringInfo out, uint32 nkeys, const uint32 *ends, const char *data, bool text)
{
	pq_sendint32(out, nkeys);
	for (uint32 key = 0; key < nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_elasticity_key(ends, data, key, &length);

		if (text)
			ms_send_counted_text(out, bytes, length);
		else
			pq_sendint64(out, ms_key_to_number(bytes));
	}
}

/*
 * A cell of elasticity(); n is 1 if it is a single row, and no moments follow.
 */
static void
send_row_cell(StringInfo out, const ElasticityRowCell *cell, const ElasticityMulti *multi)
{
	pq_sendint32(out, cell->unit);
	pq_sendint32(out, cell->period);
	pq_sendfloat8(out, cell->x);
	pq_sendfloat8(out, cell->y);
	pq_sendint64(out, multi ? multi->n : 1);
	for (int i = 0; multi != NULL && i < MS_MOMENTS; i++)
		ms_send_sum(out, multi->moments.sum[i]);
}

/*
 * A cell of usage_elasticity(); refunds of zero are none.
 */
static void
send_usage_cell(StringInfo out, const ElasticityUsageCell *cell, const ElasticityRefunds *refunds)
{
	static const ElasticityRefunds none = {{0, 0}, {0, 0}};

	if (refunds == NULL)
		refunds = &none;
	pq_sendint32(out, cell->unit);
	pq_sendint32(out, cell->period);
	ms_send_sum(out, cell->quantity);
	ms_send_sum(out, cell->cost);
	ms_send_sum(out, refunds->quantity);
	ms_send_sum(out, refunds->cost);
}

static void
send_cells(StringInfo out, const ElasticitySummary *s)
{
	const ElasticityMulti *multi = s->multis;
	const ElasticityMulti *end = multi + s->nmultis;
	uint32		next_refunds = 0;

	pq_sendint32(out, s->ncells);
	for (uint32 i = 0; i < s->ncells; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (ms_elasticity_is_usage(s))
			send_usage_cell(out, &s->usage_cells[i], ms_elasticity_next_refunds(s, i, &next_refunds));
		else if (multi < end && multi->cell == i)
			send_row_cell(out, &s->row_cells[i], multi++);
		else
			send_row_cell(out, &s->row_cells[i], NULL);
	}
}

void
ms_elasticity_send_body(StringInfo out, const MsSummary *flat)
{
	ElasticitySummary s;

	ms_elasticity_open(flat, &s);
	send_keys(out, s.nunits, s.unit_ends, s.unit_data, s.unit_type == MS_KEY_TEXT);
	send_keys(out, s.nperiods, s.period_ends, s.period_data, s.period_type == MS_KEY_TEXT);
	send_cells(out, &s);
}

pg_noreturn static void
bad_binary(const char *what)
{
	ms_bad_binary(ms_elasticity_kind.type_name, what);
}

static void
receive_keys(StringInfo in, ElasticityBuilder *builder, MsKeymap *keys, ElasticityKeyType type)
{
	uint32		nkeys = pq_getmsgint(in, 4);

	if (nkeys > 0 && type == MS_KEY_NONE)
		bad_binary("keys that it cannot have");
	for (uint32 i = 0; i < nkeys; i++)
	{
		bool		added;

		CHECK_FOR_INTERRUPTS();
		if (type == MS_KEY_TEXT)
		{
			int			length;
			char	   *bytes = ms_receive_text(in, ms_elasticity_kind.type_name, &length);

			added = ms_elasticity_restore_key(builder, keys, bytes, length);
			pfree(bytes);
		}
		else
			added = ms_elasticity_restore_number(builder, keys, pq_getmsgint64(in));
		if (!added)
			bad_binary("a key twice, or one that is no period");
	}
}

static bool
receive_row_cell(StringInfo in, ElasticityBuilder *builder, uint32 unit, uint32 period)
{
	ElasticityRowCell cell = {unit, period, 0, 0};
	ElasticityMulti multi;

	cell.x = pq_getmsgfloat8(in);
	cell.y = pq_getmsgfloat8(in);
	multi.n = pq_getmsgint64(in);
	if (multi.n == 1)
		return ms_elasticity_restore_row_cell(builder, &cell, NULL);
	for (int i = 0; i < MS_MOMENTS; i++)
		multi.moments.sum[i] = ms_receive_sum(in);
	return ms_elasticity_restore_row_cell(builder, &cell, &multi);
}

static bool
receive_usage_cell(StringInfo in, ElasticityBuilder *builder, uint32 unit, uint32 period)
{
	ElasticityUsageCell cell;
	ElasticityRefunds refunds;
	bool		refunded;

	cell.unit = unit;
	cell.period = period;
	cell.quantity = ms_receive_sum(in);
	cell.cost = ms_receive_sum(in);
	refunds.quantity = ms_receive_sum(in);
	refunds.cost = ms_receive_sum(in);
	/* what is neither is not valid */
	refunded = !(refunds.quantity.hi == 0 && refunds.quantity.lo == 0 &&
				 refunds.cost.hi == 0 && refunds.cost.lo == 0);
	return ms_elasticity_restore_usage_cell(builder, &cell, refunded ? &refunds : NULL);
}

MsSummary *
ms_elasticity_receive(StringInfo in, const MsFrame *frame, const MsCounts *counts, uint8 flags)
{
	ElasticityBuilder *builder = ms_elasticity_begin_restore(frame, counts);
	MsSummary  *s;
	uint32		ncells;

	receive_keys(in, builder, &builder->units, MS_UNIT_TYPE(frame));
	receive_keys(in, builder, &builder->periods, MS_PERIOD_TYPE(frame));
	ncells = pq_getmsgint(in, 4);
	for (uint32 i = 0; i < ncells; i++)
	{
		uint32		unit = pq_getmsgint(in, 4);
		uint32		period = pq_getmsgint(in, 4);

		CHECK_FOR_INTERRUPTS();
		if (!(MS_IS_USAGE(frame) ? receive_usage_cell(in, builder, unit, period)
			  : receive_row_cell(in, builder, unit, period)))
			bad_binary("a cell that no summary can have");
	}
	pq_getmsgend(in);
	s = ms_elasticity_restore(builder);
	if (s == NULL)
		bad_binary("counts that do not fit the cells");
	return s;
}

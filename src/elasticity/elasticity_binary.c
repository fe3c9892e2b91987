/*-------------------------------------------------------------------------
 *
 * elasticity_binary.c
 *		Binary form of elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"
#include "elasticity/elasticity_io.h"

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

static void
send_sum(StringInfo out, MsSum sum)
{
	pq_sendfloat8(out, sum.hi);
	pq_sendfloat8(out, sum.lo);
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
		send_sum(out, multi->moments.sum[i]);
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
	send_sum(out, cell->quantity);
	send_sum(out, cell->cost);
	send_sum(out, refunds->quantity);
	send_sum(out, refunds->cost);
}

static void
send_cells(StringInfo out, const ElasticitySummary *s)
{
	const ElasticityMulti *multi = ms_elasticity_multis(s);
	const ElasticityMulti *end = multi + s->nmultis;
	uint32		next_refunds = 0;

	pq_sendint32(out, s->ncells);
	for (uint32 i = 0; i < s->ncells; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (ms_elasticity_is_usage(s))
			send_usage_cell(out, &ms_elasticity_usage_cells(s)[i], ms_elasticity_next_refunds(s, i, &next_refunds));
		else if (multi < end && multi->cell == i)
			send_row_cell(out, &ms_elasticity_row_cells(s)[i], multi++);
		else
			send_row_cell(out, &ms_elasticity_row_cells(s)[i], NULL);
	}
}

PG_FUNCTION_INFO_V1(ms_elasticity_send);

Datum
ms_elasticity_send(PG_FUNCTION_ARGS)
{
	ElasticitySummary *s = ms_elasticity_get_partial(PG_GETARG_DATUM(0));
	StringInfoData out;

	pq_begintypsend(&out);
	pq_sendint8(&out, s->version);
	pq_sendint8(&out, s->flags);
	pq_sendint8(&out, s->unit_type);
	pq_sendint8(&out, s->period_type);
	pq_sendint8(&out, s->period_unit);
	pq_sendint8(&out, s->week_start);
	ms_send_counted_text(&out, ms_elasticity_zone(s), s->zone_length);
	pq_sendint64(&out, s->counts.rows_read);
	for (int i = 0; i < MS_DROPS; i++)
		pq_sendint64(&out, s->counts.dropped[i]);
	pq_sendint64(&out, s->counts.negative);
	pq_sendint64(&out, s->counts.first);
	pq_sendint64(&out, s->counts.last);
	send_keys(&out, s->nunits, ms_elasticity_unit_ends(s), ms_elasticity_unit_data(s),
			  s->unit_type == MS_KEY_TEXT);
	send_keys(&out, s->nperiods, ms_elasticity_period_ends(s), ms_elasticity_period_data(s),
			  s->period_type == MS_KEY_TEXT);
	send_cells(&out, s);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

pg_noreturn static void
bad_binary(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of elasticity_summary"),
			 errdetail("It holds %s.", what)));
}

static char *
receive_text(StringInfo in, int *length)
{
	int			bytes = pq_getmsgint(in, 4);

	if (bytes < 0 || bytes > in->len - in->cursor)
		bad_binary("a text longer than itself");
	return pq_getmsgtext(in, bytes, length);
}

static void
receive_frame(StringInfo in, ElasticityFrame *frame)
{
	uint8		version = pq_getmsgbyte(in);
	uint8		flags = pq_getmsgbyte(in);
	uint8		unit_type = pq_getmsgbyte(in);
	uint8		period_type = pq_getmsgbyte(in);
	uint8		period_unit = pq_getmsgbyte(in);
	uint8		week_start = pq_getmsgbyte(in);
	char	   *zone;
	int			length;

	if (version != MS_ELASTICITY_VERSION || (flags & ~(MS_ELASTICITY_ZONED | MS_ELASTICITY_SETTINGS)) != 0 ||
		unit_type > MS_KEY_BIGINT || period_type > MS_KEY_CALENDAR ||
		period_unit > MS_QUARTER || week_start > MS_SATURDAY)
		bad_binary("an unknown version, flag or kind of key");
	frame->unit_type = (ElasticityKeyType) unit_type;
	frame->period_type = (ElasticityKeyType) period_type;
	frame->periods.unit = (MsPeriodUnit) period_unit;
	frame->periods.week_start = (MsWeekday) week_start;
	frame->from_settings = (flags & MS_ELASTICITY_SETTINGS) >> MS_ELASTICITY_SETTINGS_SHIFT;
	zone = receive_text(in, &length);
	frame->calendar = (flags & MS_ELASTICITY_ZONED) ? ms_written_calendar(zone, length) : ms_face_value_calendar();
	if (frame->calendar == NULL)
		bad_binary("a time zone whose name no zone can have");
	if (!ms_elasticity_key_types_are_valid(frame) || !ms_elasticity_clock_is_valid(frame) ||
		(!MS_IS_USAGE(frame) && frame->periods.unit != MS_DAY))
		bad_binary("kinds of keys, or a clock, that do not go together");
}

static void
receive_counts(StringInfo in, ElasticityCounts *counts)
{
	counts->rows_read = pq_getmsgint64(in);
	for (int i = 0; i < MS_DROPS; i++)
		counts->dropped[i] = pq_getmsgint64(in);
	counts->negative = pq_getmsgint64(in);
	counts->first = pq_getmsgint64(in);
	counts->last = pq_getmsgint64(in);
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
			char	   *bytes = receive_text(in, &length);

			added = ms_elasticity_restore_key(builder, keys, bytes, length);
			pfree(bytes);
		}
		else
			added = ms_elasticity_restore_number(builder, keys, pq_getmsgint64(in));
		if (!added)
			bad_binary("a key twice, or one that is no period");
	}
}

static MsSum
receive_sum(StringInfo in)
{
	MsSum		sum;

	sum.hi = pq_getmsgfloat8(in);
	sum.lo = pq_getmsgfloat8(in);
	return sum;
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
		multi.moments.sum[i] = receive_sum(in);
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
	cell.quantity = receive_sum(in);
	cell.cost = receive_sum(in);
	refunds.quantity = receive_sum(in);
	refunds.cost = receive_sum(in);
	/* what is neither is not valid */
	refunded = !(refunds.quantity.hi == 0 && refunds.quantity.lo == 0 &&
				 refunds.cost.hi == 0 && refunds.cost.lo == 0);
	return ms_elasticity_restore_usage_cell(builder, &cell, refunded ? &refunds : NULL);
}

PG_FUNCTION_INFO_V1(ms_elasticity_recv);

Datum
ms_elasticity_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	ElasticityFrame frame;
	ElasticityBuilder *builder;
	uint32		ncells;

	receive_frame(in, &frame);
	builder = ms_elasticity_builder_new(&frame, CurrentMemoryContext);
	builder->unlimited = true;
	receive_counts(in, &builder->counts);
	receive_keys(in, builder, &builder->units, frame.unit_type);
	receive_keys(in, builder, &builder->periods, frame.period_type);
	ncells = pq_getmsgint(in, 4);
	for (uint32 i = 0; i < ncells; i++)
	{
		uint32		unit = pq_getmsgint(in, 4);
		uint32		period = pq_getmsgint(in, 4);

		CHECK_FOR_INTERRUPTS();
		if (!(MS_IS_USAGE(&frame) ? receive_usage_cell(in, builder, unit, period)
			  : receive_row_cell(in, builder, unit, period)))
			bad_binary("a cell that no summary can have");
	}
	pq_getmsgend(in);
	if (!ms_elasticity_restored_well(builder))
		bad_binary("counts that do not fit the cells");
	PG_RETURN_POINTER(ms_elasticity_builder_flatten(builder));
}

/*-------------------------------------------------------------------------
 *
 * elasticity_io.c
 *		Text form of the body of an elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"
#include "elasticity/elasticity_io.h"

static void
write_keys(StringInfo out, const char *member, uint32 nkeys, const uint32 *ends, const char *data, bool text)
{
	appendStringInfo(out, ", \"%s\": [", member);
	for (uint32 key = 0; key < nkeys; key++)
	{
		int32		length;
		const char *bytes = ms_elasticity_key(ends, data, key, &length);

		if (key > 0)
			appendStringInfoString(out, ", ");
		if (text)
			ms_write_string(out, bytes, length);
		else
			appendStringInfo(out, INT64_FORMAT, ms_key_to_number(bytes));
	}
	appendStringInfoChar(out, ']');
}

/*
 * A cell of elasticity(): its keys, ln price and ln quantity and, if it has
 * several rows, how many and their moments.
 */
static void
write_row_cell(StringInfo out, const ElasticityRowCell *cell, const ElasticityMulti *multi)
{
	appendStringInfo(out, "[%u,%u,", cell->unit, cell->period);
	ms_write_double(out, cell->x);
	appendStringInfoChar(out, ',');
	ms_write_double(out, cell->y);
	if (multi != NULL)
	{
		appendStringInfo(out, "," INT64_FORMAT, multi->n);
		for (int i = 0; i < MS_MOMENTS; i++)
		{
			appendStringInfoChar(out, ',');
			ms_write_sum(out, multi->moments.sum[i]);
		}
	}
	appendStringInfoChar(out, ']');
}

/*
 * A cell of usage_elasticity(): its keys, its sums and, if it has any, its
 * refunds.
 */
static void
write_usage_cell(StringInfo out, const ElasticityUsageCell *cell, const ElasticityRefunds *refunds)
{
	appendStringInfo(out, "[%u,%u,", cell->unit, cell->period);
	ms_write_sum(out, cell->quantity);
	appendStringInfoChar(out, ',');
	ms_write_sum(out, cell->cost);
	if (refunds != NULL)
	{
		appendStringInfoChar(out, ',');
		ms_write_sum(out, refunds->quantity);
		appendStringInfoChar(out, ',');
		ms_write_sum(out, refunds->cost);
	}
	appendStringInfoChar(out, ']');
}

void
ms_elasticity_write_text(StringInfo out, const MsSummary *flat)
{
	ElasticitySummary s;
	const ElasticityMulti *multi;
	const ElasticityMulti *end;
	uint32		next_refunds = 0;

	ms_elasticity_open(flat, &s);
	multi = s.multis;
	end = multi + s.nmultis;
	write_keys(out, "units", s.nunits, s.unit_ends, s.unit_data, s.unit_type == MS_KEY_TEXT);
	write_keys(out, "periods", s.nperiods, s.period_ends, s.period_data, s.period_type == MS_KEY_TEXT);
	appendStringInfoString(out, ", \"cells\": [");
	for (uint32 i = 0; i < s.ncells; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoString(out, ", ");
		if (ms_elasticity_is_usage(&s))
			write_usage_cell(out, &s.usage_cells[i], ms_elasticity_next_refunds(&s, i, &next_refunds));
		else if (multi < end && multi->cell == i)
			write_row_cell(out, &s.row_cells[i], multi++);
		else
			write_row_cell(out, &s.row_cells[i], NULL);
	}
	appendStringInfoChar(out, ']');
}

static bool
read_keys(MsReader *reader, const char *member, ElasticityBuilder *builder,
		  MsKeymap *keys, ElasticityKeyType type)
{
	StringInfoData word;

	if (!ms_read_next_member(reader, member) || !ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	initStringInfo(&word);
	do
	{
		int64		number;
		bool		added;

		CHECK_FOR_INTERRUPTS();
		if (type == MS_KEY_NONE)
			return false;
		if (type == MS_KEY_TEXT)
		{
			if (!ms_read_string(reader, &word))
				return false;
			added = ms_elasticity_restore_key(builder, keys, word.data, word.len);
		}
		else
		{
			if (!ms_read_int64(reader, PG_INT64_MIN, PG_INT64_MAX, &number))
				return false;
			added = ms_elasticity_restore_number(builder, keys, number);
		}
		reader->expected = "unit or period that was not there before";
		if (!added)
			return false;
	} while (ms_read_literal(reader, ","));
	return ms_read_literal(reader, "]");
}

/*
 * The rest of a cell of elasticity(), behind its keys.
 */
static bool
read_row_cell(MsReader *reader, ElasticityBuilder *builder, uint32 unit, uint32 period)
{
	ElasticityRowCell cell = {unit, period, 0, 0};
	ElasticityMulti multi;
	bool		several;

	if (!ms_read_double(reader, &cell.x) || !ms_read_literal(reader, ",") ||
		!ms_read_double(reader, &cell.y))
		return false;
	several = ms_read_literal(reader, ",");
	if (several)
	{
		if (!ms_read_int64(reader, 2, PG_INT64_MAX, &multi.n))
			return false;
		for (int i = 0; i < MS_MOMENTS; i++)
		{
			if (!ms_read_literal(reader, ",") || !ms_read_sum(reader, &multi.moments.sum[i]))
				return false;
		}
	}
	if (!ms_read_literal(reader, "]"))
		return false;
	reader->expected = "cell of a known unit and period, with logarithms and moments that rows can have";
	return ms_elasticity_restore_row_cell(builder, &cell, several ? &multi : NULL);
}

static bool
read_usage_cell(MsReader *reader, ElasticityBuilder *builder, uint32 unit, uint32 period)
{
	ElasticityUsageCell cell;
	ElasticityRefunds refunds;
	bool		refunded;

	cell.unit = unit;
	cell.period = period;
	if (!ms_read_sum(reader, &cell.quantity) || !ms_read_literal(reader, ",") ||
		!ms_read_sum(reader, &cell.cost))
		return false;
	refunded = ms_read_literal(reader, ",");
	if (refunded && (!ms_read_sum(reader, &refunds.quantity) || !ms_read_literal(reader, ",") ||
					 !ms_read_sum(reader, &refunds.cost)))
		return false;
	if (!ms_read_literal(reader, "]"))
		return false;
	reader->expected = "cell of a known unit and period, with refunds that rows can have";
	return ms_elasticity_restore_usage_cell(builder, &cell, refunded ? &refunds : NULL);
}

static bool
read_cells(MsReader *reader, ElasticityBuilder *builder)
{
	int64		unit;
	int64		period;

	if (!ms_read_next_member(reader, "cells") || !ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	do
	{
		CHECK_FOR_INTERRUPTS();
		if (!ms_read_literal(reader, "[") || !ms_read_int64(reader, 0, PG_UINT32_MAX, &unit) ||
			!ms_read_literal(reader, ",") || !ms_read_int64(reader, 0, PG_UINT32_MAX, &period) ||
			!ms_read_literal(reader, ","))
			return false;
		if (!(MS_IS_USAGE(&builder->growing.frame) ? read_usage_cell(reader, builder, unit, period)
			  : read_row_cell(reader, builder, unit, period)))
			return false;
	} while (ms_read_literal(reader, ","));
	return ms_read_literal(reader, "]");
}

MsSummary *
ms_elasticity_read_text(MsReader *reader, const MsFrame *frame, const MsCounts *counts)
{
	ElasticityBuilder *builder = ms_elasticity_begin_restore(frame, counts);

	if (!read_keys(reader, "units", builder, &builder->units, MS_UNIT_TYPE(frame)) ||
		!read_keys(reader, "periods", builder, &builder->periods, MS_PERIOD_TYPE(frame)) ||
		!read_cells(reader, builder) || !ms_read_literal(reader, "}") || !ms_read_end(reader))
		return NULL;
	reader->expected = "counts that fit the cells";
	return ms_elasticity_restore(builder);
}

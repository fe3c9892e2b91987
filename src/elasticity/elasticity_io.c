/*-------------------------------------------------------------------------
 *
 * elasticity_io.c
 *		Text form of elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "common/compat.h"
#include "common/summary.h"
#include "elasticity/elasticity_builder.h"
#include "elasticity/elasticity_io.h"

const char *const ms_elasticity_drop_names[MS_DROPS] = {
	"dropped_null", "dropped_nonpositive", "dropped_nonfinite"
};

/* In the order of ElasticityKeyType; what a calendar's periods are, their own name says. */
static const char *const key_type_names[] = {NULL, "text", "bigint", "date"};

const char *
ms_elasticity_unit_name(const ElasticityFrame *frame)
{
	return key_type_names[frame->unit_type];
}

const char *
ms_elasticity_period_name(const ElasticityFrame *frame)
{
	return MS_IS_USAGE(frame) ? ms_period_unit_name(frame->periods.unit) : key_type_names[frame->period_type];
}

static void
write_string(StringInfo out, const char *bytes, int32 length)
{
	escape_json(out, pnstrdup(bytes, length));
}

static void
write_name(StringInfo out, const char *member, const char *name)
{
	appendStringInfo(out, name ? ", \"%s\": \"%s\"" : ", \"%s\": null", member, name);
}

/*
 * Write the header.  Instants are microseconds, and dates days, since
 * 2000-01-01: no setting changes how they look.
 */
static void
write_header(StringInfo out, const ElasticitySummary *s)
{
	ElasticityFrame frame;

	frame.unit_type = (ElasticityKeyType) s->unit_type;
	frame.period_type = (ElasticityKeyType) s->period_type;
	frame.periods.unit = (MsPeriodUnit) s->period_unit;
	appendStringInfo(out, "{\"elasticity_summary\": %d", s->version);
	write_name(out, "unit", ms_elasticity_unit_name(&frame));
	write_name(out, "period", ms_elasticity_period_name(&frame));
	appendStringInfoString(out, ", \"timezone\": ");
	if (s->flags & MS_ELASTICITY_ZONED)
		write_string(out, ms_elasticity_zone(s), s->zone_length);
	else
		appendStringInfoString(out, "null");
	appendStringInfo(out, ", \"week_start\": \"%s\"", ms_week_start_name((MsWeekday) s->week_start));
	ms_write_from_settings(out, (s->flags & MS_ELASTICITY_SETTINGS) >> MS_ELASTICITY_SETTINGS_SHIFT);
	appendStringInfo(out, ", \"rows_read\": " INT64_FORMAT, s->counts.rows_read);
	for (int i = 0; i < MS_DROPS; i++)
		appendStringInfo(out, ", \"%s\": " INT64_FORMAT, ms_elasticity_drop_names[i], s->counts.dropped[i]);
	appendStringInfo(out, ", \"negative\": " INT64_FORMAT ", \"first\": " INT64_FORMAT ", \"last\": " INT64_FORMAT,
					 s->counts.negative, s->counts.first, s->counts.last);
}

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
			write_string(out, bytes, length);
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

PG_FUNCTION_INFO_V1(ms_elasticity_out);

Datum
ms_elasticity_out(PG_FUNCTION_ARGS)
{
	ElasticitySummary *s = ms_elasticity_get_partial(PG_GETARG_DATUM(0));
	const ElasticityMulti *multi = ms_elasticity_multis(s);
	const ElasticityMulti *end = multi + s->nmultis;
	uint32		next_refunds = 0;
	StringInfoData out;

	initStringInfo(&out);
	write_header(&out, s);
	write_keys(&out, "units", s->nunits, ms_elasticity_unit_ends(s), ms_elasticity_unit_data(s),
			   s->unit_type == MS_KEY_TEXT);
	write_keys(&out, "periods", s->nperiods, ms_elasticity_period_ends(s), ms_elasticity_period_data(s),
			   s->period_type == MS_KEY_TEXT);
	appendStringInfoString(&out, ", \"cells\": [");
	for (uint32 i = 0; i < s->ncells; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoString(&out, ", ");
		if (ms_elasticity_is_usage(s))
			write_usage_cell(&out, &ms_elasticity_usage_cells(s)[i], ms_elasticity_next_refunds(s, i, &next_refunds));
		else if (multi < end && multi->cell == i)
			write_row_cell(&out, &ms_elasticity_row_cells(s)[i], multi++);
		else
			write_row_cell(&out, &ms_elasticity_row_cells(s)[i], NULL);
	}
	appendStringInfoString(&out, "]}");
	PG_RETURN_CSTRING(out.data);
}

/*
 * Types of units and periods.  Units come before periods, and a calendar's
 * periods need units that are texts.
 */
static bool
read_key_types(MsReader *reader, StringInfo word, ElasticityFrame *frame)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "unit"))
		return false;
	if (ms_read_literal(reader, "null"))
		frame->unit_type = MS_KEY_NONE;
	else if (ms_read_literal(reader, "\"text\""))
		frame->unit_type = MS_KEY_TEXT;
	else if (ms_read_literal(reader, "\"bigint\""))
		frame->unit_type = MS_KEY_BIGINT;
	else
		return false;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "period"))
		return false;
	frame->periods.unit = MS_DAY;
	if (ms_read_literal(reader, "null"))
		frame->period_type = MS_KEY_NONE;
	else if (ms_read_literal(reader, "\"text\""))
		frame->period_type = MS_KEY_TEXT;
	else if (ms_read_literal(reader, "\"bigint\""))
		frame->period_type = MS_KEY_BIGINT;
	else if (ms_read_literal(reader, "\"date\""))
		frame->period_type = MS_KEY_DATE;
	else
	{
		if (!ms_read_string(reader, word))
			return false;
		frame->period_type = MS_KEY_CALENDAR;
		reader->expected = "kind of period";
		if (!ms_known_period_unit(word->data, word->len, &frame->periods.unit))
			return false;
	}
	reader->expected = "kind of period that goes with the kind of unit";
	return ms_elasticity_key_types_are_valid(frame);
}

bool
ms_elasticity_key_types_are_valid(const ElasticityFrame *frame)
{
	if (frame->unit_type == MS_KEY_NONE)
		return frame->period_type == MS_KEY_NONE;
	return frame->period_type != MS_KEY_CALENDAR || frame->unit_type == MS_KEY_TEXT;
}

bool
ms_elasticity_clock_is_valid(const ElasticityFrame *frame)
{
	return (MS_IS_USAGE(frame) || !frame->calendar->zoned) &&
		ms_from_settings_is_valid(frame->from_settings, frame->calendar,
								  MS_IS_USAGE(frame) && frame->periods.unit == MS_WEEK) &&
		(frame->periods.week_start == MS_MONDAY || (MS_IS_USAGE(frame) && frame->periods.unit == MS_WEEK));
}

/*
 * The zone and week start.
 */
static bool
read_clock(MsReader *reader, StringInfo word, ElasticityFrame *frame)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "timezone"))
		return false;
	if (ms_read_literal(reader, "null"))
		frame->calendar = ms_face_value_calendar();
	else if (!ms_read_string(reader, word))
		return false;
	else
		frame->calendar = ms_written_calendar(word->data, word->len);
	reader->expected = "name of a time zone";
	if (frame->calendar == NULL)
		return false;

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "week_start") ||
		!ms_read_string(reader, word))
		return false;
	reader->expected = "day of the week";
	if (!ms_known_week_start(word->data, word->len, &frame->periods.week_start) ||
		!ms_read_from_settings(reader, &frame->from_settings))
		return false;
	reader->expected = "time zone and week start that go with the periods";
	return ms_elasticity_clock_is_valid(frame);
}

static bool
read_count(MsReader *reader, const char *member, int64 low, int64 *count)
{
	return ms_read_literal(reader, ",") && ms_read_member(reader, member) &&
		ms_read_int64(reader, low, PG_INT64_MAX, count);
}

static bool
read_header(MsReader *reader, StringInfo word, ElasticityFrame *frame, ElasticityCounts *counts)
{
	int64		version;

	if (!ms_read_literal(reader, "{") || !ms_read_member(reader, "elasticity_summary") ||
		!ms_read_int64(reader, MS_ELASTICITY_VERSION, MS_ELASTICITY_VERSION, &version) ||
		!read_key_types(reader, word, frame) || !read_clock(reader, word, frame) ||
		!read_count(reader, "rows_read", 0, &counts->rows_read))
		return false;
	for (int i = 0; i < MS_DROPS; i++)
	{
		if (!read_count(reader, ms_elasticity_drop_names[i], 0, &counts->dropped[i]))
			return false;
	}
	return read_count(reader, "negative", 0, &counts->negative) &&
		read_count(reader, "first", PG_INT64_MIN, &counts->first) &&
		read_count(reader, "last", PG_INT64_MIN, &counts->last);
}

static bool
read_keys(MsReader *reader, StringInfo word, const char *member, ElasticityBuilder *builder,
		  MsKeymap *keys, ElasticityKeyType type)
{
	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, member) ||
		!ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	do
	{
		int64		number;
		bool		added;

		CHECK_FOR_INTERRUPTS();
		if (type == MS_KEY_NONE)
			return false;
		if (type == MS_KEY_TEXT)
		{
			if (!ms_read_string(reader, word))
				return false;
			added = ms_elasticity_restore_key(builder, keys, word->data, word->len);
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

	if (!ms_read_literal(reader, ",") || !ms_read_member(reader, "cells") ||
		!ms_read_literal(reader, "["))
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
		if (!(MS_IS_USAGE(&builder->frame) ? read_usage_cell(reader, builder, unit, period)
			  : read_row_cell(reader, builder, unit, period)))
			return false;
	} while (ms_read_literal(reader, ","));
	return ms_read_literal(reader, "]");
}

/*
 * All of a text form; NULL, with what was expected, if it is not one.
 */
static ElasticityBuilder *
read_summary(MsReader *reader)
{
	StringInfoData word;
	ElasticityFrame frame;
	ElasticityCounts counts;
	ElasticityBuilder *builder;

	initStringInfo(&word);
	if (!read_header(reader, &word, &frame, &counts))
		return NULL;
	builder = ms_elasticity_builder_new(&frame, CurrentMemoryContext);
	builder->unlimited = true;
	builder->counts = counts;
	if (!read_keys(reader, &word, "units", builder, &builder->units, frame.unit_type) ||
		!read_keys(reader, &word, "periods", builder, &builder->periods, frame.period_type) ||
		!read_cells(reader, builder) || !ms_read_literal(reader, "}") || !ms_read_end(reader))
		return NULL;
	reader->expected = "counts that fit the cells";
	return ms_elasticity_restored_well(builder) ? builder : NULL;
}

PG_FUNCTION_INFO_V1(ms_elasticity_in);

Datum
ms_elasticity_in(PG_FUNCTION_ARGS)
{
	MsReader	reader;
	ElasticityBuilder *builder;

	ms_reader_init(&reader, PG_GETARG_CSTRING(0));
	builder = read_summary(&reader);
	if (builder == NULL)
		ms_ereturn(ms_escontext(fcinfo), (Datum) 0,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s", "elasticity_summary"),
					errdetail("Expected %s at byte %d.", reader.expected,
							  (int) (reader.next - reader.start) + 1)));
	PG_RETURN_POINTER(ms_elasticity_builder_flatten(builder));
}

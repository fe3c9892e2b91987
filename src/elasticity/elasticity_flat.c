/*-------------------------------------------------------------------------
 *
 * elasticity_flat.c
 *		The flat forms of elasticity_summary: reading one, and the small
 *		states that rows are added to in place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "common/compat.h"
#include "common/summary.h"
#include "elasticity/elasticity_builder.h"

StaticAssertDecl(sizeof(ElasticityRowCell) == 24, "cells are stored as they are");
StaticAssertDecl(sizeof(ElasticityUsageCell) == 40, "cells are stored as they are");
StaticAssertDecl(sizeof(ElasticityRefundedCell) == 40, "refunds are stored as they are");
StaticAssertDecl(sizeof(ElasticityMulti) == 192, "moments are stored as they are");
StaticAssertDecl(offsetof(ElasticitySummary, counts) % 8 == 0, "counts are stored as they are");
StaticAssertDecl(offsetof(ElasticitySummary, data) % 8 == 0, "cells are stored as they are");

/* Bytes of a new raw state: a few rows of typical keys. */
#define FIRST_RAW_SIZE		256

pg_noreturn static void
damaged(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("elasticity_summary is damaged or of an unknown version"),
			 errdetail("%s", detail)));
}

/*
 * The state of an aggregate, which we made ourselves: its header is checked.
 */
ElasticitySummary *
ms_elasticity_get_state(Datum value)
{
	ElasticitySummary *s = (ElasticitySummary *) PG_DETOAST_DATUM(value);

	if (VARSIZE(s) < offsetof(ElasticitySummary, data) || s->version != MS_ELASTICITY_VERSION ||
		(s->flags & ~MS_ELASTICITY_VALID_FLAGS) != 0 || s->reserved != 0 ||
		s->unit_type > MS_KEY_BIGINT || s->period_type > MS_KEY_CALENDAR ||
		s->period_unit > MS_QUARTER || s->week_start > MS_SATURDAY)
		damaged("Its header is not one that this build of modelshare reads.");
	if (VARSIZE(s) < ms_elasticity_used(s))
		damaged("It is shorter than its header says.");
	return s;
}

static void
check_ends(const uint32 *ends, uint32 nkeys, uint32 bytes)
{
	uint32		end = 0;

	for (uint32 key = 0; key < nkeys; key++)
	{
		if (ends[key] < end || ends[key] > bytes)
			damaged("The lengths of its keys do not add up.");
		end = ends[key];
	}
}

static void
check_multis(const ElasticitySummary *s)
{
	uint32		least = 0;

	for (uint32 i = 0; i < s->nmultis; i++)
	{
		uint32		cell = ms_elasticity_is_usage(s) ? ms_elasticity_refunded(s)[i].cell : ms_elasticity_multis(s)[i].cell;

		if (cell >= s->ncells || cell < least)
			damaged("Its cells of several rows, or with refunds, are not in order.");
		least = cell + 1;
	}
}

/*
 * A summary, or a state that an aggregate passes on, with its cells in order.
 * What a newer version wrote, or what is damaged so that reading it would
 * leave its bytes, is refused here.
 */
ElasticitySummary *
ms_elasticity_get_partial(Datum value)
{
	ElasticitySummary *s = ms_elasticity_get_state(value);
	uint32		nunits = Max(s->nunits, 1);
	uint32		nperiods = Max(s->nperiods, 1);

	if (s->flags & MS_ELASTICITY_RAW)
		return ms_elasticity_builder_flatten(ms_elasticity_builder_from(s, CurrentMemoryContext));

	check_ends(ms_elasticity_unit_ends(s), s->nunits, s->unit_bytes);
	check_ends(ms_elasticity_period_ends(s), s->nperiods, s->period_bytes);
	for (uint32 i = 0; i < s->ncells; i++)
	{
		bool		usage = ms_elasticity_is_usage(s);

		if ((usage ? ms_elasticity_usage_cells(s)[i].unit : ms_elasticity_row_cells(s)[i].unit) >= nunits ||
			(usage ? ms_elasticity_usage_cells(s)[i].period : ms_elasticity_row_cells(s)[i].period) >= nperiods)
			damaged("A cell is of a unit or period that it does not hold.");
	}
	check_multis(s);
	return s;
}

/*
 * A summary as a function's argument, in its stored form.  An aggregate
 * without a final function returns its state, which can be stored, too.
 */
ElasticitySummary *
ms_elasticity_get(Datum value)
{
	ElasticitySummary *s = ms_elasticity_get_partial(value);

	if (VARSIZE(s) > ms_elasticity_used(s) || (s->flags & MS_ELASTICITY_SETTINGS) != 0)
	{
		/* the argument itself must not be changed; what was flattened or detoasted is ours */
		if (VARSIZE(s) > ms_elasticity_used(s) || s == (void *) DatumGetPointer(value))
			s = ms_elasticity_trim(s);
		s->flags &= ~MS_ELASTICITY_SETTINGS;
	}
	return s;
}

void
ms_elasticity_get_frame(const ElasticitySummary *s, ElasticityFrame *frame)
{
	frame->unit_type = (ElasticityKeyType) s->unit_type;
	frame->period_type = (ElasticityKeyType) s->period_type;
	frame->periods.unit = (MsPeriodUnit) s->period_unit;
	frame->periods.week_start = (MsWeekday) s->week_start;
	frame->calendar = (s->flags & MS_ELASTICITY_ZONED)
		? ms_stored_calendar(ms_elasticity_zone(s), s->zone_length)
		: ms_face_value_calendar();
	frame->from_settings = (s->flags & MS_ELASTICITY_SETTINGS) >> MS_ELASTICITY_SETTINGS_SHIFT;
}

/*
 * The aggregate that makes summaries of this kind, as one would write it.
 */
static const char *
describe_form(const ElasticityFrame *frame)
{
	static const char *const types[] = {"", "text", "bigint", "date"};

	if (MS_IS_USAGE(frame))
		return "usage_elasticity()";
	if (frame->unit_type == MS_KEY_NONE)
		return "elasticity(quantity, price)";
	if (frame->period_type == MS_KEY_NONE)
		return psprintf("elasticity(quantity, price, unit %s)", types[frame->unit_type]);
	return psprintf("elasticity(quantity, price, unit %s, period %s)", types[frame->unit_type], types[frame->period_type]);
}

/*
 * Refuse to mix what does not have the same units and periods.
 */
void
ms_elasticity_check_mergeable(const ElasticityFrame *a, const ElasticityFrame *b)
{
	if (a->unit_type != b->unit_type || a->period_type != b->period_type)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge a summary of %s with one of %s", describe_form(a), describe_form(b)),
				 errhint("Build both by the same aggregate, with arguments of the same types.")));
	if (a->periods.unit != b->periods.unit)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge elasticity summaries of periods \"%s\" and \"%s\"",
						ms_period_unit_name(a->periods.unit), ms_period_unit_name(b->periods.unit)),
				 errhint("Build both with the same period argument.")));
	if (!ms_same_calendar(a->calendar, b->calendar))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge elasticity summaries of time zones \"%s\" and \"%s\"",
						ms_describe_zone(a->calendar), ms_describe_zone(b->calendar)),
				 errhint("%s", ms_zones_hint(a->calendar, b->calendar))));
	if (a->periods.week_start != b->periods.week_start)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot merge elasticity summaries whose weeks start on %s and on %s",
						ms_week_start_name(a->periods.week_start), ms_week_start_name(b->periods.week_start)),
				 errhint("Build both with the same modelshare.week_start.")));
}

void
ms_elasticity_counts_init(ElasticityCounts *counts)
{
	memset(counts, 0, sizeof(*counts));
	counts->first = DT_NOEND;
	counts->last = DT_NOBEGIN;
}

void
ms_elasticity_counts_merge(ElasticityCounts *counts, const ElasticityCounts *other)
{
	ms_add_count(&counts->rows_read, other->rows_read, "elasticity_summary");
	for (int i = 0; i < MS_DROPS; i++)
		ms_add_count(&counts->dropped[i], other->dropped[i], "elasticity_summary");
	ms_add_count(&counts->negative, other->negative, "elasticity_summary");
	counts->first = Min(counts->first, other->first);
	counts->last = Max(counts->last, other->last);
}

/*
 * The header of a summary of no rows.
 */
void
ms_elasticity_set_header(ElasticitySummary *s, const ElasticityFrame *frame)
{
	memset(s, 0, offsetof(ElasticitySummary, data));
	s->version = MS_ELASTICITY_VERSION;
	s->flags = (frame->calendar->zoned ? MS_ELASTICITY_ZONED : 0) |
		frame->from_settings << MS_ELASTICITY_SETTINGS_SHIFT;
	s->unit_type = (uint8) frame->unit_type;
	s->period_type = (uint8) frame->period_type;
	s->period_unit = (uint8) frame->periods.unit;
	s->week_start = (uint8) frame->periods.week_start;
	s->zone_length = (uint8) strlen(frame->calendar->name);
	ms_elasticity_counts_init(&s->counts);
}

/*
 * A state that rows with units are appended to.
 */
ElasticitySummary *
ms_elasticity_raw_new(const ElasticityFrame *frame)
{
	Size		size = FIRST_RAW_SIZE;
	ElasticitySummary *s;

	while (size < offsetof(ElasticitySummary, data) + strlen(frame->calendar->name))
		size *= 2;
	s = palloc0(size);
	ms_elasticity_set_header(s, frame);
	s->flags |= MS_ELASTICITY_RAW;
	SET_VARSIZE(s, size);
	memcpy(ms_elasticity_zone(s), frame->calendar->name, s->zone_length);
	return s;
}

/*
 * A full raw state with its rows put into cells, and room for more; NULL if
 * that leaves less than a quarter of its size.
 */
static ElasticitySummary *
raw_compact(const ElasticitySummary *s)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "elasticity_summary", ALLOCSET_DEFAULT_SIZES);
	ElasticityBuilder *builder = ms_elasticity_builder_from(s, context);
	ElasticitySummary *flat = ms_elasticity_builder_flatten(builder);
	Size		size = VARSIZE(s);
	ElasticitySummary *compact;

	MemoryContextDelete(context);
	if (offsetof(ElasticitySummary, data) + VARSIZE(flat) > size / 4 * 3)
		return NULL;
	ms_elasticity_counts_init(&flat->counts);
	compact = palloc0(size);
	memcpy(compact, s, offsetof(ElasticitySummary, data));
	compact->ncells = 0;
	compact->raw_bytes = 0;
	compact->unit_bytes = VARSIZE(flat);
	memcpy(compact->data, flat, VARSIZE(flat));
	memcpy(ms_elasticity_zone(compact), ms_elasticity_zone(s), s->zone_length);
	return compact;
}

/*
 * A larger copy of a full raw state, or a compacted one; NULL if neither can
 * take so many bytes more.
 */
static ElasticitySummary *
raw_make_room(ElasticitySummary *s, Size more)
{
	Size		used = ms_elasticity_used(s);
	Size		size = FIRST_RAW_SIZE;
	ElasticitySummary *larger;

	if (VARSIZE(s) >= MS_ELASTICITY_COMPACT_SIZE && s->counts.rows_read <= MS_ELASTICITY_COMPACT_ROWS)
	{
		larger = raw_compact(s);
		if (larger != NULL && ms_elasticity_used(larger) + more <= VARSIZE(larger))
			return larger;
	}
	while (size < used + more)
		size *= 2;
	if (size > MS_ELASTICITY_RAW_LIMIT)
		return NULL;
	larger = palloc0(size);
	memcpy(larger, s, used - s->zone_length);
	SET_VARSIZE(larger, size);
	memcpy(ms_elasticity_zone(larger), ms_elasticity_zone(s), s->zone_length);
	return larger;
}

/*
 * Append a row.  *s changes if the state had to move: a larger copy is made
 * in the current context, which the executor moves to the aggregate's.  False,
 * and nothing changed, if it would outgrow the raw form.
 */
bool
ms_elasticity_raw_add(ElasticitySummary **s, const ElasticityRow *row)
{
	ElasticitySummary *state = *s;
	Size		more = MS_RAW_ROW_SIZE + (Size) row->unit_length + row->period_length;
	ElasticityRawRow raw;
	char	   *place;

	if (ms_elasticity_used(state) + more > VARSIZE(state))
	{
		state = raw_make_room(state, more);
		if (state == NULL)
			return false;
		*s = state;
	}

	raw.a = row->a;
	raw.b = row->b;
	raw.unit_length = (uint16) row->unit_length;
	raw.period_length = (uint16) row->period_length;
	place = state->data + state->unit_bytes + state->raw_bytes;
	memcpy(place, &raw, MS_RAW_ROW_SIZE);
	place += MS_RAW_ROW_SIZE;
	memcpy(place, row->unit, row->unit_length);
	if (row->period_length > 0)
		memcpy(place + row->unit_length, row->period, row->period_length);
	state->raw_bytes += MS_RAW_ROW_SIZE + row->unit_length + row->period_length;
	state->ncells++;
	return true;
}

/* Bytes of a state without units: one cell and its moments. */
#define PLAIN_SIZE	(offsetof(ElasticitySummary, data) + sizeof(ElasticityRowCell) + sizeof(ElasticityMulti))

/*
 * A state without units, with room for its one cell and its moments.
 */
ElasticitySummary *
ms_elasticity_plain_new(void)
{
	ElasticitySummary *s = palloc0(PLAIN_SIZE);
	ElasticityFrame frame = {MS_KEY_NONE, MS_KEY_NONE, {MS_DAY, MS_MONDAY}, ms_face_value_calendar()};

	ms_elasticity_set_header(s, &frame);
	SET_VARSIZE(s, PLAIN_SIZE);
	return s;
}

/*
 * The state itself if it has that room, else a copy that has.
 */
ElasticitySummary *
ms_elasticity_plain_reserve(ElasticitySummary *s)
{
	ElasticitySummary *larger;

	if (VARSIZE(s) >= PLAIN_SIZE)
		return s;
	larger = palloc0(PLAIN_SIZE);
	memcpy(larger, s, ms_elasticity_used(s));
	SET_VARSIZE(larger, PLAIN_SIZE);
	return larger;
}

static ElasticityMulti *
plain_multi(ElasticitySummary *s)
{
	ElasticityMulti *multi = ms_elasticity_multis(s);

	if (s->nmultis == 0)
	{
		s->nmultis = 1;
		memset(multi, 0, sizeof(*multi));
		multi->n = 1;
	}
	return multi;
}

/*
 * Add a row to a state without units that has room.
 */
void
ms_elasticity_plain_add(ElasticitySummary *s, double x, double y)
{
	ElasticityRowCell *cell = ms_elasticity_row_cells(s);

	if (likely(s->ncells > 0))
	{
		ElasticityMulti *multi = plain_multi(s);

		multi->n++;
		if (ms_moments_needed(cell->x, cell->y, x, y))
			ms_moments_add(&multi->moments, cell->x, cell->y, x, y);
		return;
	}
	s->ncells = 1;
	cell->unit = 0;
	cell->period = 0;
	cell->x = x;
	cell->y = y;
}

/*
 * Add another summary without units.
 */
void
ms_elasticity_plain_merge(ElasticitySummary *s, const ElasticitySummary *other)
{
	const ElasticityRowCell *cell = ms_elasticity_row_cells(other);
	const ElasticityMulti *multi = other->nmultis > 0 ? ms_elasticity_multis(other) : NULL;

	ms_elasticity_counts_merge(&s->counts, &other->counts);
	if (other->ncells == 0)
		return;
	if (s->ncells == 0)
	{
		ms_elasticity_plain_add(s, cell->x, cell->y);
		if (multi != NULL)
			*plain_multi(s) = *multi;
	}
	else
	{
		ElasticityMulti *own = plain_multi(s);

		own->n += multi ? multi->n : 1;
		ms_moments_merge(&own->moments, ms_elasticity_row_cells(s)->x, ms_elasticity_row_cells(s)->y,
						 multi ? &multi->moments : NULL, multi ? multi->n : 1, cell->x, cell->y);
	}
}

/*
 * A copy without slack.  Not of raw states.
 */
ElasticitySummary *
ms_elasticity_trim(const ElasticitySummary *s)
{
	Size		used = ms_elasticity_used(s);
	ElasticitySummary *copy = memcpy(palloc(used), s, used);

	SET_VARSIZE(copy, used);
	return copy;
}

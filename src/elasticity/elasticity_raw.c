/*-------------------------------------------------------------------------
 *
 * elasticity_raw.c
 *		The small state of an elasticity_summary with units: rows as they came.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "common/compat.h"
#include "elasticity/elasticity_builder.h"

/* Bytes of a new raw state: a few rows of typical keys. */
#define FIRST_RAW_SIZE		256

/*
 * A state that rows with units are appended to.
 */
MsSummary *
ms_elasticity_raw_new(const MsFrame *frame)
{
	Size		size = FIRST_RAW_SIZE;
	MsSummary  *s;

	while (size < ms_summary_header_size(&ms_elasticity_kind, frame) + offsetof(ElasticityBody, data))
		size *= 2;
	s = palloc0(size);
	ms_summary_set_header(s, &ms_elasticity_kind, frame, MS_SMALL);
	SET_VARSIZE(s, size);
	return s;
}

/*
 * The summary of the first rows: a stored form of the same variants, in so many
 * bytes.
 */
static void
check_first_rows(const MsSummary *s, const MsSummary *first_rows, Size size)
{
	if (size < sizeof(MsSummary) || !VARATT_IS_4B_U(first_rows) || VARSIZE(first_rows) != size ||
		(first_rows->flags & MS_SMALL) != 0 ||
		memcmp(first_rows->variant, s->variant, sizeof(s->variant)) != 0)
		ms_damaged(&ms_elasticity_kind, "Its first rows are not a summary.");
	(void) ms_summary_state(PointerGetDatum(first_rows), &ms_elasticity_kind);
	ms_elasticity_check(first_rows);
}

/*
 * Refuse what is damaged so that reading it would leave its bytes.
 */
void
ms_elasticity_raw_check(const MsSummary *s)
{
	const ElasticityBody *body = ms_elasticity_body(s);
	Size		left = body->raw_bytes;
	const char *next = body->data + body->unit_bytes;

	if (body->unit_bytes > 0)
		check_first_rows(s, (const MsSummary *) body->data, body->unit_bytes);
	for (uint32 i = 0; i < s->nparts; i++)
	{
		ElasticityRawRow raw;
		Size		size;

		if (left < MS_RAW_ROW_SIZE)
			ms_damaged(&ms_elasticity_kind, "It has fewer rows than its header says.");
		memcpy(&raw, next, MS_RAW_ROW_SIZE);
		size = MS_RAW_ROW_SIZE + raw.unit_length + raw.period_length;
		if (left < size)
			ms_damaged(&ms_elasticity_kind, "It has fewer rows than its header says.");
		if (raw.unit_length != ms_elasticity_key_length(MS_UNIT_TYPE(s), raw.unit_length) ||
			raw.period_length != ms_elasticity_key_length(MS_PERIOD_TYPE(s), raw.period_length))
			ms_damaged(&ms_elasticity_kind, "A key of its rows is not of the type that its header says.");
		left -= size;
		next += size;
	}
}

/*
 * A full raw state with its rows put into cells, and room for more; NULL if
 * that leaves less than a quarter of it free.
 */
static MsSummary *
raw_compact(const MsSummary *s)
{
	MsSummary  *first_rows = ms_flatten_together(s, NULL, &ms_elasticity_kind);
	Size		size = VARSIZE(s);
	Size		head = ms_summary_head(s, &ms_elasticity_kind) + offsetof(ElasticityBody, data);
	MsCounts	none;
	MsSummary  *compact;
	ElasticityBody *body;

	if (head + VARSIZE(first_rows) > size / 4 * 3)
		return NULL;
	ms_counts_init(&none);
	ms_summary_set_counts(first_rows, &ms_elasticity_kind, &none);
	compact = ms_summary_enlarge(s, head, size);
	compact->nparts = 0;
	body = ms_elasticity_body(compact);
	body->raw_bytes = 0;
	body->unit_bytes = VARSIZE(first_rows);
	memcpy(body->data, first_rows, VARSIZE(first_rows));
	return compact;
}

/*
 * A larger copy of a full raw state, or a compacted one; NULL if neither can
 * take so many bytes more.
 */
static MsSummary *
raw_make_room(MsSummary *s, Size more)
{
	Size		used = ms_elasticity_used(s);
	Size		size = FIRST_RAW_SIZE;

	if (VARSIZE(s) >= MS_ELASTICITY_COMPACT_SIZE && s->counts[MS_ROWS_READ] <= MS_ELASTICITY_COMPACT_ROWS)
	{
		MsSummary  *compact = raw_compact(s);

		if (compact != NULL && ms_elasticity_used(compact) + more <= VARSIZE(compact))
			return compact;
	}
	while (size < used + more)
		size *= 2;
	return size > MS_ELASTICITY_RAW_LIMIT ? NULL : ms_summary_enlarge(s, used, size);
}

/*
 * Append a row.  *s changes if the state had to move: a larger copy is made
 * in the current context, which the executor moves to the aggregate's.  False,
 * and nothing changed, if it would outgrow the raw form.
 */
bool
ms_elasticity_raw_add(MsSummary **s, const ElasticityRow *row)
{
	MsSummary  *state = *s;
	Size		more = MS_RAW_ROW_SIZE + (Size) row->unit_length + row->period_length;
	ElasticityBody *body;
	ElasticityRawRow raw;
	char	   *place;

	if (ms_elasticity_used(state) + more > VARSIZE(state))
	{
		state = raw_make_room(state, more);
		if (state == NULL)
			return false;
		*s = state;
	}

	body = ms_elasticity_body(state);
	raw.a = row->a;
	raw.b = row->b;
	raw.unit_length = (uint16) row->unit_length;
	raw.period_length = (uint16) row->period_length;
	place = body->data + body->unit_bytes + body->raw_bytes;
	memcpy(place, &raw, MS_RAW_ROW_SIZE);
	place += MS_RAW_ROW_SIZE;
	memcpy(place, row->unit, row->unit_length);
	if (row->period_length > 0)
		memcpy(place + row->unit_length, row->period, row->period_length);
	body->raw_bytes += more;
	state->nparts++;
	return true;
}

/*-------------------------------------------------------------------------
 *
 * binary.c
 *		Binary form of summaries of any kind: the header, and around the body.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "common/compat.h"
#include "summary/binary.h"
#include "summary/kind.h"
#include "summary/settings.h"

void
ms_bad_binary(const char *type_name, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of %s", type_name),
			 errdetail("It holds %s.", what)));
}

char *
ms_receive_text(StringInfo in, const char *type_name, int *length)
{
	int			bytes = pq_getmsgint(in, 4);

	if (bytes < 0 || bytes > in->len - in->cursor)
		ms_bad_binary(type_name, "a text longer than itself");
	return pq_getmsgtext(in, bytes, length);
}

void
ms_send_sum(StringInfo out, MsSum sum)
{
	pq_sendfloat8(out, sum.hi);
	pq_sendfloat8(out, sum.lo);
}

MsSum
ms_receive_sum(StringInfo in)
{
	MsSum		sum;

	sum.hi = pq_getmsgfloat8(in);
	sum.lo = pq_getmsgfloat8(in);
	return sum;
}

Datum
ms_summary_send(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	MsSummary  *s = ms_summary_partial(PG_GETARG_DATUM(0), kind);
	StringInfoData out;

	if (s->flags & MS_SMALL)
		s = kind->store(s);
	pq_begintypsend(&out);
	pq_sendint8(&out, s->version);
	pq_sendint8(&out, s->flags);
	pq_sendint8(&out, s->unit);
	pq_sendint8(&out, s->week_start);
	for (int i = 0; i < MS_VARIANTS; i++)
		pq_sendint8(&out, s->variant[i]);
	ms_send_counted_text(&out, ms_summary_zone(s, kind), s->zone_length);
	for (int i = 0; i < kind->ncounts; i++)
		pq_sendint64(&out, s->counts[i]);
	pq_sendint64(&out, s->first);
	pq_sendint64(&out, s->last);
	kind->send(&out, s);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

static uint8
receive_frame(StringInfo in, const MsSummaryKind *kind, MsFrame *frame)
{
	uint8		version = pq_getmsgbyte(in);
	uint8		flags = pq_getmsgbyte(in);
	uint8		unit = pq_getmsgbyte(in);
	uint8		week_start = pq_getmsgbyte(in);
	char	   *zone;
	int			length;

	if (version != kind->version || (flags & ~(MS_ZONED | MS_SETTINGS | (kind->flags & ~MS_SMALL))) != 0 ||
		unit > MS_QUARTER || week_start > MS_SATURDAY)
		ms_bad_binary(kind->type_name, "an unknown version, flag or unit");
	frame->periods.unit = (MsPeriodUnit) unit;
	frame->periods.week_start = (MsWeekday) week_start;
	frame->from_settings = (flags & MS_SETTINGS) >> MS_SETTINGS_SHIFT;
	for (int i = 0; i < MS_VARIANTS; i++)
	{
		frame->variant[i] = pq_getmsgbyte(in);
		if (frame->variant[i] >= (i < kind->nvariants ? kind->variants[i].nwords : 1))
			ms_bad_binary(kind->type_name, "an unknown variant");
	}
	zone = ms_receive_text(in, kind->type_name, &length);
	frame->calendar = (flags & MS_ZONED) ? ms_written_calendar(zone, length) : ms_face_value_calendar();
	if (frame->calendar == NULL)
		ms_bad_binary(kind->type_name, "a time zone whose name no zone can have");
	if (!ms_frame_is_valid(frame, kind))
		ms_bad_binary(kind->type_name, "a clock, periods or variants that do not go together");
	return flags;
}

Datum
ms_summary_recv(FunctionCallInfo fcinfo, const MsSummaryKind *kind)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	MsFrame		frame;
	MsCounts	counts;
	uint8		flags = receive_frame(in, kind, &frame);

	ms_counts_init(&counts);
	for (int i = 0; i < kind->ncounts; i++)
		counts.n[i] = pq_getmsgint64(in);
	counts.first = pq_getmsgint64(in);
	counts.last = pq_getmsgint64(in);
	if (!ms_counts_are_valid(&counts, kind))
		ms_bad_binary(kind->type_name, "counts that do not fit together");
	PG_RETURN_POINTER(kind->receive(in, &frame, &counts, flags));
}

/*-------------------------------------------------------------------------
 *
 * retention_binary.c
 *		The binary form of retention_summary.
 *
 * The members of the stored form one after another, in network byte order;
 * users and masks as they stand in the text form before base64.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"

#include "common/compat.h"
#include "common/summary.h"
#include "retention/retention_flat.h"
#include "retention/retention_io.h"

PG_FUNCTION_INFO_V1(ms_retention_send);

Datum
ms_retention_send(PG_FUNCTION_ARGS)
{
	RetentionSummary *s = ms_retention_get_partial(PG_GETARG_DATUM(0));
	const RetentionWindow *windows = ms_retention_windows(s);
	RetentionColumns columns;
	StringInfoData out;

	ms_retention_get_columns(s, &columns);
	pq_begintypsend(&out);
	pq_sendint8(&out, s->version);
	pq_sendint8(&out, s->flags);
	pq_sendint8(&out, s->user_type);
	pq_sendint8(&out, s->unit);
	pq_sendint8(&out, s->week_start);
	pq_sendint8(&out, s->mask_bytes);
	ms_send_counted_text(&out, ms_retention_zone(s), s->zone_length);
	pq_sendint64(&out, s->counts.rows_read);
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		pq_sendint64(&out, s->counts.left_out[i]);
	pq_sendint64(&out, s->counts.first);
	pq_sendint64(&out, s->counts.last);
	pq_sendint32(&out, s->nwindows);
	for (uint32 i = 0; i < s->nwindows; i++)
	{
		pq_sendint32(&out, windows[i].first_period);
		pq_sendint32(&out, windows[i].nusers);
	}
	pq_sendbytes(&out, ms_retention_ids_to_bytes(&columns), (int) columns.id_bytes);
	pq_sendbytes(&out, columns.active, (int) columns.mask_bytes);
	if (columns.starts)
		pq_sendbytes(&out, columns.starts, (int) columns.mask_bytes);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

pg_noreturn static void bad_binary(const char *what);

static void
bad_binary(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of retention_summary"),
			 errdetail("It holds %s.", what)));
}

static void
receive_header(StringInfo in, RetentionFrame *frame, RetentionCounts *counts, uint8 *mask_bytes)
{
	uint8		version = pq_getmsgbyte(in);
	uint8		flags = pq_getmsgbyte(in);
	uint8		user_type = pq_getmsgbyte(in);
	uint8		unit = pq_getmsgbyte(in);
	uint8		week_start = pq_getmsgbyte(in);
	char	   *zone;
	int			length;

	*mask_bytes = pq_getmsgbyte(in);
	if (version != MS_RETENTION_VERSION || (flags & ~MS_RETENTION_VALID_FLAGS) != 0 ||
		user_type > MS_USER_TEXT || unit > MS_QUARTER || week_start > MS_SATURDAY ||
		*mask_bytes < 1 || *mask_bytes > sizeof(uint64))
		bad_binary("an unknown version, flag or unit");
	length = pq_getmsgint(in, 4);
	if (length < 0 || length > in->len - in->cursor)
		bad_binary("a text longer than itself");
	zone = pq_getmsgtext(in, length, &length);
	frame->calendar = (flags & MS_RETENTION_ZONED) ? ms_written_calendar(zone, length)
		: ms_face_value_calendar();
	if (frame->calendar == NULL)
		bad_binary("a time zone whose name no zone can have");
	frame->user_type = (RetentionUserType) user_type;
	frame->periods.unit = (MsPeriodUnit) unit;
	frame->periods.week_start = (MsWeekday) week_start;
	frame->starts = (flags & MS_RETENTION_STARTS) != 0;
	frame->from_settings = flags >> MS_RETENTION_SETTINGS_SHIFT & MS_FROM_SETTINGS_MASK;
	if (!ms_from_settings_is_valid(frame->from_settings, frame->calendar, frame->periods.unit == MS_WEEK))
		bad_binary("a flag that it cannot have");

	counts->rows_read = pq_getmsgint64(in);
	for (int i = 0; i < MS_RETENTION_NLEFT_OUT; i++)
		counts->left_out[i] = pq_getmsgint64(in);
	counts->first = pq_getmsgint64(in);
	counts->last = pq_getmsgint64(in);
	if (!ms_retention_counts_are_valid(counts))
		bad_binary("counts that do not fit together");
}

static RetentionWindow *
receive_windows(StringInfo in, uint32 *nwindows)
{
	RetentionWindow *windows;

	*nwindows = pq_getmsgint(in, 4);
	if (*nwindows > (in->len - in->cursor) / sizeof(RetentionWindow))
		bad_binary("more windows than bytes");
	windows = palloc(Max(*nwindows, 1) * sizeof(RetentionWindow));
	for (uint32 i = 0; i < *nwindows; i++)
	{
		windows[i].first_period = (int32) pq_getmsgint(in, 4);
		windows[i].nusers = pq_getmsgint(in, 4);
		if (windows[i].first_period < -MS_MAX_PERIOD || windows[i].first_period > MS_MAX_PERIOD)
			bad_binary("a period out of range");
	}
	return windows;
}

PG_FUNCTION_INFO_V1(ms_retention_recv);

Datum
ms_retention_recv(PG_FUNCTION_ARGS)
{
	StringInfo	in = (StringInfo) PG_GETARG_POINTER(0);
	RetentionFrame frame;
	RetentionCounts counts;
	uint8		mask_bytes;
	uint32		nwindows;
	RetentionWindow *windows;
	RetentionSummary *s;
	RetentionWriter writer;
	RetentionColumns columns;

	receive_header(in, &frame, &counts, &mask_bytes);
	windows = receive_windows(in, &nwindows);
	if (!ms_retention_users_fit(windows, nwindows, &frame, mask_bytes, in->len - in->cursor))
		bad_binary("more users than bytes");
	s = palloc(ms_retention_flat_size(&frame, windows, nwindows, mask_bytes));
	ms_retention_writer_init(&writer, s, &frame, &counts, windows, nwindows, mask_bytes);
	ms_retention_get_columns(s, &columns);
	pq_copymsgbytes(in, (char *) columns.ids, (int) columns.id_bytes);
	pq_copymsgbytes(in, columns.active, (int) columns.mask_bytes);
	if (columns.starts)
		pq_copymsgbytes(in, columns.starts, (int) columns.mask_bytes);
	pq_getmsgend(in);
	ms_retention_ids_from_bytes(&columns);
	if (!ms_retention_is_canonical(s))
		bad_binary("users or periods that are not in order, or not between the first and the last row");
	PG_RETURN_POINTER(s);
}

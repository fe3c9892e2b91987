/*-------------------------------------------------------------------------
 *
 * retention_binary.c
 *		The binary form of the body of a retention_summary.
 *
 * The members of the stored form one after another, in network byte order;
 * users and masks as they stand in the text form before base64.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "retention/retention_flat.h"
#include "retention/retention_io.h"
#include "summary/binary.h"

void
ms_retention_send_body(StringInfo out, const MsSummary *flat)
{
	RetentionSummary s;

	ms_retention_open(flat, &s);
	pq_sendint8(out, s.mask_bytes);
	pq_sendint32(out, s.nwindows);
	for (uint32 i = 0; i < s.nwindows; i++)
	{
		pq_sendint32(out, s.windows[i].first_period);
		pq_sendint32(out, s.windows[i].nusers);
	}
	pq_sendbytes(out, ms_retention_ids_to_bytes(&s), (int) ms_retention_id_bytes(&s));
	pq_sendbytes(out, s.active, (int) ms_retention_mask_column(&s));
	if (s.starts)
		pq_sendbytes(out, s.starts, (int) ms_retention_mask_column(&s));
}

pg_noreturn static void
bad_binary(const char *what)
{
	ms_bad_binary(ms_retention_kind.type_name, what);
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

MsSummary *
ms_retention_receive(StringInfo in, const MsFrame *frame, const MsCounts *counts, uint8 flags)
{
	int			mask_bytes = pq_getmsgbyte(in);
	uint32		nwindows;
	RetentionWindow *windows;
	MsSummary  *flat;
	RetentionSummary s;
	RetentionWriter writer;

	if (mask_bytes < 1 || mask_bytes > sizeof(uint64))
		bad_binary("masks of no such width");
	windows = receive_windows(in, &nwindows);
	if (!ms_retention_users_fit(windows, nwindows, frame, mask_bytes, in->len - in->cursor))
		bad_binary("more users than bytes");
	flat = ms_retention_stored_new(&writer, frame, counts, windows, nwindows, mask_bytes);
	ms_retention_open(flat, &s);
	pq_copymsgbytes(in, (char *) s.ids, (int) ms_retention_id_bytes(&s));
	pq_copymsgbytes(in, s.active, (int) ms_retention_mask_column(&s));
	if (s.starts)
		pq_copymsgbytes(in, s.starts, (int) ms_retention_mask_column(&s));
	pq_getmsgend(in);
	ms_retention_ids_from_bytes(&s);
	if (!ms_retention_is_canonical(flat))
		bad_binary("users or periods that are not in order, or not between the first and the last row");
	return flat;
}

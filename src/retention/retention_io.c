/*-------------------------------------------------------------------------
 *
 * retention_io.c
 *		The text form of the body of a retention_summary.
 *
 * The text is JSON; users and masks, which may be millions, stand in it as
 * base64 of the bytes that the stored form has on a little-endian machine.
 * What is read becomes a stored form, which is then checked as a whole.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/base64.h"

#include "common/compat.h"
#include "retention/retention_flat.h"
#include "retention/retention_io.h"

/*
 * Characters of base64.  pg_b64_enc_len() may count one too many, and
 * overflows for what is larger than 512 MB.
 */
static inline Size
base64_length(Size length)
{
	return (length + 2) / 3 * 4;
}

static void
write_base64(StringInfo out, const char *name, const char *bytes, Size length)
{
	int			encoded = (int) base64_length(length);

	appendStringInfo(out, ", \"%s\": \"", name);
	enlargeStringInfo(out, encoded + 1);
	encoded = ms_b64_encode(bytes, (int) length, out->data + out->len, encoded);
	if (encoded < 0)
		elog(ERROR, "could not encode %zu bytes", length);
	out->len += encoded;
	out->data[out->len] = '\0';
	appendStringInfoChar(out, '"');
}

void
ms_retention_write_text(StringInfo out, const MsSummary *flat)
{
	RetentionSummary s;

	ms_retention_open(flat, &s);
	appendStringInfo(out, ", \"mask_bytes\": %d, \"windows\": [", s.mask_bytes);
	for (uint32 i = 0; i < s.nwindows; i++)
		appendStringInfo(out, "%s[%d,%u]", i > 0 ? ", " : "", s.windows[i].first_period, s.windows[i].nusers);
	appendStringInfoChar(out, ']');
	write_base64(out, "ids", ms_retention_ids_to_bytes(&s), ms_retention_id_bytes(&s));
	write_base64(out, "active", s.active, ms_retention_mask_column(&s));
	if (s.starts)
		write_base64(out, "starts", s.starts, ms_retention_mask_column(&s));
}

/*
 * Windows, of which there are not more than the text has room for.
 */
static bool
read_windows(MsReader *reader, RetentionWindow **windows, uint32 *nwindows)
{
	uint32		allocated = 16;

	*windows = palloc(allocated * sizeof(RetentionWindow));
	*nwindows = 0;
	if (!ms_read_next_member(reader, "windows") || !ms_read_literal(reader, "["))
		return false;
	if (ms_read_literal(reader, "]"))
		return true;
	do
	{
		int64		first;
		int64		nusers;

		if (!ms_read_literal(reader, "[") ||
			!ms_read_int64(reader, -MS_MAX_PERIOD, MS_MAX_PERIOD, &first) ||
			!ms_read_literal(reader, ",") ||
			!ms_read_int64(reader, 1, MaxAllocSize / sizeof(uint64), &nusers) ||
			!ms_read_literal(reader, "]"))
			return false;
		if (*nwindows == allocated)
		{
			allocated *= 2;
			*windows = repalloc_huge(*windows, allocated * sizeof(RetentionWindow));
		}
		(*windows)[*nwindows].first_period = (int32) first;
		(*windows)[(*nwindows)++].nusers = (uint32) nusers;
	} while (ms_read_literal(reader, ","));
	return ms_read_literal(reader, "]");
}

/*
 * A member whose value is base64 of so many bytes.
 */
static bool
read_base64(MsReader *reader, const char *member, char *bytes, Size length)
{
	Size		encoded;

	if (!ms_read_next_member(reader, member) || !ms_read_literal(reader, "\""))
		return false;
	reader->expected = "base64 of the right length";
	encoded = strcspn(reader->next, "\"");
	if (encoded != base64_length(length) ||
		ms_b64_decode(reader->next, (int) encoded, bytes, (int) length) != length)
		return false;
	reader->next += encoded;
	return ms_read_literal(reader, "\"");
}

MsSummary *
ms_retention_read_text(MsReader *reader, const MsFrame *frame, const MsCounts *counts)
{
	RetentionWindow *windows;
	uint32		nwindows;
	int64		mask_bytes;
	MsSummary  *flat;
	RetentionSummary s;
	RetentionWriter writer;

	if (!ms_read_next_member(reader, "mask_bytes") ||
		!ms_read_int64(reader, 1, sizeof(uint64), &mask_bytes) ||
		!read_windows(reader, &windows, &nwindows))
		return NULL;
	reader->expected = "fewer users";
	if (!ms_retention_users_fit(windows, nwindows, frame, (int) mask_bytes, strlen(reader->next) / 4 * 3))
		return NULL;

	flat = ms_retention_stored_new(&writer, frame, counts, windows, nwindows, (int) mask_bytes);
	ms_retention_open(flat, &s);
	if (!read_base64(reader, "ids", (char *) s.ids, ms_retention_id_bytes(&s)) ||
		!read_base64(reader, "active", s.active, ms_retention_mask_column(&s)))
		return NULL;
	if (s.starts && !read_base64(reader, "starts", s.starts, ms_retention_mask_column(&s)))
		return NULL;
	if (!ms_read_literal(reader, "}") || !ms_read_end(reader))
		return NULL;
	ms_retention_ids_from_bytes(&s);
	reader->expected = "users and periods in order, between the first and the last row";
	return ms_retention_is_canonical(flat) ? flat : NULL;
}

/*-------------------------------------------------------------------------
 *
 * share_info.c
 *		summary_info() of a share_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "share/share_scan.h"
#include "summary/info.h"

static int64
count_weeks(const ShareSummary *s)
{
	int64		weeks = 0;

	for (uint32 i = 0; i < s->ncells; i++)
		if (i == 0 || s->cells[i].week != s->cells[i - 1].week)
			weeks++;
	return weeks;
}

PG_FUNCTION_INFO_V1(ms_share_info);

Datum
ms_share_info(PG_FUNCTION_ARGS)
{
	ShareSummary *s;
	MsFrame		frame;
	MsRow		row;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	s = ms_share_get(PG_GETARG_DATUM(0));
	ms_summary_frame(s->flat, &ms_share_kind, &frame);

	ms_row_begin(&row);
	for (int i = 0; i < MS_SHARE_COUNTS; i++)
		ms_row_put(&row, Int64GetDatum(s->flat->counts[i]));
	ms_row_put(&row, Int64GetDatum(s->nkeys));
	ms_row_put(&row, Int64GetDatum(count_weeks(s)));
	ms_row_put(&row, Int64GetDatum(s->ncells));
	ms_row_put_instants(&row, s->flat, &frame);
	ms_row_put_word(&row, frame.calendar->zoned ? frame.calendar->name : NULL);
	ms_row_put_word(&row, ms_week_start_name(frame.periods.week_start));
	ms_row_put_word(&row, ms_share_kind.variants[0].words[frame.variant[0]]);
	ms_row_put(&row, BoolGetDatum(ms_share_one_row_a_period(s)));
	ms_row_put(&row, Int32GetDatum(s->flat->version));
	ms_row_put(&row, Int64GetDatum((int64) VARSIZE(s->flat)));
	ms_row_store(&row, fcinfo);
	return (Datum) 0;
}

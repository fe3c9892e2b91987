/*-------------------------------------------------------------------------
 *
 * elasticity_info.c
 *		summary_info() of an elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/compat.h"
#include "elasticity/elasticity_accessors.h"
#include "summary/info.h"

PG_FUNCTION_INFO_V1(ms_elasticity_info);

Datum
ms_elasticity_info(PG_FUNCTION_ARGS)
{
	ElasticitySummary *s;
	MsFrame		frame;
	ElasticityPanel panel;
	int64		dropped_nonpositive;
	const int64 *counts;
	MsRow		row;

	ms_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	s = ms_elasticity_get(PG_GETARG_DATUM(0));
	ms_summary_frame(s->flat, &ms_elasticity_kind, &frame);
	/* sums that are not positive show only when they are looked at */
	ms_elasticity_make_panel(s, MS_OVER_CELL, &panel, &dropped_nonpositive);

	counts = s->flat->counts;
	ms_row_begin(&row);
	ms_row_put(&row, Int64GetDatum(counts[MS_ROWS_READ]));
	ms_row_put(&row, Int64GetDatum(counts[MS_DROP_NULL]));
	ms_row_put(&row, Int64GetDatum(dropped_nonpositive));
	ms_row_put(&row, Int64GetDatum(counts[MS_DROP_NONFINITE]));
	ms_row_put_known(&row, MS_IS_USAGE(&frame), Int64GetDatum(counts[MS_ELASTICITY_NEGATIVE]));
	ms_row_put_known(&row, s->unit_type != MS_KEY_NONE, Int64GetDatum(s->nunits));
	ms_row_put_known(&row, s->period_type != MS_KEY_NONE, Int64GetDatum(s->nperiods));
	ms_row_put(&row, Int64GetDatum(s->ncells));
	ms_row_put_instants(&row, s->flat, &frame);
	ms_row_put_word(&row, ms_elasticity_kind.variants[0].words[s->unit_type]);
	ms_row_put_word(&row, MS_IS_USAGE(&frame) ? ms_period_unit_name(frame.periods.unit)
					: ms_elasticity_kind.variants[1].words[s->period_type]);
	ms_row_put_word(&row, frame.calendar->zoned ? frame.calendar->name : NULL);
	ms_row_put_word(&row, MS_IS_USAGE(&frame) && frame.periods.unit == MS_WEEK
			 ? ms_week_start_name(frame.periods.week_start) : NULL);
	ms_row_put_word(&row, MS_IS_USAGE(&frame) ? "sums" : "rows");
	ms_row_put(&row, Int32GetDatum(s->flat->version));
	ms_row_put(&row, Int64GetDatum((int64) VARSIZE(s->flat)));
	ms_row_store(&row, fcinfo);
	return (Datum) 0;
}

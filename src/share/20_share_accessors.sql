-- Accessors of share_summary, and the window function.  A NULL summary has no rows.

CREATE FUNCTION shares(s share_summary, top int DEFAULT NULL, other text DEFAULT 'Other',
	null_label text DEFAULT '(none)', since timestamptz DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (week date, key text, amount numeric, total numeric, share float8,
		point_change float8, rank int, weeks_since_first int, pooled_keys int,
		days_seen smallint, complete bool)
	AS 'MODULE_PATHNAME', 'ms_shares'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION shares(share_summary, int, text, text, timestamptz, timestamptz) IS
	'share of every key in every week, as a fraction of the total of the rows that were read; keys beyond the top ones by amount are pooled';

CREATE FUNCTION pooled_shares(s share_summary, first_week date DEFAULT NULL, last_week date DEFAULT NULL,
	top int DEFAULT NULL, other text DEFAULT 'Other', since timestamptz DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (key text, amount numeric, total numeric, share float8, mean_share float8,
		weeks int, rank int, pooled_keys int)
	AS 'MODULE_PATHNAME', 'ms_pooled_shares'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION pooled_shares(share_summary, date, date, int, text, timestamptz, timestamptz) IS
	'share of every key over a range of weeks: share is sum over sum, mean_share the mean of the shares of complete weeks';

CREATE FUNCTION share_changes(s share_summary, first_week date DEFAULT NULL, last_week date DEFAULT NULL,
	since timestamptz DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (key text, first_share float8, last_share float8, point_change float8, relative_change float8)
	AS 'MODULE_PATHNAME', 'ms_share_changes'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION share_changes(share_summary, date, date, timestamptz, timestamptz) IS
	'change of every share between two weeks, by default the first and the last complete one: in points (a fraction) and relative to the first';

CREATE FUNCTION peaks(s share_summary, as_of timestamptz DEFAULT NULL, min_total float8 DEFAULT 0, since timestamptz DEFAULT NULL)
	RETURNS TABLE (key text, peak_week date, peak_share float8, last_week date, last_share float8,
		point_change float8, ratio float8)
	AS 'MODULE_PATHNAME', 'ms_peaks'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION peaks(share_summary, timestamptz, float8, timestamptz) IS
	'highest weekly share of every key and its latest, over complete weeks with a total of at least min_total';

CREATE FUNCTION adoption(s share_summary, as_of timestamptz DEFAULT NULL, weeks int DEFAULT NULL, since timestamptz DEFAULT NULL)
	RETURNS TABLE (key text, first_week date, weeks_since_first int, week date, share float8,
		left_censored bool, complete bool)
	AS 'MODULE_PATHNAME', 'ms_adoption'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION adoption(share_summary, timestamptz, int, timestamptz) IS
	'share of every key by weeks since its first; left_censored where it was there when the log began';

CREATE FUNCTION concentration(s share_summary, as_of timestamptz DEFAULT NULL, since timestamptz DEFAULT NULL)
	RETURNS TABLE (week date, keys int, leader text, leader_share float8, hhi float8,
		effective_keys float8, turnover float8, complete bool)
	AS 'MODULE_PATHNAME', 'ms_concentration'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION concentration(share_summary, timestamptz, timestamptz) IS
	'how concentrated each week is, over all keys: leader, Herfindahl-Hirschman index, effective number of keys, and turnover against the week before';

CREATE FUNCTION compare_shares(s share_summary, a text, b text, since timestamptz DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (week date, a_share float8, b_share float8, both_share float8, b_part float8, complete bool)
	AS 'MODULE_PATHNAME', 'ms_compare_shares'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 100;
COMMENT ON FUNCTION compare_shares(share_summary, text, text, timestamptz, timestamptz) IS
	'shares of two keys side by side, and the part of b in both: the replacement of a by b';

CREATE FUNCTION event_study(s share_summary, key text, event date, before int DEFAULT 8, after int DEFAULT 8,
	since timestamptz DEFAULT NULL, as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (week date, weeks_from_event int, share float8, amount numeric, total numeric, complete bool)
	AS 'MODULE_PATHNAME', 'ms_event_study'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 17;
COMMENT ON FUNCTION event_study(share_summary, text, date, int, int, timestamptz, timestamptz) IS
	'share and amount of a key in the weeks around an event; NULL outside the log';

CREATE FUNCTION summary_info(s share_summary)
	RETURNS TABLE (rows_read bigint, null_ts bigint, infinite_ts bigint, null_amount bigint,
		nonfinite_amount bigint, negative_amounts bigint, keys bigint, weeks bigint, cells bigint,
		first_row timestamptz, last_row timestamptz, timezone text, week_start text,
		measure text, one_row_a_period bool, format_version int, bytes bigint)
	AS 'MODULE_PATHNAME', 'ms_share_info'
	LANGUAGE C STABLE PARALLEL SAFE COST 10 ROWS 1;
COMMENT ON FUNCTION summary_info(share_summary) IS
	'what a share summary was built from: rows read, rows left out by reason, size';

CREATE FUNCTION weekly_share(ts timestamptz, amount bigint) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_window_share_timestamptz_bigint'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION weekly_share(timestamptz, bigint) IS
	'part of this row in the amount of its own week in its partition, as a fraction';

CREATE FUNCTION weekly_share(ts timestamptz, amount float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_window_share_timestamptz_float8'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION weekly_share(timestamptz, float8) IS
	'part of this row in the amount of its own week in its partition, as a fraction';

CREATE FUNCTION weekly_share(ts timestamp, amount bigint) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_window_share_timestamp_bigint'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION weekly_share(timestamp, bigint) IS
	'part of this row in the amount of its own week in its partition, as a fraction';

CREATE FUNCTION weekly_share(ts timestamp, amount float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_window_share_timestamp_float8'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION weekly_share(timestamp, float8) IS
	'part of this row in the amount of its own week in its partition, as a fraction';

CREATE FUNCTION weekly_share(ts date, amount bigint) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_window_share_date_bigint'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION weekly_share(date, bigint) IS
	'part of this row in the amount of its own week in its partition, as a fraction';

CREATE FUNCTION weekly_share(ts date, amount float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_window_share_date_float8'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION weekly_share(date, float8) IS
	'part of this row in the amount of its own week in its partition, as a fraction';

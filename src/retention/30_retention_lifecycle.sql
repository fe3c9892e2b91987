-- Accessors of retention_summary about users over time, and the window functions.
-- A NULL summary has no rows; as_of, up to when the log was read, is required.

CREATE FUNCTION lifecycle(r retention_summary, as_of timestamptz DEFAULT NULL, since timestamptz DEFAULT NULL)
	RETURNS TABLE (period_start date, active bigint, new_users bigint, retained bigint,
		resurrected bigint, churned bigint, net bigint, churn_rate float8, quick_ratio float8,
		complete bool, left_censored bool)
	AS 'MODULE_PATHNAME', 'ms_lifecycle'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;
COMMENT ON FUNCTION lifecycle(retention_summary, timestamptz, timestamptz) IS
	'active users of every period: new, retained from the period before, resurrected; and those of the period before who did not come';

CREATE FUNCTION active_users(r retention_summary, as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (period_start date, active bigint, users_so_far bigint, complete bool)
	AS 'MODULE_PATHNAME', 'ms_active_users'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;
COMMENT ON FUNCTION active_users(retention_summary, timestamptz) IS
	'number of users with a row in every period, and of all users up to it';

CREATE FUNCTION survival(r retention_summary, as_of timestamptz DEFAULT NULL, grace int DEFAULT NULL,
	level float8 DEFAULT 0.95, since timestamptz DEFAULT NULL)
	RETURNS TABLE (period int, at_risk bigint, lapsed bigint, censored bigint, survival float8,
		std_error float8, ci_low float8, ci_high float8)
	AS 'MODULE_PATHNAME', 'ms_survival'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;
COMMENT ON FUNCTION survival(retention_summary, timestamptz, int, float8, timestamptz) IS
	'part of users whose first silence of grace periods has not begun, by periods since their first: Kaplan-Meier estimate with log-log intervals; grace NULL: 28 days, 4 weeks, 1 month, 1 quarter; with since only users of cohorts that start from then on';

CREATE FUNCTION median_survival(r retention_summary, as_of timestamptz DEFAULT NULL, grace int DEFAULT NULL,
	since timestamptz DEFAULT NULL)
	RETURNS int
	AS 'MODULE_PATHNAME', 'ms_median_survival'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION median_survival(retention_summary, timestamptz, int, timestamptz) IS
	'first period, since that of the cohort, by which survival() is one half or less; NULL if it never is; with since only over users of cohorts that start from then on';

CREATE FUNCTION cell_users(r retention_summary, cohort date, period int,
	as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (user_id bigint)
	AS 'MODULE_PATHNAME', 'ms_cell_users'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 1000;
COMMENT ON FUNCTION cell_users(retention_summary, date, int, timestamptz) IS
	'users of a cohort who were active so many periods later: bigint users, in order';

CREATE FUNCTION cell_users_uuid(r retention_summary, cohort date, period int,
	as_of timestamptz DEFAULT NULL)
	RETURNS TABLE (user_id uuid)
	AS 'MODULE_PATHNAME', 'ms_cell_users_uuid'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 1000;
COMMENT ON FUNCTION cell_users_uuid(retention_summary, date, int, timestamptz) IS
	'users of a cohort who were active so many periods later: uuid users, in order';

CREATE FUNCTION summary_info(r retention_summary, min_size int DEFAULT 0)
	RETURNS TABLE (rows_read bigint, null_ts bigint, infinite_ts bigint, null_user bigint,
		users bigint, users_without_start bigint, cohorts bigint, small_cohorts bigint,
		windows bigint, first_row timestamptz, last_row timestamptz, period text, user_type text,
		starts bool, timezone text, week_start text, format_version int, bytes bigint)
	AS 'MODULE_PATHNAME', 'ms_retention_info'
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 1;
COMMENT ON FUNCTION summary_info(retention_summary, int) IS
	'what a retention summary was built from: rows read, rows left out by reason, users, cohorts and how many of them are smaller than min_size, size';

-- Window functions: PARTITION BY the user.

CREATE FUNCTION cohort_start(ts timestamptz, period text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_cohort_start_timestamptz'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_start(timestamptz, text) IS
	'first day of the period (day, week, month, quarter) of the partition''s first row, in the zone of modelshare.timezone (UTC unless set)';

CREATE FUNCTION cohort_start(ts timestamptz, period text, timezone text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_cohort_start_timestamptz'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_start(timestamptz, text, text) IS
	'first day of the period (day, week, month, quarter) of the partition''s first row, in the given zone (NULL: the setting)';

CREATE FUNCTION cohort_start(ts timestamp, period text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_cohort_start_timestamp'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_start(timestamp, text) IS
	'first day of the period (day, week, month, quarter) of the partition''s first row; times taken at face value';

CREATE FUNCTION cohort_start(ts date, period text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_cohort_start_date'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_start(date, text) IS
	'first day of the period (day, week, month, quarter) of the partition''s first row; dates taken at face value';

CREATE FUNCTION cohort_period(ts timestamptz, period text) RETURNS int
	AS 'MODULE_PATHNAME', 'ms_cohort_period_timestamptz'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_period(timestamptz, text) IS
	'periods (day, week, month, quarter) from that of the partition''s first row to that of this row, in the zone of modelshare.timezone (UTC unless set)';

CREATE FUNCTION cohort_period(ts timestamptz, period text, timezone text) RETURNS int
	AS 'MODULE_PATHNAME', 'ms_cohort_period_timestamptz'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_period(timestamptz, text, text) IS
	'periods (day, week, month, quarter) from that of the partition''s first row to that of this row, in the given zone (NULL: the setting)';

CREATE FUNCTION cohort_period(ts timestamp, period text) RETURNS int
	AS 'MODULE_PATHNAME', 'ms_cohort_period_timestamp'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_period(timestamp, text) IS
	'periods (day, week, month, quarter) from that of the partition''s first row to that of this row; times taken at face value';

CREATE FUNCTION cohort_period(ts date, period text) RETURNS int
	AS 'MODULE_PATHNAME', 'ms_cohort_period_date'
	LANGUAGE C WINDOW STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cohort_period(date, text) IS
	'periods (day, week, month, quarter) from that of the partition''s first row to that of this row; dates taken at face value';

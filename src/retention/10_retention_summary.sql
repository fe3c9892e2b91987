-- retention_summary: what cohort_retention() builds and its accessors read.
-- Users' numbers are as good as random, so compressing them is time lost.
--@ type retention_summary
--@ c ms_retention
--@ kind retention
--@ aggregates cohort_retention()
--@ about periods in which each user of a usage log had a row, as cohort_retention() builds it
--@ storage external
--@ rollup_space 8192
--@ equality the same rows in any order give equal ones
--@ first_seen start of the first day that a retention summary read
--@ last_seen end of the last day that a retention summary read, or now if that day is still running: an as_of for a whole log
--@ last_period_end end of the period of the last row that a retention summary read, or now if that period is still running: an as_of for a table that is already one row a period
--@ end

-- Transition functions.

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id bigint, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id bigint, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id bigint, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_bigint_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id bigint, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_bigint_zone_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id bigint, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamp_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id bigint, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamp_bigint_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id bigint, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_date_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id bigint, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_date_bigint_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id uuid, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_uuid'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id uuid, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_uuid'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id uuid, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_uuid_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id uuid, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_uuid_zone_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id uuid, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamp_uuid'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id uuid, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamp_uuid_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id uuid, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_date_uuid'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id uuid, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_date_uuid_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id text, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_text'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id text, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_text'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id text, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_text_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamptz, user_id text, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamptz_text_zone_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id text, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamp_text'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id text, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_timestamp_text_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id text, period text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_date_text'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id text, period text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_date_text_starts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;

COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, bigint, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, bigint, text, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, bigint, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, bigint, text, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, bigint, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, bigint, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, bigint, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, bigint, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, uuid, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, uuid, text, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, uuid, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, uuid, text, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, uuid, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, uuid, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, uuid, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, uuid, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, text, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, text, text, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, text, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamptz, text, text, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, text, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, text, text, bool) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, text, text) IS 'transition function of cohort_retention()';
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, text, text, bool) IS 'transition function of cohort_retention()';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text, timezone text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; in the given time zone (NULL: the setting)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id bigint, period text, timezone text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; in the given time zone (NULL: the setting)';

CREATE AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; times taken at face value';

CREATE AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; times taken at face value';

CREATE AGGREGATE cohort_retention(ts date, user_id bigint, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id bigint, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; dates taken at face value';

CREATE AGGREGATE cohort_retention(ts date, user_id bigint, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id bigint, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; dates taken at face value';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text, timezone text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; in the given time zone (NULL: the setting)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id uuid, period text, timezone text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; in the given time zone (NULL: the setting)';

CREATE AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; times taken at face value';

CREATE AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; times taken at face value';

CREATE AGGREGATE cohort_retention(ts date, user_id uuid, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id uuid, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; dates taken at face value';

CREATE AGGREGATE cohort_retention(ts date, user_id uuid, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id uuid, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; dates taken at face value';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id text, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id text, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id text, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id text, period text, timezone text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; in the given time zone (NULL: the setting)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id text, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id text, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE cohort_retention(ts timestamptz, user_id text, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamptz, user_id text, period text, timezone text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; in the given time zone (NULL: the setting)';

CREATE AGGREGATE cohort_retention(ts timestamp, user_id text, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id text, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; times taken at face value';

CREATE AGGREGATE cohort_retention(ts timestamp, user_id text, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id text, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; times taken at face value';

CREATE AGGREGATE cohort_retention(ts date, user_id text, period text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id text, period text) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; dates taken at face value';

CREATE AGGREGATE cohort_retention(ts date, user_id text, period text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	SSPACE = 256,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id text, period text, starts bool) IS
	'summary of the periods (day, week, month or quarter) in which each user had a row; only rows with starts open a cohort; dates taken at face value';

-- These read settings, so they are STABLE: see calendar.sql.
UPDATE pg_catalog.pg_proc SET provolatile = 's'
WHERE oid OPERATOR(pg_catalog.=) ANY (ARRAY[
	'cohort_retention(timestamptz, bigint, text)',
	'cohort_retention(timestamptz, bigint, text, text)',
	'cohort_retention(timestamptz, bigint, text, bool)',
	'cohort_retention(timestamptz, bigint, text, text, bool)',
	'cohort_retention(timestamp, bigint, text)',
	'cohort_retention(timestamp, bigint, text, bool)',
	'cohort_retention(date, bigint, text)',
	'cohort_retention(date, bigint, text, bool)',
	'cohort_retention(timestamptz, uuid, text)',
	'cohort_retention(timestamptz, uuid, text, text)',
	'cohort_retention(timestamptz, uuid, text, bool)',
	'cohort_retention(timestamptz, uuid, text, text, bool)',
	'cohort_retention(timestamp, uuid, text)',
	'cohort_retention(timestamp, uuid, text, bool)',
	'cohort_retention(date, uuid, text)',
	'cohort_retention(date, uuid, text, bool)',
	'cohort_retention(timestamptz, text, text)',
	'cohort_retention(timestamptz, text, text, text)',
	'cohort_retention(timestamptz, text, text, bool)',
	'cohort_retention(timestamptz, text, text, text, bool)',
	'cohort_retention(timestamp, text, text)',
	'cohort_retention(timestamp, text, text, bool)',
	'cohort_retention(date, text, text)',
	'cohort_retention(date, text, text, bool)'
]::pg_catalog.regprocedure[]);

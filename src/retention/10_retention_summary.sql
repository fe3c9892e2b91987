-- retention_summary: what cohort_retention() builds and its accessors read.

CREATE TYPE retention_summary;

CREATE FUNCTION retention_summary_in(cstring) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_in'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION retention_summary_out(retention_summary) RETURNS cstring
	AS 'MODULE_PATHNAME', 'ms_retention_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION retention_summary_recv(internal) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_recv'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION retention_summary_send(retention_summary) RETURNS bytea
	AS 'MODULE_PATHNAME', 'ms_retention_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;

-- Eight-byte members need the alignment; users' numbers are as good as random, so compressing them is time lost.
CREATE TYPE retention_summary (
	INPUT = retention_summary_in,
	OUTPUT = retention_summary_out,
	RECEIVE = retention_summary_recv,
	SEND = retention_summary_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE retention_summary IS
	'periods in which each user of a usage log had a row, as cohort_retention() builds it';

-- Explicit only: a summary comes back from its text, and not from jsonb, which drops the sign of a zero.
CREATE CAST (retention_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (retention_summary AS jsonb) IS 'the text form as jsonb, to look into; its layout is not promised, and it is not read back';

COMMENT ON FUNCTION retention_summary_in(cstring) IS 'text input of retention_summary';
COMMENT ON FUNCTION retention_summary_out(retention_summary) IS 'text output of retention_summary: JSON';
COMMENT ON FUNCTION retention_summary_recv(internal) IS 'binary input of retention_summary';
COMMENT ON FUNCTION retention_summary_send(retention_summary) IS 'binary output of retention_summary';

-- Transition, combine and final functions.

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
CREATE FUNCTION retention_summary_combine(state retention_summary, other retention_summary) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_combine'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION retention_summary_final(state retention_summary) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;

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
COMMENT ON FUNCTION retention_summary_combine(retention_summary, retention_summary) IS 'combine function of cohort_retention(), transition function of rollup()';
COMMENT ON FUNCTION retention_summary_final(retention_summary) IS 'final function of cohort_retention() and rollup()';

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

-- Merging.
CREATE AGGREGATE rollup(summary retention_summary) (
	SFUNC = retention_summary_combine,
	STYPE = retention_summary,
	SSPACE = 8192,
	FINALFUNC = retention_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = retention_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(retention_summary) IS
	'merges retention summaries into the one that a single scan of all their rows would give';

CREATE FUNCTION retention_summary_merge(a retention_summary, b retention_summary) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_retention_merge'
	LANGUAGE C STABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION retention_summary_merge(retention_summary, retention_summary) IS 'implementation of || operator';

CREATE OPERATOR || (
	LEFTARG = retention_summary,
	RIGHTARG = retention_summary,
	FUNCTION = retention_summary_merge,
	COMMUTATOR = ||
);
COMMENT ON OPERATOR || (retention_summary, retention_summary) IS
	'merges two retention summaries into the one that a single scan of both their rows would give; NULL, a scan of no rows, changes nothing';

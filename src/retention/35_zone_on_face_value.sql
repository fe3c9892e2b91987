-- A zone does not go with a time that has none.  Without these forms the time would be cast to
-- timestamptz in the session's zone, without a word, and move to another period.

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id bigint, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, bigint, text, text) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id bigint, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, bigint, text, text, bool) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id bigint, period text, timezone text, starts bool) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id uuid, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, uuid, text, text) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id uuid, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, uuid, text, text, bool) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id uuid, period text, timezone text, starts bool) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id text, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, text, text, text) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts timestamp, user_id text, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id text, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts timestamp, user_id text, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, timestamp, text, text, text, bool) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts timestamp, user_id text, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts timestamp, user_id text, period text, timezone text, starts bool) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_start(ts timestamp, period text, timezone text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE WINDOW PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_start(timestamp, text, text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_period(ts timestamp, period text, timezone text) RETURNS int
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE WINDOW PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_period(timestamp, text, text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id bigint, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, bigint, text, text) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts date, user_id bigint, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id bigint, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id bigint, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, bigint, text, text, bool) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts date, user_id bigint, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id bigint, period text, timezone text, starts bool) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id uuid, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, uuid, text, text) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts date, user_id uuid, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id uuid, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id uuid, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, uuid, text, text, bool) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts date, user_id uuid, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id uuid, period text, timezone text, starts bool) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id text, period text, timezone text) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, text, text, text) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts date, user_id text, period text, timezone text) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id text, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_retention_transition(state retention_summary, ts date, user_id text, period text, timezone text, starts bool) RETURNS retention_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_retention_transition(retention_summary, date, text, text, text, bool) IS 'transition function of cohort_retention(), raises';
CREATE AGGREGATE cohort_retention(ts date, user_id text, period text, timezone text, starts bool) (
	SFUNC = cohort_retention_transition,
	STYPE = retention_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE cohort_retention(ts date, user_id text, period text, timezone text, starts bool) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_start(ts date, period text, timezone text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE WINDOW PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_start(date, text, text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION cohort_period(ts date, period text, timezone text) RETURNS int
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE WINDOW PARALLEL SAFE COST 1;
COMMENT ON FUNCTION cohort_period(date, text, text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

-- STABLE as all forms of the name are: see calendar.sql.
UPDATE pg_catalog.pg_proc SET provolatile = 's'
WHERE oid OPERATOR(pg_catalog.=) ANY (ARRAY[
	'cohort_retention(timestamp, bigint, text, text)',
	'cohort_retention(timestamp, bigint, text, text, bool)',
	'cohort_retention(timestamp, uuid, text, text)',
	'cohort_retention(timestamp, uuid, text, text, bool)',
	'cohort_retention(timestamp, text, text, text)',
	'cohort_retention(timestamp, text, text, text, bool)',
	'cohort_retention(date, bigint, text, text)',
	'cohort_retention(date, bigint, text, text, bool)',
	'cohort_retention(date, uuid, text, text)',
	'cohort_retention(date, uuid, text, text, bool)',
	'cohort_retention(date, text, text, text)',
	'cohort_retention(date, text, text, text, bool)'
]::pg_catalog.regprocedure[]);

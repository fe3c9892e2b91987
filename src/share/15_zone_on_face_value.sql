-- A zone does not go with a time that has none.  Without these forms the time would be cast to
-- timestamptz in the session's zone, without a word, and move to another week.

CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamp, key text, amount bigint, timezone text, week_start text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamp, text, bigint, text, text) IS 'transition function of weekly_share(), raises';
CREATE AGGREGATE weekly_share(ts timestamp, key text, amount bigint, timezone text, week_start text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamp, key text, amount bigint, timezone text, week_start text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamp, key text, amount float8, timezone text, week_start text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamp, text, float8, text, text) IS 'transition function of weekly_share(), raises';
CREATE AGGREGATE weekly_share(ts timestamp, key text, amount float8, timezone text, week_start text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamp, key text, amount float8, timezone text, week_start text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION weekly_share_transition(state share_summary, ts date, key text, amount bigint, timezone text, week_start text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION weekly_share_transition(share_summary, date, text, bigint, text, text) IS 'transition function of weekly_share(), raises';
CREATE AGGREGATE weekly_share(ts date, key text, amount bigint, timezone text, week_start text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts date, key text, amount bigint, timezone text, week_start text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION weekly_share_transition(state share_summary, ts date, key text, amount float8, timezone text, week_start text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION weekly_share_transition(share_summary, date, text, float8, text, text) IS 'transition function of weekly_share(), raises';
CREATE AGGREGATE weekly_share(ts date, key text, amount float8, timezone text, week_start text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts date, key text, amount float8, timezone text, week_start text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

-- STABLE as all forms of the name are: see calendar.sql.
UPDATE pg_catalog.pg_proc SET provolatile = 's'
WHERE oid OPERATOR(pg_catalog.=) ANY (ARRAY[
	'weekly_share(timestamp, text, bigint, text, text)',
	'weekly_share(timestamp, text, float8, text, text)',
	'weekly_share(date, text, bigint, text, text)',
	'weekly_share(date, text, float8, text, text)'
]::pg_catalog.regprocedure[]);

-- A zone does not go with a time that has none.  Without these forms the time would be cast to
-- timestamptz in the session's zone, without a word, and move to another period.

CREATE FUNCTION usage_elasticity_transition(state elasticity_summary, ts timestamp, unit text, quantity float8, cost float8, period text, timezone text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION usage_elasticity_transition(elasticity_summary, timestamp, text, float8, float8, text, text) IS 'transition function of usage_elasticity(), raises';
CREATE AGGREGATE usage_elasticity(ts timestamp, unit text, quantity float8, cost float8, period text, timezone text) (
	SFUNC = usage_elasticity_transition,
	STYPE = elasticity_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE usage_elasticity(ts timestamp, unit text, quantity float8, cost float8, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION usage_elasticity_transition(state elasticity_summary, ts date, unit text, quantity float8, cost float8, period text, timezone text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION usage_elasticity_transition(elasticity_summary, date, text, float8, float8, text, text) IS 'transition function of usage_elasticity(), raises';
CREATE AGGREGATE usage_elasticity(ts date, unit text, quantity float8, cost float8, period text, timezone text) (
	SFUNC = usage_elasticity_transition,
	STYPE = elasticity_summary,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE usage_elasticity(ts date, unit text, quantity float8, cost float8, period text, timezone text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

-- STABLE as all forms of the name are: see calendar.sql.
UPDATE pg_catalog.pg_proc SET provolatile = 's'
WHERE oid OPERATOR(pg_catalog.=) ANY (ARRAY[
	'usage_elasticity(timestamp, text, float8, float8, text, text)',
	'usage_elasticity(date, text, float8, float8, text, text)'
]::pg_catalog.regprocedure[]);

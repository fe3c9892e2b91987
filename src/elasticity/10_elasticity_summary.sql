-- elasticity_summary: what elasticity() and usage_elasticity() build and their accessors read.

CREATE TYPE elasticity_summary;

CREATE FUNCTION elasticity_summary_in(cstring) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_in'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_summary_out(elasticity_summary) RETURNS cstring
	AS 'MODULE_PATHNAME', 'ms_elasticity_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_summary_recv(internal) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_recv'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_summary_send(elasticity_summary) RETURNS bytea
	AS 'MODULE_PATHNAME', 'ms_elasticity_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;

-- Eight-byte members need the alignment; logarithms and moments would take long to compress, to no avail.
CREATE TYPE elasticity_summary (
	INPUT = elasticity_summary_in,
	OUTPUT = elasticity_summary_out,
	RECEIVE = elasticity_summary_recv,
	SEND = elasticity_summary_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE elasticity_summary IS
	'quantities and prices of every (unit, period), as elasticity() and usage_elasticity() build it';

-- Explicit only: a summary comes back from its text, and not from jsonb, which drops the sign of a zero.
CREATE CAST (elasticity_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (elasticity_summary AS jsonb) IS 'the text form as jsonb, to look into; its layout is not promised, and it is not read back';

COMMENT ON FUNCTION elasticity_summary_in(cstring) IS 'text input of elasticity_summary';
COMMENT ON FUNCTION elasticity_summary_out(elasticity_summary) IS 'text output of elasticity_summary: JSON';
COMMENT ON FUNCTION elasticity_summary_recv(internal) IS 'binary input of elasticity_summary';
COMMENT ON FUNCTION elasticity_summary_send(elasticity_summary) IS 'binary output of elasticity_summary';

-- Transition, combine and final functions.

CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_plain'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_text'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit bigint) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_bigint'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit text, period text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_text_text'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit text, period bigint) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_text_bigint'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit text, period date) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_text_date'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit bigint, period text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_bigint_text'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit bigint, period bigint) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_bigint_bigint'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_transition(state elasticity_summary, quantity float8, price float8, unit bigint, period date) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_bigint_date'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1;
CREATE FUNCTION usage_elasticity_transition(state elasticity_summary, ts timestamptz, unit text, quantity float8, cost float8, period text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_usage_elasticity_timestamptz'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION usage_elasticity_transition(state elasticity_summary, ts timestamp, unit text, quantity float8, cost float8, period text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_usage_elasticity_timestamp'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION usage_elasticity_transition(state elasticity_summary, ts date, unit text, quantity float8, cost float8, period text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_usage_elasticity_date'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION usage_elasticity_transition(state elasticity_summary, ts timestamptz, unit text, quantity float8, cost float8, period text, timezone text) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_usage_elasticity_timestamptz'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_summary_combine(state elasticity_summary, other elasticity_summary) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_combine'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION elasticity_summary_final(state elasticity_summary) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;

COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, text) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, bigint) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, text, text) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, text, bigint) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, text, date) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, bigint, text) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, bigint, bigint) IS 'transition function of elasticity()';
COMMENT ON FUNCTION elasticity_transition(elasticity_summary, float8, float8, bigint, date) IS 'transition function of elasticity()';
COMMENT ON FUNCTION usage_elasticity_transition(elasticity_summary, timestamptz, text, float8, float8, text) IS 'transition function of usage_elasticity()';
COMMENT ON FUNCTION usage_elasticity_transition(elasticity_summary, timestamp, text, float8, float8, text) IS 'transition function of usage_elasticity()';
COMMENT ON FUNCTION usage_elasticity_transition(elasticity_summary, date, text, float8, float8, text) IS 'transition function of usage_elasticity()';
COMMENT ON FUNCTION usage_elasticity_transition(elasticity_summary, timestamptz, text, float8, float8, text, text) IS 'transition function of usage_elasticity()';
COMMENT ON FUNCTION elasticity_summary_combine(elasticity_summary, elasticity_summary) IS 'combine function of elasticity() and usage_elasticity(), transition function of rollup()';
COMMENT ON FUNCTION elasticity_summary_final(elasticity_summary) IS 'final function of elasticity(), usage_elasticity() and rollup()';

-- One row per observation: a model in a week, not a request.

CREATE AGGREGATE elasticity(quantity float8, price float8) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 312,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8) IS
	'summary of ln quantity against ln price; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit text) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit text) IS
	'summary of ln quantity against ln price, with a fixed effect of each unit and errors clustered by unit; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit bigint) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit bigint) IS
	'summary of ln quantity against ln price, with a fixed effect of each unit and errors clustered by unit; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit text, period text) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit text, period text) IS
	'summary of ln quantity against ln price, with fixed effects of units and periods and errors clustered by unit; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit text, period bigint) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit text, period bigint) IS
	'summary of ln quantity against ln price, with fixed effects of units and periods and errors clustered by unit; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit text, period date) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit text, period date) IS
	'summary of ln quantity against ln price, with fixed effects of units and periods and errors clustered by unit; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit bigint, period text) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit bigint, period text) IS
	'summary of ln quantity against ln price, with fixed effects of units and periods and errors clustered by unit; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit bigint, period bigint) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit bigint, period bigint) IS
	'summary of ln quantity against ln price, with fixed effects of units and periods and errors clustered by unit; one row per observation (a model in a week), not per request';

CREATE AGGREGATE elasticity(quantity float8, price float8, unit bigint, period date) (
	SFUNC = elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE elasticity(quantity float8, price float8, unit bigint, period date) IS
	'summary of ln quantity against ln price, with fixed effects of units and periods and errors clustered by unit; one row per observation (a model in a week), not per request';

-- Raw rows: quantity and cost are summed for each unit and period, and the price is 1e6 * cost / quantity.

CREATE AGGREGATE usage_elasticity(ts timestamptz, unit text, quantity float8, cost float8, period text) (
	SFUNC = usage_elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE usage_elasticity(ts timestamptz, unit text, quantity float8, cost float8, period text) IS
	'summary of quantity and cost of every unit in every period (day, week, month or quarter), whose price is 1e6 * cost / quantity; periods in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE usage_elasticity(ts timestamp, unit text, quantity float8, cost float8, period text) (
	SFUNC = usage_elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE usage_elasticity(ts timestamp, unit text, quantity float8, cost float8, period text) IS
	'summary of quantity and cost of every unit in every period (day, week, month or quarter), whose price is 1e6 * cost / quantity; times taken at face value';

CREATE AGGREGATE usage_elasticity(ts date, unit text, quantity float8, cost float8, period text) (
	SFUNC = usage_elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE usage_elasticity(ts date, unit text, quantity float8, cost float8, period text) IS
	'summary of quantity and cost of every unit in every period (day, week, month or quarter), whose price is 1e6 * cost / quantity; dates taken at face value';

CREATE AGGREGATE usage_elasticity(ts timestamptz, unit text, quantity float8, cost float8, period text, timezone text) (
	SFUNC = usage_elasticity_transition,
	STYPE = elasticity_summary,
	SSPACE = 512,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE usage_elasticity(ts timestamptz, unit text, quantity float8, cost float8, period text, timezone text) IS
	'summary of quantity and cost of every unit in every period (day, week, month or quarter), whose price is 1e6 * cost / quantity; periods in the given zone (NULL: the setting)';

-- These read settings, so they are STABLE: see calendar.sql.
UPDATE pg_catalog.pg_proc SET provolatile = 's'
WHERE oid OPERATOR(pg_catalog.=) ANY (ARRAY[
	'usage_elasticity(timestamptz, text, float8, float8, text)',
	'usage_elasticity(timestamp, text, float8, float8, text)',
	'usage_elasticity(date, text, float8, float8, text)',
	'usage_elasticity(timestamptz, text, float8, float8, text, text)'
]::pg_catalog.regprocedure[]);

-- Merging.
CREATE AGGREGATE rollup(summary elasticity_summary) (
	SFUNC = elasticity_summary_combine,
	STYPE = elasticity_summary,
	SSPACE = 2048,
	FINALFUNC = elasticity_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = elasticity_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(elasticity_summary) IS
	'merges elasticity summaries into the one that a single scan of all their rows would give';

CREATE FUNCTION elasticity_summary_merge(a elasticity_summary, b elasticity_summary) RETURNS elasticity_summary
	AS 'MODULE_PATHNAME', 'ms_elasticity_merge'
	LANGUAGE C STABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION elasticity_summary_merge(elasticity_summary, elasticity_summary) IS 'implementation of || operator';

CREATE OPERATOR || (
	LEFTARG = elasticity_summary,
	RIGHTARG = elasticity_summary,
	FUNCTION = elasticity_summary_merge,
	COMMUTATOR = ||
);
COMMENT ON OPERATOR || (elasticity_summary, elasticity_summary) IS
	'merges two elasticity summaries into the one that a single scan of both their rows would give; NULL, a scan of no rows, changes nothing';

-- elasticity_summary: what elasticity() and usage_elasticity() build and their accessors read.
-- Logarithms and moments would take long to compress, to no avail.
--@ type elasticity_summary
--@ c ms_elasticity
--@ kind elasticity
--@ aggregates elasticity() and usage_elasticity()
--@ about quantities and prices of every (unit, period), as elasticity() and usage_elasticity() build it
--@ storage external
--@ rollup_space 2048
--@ equality where a unit and period has several rows, the order of rows may show, in the last digits
--@ first_seen start of the first day that usage_elasticity() read; NULL for elasticity()
--@ last_seen end of the last day that usage_elasticity() read, or now if that day is still running; NULL for elasticity()
--@ last_period_end end of the period of the last row that usage_elasticity() read, or now if that period is still running; NULL for elasticity()
--@ end

-- Transition functions.

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

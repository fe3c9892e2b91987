-- Accessors of elasticity_summary.  A NULL summary has no rows.  NULL effects and errors are
-- the richest that the summary was built for, and the errors that go with them.

CREATE FUNCTION estimate(e elasticity_summary, effects text DEFAULT NULL, errors text DEFAULT NULL,
	over text DEFAULT 'cell', level float8 DEFAULT 0.95)
	RETURNS TABLE (effects text, errors text, slope float8, std_error float8, t float8, p_value float8,
		ci_low float8, ci_high float8, df bigint, intercept float8, r2 float8, within_r2 float8,
		n bigint, units bigint, periods bigint, clusters bigint, n_singletons bigint,
		dropped_null bigint, dropped_nonpositive bigint, dropped_nonfinite bigint, warnings text[])
	AS 'MODULE_PATHNAME', 'ms_elasticity_estimate_row'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1;
COMMENT ON FUNCTION estimate(elasticity_summary, text, text, text, float8) IS
	'least squares of ln quantity on ln price: slope (the elasticity), its error, interval and warnings; effects none, unit or two-way, errors iid, hc0, hc1, cr0, cr1 or cr1_full, over each cell or each unit';

CREATE FUNCTION estimates(e elasticity_summary, over text DEFAULT 'cell', level float8 DEFAULT 0.95)
	RETURNS TABLE (effects text, errors text, slope float8, std_error float8, t float8, p_value float8,
		ci_low float8, ci_high float8, df bigint, intercept float8, r2 float8, within_r2 float8,
		n bigint, units bigint, periods bigint, clusters bigint, n_singletons bigint,
		dropped_null bigint, dropped_nonpositive bigint, dropped_nonfinite bigint, warnings text[])
	AS 'MODULE_PATHNAME', 'ms_elasticity_estimate_rows'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 18;
COMMENT ON FUNCTION estimates(elasticity_summary, text, float8) IS
	'estimate() for every pair of effects and errors that the summary was built for';

CREATE FUNCTION jevons(e elasticity_summary, effects text DEFAULT NULL, errors text DEFAULT NULL,
	over text DEFAULT 'cell', level float8 DEFAULT 0.95)
	RETURNS TABLE (effects text, errors text, slope float8, ci_low float8, ci_high float8,
		spend_slope float8, spend_ci_low float8, spend_ci_high float8, t float8, p_value float8,
		verdict text, warnings text[])
	AS 'MODULE_PATHNAME', 'ms_elasticity_jevons'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1;
COMMENT ON FUNCTION jevons(elasticity_summary, text, text, text, float8) IS
	'whether spend rose or fell with the price: the elasticity of spend, one more than that of the quantity, with its interval and the test that it is zero';

CREATE FUNCTION predict(e elasticity_summary, price float8, effects text DEFAULT NULL, over text DEFAULT 'cell') RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_elasticity_predict'
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION predict(elasticity_summary, float8, text, text) IS
	'quantity at a price, at average effects: exp(intercept + slope * ln price); NULL unless the price is positive';

CREATE FUNCTION elasticity_slope(e elasticity_summary) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_elasticity_to_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION elasticity_slope(elasticity_summary) IS
	'implementation of the cast to float8: the slope of estimate() with its defaults';

CREATE CAST (elasticity_summary AS float8) WITH FUNCTION elasticity_slope(elasticity_summary);
COMMENT ON CAST (elasticity_summary AS float8) IS 'the slope of estimate() with its defaults';

CREATE FUNCTION summary_info(e elasticity_summary)
	RETURNS TABLE (rows_read bigint, dropped_null bigint, dropped_nonpositive bigint, dropped_nonfinite bigint,
		negative_rows bigint, units bigint, periods bigint, cells bigint, first_row timestamptz, last_row timestamptz,
		unit_type text, period text, timezone text, week_start text, measure text, format_version int, bytes bigint)
	AS 'MODULE_PATHNAME', 'ms_elasticity_info'
	LANGUAGE C STABLE PARALLEL SAFE COST 10 ROWS 1;
COMMENT ON FUNCTION summary_info(elasticity_summary) IS
	'what an elasticity summary was built from: rows read, rows dropped by reason, units, periods, size';


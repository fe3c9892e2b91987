-- Functions of a few numbers, and the aggregate effective_price.

CREATE FUNCTION arc_elasticity(q1 float8, p1 float8, q2 float8, p2 float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_arc_elasticity'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION arc_elasticity(float8, float8, float8, float8) IS
	'elasticity between two points: relative change of the quantity by that of the price, each relative to the mean of both ends';

CREATE FUNCTION arc_elasticity(quantity float8, price float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_arc_elasticity_window'
	LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 1;
COMMENT ON FUNCTION arc_elasticity(float8, float8) IS
	'window function: arc elasticity between the row before, in the order of the partition, and this one';

CREATE FUNCTION usage_response(elasticity float8, price_change float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_usage_response'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION usage_response(float8, float8) IS
	'relative change of usage that goes with a relative change of the price: (1 + price_change) ^ elasticity - 1';

CREATE FUNCTION quadrant(usage float8, price float8, usage_threshold float8, price_threshold float8) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_quadrant'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION quadrant(float8, float8, float8, float8) IS
	'segment of the market: Efficient giants (much used, cheap), Premium leaders (much used, dear), Long tail (little used, cheap), Premium specialists (little used, dear)';

CREATE FUNCTION effective_price_accum(state float8[], cost float8, tokens float8) RETURNS float8[]
	AS 'MODULE_PATHNAME', 'ms_effective_price_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION effective_price_accum(float8[], float8, float8) IS 'transition function of effective_price';

CREATE FUNCTION effective_price_accum(state float8[], cost float8, tokens bigint) RETURNS float8[]
	AS 'MODULE_PATHNAME', 'ms_effective_price_bigint'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION effective_price_accum(float8[], float8, bigint) IS 'transition function of effective_price';

CREATE FUNCTION effective_price_combine(state float8[], other float8[]) RETURNS float8[]
	AS 'MODULE_PATHNAME', 'ms_effective_price_combine'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION effective_price_combine(float8[], float8[]) IS 'combine function of effective_price';

CREATE FUNCTION effective_price_final(state float8[]) RETURNS float8
	AS 'MODULE_PATHNAME', 'ms_effective_price_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION effective_price_final(float8[]) IS 'final function of effective_price';

CREATE AGGREGATE effective_price(cost float8, tokens float8) (
	SFUNC = effective_price_accum, STYPE = float8[], SSPACE = 64, INITCOND = '{0,0,0,0}',
	COMBINEFUNC = effective_price_combine, FINALFUNC = effective_price_final, PARALLEL = SAFE);
COMMENT ON AGGREGATE effective_price(float8, float8) IS
	'cost of a million tokens: 1e6 * sum(cost) / sum(tokens) over rows where neither is NULL; NULL without tokens';

CREATE AGGREGATE effective_price(cost float8, tokens bigint) (
	SFUNC = effective_price_accum, STYPE = float8[], SSPACE = 64, INITCOND = '{0,0,0,0}',
	COMBINEFUNC = effective_price_combine, FINALFUNC = effective_price_final, PARALLEL = SAFE);
COMMENT ON AGGREGATE effective_price(float8, bigint) IS
	'cost of a million tokens: 1e6 * sum(cost) / sum(tokens) over rows where neither is NULL; NULL without tokens';

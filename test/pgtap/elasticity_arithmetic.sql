-- Functions of a few numbers: arc_elasticity as a scalar and as a window
-- function, usage_response, quadrant; and the aggregate effective_price.
\ir lib/setup.sql
SELECT plan(50);

-- arc_elasticity(q1, p1, q2, p2)
SELECT is(arc_elasticity(10, 2, 20, 1), -1::float8, 'half the price, twice the quantity: -1 by the midpoints');
SELECT is(arc_elasticity(20, 1, 10, 2), -1::float8, 'the way back has the same elasticity');
SELECT is(round(arc_elasticity(100, 10, 120, 9)::numeric, 12), round(((20 / 110.0) / (-1 / 9.5))::numeric, 12), 'the formula');
SELECT is(arc_elasticity(0, 2, 20, 1), -3::float8, 'a quantity of zero is one end like any other');
SELECT is(arc_elasticity(20, 1, 0, 2), -3::float8, 'also the last');
SELECT is(arc_elasticity(10, 0, 5, 1), -1 / 3::float8, 'and so is a price of zero');
SELECT is(arc_elasticity(5, 1, 5, 2), 0::float8, 'an unchanged quantity');
SELECT is(arc_elasticity(5, 1, 6, 1), NULL, 'an unchanged price');
SELECT is(arc_elasticity(0, 1, 0, 2), NULL, 'no quantity at either end');
SELECT is(arc_elasticity(5, 0, 6, 0), NULL, 'no price at either end');
SELECT is(round(arc_elasticity(1e308, 1, 1.5e308, 2)::numeric, 12), 0.6, 'sums past float8 do not overflow');
SELECT is(arc_elasticity(NULL, 1, 2, 2), NULL, 'NULL');
SELECT is((SELECT count(arc_elasticity(q1, p1, q2, p2)) FROM (VALUES (-1.0::float8, 1.0::float8, 2.0::float8, 2.0::float8), (1, -1, 2, 2), ('NaN', 1, 2, 2), (1, 1, 'Infinity', 2), (1, 1, 2, '-Infinity')) AS v (q1, p1, q2, p2)), 0::bigint, 'what is no amount has none');

-- arc_elasticity(quantity, price) OVER (PARTITION BY … ORDER BY …)
CREATE TABLE weeks (model text, week int, quantity float8, price float8);
INSERT INTO weeks SELECT 'm' || w % 3, w, CASE WHEN w % 11 = 0 THEN NULL WHEN w % 13 = 0 THEN 0 ELSE w * 37 % 101 END, CASE WHEN w % 17 = 0 THEN NULL ELSE 1 + w * w % 5 END FROM generate_series(1, 120) AS w;
SELECT same_rows('SELECT model, week, arc_elasticity(quantity, price) OVER (PARTITION BY model ORDER BY week) FROM weeks',
	'SELECT model, week, arc_elasticity(lag(quantity) OVER w, lag(price) OVER w, quantity, price) FROM weeks WINDOW w AS (PARTITION BY model ORDER BY week)', 'this row against the row before');
SELECT same_rows('SELECT model, week, arc_elasticity(quantity, price) OVER (ORDER BY week DESC ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM weeks',
	'SELECT model, week, arc_elasticity(lag(quantity) OVER w, lag(price) OVER w, quantity, price) FROM weeks WINDOW w AS (ORDER BY week DESC)', 'whatever the frame');
SELECT is((SELECT count(arc) FROM (SELECT arc_elasticity(quantity, price) OVER (PARTITION BY model, week) AS arc FROM weeks) AS x), 0::bigint, 'a first row has none');
SELECT same_rows('SELECT week, arc_elasticity(quantity::bigint, price::numeric) OVER (ORDER BY week) FROM weeks', 'SELECT week, arc_elasticity(quantity, price) OVER (ORDER BY week) FROM weeks', 'other numbers become float8');
SELECT is(sqlstate_of('SELECT arc_elasticity(1::float8, 2::float8)'), '42809', 'needs OVER');

-- usage_response(elasticity, price_change)
SELECT is(round(usage_response(-0.047, -0.1)::numeric, 4), 0.0050, 'a 10 % lower price goes with 0.5 % more usage');
SELECT is(round(usage_response(-0.066, -0.1)::numeric, 4), 0.0070, 'or with 0.7 %');
SELECT is(usage_response(-1, 1), -0.5::float8, 'twice the price at -1: half the usage');
SELECT is(usage_response(-1.7, 0), 0::float8, 'no change');
SELECT is(usage_response(0, -0.5), 0::float8, 'no answer');
SELECT is(concat_ws(' ', usage_response(-0.6, 0), usage_response(0, -0.5), arc_elasticity(10, 2, 10, 1)), '0 0 0', 'zero has no sign');
SELECT is(abs(usage_response(-2, 1e-12) / -2e-12 - 1) < 1e-11, true, 'small changes keep their digits');
SELECT is(usage_response(-2, -1), NULL, 'a price of nothing');
SELECT is(usage_response('NaN', -0.1), NULL, 'NaN');
SELECT is(usage_response(-2, 'Infinity'), NULL, 'infinity');
SELECT is(usage_response(NULL, -0.1), NULL, 'NULL');
SELECT is(sqlstate_of('SELECT usage_response(-1, -1.5)'), '22023', 'less than nothing is an error');
SELECT is(message_of('SELECT usage_response(-1, -10)'), 'price change -10 is below -1 | A price change is a fraction of the price: -0.1 is 10 percent less.', 'that says how a change is given');
SELECT matches(message_of('SELECT usage_response(-1, -1.0000000001)'), '^price change -1.0000000001 is below -1 ', 'the value is named to its last digit');
SELECT is(sqlstate_of('SELECT usage_response(-1e5, -0.5)'), '22003', 'overflow');

-- quadrant(usage, price, usage_threshold, price_threshold): the examples of the report
SELECT same_rows($$SELECT model, quadrant(usage, price, 5, 0.73) FROM (VALUES ('gemini-2.0-flash', 6.68, 0.147), ('deepseek-v3-0324', 6.55, 0.394), ('claude-3.7-sonnet', 6.87, 1.963), ('claude-sonnet-4', 6.84, 1.937),
		('qwen-2-7b-instruct', 2.91, 0.052), ('granite-4.0-micro', 2.95, 0.036), ('gpt-4', 3.53, 34.068), ('gpt-5-pro', 3.42, 34.965)) AS v (model, usage, price)$$,
	$$VALUES ('gemini-2.0-flash', 'Efficient giants'), ('deepseek-v3-0324', 'Efficient giants'), ('claude-3.7-sonnet', 'Premium leaders'), ('claude-sonnet-4', 'Premium leaders'),
		('qwen-2-7b-instruct', 'Long tail'), ('granite-4.0-micro', 'Long tail'), ('gpt-4', 'Premium specialists'), ('gpt-5-pro', 'Premium specialists')$$, 'the market map of the report');
SELECT is(quadrant(5, 0.73, 5, 0.73), 'Premium leaders', 'at a threshold is above it');
SELECT is(quadrant(NULL, 1, 1, 1), NULL, 'NULL');
SELECT is(quadrant(1, 'NaN', 1, 1), NULL, 'NaN');

-- effective_price(cost, tokens)
SELECT is(effective_price(c, t), 0.73::float8, '73 cents for a million tokens') FROM (VALUES (0.73::float8, 1000000::bigint)) AS v (c, t);
SELECT is(effective_price(c, t), 3.25::float8, 'the ratio of sums, not the mean of ratios') FROM (VALUES (1.0::float8, 1000000::bigint), (12, 3000000)) AS v (c, t);
SELECT is(effective_price(c, t), 2::float8, 'rows where either is NULL stay out') FROM (VALUES (2.0::float8, 1000000::bigint), (NULL, 5000000), (7, NULL)) AS v (c, t);
SELECT is((SELECT effective_price(1::float8, 1::bigint) WHERE false), NULL, 'no rows');
SELECT is(effective_price(c, t), NULL, 'no tokens') FROM (VALUES (2.0::float8, 0::bigint)) AS v (c, t);
SELECT is(effective_price(c, t), 0::float8, 'free') FROM (VALUES (0.0::float8, 10::bigint)) AS v (c, t);
SELECT is(effective_price(c, t), 'NaN'::float8, 'NaN shows') FROM (VALUES (2.0::float8, 10::bigint), ('NaN', 10), (1, 1)) AS v (c, t);
SELECT is((SELECT concat_ws(' ', effective_price(c::numeric, t::int), effective_price(c::real, t::numeric), effective_price(c::int, t::float8), effective_price(c::numeric, t::bigint)) FROM (VALUES (3, 1000)) AS v (c, t)), '3000 3000 3000 3000', 'any numbers');
CREATE TABLE requests AS SELECT i, (i * 7919 % 10007) / 1e6::float8 AS cost, (i % 5000)::bigint AS tokens FROM generate_series(1, 20000) AS i;
SELECT is((SELECT count(DISTINCT price) FROM (SELECT effective_price(cost, tokens ORDER BY md5(i::text || seed)) AS price FROM requests, generate_series(1, 8) AS seed GROUP BY seed) AS x), 1::bigint, 'the same in any order, to the last digit');
SELECT is((SELECT abs(effective_price(cost, tokens) / (1e6 * sum(cost::numeric) / sum(tokens))::float8 - 1) < 1e-15 FROM requests), true, 'as exact arithmetic has it');
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
ANALYZE requests;
SELECT is((SELECT plan_has(plan_of('SELECT effective_price(cost, tokens) FROM requests'), 'Partial Mode', 'Partial')), true, 'in parallel');
SELECT is((SELECT effective_price(cost, tokens) FROM requests), (SELECT effective_price(cost, tokens ORDER BY i) FROM requests), 'with the same result');
SELECT is(sqlstate_of($$SELECT effective_price_accum('{1,2}', 1.0, 1.0)$$), '22023', 'a state that is none');

SELECT * FROM finish();
ROLLBACK;

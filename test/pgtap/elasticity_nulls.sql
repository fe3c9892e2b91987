-- What an estimate is where there is little to estimate from: NULL and a
-- warning, never an error, never a number that only rounding made.
\ir lib/setup.sql
SELECT plan(34);

-- One form of every estimate: which columns are known, and the warnings.
CREATE FUNCTION shape(e elasticity_summary, effects text DEFAULT NULL, errors text DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', 'n=' || n, 'dropped=' || n_singletons, CASE WHEN slope IS NULL THEN 'no slope' WHEN abs(slope) < 1e-12 THEN 'slope=0' ELSE 'slope' END,
	CASE WHEN std_error IS NULL THEN 'no error' WHEN std_error = 0 THEN 'error=0' ELSE 'error' END,
	CASE WHEN num_nulls(t, p_value, ci_low, ci_high) = 4 THEN 'no test' WHEN num_nulls(t, p_value, ci_low, ci_high) = 0 THEN 'test' ELSE 'part of a test' END,
	CASE WHEN r2 IS NULL THEN 'no r2' ELSE 'r2' END, warnings::text) FROM estimate(shape.e, shape.effects, shape.errors));

-- Without units.
SELECT is(shape(elasticity(q, p)), 'n=0 dropped=0 no slope no error no test no r2 {no_within_variation}', 'all rows dropped') FROM (VALUES (0.0, 1.0), (1, -1), (NULL, 1), (1, 'NaN')) AS v (q, p);
SELECT is(shape(elasticity(q, p)), 'n=1 dropped=0 no slope no error no test no r2 {no_within_variation}', 'one row') FROM (VALUES (5.0, 2.0)) AS v (q, p);
SELECT is(shape(elasticity(q, p)), 'n=2 dropped=0 slope no error no test r2 {too_few_rows}', 'two rows: a line through two points has no error') FROM (VALUES (4.0, 2.0), (2, 4)) AS v (q, p);
SELECT is(shape(elasticity(q, p)), 'n=3 dropped=0 no slope no error no test no r2 {no_within_variation}', 'one price') FROM (VALUES (4.0, 2.0), (2, 2), (7, 2)) AS v (q, p);
SELECT is(shape(elasticity(q, p)), 'n=3 dropped=0 no slope no error no test no r2 {no_within_variation}', 'one price, a different float8 in each row') FROM (VALUES (4.0, 0.3), (2, 0.1::float8 + 0.2::float8), (7, 0.3 - 5.6e-17)) AS v (q, p);
SELECT is(shape(elasticity(q, p)), 'n=3 dropped=0 slope=0 error=0 no test no r2 {}', 'one quantity: nothing to explain') FROM (VALUES (4.0, 1.0), (4, 2), (4, 3)) AS v (q, p);
SELECT is(shape(elasticity(p, p)), 'n=4 dropped=0 slope error=0 no test r2 {}', 'quantity is the price: no error to test by') FROM (VALUES (1.5), (2.5), (3.7), (9.1)) AS v (p);
SELECT is(shape(elasticity(q, p), errors => 'iid'), 'n=3 dropped=0 slope error test r2 {}', 'three rows suffice') FROM (VALUES (9.0, 1.0), (5, 2), (3.3, 3)) AS v (q, p);
SELECT is((SELECT sqlstate_of($$SELECT estimate(elasticity(1, 2), errors => 'cr1')$$)), '22023', 'clusters without units are an error');
SELECT is((SELECT sqlstate_of($$SELECT estimate(elasticity(1, 2, 'u'), effects => 'two-way')$$)), '22023', 'two-way effects without periods are an error');

-- With units.
SELECT is(shape(elasticity(q, p, u)), 'n=0 dropped=3 no slope no error no test no r2 {few_clusters,no_within_variation}', 'one row a unit: singletons all') FROM (VALUES (1.0, 1.0, 'a'), (2, 3, 'b'), (3, 2, 'c')) AS v (q, p, u);
SELECT is(shape(elasticity(q, p, u)), 'n=4 dropped=0 slope no error no test r2 {few_clusters}', 'one unit: one cluster has no error') FROM (VALUES (9.0, 1.0, 'a'), (5, 2, 'a'), (3.3, 3, 'a'), (2.4, 4, 'a')) AS v (q, p, u);
SELECT is(shape(elasticity(q, p, u), errors => 'hc1'), 'n=4 dropped=0 slope error test r2 {}', 'but rows have one') FROM (VALUES (9.0, 1.0, 'a'), (5, 2, 'a'), (3.3, 3, 'a'), (2.4, 4, 'a')) AS v (q, p, u);
SELECT is(shape(elasticity(q, p, u)), 'n=6 dropped=0 no slope no error no test no r2 {few_clusters,no_within_variation}', 'the price varies between units only') FROM (VALUES (9.0, 1.0, 'a'), (5, 1, 'a'), (3.3, 3, 'b'), (2.4, 3, 'b'), (8, 7, 'c'), (7, 7, 'c')) AS v (q, p, u);
SELECT is(shape(elasticity(q, p, u), 'none'), 'n=6 dropped=0 slope error test r2 {few_clusters}', 'without effects that is enough') FROM (VALUES (9.0, 1.0, 'a'), (5, 1, 'a'), (3.3, 3, 'b'), (2.4, 3, 'b'), (8, 7, 'c'), (7, 7, 'c')) AS v (q, p, u);

-- How much of the price's variation lies within units: 1e-14 of it is none, under 1 % is little.
CREATE TABLE steps AS SELECT step, elasticity(exp(2 - ln(p) + (i * 7 + u) % 5), p, u) AS e
FROM (VALUES (1.0), (0.05), (1e-3), (1e-6), (1e-8), (1e-12)) AS v (step), generate_series(1, 25) AS u, generate_series(1, 4) AS i, LATERAL (SELECT u * u * (1 + step * i) AS p) AS x
GROUP BY step;
SELECT same_rows('SELECT step, slope IS NULL, warnings FROM steps, estimate(e)', $$VALUES (1.0, false, '{}'::text[]), (0.05, false, '{little_within_variation}'), (1e-3, false, '{little_within_variation}'),
	(1e-6, false, '{little_within_variation}'), (1e-8, true, '{no_within_variation}'), (1e-12, true, '{no_within_variation}')$$, 'little and no variation within units');
SELECT same_rows('SELECT step, slope IS NULL, warnings FROM steps, estimate(e, ''none'', ''iid'')', $$SELECT step, false, CASE WHEN slope > 0 THEN '{sign_reversal}' ELSE '{}' END::text[] FROM steps, estimate(e)$$, 'which is nothing to an estimate without effects');

-- Few clusters are fewer than 20, and only where they are used.
SELECT same_rows($$SELECT units, errors, warnings FROM (SELECT elasticity(1 + (u * 3 + i * i) % 7, 1 + (u + i * 5) % 11, u) AS e FROM generate_series(1, 20) AS u, generate_series(1, 6) AS i) AS s, estimates(e) WHERE effects = 'unit'
	UNION ALL SELECT units, errors, warnings FROM (SELECT elasticity(1 + (u * 3 + i * i) % 7, 1 + (u + i * 5) % 11, u) AS e FROM generate_series(1, 19) AS u, generate_series(1, 6) AS i) AS s, estimates(e) WHERE effects = 'unit'$$,
	$$SELECT units, errors, CASE WHEN units < 20 AND errors LIKE 'cr%' THEN '{few_clusters}' ELSE '{}' END::text[] FROM (VALUES (19::bigint), (20)) AS v (units), unnest('{iid,hc0,hc1,cr0,cr1,cr1_full}'::text[]) AS errors$$, 'few clusters');

-- Two-way effects.
CREATE TABLE two AS SELECT 'full' AS panel, u, t, 1 + (u * 3 + t * t) % 7 AS p, 1 + (u * 5 + t * 7) % 13 AS q FROM generate_series(1, 4) AS u, generate_series(1, 5) AS t
UNION ALL SELECT 'one period', u, 1, 1 + u % 3, u FROM generate_series(1, 9) AS u
UNION ALL SELECT 'one unit', 1, t, 1 + t % 3, t FROM generate_series(1, 9) AS t
-- a chain of singletons: each dropped row leaves the next alone
UNION ALL SELECT 'stairs', (i + 1) / 2, i / 2, 1 + i % 3, 1 + i % 5 FROM generate_series(1, 9) AS i
UNION ALL SELECT 'stairs to a square', (i + 1) / 2, i / 2, 1 + i % 3, 1 + i % 5 FROM generate_series(1, 9) AS i
UNION ALL SELECT 'stairs to a square', 10 + i % 3, 10 + i / 3, 1 + i * i % 5, 1 + i % 4 FROM generate_series(0, 8) AS i
UNION ALL SELECT 'stairs to a square', 5, 10, 3, 3
UNION ALL SELECT 'two islands', u, u / 3 * 3 + t, 1 + (u * u + t) % 5, 1 + (u + t * t) % 7 FROM generate_series(0, 5) AS u, generate_series(0, 2) AS t
UNION ALL SELECT 'price by period', u, t, t, 1 + (u * 5 + t * 7) % 13 FROM generate_series(1, 4) AS u, generate_series(1, 5) AS t
UNION ALL SELECT 'price by unit and period', u, t, u * t, 1 + (u * 5 + t * 7) % 13 FROM generate_series(1, 4) AS u, generate_series(1, 5) AS t
UNION ALL SELECT 'as many parameters as rows', u, t, 1 + u * t * t, 1 + (u * 5 + t * 7) % 13 FROM generate_series(1, 2) AS u, generate_series(1, 2) AS t
UNION ALL SELECT 'two rows a cell', 1 + i % 3, 1 + i / 3 % 2, 1 + i % 7, 1 + i * i % 11 FROM generate_series(1, 12) AS i
UNION ALL SELECT 'alone but twice', 1 + i / 2, 1 + i / 2, 1 + i, 10 - i FROM generate_series(0, 5) AS i;
CREATE TABLE built AS SELECT panel, elasticity(q, p, u, t) AS e FROM two GROUP BY panel;
SELECT same_rows('SELECT panel, shape(e, errors => ''iid'') FROM built', $$VALUES
	('full', 'n=20 dropped=0 slope error test r2 {sign_reversal}'),
	('one period', 'n=0 dropped=9 no slope no error no test no r2 {no_within_variation}'),
	('one unit', 'n=0 dropped=9 no slope no error no test no r2 {no_within_variation}'),
	('stairs', 'n=0 dropped=9 no slope no error no test no r2 {no_within_variation}'),
	('stairs to a square', 'n=9 dropped=10 slope error test r2 {}'),
	('two islands', 'n=18 dropped=0 slope error test r2 {disconnected_panel}'),
	('price by period', 'n=20 dropped=0 no slope no error no test no r2 {no_within_variation}'),
	('price by unit and period', 'n=20 dropped=0 no slope no error no test no r2 {no_within_variation}'),
	('as many parameters as rows', 'n=4 dropped=0 slope no error no test r2 {too_few_rows,little_within_variation}'),
	('two rows a cell', 'n=12 dropped=0 slope error test r2 {}'),
	('alone but twice', 'n=6 dropped=0 slope error test r2 {disconnected_panel}')$$, 'two-way effects');
SELECT is((SELECT concat_ws(' ', std_error, t, df) FROM built, estimate(e, errors => 'cr0') WHERE panel = 'as many parameters as rows'), '0 1', 'a perfect fit has clustered errors of zero, not of rounding');
SELECT is((SELECT concat_ws(' ', n, units, periods, df) FROM built, estimate(e, errors => 'iid') WHERE panel = 'two islands'), '18 6 6 7', 'the degrees of freedom count the exact rank');
SELECT is((SELECT max(abs(std_error)) FROM (SELECT elasticity(q, p, u, t) AS e FROM two WHERE panel = 'full' AND u < 3) AS s, estimate(e, errors => 'cr1')), 0::float8, 'of two units either mirrors the other: clustered errors are zero');

-- Nothing depends on the scale of prices and quantities, only the intercept.
CREATE TABLE scaled AS SELECT name, elasticity(q * q_scale, p * p_scale, u, t) AS e
FROM two, (VALUES ('plain', 1::float8, 1::float8), ('small prices', 1, 1e-9), ('large quantities', 1e15, 1), ('both', 1e15, 1e-9), ('ends of float8', 1e290, 1e-290), ('other ends', 1e-290, 1e290)) AS v (name, q_scale, p_scale)
WHERE panel = 'full' GROUP BY name;
SELECT is_empty($$SELECT x.name, effects, errors FROM scaled AS x, estimates(x.e) AS a JOIN (SELECT * FROM scaled AS s, estimates(s.e) AS b WHERE name = 'plain') AS b USING (effects, errors)
	WHERE abs(a.slope / b.slope - 1) > 1e-11 OR abs(a.std_error / b.std_error - 1) > 1e-11 OR abs(a.r2 - b.r2) > 1e-11 OR a.n <> b.n$$, 'scales of prices and quantities do not matter');

-- Without effects the slope and r2 are core's own.
SELECT is_empty($$SELECT panel FROM built JOIN (SELECT panel, regr_slope(ln(q::float8), ln(p::float8)) AS slope, regr_r2(ln(q::float8), ln(p::float8)) AS r2, regr_intercept(ln(q::float8), ln(p::float8)) AS intercept
		FROM two GROUP BY panel) AS core USING (panel), estimate(e, 'none', 'iid') AS ours
	WHERE abs(ours.slope - core.slope) > 1e-10 OR abs(ours.r2 - core.r2) > 1e-10 OR abs(ours.intercept - core.intercept) > 1e-10$$, 'without effects as regr_slope, regr_r2 and regr_intercept');
-- With effects they are those of means taken off first, a round at a time.
SELECT is_empty($$WITH means AS (SELECT panel, ln(q::float8) - avg(ln(q::float8)) OVER w AS y, ln(p::float8) - avg(ln(p::float8)) OVER w AS x FROM two WINDOW w AS (PARTITION BY panel, u))
	SELECT panel FROM built JOIN (SELECT panel, sum(x * y) / sum(x * x) AS slope FROM means GROUP BY panel HAVING sum(x * x) > 1e-9) AS core USING (panel), estimate(e, 'unit', 'iid') AS ours
	WHERE abs(ours.slope - core.slope) > 1e-10$$, 'with effects of units as means taken off first');
SELECT is_empty($$SELECT panel, effects, errors FROM built, estimates(e) WHERE NOT (r2 BETWEEN 0 AND 1 AND coalesce(within_r2, 0) BETWEEN 0 AND 1 AND (slope IS NULL) = (r2 IS NULL) AND std_error >= 0) AND slope IS NOT NULL AND std_error IS NOT NULL$$,
	'r2 and within r2 lie in [0, 1]');
SELECT is_empty($$SELECT panel FROM built, estimates(e) WHERE (effects = 'none') <> (within_r2 IS NULL) AND slope IS NOT NULL$$, 'within r2 belongs to effects');
SELECT is_empty($$SELECT panel FROM built, estimates(e) WHERE (clusters IS NOT NULL) <> (errors LIKE 'cr%') OR clusters <> units$$, 'clusters belong to clustered errors');

-- Where nothing but rounding is left, rounding decides nothing.
CREATE TABLE flat AS SELECT usage_elasticity(date '2025-01-06' + 7 * t, 'm' || u, 1e5 * (3 + (u * t * 37) % 67), 5.0 * u, 'week') AS e FROM generate_series(1, 25) AS u, generate_series(1, 20) AS t;
SELECT same_rows('SELECT j.effects, j.errors, abs(j.slope + 1) < 1e-14, spend_slope, num_nulls(j.ci_low, spend_ci_low, spend_ci_high, j.t, j.p_value), verdict FROM flat, estimates(e) AS x, jevons(e, x.effects, x.errors) AS j WHERE x.effects <> ''none''',
	'SELECT effects, errors, true, 0::float8, 5, ''spend does not move with the price'' FROM unnest(''{unit,two-way}''::text[]) AS effects, unnest(''{iid,hc0,hc1,cr0,cr1,cr1_full}''::text[]) AS errors', 'flat fees: spend does not move');
SELECT same_rows('SELECT DISTINCT std_error, t, p_value, within_r2 FROM flat, estimates(e) WHERE effects <> ''none''', 'VALUES (0::float8, NULL::float8, NULL::float8, 1::float8)', 'and there is no error to test by');
SELECT same_rows('SELECT b, j.verdict, j.spend_slope - (b + 1) BETWEEN -1e-13 AND 1e-13 FROM (SELECT b, elasticity(exp(b * ln(p)) * u, p, u) AS e FROM unnest(array[-1.5, -0.5]::float8[]) AS b, generate_series(1, 25) AS u, generate_series(1, 9) AS i, LATERAL (SELECT 1 + (u * i * 37) % 67 + 0.1 AS p) AS x GROUP BY b) AS y, jevons(e) AS j',
	'VALUES (-1.5::float8, ''spend rises as the price falls'', true), (-0.5, ''spend falls as the price falls'', true)', 'an exact slope decides by itself');
SELECT same_rows('SELECT DISTINCT slope, std_error, t, p_value, within_r2, warnings FROM (SELECT elasticity(5 * u, exp(sin(u * t * 1.7)), u, t) AS e FROM generate_series(1, 25) AS u, generate_series(1, 10) AS t) AS x, estimates(e) WHERE effects <> ''none''',
	'VALUES (0::float8, 0::float8, NULL::float8, NULL::float8, NULL::float8, ''{}''::text[])', 'effects of units explain the quantity: no slope, no sign, no error');
SELECT same_rows('SELECT DISTINCT slope, std_error, t, p_value, within_r2, warnings FROM (SELECT elasticity((u * 1.37) * (t + .3), exp(sin(u * t * 1.7)), u, t) AS e FROM generate_series(1, 25) AS u, generate_series(1, 10) AS t) AS x, estimates(e) WHERE effects = ''two-way''',
	'VALUES (0::float8, 0::float8, NULL::float8, NULL::float8, NULL::float8, ''{}''::text[])', 'effects of units and periods do');
SELECT is(shape(elasticity(q, p), errors => 'iid'), 'n=4 dropped=0 slope=0 error test r2 {}', 'what is not exact has its test also at a slope of 0') FROM (VALUES (2.0, 2.0), (2, 8), (5, 4), (5, 4)) AS v (q, p);

SELECT * FROM finish();
ROLLBACK;

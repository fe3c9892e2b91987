-- Against plain SQL: regr_* without effects, demeaning by window functions for
-- units, demeaning twice for units and periods of a balanced panel.
\ir lib/setup.sql
\ir lib/elasticity.sql
SELECT plan(37);

SELECT setseed(0.625);
-- Unbalanced; several rows in many cells; prices that move with the unit.
CREATE TABLE obs AS
SELECT 'unit ' || u AS unit, u::bigint AS unit_no, date '2025-01-06' + 7 * t AS period, exp(1 + 0.3 * u - 0.8 * ln(p) + random() - 0.02 * t) AS quantity, p AS price, n
FROM (SELECT n, floor(random() * random() * 30)::int AS u, floor(random() * 20)::int AS t, random() AS r FROM generate_series(1, 2000) AS n) AS x,
	LATERAL (SELECT round((exp(0.2 * (u % 5) + r))::numeric, 4)::float8 AS p) AS y;
-- Balanced: every unit once in every period, and three times over.
CREATE TABLE balanced AS
SELECT u AS unit, t AS period, exp(u * 0.1 - 0.5 * ln(p) + random() * 0.3 + t * 0.01) AS quantity, p AS price
FROM generate_series(1, 12) AS u, generate_series(1, 9) AS t, generate_series(1, 3) AS copy, LATERAL (SELECT 0.5 + random() + 0.1 * u + 0 * t * copy AS p) AS y;

-- Residuals of x and y under each of the effects, and the parameters that each counts.
CREATE TABLE residual AS
SELECT 'obs' AS panel, 'none' AS effects, unit, ln(price) - avg(ln(price)) OVER () AS x, ln(quantity) - avg(ln(quantity)) OVER () AS y, 2 AS k, 2 AS k_star, ln(price) AS raw_x, ln(quantity) AS raw_y FROM obs
UNION ALL
SELECT 'obs', 'unit', unit, ln(price) - avg(ln(price)) OVER w, ln(quantity) - avg(ln(quantity)) OVER w, (SELECT count(DISTINCT unit) + 1 FROM obs), 2, ln(price), ln(quantity)
FROM (SELECT * FROM (SELECT obs.*, count(*) OVER (PARTITION BY unit) AS rows FROM obs) AS c WHERE rows > 1) AS o WINDOW w AS (PARTITION BY unit)
UNION ALL
SELECT 'balanced', 'two-way', unit::text, ln(price) - avg(ln(price)) OVER u - avg(ln(price)) OVER p + avg(ln(price)) OVER (),
	ln(quantity) - avg(ln(quantity)) OVER u - avg(ln(quantity)) OVER p + avg(ln(quantity)) OVER (), 12 + 9, 9 + 1, ln(price), ln(quantity)
FROM balanced WINDOW u AS (PARTITION BY unit), p AS (PARTITION BY period);
UPDATE residual SET k = (SELECT count(DISTINCT unit) + 1 FROM residual WHERE effects = 'unit') WHERE effects = 'unit';

CREATE VIEW fit AS
SELECT panel, effects, k, k_star, count(*)::float8 AS n, count(DISTINCT unit)::float8 AS g, sum(x * y) / sum(x * x) AS slope, sum(x * x) AS s, sum(y * y) AS yy,
	avg(raw_y) - sum(x * y) / sum(x * x) * avg(raw_x) AS intercept, sum((raw_y - m) ^ 2) AS total
FROM (SELECT *, avg(raw_y) OVER (PARTITION BY effects) AS m FROM residual) AS r GROUP BY panel, effects, k, k_star;
CREATE VIEW want AS
WITH u AS (SELECT r.effects, r.unit, r.x, r.y - f.slope * r.x AS u FROM residual AS r JOIN fit AS f USING (effects)),
	sums AS (SELECT effects, sum(u * u) AS uu, sum(x * x * u * u) AS xxuu FROM u GROUP BY effects),
	clusters AS (SELECT effects, sum(e * e) AS ee FROM (SELECT effects, unit, sum(x * u) AS e FROM u GROUP BY effects, unit) AS c GROUP BY effects)
SELECT f.panel, f.effects, errors, f.n::bigint, f.slope, f.intercept, 1 - uu / total AS r2, CASE WHEN f.effects <> 'none' THEN 1 - uu / yy END AS within_r2,
	sqrt(CASE errors WHEN 'iid' THEN uu / (n - k) / s WHEN 'hc0' THEN xxuu / s / s WHEN 'hc1' THEN n / (n - k) * xxuu / s / s
		WHEN 'cr0' THEN ee / s / s WHEN 'cr1' THEN ee / s / s * g / (g - 1) * (n - 1) / (n - k_star) ELSE ee / s / s * g / (g - 1) * (n - 1) / (n - k) END) AS std_error
FROM fit AS f JOIN sums USING (effects) JOIN clusters USING (effects), unnest('{iid,hc0,hc1,cr0,cr1,cr1_full}'::text[]) AS errors;

CREATE TABLE have AS
SELECT 'obs' AS panel, x.* FROM (SELECT elasticity(quantity, price, unit, period) AS e FROM obs) AS s, estimates(e) AS x WHERE effects <> 'two-way'
UNION ALL SELECT 'balanced', x.* FROM (SELECT elasticity(quantity, price, unit, period) AS e FROM balanced) AS s, estimates(e) AS x WHERE effects = 'two-way';
SELECT is((SELECT count(*)::int FROM have JOIN want USING (panel, effects, errors, n)), 18, 'as many rows are used under each of the effects');
SELECT ok(near(have.slope, want.slope, 1e-10) AND near(have.std_error, want.std_error, 1e-10) AND near(have.intercept, want.intercept, 1e-10)
		AND near(have.r2, want.r2, 1e-10) AND near(have.within_r2, want.within_r2, 1e-10), format('%s effects, %s errors', effects, errors))
FROM have JOIN want USING (panel, effects, errors);

-- Core's own functions.
SELECT ok(near(slope, regr_slope, 1e-11) AND near(intercept, regr_intercept, 1e-11) AND near(r2, regr_r2, 1e-11), 'without effects: regr_slope, regr_intercept, regr_r2')
FROM (SELECT regr_slope(ln(quantity), ln(price)), regr_intercept(ln(quantity), ln(price)), regr_r2(ln(quantity), ln(price)), elasticity(quantity, price) AS e FROM obs) AS x, estimate(e);
SELECT ok(near(elasticity(quantity, price, unit)::float8, (SELECT regr_slope(y, x) FROM residual WHERE effects = 'unit'), 1e-10), 'unit effects: the window-function SQL of the benchmark') FROM obs;

-- Each form gives the same for what it knows.
CREATE TABLE form (what text, e elasticity_summary);
INSERT INTO form SELECT 'bigint, date', elasticity(quantity, price, unit_no, period) FROM obs;
INSERT INTO form SELECT 'bigint, bigint', elasticity(quantity, price, unit_no, (period - date '2020-01-01')::bigint) FROM obs;
INSERT INTO form SELECT 'bigint, text', elasticity(quantity, price, unit_no, period::text) FROM obs;
INSERT INTO form SELECT 'text, bigint', elasticity(quantity, price, unit, -(period - date '2020-01-01')::bigint) FROM obs;
INSERT INTO form SELECT 'text, text', elasticity(quantity, price, unit, 'w' || period) FROM obs;
INSERT INTO form SELECT 'bigint', elasticity(quantity, price, unit_no) FROM obs;
INSERT INTO form SELECT 'text', elasticity(quantity, price, unit) FROM obs;
INSERT INTO form SELECT 'none', elasticity(quantity, price) FROM obs;
SELECT is((SELECT count(*)::int FROM form, estimates(form.e) AS f JOIN (SELECT x.* FROM (SELECT elasticity(quantity, price, unit, period) AS e FROM obs) AS s, estimates(e) AS x) AS d USING (effects, errors)
	WHERE form.what = w AND near(f.slope, d.slope) AND near(f.std_error, d.std_error) AND near(f.intercept, d.intercept)), n, w || ': every pair as with texts and dates')
FROM (VALUES ('bigint, date', 18), ('bigint, bigint', 18), ('bigint, text', 18), ('text, bigint', 18), ('text, text', 18), ('bigint', 12), ('text', 12), ('none', 3)) AS v (w, n);

-- predict and jevons.
SELECT ok(near(predict(e, 2.5), exp(intercept + slope * ln(2.5)), 1e-11) AND near(predict(e, 2.5, 'none'), (SELECT exp(regr_intercept(ln(quantity), ln(price)) + regr_slope(ln(quantity), ln(price)) * ln(2.5)) FROM obs), 1e-10), 'predict')
FROM form, estimate(e) WHERE what = 'text, text';
-- A call of many rows keeps its last line: no row may get another's.
CREATE TABLE asked AS SELECT what, e, effects, p FROM (SELECT what, e FROM form UNION ALL SELECT 'doubled', elasticity(2 * quantity, price, unit, period) FROM obs UNION ALL SELECT 'one price', elasticity(quantity, 2, unit, period) FROM obs) AS x,
	unnest('{none,NULL}'::text[]) AS effects, unnest('{0.5,3}'::float8[]) AS p ORDER BY md5(what || p || coalesce(effects, ''));
SELECT is_empty('SELECT what, effects, p FROM asked, LATERAL (SELECT exp(intercept + slope * ln(p)) AS q FROM estimate(asked.e, asked.effects) OFFSET 0) AS x WHERE abs(predict(asked.e, p, asked.effects) / q - 1) > 1e-12 OR (predict(asked.e, p, asked.effects) IS NULL) <> (q IS NULL)', 'predict with another summary at every row');
SELECT is((SELECT predict(e, p) FROM form WHERE what = 'none'), NULL, 'predict: no quantity at price ' || coalesce(p::text, 'NULL')) FROM unnest('{0,-1,NaN,Infinity,NULL}'::float8[]) AS p;
SELECT ok(bool_and(j.slope = e.slope AND near(j.spend_slope, e.slope + 1) AND near(j.spend_ci_low, e.ci_low + 1) AND near(j.spend_ci_high, e.ci_high + 1) AND near(j.t, (e.slope + 1) / e.std_error)
	AND j.verdict = CASE WHEN e.ci_high < -1 THEN 'spend rises as the price falls' WHEN e.ci_low > -1 THEN 'spend falls as the price falls' ELSE 'undecided' END), 'jevons is estimate() shifted by one')
FROM form, estimates(form.e) AS e, jevons(form.e, e.effects, e.errors) AS j;

SELECT * FROM finish();
ROLLBACK;

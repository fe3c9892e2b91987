-- What cannot be estimated gives NULLs and a warning, never an error; what
-- cannot be used is dropped and counted; extreme numbers lose no digits.
\ir lib/setup.sql
\ir lib/elasticity.sql
SELECT plan(62);

-- Drops: NULL first, then what is not finite, then what is not positive.
CREATE TABLE odd (q float8, p float8, u text, t date, why text);
INSERT INTO odd SELECT q, p, u, t, CASE WHEN num_nulls(q, p, u, t) > 0 THEN 'null' WHEN q IN ('NaN', 'Infinity', '-Infinity') OR p IN ('NaN', 'Infinity', '-Infinity') THEN 'nonfinite' WHEN q <= 0 OR p <= 0 THEN 'nonpositive' ELSE 'used' END
FROM unnest('{1,2.5,0,-0,-1,NaN,Infinity,-Infinity,NULL,5e-324}'::float8[]) AS q, unnest('{1,3,0,-0,-1,NaN,Infinity,-Infinity,NULL,5e-324}'::float8[]) AS p,
	unnest('{a,b,NULL}'::text[]) AS u, unnest('{2025-01-06,NULL}'::date[]) AS t;
CREATE FUNCTION counted(call text, needs text) RETURNS bool LANGUAGE plpgsql AS $$
DECLARE
	have text;
	want text;
BEGIN
	EXECUTE format('SELECT (rows_read, dropped_null, dropped_nonfinite, dropped_nonpositive)::text FROM summary_info((SELECT %s FROM odd))', call) INTO have;
	EXECUTE format($q$SELECT (count(*), count(*) FILTER (WHERE num_nulls(%1$s) > 0), count(*) FILTER (WHERE num_nulls(%1$s) = 0 AND why_now = 'nonfinite'), count(*) FILTER (WHERE num_nulls(%1$s) = 0 AND why_now = 'nonpositive'))::text
		FROM (SELECT *, CASE WHEN q IN ('NaN', 'Infinity', '-Infinity') OR p IN ('NaN', 'Infinity', '-Infinity') THEN 'nonfinite' WHEN q <= 0 OR p <= 0 THEN 'nonpositive' END AS why_now FROM odd) AS x$q$, needs) INTO want;
	RETURN have = want;
END $$;
SELECT ok(counted('elasticity(q, p)', 'q, p'), 'drops without units');
SELECT ok(counted('elasticity(q, p, u)', 'q, p, u'), 'drops with units');
SELECT ok(counted('elasticity(q, p, u, t)', 'q, p, u, t'), 'drops with units and periods');
SELECT ok(counted('elasticity(q, p, ascii(u)::bigint, t::text)', 'q, p, u, t'), 'drops with other types');
SELECT ok(bool_and(n + dropped_null + dropped_nonfinite + dropped_nonpositive + n_singletons = (SELECT count(*) FROM odd)), 'every row is used or counted') FROM estimates((SELECT elasticity(q, p, u, t) FROM odd));

-- Nothing to estimate: counts stay, numbers are NULL, there is a warning.
CREATE FUNCTION nothing(e elasticity_summary) RETURNS text LANGUAGE sql
RETURN (SELECT CASE WHEN count(*) FILTER (WHERE slope IS NOT NULL OR std_error IS NOT NULL OR t IS NOT NULL OR p_value IS NOT NULL OR ci_low IS NOT NULL OR ci_high IS NOT NULL OR warnings = '{}') = 0 THEN NULL ELSE string_agg(x::text, E'\n') END FROM estimates(e) AS x);
SELECT is(nothing(e), NULL, 'no slope, and a warning: ' || what) FROM (VALUES
	('all dropped, no units', (SELECT elasticity(-1, n) FROM generate_series(1, 9) AS n)),
	('all dropped, units', (SELECT elasticity(0, n, 'u') FROM generate_series(1, 9) AS n)),
	('all dropped, panel', (SELECT elasticity(0, n, 'u', n::bigint) FROM generate_series(1, 9) AS n)),
	('all dropped, usage', (SELECT usage_elasticity(date '2025-01-01', 'u', n, 0, 'day') FROM generate_series(1, 9) AS n)),
	('all NULL', (SELECT elasticity(NULL, NULL, NULL::text, NULL::date))),
	('one row', (SELECT elasticity(1, 2))),
	('one row, units', (SELECT elasticity(1, 2, 'u'))),
	('one row, panel', (SELECT elasticity(1, 2, 1::bigint, 1::bigint))),
	('one row, usage', (SELECT usage_elasticity(date '2025-01-01', 'u', 1, 1, 'day'))),
	('one price', (SELECT elasticity(n, 0.1) FROM generate_series(1, 99) AS n)),
	('one price, units', (SELECT elasticity(n, 0.1, 'u' || n % 3) FROM generate_series(1, 99) AS n)),
	('one price, panel', (SELECT elasticity(n, 0.1, 'u' || n % 3, n % 7::bigint) FROM generate_series(1, 99) AS n))) AS v (what, e);

-- Two rows: a slope, but no error; the line goes through both.
SELECT is((slope::numeric(12, 9), std_error, t, p_value, df, r2::numeric(12, 9), n)::text, '(-0.500000000,,,,,1.000000000,2)', 'two rows') FROM estimate((SELECT elasticity(q, p) FROM (VALUES (10, 1), (5, 4)) AS v (q, p)));
SELECT is(warnings, '{too_few_rows}', 'and a warning') FROM estimate((SELECT elasticity(q, p) FROM (VALUES (10, 1), (5, 4)) AS v (q, p)));
-- One unit: clusters need two.
SELECT ok(bool_and(slope IS NOT NULL AND (std_error IS NULL) = (errors LIKE 'cr%') AND (errors NOT LIKE 'cr%' OR clusters = 1)), 'one unit has no clustered error') FROM estimates((SELECT elasticity(exp(sin(n)), exp(cos(n * n)), 'u') FROM generate_series(1, 30) AS n));
SELECT ok(bool_and('few_clusters' = ANY (warnings)), 'and few clusters are a warning') FROM estimates((SELECT elasticity(exp(sin(n)), exp(cos(n * n)), n % 19::bigint) FROM generate_series(1, 90) AS n)) WHERE errors LIKE 'cr%';
SELECT ok(bool_and(NOT 'few_clusters' = ANY (warnings)), 'twenty are not') FROM estimates((SELECT elasticity(exp(sin(n)), exp(cos(n * n)), n % 20::bigint) FROM generate_series(1, 90) AS n));
-- A perfect fit has an error of zero, and no t.
SELECT ok(bool_and(near(slope, -2, 1e-12) AND abs(r2 - 1) < 1e-12 AND (std_error = 0) IS NOT DISTINCT FROM (t IS NULL)), 'a perfect fit') FROM estimates((SELECT elasticity(2 ^ (-2 * (n % 5)), 2 ^ (n % 5), 'u' || n % 4) FROM generate_series(0, 19) AS n));

-- Price varies only between units, or only by period.
SELECT is((effects, slope IS NULL, warnings)::text, '(unit,t,{no_within_variation})', 'price varies only between units') FROM estimate((SELECT elasticity(exp(sin(n)), 1 + n % 30, 'u' || n % 30) FROM generate_series(1, 300) AS n));
SELECT is(slope IS NULL, false, 'they can be compared all the same') FROM estimate((SELECT elasticity(exp(sin(n)), 1 + n % 30, 'u' || n % 30) FROM generate_series(1, 300) AS n), effects => 'none');
SELECT is((effects, slope IS NULL, 'no_within_variation' = ANY (warnings))::text, '(two-way,t,t)', 'price varies only by period') FROM estimate((SELECT elasticity(exp(sin(n)), 1 + (n / 30), 'u' || n % 30, (n / 30)::bigint) FROM generate_series(0, 299) AS n));
SELECT ok('little_within_variation' = ANY (warnings), 'price hardly varies within units') FROM estimate((SELECT elasticity(exp(sin(n)), (1 + n % 30) * (1 + 0.001 * (n / 30)), 'u' || n % 30) FROM generate_series(0, 299) AS n));
SELECT ok('disconnected_panel' = ANY (warnings), 'a panel in two parts') FROM estimate((SELECT elasticity(exp(sin(n)), exp(cos(n * n)), n % 40::bigint, (n % 40 / 20 * 100 + n / 40)::bigint) FROM generate_series(0, 399) AS n));

SELECT is((rows_read, dropped_nonfinite, periods)::text, '(5,3,2)', 'a date that is no day is no period') FROM summary_info((SELECT elasticity(q, 2, u, t)
	FROM (VALUES (1::float8, 'a', '-infinity'::date), (2, 'b', 'infinity'), (0, 'b', 'infinity'), (1, 'a', '4713-01-01 BC'), (3, 'b', '5874897-12-31')) AS v (q, u, t)));
SELECT is((dropped_nonfinite, periods)::text, '(1,1)', 'nor with units that are numbers') FROM summary_info((SELECT elasticity(1, 2, 7, t) FROM unnest('{infinity,2025-01-06}'::date[]) AS t));

-- Extreme units of measurement change nothing but the intercept.
CREATE TABLE obs AS SELECT exp(3 + sin(n) + cos(n * 0.7)) AS q, exp(cos(n * n)) AS p, 'u' || n % 23 AS u, (n / 23)::bigint AS t FROM generate_series(0, 400) AS n;
SELECT ok(bool_and(near(a.slope, b.slope, 1e-10) AND near(a.std_error, b.std_error, 1e-10) AND near(a.r2, b.r2, 1e-10) AND a.r2 BETWEEN 0 AND 1 AND coalesce(a.within_r2, 0) BETWEEN 0 AND 1), format('quantity × %s, price × %s', qs, ps))
FROM (VALUES (1e15, 1e-9), (1e-300, 1e300), (1e300, 1e-300), (1e-12, 1e12)) AS v (qs, ps),
	LATERAL (SELECT elasticity(q * qs, p * ps, u, t) AS e FROM obs) AS s, (SELECT elasticity(q, p, u, t) AS e FROM obs) AS o, estimates(s.e) AS a JOIN LATERAL estimates(o.e) AS b USING (effects, errors) GROUP BY qs, ps;
-- Many equal rows in one cell, far from zero: what a naive sum of squares loses.
SELECT ok(near(slope, -0.5, 1e-9) AND near(std_error, sqrt(2.5e-10 / 998 / 2.5e-4), 1e-6), 'moments far from zero')
FROM estimate((SELECT elasticity(exp(34 - 0.5e-3 * (n % 2) + 1e-6 * (n / 2 % 2)), exp(-20 + 1e-3 * (n % 2))) FROM generate_series(0, 999) AS n), errors => 'iid');

-- Arguments.
SELECT is(message_of(format('SELECT estimate((SELECT %s FROM obs), %s)', call, argument)), message, message)
FROM (VALUES
	('elasticity(q, p)', 'effects => ''unit''', 'effects "unit" need units | Give elasticity() a unit.'),
	('elasticity(q, p)', 'effects => ''two-way''', 'effects "two-way" need units and periods | Give elasticity() a unit and a period.'),
	('elasticity(q, p, u)', 'effects => ''two-way''', 'effects "two-way" need units and periods | Give elasticity() a unit and a period.'),
	('elasticity(q, p)', 'errors => ''cr1''', 'errors "cr1" need units, which are the clusters | Give elasticity() a unit.'),
	('elasticity(q, p)', 'errors => ''robust''', 'unknown errors "robust" | Give one of iid, hc0, hc1, cr0, cr1, cr1_full.'),
	('elasticity(q, p)', 'effects => ''fixed''', 'unknown effects "fixed" | Give one of none, unit, two-way.'),
	('elasticity(q, p)', 'level => 95', 'level must lie between 0 and 1: 95 | For intervals of 95 % give 0.95.'),
	('elasticity(q, p)', 'level => ''NaN''', 'level must lie between 0 and 1: NaN | For intervals of 95 % give 0.95.')) AS v (call, argument, message);
SELECT is((SELECT estimate(elasticity(q, p, u), NULL, NULL, NULL, NULL)::text FROM obs), (SELECT estimate(elasticity(q, p, u))::text FROM obs), 'NULL is the default');
SELECT is((SELECT estimate(elasticity(q, p, u), 'UNIT', 'Cr1', 'Cell')::text FROM obs), (SELECT estimate(elasticity(q, p, u))::text FROM obs), 'in any case');
SELECT is((SELECT count(*)::int FROM estimate(NULL)), 0, 'a NULL summary has no estimate');
SELECT is((SELECT count(*)::int FROM estimates(NULL)), 0, 'nor estimates');
SELECT is((SELECT count(*)::int FROM jevons(NULL)), 0, 'nor jevons');
SELECT is((SELECT count(*)::int FROM summary_info(NULL::elasticity_summary)), 0, 'nor info');
SELECT is(predict(NULL, 1), NULL, 'nor a prediction');
SELECT is(NULL::elasticity_summary::float8, NULL, 'nor a slope');
SELECT is((NULL::elasticity_summary || NULL)::text, NULL, 'two NULLs are NULL');
SELECT is(elasticity(q, p) || NULL IS NULL, false, 'one is not') FROM obs;
SELECT is(sqlstate_of('SELECT predict(elasticity(q, p), 1e-308) FROM (VALUES (1, 1), (1e-20, 1.5), (1e-40, 2.2)) AS v (q, p)'), '22003', 'a prediction beyond float8 is an error');
SELECT is(message_of('SELECT elasticity_transition(NULL, 1, 1)'), 'transition function of elasticity called outside an aggregate | Use elasticity(), rollup() or the operator ||.', 'transition functions are for aggregates');
SELECT is(sqlstate_of(format('SELECT %s', call)), '0A000', call) FROM unnest('{"elasticity_transition(NULL, 1, 1, ''u'')","usage_elasticity_transition(NULL, now(), ''u'', 1, 1, ''day'')","elasticity_summary_combine(NULL, NULL)"}'::text[]) AS call;

-- Types of keys: what each argument resolves to.
SELECT is((unit_type, period)::text, want, want) FROM (VALUES
	((SELECT elasticity(1, 1, 'u'::varchar, 1)), '(text,bigint)'), ((SELECT elasticity(1, 1, 7, current_date)), '(bigint,date)'),
	((SELECT elasticity(1::bigint, 1::numeric, 7::smallint, 'p')), '(bigint,text)'), ((SELECT elasticity(1, 1, 'u')), '(text,)')) AS v (e, want), summary_info(e);

SELECT * FROM finish();
ROLLBACK;

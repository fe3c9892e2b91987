-- While rows are read a small group is kept as its rows, then as cells and more
-- rows, then as a table: what comes out must not show where one became another.
\ir lib/setup.sql
\ir lib/elasticity.sql
SELECT plan(9);

CREATE TABLE sizes AS SELECT unnest('{1,9,30,55,60,80,100,130,200,350,700,990,1000,1001,1010,1500,4000}'::int[]) AS size;
CREATE TABLE rows_of AS SELECT size, n, CASE WHEN n % 97 = 0 THEN NULL ELSE 'unit ' || h % 5 END AS unit, h % 5 AS unit_no, h / 5 % 3 AS period,
	CASE WHEN n % 89 = 0 THEN 'NaN' WHEN n % 83 = 0 THEN 0 ELSE exp(sin(n) + h % 5) END AS q, exp(cos(n * n * 0.7)) AS p
FROM sizes, generate_series(1, size) AS n, LATERAL (SELECT (hashint8(n + size) & 65535)::bigint AS h) AS x;
-- Each row alone, merged: that goes through tables only.
CREATE FUNCTION differing(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	problem text;
BEGIN
	EXECUTE format('SELECT string_agg(size || '': '' || difference(a.e, b.e), E''\n'') FROM (SELECT size, %1$s AS e FROM rows_of GROUP BY size) AS a JOIN (SELECT size, rollup(e ORDER BY n DESC) AS e FROM (SELECT size, n, %1$s AS e FROM rows_of GROUP BY size, n) AS x GROUP BY size) AS b USING (size)', call) INTO problem;
	RETURN problem;
END $$;
SELECT is(differing(call), NULL, call || ': groups of all sizes are what their rows make one by one')
FROM unnest('{"elasticity(q, p, unit)","elasticity(q, p, unit_no)","elasticity(q, p, unit, period)","elasticity(q, p, unit_no, (period || repeat(''x'', 40)))",
	"usage_elasticity(date ''2025-01-01'' + period::int, unit, q * sign(n % 7 - 1), p * sign(n % 5 - 1), ''day'')","usage_elasticity(timestamptz ''2025-01-01'' + n * interval ''1 hour'', unit, q, p, ''quarter'', ''America/North_Dakota/New_Salem'')"}'::text[]) AS call;
-- A unit with a name longer than what room is left, at any place.
SELECT is(count(*) FILTER (WHERE difference(e, f) IS NOT NULL), 0::bigint, 'a long name among short ones') FROM
	(SELECT place, length, elasticity(q, p, CASE WHEN n = place THEN repeat('y', length) ELSE unit END ORDER BY n) AS e, elasticity(q, p, CASE WHEN n = place THEN repeat('y', length) ELSE unit END ORDER BY n = place DESC, n) AS f
	FROM rows_of, generate_series(50, 130, 8) AS place, unnest('{300,800,1500,3000,5000,70000}'::int[]) AS length WHERE size = 130 GROUP BY 1, 2) AS x;
-- Frames that move start again and again.
SELECT is(count(*) FILTER (WHERE difference(e, f) IS NOT NULL), 0::bigint, 'moving frames') FROM
	(SELECT n, elasticity(q, p, unit) OVER (ORDER BY n ROWS 90 PRECEDING) AS e FROM rows_of WHERE size = 200) AS w,
	LATERAL (SELECT elasticity(q, p, unit) AS f FROM rows_of AS r WHERE size = 200 AND r.n BETWEEN w.n - 90 AND w.n) AS x WHERE n % 10 = 0;

-- Memory of groups of many rows and few units.
CREATE TABLE groups AS SELECT n % 2000 AS who, 'unit ' || (hashint8(n) & 65535) % 5 AS unit, 1 + n * 37 % 5003 AS quantity, 1 + n % 997 AS price FROM generate_series(1, 400000) AS n;
ANALYZE groups;
SET LOCAL work_mem = '1GB';
SET LOCAL enable_sort = off;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT cmp_ok(plan_number(plan_of('SELECT who, elasticity(quantity, price, unit) FROM groups GROUP BY who', true), 'Peak Memory Usage') * 1024 / 2000, '<=', 5000::numeric, 'five units in 200 rows take no more than 5,000 bytes');

SELECT * FROM finish();
ROLLBACK;

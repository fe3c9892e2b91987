-- More than fits, keys no one would choose, memory, cancelling.  Whatever
-- happens, the session goes on.
\ir lib/setup.sql
\ir lib/elasticity.sql
SELECT plan(32);

-- The limit of the setting.
CREATE TABLE many AS SELECT n, 'unit ' || n % 50000 AS unit, n % 50000 AS unit_no, n % 7 AS period, 1 + n * 7919::bigint % 1009 AS quantity, 1 + n * 104729::bigint % 997 AS price FROM generate_series(1, 150000) AS n;
SET LOCAL modelshare.max_summary_memory = '1MB';
SELECT is(sqlstate_of(format('SELECT %s FROM many', call)), '54000', 'over the limit: ' || call)
FROM unnest('{"elasticity(quantity, price, unit)","elasticity(quantity, price, unit_no)","elasticity(quantity, price, unit, period)","elasticity(quantity, price, 1::bigint, n)","usage_elasticity(date ''2025-01-01'' + period, unit, quantity, price, ''day'')"}'::text[]) AS call;
SELECT is(message_of('SELECT elasticity(quantity, price, unit) FROM many'),
	'elasticity_summary takes more than the 1024 kB of modelshare.max_summary_memory | Group the units or periods more coarsely, read the rows in parts and merge them by rollup(), or raise modelshare.max_summary_memory.', 'and what to do about it');
SELECT is(sqlstate_of('SELECT elasticity(quantity, price) FROM many'), '00000', 'rows alone take no memory');
RESET modelshare.max_summary_memory;
CREATE TABLE summed AS SELECT elasticity(quantity, price, unit) AS units, elasticity(quantity, price, unit, period) AS panel, usage_elasticity(date '2025-01-01' + period, unit, quantity, price, 'day') AS usage FROM many;
CREATE TABLE texts AS SELECT units::text AS units, panel::text AS panel, usage::text AS usage FROM summed;
SET LOCAL modelshare.max_summary_memory = '1MB';
SELECT is(sqlstate_of('SELECT units || units FROM summed'), '54000', '|| keeps the limit');
SELECT is(sqlstate_of('SELECT rollup(panel) FROM (SELECT panel FROM summed UNION ALL SELECT panel FROM summed) AS x'), '54000', 'so does rollup');
SELECT is(sqlstate_of('SELECT units::elasticity_summary, panel::elasticity_summary, usage::elasticity_summary FROM texts'), '00000', 'but a dump is restored whatever the setting');
SELECT ok(slope IS NOT NULL, 'and estimated') FROM summed, estimate(panel);
RESET modelshare.max_summary_memory;

-- 50,000 units.
SELECT is((s.units, s.cells, n)::text, '(50000,50000,150000)', '50,000 units of three rows') FROM summed, summary_info(summed.units) AS s, estimate(summed.units);
SELECT ok(near(units::float8, (SELECT regr_slope(y, x) FROM (SELECT ln(quantity) - avg(ln(quantity)) OVER w AS y, ln(price) - avg(ln(price)) OVER w AS x FROM (SELECT unit, quantity::float8, price::float8 FROM many) AS m WINDOW w AS (PARTITION BY unit)) AS d), 1e-9), 'with the slope of plain SQL') FROM summed;
SELECT is((s.units, s.periods, s.cells)::text, '(50000,7,150000)', 'in seven periods') FROM summed, summary_info(panel) AS s;
SELECT is(summed.panel::text, (texts.panel::elasticity_summary)::text, 'their text is read again') FROM summed, texts;
SELECT is(difference((SELECT rollup(e) FROM (SELECT elasticity(quantity, price, unit, period) AS e FROM many GROUP BY n % 10) AS x), panel), NULL, 'ten parts of them merge to the same') FROM summed;

-- Keys.
CREATE TABLE absurd (key text);
INSERT INTO absurd VALUES (''), (' '), ('"'), (''''), ('\'), ('\\'), ('\N'), ('{}'), ('[1,2]'), (','), (E'\n'), (E'\t\r\v\f'), (E'\x01\x02\x1f\x7f'), ('NULL'), ('null'), ('模型'), ('🤖'), (E'e\u0301'), (U&'\00e9'),
	(repeat('x', 1000000)), (repeat('x', 1000000) || 'y'), (repeat('\"', 5000)), ('gpt-4o'), ('GPT-4o'), ('gpt-4o '), (E'a\nb'), ('a\nb');
CREATE TABLE odd AS SELECT elasticity(n, m, key, key) AS e FROM (SELECT key, row_number() OVER () AS n FROM absurd) AS x, generate_series(1, 3) AS m;
SELECT is((e::text::jsonb -> 'units', e::text::jsonb -> 'periods')::text, (j, j)::text, 'keys are kept byte for byte') FROM odd, (SELECT jsonb_agg(key ORDER BY key COLLATE "C") AS j FROM absurd) AS x;
SELECT is(e::text::elasticity_summary::text, e::text, 'and survive their text form') FROM odd;
SELECT is((SELECT (units, periods, cells)::text FROM summary_info(e || e)), '(27,27,27)', 'and a merge') FROM odd;
SELECT is((SELECT rollup(p)::text FROM (SELECT elasticity(n, 1 + n, n, n % 3) AS p FROM generate_series(-5, 5) AS n GROUP BY n) AS x), (SELECT elasticity(n, 1 + n, n, n % 3)::text FROM generate_series(-5, 5) AS n), 'single rows make the same bytes in any parts');
SELECT is((elasticity(n, n, (n - 3) * 3000000000000000000, (-n)::bigint)::text)::jsonb -> 'units', '[-6000000000000000000, -3000000000000000000, 0, 3000000000000000000, 6000000000000000000]', 'numbers are in order') FROM generate_series(1, 5) AS n;

-- Memory of groups.
CREATE TABLE small AS SELECT n % 100000 AS who, 'model-' || n % 7 AS model, 1 + n * 37 % 5000 AS quantity, 1 + n % 13 AS price FROM generate_series(1, 300000) AS n;
ANALYZE small;
SET LOCAL work_mem = '1GB';
SET LOCAL enable_sort = off;
SELECT cmp_ok(plan_number(plan, 'Peak Memory Usage') * 1024 / 100000, '<=', 800::numeric, format('%s: %s bytes for each of 100,000 groups of 3 rows', call, round(plan_number(plan, 'Peak Memory Usage') * 1024 / 100000)))
FROM (SELECT call, plan_of(format('SELECT who, %s FROM small GROUP BY who', call), true) AS plan FROM unnest('{"elasticity(quantity, price)","elasticity(quantity, price, model)"}'::text[]) AS call) AS x;
CREATE FUNCTION kept() RETURNS bigint LANGUAGE sql VOLATILE RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts)::bigint;
SELECT count(length(e::text)), count(e || e), count(e::float8) FROM (SELECT elasticity(quantity, price, model) AS e FROM small GROUP BY who % 1000) AS x \gset
SELECT kept() AS before \gset
SELECT count(length(e::text)), count(e || e), count(e::float8) FROM (SELECT elasticity(quantity, price, model) AS e FROM small GROUP BY who % 1000) AS x \gset
SELECT cmp_ok((kept() - :before)::bigint, '<', 65536::bigint, 'queries leave nothing behind');

-- Cancelling.
CREATE FUNCTION cancelled(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN 'finished';
EXCEPTION WHEN query_canceled THEN
	RETURN 'cancelled';
END $$;
SET LOCAL statement_timeout = '20ms';
SELECT is(cancelled('SELECT rollup(panel) FROM summed, generate_series(1, 100)'), 'cancelled', 'rollup can be cancelled');
SELECT is(cancelled('SELECT count(*) FROM summed, generate_series(1, 100), estimates(panel)'), 'cancelled', 'estimates');
SELECT is(cancelled('SELECT count(length(panel::text)) FROM summed, generate_series(1, 100)'), 'cancelled', 'output');
RESET statement_timeout;
-- Two-way effects of a chain, each unit in three periods that overlap: by Cholesky's method up to
-- 2,048, above by conjugate gradients, which take minutes here.  One that did not look for
-- interrupts would end as cancelled too, but only then.
CREATE TABLE chain AS SELECT n, (SELECT elasticity(exp(sin(u * u + t * u)), exp(cos(t * t + u)), u, u + t) FROM generate_series(1, n::bigint) AS u, generate_series(0, 2) AS t) AS e FROM unnest('{2000,60000}'::int[]) AS n;
CREATE FUNCTION cancelled_soon(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
BEGIN
	EXECUTE query;
	RETURN '00000';
EXCEPTION WHEN query_canceled OR OTHERS THEN
	RETURN CASE WHEN clock_timestamp() - start < '20 seconds' THEN SQLSTATE ELSE format('%s only after %s', SQLSTATE, clock_timestamp() - start) END;
END $$;
SET LOCAL statement_timeout = '50ms';
SELECT is(cancelled_soon('SELECT estimate(e) FROM chain WHERE n = 2000'), '57014', 'a two-way solution of 2,000 units and periods can be cancelled');
SET LOCAL statement_timeout = '500ms';
SELECT is(cancelled_soon('SELECT estimate(e) FROM chain WHERE n = 60000'), '57014', 'one of 60,000, soon');
SELECT is(cancelled_soon('SELECT jevons(e, ''none'') FROM chain WHERE n = 60000'), '57014', 'and one that only a warning needs');
RESET statement_timeout;
SELECT is(predict(e, 1, 'unit') > 0, true, 'the call after it is answered') FROM chain WHERE n = 60000;
SELECT is((SELECT count(*)::int FROM summed, estimates(units)), 12, 'the session goes on after all this');

SELECT * FROM finish();
ROLLBACK;

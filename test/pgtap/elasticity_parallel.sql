-- The same rows give the same summary whatever the plan: counts identical,
-- estimates equal to 1e-12.
\ir lib/setup.sql
\ir lib/elasticity.sql
SELECT plan(59);

SELECT setseed(0.375);
CREATE TABLE obs AS
SELECT 'unit ' || floor(random() * random() * 60)::int AS unit, floor(random() * 12)::bigint AS unit_no, date '2025-01-06' + 7 * floor(random() * 26)::int AS week,
	CASE WHEN random() < 0.01 THEN NULL WHEN random() < 0.01 THEN 0 WHEN random() < 0.01 THEN 'NaN' ELSE exp(10 * random()) END AS quantity,
	CASE WHEN random() < 0.01 THEN -1 ELSE round(random()::numeric, 3)::float8 + 1e-3 END AS price,
	timestamptz '2025-01-01' + random() * interval '180 days' AS ts, floor(random() * 300)::int AS who, n % 7 AS shard, n
FROM generate_series(1, 40000) AS n;
UPDATE obs SET unit = NULL WHERE who = 7;
ANALYZE obs;

CREATE PROCEDURE workers(n int, leader bool DEFAULT true) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('max_parallel_workers_per_gather', n::text, true),
		set_config('parallel_leader_participation', leader::text, true),
		set_config('parallel_setup_cost', '0', true), set_config('parallel_tuple_cost', '0', true),
		set_config('min_parallel_table_scan_size', '0', true), set_config('min_parallel_index_scan_size', '0', true);
	EXECUTE format('ALTER TABLE obs SET (parallel_workers = %s)', n);
END $$;

CREATE TABLE form (what text PRIMARY KEY, call text);
INSERT INTO form VALUES
	('none', 'elasticity(quantity, price)'),
	('text', 'elasticity(quantity, price, unit)'),
	('bigint', 'elasticity(quantity, price, unit_no)'),
	('text, date', 'elasticity(quantity, price, unit, week)'),
	('bigint, bigint', 'elasticity(quantity, price, unit_no, shard::bigint)'),
	('bigint, text', 'elasticity(quantity, price, unit_no, week::text)'),
	('usage', 'usage_elasticity(ts, unit, quantity, price, ''week'')'),
	('usage, whole', 'usage_elasticity(ts, unit, round(quantity), n, ''month'', ''Pacific/Auckland'')'),
	('usage, date', 'usage_elasticity(week, unit, quantity, price, ''quarter'')'),
	('filter', 'elasticity(quantity, price, unit, week) FILTER (WHERE shard > 2)'),
	('nothing', 'elasticity(quantity, price, unit) FILTER (WHERE shard > 20)'),
	('all dropped', 'elasticity(0, price, unit, week)');
CREATE TABLE result (what text, way text, e elasticity_summary);
-- A SELECT inside INSERT never plans in parallel: EXECUTE INTO may.
CREATE PROCEDURE take(way text) LANGUAGE plpgsql AS $$
DECLARE
	f form;
	answer elasticity_summary;
BEGIN
	FOR f IN SELECT * FROM form LOOP
		EXECUTE format('SELECT %s FROM obs', f.call) INTO answer;
		INSERT INTO result VALUES (f.what, way, answer);
	END LOOP;
END $$;
CREATE FUNCTION merged(call text, part text) RETURNS elasticity_summary LANGUAGE plpgsql AS $$
DECLARE
	answer elasticity_summary;
BEGIN
	EXECUTE format('SELECT rollup(e ORDER BY md5(p::text)) FROM (SELECT %s AS e, %s AS p FROM obs GROUP BY 2) AS x', call, part) INTO answer;
	RETURN answer;
END $$;

CALL workers(0); CALL take('0');
CALL workers(1); CALL take('1');
CALL workers(2); CALL take('2');
CALL workers(3); CALL take('3');
CALL workers(4); CALL take('4');
SELECT ok(plan_has(plan_of('SELECT elasticity(quantity, price, unit) FROM obs'), 'Partial Mode', 'Partial'), 'the plan has a partial aggregate');
SELECT cmp_ok(plan_number(plan_of('SELECT elasticity(quantity, price, unit) FROM obs', true), 'Workers Launched'), '>=', 1::numeric, 'and workers run it');
CALL workers(4, false); CALL take('4, leader off');
CALL workers(0);
INSERT INTO result SELECT what, 'merged by shard', merged(call, 'shard') FROM form;
INSERT INTO result SELECT what, 'merged by who', merged(call, 'who') FROM form;
INSERT INTO result SELECT what, 'merged by row', merged(call, 'n % 5000') FROM form;
CREATE TABLE kept AS TABLE obs;
TRUNCATE obs; INSERT INTO obs SELECT * FROM kept ORDER BY random(); CALL take('random order');
TRUNCATE obs; INSERT INTO obs SELECT * FROM kept ORDER BY price DESC, quantity; CALL take('by price');
TRUNCATE obs; INSERT INTO obs SELECT * FROM kept ORDER BY unit, week; CALL take('by unit');
TRUNCATE obs; INSERT INTO obs SELECT * FROM kept; ANALYZE obs;
INSERT INTO result SELECT what, 'a || b', (SELECT e FROM result AS r WHERE r.what = 'text, date' AND way = '0') || NULL FROM form WHERE what = 'text, date';
SELECT is((SELECT string_agg(r.way || ': ' || difference(r.e, f.e), E'\n') FROM result AS r, result AS f WHERE r.what = form.what AND f.what = form.what AND f.way = '0'), NULL, 'one summary whatever the order, the workers and the parts: ' || what) FROM form;
SELECT is((SELECT count(*)::int FROM result WHERE what = 'text, date'), 13, 'in twelve ways');
SELECT is((SELECT count(DISTINCT e::text)::int FROM result WHERE what = 'usage, whole'), 1, 'whole sums are the same bytes');
SELECT is((SELECT count(*)::int FROM result WHERE e IS NULL), 12, 'no rows give NULL, dropped rows a summary');
SELECT is((SELECT (rows_read, dropped_null, dropped_nonpositive, dropped_nonfinite)::text FROM result, summary_info(e) WHERE what = 'text, date' AND way = '4'),
	(SELECT (count(*), count(*) FILTER (WHERE num_nulls(quantity, price, unit, week) > 0),
		count(*) FILTER (WHERE num_nulls(quantity, price, unit, week) = 0 AND quantity <> 'NaN' AND (quantity <= 0 OR price <= 0)),
		count(*) FILTER (WHERE num_nulls(quantity, price, unit, week) = 0 AND quantity = 'NaN'))::text FROM obs), 'rows are counted by why they were dropped');

-- Groups: one query, many plans.
CREATE TABLE grouped (way text, what text, who int, e elasticity_summary);
CREATE PROCEDURE take_groups(way text, workers int, hash bool, mem text) LANGUAGE plpgsql AS $$
DECLARE
	f form;
BEGIN
	CALL workers(workers);
	PERFORM set_config('enable_hashagg', hash::text, true), set_config('enable_sort', (NOT hash)::text, true), set_config('work_mem', mem, true),
		set_config('hash_mem_multiplier', '1', true);
	FOR f IN SELECT * FROM form WHERE what IN ('none', 'text, date', 'usage') LOOP
		EXECUTE format('CREATE TEMP TABLE got AS SELECT obs.who, %s AS e FROM obs WHERE who < 60 GROUP BY obs.who', f.call);
		INSERT INTO grouped SELECT way, f.what, got.who, got.e FROM got;
		DROP TABLE got;
	END LOOP;
END $$;
CALL take_groups('hash', 0, true, '256MB');
CALL take_groups('sort', 0, false, '256MB');
CALL take_groups('spill', 0, true, '64kB');
SELECT cmp_ok(plan_number(plan_of('SELECT who, elasticity(quantity, price, unit, week) FROM obs GROUP BY who', true), 'HashAgg Batches'), '>', 1::numeric, 'hashing spills with little memory');
CALL take_groups('parallel hash', 4, true, '256MB');
CALL take_groups('parallel spill', 4, true, '64kB');
CALL take_groups('parallel sort', 4, false, '64kB');
SELECT is((SELECT string_agg(g.who || ': ' || difference(g.e, h.e), E'\n') FROM grouped AS g JOIN grouped AS h USING (who, what) WHERE g.way = w AND h.way = 'hash' AND what = f), NULL, format('groups agree: %s, %s', w, f))
FROM unnest('{sort,spill,parallel hash,parallel spill,parallel sort}'::text[]) AS w, unnest('{none,"text, date",usage}'::text[]) AS f;
CALL workers(0);
RESET work_mem; RESET enable_hashagg; RESET enable_sort; RESET hash_mem_multiplier;

-- Grouping sets, DISTINCT, two aggregates that may share a state, an accessor over the aggregate.
CREATE TABLE wanted AS
	SELECT who, NULL::int AS shard, elasticity(quantity, price, unit, week) AS e FROM obs WHERE who < 15 GROUP BY who
	UNION ALL SELECT who, shard, elasticity(quantity, price, unit, week) FROM obs WHERE who < 15 GROUP BY who, shard
	UNION ALL SELECT NULL, NULL, elasticity(quantity, price, unit, week) FROM obs WHERE who < 15
	UNION ALL SELECT NULL, shard, elasticity(quantity, price, unit, week) FROM obs WHERE who < 15 GROUP BY shard;
CREATE FUNCTION cube_differs() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', w.who, w.shard, difference(w.e, c.e)), E'\n') FROM wanted AS w FULL JOIN
	(SELECT who, shard, elasticity(quantity, price, unit, week) AS e FROM obs WHERE who < 15 GROUP BY CUBE (who, shard)) AS c
	ON coalesce(c.who, -1) = coalesce(w.who, -1) AND coalesce(c.shard, -1) = coalesce(w.shard, -1) WHERE difference(w.e, c.e) IS NOT NULL);
SELECT is(cube_differs(), NULL, 'CUBE');
SET LOCAL enable_hashagg = off;
SELECT is(cube_differs(), NULL, 'CUBE, sorted');
RESET enable_hashagg;
SET LOCAL work_mem = '64kB';
SELECT is(cube_differs(), NULL, 'CUBE, spilled');
RESET work_mem;
SELECT is(difference((SELECT elasticity(DISTINCT quantity, price, unit, week) FROM (TABLE obs UNION ALL TABLE obs) AS o), (SELECT elasticity(quantity, price, unit, week) FROM (SELECT DISTINCT quantity, price, unit, week FROM obs) AS o)), NULL, 'DISTINCT');
SELECT is(difference(a, b), NULL, 'two aggregates over the same rows') FROM (SELECT elasticity(quantity, price, unit, week) AS a, elasticity(quantity, price, unit, week) FILTER (WHERE true) AS b FROM obs) AS x;
SELECT ok(near((estimate(elasticity(quantity, price, unit, week))).slope, (SELECT e::float8 FROM result WHERE what = 'text, date' AND way = '0')), 'an accessor directly over the aggregate') FROM obs;
SELECT ok(near(elasticity(quantity, price, unit)::float8, (SELECT e::float8 FROM result WHERE what = 'text' AND way = '0')), 'the cast directly over the aggregate') FROM obs;

-- Window frames, each against its own recomputation.
CREATE TABLE stream AS SELECT row_number() OVER (ORDER BY ts, n)::int AS n, unit, week, ts, quantity, price FROM (SELECT * FROM obs WHERE unit ~ '[0-3]$' ORDER BY md5(n::text) LIMIT 250) AS o;
CREATE FUNCTION frames_differ(call text, frame text, range text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT string_agg(w.n || '': '' || difference(w.e, (SELECT %1$s FROM stream AS i WHERE %3$s)), E''\n'') FROM (SELECT n, %1$s OVER (ORDER BY n %2$s) AS e FROM stream) AS w', call, frame, range) INTO answer;
	RETURN answer;
END $$;
SELECT is(frames_differ(call, frame, range), NULL, format('window: %s %s', split_part(call, '(', 1), frame))
FROM (VALUES ('elasticity(quantity, price)'), ('elasticity(quantity, price, unit, week)'), ('usage_elasticity(ts, unit, quantity, price, ''month'')')) AS c (call),
(VALUES
	('', 'i.n <= w.n'),
	('ROWS 12 PRECEDING', 'i.n BETWEEN w.n - 12 AND w.n'),
	('ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE CURRENT ROW', 'i.n BETWEEN w.n - 5 AND w.n + 5 AND i.n <> w.n'),
	('ROWS BETWEEN 9 PRECEDING AND 3 PRECEDING', 'i.n BETWEEN w.n - 9 AND w.n - 3'),
	('ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'i.n >= w.n')) AS v (frame, range);
SELECT is((SELECT string_agg(difference(w.e, (SELECT elasticity(quantity, price) FROM stream AS i WHERE i.unit = w.unit AND i.n <= w.n AND (SELECT count(*) FROM stream AS j WHERE j.unit = w.unit AND j.n > i.n AND j.n <= w.n) <= 12)), E'\n')
	FROM (SELECT unit, n, elasticity(quantity, price) OVER (PARTITION BY unit ORDER BY n ROWS 12 PRECEDING) AS e FROM stream) AS w), NULL, 'window: the last thirteen rows of each unit');

-- Stored summaries merged by workers.
CREATE TABLE daily AS SELECT ts::date AS day, usage_elasticity(ts, unit, round(quantity), n, 'month', 'Pacific/Auckland') AS e FROM obs GROUP BY 1;
ALTER TABLE daily SET (parallel_workers = 4);
ANALYZE daily;
CALL workers(4);
SELECT ok(plan_has(plan_of('SELECT rollup(e) FROM daily'), 'Partial Mode', 'Partial'), 'rollup runs in parallel');
SELECT is(rollup(e)::text, (SELECT e::text FROM result WHERE what = 'usage, whole' AND way = '0'), 'and daily summaries of a month make the month''s observation') FROM daily;

SELECT * FROM finish();
ROLLBACK;

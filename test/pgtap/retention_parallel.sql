-- The same rows give the same summary, byte for byte, whatever the plan: the
-- number of workers, who takes part, hashing or sorting, spilling, grouping
-- sets, partitionwise, window frames, the order of rows.
\ir lib/setup.sql
SELECT plan(64);

-- Models from one that everybody uses to those that a few people tried.
SELECT setseed(0.75);
CREATE TABLE usage AS
SELECT timestamptz '2025-01-01' + random() * interval '120 days' AS ts,
	CASE WHEN random() < 0.99 THEN floor(random() * random() * 5000)::bigint END AS who,
	CASE WHEN random() < 0.95 THEN random() < 0.2 END AS starts,
	floor(power(random(), 4) * 300)::int AS model, n % 7 AS shard
FROM generate_series(1, 40000) AS n;
UPDATE usage SET ts = NULL WHERE model = 7;
ANALYZE usage;

-- Settings under which the planner goes parallel whenever it may.
CREATE PROCEDURE workers(n int, leader bool DEFAULT true) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('max_parallel_workers_per_gather', n::text, true),
		set_config('parallel_leader_participation', leader::text, true),
		set_config('parallel_setup_cost', '0', true), set_config('parallel_tuple_cost', '0', true),
		set_config('min_parallel_table_scan_size', '0', true), set_config('min_parallel_index_scan_size', '0', true);
	EXECUTE format('ALTER TABLE usage SET (parallel_workers = %s)', n);
END $$;

-- The forms of the aggregate.
CREATE TABLE form (what text PRIMARY KEY, call text);
INSERT INTO form VALUES
	('bigint, weeks', 'cohort_retention(ts, who, ''week'')'),
	('bigint, days', 'cohort_retention(ts, who, ''day'')'),
	('uuid', 'cohort_retention(ts, md5(who::text)::uuid, ''day'')'),
	('text', 'cohort_retention(ts, who::text, ''month'')'),
	('starts', 'cohort_retention(ts, who, ''day'', starts)'),
	('zone', 'cohort_retention(ts, who, ''week'', ''Pacific/Auckland'')'),
	('zone, starts', 'cohort_retention(ts, who::text, ''day'', ''Pacific/Auckland'', starts)'),
	('face value', 'cohort_retention(ts AT TIME ZONE ''UTC'', who, ''week'')'),
	('dates', 'cohort_retention((ts AT TIME ZONE ''UTC'')::date, who, ''quarter'', starts)'),
	('filter', 'cohort_retention(ts, who, ''day'') FILTER (WHERE model > 200)'),
	('small', 'cohort_retention(ts, who, ''day'') FILTER (WHERE who < 3)'),
	('nothing', 'cohort_retention(ts, who, ''day'') FILTER (WHERE shard > 20)'),
	('only NULL', 'cohort_retention(NULL::timestamptz, NULL::bigint, ''week'')');
CREATE TABLE result (what text, way text, s text);
-- INSERT ... SELECT never plans in parallel: read through a function, which may.
CREATE FUNCTION scalar(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE query INTO answer;
	RETURN answer;
END $$;
CREATE PROCEDURE take(way text) LANGUAGE plpgsql AS $$
DECLARE
	f form;
BEGIN
	FOR f IN SELECT * FROM form LOOP
		INSERT INTO result VALUES (f.what, way, scalar(format('SELECT (%s)::text FROM usage', f.call)));
	END LOOP;
END $$;

CALL workers(0); CALL take('0');
CALL workers(1); CALL take('1');
CALL workers(4); CALL take('4');
SELECT ok(plan_has(plan_of('SELECT cohort_retention(ts, who, ''week'') FROM usage'), 'Partial Mode', 'Partial'), 'the plan has a partial aggregate');
SELECT cmp_ok(plan_number(plan_of('SELECT cohort_retention(ts, who, ''week'') FROM usage', true), 'Workers Launched'), '>=', 1::numeric, 'and workers run it');
CALL workers(4, false); CALL take('4, leader off');
SELECT cmp_ok(plan_number(plan_of('SELECT cohort_retention(ts, who, ''week'') FROM usage', true), 'Workers Launched'), '>=', 1::numeric, 'with the leader off too');
CALL workers(1, false); CALL take('1, leader off');
CALL workers(0);
SELECT is((SELECT count(DISTINCT coalesce(s, 'NULL'))::int FROM result WHERE what = form.what), 1, '0, 1, 4 workers and the leader off agree: ' || what) FROM form;
SELECT is((SELECT array_agg(DISTINCT what) FROM result WHERE s IS NULL), '{nothing}', 'no rows give NULL under every plan, rows that are left out do not');
SELECT cmp_ok((SELECT count(DISTINCT s)::int FROM result), '=', 12, 'the forms differ');

-- Order of rows, DISTINCT.
CREATE FUNCTION want(form text) RETURNS text LANGUAGE sql STABLE RETURN (SELECT s FROM result WHERE what = form AND way = '0');
SELECT is((SELECT cohort_retention(ts, who, 'day', starts ORDER BY model, ts DESC)::text FROM usage), want('starts'), 'ORDER BY in the aggregate changes nothing');
SELECT is((SELECT cohort_retention(ts, who, 'day', starts ORDER BY who, ts)::text FROM usage), want('starts'), 'nor does reading user by user');
SELECT is((SELECT cohort_retention(ts, who, 'day', starts)::text FROM (SELECT * FROM usage ORDER BY random()) AS u), want('starts'), 'nor a random order of rows');
SELECT is((SELECT cohort_retention(DISTINCT ts, who, 'day')::text FROM (SELECT * FROM usage UNION ALL SELECT * FROM usage) AS u),
		  (SELECT cohort_retention(ts, who, 'day')::text FROM (SELECT DISTINCT ts, who FROM usage) AS u), 'DISTINCT');

-- Groups: one query, many plans.
CREATE TABLE grouped (way text, model int, s text);
CREATE PROCEDURE take_groups(way text, workers int, hash bool, mem text) LANGUAGE plpgsql AS $$
BEGIN
	CALL workers(workers);
	PERFORM set_config('enable_hashagg', hash::text, true), set_config('enable_sort', (NOT hash)::text, true), set_config('work_mem', mem, true),
		set_config('hash_mem_multiplier', '1', true);
	CREATE TEMP TABLE got AS SELECT usage.model, cohort_retention(ts, who, 'day', starts)::text AS s FROM usage GROUP BY usage.model;
	INSERT INTO grouped SELECT way, got.model, got.s FROM got;
	DROP TABLE got;
END $$;
CALL take_groups('hash', 0, true, '256MB');
SELECT ok(plan_has(plan_of('SELECT model, cohort_retention(ts, who, ''day'', starts) FROM usage GROUP BY model'), 'Strategy', 'Hashed'), 'grouping hashes when told');
CALL take_groups('sort', 0, false, '256MB');
SELECT ok(plan_has(plan_of('SELECT model, cohort_retention(ts, who, ''day'', starts) FROM usage GROUP BY model'), 'Strategy', 'Sorted'), 'and sorts when told');
CALL take_groups('spill', 0, true, '64kB');
SELECT cmp_ok(plan_number(plan_of('SELECT model, cohort_retention(ts, who, ''day'', starts) FROM usage GROUP BY model', true), 'HashAgg Batches'), '>', 1::numeric, 'and spills with little memory');
CALL take_groups('parallel hash', 4, true, '256MB');
CALL take_groups('parallel spill', 4, true, '64kB');
CALL take_groups('parallel sort', 4, false, '64kB');
SELECT is_empty(format($$(SELECT model, s FROM grouped WHERE way = %1$L EXCEPT ALL SELECT model, s FROM grouped WHERE way = 'hash')
	UNION ALL (SELECT model, s FROM grouped WHERE way = 'hash' EXCEPT ALL SELECT model, s FROM grouped WHERE way = %1$L)$$, way), 'groups agree: ' || way)
FROM unnest('{sort,spill,parallel hash,parallel spill,parallel sort}'::text[]) AS way;
SELECT is((SELECT count(DISTINCT model)::int FROM grouped WHERE way = 'hash' AND s IS NOT NULL), (SELECT count(DISTINCT model)::int FROM usage), 'a group without one usable row still has a summary');
SELECT is((SELECT rollup(s::retention_summary)::text FROM grouped WHERE way = 'hash'), want('starts'), 'all groups together are one scan');
SELECT ok((SELECT min(length(s)) FROM grouped) < 700 AND (SELECT max(length(s)) FROM grouped) > 50000, 'some groups are small, some are large');
CALL workers(0);
RESET work_mem; RESET enable_hashagg; RESET enable_sort; RESET hash_mem_multiplier;

-- Grouping sets.
CREATE TABLE wanted AS
	SELECT model, NULL::int AS shard, cohort_retention(ts, who, 'week', starts)::text AS s FROM usage WHERE model < 20 GROUP BY model
	UNION ALL SELECT model, shard, cohort_retention(ts, who, 'week', starts)::text FROM usage WHERE model < 20 GROUP BY model, shard
	UNION ALL SELECT NULL, NULL, cohort_retention(ts, who, 'week', starts)::text FROM usage WHERE model < 20
	UNION ALL SELECT NULL, shard, cohort_retention(ts, who, 'week', starts)::text FROM usage WHERE model < 20 GROUP BY shard;
CREATE FUNCTION all_grouping_sets(way text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT same_rows('SELECT model, shard, cohort_retention(ts, who, ''week'', starts)::text FROM usage WHERE model < 20 GROUP BY CUBE (model, shard)',
		'SELECT * FROM wanted', 'CUBE, ' || way);
	RETURN QUERY SELECT same_rows('SELECT model, shard, cohort_retention(ts, who, ''week'', starts)::text FROM usage WHERE model < 20 GROUP BY GROUPING SETS ((model), (model, shard), (), (shard))',
		'SELECT * FROM wanted', 'GROUPING SETS, ' || way);
	RETURN QUERY SELECT same_rows('SELECT model, shard, cohort_retention(ts, who, ''week'', starts)::text FROM usage WHERE model < 20 GROUP BY ROLLUP (model, shard)',
		'SELECT * FROM wanted WHERE model IS NOT NULL OR shard IS NULL', 'ROLLUP, ' || way);
END $$;
SELECT all_grouping_sets('hashed');
SET LOCAL enable_hashagg = off;
SELECT all_grouping_sets('sorted');
RESET enable_hashagg;
SET LOCAL work_mem = '64kB';
SELECT all_grouping_sets('spilled');
RESET work_mem;

-- Two aggregates that may share a state, and FILTER beside no FILTER.
SELECT is((SELECT array_agg(DISTINCT x) FROM (SELECT unnest(array[cohort_retention(ts, who, 'day', starts)::text, (cohort_retention(ts, who, 'day', starts) FILTER (WHERE true))::text]) AS x FROM usage) AS u),
		  array[want('starts')], 'two aggregates over the same rows');
SELECT is((SELECT (cohort_retention(ts, who, 'day', starts) || cohort_retention(ts, who, 'day', starts))::text FROM usage), (SELECT (want('starts')::retention_summary || want('starts')::retention_summary)::text), 'merged in the same expression');

-- Window frames over a stream of rows; the oracle takes each frame by itself.
CREATE TABLE stream AS SELECT row_number() OVER (ORDER BY random())::int AS n, ts, who, starts FROM (SELECT * FROM usage ORDER BY random() LIMIT 500) AS u;
SELECT is_empty(format($$
	SELECT n FROM (SELECT n, cohort_retention(ts, who, 'day', starts) OVER (ORDER BY n %s)::text AS s FROM stream) AS w
	WHERE s IS DISTINCT FROM (SELECT cohort_retention(i.ts, i.who, 'day', i.starts)::text FROM stream AS i WHERE %s)$$, frame, range), 'window: ' || frame)
FROM (VALUES
	('', 'i.n <= w.n'),
	('ROWS BETWEEN 12 PRECEDING AND CURRENT ROW', 'i.n BETWEEN w.n - 12 AND w.n'),
	('ROWS BETWEEN 250 PRECEDING AND CURRENT ROW', 'i.n BETWEEN w.n - 250 AND w.n'),
	('ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE CURRENT ROW', 'i.n BETWEEN w.n - 5 AND w.n + 5 AND i.n <> w.n'),
	('ROWS BETWEEN 9 PRECEDING AND 3 PRECEDING', 'i.n BETWEEN w.n - 9 AND w.n - 3'),
	('ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'i.n >= w.n'),
	('ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING', 'true'),
	('GROUPS BETWEEN 3 PRECEDING AND 1 FOLLOWING', 'i.n BETWEEN w.n - 3 AND w.n + 1'),
	('RANGE BETWEEN 7 PRECEDING AND CURRENT ROW EXCLUDE TIES', 'i.n BETWEEN w.n - 7 AND w.n')) AS v (frame, range);
SELECT is_empty($$
	SELECT n FROM (SELECT n, n % 3 AS p, cohort_retention(ts, who, 'day') FILTER (WHERE n % 2 = 0) OVER (PARTITION BY n % 3 ORDER BY n ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)::text AS s FROM stream) AS w
	WHERE s IS DISTINCT FROM (SELECT cohort_retention(i.ts, i.who, 'day')::text FROM stream AS i WHERE i.n % 3 = w.p AND i.n % 2 = 0 AND i.n BETWEEN w.n - 18 AND w.n)$$,
	'window: partitions and FILTER');
-- every frame's summary is kept while the state goes on
CREATE TABLE framed AS SELECT n, cohort_retention(ts, who, 'day', starts) OVER (ORDER BY n) AS s FROM stream;
SELECT is_empty('SELECT n FROM framed AS w WHERE n % 7 = 0 AND s::text IS DISTINCT FROM (SELECT cohort_retention(i.ts, i.who, ''day'', i.starts)::text FROM stream AS i WHERE i.n <= w.n)', 'window: summaries stored from a growing frame');

-- Partitions, each aggregated for itself.
CREATE TABLE parts (LIKE usage) PARTITION BY LIST (shard);
SELECT format('CREATE TABLE parts_%1$s PARTITION OF parts FOR VALUES IN (%1$s)', n) FROM generate_series(0, 9) AS n \gexec
INSERT INTO parts TABLE usage;
ANALYZE parts;
CREATE TABLE flat AS SELECT shard, cohort_retention(ts, who, 'day', starts)::text AS s FROM parts GROUP BY shard;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT same_rows('SELECT shard, cohort_retention(ts, who, ''day'', starts)::text FROM parts GROUP BY shard', 'TABLE flat', 'partitionwise, by the partition key');
SELECT is(scalar('SELECT cohort_retention(ts, who, ''day'', starts)::text FROM parts'), want('starts'), 'partitionwise, over empty partitions too');
CALL workers(4);
SELECT is(scalar('SELECT cohort_retention(ts, who, ''day'', starts)::text FROM parts'), want('starts'), 'partitionwise and parallel');
RESET enable_partitionwise_aggregate;

-- Stored summaries merged by workers.
CREATE TABLE daily AS SELECT ts::date AS day, shard, cohort_retention(ts, who, 'day', starts) AS s FROM usage GROUP BY 1, 2;
ALTER TABLE daily SET (parallel_workers = 4);
ANALYZE daily;
SELECT ok(plan_has(plan_of('SELECT rollup(s) FROM daily'), 'Partial Mode', 'Partial'), 'rollup runs in parallel');
SELECT is(scalar('SELECT rollup(s)::text FROM daily'), want('starts'), 'and merges to what one scan gives');
SELECT same_rows('SELECT shard, rollup(s)::text FROM daily GROUP BY shard', 'TABLE flat', 'by groups too');
SET LOCAL work_mem = '64kB';
SELECT same_rows('SELECT shard, day, rollup(s)::text FROM daily GROUP BY shard, day', 'SELECT shard, day, s::text FROM daily', 'and with little memory');

-- The clocks of workers are those of the session.
SET LOCAL modelshare.timezone = 'Asia/Kathmandu';
SET LOCAL modelshare.week_start = 'thursday';
CREATE TABLE session (way text, s text);
CALL workers(0);
INSERT INTO session VALUES ('0', scalar('SELECT cohort_retention(ts, who, ''week'')::text FROM usage'));
CALL workers(4, false);
INSERT INTO session VALUES ('4', scalar('SELECT cohort_retention(ts, who, ''week'')::text FROM usage'));
SELECT is((SELECT s FROM session WHERE way = '4'), (SELECT s FROM session WHERE way = '0'), 'workers read the settings of the session');
SELECT alike((SELECT s FROM session WHERE way = '4'), '%"timezone": "Asia/Kathmandu", "week_start": "thursday"%', 'which are these');

SELECT * FROM finish();
ROLLBACK;

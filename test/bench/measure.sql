-- Runs every query of the table "query" :runs times after a warm-up, in turns,
-- and keeps each time.  Queries without workers run in one process.
-- The slow ones, which are there to compare with, run in the last most_runs turns alone;
-- those of which a small difference is wanted, in turns of their own, several times as many.
CREATE TABLE query (n int GENERATED ALWAYS AS IDENTITY, what text PRIMARY KEY, text text, workers int DEFAULT 0, most_runs int DEFAULT 1000000, times int DEFAULT 1);
CREATE TABLE run (turn int, what text, ms float8, cpu_ms float8);

-- Pages that no query has touched for a minute the kernel may have taken back: the first query of a turn over a table
-- pays for that, so it is one of which nothing is reported.
INSERT INTO query (what, text) VALUES
	('warm-up', 'SELECT count(*) FROM usage'),
	('floor', 'SELECT count(ts), count(model), sum(tokens) FROM usage'),
	('weekly_share', 'SELECT * FROM shares((SELECT weekly_share(ts, model, tokens) FROM usage))'),
	('hand-written', $$WITH x AS MATERIALIZED (SELECT date_trunc('week', ts)::date AS week, model, sum(tokens) AS tokens FROM usage GROUP BY 1, 2)
		SELECT week, model, tokens, tokens / sum(tokens) OVER (PARTITION BY week) FROM x$$),
	('as planned: hand-written', $$SELECT week, model, tokens, tokens / sum(tokens) OVER (PARTITION BY week)
		FROM (SELECT date_trunc('week', ts)::date AS week, model, sum(tokens) AS tokens FROM usage GROUP BY 1, 2) AS x$$),
	('rows', 'SELECT * FROM shares((SELECT weekly_share(ts, model) FROM usage))'),
	('float8', 'SELECT * FROM shares((SELECT weekly_share(ts, model, tokens * 0.37::float8) FROM usage))'),
	('zone', $$SELECT * FROM shares((SELECT weekly_share(ts, model, tokens, 'America/New_York', 'sunday') FROM usage))$$),
	('hand-written zone', $$WITH x AS MATERIALIZED (SELECT date_trunc('week', ts AT TIME ZONE 'America/New_York' + interval '1 day')::date - 1 AS week, model, sum(tokens) AS tokens FROM usage GROUP BY 1, 2)
		SELECT week, model, tokens, tokens / sum(tokens) OVER (PARTITION BY week) FROM x$$),
	('groups', 'SELECT count(s) FROM (SELECT weekly_share(ts, model, tokens) AS s FROM small GROUP BY user_id OFFSET 0) AS x'),
	('groups sum', 'SELECT count(s) FROM (SELECT sum(tokens) AS s FROM small GROUP BY user_id OFFSET 0) AS x'),
	('merge', 'SELECT rollup(s) FROM stored'),
	('window', 'SELECT count(share) FROM (SELECT weekly_share(ts, tokens) OVER (PARTITION BY user_id % 100) AS share FROM small OFFSET 0) AS x'),
	('window by hand', $$SELECT count(share) FROM (SELECT tokens::float8 / nullif(sum(tokens) OVER (PARTITION BY user_id % 100, date_trunc('week', ts)), 0)::float8 AS share FROM small OFFSET 0) AS x$$),
	('week_of', 'SELECT count(week_of(ts)) FROM small'),
	('date_trunc', $$SELECT count(date_trunc('week', ts)) FROM small$$);
INSERT INTO query (what, text, times) VALUES
	('weekly_share beside model_group', 'SELECT * FROM shares((SELECT weekly_share(ts, model, tokens) FROM usage))', 4),
	('model_group', $$SELECT * FROM shares((SELECT weekly_share(ts, coalesce(model_group(model, poe_text_2025()), 'Other'), tokens) FROM usage))$$, 4);
-- What a name costs over a scan, in a query that has seen the text before, or has not.
INSERT INTO query (what, text, times) SELECT format('%s: %s', rows, coalesce(split_part(call, '(', 1), 'scan')), format('SELECT count(%s) FROM %s', coalesce(call, 'model'), rows), CASE rows WHEN 'spelled_once' THEN 4 ELSE 10 END
	FROM unnest(array['named', 'spelled', 'spelled_once']) AS rows, unnest(array[NULL, 'model_group(model, poe_text_2025())', 'model_line(model)', 'model_source_type(model)']) AS call;
INSERT INTO query (what, text, workers) VALUES
	('1 worker', 'SELECT weekly_share(ts, model, tokens) FROM usage', 1),
	('2 workers', 'SELECT weekly_share(ts, model, tokens) FROM usage', 2);

-- Accessors, over one year of 400 models.
CREATE TABLE year AS SELECT rollup(s) AS s, rollup(s)::text AS t FROM stored;
INSERT INTO query (what, text) SELECT 'accessor: ' || call, format('SELECT count(*) FROM year, %s AS x', call) FROM unnest(array[
	'shares(s)', 'shares(s, top => 10)', 'pooled_shares(s)', 'share_changes(s)', 'peaks(s)', 'adoption(s)', 'concentration(s)',
	'compare_shares(s, ''vendor-1/model-1'', ''vendor-2/model-2'')', 'event_study(s, ''vendor-1/model-1'', ''2025-06-01'')', 'summary_info(s)']) AS call;
INSERT INTO query (what, text) VALUES ('accessor: s::text', 'SELECT length(s::text) FROM year'), ('accessor: t::share_summary', 'SELECT t::share_summary IS NULL FROM year');

-- Ten weeks of 20,000 keys, and the same with one row of the year 1, the zero time of Go and .NET.
CREATE TABLE ten_weeks AS SELECT weekly_share(date '2025-01-06' + i % 70, 'key-' || i % 20000, 1::bigint) AS clean FROM generate_series(1, 200000) AS i;
ALTER TABLE ten_weeks ADD stray share_summary;
UPDATE ten_weeks SET stray = clean || (SELECT weekly_share(date '0001-01-01', 'key-1', 1::bigint));
INSERT INTO query (what, text) SELECT format('%s, 20,000 keys: %s', accessor, log), format('SELECT count(*) FROM ten_weeks, %s(%I)', accessor, log)
	FROM unnest(array['peaks', 'pooled_shares', 'concentration']) AS accessor, unnest(array['clean', 'stray']) AS log;

-- Elasticity: its estimate with unit effects, against the slope alone as window functions give it.
INSERT INTO query (what, text) VALUES
	('warm-up of elasticity', 'SELECT count(*) FROM priced'),
	('elasticity: floor', 'SELECT count(model), sum(quantity), sum(price) FROM priced'),
	('elasticity: no units', 'SELECT * FROM estimate((SELECT elasticity(quantity, price) FROM priced))'),
	('elasticity: units', 'SELECT * FROM estimate((SELECT elasticity(quantity, price, model) FROM priced))'),
	('elasticity: units and periods', 'SELECT * FROM estimate((SELECT elasticity(quantity, price, model, week) FROM priced))'),
	('elasticity: raw rows', $$SELECT * FROM estimate((SELECT usage_elasticity(week, model, quantity, price, 'week') FROM priced))$$),
	('elasticity: units, window functions', $$SELECT regr_slope(y, x) FROM (SELECT ln(quantity) - avg(ln(quantity)) OVER w AS y, ln(price) - avg(ln(price)) OVER w AS x
		FROM priced WHERE quantity > 0 AND price > 0 WINDOW w AS (PARTITION BY model)) AS demeaned$$);
INSERT INTO query (what, text, workers) VALUES
	('elasticity: 1 worker', 'SELECT elasticity(quantity, price, model) FROM priced', 1),
	('elasticity: 2 workers', 'SELECT elasticity(quantity, price, model) FROM priced', 2);
\ir retention_queries.sql
-- for information: once is enough
UPDATE query SET most_runs = 1 WHERE what LIKE 'as planned%';

-- The planner never chooses one worker without its leader, which gains nothing: the plan is
-- always for two, and the limit on running workers decides how many of them there are.  Without
-- enable_sort, and with the groups made first, the hand-written queries hash, which is their fastest
-- plan by far: left alone the planner, who cannot know how few weeks there are, may sort all rows.
CREATE PROCEDURE set_for(q query) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('max_parallel_workers_per_gather', CASE WHEN q.workers > 0 THEN '2' ELSE '0' END, true),
		set_config('max_parallel_workers', greatest(q.workers, 1)::text, true),
		set_config('parallel_leader_participation', (q.workers = 0)::text, true),
		set_config('parallel_setup_cost', '0', true),
		set_config('enable_sort', (q.what NOT LIKE 'hand-written%')::text, true);
END $$;

-- Nanoseconds this backend has run on a processor, where the system says so (Linux).  On a machine
-- that others use too this is steadier than the clock.  Workers are not in it.
CREATE FUNCTION cpu() RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	RETURN split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8;
EXCEPTION WHEN OTHERS THEN
	RETURN NULL;
END $$;

CREATE PROCEDURE run_query(q query, turn int) LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz;
	cpu_start float8;
BEGIN
	CALL set_for(q);
	cpu_start := cpu();
	start := clock_timestamp();
	EXECUTE q.text;
	IF turn > 0 THEN
		INSERT INTO run VALUES (turn, q.what, extract(epoch FROM clock_timestamp() - start) * 1000,
			CASE WHEN q.workers = 0 THEN (cpu() - cpu_start) / 1e6 END);
	END IF;
END $$;

CREATE PROCEDURE run_all(runs int, with_times int) LANGUAGE plpgsql AS $$
DECLARE
	q query;
BEGIN
	FOR i IN 0..runs * with_times LOOP
		FOR q IN SELECT * FROM query WHERE times = with_times AND i > runs * with_times - most_runs ORDER BY n LOOP
			CALL run_query(q, i);
		END LOOP;
	END LOOP;
END $$;
ALTER TABLE usage SET (parallel_workers = 2);
CALL run_all(:runs, 1);
CALL run_all(:runs, 4);
CALL run_all(:runs, 10);

-- What plans and memory were, seen once.
CREATE TABLE seen (what text PRIMARY KEY, plan jsonb);
CREATE PROCEDURE look(what text) LANGUAGE plpgsql AS $$
DECLARE
	q query := (SELECT query FROM query WHERE query.what = look.what);
	plan jsonb;
BEGIN
	CALL set_for(q);
	EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ' || q.text INTO plan;
	INSERT INTO seen VALUES (what, plan);
END $$;
CALL look('groups');
CALL look('groups sum');
CALL look('1 worker');
CALL look('2 workers');
CALL look('hand-written');
CALL look('elasticity: 1 worker');
CALL look('elasticity: 2 workers');

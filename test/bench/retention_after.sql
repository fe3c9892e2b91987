-- What is measured of cohort_retention besides the times of its queries: whether those written by
-- hand give the same table, which plans ran, and what the planner chooses when it is left alone.
CREATE TABLE fact (what text PRIMARY KEY, value text);
CREATE TABLE number (what text, n bigint, value numeric);

CREATE TABLE ours AS
SELECT cohort, period, retained FROM kept, retention(r, as_of => '2025-05-12');

-- Rows that only one of the two has.  retention() has rows of 0, too, where nobody came back.
CREATE PROCEDURE compare_to_ours(name text, other_query text) LANGUAGE plpgsql AS $$
DECLARE
	differences bigint;
BEGIN
	EXECUTE format('WITH mine AS (SELECT * FROM ours WHERE retained > 0), other AS MATERIALIZED (%s)
		SELECT (SELECT count(*) FROM (SELECT * FROM mine EXCEPT SELECT * FROM other) AS x) + (SELECT count(*) FROM (SELECT * FROM other EXCEPT SELECT * FROM mine) AS x)', other_query) INTO differences;
	INSERT INTO fact VALUES ('result of ' || name, CASE differences WHEN 0 THEN 'equal' ELSE format('**differs in %s rows**', differences) END);
END $$;
SET enable_sort = off;
DO $$
DECLARE
	q query;
BEGIN
	FOR q IN SELECT * FROM query WHERE what LIKE 'hand-written retention%' LOOP
		CALL compare_to_ours(q.what, q.text);
	END LOOP;
END $$;
RESET enable_sort;

CALL look('retention: 100,000 groups');
CALL look('retention: 100,000 groups, sum()');
CALL look('retention: 1 worker');
CALL look('retention: 2 workers');

-- The planner's own choice, with PostgreSQL's settings, on tables of one and of four million users.
CREATE PROCEDURE planner_choice(name text, summary text, runs int) LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
	start timestamptz;
BEGIN
	FOR i IN 0..runs LOOP
		FOR workers IN REVERSE 2..0 BY 2 LOOP
			PERFORM set_config('max_parallel_workers_per_gather', workers::text, true);
			IF i = 0 AND workers = 2 THEN
				EXECUTE 'EXPLAIN (FORMAT JSON) ' || summary INTO plan;
				INSERT INTO fact VALUES ('plan of ' || name, CASE WHEN jsonb_path_exists(plan, 'strict $.**."Workers Planned"') THEN 'parallel' ELSE 'serial' END);
			END IF;
			start := clock_timestamp();
			EXECUTE summary;
			IF i > 0 THEN
				INSERT INTO run (what, ms) VALUES (format('%s: %s', name, CASE workers WHEN 0 THEN 'serial' ELSE 'planner' END), extract(epoch FROM clock_timestamp() - start) * 1000);
			END IF;
		END LOOP;
	END LOOP;
END $$;
ALTER TABLE usage RESET (parallel_workers);
CALL planner_choice('1,000,000 users', $$SELECT cohort_retention(ts, user_id, 'week') FROM usage$$, 3);
CALL planner_choice('4,000,000 users', $$SELECT cohort_retention(ts, user_id * 4 + tokens % 4, 'week') FROM usage$$, 3);
ALTER TABLE usage SET (parallel_workers = 2);

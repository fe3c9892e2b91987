-- The queries about cohort_retention.  What is written by hand gives the table of
-- retention() without its intervals: weekly retention by cohort, a million users.
--
-- By hand there are two ways.  One says what is meant: the weeks of each user, the first of them,
-- and a join.  The other keeps the weeks of a user in the bits of a number: who knows the trick has
-- far less to sort and to join, as long as there are no more than 32 weeks.
INSERT INTO query (what, text) VALUES
	('warm-up of retention', 'SELECT count(*) FROM usage'),
	('retention: floor', 'SELECT count(ts), count(user_id) FROM usage'),
	('retention', $$SELECT * FROM retention((SELECT cohort_retention(ts, user_id, 'week') FROM usage), as_of => '2025-05-12')$$),
	('retention: month in a zone', $$SELECT * FROM retention((SELECT cohort_retention(ts, user_id, 'month', 'America/New_York') FROM usage), as_of => '2025-05-12')$$),
	('retention: days', $$SELECT * FROM retention((SELECT cohort_retention(ts, user_id, 'day') FROM usage), as_of => '2025-05-12')$$),
	('retention: starts', $$SELECT * FROM retention((SELECT cohort_retention(ts, user_id, 'week', tokens > 4000) FROM usage), as_of => '2025-05-12')$$),
	('retention: 100,000 groups', $$SELECT count(r) FROM (SELECT cohort_retention(ts, tokens, 'week') AS r FROM small GROUP BY user_id OFFSET 0) AS x$$),
	('retention: 100,000 groups, sum()', $$SELECT count(s) FROM (SELECT sum(tokens) AS s FROM small GROUP BY user_id OFFSET 0) AS x$$);
INSERT INTO query (what, text, most_runs) VALUES
	('hand-written retention', $$WITH active AS MATERIALIZED (SELECT DISTINCT user_id, date_trunc('week', ts)::date AS week FROM usage),
			first AS MATERIALIZED (SELECT user_id, min(week) AS cohort FROM active GROUP BY user_id)
		SELECT cohort, (week - cohort) / 7 AS period, count(*) AS retained FROM active JOIN first USING (user_id) GROUP BY 1, 2$$, 2),
	('hand-written retention, bits', $$WITH seen AS MATERIALIZED (SELECT user_id, bit_or(1 << ((ts AT TIME ZONE 'UTC')::date - date '2025-01-06') / 7) AS weeks FROM usage GROUP BY user_id),
			kind AS MATERIALIZED (SELECT weeks, count(*) AS users FROM seen GROUP BY weeks)
		SELECT date '2025-01-06' + 7 * c AS cohort, w - c AS period, sum(users)::bigint AS retained
		FROM kind, generate_series(0, 17) AS c, generate_series(0, 17) AS w WHERE (weeks & -weeks) = 1 << c AND w >= c AND (weeks & (1 << w)) <> 0 GROUP BY 1, 2$$, 3),
	('as planned: hand-written retention', $$WITH active AS (SELECT DISTINCT user_id, date_trunc('week', ts)::date AS week FROM usage),
			first AS (SELECT user_id, min(week) AS cohort FROM active GROUP BY user_id)
		SELECT cohort, (week - cohort) / 7 AS period, count(*) AS retained FROM active JOIN first USING (user_id) GROUP BY 1, 2$$, 1);
INSERT INTO query (what, text, workers) VALUES
	('retention: 1 worker', $$SELECT cohort_retention(ts, user_id, 'week') FROM usage$$, 1),
	('retention: 2 workers', $$SELECT cohort_retention(ts, user_id, 'week') FROM usage$$, 2);

-- Accessors, on the summary of a million users, which is 11 MB.
CREATE TABLE kept AS SELECT cohort_retention(ts, user_id, 'week') AS r FROM usage;
INSERT INTO query (what, text) SELECT 'accessor: ' || call, format('SELECT count(*) FROM kept, %s AS x', call) FROM unnest(array[
	'retention(r, ''2025-05-12'')', 'retention(r, ''2025-05-12'', mode => ''on_or_after'')', 'retention_curve(r, ''2025-05-12'')', 'foundational_cohorts(r, ''2025-05-12'')',
	'boomerangs(r, ''2025-05-12'')', 'cohort_pattern(r, ''2025-05-12'')', 'lifecycle(r, ''2025-05-12'')', 'active_users(r, ''2025-05-12'')', 'survival(r, ''2025-05-12'')',
	'cell_users(r, ''2025-02-03'', 4, ''2025-05-12'')', 'summary_info(r)']) AS call;
INSERT INTO query (what, text) VALUES ('accessor: retention_summary as text', 'SELECT length(r::text) FROM kept'), ('accessor: r || r', 'SELECT pg_column_size(r || r) FROM kept');

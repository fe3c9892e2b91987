-- Real data: 74 weeks of 196 models.  Shares against plain SQL to the last digit.
\ir lib/setup.sql
\ir lib/openrouter.sql
\if :found
\else
\echo 1..0 # SKIP no data: openrouter_weekly is neither in ../shared/data nor in $MODELSHARE_DATA
ROLLBACK;
\quit
\endif
SELECT plan(21);

SELECT is((SELECT count(*)::int FROM panel), 3294, 'the panel has the rows it is known to have');

CREATE TABLE wanted AS
SELECT week, model AS key, sum(tokens) AS amount, sum(sum(tokens)) OVER (PARTITION BY week) AS total,
	sum(tokens)::float8 / (sum(sum(tokens)) OVER (PARTITION BY week))::float8 AS share,
	sum(tokens) / sum(sum(tokens)) OVER (PARTITION BY week) AS exact,
	rank() OVER (PARTITION BY week ORDER BY sum(tokens) DESC)::int AS rank
FROM panel GROUP BY week, model;

-- As dates, as instants spread over each week's days, as float8.
CREATE TABLE summed (form text, s share_summary);
INSERT INTO summed SELECT 'date, bigint', weekly_share(week, model, tokens) FROM panel;
INSERT INTO summed SELECT 'timestamp, bigint', weekly_share(week + time '23:59:59.999999' + d * interval '1 day', model, CASE WHEN d = 0 THEN tokens - 6 * (tokens / 7) ELSE tokens / 7 END)
	FROM panel, generate_series(0, 6) AS d;
INSERT INTO summed SELECT 'timestamptz, bigint', weekly_share((week + time '00:00') AT TIME ZONE 'America/Los_Angeles', model, tokens, 'America/Los_Angeles', 'monday') FROM panel;
INSERT INTO summed SELECT 'date, float8', weekly_share(week, model, tokens::float8) FROM panel;
INSERT INTO summed SELECT 'merged from weeks', rollup(s) FROM (SELECT weekly_share(week, model, tokens) AS s FROM panel GROUP BY week ORDER BY md5(week::text)) AS w;
SELECT same_rows(format('SELECT week, key, amount, total, share::text, rank FROM summed, shares(s) WHERE form = %L AND amount <> 0', form),
	'SELECT week, key, amount, total, share::text, rank FROM wanted', 'shares equal plain SQL to the last digit: ' || form) FROM summed;
SELECT is_empty('SELECT * FROM summed, shares(s) JOIN wanted USING (week, key) WHERE abs(shares.share::text::numeric - exact) > 1e-15', 'and the exact quotient');
SELECT is((SELECT count(*)::int FROM summed, shares(s) WHERE form = 'date, bigint'), 74 * 196, 'every model is there in every week');
SELECT is_empty('SELECT form, week FROM summed, shares(s) GROUP BY form, week HAVING abs(sum(share) - 1) > 1e-12', 'every week sums to 1 within 1e-12');

-- Top n and the rest.
SELECT is_empty($$
	SELECT n, week FROM summed, unnest('{0,1,5,10,50,195,196,1000}'::int[]) AS n, shares(s, top => n) WHERE form = 'date, bigint'
	GROUP BY n, week, total HAVING sum(amount) <> total OR abs(sum(share) - 1) > 1e-12
		OR count(*) <> least(n, 195) + 1
		OR sum(pooled_keys) <> 196 - least(n, 196)
		OR total <> (SELECT max(total) FROM wanted WHERE wanted.week = shares.week)$$,
	'top n and the rest sum to the same total');
SELECT same_rows($$SELECT DISTINCT key FROM summed, shares(s, top => 10) WHERE form = 'date, bigint'$$,
	$$(SELECT model FROM panel GROUP BY model ORDER BY sum(tokens) DESC, model COLLATE "C" LIMIT 10) UNION ALL SELECT 'Other'$$, 'the ten greatest models');
SELECT same_rows($$SELECT week, key, share FROM summed, shares(s, top => 10) WHERE form = 'date, bigint' AND key <> 'Other' AND amount <> 0$$,
	$$SELECT week, key, share FROM wanted WHERE key IN (SELECT model FROM panel GROUP BY model ORDER BY sum(tokens) DESC, model COLLATE "C" LIMIT 10)$$, 'keep their shares');

-- The panel's traps: it is one row a week, so its last week is taken for a whole one; who knows that it was
-- read up to a Tuesday says so.
SELECT same_rows($$SELECT week, complete FROM summed, shares(s) WHERE form = 'date, bigint' GROUP BY week, complete, days_seen HAVING days_seen = 1$$,
	$$SELECT DISTINCT week, true FROM panel$$, 'a table of weeks: the last one is complete');
SELECT same_rows($$SELECT week, complete FROM summed, shares(s, as_of => '2026-05-27 00:00+00') WHERE form = 'date, bigint' GROUP BY week, complete, days_seen HAVING days_seen = 1$$,
	$$SELECT DISTINCT week, week < '2026-05-25' FROM panel$$, 'with as_of it is not');
SELECT same_rows($$SELECT DISTINCT week, days_seen, complete FROM summed, shares(s) WHERE form = 'timestamp, bigint'$$,
	$$SELECT DISTINCT week, 7::smallint, true FROM panel$$, 'all weeks are complete when rows lie on all days');

-- Pooled shares: the table of the report, tokens by author.
SELECT same_rows($$SELECT key, amount, total, share, rank::int FROM (SELECT weekly_share(week, split_part(model, '/', 1), tokens) AS s FROM panel) AS x, pooled_shares(s)$$,
	$$SELECT author, amount, sum(amount) OVER (), amount::float8 / (sum(amount) OVER ())::float8, rank() OVER (ORDER BY amount DESC)::int
		FROM (SELECT split_part(model, '/', 1) AS author, sum(tokens) AS amount FROM panel GROUP BY 1) AS x$$, 'pooled_shares by author');
SELECT is_empty($$SELECT week FROM summed, concentration(s) LEFT JOIN (SELECT week, sum(exact * exact) AS hhi, max(exact) AS top, count(*) AS keys FROM wanted GROUP BY week) AS w USING (week)
	WHERE w.keys IS NULL OR abs(concentration.hhi::numeric - w.hhi) > 1e-13 OR abs(leader_share::numeric - w.top) > 1e-15 OR concentration.keys <> w.keys$$, 'concentration');
SELECT is_empty($$SELECT key FROM summed, peaks(s, min_total => 1, as_of => '2026-05-27 00:00+00') JOIN (SELECT key, max(share) AS share FROM wanted WHERE week < '2026-05-25' GROUP BY key) AS w USING (key)
	WHERE form = 'date, bigint' AND peak_share <> w.share$$, 'peaks');
-- Fifty-two weeks each stored for itself, as a refresh does.
CREATE TABLE stored AS SELECT week, weekly_share(week, model, tokens) AS s FROM panel GROUP BY week;
SELECT is((SELECT rollup(s)::text FROM (SELECT * FROM stored ORDER BY week DESC) AS x), (SELECT s::text FROM summed WHERE form = 'date, bigint'), 'stored weeks roll up to one scan');
SELECT is((SELECT a.s || b.s FROM (SELECT rollup(s) AS s FROM stored WHERE week < '2026-01-05') AS a, (SELECT rollup(s) AS s FROM stored WHERE week >= '2026-01-05') AS b)::text,
	(SELECT s::text FROM summed WHERE form = 'date, bigint'), 'last year''s and this year''s too');

-- The Monday dates as UTC instants, in a zone where they are Sundays.
SELECT same_rows($$SELECT week, key, amount FROM shares((SELECT weekly_share((week + time '00:00') AT TIME ZONE 'UTC', model, tokens, 'America/New_York', 'monday') FROM panel)) WHERE amount <> 0$$,
	$$SELECT week - 7, key, amount FROM wanted$$, 'another zone moves midnight rows to the week before');

SELECT * FROM finish();
ROLLBACK;

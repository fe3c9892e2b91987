-- Rows far apart: accessors pass over weeks without a row, and keys without one in a week, and give what they would
-- give if they looked at each.  A scan of all keys in all weeks of the last part would take an hour.
\ir lib/setup.sql
\ir lib/oracle.sql
SELECT plan(37);

-- 40 keys over twelve years, each in few weeks; runs of empty weeks, weeks that net to nothing or below it.
SELECT setseed(0.7);
INSERT INTO oracle.events
SELECT timestamptz '2012-01-04 10:00+00' + (CASE WHEN n % 3 = 0 THEN floor(random() * 12) * 52 + floor(random() * 3) ELSE floor(random() * 624) END) * interval '7 days' + random() * interval '4 days',
	CASE WHEN k = 0 THEN NULL ELSE 'key ' || k END, CASE WHEN random() < 0.05 THEN NULL ELSE floor(random() * 9) - 2 END
FROM generate_series(1, 900) AS n, LATERAL (SELECT floor(random() * random() * 40)::int AS k, n AS again OFFSET 0) AS r;
CREATE TABLE summed AS SELECT weekly_share(ts, key, amount::bigint, 'UTC', 'monday') AS s FROM oracle.events;
SELECT cmp_ok((SELECT weeks::int FROM summed, summary_info(s)), '<', 450, 'a third of the weeks is empty');
SELECT same_rows('SELECT x.* FROM summed, shares(s) AS x', $$SELECT * FROM oracle.shares('UTC')$$, 'shares');
SELECT same_rows(format('SELECT x.* FROM summed, shares(s, top => %s) AS x', top), format($$SELECT * FROM oracle.shares('UTC', top => %s)$$, top), 'shares: top ' || top) FROM unnest('{0,1,5,39,40}'::int[]) AS top;
SELECT same_rows('SELECT key, amount, total, share, round(mean_share::numeric, 12), weeks, rank FROM summed, pooled_shares(s)',
	$$SELECT key, amount, total, share, round(mean_share::numeric, 12), weeks, rank FROM oracle.pooled('UTC', NULL, NULL)$$, 'pooled_shares');
SELECT same_rows($$SELECT key, amount, total, share, round(mean_share::numeric, 12), weeks, rank FROM summed, pooled_shares(s, '2013-05-01', '2019-08-20')$$,
	$$SELECT key, amount, total, share, round(mean_share::numeric, 12), weeks, rank FROM oracle.pooled('UTC', '2013-05-01', '2019-08-20')$$, 'pooled_shares of a range');
SELECT same_rows('SELECT x.* FROM summed, share_changes(s) AS x', $$SELECT * FROM oracle.changes('UTC', NULL, NULL)$$, 'share_changes');
SELECT same_rows(format('SELECT x.* FROM summed, share_changes(s, %L, %L) AS x', a, b), format($$SELECT * FROM oracle.changes('UTC', %L, %L)$$, a, b), format('share_changes from %s to %s', a, b))
	FROM (VALUES (date '2012-01-02', date '2015-02-03'), ('2014-07-08', '2014-07-15'), ('2013-01-02', '2016-01-05')) AS v (a, b);
SELECT same_rows('SELECT x.* FROM summed, peaks(s) AS x', $$SELECT * FROM oracle.peaks('UTC', NULL, 0)$$, 'peaks');
SELECT same_rows($$SELECT x.* FROM summed, peaks(s, '2017-03-01 00:00+00', 4) AS x$$, $$SELECT * FROM oracle.peaks('UTC', '2017-03-01 00:00+00', 4)$$, 'peaks of large weeks');
SELECT same_rows('SELECT x.* FROM summed, adoption(s) AS x', $$SELECT * FROM oracle.adoption('UTC', NULL, NULL)$$, 'adoption');
SELECT same_rows(format('SELECT x.* FROM summed, adoption(s, weeks => %s) AS x', weeks), format($$SELECT * FROM oracle.adoption('UTC', NULL, %s)$$, weeks), format('adoption: %s weeks', weeks)) FROM unnest('{0,1,30}'::int[]) AS weeks;
SELECT results_eq('SELECT week, key FROM summed, adoption(s, weeks => 9) WITH ORDINALITY AS x (key, f, w, week, s, l, c, n) ORDER BY n',
	$$SELECT week, a.key FROM oracle.adoption('UTC', NULL, 9) AS a JOIN oracle.pooled('UTC', NULL, NULL) AS p ON p.key = a.key ORDER BY week, p.amount DESC, a.key = '(none)' DESC, a.key COLLATE "C"$$, 'adoption: week by week, the largest key first');
SELECT same_rows('SELECT week, keys::int, leader_share, round(hhi::numeric, 12), round(effective_keys::numeric, 10), round(turnover::numeric, 12), complete FROM summed, concentration(s)',
	$$SELECT week, keys, leader_share, round(hhi::numeric, 12), round(effective_keys::numeric, 10), round(turnover::numeric, 12), complete FROM oracle.concentration('UTC', NULL)$$, 'concentration, in every week');
SELECT is_empty($$SELECT c.week FROM summed, concentration(s) AS c JOIN (SELECT DISTINCT ON (week) week, coalesce(d.key, '(none)') AS key FROM oracle.dense('UTC', 1, NULL, NULL) AS d WHERE amount > 0 AND total > 0
	ORDER BY week, amount DESC, overall DESC, d.key IS NULL DESC, d.key COLLATE "C") AS o USING (week) WHERE o.key <> c.leader$$, 'of equal leaders the one with most over all weeks');
SELECT same_rows($$SELECT week, a_share, b_share, complete FROM summed, compare_shares(s, 'key 1', 'key 2')$$,
	$$SELECT week, a_share, b_share, complete FROM oracle.compare('UTC', 'key 1', 'key 2')$$, 'compare_shares, in every week');
SELECT same_rows(format('SELECT week, weeks_from_event, share, amount, total FROM summed, event_study(s, ''key 3'', %L, %s, %s)', event, before, after),
	format($$SELECT * FROM oracle.event_study('UTC', 'key 3', %L, %s, %s)$$, event, before, after), format('event_study of %s', event))
	FROM (VALUES (date '2015-06-01', 20, 20), ('2012-01-02', 3, 700), ('2023-12-20', 700, 3), ('2030-01-01', 1, 1)) AS v (event, before, after);

-- Ten weeks of 3,000 keys, and a row at each end of what a timestamp can hold.
CREATE TABLE kept AS SELECT weekly_share(timestamp '2025-01-06' + n % 70 * interval '1 day', 'k' || n % 3000, n::bigint % 100) AS clean FROM generate_series(1, 30000) AS n;
ALTER TABLE kept ADD stray share_summary;
UPDATE kept SET stray = clean || (SELECT weekly_share(ts, 'stray', 7::bigint) FROM (VALUES (timestamp '4713-01-01 BC'), ('294276-12-20')) AS v (ts));
SELECT same_rows($$SELECT x.* FROM kept, pooled_shares(stray, '2025-01-06', '2025-03-10', since => first_seen(clean), as_of => last_seen(clean)) AS x WHERE key <> 'stray'$$,
	'SELECT x.* FROM kept, pooled_shares(clean) AS x', 'pooled_shares beside rows of 4713 BC and AD 294276');
SELECT same_rows($$SELECT x.* FROM kept, peaks(stray, since => first_seen(clean), as_of => last_seen(clean)) AS x WHERE key <> 'stray'$$, 'SELECT x.* FROM kept, peaks(clean) AS x', 'peaks');
SELECT same_rows($$SELECT x.* FROM kept, share_changes(stray, since => first_seen(clean), as_of => last_seen(clean)) AS x WHERE key <> 'stray'$$, 'SELECT x.* FROM kept, share_changes(clean) AS x', 'share_changes');
SELECT same_rows($$SELECT x.* FROM kept, concentration(stray, since => first_seen(clean), as_of => last_seen(clean)) AS x WHERE week BETWEEN '2025-01-06' AND '2025-03-10'$$, 'SELECT x.* FROM kept, concentration(clean) AS x', 'concentration');
SELECT results_eq('SELECT week::text, keys FROM kept, concentration(stray) WHERE keys < 1000', $$VALUES ('4714-12-29 BC', 1), ('294276-12-18', 1)$$, 'which passes over the millennia between');
SELECT same_rows($$SELECT x.* FROM kept, compare_shares(stray, 'k1', 'k2', since => first_seen(clean), as_of => last_seen(clean)) AS x WHERE week BETWEEN '2025-01-06' AND '2025-03-10'$$, $$SELECT x.* FROM kept, compare_shares(clean, 'k1', 'k2') AS x$$, 'compare_shares');
SELECT same_rows($$SELECT x.* FROM kept, event_study(stray, 'k1', '2025-02-03', 3, 3) AS x$$, $$SELECT x.* FROM kept, event_study(clean, 'k1', '2025-02-03', 3, 3, as_of => 'infinity') AS x$$, 'event_study');
SELECT same_rows($$SELECT x.* FROM kept, adoption(stray, weeks => 20, since => first_seen(clean), as_of => last_seen(clean)) AS x WHERE week BETWEEN '2025-01-06' AND '2025-03-10'$$, $$SELECT x.* FROM kept, adoption(clean, weeks => 20) AS x$$, 'adoption');
SELECT is(sqlstate_of('SELECT count(*) FROM kept, shares(stray)'), '54000', 'shares would be dense: an error');
SELECT matches(message_of('SELECT count(*) FROM kept, shares(stray)'), '4714-12-29 BC.*294276-12-18', 'that names the first and the last week');

SELECT * FROM finish();
ROLLBACK;

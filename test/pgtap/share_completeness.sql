-- complete, since, as_of and days_seen: what of a log has been observed.
\ir lib/setup.sql
\ir lib/oracle.sql
SELECT plan(36);

-- A historical log: seven whole weeks, Monday to Sunday, with a hole of three days and a hole of a week.
INSERT INTO oracle.events
SELECT h, 'm' || extract(hour FROM h)::int % 3, 1 FROM generate_series(timestamptz '2024-03-04 00:30+00', '2024-04-21 23:30+00', '1 hour') AS h
WHERE h::date NOT BETWEEN '2024-03-13' AND '2024-03-15' AND date_trunc('week', h)::date <> '2024-04-01';
CREATE VIEW summed AS SELECT weekly_share(ts, key, amount::bigint, 'UTC', 'monday') AS s FROM oracle.events;

SELECT same_rows('SELECT DISTINCT week, days_seen, complete FROM summed, shares(s)',
	$$VALUES (date '2024-03-04', 7::smallint, true), ('2024-03-11', 4, true), ('2024-03-18', 7, true), ('2024-03-25', 7, true), ('2024-04-01', 0, true), ('2024-04-08', 7, true), ('2024-04-15', 7, true)$$,
	'a historical log is complete; days_seen shows its holes');
SELECT same_rows('SELECT x.* FROM summed, shares(s) AS x', $$SELECT * FROM oracle.shares('UTC')$$, 'with all columns as plain SQL says');
SELECT is((SELECT count(*)::int FROM summed, shares(s) WHERE week = '2024-04-01' AND amount = 0 AND total = 0 AND share IS NULL), 3, 'a week without rows has its keys, with a share of nothing');

-- A refresh in the middle of a Sunday, seen later: the last day ends at midnight, unless as_of says when.
DELETE FROM oracle.events WHERE ts > '2024-04-21 13:00+00';
SELECT is((SELECT bool_and(complete) FROM summed, shares(s) WHERE week = '2024-04-15'), true, 'the log of a past Sunday is taken to its midnight');
SELECT is((SELECT bool_or(complete) FROM summed, shares(s, as_of => '2024-04-21 13:00+00') WHERE week = '2024-04-15'), false, 'as_of in the middle of the Sunday leaves the week incomplete');
SELECT is((SELECT bool_and(complete) FROM summed, shares(s, as_of => '2024-04-21 13:00+00') WHERE week < '2024-04-15'), true, 'and only this week');
SELECT is((SELECT bool_or(complete) FROM summed, shares(s, as_of => '2024-04-21 23:59:59.999999+00') WHERE week = '2024-04-15'), false, 'a microsecond before midnight too');
SELECT is((SELECT bool_and(complete) FROM summed, shares(s, as_of => '2024-04-22 00:00+00') WHERE week = '2024-04-15'), true, 'midnight ends it');
SELECT is((SELECT count(point_change)::int FROM summed, shares(s, as_of => '2024-04-21 13:00+00') WHERE week = '2024-04-15'), 0, 'no change is shown into an incomplete week');
SELECT is((SELECT last_share FROM summed, share_changes(s) WHERE key = 'm0'), (SELECT share FROM summed, shares(s) WHERE week = '2024-04-15' AND key = 'm0'), 'share_changes ends in the last complete week');
SELECT is((SELECT DISTINCT last_week FROM summed, peaks(s, as_of => '2024-04-21 13:00+00')), date '2024-04-08', 'peaks ends before an incomplete week');
SELECT is((SELECT turnover FROM summed, concentration(s, as_of => '2024-04-21 13:00+00') WHERE week = '2024-04-15'), NULL, 'concentration has no turnover into an incomplete week');
SELECT is((SELECT bool_or(complete) FROM summed, adoption(s, as_of => '2024-04-21 13:00+00') WHERE week = '2024-04-15'), false, 'adoption marks it');

-- A live log: rows until this moment.
CREATE TABLE live AS SELECT now() - n * interval '5 hours' AS ts, 'm' || n % 2 AS key FROM generate_series(0, 100) AS n;
SELECT is((SELECT bool_or(complete) FROM shares((SELECT weekly_share(ts, key, 1::bigint, 'UTC', 'monday') FROM live)) WHERE week = week_of(now(), 'UTC', 'monday')), false, 'the running week is incomplete');
SELECT is((SELECT bool_and(complete) FROM shares((SELECT weekly_share(ts, key, 1::bigint, 'UTC', 'monday') FROM live)) WHERE week IN (week_of(now(), 'UTC', 'monday') - 7, week_of(now(), 'UTC', 'monday') - 14)), true, 'the weeks before it are complete');
SELECT is((SELECT last_seen(weekly_share(ts, key)) FROM live), now(), 'last_seen is never later than now');
SELECT is((SELECT last_seen(weekly_share(ts, key)) FROM (TABLE live UNION ALL SELECT now() + interval '3 days', 'm1') AS x), now(), 'not even with rows of the future');
SELECT is((SELECT bool_or(complete) FROM shares((SELECT weekly_share(ts, key, 1::bigint, 'UTC', 'monday') FROM (TABLE live UNION ALL SELECT now() + interval '30 days', 'm1') AS x)) WHERE week >= week_of(now(), 'UTC', 'monday')), false, 'weeks of the future are incomplete');

-- A log that begins on a Thursday.
DELETE FROM oracle.events WHERE ts < '2024-03-07';
SELECT is((SELECT bool_or(complete) FROM summed, shares(s) WHERE week = '2024-03-04'), false, 'a first week that begins on its fourth day is incomplete');
SELECT is((SELECT bool_and(complete) FROM summed, shares(s, since => '2024-03-04 00:00+00') WHERE week = '2024-03-04'), true, 'unless since says that the log began before');
SELECT is((SELECT count(point_change)::int FROM summed, shares(s) WHERE week = '2024-03-11'), 0, 'no change is shown out of an incomplete week');
SELECT is((SELECT DISTINCT first_share FROM summed, share_changes(s) WHERE key = 'm0'), (SELECT share FROM summed, shares(s) WHERE week = '2024-03-11' AND key = 'm0'), 'share_changes begins with the first complete week');

-- Filtered and per-group summaries with the log's own ends.
CREATE TABLE logged AS SELECT ts, key, CASE WHEN ts < '2024-04-19' AND ts > '2024-03-09' AND extract(hour FROM ts)::int % 2 = 0 THEN 'team a' WHEN extract(hour FROM ts)::int % 2 = 0 THEN 'nobody' ELSE 'team b' END AS team FROM oracle.events;
CREATE TABLE teams AS SELECT team, weekly_share(ts, key, 1::bigint, 'UTC', 'monday') AS s FROM logged GROUP BY team;
SELECT is((SELECT bool_or(complete) FROM teams, shares(s) WHERE team = 'team a' AND week = '2024-04-15'), false, 'a group that went quiet on Thursday seems incomplete by itself');
CREATE TABLE shown AS SELECT team, x.* FROM (SELECT team, s, max(last_seen(s)) OVER () AS high, min(first_seen(s)) OVER () AS low FROM teams) AS t, shares(s, since => low, as_of => high) AS x;
SELECT is((SELECT bool_and(complete) FROM shown WHERE team = 'team a' AND week = '2024-04-15'), true, 'with as_of => max(last_seen(s)) OVER () it is complete');
SELECT is_empty('SELECT week, complete FROM shown EXCEPT SELECT week, complete FROM summed, shares(s)', 'every group agrees with the whole log');
SELECT same_rows($$SELECT x.* FROM (SELECT weekly_share(ts, key, 1::bigint, 'UTC', 'monday') FILTER (WHERE team = 'team b') AS part, weekly_share(ts, key, 1::bigint, 'UTC', 'monday') AS whole FROM logged) AS t,
		shares(part, since => first_seen(whole), as_of => last_seen(whole)) AS x$$,
	$$SELECT x.* FROM (SELECT weekly_share(ts, key, 1::bigint, 'UTC', 'monday') AS part FROM logged WHERE team = 'team b') AS t, shares(part, since => '2024-03-07 00:00+00', as_of => '2024-04-22 00:00+00') AS x$$,
	'FILTER beside the whole log');
-- Filters inside set the denominator, filters outside choose what is shown.
SELECT isnt((SELECT total FROM shares((SELECT weekly_share(ts, key) FROM logged WHERE key = 'm0')) WHERE week = '2024-03-18'),
	(SELECT DISTINCT total FROM shares((SELECT weekly_share(ts, key) FROM logged)) WHERE week = '2024-03-18' AND key = 'm0'), 'filters inside and outside have different totals');

-- The ends in a zone with a change of clock, and at face value.
CREATE TABLE ends AS SELECT weekly_share(ts, 'k', 1::bigint, 'America/Sao_Paulo', 'monday') AS s FROM unnest('{2018-10-29 12:00+00,2018-11-04 12:00+00}'::timestamptz[]) AS ts;
SELECT is(array[first_seen(s), last_seen(s)], '{2018-10-29 03:00+00,2018-11-05 02:00+00}'::timestamptz[], 'the ends are local midnights, also after a change') FROM ends;
CREATE TABLE sunday AS SELECT weekly_share(ts, 'k', 1::bigint, 'America/Sao_Paulo', 'sunday') AS s FROM unnest('{2018-11-04 12:00+00,2018-11-10 12:00+00}'::timestamptz[]) AS ts;
SELECT is(first_seen(s), '2018-11-04 03:00+00'::timestamptz, 'a day whose midnight is skipped starts when the clock enters it') FROM sunday;
SELECT is((SELECT complete FROM sunday, shares(s)), true, 'and its week is complete');
SET LOCAL TimeZone = 'Pacific/Auckland';
CREATE TABLE faces AS SELECT weekly_share(d, 'k') AS s FROM unnest('{2024-03-04,2024-03-10}'::date[]) AS d;
SELECT is(array[first_seen(s), last_seen(s)], '{2024-03-04 00:00,2024-03-11 00:00}'::timestamptz[], 'face value: ends in the session''s zone') FROM faces;
SELECT is((SELECT complete FROM faces, shares(s, as_of => '2024-03-10 23:59:59')), false, 'face value: as_of is read in it too');
SELECT is((SELECT complete FROM faces, shares(s, as_of => '2024-03-11 00:00:00', since => '2024-03-04 00:00')), true, 'to the instant');
SELECT is((SELECT complete FROM faces, shares(s)), true, 'and the defaults agree');

-- A zone may lie so far west that its running day is days before that of UTC.
SELECT is((SELECT complete FROM shares((SELECT weekly_share(ts, 'k', 1::bigint, zone, to_char((now() AT TIME ZONE zone)::date + 1, 'fmday')) FROM (VALUES (now()), (now() - interval '10 days')) AS v (ts))) ORDER BY week DESC LIMIT 1), false, 'the week of the running day is not complete in ' || zone)
FROM unnest('{<X>+167,<X>-167}'::text[]) AS zone;

SELECT * FROM finish();
ROLLBACK;

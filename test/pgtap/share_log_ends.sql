-- Every accessor takes the log's own ends; what a dump holds can be restored.
\ir lib/setup.sql
SELECT plan(21);

-- A log of four whole weeks; one team used models from Wednesday of week 2 to Tuesday of week 4.
CREATE TABLE logged AS SELECT ts, CASE WHEN n % 3 = 0 OR n % 100 = 7 THEN 'new' ELSE 'old' END AS key, ts >= '2025-01-15' AND ts < '2025-01-29' AS team
	FROM generate_series(0, 671) AS n, LATERAL (SELECT timestamptz '2025-01-06 00:30+00' + n * interval '1 hour' AS ts) AS t;
CREATE TABLE kept AS SELECT weekly_share(ts, key) AS whole, weekly_share(ts, key) FILTER (WHERE team) AS part FROM logged;

SELECT is((SELECT count(*)::int FROM kept, concentration(part) WHERE complete), 1, 'by itself the team has one complete week');
SELECT is((SELECT count(*)::int FROM kept, concentration(part, since => first_seen(whole), as_of => last_seen(whole)) WHERE complete), 3, 'with the ends of the log it has three: concentration');
SELECT is((SELECT count(*)::int FROM kept, compare_shares(part, 'old', 'new', first_seen(whole), last_seen(whole)) WHERE complete), 3, 'compare_shares');
SELECT is((SELECT count(*)::int FROM kept, adoption(part, since => first_seen(whole), as_of => last_seen(whole)) WHERE complete), 6, 'adoption');
SELECT is((SELECT count(*)::int FROM kept, event_study(part, 'old', '2025-01-20', 1, 1, first_seen(whole), last_seen(whole)) WHERE complete), 3, 'event_study');
SELECT is((SELECT count(*)::int FROM kept, event_study(whole, 'old', '2025-01-20', 5, 5) WHERE complete AND total IS NULL), 0, 'event_study: no week outside the log is complete');
SELECT is((SELECT DISTINCT weeks FROM kept, pooled_shares(part)), 1, 'pooled_shares: the mean is over complete weeks');
SELECT is((SELECT DISTINCT weeks FROM kept, pooled_shares(part, since => first_seen(whole), as_of => last_seen(whole))), 3, 'of which the log''s ends leave three');
SELECT is((SELECT DISTINCT last_week FROM kept, peaks(part, since => first_seen(whole), as_of => last_seen(whole))), date '2025-01-27', 'peaks');
SELECT is((SELECT DISTINCT last_week FROM kept, peaks(part)), date '2025-01-20', 'which by itself ends earlier');
SELECT isnt((SELECT point_change FROM kept, share_changes(part, since => first_seen(whole), as_of => last_seen(whole)) WHERE key = 'new'),
	(SELECT point_change FROM kept, share_changes(part) WHERE key = 'new'), 'share_changes');
SELECT is((SELECT bool_and(left_censored) FROM kept, adoption(part)), true, 'by itself a filtered log cannot tell a launch from its beginning');
SELECT is((SELECT bool_or(left_censored) FROM kept, adoption(part, since => first_seen(whole))), false, 'when it knows where the log begins, it can');

-- A running week weighs little in a sum and nothing in a mean.
SELECT is((SELECT round(mean_share::numeric, 6) FROM pooled_shares((SELECT weekly_share(timestamptz '2025-01-06' + n * interval '1 hour', CASE WHEN n >= 336 THEN 'b' ELSE 'a' END) FROM generate_series(0, 337) AS n)) WHERE key = 'b'),
	0.000000, 'two hours of a running week do not count as a week');

-- Face value, where the session's zone skips the midnight.
SET LOCAL TimeZone = 'America/Sao_Paulo';
SET LOCAL modelshare.week_start = 'sunday';
CREATE TABLE faces AS SELECT weekly_share(timestamp '2017-10-15 00:30' + n * interval '6 hours', 'k') AS s FROM generate_series(0, 60) AS n;
SELECT same_rows('SELECT x.* FROM faces, shares(s, since => first_seen(s)) AS x', 'SELECT x.* FROM faces, shares(s) AS x', 'since => first_seen(s) is the default');
SET LOCAL TimeZone = 'UTC';
RESET modelshare.week_start;

-- A value that exists is read whatever the limit on building.
CREATE TABLE wide AS SELECT weekly_share(timestamp '2025-01-06', 'key ' || n) AS s FROM generate_series(1, 3000) AS n;
SET LOCAL modelshare.max_summary_memory = '64kB';
SELECT is((SELECT s::text::cstring::text FROM wide), (SELECT textin(textout(s::text))::share_summary::text FROM wide), 'text is read whatever the limit');
SELECT is(sqlstate_of('SELECT rollup(s) FROM (SELECT s FROM wide UNION ALL SELECT s FROM wide) AS x'), '54000', 'building is held to it');
SELECT is((SELECT count(*)::int FROM wide, shares(s)), 3000, 'reading is not');
RESET modelshare.max_summary_memory;

-- Counts of rows do not wrap.
CREATE TABLE most AS SELECT '{"share_summary": 1, "measure": "rows", "period": "week", "timezone": null, "week_start": "monday", "rows_read": 9223372036854775807, "null_ts": 9223372036854775807, "infinite_ts": 0, "null_amount": 0, "nonfinite_amount": 0, "negative_amounts": 0, "first": 9223372036854775807, "last": -9223372036854775808, "keys": [], "cells": []}'::share_summary AS s;
SELECT is(sqlstate_of('SELECT s || s FROM most'), '22003', 'too many rows are an error');
SELECT is(sqlstate_of('SELECT rollup(s) FROM (TABLE most UNION ALL TABLE most) AS x'), '22003', 'in rollup too');
SELECT is((SELECT s::text FROM most), (SELECT s::text::share_summary::text FROM most), 'as many as fit can be kept');

SELECT * FROM finish();
ROLLBACK;

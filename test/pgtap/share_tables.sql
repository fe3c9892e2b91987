-- A table that is already one row a week: what is recognised as one, what never is, and what follows.
\ir lib/setup.sql
\ir lib/changed.sql
SELECT plan(44);
SET LOCAL modelshare.timezone = 'UTC';

CREATE FUNCTION recognised(s share_summary) RETURNS bool LANGUAGE sql AS 'SELECT one_row_a_period FROM summary_info(s)';
CREATE FUNCTION mondays(weeks int, first timestamptz DEFAULT '2025-01-06 00:00+00') RETURNS SETOF timestamptz LANGUAGE sql AS 'SELECT first + n * interval ''7 days'' FROM generate_series(0, weeks - 1) AS n';

-- False alarms: 10,000 groups of 2 to 20 rows over a year, as instants and as days.
SELECT setseed(0.35);
CREATE TABLE rare AS SELECT n AS grp, timestamptz '2024-12-30' + random() * interval '364 days' AS ts FROM generate_series(1, 10000) AS n, generate_series(1, 2 + n % 19);
SELECT is((SELECT count(*)::int FROM (SELECT weekly_share(ts, 'k') AS s FROM rare GROUP BY grp) AS x WHERE recognised(s)), 0, 'of 10,000 small groups of instants none is taken for a table');
SELECT is((SELECT count(*)::int FROM (SELECT weekly_share(ts::date, 'k') AS s FROM rare GROUP BY grp) AS x WHERE recognised(s)), 0, 'of days none');
SELECT is((SELECT count(*)::int FROM (SELECT weekly_share(date_trunc('week', ts), 'k') AS s FROM rare WHERE grp % 19 < 6 GROUP BY grp) AS x WHERE recognised(s)), 0, 'of Mondays, up to seven of them, none');
SELECT is((SELECT count(*)::int FROM (SELECT weekly_share(t + interval '9 hours' + n % 7 * interval '1 minute', 'k') AS s FROM generate_series(1, 100) AS n, mondays(30) AS t GROUP BY n) AS x WHERE recognised(s)), 0, 'a job of every Monday morning is not one');
SELECT is(recognised(weekly_share(t + CASE WHEN t > '2025-06-01' THEN interval '1 microsecond' ELSE interval '0' END, 'k')), false, 'nor one that is late once, by a microsecond') FROM mondays(40) AS t;
SELECT is(recognised(weekly_share(t, 'k')), false, 'seven weeks are too few') FROM mondays(7) AS t;
SELECT is(recognised(weekly_share(t, 'k')), false, 'forty weeks with a gap are a log') FROM mondays(40) AS t WHERE t <> '2025-03-10';
SELECT is(recognised(weekly_share(t + interval '1 day', 'k')), false, 'Tuesdays are not where weeks start') FROM mondays(40) AS t;
SELECT is(recognised(weekly_share(NULL::date, 'k')), false, 'rows without a time are no table');

-- What is: Mondays at midnight in eight weeks running cannot be told from a weekly table.
SELECT is(recognised(weekly_share(t, 'k')), true, 'eight Mondays at midnight') FROM mondays(8) AS t;
SELECT is(recognised(weekly_share(t::date, 'k')), true, 'as dates') FROM mondays(8) AS t;
SELECT is(recognised(weekly_share(t::timestamp, 'k' || n, 0.5::float8)), true, 'as timestamps, many keys') FROM mondays(8) AS t, generate_series(1, 500) AS n;
SELECT is(recognised(weekly_share(ts, 'k')), true, 'rows without a time change nothing') FROM (SELECT t FROM mondays(8) AS t UNION ALL VALUES (NULL::timestamptz), ('infinity')) AS x (ts);
SELECT is(recognised(weekly_share(t - interval '1 day', 'k', 1::bigint, 'UTC', 'sunday')), true, 'Sundays, where weeks start on Sunday') FROM mondays(8) AS t;

-- Midnight is that of the summary's zone.
SELECT is(recognised(weekly_share(t, 'k', 1::bigint, 'Asia/Tokyo', 'monday')), false, 'midnight in UTC is none in Tokyo') FROM mondays(8) AS t;
SELECT is(recognised(weekly_share(t, 'k', 1::bigint, 'Asia/Tokyo', 'monday')), true, 'midnight in Tokyo is') FROM mondays(8, '2025-01-05 15:00+00') AS t;
SELECT is(recognised(weekly_share(t, 'k', 1::bigint, 'America/New_York', 'monday')), false, 'in a zone that changes its clock, the same hour of UTC is not always midnight') FROM mondays(20, '2025-01-06 05:00+00') AS t;
SELECT is(recognised(weekly_share(t::timestamp AT TIME ZONE 'America/New_York', 'k', 1::bigint, 'America/New_York', 'monday')), true, 'its own midnights are') FROM mondays(20) AS t;
SELECT is(recognised(weekly_share((date '2017-09-03' + 7 * n)::timestamp AT TIME ZONE 'America/Sao_Paulo', 'k', 1::bigint, 'America/Sao_Paulo', 'sunday')), true, 'also where the clock skips one of them') FROM generate_series(0, 9) AS n;

-- It is the default of as_of, and nothing else.
CREATE TABLE weekly AS SELECT weekly_share(t, 'k' || n, n) AS s FROM mondays(10) AS t, generate_series(1, 3) AS n;
CREATE TABLE daily AS SELECT weekly_share(ts, 'k' || extract(hour FROM ts)::int % 3, 1) AS s FROM generate_series(timestamptz '2025-01-06 00:30+00', '2025-03-10 23:30+00', '1 hour') AS ts;
SELECT is((SELECT count(DISTINCT week) FILTER (WHERE complete)::int FROM weekly, shares(s)), 10, 'the last week of a table is complete');
SELECT is((SELECT count(DISTINCT week) FILTER (WHERE complete)::int FROM daily, shares(s)), 9, 'that of a log that ends with a Monday is not');
SELECT is((SELECT count(point_change)::int FROM weekly, shares(s) WHERE week = '2025-03-10'), 3, 'and its changes are known');
SELECT is((SELECT DISTINCT last_week FROM weekly, peaks(s)), date '2025-03-10', 'peaks: its last week');
SELECT is((SELECT DISTINCT weeks FROM weekly, pooled_shares(s)), 10, 'pooled_shares: its mean');
SELECT is((SELECT last_seen(s) FROM weekly), timestamptz '2025-03-11 00:00+00', 'last_seen does not guess');
SELECT is((SELECT count(DISTINCT week) FILTER (WHERE complete)::int FROM weekly, shares(s, as_of => last_seen(s))), 9, 'an as_of that is given stands');
SELECT is((SELECT count(DISTINCT week) FILTER (WHERE complete)::int FROM daily, shares(s, as_of => last_period_end(s))), 10, 'last_period_end says of any log that it is a table');
SELECT is((SELECT last_period_end(s) FROM weekly), timestamptz '2025-03-17 00:00+00', 'it is the end of the last week');
CREATE TABLE current AS SELECT weekly_share(t, 'k') AS s FROM mondays(10, date_trunc('week', now()) - interval '9 weeks') AS t;
SELECT is((SELECT recognised(s) FROM current), true, 'a table whose last week is running');
SELECT is((SELECT array_agg(complete ORDER BY week) FROM current, shares(s) WHERE week > now() - interval '14 days'), '{t,f}', 'the default of as_of is never beyond now()');
SELECT is((SELECT last_period_end(s) FROM current), now(), 'nor is last_period_end');
SELECT is((SELECT max(last_seen(s)) FROM (SELECT weekly_share(ts, key) AS s FROM (SELECT t, 'table' FROM mondays(10) AS t UNION ALL
	SELECT ts, 'log' FROM generate_series(timestamptz '2025-01-06', '2025-03-12', '1 hour') AS ts) AS x (ts, key) GROUP BY key) AS y),
	timestamptz '2025-03-13 00:00+00', 'one group that is a table moves no end of the others');

-- The mark survives merges, and only where both sides have it.
SELECT is((SELECT recognised(a.s || b.s) FROM weekly AS a, weekly AS b), true, 'a table and a table');
SELECT is((SELECT recognised(a.s || b.s) FROM weekly AS a, daily AS b), false, 'a table and a log');
SELECT is(recognised(weekly_share(t, 'k') || (SELECT weekly_share(NULL::timestamptz, 'k'))), true, 'a table and nothing') FROM mondays(8) AS t;
SELECT is((SELECT recognised(rollup(p)) FROM (SELECT weekly_share(t, 'k') AS p FROM mondays(12) AS t GROUP BY t) AS x), true, 'a table, week by week, of which each is too few');
SELECT is((SELECT recognised(rollup(p)) FROM (SELECT weekly_share(t + CASE WHEN t = '2025-02-03' THEN interval '1 s' ELSE interval '0' END, 'k') AS p FROM mondays(12) AS t GROUP BY t) AS x), false, 'one row off');
SELECT is((SELECT rollup(p)::text FROM (SELECT weekly_share(t, 'key ' || n) AS p FROM mondays(12) AS t, generate_series(1, 900) AS n GROUP BY n % 7) AS x),
	(SELECT weekly_share(t, 'key ' || n)::text FROM mondays(12) AS t, generate_series(1, 900) AS n), 'parts of a large one merge to the same');

-- It is written down and read, and is denied where the days of the cells do.
SELECT is((SELECT recognised(s::text::share_summary) FROM weekly), true, 'text keeps it');
SELECT is((SELECT s::text::share_summary::text FROM weekly), (SELECT s::text FROM weekly), 'as it was');
SELECT is(sqlstate_of(format('SELECT %L::share_summary', regexp_replace(s::text, '("last": \d+)', '\1, "on_week_starts": true'))), '22P02', 'a log cannot claim it') FROM daily;
SELECT is(sqlstate_of(format('SELECT %L::share_summary', replace(s::text, '"on_week_starts": true', '"on_week_starts": false'))), '22P02', 'it is there or not there') FROM weekly;

-- The other kinds of summary.
SELECT is((SELECT array[last_period_end(cohort_retention(t, 1, 'month')), last_period_end(cohort_retention(t, 1, 'week')), last_period_end(cohort_retention(t, NULL::bigint, 'quarter', 'Asia/Tokyo')), last_period_end(cohort_retention(NULL, 1, 'week'))] FROM mondays(10) AS t),
	'{2025-04-01 00:00+00,2025-03-17 00:00+00,2025-03-31 15:00+00,NULL}'::timestamptz[], 'last_period_end of retention');
SELECT is((SELECT array[last_period_end(usage_elasticity(t, 'u', 1, 2, 'month')), last_period_end(usage_elasticity(t, NULL, 1, 2, 'month')), (SELECT last_period_end(elasticity(1, 2)))] FROM mondays(10) AS t),
	'{2025-04-01 00:00+00,NULL,NULL}'::timestamptz[], 'and of usage_elasticity');

SELECT * FROM finish();
ROLLBACK;

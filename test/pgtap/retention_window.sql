-- The window functions cohort_start() and cohort_period() against plain SQL;
-- what summary_info(), first_seen() and last_seen() tell.
\ir lib/setup.sql
\ir lib/lifecycle_oracle.sql
SELECT plan(45);

CALL oracle.fill(0.41, 200, '2024-09-20', '8 months');
CREATE TABLE rows AS SELECT row_number() OVER () AS n, ts, u FROM oracle.log;

-- Each row's cohort, and how far it is from there.
CREATE FUNCTION wanted(unit text, zone text) RETURNS TABLE (n bigint, cohort date, period int)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT r.n, CASE WHEN isfinite(r.ts) THEN oracle.start_of(min(x.p) FILTER (WHERE isfinite(r.ts)) OVER (PARTITION BY r.u), unit) END,
		CASE WHEN isfinite(r.ts) THEN x.p - min(x.p) FILTER (WHERE isfinite(r.ts)) OVER (PARTITION BY r.u) END
	FROM rows AS r, LATERAL (SELECT CASE WHEN isfinite(r.ts) THEN oracle.number((r.ts AT TIME ZONE zone)::date, unit) END AS p) AS x;
END;
CREATE TEMP TABLE cases (unit text, zone text);
INSERT INTO cases VALUES ('day', 'America/Sao_Paulo'), ('week', 'Pacific/Auckland'), ('month', 'Asia/Kathmandu'), ('quarter', 'America/St_Johns'), ('month', 'UTC');
SELECT same_rows(format('SELECT n, cohort_start(ts, %L, %L) OVER w, cohort_period(ts, %1$L, %2$L) OVER w FROM rows WINDOW w AS (PARTITION BY u)', unit, zone),
	format('SELECT * FROM wanted(%L, %L)', unit, zone), unit || ' in ' || zone) FROM cases;
SELECT same_rows(format('SELECT n, cohort_start(ts, %L) OVER w, cohort_period(ts, %1$L) OVER w FROM rows WINDOW w AS (PARTITION BY u ORDER BY ts DESC ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)', unit),
	format('SELECT * FROM wanted(%L, %L)', unit, 'UTC'), unit || ', any order and frame, in the session''s zone') FROM cases;
SELECT same_rows(format('SELECT n, cohort_start(ts AT TIME ZONE %2$L, %1$L) OVER w, cohort_period(ts AT TIME ZONE %2$L, %1$L) OVER w FROM rows WINDOW w AS (PARTITION BY u)', unit, zone),
	format('SELECT * FROM wanted(%L, %L)', unit, zone), unit || ' at face value') FROM cases;
SELECT same_rows(format('SELECT n, cohort_start((ts AT TIME ZONE %2$L)::date, %1$L) OVER w, cohort_period((ts AT TIME ZONE %2$L)::date, %1$L) OVER w FROM rows WINDOW w AS (PARTITION BY u)', unit, zone),
	format('SELECT * FROM wanted(%L, %L)', unit, zone), unit || ', dates') FROM cases;
SET LOCAL modelshare.timezone = 'Pacific/Apia';
SELECT same_rows($$SELECT n, cohort_start(ts, 'month') OVER w, cohort_period(ts, 'MONTH', NULL) OVER w FROM rows WINDOW w AS (PARTITION BY u)$$, $$SELECT * FROM wanted('month', 'Pacific/Apia')$$, 'the setting''s zone');
RESET modelshare.timezone;
SET LOCAL modelshare.week_start = 'sunday';
SELECT same_rows($$SELECT n, cohort_start(ts, 'week', 'UTC') OVER w, cohort_period(ts, 'week') OVER w FROM rows WINDOW w AS (PARTITION BY u)$$,
	$$SELECT n, min(week) OVER (PARTITION BY u), (week - min(week) OVER (PARTITION BY u)) / 7 FROM (SELECT n, u, date_trunc('week', ts + interval '1 day')::date - 1 AS week FROM rows WHERE isfinite(ts)) AS x
	UNION ALL SELECT n, NULL, NULL FROM rows WHERE isfinite(ts) IS NOT TRUE$$, 'weeks start on the setting''s day');
RESET modelshare.week_start;

-- The table of retention by hand is that of lifecycle.
SELECT same_rows($$SELECT cohort, count(DISTINCT u) FROM (SELECT u, cohort_start(ts, 'month') OVER (PARTITION BY u) AS cohort FROM rows WHERE u IS NOT NULL) AS x WHERE cohort IS NOT NULL GROUP BY 1$$,
	$$SELECT period_start, new_users FROM (SELECT cohort_retention(ts, u, 'month') AS r FROM rows) AS q, lifecycle(r, '2026-01-01') WHERE new_users > 0$$, 'cohort sizes');
SELECT same_rows($$SELECT user_id FROM (SELECT cohort_retention(ts, u, 'week') AS r FROM rows) AS q, cell_users(r, '2024-11-04', 3, '2026-01-01')$$,
	$$SELECT DISTINCT u FROM (SELECT u, cohort_start(ts, 'week') OVER w AS cohort, cohort_period(ts, 'week') OVER w AS period FROM rows WHERE u IS NOT NULL WINDOW w AS (PARTITION BY u)) AS x WHERE cohort = '2024-11-04' AND period = 3$$, 'users of a cell');

-- No time, one row, nothing.
SELECT same_rows($$SELECT cohort_start(ts, 'day') OVER (), cohort_period(ts, 'day') OVER () FROM (VALUES (NULL::timestamptz), ('infinity')) AS v (ts)$$, $$VALUES (NULL::date, NULL::int), (NULL, NULL)$$, 'a partition without a time');
SELECT same_rows($$SELECT cohort_start(date '2025-05-15', 'quarter') OVER (), cohort_period(date '2025-05-15', 'quarter') OVER ()$$, $$VALUES (date '2025-04-01', 0)$$, 'a partition of one row');
SELECT same_rows($$SELECT cohort_period(ts, 'day') OVER (ORDER BY ts) FROM (VALUES (date '4713-01-02 BC'), (date '294276-01-01')) AS v (ts)$$, $$SELECT date '294276-01-01' - d FROM (VALUES (date '4713-01-02 BC'), (date '294276-01-01')) AS v (d)$$, 'as far apart as dates can be');

-- What must stay the same, and what is wrong.
SELECT is(message_of($$SELECT cohort_start(ts, CASE WHEN n > 100 THEN 'week' ELSE 'month' END) OVER () FROM rows$$), 'argument period changed from "month" to "week" | It must be the same for all rows of a partition.', 'the period must not change');
SELECT is(message_of($$SELECT cohort_period(ts, 'day', CASE WHEN n > 100 THEN 'UTC' ELSE 'Asia/Tokyo' END) OVER () FROM rows$$), 'argument timezone changed from "Asia/Tokyo" to "UTC" | It must be the same for all rows of a partition.', 'nor the zone');
SELECT is(sqlstate_of($$SELECT cohort_start(ts, u::text) OVER (PARTITION BY u) FROM rows$$), '22023', 'an unknown period');
SELECT is(sqlstate_of($$SELECT cohort_start(ts, 'fortnight') OVER (PARTITION BY u) FROM rows$$), '22023', 'another');
SELECT is(sqlstate_of($$SELECT cohort_start(ts, NULL) OVER (PARTITION BY u) FROM rows$$), '22004', 'no period');
SELECT is(sqlstate_of($$SELECT cohort_start(ts, 'day', 'Mars/Base') OVER (PARTITION BY u) FROM rows$$), '22023', 'an unknown zone');
SELECT is(sqlstate_of($$SELECT cohort_start(d, 'month') OVER () FROM (VALUES (date '4714-11-24 BC')) AS v (d)$$), '22008', 'a month that starts before all dates');

-- What was read.
CREATE TABLE kept AS SELECT cohort_retention(ts, u, 'month', 'Asia/Tokyo') AS r, cohort_retention(ts::date, md5(u::text)::uuid, 'day') AS d, cohort_retention(ts, u::text, 'week', opens) AS s FROM oracle.log;
SELECT same_rows('SELECT rows_read, null_ts, infinite_ts, null_user, users, first_row, last_row FROM kept, summary_info(r)',
	'SELECT count(*), count(*) FILTER (WHERE ts IS NULL), count(*) FILTER (WHERE NOT isfinite(ts)), count(*) FILTER (WHERE isfinite(ts) AND u IS NULL), count(DISTINCT u) FILTER (WHERE isfinite(ts)), min(ts) FILTER (WHERE isfinite(ts)), max(ts) FILTER (WHERE isfinite(ts)) FROM oracle.log', 'rows read and left out, users, ends');
SELECT same_rows('SELECT cohorts, small_cohorts FROM kept, summary_info(r, 12)',
	$$SELECT count(*), count(*) FILTER (WHERE size < 12) FROM (SELECT count(*) AS size FROM (SELECT u, min(oracle.number((ts AT TIME ZONE 'Asia/Tokyo')::date, 'month')) AS c FROM oracle.log WHERE isfinite(ts) AND u IS NOT NULL GROUP BY u) AS a GROUP BY c) AS b$$, 'cohorts, and small ones');
SELECT same_rows('SELECT users, users_without_start, cohorts FROM kept, summary_info(s)',
	$$SELECT count(*), count(*) - count(c), count(DISTINCT c) FROM (SELECT u, min(date_trunc('week', ts)) FILTER (WHERE opens) AS c FROM oracle.log WHERE isfinite(ts) AND u IS NOT NULL GROUP BY u) AS a$$, 'users who never started');
SELECT same_rows('SELECT period, user_type, starts, timezone, week_start, small_cohorts FROM kept, summary_info(r)', $$VALUES ('month', 'bigint', false, 'Asia/Tokyo', NULL, 0::bigint)$$, 'what rows have in common');
SELECT is((SELECT week_start FROM kept, summary_info(s)), 'monday', 'weeks have a first day');
SELECT same_rows('SELECT period, user_type, starts, timezone, users_without_start FROM kept, summary_info(d)', $$VALUES ('day', 'uuid', false, NULL, NULL::bigint)$$, 'at face value there is no zone');
SELECT same_rows('SELECT period, user_type, starts, timezone, windows > 1, bytes > 1000, format_version FROM kept, summary_info(s)', $$VALUES ('week', 'text', true, 'UTC', true, true, 1)$$, 'and with starts');
SELECT same_rows('SELECT first_seen(r), last_seen(r) FROM kept',
	$$SELECT date_trunc('day', min(ts) AT TIME ZONE 'Asia/Tokyo') AT TIME ZONE 'Asia/Tokyo', (date_trunc('day', max(ts) AT TIME ZONE 'Asia/Tokyo') + interval '1 day') AT TIME ZONE 'Asia/Tokyo' FROM oracle.log WHERE isfinite(ts)$$, 'the ends of the log are days');
SELECT is((SELECT last_seen(cohort_retention(now(), 1::bigint, 'day'))), now(), 'the running day ends now');
SELECT same_rows('SELECT first_seen(r), last_seen(r), rows_read, first_row, users, cohorts FROM (SELECT cohort_retention(NULL::timestamptz, 1::bigint, $$day$$) AS r) AS q, summary_info(r)', 'VALUES (NULL::timestamptz, NULL::timestamptz, 1::bigint, NULL::timestamptz, 0::bigint, 0::bigint)', 'without a time there are no ends');
SELECT is_empty('SELECT summary_info(NULL::retention_summary)', 'no summary, no row');

SELECT * FROM finish();
ROLLBACK;

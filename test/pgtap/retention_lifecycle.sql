-- lifecycle(), active_users() and cell_users() against plain SQL.
\ir lib/setup.sql
\ir lib/lifecycle_oracle.sql
SELECT plan(92);

CREATE TEMP TABLE cases (unit text, zone text, as_of timestamptz, what text);
INSERT INTO cases VALUES
	('day', 'UTC', '2025-04-20', 'at the end of a day'),
	('day', 'America/Sao_Paulo', '2025-03-05 17:00', 'in mid-day, with midnights that were skipped'),
	('week', 'UTC', '2025-05-05', 'at the end of a week'),
	('week', 'Pacific/Auckland', '2025-04-10', 'in mid-week'),
	('month', 'UTC', '2025-06-01', 'at the end of a month'),
	('month', 'Asia/Kathmandu', '2025-05-01', 'hours into a month'),
	('month', 'America/St_Johns', '2031-02-03', 'years after the last row'),
	('quarter', 'UTC', '2025-04-01', 'at the end of a quarter'),
	('quarter', 'Pacific/Apia', '2025-03-31 23:00', 'near the end of a quarter'),
	('month', 'UTC', '2018-03-15', 'before most rows');

CALL oracle.fill(0.11, 400, '2024-09-20', '8 months');
CREATE TABLE kept AS
	SELECT c.*, (SELECT cohort_retention(ts, u, c.unit, c.zone) FROM oracle.log) AS r,
		(SELECT cohort_retention(ts, u, c.unit, c.zone, opens) FROM oracle.log) AS s FROM cases AS c;

SELECT same_rows(format($$SELECT x.* FROM kept, lifecycle(r, as_of) AS x WHERE what = %L$$, what),
	format('SELECT * FROM oracle.lifecycle(%L, %L, %L)', unit, zone, as_of), unit || ' in ' || zone || ', ' || what) FROM cases;
SELECT same_rows(format($$SELECT x.* FROM kept, lifecycle(r, as_of, since => '2025-01-01') AS x WHERE what = %L$$, what),
	format('SELECT * FROM oracle.lifecycle(%L, %L, %L, %L)', unit, zone, as_of, '2025-01-01'), 'since the middle: ' || what) FROM cases;
SELECT same_rows(format($$SELECT x.* FROM kept, lifecycle(r, as_of, since => '2001-01-01') AS x WHERE what = %L$$, what),
	format('SELECT * FROM oracle.lifecycle(%L, %L, %L, %L)', unit, zone, as_of, '2001-01-01'), 'since long before: ' || what) FROM cases;
SELECT same_rows(format($$SELECT x.* FROM kept, lifecycle(s, as_of) AS x WHERE what = %L$$, what),
	format('SELECT * FROM oracle.lifecycle(%L, %L, %L, starts => true)', unit, zone, as_of), 'with starts: ' || what) FROM cases;
SELECT same_rows(format($$SELECT x.* FROM kept, active_users(r, as_of) AS x WHERE what = %L$$, what),
	format('SELECT * FROM oracle.active_users(%L, %L, %L)', unit, zone, as_of), 'active users: ' || what) FROM cases;

-- A stray row without a user says nothing about when the users came.
CREATE TABLE stray AS SELECT cohort_retention(ts, u, 'month') AS r, cohort_retention(ts, u, 'month') FILTER (WHERE u IS NULL) AS nobody
FROM (VALUES (date '1970-01-01', NULL::bigint), ('2024-01-05', 1), ('2024-02-05', 2)) AS v (ts, u);
SELECT is((SELECT array_agg((period_start, left_censored)::text) FROM stray, lifecycle(r, '2024-02-20')), '{"(2024-01-01,t)","(2024-02-01,f)"}', 'lifecycle begins with the first period of a user');
SELECT is((SELECT array_agg((period_start, active, users_so_far)::text) FROM stray, active_users(r, '2024-02-20')), '{"(2024-01-01,1,1)","(2024-02-01,1,2)"}', 'active_users too');
SELECT is((SELECT array_agg(DISTINCT (cohort, left_censored)::text) FROM stray, retention(r, '2024-05-01')), '{"(2024-01-01,t)","(2024-02-01,f)"}', 'their first cohort stays left-censored');
SELECT is((SELECT array_agg((period_start, left_censored)::text) FROM stray, lifecycle(nobody, '1970-02-20')), '{"(1970-01-01,t)","(1970-02-01,f)"}', 'without any user the rows tell where the log begins');
SELECT is((SELECT count(*) FROM stray, lifecycle(r, '2023-12-31')), 0::bigint, 'nothing before the first user');

-- Identities.
SELECT is((SELECT count(*) FROM kept, lifecycle(r, as_of) WHERE active <> new_users + retained + coalesce(resurrected, 0)), 0::bigint, 'active = new + retained + resurrected');
SELECT is((SELECT count(*) FROM (SELECT churned, retained, lag(active) OVER (PARTITION BY what ORDER BY period_start) AS before FROM kept, lifecycle(r, as_of)) AS x WHERE churned <> before - retained), 0::bigint, 'churned = active of the period before - retained');
SELECT is((SELECT count(*) FROM (SELECT net, active, lag(active) OVER (PARTITION BY what ORDER BY period_start) AS before FROM kept, lifecycle(r, as_of)) AS x WHERE net <> active - before), 0::bigint, 'net = active - active of the period before');
SELECT is((SELECT sum(new_users) FROM kept, lifecycle(r, as_of) WHERE unit = 'month' AND as_of > '2030-01-01'), (SELECT count(DISTINCT u) FROM oracle.log WHERE isfinite(ts))::numeric, 'every user is new once');

-- Users by any type, and summaries merged, give the same.
SELECT same_rows($$SELECT x.* FROM (SELECT cohort_retention(ts, u::text, 'month', 'Asia/Kathmandu') AS r FROM oracle.log) AS q, lifecycle(r, '2025-05-01') AS x$$,
	$$SELECT * FROM oracle.lifecycle('month', 'Asia/Kathmandu', '2025-05-01')$$, 'text users');
SELECT same_rows($$SELECT x.* FROM (SELECT cohort_retention(ts, md5(u::text)::uuid, 'week', 'UTC') AS r FROM oracle.log) AS q, lifecycle(r, '2025-05-05') AS x$$,
	$$SELECT * FROM oracle.lifecycle('week', 'UTC', '2025-05-05')$$, 'uuid users');
SELECT same_rows($$SELECT x.* FROM (SELECT rollup(r) AS r FROM (SELECT cohort_retention(ts, u, 'day', 'UTC') AS r FROM (SELECT *, random() AS part FROM oracle.log) AS l GROUP BY floor(part * 9)) AS p) AS q, lifecycle(r, '2025-04-20') AS x$$,
	$$SELECT * FROM oracle.lifecycle('day', 'UTC', '2025-04-20')$$, 'merged from parts');
SELECT same_rows($$SELECT x.* FROM (SELECT cohort_retention(ts AT TIME ZONE 'Asia/Tokyo', u, 'month') AS r FROM oracle.log) AS q, lifecycle(r, '2025-05-01') AS x$$,
	$$SELECT * FROM oracle.lifecycle('month', 'Asia/Tokyo', timestamptz '2025-05-01' AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo')$$, 'at face value as_of is read in the session''s zone');

SET LOCAL modelshare.week_start = 'sunday';
SELECT same_rows($$SELECT period_start + 1, active, new_users, retained, resurrected, churned, complete FROM (SELECT cohort_retention(ts - interval '1 day', u, 'week', 'UTC') AS r FROM oracle.log) AS q, lifecycle(r, '2025-05-04')$$,
	$$SELECT period_start, active, new_users, retained, resurrected, churned, complete FROM oracle.lifecycle('week', 'UTC', '2025-05-05')$$, 'weeks that start on Sunday');
RESET modelshare.week_start;

-- More than 64 periods, one user: gaps of every kind.
CREATE TABLE gaps AS SELECT date '2020-01-01' + n AS day FROM generate_series(0, 3999) AS n
	WHERE n < 130 OR n = 192 OR n BETWEEN 255 AND 258 OR n BETWEEN 319 AND 512 OR n IN (1000, 1023, 1024, 1088) OR n BETWEEN 2291 AND 2294 OR n BETWEEN 2487 AND 2490 OR n BETWEEN 3000 AND 3200;
SELECT same_rows($$SELECT period_start, active, new_users, retained, resurrected, churned FROM (SELECT cohort_retention(day, 1::bigint, 'day') AS r FROM gaps) AS q, lifecycle(r, '2029-06-01', since => '2020-01-01')$$,
	$$SELECT d::date, (g.day IS NOT NULL)::int::bigint, (d = '2020-01-01')::int::bigint, (g.day IS NOT NULL AND b.day IS NOT NULL)::int::bigint,
		(g.day IS NOT NULL AND b.day IS NULL AND d > '2020-01-01')::int::bigint, (g.day IS NULL AND b.day IS NOT NULL)::int::bigint
		FROM generate_series(timestamp '2020-01-01', '2029-05-31', '1 day') AS d LEFT JOIN gaps AS g ON g.day = d LEFT JOIN gaps AS b ON b.day = d - interval '1 day'$$, 'runs over the borders of windows');

-- A log of a few rows, by hand.
CREATE TABLE few (ts timestamptz, u bigint);
INSERT INTO few VALUES ('2025-01-10', 1), ('2025-01-20', 2), ('2025-02-02', 1), ('2025-04-30 23:59', 2), ('2025-05-01', 3);
CREATE TABLE few_kept AS SELECT cohort_retention(ts, u, 'month') AS r FROM few;
SELECT same_rows($$SELECT x.* FROM few_kept, lifecycle(r, '2025-05-10') AS x$$, $$VALUES
	(date '2025-01-01', 2::bigint, 2::bigint, 0::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::float8, NULL::float8, true, true),
	('2025-02-01', 1, 0, 1, 0, 1, -1, 0.5, 0, true, false),
	('2025-03-01', 0, 0, 0, 0, 1, -1, 1, 0, true, false),
	('2025-04-01', 1, 0, 0, 1, 0, 1, NULL, NULL, true, false),
	('2025-05-01', 1, 1, 0, 0, NULL, NULL, NULL, NULL, false, false)$$, 'the first period, a silent one, the running one');
SELECT same_rows($$SELECT x.* FROM few_kept, lifecycle(r, '2025-02-01', '2024-12-01') AS x$$, $$VALUES
	(date '2025-01-01', 2::bigint, 2::bigint, 0::bigint, 0::bigint, 0::bigint, 2::bigint, NULL::float8, NULL::float8, true, false)$$, 'what was before the first period is known when since tells');
SELECT same_rows($$SELECT period_start, active, complete FROM few_kept, lifecycle(r, '2025-01-31 23:59:59.999999')$$, $$VALUES (date '2025-01-01', 2::bigint, false)$$, 'a microsecond before its end a period is running');
SELECT same_rows($$SELECT period_start, active, complete FROM few_kept, lifecycle(r, '2025-02-01')$$, $$VALUES (date '2025-01-01', 2::bigint, true)$$, 'at its end it is complete, and nothing is running yet');
SELECT is_empty($$SELECT lifecycle(r, '2025-01-01') FROM few_kept$$, 'before the first period there is nothing');
SELECT is((SELECT array_agg(active ORDER BY period_start) FROM few_kept, active_users(r, '2025-07-15')), '{2,1,0,1,1,0,0}', 'zeros up to as_of');

-- Cells.
CREATE VIEW cell AS SELECT what, unit, as_of, r, period_start AS cohort, k FROM kept, lifecycle(r, as_of), generate_series(0, 3) AS k WHERE active > 0;
SELECT same_rows(format($$SELECT cohort, k, x.user_id FROM cell, cell_users(r, cohort, k, as_of) AS x WHERE what = %L$$, what),
	format($$SELECT oracle.start_of(a.cohort, %1$L), k, a.u FROM oracle.active(%1$L, %2$L, %3$L) AS a, generate_series(0, 3) AS k WHERE a.p = a.cohort + k$$, unit, zone, as_of), 'cells: ' || what) FROM cases;
SELECT same_rows($$SELECT what, cohort, k, (SELECT count(*) FROM cell_users(r, cohort, k, as_of)) FROM cell JOIN LATERAL (SELECT t.period FROM retention(r, as_of) AS t WHERE t.cohort = cell.cohort AND t.complete) AS c ON c.period = k$$,
	$$SELECT what, t.cohort, t.period, t.retained FROM kept, retention(r, as_of) AS t WHERE t.complete AND t.period <= 3$$, 'as many as retention counts');
SELECT same_rows($$SELECT what, period_start, new_users FROM kept, lifecycle(r, as_of) WHERE new_users > 0$$, $$SELECT what, t.cohort, t.cohort_size FROM kept, retention(r, as_of) AS t WHERE t.period = 0$$, 'new users are the sizes of cohorts');
SELECT same_rows($$SELECT what, period_start, active FROM kept, lifecycle(r, as_of) WHERE complete AND active > 0 AND unit IN ('month', 'quarter')$$,
	$$SELECT what, (t.cohort + t.period * (CASE unit WHEN 'month' THEN 1 ELSE 3 END) * interval '1 month')::date, sum(t.retained)::bigint FROM kept, retention(r, as_of) AS t WHERE t.complete AND unit IN ('month', 'quarter') GROUP BY 1, 2 HAVING sum(t.retained) > 0$$, 'active users are the diagonals of retention');
SELECT is((SELECT count(*) FROM (SELECT x.user_id, lag(x.user_id) OVER (PARTITION BY what, cohort, k ORDER BY n) AS before FROM cell, cell_users(r, cohort, k, as_of) WITH ORDINALITY AS x (user_id, n)) AS y WHERE before >= user_id), 0::bigint, 'in order');
SELECT is((SELECT array_agg(user_id) FROM (SELECT cohort_retention(date '2025-01-06', u, 'week') AS r FROM unnest('{5,-3,9223372036854775807,0,-9223372036854775808,7}'::bigint[]) AS u) AS q, cell_users(r, '2025-01-08', 0, '2025-02-01')),
	'{-9223372036854775808,-3,0,5,7,9223372036854775807}', 'bigint users come back exactly and sorted; any day names the cohort');
CREATE TABLE ids AS SELECT md5(n::text)::uuid AS u FROM generate_series(1, 300) AS n UNION ALL VALUES ('00000000-0000-0000-0000-000000000000'::uuid), ('ffffffff-ffff-ffff-ffff-ffffffffffff'), ('80000000-0000-0000-0000-000000000000'), ('00000000-0000-0000-8000-000000000000');
SELECT is((SELECT array_agg(user_id) FROM (SELECT cohort_retention(date '2025-01-06', u, 'week') AS r FROM ids) AS q, cell_users_uuid(r, '2025-01-06', 0, '2025-02-01')),
	(SELECT array_agg(u ORDER BY u) FROM ids), 'so do uuid users');
SELECT is((SELECT array_agg(user_id) FROM few_kept, cell_users(r, '2025-05-31', 0, '2025-05-10')), '{3}', 'a running cohort has its users so far');
SELECT is((SELECT array_agg(user_id) FROM few_kept, cell_users(r, '2025-01-01', 3, '2025-04-10')), '{2}', 'so has the running period');
SELECT is_empty($$SELECT cell_users(r, '2025-01-01', 4, '2025-04-10') FROM few_kept$$, 'later ones have none');
SELECT is_empty($$SELECT cell_users(r, '2025-03-01', 0, '2025-04-10') FROM few_kept$$, 'a period that opened no cohort has none');
SELECT is_empty($$SELECT cell_users(r, '1900-03-01', 2147483647, '2025-04-10') FROM few_kept$$, 'far away there are none');

SELECT * FROM finish();
ROLLBACK;

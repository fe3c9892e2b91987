-- Accessors of cohorts against plain SQL on random rows: four units, zones on
-- both sides of UTC, users with one row and with hundreds, gaps of years,
-- duplicates, as_of at the very end of a period, a microsecond around it, and
-- in the middle.
\ir lib/setup.sql
\ir lib/cohorts.sql
SELECT plan(221);

-- Even chance in [0, 1), the same on every version whatever the plan.
CREATE FUNCTION chance(thing bigint, purpose bigint) RETURNS float8 IMMUTABLE
RETURN (hashint8extended(thing, purpose) & 1073741823)::float8 / 1073741824;

-- 900 users of three kinds over five years.
INSERT INTO oracle.visits
SELECT timestamptz '2021-11-20 03:00+00' + joined + (chance(user_id * 100 + n, 3) * chance(user_id * 100 + n, 4) * stays) * interval '1 day', user_id
FROM (SELECT user_id, chance(user_id, 1) * chance(user_id, 2) * interval '1400 days' AS joined,
		CASE WHEN user_id % 3 = 0 THEN 1 WHEN user_id % 3 = 1 THEN 1 + floor(chance(user_id, 5) * 12) ELSE floor(chance(user_id, 5) * 60) END AS asks,
		CASE WHEN user_id % 7 = 0 THEN 1600 ELSE 200 END AS stays
	FROM generate_series(1, 900) AS user_id) AS person, generate_series(1, asks::int) AS n;
-- duplicates; a user who is nobody; rows at midnights and at the ends of days
INSERT INTO oracle.visits SELECT * FROM oracle.visits WHERE user_id % 50 = 3;
INSERT INTO oracle.visits VALUES ('2023-01-01', NULL);
INSERT INTO oracle.visits
SELECT day + moment, 9100 + n
FROM generate_series(timestamptz '2024-02-27 00:00+00', '2024-03-12', '1 day') WITH ORDINALITY AS d (day, n),
	unnest('{0,23:59:59.999999,14:30,18:30,05:00,04:00}'::interval[]) AS moment WHERE extract(epoch FROM moment)::int % 7 <> n % 7;

CREATE TABLE summed (id int, unit text, zone text, r retention_summary);
INSERT INTO summed
SELECT n, unit, zone, (SELECT cohort_retention(ts, user_id, unit, zone) FROM (SELECT * FROM oracle.visits ORDER BY md5(ts::text || user_id || n)) AS shuffled)
FROM (VALUES (1, 'day', 'UTC'), (2, 'week', 'America/New_York'), (3, 'month', 'UTC'), (4, 'month', 'Asia/Kolkata'), (5, 'month', 'Pacific/Honolulu'), (6, 'quarter', 'Europe/Berlin')) AS v (n, unit, zone);

-- The ends at which to look: middle, exact end, around it.
CREATE TABLE look (unit text, what text, as_of timestamp, since timestamp);
INSERT INTO look VALUES
	('day', 'at a day''s end', '2022-03-01', NULL),
	('day', 'in a day', '2022-01-20 12:00', '2021-12-01'),
	('week', 'in a week', '2023-05-17 08:00', NULL),
	('week', 'at a week''s end', '2026-08-31', '2021-11-22 00:00'),
	('month', 'in a month', '2024-02-29 23:59', NULL),
	('month', 'at a month''s end', '2024-03-01', '2022-01-01'),
	('month', 'a microsecond before it', '2024-02-29 23:59:59.999999', '2022-01-01 00:00:00.000001'),
	('month', 'a microsecond after it', '2024-03-01 00:00:00.000001', '2021-12-31 23:59:59.999999'),
	('month', 'years after the last row', '2040-01-01', '-infinity'),
	('month', 'in the first month', '2021-11-30 12:00', NULL),
	('quarter', 'in a quarter', '2025-11-11', NULL),
	('quarter', 'at a quarter''s end', '2026-01-01', '2022-01-01');
CREATE VIEW looks AS
SELECT id, summed.unit, zone, what, as_of AT TIME ZONE zone AS as_of,
	CASE WHEN isfinite(since) THEN since AT TIME ZONE zone ELSE since::timestamptz END AS since,
	CASE WHEN NOT isfinite(since) THEN timestamptz '1999-01-01' ELSE since AT TIME ZONE zone END AS plain_since,
	format('%s in %s, %s', summed.unit, zone, what) AS title
FROM summed JOIN look USING (unit);

-- retention: every cell
\set cells 'cohort, cohort_size, period, retained, round(rate::numeric, 10), round(ci_low::numeric, 10), round(ci_high::numeric, 10), left_censored, complete'
SELECT same_rows(
	format('SELECT %s FROM summed, retention(r, as_of => %L, since => %L, mode => %L) WHERE id = %s', :'cells', as_of, since, mode, id),
	format('SELECT * FROM oracle.retention(%L, %L, %L, %L, %L)', unit, zone, as_of, plain_since, mode),
	format('retention %s: %s', mode, title))
FROM looks, unnest('{on,on_or_after}'::text[]) AS mode ORDER BY id, what, mode;

SELECT same_rows(
	format('SELECT %s FROM summed, retention(r, as_of => %L, level => %s, min_size => %s) WHERE id = 3', :'cells', '2024-03-10 10:00', level, min_size),
	format('SELECT * FROM oracle.retention(%L, %L, %L, z => %s, min_size => %s)', 'month', 'UTC', '2024-03-10 10:00', z, min_size),
	format('retention: level %s, cohorts of %s or more', level, min_size))
FROM (VALUES (0.9, 1.6448536269514722, 20), (0.99, 2.5758293035489004, 0), (0.5, 0.6744897501960817, 45)) AS v (level, z, min_size);

-- what must hold whatever the data
SELECT is_empty(format('SELECT * FROM summed, retention(r, %L) AS a JOIN retention(r, %L, mode => %L) AS b USING (cohort, period) WHERE id = %s AND a.retained > b.retained', as_of, as_of, 'on_or_after', id),
	'on <= on_or_after: ' || title) FROM looks WHERE what ~ '^(in|at) a' ORDER BY id, what;
SELECT is_empty(format('SELECT * FROM summed, retention(r, %L, mode => %L) WHERE id = %s AND period = 0 AND complete AND (rate <> 1 OR retained <> cohort_size OR ci_high <> 1)', as_of, mode, id),
	format('period 0 is 1, %s: %s', mode, title)) FROM looks, unnest('{on,on_or_after}'::text[]) AS mode WHERE what ~ '^(in|at) a' ORDER BY id, what, mode;
SELECT is_empty(format('SELECT * FROM summed, retention(r, %L) WHERE id = %s AND (complete <> (retained IS NOT NULL) OR complete <> (rate IS NOT NULL) OR complete <> (ci_low IS NOT NULL) OR complete <> (ci_high IS NOT NULL))', as_of, id),
	'NULL where and only where not complete: ' || title) FROM looks ORDER BY id, what;
SELECT is_empty('SELECT * FROM summed, retention(r, ''2025-06-15'') AS x WHERE complete AND NOT (ci_low <= rate AND rate <= ci_high AND ci_low >= 0 AND ci_high <= 1)', 'the rate lies in its interval, the interval in [0, 1]');
SELECT is((SELECT array_agg((cohort, period)::text ORDER BY n) FROM summed, retention(r, '2024-03-10') WITH ORDINALITY AS x (cohort, cohort_size, period, a, b, c, d, e, f, n) WHERE id = 3),
	(SELECT array_agg((cohort, period)::text ORDER BY cohort, period) FROM summed, retention(r, '2024-03-10') WHERE id = 3), 'rows come by cohort and period');

-- A model that nobody uses any more: zeros up to as_of
SELECT is((SELECT count(*) FROM summed, retention(r, '2040-01-01') WHERE id = 3 AND cohort + period * interval '1 month' >= '2035-01-01' AND retained IS DISTINCT FROM 0), 0::bigint, 'long after the last row: 0, not NULL');
SELECT is((SELECT max(cohort + period * interval '1 month') FROM summed, retention(r, '2040-01-01') WHERE id = 3), '2039-12-01', '… up to the last period that ended by as_of');

-- A cohort whose own period has not ended
SELECT same_rows($$SELECT cohort_size, period, retained, rate, ci_low, ci_high, complete FROM summed, retention(r, '2024-03-05') WHERE id = 3 AND cohort = '2024-03-01'$$,
	$$SELECT count(*), 0, NULL::bigint, NULL::float8, NULL::float8, NULL::float8, false
		FROM (SELECT user_id, min(ts) FROM oracle.visits WHERE user_id IS NOT NULL GROUP BY 1 HAVING date_trunc('month', min(ts)) = '2024-03-01') AS u$$,
	'a cohort whose own period is running has one row, its users so far, and no rate');

-- Users as uuid and text; zone-less clocks; merged from parts: the same cohorts
CREATE TABLE forms (form text, r retention_summary);
INSERT INTO forms
SELECT 'uuid', cohort_retention(ts, lpad(to_hex(user_id), 32, '0')::uuid, 'month', 'UTC') FROM oracle.visits UNION ALL
SELECT 'text', cohort_retention(ts, 'user ' || user_id, 'month', 'UTC') FROM oracle.visits UNION ALL
SELECT 'timestamp', cohort_retention(ts::timestamp, user_id, 'month') FROM oracle.visits UNION ALL
SELECT 'date', cohort_retention(ts::date, user_id, 'month') FROM oracle.visits UNION ALL
SELECT 'rollup', rollup(r) FROM (SELECT cohort_retention(ts, user_id, 'month', 'UTC') AS r FROM oracle.visits GROUP BY (ts::text || user_id) < 'x', user_id % 4, extract(minute FROM ts)::int % 5) AS part;
SELECT same_rows(format('SELECT %s FROM forms, retention(r, %L, %L) WHERE form = %L', :'cells', '2024-02-10', '2022-01-01', form),
	$$SELECT * FROM oracle.retention('month', 'UTC', '2024-02-10', '2022-01-01')$$, 'the same from ' || form) FROM forms;

-- The curve, foundational cohorts, boomerangs
SELECT same_rows(
	format('SELECT period, cohorts, users, retained, round(rate::numeric, 10), round(simple_mean::numeric, 10), round(ci_low::numeric, 10), round(ci_high::numeric, 10) FROM summed, retention_curve(r, as_of => %L, since => %L, mode => %L, min_size => %s) WHERE id = %s', as_of, since, mode, min_size, id),
	format('SELECT * FROM oracle.curve(%L, %L, %L, %L, %L, %s)', unit, zone, as_of, plain_since, mode, min_size),
	format('retention_curve %s: %s', mode, title))
FROM looks, (VALUES ('on', 0), ('on_or_after', 6)) AS v (mode, min_size) WHERE what <> 'in the first month' ORDER BY id, what, mode;
SELECT is_empty($$SELECT * FROM summed, retention_curve(r, '2021-11-30 12:00') WHERE id = 3$$, 'no curve before any cohort was observed');

\set judged 'cohort, cohort_size, round(rate::numeric, 10), round(ci_low::numeric, 10), round(ci_high::numeric, 10), later_cohorts, later_size, round(later_rate::numeric, 10), round(later_ci_low::numeric, 10), round(later_ci_high::numeric, 10), round(difference::numeric, 10), foundational'
SELECT same_rows(
	format('SELECT %s FROM summed, foundational_cohorts(r, as_of => %L, since => %L, at_period => %s, margin => %s, min_size => %s) WHERE id = %s', :'judged', as_of, since, at_period, margin, min_size, id),
	format('SELECT * FROM oracle.foundational(%L, %L, %L, %L, %s, %s, %s)', unit, zone, as_of, plain_since, at_period, margin, min_size),
	format('foundational_cohorts at %s: %s', at_period, title))
FROM looks, (VALUES (0, 0.1, 0), (2, 0.02, 3)) AS v (at_period, margin, min_size)
WHERE what NOT IN ('in the first month', 'a microsecond before it', 'a microsecond after it') ORDER BY id, what, at_period;
SELECT same_rows(
	format('SELECT %s FROM summed, foundational_cohorts(r, %L, min_size => 1) WHERE id = %s', :'judged', '2026-01-01', id),
	format('SELECT * FROM oracle.foundational(%L, %L, %L, NULL, %s, 0.1, 1)', unit, zone, '2026-01-01', at_period), format('foundational_cohorts: by default %s %s', unit, at_period))
FROM summed JOIN (VALUES ('day', 30), ('week', 12), ('month', 5), ('quarter', 2)) AS v (unit, at_period) USING (unit) ORDER BY id;

SELECT same_rows(
	format('SELECT cohort, cohort_size, period, round(rate_before::numeric, 10), round(rate::numeric, 10), round(jump::numeric, 10), returned, lapsed, round(z::numeric, 10) FROM summed, boomerangs(r, %L, margin => %s, min_size => %s) WHERE id = %s', as_of, margin, min_size, id),
	format('SELECT * FROM oracle.boomerangs(%L, %L, %L, %s, %s)', unit, zone, as_of, margin, min_size),
	format('boomerangs: %s', title))
FROM looks, (VALUES (0.01, 2)) AS v (margin, min_size) WHERE what ~ '^(in|at) a|years after' AND unit IN ('week', 'month') ORDER BY id, what;

-- With a starting event: only rows with starts open a cohort, every row is a return; some users never start
UPDATE oracle.visits SET starts = hashint8extended(extract(epoch FROM ts)::bigint, user_id) % 4 = 0 AND user_id % 10 <> 0;
SELECT same_rows(format('SELECT %s FROM (SELECT cohort_retention(ts, user_id, %L, %L, starts) AS r FROM oracle.visits) AS s, retention(r, %L, %L, %L)', :'cells', unit, zone, as_of, since, mode),
	format('SELECT * FROM oracle.retention(%L, %L, %L, %L, %L)', unit, zone, as_of, since, mode), format('starts: %s, %s', unit, mode))
FROM (VALUES ('month', 'UTC', '2024-02-10', '2022-01-01'), ('week', 'Asia/Tokyo', '2023-01-10', NULL)) AS v (unit, zone, as_of, since), unnest('{on,on_or_after}'::text[]) AS mode;

-- Over the borders of windows of 64 periods: thousands of days, on every 97th of which all are there
TRUNCATE oracle.visits;
INSERT INTO oracle.visits
SELECT timestamptz '2015-01-01 00:00+00' + (user_id % 3 * 60 + step) * interval '1 day', user_id
FROM generate_series(1, 45) AS user_id, generate_series(0, 2900) AS step
WHERE step % 97 = 0 OR hashint8extended(user_id * 10000 + step / (1 + user_id % 5), 9) % (2 + user_id % 17) = 0 AND step / 300 % 4 < 3;
CREATE TABLE days AS SELECT cohort_retention(ts, user_id, 'day', 'UTC') AS r FROM oracle.visits;
SELECT same_rows(format('SELECT %s FROM days, retention(r, %L, mode => %L)', :'cells', '2022-06-01', mode),
	format('SELECT * FROM oracle.retention(%L, %L, %L, mode => %L)', 'day', 'UTC', '2022-06-01', mode), 'thousands of daily periods, ' || mode) FROM unnest('{on,on_or_after}'::text[]) AS mode;
SELECT same_rows('SELECT cohort, cohort_size, period, round(rate_before::numeric, 10), round(rate::numeric, 10), round(jump::numeric, 10), returned, lapsed, round(z::numeric, 10) FROM days, boomerangs(r, ''2022-06-01'', margin => 0, min_size => 0)',
	$$SELECT * FROM oracle.boomerangs('day', 'UTC', '2022-06-01', 0, 0)$$, 'boomerangs over thousands of periods');

-- With since, only of cohorts that start from then on
SELECT same_rows(format('SELECT x.* FROM days, boomerangs(r, ''2022-06-01'', 0, 0, %L) AS x', since), format('SELECT x.* FROM days, boomerangs(r, ''2022-06-01'', 0, 0) AS x WHERE cohort >= %L', first), 'boomerangs since ' || since)
FROM (VALUES ('2015-03-02', '2015-03-02'), ('2015-03-02 00:00:00.000001', '2015-05-01')) AS v (since, first);
SELECT is((SELECT count(DISTINCT cohort) FROM days, boomerangs(r, '2022-06-01', 0, 0)), 3::bigint, '… without it of all');

SELECT * FROM finish();
ROLLBACK;

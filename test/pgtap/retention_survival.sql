-- survival() and median_survival() against plain SQL.
\ir lib/setup.sql
\ir lib/lifecycle_oracle.sql
SELECT plan(61);

CREATE TEMP TABLE cases (unit text, zone text, as_of timestamptz, grace int, what text);
INSERT INTO cases VALUES
	('day', 'UTC', '2025-04-20', 1, 'days, at the end of one'),
	('day', 'America/Sao_Paulo', '2025-03-05 17:00', 3, 'days, in the middle of one'),
	('day', 'UTC', '2026-03-05', 28, 'days, a year after the last row'),
	('day', 'Asia/Kathmandu', '2025-03-05', 200, 'days, a long grace'),
	('week', 'UTC', '2025-05-05', 4, 'weeks, at the end of one'),
	('week', 'Pacific/Auckland', '2025-04-10', 1, 'weeks, in the middle of one'),
	('week', 'UTC', '2025-04-10', 64, 'weeks, grace of a window'),
	('month', 'UTC', '2025-06-01', 1, 'months, at the end of one'),
	('month', 'UTC', '2025-06-01', 2, 'months, grace of two'),
	('month', 'America/St_Johns', '2025-02-03', 1, 'months, in the middle of one'),
	('month', 'America/St_Johns', '2031-02-03', 60, 'months, over years of silence'),
	('quarter', 'UTC', '2025-04-01', 1, 'quarters'),
	('month', 'UTC', '2025-06-01', 2147483647, 'a grace beyond everything');

CALL oracle.fill(0.27, 250, '2024-09-20', '8 months');
CREATE TABLE kept AS
	SELECT c.*, (SELECT cohort_retention(ts, u, c.unit, c.zone) FROM oracle.log) AS r,
		(SELECT cohort_retention(ts, u, c.unit, c.zone, opens) FROM oracle.log) AS s FROM cases AS c;
-- the oracle cannot add to the greatest number
CREATE VIEW asked AS SELECT *, least(grace, 1000000) AS known FROM cases;

SELECT oracle.same_curve(format($$SELECT x.* FROM kept, survival(r, as_of, grace) AS x WHERE what = %L$$, what),
	format('SELECT * FROM oracle.survival(%L, %L, %L, %s)', unit, zone, as_of, known), what) FROM asked;
SELECT oracle.same_curve(format($$SELECT x.* FROM kept, survival(s, as_of, grace, 0.9) AS x WHERE what = %L$$, what),
	format('SELECT * FROM oracle.survival(%L, %L, %L, %s, 1.64485362695147271486, true)', unit, zone, as_of, known), 'with starts, 90 %: ' || what) FROM asked;
SELECT same_rows(format($$SELECT min(period) FROM oracle.survival(%L, %L, %L, %s) WHERE round(survival, 20) <= 0.5$$, unit, zone, as_of, known),
	format($$SELECT median_survival(r, as_of, grace) FROM kept WHERE what = %L$$, what), 'median: ' || what) FROM asked;
SELECT same_rows($$SELECT unit, survival(r, as_of) FROM kept$$, $$SELECT unit, survival(r, as_of, CASE unit WHEN 'day' THEN 28 WHEN 'week' THEN 4 ELSE 1 END) FROM kept$$, 'default grace');
SELECT same_rows($$SELECT unit, survival(r, as_of, NULL, NULL) FROM kept$$, $$SELECT unit, survival(r, as_of) FROM kept$$, 'NULL is the default');
SELECT is((SELECT sum(lapsed + censored) FROM kept, survival(r, as_of, grace) WHERE kept.what = 'months, over years of silence'), (SELECT count(DISTINCT u) FROM oracle.log WHERE isfinite(ts))::numeric, 'every user leaves once');

-- The past does not change: a user who lapsed stays so whatever comes later.
SELECT is((SELECT count(*) FROM oracle.exits('week', 'UTC', '2025-01-06', 3) AS a JOIN oracle.exits('week', 'UTC', '2025-05-05', 3) AS b USING (u) WHERE a.lapsed AND (NOT b.lapsed OR a.k <> b.k)), 0::bigint, 'in the oracle, too');
SELECT is((SELECT count(*) FROM (SELECT r FROM kept WHERE what = 'weeks, at the end of one') AS q, survival(r, '2025-01-06', 3) AS a JOIN LATERAL survival(r, '2025-05-05', 3) AS b USING (period) WHERE a.lapsed > b.lapsed), 0::bigint, 'lapses stay');

-- By hand: silences, returns, ends; time 0.
CREATE TABLE few AS SELECT u::bigint, date '2024-01-15' + m * interval '1 month' AS ts FROM (VALUES
	(1, '{0,1,2}'::int[]), (2, '{0,2,3,4,5}'), (3, '{3,4,5}'), (4, '{0}'), (5, '{5}'), (6, '{6}'), (7, '{1,2,5}')) AS v (u, months), unnest(months) AS m;
CREATE TABLE few_kept AS SELECT cohort_retention(ts, u, 'month') AS r FROM few;
SELECT same_rows($$SELECT period, at_risk, lapsed, censored, round(survival::numeric, 6), ci_low IS NULL FROM few_kept, survival(r, '2024-07-20')$$, $$VALUES
	(0, 7::bigint, 0::bigint, 2::bigint, 1.000000, true),
	(1, 5, 2, 0, 0.600000, false),
	(2, 3, 1, 1, 0.400000, false),
	(3, 1, 1, 0, 0.000000, true)$$, 'users followed by hand: grace of a month');
SELECT same_rows($$SELECT period, at_risk, lapsed, censored, survival FROM few_kept, survival(r, '2024-07-01', 3)$$, $$VALUES
	(0, 6::bigint, 0::bigint, 2::bigint, 1::float8), (1, 4, 1, 0, 0.75), (2, 3, 0, 1, 0.75), (3, 2, 1, 1, 0.375)$$, 'grace of a quarter');
SELECT is((SELECT median_survival(r, '2024-07-20') FROM few_kept), 2, 'median');
-- with since, users of earlier cohorts are kept out: as if they had no rows
SELECT same_rows(format($$SELECT x.* FROM few_kept, survival(r, '2024-07-20', NULL, NULL, %L) AS x$$, since), format($$SELECT x.* FROM (SELECT cohort_retention(ts, u, 'month') AS r FROM few WHERE u = ANY (%L)) AS f, survival(r, '2024-07-20') AS x$$, users),
	'since ' || since) FROM (VALUES ('2024-02-01', '{3,5,6,7}'), ('2024-02-01 00:00:00.000001', '{3,5,6}'), ('-infinity', '{1,2,3,4,5,6,7}')) AS v (since, users);
SELECT is((SELECT array_agg(median_survival(r, '2024-07-20', since => since) ORDER BY since) FROM few_kept, unnest('{2024-01-01,2024-02-01,2024-02-02,2024-06-15}'::timestamptz[]) AS since), (SELECT array_agg(median_survival((SELECT cohort_retention(ts, u, 'month') FROM few WHERE u = ANY (users)), '2024-07-20') ORDER BY n)
	FROM (VALUES (1, '{1,2,3,4,5,6,7}'::bigint[]), (2, '{3,5,6,7}'), (3, '{3,5,6}'), (4, '{6}')) AS v (n, users)), 'median, too');
SELECT is((SELECT count(*) FROM few_kept, survival(r, '2024-07-20', since => 'infinity')), 0::bigint, 'since for ever: nobody');
SELECT is((SELECT median_survival(r, '2024-07-20', since => 'infinity') FROM few_kept), NULL, 'and no median');
SELECT same_rows($$SELECT x.* FROM few_kept, survival(r, '2024-07-20', since => NULL) AS x$$, $$SELECT x.* FROM few_kept, survival(r, '2024-07-20') AS x$$, 'without since, all');
SELECT is((SELECT median_survival(r, '2024-07-01', 3) FROM few_kept), 3, 'median with another grace');
SELECT is((SELECT median_survival(r, '2024-03-01', 3) FROM few_kept), NULL, 'never reached: NULL');
SELECT same_rows($$SELECT period, at_risk, lapsed, survival, std_error, ci_low, ci_high FROM (SELECT cohort_retention(date '2024-01-01', u, 'month') AS r FROM generate_series(1::bigint, 5) AS u) AS q, survival(r, '2024-07-01')$$,
	$$VALUES (0, 5::bigint, 0::bigint, 1::float8, 0::float8, NULL::float8, NULL::float8), (1, 5, 5, 0, NULL, NULL, NULL)$$, 'when all have lapsed there is no error and no interval');
SELECT same_rows($$SELECT x.* FROM (SELECT cohort_retention(date '2024-01-01', u, 'month') AS r FROM generate_series(1::bigint, 5) AS u) AS q, survival(r, '2024-01-11') AS x$$,
	$$VALUES (0, 5::bigint, 0::bigint, 5::bigint, 1::float8, 0::float8, NULL::float8, NULL::float8)$$, 'a cohort that is still running is there at time 0');
SELECT is_empty($$SELECT survival(r, '2024-01-01') FROM few_kept$$, 'before the first period there is nothing');

-- A half that is a product of fractions.
SELECT is((SELECT median_survival(r, '2024-12-01') FROM (
	SELECT cohort_retention(d::date, u, 'month') AS r FROM generate_series(1::bigint, 10) AS u, generate_series(timestamp '2024-01-01', '2024-12-01', '1 month') AS d
	WHERE extract(month FROM d) <= CASE WHEN u = 1 THEN 1 WHEN u <= 3 THEN 2 WHEN u <= 5 THEN 3 ELSE 12 END) AS q), 3, 'nine tenths of seven ninths of five sevenths is a half, and a half is enough');

SELECT is((SELECT median_survival(r, '2024-07-01') FROM (
	SELECT cohort_retention(make_date(2024, m, 1), u, 'month') AS r FROM generate_series(1::bigint, 75) AS u, generate_series(1, 6) AS m
	WHERE CASE WHEN u <= 33 THEN m = 1 WHEN u <= 47 THEN m >= 5 WHEN u <= 50 THEN m <= 2 ELSE true END) AS q), 2, '42/75 of 25/28 is a half, though not in floating point');

SELECT * FROM finish();
ROLLBACK;

-- Real data: CDNOW's purchases by month, whose cohorts are published.
\ir lib/setup.sql
\set found `test -r "${MODELSHARE_DATA:-../shared/data}/cdnow/CDNOW_master.txt" && echo true || echo false`
\if :found
\else
\echo 1..0 # SKIP no data: cdnow is neither in ../shared/data nor in $MODELSHARE_DATA
ROLLBACK;
\quit
\endif
SELECT plan(23);

CREATE TABLE line (line text);
\copy line FROM PROGRAM 'tr -d "\r" < "${MODELSHARE_DATA:-../shared/data}/cdnow/CDNOW_master.txt"'
CREATE TABLE purchase AS
SELECT word[1] AS customer, word[1]::bigint AS customer_no, lpad(word[1], 32, '0')::uuid AS customer_uuid, to_date(word[2], 'YYYYMMDD') AS day
FROM line, LATERAL regexp_split_to_array(trim(line), ' +') AS word WHERE word[1] ~ '^\d+$';
SELECT results_eq('SELECT count(*)::int, count(DISTINCT customer)::int, min(day), max(day) FROM purchase',
	$$VALUES (69659, 23570, date '1997-01-01', date '1998-06-30')$$, 'the file is the one that is known');

-- Published: 1997-01: 7846, 1157, 964, 810, 679, 736, …, 498; and the later cohorts likewise.
CREATE TABLE published (cohort date, mode text, retained int[]);
INSERT INTO published VALUES
	('1997-01-01', 'on', '{7846,1157,964,810,679,736,720,582,559,594,673,634,528,511,664,472,497,498}'),
	('1997-02-01', 'on', '{8476,1312,980,783,847,786,626,619,666,721,661,545,568,718,545,548,551}'),
	('1997-03-01', 'on', '{7248,1032,752,756,674,564,561,579,634,569,464,472,678,420,443,457}'),
	('1997-01-01', 'on_or_after', '{7846,3654,3357,3140,2958,2842,2677,2524,2404,2292,2148,1947,1741,1564,1396,1086,846,498}'),
	('1997-02-01', 'on_or_after', '{8476,3861,3548,3337,3161,3001,2812,2680,2540,2378,2160,1945,1757,1558,1223,928,551}'),
	('1997-03-01', 'on_or_after', '{7248,3300,3016,2828,2654,2503,2371,2226,2077,1887,1688,1539,1356,1008,774,457}');

CREATE TABLE summed (form text, r retention_summary);
INSERT INTO summed SELECT 'bigint, date', cohort_retention(day, customer_no, 'month') FROM purchase;
INSERT INTO summed SELECT 'text, date', cohort_retention(day, customer, 'month') FROM purchase;
INSERT INTO summed SELECT 'uuid, date', cohort_retention(day, customer_uuid, 'month') FROM purchase;
INSERT INTO summed SELECT 'bigint, timestamp', cohort_retention(day + time '23:59:59.999999', customer_no, 'month') FROM purchase;
INSERT INTO summed SELECT 'text, timestamptz', cohort_retention((day + time '00:00') AT TIME ZONE 'America/New_York', customer, 'month', 'America/New_York') FROM purchase;
INSERT INTO summed SELECT 'uuid, merged from months', rollup(r)
	FROM (SELECT cohort_retention(day, customer_uuid, 'month') AS r FROM purchase GROUP BY date_trunc('month', day), hashtext(customer) % 3 ORDER BY random()) AS part;

SELECT same_rows(format('SELECT cohort, period, cohort_size::int, retained::int, rate, complete, left_censored FROM summed, retention(r, as_of => ''1998-07-01 04:00+00'', since => ''1997-01-01'', mode => %L) WHERE form = %L', mode, form),
	format('SELECT cohort, (n - 1)::int, retained[1], count, count::float8 / retained[1], true, false FROM published, unnest(retained) WITH ORDINALITY AS c (count, n) WHERE mode = %L
		UNION ALL SELECT cohort, cardinality(retained), retained[1], NULL, NULL, false, false FROM published WHERE mode = %L AND %L', mode, mode, form !~ 'timestamptz'),
	format('published monthly counts, %s: %s', mode, form))
FROM summed, unnest('{on,on_or_after}'::text[]) AS mode;

-- as_of exactly at the end of June: it is complete and nothing is running; a day before, it is running
SELECT is((SELECT array_agg(retained::int ORDER BY period) FROM summed, retention(r, '1998-07-01') WHERE form = 'bigint, date' AND cohort = '1997-01-01'),
	(SELECT retained FROM published WHERE cohort = '1997-01-01' AND mode = 'on'), 'the month that ended at as_of is the last');
SELECT results_eq($$SELECT period, retained, rate, complete FROM summed, retention(r, '1998-06-30') WHERE form = 'bigint, date' AND cohort = '1997-01-01' AND period >= 16 ORDER BY 1$$,
	$$VALUES (16, 497::bigint, 497 / 7846.0::float8, true), (17, NULL, NULL, false)$$, 'a day before, the last month is running');
SELECT is((SELECT array_agg(left_censored ORDER BY cohort) FROM summed, retention(r, '1998-07-01') WHERE form = 'text, date' AND period = 0), '{t,f,f}', 'the first cohort is left-censored …');
SELECT is((SELECT array_agg(left_censored ORDER BY cohort) FROM summed, retention(r, '1998-07-01', since => '1997-01-01') WHERE form = 'text, date' AND period = 0), '{f,f,f}', '… unless since tells where the log begins');

-- 11,908 customers bought once
SELECT is((SELECT count(*)::int FROM (SELECT FROM purchase GROUP BY customer HAVING count(*) = 1) AS once), 11908, 'customers who bought once');

-- The curve over the three cohorts, month 5 and the last month that all have
SELECT results_eq($$SELECT period, cohorts, users::int, retained::int, rate, round(simple_mean::numeric, 12) FROM summed, retention_curve(r, '1998-07-01', '1997-01-01') WHERE form = 'text, date' AND period IN (0, 5, 15, 16, 17)$$,
	$$VALUES (0, 3, 23570, 23570, 1::float8, 1::numeric), (5, 3, 23570, 736 + 786 + 564, 2086 / 23570.0::float8, round((736 / 7846.0 + 786 / 8476.0 + 564 / 7248.0) / 3, 12)),
		(15, 3, 23570, 472 + 548 + 457, 1477 / 23570.0::float8, round((472 / 7846.0 + 548 / 8476.0 + 457 / 7248.0) / 3, 12)),
		(16, 2, 16322, 497 + 551, 1048 / 16322.0::float8, round((497 / 7846.0 + 551 / 8476.0) / 2, 12)), (17, 1, 7846, 498, 498 / 7846.0::float8, round(498 / 7846.0, 12))$$,
	'retention_curve');

-- Three cohorts alike, all low: no fit
SELECT results_eq($$SELECT pattern, foundational_cohort, cohorts, users::int, pooled_rate, round(spread::numeric, 12) FROM summed, cohort_pattern(r, as_of => '1998-07-01', since => '1997-01-01') WHERE form = 'text, date'$$,
	$$VALUES ('no fit', NULL::date, 3, 23570, 2086 / 23570.0::float8, round(736 / 7846.0 - 564 / 7248.0, 12))$$, 'cohort_pattern: no fit');
SELECT is_empty($$SELECT * FROM summed, foundational_cohorts(r, as_of => '1998-07-01', since => '1997-01-01') WHERE form = 'text, date' AND foundational$$, 'no cohort is foundational');
SELECT is_empty($$SELECT * FROM summed, boomerangs(r, as_of => '1998-07-01') WHERE form = 'text, date'$$, 'no month has five points more than the one before');
SELECT results_eq($$SELECT cohort, period, round(rate_before::numeric, 6), round(rate::numeric, 6), returned - lapsed FROM summed, boomerangs(r, as_of => '1998-07-01', margin => 0.015) WHERE form = 'uuid, date' ORDER BY 1$$,
	$$VALUES (date '1997-01-01', 14, round(511 / 7846.0, 6), round(664 / 7846.0, 6), 153::bigint), ('1997-02-01', 13, round(568 / 8476.0, 6), round(718 / 8476.0, 6), 150), ('1997-03-01', 12, round(472 / 7248.0, 6), round(678 / 7248.0, 6), 206)$$,
	'by one and a half points, March 1998 is the one month in which they came back');

SELECT * FROM finish();
ROLLBACK;

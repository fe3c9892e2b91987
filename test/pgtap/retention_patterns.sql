-- Foundational cohorts, boomerangs and patterns on logs made to be known:
-- each cohort is a number of users, of whom those from one number to another
-- are there in month k.
\ir lib/setup.sql
SELECT plan(33);

CREATE TABLE made (model text, start date, k int, low int, high int);	-- users low to high - 1 in month k
-- Cohorts that keep so many of their users, always the first ones: in month 0, 1, …
CREATE TABLE kept (model text, start date, counts int[]);
CREATE VIEW visit AS
SELECT model, (start + k * interval '1 month' + interval '9 days 13 hours') AT TIME ZONE 'UTC' AS ts,
	(start - date '2020-01-01')::bigint * 100000 + n AS user_id
FROM (TABLE made UNION ALL SELECT model, start, k::int - 1, 0, count FROM kept, unnest(counts) WITH ORDINALITY AS c (count, k)) AS m,
	generate_series(low, high - 1) AS n;
CREATE FUNCTION summary(wanted text) RETURNS retention_summary LANGUAGE sql STABLE
RETURN (SELECT cohort_retention(ts, user_id, 'month', 'UTC') FROM visit WHERE visit.model = wanted);

-- Wilson's intervals as Newcombe (1998) printed them
INSERT INTO kept VALUES ('newcombe', '2024-01-01', '{263,81}'),
	('newcombe', '2024-02-01', '{148,15}'),
	('newcombe', '2024-03-01', '{20,0}'),
	('newcombe', '2024-04-01', '{29,1}');
SELECT results_eq($$SELECT cohort_size, retained, round(ci_low::numeric, 4), round(ci_high::numeric, 4) FROM retention(summary('newcombe'), '2025-01-01') WHERE period = 1 ORDER BY cohort$$,
	$$VALUES (263::bigint, 81::bigint, 0.2553, 0.3662), (148, 15, 0.0624, 0.1605), (20, 0, 0.0000, 0.1611), (29, 1, 0.0061, 0.1718)$$, 'Wilson''s intervals are those in print');
SELECT is((SELECT ci_low FROM retention(summary('newcombe'), '2025-01-01') WHERE cohort_size = 20 AND period = 1), 0::float8, 'the interval of none starts at 0 exactly');
SELECT is((SELECT min(ci_high) FROM retention(summary('newcombe'), '2025-01-01', level => 0.3) WHERE period = 0), 1::float8, 'that of all ends at 1 exactly');

-- One cohort far above all later ones
INSERT INTO kept VALUES ('slipper', '2025-02-01', '{200,120,100,95,92,90,88}'),
	('slipper', '2025-03-01', '{200,80,60,50,45,40}'),
	('slipper', '2025-04-01', '{200,80,60,50,40,36}'),
	('slipper', '2025-05-01', '{200,80,60,50,40,44}'),
	('slipper', '2025-06-01', '{200,80,60,50,40}');
SELECT results_eq($$SELECT cohort, cohort_size, rate, later_cohorts, later_size, later_rate, difference, foundational
		FROM foundational_cohorts(summary('slipper'), as_of => '2025-11-01', since => '2025-01-01')$$,
	$$VALUES (date '2025-02-01', 200::bigint, 0.45::float8, 3, 600::bigint, 0.2::float8, 0.25::float8, true),
		('2025-03-01', 200, 0.2, 2, 400, 0.2, 0, false),
		('2025-04-01', 200, 0.18, 1, 200, 0.22, -0.04, NULL),
		('2025-05-01', 200, 0.22, 0, 0, NULL, NULL, NULL)$$, 'foundational_cohorts: the first; NULL with fewer than two later cohorts');
SELECT results_eq($$SELECT round(ci_low::numeric, 6), round(ci_high::numeric, 6), round(later_ci_low::numeric, 6), round(later_ci_high::numeric, 6)
		FROM foundational_cohorts(summary('slipper'), as_of => '2025-11-01', since => '2025-01-01') WHERE cohort = '2025-02-01'$$,
	$$SELECT round(a.l, 6), round(a.h, 6), round(b.l, 6), round(b.h, 6) FROM
		(SELECT (0.45 + z * z / 400 - z * sqrt(0.45 * 0.55 / 200 + z * z / 160000)) / (1 + z * z / 200), (0.45 + z * z / 400 + z * sqrt(0.45 * 0.55 / 200 + z * z / 160000)) / (1 + z * z / 200) FROM (VALUES (1.959964)) AS v (z)) AS a (l, h),
		(SELECT (0.2 + z * z / 1200 - z * sqrt(0.16 / 600 + z * z / 1440000)) / (1 + z * z / 600), (0.2 + z * z / 1200 + z * sqrt(0.16 / 600 + z * z / 1440000)) / (1 + z * z / 600) FROM (VALUES (1.959964)) AS v (z)) AS b (l, h)$$,
	'its intervals');
SELECT results_eq($$SELECT * FROM cohort_pattern(summary('slipper'), as_of => '2025-11-01', since => '2025-01-01')$$,
	$$VALUES ('glass slipper', date '2025-02-01', 4, 800::bigint, 0.2625::float8, 0.27::float8)$$, 'cohort_pattern: glass slipper, and what it rests on');
SELECT results_eq($$SELECT cohort, later_cohorts, foundational FROM foundational_cohorts(summary('slipper'), as_of => '2025-11-01')$$,
	$$VALUES (date '2025-02-01', 3, NULL::bool), ('2025-03-01', 2, false), ('2025-04-01', 1, NULL), ('2025-05-01', 0, NULL)$$, 'the log''s first cohort is not judged until since is given');
SELECT results_eq($$SELECT * FROM cohort_pattern(summary('slipper'), as_of => '2025-11-01')$$,
	$$VALUES ('steady', NULL::date, 3, 600::bigint, 0.2::float8, 0.04::float8)$$, '… names no glass slipper, and enters no mean');
SELECT results_eq($$SELECT cohort, foundational FROM foundational_cohorts(summary('slipper'), as_of => '2025-10-31 23:59:59.999999', since => '2025-01-01')$$,
	$$VALUES (date '2025-02-01', true), ('2025-03-01', NULL), ('2025-04-01', NULL)$$, 'a microsecond before its end the last month is not observed');
SELECT results_eq($$SELECT pattern, cohorts FROM cohort_pattern(summary('slipper'), as_of => '2025-09-30', since => '2025-01-01')$$, $$VALUES ('undecided', 2)$$, 'two cohorts tell nothing');
SELECT results_eq($$SELECT pattern, cohorts FROM cohort_pattern(summary('slipper'), as_of => '2025-09-30', since => '2025-01-01', at_period => 4)$$, $$VALUES ('glass slipper', 3)$$, 'at an earlier period there are more');
SELECT results_eq($$SELECT * FROM cohort_pattern(summary('slipper'), as_of => '2025-02-15', since => '2025-01-01')$$, $$VALUES ('undecided', NULL::date, 0, 0::bigint, NULL::float8, NULL::float8)$$, 'nothing observed yet: undecided');
SELECT results_eq($$SELECT pattern FROM cohort_pattern(summary('slipper'), as_of => '2020-01-01')$$, $$VALUES ('undecided')$$, 'before the log: undecided');

-- The margin is met exactly: 0.3 - 0.2 as doubles would miss it
INSERT INTO kept VALUES ('margin', '2025-01-01', '{1000,300}'),
	('margin', '2025-02-01', '{1000,150}'),
	('margin', '2025-03-01', '{1000,250}');
SELECT results_eq(format('SELECT difference, foundational FROM foundational_cohorts(summary(%L), %L, %L, at_period => 1, margin => %s) WHERE cohort = %L', 'margin', '2025-06-01', '2025-01-01', margin, '2025-01-01'),
	format('VALUES (0.1::float8, %L::bool)', margin = 0.1), 'a difference of 0.1 against a margin of ' || margin) FROM unnest('{0.1,0.1000001}'::numeric[]) AS margin;
-- The margin is met, but the intervals overlap
INSERT INTO kept VALUES ('chance', '2025-01-01', '{100,40}'),
	('chance', '2025-02-01', '{100,30}'),
	('chance', '2025-03-01', '{100,26}');
SELECT results_eq($$SELECT round(difference::numeric, 12), ci_low < later_ci_high, foundational FROM foundational_cohorts(summary('chance'), '2025-06-01', '2025-01-01', at_period => 1) WHERE cohort = '2025-01-01'$$,
	$$VALUES (0.12, true, false)$$, 'intervals that overlap: not foundational');
SELECT results_eq($$SELECT foundational FROM foundational_cohorts(summary('chance'), '2025-06-01', '2025-01-01', at_period => 1, level => 0.5) WHERE cohort = '2025-01-01'$$, 'VALUES (true)', '… at a lower level they do not');
-- Small cohorts give no rows, enter no mean, and are not the first
INSERT INTO kept VALUES ('small', '2025-01-01', '{99,99}'),
	('small', '2025-02-01', '{100,60}'),
	('small', '2025-03-01', '{100,20}'),
	('small', '2025-04-01', '{100,20}'),
	('small', '2025-05-01', '{99,99}');
SELECT results_eq($$SELECT cohort, later_cohorts, later_rate, foundational FROM foundational_cohorts(summary('small'), '2025-09-01', '2025-01-01', at_period => 1)$$,
	$$VALUES (date '2025-02-01', 2, 0.2::float8, true), ('2025-03-01', 1, 0.2, NULL), ('2025-04-01', 0, NULL, NULL)$$, 'min_size');
SELECT results_eq($$SELECT pattern, cohorts FROM cohort_pattern(summary('small'), '2025-09-01', '2025-01-01', at_period => 1)$$, $$VALUES ('glass slipper', 3)$$, '… also for the pattern');
SELECT results_eq($$SELECT cohorts, users, rate FROM retention_curve(summary('small'), '2025-09-01', '2025-01-01', min_size => 100) WHERE period = 1$$, $$VALUES (3, 300::bigint, 1 / 3.0::float8)$$, '… and the curve');
SELECT results_eq($$SELECT DISTINCT cohort FROM retention(summary('small'), '2025-09-01', min_size => 100) ORDER BY 1$$, $$VALUES (date '2025-02-01'), ('2025-03-01'), ('2025-04-01')$$, '… and retention');

-- Other shapes
INSERT INTO kept VALUES ('late love', '2025-01-01', '{200,40}'),
	('late love', '2025-02-01', '{200,120}'),
	('late love', '2025-03-01', '{200,40}'),
	('late love', '2025-04-01', '{200,30}');
INSERT INTO kept SELECT 'no fit', make_date(2025, 1 + n, 1), ARRAY[200, 12 + 3 * n] FROM generate_series(0, 4) AS n;
INSERT INTO kept SELECT 'steady', make_date(2025, 1 + n, 1), ARRAY[200, 60 + n] FROM generate_series(0, 4) AS n;
INSERT INTO kept SELECT 'growing', make_date(2025, 1 + n, 1), ARRAY[200, 10 + 10 * n] FROM generate_series(0, 4) AS n;
INSERT INTO kept VALUES ('new', '2025-05-01', '{200,100}'),
	('new', '2025-06-01', '{200,20}');
-- and one GROUP BY names them all
SELECT results_eq($$SELECT model, (cohort_pattern(r, as_of => '2025-11-01', since => '2025-01-01', at_period => 1)).*
		FROM (SELECT model, cohort_retention(ts, user_id, 'month', 'UTC') AS r FROM visit
			WHERE model IN ('late love', 'no fit', 'steady', 'growing', 'new') GROUP BY model) AS one ORDER BY model COLLATE "C"$$,
	$$VALUES ('growing', 'undecided', NULL::date, 5, 1000::bigint, 0.15::float8, 0.2::float8),
		('late love', 'foundational', '2025-02-01', 4, 800, 230 / 800.0, 0.45),
		('new', 'undecided', NULL, 2, 400, 0.3, 0.4),
		('no fit', 'no fit', NULL, 5, 1000, 0.09, 0.06),
		('steady', 'steady', NULL, 5, 1000, 0.31, 0.02)$$, 'cohort_pattern: one GROUP BY names all models');
SELECT results_eq($$SELECT pattern FROM cohort_pattern(summary('no fit'), '2025-11-01', '2025-01-01', at_period => 1, floor => 0.09)$$, $$VALUES ('steady')$$, 'the floor is met exactly');
SELECT results_eq($$SELECT pattern FROM cohort_pattern(summary('no fit'), '2025-11-01', '2025-01-01', at_period => 1, margin => 0.06)$$, $$VALUES ('undecided')$$, 'a spread of the margin is no longer alike');

-- The shape of the report's figure 25: Claude 4 Sonnet's cohort of May 2025 and Gemini 2.5 Pro's of June
-- keep two fifths at month 5, later ones far less.  By the end of November only one later cohort of the
-- former has been seen in month 5, and none of the latter.
INSERT INTO kept VALUES ('claude-4-sonnet', '2025-05-01', '{1000,620,520,460,430,400,390}'),
	('claude-4-sonnet', '2025-06-01', '{1000,420,330,270,230,210,200}'),
	('claude-4-sonnet', '2025-07-01', '{1000,400,300,250,220,200,190}'),
	('claude-4-sonnet', '2025-08-01', '{1000,410,310,260,220,200,190}');
SELECT results_eq($$SELECT cohort, rate, later_cohorts, later_rate, foundational FROM foundational_cohorts(summary('claude-4-sonnet'), as_of => '2025-12-01', since => '2025-05-01')$$,
	$$VALUES (date '2025-05-01', 0.4::float8, 1, 0.21::float8, NULL::bool), ('2025-06-01', 0.21, 0, NULL, NULL)$$, 'figure 25 at the end of November: one later cohort, so nobody can tell');
SELECT results_eq($$SELECT pattern, foundational_cohort FROM cohort_pattern(summary('claude-4-sonnet'), as_of => '2026-01-01', since => '2025-05-01')$$,
	$$VALUES ('glass slipper', date '2025-05-01')$$, '… a month later: the glass slipper');
SELECT results_eq($$SELECT pattern, foundational_cohort FROM cohort_pattern(summary('claude-4-sonnet'), as_of => '2025-12-01', since => '2025-05-01', at_period => 4)$$,
	$$VALUES ('glass slipper', date '2025-05-01')$$, '… or at month 4');

-- People who come back: month 3 has 50 who were not there in month 2, and lacks 20 who were; month 6 has
-- 10 more, which is the margin exactly; in month 8 sixty come and 49 go, which is chance; month 10 is running
INSERT INTO made VALUES ('boomerang', '2025-01-01', 0, 0, 200), ('boomerang', '2025-01-01', 1, 0, 60), ('boomerang', '2025-01-01', 2, 0, 30), ('boomerang', '2025-01-01', 3, 20, 80),
	('boomerang', '2025-01-01', 4, 20, 60), ('boomerang', '2025-01-01', 5, 20, 50), ('boomerang', '2025-01-01', 6, 20, 60), ('boomerang', '2025-01-01', 7, 0, 60), ('boomerang', '2025-01-01', 8, 49, 120),
	('boomerang', '2025-01-01', 9, 0, 10), ('boomerang', '2025-01-01', 10, 0, 200);
SELECT results_eq($$SELECT cohort, cohort_size, period, rate_before, rate, jump, returned, lapsed, round(z::numeric, 9) FROM boomerangs(summary('boomerang'), as_of => '2025-11-20')$$,
	$$VALUES (date '2025-01-01', 200::bigint, 3, 0.15::float8, 0.3::float8, 0.15::float8, 50::bigint, 20::bigint, round(30 / sqrt(70.0), 9)),
		('2025-01-01', 200, 6, 0.15, 0.2, 0.05, 10, 0, round(10 / sqrt(10.0), 9)),
		('2025-01-01', 200, 7, 0.2, 0.3, 0.1, 20, 0, round(20 / sqrt(20.0), 9))$$, 'boomerangs');
SELECT results_eq($$SELECT period FROM boomerangs(summary('boomerang'), as_of => '2025-12-01', margin => 0.1)$$, 'VALUES (3), (7), (10)', '… once the month has ended, and by a margin that is met exactly');
SELECT is_empty($$SELECT * FROM boomerangs(summary('boomerang'), as_of => '2025-12-01', min_size => 201)$$, '… not in smaller cohorts');
SELECT is_empty($$SELECT * FROM boomerangs(summary('boomerang'), as_of => '2025-12-01', margin => 0, min_size => 0) WHERE z < 1.96 OR period < 2$$, '… never by chance, and not in month 1');

-- Nothing in: a row for a summary without a user, none without a summary
SELECT results_eq($$SELECT p.* FROM (SELECT cohort_retention(ts, NULL::bigint, 'month', 'UTC') AS r FROM visit) AS s, cohort_pattern(r, '2026-01-01') AS p$$,
	$$VALUES ('undecided', NULL::date, 0, 0::bigint, NULL::float8, NULL::float8)$$, 'a summary without users is undecided');
SELECT is((SELECT count(*) FROM retention(NULL, '2026-01-01')) + (SELECT count(*) FROM retention_curve(NULL, '2026-01-01')) + (SELECT count(*) FROM foundational_cohorts(NULL, '2026-01-01'))
	+ (SELECT count(*) FROM boomerangs(NULL, '2026-01-01')) + (SELECT count(*) FROM cohort_pattern(NULL, '2026-01-01')), 0::bigint, 'accessors of NULL give no rows');

SELECT * FROM finish();
ROLLBACK;

-- Accessors of cohorts: a small log that can be checked by eye.
SET timezone = 'UTC';
SET datestyle = 'ISO';

-- January: 1, 2, 3 and 4; February: 5 and 6; April: 7.  3 comes back, 4 never does.
CREATE TABLE visits (day date, user_id bigint);
INSERT INTO visits VALUES
    ('2025-01-05', 1), ('2025-01-31', 2), ('2025-01-09', 3), ('2025-01-10', 4), ('2025-01-11', 4),
    ('2025-02-01', 1), ('2025-02-28', 2), ('2025-02-14', 5), ('2025-02-15', 6),
    ('2025-03-31', 1), ('2025-03-01', 6),
    ('2025-04-01', 3), ('2025-04-30', 6), ('2025-04-02', 7);
CREATE TABLE kept AS SELECT cohort_retention(day, user_id, 'month') AS r FROM visits;

-- In April: the cell of the running month is NULL
SELECT cohort, cohort_size, period, retained, round(rate::numeric, 4) AS rate, round(ci_low::numeric, 4) AS ci_low,
       round(ci_high::numeric, 4) AS ci_high, left_censored, complete
  FROM kept, retention(r, as_of => '2025-04-20');

-- At the end of April it is not, and nothing is running
SELECT cohort, period, retained, complete FROM kept, retention(r, as_of => '2025-05-01');

-- Later periods are zeros: nobody came
SELECT cohort, period, retained, complete FROM kept, retention(r, as_of => '2025-06-10') WHERE cohort = '2025-04-01';

-- Came in the month or later; the level; what was there before the log
SELECT a.cohort, a.period, a.retained, b.retained AS or_after
  FROM kept, retention(r, as_of => '2025-05-01') AS a JOIN retention(r, as_of => '2025-05-01', mode => 'On_Or_After') AS b USING (cohort, period);
SELECT period, round(ci_low::numeric, 4) AS ci_low, round(ci_high::numeric, 4) AS ci_high
  FROM kept, retention(r, '2025-05-01', level => 0.5, min_size => 4);
SELECT cohort, left_censored FROM kept, retention(r, '2025-05-01', since => '2025-01-01') WHERE period = 0;
SELECT cohort, left_censored FROM kept, retention(r, '2025-05-01', since => '2025-01-01 00:00:01') WHERE period = 0;

-- Over all cohorts: January's is left-censored unless since tells
SELECT period, cohorts, users, retained, rate, simple_mean FROM kept, retention_curve(r, as_of => '2025-05-01');
SELECT period, cohorts, users, retained, round(rate::numeric, 4) AS rate, round(simple_mean::numeric, 4) AS simple_mean,
       round(ci_low::numeric, 4) AS ci_low, round(ci_high::numeric, 4) AS ci_high
  FROM kept, retention_curve(r, as_of => '2025-05-01', since => '2025-01-01');

-- Each cohort against the later ones
SELECT cohort, cohort_size, rate, later_cohorts, later_size, round(later_rate::numeric, 4) AS later_rate, round(difference::numeric, 4) AS difference, foundational
  FROM kept, foundational_cohorts(r, as_of => '2025-06-01', since => '2025-01-01', at_period => 1, min_size => 1);
SELECT count(*) FROM kept, foundational_cohorts(r, as_of => '2025-06-01');
SELECT p.* FROM kept, cohort_pattern(r, as_of => '2025-06-01', since => '2025-01-01', at_period => 1, min_size => 1) AS p;
SELECT (cohort_pattern(r, as_of => '2025-06-01')).* FROM kept;

-- Fifty who were away in week 1 come back in week 2
CREATE TABLE weekly AS
SELECT cohort_retention(day, n, 'week') AS r FROM generate_series(1, 100) AS n, unnest('{2025-01-07,2025-01-22}'::date[]) AS day WHERE day < '2025-01-20' OR n > 50;
SELECT b.* FROM weekly, boomerangs(r, as_of => '2025-02-01') AS b;
SELECT count(*) FROM weekly, boomerangs(r, as_of => '2025-01-22');

-- One row a group, and the groups' own names
SELECT user_id % 2 = 0 AS even, (cohort_pattern(cohort_retention(day, user_id, 'month'), as_of => '2025-06-01')).* FROM visits GROUP BY 1 ORDER BY 1;

-- What is wrong is named
SELECT * FROM kept, retention(r, as_of => NULL);
SELECT * FROM retention(NULL, as_of => NULL);
SELECT * FROM kept, retention(r, as_of => 'infinity');
SELECT * FROM kept, retention(r, '2025-05-01', mode => 'after');
SELECT * FROM kept, retention(r, '2025-05-01', level => 1);
SELECT * FROM kept, retention(r, '2025-05-01', level => 95);
SELECT * FROM kept, retention(r, '2025-05-01', level => 'NaN');
SELECT * FROM kept, retention(r, '2025-05-01', min_size => -1);
SELECT * FROM kept, retention_curve(r, '2025-05-01', level => 0);
SELECT * FROM kept, foundational_cohorts(r, '2025-05-01', at_period => -1);
SELECT * FROM kept, foundational_cohorts(r, '2025-05-01', margin => -0.1);
SELECT * FROM kept, foundational_cohorts(r, '2025-05-01', margin => 'NaN');
SELECT * FROM kept, boomerangs(r, '2025-05-01', margin => -0.05);
SELECT * FROM kept, boomerangs(r, '2025-05-01', min_size => -100);
SELECT * FROM kept, cohort_pattern(r, '2025-05-01', floor => -1);
SELECT * FROM retention(NULL, '2025-05-01', mode => 'after');

-- NULL stands for the default, no summary for no rows
SELECT count(*) FROM kept, retention(r, '2025-05-01', NULL, NULL, NULL, NULL);
SELECT count(*) FROM kept, cohort_pattern(r, '2025-05-01', NULL, NULL, NULL, NULL, NULL, NULL);
SELECT count(*) FROM kept, retention(r, '2024-12-31');
SELECT count(*) FROM retention(NULL, '2025-05-01');

-- Too many rows: the error names the first and the last period
CREATE TABLE daily AS SELECT cohort_retention(date '2000-01-01' + n, n, 'day') AS r FROM generate_series(0, 4999) AS n;
SELECT count(*) FROM daily, retention(r, '2013-09-09');
SELECT count(*) FROM daily, retention(r, '2011-11-11', min_size => 2);
SELECT count(*) FROM daily, foundational_cohorts(r, '2013-09-09', min_size => 0);

-- Every function says what it is
SELECT p.oid::regprocedure AS function, provolatile AS volatile, proparallel AS parallel, proisstrict AS strict, prorows AS rows, obj_description(p.oid, 'pg_proc') AS comment
  FROM pg_proc AS p WHERE proname IN ('retention', 'retention_curve', 'foundational_cohorts', 'boomerangs', 'cohort_pattern') ORDER BY proname COLLATE "C";

DROP TABLE visits, kept, weekly, daily;

-- Accessors of retention_summary about users over time, and the window functions: shapes and errors.
SET timezone = 'UTC';
SET datestyle = 'ISO';

CREATE TABLE visits (ts timestamptz, user_id bigint);
INSERT INTO visits VALUES
    ('2025-01-03', 1), ('2025-01-20', 1), ('2025-02-05', 1), ('2025-03-31 23:59', 1),
    ('2025-01-31', 2), ('2025-03-01', 2),
    ('2025-02-10', 3), ('2025-02-11', -3), ('2025-03-01', -3), ('2025-04-02', -3),
    ('2025-05-02', 5), ('2025-02-01', NULL), (NULL, 1), ('infinity', 1);
CREATE TABLE kept AS SELECT cohort_retention(ts, user_id, 'month') AS r FROM visits;

-- New, retained, resurrected, churned; zeros while nobody comes; the running month
SELECT x.* FROM kept, lifecycle(r, '2025-05-15') AS x;
SELECT x.* FROM kept, lifecycle(r, as_of => '2025-03-01', since => '2024-12-15') AS x;
SELECT x.* FROM kept, active_users(r, '2025-05-01') AS x;

-- Survival
SELECT period, at_risk, lapsed, censored, round(survival::numeric, 4) AS survival, round(std_error::numeric, 4) AS std_error,
       round(ci_low::numeric, 4) AS ci_low, round(ci_high::numeric, 4) AS ci_high
  FROM kept, survival(r, '2025-05-15');
SELECT period, at_risk, lapsed, censored, round(survival::numeric, 4) AS survival, round(ci_low::numeric, 4) AS ci_low
  FROM kept, survival(r, '2025-05-15', grace => 2, level => 0.5);
SELECT median_survival(r, '2025-05-15') AS one_month, median_survival(r, '2025-05-15', 2) AS two_months,
       pg_typeof(median_survival(r, '2025-05-15')) FROM kept;

-- Users of a cell, a column of their own type
SELECT user_id FROM kept, cell_users(r, '2025-02-01', 0, '2025-05-15');
SELECT cell_users(r, '2025-02-28', 1, '2025-05-15'), pg_typeof(cell_users(r, '2025-02-28', 1, '2025-05-15')) FROM kept;
SELECT user_id, pg_typeof(user_id)
  FROM cell_users_uuid((SELECT cohort_retention(date '2025-01-01', u, 'day') FROM unnest('{b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,00000000-0000-0000-0000-000000000001}'::uuid[]) AS u), '2025-01-01', 0, '2025-01-02');

-- Ends of the log, and what was read
SELECT first_seen(r), last_seen(r) FROM kept;
SELECT rows_read, null_ts, infinite_ts, null_user, users, users_without_start, cohorts, small_cohorts, windows FROM kept, summary_info(r, 2);
SELECT first_row, last_row, period, user_type, starts, timezone, week_start, format_version, bytes > 0 AS has_bytes FROM kept, summary_info(r);
SELECT users, users_without_start, starts, user_type
  FROM summary_info((SELECT cohort_retention(ts, user_id::text, 'month', ts < '2025-02-01') FROM visits));

-- Window functions
SELECT ts, user_id, cohort_start(ts, 'month') OVER w, cohort_period(ts, 'month') OVER w
  FROM visits WINDOW w AS (PARTITION BY user_id) ORDER BY user_id, ts;

-- NULL in: no rows
SELECT count(*) FROM lifecycle(NULL, now());
SELECT count(*) FROM active_users(NULL, now());
SELECT count(*) FROM survival(NULL, now());
SELECT count(*) FROM cell_users(NULL, '2025-01-01', 0, now());
SELECT count(*) FROM cell_users_uuid(NULL, '2025-01-01', 0, now());
SELECT median_survival(NULL, now()), first_seen(NULL::retention_summary), last_seen(NULL::retention_summary);
SELECT * FROM summary_info(NULL::retention_summary);
SELECT count(*) FROM kept, lifecycle(r, '2024-12-31');

-- Errors: as_of, but not where there is nothing to show
SELECT lifecycle(r) FROM kept;
SELECT lifecycle(r, NULL) FROM kept;
SELECT lifecycle(NULL, NULL);
SELECT active_users(r, 'infinity') FROM kept;
SELECT survival(r, '-infinity') FROM kept;
SELECT median_survival(r, NULL) FROM kept;
SELECT cell_users(r, '2025-01-01', 0) FROM kept;

-- Errors: other arguments
SELECT survival(r, now(), 0) FROM kept;
SELECT median_survival(r, now(), -5) FROM kept;
SELECT survival(r, now(), level => 1) FROM kept;
SELECT survival(r, now(), level => 0) FROM kept;
SELECT survival(r, now(), level => 'NaN') FROM kept;
SELECT survival(NULL, now(), level => 95);
SELECT cell_users(r, NULL, 0, now()) FROM kept;
SELECT cell_users(r, 'infinity', 0, now()) FROM kept;
SELECT cell_users(r, '2025-01-01', NULL, now()) FROM kept;
SELECT cell_users(r, '2025-01-01', -1, now()) FROM kept;

SELECT summary_info(r, -1) FROM kept;

-- Errors: users of another type
SELECT cell_users_uuid(r, '2025-01-01', 0, now()) FROM kept;
SELECT cell_users(cohort_retention(ts, gen_random_uuid(), 'day'), '2025-01-01', 0, now()) FROM visits;
SELECT cell_users(cohort_retention(ts, user_id::text, 'day'), '2025-01-01', 0, now()) FROM visits;
SELECT cell_users_uuid(cohort_retention(ts, user_id::text, 'day'), '2025-01-01', 0, now()) FROM visits;

-- Errors: too many rows
SELECT count(*) FROM lifecycle((SELECT cohort_retention(d, 1::bigint, 'day') FROM unnest('{4713-01-01 BC,2025-01-01}'::date[]) AS d), '294276-01-01');
SELECT count(*) FROM active_users((SELECT cohort_retention(d, 1::bigint, 'day') FROM unnest('{4713-01-01 BC,2025-01-01}'::date[]) AS d), '200000-01-01');
SELECT count(*) FROM survival((SELECT cohort_retention(d, 1::bigint, 'day') FROM unnest('{4713-01-01 BC,100000-01-01,200000-01-01}'::date[]) AS d), '200001-01-01', 40000000);
SELECT period, lapsed FROM survival((SELECT cohort_retention(d, 1::bigint, 'day') FROM unnest('{4713-01-01 BC,2025-01-01}'::date[]) AS d), '200000-01-01');
SELECT count(*) FROM survival((SELECT cohort_retention(d, 1::bigint, 'day') FROM unnest('{4713-01-01 BC,2025-01-01}'::date[]) AS d), '200000-01-01', 2147483647);

-- Errors: window functions
SELECT cohort_start(ts, 'year') OVER () FROM visits;
SELECT cohort_start(ts, NULL) OVER () FROM visits;
SELECT cohort_period(ts, 'day', 'Atlantis') OVER () FROM visits;
SELECT cohort_start(ts, CASE WHEN user_id > 1 THEN 'day' ELSE 'week' END) OVER () FROM visits;
SELECT cohort_start(ts, 'day') FROM visits;

DROP TABLE visits, kept;

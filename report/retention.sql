-- Who stays with a model: of the users first seen in each week, the per cent that used it again, by weeks since.
-- One scan keeps a summary for each model; both questions are asked of it.
CREATE TEMP TABLE kept AS
SELECT model_label(model) AS model, cohort_retention(ts, user_id, 'week', 'UTC') AS r FROM usage GROUP BY 1;

SELECT cohort, period, round((100 * rate)::numeric) AS percent
FROM kept, retention(r, as_of => '2025-05-19 00:00+00')
WHERE model = 'Claude 3.7 Sonnet'
ORDER BY cohort, period
\crosstabview cohort period percent

-- The shape of each model's retention after four weeks, as the State of AI report names such shapes.
SELECT model, pattern, foundational_cohort, cohorts, round((100 * pooled_rate)::numeric) AS "stay %",
	(SELECT count(*) FROM boomerangs(r, as_of => '2025-05-19 00:00+00', margin => 0.1)) AS boomerangs
FROM kept, cohort_pattern(r, as_of => '2025-05-19 00:00+00', since => '2025-01-13 00:00+00', at_period => 4, min_size => 50)
WHERE cohorts > 0
ORDER BY pattern, pooled_rate DESC;

-- elasticity(), usage_elasticity() and the accessors of elasticity_summary.
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET extra_float_digits = 0;

-- A panel whose numbers can be followed by hand: quantity = 100 · price^-1.5 for
-- each unit and week, times what is the unit's own.
CREATE TABLE panel AS
SELECT 'model ' || u AS model, u, date '2025-01-06' + 7 * w AS week, w,
	(array[1, 2, 4, 2, 8])[1 + (u * 2 + w) % 5]::float8 AS price,
	round((100 * u * u * (array[1, 2, 4, 2, 8])[1 + (u * 2 + w) % 5] ^ -1.5 * (array[1.1, 1, 0.9, 1])[1 + (u + w * w) % 4])::numeric, 3)::float8 AS quantity
FROM generate_series(1, 4) AS u, generate_series(0, 5) AS w;

-- The forms.
SELECT elasticity(1, 1) FROM generate_series(1, 3);
SELECT round(elasticity(quantity, price)::float8::numeric, 9) AS none, round(elasticity(quantity, price, model)::float8::numeric, 9) AS unit,
	round(elasticity(quantity, price, u)::float8::numeric, 9) AS bigint_unit, round(elasticity(quantity, price, model, week)::float8::numeric, 9) AS two_way,
	round(elasticity(quantity, price, u, w)::float8::numeric, 9) AS bigints, round(elasticity(quantity, price, u, week::text)::float8::numeric, 9) AS period_text,
	round(elasticity(quantity, price, model, w)::float8::numeric, 9) AS text_bigint, round(elasticity(quantity, price, u, week)::float8::numeric, 9) AS bigint_date,
	round(elasticity(quantity, price, model, week::text)::float8::numeric, 9) AS texts
FROM panel;

-- Accessors.
SELECT effects, errors, round(slope::numeric, 9) AS slope, round(std_error::numeric, 9) AS std_error, round(t::numeric, 6) AS t, round(ci_low::numeric, 9) AS ci_low, round(ci_high::numeric, 9) AS ci_high,
	df, n, units, periods, clusters
FROM estimates((SELECT elasticity(quantity, price, model, week) FROM panel));
SELECT effects, errors, round(intercept::numeric, 9) AS intercept, round(r2::numeric, 9) AS r2, round(within_r2::numeric, 9) AS within_r2, n_singletons, dropped_null, dropped_nonpositive, dropped_nonfinite, warnings
FROM estimate((SELECT elasticity(quantity, price, model, week) FROM panel));
SELECT effects, errors, round(slope::numeric, 9) AS slope, round(ci_low::numeric, 9) AS ci_low, level FROM unnest(array[0.5, 0.9, 0.99]) AS level, estimate((SELECT elasticity(quantity, price) FROM panel), level => level);
SELECT effects, errors, round(slope::numeric, 6) AS slope, round(spend_slope::numeric, 6) AS spend_slope, round(spend_ci_low::numeric, 6) AS low, round(spend_ci_high::numeric, 6) AS high, round(t::numeric, 4) AS t, round(p_value::numeric, 6) AS p, verdict, warnings
FROM jevons((SELECT elasticity(quantity, price, model) FROM panel));
SELECT price, round(predict(e, price)::numeric, 4) AS average_model, round(predict(e, price, 'none')::numeric, 4) AS pooled FROM (SELECT elasticity(quantity, price, model) AS e FROM panel) AS x, unnest('{0.5,1,2,0,-1,NULL}'::float8[]) AS price;
SELECT * FROM summary_info((SELECT elasticity(quantity, nullif(price, 8) * CASE WHEN u = 1 THEN -1 ELSE 1 END, model, week) FROM panel));

-- A moving window: the slope over the last four weeks of each model.
SELECT model, week, round((elasticity(quantity, price) OVER (PARTITION BY model ORDER BY week ROWS 3 PRECEDING))::float8::numeric, 6) AS slope FROM panel WHERE u < 3 ORDER BY model, week;

-- Rows that are dropped.
SELECT rows_read, dropped_null, dropped_nonpositive, dropped_nonfinite, cells FROM summary_info((SELECT elasticity(q, p, u)
	FROM (VALUES (1::float8, 1::float8, 'a'), (NULL, 1, 'a'), (1, NULL, 'a'), (1, 1, NULL), (0, 1, 'a'), (1, -2, 'a'), ('NaN', 1, 'a'), (1, 'Infinity', 'a'), ('-Infinity', 1, 'a'), ('NaN', 0, 'a'), (0, 0, NULL)) AS v (q, p, u)));
SELECT slope, std_error, n, warnings FROM estimate((SELECT elasticity(-1, 2)));
SELECT elasticity(1, 2) FILTER (WHERE false) IS NULL AS no_rows;

-- Raw rows.
CREATE TABLE log AS
SELECT week + time '06:00' + d * interval '1 day' AS ts, model, quantity * 1e5 * (d + 1) / 3 AS tokens, price * quantity * (d + 1) / 30 AS cost FROM panel, generate_series(0, 1) AS d;
SELECT effects, errors, round(slope::numeric, 9) AS slope, n, units, periods, warnings FROM estimate((SELECT usage_elasticity(ts, model, tokens, cost, 'week') FROM log));
SELECT effects, errors, round(slope::numeric, 9) AS slope, n, units, periods, warnings FROM estimate((SELECT usage_elasticity(ts, model, tokens, cost, 'week') FROM log), over => 'unit');
SELECT round(usage_elasticity(ts AT TIME ZONE 'UTC', model, tokens, cost, 'week', 'UTC')::float8::numeric, 9) AS zoned, round(usage_elasticity(ts::date, model, tokens, cost, 'week')::float8::numeric, 9) AS dates FROM log;
SELECT * FROM summary_info((SELECT usage_elasticity(ts AT TIME ZONE 'UTC', model, round(tokens), round(cost), 'week', 'Asia/Tokyo') FROM log));
SELECT first_seen(e), last_seen(e) FROM (SELECT usage_elasticity(ts, model, tokens, cost, 'week') AS e FROM log) AS x;
SELECT usage_elasticity(ts, model, 10, 0.5, 'month') FROM (VALUES (date '2025-01-31', 'b'), ('2025-02-01', 'b'), ('2025-02-28', 'a'), ('2025-02-28', 'b')) AS v (ts, model);

-- Merging.
SELECT (SELECT rollup(e ORDER BY w)::text FROM (SELECT elasticity(quantity, price, model, week) AS e, w FROM panel GROUP BY w) AS x) = (SELECT elasticity(quantity, price, model, week)::text FROM panel) AS rollup,
	(SELECT elasticity(quantity, price, model, week) FROM panel WHERE u > 2)::text = (NULL || (SELECT elasticity(quantity, price, model, week) FROM panel WHERE u > 2) || NULL)::text AS nulls,
	((SELECT elasticity(quantity, price, model, week) FROM panel WHERE u > 2) || (SELECT elasticity(quantity, price, model, week) FROM panel WHERE u <= 2))::text = (SELECT elasticity(quantity, price, model, week)::text FROM panel) AS halves;
SELECT elasticity(quantity, price) || elasticity(quantity, price, model) FROM panel;
SELECT elasticity(quantity, price, model, week) || elasticity(quantity, price, model, w) FROM panel;
SELECT usage_elasticity(ts, model, tokens, cost, 'week') || usage_elasticity(ts, model, tokens, cost, 'day') FROM log;
SELECT usage_elasticity(ts, model, tokens, cost, 'week') || usage_elasticity(ts AT TIME ZONE 'UTC', model, tokens, cost, 'week') FROM log;

-- Text form.
SELECT elasticity(2, 1, n % 2, n) FROM generate_series(1, 3) AS n;
SELECT '{"elasticity_summary": 1, "unit": null, "period_type": null, "period": "day", "timezone": null, "week_start": "monday", "rows_read": 1, "dropped_null": 1, "dropped_nonpositive": 0, "dropped_nonfinite": 0, "negative": 0, "first": 9223372036854775807, "last": -9223372036854775808, "units": [], "periods": [], "cells": []}'::elasticity_summary;
SELECT 'nonsense'::elasticity_summary;
SELECT '{"elasticity_summary": 2}'::elasticity_summary;
SELECT '{"elasticity_summary": 1, "unit": null, "period_type": null, "period": "day", "timezone": null, "week_start": "monday", "rows_read": 2, "dropped_null": 1, "dropped_nonpositive": 0, "dropped_nonfinite": 0, "negative": 0, "first": 9223372036854775807, "last": -9223372036854775808, "units": [], "periods": [], "cells": []}'::elasticity_summary;

-- Arguments.
SELECT estimate(elasticity(quantity, price), 'unit') FROM panel;
SELECT estimate(elasticity(quantity, price, model), 'two-way') FROM panel;
SELECT estimate(elasticity(quantity, price), errors => 'cr0') FROM panel;
SELECT estimate(elasticity(quantity, price), errors => 'hc3') FROM panel;
SELECT estimate(elasticity(quantity, price), 'random') FROM panel;
SELECT estimate(elasticity(quantity, price), over => 'unit') FROM panel;
SELECT estimate(elasticity(quantity, price), over => 'model') FROM panel;
SELECT estimate(elasticity(quantity, price), level => 1) FROM panel;
SELECT usage_elasticity(ts, model, tokens, cost, 'fortnight') FROM log;
SELECT usage_elasticity(ts, model, tokens, cost, NULL) FROM log;
SELECT usage_elasticity(ts, model, tokens, cost, CASE WHEN model = 'model 4' THEN 'day' ELSE 'week' END) FROM log;
SELECT elasticity_transition(NULL, 1, 1, 'a');
-- Types that need a cast: no such function.
\set VERBOSITY sqlstate
SELECT elasticity(tokens, cost, model, ts::timestamptz) FROM log;
SELECT elasticity(tokens, cost, model, ts::timestamp) FROM log;
SELECT elasticity(tokens, cost, model, extract(year FROM ts)) FROM log;
SELECT elasticity(tokens, cost, gen_random_uuid()) FROM log;
SELECT elasticity(tokens, cost, 1.5) FROM log;
SELECT usage_elasticity(ts, 1::bigint, tokens, cost, 'week') FROM log;
SELECT usage_elasticity(ts, 1.5, tokens, cost, 'week') FROM log;
\set VERBOSITY default
SELECT elasticity(tokens, cost, gen_random_uuid()::text, date_trunc('week', ts)::date) IS NULL AS dates, elasticity(tokens, cost, 1.5::text, extract(year FROM ts)::int) IS NULL AS numbers, usage_elasticity(ts, 1::text, tokens, cost, 'week') IS NULL AS usage FROM log;
DROP TABLE panel, log;

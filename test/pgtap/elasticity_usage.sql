-- usage_elasticity over raw rows: sums, clocks, periods, merging, both ways of observing.
\ir lib/setup.sql
\ir lib/elasticity.sql
SELECT plan(64);

SELECT setseed(0.125);
CREATE TABLE log AS
SELECT timestamptz '2025-01-01' + random() * interval '400 days' AS ts, 'model-' || floor(random() * random() * 12)::int AS model,
	floor(random() * 8000)::bigint AS tokens, round((random() * 0.1)::numeric, 5) AS cost, n
FROM generate_series(1, 20000) AS n;
INSERT INTO log SELECT ts, 'free', tokens, 0, -1 FROM log WHERE n < 30;
INSERT INTO log SELECT ts, 'refunds', -tokens, cost, -1 FROM log WHERE n < 30;

-- Plain SQL: sums of each cell, then elasticity() over what they make.
CREATE FUNCTION by_hand(unit text, zone text, shift int DEFAULT 0) RETURNS elasticity_summary LANGUAGE sql
RETURN (SELECT elasticity(q, c / q * 1e6, model, p) FROM (SELECT model, (date_trunc(unit, (ts AT TIME ZONE zone) + make_interval(days => shift)))::date - shift AS p, sum(tokens)::float8 AS q, sum(cost)::float8 AS c FROM log GROUP BY 1, 2 HAVING sum(tokens) > 0) AS x);
CREATE FUNCTION same_estimates(a elasticity_summary, b elasticity_summary) RETURNS bool LANGUAGE sql
RETURN (SELECT count(*) = 18 AND bool_and(near(x.slope, y.slope, 1e-11) AND near(x.std_error, y.std_error, 1e-11) AND near(x.intercept, y.intercept, 1e-11) AND x.n = y.n AND x.units = y.units AND x.periods = y.periods AND x.n_singletons = y.n_singletons)
	FROM estimates(a) AS x JOIN estimates(b) AS y USING (effects, errors));
SELECT ok(same_estimates(usage_elasticity(ts, model, tokens, cost, unit, zone), by_hand(unit, zone)), format('sums of each %s, in %s', unit, zone))
FROM log, unnest('{day,week,month,quarter}'::text[]) AS unit, unnest('{UTC,Asia/Kolkata}'::text[]) AS zone GROUP BY unit, zone;
SELECT ok(same_estimates(usage_elasticity(ts, model, tokens, cost, 'WEEK'), by_hand('week', 'UTC')), 'the session''s zone, and any case') FROM log;
SET LOCAL modelshare.timezone = 'America/New_York';
SELECT ok(same_estimates(usage_elasticity(ts, model, tokens, cost, 'day'), by_hand('day', 'America/New_York')), 'the setting''s zone') FROM log;
SELECT ok(same_estimates(usage_elasticity(ts, model, tokens, cost, 'day', NULL), by_hand('day', 'America/New_York')), 'NULL is the setting') FROM log;
RESET modelshare.timezone;
SET LOCAL modelshare.week_start = 'sunday';
SELECT ok(same_estimates(usage_elasticity(ts, model, tokens, cost, 'week'), by_hand('week', 'UTC', 1)), 'the setting''s first day of the week') FROM log;
RESET modelshare.week_start;
SELECT ok(same_estimates(usage_elasticity(ts AT TIME ZONE 'Asia/Kolkata', model, tokens, cost, 'day'), by_hand('day', 'Asia/Kolkata')), 'timestamp is taken at face value') FROM log;
SELECT ok(same_estimates(usage_elasticity((ts AT TIME ZONE 'Asia/Kolkata')::date, model, tokens, cost, 'week'), by_hand('week', 'Asia/Kolkata')), 'and so is date') FROM log;

-- What an observation is.
CREATE TABLE summed AS SELECT usage_elasticity(ts, model, tokens, cost, 'week') AS e FROM log;
SELECT is((dropped_nonpositive, dropped_null, dropped_nonfinite)::text, format('(%s,0,0)', (SELECT count(*) FROM (SELECT FROM log GROUP BY model, date_trunc('week', ts) HAVING NOT (sum(tokens) > 0 AND sum(cost) > 0)) AS x)), 'weeks without a positive quantity and cost are dropped, and counted') FROM summed, estimate(e);
SELECT is((SELECT warnings FROM summed, estimate(e, effects => 'none') WHERE 'price_is_spend_over_quantity' = ANY (warnings)) IS NOT NULL, true, 'price is spend over the same quantity: a warning');
SELECT ok(bool_and('price_is_spend_over_quantity' = ANY (warnings)), 'with every estimate') FROM summed, estimates(e);
SELECT ok(NOT 'price_is_spend_over_quantity' = ANY (warnings), 'elasticity() cannot know, and does not warn') FROM estimate(by_hand('week', 'UTC'));
-- Over units: the cross-section of a report.
SELECT ok(near(slope, regr_slope, 1e-11) AND near(intercept, regr_intercept, 1e-11) AND near(r2, regr_r2, 1e-11) AND n = 12 AND errors = 'hc1' AND effects = 'none', 'over units: one observation a model')
FROM summed, estimate(e, over => 'unit'), (SELECT regr_slope(ln(q), ln(c / q * 1e6)), regr_intercept(ln(q), ln(c / q * 1e6)), regr_r2(ln(q), ln(c / q * 1e6)) FROM (SELECT sum(tokens)::float8 AS q, sum(cost)::float8 AS c FROM log GROUP BY model HAVING sum(tokens) > 0 AND sum(cost) > 0) AS x) AS y;
SELECT is((dropped_nonpositive, units, periods, clusters)::text, '(2,,,)', 'the free one and the one of refunds are dropped') FROM summed, estimate(e, over => 'unit');
SELECT is((SELECT count(*)::int FROM summed, estimates(e, over => 'unit')), 3, 'three kinds of errors, no clusters');
SELECT ok(near(predict(e, 3, over => 'unit'), exp(intercept + slope * ln(3))), 'predict over units') FROM summed, estimate(e, over => 'unit');
SELECT is((SELECT slope FROM jevons(e, over => 'unit')), (SELECT slope FROM estimate(e, over => 'unit')), 'jevons over units') FROM summed;
SELECT is(message_of('SELECT estimate(e, over => ''unit'', errors => ''cr1'') FROM summed'), 'errors "cr1" need units, which are the clusters | Over units each unit is one observation. | Estimate over cells: over => ''cell''.', 'clusters need cells');
SELECT is(message_of('SELECT estimate(e, over => ''unit'', effects => ''unit'') FROM summed'), 'effects "unit" need units | Over units each unit is one observation. | Estimate over cells: over => ''cell''.', 'and so do effects');
SELECT is(message_of('SELECT estimate(elasticity(tokens, cost, model), over => ''unit'') FROM log'),
	'estimation over units needs a summary of usage_elasticity() | This one keeps logarithms, which cannot be summed to one observation a unit. | Give elasticity(quantity, price) one row for each unit.', 'only usage_elasticity() can be estimated over units');
SELECT matches(message_of('SELECT estimate(e, over => ''week'') FROM summed'), 'unknown over "week" | Give one of cell, unit\.', 'over what');

-- Merging: days make weeks, and a stored summary need not be read again.
CREATE TABLE daily AS SELECT ts::date AS day, usage_elasticity(ts, model, tokens, cost, 'week') AS e FROM log GROUP BY 1;
SELECT is(difference((SELECT rollup(d.e ORDER BY md5(day::text)) FROM daily AS d), e), NULL, 'daily summaries make the week''s observations') FROM summed;
SELECT is(difference((SELECT rollup(d.e ORDER BY md5(day::text)) FROM daily AS d), e, true), NULL, 'and the units''') FROM summed;
SELECT is(difference((SELECT usage_elasticity(ts, model, tokens, cost, 'week') FROM log WHERE n % 2 = 0) || (SELECT usage_elasticity(ts, model, tokens, cost, 'week') FROM log WHERE n % 2 <> 0), e), NULL, 'two halves, one of each row') FROM summed;
SELECT is((e || NULL)::text, e::text, 'NULL changes nothing') FROM summed;
SELECT is((NULL || e)::text, e::text, 'on either side') FROM summed;
SELECT is(difference(e || e, (SELECT usage_elasticity(ts, model, tokens, cost, 'week') FROM (TABLE log UNION ALL TABLE log) AS x)), NULL, 'twice the same is twice the rows') FROM summed;

-- What does not go together is refused, and both are named.
SELECT is(split_part(message_of(format('SELECT usage_elasticity(ts, model, tokens, cost, ''week'', ''UTC'') || %s FROM log', other)), ' | ', 1), message, 'refused: ' || message)
FROM (VALUES
	('usage_elasticity(ts, model, tokens, cost, ''month'', ''UTC'')', 'cannot merge elasticity summaries of periods "week" and "month"'),
	('usage_elasticity(ts, model, tokens, cost, ''week'', ''Asia/Tokyo'')', 'cannot merge elasticity summaries of time zones "UTC" and "Asia/Tokyo"'),
	('usage_elasticity(ts::timestamp, model, tokens, cost, ''week'')', 'cannot merge elasticity summaries of time zones "UTC" and "none (face value)"'),
	('elasticity(tokens, cost, model, ts::date)', 'cannot merge a summary of usage_elasticity() with one of elasticity(quantity, price, unit text, period date)'),
	('elasticity(tokens, cost)', 'cannot merge a summary of usage_elasticity() with one of elasticity(quantity, price)'),
	('elasticity(tokens, cost, n::bigint)', 'cannot merge a summary of usage_elasticity() with one of elasticity(quantity, price, unit bigint)'),
	('elasticity(tokens, cost, n::bigint, model)', 'cannot merge a summary of usage_elasticity() with one of elasticity(quantity, price, unit bigint, period text)')) AS v (other, message);
CREATE TABLE sunday AS SELECT e FROM summed;
SET LOCAL modelshare.week_start = 'sunday';
SELECT is(split_part(message_of('SELECT e || (SELECT usage_elasticity(ts, model, tokens, cost, ''week'') FROM log) FROM sunday'), ' | ', 1), 'cannot merge elasticity summaries of weeks that start on "monday" and "sunday"', 'refused: another first day of the week');
SELECT is(sqlstate_of('SELECT usage_elasticity(ts, model, tokens, cost, ''month'') || (SELECT m FROM (SELECT usage_elasticity(ts, model, tokens, cost, ''month'', ''UTC'') AS m FROM log) AS x) FROM log'), '00000', 'which months do not have');
RESET modelshare.week_start;
SELECT is(sqlstate_of('SELECT rollup(e) FROM (SELECT e FROM summed UNION ALL SELECT elasticity(tokens, cost, model) FROM log) AS x'), '22023', 'rollup refuses as || does');

-- Arguments.
SELECT is(message_of('SELECT usage_elasticity(ts, model, tokens, cost, ''year'') FROM log'), 'unknown period "year" | Give one of day, week, month, quarter.', 'unknown period');
SELECT is(message_of('SELECT usage_elasticity(ts, model, tokens, cost, NULL) FROM log'), 'argument period must not be NULL | Give one of day, week, month, quarter.', 'no period');
SELECT is(sqlstate_of('SELECT usage_elasticity(ts, model, tokens, cost, ''week'', ''Mars/Olympus'') FROM log'), '22023', 'unknown zone');
SELECT is(message_of('SELECT usage_elasticity(ts, model, tokens, cost, CASE WHEN n < 100 THEN ''week'' ELSE ''day'' END) FROM log WHERE n > 0'), 'argument period changed from "week" to "day" | It must be the same for all rows of an aggregate.', 'a period that changes');
SELECT is(message_of('SELECT usage_elasticity(ts, model, tokens, cost, ''day'', CASE WHEN n < 15000 THEN ''UTC'' ELSE ''Asia/Tokyo'' END) FROM log WHERE n > 0'), 'argument timezone changed from "UTC" to "Asia/Tokyo" | It must be the same for all rows of an aggregate.', 'a zone that changes');
SELECT is(sqlstate_of('SELECT usage_elasticity(ts, model, tokens, cost, CASE WHEN n < 100 THEN ''week'' ELSE ''Week'' END) FROM log WHERE n > 0'), '00000', 'a period that only looks different');

-- Rows that are dropped.
CREATE TABLE odd (ts timestamptz, model text, tokens float8, cost float8);
INSERT INTO odd VALUES (NULL, 'a', 1, 1), ('2025-01-01', NULL, 1, 1), ('2025-01-01', 'a', NULL, 1), ('2025-01-01', 'a', 1, NULL), ('infinity', 'a', 1, 1), ('-infinity', 'a', 1, 1),
	('2025-01-01', 'a', 'NaN', 1), ('2025-01-01', 'a', 1, 'Infinity'), ('2025-01-01', 'a', '-Infinity', 1), ('2025-01-02 12:00', 'a', 0, 0), ('2025-01-03 13:00', 'a', -5, 1), ('2025-01-04', 'b', 3, -1);
SELECT is((rows_read, dropped_null, dropped_nonfinite, dropped_nonpositive, negative_rows, units, cells)::text, '(12,4,5,2,2,2,2)', 'rows are dropped for NULL and for what is not finite; sums for what is not positive') FROM (SELECT usage_elasticity(ts, model, tokens, cost, 'week') AS e FROM odd) AS x, summary_info(e);
SELECT is((first_row, last_row, period, timezone, week_start, measure)::text, '("2025-01-02 12:00:00+00","2025-01-04 00:00:00+00",week,UTC,monday,sums)', 'summary_info') FROM (SELECT usage_elasticity(ts, model, tokens, cost, 'week') AS e FROM odd) AS x, summary_info(e);
SELECT is(array[first_seen(e), last_seen(e)], '{2025-01-02,2025-01-05}'::timestamptz[], 'first_seen, last_seen') FROM (SELECT usage_elasticity(ts, model, tokens, cost, 'week') AS e FROM odd) AS x;
SELECT is(array[first_seen(e), last_seen(e)], '{NULL,NULL}'::timestamptz[], 'elasticity() has seen no time') FROM (SELECT elasticity(tokens, cost, model, ts::date) AS e FROM odd) AS x;
SELECT is(array[first_seen(e), last_seen(e)], '{NULL,NULL}'::timestamptz[], 'nor have rows without one') FROM (SELECT usage_elasticity(ts, model, tokens, cost, 'week') AS e FROM odd WHERE ts IS NULL) AS x;
SELECT ok(last_seen(usage_elasticity(now(), 'm', 1, 1, 'day')) <= now(), 'the running day is not over');
SELECT is(sqlstate_of('SELECT usage_elasticity(timestamptz ''2025-01-01'', ''m'', q, 1, ''day'') FROM unnest(''{1.7e308,1.7e308}''::float8[]) AS q'), '22003', 'a sum beyond float8 is an error');
SELECT ok(near(slope, -1, 1e-9), 'prices beyond the range of float8 have logarithms') FROM estimate((SELECT usage_elasticity(date '2025-01-01' + n, 'm', 10::float8 ^ (-290 + n), 1e19, 'day') FROM generate_series(0, 5) AS n), effects => 'none');
-- negative and zero rows are netted
SELECT is(difference(usage_elasticity(d, m, q, c, 'day'), (SELECT usage_elasticity(d, m, q, c, 'day') FROM (SELECT d, m, sum(q) AS q, sum(c) AS c FROM (SELECT date '2025-01-01' + n % 7 AS d, 'm' || n % 3 AS m, (n * 37 % 11 - 2)::float8 AS q, (n * 17 % 5)::float8 AS c FROM generate_series(1, 500) AS n) AS x GROUP BY d, m) AS y)) ~ 'cells or counts', true, 'rows read differ')
FROM (SELECT date '2025-01-01' + n % 7 AS d, 'm' || n % 3 AS m, (n * 37 % 11 - 2)::float8 AS q, (n * 17 % 5)::float8 AS c FROM generate_series(1, 500) AS n) AS x;
SELECT is((SELECT string_agg(format('%s %s', slope::numeric(20, 12), std_error::numeric(20, 12)), ',') FROM estimates(a)), (SELECT string_agg(format('%s %s', slope::numeric(20, 12), std_error::numeric(20, 12)), ',') FROM estimates(b)), 'estimates do not')
FROM (SELECT usage_elasticity(d, m, q, c, 'day') AS a FROM (SELECT date '2025-01-01' + n % 7 AS d, 'm' || n % 3 AS m, (n * 37 % 11 - 2)::float8 AS q, (n * 17 % 5)::float8 AS c FROM generate_series(1, 500) AS n) AS x) AS x,
	(SELECT usage_elasticity(d, m, q, c, 'day') AS b FROM (SELECT d, m, sum(q) AS q, sum(c) AS c FROM (SELECT date '2025-01-01' + n % 7 AS d, 'm' || n % 3 AS m, (n * 37 % 11 - 2)::float8 AS q, (n * 17 % 5)::float8 AS c FROM generate_series(1, 500) AS n) AS x GROUP BY d, m) AS y) AS y;

CREATE TABLE whole AS SELECT date '2025-01-01' + n % 700 AS d, 'm' || n % 3 AS m, (n * 37 % 11 - 2)::float8 * 1e15 AS q, (n * 17 % 5 - 1)::float8 AS c, n FROM generate_series(1, 9000) AS n;
-- What refunds cancel is no observation: 0.1 + 0.2 - 0.3 is 2.8e-17 in float8.
CREATE TABLE refunds (n int, what text, model text, tokens numeric, cost numeric, observed int);
INSERT INTO refunds VALUES (1, 'cost', 'a', 1, 0.1, 0), (2, 'cost', 'a', 1, 0.2, 0), (3, 'cost', 'a', 1, -0.3, 0),
	(1, 'quantity', 'a', 0.1, 1, 0), (2, 'quantity', 'a', 0.2, 1, 0), (3, 'quantity', 'a', -0.3, 1, 0),
	(1, 'both', 'a', 0.1, 1.1, 0), (2, 'both', 'a', 0.2, 2.2, 0), (3, 'both', 'a', -0.3, -3.3, 0),
	(1, 'part', 'a', 1, 0.1, 1), (2, 'part', 'a', 1, 0.2, 1), (3, 'part', 'a', 1, -0.29999999, 1),
	(1, 'none', 'a', 1e-17, 1e-17, 1), (2, 'none', 'a', 1, 1, 1), (3, 'none', 'a', 1e17, 1e17, 1),
	(1, 'whole', 'a', 9007199254740992, 1, 1), (2, 'whole', 'a', 1000, 1, 1), (3, 'whole', 'a', -9007199254740000, 1, 1);
SELECT is((SELECT count(*)::int FROM (SELECT a.what, a.observed, usage_elasticity(date '2025-01-06', model, tokens, cost, 'week' ORDER BY CASE o WHEN 1 THEN n WHEN 2 THEN -n WHEN 3 THEN (n + 1) % 3 WHEN 4 THEN -((n + 1) % 3) WHEN 5 THEN (n + 2) % 3 ELSE -((n + 2) % 3) END) AS e
	FROM refunds AS a, generate_series(1, 6) AS o GROUP BY a.what, a.observed, o) AS x, unnest('{cell,unit}'::text[]) AS over, estimate(e, effects => 'none', over => over) WHERE (n, dropped_nonpositive) = (observed, 1 - observed)), 72,
	'what refunds leave by rounding is dropped, and counted, in any order of the rows');
SELECT is((SELECT count(*)::int FROM (SELECT what, observed, e FROM (SELECT what, observed, rollup(e ORDER BY n) AS up, rollup(e ORDER BY n DESC) AS down FROM (SELECT what, observed, n, usage_elasticity(date '2025-01-06' + n, model, tokens, cost, 'week') AS e FROM refunds GROUP BY what, observed, n) AS x GROUP BY what, observed) AS x, unnest(array[up, down, up::text::elasticity_summary]) AS e) AS x,
	estimate(e, effects => 'none') WHERE (n, dropped_nonpositive) = (observed, 1 - observed)), 18, 'merged, and read from text');
SELECT is((SELECT (n, dropped_nonpositive)::text FROM estimate((SELECT usage_elasticity(d, model, tokens, cost * p, 'week') FROM refunds, (SELECT date '2025-01-06' + w AS d, (100 + w)::numeric AS p FROM generate_series(0, 1400) AS w) AS w WHERE what = 'both'), effects => 'none')), '(0,201)',
	'in many weeks, and with many rows a week');
SELECT is((SELECT (n, dropped_nonpositive)::text FROM estimate((SELECT usage_elasticity(date '2025-01-06' + 7 * n, model, tokens, cost, 'week') FROM refunds WHERE what = 'cost'), effects => 'none', over => 'unit')), '(0,1)', 'over units, a refund in another week');
SELECT is((SELECT a.e::text = b.e::text FROM (SELECT usage_elasticity(d, m, q, c, 'day' ORDER BY n) AS e FROM whole) AS a, (SELECT rollup(e ORDER BY k DESC) AS e FROM (SELECT n % 13 AS k, usage_elasticity(d, m, q, c, 'day' ORDER BY n DESC) AS e FROM whole GROUP BY 1) AS x) AS b), true, 'refunds of whole numbers are bit-identical in any order and merged');

SELECT * FROM finish();
ROLLBACK;

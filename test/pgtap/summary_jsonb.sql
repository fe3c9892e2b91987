-- Each kind of summary as jsonb: the same content as its text, only on request, and good for looking into.
\ir lib/setup.sql
SELECT no_plan();

CREATE TABLE usage AS
SELECT timestamptz '2025-03-03 12:00+00' + n * interval '7 hours' AS ts, n % 7 AS user_id,
	(array['gpt-4o', 'claude "3.7"', E'tab\there', '模型', 'a\b', NULL])[1 + n % 6] AS key, (n * 1000003) % 977 AS tokens, n * 0.01 AS cost
FROM generate_series(1, 400) AS n;
CREATE TABLE sample (what text, s share_summary, r retention_summary, e elasticity_summary);
INSERT INTO sample SELECT 'bigint', weekly_share(ts, key, tokens), cohort_retention(ts, user_id, 'week'), elasticity(tokens + 1, cost, user_id) FROM usage;
INSERT INTO sample SELECT 'text', weekly_share(ts::timestamp, key, cost), cohort_retention(ts, key, 'day', user_id < 3), usage_elasticity(ts, key, tokens, cost, 'week') FROM usage;
INSERT INTO sample SELECT 'rows', weekly_share(ts, key), cohort_retention(ts::date, md5(key)::uuid, 'month'), elasticity(tokens + 1, cost) FROM usage;
INSERT INTO sample SELECT 'extremes', weekly_share(ts, 'k', a), cohort_retention(ts, 9223372036854775807, 'quarter'), elasticity(greatest(a, 1), 2, 9223372036854775807)
FROM (VALUES (timestamptz '4713-01-01 BC', 1.7e308), ('294276-12-31', 5e-324), ('2025-01-01', 0.1)) AS v(ts, a);
INSERT INTO sample SELECT 'no rows kept', weekly_share(NULL::date, 'k'), cohort_retention(NULL::date, 1, 'week'), elasticity(NULL, NULL) FROM generate_series(1, 3);
INSERT INTO sample VALUES ('null');

SELECT is_empty('SELECT what FROM sample WHERE s::jsonb IS DISTINCT FROM s::text::jsonb OR r::jsonb IS DISTINCT FROM r::text::jsonb OR e::jsonb IS DISTINCT FROM e::text::jsonb',
	'jsonb is the text');
SELECT is((SELECT count(*) FROM sample WHERE s::jsonb IS NULL AND r::jsonb IS NULL AND e::jsonb IS NULL), 1::bigint, 'null stays null');

-- A page that shows a stored summary: which keys it holds, and what each of them summed up to.
SELECT is((SELECT s::jsonb ->> 'timezone' || ' ' || (s::jsonb ->> 'rows_read') FROM sample WHERE what = 'bigint'),
	(SELECT timezone || ' ' || rows_read FROM sample, summary_info(s) WHERE what = 'bigint'), 'what was read');
SELECT set_eq($$SELECT k #>> '{}', sum((cell ->> 3)::numeric)
	FROM (SELECT s::jsonb AS j FROM sample WHERE what = 'bigint') AS q, jsonb_array_elements(j -> 'keys') WITH ORDINALITY AS keys(k, i), jsonb_array_elements(j -> 'cells') AS cell
	WHERE (cell ->> 1)::int = i - 1 GROUP BY 1$$,
	$$SELECT nullif(key, '(none)'), amount FROM sample, pooled_shares(s) WHERE what = 'bigint'$$, 'keys and amounts');
SELECT is((SELECT sum((w ->> 1)::int) FROM sample, jsonb_array_elements(r::jsonb -> 'windows') AS w WHERE what = 'bigint'), 7::bigint, 'users of a cohort summary');
SELECT is((SELECT e::jsonb -> 'units' FROM sample WHERE what = 'bigint'), '[0, 1, 2, 3, 4, 5, 6]'::jsonb, 'units of an elasticity');
SELECT is((SELECT (e::jsonb #>> '{units,0}')::bigint FROM sample WHERE what = 'extremes'), 9223372036854775807, 'a large number keeps its digits');

-- Only on request, and not back: a column of jsonb takes no summary by mistake, nor one of summaries jsonb.
CREATE TABLE kept (j jsonb, s share_summary);
SELECT throws_ok(format('INSERT INTO kept (j) SELECT %s FROM sample', c), '42804', NULL, c || ' is not assigned to jsonb') FROM unnest(array['s', 'r', 'e']) AS c;
SELECT throws_ok('INSERT INTO kept (s) SELECT s::jsonb FROM sample', '42804', NULL, 'nor jsonb to a summary');
SELECT throws_ok('SELECT s::jsonb::share_summary FROM sample', '42846', NULL, 'not even on request');
SELECT results_eq($$SELECT castsource::regtype::text, castcontext::text, obj_description(oid, 'pg_cast') IS NOT NULL FROM pg_cast
	WHERE casttarget = 'jsonb'::regtype AND castsource::regtype::text ~ '_summary$' ORDER BY 1$$,
	$$VALUES ('elasticity_summary', 'e', true), ('retention_summary', 'e', true), ('share_summary', 'e', true)$$, 'each has a comment');
SELECT is((SELECT array_agg(what) FROM sample WHERE s IS NOT NULL AND s::jsonb::text IS NULL), NULL, 'and jsonb is written');

SELECT * FROM finish();
ROLLBACK;

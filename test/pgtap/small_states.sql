-- An aggregate of one's own that has no final function returns the state as it is: a small one has
-- slack, or its rows as they came.  It can be stored, and whoever reads it reads what the final
-- function would have given.
\ir lib/setup.sql
\ir lib/summary_kinds.sql
SELECT plan(14);

SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL modelshare.timezone = 'Asia/Tokyo';
SET LOCAL modelshare.week_start = 'sunday';

\ir lib/summary_states.sql

SELECT cmp_ok(count(*) FILTER (WHERE bare IS NOT NULL), '>=', 200::bigint, 'states of all frames') FROM (
	SELECT bare::text FROM bare_share_summary UNION ALL SELECT bare::text FROM bare_retention_summary UNION ALL SELECT bare::text FROM bare_elasticity_summary) AS x;

-- What came from settings a state says, and a stored form does not.
CREATE FUNCTION without_settings(value text) RETURNS text LANGUAGE sql IMMUTABLE RETURN regexp_replace(value, ', "from_settings": [123]', '');
SELECT is(string_agg(DISTINCT frame, ', '), NULL, 'the text of a state is that of its stored form, but for what came from settings') FROM (
	SELECT frame, bare::text, final::text FROM bare_share_summary UNION ALL SELECT frame, bare::text, final::text FROM bare_retention_summary UNION ALL SELECT frame, bare::text, final::text FROM bare_elasticity_summary) AS x
WHERE without_settings(bare) <> final OR final LIKE '%from_settings%';
SELECT results_eq($$
	SELECT DISTINCT regexp_replace(frame, '\d.*', '') || CASE WHEN frame LIKE '%Berlin' THEN ' in Berlin' ELSE '' END AS frame, coalesce(substring(bare FROM '"from_settings": (\d)'), '-') FROM (
		SELECT frame, bare::text FROM bare_share_summary WHERE frame LIKE '%amounts%' UNION ALL
		SELECT frame, bare::text FROM bare_retention_summary WHERE frame LIKE '%bigint%' AND frame NOT LIKE '%starts%' UNION ALL
		SELECT frame, bare::text FROM bare_elasticity_summary WHERE frame LIKE '%text bigint%' OR frame LIKE 'usage%') AS x ORDER BY 1$$,
	$$VALUES ('cohort_retention face value bigint', '2'), ('cohort_retention zoned bigint', '3'), ('cohort_retention zoned bigint in Berlin', '2'),
		('elasticity text bigint', '-'), ('usage_elasticity face value', '2'), ('usage_elasticity zoned', '3'), ('usage_elasticity zoned in Berlin', '2'),
		('weekly_share face value amounts', '2'), ('weekly_share zoned amounts', '3'), ('weekly_share zoned amounts in Berlin', '2')$$,
	'1 for the zone and 2 for the first day of the week');

-- Every function of the extension that reads a summary gives the same, or fails alike.
CREATE TABLE readers AS
SELECT p.oid::regprocedure AS function, p.proargtypes[0]::regtype AS type, p.proname, p.proretset,
	(SELECT coalesce(string_agg(', ' || CASE format_type(t, NULL) WHEN 'text' THEN '''k1''::text' WHEN 'date' THEN '''2025-01-12''::date' WHEN 'timestamp with time zone' THEN '''2025-12-01 00:00+00''::timestamptz'
		WHEN 'integer' THEN '1' WHEN 'double precision' THEN '0.5::float8' WHEN 'bigint' THEN '1::bigint' WHEN 'boolean' THEN 'true' ELSE 'NULL::' || format_type(t, NULL) END, '' ORDER BY i), '')
	 FROM unnest(p.proargtypes) WITH ORDINALITY AS u(t, i) WHERE i BETWEEN 2 AND p.pronargs - p.pronargdefaults) AS rest
FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND p.prokind = 'f' AND p.proname !~ '_(transition|combine|out|send)$'
	AND p.proargtypes[0] IN (SELECT type FROM kinds);
CREATE FUNCTION read_by(call text, value text, type regtype) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT md5(string_agg(x::text, E''\n'' ORDER BY x::text COLLATE "C")) FROM (SELECT ' || call || ' AS x FROM %I WHERE frame || rows = %L) AS y', value, 'bare_' || type, current_setting('test.which')) INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLERRM;
END $$;
CREATE TABLE answers (function text, which text, bare text, final text);
DO $$
DECLARE
	r readers;
	which text;
BEGIN
	FOR r IN SELECT * FROM readers LOOP
		FOR which IN EXECUTE format('SELECT frame || rows FROM %I ORDER BY 1', 'bare_' || r.type) LOOP
			PERFORM set_config('test.which', which, true);
			INSERT INTO answers SELECT r.function, which, read_by(r.proname || '(%1$I' || r.rest || ')', 'bare', r.type), read_by(r.proname || '(%1$I' || r.rest || ')', 'final', r.type);
		END LOOP;
	END LOOP;
END $$;
SELECT is(string_agg(DISTINCT function, ', '), NULL, 'every reader gives the same for a state as for its stored form') FROM answers WHERE bare IS DISTINCT FROM final;
SELECT cmp_ok(count(DISTINCT function) FILTER (WHERE final ~ '^[0-9a-f]{32}$'), '>=', 30::bigint, 'most of them answer') FROM answers;

-- What a state has behind its data is zero, and nothing in it depends on what was in memory before: two
-- states of the same rows are the same bytes on disk.
SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pageinspect') AS can_look \gset
\if :can_look
CREATE EXTENSION IF NOT EXISTS pageinspect;
CREATE TABLE on_disk (n int, again int, share share_summary, retention retention_summary, elasticity elasticity_summary);
ALTER TABLE on_disk ALTER share SET STORAGE plain, ALTER retention SET STORAGE plain, ALTER elasticity SET STORAGE plain;
CREATE AGGREGATE bare(timestamptz, text, bigint) (sfunc = weekly_share_transition, stype = share_summary);
CREATE AGGREGATE bare(timestamptz, text, text) (sfunc = cohort_retention_transition, stype = retention_summary);
CREATE AGGREGATE bare(timestamptz, text, float8, float8, text) (sfunc = usage_elasticity_transition, stype = elasticity_summary);
CREATE TABLE noise AS SELECT string_agg(repeat(chr(200 + n % 50), 1 + n * 37 % 900), '' ORDER BY n) FROM generate_series(1, 3000) AS n;
INSERT INTO on_disk SELECT size, again, bare(ts, key, size), bare(ts, key, 'day'), bare(ts, key, size::float8, n::float8, 'week')
FROM unnest('{1,2,3,4,5,7,9,11,14,17}'::int[]) AS size, generate_series(1, 2) AS again, generate_series(1, size) AS n, LATERAL (SELECT timestamptz '2025-01-06' + n * interval '5 days', 'key ' || n % 7, length((SELECT string_agg FROM noise)) + again) AS x (ts, key, noise)
GROUP BY size, again ORDER BY again, size;
SELECT cmp_ok(count(*) FILTER (WHERE pg_column_size(share) > pg_column_size(share || NULL)), '>=', 10::bigint, 'states have slack on disk') FROM on_disk;
SELECT is(count(DISTINCT substr(t_data, 9)), 10::bigint, 'states of the same rows are the same bytes') FROM generate_series(0, pg_relation_size('on_disk') / 8192 - 1) AS page, heap_page_items(get_raw_page('on_disk', page::int));
\else
SELECT skip('pageinspect is not installed', 2);
\endif

-- Merged and rolled up they are what the stored forms are.
SELECT is(string_agg(DISTINCT frame, ', '), NULL, 'merged and rolled up, states are what their stored forms are') FROM (
	SELECT frame, (bare || bare)::text AS b, (final || final)::text AS f, (SELECT rollup(x)::text FROM unnest(array[bare, bare, bare]) AS x) AS rb, (SELECT rollup(x)::text FROM unnest(array[final, final, final]) AS x) AS rf FROM bare_share_summary
	UNION ALL SELECT frame, (bare || bare)::text, (final || final)::text, (SELECT rollup(x)::text FROM unnest(array[bare, bare, bare]) AS x), (SELECT rollup(x)::text FROM unnest(array[final, final, final]) AS x) FROM bare_retention_summary
	UNION ALL SELECT frame, (bare || bare)::text, (final || final)::text, (SELECT rollup(x)::text FROM unnest(array[bare, bare, bare]) AS x), (SELECT rollup(x)::text FROM unnest(array[final, final, final]) AS x) FROM bare_elasticity_summary) AS x
WHERE b <> f OR rb <> rf;

-- As states that a distributed engine brings from its servers: they must be what this session's settings give.
CREATE FUNCTION combined(kind text, which text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format('SELECT left(rollup(bare)::text, 0) FROM bare_%s_summary WHERE frame LIKE %L AND rows = 400', kind, which) INTO said;
	RETURN said;
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN SQLERRM;
END $$;
SELECT is(array_agg(combined(kind, which)), '{"","",""}', 'under the same settings they are combined')
FROM (VALUES ('share', 'weekly_share zoned rows3'), ('retention', 'cohort_retention zoned bigint4'), ('elasticity', 'usage_elasticity zoned%6')) AS v(kind, which);
SET LOCAL modelshare.timezone = 'Europe/Paris';
SELECT is(array_agg(combined(kind, which)), array_fill('partial summaries were built with time zone "Asia/Tokyo", but here it is "Europe/Paris"'::text, '{3}'), 'under another time zone they are not')
FROM (VALUES ('share', 'weekly_share zoned rows%'), ('retention', 'cohort_retention zoned bigint4'), ('elasticity', 'usage_elasticity zoned6')) AS v(kind, which);
SELECT is(array_agg(combined(kind, which)), '{"","",""}', 'unless it was an argument')
FROM (VALUES ('share', 'weekly_share zoned amounts6Europe/Berlin'), ('retention', 'cohort_retention zoned bigint5Europe/Berlin'), ('elasticity', 'usage_elasticity zoned%Europe/Berlin')) AS v(kind, which);
SET LOCAL modelshare.timezone = 'Asia/Tokyo';
SET LOCAL modelshare.week_start = 'wednesday';
SELECT is(array_agg(combined(kind, which)), array_fill('partial summaries were built with week start "sunday", but here it is "wednesday"'::text, '{3}'), 'nor under another first day of the week')
FROM (VALUES ('share', 'weekly_share face value rows%'), ('retention', 'cohort_retention face value bigint%'), ('elasticity', 'usage_elasticity face value%')) AS v(kind, which);
SELECT is((SELECT count(*) FROM bare_share_summary, summary_info(bare) AS i WHERE i.week_start <> 'sunday'), 0::bigint, 'whoever reads one state only does not ask');
SELECT is((SELECT count(bare || bare) FROM bare_share_summary), (SELECT count(*) FROM bare_share_summary), 'nor does ||');

SELECT * FROM finish();
ROLLBACK;

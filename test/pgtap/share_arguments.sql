-- Arguments at their limits, settings that change under a query, names that
-- someone else has taken: defined results or clear errors.
\ir lib/setup.sql
\ir lib/oracle.sql
SELECT plan(52);

CREATE TABLE usage AS SELECT timestamptz '2025-01-06 12:00+00' + n * interval '1 day' AS ts, 'k' || n % 3 AS key, n::bigint AS amount FROM generate_series(0, 41) AS n;
INSERT INTO oracle.events TABLE usage;
CREATE TABLE summed AS SELECT weekly_share(ts, key, amount, 'UTC', 'monday') AS s FROM usage;
CREATE TABLE far AS SELECT weekly_share(ts, 'k' || n, n) AS s FROM unnest('{4713-01-01 BC,294276-12-31}'::timestamptz[]) WITH ORDINALITY AS v (ts, n);

-- NULL means the default, everywhere.
SELECT same_rows('SELECT x.* FROM summed, ' || a, 'SELECT x.* FROM summed, ' || b, a) FROM (VALUES
	('shares(s, NULL, ''Other'', ''(none)'', NULL, NULL) AS x', 'shares(s) AS x'),
	('pooled_shares(s, NULL, NULL, NULL) AS x', 'pooled_shares(s) AS x'),
	('share_changes(s, NULL, NULL) AS x', 'share_changes(s) AS x'),
	('peaks(s, NULL) AS x', 'peaks(s) AS x'),
	('adoption(s, NULL, NULL) AS x', 'adoption(s) AS x'),
	('concentration(s, NULL) AS x', 'concentration(s) AS x')) AS v (a, b);

-- Infinite ends.
SELECT is((SELECT bool_and(complete) FROM summed, shares(s, since => '-infinity', as_of => 'infinity')), true, 'everything is complete from -infinity to infinity');
SELECT is((SELECT bool_or(complete) FROM summed, shares(s, as_of => '-infinity')), false, 'nothing before -infinity');
SELECT is((SELECT bool_or(complete) FROM summed, shares(s, since => 'infinity')), false, 'nothing after infinity');
SELECT is((SELECT bool_or(complete) FROM summed, shares(s, since => '2025-02-01', as_of => '2025-01-01')), false, 'nothing between ends that are turned round');
SELECT same_rows('SELECT key, amount, share FROM summed, pooled_shares(s, ''-infinity'', ''infinity'')', 'SELECT key, amount, share FROM summed, pooled_shares(s)', 'pooled_shares from -infinity to infinity');
SELECT is((SELECT coalesce(sum(amount), 0) FROM summed, pooled_shares(s, '1990-01-01', '1991-01-01')), 0::numeric, 'nor outside the log');
SELECT is((SELECT count(*)::int FROM summed, pooled_shares(s, '1990-01-01', '1991-01-01') WHERE share IS NOT NULL OR mean_share IS NOT NULL), 0, 'whose shares are NULL');
SELECT is(sqlstate_of(format('SELECT count(*) FROM summed, %s(s, ''2025-03-01'', ''2025-01-01'')', accessor)), '22023', accessor || ': an error between weeks that are turned round')
FROM unnest('{pooled_shares,share_changes}'::text[]) AS accessor;

-- Numbers out of range.
SELECT is(sqlstate_of('SELECT count(*) FROM summed, ' || call), '22023', 'an error: ' || call) FROM unnest(array[
	'shares(s, top => -1)', 'pooled_shares(s, top => -1)', 'adoption(s, weeks => -1)', 'event_study(s, ''k1'', ''2025-01-20'', -1, 1)',
	'event_study(s, ''k1'', ''2025-01-20'', 1, -1)', 'event_study(s, ''k1'', ''2025-01-20'', 2147483647, 2147483647)']) AS call;
SELECT is((SELECT count(*)::int FROM summed, shares(s, top => 2147483647)), 18, 'top may be large');
SELECT is((SELECT count(*)::int FROM summed, shares(s, top => 0)), 6, 'or 0');
SELECT is((SELECT bool_and(share = 1 AND pooled_keys = 3) FROM summed, shares(s, top => 0)), true, 'when all is pooled');
SELECT is((SELECT count(*)::int FROM summed, adoption(s, weeks => 0)), 3, 'adoption of the first week alone');
SELECT is((SELECT count(*)::int FROM summed, adoption(s, weeks => 2147483647)), 18, 'and of all');
SELECT is((SELECT count(*)::int FROM summed, event_study(s, 'k1', '2025-01-20', 0, 0)), 1, 'event_study of the week itself');
SELECT is((SELECT count(share)::int FROM summed, event_study(s, 'k1', '1500-01-20')), 0, 'event_study of another century');

-- Keys that are not there.
SELECT is((SELECT bool_and(amount IS NULL AND share IS NULL AND total > 0) FROM summed, event_study(s, 'nobody', '2025-01-20', 1, 1)), true, 'a key that the log does not know has no amount');
SELECT is((SELECT bool_and(a_share > 0 AND b_share IS NULL AND both_share IS NULL AND b_part IS NULL) FROM summed, compare_shares(s, 'k1', 'nobody')), true, 'nor is it anybody''s replacement');

-- A declaration of another version than the library that the session has loaded.
SELECT probin AS library FROM pg_proc WHERE oid = 'summary_info(share_summary)'::regprocedure \gset
CREATE FUNCTION narrow_info(s share_summary) RETURNS TABLE (rows_read bigint, null_ts bigint) AS :'library', 'ms_share_info' LANGUAGE C;
SELECT matches(message_of('SELECT x.* FROM summed, narrow_info(s) AS x'), 'returns \d+ columns, .* 2 .*Connect again', 'a row of other columns than declared is an error that says both numbers');
SELECT is(sqlstate_of('SELECT x.* FROM summed, narrow_info(s) AS x'), '42804', 'datatype_mismatch');

-- The ends of time.  date reaches further than timestamp.
SELECT matches(sqlstate_of('SELECT ' || call), '^(00000|22008)$', call) FROM unnest(array[
	'shares(weekly_share(date ''5874897-12-31'', ''k''))', 'week_of(date ''5874897-12-31'')', 'week_of(date ''4714-11-24 BC'', ''tuesday'')',
	'shares(weekly_share(timestamptz ''4714-11-24 00:00+00 BC'', ''k'', 1::bigint, ''America/New_York'', ''monday''))',
	'shares(weekly_share(timestamptz ''4714-11-24 00:00+00 BC'', ''k'', 1::bigint, ''UTC'', ''tuesday''))',
	'shares(weekly_share(timestamptz ''294276-12-31 23:59:59.999999+00'', ''k'', 1::bigint, ''Pacific/Auckland'', ''monday''))',
	'shares(weekly_share(timestamp ''294276-12-31 23:59:59.999999'', ''k''))']) AS call;
SELECT is((SELECT count(*)::int FROM far, pooled_shares(s)), 2, 'millions of empty weeks: pooled_shares');
SELECT is((SELECT count(*)::int FROM far, peaks(s) WHERE peak_share > 0), 0, 'peaks: one week begins before the log, the other lies in the future');

-- Settings that change while a query runs do not mix calendars: the first row decides.
SELECT is((SELECT weekly_share(ts, key, amount)::text FROM (SELECT ts, key, amount, set_config('modelshare.timezone', CASE WHEN n % 2 = 0 THEN 'UTC' ELSE 'Pacific/Auckland' END, true)
		FROM (SELECT *, row_number() OVER (ORDER BY ts) AS n FROM usage) AS u ORDER BY n OFFSET 0) AS x WHERE set_config <> ''),
	(SELECT weekly_share(ts, key, amount, 'Pacific/Auckland', 'monday')::text FROM usage), 'modelshare.timezone set from row to row');
RESET modelshare.timezone;
SELECT is(sqlstate_of($$SELECT rollup(s) FROM (SELECT weekly_share(ts, key, amount) AS s FROM (SELECT ts, key, amount, set_config('modelshare.week_start', key2, true) AS w FROM (SELECT *, CASE WHEN key = 'k1' THEN 'sunday' ELSE 'monday' END AS key2 FROM usage ORDER BY key) AS u OFFSET 0) AS x WHERE w <> '' GROUP BY w) AS y$$),
	'22023', 'summaries of two calendars end in the error of a merge');
RESET modelshare.week_start;
PREPARE plan AS SELECT min(week) FROM shares((SELECT weekly_share(ts, key) FROM (VALUES (timestamptz '2025-01-05 23:00+00', 'k')) AS v (ts, key)));
CREATE FUNCTION run_plan() RETURNS date LANGUAGE plpgsql AS $$
DECLARE
	answer date;
BEGIN
	EXECUTE 'EXECUTE plan' INTO answer;
	RETURN answer;
END $$;
SELECT is(run_plan(), date '2024-12-30', 'a prepared statement in UTC');
SET LOCAL TimeZone = 'Asia/Kathmandu';
SELECT is(run_plan(), date '2024-12-30', 'does not follow the session''s zone');
SET LOCAL modelshare.timezone = '';
SELECT is(run_plan(), date '2025-01-06', 'unless it is asked to');
RESET modelshare.timezone; SET LOCAL TimeZone = 'UTC';

-- Names taken by someone else, in front of everything.
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.shares(share_summary) RETURNS int LANGUAGE sql AS 'SELECT 666';
CREATE FUNCTION hostile.int8eq(bigint, bigint) RETURNS bool LANGUAGE sql AS 'SELECT false';
CREATE FUNCTION hostile.wrong(bigint, bigint) RETURNS bool LANGUAGE sql AS 'SELECT 1 / 0 = 1';
CREATE OPERATOR hostile.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.wrong);
CREATE OPERATOR hostile.< (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.wrong);
CREATE TYPE hostile.share_summary AS (x int);
CREATE TABLE friendly AS SELECT (SELECT string_agg(x::text, ',') FROM shares(s, top => 2) AS x) || (SELECT string_agg(x::text, ',') FROM concentration(s) AS x) || (s || s)::text AS t FROM summed;
SELECT nspname AS home FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'modelshare' \gset
SET LOCAL search_path = hostile, pg_catalog;
CREATE TABLE hostile.got AS SELECT (SELECT pg_catalog.string_agg(x::text, ',') FROM :home.shares(s, top => 2) AS x) || (SELECT pg_catalog.string_agg(x::text, ',') FROM :home.concentration(s) AS x) || (s OPERATOR(:home.||) s)::text AS t FROM public.summed;
RESET search_path;
SELECT is((SELECT t FROM hostile.got), (SELECT t FROM friendly), 'a hostile search_path changes nothing');

-- Every function says what it promises, and why it is there.
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid
	WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare')
		AND (p.proparallel <> 's' OR p.provolatile = 'v')$$, 'every function is parallel safe and not volatile');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid
	WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare')
		AND obj_description(p.oid, 'pg_proc') IS NULL$$, 'every function has a comment');
SELECT is_empty($$SELECT a.aggfnoid FROM pg_depend AS d JOIN pg_aggregate AS a ON a.aggfnoid = d.objid WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND aggtranstype = 'share_summary'::regtype
		AND NOT EXISTS (SELECT FROM pg_proc AS p WHERE p.oid = aggtransfn AND prosrc = 'ms_zone_on_face_value')
		AND (aggcombinefn = 0 OR aggfinalmodify <> 'r' OR aggtransspace = 0)$$, 'every aggregate of share_summary combines, leaves its state alone and says its size');
SELECT is((SELECT typstorage::text || typalign::text FROM pg_type WHERE oid = 'share_summary'::regtype), 'xd', 'share_summary is compressible and aligned for 8 bytes');

-- A newer script with an older library, which a session may have loaded: columns that the library does not fill are no garbage.
CREATE FUNCTION two_columns(share_summary) RETURNS TABLE (a bigint, b bigint) LANGUAGE C AS 'modelshare', 'ms_share_info';
SELECT is(sqlstate_of('SELECT x.* FROM (SELECT weekly_share(now(), ''a'') AS s) AS y, two_columns(s) AS x'), '42804', 'columns that the library does not fill are an error');

SELECT * FROM finish();
ROLLBACK;

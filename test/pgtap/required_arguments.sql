-- What an accessor must be told: without as_of every one that needs it says so, unless there is nothing to show;
-- a range whose ends are the wrong way round is refused by every accessor that takes one.
\ir lib/setup.sql
SELECT plan(33);

CREATE TABLE kept AS
SELECT what, cohort_retention(ts, n, 'week') AS r
FROM (VALUES ('users', timestamptz '2025-01-06 12:00+00', 1), ('users', '2025-01-14 12:00+00', 1), ('users', '2025-01-14 12:00+00', 2),
	('no time', NULL, 1), ('infinite times', 'infinity', 1)) AS x (what, ts, n)
GROUP BY what
UNION ALL SELECT 'no rows', NULL;

-- The call of a function with the arguments that have no default, and with those that are given.
CREATE FUNCTION call_of(function regprocedure, summary text, given text DEFAULT '') RETURNS text LANGUAGE sql RETURN (
	SELECT format('SELECT count(*) FROM %s(%s%s%s) AS x', function::regproc, summary,
		(SELECT string_agg(CASE name WHEN 'cohort' THEN ', cohort => ''2025-01-06''' WHEN 'period' THEN ', period => 0' ELSE ', ' || name || ' => unknown' END, '' ORDER BY n)
		 FROM unnest(proargnames) WITH ORDINALITY AS a (name, n) WHERE n BETWEEN 2 AND pronargs - pronargdefaults), given)
	FROM pg_proc WHERE oid = function);

CREATE TABLE accessor AS
SELECT oid::regprocedure AS function FROM pg_proc
WHERE proargtypes[0] = 'retention_summary'::regtype AND 'as_of' = ANY (proargnames) AND prokind = 'f';
SELECT is((SELECT count(*)::int FROM accessor), 11, 'the accessors that need as_of');

SELECT throws_ok(format('SELECT %s FROM kept WHERE what = ''users''', replace(call_of(function, 'r'), 'SELECT count(*)', '(SELECT count(*)') || ')'),
	'22004', 'as_of is required: up to when was the log read?', function::text)
FROM accessor WHERE function::text !~ '^cell_users_uuid' ORDER BY function::text;
SELECT throws_ok(call_of((SELECT function FROM accessor WHERE function::text ~ '^cell_users_uuid'), $$(SELECT cohort_retention(now(), gen_random_uuid(), 'week'))$$),
	'22004', 'as_of is required: up to when was the log read?', 'cell_users_uuid, of uuid users');

-- Of the first rows of a dashboard there are none yet, and as_of => last_seen(r) is NULL.
CREATE FUNCTION count_of(call text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE call INTO n;
	RETURN n;
END $$;
SELECT is((SELECT sum(count_of(call_of(function, format('(SELECT r FROM kept WHERE what = %L)', what), given)))
	FROM unnest('{"no rows","no time","infinite times"}'::text[]) AS what, unnest(ARRAY['', ', as_of => NULL']) AS given),
	CASE WHEN function::text ~ '^median_survival' THEN 6 WHEN function::text ~ '^cohort_pattern' THEN 4 ELSE 0 END::numeric,
	function::text || ' of nothing has no rows to show, and no error')
FROM accessor WHERE function::text !~ '^cell_users' ORDER BY function::text;
SELECT is(count_of(call_of(function, '(SELECT r FROM kept WHERE what = ''no rows'')')), 0::bigint, function::text || ' of nothing has no rows, and no error')
FROM accessor WHERE function::text ~ '^cell_users' ORDER BY function::text;

-- Ranges.
CREATE TABLE weekly AS SELECT weekly_share(date '2025-01-06' + n, 'a' || n % 3, 1) AS s FROM generate_series(0, 40) AS n;
SELECT is((SELECT array_agg(proname::text ORDER BY proname::text) FROM pg_proc WHERE proargtypes[0] = 'share_summary'::regtype AND proargnames[2:3] = '{first_week,last_week}'),
	'{pooled_shares,share_changes}', 'the accessors of a range');
SELECT throws_ok(format('SELECT x.* FROM weekly, %s(s, first_week => ''2025-01-20'', last_week => ''2025-01-13'') AS x', name),
	'22023', 'first_week 2025-01-20 is after last_week 2025-01-13', name || ': the wrong way round')
FROM unnest('{pooled_shares,share_changes}'::text[]) AS name;
SELECT throws_ok(format('SELECT x.* FROM weekly, %s(s, first_week => ''2025-01-15'', last_week => ''2025-01-13'') AS x', name),
	'22023', 'first_week 2025-01-15 is after last_week 2025-01-13', name || ': the same week does not excuse it')
FROM unnest('{pooled_shares,share_changes}'::text[]) AS name;
SELECT throws_ok(format('SELECT x.* FROM weekly, %s(s, first_week => ''infinity'', last_week => ''-infinity'') AS x', name),
	'22023', 'first_week infinity is after last_week -infinity', name || ': nor do infinite dates')
FROM unnest('{pooled_shares,share_changes}'::text[]) AS name;
SELECT is((SELECT count(*) FROM weekly, pooled_shares(s, first_week => '2025-01-15', last_week => '2025-01-15') AS x), 3::bigint, 'one day of one week is a range');
SELECT is((SELECT sum(weeks)::int FROM weekly, pooled_shares(s, first_week => '-infinity', last_week => 'infinity') AS x), 15, 'so is all time');
SELECT is((SELECT count(*) FROM pooled_shares(NULL, first_week => '2025-01-20', last_week => '2025-01-13') AS x), 0::bigint, 'nothing has no rows first');

SELECT finish();

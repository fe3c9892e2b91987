-- Arguments of cohort_retention: all forms and what the types of arguments
-- resolve to, rows that are left out, names of periods and zones, arguments
-- that change, settings that change under a query, clocks at their edges.
\ir lib/setup.sql
SELECT plan(117);

CREATE TABLE usage AS
SELECT timestamptz '2025-01-06 12:00+00' + n * interval '5 hours' AS ts, n * 7919 % 53 AS who, n % 4 = 0 AS starts FROM generate_series(0, 399) AS n;

-- What a summary says of itself.
CREATE FUNCTION head(s retention_summary) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (SELECT concat_ws(' ', j ->> 'users', j ->> 'period', coalesce(j ->> 'timezone', 'face'), j ->> 'week_start', j ->> 'cohort') FROM (SELECT s::text::jsonb AS j) AS x);
CREATE FUNCTION head_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT head(%s) FROM usage', call) INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

-- Every form.
SELECT is(head_of(format('cohort_retention(%s, %s, ''week''%s%s)', ts, who, CASE WHEN zone THEN ', ''Asia/Tokyo''' END, CASE WHEN starts THEN ', starts' END)),
	format('%s week %s monday %s', users, CASE WHEN clock <> 'timestamptz' THEN 'face' WHEN zone THEN 'Asia/Tokyo' ELSE 'UTC' END, CASE WHEN starts THEN 'starts' ELSE 'first row' END),
	format('%s × %s%s%s', clock, users, CASE WHEN zone THEN ' × timezone' END, CASE WHEN starts THEN ' × starts' END))
FROM (VALUES ('timestamptz', 'ts'), ('timestamp', 'ts::timestamp'), ('date', 'ts::date')) AS c (clock, ts),
	(VALUES ('bigint', 'who::bigint'), ('uuid', 'md5(who::text)::uuid'), ('text', 'who::text')) AS u (users, who),
	(VALUES (false), (true)) AS z (zone), (VALUES (false), (true)) AS s (starts)
WHERE clock = 'timestamptz' OR NOT zone;
SELECT is((SELECT count(*)::int FROM pg_proc WHERE proname = 'cohort_retention' AND prokind = 'a'), 36, 'these are all, with twelve that refuse a zone');

-- Types that are not among them.
CREATE DOMAIN user_key AS text CHECK (value <> 'x');
CREATE DOMAIN user_number AS bigint;
CREATE DOMAIN user_uuid AS uuid;
CREATE DOMAIN moment AS timestamptz;
CREATE TYPE colour AS ENUM ('red');
SELECT is(head_of(format('cohort_retention(%s, %s, %s)', ts, who, period)), want, format('%s, %s, %s', ts, who, period)) FROM (VALUES
	('ts', 'who::int', '''week''', 'bigint week UTC monday first row'),
	('ts', 'who::smallint', '''week''', 'bigint week UTC monday first row'),
	('ts', 'who::text::varchar(10)', '''week''', 'text week UTC monday first row'),
	('ts', 'who::text::char(10)', '''week''', 'text week UTC monday first row'),
	('ts', 'who::text::name', '''week''', 'text week UTC monday first row'),
	('ts', 'who::text::user_key', '''week''', 'text week UTC monday first row'),
	('ts', 'who::bigint::user_number', '''week''', 'bigint week UTC monday first row'),
	('ts', 'md5(who::text)::uuid::user_uuid', '''week''', 'uuid week UTC monday first row'),
	('ts', '''somebody''', '''week''', 'text week UTC monday first row'),
	('ts', '''7''', '''week''', 'text week UTC monday first row'),
	('ts', 'NULL', '''week''', 'text week UTC monday first row'),
	('ts', '7', '''week''', 'bigint week UTC monday first row'),
	('ts::moment', 'who', '''week''', 'bigint week UTC monday first row'),
	('''2025-01-06''', 'who', '''week''', 'bigint week UTC monday first row'),
	('ts', 'who', '''week''::varchar', 'bigint week UTC monday first row'),
	('ts', 'who', '''week''::user_key', 'bigint week UTC monday first row'),
	('ts', 'who', '''Week''', 'bigint week UTC monday first row'),
	('ts', 'who', '''MONTH''', 'bigint month UTC monday first row'),
	('ts', 'who', '''day''', 'bigint day UTC monday first row'),
	('ts', 'who', '''quarter''', 'bigint quarter UTC monday first row'),
	-- no silent rounding, no silent cast to text
	('ts', 'who::numeric', '''week''', '42883'),
	('ts', 'who::float8', '''week''', '42883'),
	('ts', '''red''::colour', '''week''', '42883'),
	('ts', 'starts', '''week''', '42883'),
	('ts::time', 'who', '''week''', '42883'),
	('extract(epoch FROM ts)', 'who', '''week''', '42883'),
	-- periods that are none
	('ts', 'who', '''year''', '22023'),
	('ts', 'who', '''weeks''', '22023'),
	('ts', 'who', '''''', '22023'),
	('ts', 'who', '''week ''', '22023'),
	('ts', 'who', 'repeat(''week'', 100000)', '22023'),
	('ts', 'who', 'NULL', '22004')) AS v (ts, who, period, want);
SELECT is(message_of('SELECT cohort_retention(ts, who, ''year'') FROM usage'), 'unknown period "year" | Give one of day, week, month, quarter.', 'the error names the period and the cure');
SELECT is(head_of('cohort_retention(ts::timestamp, who, ''week'', ''UTC'')'), '22023', 'face value takes no zone');
SELECT is((SELECT cohort_retention(ts, who::text::char(9), 'week')::text FROM usage), (SELECT cohort_retention(ts, who::text, 'week')::text FROM usage), 'blanks that pad char(n) are no part of the user');
SELECT is((SELECT cohort_retention(ts, who::int, 'week')::text FROM usage), (SELECT cohort_retention(ts, who::bigint, 'week')::text FROM usage), 'int users are bigint users');

-- Zones.
SELECT is(head_of(format('cohort_retention(ts, who, ''week'', %s)', zone)), want, 'zone ' || zone) FROM (VALUES
	('''UTC''', 'bigint week UTC monday first row'), ('''utc''', 'bigint week UTC monday first row'), ('''america/new_york''', 'bigint week America/New_York monday first row'),
	('''Etc/UTC''', 'bigint week UTC monday first row'), ('''XYZ+3:30''', 'bigint week XYZ+3:30 monday first row'), ('NULL', 'bigint week UTC monday first row'), ('NULL::text', 'bigint week UTC monday first row'),
	('''Mars/Olympus''', '22023'), ('repeat(''x'', 100000)', '22023')) AS v (zone, want);
SET LOCAL modelshare.timezone = 'Asia/Kathmandu';
SET LOCAL modelshare.week_start = 'saturday';
SELECT is(head_of('cohort_retention(ts, who, ''week'')'), 'bigint week Asia/Kathmandu saturday first row', 'the settings');
SELECT is(head_of('cohort_retention(ts, who, ''week'', NULL)'), 'bigint week Asia/Kathmandu saturday first row', 'NULL is the setting');
SELECT is(head_of('cohort_retention(ts, who, ''week'', ''UTC'')'), 'bigint week UTC saturday first row', 'an argument goes before it');
SELECT is(head_of('cohort_retention(ts::timestamp, who, ''week'')'), 'bigint week face saturday first row', 'face value has no zone');
SELECT is(head_of('cohort_retention(ts, who, ''month'')'), 'bigint month Asia/Kathmandu monday first row', 'months no first day of the week');
RESET modelshare.timezone; RESET modelshare.week_start;

-- Face value: no zone enters.
CREATE TABLE face AS SELECT cohort_retention(ts AT TIME ZONE 'UTC', who, 'day')::text AS t, cohort_retention((ts AT TIME ZONE 'UTC')::date, who, 'day')::text AS d FROM usage;
SET LOCAL TimeZone = 'Pacific/Auckland'; SET LOCAL modelshare.timezone = 'America/St_Johns';
SELECT is((SELECT cohort_retention(ts AT TIME ZONE 'UTC', who, 'day')::text FROM usage), (SELECT t FROM face), 'timestamp is taken at face value');
SELECT is((SELECT cohort_retention((ts AT TIME ZONE 'UTC')::date, who, 'day')::text FROM usage), (SELECT d FROM face), 'and date');
SET LOCAL TimeZone = 'UTC'; RESET modelshare.timezone;
SELECT is((SELECT regexp_replace(t, '"(first|last)": -?\d+, ', '', 'g') FROM face), (SELECT regexp_replace(d, '"(first|last)": -?\d+, ', '', 'g') FROM face), 'both put users into the same days');

-- Rows that are left out.
CREATE FUNCTION counts(s retention_summary) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (SELECT concat_ws(' ', j ->> 'rows_read', j ->> 'null_ts', j ->> 'infinite_ts', j ->> 'null_user', j ->> 'windows') FROM (SELECT s::text::jsonb AS j) AS x);
CREATE TABLE odd AS SELECT * FROM (VALUES (timestamptz '2025-01-06', 1), ('2025-01-07', NULL), (NULL, 1), (NULL, NULL), ('infinity', 2), ('-infinity', NULL), ('2025-01-08', 3)) AS v (ts, who);
SELECT is(counts(cohort_retention(ts, who, 'day')), '7 2 2 1 [[9137, 2]]', 'NULL and infinite times, NULL users: timestamptz') FROM odd;
SELECT is(counts(cohort_retention(ts::timestamp, who::text, 'day')), '7 2 2 1 [[9137, 2]]', 'timestamp') FROM odd;
SELECT is(counts(cohort_retention(ts::date, md5(who::text)::uuid, 'day')), '7 2 2 1 [[9137, 2]]', 'date') FROM odd;
SELECT is(counts(cohort_retention(ts, who, 'day', NULL::bool)), '7 2 2 1 [[9137, 2]]', 'starts that are NULL leave no row out') FROM odd;
SELECT is(cohort_retention(ts, who, 'day', NULL::bool)::text, cohort_retention(ts, who, 'day', false)::text, 'they are not starts') FROM odd;
SELECT is(counts(cohort_retention(ts, who, 'day')), '700 200 200 100 [[9137, 2]]', 'a hundred times') FROM odd, generate_series(1, 100);
SELECT is(counts(cohort_retention(ts, who + 2 * n, 'day')), '1400 400 400 200 [[9137, 201]]', 'among many users') FROM odd, generate_series(1, 200) AS n;
SELECT is((SELECT array[(j ->> 'first')::bigint, (j ->> 'last')::bigint] FROM (SELECT cohort_retention(ts, who, 'day')::text::jsonb AS j FROM odd WHERE who IS NULL) AS x), array[789523200000000, 789523200000000],
	'rows without a user show that the log was there');

-- Arguments that change.
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who, CASE WHEN who < 50 THEN ''week'' ELSE ''day'' END) FROM usage'), '22023', 'a period that changes is an error');
SELECT matches(message_of('SELECT cohort_retention(ts, who, CASE WHEN ts < ''2025-01-20'' THEN ''week'' ELSE ''day'' END ORDER BY ts) FROM usage'), '^argument period changed from "week" to "day" \| It must be the same', 'that names both');
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who * 1000 + n, CASE WHEN n < 40 THEN ''week'' ELSE ''day'' END) FROM usage, generate_series(1, 40) AS n'), '22023', 'in a large group too');
SELECT matches(message_of('SELECT cohort_retention(ts, who, ''week'', CASE WHEN ts < ''2025-01-20'' THEN ''UTC'' ELSE ''Asia/Tokyo'' END ORDER BY ts) FROM usage'), '^argument timezone changed from "UTC" to "Asia/Tokyo"', 'a zone that changes');
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who, ''week'', CASE WHEN who < 50 THEN ''UTC'' END, starts) FROM usage'), '00000', 'NULL beside the zone that is set is no change');
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who, ''week'', CASE WHEN who < 50 THEN ''Asia/Tokyo'' END, starts) FROM usage'), '22023', 'beside another it is');
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who, CASE WHEN who < 50 THEN ''week'' END) FROM usage'), '22004', 'NULL for a period, later');
SELECT is(sqlstate_of('SELECT cohort_retention(NULL::timestamptz, who, CASE WHEN who < 50 THEN ''week'' ELSE ''day'' END) FROM usage'), '22023', 'even where no row has a time');
SELECT is((SELECT cohort_retention(ts, who, CASE WHEN who < 50 THEN 'week' ELSE 'WEEK' END, CASE WHEN who < 50 THEN 'UTC' ELSE 'uTc' END)::text FROM usage), (SELECT cohort_retention(ts, who, 'week', 'UTC')::text FROM usage), 'another spelling is no change');
SELECT is((SELECT count(*)::int FROM (SELECT cohort_retention(ts, who, p) AS s FROM usage, unnest('{day,week,month}'::text[]) AS p GROUP BY p) AS x), 3, 'each group has a period of its own');
SELECT is((SELECT cohort_retention(ts, who, p)::text FROM usage, (SELECT repeat('w', 1) || 'eek' AS p OFFSET 0) AS x), (SELECT cohort_retention(ts, who, 'week')::text FROM usage), 'a period that is computed');

-- Settings that change while a query runs do not mix calendars: the first row decides.
SELECT is((SELECT cohort_retention(ts, who, 'day')::text FROM (SELECT ts, who, set_config('modelshare.timezone', CASE WHEN n % 2 = 0 THEN 'UTC' ELSE 'Pacific/Auckland' END, true)
		FROM (SELECT *, row_number() OVER (ORDER BY ts) AS n FROM usage) AS u ORDER BY n OFFSET 0) AS x WHERE set_config <> ''),
	(SELECT cohort_retention(ts, who, 'day', 'Pacific/Auckland')::text FROM usage), 'modelshare.timezone set from row to row');
RESET modelshare.timezone;
SELECT is(sqlstate_of($$SELECT cohort_retention(ts, who, 'day', NULL) FROM (SELECT ts, who, set_config('modelshare.timezone', CASE WHEN n % 2 = 0 THEN 'UTC' ELSE 'Pacific/Auckland' END, true)
		FROM (SELECT *, row_number() OVER (ORDER BY ts) AS n FROM usage) AS u ORDER BY n OFFSET 0) AS x WHERE set_config <> ''$$), '22023', 'asked for by NULL, it is an argument that changed');
RESET modelshare.timezone;
PREPARE plan AS SELECT head(cohort_retention(timestamptz '2025-01-05 23:00+00', 7, 'week'));
CREATE FUNCTION run_plan() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE 'EXECUTE plan' INTO answer;
	RETURN answer;
END $$;
SELECT is(run_plan(), 'bigint week UTC monday first row', 'a prepared statement in UTC');
SET LOCAL TimeZone = 'Asia/Kathmandu';
SELECT is(run_plan(), 'bigint week UTC monday first row', 'does not follow the session''s zone');
SET LOCAL modelshare.timezone = '';
SELECT is(run_plan(), 'bigint week Asia/Kathmandu monday first row', 'unless it is asked to');
RESET modelshare.timezone; SET LOCAL TimeZone = 'UTC';

-- Midnights and changes of the clock: the local date as date_trunc has it, in zones that do odd things.
CREATE TABLE instant AS
SELECT z, (d AT TIME ZONE z) + n * interval '1 microsecond' AS ts FROM unnest('{Pacific/Apia,America/St_Johns,Africa/Casablanca,America/Sao_Paulo,Australia/Lord_Howe}'::text[]) AS z,
	generate_series(timestamp '2011-01-01', timestamp '2012-03-01', interval '1 day') AS d, unnest('{-1,0,1}'::int[]) AS n;
CREATE FUNCTION in_zone(z text, p text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	have text;
	want text;
BEGIN
	-- a user for each local period; those of face value are the oracle
	EXECUTE format('SELECT cohort_retention(ts, (date_trunc(%L, ts AT TIME ZONE %L))::text, %L, %L)::text FROM instant WHERE z = %L', p, z, p, z, z) INTO have;
	EXECUTE format('SELECT cohort_retention(ts AT TIME ZONE %L, (date_trunc(%L, ts AT TIME ZONE %L))::text, %L)::text FROM instant WHERE z = %L', z, p, z, p, z) INTO want;
	RETURN CASE WHEN regexp_replace(have, '"(timezone|first|last)": [^,]+, ', '', 'g') = regexp_replace(want, '"(timezone|first|last)": [^,]+, ', '', 'g') THEN 'same' ELSE 'different' END;
END $$;
SELECT is((SELECT string_agg(z || ' ' || p, ', ') FROM (SELECT DISTINCT z FROM instant) AS x, unnest('{day,week,month,quarter}'::text[]) AS p WHERE in_zone(z, p) <> 'same'), NULL, 'rows lie in the period of their local date');

-- The ends of time.  date reaches further than timestamp.
SELECT matches(sqlstate_of('SELECT ' || call || '::text'), '^' || want || '$', call) FROM (VALUES
	('cohort_retention(date ''5874897-12-31'', 7, ''day'')', '22008'),
	('cohort_retention(date ''294276-12-31'', 7, ''day'')', '00000'),
	('cohort_retention(date ''294277-01-01'', 7, ''day'')', '22008'),
	('cohort_retention(date ''4714-11-24 BC'', 7, ''day'')', '00000'),
	('cohort_retention(date ''4714-11-24 BC'', 7, ''week'')', '00000'),
	('cohort_retention(date ''4714-11-24 BC'', 7, ''month'')', '22008'),
	('cohort_retention(date ''4714-11-24 BC'', 7, ''quarter'')', '22008'),
	('cohort_retention(timestamptz ''4714-11-24 00:00+00 BC'', 7, ''day'', ''America/New_York'')', '(00000|22008)'),
	('cohort_retention(timestamptz ''294276-12-31 23:59:59.999999+00'', 7, ''week'', ''Pacific/Auckland'')', '(00000|22008)'),
	('cohort_retention(timestamp ''294276-12-31 23:59:59.999999'', 7, ''quarter'')', '00000')) AS v (call, want);

-- Names taken by someone else, in front of everything.
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.wrong(bigint, bigint) RETURNS bool LANGUAGE sql AS 'SELECT 1 / 0 = 1';
CREATE OPERATOR hostile.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.wrong);
CREATE OPERATOR hostile.< (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.wrong);
CREATE TYPE hostile.retention_summary AS (x int);
CREATE TABLE friendly AS SELECT (s || s)::text AS t FROM (SELECT cohort_retention(ts, who, 'week') AS s FROM usage) AS x;
SELECT nspname AS home FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'modelshare' \gset
SET LOCAL search_path = hostile, pg_catalog;
CREATE TABLE hostile.got AS SELECT (s OPERATOR(:home.||) s)::text AS t FROM (SELECT :home.cohort_retention(ts, who, 'week') AS s FROM public.usage) AS x;
RESET search_path;
SELECT is((SELECT t FROM hostile.got), (SELECT t FROM friendly), 'a hostile search_path changes nothing');

-- Every aggregate says what it promises.
SELECT is_empty($$SELECT a.aggfnoid FROM pg_depend AS d JOIN pg_aggregate AS a ON a.aggfnoid = d.objid WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND aggtranstype = 'retention_summary'::regtype
		AND NOT EXISTS (SELECT FROM pg_proc AS p WHERE p.oid = aggtransfn AND prosrc = 'ms_zone_on_face_value')
		AND (aggcombinefn = 0 OR aggfinalmodify <> 'r' OR aggtransspace = 0)$$, 'every aggregate of retention_summary combines, leaves its state alone and says its size');
SELECT is((SELECT typstorage::text || typalign::text FROM pg_type WHERE oid = 'retention_summary'::regtype), 'ed', 'retention_summary is stored as it is, and aligned for 8 bytes');
SELECT is((SELECT cohort_retention(ts, who, 'week')::text FROM usage) || '', (SELECT cohort_retention(ts, who, 'week', NULL)::text FROM usage), 'the session goes on');

SELECT * FROM finish();
ROLLBACK;

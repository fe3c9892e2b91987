-- Text and binary forms of retention_summary: exact both ways, and whatever
-- else is read ends in success or a clear error, never in a crash or in a
-- summary that rows cannot give.
\ir lib/setup.sql
SELECT plan(91);

SELECT setseed(0.9);
CREATE TABLE usage AS SELECT timestamptz '2025-01-01' + random() * interval '90 days' AS ts, CASE WHEN random() < 0.95 THEN floor(random() * 300)::bigint END AS who, random() < 0.3 AS starts, n FROM generate_series(1, 900) AS n;
CREATE TABLE sample (what text, s retention_summary);
INSERT INTO sample SELECT 'narrow', cohort_retention(ts, who, 'week') FROM usage;
INSERT INTO sample SELECT 'aligned', cohort_retention(ts, who, 'day') FROM usage;
INSERT INTO sample SELECT 'uuid', cohort_retention(ts, md5(who::text)::uuid, 'day') FROM usage;
INSERT INTO sample SELECT 'text, starts', cohort_retention(ts, 'größe ' || who, 'day', starts) FROM usage;
INSERT INTO sample SELECT 'zone', cohort_retention(ts, who, 'quarter', 'Africa/Casablanca', starts) FROM usage;
INSERT INTO sample SELECT 'posix zone', cohort_retention(ts, who, 'week', 'NZST-12NZDT,M9.5.0,M4.1.0/3') FROM usage;
INSERT INTO sample SELECT 'face', cohort_retention(ts::timestamp, who, 'month') FROM usage;
INSERT INTO sample SELECT 'one row', cohort_retention(ts, who, 'day') FROM usage WHERE n = 1;
INSERT INTO sample SELECT 'no user', cohort_retention(NULL::date, 7, 'week');
INSERT INTO sample SELECT 'infinite', cohort_retention(timestamptz 'infinity', 'k', 'day', true);
INSERT INTO sample SELECT 'extremes', cohort_retention(ts, n, 'day') FROM (VALUES (timestamptz '4713-01-01 BC', 9223372036854775807), ('294276-12-31', -9223372036854775808), ('2025-01-01', 0)) AS v (ts, n);
INSERT INTO sample SELECT 'small ' || k, cohort_retention(ts, who, 'day', starts) FROM usage, generate_series(1, 9) AS k WHERE n <= k AND who IS NOT NULL GROUP BY k;

SELECT is_empty('SELECT what FROM sample WHERE s::text::retention_summary::text <> s::text', 'text is read and written unchanged');
SELECT is_empty('SELECT what FROM sample WHERE (s || s::text::retention_summary)::text <> (s || s)::text', 'what is read can be merged');
SELECT is_empty('SELECT what FROM sample WHERE s::text::jsonb ->> ''retention_summary'' IS DISTINCT FROM ''1''', 'the text is JSON');
-- base64 of every length, in either column
SELECT is_empty($$SELECT n, w FROM generate_series(0, 70) AS n, generate_series(0, 63, 7) AS w, LATERAL (SELECT cohort_retention(date '2025-01-01' + u * w / greatest(n, 1), u, 'day') AS s FROM generate_series(0, n) AS u) AS x
	WHERE s::text::retention_summary::text <> s::text$$, 'any number of users, masks of 1 to 8 bytes');
SELECT is_empty($$SELECT n FROM generate_series(0, 50) AS n, LATERAL (SELECT cohort_retention(date '2025-01-01' + u % 9, u::text, 'day', u % 2 = 0) AS s FROM generate_series(0, n) AS u) AS x
	WHERE s::text::retention_summary::text <> s::text$$, 'and of users of 128 bits, with starts');
SELECT is((SELECT md5(s::text::retention_summary::text) FROM (SELECT cohort_retention(date '2025-01-01' + u % 100, u, 'day') AS s FROM generate_series(1, 200000) AS u) AS x),
	(SELECT md5(s::text) FROM (SELECT cohort_retention(date '2025-01-01' + u % 100, u, 'day') AS s FROM generate_series(1, 200000) AS u) AS x), '200,000 users');

SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'; SET LOCAL extra_float_digits = -5; SET LOCAL modelshare.week_start = 'friday'; SET LOCAL modelshare.timezone = 'America/New_York';
SET LOCAL bytea_output = 'escape'; SET LOCAL IntervalStyle = 'iso_8601';
CREATE TABLE elsewhere AS SELECT what, s::text AS t, s::text::retention_summary::text AS again FROM sample;
RESET modelshare.timezone; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1; RESET modelshare.week_start;
RESET bytea_output; RESET IntervalStyle;
SELECT is_empty('SELECT what FROM sample JOIN elsewhere USING (what) WHERE s::text <> t OR s::text <> again', 'no setting of the session enters the text');

-- Binary: send, COPY BINARY, receive.
SELECT typsend::regproc AS send, current_setting('data_directory') || '/modelshare_retention_io.bin' AS file FROM pg_type WHERE oid = 'retention_summary'::regtype \gset
CREATE TABLE copied (LIKE sample);
COPY sample TO :'file' BINARY;
COPY copied FROM :'file' BINARY;
SELECT is_empty('SELECT what FROM sample JOIN copied USING (what) WHERE sample.s::text <> copied.s::text', 'COPY BINARY brings every summary back');
SELECT is((SELECT count(*)::int FROM copied), (SELECT count(*)::int FROM sample), 'all of them');
SELECT is_empty('SELECT what FROM sample JOIN copied USING (what) WHERE pg_column_size(sample.s || NULL) <> pg_column_size(copied.s || NULL)', 'as the same bytes');
SELECT is_empty(format('SELECT what FROM sample WHERE %s(s) <> %s(s::text::retention_summary)', :'send', :'send'), 'text read gives the same bytes');
SELECT is_empty(format('SELECT what FROM sample WHERE length(s::text) > 400 + 2 * length(%s(s))', :'send'), 'the text is not much longer than they');

-- Malformed text.
SELECT matches(sqlstate_of(format('SELECT %L::retention_summary', t)), '^22P02$', 'not a summary: ' || left(t, 30)) FROM (VALUES (''), (' '), ('x'), ('0'), ('{}'), ('[]'), (repeat('(', 100000)), ('NULL'),
	('{"retention_summary": 2}'), ('{"share_summary": 1}')) AS v (t);

-- One member of a text replaced.
CREATE FUNCTION with_member(t text, member text, value text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN regexp_replace(t, format('"%s": ("[^"]*"|\[(\[[^]]*\](, )?)*\]|[^,}]*)', member), format('"%s": %s', member, value));
CREATE TABLE base (what text PRIMARY KEY, t text);
INSERT INTO base SELECT 'narrow', cohort_retention(date '2025-01-01' + u * 3, u, 'day', u = 1)::text FROM generate_series(1, 4) AS u;
INSERT INTO base SELECT 'aligned', cohort_retention(date '2025-01-01' + u * 100, u % 2, 'day', u = 1)::text FROM generate_series(1, 4) AS u;
INSERT INTO base SELECT 'weeks', cohort_retention(date '2025-01-01' + u * 3, u, 'week')::text FROM generate_series(1, 4) AS u;
INSERT INTO base SELECT 'none', cohort_retention(NULL::timestamptz, 1, 'week', 'UTC')::text;
SELECT is_empty('SELECT what FROM base WHERE with_member(t, ''cohort'', t::jsonb ->> ''cohort'') = t OR with_member(t, ''windows'', (t::jsonb -> ''windows'')::text)::jsonb <> t::jsonb', 'members are replaced');
SELECT is(sqlstate_of(format('SELECT %L::retention_summary', with_member(t, member, value))), '22P02', format('%s with %s = %s', what, member, left(value, 40)))
FROM base JOIN (VALUES
	('narrow', 'windows', '[]'), ('narrow', 'windows', '[[9135,4],[9200,0]]'), ('narrow', 'windows', '[[9135,3]]'), ('narrow', 'windows', '[[9135,5]]'), ('narrow', 'windows', '[[9135,-4]]'),
	('narrow', 'windows', '[[9135,4294967300]]'), ('narrow', 'windows', '[[106751992,4]]'), ('narrow', 'windows', '[[-2451546,4]]'), ('narrow', 'windows', '[[9223372036854775807,4]]'), ('narrow', 'windows', '[[9135,2], [9135,2]]'),
	('narrow', 'windows', '[[9088,2], [9152,2]]'), ('narrow', 'mask_bytes', '1'), ('narrow', 'mask_bytes', '3'), ('narrow', 'mask_bytes', '0'), ('narrow', 'mask_bytes', '9'), ('narrow', 'mask_bytes', '-2'),
	('narrow', 'active', '"AAAAAAAAAAA="'), ('narrow', 'active', '"AQAIAEAAAAA="'), ('narrow', 'active', '"AgAQAIAAAAQ="'), ('narrow', 'starts', '"////////////"'), ('narrow', 'starts', '"CAAAAAAAAAA="'), ('narrow', 'ids', '""'),
	('narrow', 'users', '"uuid"'), ('narrow', 'users', '"int"'), ('narrow', 'cohort', '"first row"'), ('narrow', 'cohort', '"Starts"'), ('narrow', 'period', '"year"'), ('narrow', 'period', 'null'),
	('narrow', 'timezone', '"Mars/Ölympus"'), ('narrow', 'timezone', '""'), ('narrow', 'timezone', '"' || repeat('x', 1000) || '"'), ('narrow', 'week_start', '"someday"'), ('narrow', 'week_start', 'null'),
	('narrow', 'rows_read', '-1'), ('narrow', 'null_ts', '5'), ('narrow', 'null_user', '-1'), ('narrow', 'first', '9223372036854775807'), ('narrow', 'last', '-9223372036854775808'), ('narrow', 'last', '0'),
	('aligned', 'windows', '[[9216,1], [9152,1], [9344,1], [9472,1]]'), ('aligned', 'windows', '[[9217,1], [9280,1], [9408,1], [9472,1]]'), ('aligned', 'windows', '[[9152,1], [9152,1], [9344,1], [9472,1]]'), ('aligned', 'mask_bytes', '7'),
	('none', 'windows', '[[0,0]]'), ('none', 'mask_bytes', '1')) AS v (w, member, value) ON what = w;
SELECT is((with_member(t, member, value)::retention_summary)::text, want, format('read as it should be: %s', regexp_replace(value, '\s', ' ', 'g'))) FROM base JOIN (VALUES
	('narrow', 'week_start', '"SUNDAY"'), ('narrow', 'windows', E'[\n\t[ 9135 , 4]\r]'), ('narrow', 'rows_read', '04')) AS v (w, member, value) ON what = w, LATERAL (SELECT replace(t, '"rows_read": 5', '"rows_read": 4') AS want) AS x;
-- a thousand windows, or a text that promises more users than it has
SELECT is(sqlstate_of(format('SELECT %L::retention_summary', with_member(t, 'windows', '[' || (SELECT string_agg(format('[%s,1]', 64 * n), ',') FROM generate_series(1, 100000) AS n) || ']'))), '22P02', '100,000 windows without users') FROM base WHERE what = 'narrow';
SELECT is(sqlstate_of(format('SELECT %L::retention_summary', with_member(t, 'windows', '[[9135,' || n || ']]'))), '22P02', n || ' users promised') FROM base, unnest('{10,60000000,134217727}'::int[]) AS n WHERE what = 'narrow';

-- Reads a text; what may happen: it is refused with an error of class 22 or 54, or it is
-- a summary that writes itself the same way again and that can be merged.
CREATE FUNCTION use(s retention_summary) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
BEGIN
	IF s::text::retention_summary::text <> s::text THEN
		RETURN 'text changes when read again';
	END IF;
	IF regexp_replace((s || s)::text, '"(rows_read|null_ts|infinite_ts|null_user)": \d+, ', '', 'g') <> regexp_replace(s::text, '"(rows_read|null_ts|infinite_ts|null_user)": \d+, ', '', 'g') THEN
		RETURN 'changes when merged with itself';
	END IF;
	IF (SELECT rollup(x) FROM (VALUES (s), (s)) AS v (x))::text <> (s || s)::text THEN
		RETURN 'rollup differs';
	END IF;
	RETURN 'read';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	-- counts near the end of bigint cannot be doubled
	RETURN CASE WHEN SQLSTATE = '22003' THEN 'read' ELSE SQLSTATE || ' ' || message END;
END $$;
CREATE FUNCTION outcome(t text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	s retention_summary;
	message text;
BEGIN
	BEGIN
		s := t::retention_summary;
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
		RETURN CASE WHEN SQLSTATE ~ '^(22|54)' THEN 'refused' ELSE SQLSTATE || ' ' || message END;
	END;
	RETURN use(s);
END $$;

-- One random change to a text.
CREATE FUNCTION changed(t text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	i int := 1 + floor(random() * length(t))::int;
	n int := 1 + floor(random() * random() * 20)::int;
	alphabet text := E'0123456789abcdefxXeE+-.,:;"''{}[]()\\/ \t\n_=NaInfnulABCDEFGHIJKL模';
BEGIN
	RETURN CASE floor(random() * 9)::int
		WHEN 0 THEN overlay(t PLACING '' FROM i FOR n)
		WHEN 1 THEN overlay(t PLACING substr(alphabet, 1 + floor(random() * length(alphabet))::int, 1) FROM i FOR 1)
		WHEN 2 THEN overlay(t PLACING substr(alphabet, 1 + floor(random() * length(alphabet))::int, 1) FROM i FOR 0)
		WHEN 3 THEN overlay(t PLACING substr(t, i, n) FROM i FOR 0)
		WHEN 4 THEN left(t, i)
		WHEN 5 THEN regexp_replace(t, '\d+', (array['0', '1', '-1', '4294967296', '9223372036854775807', '99999999999999999999', '1e308', '2147483647', '64', '8'])[1 + floor(random() * 10)::int], i)
		WHEN 6 THEN overlay(t PLACING substr(t, 1 + floor(random() * length(t))::int, n) FROM i FOR n)
		-- a letter of base64 for another
		WHEN 7 THEN with_member(t, m, regexp_replace(regexp_replace(substring(t, format('"%s": ("[^"]*")', m)), '^(.{' || n % 7 || '}.)[A-Za-z0-9+/]', '\1' || chr(65 + n)), '"$', '"')) 
		ELSE overlay(t PLACING reverse(substr(t, i, n)) FROM i FOR n) END
	FROM (SELECT (array['ids', 'active', 'starts'])[1 + floor(random() * 3)::int] AS m) AS x;
END $$;
CREATE TABLE short AS SELECT what, s FROM sample WHERE what IN ('one row', 'no user', 'extremes', 'small 3', 'small 6', 'small 9');
INSERT INTO short SELECT 'zone', cohort_retention(ts, who::text, 'week', 'Africa/Casablanca', starts) FROM usage WHERE n < 6;
INSERT INTO short SELECT 'windows', cohort_retention(timestamp '2025-01-01' + u * interval '40 days', u % 2, 'day', u % 3 = 0) FROM generate_series(1, 6) AS u;
CREATE TABLE tried AS
SELECT t, outcome(t) AS outcome FROM (SELECT changed(CASE WHEN random() < 0.3 THEN changed(s::text) ELSE s::text END) AS t FROM short, generate_series(1, 700) OFFSET 0) AS x WHERE t IS NOT NULL;
SELECT is_empty($$SELECT outcome, left(t, 400) FROM tried WHERE outcome NOT IN ('refused', 'read')$$, 'thousands of changed texts are refused or read, nothing else');
SELECT ok(count(*) FILTER (WHERE outcome = 'refused') > 2000 AND count(*) FILTER (WHERE outcome = 'read') > 200, format('%s are refused, %s read', count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE outcome = 'read'))) FROM tried;

-- Every accessor reads whatever was read: rows, or an error that is one of theirs.
CREATE FUNCTION shown(s retention_summary, as_of timestamptz, since timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	call text;
	message text;
BEGIN
	FOREACH call IN ARRAY array['retention($1, $2, $3)', 'retention($1, $2, $3, ''on_or_after'')', 'retention_curve($1, $2, $3)', 'foundational_cohorts($1, $2, $3, 1, 0.1, 0)', 'boomerangs($1, $2, 0.01, 0)',
			'cohort_pattern($1, $2, $3, 1, 0.1, 0.2, 0)', 'lifecycle($1, $2, $3)', 'active_users($1, $2)', 'survival($1, $2, 1)', 'survival($1, $2, 3)', 'median_survival($1, $2)',
			'cell_users($1, ''2025-01-01'', 1, $2)', 'cell_users_uuid($1, ''2025-01-01'', 0, $2)', 'summary_info($1)', 'first_seen($1)', 'last_seen($1)'] LOOP
		BEGIN
			EXECUTE 'SELECT count(*) FROM ' || call USING s, as_of, since;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
			-- 42809, 0A000: users of another type
			IF SQLSTATE !~ '^(22|54|42809|0A000)' THEN
				RETURN NEXT call || ': ' || SQLSTATE || ' ' || message;
			END IF;
		END;
	END LOOP;
END $$;
CREATE TABLE read_again AS SELECT t::retention_summary AS s FROM tried WHERE outcome = 'read' ORDER BY md5(t) LIMIT CASE :'slow_server' WHEN '0' THEN 400 ELSE 20 END;
SELECT is_empty($$SELECT DISTINCT shown(s, as_of, since) FROM read_again,
		(VALUES (timestamptz '2025-06-15', NULL::timestamptz), ('2025-03-01', '2025-01-15'), ('1990-01-01', '2025-01-01')) AS v (as_of, since)
	-- a changed window can lie millions of days away: too long to show so often
	WHERE (SELECT coalesce(max((w ->> 0)::int) - min((w ->> 0)::int), 0) < 10000 FROM jsonb_array_elements(s::text::jsonb -> 'windows') AS w)$$, 'accessors read what was read');
SELECT is_empty($$SELECT DISTINCT shown(s, as_of, since) FROM short,
	(VALUES (timestamptz 'infinity', NULL::timestamptz), ('-infinity', 'infinity'), ('infinity', 'infinity'), ('294276-12-31', '4713-01-01 BC'), ('4713-01-02 BC', '4713-01-01 BC')) AS v (as_of, since) WHERE what <> 'extremes'$$, 'as of any instant');

-- From PostgreSQL 16 on the same texts can be tried without an error.
SELECT current_setting('server_version_num')::int >= 160000 AS soft \gset
\if :soft
SELECT is_empty($$SELECT outcome, left(t, 400) FROM tried WHERE pg_input_is_valid(t, 'retention_summary') <> (outcome = 'read')$$, 'pg_input_is_valid tells beforehand');
\else
SELECT skip('pg_input_is_valid is of PostgreSQL 16', 1);
\endif

-- The same with bytes.
CREATE TABLE received (s retention_summary);
CREATE FUNCTION outcome_bytes(b bytea, file text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	x retention_summary;
	message text;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L BINARY', b, file);
	BEGIN
		DELETE FROM received;
		EXECUTE format('COPY received FROM %L BINARY', file);
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
		RETURN CASE WHEN SQLSTATE ~ '^(22|54|08P01)' THEN 'refused' ELSE SQLSTATE || ' ' || message END;
	END;
	SELECT s INTO x FROM received;
	RETURN use(x);
END $$;
CREATE FUNCTION changed(b bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	i int := floor(random() * length(b))::int;
	n int := 1 + floor(random() * random() * 12)::int;
BEGIN
	RETURN CASE floor(random() * 6)::int
		WHEN 0 THEN set_byte(b, i, floor(random() * 256)::int)
		WHEN 1 THEN substr(b, 1, i)
		WHEN 2 THEN overlay(b PLACING ''::bytea FROM i + 1 FOR n)
		WHEN 3 THEN overlay(b PLACING (array['\xffffffff', '\x7fffffff', '\x80000000', '\x00000000', '\x7fffffffffffffff', '\x8000000000000000', '\x7ff0000000000000']::bytea[])[1 + floor(random() * 7)::int] FROM i + 1 FOR n)
		WHEN 4 THEN set_bit(b, 8 * i + n % 8, 1 - get_bit(b, 8 * i + n % 8))
		ELSE b || substr(b, i + 1, n) END;
END $$;
SELECT is((SELECT array_agg(DISTINCT outcome_bytes(b, :'file')) FROM (SELECT :send(s) AS b FROM short) AS x), '{read}', 'bytes that were sent are received');
CREATE TABLE tried_bytes AS
SELECT b, outcome_bytes(b, :'file') AS outcome FROM (SELECT changed(:send(s)) AS b FROM short, generate_series(1, 200) OFFSET 0) AS x;
SELECT is_empty($$SELECT outcome, left(b::text, 400) FROM tried_bytes WHERE outcome NOT IN ('refused', 'read')$$, 'changed bytes are refused or read, nothing else');
SELECT ok(count(*) FILTER (WHERE outcome = 'refused') > 600 AND count(*) FILTER (WHERE outcome = 'read') > 100, format('%s are refused, %s read', count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE outcome = 'read'))) FROM tried_bytes;
-- every single byte set to some values
SELECT is_empty(format($$SELECT outcome, i, v FROM (SELECT i, v, outcome_bytes(set_byte(b, i, v), %L) AS outcome FROM (SELECT %s(s) AS b FROM short WHERE what = 'small 3') AS x, generate_series(0, length(b) - 1) AS i, unnest('{0,1,128,255}'::int[]) AS v) AS y
	WHERE outcome NOT IN ('refused', 'read')$$, :'file', :'send'), 'each byte changed');
\set remove 'COPY (SELECT) TO PROGRAM ''cat > /dev/null; rm -f ' :file ''''
:remove;

-- What one aggregate leaves unfinished can be seen by nobody as something else.
CREATE AGGREGATE unfinished(timestamptz, bigint, text) (SFUNC = cohort_retention_transition, STYPE = retention_summary);
SELECT is((SELECT (unfinished(ts, who, 'day') || NULL)::text FROM usage WHERE n < 40), (SELECT cohort_retention(ts, who, 'day')::text FROM usage WHERE n < 40), 'a small state reads as a summary');
SELECT is((SELECT (unfinished(ts, who, 'day') || NULL)::text FROM usage), (SELECT cohort_retention(ts, who, 'day')::text FROM usage), 'and a large one');
CREATE TABLE loose AS SELECT n % 3 AS g, unfinished(ts, who, 'day') AS s FROM usage WHERE n < 40 GROUP BY 1;
SELECT is((SELECT rollup(s)::text FROM loose), (SELECT cohort_retention(ts, who, 'day')::text FROM usage WHERE n < 40), 'stored, too');
-- the second byte also says that the zone came from a setting, see small_states.sql
SELECT is_empty(format('SELECT g FROM loose WHERE set_byte(%s(s), 1, 0) <> set_byte(%s(s || NULL), 1, 0)', :'send', :'send'), 'and sent');
SELECT is(sqlstate_of('SELECT cohort_retention_transition(NULL, now(), 1::bigint, ''day'')'), '0A000', 'a transition function outside an aggregate is an error');
SELECT is(sqlstate_of('SELECT retention_summary_combine(s, s) FROM loose'), '0A000', 'and so is a combine function');
SELECT is((SELECT cohort_retention(ts, who, 'week')::text FROM usage), (SELECT s::text FROM sample WHERE what = 'narrow'), 'the session goes on');

SELECT * FROM finish();
ROLLBACK;

-- Merging: random splits rolled up in random order are one scan; || agrees;
-- one window with many, small with large; what may not be merged says so; no
-- state is changed behind a reader's back.
\ir lib/setup.sql
SELECT plan(113);

-- Half a year (several windows of days, one of weeks) of 900 users, some of whom come once.
SELECT setseed(0.1);
CREATE TABLE usage AS
SELECT n, timestamptz '2025-01-01' + random() * interval '200 days' AS ts, CASE WHEN random() < 0.98 THEN floor(random() * random() * 900)::bigint END AS who, random() < 0.2 AS starts
FROM generate_series(1, 6000) AS n;
UPDATE usage SET ts = 'infinity' WHERE n % 401 = 0;
UPDATE usage SET ts = NULL WHERE n % 397 = 0;
UPDATE usage SET starts = NULL WHERE n % 17 = 0;

CREATE TABLE form (what text PRIMARY KEY, call text);
INSERT INTO form VALUES
	('days', 'cohort_retention(ts, who, ''day'', ''UTC'')'),
	('weeks', 'cohort_retention(ts, who, ''week'', ''UTC'')'),
	('uuid, starts', 'cohort_retention(ts, md5(who::text)::uuid, ''day'', ''Asia/Kathmandu'', starts)'),
	('text', 'cohort_retention(ts, ''user '' || who, ''week'')'),
	('face value, starts', 'cohort_retention(ts AT TIME ZONE ''UTC'', who, ''day'', starts)'),
	('dates, months', 'cohort_retention((ts AT TIME ZONE ''UTC'')::date, who, ''month'')'),
	('rare', 'cohort_retention(ts, who, ''day'') FILTER (WHERE n % 211 < 2)');
SELECT format('CREATE TABLE whole AS SELECT array[%s] AS s FROM usage', string_agg(call, ', ' ORDER BY what)) FROM form \gexec
SELECT format('CREATE VIEW parted AS SELECT p, array[%s] AS s FROM (SELECT *, n %% 10 AS p FROM usage) AS u GROUP BY p', string_agg(call, ', ' ORDER BY what)) FROM form \gexec
CREATE FUNCTION texts(s retention_summary[]) RETURNS text[] LANGUAGE sql IMMUTABLE RETURN (SELECT array_agg(x::text ORDER BY n) FROM unnest(s) WITH ORDINALITY AS v (x, n));

-- Splits into 1, 2, 3, 10, 300, 6000 parts; some are empty, some hold only rows that are left out.
CREATE FUNCTION split(parts int, seed float8) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM setseed(seed);
	CREATE TEMP TABLE place AS SELECT n, floor(random() * parts)::int AS p FROM usage;
	EXECUTE (SELECT format('CREATE TEMP TABLE part AS SELECT p, array[%s] AS s FROM usage JOIN place USING (n) GROUP BY p', string_agg(call, ', ' ORDER BY what)) FROM form);
	INSERT INTO part SELECT -1, NULL FROM generate_series(1, 3);
	RETURN NEXT is_empty(format($q$SELECT i FROM (SELECT i, rollup(s[i])::text AS t FROM (SELECT * FROM part, generate_series(1, 7) AS i ORDER BY random()) AS x GROUP BY i) AS g, whole
		WHERE t IS DISTINCT FROM whole.s[i]::text$q$), 'rollup of ' || parts || ' parts in random order is one scan');
	RETURN NEXT is_empty(format($q$SELECT i FROM (SELECT i, rollup(s)::text AS t FROM (SELECT i, p %% 5, rollup(s[i]) AS s FROM part, generate_series(1, 7) AS i GROUP BY i, p %% 5) AS x GROUP BY i) AS g, whole
		WHERE t IS DISTINCT FROM whole.s[i]::text$q$), 'rollup of rollups, ' || parts || ' parts');
	DROP TABLE part, place;
END $$;
SELECT split(n, 0.01 * n / 100) FROM unnest('{1,2,3,10,300,6000}'::int[]) AS n;

-- Splits by time: each part is of other windows; by user: of others' users.
CREATE FUNCTION split_by(part text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	orders text[] := array['p', 'p DESC', 'random()'];
BEGIN
	EXECUTE (SELECT format('CREATE TEMP TABLE part AS SELECT %s AS p, array[%s] AS s FROM usage GROUP BY p', part, string_agg(call, ', ' ORDER BY what)) FROM form);
	FOR i IN 1..3 LOOP
		RETURN NEXT is_empty(format($q$SELECT i FROM (SELECT i, rollup(s[i])::text AS t FROM (SELECT * FROM part, generate_series(1, 7) AS i ORDER BY %s) AS x GROUP BY i) AS g, whole
			WHERE t IS DISTINCT FROM whole.s[i]::text$q$, orders[i]), format('rollup of parts by %s, ordered by %s', part, orders[i]));
	END LOOP;
	DROP TABLE part;
END $$;
SELECT split_by(p) FROM unnest('{ts::date,"date_trunc(''month'', ts)",who,"starts","n / 500"}'::text[]) AS p;

-- The operator.
CREATE TABLE two AS SELECT
	(SELECT s FROM parted WHERE p = 3) AS a, (SELECT array_agg(x ORDER BY i) FROM (SELECT i, rollup(s[i]) AS x FROM parted, generate_series(1, 7) AS i WHERE p <> 3 GROUP BY i) AS g) AS b;
SELECT is((a[i] || b[i])::text, s[i]::text, 'a || b, ' || what) FROM two, whole, (SELECT row_number() OVER (ORDER BY what) AS i, what FROM form) AS f;
SELECT is((b[i] || a[i])::text, s[i]::text, 'b || a, ' || what) FROM two, whole, (SELECT row_number() OVER (ORDER BY what) AS i, what FROM form) AS f;
SELECT is(((a[2] || b[2]) || (a[2] || b[2]))::text, (s[2] || s[2])::text, '(a || b) || (a || b)') FROM two, whole;
SELECT is((a[2] || a[2] || a[2] || a[2])::text, ((a[2] || a[2]) || (a[2] || a[2]))::text, '|| is associative') FROM two;
CREATE FUNCTION without_counts(s retention_summary) RETURNS text LANGUAGE sql IMMUTABLE
RETURN regexp_replace(s::text, '"(rows_read|null_ts|infinite_ts|null_user)": \d+, ', '', 'g');
SELECT is_empty('SELECT i FROM whole, generate_series(1, 7) AS i WHERE without_counts(s[i] || s[i]) <> without_counts(s[i])', 'x || x is x');
SELECT is_empty($$SELECT i FROM whole, generate_series(1, 7) AS i WHERE (SELECT array_agg(m[1]::int) FROM regexp_matches((s[i] || s[i])::text, '"(?:rows_read|null_ts|infinite_ts|null_user)": (\d+)', 'g') AS m)
	<> (SELECT array_agg(2 * m[1]::int) FROM regexp_matches(s[i]::text, '"(?:rows_read|null_ts|infinite_ts|null_user)": (\d+)', 'g') AS m)$$, 'but for its counts, which double');
SELECT is((s || s)::text, (SELECT (s[7] || s[7])::text FROM whole), 'x || x of one expression''s value')
FROM (SELECT cohort_retention(ts, who, 'week', 'UTC') AS s FROM usage OFFSET 0) AS x;
SELECT is((x.s || x.s || x.s)::text, (SELECT rollup(s[7])::text FROM whole, generate_series(1, 3)), 'three times') FROM (SELECT rollup(s[7]) AS s FROM whole) AS x;
SELECT is((s[2] || NULL)::text, s[2]::text, 'x || NULL is x') FROM whole;
SELECT is((NULL || s[2])::text, s[2]::text, 'NULL || x is x') FROM whole;
SELECT ok((NULL::retention_summary || NULL::retention_summary) IS NULL, 'NULL || NULL is NULL');
SELECT ok((SELECT rollup(NULL::retention_summary) FROM generate_series(1, 5)) IS NULL, 'rollup of NULLs is NULL');
SELECT ok((SELECT rollup(s[2]) FROM whole WHERE false) IS NULL, 'rollup of no rows is NULL');
SELECT is_empty('SELECT i FROM whole, generate_series(1, 7) AS i GROUP BY i HAVING min(s[i]::text) IS DISTINCT FROM rollup(s[i])::text', 'rollup of one is itself');

-- Summaries without a user.
CREATE TABLE nothing AS SELECT cohort_retention(NULL::timestamptz, 7, 'day', 'UTC') AS s FROM generate_series(1, 4);
SELECT alike(s::text, '%"rows_read": 4, "null_ts": 4%"windows": [], "ids": "", "active": ""}', 'rows without a time give a summary') FROM nothing;
SELECT alike((s || s)::text, '%"rows_read": 8, "null_ts": 8%"windows": [], "ids": "", "active": ""}', 'it can be merged with itself') FROM nothing;
SELECT is(without_counts(nothing.s || whole.s[2]), without_counts(whole.s[2]), 'and with others: left') FROM nothing, whole;
SELECT is(without_counts(whole.s[2] || nothing.s), without_counts(whole.s[2]), 'right') FROM nothing, whole;
SELECT is((SELECT without_counts(rollup(s)) FROM (SELECT s FROM nothing UNION ALL SELECT s[2] FROM whole UNION ALL SELECT s FROM nothing) AS x), (SELECT without_counts(s[2]) FROM whole), 'and in a rollup');

-- One window with many, both ways; all distances between two windows of any widths; small with large.
CREATE TABLE stretch AS
SELECT first, days, users, cohort_retention(date '2024-01-01' + first + d, u * 3 + d % 2, 'day', u % 2 = 0) AS s
FROM unnest('{0,1,13,40,63,64,65,100,128,1000}'::int[]) AS first, unnest('{1,20,63,64,65,200}'::int[]) AS days, unnest('{1,150}'::int[]) AS users,
	generate_series(0, days - 1) AS d, generate_series(1, users) AS u
WHERE d IN (0, days - 1) OR (d * 7 + u) % 5 = 0
GROUP BY first, days, users;
CREATE VIEW pair AS
SELECT a.first AS a_first, a.days AS a_days, a.users AS a_users, b.first AS b_first, b.days AS b_days, b.users AS b_users, a.s AS a, b.s AS b,
	(SELECT cohort_retention(day, who, 'day', starts) FROM (
		SELECT date '2024-01-01' + a.first + d AS day, u * 3 + d % 2 AS who, u % 2 = 0 AS starts FROM generate_series(0, a.days - 1) AS d, generate_series(1, a.users) AS u WHERE d IN (0, a.days - 1) OR (d * 7 + u) % 5 = 0
		UNION ALL SELECT date '2024-01-01' + b.first + d, u * 3 + d % 2, u % 2 = 0 FROM generate_series(0, b.days - 1) AS d, generate_series(1, b.users) AS u WHERE d IN (0, b.days - 1) OR (d * 7 + u) % 5 = 0) AS x) AS want
FROM stretch AS a, stretch AS b WHERE a.first = 0 OR (a.first = 13 AND b.first < 13) OR (a.first = 1000 AND b.first = 64);
CREATE TABLE joined AS SELECT * FROM pair WHERE (a_users + b_users) < 300 OR (a_days + b_days + a_first + b_first) % 3 = 0;
SELECT cmp_ok((SELECT count(*)::int FROM joined), '>', 1000, 'many pairs of summaries');
SELECT is_empty('SELECT a_first, a_days, a_users, b_first, b_days, b_users FROM joined WHERE (a || b)::text <> want::text', 'a || b is one scan of both');
SELECT is_empty('SELECT a_first, a_days, a_users, b_first, b_days, b_users FROM joined WHERE (b || a)::text <> want::text', 'b || a');
SELECT is_empty('SELECT a_first, a_days, a_users, b_first, b_days, b_users FROM joined WHERE (SELECT rollup(s) FROM (VALUES (a), (b)) AS v (s))::text <> want::text', 'rollup of a, b');
SELECT is_empty('SELECT a_first, a_days, a_users, b_first, b_days, b_users FROM joined WHERE (SELECT rollup(s) FROM (VALUES (b), (NULL), (a), (a || b)) AS v (s))::text <> (want || want)::text', 'of b, NULL, a, a || b');

-- Readers of a value see it unchanged after it has been merged.
SELECT is((SELECT string_agg(DISTINCT md5(x), ' ') FROM (SELECT a[2]::text AS x FROM two UNION ALL SELECT a::text FROM (SELECT a[2] AS a, a[2] || b[2] FROM two OFFSET 0) AS x) AS y), (SELECT md5(a[2]::text) FROM two), 'merging leaves its arguments alone');
CREATE FUNCTION in_place(i int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	x retention_summary := (SELECT a[i] FROM two);
	y retention_summary := x;
	z retention_summary;
BEGIN
	FOR n IN 1..3 LOOP
		z := x || y;
		x := x || y;
	END LOOP;
	RETURN CASE WHEN y::text = (SELECT a[i]::text FROM two) AND z::text = x::text AND x::text = (SELECT rollup(a[i])::text FROM two, generate_series(1, 4)) THEN 'same' ELSE 'changed' END;
END $$;
SELECT is(in_place(i), 'same', 'PL/pgSQL variables do not share a state') FROM unnest('{2,4,6}'::int[]) AS i;
-- an aggregate's result handed on within PL/pgSQL, then merged into twice
CREATE FUNCTION handed_on() RETURNS bool LANGUAGE plpgsql AS $$
DECLARE
	x retention_summary;
	y retention_summary;
	before text;
BEGIN
	SELECT cohort_retention(ts, who, 'day', 'UTC') INTO x FROM usage WHERE n % 2 = 0;
	before := x::text;
	SELECT rollup(s) INTO y FROM (SELECT x AS s UNION ALL SELECT x UNION ALL SELECT a[2] FROM two) AS u;
	y := y || x;
	RETURN x::text = before AND y::text <> before;
END $$;
SELECT ok(handed_on(), 'nor does an aggregate change the values it read');
SELECT is((SELECT array_agg(DISTINCT md5(s::text)) FROM (SELECT rollup(a[2]) OVER (ORDER BY i ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS s FROM two, generate_series(1, 20) AS i) AS w),
	(SELECT array[md5(a[2]::text)] FROM two), 'rollup in frames of one row');
SELECT is_empty($$SELECT i FROM (SELECT i, rollup(s) OVER (ORDER BY i ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)::text AS s FROM (SELECT n % 40 AS i, cohort_retention(ts, who, 'day', 'UTC', starts) AS s FROM usage GROUP BY 1) AS p) AS w
	WHERE s IS DISTINCT FROM (SELECT cohort_retention(ts, who, 'day', 'UTC', starts)::text FROM usage WHERE n % 40 BETWEEN w.i - 3 AND w.i + 1)$$, 'rollup in sliding frames');
SELECT is_empty($$SELECT i FROM (SELECT i, rollup(s) OVER (ORDER BY i)::text AS s FROM (SELECT n / 4 AS i, cohort_retention(ts, who, 'day', 'UTC') AS s FROM usage WHERE n < 2400 GROUP BY 1) AS p) AS w
	WHERE i % 20 = 0 AND s IS DISTINCT FROM (SELECT cohort_retention(ts, who, 'day', 'UTC')::text FROM usage WHERE n / 4 <= w.i AND n < 2400)$$, 'rollup in a growing frame');

-- A stored summary, short or long, compressed or not, is merged like any other.
CREATE TABLE stored (i int, s retention_summary);
INSERT INTO stored SELECT i, s[i] FROM whole, generate_series(1, 7) AS i;
INSERT INTO stored SELECT 8, cohort_retention(timestamp '2025-01-06', 7, 'day');
SELECT ok((SELECT count(*) FROM stored WHERE pg_column_size(s) < 127) >= 1 AND (SELECT count(*) FROM stored WHERE pg_column_size(s) > 8192) >= 1, 'short and long');
SELECT is_empty('SELECT i FROM stored JOIN (SELECT i, w.s[i] AS t FROM whole AS w, generate_series(1, 7) AS i) AS x USING (i) WHERE (stored.s || stored.s)::text <> (t || t)::text', 'stored and merged');
SELECT is((SELECT without_counts(rollup(s)) FROM stored, generate_series(1, 300) WHERE i = 8), (SELECT without_counts(s) FROM stored WHERE i = 8), '300 times');

-- What may not be merged.
CREATE FUNCTION refused(a text, b text, left_name text, right_name text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	statement text;
BEGIN
	statement := format('SELECT (SELECT cohort_retention(%s) FROM usage) || (SELECT cohort_retention(%s) FROM usage)', a, b);
	RETURN NEXT is(sqlstate_of(statement), '22023', concat_ws(' ', 'merging', left_name, 'and', right_name, 'is an error'));
	RETURN NEXT ok(message_of(statement) LIKE '%"' || left_name || '" and "' || right_name || '"%|%', 'that names both, and the cure: ' || message_of(statement));
	-- and in rollup, whether the state is small or large, and in its empty state
	RETURN NEXT ok((SELECT bool_and(sqlstate_of(format('SELECT rollup(s) FROM (SELECT cohort_retention(%s) AS s FROM usage %s UNION ALL SELECT cohort_retention(%s) FROM usage %s) AS x', a, x, b, y)) = '22023')
		FROM unnest(array['', 'WHERE n < 9', 'WHERE ts IS NULL']) AS x, unnest(array['', 'WHERE n < 9', 'WHERE ts IS NULL']) AS y), 'rollup refuses alike');
END $$;
SELECT refused(a, b, l, r) FROM (VALUES
	('ts, who, ''week''', 'ts, who, ''day''', 'week', 'day'),
	('ts, who, ''month''', 'ts, who, ''quarter''', 'month', 'quarter'),
	('ts, who, ''week''', 'ts, who::text, ''week''', 'bigint', 'text'),
	('ts, md5(who::text)::uuid, ''week''', 'ts, who, ''week''', 'uuid', 'bigint'),
	('ts, who, ''week'', ''UTC''', 'ts, who, ''week'', ''Asia/Kolkata''', 'UTC', 'Asia/Kolkata'),
	('ts, who, ''week'', ''UTC''', 'ts AT TIME ZONE ''UTC'', who, ''week''', 'UTC', 'none (face value)'),
	('ts, who, ''week''', 'ts, who, ''week'', starts', 'first row', 'starts')) AS v (a, b, l, r);
CREATE TABLE sundays AS SELECT cohort_retention(ts, who, 'week', 'UTC') AS monday, cohort_retention(ts, who, 'month', 'UTC') AS month, NULL::retention_summary AS sunday, NULL::retention_summary AS other_month FROM usage;
SET LOCAL modelshare.week_start = 'sunday';
UPDATE sundays SET sunday = (SELECT cohort_retention(ts, who, 'week', 'UTC') FROM usage), other_month = (SELECT cohort_retention(ts, who, 'month', 'UTC') FROM usage);
SELECT is(sqlstate_of('SELECT monday || sunday FROM sundays'), '22023', 'weeks of two first days do not merge');
SELECT alike(message_of('SELECT monday || sunday FROM sundays'), '%"monday" and "sunday"%week_start%', 'the error names both');
SELECT is(other_month::text, month::text, 'the first day of the week says nothing of months') FROM sundays;
RESET modelshare.week_start;
SELECT is(sqlstate_of(format('SELECT (SELECT cohort_retention(%s) FROM usage) || (SELECT cohort_retention(%s) FROM usage)', a, b)), '00000', what) FROM (VALUES
	('(ts AT TIME ZONE ''UTC'')::date, who, ''day''', 'ts AT TIME ZONE ''UTC'', who, ''DAY''', 'two forms of face value merge'),
	('ts, who, ''week'', ''UTC''', 'ts, who, ''week'', ''utc''', 'and two spellings of a zone'),
	('ts, who, ''week'', NULL', 'ts, who, ''week''', 'and the setting with the setting')) AS v (a, b, what);
SELECT is((SELECT rollup(s[2])::text FROM parted), (SELECT s[2]::text FROM whole), 'the session goes on');

-- Yesterday's summary goes on in an aggregate of one's own, whose INITCOND it is.
CREATE FUNCTION go_on(types text, arguments text, cut int, summary_of text DEFAULT NULL) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	before text;
	have text;
	want text;
BEGIN
	EXECUTE format('SELECT cohort_retention(%s) FROM usage WHERE n <= %s', coalesce(summary_of, arguments), cut) INTO before;
	EXECUTE format('CREATE AGGREGATE gone_on(%s) (SFUNC = cohort_retention_transition, STYPE = retention_summary, FINALFUNC = retention_summary_final, INITCOND = %L)', types, before);
	BEGIN
		EXECUTE format('SELECT gone_on(%s) FROM usage WHERE n > %s', arguments, cut) INTO have;
		EXECUTE format('SELECT cohort_retention(%s) FROM usage', arguments) INTO want;
	EXCEPTION WHEN OTHERS THEN
		EXECUTE format('DROP AGGREGATE gone_on(%s)', types);
		RETURN array[SQLSTATE, SQLERRM];
	END;
	EXECUTE format('DROP AGGREGATE gone_on(%s)', types);
	RETURN array[have, want];
END $$;
SELECT is(x[1], x[2], format('go on with a summary of %s rows: %s', cut, arguments))
FROM (VALUES ('timestamptz, bigint, text, text', 'ts, who, ''day'', ''UTC'''), ('timestamptz, text, text, text, bool', 'ts, who::text, ''week'', ''Asia/Kathmandu'', starts'),
		('date, uuid, text', 'ts::date, md5(who::text)::uuid, ''month''')) AS v (types, arguments),
	unnest('{3,3000}'::int[]) AS cut, go_on(types, arguments, cut) AS x;
SELECT is(x, array['22023', message], 'not with another''s: ' || other)
FROM (VALUES ('ts, who::text, ''day''', 'cannot merge retention summaries of users of type "text" and "bigint"'),
	('ts AT TIME ZONE ''UTC'', who, ''day''', 'cannot merge retention summaries of time zones "none (face value)" and "UTC"'),
	('ts, who, ''week''', 'argument period changed from "week" to "day"')) AS v (other, message),
	go_on('timestamptz, bigint, text', 'ts, who, ''day''', 3, other) AS x;
SELECT is(x[1], '22023', 'nor with one of starts') FROM go_on('timestamptz, bigint, text', 'ts, who, ''day''', 3, 'ts, who, ''day'', starts') AS x;
-- a group each begins with a copy of it
CREATE AGGREGATE since_yesterday(date, bigint, text) (SFUNC = cohort_retention_transition, STYPE = retention_summary, FINALFUNC = retention_summary_final,
	INITCOND = '{"retention_summary": 1, "users": "bigint", "cohort": "first row", "period": "day", "timezone": null, "week_start": "monday", "rows_read": 4, "null_ts": 0, "infinite_ts": 0, "null_user": 0, "first": 789436800000000, "last": 789436800000000, "mask_bytes": 1, "windows": [[9137,4]], "ids": "AAAAAAAAAACvQu+ra7ncAueo7mpvX4k46dDX45NYaNg=", "active": "AQEBAQ=="}');
SELECT is((SELECT array_agg((i.rows_read, i.users)::text ORDER BY g) FROM (SELECT g, since_yesterday(date '2025-01-07' + g, 5 + g, 'day') AS r FROM generate_series(1, 3) AS g, generate_series(1, g) GROUP BY g) AS x, summary_info(r) AS i),
	'{"(5,5)","(6,5)","(7,5)"}', 'each group goes on by itself');

SELECT * FROM finish();
ROLLBACK;

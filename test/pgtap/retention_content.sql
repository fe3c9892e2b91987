-- What a retention_summary holds, to the last byte, against plain SQL: users of
-- each type, periods and zones, rows in any order, logs short and long, groups
-- small and large.
\ir lib/setup.sql
\ir lib/retention_text.sql
SELECT plan(78);

-- The aggregate over the rows of the oracle, read in some order.
CREATE FUNCTION aggregate(users text, period text, zone text, week_start int, starts bool, ordered text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config('modelshare.week_start', (array['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'])[week_start + 1], true);
	EXECUTE format('SELECT cohort_retention(%s, who::%s, %L%s%s)::text FROM (SELECT * FROM oracle.usage ORDER BY %s) AS u',
		CASE WHEN zone IS NULL THEN 'ts AT TIME ZONE ''UTC''' ELSE 'ts' END, users, period, ', ' || quote_literal(zone), CASE WHEN starts THEN ', starts' ELSE '' END, ordered) INTO answer;
	RETURN answer;
END $$;
CREATE FUNCTION agrees(what text, users text, period text, zone text, week_start int DEFAULT 1, starts bool DEFAULT false) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	want text := oracle.summary(users, period, zone, week_start, starts);
	wrong text;
	have text;
BEGIN
	SELECT string_agg(o, '; '), max(aggregate(users, period, zone, week_start, starts, o)) INTO wrong, have
	FROM unnest('{ts,ts DESC,random(),"who, ts","starts, ts DESC"}'::text[]) AS o
	WHERE aggregate(users, period, zone, week_start, starts, o) IS DISTINCT FROM want;
	RETURN NEXT ok(wrong IS NULL, concat_ws(' ', what, users, period, zone, CASE WHEN starts THEN 'starts' END));
	IF wrong IS NOT NULL THEN
		RETURN NEXT diag(format(E'ordered by %s\nhave %s\nwant %s', wrong, left(have, 600), left(want, 600)));
	END IF;
END $$;
SELECT setseed(0.3);

-- Numbers are stored: these may never change.
SELECT is(cohort_retention(date '2025-01-06', n, 'day')::text,
	'{"retention_summary": 1, "users": "bigint", "cohort": "first row", "period": "day", "timezone": null, "week_start": "monday", "rows_read": 4, "null_ts": 0, "infinite_ts": 0, "null_user": 0, "first": 789436800000000, "last": 789436800000000, "mask_bytes": 1, "windows": [[9137,4]], "ids": "AAAAAAAAAACvQu+ra7ncAueo7mpvX4k46dDX45NYaNg=", "active": "AQEBAQ=="}',
	'frozen: bigint users') FROM unnest('{1,0,-1,9223372036854775807}'::bigint[]) AS n;
SELECT is(cohort_retention(date '2025-01-06', u, 'week')::text,
	'{"retention_summary": 1, "users": "uuid", "cohort": "first row", "period": "week", "timezone": null, "week_start": "monday", "rows_read": 2, "null_ts": 0, "infinite_ts": 0, "null_user": 0, "first": 789436800000000, "last": 789436800000000, "mask_bytes": 1, "windows": [[1306,2]], "ids": "AAAAAAAAAAAAAAAAAAAAAJYGkq0u8ujpBpWEc2JRQI8=", "active": "AQE="}',
	'frozen: uuid users') FROM unnest('{00000000-0000-0000-0000-000000000000,0194c3a5-1b2c-7d3e-8f40-516273849506}'::uuid[]) AS u;
SELECT is(cohort_retention(timestamptz '2025-01-06 00:00+00', u, 'month', 'UTC', u = 'a')::text,
	'{"retention_summary": 1, "users": "text", "cohort": "starts", "period": "month", "timezone": "UTC", "week_start": "monday", "rows_read": 4, "null_ts": 0, "infinite_ts": 0, "null_user": 0, "first": 789436800000000, "last": 789436800000000, "mask_bytes": 1, "windows": [[300,4]], "ids": "V5eIulHF+BKty6MpAplACT4Fpi5WKBd2flQJykcQAJAKYI0E8+kKg5mYKXapdcW4oEBRp7Nvvc3dEooKSfWvbg==", "active": "AQEBAQ==", "starts": "AAEAAA=="}',
	'frozen: text users') FROM unnest('{"",a,größe,a text of more than sixteen bytes}'::text[]) AS u;

-- No rows, and rows that are left out.
SELECT agrees('no rows', 'bigint', 'week', 'UTC');
INSERT INTO oracle.usage VALUES (NULL, '1'), (NULL, '2'), ('infinity', '1'), ('-infinity', NULL);
SELECT agrees('no times', 'bigint', 'week', 'UTC');
INSERT INTO oracle.usage VALUES ('2025-03-03', NULL), ('2025-04-03', NULL);
SELECT agrees('no users', 'text', 'day', 'UTC', 1, true);
INSERT INTO oracle.usage VALUES ('2025-02-03', '7'), ('2025-02-03', '7');
SELECT agrees('one user', 'bigint', 'quarter', NULL);

-- A year of a few hundred users; all types, periods, zones, week starts.
INSERT INTO oracle.usage
SELECT timestamptz '2024-01-01' + random() * random() * interval '390 days', CASE WHEN random() < 0.97 THEN floor(random() * random() * 400 - 20)::text END,
	CASE WHEN random() < 0.9 THEN random() < 0.3 END
FROM generate_series(1, 1500);
SELECT agrees('a year', 'bigint', p, z, w, s) FROM (VALUES ('day', 'UTC', 1, false), ('day', 'Pacific/Auckland', 3, true), ('day', NULL, 0, false),
	('week', 'UTC', 1, false), ('week', 'America/St_Johns', 0, true), ('week', 'Asia/Kathmandu', 6, false), ('week', NULL, 2, false), ('week', NULL, 5, true),
	('month', 'UTC', 4, false), ('month', 'America/Sao_Paulo', 1, true), ('month', NULL, 1, false), ('quarter', 'Africa/Casablanca', 1, false), ('quarter', NULL, 1, true)) AS v (p, z, w, s);
SELECT agrees('a year', 'text', p, z, w, s) FROM (VALUES ('day', 'UTC', 1, true), ('day', 'America/New_York', 0, false), ('week', 'UTC', 0, true), ('week', NULL, 1, false), ('month', 'Asia/Tokyo', 1, false), ('quarter', NULL, 1, true)) AS v (p, z, w, s);
UPDATE oracle.usage SET who = md5(who)::uuid::text;
SELECT agrees('a year', 'uuid', p, z, w, s) FROM (VALUES ('day', 'UTC', 1, true), ('day', 'America/New_York', 0, false), ('week', 'UTC', 0, true), ('week', NULL, 1, false), ('month', 'Asia/Tokyo', 1, false), ('quarter', NULL, 1, true)) AS v (p, z, w, s);

-- Logs of n days, which one window holds up to 64; each with every position to a multiple of 64.
CREATE FUNCTION spans() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	wrong text := '';
	orders text[] := '{ts,ts DESC,random()}';
BEGIN
	FOR n IN 1..140 LOOP
		CONTINUE WHEN n > 10 AND n NOT BETWEEN 55 AND 75 AND n NOT BETWEEN 126 AND 131;
		TRUNCATE oracle.usage;
		-- some users each day; the ends are there
		INSERT INTO oracle.usage
		SELECT timestamptz '2024-01-01 12:00+00' + (n * 5 + d) * interval '1 day', u::text, u % 3 = 0
		FROM generate_series(0, n - 1) AS d, generate_series(1, 5) AS u WHERE d IN (0, n - 1) OR random() < 0.5;
		FOR o IN 1..3 LOOP
			IF aggregate('bigint', 'day', 'UTC', 1, n % 2 = 0, orders[o]) IS DISTINCT FROM oracle.summary('bigint', 'day', 'UTC', 1, n % 2 = 0) THEN
				wrong := wrong || format('%s days by %s; ', n, orders[o]);
			END IF;
		END LOOP;
		-- the same of so many users that there are tables
		INSERT INTO oracle.usage SELECT ts, (who::int + 5 * k)::text, starts FROM oracle.usage, generate_series(1, 40) AS k WHERE random() < 0.2 OR k = 1;
		FOR o IN 1..3 LOOP
			IF aggregate('bigint', 'day', 'UTC', 1, n % 2 = 0, orders[o]) IS DISTINCT FROM oracle.summary('bigint', 'day', 'UTC', 1, n % 2 = 0) THEN
				wrong := wrong || format('%s days of more users by %s; ', n, orders[o]);
			END IF;
		END LOOP;
	END LOOP;
	RETURN NEXT is(wrong, '', 'logs of 1 to 131 days');
END $$;
SELECT spans();

-- A window that moves to and fro before it no longer does: days -1, 1, -2, 2, ...
TRUNCATE oracle.usage;
CREATE FUNCTION to_and_fro(days int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	have text;
BEGIN
	TRUNCATE oracle.usage;
	-- each step holds more rows than a buffer does
	INSERT INTO oracle.usage
	SELECT timestamptz '2024-05-01 12:00+00' + CASE WHEN d % 2 = 0 THEN d / 2 ELSE -(d + 1) / 2 END * interval '1 day', (d * 3 + u % 61)::text, u % 7 = 0
	FROM generate_series(0, days - 1) AS d, generate_series(1, 130) AS u;
	SELECT cohort_retention(ts, who::bigint, 'day', 'UTC', starts)::text INTO have FROM oracle.usage;
	RETURN NEXT ok(have = oracle.summary('bigint', 'day', 'UTC', 1, true), 'to and fro over ' || days || ' days');
END $$;
SELECT to_and_fro(n) FROM unnest('{2,3,63,64,65,66,130}'::int[]) AS n;

-- Gaps of years, 3,000 daily periods, the ends of time.
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT timestamptz '1999-12-31 23:00+00' + (n % 7) * interval '1000 days' + random() * interval '2 days', (n % 90)::text, n % 5 = 0 FROM generate_series(1, 400) AS n;
SELECT agrees('gaps of years', u, p, 'UTC', 1, s) FROM (VALUES ('bigint', 'day', false), ('text', 'day', true), ('bigint', 'week', true), ('bigint', 'month', false), ('bigint', 'quarter', true)) AS v (u, p, s);
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT timestamptz '2015-03-01 00:00+00' + (n % 3000) * interval '1 day', (n % 23)::text, n % 11 = 0 FROM generate_series(1, 6000) AS n;
SELECT agrees('3,000 days', u, p, 'Asia/Kathmandu', 1, s) FROM (VALUES ('bigint', 'day', true), ('text', 'week', false)) AS v (u, p, s);
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT ts, n::text, n % 2 = 0 FROM unnest('{4713-01-01 BC,4713-01-02 BC,0044-03-15 BC,0001-12-31 BC,0001-01-01,1582-10-15,1999-12-31 23:59:59.999999,2000-01-01,294276-12-30 23:59:59.999999}'::timestamptz[]) AS ts, generate_series(1, 4) AS n;
SELECT agrees('the ends of time', 'bigint', p, z, w, s) FROM (VALUES ('day', 'UTC', 1, true), ('week', NULL, 0, false), ('week', 'UTC', 3, true), ('month', 'UTC', 1, false), ('month', NULL, 1, true), ('quarter', NULL, 1, false)) AS v (p, z, w, s);
SELECT cmp_ok((SELECT pg_column_size(cohort_retention(ts, 7, 'day')) FROM unnest('{4713-01-01 BC,294276-12-31}'::timestamptz[]) AS ts), '<', 200, 'cost no memory');
INSERT INTO oracle.usage SELECT ts, (who::int + 4 * k)::text, starts FROM oracle.usage, generate_series(1, 60) AS k;
SELECT agrees('the ends of time, more users', 'bigint', 'day', 'UTC', 1, true);

-- Where a group outgrows its flat state: so many users, each of one row, then each of rows in two windows.
CREATE FUNCTION growth(users text, starts bool, low int, high int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	wrong text := '';
BEGIN
	FOR n IN low..high LOOP
		FOR windows IN 1..2 LOOP
			TRUNCATE oracle.usage;
			INSERT INTO oracle.usage
			SELECT timestamptz '2024-01-01 12:00+00' + (u % 3 + 400 * w) * interval '1 day', CASE WHEN users = 'uuid' THEN md5(u::text)::uuid::text ELSE u::text END, u % 2 = 0
			FROM generate_series(1, n / windows) AS u, generate_series(0, windows - 1) AS w;
			IF aggregate(users, 'day', 'UTC', 1, starts, 'random()') IS DISTINCT FROM oracle.summary(users, 'day', 'UTC', 1, starts) THEN
				wrong := wrong || format('%s users of %s windows; ', n / windows, windows);
			END IF;
		END LOOP;
	END LOOP;
	RETURN NEXT is(wrong, '', format('groups of %s to %s %s users%s', low, high, users, CASE WHEN starts THEN ', starts' ELSE '' END));
END $$;
SELECT growth(u, s, low, high) FROM (VALUES ('bigint', false, 1, 12), ('bigint', false, 160, 175), ('bigint', true, 120, 130), ('uuid', false, 1, 9), ('uuid', false, 120, 130), ('text', true, 95, 105), ('text', false, 120, 130)) AS v (u, s, low, high);

-- Whether a group is small or large its text is the same: each user alone, merged, and all at once, at every size.
CREATE TABLE single AS SELECT n, timestamptz '2024-01-01' + n * n % 100 * interval '1 day' AS ts FROM generate_series(1, 400) AS n;
SELECT is_empty($$SELECT n FROM (SELECT n, cohort_retention(ts, n, 'day', 'UTC') OVER (ORDER BY n)::text AS s, rollup(one) OVER (ORDER BY n)::text AS r
	FROM (SELECT n, ts, cohort_retention(ts, n, 'day', 'UTC') AS one FROM single GROUP BY n, ts) AS x) AS w WHERE s IS DISTINCT FROM r$$, 'one by one: rows and summaries of a row');
SELECT is_empty($$SELECT n FROM (SELECT n, cohort_retention(ts, n::text, 'week', 'UTC', n % 3 = 0) OVER (ORDER BY n DESC)::text AS s, rollup(one) OVER (ORDER BY n DESC)::text AS r
	FROM (SELECT n, ts, cohort_retention(ts, n::text, 'week', 'UTC', n % 3 = 0) AS one FROM single GROUP BY n, ts) AS x) AS w WHERE s IS DISTINCT FROM r$$, 'the same of text users, with starts');

-- Users.
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT '2025-01-06', u FROM unnest('{0,1,-1,2147483648,-2147483649,9223372036854775807,-9223372036854775808,4294967296}'::text[]) AS u;
SELECT agrees('extreme', 'bigint', 'day', 'UTC');
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT '2025-01-06', u FROM unnest('{00000000-0000-0000-0000-000000000000,ffffffff-ffff-ffff-ffff-ffffffffffff,00000000-0000-0000-ffff-ffffffffffff,ffffffff-ffff-ffff-0000-000000000000,00000000-0000-0000-0000-000000000001,80000000-0000-0000-0000-000000000000}'::text[]) AS u;
SELECT agrees('extreme', 'uuid', 'day', 'UTC');
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT '2025-01-06', repeat('x', n) FROM generate_series(0, 40) AS n;
INSERT INTO oracle.usage SELECT '2025-01-06', repeat(E'\x01', n) FROM generate_series(0, 20) AS n;
INSERT INTO oracle.usage SELECT '2025-01-06', u FROM unnest(array[' ', 'A', 'a', 'a ', E'a\n', 'größe', U&'gro\0308\00dfe', '模型', '🤖', U&'\+10ffff', U&'\200b', 'NULL', '\', '"', '{}', '7', '07', '7.0', '-0']) AS u;
SELECT agrees('of all lengths, odd', 'text', 'day', 'UTC');
SELECT is((SELECT cohort_retention(ts, who, 'day', 'UTC')::text FROM oracle.usage), (SELECT cohort_retention(ts, who::varchar, 'day', 'UTC')::text FROM oracle.usage), 'varchar users are text users');
SELECT matches((SELECT cohort_retention(ts, who, 'day', 'UTC')::text FROM oracle.usage), format('"windows": \[\[9137,%s\]\]', (SELECT count(DISTINCT who COLLATE "C") FROM oracle.usage)), 'and no two of them are one');

-- Long texts, in the row, compressed, toasted.
CREATE TABLE long (n int, who text);
ALTER TABLE long ALTER who SET STORAGE extended;
INSERT INTO long SELECT n, repeat(chr(96 + n), 1000000) FROM generate_series(1, 4) AS n;
INSERT INTO long SELECT n, (SELECT string_agg(md5((n * i)::text), '') FROM generate_series(1, 31250) AS i) FROM generate_series(5, 8) AS n;
INSERT INTO long SELECT n, repeat('x', n * 400) FROM generate_series(9, 20) AS n;
INSERT INTO long SELECT 21, who || ' ' FROM long WHERE n = 1;
SELECT cmp_ok((SELECT count(*)::int FROM long WHERE pg_column_size(who) < length(who) / 2), '>', 4, 'some are compressed');
SELECT matches((SELECT cohort_retention(date '2025-01-06', who, 'day')::text FROM long), '"windows": \[\[9137,21\]\]', 'users of a megabyte are told apart by their last byte');
SELECT is((SELECT cohort_retention(date '2025-01-06', who, 'day')::text FROM long), (SELECT cohort_retention(date '2025-01-06', who || '', 'day')::text FROM long), 'stored or not');
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT '2025-01-06', who FROM long WHERE n BETWEEN 9 AND 20;
SELECT agrees('long', 'text', 'day', 'UTC');

-- Texts that look alike get numbers of their own.
SELECT matches((SELECT cohort_retention(date '2025-01-06', pre || n || post, 'day')::text FROM generate_series(1, 100000) AS n, (VALUES ('', ''), ('user-', ''), ('', '@example.com'), ('0000000000000000', '0000000000000000')) AS v (pre, post)),
	'"windows": \[\[9137,400000\]\]', '400,000 texts that look alike');
SELECT matches((SELECT cohort_retention(date '2025-01-06', ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'day')::text FROM generate_series(1, 100000) AS n), '"windows": \[\[9137,100000\]\]', 'as many uuids that differ in their low half');
SELECT matches((SELECT cohort_retention(date '2025-01-06', (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid, 'day')::text FROM generate_series(1, 100000) AS n), '"windows": \[\[9137,100000\]\]', 'or in their high half');

-- Rows that are in the log twice change nothing but their count.
TRUNCATE oracle.usage;
INSERT INTO oracle.usage SELECT timestamptz '2024-01-01' + random() * interval '100 days', floor(random() * 300)::text, random() < 0.1 FROM generate_series(1, 2000);
SELECT is(regexp_replace((SELECT cohort_retention(ts, who::bigint, 'day', 'UTC', starts)::text FROM (TABLE oracle.usage UNION ALL TABLE oracle.usage) AS u), '"rows_read": \d+', ''),
	regexp_replace((SELECT cohort_retention(ts, who::bigint, 'day', 'UTC', starts)::text FROM oracle.usage), '"rows_read": \d+', ''), 'rows that come twice');
SELECT is((SELECT cohort_retention(DISTINCT ts, who::bigint, 'day', 'UTC', starts)::text FROM (TABLE oracle.usage UNION ALL TABLE oracle.usage) AS u), oracle.summary('bigint', 'day', 'UTC', 1, true), 'DISTINCT');

SELECT * FROM finish();
ROLLBACK;

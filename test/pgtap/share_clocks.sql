-- Clocks and calendars: which week a row falls into.  Instants at minute
-- resolution around every change of a zone's clock, and a microsecond either
-- side of midnights, against date_trunc; week_of and weekly_share alike.
\ir lib/setup.sql
\ir lib/oracle.sql
SELECT plan(89);

-- Zones that change at midnight, twice over midnight (St_Johns until 2011),
-- by whole days (Apia), by odd offsets, against the season (Casablanca), never.
CREATE TABLE zone (name text PRIMARY KEY, low timestamptz, high timestamptz);
INSERT INTO zone VALUES
	('UTC', '2019-12-20', '2020-01-10'),
	('Pacific/Auckland', '2018-01-01', '2022-01-01'),
	('America/St_Johns', '2006-01-01', '2013-01-01'),
	('Asia/Kathmandu', '1985-12-01', '1986-02-01'),
	('America/Sao_Paulo', '2015-01-01', '2020-01-01'),
	('Africa/Casablanca', '2018-01-01', '2022-01-01'),
	('Pacific/Apia', '2010-01-01', '2013-01-01'),
	('America/New_York', '2022-01-01', '2026-01-01'),
	('Europe/Dublin', '1967-01-01', '1973-01-01'),
	('Africa/Cairo', '2008-01-01', '2015-01-01'),
	('Australia/Lord_Howe', '2018-01-01', '2021-01-01'),
	('America/Scoresbysund', '2022-01-01', '2025-06-01'),
	('Antarctica/Troll', '2018-01-01', '2020-01-01'),
	('Asia/Manila', '1844-12-01', '1845-02-01'),
	('America/Juneau', '1867-10-01', '1867-11-20'),
	('Asia/Gaza', '2010-01-01', '2013-01-01'),
	-- POSIX forms, one with a season of its own; far from today, where rules repeat
	('XYZ+3:30', '2020-01-01', '2020-02-01'),
	('NZST-12NZDT,M9.5.0,M4.1.0/3', '2018-01-01', '2021-01-01'),
	('America/Toronto', '2091-01-01', '2094-01-01');

CREATE TABLE instant (zone text, ts timestamptz);
WITH hourly AS (
	SELECT name, h, (h AT TIME ZONE name) - lag(h AT TIME ZONE name) OVER (PARTITION BY name ORDER BY h) AS step
	FROM zone, generate_series(low, high, interval '1 hour') AS h)
INSERT INTO instant
SELECT DISTINCT name, h + n * interval '1 minute' FROM hourly, generate_series(-14 * 60, 14 * 60) AS n
WHERE step <> '1 hour';
SELECT cmp_ok((SELECT count(DISTINCT zone)::int FROM instant), '>=', 15, 'zones whose clock changes were found')
UNION ALL SELECT cmp_ok((SELECT count(*)::int FROM instant), '>', 150000, 'and many minutes around them');
INSERT INTO instant
SELECT name, (d AT TIME ZONE name) + n * interval '1 microsecond'
FROM zone, generate_series(low::timestamp, high, interval '1 day') AS d, (VALUES (-1), (0), (1), (43200000000)) AS v (n);

SELECT is((SELECT count(*) FROM instant WHERE week_of(ts, zone, day) IS DISTINCT FROM oracle.week(ts, zone, n)), 0::bigint,
		  'week_of in every zone, weeks starting on ' || day)
FROM unnest('{sunday,monday,tuesday,wednesday,thursday,friday,saturday}'::text[]) WITH ORDINALITY AS v (day, m), LATERAL (SELECT m::int - 1) AS x (n);

-- The aggregate puts rows where week_of does; one summary for each zone.
SELECT is_empty(format($$
	SELECT week::text, amount FROM shares((SELECT weekly_share(ts, 'k', 1::bigint, %1$L, %2$L) FROM instant WHERE zone = %1$L)) WHERE amount <> 0
	EXCEPT SELECT oracle.week(ts, %1$L, %3$s)::text, count(*) FROM instant WHERE zone = %1$L GROUP BY 1$$, name, day, n),
	format('weekly_share in %s, weeks from %s', name, day))
FROM zone, (VALUES ('monday', 1), ('sunday', 0)) AS v (day, n);

-- Days seen: distinct local dates, also where midnight comes twice.
SELECT same_rows($$SELECT week, days_seen FROM shares((SELECT weekly_share(ts, 'k', 1::bigint, 'America/St_Johns', 'sunday') FROM instant WHERE zone = 'America/St_Johns'))$$,
	$$SELECT w::date, count(DISTINCT (ts AT TIME ZONE zone)::date)::smallint
		FROM generate_series((SELECT min(oracle.week(ts, zone, 0)) FROM instant WHERE zone = 'America/St_Johns')::timestamp,
			(SELECT max(oracle.week(ts, zone, 0)) FROM instant WHERE zone = 'America/St_Johns'), '7 days') AS w
		LEFT JOIN instant ON zone = 'America/St_Johns' AND oracle.week(ts, zone, 0) = w::date GROUP BY 1$$,
	'days_seen in America/St_Johns');

-- Every tenth zone the server knows, instants over 250 years.  Not those that have another name today: their
-- rules before 1970 may be others.  Some names (EET, WET) are zones to TimeZone but abbreviations of fixed
-- offsets to AT TIME ZONE, so the oracle cannot speak of them; nor of what stands for a machine's zone.
SELECT setseed(0.5);
CREATE FUNCTION weekly_share_in(zone text) RETURNS share_summary LANGUAGE sql AS $$ SELECT weekly_share(now(), 'k', 1::bigint, zone, NULL) $$;
CREATE TABLE far AS
SELECT name AS zone, timestamptz '1880-01-01' + random() * interval '91000 days' AS ts
FROM (SELECT name, row_number() OVER (ORDER BY name) AS r FROM pg_timezone_names
	WHERE name NOT IN ('localtime', 'posixrules') AND name NOT IN (SELECT abbrev FROM pg_timezone_abbrevs) AND name = (SELECT timezone FROM summary_info(weekly_share_in(name)))) AS z, generate_series(1, 300) WHERE r % 10 = 0;
SELECT is((SELECT count(*) FROM far WHERE week_of(ts, zone, 'monday') IS DISTINCT FROM oracle.week(ts, zone, 1)), 0::bigint,
		  'week_of at random instants of many zones');

-- The settings.
SET LOCAL modelshare.timezone = 'Pacific/Auckland';
SET LOCAL modelshare.week_start = 'sunday';
SELECT is(week_of(timestamptz '2025-02-22 11:30+00'), date '2025-02-23', 'modelshare.timezone and week_start rule');
SET LOCAL modelshare.timezone = '';
SELECT is(week_of(timestamptz '2025-02-22 11:30+00'), date '2025-02-16', 'an empty modelshare.timezone is the session''s zone');
SET LOCAL TimeZone = 'Pacific/Auckland';
SELECT is(week_of(timestamptz '2025-02-22 11:30+00'), date '2025-02-23', 'and follows it');
SELECT is((SELECT min(week) FROM shares((SELECT weekly_share(timestamptz '2025-02-22 11:30+00', 'k')))), date '2025-02-23', 'in the aggregate too');
SELECT is((SELECT timezone || ' ' || week_start FROM summary_info((SELECT weekly_share(timestamptz '2025-02-22 11:30+00', 'k')))),
		  'Pacific/Auckland sunday', 'which keeps both');
SELECT is((SELECT timezone || ' ' || week_start FROM summary_info((SELECT weekly_share(timestamptz '2025-02-22 11:30+00', 'k', 1::bigint, 'UTC', NULL)))),
		  'UTC sunday', 'a NULL argument means the setting');
SET LOCAL TimeZone = 'UTC';
SET LOCAL modelshare.week_start = 'monday';
SELECT is(sqlstate_of($$SET LOCAL modelshare.timezone = 'Mars/Olympus'$$), '22023', 'an unknown zone is refused as setting');
SELECT is(sqlstate_of($$SET LOCAL modelshare.week_start = 'someday'$$), '22023', 'an unknown day is refused as setting');
SELECT is(sqlstate_of($$SELECT week_of(now(), 'Mars/Olympus')$$), '22023', 'and as argument: zone');
SELECT is(sqlstate_of($$SELECT week_of(now(), 'UTC', 'someday')$$), '22023', 'day');
SELECT is(sqlstate_of($$SELECT weekly_share(now(), 'k', 1::bigint, 'Mars/Olympus', NULL)$$), '22023', 'zone of the aggregate');
SELECT is(sqlstate_of($$SELECT weekly_share(now(), 'k', 1::bigint, 'UTC', 'someday')$$), '22023', 'day of the aggregate');
SELECT is(sqlstate_of($$SELECT weekly_share(now(), 'k', 1::bigint, z, NULL) FROM (VALUES ('UTC'), ('Asia/Kathmandu')) AS v (z)$$), '22023',
		  'a zone that changes from row to row is an error');
SELECT results_eq($$SELECT p.provolatile::text, p.proargtypes::regtype[]::text FROM pg_proc p WHERE proname = 'week_of' AND pronargs = 3 AND prosrc <> 'ms_zone_on_face_value'$$,
				  $$VALUES ('i', '[0:2]={"timestamp with time zone",text,text}')$$, 'week_of that is told all is immutable');
SELECT is((SELECT provolatile::text FROM pg_proc WHERE oid = 'week_of(timestamptz)'::regprocedure), 's', 'week_of that reads the settings is stable');

-- Face value: no zone enters.
CREATE TABLE face AS
SELECT timestamp '2024-12-23' + n * interval '37 minutes' AS t, (timestamp '2024-12-23' + n * interval '37 minutes')::date AS d,
	'm' || n % 3 AS k, n::bigint AS a FROM generate_series(0, 2500) AS n;
CREATE FUNCTION face_value(zone text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('TimeZone', zone, true), set_config('modelshare.timezone', zone, true);
	RETURN NEXT is((SELECT count(*) FROM face WHERE week_of(t) <> date_trunc('week', t)::date OR week_of(d) <> date_trunc('week', t)::date
		OR week_of(t, 'sunday') <> date_trunc('week', t + interval '1 day')::date - 1 OR week_of(d, 'sunday') <> week_of(t, 'sunday')), 0::bigint, 'face value: week_of in ' || zone);
	RETURN NEXT is((SELECT string_agg(x::text, ' ' ORDER BY x) FROM shares((SELECT weekly_share(t, k, a) FROM face), as_of => 'infinity', since => '-infinity') AS x),
		(SELECT string_agg(x::text, ' ' ORDER BY x) FROM shares((SELECT weekly_share(t AT TIME ZONE 'UTC', k, a, 'UTC', 'monday') FROM face), as_of => 'infinity', since => '-infinity') AS x),
		'face value: weekly_share of timestamp in ' || zone);
	RETURN NEXT is((SELECT string_agg(x::text, ' ' ORDER BY x) FROM shares((SELECT weekly_share(d, k, a) FROM face)) AS x),
		(SELECT string_agg(x::text, ' ' ORDER BY x) FROM shares((SELECT weekly_share(t, k, a) FROM face)) AS x),
		'face value: weekly_share of date in ' || zone);
	RETURN NEXT is((SELECT first_seen(weekly_share(t, k)) FROM face), timestamp '2024-12-23 00:00' AT TIME ZONE zone, 'face value: first_seen is local midnight in ' || zone);
	RETURN NEXT is((SELECT timezone FROM summary_info((SELECT weekly_share(d, k) FROM face))), NULL, 'face value: no zone is kept in ' || zone);
	PERFORM set_config('TimeZone', 'UTC', true), set_config('modelshare.timezone', 'UTC', true);
END $$;
SELECT face_value(z) FROM unnest('{UTC,Pacific/Auckland,America/St_Johns}'::text[]) AS z;

-- BC, infinity.
CREATE TABLE old AS SELECT timestamptz '4713-11-25 00:00+00 BC' + n * interval '13 days 5 hours' AS ts FROM generate_series(0, 130000) AS n;
SELECT is((SELECT count(*) FROM old WHERE week_of(ts, 'UTC', 'monday') <> oracle.week(ts, 'UTC', 1)
		   OR week_of(ts, 'Asia/Kathmandu', 'sunday') <> oracle.week(ts, 'Asia/Kathmandu', 0)
		   OR week_of(ts, 'America/New_York', 'monday') <> oracle.week(ts, 'America/New_York', 1)), 0::bigint, 'years BC and early AD');
SELECT same_rows($$SELECT rows_read, null_ts, infinite_ts, weeks::int FROM summary_info((SELECT weekly_share(ts, 'k', 1::bigint, 'UTC', 'monday')
	FROM unnest('{infinity,-infinity,NULL,infinity,2025-01-01,2025-01-09}'::timestamptz[]) AS ts))$$, 'VALUES (6::bigint, 1::bigint, 3::bigint, 2)',
	'infinite and NULL instants are left out and counted');
SELECT same_rows($$SELECT infinite_ts, weeks::int FROM summary_info((SELECT weekly_share(ts, 'k')
	FROM unnest('{infinity,-infinity,NULL,infinity,2025-01-01,2025-01-09}'::date[]) AS ts))$$, 'VALUES (3::bigint, 2)', 'dates alike');

-- The ends of time.
SELECT same_rows(format($$SELECT rows_read, weeks::int, cells::int FROM summary_info((SELECT weekly_share(ts, 'k') FROM unnest('{4713-01-01 BC,294276-12-31,2025-01-01}'::%s[]) AS ts))$$, t),
	'VALUES (3::bigint, 3, 3)', '4713 BC beside AD 294276: ' || t) FROM unnest('{timestamptz,timestamp,date}'::text[]) AS t;
SELECT cmp_ok((SELECT pg_column_size(weekly_share(ts, 'k')) FROM unnest('{4713-01-01 BC,294276-12-31}'::timestamptz[]) AS ts), '<', 1000, 'cost no memory');
SELECT is((SELECT sqlstate_of($q$SELECT count(*) FROM shares((SELECT weekly_share(ts, 'k') FROM unnest('{4713-01-01 BC,294276-12-31}'::timestamptz[]) AS ts))$q$)),
	'54000', 'but have too many weeks to show');
SELECT matches(message_of($q$SELECT count(*) FROM shares((SELECT weekly_share(ts, 'k') FROM unnest('{4713-01-01 BC,294276-12-31}'::timestamptz[]) AS ts))$q$),
	to_char(date_trunc('week', timestamp '4713-01-01 BC'), 'YYYY-MM-DD') || '.*294276-12-', 'the error names the first and the last week');
SELECT same_rows($$SELECT key, amount, share FROM pooled_shares((SELECT weekly_share(ts, 'k' || n, n) FROM unnest('{4713-01-01 BC,294276-12-31}'::timestamptz[]) WITH ORDINALITY AS v (ts, n)))$$,
	$$VALUES ('k1', 1::numeric, 1 / 3::float8), ('k2', 2, 2 / 3::float8)$$, 'accessors that are not dense read them');

SELECT * FROM finish();
ROLLBACK;

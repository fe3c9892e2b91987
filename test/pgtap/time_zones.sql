-- A zone is called by its name of today; a summary is read and merged without the zone; what needs it says so;
-- with_timezone() gives a summary another name of its zone.
\ir lib/setup.sql
SELECT plan(142);

-- A log of three weeks, and what the three kinds of summaries keep of it.
CREATE TABLE log AS SELECT timestamptz '2025-01-05 16:00+00' + n * interval '3 hours' AS ts, 'k' || n % 3 AS key, (n % 7)::bigint AS who, 1 + n % 5 AS amount FROM generate_series(0, 160) AS n;
CREATE FUNCTION share_in(zone text) RETURNS share_summary LANGUAGE sql AS $$ SELECT weekly_share(ts, key, amount::bigint, zone, 'monday') FROM log $$;
CREATE FUNCTION retention_in(zone text) RETURNS retention_summary LANGUAGE sql AS $$ SELECT cohort_retention(ts, who, 'day', zone) FROM log $$;
CREATE FUNCTION elasticity_in(zone text) RETURNS elasticity_summary LANGUAGE sql AS $$ SELECT usage_elasticity(ts, key, amount, amount * 0.5, 'week', zone) FROM log $$;
CREATE FUNCTION zone_of(s share_summary) RETURNS text LANGUAGE sql RETURN (SELECT timezone FROM summary_info(s));
-- A summary of no rows in a zone that nobody looks up.
CREATE FUNCTION written_in(zone text) RETURNS share_summary LANGUAGE sql AS $$
	SELECT format('{"share_summary": 1, "measure": "rows", "period": "week", "timezone": %s, "week_start": "monday", "rows_read": 1, "null_ts": 1, "infinite_ts": 0, "null_amount": 0, "nonfinite_amount": 0, "negative_amounts": 0, "first": 9223372036854775807, "last": -9223372036854775808, "keys": [], "cells": []}', to_json(zone))::share_summary $$;

-- Older names.
CREATE TABLE older AS SELECT split_part(pair, '=', 1) AS name, split_part(pair, '=', 2) AS today FROM regexp_split_to_table(btrim('
	Africa/Asmera=Africa/Asmara America/Argentina/ComodRivadavia=America/Argentina/Catamarca America/Buenos_Aires=America/Argentina/Buenos_Aires America/Catamarca=America/Argentina/Catamarca
	America/Cordoba=America/Argentina/Cordoba America/Fort_Wayne=America/Indiana/Indianapolis America/Godthab=America/Nuuk America/Indianapolis=America/Indiana/Indianapolis
	America/Jujuy=America/Argentina/Jujuy America/Knox_IN=America/Indiana/Knox America/Louisville=America/Kentucky/Louisville America/Mendoza=America/Argentina/Mendoza
	America/Porto_Acre=America/Rio_Branco America/Rosario=America/Argentina/Cordoba America/Virgin=America/St_Thomas Antarctica/South_Pole=Antarctica/McMurdo Asia/Ashkhabad=Asia/Ashgabat
	Asia/Calcutta=Asia/Kolkata Asia/Chungking=Asia/Shanghai Asia/Dacca=Asia/Dhaka Asia/Istanbul=Europe/Istanbul Asia/Katmandu=Asia/Kathmandu Asia/Macao=Asia/Macau Asia/Rangoon=Asia/Yangon
	Asia/Saigon=Asia/Ho_Chi_Minh Asia/Thimbu=Asia/Thimphu Asia/Ujung_Pandang=Asia/Makassar Asia/Ulan_Bator=Asia/Ulaanbaatar Atlantic/Faeroe=Atlantic/Faroe Australia/ACT=Australia/Sydney
	Australia/LHI=Australia/Lord_Howe Australia/North=Australia/Darwin Australia/NSW=Australia/Sydney Australia/Queensland=Australia/Brisbane Australia/South=Australia/Adelaide
	Australia/Tasmania=Australia/Hobart Australia/Victoria=Australia/Melbourne Australia/West=Australia/Perth Australia/Yancowinna=Australia/Broken_Hill Brazil/Acre=America/Rio_Branco
	Brazil/DeNoronha=America/Noronha Brazil/East=America/Sao_Paulo Brazil/West=America/Manaus Canada/Atlantic=America/Halifax Canada/Central=America/Winnipeg Canada/Eastern=America/Toronto
	Canada/Mountain=America/Edmonton Canada/Newfoundland=America/St_Johns Canada/Pacific=America/Vancouver Canada/Saskatchewan=America/Regina Canada/Yukon=America/Whitehorse CET=Europe/Brussels
	Chile/Continental=America/Santiago Chile/EasterIsland=Pacific/Easter CST6CDT=America/Chicago Cuba=America/Havana Egypt=Africa/Cairo Eire=Europe/Dublin EST=America/Panama EST5EDT=America/New_York
	Etc/GMT=GMT Etc/GMT+0=GMT Etc/GMT-0=GMT Etc/GMT0=GMT Etc/Greenwich=GMT Etc/UCT=UTC Etc/Universal=UTC Etc/UTC=UTC Etc/Zulu=UTC Europe/Kiev=Europe/Kyiv Europe/Nicosia=Asia/Nicosia GB=Europe/London
	GB-Eire=Europe/London GMT+0=GMT GMT-0=GMT GMT0=GMT Greenwich=GMT Hongkong=Asia/Hong_Kong HST=Pacific/Honolulu Iceland=Atlantic/Reykjavik Iran=Asia/Tehran Israel=Asia/Jerusalem Jamaica=America/Jamaica
	Japan=Asia/Tokyo Kwajalein=Pacific/Kwajalein Libya=Africa/Tripoli MET=Europe/Brussels Mexico/BajaNorte=America/Tijuana Mexico/BajaSur=America/Mazatlan Mexico/General=America/Mexico_City
	MST=America/Phoenix MST7MDT=America/Denver Navajo=America/Denver NZ=Pacific/Auckland NZ-CHAT=Pacific/Chatham Pacific/Enderbury=Pacific/Kanton Pacific/Ponape=Pacific/Pohnpei
	Pacific/Samoa=Pacific/Pago_Pago Pacific/Truk=Pacific/Chuuk Poland=Europe/Warsaw Portugal=Europe/Lisbon PRC=Asia/Shanghai PST8PDT=America/Los_Angeles ROC=Asia/Taipei ROK=Asia/Seoul
	Singapore=Asia/Singapore Turkey=Europe/Istanbul UCT=UTC Universal=UTC US/Alaska=America/Anchorage US/Aleutian=America/Adak US/Arizona=America/Phoenix US/Central=America/Chicago
	US/East-Indiana=America/Indiana/Indianapolis US/Eastern=America/New_York US/Hawaii=Pacific/Honolulu US/Indiana-Starke=America/Indiana/Knox US/Michigan=America/Detroit US/Mountain=America/Denver
	US/Pacific=America/Los_Angeles US/Samoa=Pacific/Pago_Pago W-SU=Europe/Moscow Zulu=UTC', E' \n\t'), '\s+') AS pair;
SELECT is_empty('SELECT * FROM older WHERE zone_of(written_in(name)) <> today OR zone_of(written_in(today)) <> today', 'each older name that is read becomes the name of today, which is the last');
SELECT is_empty('SELECT * FROM older WHERE zone_of(written_in(upper(name))) <> today OR zone_of(written_in(lower(name))) <> today OR zone_of(written_in(''posix/'' || name)) <> today', 'in any case, and in posix/');
SELECT is_empty('SELECT * FROM older WHERE zone_of(share_in(name)) <> today', 'each is known as an argument, whatever tzdata this machine has');
SELECT is((SELECT count(*)::int FROM older), 123, 'which are many');
SELECT is_empty('SELECT o.name FROM older JOIN older AS o ON older.today = o.name', 'none of today''s names is an older one');
SELECT is_empty($$SELECT zone FROM unnest('{Asia/Choibalsan,EET,WET,Europe/Uzhgorod,Europe/Zaporozhye,Europe/Oslo,Europe/Berlin,Europe/Copenhagen,Africa/Nairobi,Africa/Addis_Ababa,GMT,UTC,Asia/Tel_Aviv}'::text[]) AS zone WHERE zone_of(written_in(zone)) <> zone$$, 'other places, and names about whose rules releases differ, are zones of their own');
SELECT is_empty($$SELECT name FROM pg_timezone_names WHERE name NOT IN ('localtime', 'posixrules', 'Factory') AND NOT name LIKE 'posix/%' AND zone_of(written_in(upper(name))) NOT IN (name, (SELECT today FROM older WHERE older.name = pg_timezone_names.name))
	AND zone_of(written_in(upper(name))) <> upper(name)$$, 'case is folded to the spelling that the server has');
SELECT cmp_ok((SELECT count(*) FROM pg_timezone_names WHERE name NOT IN ('localtime', 'posixrules', 'Factory') AND NOT name LIKE 'posix/%' AND name <> upper(name) AND zone_of(written_in(upper(name))) = upper(name)), '<=', 5::bigint, 'of nearly all names');

-- Where the server knows both, they have the same offsets at noon of each day from 1970 on.
CREATE FUNCTION offsets(zone text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('TimeZone', zone, true);
	RETURN (SELECT md5(string_agg(extract(timezone FROM ts)::text, ',' ORDER BY ts)) FROM generate_series(timestamptz '1970-01-01 12:00+00', '2037-12-31 12:00+00', '86400 seconds') AS ts);
END $$;
CREATE TABLE names AS SELECT name, offsets(name) FROM pg_timezone_names WHERE name IN (SELECT name FROM older UNION SELECT today FROM older);
SET LOCAL TimeZone = 'UTC';
SELECT is_empty('SELECT older.* FROM older JOIN names AS a USING (name) JOIN names AS b ON b.name = today WHERE a.offsets <> b.offsets', 'older names have the rules of the name of today');

-- One zone under two names.
SELECT is((share_in(a) || share_in(b))::text, (share_in(b) || share_in(a))::text, format('%s || %s', a, b)) FROM (VALUES ('UTC', 'Etc/UTC'), ('Zulu', 'uct'), ('US/Eastern', 'America/New_York'), ('Europe/Kiev', 'europe/kyiv'), ('GB', 'Europe/London')) AS v (a, b);
SELECT is((SELECT rollup(s)::text FROM unnest(array[share_in('Japan'), share_in('Asia/Tokyo')]) AS s), (SELECT rollup(s)::text FROM unnest(array[share_in('Asia/Tokyo'), share_in('Asia/Tokyo')]) AS s), 'rollup of shares');
SELECT is((retention_in('Asia/Calcutta') || retention_in('Asia/Kolkata'))::text, (retention_in('Asia/Kolkata') || retention_in('Asia/Calcutta'))::text, 'retention summaries');
SELECT is((elasticity_in('Asia/Saigon') || elasticity_in('Asia/Ho_Chi_Minh'))::text, (elasticity_in('Asia/Ho_Chi_Minh') || elasticity_in('Asia/Saigon'))::text, 'elasticity summaries');
SELECT is(sqlstate_of($$SELECT share_in('UTC') || share_in('GMT')$$), '22023', 'GMT is not a name of UTC');
SELECT is((SELECT count(DISTINCT week_start) FROM summary_info((SELECT weekly_share(ts, key, 1::bigint, CASE WHEN who < 4 THEN 'US/Pacific' ELSE 'America/Los_Angeles' END, NULL) FROM log))), 1::bigint, 'another name in another row is no change of the argument');
SELECT is((SELECT cohort_retention(ts, who, 'day', CASE WHEN who < 4 THEN 'Japan' ELSE 'Asia/Tokyo' END)::text FROM log), retention_in('Asia/Tokyo')::text, 'of cohort_retention');
SET LOCAL modelshare.timezone = '';
SET LOCAL TimeZone = 'Asia/Tokyo';
SELECT is((SELECT weekly_share(ts, key, amount::bigint)::text FROM log), share_in('Asia/Tokyo')::text, 'the session''s zone where the setting asks for it');
SET LOCAL TimeZone = 'Etc/UTC';
SELECT is((SELECT weekly_share(ts, key, amount::bigint)::text FROM log), share_in('UTC')::text, 'by its name of today');
SET LOCAL TimeZone = 'Pacific/Auckland';
RESET modelshare.timezone;
SELECT is((SELECT weekly_share(ts, key, amount::bigint)::text FROM log), share_in('UTC')::text, 'by itself the setting is UTC, whatever the session''s zone');
SELECT is((SELECT cohort_retention(ts, who, 'day')::text FROM log), retention_in('UTC')::text, 'for cohort_retention');
SELECT is((SELECT usage_elasticity(ts, key, amount, amount * 0.5, 'week')::text FROM log), elasticity_in('UTC')::text, 'for usage_elasticity');
SET LOCAL TimeZone = 'UTC';

-- A zone that no server knows: what a dump from elsewhere may hold.
CREATE TABLE here AS SELECT share_in('Asia/Tokyo') AS s, retention_in('Asia/Tokyo') AS r, elasticity_in('Asia/Tokyo') AS e;
CREATE TABLE mars AS SELECT replace(s::text, 'Asia/Tokyo', 'Mars/Olympus')::share_summary AS s, replace(r::text, 'Asia/Tokyo', 'Mars/Olympus')::retention_summary AS r, replace(e::text, 'Asia/Tokyo', 'Mars/Olympus')::elasticity_summary AS e FROM here;
CREATE FUNCTION at_home(anyelement) RETURNS text LANGUAGE sql AS $$ SELECT replace($1::text, 'Mars/Olympus', 'Asia/Tokyo') $$;
-- Answers with the zone known and unknown.
CREATE FUNCTION alike_on_mars(call text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	mars text;
	here text;
BEGIN
	EXECUTE format('SELECT string_agg(x::text, E''\n'' ORDER BY x::text) FROM here, %s AS x', call) INTO here;
	EXECUTE format('SELECT string_agg(x::text, E''\n'' ORDER BY x::text) FROM mars, %s AS x', call) INTO mars;
	-- all but the name, and the bytes that it takes
	RETURN NEXT is(regexp_replace(mars, 'Mars/Olympus,(.*),\d+\)$', 'Asia/Tokyo,\1)'), CASE WHEN call LIKE 'summary_info%' THEN regexp_replace(here, ',\d+\)$', ')') ELSE here END, 'no zone is needed: ' || call);
END $$;
SELECT alike_on_mars(call) FROM unnest(array['shares(s)', 'shares(s, as_of => ''infinity'', since => ''-infinity'')', 'shares(s, top => 1)', 'pooled_shares(s)', 'share_changes(s)', 'peaks(s)', 'adoption(s)', 'concentration(s)', 'compare_shares(s, ''k1'', ''k2'')', 'event_study(s, ''k1'', ''2025-01-15'')',
	'summary_info(s)', 'summary_info(r)', 'summary_info(e)', 'estimates(e)', 'estimate(e)', 'jevons(e)', 'predict(e, 2)', 'LATERAL (SELECT e::float8 AS slope)']) AS call;
SELECT is(at_home(x.have), at_home(x.want), what) FROM mars, here, LATERAL (VALUES
	((mars.s || mars.s)::text, (here.s || here.s)::text, 's || s'), ((mars.r || mars.r)::text, (here.r || here.r)::text, 'r || r'), ((mars.e || mars.e)::text, (here.e || here.e)::text, 'e || e'),
	((SELECT rollup(t.s)::text FROM (VALUES (mars.s), (mars.s), (mars.s)) AS t (s)), (SELECT rollup(t.s)::text FROM (VALUES (here.s), (here.s), (here.s)) AS t (s)), 'rollup of shares'),
	((SELECT rollup(t.r)::text FROM (VALUES (mars.r), (mars.r)) AS t (r)), (SELECT rollup(t.r)::text FROM (VALUES (here.r), (here.r)) AS t (r)), 'rollup of users'), ((SELECT rollup(t.e)::text FROM (VALUES (mars.e)) AS t (e)), here.e::text, 'rollup of elasticity')) AS x (have, want, what);
-- Groups that grow beyond the small form keep the name of their zone as long as they live.
SET LOCAL enable_sort = off;
CREATE TABLE days_of_moons AS SELECT m, n, replace(weekly_share(ts, key || n % 30 || '-' || m, 1::bigint, 'Asia/Tokyo', 'monday')::text, 'Asia/Tokyo', 'Mars/Moon-' || repeat('x', m) || m)::share_summary AS s,
	replace(cohort_retention(ts, who * 1000 + n, 'day', 'Asia/Tokyo')::text, 'Asia/Tokyo', 'Mars/Moon-' || repeat('x', m) || m)::retention_summary AS r, replace(usage_elasticity(ts, key || n, amount, 1, 'week', 'Asia/Tokyo')::text, 'Asia/Tokyo', 'Mars/Moon-' || repeat('x', m) || m)::elasticity_summary AS e
	FROM log, generate_series(1, 60) AS n, generate_series(1, 3) AS m GROUP BY n, m;
SELECT is((SELECT string_agg(concat_ws(' ', z.timezone, z.rows_read, u.timezone, u.rows_read, v.timezone, v.rows_read), ',' ORDER BY m) FROM (SELECT m, rollup(s) AS s, rollup(r) AS r, rollup(e) AS e FROM (SELECT * FROM days_of_moons ORDER BY n, m OFFSET 0) AS x GROUP BY m) AS y, summary_info(s) AS z, summary_info(r) AS u, summary_info(e) AS v),
	(SELECT string_agg(format('%1$s 9660 %1$s 9660 %1$s 9660', 'Mars/Moon-' || repeat('x', m) || m), ',' ORDER BY m) FROM generate_series(1, 3) AS m), 'large groups of several zones');
RESET enable_sort;
SELECT throws_matching(format('SELECT %s FROM mars', call), 'time zone "Mars/Olympus" of a summary is not known to this server', 'the zone is needed: ' || call)
FROM unnest(array['first_seen(s)', 'last_seen(s)', 'first_seen(r)', 'last_seen(r)', 'first_seen(e)', 'last_seen(e)', 'shares(s, as_of => ''2025-01-20'')', 'adoption(s, since => ''2025-01-20'')', 'retention(r, ''2025-01-20'')', 'lifecycle(r, ''2025-01-20'')', 'survival(r, ''2025-01-20'')', 'cell_users(r, ''2025-01-06'', 0, ''2025-01-20'')']) AS call;
SELECT is(message_of('SELECT last_seen(s) FROM mars'), 'time zone "Mars/Olympus" of a summary is not known to this server | Without it the server cannot tell when its days start and end. | Install the zone (Debian has older names in the package tzdata-legacy), or name it as this server does: with_timezone(summary, ''Area/City'').', 'and what can be done is said');
SELECT is(sqlstate_of('SELECT shares(replace(weekly_share(now(), ''k'')::text, ''"UTC"'', ''"Mars/Olympus"'')::share_summary)'), '22023', 'is today''s last row of a running day? That needs the zone');
SELECT is(sqlstate_of('SELECT mars.s || here.s FROM mars, here'), '22023', 'unlike zones do not merge');
SELECT is(sqlstate_of($$SELECT written_in('Mars/Olympus') || written_in('Mars/Tharsis')$$), '22023', 'of neither of which more is known');

-- Names that are made up leave nothing behind in the session.
CREATE FUNCTION kept_bytes() RETURNS bigint LANGUAGE sql AS $$ SELECT used_bytes FROM pg_backend_memory_contexts WHERE name = 'TopMemoryContext' $$;
SELECT kept_bytes() AS before FROM (SELECT count(written_in('Mars/' || n)) FROM generate_series(1, 10) AS n) AS x \gset
SELECT is((SELECT count(DISTINCT zone_of(written_in('Mars/' || n) || written_in('Mars/' || n))) FROM generate_series(1, 20000) AS n), 20000::bigint, 'many zones that nobody knows');
SELECT cmp_ok(kept_bytes() - :before, '<', 200000::bigint, 'take no memory of the session');

-- A state from elsewhere, whose rows cannot be read on.
DO $$ BEGIN
	EXECUTE format('CREATE AGGREGATE martian_share(timestamptz, text, bigint) (SFUNC = weekly_share_transition, STYPE = share_summary, FINALFUNC = share_summary_final, INITCOND = %L)', (SELECT s::text FROM mars));
	EXECUTE format('CREATE AGGREGATE martian_cohorts(timestamptz, bigint, text) (SFUNC = cohort_retention_transition, STYPE = retention_summary, FINALFUNC = retention_summary_final, INITCOND = %L)', (SELECT r::text FROM mars));
END $$;
SELECT matches(message_of('SELECT martian_share(ts, key, 1) FROM log'), '^time zone "Mars/Olympus" of a summary is not known|^cannot merge', 'rows are not added to a summary of an unknown zone: shares');
SELECT matches(message_of('SELECT martian_cohorts(ts, who, ''day'') FROM log'), '^time zone "Mars/Olympus" of a summary is not known|^cannot merge', 'users');

-- Binary form; names that no zone can have.
CREATE TABLE binary_form AS SELECT share_summary_send(s) AS s, retention_summary_send(r) AS r, elasticity_summary_send(e) AS e FROM mars;
SELECT is(encode(overlay(s PLACING '\x41'::bytea FROM position('Mars'::bytea IN s)), 'hex') <> encode(s, 'hex'), true, 'the name stands in the binary form') FROM binary_form;
SELECT matches(message_of(format('SELECT written_in(%L)', name)), 'invalid input syntax for type share_summary \| Expected name of a time zone', 'no name of a zone: ' || left(name, 20)) FROM unnest(array['', 'Mars/Ölympus', E'Mars\x01Olympus', E'Mars\tOlympus', E'\x7F', repeat('x', 256)]) AS name;
SELECT is(zone_of(written_in(name)), name, 'a name for all that is known: ' || left(name, 20)) FROM unnest(array['Mars/Ol"ym\pus', repeat('x', 255), '<+0330>-3:30', 'right/UTC', 'Mars Olympus']) AS name;
SELECT is(written_in(repeat('"', 255))::text::share_summary::text, written_in(repeat('"', 255))::text, 'also when each character of it is escaped');
-- the zone of a session may be spelled with bytes that no summary can keep
SET LOCAL modelshare.timezone = '';
SET LOCAL TimeZone = '<é>-5';
SELECT is(message_of('SELECT weekly_share(now(), ''k'')'), 'time zone "<é>-5" of the setting TimeZone not recognized | The view pg_timezone_names lists the names.', 'a zone whose name could not be read back is refused when it is used');
SET LOCAL TimeZone = '<+05>-5';
SELECT is(zone_of(weekly_share(now(), 'k')::text::share_summary), '<+05>-5', 'POSIX zones are kept as they are');
SET LOCAL TimeZone = 'UTC';
RESET modelshare.timezone;

-- with_timezone().
SELECT is(array[with_timezone(mars.s, 'Asia/Tokyo')::text, with_timezone(mars.r, 'Japan')::text, with_timezone(mars.e, 'asia/tokyo')::text], array[here.s::text, here.r::text, here.e::text], 'the caller''s word is taken for a zone that is not known') FROM mars, here;
SELECT is(array[share_summary_send(with_timezone(mars.s, 'Asia/Tokyo')), retention_summary_send(with_timezone(mars.r, 'Japan')), elasticity_summary_send(with_timezone(mars.e, 'asia/tokyo'))], array[share_summary_send(here.s), retention_summary_send(here.r), elasticity_summary_send(here.e)], 'to the byte') FROM mars, here;
SELECT is((SELECT bytes FROM summary_info(with_timezone(mars.r, 'Asia/Tokyo'))), (SELECT bytes FROM summary_info(here.r)), 'no longer than it need be') FROM mars, here;
SELECT is(with_timezone(s, 'Asia/Seoul')::text, share_in('Asia/Seoul')::text, 'another place with the same days: shares') FROM here;
SELECT is(with_timezone(r, 'Asia/Seoul')::text, retention_in('Asia/Seoul')::text, 'users') FROM here;
SELECT is(with_timezone(e, 'Asia/Seoul')::text, elasticity_in('Asia/Seoul')::text, 'elasticity') FROM here;
SELECT is((with_timezone(share_in('GMT'), 'UTC') || share_in('UTC'))::text, (share_in('UTC') || share_in('UTC'))::text, 'so GMT is merged with UTC');
SELECT is(with_timezone(s, 'Asia/Tokyo')::text, s::text, 'its own name') FROM here;
SELECT is(message_of(format('SELECT with_timezone(%s_in(%L), %L)', kind, old, new)), format('time zone "%s" does not have the same days as "%s", in which the summary was built | The first day that differs is %s.', new, old, day), format('%s: %s is not %s', kind, new, old))
FROM (VALUES ('share', 'Asia/Tokyo', 'UTC', '2025-01-06'), ('retention', 'Asia/Tokyo', 'Asia/Shanghai', '2025-01-06'), ('elasticity', 'UTC', 'Asia/Tokyo', '2025-01-05'), ('share', 'Europe/London', 'Europe/Paris', '2025-01-05')) AS v (kind, old, new, day);
-- zones whose days are the same in winter only; those that part in the middle of the rows are found, on the very day
CREATE FUNCTION days_in(zone text, first timestamptz, last timestamptz) RETURNS share_summary LANGUAGE sql AS $$ SELECT weekly_share(ts, 'k', 1::bigint, zone, NULL) FROM (VALUES (first), (last)) AS v (ts) $$;
SELECT is(message_of(format('SELECT with_timezone(days_in(%L, %L, %L), %L)', old, first, last, new)), 'time zone "' || new || '" does not have the same days as "' || old || '", in which the summary was built | The first day that differs is ' || day || '.', format('%s and %s part on %s', old, new, day)) FROM (VALUES
	('America/Denver', 'America/Phoenix', '2025-01-06 12:00+00', '2025-06-01 12:00+00', '2025-03-09'),
	('America/Phoenix', 'America/Denver', '2025-01-06 12:00+00', '2025-03-09 12:00+00', '2025-03-09'),
	('Europe/London', 'UTC', '2020-11-01 12:00+00', '2021-03-28 12:00+00', '2021-03-28'),
	('Europe/London', 'Africa/Abidjan', '0001-01-01 12:00+00', '294276-12-30 12:00+00', '0001-01-01'),
	('Asia/Tokyo', 'Asia/Seoul', '4714-11-24 00:00+00 BC', '294276-12-31 12:00+00', '4714-11-24 BC')) AS v (old, new, first, last, day);
SELECT is(zone_of(with_timezone(days_in(old, first::timestamptz, last::timestamptz), new)), new, format('%s and %s from %s to %s', old, new, first, last)) FROM (VALUES
	('America/Denver', 'America/Phoenix', '2025-01-06 12:00+00', '2025-03-08 12:00+00'), ('Europe/London', 'UTC', '2020-11-01 12:00+00', '2021-03-27 12:00+00'), ('Europe/Oslo', 'Europe/Berlin', '1990-01-01 12:00+00', '294276-12-30 12:00+00'),
	('Europe/London', 'UTC', '2024-10-28 00:00+00', '2024-10-28 00:00+00')) AS v (old, new, first, last);
SELECT is(zone_of(with_timezone(weekly_share(NULL::timestamptz, 'k'), 'Asia/Tokyo')), 'Asia/Tokyo', 'without a time there is no day that could differ');
SELECT is(message_of(format('SELECT with_timezone(%s, ''UTC'')', call)), 'the summary has no time zone that could have another name | Its times were taken at face value.', 'face value: ' || call)
FROM unnest('{"weekly_share(date ''2025-01-06'', ''k'')","cohort_retention(timestamp ''2025-01-06'', 1, ''day'')","usage_elasticity(date ''2025-01-06'', ''k'', 1, 1, ''day'')"}'::text[]) AS call;
SELECT is(message_of('SELECT with_timezone(elasticity(1, 2), ''UTC'')'), 'the summary has no time zone that could have another name | Its times were taken at face value.', 'nor has a summary without times');
SELECT is(message_of('SELECT with_timezone(s, ''Mars/Tharsis'') FROM here'), 'time zone "Mars/Tharsis" not recognized | The view pg_timezone_names lists the names.', 'the new name must be known');
SELECT is(message_of('SELECT with_timezone(s, ''localtime'') FROM here'), 'time zone "localtime" not recognized | The name stands for whatever zone a machine is set to. | The view pg_timezone_names lists the names.', 'and mean the same everywhere');
SELECT is(with_timezone(NULL::share_summary, 'UTC') IS NULL AND with_timezone(s, NULL) IS NULL, true, 'NULL') FROM here;
-- A word that cannot be true is not taken: the summary could not be read back.
CREATE FUNCTION wrong_word(summary text) RETURNS text LANGUAGE sql AS $$ SELECT message_of(format('SELECT with_timezone(%s, ''UTC'')', replace(summary, 'Asia/Tokyo', 'Mars/Tharsis'))) $$;
SELECT is(wrong_word(format('%L::%s', s, type)), 'time zone "UTC" cannot be that of the summary | Its first or last row does not lie in the period that the summary has for it.', 'Monday in Tokyo, Sunday in UTC: ' || type || ' of ' || unit)
FROM (SELECT 'share_summary', 'week', weekly_share('2025-01-05 23:00+00'::timestamptz, 'k', 1::bigint, 'Asia/Tokyo', 'monday')::text
	UNION ALL SELECT 'retention_summary', unit, cohort_retention('2025-01-05 23:00+00'::timestamptz, 1, unit, 'Asia/Tokyo')::text FROM unnest('{day,week}'::text[]) AS unit GROUP BY unit
	UNION ALL SELECT 'elasticity_summary', unit, usage_elasticity('2025-01-05 23:00+00'::timestamptz, 'k', 1, 1, unit, 'Asia/Tokyo')::text FROM unnest('{day,week}'::text[]) AS unit GROUP BY unit) AS v (type, unit, s);
SELECT is(zone_of(with_timezone(replace(share_in('Asia/Tokyo')::text, 'Asia/Tokyo', 'Mars/Tharsis')::share_summary, 'Asia/Seoul')::text::share_summary), 'Asia/Seoul', 'one that may be is');
-- reading a name gives what reading it again gives
SELECT is(zone_of(written_in(name)), 'Asia/Tokyo', name) FROM unnest('{posix/Asia/Tokyo,posix/posix/Asia/Tokyo,POSIX/posix/Posix/Japan}'::text[]) AS name;
SELECT is(zone_of(share_in('posix/posix/Japan')), 'Asia/Tokyo', 'as an argument, too');

-- The ends of time.
SELECT is(s::text::retention_summary::text, s::text, 'the last instant is in the next day further east: users by ' || unit) FROM (SELECT unit, cohort_retention(timestamptz '294276-12-31 23:59:59+00', 1, unit, 'Asia/Tokyo') AS s FROM unnest('{day,week,month,quarter}'::text[]) AS unit GROUP BY unit) AS v;
SELECT is(s::text::elasticity_summary::text, s::text, 'elasticity by ' || unit) FROM (SELECT unit, usage_elasticity(timestamptz '294276-12-31 23:59:59+00', 'k', 1, 1, unit, 'Asia/Tokyo') AS s FROM unnest('{day,week,month,quarter}'::text[]) AS unit GROUP BY unit) AS v;
SELECT is(last_seen(weekly_share(ts, 'k')) <= now(), true, 'the end of the last day there is: shares') FROM (VALUES (timestamptz '294276-12-31 23:59:59.999999+00')) AS v (ts);
SELECT is(last_seen(weekly_share(date '294276-12-31', 'k')) <= now(), true, 'of dates');
SELECT is(last_seen(cohort_retention(timestamp '294276-12-31 23:59:59', 1, 'day')) <= now(), true, 'of users');
SELECT is(last_seen(usage_elasticity(date '294276-12-31', 'k', 1, 1, 'day')) <= now(), true, 'of elasticity');
SET LOCAL TimeZone = 'Asia/Tokyo';
SELECT is(first_seen(weekly_share(date '4714-11-24 BC', 'k')), '4714-11-24 00:00+00 BC'::timestamptz, 'the first day starts before the first instant there is');
SELECT is((SELECT first_row FROM summary_info((SELECT weekly_share(date '4714-11-24 BC', 'k')))), '4714-11-24 00:00+00 BC'::timestamptz, 'its first row too');
SELECT is(first_seen(weekly_share(timestamptz '4714-11-24 00:00+00 BC', 'k', 1::bigint, 'Asia/Tokyo', NULL)), '4714-11-24 00:00+00 BC'::timestamptz, 'in a zone');
SET LOCAL TimeZone = 'America/Los_Angeles';
SELECT is((SELECT last_row FROM summary_info((SELECT weekly_share(timestamp '294276-12-31 23:00', 'k')))), '294276-12-31 23:59:59.999999+00'::timestamptz, 'and the last one ends behind the last');
SET LOCAL TimeZone = 'Asia/Tokyo';
SELECT is((SELECT complete FROM shares((SELECT weekly_share(date '294276-12-24', 'k')), as_of => '294276-12-31 23:00+00', since => '294276-12-01')), true, 'as_of that has no date');
SELECT is((SELECT count(*)::int FROM retention((SELECT cohort_retention(date '294276-12-31', 1, 'day')), '294276-12-31 23:59:59+00')), 1, 'for users');
SET LOCAL TimeZone = 'UTC';

SELECT * FROM finish();
ROLLBACK;

-- Text and binary forms of share_summary: exact both ways, and whatever else
-- is read ends in success or a clear error, never in a crash or a wrong state.
\ir lib/setup.sql
\ir lib/changed.sql
SELECT plan(23);

SELECT setseed(0.9);
CREATE TABLE usage AS
SELECT timestamptz '2025-01-01' + random() * interval '90 days' AS ts,
	CASE WHEN random() < 0.1 THEN NULL WHEN random() < 0.1 THEN '' ELSE (array['gpt-4o', 'claude "3.7"', E'tab\there', '模型', 'a\b', '{x,y}'])[1 + floor(random() * 6)::int] END AS key,
	CASE WHEN random() < 0.1 THEN NULL ELSE floor(random() * 1e12 - 1e10)::bigint END AS amount,
	CASE WHEN random() < 0.1 THEN 'NaN' ELSE (random() - 0.1) * 1e3 END AS cost, n
FROM generate_series(1, 600) AS n;
CREATE TABLE sample (what text, s share_summary);
INSERT INTO sample SELECT 'rows', weekly_share(ts, key) FROM usage;
INSERT INTO sample SELECT 'whole', weekly_share(ts, key, amount) FROM usage;
INSERT INTO sample SELECT 'fractions', weekly_share(ts, key, cost) FROM usage;
INSERT INTO sample SELECT 'zone', weekly_share(ts, key, amount, 'Africa/Casablanca', 'saturday') FROM usage;
INSERT INTO sample SELECT 'posix zone', weekly_share(ts, key, amount, 'NZST-12NZDT,M9.5.0,M4.1.0/3', 'sunday') FROM usage;
INSERT INTO sample SELECT 'face', weekly_share(ts::timestamp, key, amount) FROM usage;
INSERT INTO sample SELECT 'one row', weekly_share(ts, key, amount) FROM usage WHERE n = 1;
INSERT INTO sample SELECT 'no week', weekly_share(NULL::date, 'k');
INSERT INTO sample SELECT 'infinite', weekly_share(timestamptz 'infinity', 'k', 1::bigint);
INSERT INTO sample SELECT 'extremes', weekly_share(ts, 'k', a) FROM (VALUES (timestamptz '4713-01-01 BC', 1.7e308), ('294276-12-31', 5e-324), ('2025-01-01', 0.1)) AS v (ts, a);
INSERT INTO sample SELECT 'small', weekly_share(ts, 'k' || n, n) FROM usage WHERE n < 4;

SELECT is_empty('SELECT what FROM sample WHERE s::text::share_summary::text <> s::text', 'text is read and written unchanged');
SELECT is_empty($$SELECT what FROM sample WHERE what <> 'extremes' AND
	(SELECT string_agg(x::text, ',') FROM shares(s) AS x) IS DISTINCT FROM (SELECT string_agg(x::text, ',') FROM shares(s::text::share_summary) AS x)$$, 'what is read gives the same shares');
SELECT is_empty($$SELECT what FROM sample WHERE what <> 'extremes' AND (s || s::text::share_summary)::text <> (s || s)::text$$, 'and can be merged');
SELECT is((SELECT array_agg(s.t ORDER BY what) FROM (SELECT what, s::text AS t FROM sample) AS s),
	(SELECT array_agg((x.s::text)::share_summary::text ORDER BY what) FROM sample AS x), 'all of them');
SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'; SET LOCAL extra_float_digits = -5; SET LOCAL modelshare.week_start = 'friday';
SET LOCAL bytea_output = 'escape'; SET LOCAL IntervalStyle = 'iso_8601';
CREATE TABLE elsewhere AS SELECT what, s::text AS t FROM sample;
RESET TimeZone; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1; RESET modelshare.week_start;
RESET bytea_output; RESET IntervalStyle;
SELECT is_empty('SELECT what FROM sample JOIN elsewhere USING (what) WHERE s::text <> t', 'no setting of the session enters the text');
SELECT cmp_ok((SELECT max(length(s::text)) FROM sample WHERE what = 'whole'), '<', 20000, 'the text is short enough to look at');

-- Binary: send, COPY BINARY, receive.
SELECT typsend::regproc AS send, current_setting('data_directory') || '/modelshare_io.bin' AS file FROM pg_type WHERE oid = 'share_summary'::regtype \gset
CREATE TABLE copied (LIKE sample);
COPY sample TO :'file' BINARY;
COPY copied FROM :'file' BINARY;
SELECT is_empty('SELECT what FROM sample JOIN copied USING (what) WHERE sample.s::text <> copied.s::text', 'COPY BINARY brings every summary back');
SELECT is((SELECT count(*)::int FROM copied), (SELECT count(*)::int FROM sample), 'all of them');
SELECT is_empty('SELECT what FROM sample JOIN copied USING (what) WHERE pg_column_size(sample.s || NULL) <> pg_column_size(copied.s || NULL)', 'as the same bytes');

-- Malformed text.
SELECT matches(sqlstate_of(format('SELECT %L::share_summary', t)), '^22', 'not a summary: ' || left(t, 30)) FROM (VALUES (''), (' '), ('x'), ('0'), ('{}'), ('[]'), (repeat('(', 100000)), ('NULL')) AS v (t);

-- Reads a text; what may happen: it is refused with an error of class 22 or 54, or it is
-- a summary that writes itself the same way again and that every accessor reads.
CREATE FUNCTION outcome(t text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	s share_summary;
	message text;
BEGIN
	BEGIN
		s := t::share_summary;
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
		RETURN CASE WHEN SQLSTATE ~ '^(22|54)' THEN 'refused' ELSE SQLSTATE || ' ' || message END;
	END;
	IF s::text::share_summary::text <> s::text THEN
		RETURN 'text changes when read again';
	END IF;
	RETURN use(s);
END $$;
CREATE FUNCTION use(s share_summary) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
BEGIN
	PERFORM count(*) FROM summary_info(s);
	-- a changed week can lie millions of weeks away: too long to show so often
	IF last_seen(s) - first_seen(s) < interval '10000 days' THEN
		PERFORM count(*) FROM shares(s, top => 1);
		PERFORM count(*) FROM concentration(s);
		PERFORM count(*) FROM pooled_shares(s);
		PERFORM count(*) FROM peaks(s);
	END IF;
	PERFORM (s || s)::text;
	RETURN 'read';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	RETURN CASE WHEN SQLSTATE ~ '^(22|54)' THEN 'read, too much to use' ELSE SQLSTATE || ' ' || message END;
END $$;

CREATE TABLE short AS SELECT what, s FROM sample WHERE what IN ('one row', 'no week', 'small', 'extremes');
INSERT INTO short SELECT 'two weeks', weekly_share(ts, key, amount) FROM usage WHERE n < 20;
INSERT INTO short SELECT 'zone', weekly_share(ts, key, cost, 'Africa/Casablanca', 'saturday') FROM usage WHERE n < 6;
CREATE TABLE tried AS
SELECT t, outcome(t) AS outcome FROM (SELECT changed(CASE WHEN random() < 0.3 THEN changed(s::text) ELSE s::text END) AS t FROM short, generate_series(1, 600) OFFSET 0) AS x;
SELECT is_empty($$SELECT outcome, left(t, 400) FROM tried WHERE outcome NOT IN ('refused', 'read', 'read, too much to use')$$, 'thousands of changed texts are refused or read, nothing else');
SELECT cmp_ok((SELECT count(*)::int FROM tried WHERE outcome = 'refused'), '>', 1500, 'most of them are refused');

-- The same with bytes.
CREATE TABLE received (s share_summary);
CREATE FUNCTION outcome_bytes(b bytea, file text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	x share_summary;
	message text;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L BINARY', b, file);
	BEGIN
		TRUNCATE received;
		EXECUTE format('COPY received FROM %L BINARY', file);
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
		RETURN CASE WHEN SQLSTATE ~ '^(22|54|08P01)' THEN 'refused' ELSE SQLSTATE || ' ' || message END;
	END;
	SELECT s INTO x FROM received;
	IF x::text::share_summary::text <> x::text THEN
		RETURN 'text changes when read again';
	END IF;
	RETURN use(x);
END $$;
SELECT is((SELECT string_agg(outcome_bytes(b, :'file'), ' ' ORDER BY n) FROM (SELECT :send(s) AS b, row_number() OVER () AS n FROM short) AS x), 'read read read, too much to use read read read', 'bytes that were sent are received');
CREATE TABLE tried_bytes AS
SELECT b, outcome_bytes(b, :'file') AS outcome FROM (SELECT changed(:send(s)) AS b FROM short, generate_series(1, 250) OFFSET 0) AS x;
SELECT is_empty($$SELECT outcome, left(b::text, 400) FROM tried_bytes WHERE outcome NOT IN ('refused', 'read', 'read, too much to use')$$, 'changed bytes are refused or read, nothing else');
SELECT cmp_ok((SELECT count(*)::int FROM tried_bytes WHERE outcome = 'refused'), '>', 400, 'many of them are refused');
\set remove 'COPY (SELECT) TO PROGRAM ''cat > /dev/null; rm -f ' :file ''''
:remove;
SELECT is((SELECT count(*)::int FROM sample, shares(s, top => 2) WHERE what = 'whole'), (SELECT 3 * (1 + (max(oracle_week) - min(oracle_week)) / 7) FROM (SELECT date_trunc('week', ts)::date AS oracle_week FROM usage) AS x)::int, 'the session goes on');

SELECT * FROM finish();
ROLLBACK;

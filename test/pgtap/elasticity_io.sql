-- Text and binary forms of elasticity_summary: exact both ways, and whatever else
-- is read ends in success or a clear error, never in a crash or a wrong state.
\ir lib/setup.sql
\ir lib/changed.sql
\ir lib/elasticity.sql
SELECT plan(68);

SELECT setseed(0.9);
CREATE TABLE obs AS
SELECT timestamptz '2025-01-01' + random() * interval '90 days' AS ts,
	CASE WHEN random() < 0.1 THEN '' ELSE (array['gpt-4o', 'claude "3.7"', E'tab\there', '模型', 'a\b', '{x,y}'])[1 + floor(random() * 6)::int] END AS unit,
	CASE WHEN random() < 0.1 THEN NULL ELSE floor(random() * 1e6)::float8 - 1000 END AS quantity,
	CASE WHEN random() < 0.1 THEN 'NaN' ELSE random() * 3 END AS price, n
FROM generate_series(1, 600) AS n;
CREATE TABLE sample (what text, e elasticity_summary);
INSERT INTO sample SELECT 'none', elasticity(quantity, price) FROM obs;
INSERT INTO sample SELECT 'text', elasticity(quantity, price, unit) FROM obs;
INSERT INTO sample SELECT 'bigint', elasticity(quantity, price, n % 7 - 3::bigint) FROM obs;
INSERT INTO sample SELECT 'text, date', elasticity(quantity, price, unit, ts::date) FROM obs;
INSERT INTO sample SELECT 'text, text', elasticity(quantity, price, unit, unit) FROM obs;
INSERT INTO sample SELECT 'bigint, bigint', elasticity(quantity, price, n % 7 * (9223372036854775807 / 6) * (n % 2 * 2 - 1)::bigint, -n::bigint) FROM obs;
INSERT INTO sample SELECT 'bigint, date', elasticity(quantity, price, n, '5874897-12-31'::date) FROM obs;
INSERT INTO sample SELECT 'usage', usage_elasticity(ts, unit, quantity, price, 'week') FROM obs;
INSERT INTO sample SELECT 'usage, zone', usage_elasticity(ts, unit, quantity, n, 'month', 'Africa/Casablanca') FROM obs;
INSERT INTO sample SELECT 'usage, posix zone', usage_elasticity(ts, unit, quantity, n, 'quarter', 'NZST-12NZDT,M9.5.0,M4.1.0/3') FROM obs;
INSERT INTO sample SELECT 'usage, face', usage_elasticity(ts::timestamp, unit, quantity, price, 'day') FROM obs;
INSERT INTO sample SELECT 'usage, ancient', usage_elasticity(ts, 'u', a, a, 'day') FROM (VALUES (timestamptz '4713-01-01 BC', 1.7e308), ('294276-12-31', 5e-324), ('2025-01-01', 0.1)) AS v (ts, a);
INSERT INTO sample SELECT 'refunds', usage_elasticity(date '2025-01-06', 'm', q, c, 'week') FROM (VALUES (5, 1), (5, 2), (-3, 1)) AS v (q, c);
INSERT INTO sample SELECT 'one row', elasticity(quantity, price, unit, ts::date) FROM obs WHERE n = 1;
INSERT INTO sample SELECT 'equal rows', elasticity(2, 3, 'u', n % 2) FROM generate_series(1, 7) AS n;
INSERT INTO sample SELECT 'dropped', elasticity(-1, 3, 'u', 1);
INSERT INTO sample SELECT 'dropped, none', elasticity(-1, NULL);
INSERT INTO sample SELECT 'dropped, usage', usage_elasticity(timestamptz 'infinity', 'u', 1, 1, 'day');
INSERT INTO sample SELECT 'extremes', elasticity(q, p, 'u') FROM (VALUES (1.7976931348623157e308, 5e-324), (5e-324, 1.7976931348623157e308), (0.1, 0.3)) AS v (q, p);

SELECT is(e::text::elasticity_summary::text, e::text, 'text is read and written unchanged: ' || what) FROM sample;
SELECT is((SELECT string_agg(x::text, ',') FROM estimates(e::text::elasticity_summary) AS x), (SELECT string_agg(x::text, ',') FROM estimates(e) AS x), 'what is read gives the same estimates: ' || what) FROM sample;
SELECT is_empty('SELECT what FROM sample WHERE what <> ''usage, ancient'' AND (e || e::text::elasticity_summary)::text <> (e || e)::text', 'and can be merged');
SELECT is_empty('SELECT what FROM sample WHERE (e::text::jsonb)::text IS NULL', 'the text is JSON');
SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'; SET LOCAL extra_float_digits = -5; SET LOCAL modelshare.week_start = 'friday';
CREATE TABLE elsewhere AS SELECT what, e::text AS t FROM sample;
SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1; RESET modelshare.week_start;
SELECT is_empty('SELECT what FROM sample JOIN elsewhere USING (what) WHERE e::text <> t', 'no setting of the session enters the text');

-- Binary: send, COPY BINARY, receive.
SELECT typsend::regproc AS send, current_setting('data_directory') || '/modelshare_elasticity_io.bin' AS file FROM pg_type WHERE oid = 'elasticity_summary'::regtype \gset
CREATE TABLE copied (LIKE sample);
COPY sample TO :'file' BINARY;
COPY copied FROM :'file' BINARY;
SELECT is_empty('SELECT what FROM sample JOIN copied USING (what) WHERE sample.e::text <> copied.e::text', 'COPY BINARY brings every summary back');
SELECT is((SELECT count(*)::int FROM copied), (SELECT count(*)::int FROM sample), 'all of them');
SELECT is_empty(format('SELECT what FROM sample WHERE %1$s(e) <> %1$s(e::text::elasticity_summary)', :'send'), 'text brings back the same bits');
SELECT is_empty(format('SELECT what FROM sample JOIN copied USING (what) WHERE %1$s(sample.e) <> %1$s(copied.e)', :'send'), 'and so does COPY BINARY');

-- Malformed text.
SELECT matches(sqlstate_of(format('SELECT %L::elasticity_summary', t)), '^22', 'not a summary: ' || left(t, 30)) FROM (VALUES (''), ('x'), ('{}'), (repeat('(', 100000)), ('{"elasticity_summary": 2}'), ('{"share_summary": 1}')) AS v (t);
-- What no rows can give.
SELECT matches(message_of(format('SELECT %L::elasticity_summary', replace(e::text, a, b))), '^invalid input syntax for type elasticity_summary \| Expected ' || want || ' at byte \d+\.$', want) FROM sample JOIN (VALUES
	('equal rows', '"rows_read": 7', '"rows_read": 8', 'counts that fit the cells'),
	('equal rows', '[0,1,', '[0,0,', 'cell of a known unit and period, with logarithms and moments that rows can have'),
	('equal rows', '"period_type": "bigint", "period": "day"', '"period_type": "calendar", "period": "week"', 'sum in two parts'),
	('usage, zone', 'Casablanca', 'Casablancä', 'name of a time zone'),
	('refunds', '"negative": 1', '"negative": 0', 'counts that fit the cells'),
	('refunds', ',3,0]', ']', 'counts that fit the cells'),
	('refunds', ',3,0]', ',-3,0]', 'cell of a known unit and period, with refunds that rows can have'),
	('none', '"timezone": null', '"timezone": "UTC"', 'frame that a summary can have'),
	('bigint, date', ('5874897-12-31'::date - '2000-01-01'::date)::text, '2147483647', 'unit or period that was not there before'),
	('bigint, date', ('5874897-12-31'::date - '2000-01-01'::date)::text, '-2147483648', 'unit or period that was not there before'),
	('bigint', '"period": "day"', '"period": "month"', 'frame that a summary can have'),
	('bigint', '"period_type": null', '"period_type": "hour"', 'known word')) AS v (what, a, b, want) USING (what);

-- Reads a text; what may happen: it is refused with an error of class 22 or 54, or it is
-- a summary that writes itself the same way again and that every accessor reads.
CREATE FUNCTION use(e elasticity_summary) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
	strange int;
BEGIN
	PERFORM count(*) FROM summary_info(e);
	SELECT count(*) INTO strange FROM estimates(e) AS x
	WHERE array['NaN', 'Infinity', '-Infinity']::float8[] && array[x.slope, x.std_error, x.t, x.p_value, x.ci_low, x.ci_high, x.intercept, x.r2, x.within_r2]
		OR x.r2 NOT BETWEEN 0 AND 1 OR x.within_r2 NOT BETWEEN 0 AND 1 OR x.std_error < 0;
	IF strange > 0 THEN
		RETURN 'an estimate that cannot be';
	END IF;
	PERFORM count(*) FROM jevons(e);
	PERFORM (e || e)::text, e::float8, first_seen(e);
	RETURN 'read';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	RETURN CASE WHEN SQLSTATE ~ '^(22|54)' THEN 'read, too much to use' ELSE SQLSTATE || ' ' || message END;
END $$;
CREATE FUNCTION outcome(t text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	e elasticity_summary;
	message text;
BEGIN
	BEGIN
		e := t::elasticity_summary;
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
		RETURN CASE WHEN SQLSTATE ~ '^(22|54)' THEN 'refused' ELSE SQLSTATE || ' ' || message END;
	END;
	IF e::text::elasticity_summary::text <> e::text THEN
		RETURN 'text changes when read again';
	END IF;
	RETURN use(e);
END $$;

CREATE TABLE short AS SELECT what, e FROM sample WHERE what IN ('one row', 'equal rows', 'refunds', 'dropped', 'extremes', 'none', 'usage, ancient');
INSERT INTO short SELECT 'panel', elasticity(quantity, price, unit, ts::date) FROM obs WHERE n < 20;
INSERT INTO short SELECT 'units', elasticity(quantity, price, n % 3::bigint) FROM obs WHERE n < 12;
INSERT INTO short SELECT 'zone', usage_elasticity(ts, unit, quantity, price, 'week', 'Africa/Casablanca') FROM obs WHERE n < 9;
CREATE TABLE tried AS
SELECT t, outcome(t) AS outcome FROM (SELECT changed(CASE WHEN random() < 0.3 THEN changed(e::text) ELSE e::text END) AS t FROM short, generate_series(1, 400) OFFSET 0) AS x;
SELECT is_empty($$SELECT outcome, left(t, 1500) FROM tried WHERE outcome NOT IN ('refused', 'read', 'read, too much to use')$$, 'thousands of changed texts are refused or read, nothing else');
SELECT cmp_ok((SELECT count(*)::int FROM tried WHERE outcome = 'refused'), '>', 1500, 'most of them are refused');

-- The same with bytes.
CREATE TABLE received (e elasticity_summary);
CREATE FUNCTION outcome_bytes(b bytea, file text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	x elasticity_summary;
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
	SELECT e INTO x FROM received;
	IF x::text::elasticity_summary::text <> x::text THEN
		RETURN 'text changes when read again';
	END IF;
	RETURN use(x);
END $$;
SELECT is((SELECT string_agg(DISTINCT outcome_bytes(b, :'file'), ' ') FROM (SELECT :send(e) AS b FROM short WHERE what <> 'usage, ancient') AS x), 'read', 'bytes that were sent are received');
CREATE TABLE tried_bytes AS
SELECT b, outcome_bytes(b, :'file') AS outcome FROM (SELECT changed(:send(e)) AS b FROM short, generate_series(1, 200) OFFSET 0) AS x;
SELECT is_empty($$SELECT outcome, left(b::text, 1500) FROM tried_bytes WHERE outcome NOT IN ('refused', 'read', 'read, too much to use')$$, 'changed bytes are refused or read, nothing else');
SELECT cmp_ok((SELECT count(*)::int FROM tried_bytes WHERE outcome = 'refused'), '>', 400, 'many of them are refused');
\set remove 'COPY (SELECT) TO PROGRAM ''cat > /dev/null; rm -f ' :file ''''
:remove;

SELECT * FROM finish();
ROLLBACK;

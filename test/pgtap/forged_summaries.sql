-- What was written down by hand: no summary is read whose weeks or periods its first and last row deny.
\ir lib/setup.sql
SELECT plan(66);
SET LOCAL modelshare.timezone = 'UTC';

CREATE TABLE log AS SELECT timestamptz '2025-01-08 12:00+00' + n * interval '37 hours' AS ts, n::bigint AS n FROM generate_series(0, 40) AS n;
CREATE TABLE sample (kind text, zone text, t text, sent bytea);

-- Every kind, with no zone, in UTC, far from it on both sides, and in the farthest zone that PostgreSQL takes.
CREATE FUNCTION make_samples() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	zone text;
BEGIN
	FOREACH zone IN ARRAY array['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12', 'XYZ167', 'XYZ-167'] LOOP
		PERFORM set_config('modelshare.timezone', zone, true);
		INSERT INTO sample SELECT 'share_summary', zone, weekly_share(ts, 'k', n)::text, share_summary_send(weekly_share(ts, 'k', n)) FROM log;
		INSERT INTO sample SELECT 'retention_summary', zone, cohort_retention(ts, n % 3, 'week')::text, retention_summary_send(cohort_retention(ts, n % 3, 'week')) FROM log;
		INSERT INTO sample SELECT 'elasticity_summary', zone, usage_elasticity(ts, 'u', n, 1, 'week')::text, elasticity_summary_send(usage_elasticity(ts, 'u', n, 1, 'week')) FROM log;
	END LOOP;
	INSERT INTO sample SELECT 'share_summary', 'none', weekly_share(ts::timestamp, 'k', n)::text, share_summary_send(weekly_share(ts::timestamp, 'k', n)) FROM log;
	INSERT INTO sample SELECT 'retention_summary', 'none', cohort_retention(ts::date, n % 3, 'week')::text, retention_summary_send(cohort_retention(ts::date, n % 3, 'week')) FROM log;
	INSERT INTO sample SELECT 'elasticity_summary', 'none', usage_elasticity(ts::date, 'u', n, 1, 'week')::text, elasticity_summary_send(usage_elasticity(ts::date, 'u', n, 1, 'week')) FROM log;
	PERFORM set_config('modelshare.timezone', 'UTC', true);
END $$;
SELECT make_samples() \g /dev/null

CREATE FUNCTION read_text(kind text, t text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	again text;
BEGIN
	EXECUTE format('SELECT (%L::%s)::text', t, kind) INTO again;
	RETURN CASE WHEN again = t THEN 'same' ELSE 'other' END;
EXCEPTION WHEN invalid_text_representation THEN
	RETURN 'refused';
END $$;

-- The first or the last instant moved, in microseconds; or another number in the place of one.
CREATE FUNCTION moved(t text, member text, days int) RETURNS text LANGUAGE sql AS $$
SELECT regexp_replace(t, '"' || member || '": (-?\d+)', '"' || member || '": ' || ((regexp_match(t, '"' || member || '": (-?\d+)'))[1]::bigint + days * 86400000000))
$$;
SELECT is(read_text(kind, t), 'same', format('%s, zone %s: what rows gave is read', kind, zone)) FROM sample;
SELECT is(array_agg(DISTINCT read_text(kind, moved(t, 'first', 21))), '{refused}', kind || ': periods before the first row') FROM sample GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, moved(t, 'last', -21))), '{refused}', kind || ': periods after the last row') FROM sample GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, moved(t, 'first', 7))), '{refused}', kind || ': by a week, where the zone has no say') FROM sample WHERE zone IN ('UTC', 'none') GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, moved(t, 'last', -7))), '{refused}', kind || ': likewise after the last') FROM sample WHERE zone IN ('UTC', 'none') GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, moved(moved(t, 'first', 21), 'last', 21))), '{refused}', kind || ': both moved') FROM sample GROUP BY kind ORDER BY kind;

-- Rows without a user had a time, so a retention_summary may begin before its first user; the others hold every row.
SELECT is(array_agg(DISTINCT read_text(kind, moved(t, 'first', -700))), '{refused}', kind || ': a first row that is in no period') FROM sample WHERE kind <> 'retention_summary' GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, moved(t, 'last', 700))), '{refused}', kind || ': a last row that is in no period') FROM sample WHERE kind <> 'retention_summary' GROUP BY kind ORDER BY kind;

-- Instants without rows, rows without instants, more cells or users than rows.
SELECT is(array_agg(DISTINCT read_text(kind, regexp_replace(t, '"first": -?\d+, "last": -?\d+', '"first": 9223372036854775807, "last": -9223372036854775808'))), '{refused}', kind || ': periods without a first row') FROM sample GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, regexp_replace(t, '"rows_read": \d+', '"rows_read": 0'))), '{refused}', kind || ': periods without a row') FROM sample GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, regexp_replace(t, '"rows_read": \d+', '"rows_read": 2'))), '{refused}', kind || ': fewer rows than they need') FROM sample GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_text(kind, regexp_replace(t, '"(null_ts|dropped_null)": 0', '"\1": 41'))), '{refused}', kind || ': all rows left out') FROM sample GROUP BY kind ORDER BY kind;
SELECT is(read_text('share_summary', regexp_replace(t, '"cells": \[.*\]\}', '"cells": []}')), 'refused', 'share_summary: no cell') FROM sample WHERE kind = 'share_summary' AND zone = 'UTC';
SELECT is(read_text('elasticity_summary', (SELECT usage_elasticity(NULL::timestamptz, 'u', 1, 1, 'week')::text)), 'same', 'of dropped rows there is none');
SELECT is(read_text('elasticity_summary', replace((SELECT usage_elasticity(NULL::timestamptz, 'u', 1, 1, 'week')::text), '"periods": []', '"periods": [1300]')), 'refused', 'and no period');
SELECT is(read_text('retention_summary', (SELECT cohort_retention(ts, NULL::bigint, 'week')::text FROM log)), 'same', 'rows without a user have times and no users');
SELECT is(read_text('share_summary', (SELECT weekly_share(ts, 'k')::text FROM (VALUES (NULL::timestamptz), ('-infinity')) AS v (ts))), 'same', 'rows without a time have no weeks');

-- The same as bytes.
SELECT current_setting('data_directory') || '/modelshare_forged.bin' AS file \gset
CREATE FUNCTION read_bytes(kind text, b bytea, file text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TEMP TABLE received (x %s)', kind);
	EXECUTE format('COPY (SELECT %L::bytea) TO %L BINARY', b, file);
	EXECUTE format('COPY received FROM %L BINARY', file);
	DROP TABLE received;
	RETURN 'read';
EXCEPTION WHEN invalid_binary_representation THEN
	RETURN 'refused';
END $$;
-- The bytes of one number put in the place of another's.
CREATE FUNCTION swapped(b bytea, was bigint, becomes bigint) RETURNS bytea LANGUAGE sql AS $$
SELECT overlay(b PLACING int8send(becomes) FROM position(int8send(was) IN b) FOR 8)
$$;
CREATE TABLE ends AS SELECT *, (t::jsonb ->> 'first')::bigint AS first, (t::jsonb ->> 'last')::bigint AS last FROM sample;
SELECT is(array_agg(DISTINCT read_bytes(kind, sent, :'file')), '{read}', kind || ': bytes are read') FROM ends GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_bytes(kind, swapped(sent, first, first + 21 * 86400000000), :'file')), '{refused}', kind || ': bytes of periods before the first row') FROM ends GROUP BY kind ORDER BY kind;
SELECT is(array_agg(DISTINCT read_bytes(kind, swapped(sent, last, last - 21 * 86400000000), :'file')), '{refused}', kind || ': after the last') FROM ends GROUP BY kind ORDER BY kind;
\set remove 'COPY (SELECT) TO PROGRAM ''cat > /dev/null; rm -f ' :file ''''
:remove;

-- The ends of time, where a zone's slack lies beyond what a timestamp holds.
SELECT is(read_text('share_summary', weekly_share(ts, 'k')::text), 'same', 'share_summary from 4713 BC to AD 294276') FROM (VALUES (timestamptz '4713-01-01 BC'), ('294276-12-20')) AS v (ts);
SELECT is(array_agg(DISTINCT read_text('retention_summary', r::text)), '{same}', 'retention_summary') FROM (SELECT cohort_retention(ts, 1, unit) AS r FROM unnest(array['day', 'month', 'quarter']) AS unit, (VALUES (timestamptz '4713-01-01 BC'), ('294276-12-31')) AS v (ts) GROUP BY unit) AS x;
SELECT is(array_agg(DISTINCT read_text('elasticity_summary', e::text)), '{same}', 'elasticity_summary') FROM (SELECT usage_elasticity(ts, 'u', 1, 1, unit, 'XYZ-167') AS e FROM unnest(array['day', 'month', 'quarter']) AS unit, (VALUES (timestamptz '4713-02-01 BC'), ('294276-11-30')) AS v (ts) GROUP BY unit) AS x;

SELECT * FROM finish();
ROLLBACK;

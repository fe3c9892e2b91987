-- The text that a retention_summary must have, in plain SQL: users' numbers,
-- windows, masks, counts, all of it.  Nothing here calls the extension.  The
-- rows are those of oracle.usage; a test fills it and gives the same rows to
-- the aggregate.  From the first release on the stored form never changes, so neither will this.
CREATE SCHEMA IF NOT EXISTS oracle;
CREATE TABLE oracle.usage (ts timestamptz, who text, starts bool);

-- Arithmetic of 64 bits, unsigned: a bigint stands for its bits.
CREATE FUNCTION oracle.wrap(x numeric) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN CASE WHEN mod(x, 18446744073709551616) >= 9223372036854775808 THEN mod(x, 18446744073709551616) - 18446744073709551616
	ELSE mod(x, 18446744073709551616) END;
CREATE FUNCTION oracle.unsigned(x bigint) RETURNS numeric LANGUAGE sql IMMUTABLE
RETURN CASE WHEN x < 0 THEN x + 18446744073709551616 ELSE x END;
CREATE FUNCTION oracle.shifted(x bigint, n int) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN (x >> n) & ((1::bigint << (64 - n)) - 1);
CREATE FUNCTION oracle.times(x bigint, factor numeric) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN oracle.wrap(oracle.unsigned(x) * factor);
-- 0x9E3779B97F4A7C15 and 0xD6E8FEB86659FD93
CREATE FUNCTION oracle.mix(x bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	x := oracle.times(x # oracle.shifted(x, 32), 11400714819323198485);
	x := oracle.times(x # oracle.shifted(x, 29), 15485907386658061715);
	RETURN x # oracle.shifted(x, 32);
END $$;
CREATE FUNCTION oracle.word(b bytea, at int) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN ('x' || encode(substr(b, at, 8), 'hex'))::bit(64)::bigint;
CREATE FUNCTION oracle.reversed(b bytea) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN coalesce((SELECT string_agg(substr(b, i, 1), '' ORDER BY i DESC) FROM generate_series(1, length(b)) AS i), '');

-- A user's number: the high and the low half.
CREATE FUNCTION oracle.number(who text, users text) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
	bytes bytea;
	a bigint := oracle.wrap(7885631859323005025);	-- 0x6D6F64656C736861
	b bigint := oracle.wrap(8243123831455249185);	-- 0x7265757365727321
	word bigint;
	rest bytea;
BEGIN
	IF users = 'bigint' THEN
		RETURN array[oracle.mix(who::bigint), 0];
	ELSIF users = 'uuid' THEN
		bytes := decode(replace(who, '-', ''), 'hex');
		b := oracle.word(bytes, 9);
		RETURN array[oracle.mix(oracle.word(bytes, 1) # oracle.mix(b)), b];
	END IF;
	bytes := convert_to(who, 'UTF8');
	FOR i IN 0..length(bytes) / 8 LOOP
		IF i < length(bytes) / 8 THEN
			word := oracle.word(oracle.reversed(substr(bytes, 1 + 8 * i, 8)), 1);
		ELSE
			rest := substr(bytes, 1 + 8 * i);
			word := oracle.word(set_byte('\x00'::bytea, 0, length(rest) + 1) || substr('\x00000000000000'::bytea, length(rest) + 1) || oracle.reversed(rest), 1);
		END IF;
		a := oracle.times(a # word, 11400714819323198485);
		a := a # oracle.shifted(a, 29);
		b := oracle.wrap(oracle.unsigned(oracle.wrap(oracle.unsigned(b) + oracle.unsigned(word))) * 15485907386658061715);
		b := (b << 31) | oracle.shifted(b, 33);
	END LOOP;
	a := oracle.mix(a # oracle.mix(b));
	RETURN array[a, oracle.mix(oracle.wrap(oracle.unsigned(b) + oracle.unsigned(a)))];
END $$;

-- The number of a period; 2000-01-01 lies in period 0.  week_start counts from Sunday, 0.
CREATE FUNCTION oracle.period(d date, period text, week_start int) RETURNS int LANGUAGE sql IMMUTABLE
RETURN CASE period
	WHEN 'day' THEN d - date '2000-01-01'
	WHEN 'week' THEN floor((d - date '2000-01-01' + (6 - week_start + 7) % 7) / 7.0)
	ELSE floor(((extract(year FROM d) + (extract(year FROM d) < 0)::int - 2000) * 12 + extract(month FROM d) - 1)
			   / CASE period WHEN 'month' THEN 1.0 ELSE 3.0 END)
	END;

CREATE FUNCTION oracle.microseconds(ts timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN ((ts AT TIME ZONE 'UTC')::date - date '2000-01-01') * 86400000000 + extract(epoch FROM (ts AT TIME ZONE 'UTC')::time) * 1000000;

-- The text.  Of face value is what is told no zone: the rows are then those of the UTC clock.
CREATE FUNCTION oracle.summary(users text, period text, zone text, week_start int DEFAULT 1, starts bool DEFAULT false) RETURNS text
LANGUAGE sql STABLE AS $$
	WITH usage AS MATERIALIZED (
		SELECT u.ts, u.who, u.starts, CASE WHEN isfinite(u.ts) THEN oracle.period((u.ts AT TIME ZONE coalesce(zone, 'UTC'))::date, period, week_start) END AS p
		FROM oracle.usage AS u),
	kept AS (SELECT * FROM usage WHERE p IS NOT NULL AND who IS NOT NULL),
	span AS (SELECT min(p) AS low, max(p) - min(p) < 64 AS narrow, CASE WHEN max(p) - min(p) < 64 THEN (max(p) - min(p)) / 8 + 1 ELSE 8 END AS bytes FROM kept),
	numbered AS MATERIALIZED (SELECT d.who, oracle.number(d.who, users) AS number FROM (SELECT DISTINCT k.who FROM kept AS k) AS d),
	cell AS MATERIALIZED (
		SELECT w.first, n.number, bit_or(1::bigint << (k.p - w.first)) AS active, bit_or(CASE WHEN k.starts THEN 1::bigint << (k.p - w.first) ELSE 0 END) AS started
		FROM kept AS k CROSS JOIN span JOIN numbered AS n ON n.who = k.who
		CROSS JOIN LATERAL (SELECT CASE WHEN narrow THEN low ELSE (floor(k.p / 64.0) * 64)::int END AS first) AS w
		GROUP BY 1, 2),
	placed AS (
		SELECT first, row_number() OVER (ORDER BY first, int8send(number[1]), int8send(number[2])) AS place,
			oracle.reversed(int8send(number[1])) || CASE WHEN users = 'bigint' THEN '' ELSE oracle.reversed(int8send(number[2])) END AS id,
			substr(oracle.reversed(int8send(active)), 1, bytes) AS active, substr(oracle.reversed(int8send(started)), 1, bytes) AS started
		FROM cell, span),
	columns AS (
		SELECT replace(encode(coalesce(string_agg(id, ''::bytea ORDER BY place), ''), 'base64'), E'\n', '') AS ids,
			replace(encode(coalesce(string_agg(active, ''::bytea ORDER BY place), ''), 'base64'), E'\n', '') AS active,
			replace(encode(coalesce(string_agg(started, ''::bytea ORDER BY place), ''), 'base64'), E'\n', '') AS started
		FROM placed),
	windows AS (SELECT string_agg(format('[%s,%s]', first, n), ', ' ORDER BY first) AS list FROM (SELECT first, count(*) AS n FROM cell GROUP BY 1) AS g),
	counts AS (
		SELECT count(*) AS n, count(*) FILTER (WHERE ts IS NULL) AS null_ts, count(*) FILTER (WHERE NOT isfinite(ts)) AS infinite,
			count(*) FILTER (WHERE p IS NOT NULL AND who IS NULL) AS null_user,
			coalesce(oracle.microseconds(min(ts) FILTER (WHERE isfinite(ts))), 9223372036854775807) AS first,
			coalesce(oracle.microseconds(max(ts) FILTER (WHERE isfinite(ts))), -9223372036854775808) AS last
		FROM usage)
	SELECT CASE WHEN n > 0 THEN format('{"retention_summary": 1, "users": "%s", "cohort": "%s", "period": "%s", "timezone": %s, "week_start": "%s", '
			'"rows_read": %s, "null_ts": %s, "infinite_ts": %s, "null_user": %s, "first": %s, "last": %s, "mask_bytes": %s, "windows": [%s], "ids": "%s", "active": "%s"%s}',
		users, CASE WHEN starts THEN 'starts' ELSE 'first row' END, period, coalesce('"' || zone || '"', 'null'),
		CASE WHEN period = 'week' THEN (array['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'])[week_start + 1] ELSE 'monday' END,
		n, null_ts, infinite, null_user, counts.first, counts.last,
		bytes, list, ids, columns.active, CASE WHEN starts THEN ', "starts": "' || started || '"' ELSE '' END) END
	FROM counts, span, columns, windows
$$;

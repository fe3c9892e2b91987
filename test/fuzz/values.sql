-- Mutated text and binary forms of every type, for test/fuzz/values.sh.  Variables: module, rounds, seed.
-- Prints one line a type, a line that begins with FAILED for each value that is not dealt with, and "finished".

SET client_min_messages = warning;
CREATE EXTENSION modelshare;
CREATE FUNCTION fuzz_input(text, anyelement) RETURNS anyelement LANGUAGE c AS :'module', 'fuzz_input';
CREATE FUNCTION fuzz_receive(bytea, anyelement) RETURNS anyelement LANGUAGE c AS :'module', 'fuzz_receive';

CREATE TABLE log AS
SELECT timestamptz '2025-01-06 00:00+00' + n * interval '17 hours 13 minutes' AS ts,
	(ARRAY['gpt-4o', 'claude', 'o''Brien "x",\{}', '', 'größe 模型', NULL])[1 + n % 6] AS model, n * 1000003::bigint AS tokens, n / 7.0::float8 AS cost
FROM generate_series(1, 60) AS n;

CREATE TABLE samples (id int GENERATED ALWAYS AS IDENTITY, kind text, characters text NOT NULL, bytes bytea NOT NULL);
INSERT INTO samples (kind, characters, bytes)
SELECT 'share_summary', s::text, share_summary_send(s) FROM (
	SELECT weekly_share(ts, model) FROM log
	UNION ALL SELECT weekly_share(NULL::date, model) FROM log
	UNION ALL SELECT weekly_share(ts, model, tokens) FROM log
	UNION ALL SELECT weekly_share(ts, model, cost, 'Pacific/Auckland', 'sunday') FROM log
	UNION ALL SELECT weekly_share(ts::timestamp, model, tokens) FROM log
	UNION ALL SELECT weekly_share(ts, 'key ' || n, 1::bigint) FROM log, generate_series(1, 12) AS n
	UNION ALL SELECT weekly_share(CASE WHEN model <> 'claude' THEN ts ELSE 'infinity' END, model, nullif(cost, 1) - 2) FROM log) AS v (s);
INSERT INTO samples (kind, characters, bytes)
SELECT 'retention_summary', r::text, retention_summary_send(r) FROM (
	SELECT cohort_retention(ts, tokens % 13, 'week') FROM log
	UNION ALL SELECT cohort_retention(ts, NULL::text, 'week') FROM log
	UNION ALL SELECT cohort_retention(ts, tokens, 'day', 'Asia/Kathmandu') FROM log
	UNION ALL SELECT cohort_retention(ts, md5(tokens::text)::uuid, 'month') FROM log WHERE tokens % 5 = 0
	UNION ALL SELECT cohort_retention(ts, model || tokens % 7, 'day', 'UTC', tokens % 2 = 0) FROM log
	UNION ALL SELECT cohort_retention(ts::timestamp, tokens % 7, 'quarter', tokens % 2 = 0) FROM log
	UNION ALL SELECT cohort_retention(ts + n * interval '9 days', tokens % 11, 'day') FROM log, generate_series(1, 20) AS n) AS v (r);
INSERT INTO samples (kind, characters, bytes)
SELECT 'elasticity_summary', e::text, elasticity_summary_send(e) FROM (
	SELECT elasticity(cost, 1 + tokens % 7) FROM log
	UNION ALL SELECT elasticity(NULL, 1 + tokens % 7) FROM log
	UNION ALL SELECT elasticity(cost, 1 + tokens % 11, model) FROM log
	UNION ALL SELECT elasticity(cost, 1 + tokens % 11, tokens % 5) FROM log
	UNION ALL SELECT elasticity(cost, 1 + tokens % 11, model, ts::date) FROM log WHERE tokens % 3 = 0
	UNION ALL SELECT elasticity(cost, 1 + tokens % 11, tokens % 5, tokens % 4) FROM log
	UNION ALL SELECT usage_elasticity(ts, model, tokens, cost, 'week', 'Pacific/Auckland') FROM log
	UNION ALL SELECT usage_elasticity(ts::timestamp, model, cost, cost / 3, 'month') FROM log) AS v (e);
INSERT INTO samples (kind, characters, bytes)
SELECT 'modelname', m::text, modelname_send(m) FROM unnest('{claude-3-7-sonnet-20250219,anthropic/claude-3.7-sonnet:thinking,gpt-4-0613,house model nobody knows,*,größe,//openai/gpt/4.1/mini@2025-04-14#high}'::text[]) AS t, LATERAL (SELECT t::modelname AS m) AS x;
INSERT INTO samples (kind, characters, bytes)
SELECT 'modelfamily', f::text, modelfamily_send(f) FROM unnest('{//anthropic/claude/*/sonnet,//openai,//openai/gpt/4.1/mini@2025-04-14#high,//unknown/größe,//,//a/b/c/d/e,gpt-4.1}'::text[]) AS t, LATERAL (SELECT t::modelfamily AS f) AS x;
INSERT INTO samples (kind, characters, bytes)
SELECT 'modelgrouping', g::text, modelgrouping_send(g) FROM (
	SELECT modelgrouping(label, family::modelfamily) FROM (VALUES ('Claude', '//anthropic/claude'), (NULL, '//openai/o3'), ('größe "x"', '//unknown/größe'), ('', '//')) AS v (label, family)
	UNION ALL SELECT poe_audio_2025()) AS v (g);

-- An integer from 0 up to n, the first of them oftener: a value's first bytes say how the rest is read.
CREATE FUNCTION place(n int) RETURNS int LANGUAGE sql RETURN floor((n + 1) * random() ^ (1 + (random() < 0.5)::int * 2))::int;
CREATE FUNCTION pick(VARIADIC choices text[]) RETURNS text LANGUAGE sql RETURN choices[1 + floor(random() * cardinality(choices))::int];

CREATE FUNCTION mutated(t text, other text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	at int;
	n int;
	number text;
BEGIN
	FOR i IN 1 .. 1 + floor(random() * 3)::int LOOP
		at := place(length(t));
		n := 1 + floor(random() * 12)::int;
		number := pick('0', '-1', '1', '127', '255', '32768', '2147483647', '-2147483648', '4294967296', '9223372036854775807', '-9223372036854775808',
			'9223372036854775808', '1e308', '-1e-320', '1e999', 'NaN', '00', '3.5', '719162', '2932896');
		t := CASE floor(random() * 9)::int
			WHEN 0 THEN left(t, at) || substr(t, at + n + 1)
			WHEN 1 THEN left(t, at + n) || substr(t, at + 1)
			WHEN 2 THEN left(t, at) || pick('"', '[', ']', '{', '}', ',', ':', '-', '.', '/', '%', '*', '#', '@', '~', '\', '\u0000', '\ud800', 'ä', '模', 'null', '[],', ' ') || substr(t, at + 1)
			WHEN 3 THEN left(t, at) || pick('"', '[', ']', '{', '}', ',', ':', '0', '9', '/', '%', '*', 'x', '模') || substr(t, at + 2)
			WHEN 4 THEN left(t, at) || regexp_replace(substr(t, at + 1), '-?[0-9][0-9.e+-]*', number)
			WHEN 5 THEN left(t, at) || substr(other, 1 + place(length(other)))
			WHEN 6 THEN left(t, at)
			WHEN 7 THEN left(t, at) || regexp_replace(substr(t, at + 1), '"[^"]*"', coalesce(substring(substr(other, 1 + place(length(other))) FROM '("[^"\\]*")'), '""'))
			ELSE left(t, at) || regexp_replace(substr(t, at + 1), '\[[^][]*\]', coalesce(substring(substr(other, 1 + place(length(other))) FROM '(\[[^][\\]*\])'), '[]'))
		END;
	END LOOP;
	RETURN t;
END $$;

CREATE FUNCTION mutated(b bytea, other bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	at int;
	n int;
	number bytea;
BEGIN
	FOR i IN 1 .. 1 + floor(random() * 3)::int LOOP
		IF length(b) = 0 THEN
			b := '\x00';
		END IF;
		at := least(place(length(b)), length(b) - 1);
		n := least(1 + floor(random() * 12)::int, length(b) - at);
		number := pick('\x00000000', '\x00000001', '\x7fffffff', '\x80000000', '\xffffffff', '\x00010000', '\x10000000', '\x00ffffff', '\x3fffffff',
			'\x7fffffffffffffff', '\x8000000000000000', '\xffffffffffffffff', '\x7ff0000000000000', '\x7ff8000000000000', '\xfff0000000000000', '\x0000000000000000')::bytea;
		b := CASE floor(random() * 9)::int
			WHEN 0 THEN substring(b FOR at) || substring(b FROM at + n + 1)
			WHEN 1 THEN substring(b FOR at + n) || substring(b FROM at + 1)
			WHEN 2 THEN set_byte(b, at, floor(random() * 256)::int)
			WHEN 3 THEN set_bit(b, at::bigint * 8 + floor(random() * 8)::int, floor(random() * 2)::int)
			WHEN 4 THEN set_byte(b, at, (get_byte(b, at) + 255 + 2 * floor(random() * 2)::int) % 256)
			WHEN 5 THEN substring(b FOR at) || number || substring(b FROM at + length(number) + 1)
			WHEN 6 THEN substring(b FOR at) || number || substring(b FROM at + 1)
			WHEN 7 THEN substring(b FOR at) || substring(other FROM 1 + place(length(other)))
			ELSE substring(b FOR at)
		END;
	END LOOP;
	RETURN b;
END $$;

-- Calls of all functions that take a value of this type first, $1; the others are constants, or $2 of the same type.
CREATE FUNCTION readers(kind regtype) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('SELECT length(x::text) FROM (SELECT %I(%s) AS x LIMIT 200) AS x', proname, string_agg(CASE
			WHEN n = 1 THEN '$1'
			WHEN argument = kind THEN '$2'
			ELSE format('%L::%s', CASE argument WHEN 'text'::regtype THEN 'claude' WHEN 'timestamptz'::regtype THEN '2025-06-01 00:00+00' WHEN 'date'::regtype THEN '2025-02-03'
				WHEN 'bool'::regtype THEN 'true' WHEN 'modelname'::regtype THEN '//anthropic/claude/3.7' WHEN 'modelfamily'::regtype THEN '//anthropic'
				WHEN 'modelgrouping'::regtype THEN (SELECT s.characters FROM samples AS s WHERE s.kind = 'modelgrouping' ORDER BY id LIMIT 1) WHEN 'uuid'::regtype THEN '00000000-0000-0000-0000-000000000001' ELSE '2' END, argument)
		END, ', ' ORDER BY n))
	FROM pg_proc AS p, unnest(proargtypes::oid[]) WITH ORDINALITY AS a (argument, n)
	WHERE probin = 'modelshare' AND prokind = 'f' AND proargtypes[0] = kind AND n <= pronargs - pronargdefaults AND NOT 'internal'::regtype = ANY (proargtypes)
	GROUP BY p.oid, proname
	UNION ALL
	SELECT format('SELECT length(%I(x)::text) FROM (VALUES ($1), ($1), ($2)) AS v (x)', proname) FROM pg_proc
	WHERE prokind = 'a' AND pronargs = 1 AND proargtypes[0] = kind AND oid IN (SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype = 'e')
	UNION ALL
	SELECT 'SELECT length(($1 || $2)::text)' WHERE kind::text LIKE '%summary'
	ORDER BY 1;
$$;

-- Read one form; 'refused' with an ordinary error, 'read', or what went wrong.
CREATE FUNCTION outcome(call text, form anyelement, kind text, other text, calls text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	accepted text;
	again text;
	reader text;
BEGIN
	BEGIN
		EXECUTE format('SELECT %s($1, NULL::%s)::text', call, kind) INTO accepted USING form;
	EXCEPTION WHEN OTHERS THEN
		RETURN CASE WHEN sqlstate LIKE 'XX%' THEN sqlstate || ' ' || sqlerrm ELSE 'refused' END;
	END;
	EXECUTE format('SELECT fuzz_input($1, NULL::%s)::text', kind) INTO again USING accepted;
	IF again IS DISTINCT FROM accepted THEN
		RETURN format('its text is read back as another value: %s, then %s', accepted, again);
	END IF;
	EXECUTE format('SELECT fuzz_receive(%I(x), NULL::%s)::text FROM %s($1, NULL::%s) AS x', kind || '_send', kind, call, kind) INTO again USING form;
	IF again IS DISTINCT FROM accepted THEN
		RETURN format('its binary form is read back as another value: %s, then %s', accepted, again);
	END IF;
	FOREACH reader IN ARRAY calls LOOP
		BEGIN
			EXECUTE replace(replace(reader, '$1', format('%s($1, NULL::%s)', call, kind)), '$2', format('$2::%s', kind)) USING form, other;
		EXCEPTION WHEN OTHERS THEN
			IF sqlstate LIKE 'XX%' THEN
				RETURN format('%s: %s %s', reader, sqlstate, sqlerrm);
			END IF;
		END;
	END LOOP;
	RETURN 'read';
EXCEPTION WHEN OTHERS THEN
	RETURN format('%s %s', sqlstate, sqlerrm);
END $$;

CREATE FUNCTION fuzz(kind text, rounds int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	calls text[] := ARRAY(SELECT readers(kind::regtype));
	sample samples;
	other samples;
	characters text;
	bytes bytea;
	result text;
	n_read int := 0;
	n_refused int := 0;
BEGIN
	FOR sample IN SELECT * FROM samples AS s WHERE s.kind = fuzz.kind ORDER BY id LOOP
		FOR i IN 0 .. 2 * rounds - 1 LOOP
			SELECT * INTO other FROM samples AS s WHERE s.kind = fuzz.kind ORDER BY random() LIMIT 1;
			IF i < 2 THEN			-- the sample itself
				characters := sample.characters;
				bytes := sample.bytes;
			ELSE
				characters := mutated(sample.characters, other.characters);
				bytes := mutated(sample.bytes, other.bytes);
			END IF;
			IF i % 2 = 0 THEN
				result := outcome('fuzz_input', characters, kind, other.characters, calls);
			ELSE
				result := outcome('fuzz_receive', bytes, kind, other.characters, calls);
			END IF;
			IF result = 'refused' AND i >= 2 THEN
				n_refused := n_refused + 1;
			ELSIF result = 'read' THEN
				n_read := n_read + 1;
			ELSE
				RETURN NEXT format('FAILED %s %L: %s', kind, CASE i % 2 WHEN 0 THEN characters ELSE bytes::text END, result);
			END IF;
		END LOOP;
		-- what is cut off anywhere
		FOR i IN 0 .. length(sample.bytes) - 1 BY 1 + length(sample.bytes) / (rounds * 10) LOOP
			result := outcome('fuzz_receive', substring(sample.bytes FOR i), kind, sample.characters, calls);
			IF result NOT IN ('refused', 'read') THEN
				RETURN NEXT format('FAILED %s cut to %s bytes %L: %s', kind, i, sample.bytes, result);
			END IF;
		END LOOP;
	END LOOP;
	RETURN NEXT format('%s: %s read, each by %s functions; %s refused', kind, n_read, cardinality(calls), n_refused);
END $$;

SELECT setseed(:seed) \gset
SELECT 'FAILED ' || t.typname || ': there is no sample of it' FROM pg_type AS t JOIN pg_depend ON objid = t.oid AND classid = 'pg_type'::regclass AND deptype = 'e'
	WHERE typtype = 'b' AND typelem = 0 AND typname NOT IN (SELECT kind FROM samples);
SELECT fuzz(kind, :rounds) FROM (SELECT kind FROM samples GROUP BY kind ORDER BY kind) AS kinds;
SELECT 'finished';

-- Every function of the extension, called by a role without rights with arguments of every kind that
-- its types allow, at random: an answer or an error of the user's, never one of the server's.
-- The number of calls of each function is :calls, 20 unless it is given.
\ir lib/setup.sql
\ir lib/summary_kinds.sql
\ir lib/summary_states.sql
\if :{?calls}
\else
\set calls 20
\endif
SET LOCAL test.calls = :calls;
SELECT plan(5);

CREATE ROLE modelshare_nobody;
CREATE SCHEMA hers AUTHORIZATION modelshare_nobody;

-- Expressions by type, besides NULL.
CREATE TABLE arguments (type regtype, expression text);
INSERT INTO arguments SELECT type, format('%L::%s', value, type) FROM kinds;
INSERT INTO arguments SELECT 'share_summary'::regtype, format('(SELECT bare FROM bare_share_summary WHERE frame = %L AND rows = %s)', frame, rows) FROM bare_share_summary;
INSERT INTO arguments SELECT 'retention_summary'::regtype, format('(SELECT bare FROM bare_retention_summary WHERE frame = %L AND rows = %s)', frame, rows) FROM bare_retention_summary;
INSERT INTO arguments SELECT 'elasticity_summary'::regtype, format('(SELECT bare FROM bare_elasticity_summary WHERE frame = %L AND rows = %s)', frame, rows) FROM bare_elasticity_summary;
INSERT INTO arguments SELECT type::regtype, format('%L::%s', value, type) FROM (VALUES
	('text', array['', 'k1', 'u3', 'week', 'day', 'month', 'UTC', 'Asia/Tokyo', 'Mars/Olympus', 'sunday', 'on', 'on_or_after', 'unit', 'two-way', 'hc1', 'vendor', 'variant', 'gpt-4.1-mini',
		'//openai/gpt/4.1', '//a/b/c/d@e#f', '//', '%', 'é模', E'\x01', repeat('x', 3000), repeat('-', 600), '{}', 'DE', 'total', 'NaN']),
	('bool', array['t', 'f']), ('int4', array['0', '1', '-1', '3', '2147483647', '-2147483648']), ('int8', array['0', '1', '-1', '9223372036854775807', '-9223372036854775808']),
	('float8', array['0', '-0', '1', '-1', '0.5', '0.95', 'NaN', 'Infinity', '-Infinity', '1e308', '-1e308', '5e-324']), ('numeric', array['0', '1', '-1', 'NaN', '1e400']),
	('date', array['2025-01-12', '2025-03-10', '2024-12-29', 'infinity', '-infinity', '4713-01-01 BC', '5874897-12-31', '0001-01-01']),
	('timestamp', array['2025-01-12', '2025-12-01 13:00', 'infinity', '-infinity', '4713-01-01 BC', '294276-12-31 23:59:59']),
	('timestamptz', array['2025-01-12', '2025-12-01 13:00+05', '2025-02-01', 'infinity', '-infinity', '4713-01-02 BC', '294276-12-31 00:00+00']),
	('uuid', array['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']), ('float8[]', array['{}', '{0,0,0,0}', '{NULL,1,2,3}', '{1,2,3,4,5}', '{{1,2},{3,4}}', '{NaN,1,2,3}', '[5:8]={1e308,1e308,1,0}']),
	('text[]', array['{}', '{a,NULL}', '{openai,k1}']), ('date[]', array['{}', '{2025-01-12,NULL}']),
	('modelname', array['gpt-4.1-mini-2025-04-14', '//openai/gpt/4o', 'no such model', '', '//anthropic/claude/3.7/sonnet#thinking', repeat('y', 2000)]),
	('modelfamily', array['gpt', '//deepseek', '//*/*/4', '', '//openai/gpt/4o', 'claude sonnet'])) AS v(type, texts), unnest(texts) AS value;
INSERT INTO arguments SELECT other::regtype, format('%s::%s', expression, other) FROM arguments, (VALUES ('varchar'), ('bpchar'), ('name'), ('cstring')) AS v(other) WHERE arguments.type = 'text'::regtype;
INSERT INTO arguments SELECT 'cstring'::regtype, format('%L::cstring', value) FROM kinds;
INSERT INTO arguments SELECT 'modelgrouping'::regtype, expression FROM unnest(array['poe_text_2025()', 'poe_video_2025()', '(SELECT modelgrouping(x, x::modelfamily) FROM unnest(''{gpt,claude,NULL}''::text[]) AS x WHERE x IS NOT NULL)', '(SELECT modelgrouping(NULL, ''gpt''))']) AS expression;
SELECT cmp_ok(count(DISTINCT type), '>=', 20::bigint, 'arguments of many types') FROM arguments;

-- Functions that SQL can call at all.
CREATE TABLE functions AS
SELECT p.oid, p.oid::regprocedure::text AS function, p.proname, p.prokind, p.proretset, p.prorettype::regtype AS result, p.pronargs, array(SELECT t FROM unnest(p.proargtypes) WITH ORDINALITY AS u(t, i) ORDER BY i) AS types
FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]);
SELECT is(string_agg(DISTINCT t::regtype::text, ', '), NULL, 'for every type there is an argument') FROM functions, unnest(types) AS t WHERE t NOT IN (SELECT type FROM arguments);

CREATE TABLE calls (function text, call text, code text, said text);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO modelshare_nobody;
GRANT INSERT ON calls TO modelshare_nobody;

-- The same arguments in every run.
CREATE FUNCTION argument(wanted oid) RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT CASE WHEN random() < 0.08 THEN 'NULL::' || wanted::regtype ELSE (SELECT expression FROM arguments WHERE type = wanted ORDER BY md5(random()::text || expression) LIMIT 1) END $$;
CREATE FUNCTION call_of(f functions) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	list text := '';
	shown text := CASE WHEN f.result = 'cstring'::regtype THEN 'x IS NULL' ELSE 'x::text' END;
BEGIN
	FOR i IN 1 .. f.pronargs LOOP
		list := concat_ws(', ', nullif(list, ''), argument(f.types[i]));
	END LOOP;
	RETURN CASE
		WHEN f.prokind = 'a' THEN format('SELECT count(%s) FROM (SELECT %I(%s) AS x FROM generate_series(1, 3)) AS s', shown, f.proname, list)
		WHEN f.prokind = 'w' THEN format('SELECT count(%s) FROM (SELECT %I(%s) OVER (ORDER BY n) AS x FROM generate_series(1, 3) AS n) AS s', shown, f.proname, list)
		WHEN f.proretset THEN format('SELECT count(x::text) FROM %I(%s) AS x', f.proname, list)
		ELSE format('SELECT count(%s) FROM (SELECT %I(%s) AS x) AS s', shown, f.proname, list) END;
END $$;
CREATE FUNCTION try_calls(f functions, times int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	call text;
	said text;
	code text;
BEGIN
	FOR i IN 1 .. times LOOP
		call := call_of(f);
		BEGIN
			code := '00000';
			said := NULL;
			EXECUTE call;
		EXCEPTION WHEN OTHERS OR query_canceled THEN
			GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, code = RETURNED_SQLSTATE;
		END;
		INSERT INTO calls VALUES (f.function, call, code, said);
	END LOOP;
END $$;

SET ROLE modelshare_nobody;
SET LOCAL statement_timeout = '10min';
SELECT setseed(0.42);
DO $$
DECLARE
	f functions;
BEGIN
	FOR f IN SELECT * FROM functions ORDER BY function LOOP
		PERFORM try_calls(f, current_setting('test.calls')::int);
	END LOOP;
END $$;
RESET ROLE;

SELECT is(string_agg(code || ' ' || said || ': ' || left(call, 300), E'\n'), NULL, 'no error is the server''s') FROM calls WHERE code ~ '^(XX|58|57|55|0X|53)';
SELECT is(string_agg(function, ', '), NULL, 'every function was called') FROM functions WHERE NOT EXISTS (SELECT FROM calls WHERE calls.function = functions.function);
SELECT cmp_ok(count(*) FILTER (WHERE code = '00000') * 4, '>=', count(*), 'at least a quarter of them answer: ' || count(*) FILTER (WHERE code = '00000') || ' of ' || count(*)) FROM calls;

SELECT * FROM finish();
ROLLBACK;

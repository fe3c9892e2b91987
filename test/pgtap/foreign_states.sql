-- Anybody may build an aggregate of their own from the functions of ours, and start it with any
-- summary there is.  Each function takes the states of its own kind and refuses all others, and
-- what is beside it in memory stays as it was.  A zone or first day of the week that no argument names is
-- the state's own.
\ir lib/setup.sql
\ir lib/summary_kinds.sql
\if :{?whole}
\else
\set whole false
\endif
SET LOCAL test.whole = :whole;
SELECT set_config('test.every', CASE :'slow_server' WHEN '0' THEN '5' ELSE '50' END, true) \g /dev/null
SELECT plan(9);

SELECT cmp_ok(count(*), '>=', 60::bigint, 'summaries of all kinds') FROM kinds;
SELECT is(count(*), 0::bigint, 'all of them are there') FROM kinds WHERE value IS NULL;

CREATE ROLE modelshare_nobody;
CREATE SCHEMA hers AUTHORIZATION modelshare_nobody;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO modelshare_nobody;
GRANT SELECT ON ALL TABLES IN SCHEMA pg_temp TO modelshare_nobody;
CREATE TABLE outcomes (what text, expected bool, accepted bool, problem text);
GRANT INSERT ON outcomes TO modelshare_nobody;

-- Final functions that take a state: none, the type's own, whatever else of ours does.
CREATE TABLE finals AS
SELECT p.proargtypes[0]::regtype AS type, p.proname::text AS name FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND p.pronargs = 1 AND NOT p.proretset AND p.prokind = 'f' AND p.prorettype <> 'cstring'::regtype
	AND p.proargtypes[0] IN (SELECT DISTINCT type FROM kinds);
INSERT INTO finals SELECT DISTINCT type, NULL::text FROM kinds;
GRANT SELECT ON finals TO modelshare_nobody;

-- Run the role's aggregate beside others: many small groups, and one large one.  Returns what went wrong with the neighbours.
CREATE FUNCTION beside(arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	spoiled bigint;
BEGIN
	EXECUTE format('SELECT count(*) FILTER (WHERE m <> repeat(g::text, 40) OR a[1] <> g OR cardinality(a) <> 2 OR c <> 2) FROM
		(SELECT g, max(repeat(g::text, 40)) AS m, hers.mine(%s) AS own, array_agg(g) AS a, count(*) AS c FROM generate_series(1, 60) AS g, generate_series(1, 2) AS n GROUP BY g OFFSET 0) AS x
		WHERE own IS NOT NULL OR own IS NULL', arguments) INTO spoiled;
	IF spoiled > 0 THEN
		RETURN spoiled || ' groups spoiled';
	END IF;
	EXECUTE format('SELECT count(*) FROM (SELECT hers.mine(%s) AS own, array_agg(repeat(n::text, 50)) AS a, string_agg(n::text, '','') AS s FROM generate_series(1, 250) AS n) AS x
		WHERE s <> (SELECT string_agg(n::text, '','') FROM generate_series(1, 250) AS n) OR cardinality(a) <> 250 OR own::text = ''''', arguments) INTO spoiled;
	RETURN CASE WHEN spoiled > 0 THEN 'the large group is spoiled' END;
END $$;

CREATE FUNCTION try_aggregate(what text, definition text, arguments text, types text, expected bool) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	said text;
	code text;
BEGIN
	EXECUTE 'CREATE AGGREGATE hers.mine' || definition;
	BEGIN
		said := beside(arguments);
		INSERT INTO outcomes VALUES (what, expected, true, said);
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, code = RETURNED_SQLSTATE;
		INSERT INTO outcomes VALUES (what, expected, false, CASE WHEN code <> '22023' THEN code || ' ' || said END);
	END;
	EXECUTE format('DROP AGGREGATE hers.mine(%s)', types);
EXCEPTION WHEN invalid_function_definition OR datatype_mismatch OR undefined_function THEN
	-- no aggregate can be made of these
	NULL;
END $$;

SET ROLE modelshare_nobody;
SET LOCAL max_parallel_workers_per_gather = 0;

-- Transition functions.
DO $$
DECLARE
	t transitions;
	k kinds;
	f finals;
BEGIN
	FOR t IN SELECT * FROM transitions ORDER BY function::text LOOP
		FOR k IN SELECT * FROM kinds WHERE type = t.type AND size <> 'none' LOOP
			-- all final functions with every fifth pair (with -v whole=1 every pair, on a slow server every fiftieth), else the type's own or none by turns
			FOR f IN SELECT * FROM finals WHERE type = t.type AND
				(current_setting('test.whole')::bool OR abs(hashtext(t.function::text || k.frame || k.size)) % current_setting('test.every')::int = 0 OR name IS NULL = (hashtext(t.function::text || k.frame || k.size) % 2 = 0) AND (name IS NULL OR name LIKE '%\_final')) LOOP
				PERFORM try_aggregate(concat_ws(' | ', t.function, k.frame, k.size, f.name),
					format('(%s) (sfunc = %s, stype = %s, initcond = %L%s)', array_to_string(t.types[2:], ', '), t.name, t.type, k.value, ', finalfunc = ' || f.name),
					arguments_of(t, k.zone, k.period), array_to_string(t.types[2:], ', '), t.frame = k.frame AND NOT t.raises);
			END LOOP;
		END LOOP;
	END LOOP;
END $$;
RESET ROLE;
SELECT is(string_agg(what || ': ' || problem, E'\n'), NULL, 'transition functions: no neighbour is spoiled, and each error is an argument''s') FROM outcomes;
SELECT is(string_agg(what || CASE WHEN accepted THEN ' was accepted' ELSE ' was refused' END, E'\n'), NULL, 'a transition function takes states of its own kind and no others') FROM outcomes WHERE accepted <> expected;
SELECT cmp_ok(count(*) FILTER (WHERE accepted), '>=', 100::bigint, 'many were taken, many refused: ' || count(*)) FROM outcomes;
TRUNCATE outcomes;
SET ROLE modelshare_nobody;

-- A transition function as the final one, too: its state may be another aggregate's as well.
DO $$
DECLARE
	t transitions;
	k kinds;
BEGIN
	FOR t IN SELECT * FROM transitions WHERE NOT raises ORDER BY function::text LOOP
		FOR k IN SELECT * FROM kinds WHERE type = t.type AND frame = t.frame LOOP
			PERFORM try_aggregate(concat_ws(' | ', t.function, k.frame, k.size),
				format('(%s) (sfunc = %s, stype = %s, initcond = %L, finalfunc = %s, finalfunc_extra)', array_to_string(t.types[2:], ', '), t.name, t.type, k.value, t.name),
				arguments_of(t, k.zone, k.period), array_to_string(t.types[2:], ', '), true);
		END LOOP;
	END LOOP;
END $$;
RESET ROLE;
SELECT is(string_agg(what || ': ' || problem, E'\n'), NULL, 'transition functions as final functions') FROM outcomes
WHERE problem IS NOT NULL AND problem NOT LIKE '22004 argument period must not be NULL';
TRUNCATE outcomes;
SET ROLE modelshare_nobody;

-- Combine functions: a state of each kind, and an argument of each.
DO $$
DECLARE
	a kinds;
	b kinds;
	mine text;
BEGIN
	FOR a IN SELECT * FROM kinds LOOP
		mine := replace(a.type::text, '_summary', '');
		FOR b IN SELECT * FROM kinds WHERE type = a.type LOOP
			PERFORM try_aggregate(concat_ws(' | ', 'combine', a.frame, a.size, b.frame, b.size),
				format('(%1$s) (sfunc = %1$s_combine, stype = %1$s, initcond = %2$L)', a.type, a.value),
				format('%L::%s', b.value, b.type), a.type::text, a.frame = b.frame AND a.zone IS NOT DISTINCT FROM b.zone);
		END LOOP;
	END LOOP;
END $$;
RESET ROLE;
SELECT is(string_agg(what || ': ' || problem, E'\n'), NULL, 'combine functions: no neighbour is spoiled, and each error is an argument''s') FROM outcomes;
SELECT is(string_agg(what || CASE WHEN accepted THEN ' was accepted' ELSE ' was refused' END, E'\n'), NULL, 'a combine function takes summaries of its state''s kind and no others') FROM outcomes WHERE accepted <> expected;

-- Outside an aggregate no state is changed.
SET ROLE modelshare_nobody;
CREATE TABLE hers.outside AS SELECT function, message_of('SELECT ' || name || '(NULL, ' || arguments_of(t, NULL, 'week') || ') FROM generate_series(1, 1) AS n') AS problem FROM transitions AS t WHERE NOT raises
	UNION ALL SELECT DISTINCT ON (type) (type || '_combine')::regproc::regprocedure, message_of(format('SELECT %s_combine(%L, %L)', type, value, value)) FROM kinds;
RESET ROLE;
SELECT is(string_agg(function::text || ': ' || problem, E'\n'), NULL, 'transition and combine functions are of use in aggregates only') FROM hers.outside
WHERE problem IS NULL OR problem NOT LIKE 'transition function of % called outside an aggregate%';

SELECT * FROM finish();
ROLLBACK;

-- What an administrator expects of names and families: which functions are leakproof, equality that is
-- identity (so that an index keeps equal values once), min and max.
\ir lib/setup.sql
SELECT no_plan();

-- Leakproof is what compares, what tells of membership, and what reads one field or fact of a name
-- out of its bytes.  What recognises text is not, nor what has an error that tells of an argument.
SELECT results_eq(
	$$SELECT oid::regprocedure::text COLLATE "C" FROM pg_proc WHERE probin = 'modelshare' AND proleakproof ORDER BY 1$$,
	$$SELECT format(f, t)::regprocedure::text COLLATE "C"
	FROM (VALUES ('modelname'), ('modelfamily')) AS types(t), (VALUES ('%1$s_lt(%1$s, %1$s)'), ('%1$s_le(%1$s, %1$s)'), ('%1$s_eq(%1$s, %1$s)'),
		('%1$s_ne(%1$s, %1$s)'), ('%1$s_ge(%1$s, %1$s)'), ('%1$s_gt(%1$s, %1$s)'), ('%1$s_cmp(%1$s, %1$s)'), ('%1$s_smaller(%1$s, %1$s)'),
		('%1$s_larger(%1$s, %1$s)'), ('%1$s_hash(%1$s)'), ('%1$s_hash_extended(%1$s, bigint)')) AS functions(f)
	UNION
	SELECT f::regprocedure::text COLLATE "C"
	FROM unnest(array['modelname_in_family(modelname, modelfamily)', 'modelfamily_has_name(modelfamily, modelname)', 'modelfamily_from(modelfamily)',
		'modelfamily_upto(modelfamily)', 'model_reasoned(modelname, bigint)', 'continent(text)']) AS f
	UNION
	SELECT format('model_%s(modelname)', f)::regprocedure::text COLLATE "C"
	FROM unnest(array['vendor', 'line', 'version', 'variant', 'snapshot', 'mode', 'recognised', 'origin', 'open_weights', 'source_type', 'released',
		'parameters', 'active_parameters', 'reasoning', 'modality']) AS f
	ORDER BY 1$$, 'leakproof are exactly these');
SELECT is_empty($$SELECT opfname, amopopr::regoperator FROM pg_amop JOIN pg_opfamily AS f ON f.oid = amopfamily JOIN pg_operator AS o ON o.oid = amopopr
	WHERE amoplefttype IN ('modelname'::regtype, 'modelfamily'::regtype) AND NOT (SELECT proleakproof FROM pg_proc WHERE oid = oprcode)$$,
	'no operator of an operator class is left out');

-- Equality is identity.  Fields that read alike (4.1, 4.01, 04.1), absent and empty ones, long ones, random bytes.
SELECT setseed(0.3);
CREATE FUNCTION some_field() RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT (array['-', '""', '1', '01', '001', '1.0', '1.00', '4.1', '4.01', '04.1', 'a', 'a1', 'a01', 'a1b', 'a01b', '1a', '01a',
		repeat('0', 130), repeat('0', 131), repeat('é', 70), 'é', '%2A', 'x%20y', chr(97 + (random() * 25)::int), chr(8000 + (random() * 99)::int),
		(random() * 20)::int::text, '0' || (random() * 20)::int])[1 + floor(random() * 27)::int] $$;
CREATE TABLE names AS
	SELECT modelname_in(textout(format('//%s/%s/%s/%s@%s#%s', some_field(), some_field(), some_field(), some_field(), some_field(), some_field()))) AS m FROM generate_series(1, 3000)
	UNION ALL
	SELECT modelname_in(textout('//a/' || some_field())) FROM generate_series(1, 3000)
	UNION ALL
	SELECT spelling::modelname FROM unnest(array['gpt-4.1', 'GPT 4.1', 'openai/gpt-4.1', 'gpt-4.10', 'gpt-4.01', 'gpt-4o', '', ' ', 'nobody', 'Nobody', '//', '//-', '//""', '//*', repeat('0', 900), repeat('0', 901)]) AS spelling;
CREATE TABLE families AS
	SELECT modelfamily_in(textout(format('//%s/%s/%s', some_field(), some_field(), (array['*', some_field()])[1 + (random() * 1)::int]))) AS m FROM generate_series(1, 3000)
	UNION ALL
	SELECT model_family(m, level) FROM names, unnest(array['line', 'mode']) AS level WHERE random() < 0.2;
CREATE FUNCTION image(modelname) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT modelname_send($1)';
CREATE FUNCTION image(modelfamily) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT modelfamily_send($1)';
SELECT is((SELECT count(DISTINCT m) FROM names), (SELECT count(DISTINCT image(m)) FROM names), 'as many names as bytes of names');
SELECT is((SELECT count(DISTINCT m) FROM families), (SELECT count(DISTINCT image(m)) FROM families), 'as many families as bytes of families');
SELECT is((SELECT count(DISTINCT image(m)) FROM families), (SELECT count(DISTINCT m::text) FROM families), 'and as many texts');
SELECT is_empty($$WITH picked AS (SELECT DISTINCT m FROM (SELECT m FROM names ORDER BY random() LIMIT 500) AS s)
	SELECT a.m, b.m FROM picked AS a, picked AS b
	WHERE (modelname_cmp(a.m, b.m) = 0) <> (image(a.m) = image(b.m)) OR (a.m = b.m) <> (image(a.m) = image(b.m)) OR sign(modelname_cmp(a.m, b.m)) <> - sign(modelname_cmp(b.m, a.m))$$,
	'names compare as equal only where they are the same bytes');
SELECT is_empty($$WITH picked AS (SELECT DISTINCT m FROM (SELECT m FROM families ORDER BY random() LIMIT 500) AS s)
	SELECT a.m, b.m FROM picked AS a, picked AS b
	WHERE (modelfamily_cmp(a.m, b.m) = 0) <> (image(a.m) = image(b.m)) OR (a.m = b.m) <> (image(a.m) = image(b.m)) OR sign(modelfamily_cmp(a.m, b.m)) <> - sign(modelfamily_cmp(b.m, a.m))$$,
	'families too');
SELECT is((SELECT count(*)::int FROM names WHERE m <> modelname_in(textout(m::text))), 0, 'and what is read back is identical');

-- So a btree index keeps each of them once, with the places of its rows.
CREATE TABLE requests AS
	SELECT (array['gpt-4o', 'gpt-4.1', 'gpt-4.1-mini', 'o3', 'o1-mini', 'claude-3.7-sonnet', 'claude-opus-4', 'gemini-2.5-pro', 'gemini-2.5-flash', 'deepseek-r1',
		'deepseek-v3', 'grok-3', 'llama-3.1-8b', 'mistral-large-2407', 'qwen3-32b'])[1 + i % 15]::modelname AS name, i FROM generate_series(1, 300000) AS i;
ALTER TABLE requests ADD COLUMN family modelfamily;
UPDATE requests SET family = model_family(name, 'version');
CREATE INDEX once ON requests (name);
CREATE INDEX each ON requests (name) WITH (deduplicate_items = off);
CREATE INDEX family_once ON requests (family);
CREATE INDEX family_each ON requests (family) WITH (deduplicate_items = off);
SELECT cmp_ok(pg_relation_size('once') * 3, '<', pg_relation_size('each'), 'names: under a third of the size');
SELECT cmp_ok(pg_relation_size('family_once') * 3, '<', pg_relation_size('family_each'), 'families too');
INSERT INTO requests SELECT name, i, family FROM requests WHERE i % 10 = 0;
DELETE FROM requests WHERE i % 7 = 0;
SELECT is_empty($$SELECT opcname FROM pg_opclass AS c WHERE opcintype IN ('modelname'::regtype, 'modelfamily'::regtype)
	AND opcmethod = (SELECT oid FROM pg_am WHERE amname = 'btree')
	AND NOT EXISTS (SELECT FROM pg_amproc WHERE amprocfamily = opcfamily AND amprocnum = 4 AND amproc = 'btequalimage'::regproc)$$, 'every btree class says so');
SELECT count(*) > 0 AS has_amcheck FROM pg_available_extensions WHERE name = 'amcheck' \gset
\if :has_amcheck
CREATE EXTENSION amcheck;
SELECT lives_ok(format('SELECT bt_index_parent_check(%L, true, true)', i), i || ' is sound') FROM unnest(array['once', 'family_once']) AS i;
\else
SELECT skip('amcheck is not installed', 2);
\endif

-- min and max: as ORDER BY has it, with nulls, groups, workers, and from an index.
CREATE INDEX names_m ON names (m);
CREATE INDEX families_m ON families (m);
INSERT INTO names VALUES (NULL);
SELECT is((SELECT min(m) FROM names), (SELECT m FROM names ORDER BY m LIMIT 1), 'min(modelname)');
SELECT is((SELECT max(m) FROM names), (SELECT m FROM names WHERE m IS NOT NULL ORDER BY m DESC LIMIT 1), 'max(modelname)');
SELECT is((SELECT min(m) FROM families), (SELECT m FROM families ORDER BY m LIMIT 1), 'min(modelfamily)');
SELECT is((SELECT max(m) FROM families), (SELECT m FROM families ORDER BY m DESC LIMIT 1), 'max(modelfamily)');
SELECT is((SELECT max(m) FROM unnest(array['gpt-4.9', 'gpt-4.10', 'gpt-4.1']::modelname[]) AS m), 'gpt-4.10', 'versions go by number');
SELECT is((SELECT min(m) FROM names WHERE m IS NULL), NULL, 'of nothing but nulls: null');
SELECT is((SELECT max(m) FROM names WHERE false), NULL, 'of no rows: null');
SELECT is_empty($$SELECT left(m::text, 3), min(m), max(m) FROM names WHERE m IS NOT NULL GROUP BY 1
	EXCEPT
	SELECT left(m::text, 3), (array_agg(m ORDER BY m))[1], (array_agg(m ORDER BY m DESC))[1] FROM names GROUP BY 1$$, 'by groups');
ANALYZE names, families, requests;
SELECT ok(plan_has(plan, 'Node Type', 'Limit') AND (plan_has(plan, 'Node Type', 'Index Only Scan') OR plan_has(plan, 'Node Type', 'Index Scan')), format('%s over %s reads one entry of the index', f, t))
FROM unnest(array['min', 'max']) AS f, unnest(array['names', 'families']) AS t, plan_of(format('SELECT %s(m) FROM %s', f, t)) AS plan;
SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off;
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0; SET LOCAL max_parallel_workers_per_gather = 2;
SELECT ok(plan_has(plan_of('SELECT min(name), max(family) FROM requests'), 'Partial Mode', 'Finalize'), 'workers take parts');
SELECT results_eq('SELECT min(name), max(family) FROM requests', $$SELECT '//alibaba/qwen/3/32b'::modelname, (SELECT family FROM requests ORDER BY family DESC LIMIT 1)$$, 'and agree');
-- the names of core's own aggregates still find them
SELECT is(pg_typeof(min(a))::text || pg_typeof(max(b)) || pg_typeof(min('c')) || pg_typeof(max(NULL)), 'texttexttexttext', 'min and max of text stay core''s')
FROM (VALUES ('x'::text, 'y'::varchar)) AS v(a, b);

SELECT * FROM finish();
ROLLBACK;

-- Indexes over names: <@ and @> by index, guesses of rows, expression indexes, generated columns, joins and groups.

-- Costs of scans that are switched off would have every query compiled
SET jit = off;
-- What the plan of a query does: its index conditions, their bounds, and the rows it expects
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    RETURN plan::text;
END $$;
CREATE FUNCTION conditions(query text) RETURNS text LANGUAGE sql AS $$
    SELECT (regexp_match(plan_of(query), '"Index Cond": "((\\.|[^"\\])*)"'))[1] $$;
CREATE FUNCTION bounds(query text) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(m[1]) FROM regexp_matches(replace(conditions(query), '\"', '"'), '([<>=]+ ''[^'']*'')::(?:\w+\.)?modelname', 'g') AS m $$;
CREATE FUNCTION guess(query text) RETURNS float8 LANGUAGE sql AS $$
    SELECT (regexp_match(plan_of(query), '"Plan Rows": (\d+)'))[1]::float8 $$;
-- Only plain scans of the named kind
CREATE FUNCTION use_index(yes boolean) RETURNS void LANGUAGE sql AS $$
    SELECT set_config('enable_seqscan', (NOT yes)::text, false), set_config('enable_indexscan', yes::text, false),
        set_config('enable_indexonlyscan', yes::text, false), set_config('enable_bitmapscan', 'off', false) $$;

-- Names from fields that are absent, empty, alike in their numbers, odd, and longer than they should be
CREATE TABLE names (id serial PRIMARY KEY, m modelname);
CREATE TABLE parts AS SELECT i, string_to_array(list, ' ') AS list FROM (VALUES
    (1, '- "" a openai openai openai openai%01 openai%01%01 open o é %20 %2D 0 00 unknown'),
    (2, '- "" gpt gpt gpt gpt%01 gpt2 gpt02 gp é é%01 日本 %2A o %7F'),
    (3, '- "" 4 4.0 4.00 4.1 4.01 04.1 4.1%01 4.01%01 4.9 4.09 4.10 4.010 4o 04o r1 r01 r001 r1%01 r10 10 010 1.0 1.00 1 01 0 00 000 1%01 99999999999999999999 9 v v%01'),
    (4, '- - "" mini mini%01 70b 8b 08b 405b 7.0b pro %01 %01%01'),
    (5, '- - - "" 0613 613 2025-04-14 2025-4-14 %40'),
    (6, '- - - "" high thinking 1 01 %23')) AS v(i, list);
SELECT setseed(0.25);
CREATE FUNCTION pick(part int) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT list[1 + floor(random() * cardinality(list))::int] FROM parts WHERE i = part $$;
INSERT INTO names (m) SELECT modelname_in(textout('//' || pick(1) || '/' || pick(2) || '/' || pick(3) || '/' || pick(4) || '@' || pick(5) || '#' || pick(6)))
FROM generate_series(1, 6000);
INSERT INTO names (m) SELECT m FROM unnest(array[NULL, '//', '//openai', '//openai/gpt', '//openai/gpt/4.1', '//openai/gpt/4.1/mini', '//openai/gpt/4.1/mini@2025-04-14#high']::modelname[]) AS m;
-- The longest there are, and their neighbours
INSERT INTO names (m) SELECT modelname_in(textout(t)) FROM unnest(array[
    '//' || repeat('x', 2048), '//' || repeat('x', 2047), '//' || repeat('x', 2046) || 'y', '//y', '//x',
    '//openai/' || repeat('4', 2042), '//openai/' || repeat('4', 2041), '//openai/' || repeat('4', 2041) || '@""', '//openai/' || repeat('5', 2042),
    '//openai/gpt/' || repeat('0', 2038) || '1', '//openai/gpt/' || repeat('0', 2037) || '1', '//openai/gpt/4.1/' || repeat('é', 1018),
    '//openai/gpt/4.1/' || repeat('z', 2036), '//openai/gpt/4.1@' || repeat('z', 2036), '//openai/gpt/4.1@' || repeat('z', 2035) || '#""']) AS t;
CREATE INDEX names_m ON names (m);
ANALYZE names;

-- … and families of the same fields
CREATE TABLE families (id serial, f modelfamily);
INSERT INTO families (f) SELECT DISTINCT f FROM (
    SELECT modelfamily_in(textout('//' || concat_ws('/', CASE WHEN random() < 0.05 THEN '*' ELSE pick(1) END, CASE WHEN random() < 0.1 THEN '*' ELSE pick(2) END,
        CASE WHEN random() < 0.4 THEN '*' ELSE pick(3) END, CASE WHEN random() < 0.6 THEN '*' ELSE pick(4) END) ||
        CASE WHEN random() < 0.2 THEN '@' || pick(5) ELSE '' END || CASE WHEN random() < 0.2 THEN '#' || pick(6) ELSE '' END)) AS f
    FROM generate_series(1, 2500)) AS r;
INSERT INTO families (f) SELECT DISTINCT model_family(m, level) FROM names, unnest(array['vendor', 'line', 'version', 'variant', 'snapshot', 'mode']) AS level WHERE id % 20 = 0 OR length(m::text) > 1000;

-- The conditions
SELECT use_index(true);
SELECT f, bounds(format('SELECT m FROM names WHERE m <@ %L', f)) FROM (VALUES
    ('//'), ('//*/gpt'), ('//openai'), ('//openai/gpt'), ('//openai/gpt/4.1'), ('//openai/gpt/4.1/mini'), ('//openai/gpt/4.1/mini@0613'), ('//openai/gpt/4.1/mini@0613#high'),
    ('//openai/gpt/4.1/-'), ('//openai/-'), ('//-'), ('//openai/gpt/4.1/-@-'), ('//openai/gpt/4.1/-@-#-'), ('//openai/""'), ('//""'),
    ('//anthropic/claude/*/sonnet'), ('//openai/gpt/*@0613'), ('//openai/%2A/4%25'), ('//é'), ('//openai%01')) AS v(f);

-- As @>, as a function, from the other side, from raw text, and inside other conditions
SELECT q, bounds(q) FROM (VALUES
    ('SELECT m FROM names WHERE ''//openai/gpt''::modelfamily @> m'), ('SELECT m FROM names WHERE modelname_in_family(m, ''//openai/gpt'')'),
    ('SELECT m FROM names WHERE modelfamily_has_name(''//openai/gpt'', m)'), ('SELECT m FROM names WHERE m <@ ''claude sonnet''::text::modelfamily'),
    ('SELECT m FROM names WHERE m <@ ''//openai/gpt'' AND id > 5'), ('SELECT m FROM names WHERE m <@ ''//openai/gpt'' ORDER BY m DESC LIMIT 1'),
    ('SELECT m FROM names WHERE m <@ NULL::modelfamily'), ('SELECT m FROM names WHERE ''//openai'' <@ model_family(m, ''line'')'),
    ('SELECT m FROM names WHERE m <@ model_family(m, ''line'')'), ('SELECT m FROM names WHERE NOT m <@ ''//openai''')) AS v(q);

-- Without digits and with nothing fixed behind the open fields the condition is the answer; else it is checked again
SELECT f, plan_of(format('SELECT m FROM names WHERE m <@ %L', f)) ~ '"Filter"' AS filtered FROM unnest(array[
    '//openai', '//openai/gpt', '//openai/gpt/4.1', '//openai/gpt/4.1/mini', '//openai/gpt/4.1/-', '//openai/gpt/4.1/-@-#-', '//openai/*/4.1', '//gpt2', '//é']) AS f;

-- Index and sequential scan agree, for thousands of families
SELECT count(*) > 3000 AS thousands, count(*) FILTER (WHERE length(f::text) > 2000) AS long FROM families;
CREATE TABLE answers (id int, way text, ids int[], bounds text[]);
DO $$
DECLARE r record; q text; found int[];
BEGIN
    FOR r IN SELECT id, f::text AS f FROM families LOOP
        q := format('SELECT m, id FROM names WHERE m <@ %L', r.f);
        PERFORM use_index(true);
        EXECUTE 'SELECT array_agg(id ORDER BY id) FROM (' || q || ') AS q' INTO found;
        INSERT INTO answers VALUES (r.id, 'index', found, bounds(q));
    END LOOP;
END $$;
SELECT use_index(false);
INSERT INTO answers SELECT f.id, 'scan', array_agg(n.id ORDER BY n.id) FROM families f LEFT JOIN names n ON n.m <@ f.f GROUP BY f.id;
SELECT count(*) AS disagree FROM families JOIN answers a USING (id) JOIN answers b USING (id) WHERE a.way = 'index' AND b.way = 'scan' AND a.ids IS DISTINCT FROM b.ids AND (a.ids IS NOT NULL OR b.ids <> array[NULL::int]);
SELECT count(*) > 1000 AS many_found, count(*) FILTER (WHERE cardinality(ids) > 50) > 100 AS many_large FROM answers WHERE way = 'index' AND ids IS NOT NULL;
SELECT count(*) AS with_no_condition FROM answers JOIN families USING (id) WHERE way = 'index' AND bounds IS NULL AND f::text !~ '^//(\*|$|@|#)';
-- Every bound is read back as it is printed, and none but a name as long as names get lacks one
SELECT count(*) AS not_read_back FROM answers, unnest(bounds) AS b, substring(b, '''(.*)''') AS t WHERE t::modelname::text <> t OR modelname_in(textout(t)) IS NULL;
SELECT count(*) AS no_upper FROM answers JOIN families USING (id) WHERE way = 'index' AND cardinality(bounds) = 1 AND bounds[1] NOT LIKE '= %';

-- The bounds are no wider than the leading fields, save for other ways to write the last number: of what the index gives little is thrown away
SELECT use_index(true);
SELECT count(*) AS wide FROM families JOIN answers USING (id), LATERAL (SELECT count(*) AS n FROM names WHERE m >= substring(bounds[1], '''(.*)''')::modelname AND m < substring(bounds[2], '''(.*)''')::modelname) AS ranged
    WHERE way = 'index' AND cardinality(bounds) = 2 AND f::text !~ '\*|\d|@|#' AND length(f::text) < 1000 AND ranged.n <> coalesce(cardinality(ids), 0);

-- A family that is only known when the query runs: one of another table, from either side, as an operator or a function; the bounds are found for each
SELECT use_index(true);
SELECT regexp_replace(conditions(q), '\$0|\(InitPlan \w+\)\.col1', '?', 'g') AS conditions FROM unnest(array['SELECT 1 FROM families JOIN names ON m <@ f', 'SELECT 1 FROM names RIGHT JOIN families ON families.f @> names.m', 'SELECT 1 FROM families JOIN names ON modelname_in_family(m, f)',
    'SELECT 1 FROM families, LATERAL (SELECT 1 FROM names WHERE modelfamily_has_name(f, m) OFFSET 0) AS n', 'SELECT 1 FROM names WHERE m <@ (SELECT f FROM families WHERE id = 7)',
    'SELECT 1 FROM names a JOIN names b ON a.m <@ model_family(b.m, ''line'') WHERE b.id = 7',
    'SELECT 1 FROM names WHERE m <@ model_family(m, ''line'')', 'SELECT 1 FROM names WHERE modelname_in_family(m, model_family(m, ''line''))', 'SELECT 1 FROM names WHERE m <@ (''//x'' || random())::modelfamily',
    'SELECT 1 FROM names AS a WHERE m <@ (SELECT f FROM families WHERE families.id = a.id)']) AS q;
SELECT set_config('enable_' || join_type, 'off', false) FROM unnest(array['hashjoin', 'mergejoin', 'material', 'memoize']) AS join_type;
SELECT plan_of('SELECT f.id, n.id FROM families AS f JOIN names AS n ON n.m <@ f.f') ~ '"Index Cond": "..m >= modelfamily_from.f.f.. AND .m <= modelfamily_upto.f.f' AS by_index;
INSERT INTO answers SELECT f.id, 'join', array_agg(n.id ORDER BY n.id) FROM families f JOIN names n ON n.m <@ f.f GROUP BY f.id;
SELECT set_config('enable_' || join_type, 'on', false) FROM unnest(array['hashjoin', 'mergejoin', 'material', 'memoize']) AS join_type;
SELECT count(*) AS disagree FROM families LEFT JOIN answers AS a ON a.id = families.id AND a.way = 'join' JOIN answers AS b ON b.id = families.id AND b.way = 'index' WHERE a.ids IS DISTINCT FROM b.ids;
SELECT count(*) AS not_read_back FROM families, LATERAL (VALUES (modelfamily_from(f)), (modelfamily_upto(f))) AS v(m) WHERE modelname_in(textout(m::text)) <> m;
SELECT modelfamily_from(f), replace(modelfamily_upto(f)::text, repeat(chr(1114111), 512), 'the last') AS modelfamily_upto FROM unnest(array['//openai/gpt', '//openai/gpt/4.1/mini@-#-', '//*/gpt', '//', NULL]::modelfamily[]) AS f;
SELECT count(*) AS after_the_last FROM names WHERE m > modelfamily_upto('//');

-- A parameter that is known when planning gives constants, an unknown one expressions
PREPARE by_family(text) AS SELECT count(*) FROM names WHERE m <@ $1::modelfamily;
SET plan_cache_mode = force_custom_plan;
SELECT bounds('EXECUTE by_family(''gpt-4.1'')');
CREATE TEMP TABLE counted AS EXECUTE by_family('//openai/gpt');
SET plan_cache_mode = force_generic_plan;
SELECT conditions('EXECUTE by_family(''gpt-4.1'')');
CREATE TEMP TABLE counted_too AS EXECUTE by_family('//openai/gpt');
SELECT count > 100 AS many, count = (SELECT count FROM counted_too) AS same FROM counted;
RESET plan_cache_mode;
DEALLOCATE by_family;

-- Hash index: only a family that decides every field; other operator classes: none
CREATE TABLE others (m modelname, f modelfamily);
INSERT INTO others SELECT m, model_family(m, 'line') FROM names WHERE length(m::text) < 500;
CREATE INDEX others_hash ON others USING hash (m);
SELECT f, bounds(format('SELECT m FROM others WHERE m <@ %L', f)) FROM unnest(array['//openai/gpt', '//openai/gpt/4.1/mini@-#-']) AS f;
DROP INDEX others_hash;
CREATE INDEX others_family ON others (f);
SELECT bounds('SELECT f FROM others WHERE ''//openai/gpt'' <@ f'), bounds('SELECT f FROM others WHERE f @> ''//openai/gpt''');
DROP INDEX others_family;
CREATE OPERATOR CLASS backward_ops FOR TYPE modelname USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 modelname_cmp(modelname, modelname);
CREATE INDEX others_backward ON others (m backward_ops);
SELECT bounds('SELECT m FROM others WHERE m <@ ''//openai/gpt''');
DROP OPERATOR FAMILY backward_ops USING btree CASCADE;
-- Descending, with more columns, partial, and behind a domain
CREATE INDEX others_down ON others (m DESC NULLS LAST, f);
SELECT bounds('SELECT m FROM others WHERE m <@ ''//openai/gpt''');
DROP INDEX others_down;
CREATE INDEX others_partial ON others (m) WHERE m <@ '//openai';
SELECT bounds('SELECT m FROM others WHERE m <@ ''//openai'''), bounds('SELECT m FROM others WHERE m <@ ''//openai'' AND m <@ ''//openai/gpt''');
CREATE DOMAIN served AS modelname;
CREATE TABLE behind (m served);
INSERT INTO behind SELECT m FROM others;
CREATE INDEX behind_m ON behind (m);
SELECT bounds('SELECT m FROM behind WHERE m <@ ''//openai/gpt''');
SELECT count(*) = (SELECT count(*) FROM others WHERE m <@ '//openai/gpt') AS same FROM behind WHERE m <@ '//openai/gpt';
ANALYZE behind;
SELECT guess('SELECT m FROM behind WHERE m <@ ''//openai''') / (SELECT count(*) FROM behind WHERE m <@ '//openai') BETWEEN 0.5 AND 2 AS close;

-- Raw text: an index over the expression, and a generated column
CREATE TABLE requests (model text, name modelname GENERATED ALWAYS AS (model::modelname) STORED, line modelfamily GENERATED ALWAYS AS (model_family(model, 'line')) STORED);
INSERT INTO requests (model) SELECT list[1 + floor(sqrt(i % 196))::int] FROM generate_series(1, 9800) AS i,
    (VALUES (array['ElevenLabs-v2', 'kling-1.6', 'flux-dev', 'mistral-large-2407', 'llama3.1:8b', 'o3', 'o1', 'grok-3', 'deepseek-r1', 'gemini-2.5-pro', 'claude-3.7-sonnet', 'Claude-Sonnet-4', 'gpt-4.1-mini', 'gpt-4o'])) AS v(list);
CREATE INDEX requests_expression ON requests ((model::modelname));
CREATE INDEX requests_name ON requests (name);
CREATE INDEX requests_line ON requests (line);
ANALYZE requests;
SELECT bounds('SELECT 1 FROM requests WHERE model::modelname <@ ''gpt-4o'''), bounds('SELECT 1 FROM requests WHERE name <@ ''gpt-4o''');
SELECT count(*) FROM requests WHERE model::modelname <@ 'gpt';
SELECT count(*) FROM requests WHERE name <@ 'gpt';
SELECT count(*) FROM requests WHERE line = 'gpt';
SELECT use_index(false);
SELECT count(*) FROM requests WHERE model::modelname <@ 'gpt';
UPDATE requests SET model = 'gpt-4o-mini' WHERE model = 'gpt-4.1-mini';
ANALYZE requests;
SELECT DISTINCT model, name, line FROM requests WHERE name <@ 'gpt' ORDER BY name;

-- Guesses: within a factor of two for what is common, here and over the expression
SELECT f, guess(format('SELECT 1 FROM requests WHERE name <@ %L', f)) / n BETWEEN 0.5 AND 2 AS by_name, guess(format('SELECT 1 FROM requests WHERE %L::modelfamily @> name', f)) / n BETWEEN 0.5 AND 2 AS from_family,
    guess(format('SELECT 1 FROM requests WHERE model::modelname <@ %L', f)) / n BETWEEN 0.5 AND 2 AS by_expression
FROM unnest(array['//', '//openai', '//openai/gpt', '//anthropic/claude', '//anthropic/claude/*/sonnet', '//*/*/*/sonnet', '//openai/o/-', '//*/*/3', '//#-']::modelfamily[]) AS f,
    LATERAL (SELECT greatest(count(*), 1) AS n FROM requests WHERE name <@ f) AS c WHERE n > 1;
-- … and over many names, each rare: common ones are few, the histogram counts
SELECT f, guess(format('SELECT 1 FROM names WHERE m <@ %L', f)) / n BETWEEN 0.3 AND 3 AS close
FROM unnest(array['//openai', '//openai/gpt', '//*/gpt', '//openai/*/*/-', '//-', '//*/*/*/*@-', '//*/*/*/*@-#-', '//openai/*/*/*#high']::modelfamily[]) AS f, LATERAL (SELECT count(*) AS n FROM names WHERE m <@ f) AS c;
-- Few names and no common ones: the range between two values of a short histogram
CREATE TABLE few AS SELECT DISTINCT name FROM requests;
ANALYZE few;
SELECT f, guess(format('SELECT 1 FROM few WHERE name <@ %L', f)) - n BETWEEN -2 AND 2 AS close
FROM unnest(array['//openai', '//openai/gpt', '//anthropic/claude', '//anthropic', '//', '//*/gpt']::modelfamily[]) AS f, LATERAL (SELECT count(*) AS n FROM few WHERE name <@ f) AS c;
-- A family that nobody has used is not nothing; nor all of them, or the rest, where nothing is known
SELECT guess('SELECT 1 FROM requests WHERE name <@ ''//nobody''') BETWEEN 2 AND 50 AS unused, guess('SELECT 1 FROM requests WHERE name <@ ''//openai/gpt/9/-@-#-''') BETWEEN 1 AND 50 AS one_unused,
    guess('SELECT 1 FROM requests WHERE name <@ NULL') <= 1 AS none;
CREATE TABLE unseen WITH (autovacuum_enabled = off) AS SELECT name FROM requests;
SELECT f, guess(format('SELECT 1 FROM unseen WHERE name <@ %L', f)) / guess('SELECT 1 FROM unseen') BETWEEN low AND high AS sane
FROM (VALUES ('//openai', 0.01, 0.3), ('//openai/gpt', 0.005, 0.2), ('//openai/gpt/4.1/mini', 0.0004, 0.1), ('//', 0.9, 1)) AS v(f, low, high);
PREPARE generic(modelfamily) AS SELECT 1 FROM requests WHERE name <@ $1;
SET plan_cache_mode = force_generic_plan;
SELECT guess('EXECUTE generic(''//openai'')') / 9800 BETWEEN 0.01 AND 0.3 AS sane;
RESET plan_cache_mode;
DEALLOCATE generic;
-- All null
CREATE TABLE nothing (m modelname);
INSERT INTO nothing SELECT NULL FROM generate_series(1, 1000);
ANALYZE nothing;
SELECT guess('SELECT 1 FROM nothing WHERE m <@ ''//openai''') <= 5 AS few, guess('SELECT 1 FROM nothing, requests WHERE m <@ line') <= 50000 AS few_pairs;

-- Row-level security: the operators are leakproof, so that the index and the statistics of all rows serve those whom a policy shows some
CREATE ROLE regress_modelshare_reader;
GRANT SELECT ON requests TO regress_modelshare_reader;
ALTER TABLE requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON requests USING (model <> 'o3');
SET ROLE regress_modelshare_reader;
SELECT use_index(true);
SELECT q, plan_of(q) ~ '"Index Cond"' AS by_index FROM unnest(array['SELECT 1 FROM requests WHERE name = ''//openai/gpt/4o''', 'SELECT 1 FROM requests WHERE name > ''//openai/gpt/4o''',
    'SELECT 1 FROM requests WHERE name IN (''//openai/gpt/4o'', ''//openai/o/1'')', 'SELECT 1 FROM requests WHERE name <@ ''gpt''', 'SELECT 1 FROM requests WHERE ''//openai/gpt''::modelfamily @> name',
    'SELECT 1 FROM requests WHERE line = ''//openai/gpt''', 'SELECT max(name) FROM requests',
    'SELECT 1 FROM requests WHERE model::modelname = ''//openai/gpt/4o''', 'SELECT 1 FROM requests WHERE model::modelname <@ ''gpt''']) AS q;
SELECT array_agg(DISTINCT name) FROM requests WHERE name <@ '//openai/o';
SELECT guess('SELECT 1 FROM requests WHERE name <@ ''//openai/gpt''') / (SELECT count(*) FROM requests WHERE name <@ '//openai/gpt') BETWEEN 0.5 AND 2 AS close;
-- … until an administrator says otherwise: then neither, and the guesses are made without
RESET ROLE;
ALTER FUNCTION modelname_in_family(modelname, modelfamily) NOT LEAKPROOF;
SET ROLE regress_modelshare_reader;
SELECT plan_of('SELECT 1 FROM requests WHERE name <@ ''gpt''') ~ '"Index Cond"' AS by_index;
SELECT guess('SELECT 1 FROM requests WHERE name <@ ''//openai''') / 9800 BETWEEN 0.01 AND 0.3 AS sane, guess('SELECT 1 FROM requests a, requests b WHERE a.name <@ b.line') / 9800 / 9800 BETWEEN 0.01 AND 0.3 AS sane_pairs;
RESET ROLE;
ALTER FUNCTION modelname_in_family(modelname, modelfamily) LEAKPROOF;
ALTER TABLE requests DISABLE ROW LEVEL SECURITY;
DROP POLICY visible ON requests;
REVOKE SELECT ON requests FROM regress_modelshare_reader;
DROP ROLE regress_modelshare_reader;

-- Guesses for joins with a table of families, either way round, inner, semi and anti
CREATE TABLE charted (label text, family modelfamily) WITH (autovacuum_enabled = off);
INSERT INTO charted VALUES ('GPT', 'gpt'), ('Claude', 'claude'), ('o', '//openai/o'), ('nobody', '//nobody'), ('DeepSeek', 'deepseek'), ('Claude Sonnet', 'claude sonnet');
SELECT use_index(true);
CREATE TABLE joined AS SELECT q, n FROM (VALUES
    ('SELECT 1 FROM requests JOIN charted ON name <@ family', 1), ('SELECT 1 FROM charted JOIN requests ON family @> name', 1), ('SELECT 1 FROM requests LEFT JOIN charted ON name <@ family', 2),
    ('SELECT 1 FROM requests WHERE EXISTS (SELECT 1 FROM charted WHERE name <@ family)', 3), ('SELECT 1 FROM requests WHERE NOT EXISTS (SELECT 1 FROM charted WHERE family @> name)', 4),
    ('SELECT 1 FROM charted WHERE EXISTS (SELECT 1 FROM requests WHERE name <@ family)', 5), ('SELECT 1 FROM charted WHERE NOT EXISTS (SELECT 1 FROM requests WHERE name <@ family)', 6)) AS v(q, n);
CREATE FUNCTION rows_of(query text) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE n bigint; BEGIN EXECUTE 'SELECT count(*) FROM (' || query || ') AS q' INTO n; RETURN n; END $$;
SELECT n, guess(q) / rows_of(q) BETWEEN 0.01 AND 100 AS sane FROM joined WHERE n <= 4 ORDER BY n, q;
ANALYZE charted;
SELECT n, rows_of(q) AS rows, guess(q) / rows_of(q) BETWEEN 0.5 AND 2 AS close FROM joined ORDER BY n, q;
SELECT guess('SELECT 1 FROM unseen JOIN charted ON name <@ family') / guess('SELECT 1 FROM unseen') BETWEEN 0.05 AND 2 AS sane;
SELECT guess('SELECT 1 FROM charted WHERE family @> ''//openai/gpt/4o''') BETWEEN 1 AND 3 AS sane;
-- Nor does a join on top of it shrink to one row
SELECT guess('SELECT 1 FROM requests JOIN charted ON name <@ family JOIN few USING (name)') > 1000 AS not_nothing;

-- All ways to group and join agree
CREATE FUNCTION ways(off text[]) RETURNS TABLE (lines bigint, different bigint, by_line bigint, by_name bigint) LANGUAGE plpgsql AS $$
DECLARE setting text;
BEGIN
    FOREACH setting IN ARRAY off LOOP
        PERFORM set_config('enable_' || setting, 'off', true);
    END LOOP;
    SELECT count(*) INTO lines FROM (SELECT line FROM requests GROUP BY line) AS grouped;
    SELECT count(*) INTO different FROM (SELECT DISTINCT line, name FROM requests) AS d;
    SELECT count(*) INTO by_line FROM requests JOIN charted ON line = family;
    SELECT count(*) INTO by_name FROM requests JOIN few USING (name);
    RETURN NEXT;
END $$;
SELECT set_config('enable_' || scan, 'on', false) FROM unnest(array['seqscan', 'indexscan', 'indexonlyscan', 'bitmapscan']) AS scan;
SELECT * FROM ways(array[]::text[]);
SELECT * FROM ways(array['hashagg', 'hashjoin', 'nestloop']);
SELECT * FROM ways(array['sort', 'mergejoin', 'nestloop', 'indexscan', 'indexonlyscan', 'bitmapscan']);
SELECT * FROM ways(array['hashjoin', 'mergejoin', 'seqscan']);

-- The support functions belong to the operators, and every class is sound
SELECT oprname, oprrest::text, oprjoin::text, prosupport::text FROM pg_operator JOIN pg_proc AS p ON p.oid = oprcode
WHERE 'modelname'::regtype IN (oprleft, oprright) AND 'modelfamily'::regtype IN (oprleft, oprright) ORDER BY oprname;
SELECT count(*) AS classes, bool_and(amvalidate(oid)) AS sound FROM pg_opclass WHERE opcintype IN ('modelname'::regtype, 'modelfamily'::regtype);

DROP TABLE counted, counted_too, names, parts, families, answers, others, behind, requests, few, unseen, nothing, charted, joined;
DROP DOMAIN served;
DROP FUNCTION plan_of(text), conditions(text), bounds(text), guess(text), use_index(boolean), pick(int), rows_of(text), ways(text[]);

-- modelname: its written form, recognition, casts, order, binary form and size.

-- Any gateway's spelling is one value
SELECT raw, raw::modelname FROM (VALUES
    ('claude-3-7-sonnet-20250219'), ('us.anthropic.claude-3-7-sonnet-20250219-v1:0'), ('claude-3-7-sonnet@20250219'),
    ('vertex_ai/claude-3-7-sonnet@20250219'), ('anthropic/claude-3.7-sonnet'), ('Claude-3.7-Sonnet'),
    ('anthropic/claude-3.7-sonnet:thinking'), ('gpt-4.1-mini-2025-04-14'), ('gpt-4-0613'),
    ('a model of my own'), (''), ('  ')) AS t(raw);
SELECT 'gpt-4o-mini'::modelname, modelname 'gpt-4o-mini';

-- The written form: what is printed is read back as it was, and needs no lexicon
SELECT t, t::modelname::text = t AS same FROM (VALUES
    ('//'), ('//openai'), ('//openai/gpt/4.1/mini@2025-04-14'), ('//anthropic/claude/3.7/sonnet#thinking'),
    ('//anthropic/claude/3.7/sonnet@2025-02-19#thinking'), ('//openai/gpt/4@0613'), ('//mistral/mistral/-/large@2407'),
    ('//@0613'), ('//#high'), ('//@0613#high'), ('//-/-/-/mini'), ('//nobody/ever/heard/of@this#one'),
    ('//openai/%2A'), ('//openai/%2D'), ('//openai/--'), ('//openai/""/4.1'), ('//""/""/""/""@""#""'), ('//""'),
    ('//a%2Fb/c%40d/e%23f/g%25h@i%2Aj#k%20l'), ('//%01%7F%0A%09/%22%5C%2C%7B%7D'), ('//unknown/é%20ü%20日本/😀')) AS v(t);

-- Other ways to write the same
SELECT t::modelname FROM (VALUES ('//OpenAI/GPT/4.1/Mini'), ('//openai/gpt/-'), ('//openai/gpt/-/-@-#-'), ('//openai/%67pt'),
    ('//openai/%47PT'), ('//openai/a%2fb')) AS v(t);

-- Malformed text is refused by type input, and only there
CREATE FUNCTION try(text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE value modelname; state text; message text; detail text;
BEGIN
    EXECUTE format('SELECT %L::modelname', $1) INTO value;
    RETURN 'accepted: ' || value::text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
    RETURN state || ' ' || message || ' | ' || detail;
END $$;
CREATE TEMP TABLE malformed (t text);
INSERT INTO malformed VALUES ('///'), ('//openai/'), ('//openai//4.1'), ('//openai@'), ('//openai#'), ('//a/b/c/d/e'),
    ('//a#b@c'), ('//a@b@c'), ('//a#b#c'), ('//a@b/c'), ('//a/*'), ('//a/gpt*'), ('//a/b c'), ('//a/b '), ('// a'), ('//a,b'), ('//a"b'),
    ('//a%'), ('//a%2'), ('//a%2G'), ('//a%00'), ('//a%80'), ('//a%C3%A9'), ('//a\b'), ('//{a}'), (E'//a\nb');
SELECT try(t) FROM malformed ORDER BY ctid;
SELECT length(try('//a/' || repeat('x', 2047)));
SELECT length(try('//a/' || repeat('x', 2048))), right(try('//a/' || repeat('x', 2048)), 70);
SELECT t::modelname FROM malformed ORDER BY ctid;

-- Casts from every kind of raw column; none of them raises
CREATE DOMAIN raw_name AS text;
SELECT 'gpt-4.1'::text::modelname, 'gpt-4.1'::varchar::modelname, 'gpt-4.1'::char(20)::modelname, 'gpt-4.1'::name::modelname, 'gpt-4.1'::raw_name::modelname;
SELECT '//a//'::text::modelname, '//a//'::varchar(9)::modelname, '//a//'::char(9)::modelname, '//a//'::name::modelname, '//a//'::raw_name::modelname;
SELECT '//openai/gpt'::char(30)::modelname, NULL::text::modelname, NULL::name::modelname;
CREATE TEMP TABLE stored (m modelname);
INSERT INTO stored SELECT 'gpt-4.1'::text;
INSERT INTO stored SELECT 'gpt-4.1'::char(20);
INSERT INTO stored SELECT 'gpt-4.1'::name;
INSERT INTO stored SELECT 'gpt-4.1'::varchar;
SELECT DISTINCT m FROM stored;
SELECT array['gpt-4.1', '//a//', NULL, 'o1']::text[]::modelname[];

-- A long unknown name is cut and stays itself
SELECT length(repeat('xy', 5000)::modelname::text) AS cut, repeat('xy', 5000)::modelname = (repeat('xy', 5000) || 'z')::modelname AS same;
SELECT left(cut, 12), right(cut, 21), length(cut), octet_length(cut), rule, cut::modelname::text = cut AS same
FROM (VALUES (repeat('模', 5000)), (repeat('é', 5000)), ('x' || repeat('🦙', 5000))) AS t(raw), model_parse(raw), LATERAL (SELECT name::text AS cut) AS c;
SELECT length(('//' || repeat('x y', 5000))::text::modelname::text) > 512 AS escapes_make_it_longer;

-- Every choice of absent, usual and peculiar fields comes back, as text, in a row, in an array and in binary
CREATE TABLE every_name AS
SELECT modelname_in(textout('//' || a || '/' || b || '/' || c || '/' || d || '@' || e || '#' || f)) AS m
FROM (VALUES ('-'), ('openai'), ('""')) AS va(a), (VALUES ('-'), ('gpt'), ('%2D')) AS vb(b), (VALUES ('-'), ('4.1'), ('%2A')) AS vc(c),
    (VALUES ('-'), ('mini'), ('é%20%22')) AS vd(d), (VALUES ('-'), ('0613'), ('2025-04-14')) AS ve(e), (VALUES ('-'), ('thinking'), ('%23')) AS vf(f);
SELECT count(*), count(DISTINCT m) AS different, count(DISTINCT m::text) AS written FROM every_name;
SELECT count(*) FROM every_name WHERE m::text::modelname IS DISTINCT FROM m OR modelname_in(modelname_out(m)) IS DISTINCT FROM m;
SELECT array_agg(m ORDER BY m)::text::modelname[] = array_agg(m ORDER BY m) AS same_array FROM every_name;
SELECT count(*) FROM every_name e WHERE (jsonb_populate_record(NULL::every_name, to_jsonb(e))).m <> m;
CREATE TABLE copied (m modelname);
\! rm -f /tmp/modelshare_regress_names.bin /tmp/modelshare_regress_names.txt
\copy every_name TO '/tmp/modelshare_regress_names.bin' (FORMAT binary)
\copy copied FROM '/tmp/modelshare_regress_names.bin' (FORMAT binary)
SELECT count(*), count(DISTINCT m) FROM (SELECT * FROM every_name INTERSECT SELECT * FROM copied) AS common;
TRUNCATE copied;
\copy every_name TO '/tmp/modelshare_regress_names.txt'
\copy copied FROM '/tmp/modelshare_regress_names.txt'
SELECT count(*), count(DISTINCT m) FROM (SELECT * FROM every_name INTERSECT SELECT * FROM copied) AS common;
\! rm -f /tmp/modelshare_regress_names.bin /tmp/modelshare_regress_names.txt

-- Order: versions and sizes by number, absent first; only the same bytes are equal
SELECT m FROM unnest(array['//openai/gpt/4.10', '//openai/gpt/4.9', '//openai/gpt/4.9/mini', '//openai/gpt/4.09', '//openai/gpt/4', '//openai/gpt',
    '//openai/gpt/4o', '//openai/gpt/10', '//openai/gpt/""', '//openai', '//', '//meta/llama/3.1/70b', '//meta/llama/3.1/8b', '//meta/llama/3.1/405b',
    '//openai/gpt/4@1106', '//openai/gpt/4@0613', '//openai/gpt/4#high', '//openai/gpt/123456789012345678901234567890', '//openai/gpt/99999999999999999999']::modelname[]) AS m ORDER BY m;
SELECT a < b AS lt, a <= b AS le, a = b AS eq, a <> b AS ne, a >= b AS ge, a > b AS gt, modelname_cmp(a, b) < 0 AS cmp
FROM (VALUES ('//o/g/4.9'::modelname, '//o/g/4.10'::modelname), ('//o/g/4.1', '//o/g/4.01'), ('//o/g/4.1', '//o/g/4.1')) AS t(a, b);
SELECT count(*) AS unsound FROM every_name a, every_name b WHERE
    (a.m < b.m) <> (b.m > a.m) OR (a.m <= b.m) <> (b.m >= a.m) OR (a.m = b.m) <> (modelname_cmp(a.m, b.m) = 0) OR (a.m = b.m) = (a.m <> b.m) OR
    (a.m < b.m)::int + (a.m = b.m)::int + (a.m > b.m)::int <> 1 OR (a.m = b.m) <> (a.m::text = b.m::text) OR modelname_cmp(a.m, b.m) <> -modelname_cmp(b.m, a.m);
SELECT count(*) AS hashes_differ FROM every_name a JOIN copied b ON a.m = b.m WHERE modelname_hash(a.m) <> modelname_hash(b.m)
    OR modelname_hash_extended(a.m, 7) <> modelname_hash_extended(b.m, 7) OR modelname_hash_extended(a.m, 0)::bit(32) <> modelname_hash(b.m)::bit(32);
SELECT count(DISTINCT modelname_hash_extended(m, 1)) > 700 AS spread FROM every_name;

-- All ways to group and join agree
SET enable_hashagg = off;
SELECT count(*) FROM (SELECT m FROM every_name UNION ALL SELECT m FROM copied) AS u GROUP BY m HAVING count(*) <> 2;
RESET enable_hashagg;
SET enable_sort = off;
SELECT count(*) FROM (SELECT m FROM every_name UNION ALL SELECT m FROM copied) AS u GROUP BY m HAVING count(*) <> 2;
RESET enable_sort;
SET enable_hashjoin = off; SET enable_nestloop = off;
SELECT count(*) FROM every_name JOIN copied USING (m);
SET enable_hashjoin = on; SET enable_mergejoin = off;
SELECT count(*) FROM every_name JOIN copied USING (m);
RESET enable_hashjoin; RESET enable_mergejoin; RESET enable_nestloop;
CREATE INDEX every_name_btree ON every_name (m);
CREATE INDEX every_name_hash ON every_name USING hash (m);
SET enable_seqscan = off; SET enable_bitmapscan = off;
SELECT count(*) FROM every_name WHERE m >= '//openai/gpt' AND m < '//openai/gpt/4.1';
SELECT m FROM every_name WHERE m = '//openai/gpt/4.1/mini@0613#thinking';
RESET enable_seqscan; RESET enable_bitmapscan;
SELECT count(*) FROM every_name WHERE m >= '//openai/gpt' AND m < '//openai/gpt/4.1';
SELECT amvalidate(oid) FROM pg_opclass WHERE opcintype IN ('modelname'::regtype, 'modelfamily'::regtype);

-- Small enough to be stored by the hundred million
CREATE TABLE sizes AS SELECT 'gpt-4.1-mini-2025-04-14'::modelname AS a, 'claude-3-7-sonnet'::modelname AS b;
SELECT pg_column_size(a) AS a, pg_column_size(b) AS b FROM sizes;

-- Binary that no server sent
CREATE TEMP TABLE received (m modelname);
CREATE FUNCTION receive(hex text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
    file bytea := decode('5047434f50590aff0d0a00' || '0000000000000000' || '0001' || lpad(to_hex(length(hex) / 2), 8, '0') || hex || 'ffff', 'hex');
    octal text := (SELECT string_agg('\' || (b >> 6) || (b >> 3 & 7) || (b & 7), '' ORDER BY i)
        FROM generate_series(0, length(file) - 1) AS i, get_byte(file, i) AS b);
BEGIN
    TRUNCATE received;
    EXECUTE format('COPY received FROM PROGRAM %L (FORMAT binary)', 'printf ''' || octal || '''');
    RETURN 'accepted: ' || (SELECT m::text FROM received);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;
SELECT what, receive(hex) FROM (VALUES
    ('vendor a', '0101' || '00000001' || '61'), ('no bytes', ''), ('unknown version', '0201' || '00000001' || '61'), ('no fields byte', '01'),
    ('flags beyond the fields', '01410000000161'), ('field missing', '0103' || '00000001' || '61'), ('field cut off', '0101' || '00000005' || '61'),
    ('negative length', '0101' || 'ffffffff'), ('enormous length', '0101' || '7fffffff'), ('capital', '0101' || '00000001' || '41'),
    ('zero byte', '0101' || '00000001' || '00'), ('not UTF-8', '0101' || '00000001' || 'ff'), ('bytes left over', '0101' || '00000001' || '6161'),
    ('too long', '0101' || '00000801' || repeat('61', 2049)), ('empty string', '0101' || '00000000')) AS t(what, hex);
SELECT modelname_send('//a/""#é');

DROP FUNCTION try(text), receive(text);
DROP TABLE every_name, copied, sizes;
DROP DOMAIN raw_name;

-- What recogniser_upgrade.sh plants in a database: everything that can be built on recognition, and beside
-- it what only looks like it.  Names of the latter begin with "safe".

-- A type of strings without a cast of its own to modelname, as citext is.
CREATE TYPE spelling;
CREATE FUNCTION spelling_in(cstring) RETURNS spelling LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION spelling_out(spelling) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE spelling (INPUT = spelling_in, OUTPUT = spelling_out, LIKE = text, CATEGORY = 'S');

-- Functions, operators and a class of them, between recognition and what is built on it.  Quoted bodies
-- name the schema, as servers from 17 on build indexes with a search_path of their own.
CREATE FUNCTION my_vendor(raw text) RETURNS text LANGUAGE sql IMMUTABLE RETURN model_vendor(raw);
CREATE FUNCTION my_vendor_too(raw text) RETURNS text LANGUAGE sql IMMUTABLE RETURN upper(my_vendor(raw));
CREATE FUNCTION quoted_sql(raw text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT public.model_vendor(raw)';
CREATE FUNCTION quoted_plpgsql(raw text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN (raw::public.MODELNAME)::text; END';
CREATE FUNCTION same_vendor(a text, b text) RETURNS bool LANGUAGE sql IMMUTABLE RETURN model_vendor(a) = model_vendor(b);
CREATE FUNCTION model_before(a text, b text) RETURNS bool LANGUAGE sql IMMUTABLE RETURN a::modelname < b::modelname;
CREATE FUNCTION model_same(a text, b text) RETURNS bool LANGUAGE sql IMMUTABLE RETURN a::modelname = b::modelname;
CREATE FUNCTION model_order(a text, b text) RETURNS int LANGUAGE sql IMMUTABLE RETURN modelname_cmp(a::modelname, b::modelname);
CREATE OPERATOR ~~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = same_vendor);
CREATE OPERATOR <<< (LEFTARG = text, RIGHTARG = text, FUNCTION = model_before);
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = model_same);
CREATE OPERATOR CLASS by_model FOR TYPE text USING btree AS OPERATOR 1 <<<, OPERATOR 3 ===, FUNCTION 1 model_order(text, text);
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := NEW.raw::public.modelname; RETURN NEW; END';
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE DOMAIN held AS modelname;
CREATE DOMAIN preset AS text DEFAULT model_label('gpt-4o'::text);
CREATE DOMAIN known AS text CONSTRAINT known_check CHECK (model_recognised(VALUE));

-- Indexes, each for another way to recognition; a table's other parts.
CREATE TABLE t (id int, raw text, v varchar(50), b char(50), n name, sp spelling, raws text[], name modelname);
CREATE INDEX i_text ON t ((raw::modelname));
CREATE INDEX i_varchar ON t ((v::modelname));
CREATE INDEX i_char ON t ((b::modelfamily));
CREATE INDEX i_name ON t ((n::modelname));
CREATE INDEX i_input ON t ((sp::modelname));
CREATE INDEX i_input_where ON t (id) WHERE sp::modelfamily = '//spacexai/grok/4';
CREATE INDEX i_domain ON t ((raw::held));
CREATE INDEX i_array ON t ((raws::modelname[]));
CREATE INDEX i_partial ON t (id) WHERE model_vendor(raw) = 'spacexai';
CREATE INDEX i_hash ON t USING hash (model_family(raw, 'line'));
CREATE INDEX i_brin ON t USING brin (model_released(raw));
CREATE UNIQUE INDEX i_unique ON t (model_line(raw), (raw::modelname), id);
CREATE INDEX i_label ON t (model_label(name, 'vendor'));
CREATE INDEX i_fact ON t (model_source_type(name));
CREATE INDEX i_published ON t (model_group(name, poe_text_2025()));
CREATE INDEX i_function ON t (my_vendor_too(raw));
CREATE INDEX i_quoted ON t (quoted_sql(raw), quoted_plpgsql(v));
CREATE INDEX i_operator ON t ((raw ~~~ v));
CREATE INDEX i_opclass ON t (raw by_model);
ALTER TABLE t ADD CONSTRAINT t_check CHECK (model_recognised(raw));
ALTER TABLE t ADD CONSTRAINT t_exclude EXCLUDE USING btree ((v::modelname) WITH =, id WITH =);
CREATE STATISTICS t_statistics ON (model_vendor(raw)), (model_line(raw)) FROM t;
ALTER TABLE t ALTER COLUMN n SET DEFAULT model_label('gpt-4o'::text);
CREATE TRIGGER t_fill BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fill();
CREATE TRIGGER t_when BEFORE INSERT ON t FOR EACH ROW WHEN (model_vendor(NEW.raw) = 'xai') EXECUTE FUNCTION nothing();
CREATE POLICY t_policy ON t USING (model_vendor(raw) = 'openai');
CREATE RULE t_rule AS ON DELETE TO t WHERE model_vendor(OLD.raw) = 'xai' DO ALSO NOTHING;

-- Generated columns, and what stands on them.
CREATE TABLE g (
	raw text, sp spelling, length int GENERATED ALWAYS AS (length(raw)) STORED,
	name modelname GENERATED ALWAYS AS (raw::modelname) STORED,
	label text GENERATED ALWAYS AS (model_label(raw)) STORED,
	by_input modelname GENERATED ALWAYS AS (sp::modelname) STORED,
	CONSTRAINT g_unique UNIQUE (name), CONSTRAINT g_check CHECK (name <> '//openai/gpt/3'), CONSTRAINT safe_length CHECK (length > 0));
CREATE INDEX safe_g_name ON g (name);
CREATE INDEX safe_g_line ON g (model_line(name));
CREATE UNIQUE INDEX g_unique_index ON g (label);
CREATE STATISTICS g_statistics ON name, label FROM g;
CREATE TABLE f (raw text,
	stored modelname CONSTRAINT f_stored REFERENCES g (name),
	name modelname GENERATED ALWAYS AS (raw::modelname) STORED CONSTRAINT f_generated REFERENCES g (name));
-- a child's column read from raw text, its parent's not: what is allowed differs
SELECT current_setting('server_version_num')::int >= 160000 AS both_generated \gset
\if :both_generated
CREATE TABLE safe_parent (raw text, other modelname GENERATED ALWAYS AS (NULL::modelname) STORED);
\else
CREATE TABLE safe_parent (raw text, other modelname);
\endif
CREATE TABLE child (other modelname GENERATED ALWAYS AS (raw::modelname) STORED) INHERITS (safe_parent);
CREATE TABLE safe_child () INHERITS (g);

-- Partitions of each kind.
CREATE TABLE l (raw text) PARTITION BY LIST (model_vendor(raw));
CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('xai');
CREATE TABLE l2 PARTITION OF l DEFAULT PARTITION BY HASH ((raw::modelname));
CREATE TABLE l21 PARTITION OF l2 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE l22 PARTITION OF l2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX l_index ON l (model_label(raw));
ALTER TABLE l ADD CONSTRAINT l_check CHECK (model_recognised(raw));
ALTER TABLE l1 ADD CONSTRAINT l1_check CHECK (model_line(raw) IS NOT NULL);
CREATE TABLE r (raw text, name modelname GENERATED ALWAYS AS (raw::modelname) STORED) PARTITION BY RANGE ((raw::modelname));
CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (MINVALUE) TO ('//t');
CREATE TABLE r2 PARTITION OF r FOR VALUES FROM ('//t') TO (MAXVALUE);
CREATE TABLE h (raw text) PARTITION BY HASH ((raw::modelname));
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE h2 PARTITION OF h FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE h3 PARTITION OF h FOR VALUES WITH (MODULUS 3, REMAINDER 2);

-- Summaries in columns of their types, and of types that hold them.
CREATE TYPE dated AS (day date, s share_summary);
CREATE DOMAIN daily AS retention_summary;
CREATE TABLE s (day date, s share_summary, d daily, e elasticity_summary[], r dated);

-- What is not built on recognition: raw text, stored names compared, looked into and grouped, constants.
CREATE TABLE safe (
	raw text, name modelname, family modelfamily, labels modelgrouping,
	vendor text GENERATED ALWAYS AS (model_vendor(name)) STORED, day date DEFAULT '2025-01-01', preset modelname DEFAULT 'grok-3',
	CONSTRAINT safe_check CHECK (model_recognised(name)), CONSTRAINT safe_check_constant CHECK (name <> 'gpt-3'), CONSTRAINT safe_unique UNIQUE (raw, name));
CREATE INDEX safe_raw ON safe (raw);
CREATE INDEX safe_name ON safe (name);
CREATE INDEX safe_hash ON safe USING hash (family);
CREATE INDEX safe_line ON safe (model_line(name)) WHERE name <@ 'grok' AND name <> '//openai/gpt/4o'::modelname;
CREATE INDEX safe_family ON safe (model_family(name, 'line'));
CREATE INDEX safe_group ON safe (model_group(name, labels));
CREATE INDEX safe_text ON safe (lower(name::text));
CREATE STATISTICS safe_statistics ON (model_vendor(name)), raw FROM safe;
CREATE TABLE safe_list (name modelname) PARTITION BY LIST (name);
CREATE TABLE safe_list_1 PARTITION OF safe_list FOR VALUES IN ('x-ai/grok-3');
CREATE TABLE safe_range (name modelname) PARTITION BY RANGE (name);
CREATE TABLE safe_hashed (name modelname) PARTITION BY HASH (name);
CREATE TABLE safe_referring (raw text, name modelname, CONSTRAINT safe_foreign FOREIGN KEY (raw, name) REFERENCES safe (raw, name));
CREATE DOMAIN safe_domain AS modelname CONSTRAINT safe_domain_check CHECK (VALUE <@ 'gpt');
CREATE TRIGGER safe_trigger BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.name <@ 'gpt') EXECUTE FUNCTION nothing();
CREATE POLICY safe_policy ON t USING (name <@ 'openai');
CREATE VIEW safe_fresh AS SELECT id, raw, raw::modelname AS name FROM t;

-- Rows.
CREATE TABLE spelled AS SELECT DISTINCT ON (raw::modelname) raw FROM unnest(array['grok-3', 'x-ai/grok-4', 'gpt-4o', 'openai/gpt-4.1', 'claude-3.7-sonnet', 'deepseek-r1']) AS raw;
INSERT INTO t SELECT row_number() OVER (), raw, raw, raw, raw, raw::spelling, array[raw] FROM spelled, generate_series(1, 500);
INSERT INTO g SELECT raw, raw::spelling FROM spelled;
INSERT INTO f SELECT raw, raw::modelname FROM spelled;
INSERT INTO l SELECT raw FROM t;
INSERT INTO r SELECT raw FROM t;
INSERT INTO h SELECT raw FROM t;
INSERT INTO s SELECT date '2025-01-06', weekly_share(date '2025-01-06', model_vendor(raw)) FROM t;
INSERT INTO safe (raw, name, family) SELECT raw, raw::modelname, raw::modelfamily FROM spelled;

-- Materialized views: straight from raw text, and by way of what is listed above.
CREATE MATERIALIZED VIEW m_direct AS SELECT model_vendor(raw) AS label, count(*) AS n FROM t GROUP BY 1;
CREATE UNIQUE INDEX safe_m_label ON m_direct (label);
CREATE INDEX m_expression ON m_direct (model_label(label));
CREATE MATERIALIZED VIEW m_matview AS SELECT n FROM m_direct;
CREATE MATERIALIZED VIEW m_view AS SELECT name, count(*) AS n FROM safe_fresh GROUP BY 1;
CREATE MATERIALIZED VIEW m_column AS SELECT name FROM g;
CREATE MATERIALIZED VIEW m_whole_row AS SELECT length, row_to_json(g) AS whole FROM g;
CREATE MATERIALIZED VIEW m_input AS SELECT x.model FROM jsonb_to_recordset('[{"model": "grok-3"}]') AS x(model modelname);
-- not on a server that was built without XML
DO $do$
BEGIN
	EXECUTE $$CREATE MATERIALIZED VIEW m_xml AS SELECT x.model FROM xmltable('/m' PASSING xml '<m>grok-3</m>' COLUMNS model modelname PATH '.') AS x$$;
EXCEPTION WHEN feature_not_supported THEN
	NULL;
END $do$;
CREATE MATERIALIZED VIEW m_summary AS SELECT x.* FROM s, shares(s.s) AS x;
CREATE MATERIALIZED VIEW safe_m_stored AS SELECT model_vendor(name) AS vendor, name <@ 'grok' AS grok, count(*) FROM safe GROUP BY 1, 2;
CREATE MATERIALIZED VIEW safe_m_column AS SELECT raw, length FROM g;
CREATE MATERIALIZED VIEW safe_m_day AS SELECT day FROM s;
CREATE MATERIALIZED VIEW safe_m_partitioned AS SELECT raw, count(*) FROM l GROUP BY 1;
CREATE MATERIALIZED VIEW safe_m_constant AS SELECT v.model FROM (VALUES ('gpt-4o'::modelname), ('o3')) AS v(model);

-- For the test: a count by an index and with partitions pruned, and by reading all.
CREATE FUNCTION both_ways(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	by_index bigint;
	by_scan bigint;
BEGIN
	PERFORM set_config('enable_seqscan', 'off', true);
	EXECUTE query INTO by_index;
	PERFORM set_config('enable_seqscan', 'on', true), set_config('enable_partition_pruning', 'off', true), set_config('enable_indexscan', 'off', true),
		set_config('enable_indexonlyscan', 'off', true), set_config('enable_bitmapscan', 'off', true);
	EXECUTE query INTO by_scan;
	PERFORM set_config(name, 'on', true) FROM unnest(array['enable_partition_pruning', 'enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan']) AS name;
	RETURN by_index || ' ' || by_scan;
END $$;
CREATE TABLE questions (kind text, query text);
INSERT INTO questions
SELECT kind, 'SELECT count(*) FROM ' || q
FROM (VALUES
	('built', 't WHERE raw::modelname <@ ''//spacexai'''),
	('built', 't WHERE v::modelname = ''//spacexai/grok/3'''),
	('built', 't WHERE b::modelfamily = ''//spacexai/grok/3'''),
	('built', 't WHERE n::modelname <@ ''//spacexai'''),
	('built', 't WHERE sp::modelname <@ ''//spacexai'''),
	('built', 't WHERE id > 0 AND sp::modelfamily = ''//spacexai/grok/4'''),
	('built', 't WHERE raws::modelname[] = array[''//spacexai/grok/3'']::modelname[]'),
	('built', 't WHERE id > 0 AND model_vendor(raw) = ''spacexai'''),
	('built', 't WHERE model_family(raw, ''line'') = ''//spacexai/grok'''),
	('built', 't WHERE model_line(raw) = ''grok'' AND raw::modelname = ''//spacexai/grok/4'''),
	('built', 't WHERE model_label(name, ''vendor'') = ''xAI'''),
	('built', 't WHERE my_vendor_too(raw) = ''SPACEXAI'''),
	('built', 't WHERE quoted_sql(raw) = ''spacexai'''),
	('built', 'l WHERE model_vendor(raw) = ''spacexai'''),
	('built', 'r WHERE raw::modelname = ''//spacexai/grok/3'''),
	('built', 'h WHERE raw::modelname = ''//spacexai/grok/3'''),
	('built', 'h WHERE raw::modelname = ''//spacexai/grok/4'''),
	('stored', 'safe WHERE name <@ ''//xai'''),
	('stored', 'safe WHERE family = ''//xai/grok/3'''),
	('stored', 'safe WHERE model_line(name) = ''grok'' AND name <@ ''//xai/grok'' AND name <> ''//openai/gpt/4o'''),
	('stored', 'safe WHERE model_family(name, ''line'') = ''//xai/grok''')) AS v(kind, q);

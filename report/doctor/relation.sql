-- Which rows?  Read by doctor.sql.  Sets, for the parts that follow:
--     source          what stands in FROM, with the alias t
--     relation        its oid, 0 for a query
--     source_name     how it is called in the output
--     estimate        about how many rows it has, as the planner believes; 0 where it does not know
--     hidden_rows     whether row-level security hides rows of it
-- The name is looked up as SQL would read it, then as it is spelled: LiteLLM_SpendLogs needs no quotes.

WITH given AS (
	SELECT :'view'::text AS name,
		CASE WHEN :'view' ~ '^\s*("([^"]|"")+"|[[:alpha:]_][[:alnum:]_$]*)(\s*\.\s*("([^"]|"")+"|[[:alpha:]_][[:alnum:]_$]*)){0,2}\s*$'
			THEN parse_ident(:'view') END AS parts
), candidate AS (
	SELECT c.oid, n.oid AS namespace, n.nspname, c.relname, c.relkind, greatest(c.reltuples, 0) AS reltuples, pg_table_is_visible(c.oid) AS visible,
		CASE WHEN parts[cardinality(parts)] = c.relname AND (cardinality(parts) = 1 AND pg_table_is_visible(c.oid)
					OR cardinality(parts) > 1 AND parts[cardinality(parts) - 1] = n.nspname) THEN 1
			WHEN name = c.relname AND pg_table_is_visible(c.oid) OR name = n.nspname || '.' || c.relname THEN 2
			-- not it, but what may have been meant
			WHEN lower(coalesce(parts[cardinality(parts)], name)) = lower(c.relname) THEN 3 END AS fits
	FROM given, pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
), found AS (
	SELECT * FROM candidate WHERE fits < 3 ORDER BY fits LIMIT 1
), message AS (
	SELECT CASE
			WHEN (name = '') = (:'query' = '') THEN CASE WHEN name = '' THEN 'no table is named' ELSE 'a table and a query are named' END
			WHEN name = '' THEN NULL
			WHEN found.oid IS NULL THEN format('%s: there is no such table or view in database %s', name, current_database())
			WHEN NOT has_schema_privilege(found.namespace, 'USAGE') THEN format('%s: %s may not look into schema %s', name, current_user, found.nspname)
			WHEN NOT has_any_column_privilege(found.oid, 'SELECT') THEN format('%s: %s may not read it', name, current_user) END AS message,
		CASE
			WHEN name = '' AND :'query' = '' THEN coalesce('Name it: VIEW=' || (SELECT string_agg(quote_ident(nspname) || '.' || quote_ident(relname), ' or VIEW=' ORDER BY nspname, relname)
				FROM (SELECT nspname, relname FROM candidate WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = candidate.oid AND attname ~* '^model')
					ORDER BY nspname, relname LIMIT 3) AS likely), 'Name it: VIEW=table') || '.'
			WHEN name <> '' AND :'query' <> '' THEN 'Leave out VIEW or QUERY.'
			WHEN found.oid IS NULL THEN coalesce((SELECT 'Perhaps ' || string_agg(quote_ident(nspname) || '.' || quote_ident(relname), ' or ' ORDER BY nspname, relname) || '?' FROM candidate WHERE fits = 3),
				'\d in psql lists the tables of a database, and \l the databases.')
			WHEN NOT has_schema_privilege(found.namespace, 'USAGE') THEN format('As its owner: GRANT USAGE ON SCHEMA %I TO %I;', found.nspname, current_user)
			ELSE format('As its owner: GRANT SELECT ON %I.%I TO %I;', found.nspname, found.relname, current_user) END AS hint
	FROM given LEFT JOIN found ON true
)
SELECT message IS NOT NULL AS doctor_failed, set_config('doctor.message', coalesce(message, ''), true) AS doctor_ignored, set_config('doctor.hint', hint, true) AS doctor_ignored,
	CASE WHEN message IS NOT NULL THEN ''
		WHEN :'query' = '' THEN format('%I.%I AS t', nspname, relname)
		ELSE '(' || regexp_replace(:'query', '[\s;]+$', '') || E'\n) AS t' END AS source,
	set_config('doctor.query', regexp_replace(:'query', '[\s;]+$', ''), true) AS doctor_ignored,
	CASE WHEN :'query' = '' THEN format('%s.%s', nspname, relname) ELSE 'the query' END AS source_name,
	coalesce(found.oid, 0) AS relation,
	CASE WHEN relkind = 'p' THEN (SELECT sum(greatest(reltuples, 0)) FROM pg_partition_tree(found.oid) AS part JOIN pg_class AS c ON c.oid = part.relid WHERE isleaf)
		ELSE coalesce(reltuples, 0) END AS estimate,
	CASE WHEN relkind IN ('r', 'p') AND message IS NULL THEN row_security_active(found.oid) ELSE false END AS hidden_rows
FROM message LEFT JOIN found ON true
\gset
\if :doctor_failed
	\ir fail.sql
\endif

-- Of a query only what can stand in FROM is let through: a cursor takes one SELECT and no more, and does not run it yet.
DO $$
DECLARE
	looked_at refcursor;
	hint text;
BEGIN
	IF current_setting('doctor.query') <> '' THEN
		OPEN looked_at FOR EXECUTE 'SELECT * FROM (' || current_setting('doctor.query') || E'\n) AS t';
		CLOSE looked_at;
	END IF;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	IF SQLSTATE = '42P11' THEN
		RAISE EXCEPTION 'the query is more than one statement' USING HINT = 'QUERY is one SELECT, as it may stand in FROM (...).';
	ELSIF SQLSTATE = '42601' THEN
		RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM, HINT = 'QUERY is one SELECT, as it may stand in FROM (...).';
	ELSIF hint <> '' THEN
		RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM, HINT = hint;
	ELSE
		RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM;
	END IF;
END
$$;

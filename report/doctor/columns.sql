-- Which columns, and how are they read?  Read by doctor.sql after relation.sql.  Sets:
--     taken       JSON: for each role the column it was found in, its type, its kind, an expression of it
--     roles       JSON: the names of the roles that can be looked at
--     no_right    columns that may not be read, by comma
--     row_text    an expression for a row's own columns as text, for rows that are wholly equal; '' where there is none
-- A role is what a column means, named as in the view "usage" that the README describes.

-- A query's columns: their names from its first row, their types from the server.
SELECT :'query' <> '' AS doctor_query, '' AS doctor_types, '[]' AS doctor_columns
\gset
\if :doctor_query
	SELECT format($sql$
		PREPARE doctor_names AS
		SELECT coalesce(string_agg(format('(%%L, pg_typeof(t.%%I)::oid)', name, name), ', '), '') AS doctor_types,
			coalesce(string_agg(quote_ident(name), ', ' ORDER BY name) FILTER (WHERE times > 1), '') AS doctor_twice
		FROM (SELECT name, count(*) AS times FROM (SELECT row_to_json(t) AS content FROM %s LIMIT 1) AS first, json_object_keys(content) AS name GROUP BY name) AS names
	$sql$, :'source')
	\gexec
	EXECUTE doctor_names
	\gset
	SELECT :'doctor_twice' <> '' AS doctor_failed, set_config('doctor.message', format('columns of the query have the same name: %s', :'doctor_twice'), true) AS doctor_ignored,
		set_config('doctor.hint', 'List the columns that you mean, or give them names of their own: SELECT a.*, b.user_id FROM ...', true) AS doctor_ignored
	\gset
	\if :doctor_failed
		\ir fail.sql
	\endif
	SELECT :'doctor_types' <> '' AS doctor_typed
	\gset
	\if :doctor_typed
		SELECT format($sql$
			PREPARE doctor_types AS
			SELECT json_agg(json_build_object('name', name, 'type', type)) AS doctor_columns
			FROM (SELECT 1) AS one LEFT JOIN %s ON false, LATERAL (VALUES %s) AS c(name, type)
		$sql$, :'source', :'doctor_types')
		\gexec
		EXECUTE doctor_types
		\gset
	\endif
\endif

-- The roles, how their values are read, and other names by which logs call them (small letters, nothing else).
WITH RECURSIVE role(place, role, reading, names) AS (
	VALUES
	(1, 'ts', 'time', 'ts timestamp time datetime starttime startedat requestedat requesttime eventtime createdat created date day week month bucket hour'),
	(2, 'user_id', 'text', 'userid user enduser customerid accountid username'),
	(3, 'model', 'text', 'model modelname modelid modelslug modelpermaslug servedmodel responsemodel'),
	(4, 'request_id', 'text', 'requestid generationid'),
	(5, 'requests', 'number', 'requests nummodelrequests numrequests apirequests requestcount count'),
	(6, 'prompt_tokens', 'number', 'prompttokens inputtokens tokensprompt tokensinput tokensin intokens'),
	(7, 'cached_tokens', 'number', 'cachedtokens cachereadtokens cachereadinputtokens inputcachedtokens cachedinputtokens cachedprompttokens cachedreadtokens cachetokens'),
	(8, 'cache_write_tokens', 'number', 'cachewritetokens cachecreationtokens cachecreationinputtokens'),
	(9, 'completion_tokens', 'number', 'completiontokens outputtokens tokenscompletion tokensoutput tokensout outtokens'),
	(10, 'reasoning_tokens', 'number', 'reasoningtokens tokensreasoning thinkingtokens nativetokensreasoning'),
	(11, 'total_tokens', 'number', 'totaltokens tokens tokenstotal'),
	(12, 'cost_usd', 'number', 'costusd cost spend totalcost actualcost usagecost'),
	(13, 'status', 'text', 'status statuscode httpstatus outcome'),
	(14, 'attempt', 'number', 'attempt attemptno'),
	(15, 'is_retry', 'truth', 'isretry'),
	(16, 'cache_hit', 'truth', 'cachehit gatewaycache'),
	(17, 'is_free', 'truth', 'isfree'),
	(18, 'is_byok', 'truth', 'isbyok byok'),
	(19, 'is_subscriber', 'truth', 'issubscriber'),
	(20, 'grain', 'text', 'grain')
), own AS (
	SELECT attname::text AS name, atttypid AS type, attnum::int AS place, format_type(atttypid, atttypmod) AS type_name,
		attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) ~ '^nextval\(', false)
			OR EXISTS (SELECT FROM pg_index WHERE indrelid = attrelid AND indisunique AND indnatts = 1 AND indkey[0] = attnum) AS counts_rows
	FROM pg_attribute LEFT JOIN pg_attrdef AS d ON adrelid = attrelid AND adnum = attnum
	WHERE attrelid = :relation AND attnum > 0 AND NOT attisdropped AND has_column_privilege(attrelid, attnum, 'SELECT')
	UNION ALL
	SELECT name, type, row_number() OVER (), format_type(type, NULL), false FROM json_to_recordset(:'doctor_columns') AS c(name text, type oid)
), base AS (
	SELECT own.*, type AS base FROM own
	UNION ALL
	SELECT b.name, b.type, b.place, b.type_name, b.counts_rows, t.typbasetype FROM base AS b JOIN pg_type AS t ON t.oid = b.base WHERE t.typtype = 'd'
), col AS (
	SELECT b.name, b.place, b.type_name, counts_rows, regexp_replace(lower(b.name), '[^a-z0-9]', '', 'g') AS plain, format('t.%I', b.name) AS value,
		CASE
			WHEN base IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) THEN 'time'
			WHEN base = 'bool'::regtype THEN 'truth'
			WHEN base IN ('int2'::regtype, 'int4'::regtype) THEN 'small number'
			WHEN base = 'int8'::regtype THEN 'whole number'
			WHEN typcategory = 'N' AND base <> 'oid'::regtype THEN 'number'
			WHEN base IN ('json'::regtype, 'jsonb'::regtype) THEN 'json'
			WHEN typcategory IN ('S', 'E') THEN 'text'
			ELSE 'other' END AS kind,
		base = 'date'::regtype AS is_date, base = 'timestamptz'::regtype AS has_zone
	FROM base AS b JOIN pg_type AS t ON t.oid = base
	WHERE typtype <> 'd'
), wish AS (
	SELECT key AS role, value AS name FROM json_each_text(:'columns')
), choice AS (
	-- the named column; else the one of the role's own name; else the first of the other names
	SELECT DISTINCT ON (role) role.place AS role_place, role, reading, col.*
	FROM role LEFT JOIN wish USING (role)
		JOIN col ON CASE WHEN wish.name IS NULL THEN col.plain = ANY (string_to_array(names, ' '))
			ELSE wish.name <> '-' AND (wish.name = col.name OR lower(wish.name) = lower(col.name)) END
	-- in sums of a day created_at is when the row was written; the day is another column
	ORDER BY role, col.name = wish.name DESC NULLS LAST, kind = 'other', col.name = role DESC,
		col.plain LIKE 'created%' AND EXISTS (SELECT FROM role AS r JOIN col AS c ON r.role = 'requests' AND c.plain = ANY (string_to_array(r.names, ' '))), array_position(string_to_array(names, ' '), col.plain), col.place
), reading AS (
	SELECT *, CASE kind WHEN 'json' THEN format('(%s #>> ''{}'') COLLATE "C"', value) ELSE format('%s::text COLLATE "C"', value) END AS as_text
	FROM choice
), expression AS (
	SELECT *, CASE
		WHEN reading = 'text' THEN as_text
		WHEN reading = 'truth' AND kind = 'truth' THEN value
		WHEN reading = 'truth' AND kind IN ('number', 'small number', 'whole number') THEN format('(%s::numeric <> 0)', value)
		WHEN reading = 'truth' THEN format('(lower(%s) IN (''true'', ''t'', ''yes'', ''y'', ''1''))', as_text)
		WHEN reading = 'number' AND kind = 'small number' THEN format('%s::bigint', value)
		WHEN reading = 'number' AND kind = 'whole number' THEN format('%s::numeric', value)
		WHEN reading = 'number' AND kind = 'number' THEN format('(CASE WHEN %1$s::numeric NOT IN (''NaN'', ''Infinity'', ''-Infinity'') THEN %1$s::numeric END)', value)
		WHEN reading = 'number' AND kind IN ('text', 'json') THEN
			format('(CASE WHEN %1$s ~ ''^\s*[+-]?[0-9]{1,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,2})?\s*$'' THEN btrim(%1$s, E'' \t\r\n'')::numeric END)', as_text)
		-- a date may lie beyond the last timestamp
		WHEN reading = 'time' AND kind = 'time' AND is_date THEN format('(CASE WHEN NOT isfinite(%1$s) OR %1$s < ''294000-01-01'' THEN %1$s::timestamp END)', value)
		WHEN reading = 'time' AND kind = 'time' THEN format('%s::timestamp', value)
		-- seconds, milliseconds, microseconds or nanoseconds since 1970, by size
		WHEN reading = 'time' AND kind IN ('number', 'small number', 'whole number') THEN
			format('(CASE WHEN %1$s::numeric < -1e10 THEN NULL WHEN %1$s::numeric < 1e11 THEN to_timestamp(%1$s::float8) WHEN %1$s::numeric < 1e14 THEN to_timestamp(%1$s::float8 / 1e3)'
				' WHEN %1$s::numeric < 1e17 THEN to_timestamp(%1$s::float8 / 1e6) WHEN %1$s::numeric < 1e20 THEN to_timestamp(%1$s::float8 / 1e9) END)::timestamp', value)
		-- such a number in a text, or a time as ISO 8601 writes it, at face value; in parts, as a cast would fail on 31 February
		WHEN reading = 'time' AND kind IN ('text', 'json') THEN
			format('(CASE WHEN %1$s ~ ''^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])($|[ T])'' THEN make_date(substr(%1$s, 1, 4)::int, substr(%1$s, 6, 2)::int, 1)::timestamp'
				' + make_interval(days => substr(%1$s, 9, 2)::int - 1) + CASE WHEN %1$s ~ ''^.{10}[ T]([01][0-9]|2[0-3]):[0-5][0-9]'' THEN make_interval(hours => substr(%1$s, 12, 2)::int,'
				' mins => substr(%1$s, 15, 2)::int) ELSE make_interval() END'
				' WHEN %1$s ~ ''^\s*[0-9]{9,19}(\.[0-9]{0,20})?\s*$'' THEN to_timestamp(btrim(%1$s, E'' \t\r\n'')::float8 / 1000 ^ ((length(substring(%1$s, ''[0-9]+'')) - 9) / 3))::timestamp END)', as_text)
		END AS expression
	FROM reading
)
SELECT coalesce(json_object_agg(role, json_build_object('column', name, 'type', type_name, 'kind', kind, 'expression', expression, 'as_text', as_text, 'has_zone', has_zone, 'is_date', is_date,
		'unique', EXISTS (SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
			WHERE indrelid = :relation AND attname = name AND indisunique AND indisvalid AND indnkeyatts = 1 AND indpred IS NULL)) ORDER BY role_place)
		FILTER (WHERE expression IS NOT NULL), '{}') AS taken,
	coalesce(json_agg(role ORDER BY role_place) FILTER (WHERE expression IS NOT NULL), '[]') AS roles,
	coalesce(json_object_agg(role, format('%s is of type %s', name, type_name)) FILTER (WHERE expression IS NULL), '{}') AS unread,
	-- with request_ids nobody needs it, and it is dear
	coalesce((SELECT 'concat_ws(E''\x1f'', ' || string_agg(format('CASE WHEN pg_column_size(%1$s) < 2000 THEN coalesce(%1$s::text, ''?'') END', value), ', ' ORDER BY place) || ')'
		FROM (SELECT * FROM col WHERE NOT counts_rows AND kind NOT IN ('json') AND lower(name) <> 'id' ORDER BY place LIMIT 90) AS c
		WHERE NOT EXISTS (SELECT FROM choice WHERE role = 'request_id')), '') AS row_text,
	(SELECT count(*) = 0 FROM col) AS doctor_no_columns,
	coalesce((SELECT string_agg(format('%s=%s', upper(role), wish.name), ', ') FROM wish LEFT JOIN role USING (role)
		WHERE role.role IS NULL OR wish.name <> '-' AND NOT EXISTS (SELECT FROM choice WHERE choice.role = wish.role)), '') AS doctor_wrong,
	coalesce((SELECT string_agg(name, ', ' ORDER BY place) FROM col), '') AS doctor_names,
	coalesce((SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = :relation AND attnum > 0 AND NOT attisdropped AND NOT has_column_privilege(attrelid, attnum, 'SELECT')), '') AS no_right,
	(SELECT string_agg(upper(role), ', ' ORDER BY place) FROM role) AS doctor_roles
FROM expression
\gset

-- a query without rows has no columns to be wrong about
SELECT NOT :'doctor_no_columns'::bool AND message IS NOT NULL AS doctor_failed, set_config('doctor.message', coalesce(message, ''), true) AS doctor_ignored,
	set_config('doctor.hint', CASE WHEN :'doctor_wrong' <> '' THEN '' WHEN :'roles' = '[]' THEN 'Name them: TS=column MODEL=column. ' ELSE 'Name it: TS=column. ' END
		|| format('The columns are %s. What can be named: %s.', :'doctor_names', :'doctor_roles')
		|| CASE WHEN :'no_right' <> '' THEN format(' What %s may not read: %s.', current_user, :'no_right') ELSE '' END, true) AS doctor_ignored
FROM (SELECT CASE
	WHEN :'doctor_wrong' <> '' THEN format('%s: %s has no such column%s', :'doctor_wrong', :'source_name', CASE WHEN :'no_right' <> '' THEN ' that ' || current_user || ' may read' ELSE '' END)
	WHEN :'roles' = '[]' THEN format('%s has no column that looks like one of a log of usage', :'source_name')
	WHEN (:'since' <> '' OR :'until' <> '') AND :'taken'::json -> 'ts' IS NULL THEN format('SINCE and UNTIL need a time, and %s has no column that looks like one', :'source_name') END AS message) AS m
\gset
\if :doctor_failed
	\ir fail.sql
\endif

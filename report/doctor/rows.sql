-- The first scan: each row by itself.  Read by doctor.sql after checks.sql.  Sets:
--     looked      JSON: the roles that can be looked at, with those derived from several columns
--     log         what stands in FROM: a row's columns by their roles, and what is derived from them
--     rows        the number of rows
--     found       JSON: rows a day, values a role, and for each check its rows and an example

SELECT coalesce(json_agg(role), '[]') AS looked
FROM (SELECT json_array_elements_text(:'roles') AS role
	UNION ALL
	SELECT role FROM json_each(:'taken') AS taken(name, about), LATERAL (VALUES
		('cache_tokens', name IN ('cached_tokens', 'cache_write_tokens')),
		('tokens', name IN ('prompt_tokens', 'completion_tokens', 'total_tokens')),
		('tries', name IN ('attempt', 'is_retry')),
		('ts_text', name = 'ts' AND about ->> 'kind' <> 'time'),
		('number_text', name ~ '_tokens$|^requests$|^cost_usd$' AND about ->> 'kind' NOT IN ('small number', 'whole number'))) AS derived(role, there)
	WHERE there GROUP BY role) AS r
\gset

-- A number without a column is a bigint, so that nothing is converted for it.
WITH role AS (
	SELECT role, :'taken'::json -> role AS about, type
	FROM (VALUES ('ts', 'timestamp'), ('user_id', 'text'), ('model', 'text'), ('request_id', 'text'), ('requests', 'bigint'), ('prompt_tokens', 'bigint'), ('cached_tokens', 'bigint'),
		('cache_write_tokens', 'bigint'), ('completion_tokens', 'bigint'), ('reasoning_tokens', 'bigint'), ('total_tokens', 'bigint'), ('cost_usd', 'bigint'), ('status', 'text'),
		('attempt', 'bigint'), ('is_retry', 'bool'), ('cache_hit', 'bool'), ('is_free', 'bool'), ('is_byok', 'bool'), ('is_subscriber', 'bool'), ('grain', 'text')) AS r(role, type)
), column_list AS (
	SELECT string_agg(format('%s AS %I', coalesce(about ->> 'expression', 'NULL::' || type), role), ', ') AS columns,
		coalesce(max(about ->> 'as_text') FILTER (WHERE role = 'ts' AND about ->> 'kind' <> 'time'), 'NULL::text') AS ts_text,
		coalesce('coalesce(' || string_agg(format('CASE WHEN %1$s IS NULL AND btrim(%2$s) <> '''' THEN %3$L || %2$s END', about ->> 'expression', about ->> 'as_text', about ->> 'column' || ' '), ', ')
			FILTER (WHERE type = 'bigint' AND about ->> 'kind' IN ('number', 'text', 'json')) || ')', 'NULL::text') AS unreadable_number,
		coalesce(string_agg(CASE about ->> 'kind' WHEN 'json' THEN format('%s IS NOT NULL', about ->> 'as_text') ELSE format('t.%I IS NOT NULL', about ->> 'column') END, ' OR ')
			FILTER (WHERE type = 'bigint' AND about ->> 'kind' IN ('number', 'text', 'json')), 'false') AS has_number,
		-- a clock without a zone may be half a day ahead
		max(CASE WHEN (about ->> 'has_zone')::bool OR about ->> 'kind' LIKE '%number' THEN '1 hour' ELSE '1 day' END) FILTER (WHERE role = 'ts') AS slack,
		coalesce('WHERE ' || nullif(concat_ws(' AND ', max(sql || ' >= ' || since), max(sql || ' < ' || until)), ''), '') AS condition
	FROM role LEFT JOIN LATERAL (
		-- the column itself, so that an index of it serves
		SELECT CASE WHEN about ->> 'kind' = 'time' THEN format('t.%I', about ->> 'column') ELSE about ->> 'expression' END AS sql,
			CASE WHEN :'since' <> '' THEN quote_literal(:'since') || CASE WHEN about ->> 'kind' = 'time' THEN '' ELSE '::timestamp' END END AS since,
			CASE WHEN :'until' <> '' THEN quote_literal(:'until') || CASE WHEN about ->> 'kind' = 'time' THEN '' ELSE '::timestamp' END END AS until
		WHERE role = 'ts') AS range ON true
), blank(words) AS (
	-- of nine and more the server makes a hash table
	VALUES ('('''', '' '', ''-'', ''null'', ''NULL'', ''Null'', ''none'', ''None'', ''NONE'', ''undefined'', ''nan'', ''NaN'', ''n/a'', ''N/A'')')
)
SELECT format($sql$(
	SELECT *, ts IS NULL AND coalesce(btrim(ts_text), '') <> '' AS unreadable_ts, %L::timestamp AS limit_ts,
		coalesce(model, '') IN %s AS no_model, coalesce(user_id, '') IN %2$s AS no_user,
		CASE WHEN request_id NOT IN %2$s THEN request_id END AS request,
		CASE WHEN coalesce(cached_tokens, cache_write_tokens) IS NOT NULL THEN coalesce(cached_tokens, 0) + coalesce(cache_write_tokens, 0) END AS cache_tokens,
		coalesce(total_tokens, prompt_tokens + coalesce(completion_tokens, 0), completion_tokens) AS tokens,
		least(prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens, total_tokens) AS least_tokens,
		coalesce(status ~* 'fail|error|exception|time.?out|timed.?out|rate.?limit|throttl|overload|^err|^abort|^reject|^refus|^block|^denied|^unauthori|^gateway.?cache' AND status !~* '^(no|without)[^a-z]'
			OR status ~ '^[45][0-9][0-9]($|[^0-9])', false) AS failed,
		coalesce(is_free OR is_byok OR is_subscriber OR cache_hit, false)
			OR coalesce(model ~* '[-:_/( ]free\)?$|^(ollama|ollama_chat|lm[-_ ]?studio|llama[.]?cpp|vllm|hosted_vllm|local)[-/:_]|^[~.]?/', false) AS free
	-- OFFSET 0: each column is read and converted once a row
	FROM (SELECT %s, %s AS ts_text, %s AS unreadable_number, %s AS has_number, %s AS row_text FROM %s %s OFFSET 0) AS columns_of_the_log
) AS log$sql$,
		(now() + coalesce(slack, '1 day')::interval)::timestamp, words, columns, ts_text, unreadable_number, has_number, coalesce(nullif(:'row_text', ''), 'NULL::text'), :'source', condition) AS log
FROM column_list, blank
\gset

SELECT format('a table of about %s million rows, which is read twice: SINCE=%s looks at a part', round(:estimate::numeric / 1e6), date_trunc('month', now() - interval '3 months')::date) AS doctor_large,
	:estimate::numeric > 5e7 AND :'since' = '' AS doctor_is_large
\gset
\if :doctor_is_large
	\warn :doctor_large
\endif

-- By day, so that holes are seen in the same scan.
SELECT format($sql$
	SELECT coalesce(sum(n), 0) AS rows, json_build_object(
		'days', (SELECT coalesce(json_agg(json_build_array(day, n) ORDER BY day), '[]') FROM by_day WHERE isfinite(day)), 'midnights', sum(midnights), 'hours', sum(hours), 'mixed', sum(mixed), 'epochs', sum(epochs),
		'first', min(first), 'last', max(last), 'clocks', max(clock) - min(early), 'midday', min(early)::text, 'row_texts', sum(row_texts), 'requests', sum(request_ids), 'not_request', min(not_request),
		'values', json_build_object(%s), 'checks', json_build_array(%s)) AS found
	FROM by_day
$sql$,
	(SELECT string_agg(format('%L, sum(values_of_%s)', role, role), ', ') FROM json_array_elements_text(:'roles') AS role),
	(SELECT string_agg(format('json_build_array(%s, sum(bad_%1$s), sum(among_%1$s), min(example_%1$s))', place), ', ')
		FROM json_to_recordset(:'checks') AS c(place int, needs text[]) WHERE needs <@ ARRAY(SELECT json_array_elements_text(:'looked')))) AS doctor_summary,
	format($sql$
	WITH by_day AS (
		SELECT ts::date AS day, count(*) AS n, min(ts) FILTER (WHERE isfinite(ts)) AS first, max(ts) FILTER (WHERE isfinite(ts)) AS last,
			count(*) FILTER (WHERE ts::time = '00:00') AS midnights, count(*) FILTER (WHERE date_trunc('hour', ts) = ts) AS hours, max(ts::time) AS clock, min(ts::time) AS early,
			count(*) FILTER (WHERE ts_text ~ '[T ][0-9][0-9:.]*([Zz]|[+-][0-9][0-9:]*)\s*$|^[0-9]{12}') AS mixed,
			count(*) FILTER (WHERE ts IS NOT NULL AND ts_text ~ '^\s*[0-9]{9}') AS epochs, count(*) FILTER (WHERE row_text IS NOT NULL AND tokens > 0) AS row_texts, count(request) AS request_ids, min(grain) FILTER (WHERE grain <> 'request') AS not_request %s %s
		FROM %s GROUP BY 1
	)
$sql$,
	(SELECT string_agg(format(', count(%I) AS values_of_%s', role, role), '') FROM json_array_elements_text(:'roles') AS role),
	(SELECT string_agg(format(', count(*) FILTER (WHERE (%s) AND (%s)) AS bad_%s, count(*) FILTER (WHERE %1$s) AS among_%3$s, min(left(%4$s, 60) COLLATE "C") FILTER (WHERE (%1$s) AND (%2$s)) AS example_%3$s',
			among, bad, place, example), '')
		FROM json_to_recordset(:'checks') AS c(place int, needs text[], among text, bad text, example text) WHERE needs <@ ARRAY(SELECT json_array_elements_text(:'looked'))),
	:'log') AS doctor_by_day
\gset
SELECT 'PREPARE doctor_rows AS ' || :'doctor_by_day' || :'doctor_summary'
\gexec
EXECUTE doctor_rows
\gset

SELECT :rows > 0 AS doctor_any, format('%s has no rows%s: there is nothing to judge.', :'source_name', CASE WHEN :'since' <> '' OR :'until' <> '' THEN ' in that time' ELSE '' END) AS doctor_none
\gset

-- The second scan: models, users, and what comes more than once.  Read by doctor.sql after rows.sql.  Sets:
--     extension   how model_recognised is called here; '' where it cannot be
--     repeats     what is looked for twice: request_id, row, unique (an index sees to it), or ''
--     every       one in so many of them was looked at
--     groups      JSON: what was found
-- Of a large log one request_id in so many is looked at, with all its rows: their part is right all the same, and
-- the server need not sort them all.

SELECT coalesce((SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace
		WHERE extname = 'modelshare' AND has_schema_privilege(n.oid, 'USAGE')
			AND has_function_privilege(to_regprocedure(format('%I.model_recognised(text)', nspname)), 'EXECUTE')), '') AS extension,
	greatest(1, ceil(:rows / :'sample'::numeric))::bigint AS every,
	CASE WHEN :'looked'::jsonb ? 'request_id' THEN CASE WHEN :'taken'::json #>> '{request_id,unique}' = 'true' THEN 'unique' ELSE 'request_id' END
		WHEN :'row_text' <> '' AND :'looked'::jsonb ?& '{ts,tokens}' THEN 'row' ELSE '' END AS repeats
\gset
SELECT CASE :'repeats' WHEN 'request_id' THEN format('CASE WHEN %s = 1 OR hashtextextended(request, 0) %% %1$s = 0 THEN request END', :every)
		WHEN 'row' THEN format('CASE WHEN tokens > 0 AND (%s = 1 OR hashtextextended(row_text, 0) %% %1$s = 0) THEN ts || ''  '' || coalesce(model, '''') || E''\x1f'' || md5(row_text) END', :every)
		ELSE 'NULL::text' END AS doctor_repeat
\gset
SELECT format($sql$
	WITH grouped AS (
		SELECT CASE WHEN grouping(model) = 0 THEN 'model' WHEN grouping(user_id) = 0 THEN 'user' ELSE 'repeat' END AS what, coalesce(model, user_id, repeated) AS name,
			count(*) AS n, sum(tokens) AS tokens, count(*) FILTER (WHERE priced) AS priced, count(*) FILTER (WHERE unpriced) AS unpriced
		FROM (SELECT CASE WHEN NOT no_model THEN model END AS model, CASE WHEN NOT no_user THEN user_id END AS user_id, %s AS repeated, tokens,
				cost_usd > 0 AS priced, coalesce(cost_usd, 0) = 0 AND tokens > 0 AND NOT free AND NOT failed AS unpriced
			FROM %s) AS rows_of_the_log
		GROUP BY GROUPING SETS ((model), (user_id), (repeated))
		HAVING coalesce(model, user_id, repeated) IS NOT NULL AND (grouping(repeated) = 1 OR count(*) > 1)
	), model AS (
		SELECT name, n, tokens, priced, unpriced, %s AS recognised, %s AS proprietary FROM grouped WHERE what = 'model'
	), largest AS (
		-- of the rows or of the tokens
		SELECT name, n, tokens FROM grouped WHERE what = 'user' ORDER BY greatest(n / sum(n) OVER (), tokens / nullif(sum(tokens) OVER (), 0)) DESC, name LIMIT 1
	)
	SELECT json_build_object(
		'models', (SELECT count(*) FROM model),
		'model_rows', (SELECT sum(n) FROM model),
		'model_tokens', (SELECT sum(tokens) FROM model),
		'unknown_rows', (SELECT sum(n) FROM model WHERE NOT recognised),
		'unknown_tokens', (SELECT sum(tokens) FROM model WHERE NOT recognised),
		'unknown', (SELECT string_agg(left(name, 40) || ' (' || n || ')', ', ' ORDER BY n DESC, name)
			FROM (SELECT * FROM model WHERE NOT recognised ORDER BY n DESC, name LIMIT 3) AS top),
		'priced', (SELECT sum(priced) FROM model),
		'sometimes', (SELECT sum(unpriced) FROM model WHERE priced > 0 AND unpriced > 0),
		'sometimes_of', (SELECT sum(priced + unpriced) FROM model WHERE priced > 0 AND unpriced > 0),
		'sometimes_model', (SELECT left(name, 40) || ' (' || unpriced || ' of ' || priced + unpriced || ')' FROM model WHERE priced > 0 AND unpriced > 0 ORDER BY unpriced DESC, name LIMIT 1),
		'never', (SELECT sum(unpriced) FROM model WHERE priced = 0 AND unpriced > 0 AND proprietary),
		'never_models', (SELECT string_agg(left(name, 40), ', ') FROM (SELECT name FROM model WHERE priced = 0 AND unpriced > 0 AND proprietary ORDER BY unpriced DESC, name LIMIT 3) AS top),
		'open', (SELECT sum(unpriced) FROM model WHERE priced = 0 AND unpriced > 0 AND NOT proprietary),
		'open_models', (SELECT string_agg(left(name, 40), ', ') FROM (SELECT name FROM model WHERE priced = 0 AND unpriced > 0 AND NOT proprietary ORDER BY unpriced DESC, name LIMIT 3) AS top),
		'users', (SELECT count(*) FROM grouped WHERE what = 'user'),
		'user_rows', (SELECT sum(n) FROM grouped WHERE what = 'user'),
		'user_tokens', (SELECT sum(tokens) FROM grouped WHERE what = 'user'),
		'largest', (SELECT left(name, 40) FROM largest), 'largest_rows', (SELECT n FROM largest), 'largest_tokens', (SELECT tokens FROM largest),
		'repeats', (SELECT sum(n - 1) FROM grouped WHERE what = 'repeat'),
		'repeated', (SELECT left(split_part(name, E'\x1f', 1), 50) || ' (' || n || ' times)' FROM grouped WHERE what = 'repeat' ORDER BY n DESC, name LIMIT 1)) AS groups
$sql$, :'doctor_repeat', :'log',
	CASE WHEN :'extension' = '' THEN 'NULL::boolean' ELSE :'extension' || '.model_recognised(name)' END,
	CASE WHEN :'extension' = '' THEN 'false' ELSE 'coalesce(' || :'extension' || '.model_source_type(name) LIKE ''proprietary%'', false)' END) AS doctor_groups
\gset
SELECT 'PREPARE doctor_groups AS ' || :'doctor_groups'
\gexec
EXECUTE doctor_groups
\gset

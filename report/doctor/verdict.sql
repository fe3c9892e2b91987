-- What it comes to.  Read by doctor.sql at the end: judges what the scans found, and prints one row for each check:
-- findings, what is worth knowing, what is in order, and what could not be looked at, which is not the same.

WITH found AS (
	SELECT :'found'::json AS f, :'groups'::json AS g, :'holes'::json AS h, :rows::numeric AS rows, :'taken'::jsonb AS taken, :'looked'::jsonb AS looked
), read AS (
	SELECT rows, taken, looked, h, rows - coalesce((f #>> '{values,ts}')::numeric, 0) AS without_ts,
		(f #>> '{values,ts}')::numeric AS times, (f ->> 'midnights')::numeric AS midnights, (f ->> 'hours')::numeric AS hours, (f ->> 'mixed')::numeric AS mixed, (f ->> 'epochs')::numeric AS epochs,
		(f ->> 'clocks')::interval AS clocks, f ->> 'midday' AS midday, (f ->> 'requests')::numeric AS request_ids, (f ->> 'row_texts')::numeric AS row_texts, f ->> 'not_request' AS grain,
		(g ->> 'models')::numeric AS models, (g ->> 'model_rows')::numeric AS model_rows, (g ->> 'unknown_rows')::numeric AS unknown_rows, g ->> 'unknown' AS unknown,
		greatest((g ->> 'unknown_rows')::numeric / nullif((g ->> 'model_rows')::numeric, 0), (g ->> 'unknown_tokens')::numeric / nullif((g ->> 'model_tokens')::numeric, 0)) AS unknown_part,
		(g ->> 'priced')::numeric AS priced, (g ->> 'sometimes')::numeric AS sometimes, (g ->> 'sometimes_of')::numeric AS sometimes_of, g ->> 'sometimes_model' AS sometimes_model,
		(g ->> 'never')::numeric AS never, g ->> 'never_models' AS never_models, (g ->> 'open')::numeric AS free, g ->> 'open_models' AS free_models,
		(g ->> 'users')::numeric AS users, g ->> 'largest' AS largest, (g ->> 'largest_rows')::numeric AS largest_rows,
		(g ->> 'largest_rows')::numeric / nullif((g ->> 'user_rows')::numeric, 0) AS part_of_rows, (g ->> 'largest_tokens')::numeric / nullif((g ->> 'user_tokens')::numeric, 0) AS part_of_tokens,
		(g ->> 'repeats')::numeric AS repeats, g ->> 'repeated' AS repeated
	FROM found
), row_check AS (
	SELECT c.*, r.bad, r.among, r.example,
		(SELECT string_agg(need, ', ') FROM unnest(needs) AS need WHERE NOT looked ? need) AS absent,
		-- a column without any value; only of a time or a model is that a finding
		(SELECT string_agg(taken #>> ARRAY[need, 'column'], ', ') FROM unnest(needs) AS need WHERE need NOT IN ('ts', 'model') AND f #>> ARRAY['values', need] = '0') AS nothing
	FROM found, json_to_recordset(:'checks') AS c(place int, title text, needs text[], level text, above numeric, advice text)
		LEFT JOIN LATERAL (SELECT (e ->> 1)::numeric AS bad, (e ->> 2)::numeric AS among, e ->> 3 AS example FROM json_array_elements(f -> 'checks') AS e WHERE (e ->> 0)::int = c.place) AS r ON true
), judged(place, state, title, rows, part, example, advice) AS (
	SELECT place::numeric, CASE
			WHEN absent IS NOT NULL OR nothing IS NOT NULL OR among = 0 THEN 'not looked at'
			WHEN bad = 0 THEN 'in order'
			WHEN bad > above * among OR among < 1000 THEN level
			WHEN level = 'finding' THEN 'note'
			ELSE 'in order' END,
		title, bad, bad / nullif(among, 0), example, CASE
			-- times that are no text need no look
			WHEN absent IS NOT NULL THEN CASE absent WHEN 'ts_text' THEN NULL WHEN 'number_text' THEN NULL WHEN 'cache_tokens' THEN 'no column CACHED_TOKENS or CACHE_WRITE_TOKENS'
				WHEN 'tries' THEN 'no column ATTEMPT or IS_RETRY' WHEN 'tokens' THEN 'no column PROMPT_TOKENS, COMPLETION_TOKENS or TOTAL_TOKENS' ELSE 'no column ' || upper(replace(absent, 'cache_tokens', 'cached_tokens')) END
			WHEN nothing IS NOT NULL THEN nothing || ' is NULL in every row'
			WHEN among = 0 THEN 'there is no row with the values that it needs'
			WHEN bad = 0 THEN NULL
			ELSE advice END
	FROM row_check
	WHERE absent IS NULL OR absent NOT IN ('ts_text', 'number_text')
	UNION ALL
	SELECT 20, CASE WHEN :'repeats' = '' OR :'repeats' = 'request_id' AND request_ids = 0 OR :'repeats' = 'row' AND row_texts = 0 THEN 'not looked at' WHEN coalesce(repeats, 0) = 0 THEN 'in order'
			WHEN repeats * :every > CASE :'repeats' WHEN 'row' THEN 0.01 ELSE 0.001 END * CASE :'repeats' WHEN 'row' THEN row_texts ELSE request_ids END THEN 'finding' ELSE 'note' END,
		CASE WHEN :'repeats' = 'row' THEN 'rows that are wholly equal' ELSE 'request_id more than once' END,
		CASE WHEN :'repeats' <> '' THEN coalesce(repeats, 0) * :every END, coalesce(repeats, 0) * :every / nullif(CASE :'repeats' WHEN 'row' THEN row_texts ELSE request_ids END, 0), repeated,
		CASE WHEN :'repeats' = '' THEN 'no column REQUEST_ID, and none of time and tokens by which equal rows could be told'
			WHEN :'repeats' = 'request_id' AND request_ids = 0 THEN 'there is no request_id in any row'
			WHEN :'repeats' = 'row' AND row_texts = 0 THEN 'equal rows are told only among those with tokens, and there is none'
			WHEN :'repeats' = 'unique' THEN 'a unique index sees to it'
			WHEN coalesce(repeats, 0) > 0 THEN CASE WHEN :'repeats' = 'row' THEN 'Read twice? Keep one of each: SELECT DISTINCT.' ELSE 'Read twice, or tries of one request: keep one row of each, DISTINCT ON (request_id).' END
				|| CASE WHEN :every > 1 THEN format(' (Estimated from one in %s.)', :every) ELSE '' END
			WHEN :every > 1 THEN format('one in %s was looked at', :every) END
	FROM read
	UNION ALL
	SELECT 21, CASE WHEN times IS NULL THEN 'not looked at' WHEN h ->> 'level' IS NULL THEN 'not looked at' ELSE h ->> 'level' END, 'days without rows', NULL,
		CASE WHEN (h ->> 'days')::numeric > 0 THEN (h ->> 'days')::numeric / nullif((h ->> 'expected')::numeric, 0) END, h ->> 'example',
		CASE WHEN times IS NULL THEN 'no column TS' WHEN h ->> 'level' IS NULL THEN 'a day is missing only if its weekday is nearly always in use; that takes four weeks, and such a weekday' WHEN h ->> 'level' = 'finding' THEN 'Was nobody there, or did the log lose rows? Leave such weeks out of charts, or say so.'
			WHEN h ->> 'level' = 'note' THEN 'Holidays, a quiet log, or lost rows.' END
	FROM read
	UNION ALL
	SELECT 22, CASE WHEN :'extension' = '' OR models IS NULL OR models = 0 THEN 'not looked at' WHEN coalesce(unknown_rows, 0) = 0 THEN 'in order' WHEN unknown_part > 0.1 THEN 'finding' ELSE 'note' END,
		'names of models nobody knows', coalesce(unknown_rows, 0), unknown_rows / nullif(model_rows, 0), unknown,
		CASE WHEN NOT looked ? 'model' THEN 'no column MODEL' WHEN models = 0 THEN 'there is no name' WHEN :'extension' = '' THEN 'needs CREATE EXTENSION modelshare in this database, and USAGE on its schema'
			WHEN unknown_rows > 0 THEN 'Aliases, models of your own, or no models: join a table of their real names, or give them a modelgrouping. They stay visible under their own names.' END
	FROM read
	UNION ALL
	SELECT 23, CASE WHEN NOT looked ?& '{cost_usd,tokens,model}' OR :'found'::json #>> '{values,cost_usd}' = '0' THEN 'not looked at'
			WHEN priced = 0 THEN CASE WHEN coalesce(never, 0) + coalesce(free, 0) > 0 THEN 'note' ELSE 'in order' END
			WHEN sometimes > 0.01 * sometimes_of OR never > 0 THEN 'finding'
			WHEN coalesce(sometimes, 0) + coalesce(free, 0) > 0 THEN 'note' ELSE 'in order' END,
		'tokens without a cost', coalesce(sometimes, 0) + coalesce(never, 0) + coalesce(free, 0), (coalesce(sometimes, 0) + coalesce(never, 0) + coalesce(free, 0)) / nullif(model_rows, 0),
		coalesce(never_models, sometimes_model, free_models),
		CASE WHEN NOT looked ?& '{cost_usd,tokens,model}' THEN 'needs COST_USD, tokens and MODEL' WHEN :'found'::json #>> '{values,cost_usd}' = '0' THEN taken #>> '{cost_usd,column}' || ' is NULL in every row'
			WHEN priced = 0 THEN CASE WHEN coalesce(never, 0) + coalesce(free, 0) > 0 THEN 'The cost is 0 or NULL everywhere: there is no spend to chart.' END
			WHEN never > 0 THEN 'These models are never free: the gateway has no price of them, and they are missing from shares of spend.'
			WHEN sometimes > 0 THEN 'The same models cost something in other rows: they are missing from shares of spend.'
			WHEN free > 0 THEN 'Free or self-hosted, or without a price: then they are missing from shares of spend.' END
	FROM read
	UNION ALL
	SELECT 24, CASE WHEN NOT looked ? 'user_id' OR users = 0 THEN 'not looked at' WHEN users < 20 THEN 'in order' WHEN greatest(part_of_rows, part_of_tokens) >= 0.5 THEN 'finding'
			WHEN greatest(part_of_rows, part_of_tokens) >= 0.2 THEN 'note' ELSE 'in order' END,
		'the largest user', largest_rows, part_of_rows, largest || coalesce(', ' || round(100 * part_of_tokens, 1) || ' % of tokens', '') || format(', of %s user%s', users, CASE WHEN users > 1 THEN 's' END),
		CASE WHEN NOT looked ? 'user_id' THEN 'no column USER_ID' WHEN users = 0 THEN 'there is no user' WHEN users >= 20 AND greatest(part_of_rows, part_of_tokens) >= 0.2 THEN 'A job or a test? Charts follow this one: draw them without it, too.' END
	FROM read
	UNION ALL
	SELECT 25, CASE WHEN times IS NULL THEN 'not looked at' WHEN clock = 'zone' THEN 'in order' ELSE 'note' END, 'the clock', NULL, NULL, format('%s is %s', taken #>> '{ts,column}', taken #>> '{ts,type}'),
		CASE clock WHEN 'none' THEN 'no column TS' WHEN 'number' THEN format('Read here as seconds, or milliseconds by size: to_timestamp(%s), or of %1$s / 1000.0.', quote_ident(taken #>> '{ts,column}'))
			WHEN 'text of a number' THEN format('Read here as seconds, or milliseconds by size: to_timestamp(%s::float8), or of that divided by 1000.',
				CASE taken #>> '{ts,kind}' WHEN 'json' THEN format('(%I #>> ''{}'')', taken #>> '{ts,column}') ELSE quote_ident(taken #>> '{ts,column}') END)
			WHEN 'text' THEN format('Cast it: %s::timestamptz if it tells a zone, else ::timestamp.',
				CASE taken #>> '{ts,kind}' WHEN 'json' THEN format('(%I #>> ''{}'')', taken #>> '{ts,column}') ELSE quote_ident(taken #>> '{ts,column}') END)
			WHEN 'date' THEN 'Days as somebody has cut them, in a zone that the table does not tell: they cannot be cut again for another.'
			WHEN 'no zone' THEN 'No zone: weeks are those of its own clock. For others: AT TIME ZONE ''UTC'' (or what it is in), and a zone in weekly_share.' END
	FROM read, LATERAL (SELECT CASE WHEN times IS NULL THEN 'none' WHEN (taken #>> '{ts,has_zone}')::bool THEN 'zone' WHEN (taken #>> '{ts,is_date}')::bool THEN 'date' WHEN taken #>> '{ts,kind}' = 'time' THEN 'no zone'
		WHEN taken #>> '{ts,kind}' LIKE '%number' THEN 'number' WHEN epochs > 0.5 * times THEN 'text of a number' ELSE 'text' END AS clock) AS c
	UNION ALL
	SELECT 26, CASE WHEN coalesce(times, 0) < 8 THEN 'not looked at' WHEN midnights = times OR clocks = '0' OR hours = times OR grain IS NOT NULL THEN 'note'
			WHEN midnights > 0.05 * times THEN 'finding' ELSE 'in order' END, 'times without an hour', CASE WHEN coalesce(times, 0) >= 8 THEN midnights END, midnights / nullif(times, 0),
		CASE WHEN grain IS NOT NULL THEN 'grain ' || grain WHEN times >= 8 AND clocks = '0' AND midnights < times THEN 'all at ' || midday END,
		CASE WHEN times IS NULL THEN 'no column TS' WHEN times < 8 THEN 'fewer than 8 rows have a time' WHEN midnights = times OR grain IS NOT NULL THEN 'One row a day or longer, it seems: sum amounts, never count rows; it cannot be cut into days or weeks of another zone.'
			WHEN clocks = '0' THEN 'A daily job, or days of another zone: then give weekly_share that zone.' WHEN hours = times THEN 'One row an hour, it seems: sum amounts, never count rows.'
			WHEN midnights > 0.05 * times THEN 'Some rows have a date only: their day may be that of another zone.' END
	FROM read
	UNION ALL
	SELECT 27, CASE WHEN mixed > 0 AND mixed < times THEN 'finding' ELSE 'in order' END,
		CASE WHEN numbers THEN 'milliseconds beside seconds' ELSE 'times with a zone beside some without' END, least(mixed, times - mixed), least(mixed, times - mixed) / nullif(times, 0), NULL,
		CASE WHEN mixed > 0 AND mixed < times THEN CASE WHEN numbers THEN 'Divide those above 1e11 by 1000.' ELSE 'A cast reads those without in the session''s zone: bring them into one form first.' END END
	FROM read, LATERAL (SELECT taken #>> '{ts,kind}' LIKE '%number' OR epochs > 0.5 * times AS numbers) AS kind WHERE looked ? 'ts_text'
	UNION ALL
	SELECT 28, 'note', 'numbers in text', NULL, NULL, string_agg(format('%s is %s', about ->> 'column', about ->> 'type'), ', '), 'Cast them: sums of text are an error.'
	FROM read, jsonb_each(taken) AS t(role, about) WHERE role ~ '_tokens$|^requests$|^cost_usd$' AND about ->> 'kind' IN ('text', 'json') HAVING count(*) > 0
	UNION ALL
	SELECT 29, 'note', 'keys in JSON', NULL, NULL, string_agg(format('%s is %s', about ->> 'column', about ->> 'type'), ', '), 'Take the text out: column #>> ''{}''.'
	FROM read, jsonb_each(taken) AS t(role, about) WHERE role IN ('model', 'user_id', 'request_id') AND about ->> 'kind' = 'json' HAVING count(*) > 0
	UNION ALL
	SELECT 30, 'not looked at', value || ', which is not read as ' || key, NULL, NULL, NULL, 'Name another: ' || upper(key) || '=column.' FROM json_each_text(:'unread')
	UNION ALL
	SELECT 31, 'note', 'row-level security', NULL, NULL, NULL, format('Only the rows that %s may see were looked at.', current_user) WHERE :'hidden_rows'::bool
	UNION ALL
	SELECT 32, 'not looked at', 'columns without a right', NULL, NULL, NULL, format('%s may not read %s.', current_user, :'no_right') WHERE :'no_right' <> ''
), shown AS (
	SELECT *, array_position('{finding,note,in order,not looked at}', state) AS state_place FROM judged
)
SELECT json_agg(CASE state WHEN 'not looked at' THEN json_build_array(state, title, NULL, NULL, NULL, advice)
		ELSE json_build_array(state, title, rows, part, example, advice) END ORDER BY state_place, place) AS doctor_rows,
	count(*) FILTER (WHERE state = 'finding') AS doctor_findings, count(*) FILTER (WHERE state = 'not looked at') AS doctor_unseen, count(*) AS doctor_checks,
	 ltrim(to_char(:rows, '999,999,999,999,999')) AS doctor_rows_shown
FROM shown
\gset

SELECT :'source_name' AS "table", :rows AS rows, f ->> 'first' AS first, f ->> 'last' AS last, g ->> 'users' AS users, g ->> 'models' AS models
FROM (SELECT :'found'::json AS f, :'groups'::json AS g) AS read;

SELECT r ->> 0 AS state, r ->> 1 AS "check", (r ->> 2)::numeric AS rows, CASE WHEN (r ->> 3)::numeric > 0 AND (r ->> 3)::numeric < 0.00005 THEN '< 0.01' ELSE round(100 * nullif((r ->> 3)::numeric, 0), 2)::text END AS "%",
	CASE WHEN :width > 0 THEN rtrim(regexp_replace(r ->> 4, format('(.{1,%s})( +|$)', greatest(:width / 2, 20)), E'\\1\n', 'g'), E'\n') ELSE r ->> 4 END AS example,
	CASE WHEN :width > 0 THEN rtrim(regexp_replace(r ->> 5, format('(.{1,%s})( +|$)', :width), E'\\1\n', 'g'), E'\n') ELSE r ->> 5 END AS "what to do"
FROM json_array_elements(:'doctor_rows') WITH ORDINALITY AS e(r, place)
ORDER BY place;

SELECT CASE :doctor_findings WHEN 0 THEN 'Nothing alarming' WHEN 1 THEN 'One finding' ELSE :doctor_findings || ' findings' END || ' in ' || :'doctor_rows_shown' || CASE WHEN :rows = 1 THEN ' row.' ELSE ' rows.' END
		|| CASE WHEN :doctor_findings > 0 THEN ' Mend or explain before you believe a chart.' ELSE '' END
		|| CASE WHEN :doctor_unseen > 0 THEN format(' %s of %s checks could not look.', :doctor_unseen, :doctor_checks) ELSE '' END
		|| coalesce(' Columns taken: ' || (SELECT string_agg(format('%s for %s', value ->> 'column', key), ', ') FROM json_each(:'taken') WHERE key <> value ->> 'column') || '.', '') AS doctor_verdict
\gset
\qecho :doctor_verdict

-- What is looked at in each row.  Read by doctor.sql after columns.sql.  Sets "checks", JSON.
--
--     title      what it is called in the output
--     needs      roles of columns.sql (or what scans.sql derives from them) that it cannot do without
--     among      the rows in which it can be seen, as a condition; bad: those in which it is
--     example    text that shows one of them
--     level      finding | note: what it is when "bad" makes up more than "above" of "among"; below that it is
--                a note, or for a note nothing.  In fewer than 1,000 rows one is enough.
--     advice     what to do
-- Conditions and examples are of the roles by name; a role without a column is NULL.
SELECT json_agg(c ORDER BY place) AS checks
FROM (VALUES
	(1, 'rows without a time', '{ts}', 'true', 'ts IS NULL AND NOT unreadable_ts', 'model', 'finding', 0.001,
		'They are in no chart. Find out where they come from.'),
	(2, 'times that cannot be read', '{ts_text}', 'ts_text IS NOT NULL', 'unreadable_ts', 'ts_text', 'finding', 0.0,
		'Bring them into one form, such as 2025-01-31 13:45:00+00, before the cast.'),
	(3, 'infinite times', '{ts}', 'ts IS NOT NULL', 'NOT isfinite(ts)', 'ts::text', 'finding', 0.001,
		'They are left out of every summary and counted there.'),
	(4, 'rows in the future', '{ts}', 'ts IS NOT NULL', 'isfinite(ts) AND ts > limit_ts', 'ts::text', 'finding', 0.0,
		'A wrong clock, milliseconds read as seconds, or labels of periods that are not over. Filter them: they make empty weeks and no week complete.'),
	(5, 'rows before 2019', '{ts}', 'ts IS NOT NULL', 'isfinite(ts) AND ts < timestamp ''2019-01-01''', 'ts::text', 'finding', 0.0,
		'Before there were such services: the zero of some clock. Filter them: each adds decades of empty weeks.'),
	(6, 'rows without a model', '{model}', 'true', 'no_model', 'coalesce(request, ts::text)', 'finding', 0.001,
		'They are a key of their own in every chart. Failures and other calls than answers of models are often logged so.'),
	(7, 'rows without a user', '{user_id}', 'true', 'no_user', 'coalesce(request, ts::text)', 'finding', 0.05,
		'Retention leaves NULL out, but takes '''' or ''none'' for one user: nullif(user_id, '''').'),
	(8, 'prompt below its cached part', '{prompt_tokens,cache_tokens}', 'prompt_tokens IS NOT NULL AND cache_tokens IS NOT NULL', 'prompt_tokens < cache_tokens',
		'format(''prompt %s, cached %s'', prompt_tokens, cache_tokens)', 'finding', 0.001,
		'The prompt leaves the cached tokens out, at least in these rows: add them, or shares of tokens across vendors are wrong.'),
	(9, 'completion below its reasoning', '{completion_tokens,reasoning_tokens}', 'completion_tokens IS NOT NULL AND reasoning_tokens IS NOT NULL', 'completion_tokens < reasoning_tokens',
		'format(''completion %s, reasoning %s'', completion_tokens, reasoning_tokens)', 'finding', 0.001,
		'The completion leaves the reasoning out, at least in these rows: add it.'),
	(10, 'total is not prompt + completion', '{total_tokens,prompt_tokens,completion_tokens}', 'total_tokens IS NOT NULL AND coalesce(prompt_tokens, completion_tokens) IS NOT NULL',
		'total_tokens <> coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)',
		'format(''total %s, prompt %s, completion %s'', total_tokens, prompt_tokens, completion_tokens)', 'finding', 0.01,
		'Find out what the total counts (cache, reasoning, audio), and sum the parts that you mean.'),
	(11, 'negative tokens', '{tokens}', 'least_tokens IS NOT NULL', 'least_tokens < 0', 'least_tokens::text', 'finding', 0.001,
		'Corrections or faults; they are summed as they are, and shares may leave 0 to 1.'),
	(12, 'negative cost', '{cost_usd}', 'cost_usd IS NOT NULL', 'cost_usd < 0', 'cost_usd::text', 'finding', 0.001,
		'Refunds? They are summed as they are: leave them out of counts and tokens.'),
	(13, 'numbers that cannot be read', '{number_text}', 'has_number', 'unreadable_number IS NOT NULL', 'unreadable_number', 'finding', 0.001,
		'They are no finite numbers. A cast fails on text, and summaries leave NaN and infinity out.'),
	(14, 'requests below one', '{requests}', 'requests IS NOT NULL', 'requests < 1', 'requests::text', 'finding', 0.001,
		'A row stands for one request at least: filter them, or read the column otherwise.'),
	(15, 'several requests in a row', '{requests}', 'requests IS NOT NULL', 'requests > 1', 'requests::text', 'note', 0.0,
		'The table is summed already: sum(requests), never count the rows.'),
	(16, 'rows that are no answers', '{status}', 'status IS NOT NULL', 'failed', 'status', 'finding', 0.001,
		'Failures and cached answers may carry tokens: leave them out, WHERE status IS DISTINCT FROM ..., and keep the rows where it is NULL.'),
	(17, 'retries', '{tries}', 'attempt IS NOT NULL OR is_retry IS NOT NULL', 'coalesce(attempt > 1, false) OR coalesce(is_retry, false)', 'coalesce(request, ts::text)', 'finding', 0.001,
		'One request is several rows: count the last try only, or say that you count attempts.'),
	(18, 'answers of a cache', '{cache_hit}', 'cache_hit IS NOT NULL', 'cache_hit', 'coalesce(request, ts::text)', 'note', 0.0,
		'If this is the gateway''s own cache, no model was asked: leave them out. If it is the vendor''s, all is well.')
) AS c(place, title, needs, among, bad, example, level, above, advice)
\gset

-- Memory: small groups are small, one group does not grow with its rows, and
-- nothing is left behind after a query.
\ir lib/setup.sql
SELECT plan(12);

-- 100,000 users with three requests each, as HashAggregate accounts for them.
CREATE TABLE usage AS
SELECT timestamptz '2025-01-06 12:00+00' + (n::bigint * 7919 % 126) * interval '1 day' AS ts, n % 100000 AS who,
	(array['openai/gpt-4.1', 'openai/gpt-4o', 'openai/gpt-4o-mini', 'anthropic/claude-3.7-sonnet', 'anthropic/claude-3.5-sonnet', 'google/gemini-2.5-pro', 'google/gemini-2.0-flash', 'deepseek/deepseek-r1',
	'deepseek/deepseek-chat-v3', 'x-ai/grok-3', 'meta-llama/llama-3.3-70b-instruct', 'mistralai/mistral-nemo', 'qwen/qwq-32b', 'openai/o3-mini', 'openai/o1'])[1 + (n / 7) % 15] AS model,
	(n * 37 % 5000)::bigint AS tokens
FROM generate_series(1, 300000) AS n;
ANALYZE usage;
SET LOCAL work_mem = '1GB';
SET LOCAL enable_sort = off;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TABLE measured AS SELECT form, plan_of(format('SELECT who, %s FROM usage GROUP BY who', form), true) AS plan
FROM unnest('{"weekly_share(ts, model, tokens)","weekly_share(ts, model)","weekly_share(ts, model, tokens / 8.0::float8)","sum(tokens)"}'::text[]) AS form;
SELECT ok(bool_and(plan_has(plan, 'Strategy', 'Hashed') AND plan_number(plan, 'HashAgg Batches') <= 1), 'groups are hashed in memory') FROM measured;
SELECT cmp_ok(plan_number(plan, 'Peak Memory Usage') * 1024 / 100000, '<=', 600::numeric,
	format('%s: %s bytes for each of 100,000 groups of 3 rows', form, round(plan_number(plan, 'Peak Memory Usage') * 1024 / 100000))) FROM measured WHERE form LIKE 'weekly%';

-- The backend's memory while a summary of many rows and few cells is built, and after.
CREATE FUNCTION kept() RETURNS bigint LANGUAGE sql VOLATILE RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts)::bigint;
CREATE FUNCTION peak(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	bytes bigint;
BEGIN
	EXECUTE query INTO bytes;
	RETURN bytes;
END $$;
-- kept() runs once in the output of the aggregation: the state still exists then.
SELECT peak('SELECT kept() FROM (SELECT weekly_share(ts, model, tokens) AS s FROM usage) AS x WHERE s IS NOT NULL') AS warm \gset
SELECT peak('SELECT kept() FROM (SELECT sum(tokens) AS s FROM usage) AS x WHERE s IS NOT NULL') AS base \gset
SELECT peak('SELECT kept() FROM (SELECT weekly_share(ts, model, tokens) AS s FROM usage) AS x WHERE s IS NOT NULL') AS once \gset
SELECT peak('SELECT kept() FROM (SELECT weekly_share(ts, model, tokens) AS s FROM (TABLE usage UNION ALL TABLE usage UNION ALL TABLE usage) AS u) AS x WHERE s IS NOT NULL') AS thrice \gset
SELECT peak('SELECT kept() FROM (SELECT sum(tokens) AS s FROM (TABLE usage UNION ALL TABLE usage UNION ALL TABLE usage) AS u) AS x WHERE s IS NOT NULL') AS base_thrice \gset
SELECT cmp_ok((:once - :base)::bigint, '<', 262144::bigint, 'a summary of 15 models and 18 weeks takes less than 256 kB: ' || :once - :base);
SELECT cmp_ok(((:thrice - :base_thrice) - (:once - :base))::bigint, '<', 65536::bigint, 'three times the rows take no more: ' || (:thrice - :base_thrice) - (:once - :base));

-- Nothing stays behind: kept memory is the same after the second run as after the tenth.
SELECT peak('SELECT kept()') AS before \gset
SELECT count(peak('SELECT length((SELECT weekly_share(ts, model, tokens)::text FROM usage WHERE who < 3000)) + ' || n)) FROM generate_series(1, 10) AS n \gset
SELECT count(*) FROM (SELECT weekly_share(ts, model, tokens) AS s FROM usage WHERE who < 3000 GROUP BY who) AS x, shares(s) \gset
SELECT cmp_ok((peak('SELECT kept()') - :before)::bigint, '<', 65536::bigint, 'queries leave nothing behind');
-- Per-row memory of accessors and || is given back as they run.
SELECT peak('SELECT kept() FROM (SELECT count(length((s || s)::text)) FROM (SELECT weekly_share(ts, model, tokens) AS s FROM usage WHERE who < 20000 GROUP BY who) AS g) AS x') AS merged \gset
SELECT cmp_ok((:merged - :base)::bigint, '<', 16777216::bigint, 'a merge and a text for each of 20,000 groups do not pile up: ' || :merged - :base);
-- A chain of merges keeps what each of them gives, and not what it took to make it.
CREATE TABLE large AS SELECT weekly_share(timestamp '2025-01-06' + n % 70 * interval '1 day', 'key ' || n, n::bigint) AS share, cohort_retention(timestamp '2025-01-06' + n % 70 * interval '1 day', n::bigint, 'week') AS retention,
	elasticity(1 + n % 97, 1 + n % 89, n::bigint, n % 50) AS elasticity FROM generate_series(1, 20000) AS n;
CREATE FUNCTION of_a_merge(summary text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	few numeric;
	many numeric;
	size numeric;
BEGIN
	EXECUTE format('SELECT b FROM (SELECT (%1$s || %1$s) IS NULL, (SELECT sum(total_bytes) FROM pg_backend_memory_contexts) AS b FROM large OFFSET 0) AS x (n, b) WHERE NOT n', summary) INTO few;
	EXECUTE format('SELECT b FROM (SELECT (%1$s%2$s) IS NULL, (SELECT sum(total_bytes) FROM pg_backend_memory_contexts) AS b FROM large OFFSET 0) AS x (n, b) WHERE NOT n', summary, repeat(' || ' || summary, 11)) INTO many;
	EXECUTE format('SELECT length(%1$s_summary_send(%1$s || %1$s)) FROM large', summary) INTO size;
	RETURN round((many - few) / 10 / size, 1);
END $$;
SELECT cmp_ok(of_a_merge(summary), '<', 2.5, format('of %s || %s each merge leaves little more than a summary behind', summary, summary)) FROM unnest(array['share', 'retention', 'elasticity']) AS summary;
SELECT is((SELECT count(*)::int FROM (SELECT week_of(timestamptz '2025-01-06' + n * interval '1 hour', 'UTC', 'monday') FROM generate_series(1, 1000) AS n) AS x), 1000, 'the session goes on');

SELECT * FROM finish();
ROLLBACK;

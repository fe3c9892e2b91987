-- The tables: a log of requests over 18 weeks by a million users to 15
-- models, in random order of time (harder for caches than a log in order);
-- 100,000 users with three requests each; 52 stored weeks of 400 models;
-- names of models: the 15 again and again, 300 as gateways write them, and each but once.
CREATE EXTENSION modelshare;
SELECT setseed(0.2025) \gset

CREATE TABLE model (n int PRIMARY KEY, name text);
INSERT INTO model VALUES (0, 'openai/gpt-4o'), (1, 'anthropic/claude-3.7-sonnet'), (2, 'openai/gpt-4o-mini'), (3, 'google/gemini-2.0-flash-001'),
	(4, 'anthropic/claude-3.5-sonnet'), (5, 'openai/gpt-4.1-2025-04-14'), (6, 'deepseek/deepseek-r1'), (7, 'google/gemini-2.5-pro-preview-03-25'),
	(8, 'deepseek/deepseek-chat-v3-0324'), (9, 'openai/o3-mini-2025-01-31'), (10, 'meta-llama/llama-3.3-70b-instruct'), (11, 'x-ai/grok-3-mini-beta'),
	(12, 'openai/o1-2024-12-17'), (13, 'mistralai/mistral-nemo'), (14, 'qwen/qwq-32b');

CREATE UNLOGGED TABLE usage AS
SELECT timestamptz '2025-01-06 00:00+00' + random() * interval '18 weeks' AS ts, floor(random() * 1000000)::bigint AS user_id,
	(SELECT array_agg(name ORDER BY n) FROM model)[1 + floor(random() * random() * 15)::int] AS model, floor(random() * 8000)::bigint AS tokens
FROM generate_series(1, :rows);

-- Observations of a quantity and a price, for elasticity.
CREATE UNLOGGED TABLE priced WITH (parallel_workers = 2) AS
SELECT model, date_trunc('week', ts)::date AS week, (1 + tokens)::float8 AS quantity, 0.1 + (user_id % 997)::float8 / 100 AS price FROM usage;

CREATE UNLOGGED TABLE small AS
SELECT timestamptz '2025-01-06 00:00+00' + random() * interval '18 weeks' AS ts, n % 100000 AS user_id,
	(SELECT array_agg(name ORDER BY n) FROM model)[1 + floor(random() * 15)::int] AS model, floor(random() * 8000)::bigint AS tokens
FROM generate_series(1, 300000) AS n;

CREATE TABLE stored AS
SELECT w, weekly_share(timestamptz '2025-01-06 12:00+00' + w * interval '7 days' + d * interval '1 day', 'vendor-' || m % 20 || '/model-' || m, (m * 1009 + w * 13 + d) % 100000 * 1000::bigint) AS s
FROM generate_series(0, 51) AS w, generate_series(1, 400) AS m, generate_series(0, 6) AS d GROUP BY w;

CREATE FUNCTION spelling(n int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT format((array['ft:gpt-4o-mini-2024-07-18:acme::a%s', 'arn:aws:bedrock:us-east-1:%s:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0',
	'accounts/team-%s/models/llama-v3p1-70b-instruct', 'team-%s/Qwen2.5-Coder-32B-Instruct-AWQ', 'azure/prod-%s/gpt-4.1-mini', 'vertex_ai/claude-3-5-haiku@%s',
	'/srv/run-%s/Meta-Llama-3.1-8B-Instruct', 'user%s/Mistral-Nemo-12B-GGUF:Q4_K_M', 'Gemini 2.5 Flash (%s)', 'openrouter/deepseek/deepseek-r1-%s:free',
	'in-house-model-%s', 'x-ai/grok-3-mini-beta-%s', '@cf/team-%s/gemma-3-12b-it', 'black-forest-labs/FLUX.1-schnell-%s', 'o3-mini-%s'])[1 + n % 15], 100000 + n)
$$;
CREATE UNLOGGED TABLE named AS SELECT model FROM usage LIMIT 1000000;
CREATE UNLOGGED TABLE spelled AS SELECT spelling(floor(random() * 300)::int) AS model FROM generate_series(1, 1000000);
CREATE UNLOGGED TABLE spelled_once AS SELECT spelling(n) AS model FROM generate_series(1, 300000) AS n ORDER BY random();

VACUUM (ANALYZE) usage;
VACUUM (ANALYZE) priced;
VACUUM (ANALYZE) small;
VACUUM (ANALYZE) stored;
VACUUM (ANALYZE) named;
VACUUM (ANALYZE) spelled;
VACUUM (ANALYZE) spelled_once;

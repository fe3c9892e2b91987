-- Logs for test/tap/doctor.sh: an honest one, one in which everything is wrong, and honest ones that look odd.

-- Twelve weeks of a small team, Monday to Friday, with one public holiday; every column of the view "usage" that is looked at.
CREATE TABLE honest AS
SELECT timestamptz '2025-03-03 08:00+00' + interval '1 day' * day + interval '97 seconds' * i AS ts, 'user-' || (i * i + day) % 25 AS user_id,
	(ARRAY['gpt-5', 'claude-sonnet-4-5', 'qwen3-235b-a22b', 'meta-llama/llama-3.1-8b-instruct:free'])[1 + i % 4] AS model, format('r-%s-%s', day, i) AS request_id,
	1 AS requests, 100 + i AS prompt_tokens, i % 7 AS cached_tokens, i % 3 AS cache_write_tokens, 50 + i AS completion_tokens, i % 11 AS reasoning_tokens, 150 + 2 * i AS total_tokens,
	CASE WHEN i % 4 < 3 THEN 0.001 * (i + 1) ELSE 0 END AS cost_usd, CASE WHEN i % 9 = 0 THEN NULL ELSE 'success' END AS status, 1 AS attempt, false AS is_retry, false AS cache_hit
FROM generate_series(0, 82) AS day, generate_series(0, 39) AS i
WHERE day % 7 < 5 AND day <> 49;

-- Everything wrong that can be wrong in one table.
CREATE TABLE faulty AS
SELECT CASE i % 20 WHEN 0 THEN NULL WHEN 1 THEN timestamp '2099-01-01' WHEN 2 THEN timestamp '1970-01-01 00:00:01' WHEN 3 THEN timestamp 'infinity' WHEN 4 THEN date_trunc('day', ts)
		ELSE ts END AS ts,
	CASE WHEN i % 10 = 3 THEN '' WHEN i % 10 > 3 THEN 'batch' ELSE user_id END AS user_id, CASE i % 8 WHEN 5 THEN '' WHEN 6 THEN 'prod-alias' ELSE model END AS model,
	CASE WHEN i < 5 THEN 'again' ELSE request_id END AS request_id, CASE i % 7 WHEN 0 THEN 0 WHEN 1 THEN 12 ELSE 1 END AS requests,
	CASE i % 6 WHEN 0 THEN 2 ELSE prompt_tokens END AS prompt_tokens, 90 AS cached_tokens, cache_write_tokens, completion_tokens, CASE i % 6 WHEN 1 THEN 9000 ELSE 0 END AS reasoning_tokens,
	CASE i % 6 WHEN 2 THEN -5 ELSE total_tokens END AS total_tokens, CASE i % 6 WHEN 3 THEN -0.5 WHEN 4 THEN 0 WHEN 5 THEN 'NaN' ELSE cost_usd END AS cost_usd,
	CASE i % 6 WHEN 0 THEN 'failure' WHEN 1 THEN '429' ELSE status END AS status, 1 + i % 2 AS attempt, i % 3 = 0 AS is_retry, i % 4 = 0 AS cache_hit
FROM (SELECT row_number() OVER (ORDER BY ts)::int AS i, h.ts::timestamp AS ts, user_id, model, request_id, prompt_tokens, cache_write_tokens, completion_tokens, total_tokens, cost_usd, status
	FROM honest AS h WHERE ts < '2025-04-07' OR ts > '2025-04-28') AS h;

-- A log of every day, 60 rows each, in which one day is missing; and of a few rows a day, in which one is.
CREATE TABLE busy AS
SELECT timestamptz '2025-01-01' + interval '1 day' * day + interval '13 minutes' * i AS ts, 'gpt-5' AS model, 10 + i AS total_tokens
FROM generate_series(0, 99) AS day, generate_series(1, 60) AS i WHERE day <> 40;
CREATE TABLE quiet AS
SELECT timestamptz '2025-01-01' + interval '1 day' * day + interval '211 minutes' * i AS ts, 'gpt-5' AS model, 10 + i AS total_tokens
FROM generate_series(0, 99) AS day, generate_series(1, 3) AS i WHERE day <> 40;

-- Images: no tokens at all, several in the same second.
CREATE TABLE images AS
SELECT timestamptz '2025-03-03 08:00:00+00' + interval '1 day' * day AS ts, 'ana' AS user_id, 'dall-e-3' AS model, NULL::int AS prompt_tokens, NULL::int AS completion_tokens, NULL::numeric AS cost_usd
FROM generate_series(0, 59) AS day, generate_series(1, 4);

-- Odd types, odd names.
CREATE SCHEMA "Odd schema";
CREATE TABLE "Odd schema"."usage log" AS
SELECT (ts AT TIME ZONE 'UTC')::text AS "Start Time", to_jsonb(model) AS "Model", total_tokens::text AS "total""tokens", cost_usd::float8 AS cost, user_id::varchar AS "user:name"
FROM honest;
INSERT INTO "Odd schema"."usage log" VALUES
	('31/12/2025', '{"name": "gpt-5"}', 'many', 'NaN', 'user-1'), ('2025-02-31 25:00', 'null', '1e3', 'Infinity', 'user-2'), ('2025-02-31', '"gpt-5"', '', 1, 'user-2'), ('2025-04-01T08:00:00Z', '"gpt-5"', ' 12 ', 1, NULL);

CREATE TABLE epochs AS
SELECT extract(epoch FROM ts)::bigint * CASE WHEN i % 2 = 0 THEN 1 ELSE 1000 END AS created_at, model AS model_name, total_tokens
FROM (SELECT *, row_number() OVER () AS i FROM honest) AS h;

-- Already one row a day and model; the first row has no total.
CREATE TABLE daily AS
SELECT ts::date AS day, model, count(*) AS requests, sum(total_tokens) AS total_tokens, sum(cost_usd) AS cost FROM honest GROUP BY 1, 2;
CREATE VIEW daily_in_tokyo AS SELECT day::timestamp AT TIME ZONE 'Asia/Tokyo' AS ts, model, total_tokens FROM daily;
CREATE TABLE weekly AS SELECT date_trunc('week', ts)::date AS week, model, sum(total_tokens) AS total_tokens FROM honest GROUP BY 1, 2;

CREATE TABLE parts (LIKE honest) PARTITION BY RANGE (ts);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2025-01-01') TO ('2025-04-01');
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2025-04-01') TO ('2026-01-01');
INSERT INTO parts SELECT * FROM honest;

CREATE TABLE nothing (LIKE honest);
CREATE TABLE no_values AS SELECT NULL::timestamptz AS ts, NULL::text AS model, NULL::text AS user_id, NULL::int AS prompt_tokens, NULL::int AS completion_tokens FROM generate_series(1, 50);

-- What a function of the view needs stands in the search path of its own.
CREATE SCHEMA helpers;
CREATE FUNCTION helpers.double(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
CREATE FUNCTION helpers.four_times(i int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN double(double(i)); END';
CREATE VIEW with_helpers AS SELECT ts, model, helpers.four_times(total_tokens) AS total_tokens FROM honest;

-- Names that would catch what is not qualified.
CREATE SCHEMA evil;
CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
CREATE FUNCTION evil.btrim(text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
CREATE FUNCTION evil.format(text, VARIADIC "any") RETURNS text LANGUAGE internal AS 'text_format';
CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
CREATE FUNCTION evil.texteq(text, text) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
CREATE OPERATOR evil.= (FUNCTION = evil.texteq, LEFTARG = text, RIGHTARG = text);
CREATE TABLE evil.pg_class (oid oid);
CREATE TABLE evil.pg_extension (oid oid);
CREATE FUNCTION evil.model_recognised(text) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';

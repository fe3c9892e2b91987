-- A log of three months with what logs often have, for the README's "Is my table usable?": failures among the answers, a
-- vendor whose cached tokens are not in the prompt, five days that were lost, one that was loaded twice, a clock that began at zero.
CREATE TABLE requests AS
SELECT timestamptz '2025-03-03 00:10+00' + day * interval '1 day' + i * interval '43 minutes 7 seconds' AS created_at, 'user-' || (7 * i * i + 3 * day) % 31 AS user_id,
	(ARRAY['gpt-4o-2024-08-06', 'claude-3-7-sonnet-20250219', 'deepseek-reasoner', 'chat-prod'])[1 + (i + i * day) % 33 / 9] AS model, format('req-%s-%s', day, i) AS request_id,
	900 + 37 * (i + day) % 500 AS prompt_tokens, CASE WHEN (i + i * day) % 33 / 9 = 1 THEN 4000 ELSE 512 END AS cached_tokens, 120 + 11 * i AS completion_tokens,
	CASE WHEN (i * day + day) % 23 = 0 THEN 'error' ELSE 'ok' END AS status, 0.0004 * (i + 5) AS cost
FROM generate_series(0, 90) AS day, generate_series(1, 32) AS i
WHERE day NOT BETWEEN 50 AND 54;
INSERT INTO requests SELECT * FROM requests WHERE created_at >= '2025-04-07' AND created_at < '2025-04-08';
UPDATE requests SET created_at = '1970-01-01 00:00+00' WHERE request_id IN ('req-3-7', 'req-60-2');

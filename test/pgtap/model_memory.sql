-- More names than are remembered: answers stay right past every limit, and the memory for them is bounded.
\ir lib/setup.sql
SELECT plan(6);

-- 4 MB of answers are kept to the end of a session, and 4 MB in each function of a query: these are several times as many.
CREATE TABLE usage AS
SELECT format('acme/%s-%s', md5(n::text), repeat('x', n % 50)) AS raw, n FROM generate_series(1, 60000) AS n;
CREATE FUNCTION own() RETURNS modelgrouping LANGUAGE sql IMMUTABLE RETURN (
	SELECT modelgrouping('group ' || n % 10, family ORDER BY n) FROM (SELECT raw::modelname::text::modelfamily AS family, n FROM usage WHERE n > 59900) AS u);
CREATE FUNCTION kept() RETURNS bigint LANGUAGE sql VOLATILE RETURN (
	SELECT coalesce(sum(total_bytes), 0)::bigint FROM pg_backend_memory_contexts WHERE name = 'modelshare memo');

CREATE FUNCTION answers(twice bool) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC
	SELECT md5(string_agg(concat_ws('|', model_vendor(raw), model_label(raw), raw::modelname, model_group(raw, own()), model_source_type(raw)), ',' ORDER BY n))
	FROM (SELECT raw, n FROM usage UNION ALL SELECT raw, n + 60000 FROM usage WHERE twice) AS u;
END;
CREATE FUNCTION answers_of_values(twice bool) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC
	SELECT md5(string_agg(concat_ws('|', model_vendor(m), model_label(raw || ''), m, model_group(m, own()), model_source_type(m)), ',' ORDER BY n))
	FROM (SELECT raw::modelname AS m, raw, n FROM usage UNION ALL SELECT raw::modelname, raw, n + 60000 FROM usage WHERE twice) AS u;
END;

SELECT cmp_ok(kept(), '<', 100000::bigint, 'nothing is kept at first');
SELECT is(answers(false), answers_of_values(false), 'each name once: the answers are those about the values');
SELECT cmp_ok(kept(), '<', 10::bigint * 1024 * 1024, 'what a session keeps is bounded');
SELECT is(answers(true), answers_of_values(true), 'with the limit reached, each name twice: the same');
SELECT is((SELECT array_agg(DISTINCT model_group(raw, own()) ORDER BY model_group(raw, own())) FROM usage),
	(SELECT array_agg('group ' || d ORDER BY d) || NULL::text FROM generate_series(0, 9) AS d), 'groups whose labels find no room are handed out as copies');
SELECT cmp_ok(kept(), '<', 10::bigint * 1024 * 1024, 'and no more is kept');

SELECT finish();

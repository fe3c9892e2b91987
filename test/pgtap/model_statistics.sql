-- What ANALYZE learns of names: it evaluates the expressions of indexes and of extended statistics itself, keeps
-- their results, and is done with the functions before it looks at them.
\ir lib/setup.sql
SELECT plan(6);

CREATE TABLE usage AS
SELECT format('%s/%s-%s', (ARRAY['openai/gpt', 'anthropic/claude', 'google/gemini', 'acme/coder'])[1 + n % 4], 1 + n % 13, (ARRAY['mini', 'pro', 'nano'])[1 + n % 3]) AS raw, n
FROM generate_series(1, 3000) AS n;
CREATE FUNCTION vendors() RETURNS modelgrouping LANGUAGE sql IMMUTABLE RETURN (
	SELECT modelgrouping(label, family::modelfamily) FROM (VALUES ('US', '//openai'), ('US', '//anthropic'), ('other', '//google')) AS v (label, family));

CREATE STATISTICS by_field (ndistinct, dependencies, mcv) ON (model_vendor(raw)), (model_line(raw)), (model_label(raw)), (model_label(raw, 'vendor')) FROM usage;
CREATE STATISTICS by_name (ndistinct, dependencies, mcv) ON (raw::modelname), (model_family(raw, 'line')), (model_source_type(raw)), (model_group(raw, vendors())) FROM usage;
CREATE INDEX ON usage ((raw::modelname));
-- How many combinations of all four ANALYZE counted; as PostgreSQL 19 writes it, or as the versions before.
CREATE FUNCTION combinations(the_statistics text) RETURNS text LANGUAGE sql STABLE RETURN (
	SELECT CASE json_typeof(counts) WHEN 'object' THEN counts ->> '-1, -2, -3, -4'
		ELSE (SELECT c ->> 'ndistinct' FROM json_array_elements(counts) AS c WHERE (c -> 'attributes')::jsonb = '[-1, -2, -3, -4]') END
	FROM (SELECT n_distinct::text::json AS counts FROM pg_stats_ext WHERE statistics_name = the_statistics) AS s);
SELECT lives_ok('ANALYZE usage', 'ANALYZE ends');
SELECT lives_ok('ANALYZE usage', '… and again');

SELECT is((SELECT array_agg(DISTINCT v ORDER BY v) FROM pg_stats_ext_exprs, unnest(most_common_vals::text::text[]) AS v WHERE statistics_name = 'by_field' AND expr ~ '^model_vendor'),
	(SELECT array_agg(DISTINCT model_vendor(raw) ORDER BY model_vendor(raw)) FROM usage), 'the vendors are those of the rows');
SELECT is(combinations('by_field'),
	(SELECT count(DISTINCT (model_vendor(raw), model_line(raw), model_label(raw), model_label(raw, 'vendor')))::text FROM usage), 'so are their combinations with lines and labels');
SELECT is(combinations('by_name'),
	(SELECT count(DISTINCT (raw::modelname, model_family(raw, 'line'), model_source_type(raw), model_group(raw, vendors())))::text FROM usage), 'and those of names with families, facts and groups');
SELECT is((SELECT array_agg(count > 20 AND strange = 0) FROM (
	SELECT count(*), count(*) FILTER (WHERE v NOT IN (SELECT unnest(ARRAY[model_vendor(raw), model_line(raw), model_label(raw), model_label(raw, 'vendor'), model_group(raw, vendors()),
		raw::modelname::text, model_family(raw, 'line')::text, model_source_type(raw)]) FROM usage)) AS strange
	FROM pg_stats_ext, unnest(most_common_vals) AS v WHERE v IS NOT NULL GROUP BY statistics_name) AS x), '{t,t}', 'the most common values are answers about the rows');

SELECT finish();

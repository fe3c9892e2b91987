-- Aggregates that read a setting are STABLE, so that postgres_fdw does not send them to a session of other settings.
\ir lib/setup.sql
SELECT plan(9);

-- Everything else is STABLE: an aggregate that reads no setting has to be added here.
CREATE VIEW aggregates AS
SELECT p.oid::regprocedure AS signature, provolatile AS volatility,
	proname IN ('elasticity', 'rollup', 'effective_price', 'modelgrouping', 'min', 'max') AS reads_none
FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND prokind = 'a';

SELECT is(array_agg(signature::text ORDER BY signature::text), NULL, 'every aggregate is STABLE, but for those that read no setting')
FROM aggregates WHERE volatility <> 's' AND NOT reads_none;
SELECT is(array_agg(signature::text ORDER BY signature::text), NULL, '… which are IMMUTABLE')
FROM aggregates WHERE volatility <> 'i' AND reads_none;
SELECT cmp_ok(count(*), '>', 0::bigint, 'there are aggregates of both kinds') FROM aggregates GROUP BY reads_none ORDER BY reads_none;

-- What each gives under settings in which nothing is the same.  A Sunday late in the evening: in Tokyo
-- it is Monday, in the week of Sunday the days after it.
CREATE FUNCTION argument(type regtype, name text) RETURNS text LANGUAGE sql
RETURN CASE
	WHEN name IN ('timezone', 'week_start') THEN 'NULL::text'
	WHEN name = 'period' AND type = 'text'::regtype THEN '''week'''
	WHEN type IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) THEN format('%s ''2025-03-09 23:00+00''', type)
	WHEN type IN ('bigint'::regtype, 'float8'::regtype) THEN '2::' || type
	WHEN type = 'bool'::regtype THEN 'true'
	WHEN type = 'uuid'::regtype THEN 'uuid ''00000000-0000-4000-8000-000000000001'''
	WHEN type = 'modelfamily'::regtype THEN '''openai''::modelfamily'
	WHEN type = 'share_summary'::regtype THEN '(SELECT s FROM stored)'
	WHEN type = 'retention_summary'::regtype THEN '(SELECT r FROM stored)'
	WHEN type = 'elasticity_summary'::regtype THEN '(SELECT e FROM stored)'
	ELSE '''openai/gpt-4o''::' || type
END;
CREATE TABLE stored AS
SELECT weekly_share(ts, 'a', 2::bigint, 'UTC', 'monday') AS s, cohort_retention(ts, 1::bigint, 'month', 'UTC') AS r, elasticity(2, 3, 'u', 1::bigint) AS e
FROM (VALUES (timestamptz '2025-03-09 23:00+00')) AS v (ts);

CREATE FUNCTION result(signature regprocedure, settings text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	call text;
	result text;
BEGIN
	SELECT format('SELECT %s(%s)::text', pronamespace::regnamespace || '.' || quote_ident(proname), string_agg(argument(type, name), ', ' ORDER BY n))
	INTO call
	FROM pg_proc, unnest(proargtypes::oid[], proargnames) WITH ORDINALITY AS argument (type, name, n)
	WHERE pg_proc.oid = signature GROUP BY pg_proc.oid;
	EXECUTE settings;
	EXECUTE call INTO STRICT result;
	RETURN result;
EXCEPTION WHEN invalid_parameter_value THEN
	-- a face-value clock beside a zone
	RETURN 'raises';
END $$;
CREATE TABLE results AS
SELECT aggregates.*, result(signature, 'SET LOCAL TimeZone = ''UTC''; SET LOCAL modelshare.timezone = ''UTC''; SET LOCAL modelshare.week_start = ''monday''') AS here,
	result(signature, 'SET LOCAL TimeZone = ''Asia/Tokyo''; SET LOCAL modelshare.timezone = ''''; SET LOCAL modelshare.week_start = ''sunday''') AS there
FROM aggregates;

SELECT is(array_agg(signature::text ORDER BY signature::text), NULL, 'what is IMMUTABLE gives the same under all settings')
FROM results WHERE volatility = 'i' AND here IS DISTINCT FROM there;
SELECT is(array_agg(signature::text ORDER BY signature::text), NULL, 'what is STABLE does not, but where it raises')
FROM results WHERE volatility = 's' AND here = there AND here <> 'raises';
SELECT is(array_agg(signature::text ORDER BY signature::text), NULL, 'nothing raises but a face-value clock beside a zone')
FROM results WHERE here = 'raises' AND obj_description(signature, 'pg_proc') NOT LIKE 'raises: %';
SELECT is(count(*), (SELECT count(*) FROM aggregates), 'every one was called') FROM results WHERE here IS NOT NULL AND there IS NOT NULL;

-- One added later, whose script forgot to mark it, is found.
CREATE AGGREGATE forgotten(ts date, key text) (SFUNC = weekly_share_transition, STYPE = share_summary);
ALTER EXTENSION modelshare ADD AGGREGATE forgotten(date, text);
SELECT is(array_agg(signature::text), '{"forgotten(date,text)"}', 'an aggregate that was not marked is found')
FROM aggregates WHERE volatility <> 's' AND NOT reads_none;
SELECT * FROM finish();
ROLLBACK;

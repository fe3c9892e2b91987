-- Start of every test file: one transaction that is rolled back at the end,
-- both extensions, settings that do not depend on the machine, and the few
-- helpers that all files use.  Included with \ir, so files of this folder's
-- subfolders are never run by themselves.
\set QUIET 1
\set ON_ERROR_STOP 1
\set ON_ERROR_ROLLBACK 1
\pset format unaligned
\pset tuples_only on
\pset pager off
-- Set on a server that takes tens of times longer for each query: tests that repeat themselves do so less often.
\getenv slow_server SLOW_SERVER
\if :{?slow_server}
\else
	\set slow_server 0
\endif

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL extra_float_digits = 1;
SET LOCAL jit = off;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS modelshare;

-- Both queries give the same rows, each as often; a difference is shown.
CREATE FUNCTION same_rows(have text, want text, what text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	extra text;
	missing text;
	seen bigint;
	problem text;
BEGIN
	EXECUTE format($q$
		WITH have AS MATERIALIZED (SELECT * FROM (%s) AS h),
			want AS MATERIALIZED (SELECT * FROM (%s) AS w),
			extra AS (TABLE have EXCEPT ALL TABLE want),
			missing AS (TABLE want EXCEPT ALL TABLE have)
		SELECT (SELECT count(*) FROM want),
			(SELECT string_agg(d, E'\n') FROM (SELECT left(e::text, 300) AS d FROM extra AS e ORDER BY 1 LIMIT 4) AS x),
			(SELECT string_agg(d, E'\n') FROM (SELECT left(m::text, 300) AS d FROM missing AS m ORDER BY 1 LIMIT 4) AS x)
		$q$, have, want) INTO seen, extra, missing;
	IF extra IS NULL AND missing IS NULL AND seen > 0 THEN
		RETURN NEXT ok(true, what);
	ELSE
		RETURN NEXT ok(false, what);
		RETURN NEXT diag(concat_ws(E'\n', seen || ' rows wanted',
								   'not wanted:', extra, 'missing:', missing));
	END IF;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS problem = MESSAGE_TEXT;
	RETURN NEXT ok(false, what);
	RETURN NEXT diag('error ' || SQLSTATE || ': ' || problem);
END $$;

-- SQLSTATE that a statement ends in; 00000 when it ends well.
CREATE FUNCTION sqlstate_of(statement text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN '00000';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

-- Message, detail and hint of the error that a statement ends in.
CREATE FUNCTION message_of(statement text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', message, nullif(detail, ''), nullif(hint, ''));
END $$;

-- The plan of a query as JSON; executed when asked for.
CREATE FUNCTION plan_of(query text, execute bool DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (' || CASE WHEN execute THEN 'ANALYZE, TIMING OFF, ' ELSE '' END || 'FORMAT JSON) ' || query
	INTO plan;
	RETURN plan;
END $$;

-- Does some node of the plan have this property with this value?
CREATE FUNCTION plan_has(plan jsonb, property text, value text) RETURNS bool
LANGUAGE sql IMMUTABLE
RETURN EXISTS (SELECT FROM jsonb_path_query(plan, ('strict $.**."' || property || '"')::jsonpath) AS found
			   WHERE found #>> '{}' = value);

-- The largest number that some node of the plan has for this property; 0 without one.
CREATE FUNCTION plan_number(plan jsonb, property text) RETURNS numeric
LANGUAGE sql IMMUTABLE
RETURN (SELECT coalesce(max((found #>> '{}')::numeric), 0)
		FROM jsonb_path_query(plan, ('strict $.**."' || property || '"')::jsonpath) AS found);

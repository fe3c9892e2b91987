#!/bin/sh
# Installing: by whom, where, under whose search_path; what must be refused; what must be documented.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

sample="SELECT string_agg(key || ' ' || amount, ',' ORDER BY key)
	FROM shares((SELECT weekly_share(timestamptz '2025-03-03 12:00+00', key, 2::bigint) FROM unnest('{a,b}'::text[]) AS key))"

# Aggregates that read a setting and are marked so, and those that are not: pg_proc is updated by the script.
marked="SELECT count(*) FILTER (WHERE provolatile = 's') > 0, count(*) FILTER (WHERE provolatile <> 's')
	FROM pg_proc JOIN pg_depend ON objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e'
	WHERE prokind = 'a' AND proname IN ('weekly_share', 'cohort_retention', 'usage_elasticity')"

# Every version that a script of this installation starts from leads to the default one.
new_database ms_install
# (pg_available_extensions does not look into Debian's extension_destdir)
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" modelshare.control)
expect "update paths lead to the default version" "" "$(query ms_install "
	SELECT string_agg(source, ' ') FROM pg_extension_update_paths('modelshare') WHERE target = '$version' AND path IS NULL")"

# Somebody who may create in a database, and is nothing more, installs it and uses it.
query postgres "DROP ROLE IF EXISTS ms_analyst" > /dev/null
query postgres "CREATE ROLE ms_analyst" > /dev/null
query ms_install "GRANT CREATE ON DATABASE ms_install TO ms_analyst; GRANT CREATE ON SCHEMA public TO ms_analyst" > /dev/null
expect "a user without privileges installs it" "" "$(query ms_install "SET ROLE ms_analyst; CREATE EXTENSION modelshare")"
expect "… in the control file's version" "$version" "$(query ms_install "SELECT extversion FROM pg_extension WHERE extname = 'modelshare'")"
expect "… and uses it" "a 2,b 2" "$(query ms_install "SET ROLE ms_analyst; $sample" | tail -n 1)"
expect "… and has the STABLE aggregates" "t|0" "$(query ms_install "$marked")"
expect "every member has a comment" "" "$(query ms_install "
	SELECT string_agg(pg_describe_object(classid, objid, objsubid), ', ' ORDER BY 1)
	FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND deptype = 'e'
		AND classid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass)
		AND (classid <> 'pg_type'::regclass OR EXISTS (SELECT FROM pg_type AS t WHERE t.oid = objid AND typelem = 0))
		AND obj_description(objid, classid::regclass::name) IS NULL")"
expect "every function says whether it is parallel safe" "" "$(query ms_install "
	SELECT string_agg(p.oid::regprocedure::text, ', ' ORDER BY 1)
	FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = d.objid
	WHERE classid = 'pg_proc'::regclass AND refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare')
		AND proparallel = 'u' AND prokind <> 'w'")"
expect "it ships no table" "0" "$(query ms_install "
	SELECT count(*) FROM pg_depend WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare')")"
expect "dropping it leaves nothing" "0" "$(query ms_install "SET client_min_messages = error; DROP EXTENSION modelshare;
	SELECT count(*) FROM pg_proc WHERE probin = 'modelshare'")"

# A schema with an odd name, another one after that, and a search_path that leads astray.
new_database ms_schema
query ms_schema 'CREATE SCHEMA "Odd ""name"", really"; CREATE SCHEMA other; CREATE EXTENSION modelshare SCHEMA "Odd ""name"", really"' > /dev/null
expect "a schema with an odd name" "a 2,b 2" "$(query ms_schema "SET search_path = \"Odd \"\"name\"\", really\"; $sample" | tail -n 1)"
expect "… where the aggregates are STABLE" "t|0" "$(query ms_schema "$marked")"
query ms_schema "ALTER EXTENSION modelshare SET SCHEMA other" > /dev/null
expect "moved to another schema" "a 2,b 2" "$(query ms_schema "SET search_path = other; $sample" | tail -n 1)"
expect "… with them" "t|0" "$(query ms_schema "$marked")"
expect "nothing stays behind" "0" "$(query ms_schema "SELECT count(*) FROM pg_proc WHERE pronamespace = '\"Odd \"\"name\"\", really\"'::regnamespace")"

new_database ms_hostile
query ms_hostile "
	CREATE SCHEMA trap;
	CREATE FUNCTION trap.sprung(text) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RAISE ''trapped by %'', \$1; END';
	CREATE FUNCTION trap.eq(text, text) RETURNS bool LANGUAGE sql AS 'SELECT trap.sprung(''=(text, text)'')';
	CREATE OPERATOR trap.= (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.eq);
	CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE sql AS 'SELECT trap.sprung(''lower(text)'')::text';
	CREATE FUNCTION trap.count(\"any\") RETURNS bigint LANGUAGE internal AS 'pg_backend_pid';
	CREATE FUNCTION trap.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT trap.sprung(''now()'')::text::timestamptz';
	CREATE DOMAIN trap.text AS pg_catalog.int4;
	CREATE DOMAIN trap.bigint AS pg_catalog.text;" > /dev/null 2>&1 || true
# In the extension's own schema only what fits better than core's operator could be taken for it.
query ms_hostile "
	CREATE FUNCTION trap.eq(pg_catalog.oid, regprocedure) RETURNS bool LANGUAGE sql AS 'SELECT trap.sprung(''=(oid, regprocedure)'')';
	CREATE OPERATOR public.= (LEFTARG = pg_catalog.oid, RIGHTARG = regprocedure, FUNCTION = trap.eq);
	CREATE FUNCTION public.weekly_share_transition(pg_catalog.int4, pg_catalog.int4) RETURNS pg_catalog.int4 LANGUAGE sql AS 'SELECT trap.sprung(''sfunc'')::pg_catalog.int4';
	CREATE AGGREGATE public.weekly_share(pg_catalog.int4) (SFUNC = public.weekly_share_transition, STYPE = pg_catalog.int4);" > /dev/null
expect "installed under a hostile search_path" "" \
	"$(query ms_hostile "SET search_path = trap, pg_catalog, public; CREATE EXTENSION modelshare SCHEMA public")"
expect "… marking its own aggregates and no other" "t|0|i" "$(query ms_hostile "$marked")|$(query ms_hostile "SELECT provolatile FROM pg_proc WHERE oid OPERATOR(pg_catalog.=) 'public.weekly_share(int4)'::regprocedure")"
expect "used under a hostile search_path" "1" "$(query ms_hostile "SET search_path = trap, pg_catalog, public;
	SELECT pg_catalog.max(rank) FROM public.shares((SELECT public.weekly_share(pg_catalog.now(), 'a'::pg_catalog.text)))" | tail -n 1)"

# Whoever prepares a function of the same name before an administrator installs must not get it run.
new_database ms_planted
query ms_planted "CREATE FUNCTION first_seen(text) RETURNS text LANGUAGE sql AS 'SELECT 1::text'" > /dev/null
expect "a function of another signature does no harm" "" "$(query ms_planted "CREATE EXTENSION modelshare")"
planted=$(query ms_planted "
	SELECT format('CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE sql AS %L', proname, pg_get_function_identity_arguments(oid), format_type(prorettype, NULL), 'SELECT NULL::' || format_type(prorettype, NULL))
	FROM pg_proc
	WHERE probin = 'modelshare' AND prokind = 'f' AND prorettype IN ('text'::regtype, 'date'::regtype, 'int4'::regtype, 'bool'::regtype) AND NOT proretset
		AND NOT EXISTS (SELECT FROM unnest(proargtypes) AS a JOIN pg_type AS t ON t.oid = a WHERE t.typnamespace <> 'pg_catalog'::regnamespace OR typtype = 'p')
	ORDER BY oid LIMIT 1")
query ms_planted "DROP EXTENSION modelshare; $planted" > /dev/null
expect_error "a planted function stops the installation: $planted" "already exists" ms_planted "CREATE EXTENSION modelshare"

done_testing
status=$?
query postgres "DROP ROLE IF EXISTS ms_analyst" > /dev/null
exit $status

#!/bin/sh
# Foreign tables of a server that lists the extension: what reads a setting is computed here, under
# this session's settings, and the rest is still sent to the other server.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

if [ "$(query postgres "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'")" = 0 ]; then
	echo "skipped: postgres_fdw is not installed (PostgreSQL's contrib modules)"
	exit 77
fi

# On the other side: a log whose weeks differ from zone to zone, and views that aggregate there.
new_database ms_far
query ms_far "CREATE EXTENSION modelshare;
	CREATE TABLE log AS
	SELECT ts, ts AT TIME ZONE 'UTC' AS at, (ts AT TIME ZONE 'UTC')::date AS day, n % 17 AS user_id, model, model::modelname AS m, 100 + n % 7 AS tokens, 1.5::float8 + n % 5 AS cost
	FROM (SELECT n::bigint, timestamptz '2025-03-01 00:00+00' + n * interval '3 hours 7 minutes' AS ts, (ARRAY['gpt-4o', 'claude-3-7-sonnet', 'deepseek-r1'])[1 + n % 3] AS model
		FROM generate_series(1, 400) AS n) AS rows;
	CREATE TABLE stored AS
	SELECT day, weekly_share(ts, model, tokens, 'UTC', 'monday') AS s, cohort_retention(ts, user_id, 'month', 'UTC') AS r, elasticity(tokens, cost) AS e FROM log GROUP BY day;
	CREATE VIEW weekly AS SELECT weekly_share(ts, model, tokens) AS s FROM log" > /dev/null

# Here: the foreign tables, and a copy of the log.  Rows are dear to fetch, so that the planner sends whatever it may.
new_database ms_near
query ms_near "CREATE EXTENSION modelshare; CREATE EXTENSION postgres_fdw" > /dev/null
# Make server and schema $1; $2 is more of the server's options.
foreign_schema()
{
	query ms_near "CREATE SERVER $1 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$PGHOST', port '$PGPORT', dbname 'ms_far', extensions 'modelshare', fdw_tuple_cost '1000'${2:+, $2});
		CREATE USER MAPPING FOR CURRENT_USER SERVER $1 OPTIONS (user '$PGUSER'${PGPASSWORD:+, password '$PGPASSWORD'});
		CREATE SCHEMA $1; IMPORT FOREIGN SCHEMA public FROM SERVER $1 INTO $1"
}
expect "foreign tables of every type" "" "$(foreign_schema far)"
query ms_near "CREATE TABLE log AS TABLE far.log" > /dev/null

settings="SET timezone = 'Pacific/Auckland'; SET modelshare.timezone = 'Asia/Tokyo'; SET modelshare.week_start = 'sunday';"

# What the other server is asked for $1.
remote_sql()
{
	query ms_near "$settings EXPLAIN (VERBOSE, COSTS OFF) $1" | sed -n 's/^ *Remote SQL: //p'
}

# $1 is computed here: the other server is asked for rows alone, and the result is that of the copy.
computed_here()
{
	expect "$1 is not sent" "SELECT columns FROM public.log" "$(remote_sql "SELECT $1 FROM far.log" | sed 's/^SELECT [a-z_, ]* FROM/SELECT columns FROM/')"
	expect "… and gives what a local table gives" "$(query ms_near "$settings SELECT $1 FROM log")" "$(query ms_near "$settings SELECT $1 FROM far.log")"
}

# $1 is sent, by table $2.
sent()
{
	asked=$(remote_sql "SELECT $1 FROM far.$2")
	case $asked in
		"SELECT public.${1%%(*}("*" FROM public.$2") asked=sent ;;
	esac
	expect "$1 is sent" sent "$asked"
}

computed_here "weekly_share(ts, model)"
computed_here "weekly_share(ts, model, tokens)"
computed_here "weekly_share(ts, model, cost)"
computed_here "weekly_share(at, model, tokens)"
computed_here "weekly_share(day, model)"
computed_here "weekly_share(ts, model, tokens, NULL, NULL)"
computed_here "weekly_share(ts, model, tokens, 'UTC', 'monday')"
computed_here "cohort_retention(ts, user_id, 'week')"
computed_here "cohort_retention(ts, model, 'month', user_id = 1)"
computed_here "cohort_retention(day, user_id, 'week')"
computed_here "cohort_retention(ts, user_id, 'week', 'UTC')"
computed_here "usage_elasticity(ts, model, tokens, cost, 'week')"
computed_here "usage_elasticity(at, model, tokens, cost, 'week')"
sent "rollup(s)" stored
sent "rollup(r)" stored
sent "rollup(e)" stored
sent "elasticity(tokens, cost)" log
sent "effective_price(cost, tokens)" log
expect "<@ is sent" "SELECT count(*) FROM public.log WHERE ((m OPERATOR(public.<@) '//openai'::public.modelfamily))" \
	"$(remote_sql "SELECT count(*) FROM far.log WHERE m <@ 'openai'::modelfamily")"
expect "… and finds what it finds here" "$(query ms_near "SELECT count(*) FROM log WHERE m <@ 'openai'::modelfamily")" "$(query ms_near "SELECT count(*) FROM far.log WHERE m <@ 'openai'::modelfamily")"

# What a view over there computes has the other session's settings, which are options of the server.
frame()
{
	query ms_near "SELECT timezone || ' ' || week_start FROM summary_info((SELECT s FROM $1.weekly))"
}
expect "a view there knows none of this session's settings" no "$([ "$(frame far)" = "Asia/Tokyo sunday" ] || echo no)"
expect "a server whose options set them" "" "$(foreign_schema as_here "options '-c modelshare.timezone=Asia/Tokyo -c modelshare.week_start=sunday'")"
expect "… there" "Asia/Tokyo sunday" "$(frame as_here)"
expect "… and the view gives what is computed here" "$(query ms_near "$settings SELECT weekly_share(ts, model, tokens) FROM log")" "$(query ms_near "SELECT s FROM as_here.weekly")"

# All of this hangs on the marking: without it the same query has the other session's weeks.
query ms_near "UPDATE pg_proc SET provolatile = 'i' WHERE prokind = 'a' AND proname = 'weekly_share'" > /dev/null
sent "weekly_share(ts, model, tokens)" log
expect "IMMUTABLE aggregates would give other weeks, in silence" "f" "$(query ms_near "$settings
	SELECT (SELECT weekly_share(ts, model, tokens) FROM log)::text = (SELECT weekly_share(ts, model, tokens) FROM far.log)::text")"
done_testing

#!/bin/sh
# Tables distributed by Citus, where it is installed: summaries travel, not rows; with the frame as
# arguments the result is that of a local table; and a setting that the shards' sessions do not have
# is an error, not other weeks.
#
# Citus has to be loaded when a server starts, so this runs itself again in a cluster of its own.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

if [ "$(query postgres "SELECT count(*) FROM pg_available_extensions WHERE name = 'citus'")" = 0 ]; then
	echo "skipped: Citus is not installed"
	exit 77
fi
case $(query postgres "SHOW shared_preload_libraries") in
	*citus*) ;;
	*)
		SERVER_OPTIONS="-o shared_preload_libraries=citus" exec test/env/with-cluster "$PG_CONFIG" "$BUILD" "$0"
		;;
esac

# One server is coordinator and worker.  It reaches its shards through connections, as another would,
# never within the session that asks.
new_database ms_citus
on_citus()
{
	query ms_citus "SET citus.enable_local_execution = off; $*"
}
query postgres "ALTER SYSTEM SET citus.node_conninfo = 'sslmode=prefer'" > /dev/null
query postgres "SELECT pg_reload_conf()" > /dev/null
query ms_citus "CREATE EXTENSION citus" > /dev/null
query ms_citus "INSERT INTO pg_dist_authinfo SELECT 0, current_user, 'password=${PGPASSWORD:-none}'" > /dev/null
query ms_citus "SELECT citus_set_coordinator_host('$PGHOST', $PGPORT)" > /dev/null
query ms_citus "SELECT citus_set_node_property('$PGHOST', $PGPORT, 'shouldhaveshards', true)" > /dev/null
query ms_citus "CREATE EXTENSION modelshare" > /dev/null
query ms_citus "
	CREATE TABLE here AS
	SELECT ts, n % 17 AS user_id, (ARRAY['gpt-4o', 'claude-3-7-sonnet', 'deepseek-r1'])[1 + n % 3] AS model, 100 + n % 7 AS tokens, 1.5::float8 + n % 5 AS cost
	FROM (SELECT n::bigint, timestamptz '2025-03-01 00:00+00' + n * interval '3 hours 7 minutes' AS ts FROM generate_series(1, 2000) AS n) AS rows" > /dev/null
query ms_citus "
	SET citus.shard_count = 4;
	CREATE TABLE there (LIKE here);
	SELECT create_distributed_table('there', 'user_id')" > /dev/null
on_citus "INSERT INTO there TABLE here" > /dev/null
expect "rows of the distributed table" 2000 "$(on_citus "SELECT count(*) FROM there")"

# $1 is computed by the shards and combined, and is what the local table gives.  $2: settings
same_as_here()
{
	expect "$1${2:+ after $2}" "$(query ms_citus "$2; SELECT $1 FROM here")" "$(on_citus "$2; SELECT $1 FROM there")"
}

# $1 asks for weeks or a zone that the shards' sessions do not have, by the setting $2; $3 is in the message.
refused()
{
	expect_error "$1 after $2 is refused" "$3" ms_citus "SET citus.enable_local_execution = off; $2; SELECT $1 FROM there"
}

plan=$(on_citus "SET citus.explain_all_tasks = on; EXPLAIN (VERBOSE, COSTS OFF) SELECT weekly_share(ts, model, tokens, 'UTC', 'monday') FROM there")
expect "each shard makes a partial summary" 4 "$(echo "$plan" | grep -c 'Output: worker_partial_agg(')"
expect "… and they are combined" yes "$(echo "$plan" | grep -q 'coord_combine_agg(.*weekly_share' && echo yes)"

# All is told by arguments: the session's settings do not matter.
odd="SET modelshare.timezone = 'Asia/Tokyo'; SET modelshare.week_start = 'sunday'; SET timezone = 'Pacific/Auckland'"
for settings in "" "$odd"; do
	same_as_here "weekly_share(ts, model, tokens, 'Europe/Berlin', 'thursday')" "$settings"
	same_as_here "cohort_retention(ts, user_id, 'month', 'Europe/Berlin')" "$settings"
	same_as_here "cohort_retention(ts, model, 'day', 'UTC', user_id = 1)" "$settings"
	same_as_here "usage_elasticity(ts, model, tokens, cost, 'month', 'Europe/Berlin')" "$settings"
done
# The settings are alike everywhere.
same_as_here "weekly_share(ts AT TIME ZONE 'UTC', model, tokens)" ""
same_as_here "weekly_share(ts, model, tokens)" ""
same_as_here "cohort_retention(ts, user_id, 'week')" ""
same_as_here "usage_elasticity(ts, model, tokens, cost, 'week')" ""
# They are not.
zone="SET modelshare.timezone = 'Asia/Tokyo'"
start="SET modelshare.week_start = 'sunday'"
for aggregate in "weekly_share(ts, model, tokens)" "weekly_share(ts, model, tokens, NULL, NULL)" "cohort_retention(ts, user_id, 'week')" "usage_elasticity(ts, model, tokens, cost, 'week')"; do
	refused "$aggregate" "$zone" 'but here it is "Asia/Tokyo"'
	refused "$aggregate" "$start" 'with week start "monday", but here it is "sunday"'
done
refused "cohort_retention(ts, user_id, 'week', 'UTC')" "$start" 'but here it is "sunday"'
refused "weekly_share((ts AT TIME ZONE 'UTC')::date, model)" "$start" 'but here it is "sunday"'
# What one shard answers is not combined: the whole query runs there.  summary_info() tells.
expect "a query of one shard has the settings there" "UTC|monday" "$(on_citus "$zone; $start; SELECT timezone, week_start FROM (SELECT weekly_share(ts, model, tokens) AS s FROM there WHERE user_id = 3) AS t, summary_info(s)")"
# Ways to have them alike: sent along within a transaction (Citus sends the text of each message), or, at the end, the database's.
expect "settings of a transaction, propagated" "$(query ms_citus "$zone; $start; SELECT weekly_share(ts, model, tokens) FROM here")" "$(
	psql -X -q -A -t -d ms_citus << SQL 2>&1
SET citus.enable_local_execution = off;
BEGIN;
SET LOCAL citus.propagate_set_commands = 'local';
SET LOCAL modelshare.timezone = 'Asia/Tokyo';
SET LOCAL modelshare.week_start = 'sunday';
SELECT weekly_share(ts, model, tokens) FROM there;
COMMIT;
SQL
)"

# Stored summaries: what was merged is what one scan gives, and accessors are read in FROM.
on_citus "CREATE TABLE stored (user_id bigint, s share_summary, r retention_summary);
	SELECT create_distributed_table('stored', 'user_id');
	INSERT INTO stored SELECT user_id, weekly_share(ts, model, tokens, 'UTC', 'monday'), cohort_retention(ts, user_id, 'month', 'UTC') FROM there GROUP BY user_id" > /dev/null
expect "rollup of stored summaries" "$(query ms_citus "SELECT weekly_share(ts, model, tokens, 'UTC', 'monday'), cohort_retention(ts, user_id, 'month', 'UTC') FROM here")" \
	"$(on_citus "$odd; SELECT rollup(s), rollup(r) FROM stored")"
expect "accessors in FROM" "$(query ms_citus "SELECT count(*), sum(amount) FROM shares((SELECT weekly_share(ts, model, tokens) FROM here))")" \
	"$(on_citus "SELECT count(*), sum(amount) FROM (SELECT weekly_share(ts, model, tokens) AS s FROM there) AS t, shares(s)")"
expect_error "accessors in the target list" "set-valued function called in context that cannot accept a set" ms_citus "SELECT (summary_info(weekly_share(ts, model, tokens))).timezone FROM there"

query postgres "ALTER DATABASE ms_citus SET modelshare.timezone = 'Asia/Tokyo'; ALTER DATABASE ms_citus SET modelshare.week_start = 'sunday'" > /dev/null
expect "settings of the database" "Asia/Tokyo|sunday" "$(on_citus "SELECT timezone, week_start FROM (SELECT weekly_share(ts, model, tokens) AS s FROM there) AS t, summary_info(s)")"
done_testing

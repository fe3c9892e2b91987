#!/bin/sh
# The peers: weekly retention by cohort on DuckDB and ClickHouse, in turns with ours.
#
#     peers.sh DATABASE RUNS
#
# Run by run.sh if PEERS is set.  The packages come from npm, into a temporary directory; without
# node, npm or the packages the peers are left out, which is said here and in the report, and is no failure.
set -eu
db=$1
runs=$2
packages='@duckdb/node-api@1.5.6-r.1 chdb@3.4.0'
psql="psql -X -q -v ON_ERROR_STOP=1 -d $db"

skip() {
	printf 'peers left out: %s\n' "$*" >&2
	printf "INSERT INTO fact VALUES ('peers left out', :'reason');\n" | $psql -v reason="$*"
	exit 0
}

command -v node > /dev/null 2>&1 && command -v npm > /dev/null 2>&1 || skip "node and npm are not installed"
work=$(mktemp -d "${TMPDIR:-/tmp}/modelshare-peers.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
# shellcheck disable=SC2086
npm install --prefix "$work" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error $packages > "$work/npm.log" 2>&1 ||
	{ tail -n 5 "$work/npm.log" >&2; skip "npm cannot install $packages"; }
cp peers.mjs "$work"

printf 'loading the peers ...\n' >&2
$psql -c "\\copy (SELECT (extract(epoch FROM ts) * 1000000)::bigint, user_id FROM usage) TO '$work/usage.csv' CSV"
for peer in duckdb clickhouse; do
	node "$work/peers.mjs" $peer load "$work" || skip "$peer cannot be loaded"
done

printf 'measuring the peers, %s runs ...\n' "$runs" >&2
: > "$work/out"
for run in $(seq "$runs"); do
	$psql -f settings.sql -c "DO \$\$
		DECLARE
			q query := (SELECT query FROM query WHERE what = 'retention');
		BEGIN
			q.what := 'retention beside peers';
			CALL run_query(q, 0);
			CALL run_query(q, $run);
		END \$\$"
	for peer in duckdb clickhouse; do
		node "$work/peers.mjs" $peer run "$work" >> "$work/out" || skip "$peer failed"
	done
done

sed -n 's/^time\t//p' "$work/out" > "$work/times"
# the rows of all runs, which must be the same
sed -n 's/^row\t//p' "$work/out" | sort -u > "$work/rows"
versions=$(sed -n 's/^version\t//p' "$work/out" | sort -u | paste -s -d , | sed 's/,/, /g')
$psql -c "\\copy run (what, ms, cpu_ms) FROM '$work/times'" \
	-c "CREATE TABLE peer_row (what text, cohort date, period int, retained bigint)" -c "\\copy peer_row FROM '$work/rows'" \
	-c "INSERT INTO fact VALUES ('versions', '$versions.')" -f peers.sql

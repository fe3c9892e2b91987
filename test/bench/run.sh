#!/bin/sh
# Benchmark of the extension.  "make bench" runs it with PG*
# variables that lead to a private server on which the extension can be made.
#
#   ROWS     rows of the usage table (10000000)
#   RUNS     runs of each query, interleaved; medians are shown (7)
#   PEERS    if set: measure DuckDB and ClickHouse, too, which npm must be able to install
#   MEMORY_SIZES  if set: measure the memory of retention for more numbers of users
#   RESULTS  file for the results; by default only a full-size run writes one,
#            beside this script, named after server and processor
#
# Prints each row of the design's speed table, and what recognising a name costs, with its target.  A
# missed target is said, and is not a failure of the script.
set -eu
cd "$(dirname "$0")"

rows=${ROWS:-10000000}
runs=${RUNS:-7}
db=modelshare_bench
# shown as it comes: psql must not page, nor read the user's psqlrc
psql="psql -X -q -v ON_ERROR_STOP=1 -P pager=off -v rows=$rows -v runs=$runs"

say() { printf '%s\n' "$*" >&2; }

# Peak resident memory in kB of a new backend that runs one query.
peak_memory() {
	$psql -d $db -At -f settings.sql -c "$1" -o /dev/null \
		-c '\o' -c "SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')"
}

PGOPTIONS='-c client_min_messages=warning' $psql -d postgres -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db"
trap '$psql -d postgres -c "DROP DATABASE IF EXISTS $db"' EXIT

say "making a table of $rows rows ..."
$psql -d $db -f settings.sql -f tables.sql
say "measuring, $runs runs of each query ..."
$psql -d $db -f settings.sql -f measure.sql
$psql -d $db -f settings.sql -f retention_after.sql
[ -z "${PEERS:-}" ] || ./peers.sh "$db" "$runs"
say "measuring memory ..."
floor='SELECT count(ts), count(model), sum(tokens) FROM usage'
share='SELECT weekly_share(ts, model, tokens) IS NULL FROM usage'
hand="SET enable_sort = off; SELECT date_trunc('week', ts), model, sum(tokens) FROM usage GROUP BY 1, 2"
floor_kb=$(peak_memory "$floor")
share_kb=$(peak_memory "$share")
hand_kb=$(peak_memory "$hand")
./retention_memory.sh "$db" ${MEMORY_SIZES:+all}

machine=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1)
cores=$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo '?')
memory=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo 2> /dev/null)
report=$(mktemp)
$psql -d $db -At -v floor_kb="${floor_kb:-0}" -v share_kb="${share_kb:-0}" -v hand_kb="${hand_kb:-0}" \
	-v machine="${machine:-$(uname -m)}, $cores cores, $((${memory:-0} / 1048576)) GB" -v system="$(uname -s) $(uname -m)" \
	-f report.sql > "$report"
cat "$report"

name=$($psql -d $db -At -c "SELECT 'results-postgresql-' || current_setting('server_version_num')::int / 10000")-$(uname -m).md
if [ -n "${RESULTS:-}" ]; then
	cp "$report" "$RESULTS"
elif [ "$rows" -ge 10000000 ]; then
	if cp "$report" "$name"; then say "kept in test/bench/$name"; fi
fi
rm -f "$report"

#!/bin/sh
# The README's table of queries that PostgreSQL refuses: each says what the table says, and its cure runs.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
new_database ms_refused
query ms_refused "
	CREATE EXTENSION modelshare;
	CREATE TABLE log (ts timestamptz, created_at bigint, day text, model text, tokens bigint, counted text, spent money, cost float8, price float8,
		user_id bigint, customer uuid, account numeric, stream boolean, share float8, prompt bigint, completion bigint, meta jsonb);
	INSERT INTO log
	SELECT '2025-01-06 12:00+00'::timestamptz + n * interval '9 hours', 1736164800 + n * 32400, '2025-01-' || 10 + n % 20, m, n, n, n::money, n / 7.0, n / 3.0,
		n % 5, gen_random_uuid(), n % 5, n % 2 = 0, 1.0 / n, n, n, jsonb_build_object('model', m)
	  FROM generate_series(1, 80) AS n, unnest('{gpt-4o,claude-3-opus}'::text[]) AS m;
	CREATE TABLE weekly AS SELECT weekly_share(ts, model, tokens) AS s FROM log;
	CREATE TABLE kept AS SELECT cohort_retention(ts, user_id, 'week') AS r FROM log"

# "line<tab>query<tab>message<tab>cure" of each row; a cell's code is its first.
awk -F '[|]' '
	function code(cell) { return match(cell, /`[^`]*`/) ? substr(cell, RSTART + 1, RLENGTH - 2) : "" }
	/^<!-- errors -->/ { inside = 1; next }
	inside && !/^[|]/ { exit }
	inside && ++row > 2 { gsub(/^ *| *$/, "", $3); print NR "\t" code($2) "\t" $3 "\t" code($4) }' README.md > "$work/rows"

# A cell as a query over all three tables.
whole()
{
	case $1 in
		FROM*) echo "SELECT count(*) $1" | sed 's/ ORDER BY .*//' ;;
		SELECT*) echo "$1" ;;
		*) echo "SELECT $1 FROM log" ;;
	esac
}

# Does text $1 have the parts of $2, which … divides, in their order?
has_parts()
{
	rest=$1
	wanted=$2
	while [ -n "$wanted" ]; do
		part=${wanted%% … *}
		case $rest in *"$part"*) rest=${rest#*"$part"} ;; *) return 1 ;; esac
		case $wanted in *" … "*) wanted=${wanted#* … } ;; *) wanted= ;; esac
	done
}

expect "the table has its rows" yes "$([ "$(wc -l < "$work/rows")" -gt 25 ] && echo yes)"
while IFS='	' read -r line refused message cure; do
	if said=$(query ms_refused "$(whole "$refused")"); then
		expect "README.md:$line: $refused" "$message" "no error"
	elif has_parts "$said" "$message"; then
		echo "ok: $refused"
	else
		expect "README.md:$line: $refused" "$message" "$said"
	fi
	expect "README.md:$line: … write $cure" "" "$(query ms_refused "$(whole "$cure")" 2>&1 > "$work/result" || cat "$work/result")"
done < "$work/rows"

# A schema outside the search_path.
new_database ms_elsewhere
query ms_elsewhere "CREATE SCHEMA modelshare; CREATE EXTENSION modelshare SCHEMA modelshare; CREATE TABLE t AS SELECT 'gpt-4o'::modelshare.modelname AS name"
for said in 'type "modelname" does not exist' 'operator is not unique: modelshare.modelname <@ unknown' 'operator does not exist: modelshare.modelname = unknown'; do
	expect "the README says: $said" yes "$(grep -q -F -e "$said" README.md && echo yes)"
done
expect_error "a type of the schema" 'type "modelname" does not exist' ms_elsewhere "SELECT 'gpt-4o'::modelname"
expect_error "an operator that others have, too" 'operator is not unique: modelshare.modelname <@ unknown' ms_elsewhere "SELECT name <@ 'gpt-4o' FROM t"
expect_error "an operator that others do not have for it" 'operator does not exist: modelshare.modelname = unknown' ms_elsewhere "SELECT name = 'gpt-4o' FROM t"
expect "with the path all are found" "t t" "$(query ms_elsewhere "SET search_path = public, modelshare; SELECT name <@ 'gpt-4o', name = 'gpt-4o' FROM t" | tr '|' ' ')"
expect "or with the operator's schema" t "$(query ms_elsewhere "SELECT name OPERATOR(modelshare.<@) 'gpt-4o' FROM t")"
done_testing

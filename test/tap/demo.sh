#!/bin/sh
# The demo from end to end: its own log, CSV files, the question after them in psql.  What files it reads is in demo_*.pl.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset TS MODEL AMOUNT DATES DECIMAL PSQL DESCRIBED

# Run the demo in a new database, with standard input; print what it prints.
demo()
{
	psql -X -q -d postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS demo WITH (FORCE)' < /dev/null
	env "$@" test/demo/run 2>&1 || echo "status $?"
}

# $1 what is tested, $2 a line that must come, white space apart, then the arguments
expect_line()
{
	name=$1
	line=$2
	shift 2
	expect "$name" yes "$(demo "$@" > "$work/output"; tr -s ' ' < "$work/output" | grep -q -F -e "$line" && echo yes || cat "$work/output")"
}

# The same of the output that is there.
expect_also()
{
	expect "$1" yes "$(tr -s ' ' < "$work/output" | grep -q -F -e "$2" && echo yes || cat "$work/output")"
}

echo "SELECT 'answer', count(*), min(percent) FROM (SELECT round(100 * sum(share)) AS percent FROM weekly, shares(s) GROUP BY week) AS w;" |
	expect_line "the report's numbers come out" "GPT-4o, last week | 2025-05-12 | 35.8 | 35.8 | 0.0 | shares" USAGE= PSQL=1
expect "... without an error" "" "$(grep -i -E '^error|^status' "$work/output" || true)"
expect_also "... psql on the demo's own log" "answer | 19 | 100"
expect_also "... with queries to try" "FROM retention((SELECT cohort_retention(ts, user_id, 'week') FROM usage)"
# each query that is proposed must run
sed -n '/Three queries to try/,/^ *?column?/p' "$work/output" | sed '1d;$d' > "$work/try.sql"
expect "... each of which runs" "3 0" "$(grep -c '^ *SELECT.*\(FROM\|percent\|points\)' "$work/try.sql") $(psql -X -q -v ON_ERROR_STOP=1 -d demo -f "$work/try.sql" > "$work/tried" 2>&1 || cat "$work/tried"; grep -c -E 'ERROR|\(0 rows\)' "$work/tried" || true)"

file="$work/my usage's.csv"
printf '%s\n' 'User "x", id;"start\";"Select";spend;note' '1;2025-01-06 12:00;gpt-4o;0.5;a\b' '2;2025-01-12 23:59;claude-3-7-sonnet-20250219;1.5;' '3;;gpt-4o;7;c' > "$file"
expect_line "odd names, another separator" '2025-01-06 | 75.0 | 25.0' USAGE="$file" TS='start\' MODEL=select AMOUNT=SPEND
expect_also "... what is measured stands beneath the table" "Per cent of the week's spend;"
expect_also "... and above" 'measured: spend; also there: AMOUNT=- (rows)'
expect_also "... an empty time is left out and counted" 'null_ts | 1'
expect "... said once" 1 "$(grep -c 'rows without a time, left out: 1, the first in line 4' "$work/output")"
echo 'SELECT note FROM usage WHERE "User ""x"", id" = '"'1';" |
	expect_line "psql on a file, with its other columns" ' a\b' USAGE="$file" TS='start\' MODEL=select AMOUNT=- PSQL=1
expect_also "... rows are counted where asked" '2025-01-06 | 50.0 | 50.0'
expect_also "... and that is said" "Per cent of the week's rows, one request each;"
sed -n '/Three queries to try/,/^ *note/p' "$work/output" | sed '1d;$d' > "$work/try.sql"
expect "... each query that it proposes runs" "3 0" "$(grep -c '^ *SELECT.*\(FROM\|percent\|points\)' "$work/try.sql") $(psql -X -q -v ON_ERROR_STOP=1 -d demo -f "$work/try.sql" > "$work/tried" 2>&1 || cat "$work/tried"; grep -c -E 'ERROR' "$work/tried" || true)"
echo 'SELECT 1/0;' | expect_line "an error in what psql is given" 'error: division by zero' USAGE="$file" TS='start\' MODEL=select AMOUNT=- PSQL=1
expect "... ends with a status" "status 1" "$(tail -n 1 "$work/output")"

# At a terminal: what is typed once psql is there, with Ctrl-C on the way.  The user's own files are left alone: psql
# would read his settings, and write what is typed here into his history.
type_at_psql()
{
	tries=0
	until grep -q 'demo=#' "$work/terminal" 2> /dev/null || [ $tries -gt 600 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	printf 'SELECT pg_sleep(100);\n'
	sleep 2
	printf '\003'
	sleep 1
	printf "SELECT 40 + 2, count(*) FROM usage;\n\\\\q\n"
}

if command -v script > /dev/null; then
	psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS demo WITH (FORCE)'
	type_at_psql | env USAGE="$file" TS='start\' MODEL=select AMOUNT=- PSQL=1 \
		HOME="$work" PSQLRC=/dev/null PSQL_HISTORY=/dev/null PAGER=cat SHELL=/bin/sh \
		timeout 90 script -q -f -e -c 'stty cols 100 rows 50; test/demo/run' "$work/terminal" > /dev/null 2>&1 || echo "status $?" >> "$work/terminal"
	tr -d '\r' < "$work/terminal" > "$work/output"
	expect_also "at a terminal, Ctrl-C ends a query" "canceling statement due to user request"
	expect_also "... and psql goes on" "42 | 3"
	expect "... to its end" "" "$(grep '^status' "$work/output" || true)"
else
	echo "skip: there is no script(1) to be a terminal"
fi

printf 'ts,model,tokens\n2025-01-13T01:00:00+02:00,x,1\n2025-01-13T01:00:00Z,y,1\n' > "$work/z.csv"
expect_line "a time with a zone is read in UTC" '2025-01-06 * | 100.0' USAGE="$work/z.csv"
printf 'ts,model,in_tokens,out_tokens\n2025-01-06,x,1,\n2025-01-12,y,1,2\n' > "$work/s.csv"
expect_line "a sum of columns" '2025-01-06 | 75.0 | 25.0' USAGE="$work/s.csv" AMOUNT=in_tokens+out_tokens
expect_also "... in the SQL that is shown" "in_tokens + coalesce(out_tokens, 0)) AS s FROM usage"

expect_line "no such file" "error: $work/none.csv: no such file" USAGE="$work/none.csv" < /dev/null
expect "... ends with a status" "status 1" "$(tail -n 1 "$work/output")"
expect_line "a mistake is told" "hint: name one of them" USAGE="$work/s.csv" TS=when
printf 'ts,model,tokens\n2025-01-06,x,1\n' > "$work/d.csv"
described=$(test/demo/csv describe "$work/d.csv")
expect_line "the description made before is taken" 'time: ts' USAGE="$work/d.csv" DESCRIBED="$described" TS=when

# What test/env/run says for "make demo", before it looks for a server.
early()
{
	env PG_CONFIG=/nowhere/pg_config "$@" test/env/run demo 2>&1 | grep -E '^error|^hint' | head -n 1
}

expect "a mistake is told before the set-up" "error: TS=when: $work/d.csv has no such column.  Its columns are: ts, model, tokens" "$(early USAGE="$work/d.csv" TS=when)"
expect "... and so is what the rows hold" "error: $work/bad.csv: line 3: column \"ts\" holds \"soon\", which is no time" \
	"$(printf 'ts,model,tokens\n2025-01-06,x,1\nsoon,x,1\n' > "$work/bad.csv"; early USAGE="$work/bad.csv" | sed 's/ between .*//')"
expect "... a good file goes on to the set-up" "error: PG_CONFIG=/nowhere/pg_config: no such program" "$(early USAGE="$work/d.csv")"

psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS demo WITH (FORCE)'
done_testing

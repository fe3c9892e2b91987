#!/bin/sh
# "Is my table usable?": each check where it must appear, and where it must not.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PGDATABASE=ms_doctor
PSQL_OPTIONS='--csv --tuples-only'
export PGDATABASE PSQL_OPTIONS
unset COLUMNS VIEW QUERY TS MODEL USER_ID SINCE UNTIL TIMEOUT DATABASE

new_database ms_doctor
psql -X -q -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION modelshare' -f report/events.sql -f test/tap/doctor.sql

# Look at what the arguments (VIEW=…) say.  The findings are in $work/output, one a line, and so are errors.
doctor()
{
	env "$@" report/doctor/run > "$work/output" 2>&1 || echo "status $?" >> "$work/output"
}

# What is of state $1, by comma
those()
{
	sed -n "s/^$1,\"\{0,1\}\([^,\"]*\).*/\1/p" "$work/output" | tr '\n' ',' | sed 's/,$//'
}

# $1 what is tested, $2 state, $3 what must be of it and nothing else
expect_those()
{
	expect "$1" "$3" "$(those "$2")"
}

# $1 what is tested, $2 a part of the output
expect_part()
{
	expect "$1" yes "$(grep -q -F -e "$2" "$work/output" && echo yes || cat "$work/output")"
}

# An honest log has no findings, and nothing in it is worth a note.
doctor VIEW=usage
expect_those "the demo's log: no finding" finding ""
expect_those "… its own models are a note" note "names of models nobody knows"
expect_part "… a verdict" "Nothing alarming in 237,310 rows. 6 of 24 checks could not look."
doctor VIEW=honest
expect_those "weekends off, a public holiday, free models, no status in old rows: no finding" finding ""
expect_those "… a note of the holiday" note "days without rows"
expect_part "… which day" "1 of 60 expected days; longest 2025-04-21"
expect_those "… and everything was looked at" "not looked at" ""

doctor VIEW=faulty
expect_those "everything wrong" finding "rows without a time,infinite times,rows in the future,rows before 2019,rows without a model,rows without a user,prompt below its cached part,\
completion below its reasoning,total is not prompt + completion,negative tokens,negative cost,numbers that cannot be read,requests below one,rows that are no answers,retries,\
request_id more than once,days without rows,names of models nobody knows,tokens without a cost,the largest user,times without an hour"
expect_those "… and worth knowing" note "several requests in a row,answers of a cache,the clock"
expect_part "… an example of duplicates" "again (4 times)"
expect_part "… of a cached part" '"prompt 2, cached 90"'
expect_part "… of a hole" "longest 2025-04-07 to 2025-04-25"
expect_part "… how many" "21 findings in"

done_testing

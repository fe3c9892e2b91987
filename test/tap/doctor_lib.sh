# Helpers of the tests of "make doctor".  Read from the project's root, after test/tap/lib.sh.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PSQL_OPTIONS='--csv --tuples-only'
export PSQL_OPTIONS
unset COLUMNS VIEW QUERY TS MODEL USER_ID SINCE UNTIL TIMEOUT DATABASE

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

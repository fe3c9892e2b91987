#!/bin/sh
# The scripts around the tests: which server they take, and what they refuse before they do anything.
set -eu
cd "$(dirname "$0")/../.."
. test/env/lib.sh
. test/tap/lib.sh

unset PG_CONFIG
work=$(make_work_dir)
trap 'rm -rf "$work"' EXIT

# A pg_config of version $1 that is none of Debian's.
pretend()
{
	printf '#!/bin/sh\n[ "$1" != --version ] || echo "PostgreSQL %s"\n[ "$1" != --bindir ] || echo /opt/bin\n' "$1" > "$work/pg_config"
	chmod 755 "$work/pg_config"
}

# $1 what is tested, $2 part of the message that must come, then the command
expect_refusal()
{
	name=$1
	part=$2
	shift 2
	if output=$("$@" 2>&1); then
		output="no error: $output"
	fi
	case $output in *"$part"*) output=$part ;; esac
	expect "$name" "$part" "$output"
}

for version in 15.20 '17.12 (Debian 17.12-0+deb13u1)' 18 19devel '19beta1 (Debian 19~beta1-1)' 19rc1; do
	pretend "$version"
	expect "the major version of $version" "$(printf '%.2s' "$version")" "$(pg_major "$work/pg_config")"
done

expect_refusal "no such program" "/nowhere/pg_config: no such program" env PG_CONFIG=/nowhere/pg_config test/env/setup check
expect_refusal "a pg_config without a server" "there is no server beside it" env PG_CONFIG="$work/pg_config" test/env/setup check
old=/usr/lib/postgresql/14/bin/pg_config
expect_refusal "one of Debian's that is too old" "$old is of version 14" env PG_CONFIG=$old test/env/setup check
expect_refusal "the matrix has no such version" "14: no suite of Debian has this version" env VERSIONS="15 14" test/env/matrix
expect_refusal "… and no such number of jobs" "JOBS=all: not a number" env JOBS=all test/env/matrix
as_user=
[ "$(id -u)" != 0 ] || as_user="runuser -u nobody --"
if $as_user test -r test/env/root.sh 2> /dev/null; then
	expect_refusal "the matrix needs root" "only root can make a Debian root" $as_user test/env/matrix
	expect_refusal "a fresh root needs root" "only root can make a Debian root" $as_user test/env/fresh bookworm
else
	echo "skip: nobody but root can read this checkout"
fi

done_testing

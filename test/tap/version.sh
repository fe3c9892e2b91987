#!/bin/sh
# The control file is the only holder of the version; what is made of it is right.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" modelshare.control)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cp Makefile modelshare.control META.json.in "$build"
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$build" META.json > /dev/null
new_database ms_version
expect "META.json is valid and carries the version" "modelshare|$version|$version" "$(query ms_version "
	SELECT j ->> 'name', j ->> 'version', j -> 'provides' -> 'modelshare' ->> 'version'
	FROM (SELECT \$json\$$(cat "$build"/META.json)\$json\$::jsonb AS j) AS meta")"
expect "no other file holds it" "" "$(grep -l -F "'$version'" Makefile META.json.in src/*.c src/*/*.c src/*/*.h src/*/*.sql 2> /dev/null || true)"
expect "the change log tells of it" yes "$(grep -q "^## $version" CHANGELOG.md && echo yes)"
done_testing

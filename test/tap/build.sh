#!/bin/sh
# Building: in another directory than the sources', with a machine's own instructions, and what must not build.
set -eu
cd "$(dirname "$0")/../.."
. test/env/lib.sh
. test/tap/lib.sh

unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
pg_config=${PG_CONFIG:-pg_config}
pkglibdir=$("$pg_config" --pkglibdir)
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" modelshare.control)
work=$(make_work_dir)
trap 'rm -rf "$work"' EXIT
sources="$work/the sources"
objects="$work/another/place"
stage=$work/stage

# The files of a directory with what they hold.
contents()
{
	(cd "$1" && find . -type f -exec cksum {} + | sort -k 3)
}

make_in()
{
	directory=$1
	shift
	make -s -C "$directory" PG_CONFIG="$pg_config" with_llvm=no "$@" 2>&1
}

# A path with a blank in it; a build there needs nothing but its directory.
mkdir -p "$sources" "$objects"
tar -c -f - --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude='*_data.h' --exclude='modelshare--?.?.?.sql' \
	Makefile modelshare.control src sql expected test | tar -x -f - -C "$sources"
expect "objects and script are made in a directory with a blank" "" \
	"$(make_in "$sources" src/common/keymap.o "sql/modelshare--$version.sql")"

# An apostrophe, and what a shell takes for its own: make's own commands come through, from another directory, too.
odd="$work/o'brien"
mkdir -p "$odd/test/env"
cp Makefile META.json.in modelshare.control "$odd"
printf '#!/bin/sh\necho "goal $1"\n' > "$odd/test/env/run"
chmod 755 "$odd/test/env/run"
expect "a goal in a directory with an apostrophe" "goal demo" "$(make_in "$odd" demo)"
expect "… and from outside it" "goal demo" "$(make_in / -f "$odd/Makefile" demo)"
expect "… and a file that is made of one there" yes "$(make_in "$objects" -f "$odd/Makefile" META.json && [ -s "$objects/META.json" ] && echo yes)"
rm -f "$objects/META.json"
expect "an archive cannot be made of what is no clone" 1 "$(make_in "$odd" dist | grep -c 'this directory is no clone')"
odd="$work/a\$HOME"
mv "$work/o'brien" "$odd"
expect "pg_regress is not run where its commands would mean something else" 1 "$(make_in "$odd" -n installcheck | grep -c 'pg_regress cannot work in a directory')"
rm -rf "$odd"
expect "a blank after -f is told" 1 "$(make_in / -f "$sources/Makefile" | grep -c 'make cannot read a path with a blank after -f')"

# From here on the sources hold what another build has left, all of it rubbish that must not be taken.
mv "$sources" "$work/sources"
sources=$work/sources
for left in src/common/keymap.o src/recogniser/lexicon_data.h src/catalogue/facts_data.h sql/modelshare--*.sql modelshare.so; do
	for file in $sources/$left; do
		echo "rubbish of another build" > "$file"
	done
done
contents "$sources" > "$work/before"
instructions=
! grep -q -w fma /proc/cpuinfo 2> /dev/null || instructions=-march=haswell
out_of_tree="-f ../../sources/Makefile VPATH=../../sources"
expect "built in another directory" "" "$(make_in "$objects" $out_of_tree -j "$(nproc)" COPT=-g0 OPTFLAGS=$instructions)"
expect "… and installed from there" "" "$(make_in "$objects" $out_of_tree install DESTDIR="$stage")"
expect "what is installed" "modelshare--$version.sql modelshare.control modelshare.so" \
	"$(find "$stage" -type f | sed 's|.*/||' | sort | xargs)"
expect "the tests that it would run" "$(ls sql/[0-9]*_*.sql | sed 's|.*/||; s|\.sql$||' | xargs)" \
	"$(make_in "$objects" $out_of_tree -n installcheck ISOLATION= | tr ' ' '\n' | grep '^[0-9][0-9]*_' | xargs)"
expect "nothing is changed among the sources" "" "$(contents "$sources" | diff "$work/before" -)"

# Two builds make the same bytes of the same rows.  The server is led from its own library to the other.
sample="
	WITH u AS (
		SELECT i, ts, 'm' || i % 37 AS model, exp(1 + (i * 7919 % 1000) / 250.0) AS q, exp(0.3 - (i * 104729 % 997) / 400.0) AS p
		FROM generate_series(1, 20000) AS i, LATERAL (SELECT timestamp '2025-01-06' + i * interval '9 minutes') AS t (ts)),
	s AS (
		SELECT elasticity(q, p) AS plain, elasticity(q, p, model) AS by_unit, elasticity(q, p, model, i / 100) AS panel,
			usage_elasticity(ts, model, q, p, 'week') AS usage, weekly_share(ts, model, p) AS share
		FROM u)
	SELECT md5(plain::text), md5(by_unit::text), md5(panel::text), md5(usage::text), md5(share::text),
		(SELECT md5(string_agg(e::text, ';' ORDER BY e::text)) FROM unnest(ARRAY[plain, by_unit, panel, usage]) AS x, estimates(x) AS e),
		(SELECT md5(string_agg(c::text, ';' ORDER BY c::text)) FROM shares(share) AS c)
	FROM s"
new_database ms_build
first=$(query ms_build "CREATE EXTENSION modelshare; $sample")
own=$(query ms_build "SHOW dynamic_library_path" | sed -n "s|$pkglibdir.*||p")
if [ -z "$own" ]; then
	# the extension lies among the server's own files: the library alone is another
	options="-c dynamic_library_path=$stage$pkglibdir:\$libdir"
else
	options=
	for name in extension_destdir extension_control_path dynamic_library_path; do
		value=$(query ms_build "SELECT replace(current_setting('$name', true), '$own', '$stage')")
		[ -z "$value" ] || options="$options -c $name=$value"
	done
fi
new_database ms_rebuilt
chmod -R a+rX "$stage"
second=$(PGOPTIONS=$options query ms_rebuilt "CREATE EXTENSION modelshare; $sample")
if [ -z "$instructions" ]; then
	echo "skip: without fused multiply-add on this machine two builds compute alike anyway"
else
	expect "a build with fused multiply-add stores and computes the same" "$first" "$second"
fi
expect "… with the library of that build" t "$(PGOPTIONS=$options query ms_rebuilt "
	SELECT FROM model_parse('gpt-4'); SELECT position('$stage$pkglibdir/modelshare.so' IN pg_read_file('/proc/self/maps')) > 0" | tail -n 1)"

# Bit code is compiled by rules of its own: no product and sum in it that the server may fuse when it compiles a query.
clang=$(find_clang)
if [ -n "$clang" ]; then
	expect "bit code is made" "" "$(make_in "$objects" $out_of_tree CLANG="$clang" src/common/exact_sum.bc src/elasticity/fit.bc src/share/share_levels.bc)"
	expect "nothing in bit code may be fused" "" "$(cd "$objects" && grep -l fmuladd src/*/*.bc)"
else
	echo "skip: without clang there is no bit code to look at"
fi

# $1 what must be refused, $2 part of the message, then the compiler's options; the header is read as if it were the case.
refused()
{
	name=$1
	part=$2
	shift 2
	if output=$(printf '#include "postgres.h"\n%b\n#include "common/compat.h"\n' "$before" |
		${CC:-cc} "$@" -E -I"$objects/src" -I"$sources/src" -I"$("$pg_config" --includedir-server)" -DMODELSHARE_VERSION='"0"' -x c - 2>&1 > /dev/null); then
		output="no error"
	fi
	case $output in *"$part"*) output=$part ;; esac
	expect "$name" "$part" "$output"
}
before=
refused "an ordinary build is not refused" "no error" -O2
refused "-ffast-math is refused" "cannot be built with -ffast-math" -ffast-math
refused "-Ofast is refused" "cannot be built with -ffast-math" -Ofast
before='#undef SIZEOF_VOID_P\n#define SIZEOF_VOID_P 4'
refused "a machine of 32 bits is refused" "needs a 64-bit machine" -O2
before='#undef PG_VERSION_NUM\n#define PG_VERSION_NUM 140099'
refused "PostgreSQL 14 is refused" "needs PostgreSQL 15 or later" -O2

done_testing

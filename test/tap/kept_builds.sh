#!/bin/sh
# What test/env/build keeps: a second build compiles nothing, and one for which anything differs compiles everything.
#
# Shown on a small project: the Makefile and the script are the real ones, the sources a few lines.
set -eu
cd "$(dirname "$0")/../.."
. test/env/lib.sh
. test/tap/lib.sh

work=$(make_work_dir)
trap 'rm -rf "$work"' EXIT
project=$work/project
real=${PG_CONFIG:-pg_config}

# The server: the one under test, but for its version and its headers, which are a file that can be changed.
mkdir -p "$work/include"
echo '/* headers */' > "$work/include/postgres.h"
set_server()
{
	cat > "$work/pg_config" << EOF
#!/bin/sh
case \${1:-} in
	--version) echo "PostgreSQL $1" ;;
	--includedir-server) echo "$work/include" ;;
	"") "$real" | sed 's/^VERSION.*/VERSION = PostgreSQL $1/' ;;
	*) exec "$real" "\$@" ;;
esac
EOF
	chmod 755 "$work/pg_config"
}

# The compiler writes down what it compiles.
set_compiler()
{
	cat > "$work/cc" << EOF
#!/bin/sh
case " \$* " in
	*" --version "*) echo "$1"; exit ;;
	*" -c "*) echo compiled >> "$work/compiled"; sleep \${DELAY:-0} ;;
esac
exec gcc "\$@"
EOF
	chmod 755 "$work/cc"
}

make_project()
{
	mkdir -p "$project/test/env" "$project/src/common" "$project/src/recogniser" "$project/src/summary" "$project/sql" "$project/expected"
	cp Makefile modelshare.control "$project"
	cp test/env/build test/env/lib.sh "$project/test/env"
	cp src/summary/summary.awk src/summary/summary.sql.in "$project/src/summary"
	(
		cd "$project/src"
		echo 'extern int ms_main; int ms_main;' > modelshare.c
		echo '#define MS_ONE 1' > common/one.h
		printf '#include "common/one.h"\nextern int ms_one; int ms_one = MS_ONE;\n' > common/one.c
		printf '#include "lexicon_data.h"\nextern int ms_words; int ms_words = WORDS;\n' > recogniser/lexicon.c
		echo 'a word' > recogniser/lexicon.txt
		echo 'END { print "#define WORDS", NR }' > recogniser/lexicon.awk
		echo 'SELECT 1;' > common/one.sql
	)
}

# How many files a build compiles; it is in $built, which is another directory each time.
number=0
compiled()
{
	rm -rf "$work/build-$number"
	number=$((number + 1))
	built=$work/build-$number
	: > "$work/compiled"
	"$project/test/env/build" "$work/pg_config" "$built" CC="$work/cc" "$@" > "$work/output" 2>&1 || { cat "$work/output"; return 0; }
	count=$(wc -l < "$work/compiled")
}

# $1 what is tested, $2 how many files are compiled, then make's arguments
expect_compiled()
{
	name=$1
	wanted=$2
	shift 2
	count="an error"
	compiled "$@"
	expect "$name" "$wanted" "$count"
}

# $1 what is different, $2 the command that makes it so
expect_all_compiled()
{
	(cd "$project" && eval "$2")
	expect_compiled "all is compiled after a change of $1" "${3:-3}"
}

set_server 15.20
set_compiler "cc 1.0"
make_project
expect_compiled "all is compiled the first time" 3
library=$(cksum < "$built/modelshare.so")
expect_compiled "nothing is compiled the second time" 0
expect "… the library is the same" "$library" "$(cksum < "$built/modelshare.so")"
expect "… as are the files that are installed" "15-cc" "$(make -s -C "$built" PG_CONFIG="$work/pg_config" with_llvm=no CC="$work/cc" install DESTDIR="$work/stage" 2>&1 &&
	[ ! -s "$work/compiled" ] && cmp "$built/modelshare.so" "$work/stage$("$real" --pkglibdir)/modelshare.so" && (cd "$project/tmp_check/cache" && ls ./*.tar | sed 's/^..\([0-9]*-cc\).*/\1/'))"
find "$project" -type f -exec touch {} +
expect_compiled "nothing is compiled for times alone" 0
find "$project" -type f -exec touch -d '+3 days' {} +
expect_compiled "… not even times to come" 0
find "$project" -type f -exec touch -d '2001-01-01' {} +
expect_compiled "… or long past" 0

expect_all_compiled "a source" "echo 'extern int ms_other; int ms_other;' >> src/modelshare.c"
expect_all_compiled "a source, as long as before and of the same time" "sed -i s/ms_other/ms_outer/g src/modelshare.c; touch -d 2001-01-01 src/modelshare.c"
expect_all_compiled "a header" "echo '#define MS_TWO 2' >> src/common/one.h"
expect_all_compiled "a text that code is made of" "echo 'another word' >> src/recogniser/lexicon.txt"
expect "… which is in it" "#define WORDS 2" "$(cat "$built/src/recogniser/lexicon_data.h")"
expect_all_compiled "the program that makes it" "echo 'END { print \"/* end */\" }' >> src/recogniser/lexicon.awk"
expect_all_compiled "SQL" "echo 'SELECT 2;' >> src/common/one.sql"
expect "… which is in the script" 2 "$(grep -c '^SELECT' "$built"/sql/modelshare--*.sql)"
expect_all_compiled "the version" "sed -i \"s/^default_version.*/default_version = '9.9.9'/\" modelshare.control"
expect "… which is in the script's name" sql/modelshare--9.9.9.sql "$(cd "$built" && ls sql/*.sql)"
expect_all_compiled "the files" "echo 'extern int ms_three; int ms_three;' > src/common/three.c" 4
expect_all_compiled "the files, one fewer" "rm src/common/three.c"
expect "… which is no longer there" "" "$(find "$built" -name 'three*')"
expect_all_compiled "the Makefile" "sed -i 's/-ffp-contract=off/-ffp-contract=off -DMADE=1/' Makefile"
expect_all_compiled "the server's version" "set_server 15.21"
expect_all_compiled "the server's headers" "echo '/* patched */' >> '$work/include/postgres.h'"
expect_all_compiled "the compiler" "set_compiler 'cc 1.1'"
expect_compiled "… and nothing where nothing has changed after that" 0
expect_compiled "all is compiled after a change of flags" 3 OPTFLAGS=-O1
expect_compiled "… and nothing after that" 0 OPTFLAGS=-O1
OPTFLAGS=-O0
export OPTFLAGS
expect_compiled "… also of those in the environment" 3
unset OPTFLAGS

expect_compiled "a build that lets warnings through" 3
expect_compiled "… is none with warnings as errors" 3 COPT=-Werror
expect_compiled "… which is good enough where they are let through" 0
expect_compiled "… and for itself" 0 COPT=-Werror

archive=$(ls "$project"/tmp_check/cache/*.tar)
head -c 3000 "$archive" > "$archive.cut" && mv "$archive.cut" "$archive"
expect_compiled "half an archive is none" 3
perl -e 'open my $f, "+<", shift or die; local $/; my $a = <$f>; $a =~ s/ms_outer/ms_odder/g; seek $f, 0, 0; print $f $a' "$archive"
expect_compiled "nor one that was changed" 3
mkdir "$work/elsewhere"
mv "$project" "$work/elsewhere/the project"
project="$work/elsewhere/the project"
expect_compiled "what is kept may be moved with the project" 0

# Side by side: who comes second waits, and then has nothing to do.
rm -rf "$project/tmp_check"
: > "$work/compiled"
for one in first second; do
	DELAY=1 "$project/test/env/build" "$work/pg_config" "$work/$one" CC="$work/cc" > "$work/$one.log" 2>&1 &
done
wait
expect "two builds at once compile once" 3 "$(wc -l < "$work/compiled")"
expect "… and both have it" yes "$(cmp "$work/first/modelshare.so" "$work/second/modelshare.so" && echo yes)"

# What somebody else has left, and cannot be written.
if [ "$(id -u)" = 0 ]; then
	chmod -R a+rX "$work"
	mkdir -m 777 "$work/nobody"
	: > "$work/compiled"
	chmod 666 "$work/compiled"
	expect "another user takes what is kept" "   nothing has changed since it was built last" \
		"$(runuser -u nobody -- "$project/test/env/build" "$work/pg_config" "$work/nobody/1" CC="$work/cc" 2>&1)"
	echo 'extern int ms_theirs; int ms_theirs;' >> "$project/src/modelshare.c"
	expect "… and builds what is not, without a word" "" \
		"$(runuser -u nobody -- "$project/test/env/build" "$work/pg_config" "$work/nobody/2" CC="$work/cc" 2>&1)"
	chown -R nobody "$project/tmp_check"
	chown root "$project"/tmp_check/cache/*
	chmod 600 "$project"/tmp_check/cache/*
	expect "what root has left in a directory of theirs is no obstacle" "" \
		"$(runuser -u nobody -- "$project/test/env/build" "$work/pg_config" "$work/nobody/2" CC="$work/cc" 2>&1)"
	expect "… and gives way to what they keep" "   nothing has changed since it was built last" \
		"$(runuser -u nobody -- "$project/test/env/build" "$work/pg_config" "$work/nobody/2" CC="$work/cc" 2>&1)"
	expect "… to its end" yes "$([ -s "$work/nobody/2/modelshare.so" ] && echo yes)"
fi
done_testing

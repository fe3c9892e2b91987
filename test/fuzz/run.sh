#!/bin/sh
#
# The recogniser under the address and undefined-behaviour sanitizers, for some seconds, with
# each compiler that has them, char being signed and unsigned: the results must be the same.
#
#     test/fuzz/run.sh [SECONDS for each]          or FUZZ_SECONDS in the environment
set -eu
cd "$(dirname "$0")/../.."

seconds=${1:-${FUZZ_SECONDS:-2}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

mkdir "$work/recogniser"
LC_ALL=C awk -f src/recogniser/lexicon.awk src/recogniser/lexicon.txt > "$work/recogniser/lexicon_data.h"
grep -h -v -E '^(#|$)' test/names/expected.tsv test/names/families.tsv | cut -f 1 > "$work/names"

# Can this compiler's programs run with the sanitizers here?
has_sanitizers()
{
	command -v "$1" > /dev/null || return 1
	printf 'int main(void) { return 0; }\n' > "$work/probe.c"
	"$1" -fsanitize=address,undefined -o "$work/probe" "$work/probe.c" > /dev/null 2>&1 && "$work/probe" > /dev/null 2>&1
}

# fuzz NAME COMPILER FLAGS: its digest goes to a file.
fuzz()
{
	name=$1
	shift
	"$@" -std=gnu99 -O1 -g -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all \
		-I"$work" -Isrc -o "$work/$name" test/fuzz/recognise.c src/recogniser/*.c
	printf '%s: ' "$name"
	"$work/$name" "$seconds" < "$work/names" > "$work/$name.digest" 2> "$work/$name.log" || {
		echo failed
		cat "$work/$name.digest" "$work/$name.log"
		exit 1
	}
	tr '\n' ' ' < "$work/$name.log"
	cat "$work/$name.digest"
}

ran=
for compiler in gcc clang; do
	if has_sanitizers "$compiler"; then
		# one of each: what a compiler does with the sign the other does too
		case $compiler in
			gcc) fuzz gcc-signed gcc -fsigned-char ;;
			clang) fuzz clang-unsigned clang -funsigned-char ;;
		esac
		ran=$compiler
	fi
done
if [ -z "$ran" ]; then
	echo "skip: neither gcc nor clang has the address and undefined-behaviour sanitizers here"
	exit 77
fi
[ -e "$work/clang-unsigned.digest" ] || fuzz gcc-unsigned gcc -funsigned-char
[ -e "$work/gcc-signed.digest" ] || fuzz clang-signed clang -fsigned-char
if [ "$(cat "$work"/*.digest | sort -u | wc -l)" != 1 ]; then
	echo "FAILED: the results differ with the compiler or the sign of char"
	exit 1
fi

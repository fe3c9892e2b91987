#!/bin/sh
#
# The core of cohort_retention under the address and undefined-behaviour sanitizers, for some seconds.
#
#     test/fuzz/retention.sh [SECONDS]          or FUZZ_SECONDS in the environment
set -eu
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

for compiler in gcc clang; do
	command -v "$compiler" > /dev/null || continue
	printf 'int main(void) { return 0; }\n' > "$work/probe.c"
	if "$compiler" -fsanitize=address,undefined -o "$work/probe" "$work/probe.c" > /dev/null 2>&1 && "$work/probe" > /dev/null 2>&1; then
		# what of the server is never reached is left out; what is reached and missing fails to link
		"$compiler" -std=gnu99 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -no-pie -Wno-ignored-attributes -D_GNU_SOURCE \
			-ffunction-sections -fdata-sections -Wl,--gc-sections -Isrc -I"$("${PG_CONFIG:-pg_config}" --includedir-server)" \
			-o "$work/retention" test/fuzz/retention.c src/summary/frame.c src/summary/growing.c \
			src/retention/retention_table.c src/retention/retention_builder.c src/retention/retention_flatten.c src/retention/retention_small.c src/retention/retention_flat.c
		ASAN_OPTIONS=detect_leaks=0 "$work/retention" "${1:-${FUZZ_SECONDS:-3}}"
		exit
	fi
done
echo "skip: neither gcc nor clang has the address and undefined-behaviour sanitizers here"
exit 77

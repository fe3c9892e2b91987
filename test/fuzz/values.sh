#!/bin/sh
#
# Text and binary input of every type, with values that were changed at random: a value is refused
# with an ordinary error, or it is read by everything that takes the type, without a fault.
#
#     test/fuzz/values.sh [ROUNDS]          within a cluster that has the extension
#
# ROUNDS, or FUZZ_ROUNDS in the environment, is how many texts and how many binary forms are made of
# each sample; FUZZ_SEED (a number from 0 to 1) leads to other ones.
set -eu
cd "$(dirname "$0")/../.."
. test/env/lib.sh

rounds=${1:-${FUZZ_ROUNDS:-30}}
work=$(make_work_dir)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

cp test/fuzz/values.c src/common/compat.h "$work"
printf 'MODULES = values\nPGXS := $(shell $(PG_CONFIG) --pgxs)\ninclude $(PGXS)\n' > "$work/Makefile"
(
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
	make -s -C "$work" PG_CONFIG="${PG_CONFIG:-pg_config}" with_llvm=no
)
chmod -R a+rX "$work"

psql -X -q -d postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS ms_fuzz WITH (FORCE)' -c 'CREATE DATABASE ms_fuzz'
status=0
psql -X -q -A -t -v ON_ERROR_STOP=1 -d ms_fuzz -v module="$work/values" -v rounds="$rounds" -v seed="${FUZZ_SEED:-0.5}" \
	-f test/fuzz/values.sql > "$work/log" 2>&1 || status=1
cat "$work/log"
# a fault of the server has taken the database's sessions with it
psql -X -q -d postgres -c 'DROP DATABASE ms_fuzz WITH (FORCE)' || status=1
grep -q '^finished' "$work/log" || status=1
! grep -q '^FAILED' "$work/log" || status=1
exit $status

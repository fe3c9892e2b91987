#!/bin/sh
# Private clusters (test/env/with-cluster): side by side, under a locale that the machine lacks, interrupted.
set -eu
cd "$(dirname "$0")/../.."
. test/env/lib.sh
. test/tap/lib.sh

work=$(make_work_dir)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"
chmod 1777 "$work/tmp"
pg_config=${PG_CONFIG:-pg_config}
build=${BUILD:?a directory that test/env/build has filled}

# cluster COMMAND …: in a cluster of its own, whose temporary files can all be seen
cluster()
{
	env TMPDIR="$work/tmp" test/env/with-cluster "$pg_config" "$build" "$@"
}

left_behind()
{
	find "$work/tmp" -mindepth 1 | xargs
}

# Three at once: each takes its own port and finds its own server, which is there until all have seen theirs.
# shellcheck disable=SC2016
for one in a b c; do
	cluster sh -c 'psql -X -q -A -t -d postgres -c "CREATE DATABASE only_$1"
		psql -X -A -t -d postgres -c "SELECT string_agg(datname, chr(32)) FROM pg_database WHERE datname LIKE '\''only%'\''" > "$2/$1.databases"
		echo "$PGPORT" > "$2/$1.port"
		for i in $(seq 600); do [ ! -s "$2/a.port" ] || [ ! -s "$2/b.port" ] || [ ! -s "$2/c.port" ] || exit 0; sleep 0.1; done
		exit 1' sh $one "$work" > "$work/$one.log" 2>&1 &
	eval "pid_$one=\$!"
done
statuses=
for one in a b c; do
	eval "wait \$pid_$one" && statuses="$statuses 0" || { statuses="$statuses $?"; cat "$work/$one.log"; }
done
expect "three clusters at once" " 0 0 0" "$statuses"
expect "… on three ports" 3 "$(cat "$work"/?.port | sort -u | wc -l)"
expect "… each with its own database alone" "only_a only_b only_c" "$(cat "$work"/?.databases | xargs)"
expect "… none on 5432, which may be somebody's" 0 "$(grep -c -x 5432 "$work"/?.port | grep -c -v ':0' || true)"
expect "… nothing is left behind" "" "$(left_behind)"

status=0
output=$(echo "from the terminal" | cluster sh -c 'cat; exit 7') || status=$?
expect "input is passed on, and so is the status" "from the terminal 7" "$output $status"

# Locales that the machine lacks, and one that is none, which macOS's ssh sends.
expect "other locales than the machine's" "UTF8 C.UTF-8" "$(env LANG=xx_XX.UTF-8 LC_ALL=xx_XX.UTF-8 LC_CTYPE=UTF-8 LC_COLLATE=de_XX LANGUAGE=tlh \
	TMPDIR="$work/tmp" test/env/with-cluster "$pg_config" "$build" \
	psql -X -A -t -F ' ' -d postgres -c "SELECT current_setting('server_encoding'), datcollate FROM pg_database WHERE datname = 'postgres'" 2>&1)"
expect "… a set-up under them says nothing of them" 0 "$(env LC_ALL=xx_XX.UTF-8 LC_CTYPE=UTF-8 PG_CONFIG="$pg_config" test/env/setup demo 2>&1 | grep -c -i locale || true)"

# Ctrl-C comes to all that run in the foreground; a test runner's is not the state in which a shell starts them.
# $1 how long after the start
expect_nothing_left_after()
{
	rm -f "$work/running"
	perl -e '$SIG{INT} = $SIG{QUIT} = "DEFAULT"; setpgrp; exec @ARGV' \
		env TMPDIR="$work/tmp" test/env/with-cluster "$pg_config" "$build" sh -c 'echo "$SERVER_LOG" > "$0"; sleep 60' "$work/running" > /dev/null 2>&1 &
	pid=$!
	if [ "$1" = running ]; then
		while kill -0 $pid 2> /dev/null && [ ! -s "$work/running" ]; do sleep 0.1; done
	else
		sleep "$1"
	fi
	kill -INT "-$pid"
	status=0
	wait $pid || status=$?
	case $status in 130) status=interrupted ;; esac
	expect "interrupted: $1" "interrupted, left: " "$status, left: $(left_behind)"
	expect "… no server runs on" "" "$(ps -e -o args 2> /dev/null | grep -F "$work/tmp" | grep -v grep || true)"
}
for moment in 0.3 1.5 running; do
	expect_nothing_left_after $moment
done

done_testing

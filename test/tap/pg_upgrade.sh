#!/bin/sh
# pg_upgrade between two versions that are installed with their headers: what is stored stays as it
# was, and the page's query and statement find and mend what pg_upgrade loses.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh
. test/env/lib.sh

# Directories of programs: this version's, and those of the nearest other one, as Debian places them.
this=$("$PG_CONFIG" --bindir)
other=
for bin in $(ls -dv "${this%/*/bin}"/*/bin); do
	[ -x "$bin/initdb" ] && [ -x "$bin/pg_upgrade" ] && [ -f "$("$bin/pg_config" --includedir-server 2> /dev/null)/postgres.h" ] || continue
	[ "$(pg_major "$bin/pg_config")" -ge 15 ] && [ "$bin" != "$this" ] || continue
	[ -n "$other" ] && [ "$(pg_major "$bin/pg_config")" -gt "$(pg_major "$PG_CONFIG")" ] || other=$bin
done
case $this in
	/usr/lib/postgresql/*) ;;
	*) other= ;;
esac
if [ -z "$other" ]; then
	echo "skipped: no second server version is installed with its headers"
	exit 77
fi
if [ "$(pg_major "$other/pg_config")" -lt "$(pg_major "$PG_CONFIG")" ]; then
	old=$other new=$this
else
	old=$this new=$other
fi

work=$(make_work_dir)
clean_up()
{
	as_owner "$old/pg_ctl" -D "$work/old" -m immediate stop > /dev/null 2>&1 || true
	as_owner "$new/pg_ctl" -D "$work/new" -m immediate stop > /dev/null 2>&1 || true
	rm -rf "$work"
}
trap clean_up EXIT

# No server runs as root.
as_owner()
{
	if [ "$(id -u)" = 0 ]; then
		(cd "$work" && runuser -u postgres -- "$@")
	else
		(cd "$work" && "$@")
	fi
}
[ "$(id -u)" != 0 ] || chown postgres "$work"

# $1 the programs of a version, $2 the name of its cluster
make_cluster()
{
	test/env/build "$1/pg_config" "$work/build-$2" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
	(
		unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
		umask 022
		make -s -C "$work/build-$2" install PG_CONFIG="$1/pg_config" with_llvm=no DESTDIR="$work/stage-$2" > /dev/null
	)
	rm -rf "$work/build-$2"
	as_owner "$1/initdb" -D "$work/$2" -U postgres -A trust --data-checksums --encoding=UTF8 --locale=C.UTF-8 > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
	{
		extension_setting "$1/pg_config" "$work/stage-$2" | sed "s/=\(.*\)/ = '\1'/"
		echo "dynamic_library_path = '$work/stage-$2$("$1/pg_config" --pkglibdir):\$libdir'"
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$work'"
		echo "timezone = 'UTC'"
		echo "fsync = off"
	} >> "$work/$2/postgresql.conf"
}

# $1 the programs of a version, $2 the name of its cluster
start()
{
	as_owner "$1/pg_ctl" -D "$work/$2" -w -l "$work/$2/log" start > /dev/null || { cat "$work/$2/log"; exit 1; }
}

# Block $1 of SQL of the page's section about pg_upgrade.
of_the_page()
{
	awk -v wanted="$1" '
		/^#/                  { section = /^### After pg_upgrade/ }
		/^```sql/ && section  { n++; inside = (n == wanted); next }
		/^```/                { inside = 0 }
		inside' README.md
}

make_cluster "$old" old
make_cluster "$new" new
unset PGPASSWORD PGDATABASE
PGHOST=$work PGPORT=5432 PGUSER=postgres
export PGHOST PGPORT PGUSER

start "$old" old
query postgres "CREATE DATABASE ms_upgraded" > /dev/null
query ms_upgraded 'CREATE SCHEMA "Odd ""name"""; CREATE EXTENSION modelshare SCHEMA "Odd ""name"""' > /dev/null
query postgres "ALTER DATABASE ms_upgraded SET search_path = public, \"Odd \"\"name\"\"\"" > /dev/null
expect "a log and its summaries" "" "$(query ms_upgraded "
	CREATE TABLE log AS
	SELECT ts, n % 17 AS user_id, model, model::modelname AS m, 100 + n % 7 AS tokens, 1.5::float8 + n % 5 AS cost
	FROM (SELECT n::bigint, timestamptz '2025-03-01 00:00+00' + n * interval '3 hours 7 minutes' AS ts, (ARRAY['gpt-4o', 'claude-3-7-sonnet', 'größe'])[1 + n % 3] AS model
		FROM generate_series(1, 2000) AS n) AS rows;
	CREATE INDEX ON log (m);
	CREATE TABLE stored AS
	SELECT model, weekly_share(ts, model, tokens) AS s, cohort_retention(ts, user_id, 'week') AS r, usage_elasticity(ts, model, tokens, cost, 'week') AS e,
		model_family(model, 'line') AS family, poe_text_2025() AS labels FROM log GROUP BY model;
	CREATE VIEW latest AS SELECT x.* FROM (SELECT rollup(s) AS s FROM stored) AS t, shares(s) AS x")"
contents="SELECT md5(string_agg(t::text, '|' ORDER BY model)) FROM stored AS t;
	SELECT md5(string_agg(share_summary_send(s)::text || retention_summary_send(r)::text || elasticity_summary_send(e)::text, '|' ORDER BY model)) FROM stored;
	SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM latest AS t;
	SET enable_seqscan = off; SELECT count(*) FROM log WHERE m <@ 'openai'::modelfamily;
	SELECT (SELECT rollup(s) FROM stored)::text = weekly_share(ts, model, tokens)::text FROM log"
marked="SELECT count(*) FROM pg_proc WHERE prokind = 'a' AND provolatile = 's' AND pronamespace = '\"Odd \"\"name\"\"\"'::regnamespace"
before=$(query ms_upgraded "$contents")
marked_before=$(query ms_upgraded "$marked")
expect "the marking is complete" "" "$(query ms_upgraded "$(of_the_page 1)")"
as_owner "$old/pg_ctl" -D "$work/old" -w stop > /dev/null

expect "pg_upgrade from $(pg_major "$old/pg_config") to $(pg_major "$new/pg_config")" "" "$(
	as_owner "$new/pg_upgrade" -b "$old" -B "$new" -d "$work/old" -D "$work/new" -U postgres -s "$work" > "$work/log" 2>&1 ||
		{ cat "$work/log" "$work"/new/pg_upgrade_output.d/*/log/* 2> /dev/null | tail -n 100; })"
start "$new" new
expect "what is stored is as it was" "$before" "$(query ms_upgraded "$contents")"
expect "the marking is lost" 0 "$(query ms_upgraded "$marked")"
expect "… as the page's query says" "cohort_retention usage_elasticity weekly_share" "$(query ms_upgraded "$(of_the_page 1)" | tr '\n' ' ' | sed 's/ $//')"
expect "the page's statement" "" "$(query ms_upgraded "$(of_the_page 2)")"
expect "… marks what was marked" "$marked_before" "$(query ms_upgraded "$marked")"
expect "… to the last" "" "$(query ms_upgraded "$(of_the_page 1)")"
[ "$failures" -eq 0 ]

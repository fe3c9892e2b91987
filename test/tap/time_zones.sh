#!/bin/sh
# The zone of a session that nobody asked at the time it was set, and servers whose time-zone data lack a zone.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

work=$(mktemp -d)
second=
finish()
{
	[ -z "$second" ] || kill -INT "$second" 2> /dev/null || true
	rm -rf "$work"
}
trap finish EXIT

week="SELECT week_of(timestamptz '2025-01-05 20:00+00')"
load="DO 'BEGIN PERFORM week_of(now(), ''Asia/Tokyo''); END'"
workers="SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0"
said='time zone "Mars/Olympus" of the setting modelshare.timezone not recognized'
new_database ms_zones
query ms_zones "CREATE EXTENSION modelshare" > /dev/null

# By itself, and as a driver sets it, the session's zone does not matter.
expect "UTC by default" "UTC|2024-12-30" "$(PGTZ=Asia/Tokyo query ms_zones "SELECT current_setting('modelshare.timezone'), ($week) FROM week_of(now())")"
expect "what a driver asks for" "2025-01-06" "$(PGOPTIONS='-c modelshare.timezone=Asia/Tokyo' query ms_zones "$week")"
expect "the session's zone, asked for" "2025-01-06" "$(PGTZ=Asia/Tokyo PGOPTIONS='-c modelshare.timezone=' query ms_zones "$week")"

# SET refuses, in all its forms, once the library is loaded.
for set in "SET modelshare.timezone = 'Mars/Olympus'" "SET LOCAL modelshare.timezone = 'Mars/Olympus'" "SELECT set_config('modelshare.timezone', 'Mars/Olympus', false)" "SET modelshare.timezone = 'right/UTC'"; do
	expect_error "$set" 'invalid value for parameter "modelshare.timezone"' ms_zones "$week; BEGIN; $set"
done
expect_error "a function's setting, when it is called" 'invalid value for parameter "modelshare.timezone"' ms_zones "$week; SET client_min_messages = error;
	CREATE FUNCTION pg_temp.week_there() RETURNS date LANGUAGE sql SET modelshare.timezone = 'Mars/Olympus' AS 'SELECT week_of(now())'; SELECT pg_temp.week_there()"

# From elsewhere the text is kept, and its first use raises: there is no other zone in its place.
use()
{
	expect_error "$1" "$said" ms_zones "$week"
	expect "$1: the text is kept" "Mars/Olympus" "$(query ms_zones "SELECT current_setting('modelshare.timezone') FROM week_of(now(), 'UTC')")"
	expect "$1: what names a zone works" "2025-01-06" "$(query ms_zones "SELECT week_of(timestamptz '2025-01-05 20:00+00', 'Asia/Tokyo')")"
	expect "$1: so does face value" "2024-12-30" "$(query ms_zones "SELECT week_of(timestamp '2025-01-05 20:00')")"
	expect_error "$1: in a parallel worker too" "$said" ms_zones "$workers; SELECT weekly_share(ts, 'k') FROM rows"
	expect "$1: which does other work" "1000" "$(query ms_zones "$workers; $load; SELECT count(*) FROM rows")"
}
query ms_zones "CREATE TABLE rows AS SELECT now() AS ts FROM generate_series(1, 1000); ANALYZE rows" > /dev/null
PGOPTIONS='-c modelshare.timezone=Mars/Olympus'
export PGOPTIONS
use "a driver's options"
unset PGOPTIONS
query ms_zones "ALTER DATABASE ms_zones SET modelshare.timezone = 'Mars/Olympus'" > /dev/null
use "ALTER DATABASE"
expect "… and RESET comes back to it" "Mars/Olympus" "$(query ms_zones "SET modelshare.timezone = 'Asia/Tokyo'; $load; RESET modelshare.timezone; SHOW modelshare.timezone")"
expect "ALTER DATABASE says so to who has the library loaded" 'NOTICE:  time zone "Mars/Olympus" not recognized' "$(query ms_zones "$load; ALTER DATABASE ms_zones SET modelshare.timezone = 'Mars/Olympus'")"
query ms_zones "ALTER DATABASE ms_zones RESET modelshare.timezone; ALTER ROLE CURRENT_USER IN DATABASE ms_zones SET modelshare.timezone = 'Mars/Olympus'" > /dev/null
use "ALTER ROLE"
query ms_zones "ALTER ROLE CURRENT_USER IN DATABASE ms_zones RESET modelshare.timezone" > /dev/null
expect_error "SET before the library is loaded" "$said" ms_zones "SET modelshare.timezone = 'Mars/Olympus'; $week"
expect_error "… in a parallel worker" "$said" ms_zones "SET modelshare.timezone = 'Mars/Olympus'; $workers; SELECT weekly_share(ts, 'k') FROM rows"
expect "… which does other work" "1000" "$(query ms_zones "SET modelshare.timezone = 'Mars/Olympus'; $workers; $load; SELECT count(*) FROM rows")"

# A second server, in a mount namespace with time-zone data of its own: two zones are missing, two have only their
# older names.  It is this machine's root who can make one.
bindir=$(query postgres "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
# its own data, or the system's
zones=$(query postgres "SELECT setting FROM pg_config WHERE name = 'SHAREDIR'")/timezone
[ -d "$zones" ] || zones=/usr/share/zoneinfo
with_other_zones()
{
	unshare --mount --propagation private sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' sh "$work/zoneinfo" "$zones" "$@"
}
chmod 755 "$work"
mkdir "$work/zoneinfo"
if [ "$(id -u)" != 0 ] || ! [ -e $zones/Europe/Kyiv ] || ! with_other_zones true 2> /dev/null; then
	echo "skip: no mount namespace with other time-zone data can be made here"
	done_testing
	exit
fi
cp -rL $zones/Africa $zones/America $zones/Asia $zones/Etc $zones/Europe $zones/UTC "$work/zoneinfo"
rm -f "$work"/zoneinfo/Asia/Kat*mandu "$work"/zoneinfo/Etc/GMT-12
mkdir -p "$work/zoneinfo/US"
mv -f "$work/zoneinfo/America/New_York" "$work/zoneinfo/US/Eastern"
mv -f "$work/zoneinfo/Europe/Kyiv" "$work/zoneinfo/Europe/Kiev"

query ms_zones "CREATE TABLE kept AS
SELECT zone, weekly_share(ts, key, 1::bigint, zone, 'monday') AS s, cohort_retention(ts, n % 9, 'day', zone) AS r, usage_elasticity(ts, key, n, 1 + n % 3, 'week', zone) AS e
FROM generate_series(1, 300) AS n, LATERAL (SELECT timestamptz '2025-01-06' + n * interval '5 hours' AS ts, 'k' || n % 4 AS key) AS x, unnest('{Asia/Kathmandu,America/New_York,Etc/GMT-12,Europe/Kyiv,UTC}'::text[]) AS zone GROUP BY zone" > /dev/null
pg_dump -d ms_zones > "$work/dump.sql"
query ms_zones "\\copy kept TO '$work/kept.bin' (FORMAT binary)" > /dev/null
digests="SELECT zone, md5(s::text), md5(r::text), md5(e::text), md5((s || s)::text), (SELECT md5(string_agg(x::text, ',' ORDER BY x::text)) FROM shares(s) AS x), e::float8 FROM kept ORDER BY zone"
query ms_zones "$digests" > "$work/before"

# It runs as nobody, who can read the library that this server runs.
mkdir "$work/server"
chown nobody "$work/server"
runuser -u nobody -- "$bindir/initdb" -D "$work/server/data" -U postgres -A trust --no-sync --locale=C.UTF-8 -E UTF8 > "$work/log" 2>&1 || cat "$work/log"
query postgres "SELECT format('%s = %L', name, setting) FROM pg_settings WHERE name IN ('extension_destdir', 'extension_control_path', 'dynamic_library_path')" >> "$work/server/data/postgresql.conf"
with_other_zones runuser -u nobody -- "$bindir/postgres" -D "$work/server/data" -k "$work/server" -c listen_addresses= -c port=5432 -c timezone=Asia/Tokyo > "$work/server.log" 2>&1 &
second=$!
query postgres "DROP DATABASE ms_zones" > /dev/null
databases=
PGHOST=$work/server PGPORT=5432 PGUSER=postgres
export PGHOST PGPORT PGUSER
for _ in $(seq 60); do
	psql -X -q -d postgres -c 'SELECT 1' > /dev/null 2>&1 && break
	sleep 1
done
expect "the second server has no such zones" "ERROR:  invalid value for parameter \"TimeZone\": \"Asia/Kathmandu\"" "$(query postgres "SET TimeZone = 'Asia/Kathmandu'")"
new_database ms_elsewhere
expect "a dump restores there without a message" "" "$(psql -X -q -v ON_ERROR_STOP=1 -d ms_elsewhere -f "$work/dump.sql" 2>&1 | grep -v -E '^ *(set_config|setval)? *$|^-+$|^\([0-9]+ row' || true)"
expect "to the byte, and most answers are the same" "" "$(query ms_elsewhere "$digests" | diff "$work/before" - | head -n 10)"
query ms_elsewhere "TRUNCATE kept" > /dev/null
query ms_elsewhere "\\copy kept FROM '$work/kept.bin' (FORMAT binary)" > /dev/null
expect "binary COPY" "" "$(query ms_elsewhere "$digests" | diff "$work/before" - | head -n 10)"
expect_error "what needs the zone says so" 'time zone "Asia/Kathmandu" of a summary is not known to this server' ms_elsewhere "SELECT first_seen(s) FROM kept WHERE zone = 'Asia/Kathmandu'"
expect_error "in the setting too" 'time zone "Asia/Kathmandu" not recognized' ms_elsewhere "SELECT week_of(now(), 'Asia/Kathmandu')"
expect "another name of it will do" "2025-01-05 18:15:00+00|2025-03-09 18:15:00+00" "$(query ms_elsewhere "SET TimeZone = 'UTC'; SELECT first_seen(with_timezone(s, '<+0545>-5:45')), last_seen(with_timezone(r, '<+0545>-5:45')) FROM kept WHERE zone = 'Asia/Kathmandu'")"
expect "a zone that is known by its older name only" "America/New_York 2025-01-06 05:00:00+00,Europe/Kyiv 2025-01-05 22:00:00+00" "$(query ms_elsewhere "SET TimeZone = 'UTC'; SELECT string_agg(zone || ' ' || first_seen(r), ',' ORDER BY zone) FROM kept WHERE zone ~ 'Amer|Eur'")"
expect "is found under either, and named by that of today" "Europe/Kyiv,Europe/Kyiv" "$(query ms_elsewhere "SELECT string_agg(timezone, ',') FROM unnest('{Europe/Kiev,Europe/Kyiv}'::text[]) AS zone, summary_info((SELECT weekly_share(ts, 'k', 1::bigint, zone, NULL) FROM rows))")"
done_testing

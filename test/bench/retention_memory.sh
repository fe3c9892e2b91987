#!/bin/sh
# Peak memory of cohort_retention for each user: a new backend that reads one row of each user, over
# 64 days, less one that only counts the same rows.  The stored form is in it.
#
#     retention_memory.sh DATABASE [ALL]
#
# A table grows by a quarter when it is full, so memory for each user is at its worst just after
# that: sizes in small steps between 4 and 5 million find it, and others show that it is the same everywhere.
set -eu
psql="psql -X -q -v ON_ERROR_STOP=1 -d $1"
sizes='1000000 2000000 4000000 4200000 4400000 4600000 4800000 8000000 10000000'
wide_sizes='4000000 4400000 4800000'
if [ -n "${2:-}" ]; then
	sizes='1000000 1150000 1300000 1450000 1600000 1800000 2000000 2250000 2500000 2850000 3200000 3600000 4000000 4200000 4400000 4600000 4800000 5000000 5650000 6300000 7150000 8000000 9000000 10000000'
	wide_sizes='1000000 2000000 4000000 4200000 4400000 4600000 4800000 8000000 10000000'
fi

# Peak resident kB of a new backend that computes $1 over $2 users, written as $3.
peak() {
	$psql -At -f settings.sql -c "SELECT $1 FROM (SELECT timestamptz '2025-01-06' + i % 64 * interval '1 day' AS ts, $3 AS user_id
		FROM (SELECT generate_series(1, $2::bigint) AS i) AS x) AS y" -o /dev/null \
		-c '\o' -c "SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')"
}

measure() {
	most=$(peak "cohort_retention(ts, user_id, 'day') IS NULL" "$2" "$3")
	# it needs no more for more rows
	floor=$(peak 'count(ts) + count(user_id)' 1000 "$3")
	[ -n "$most" ] && [ -n "$floor" ] || return 0
	$psql -c "INSERT INTO number VALUES ('$1', $2, round(($most - $floor) * 1024.0 / $2, 1))"
}

for n in $sizes; do
	measure bigint "$n" i
done
for n in $wide_sizes; do
	measure uuid "$n" "lpad(to_hex(i * 7919), 32, '0')::uuid"
	measure text "$n" "'user-' || i"
done

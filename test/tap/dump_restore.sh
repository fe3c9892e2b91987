#!/bin/sh
# What is stored survives pg_dump and restore, binary COPY, and a target whose settings differ.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Everything that is compared between the two databases, as text; summaries also through binary.
contents="
SELECT 'week', week, md5(s::text), md5(share_summary_send(s)) FROM summaries ORDER BY week;
SELECT 'view', region, md5(s::text), s IS NULL FROM by_region ORDER BY region;
SELECT 'elasticity', what, md5(e::text), md5(elasticity_summary_send(e)), e::float8 FROM elasticities ORDER BY what;
SELECT 'elasticity view', region, md5(e::text) FROM elasticity_by_region ORDER BY region;
SELECT 'users', what, md5(r::text), md5(retention_summary_send(r)), r IS NULL FROM retained ORDER BY what;
SELECT 'elsewhere', what, md5(s::text), md5(r::text), md5(e::text), md5(share_summary_send(s)), md5(retention_summary_send(r)), md5(elasticity_summary_send(e)) FROM elsewhere ORDER BY what;
SELECT 'elsewhere', what, md5((s || s)::text), md5((r || r)::text), md5((e || e)::text), e::float8, (summary_info(s)).timezone, (summary_info(r)).users FROM elsewhere ORDER BY what;
SELECT 'shares elsewhere', x.* FROM elsewhere, shares(s) AS x ORDER BY what, week, key COLLATE \"C\";
SELECT 'users merged', md5(rollup(r)::text) FROM retained_daily;
SELECT 'users view', region, md5(r::text) FROM users_by_region ORDER BY region;
SELECT 'model', id, model, family, labels::text FROM models ORDER BY id;
SELECT 'generated', id, vendor, parsed FROM raw_models ORDER BY id;
SELECT 'shares', x.* FROM (SELECT rollup(s) AS s FROM summaries) AS t, shares(s, as_of => '2025-04-07 00:00+00') AS x ORDER BY week, key COLLATE \"C\";
SELECT 'indexes', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname;
SELECT 'found', count(*) FROM models WHERE model = 'anthropic/claude-3.7-sonnet'::modelname;
"

new_database ms_dumped
psql -X -q -v ON_ERROR_STOP=1 -d ms_dumped > "$work/log" 2>&1 << 'SQL' || { cat "$work/log"; exit 1; }
CREATE EXTENSION modelshare;
CREATE TABLE log AS
SELECT timestamptz '2025-01-06 00:00+00' + n * interval '7 hours 13 minutes' AS ts,
	(ARRAY['gpt-4o', 'anthropic/claude-3.7-sonnet', 'o''Brien "x",\{}', '', 'größe 模型', NULL, 'openai/gpt-4.1'])[1 + n % 7] AS model,
	(ARRAY['eu', 'us', 'asia'])[1 + n % 3] AS region, n * 1000003 AS tokens, n / 7.0 AS cost
FROM generate_series(1, 2000) AS n;

-- a summary for each week, of whole numbers and of fractions, and one that has outgrown the small form
CREATE TABLE summaries (week date PRIMARY KEY, s share_summary);
INSERT INTO summaries SELECT week_of(ts, 'UTC'), weekly_share(ts, model, tokens::bigint, 'UTC', 'monday') FROM log GROUP BY 1;
CREATE TABLE others (what text, s share_summary);
INSERT INTO others SELECT 'fractions', weekly_share(ts, model, cost::float8) FROM log;
INSERT INTO others SELECT 'many keys', weekly_share(ts, 'key ' || n, 1::bigint) FROM log, generate_series(1, 300) AS n;
INSERT INTO others SELECT 'face value', weekly_share(ts::timestamp, model) FROM log;
INSERT INTO others SELECT 'elsewhere', weekly_share(ts, model, 1::bigint, 'Pacific/Auckland', 'sunday') FROM log;
INSERT INTO others SELECT 'nothing', NULL;

-- users: one window and several, of all types, with starts, small and large, of every zone
CREATE TABLE retained (what text PRIMARY KEY, r retention_summary);
INSERT INTO retained SELECT 'narrow', cohort_retention(ts, tokens % 89, 'month', 'UTC') FROM log;
INSERT INTO retained SELECT 'aligned', cohort_retention(ts, tokens % 89, 'day', 'UTC') FROM log;
INSERT INTO retained SELECT 'uuid', cohort_retention(ts, md5(tokens::text)::uuid, 'week', 'America/St_Johns') FROM log;
INSERT INTO retained SELECT 'text', cohort_retention(ts, model || ' größe 模型 ' || tokens % 89, 'day', 'UTC') FROM log;
INSERT INTO retained SELECT 'starts', cohort_retention(ts, model, 'day', 'UTC', region = 'eu') FROM log;
INSERT INTO retained SELECT 'face value', cohort_retention(ts::timestamp, tokens, 'quarter', region = 'eu') FROM log;
INSERT INTO retained SELECT 'large', cohort_retention(ts + n * interval '1 hour', tokens::bigint * 300 + n, 'day', 'Asia/Kathmandu', n % 5 = 0) FROM log, generate_series(1, 20) AS n;
INSERT INTO retained SELECT 'nobody', cohort_retention(ts, NULL::text, 'week', 'UTC') FROM log;
INSERT INTO retained SELECT 'nothing', NULL;
CREATE TABLE retained_daily (day date PRIMARY KEY, r retention_summary);
INSERT INTO retained_daily SELECT ts::date, cohort_retention(ts, 'größe ' || tokens % 89, 'day', 'UTC') FROM log GROUP BY 1;

-- zones that no server knows, as a dump from a machine with other time-zone data has them
CREATE TABLE elsewhere AS
SELECT zone AS what, replace(s::text, 'Asia/Tokyo', zone)::share_summary AS s, replace(r::text, 'Asia/Tokyo', zone)::retention_summary AS r, replace(e::text, 'Asia/Tokyo', zone)::elasticity_summary AS e
FROM (SELECT weekly_share(ts, model, tokens::bigint, 'Asia/Tokyo', 'monday') AS s, cohort_retention(ts, tokens % 89, 'day', 'Asia/Tokyo') AS r, usage_elasticity(ts, model, tokens, round(cost), 'week', 'Asia/Tokyo') AS e FROM log) AS t, unnest('{Mars/Olympus,Asia/Newtown,<X>-3:30}'::text[]) AS zone;

-- (a restore fills it again, where the session's zone would be another)
CREATE MATERIALIZED VIEW by_region AS SELECT region, weekly_share(ts, model, tokens::bigint, 'UTC', 'monday') AS s FROM log GROUP BY region;
CREATE TABLE elasticities (what text, e elasticity_summary);
INSERT INTO elasticities SELECT 'rows', elasticity(tokens, 1 + n % 7) FROM log AS l (ts, model, region, tokens, cost), generate_series(1, 3) AS n;
INSERT INTO elasticities SELECT 'units', elasticity(cost, 1 + tokens % 11, model) FROM log;
INSERT INTO elasticities SELECT 'panel', elasticity(cost, 1 + tokens % 11, model, ts::date) FROM log;
INSERT INTO elasticities SELECT 'usage', usage_elasticity(ts, model, tokens, cost, 'week', 'Pacific/Auckland') FROM log;
CREATE MATERIALIZED VIEW elasticity_by_region AS SELECT region, usage_elasticity(ts, model, tokens, round(cost), 'month', 'UTC') AS e FROM log GROUP BY region;
CREATE MATERIALIZED VIEW users_by_region AS SELECT region, cohort_retention(ts, tokens % 89, 'week', 'UTC') AS r FROM log GROUP BY region;
CREATE TABLE models (id serial PRIMARY KEY, model modelname, family modelfamily, labels modelgrouping);
INSERT INTO models (model, family, labels)
SELECT name::modelname, model_family(name, 'version'), poe_text_2025()
FROM unnest('{claude-3-7-sonnet-20250219,us.anthropic.claude-3-7-sonnet-20250219-v1:0,anthropic/claude-3.7-sonnet:thinking,gpt-4o-2024-08-06,gpt-4-0613,mistral-large-2407,house model nobody knows,*,anthropic/claude-3.7-sonnet,größe}'::text[]) AS name;
CREATE INDEX models_model ON models (model);
CREATE INDEX models_hash ON models USING hash (model);
CREATE TABLE raw_models (id serial PRIMARY KEY, name text, parsed modelname GENERATED ALWAYS AS (name::modelname) STORED, vendor text GENERATED ALWAYS AS (model_vendor(name)) STORED);
INSERT INTO raw_models (name) SELECT DISTINCT coalesce(model, 'none') FROM log ORDER BY 1;
CREATE INDEX raw_models_vendor ON raw_models (model_vendor(name));
CREATE INDEX raw_models_cast ON raw_models ((name::modelname));
CREATE VIEW latest AS SELECT x.* FROM (SELECT rollup(s) AS s FROM summaries) AS t, shares(s, top => 3) AS x;
SQL

pg_dump -d ms_dumped > "$work/plain.sql"
pg_dump -d ms_dumped -Fc -f "$work/custom.dump"
psql -X -q -A -t -d ms_dumped -c "$contents" > "$work/before"
expect "there is something to compare" yes "$([ "$(wc -l < "$work/before")" -gt 100 ] && ! grep -q ERROR "$work/before" && echo yes)"

# The other side has other settings of all that could matter.
new_database ms_restored
query postgres "ALTER DATABASE ms_restored SET timezone = 'Asia/Kathmandu'; ALTER DATABASE ms_restored SET datestyle = 'German';
	ALTER DATABASE ms_restored SET intervalstyle = 'iso_8601'; ALTER DATABASE ms_restored SET extra_float_digits = 0; ALTER DATABASE ms_restored SET bytea_output = 'escape'" > /dev/null
expect "a plain dump restores without a message" "" "$(psql -X -q -v ON_ERROR_STOP=1 -d ms_restored -f "$work/plain.sql" 2>&1 | grep -v -E '^ *(set_config|setval)? *$|^-+$|^ *[0-9]+$|^\([0-9]+ row' || true)"
same_settings="SET timezone = 'UTC'; SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex';"
psql -X -q -A -t -d ms_restored -c "$same_settings $contents" > "$work/after"
expect "its contents are equal" "" "$(diff "$work/before" "$work/after" | head -n 20)"
expect "the view works" "$(query ms_dumped "SELECT count(*), sum(amount) FROM latest")" "$(query ms_restored "SELECT count(*), sum(amount) FROM latest")"
expect "a second dump is the same as the first" "" "$(PGTZ=UTC pg_dump -d ms_restored | diff - "$work/plain.sql" | grep -v -E '^[<>] \\(un)?restrict|^[<>] *(--.*)?$|^[-0-9,acd]+$' | head -n 20)"

new_database ms_custom
expect "a custom dump restores in parallel without a message" "" "$(pg_restore -d ms_custom -j 2 "$work/custom.dump" 2>&1)"
psql -X -q -A -t -d ms_custom -c "$contents" > "$work/custom"
expect "its contents are equal too" "" "$(diff "$work/before" "$work/custom" | head -n 20)"

# What servers of other versions dumped, which lies in a directory that they share: see test/env/matrix-one.
version=$(($(query postgres 'SHOW server_version_num') / 10000))
for dump in "${MODELSHARE_DUMPS:-/nonexistent}"/*.sql; do
	[ -f "$dump" ] || continue
	other=$(basename "$dump" .sql)
	new_database ms_other
	expect "a dump of PostgreSQL $other restores" "" "$(psql -X -q -v ON_ERROR_STOP=1 -d ms_other -f "$dump" 2>&1 > /dev/null)"
	psql -X -q -A -t -d ms_other -c "$contents" > "$work/other"
	expect "its contents are equal" "" "$(diff "${dump%.sql}.contents" "$work/other" | head -n 20)"
	for table in summaries retained elasticities elsewhere models; do
		query ms_other "TRUNCATE $table" > /dev/null
		query ms_other "\\copy $table FROM '${dump%.sql}.$table' (FORMAT binary)" > /dev/null
	done
	psql -X -q -A -t -d ms_other -c "$contents" > "$work/other"
	expect "and so they are from binary COPY" "" "$(diff "${dump%.sql}.contents" "$work/other" | head -n 20)"
	echo "$other" >> "$MODELSHARE_DUMPS/restored-by-$version"
done
if [ -d "${MODELSHARE_DUMPS:-}" ]; then
	cp "$work/plain.sql" "$MODELSHARE_DUMPS/$version.sql"
	cp "$work/before" "$MODELSHARE_DUMPS/$version.contents"
	for table in summaries retained elasticities elsewhere models; do
		query ms_dumped "\\copy $table TO '$MODELSHARE_DUMPS/$version.$table' (FORMAT binary)" > /dev/null
	done
fi

# Binary COPY there and back, and text from the binary copy.
for table in summaries others retained retained_daily elasticities elsewhere models; do
	query ms_dumped "\\copy $table TO '$work/$table.bin' (FORMAT binary)" > /dev/null
	query ms_dumped "\\copy (SELECT * FROM $table ORDER BY 1) TO '$work/$table.txt'" > /dev/null
	query ms_custom "TRUNCATE $table" > /dev/null
	query ms_custom "\\copy $table FROM '$work/$table.bin' (FORMAT binary)" > /dev/null
	query ms_custom "\\copy (SELECT * FROM $table ORDER BY 1) TO '$work/$table.again.txt'" > /dev/null
	expect "binary COPY of $table" "" "$(diff "$work/$table.txt" "$work/$table.again.txt" | cut -c 1-300 | head -n 4)"
	expect "… of which there is something" yes "$([ -s "$work/$table.txt" ] && echo yes)"
done

# A user has the same number whatever the database's encoding, so that what is restored merges with new rows.
user="SELECT cohort_retention(date '2025-01-06', u, 'day') FROM (VALUES (U&'gr\\00f6\\00dfe'), (U&'\\00c6r\\00f8'), ('plain')) AS v (u)"
for encoding in latin1 latin9 win1252; do
	new_database ms_in_$encoding ENCODING $encoding LC_COLLATE "'C'" LC_CTYPE "'C'" TEMPLATE template0
	query ms_in_$encoding "CREATE EXTENSION modelshare" > /dev/null
	expect "text users of a database in $encoding" "$(query ms_dumped "$user")" "$(query ms_in_$encoding "$user")"
done

done_testing

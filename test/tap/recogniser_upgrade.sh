#!/bin/sh
# A library that reads names differently under a database that was built with this one: that much of it
# goes wrong without a message, that the query in README.md lists all of that and nothing else, and that
# the steps given there mend it.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh
. test/env/lib.sh

pg_config=${PG_CONFIG:-pg_config}
skip()
{
	echo "skipped: $1"
	exit 77
}
have "$pg_config" && have make && have "${CC:-$("$pg_config" --cc | sed 's/ .*//')}" ||
	skip "no pg_config, make or compiler to build a second library with"
[ -f "$("$pg_config" --includedir-server)/postgres.h" ] || skip "no server headers to build a second library with"

work=$(make_work_dir)
trap 'rm -rf "$work"' EXIT

# The same sources, but what x.ai makes is spacexai's.
test/env/build "$pg_config" "$work/build" src/recogniser/lexicon_data.h
sed -i 's/^vendor | xai | xAI | x-ai *$/vendor | spacexai | SpaceXAI | x-ai xai/; s/^line | xai | /line | spacexai | /' "$work/build/src/recogniser/lexicon.txt"
sed -i 's/^\(#define MS_RECOGNISER_VERSION[[:space:]]*\)[0-9]*/\19999/' "$work/build/src/recogniser/recognise.h"
(
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
	make -s -C "$work/build" -j "$(nproc)" PG_CONFIG="$pg_config" with_llvm=no COPT='-O0 -w' modelshare.so
)
mkdir "$work/lib"
mv "$work"/build/modelshare.so "$work/lib"
chmod -R a+rX "$work/lib"

# From here on, new sessions of database $1 load that library: what an installation does to all databases.
swap_library()
{
	query "$1" "ALTER DATABASE $1 SET dynamic_library_path = '$work/lib:$(query "$1" 'SHOW dynamic_library_path')'"
}

# The query as README.md has it.
awk '/^## /     { here = /^## Upgrading/ }
	 /^```/     { if (block ~ /WITH RECURSIVE member/) exit; inside = here && /^```sql/; block = ""; next }
	 inside     { block = block $0 "\n" }
	 END        { printf "%s", block }' README.md > "$work/list.sql"
expect "README.md has the query" yes "$(grep -q pg_depend "$work/list.sql" && echo yes)"
sed '/^), text_body AS/,$d' "$work/list.sql" > "$work/changing.sql"

new_database ms_recogniser
query ms_recogniser "CREATE EXTENSION modelshare" > /dev/null
expect "everything is planted" "" "$(PGOPTIONS='-c client_min_messages=warning' psql -X -q -v ON_ERROR_STOP=1 -d ms_recogniser -f test/tap/recogniser_upgrade.sql 2>&1)"

# Whoever adds a function of names decides whether a release may change its answers, and the query must know it.
expect "of the functions of names, no release changes these" "model_family model_group model_line model_mode model_recognised model_snapshot model_variant model_vendor model_version" "$(query ms_recogniser "
	$(cat "$work/changing.sql"))
	SELECT string_agg(DISTINCT p.proname, ' ' ORDER BY p.proname)
	FROM pg_proc AS p JOIN member AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
	WHERE (p.proname ~ '^model' OR 'modelname'::regtype = ANY (p.proargtypes)) AND p.prokind = 'f' AND p.proname !~ '^model(name|family|grouping)_'
		AND p.oid NOT IN (SELECT oid FROM release)")"
expect "… nor do other functions of theirs read text" "modelfamily modelfamily_in modelgrouping_in modelname modelname_in" "$(query ms_recogniser "
	$(cat "$work/changing.sql")) SELECT string_agg(DISTINCT proname, ' ' ORDER BY proname) FROM release WHERE proname ~ '^model(name|family|grouping)'")"

old_version=$(query ms_recogniser "SELECT recogniser_version()")
pg_dump -d ms_recogniser -t l -t 'l?' -t 'l??' > "$work/plain.sql"
pg_dump -d ms_recogniser -t l -t 'l?' -t 'l??' --load-via-partition-root > "$work/root.sql"

# What is listed, before and after the library has changed.
cat > "$work/wanted" <<'LIST'
1 reindex|index|public.i_array
1 reindex|index|public.i_brin
1 reindex|index|public.i_char
1 reindex|index|public.i_domain
1 reindex|index|public.i_fact
1 reindex|index|public.i_function
1 reindex|index|public.i_hash
1 reindex|index|public.i_input
1 reindex|index|public.i_input_where
1 reindex|index|public.i_label
1 reindex|index|public.i_name
1 reindex|index|public.i_opclass
1 reindex|index|public.i_operator
1 reindex|index|public.i_partial
1 reindex|index|public.i_published
1 reindex|index|public.i_quoted
1 reindex|index|public.i_text
1 reindex|index|public.i_unique
1 reindex|index|public.i_varchar
1 reindex|index|public.l_index
1 reindex|index|public.m_expression
1 reindex|index|public.t_exclude
2 drop, add again later|domain constraint|known_check on public.known
2 drop, add again later|index|public.g_unique_index
2 drop, add again later|table constraint|f_generated on public.f
2 drop, add again later|table constraint|f_stored on public.f
2 drop, add again later|table constraint|g_check on public.g
2 drop, add again later|table constraint|g_unique on public.g
2 drop, add again later|table constraint|l1_check on public.l1
2 drop, add again later|table constraint|l_check on public.l
2 drop, add again later|table constraint|t_check on public.t
3 recompute|table column|public.child.other
3 recompute|table column|public.f.name
3 recompute|table column|public.g.by_input
3 recompute|table column|public.g.label
3 recompute|table column|public.g.name
3 recompute|table column|public.r.name
4 move rows|table|public.h
4 move rows|table|public.l
4 move rows|table|public.l2
4 move rows|table|public.r
5 analyze|statistics object|public.g_statistics
5 analyze|statistics object|public.t_statistics
6 rebuild|table column|public.s.d
6 rebuild|table column|public.s.e
6 rebuild|table column|public.s.r
6 rebuild|table column|public.s.s
7 refresh|materialized view|public.m_column
7 refresh|materialized view|public.m_direct
7 refresh|materialized view|public.m_input
7 refresh|materialized view|public.m_matview
7 refresh|materialized view|public.m_summary
7 refresh|materialized view|public.m_view
7 refresh|materialized view|public.m_whole_row
7 refresh|materialized view|public.m_xml
8 look|default value|for public.t.n
8 look|policy|t_policy on public.t
8 look|rule|t_rule on public.t
8 look|trigger|t_fill on public.t
8 look|trigger|t_when on public.t
8 look|type|public.preset
LIST
[ -n "$(query ms_recogniser "SELECT to_regclass('m_xml')")" ] || sed -i '/public\.m_xml$/d' "$work/wanted"
list()
{
	psql -X -q -A -t -d ms_recogniser -f "$work/list.sql" 2>&1 | LC_ALL=C sort
}
expect "the query lists what is built on recognition, and nothing else" "" "$(list | diff "$work/wanted" -)"

expect "an index and a scan agree" "" "$(query ms_recogniser "SELECT query FROM questions, both_ways(query) AS x(found) WHERE split_part(found, ' ', 1) <> split_part(found, ' ', 2)")"

# The fault, without the steps.
swap_library ms_recogniser
expect "a new session reads names differently" "$old_version 9999 //spacexai/grok/3" "$old_version $(query ms_recogniser "SELECT recogniser_version() || ' ' || 'grok-3'::modelname")"
expect "the query lists the same as before" "" "$(list | diff "$work/wanted" -)"
expect "an index or pruning finds something else than a scan" "" "$(query ms_recogniser "
	SELECT query, found FROM questions, both_ways(query) AS x(found) WHERE kind = 'built' AND split_part(found, ' ', 1) = split_part(found, ' ', 2)" | grep -v 'FROM h ')"
expect "… for hash partitions of one of two names" "t" "$(query ms_recogniser "
	SELECT bool_or(split_part(found, ' ', 1) <> split_part(found, ' ', 2)) FROM questions, both_ways(query) AS x(found) WHERE query LIKE '% FROM h %'")"
expect "but not where names are stored" "" "$(query ms_recogniser "
	SELECT query, found FROM questions, both_ways(query) AS x(found) WHERE kind = 'stored' AND (split_part(found, ' ', 1) <> split_part(found, ' ', 2) OR found LIKE '0%')")"
expect "generated columns and materialized views are what they were" "2|2|t" "$(query ms_recogniser "
	SELECT count(*), (SELECT count(*) FROM m_column WHERE name <@ '//xai'), (SELECT n FROM m_direct WHERE label = 'xai') > 0 FROM g WHERE name <> raw::modelname")"

restore()
{
	new_database "$1"
	query "$1" "CREATE EXTENSION modelshare"
	swap_library "$1"
	psql -X -q -v ON_ERROR_STOP=1 -d "$1" -f "$2" 2>&1 | grep -E 'ERROR|partition constraint' || true
}
expect "a dump of partitions does not restore" yes "$(restore ms_recogniser_plain "$work/plain.sql" | grep -q 'violates partition constraint' && echo yes)"
expect "… unless it is loaded by the root" "" "$(restore ms_recogniser_root "$work/root.sql")"
expect "… with all rows, where they belong" "$(query ms_recogniser "SELECT count(*) FROM l")|0" "$(query ms_recogniser_root "SELECT count(*), (SELECT count(*) FROM l1) FROM l")"

# The steps, in their order, as the list has them.
query ms_recogniser "CREATE TABLE step AS SELECT split_part(line, '|', 1) AS step, split_part(line, '|', 2) AS type, split_part(line, '|', 3) AS object
	FROM regexp_split_to_table(\$list\$$(list)\$list\$, '\n') AS line"
psql -X -q -v ON_ERROR_STOP=1 -d ms_recogniser > "$work/steps" 2>&1 <<'SQL' || true
SET client_min_messages = warning;
SELECT format('REINDEX INDEX %s', object) FROM step WHERE step LIKE '1 %' \gexec

-- constraints and unique indexes: foreign keys go first and come last
CREATE TABLE again AS
SELECT contype = 'f' AS is_foreign, format('ALTER %s DROP CONSTRAINT %I', what, conname) AS off, format('ALTER %s ADD CONSTRAINT %I %s', what, conname, pg_get_constraintdef(c.oid)) AS "on"
FROM step JOIN pg_constraint AS c ON object LIKE conname || ' on public.%',
	LATERAL (SELECT CASE WHEN contypid <> 0 THEN 'DOMAIN ' || contypid::regtype ELSE 'TABLE ' || conrelid::regclass END AS what) AS x
WHERE step LIKE '2 %' AND c.conparentid = 0 AND c.coninhcount = 0
UNION ALL
SELECT false, format('DROP INDEX %s', object), pg_get_indexdef(object::regclass) FROM step WHERE step LIKE '2 %' AND type = 'index';
SELECT off FROM again ORDER BY is_foreign DESC \gexec

UPDATE g SET raw = raw, sp = sp;
UPDATE f SET raw = raw, stored = raw::modelname;
UPDATE t SET name = raw::modelname;
UPDATE l SET raw = raw;
UPDATE r SET raw = raw;
UPDATE h SET raw = raw;
SELECT "on" FROM again ORDER BY is_foreign \gexec
ANALYZE;
UPDATE s SET s = (SELECT weekly_share(date '2025-01-06', model_vendor(raw)) FROM t);
REFRESH MATERIALIZED VIEW m_direct;
SELECT format('REFRESH MATERIALIZED VIEW %s', object) FROM step WHERE step LIKE '7 %' \gexec
SQL
expect "the steps go through" "" "$(cat "$work/steps")"
expect "an index and a scan agree again" "" "$(query ms_recogniser "SELECT query, found FROM questions, both_ways(query) AS x(found) WHERE split_part(found, ' ', 1) <> split_part(found, ' ', 2)")"
expect "… and find what they look for" "" "$(query ms_recogniser "SELECT query, found FROM questions, both_ways(query) AS x(found) WHERE found LIKE '0%' AND query NOT LIKE '%xAI%'")"
expect "generated columns are recomputed" "0|0" "$(query ms_recogniser "SELECT count(*), (SELECT count(*) FROM r WHERE name <> raw::modelname) FROM g WHERE name <> raw::modelname OR by_input <> raw::modelname OR label <> model_label(raw)")"
expect "materialized views are fresh" "2|2|t|spacexai|spacexai" "$(query ms_recogniser "
	SELECT (SELECT count(*) FROM m_column WHERE name <@ '//spacexai'), (SELECT count(*) FROM m_view WHERE name <@ '//spacexai'),
		(SELECT n FROM m_direct WHERE label = 'spacexai') > 0, (SELECT model_vendor(model) FROM m_input), (SELECT string_agg(key, ' ') FROM m_summary WHERE key ~ 'xai')")"
expect "rows are in the partitions of their names" "0|0" "$(query ms_recogniser "SELECT (SELECT count(*) FROM l1), (SELECT count(*) FROM r2 WHERE raw LIKE '%grok%')")"
expect "the same is built on recognition as before" "" "$(list | diff "$work/wanted" -)"

done_testing

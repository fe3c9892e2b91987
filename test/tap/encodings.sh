#!/bin/sh
# Databases of every encoding that a server has: names of models with bytes outside ASCII, random
# characters, a megabyte of them.  Nothing fails, what is printed is read back and is text of the
# encoding, and a dump moves to a database of UTF-8 unchanged.
#
# Names of real models come from model_names/ under MODELSHARE_DATA (default ../shared/data).
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=${MODELSHARE_DATA:-../shared/data}/model_names/same_model_pairs.csv
if [ -r "$data" ]; then
	# plain columns, no quotes: the names, apart
	tr -d '\r' < "$data" | sed 1d | cut -d , -f 1-2 | tr , '\n' | sort -u > "$work/pairs"
else
	echo "skip: there is no $data: the names of pairs are left out"
	: > "$work/pairs"
fi

# The texts.  :characters are the encoding's, outside ASCII, as an array of hexadecimal pieces to
# be drawn from: a range "a1-fe" for each byte of the character, alternatives parted by '|'.
cat > "$work/texts.sql" << 'SQL'
SET client_min_messages = warning;
CREATE EXTENSION modelshare;
CREATE FUNCTION of_bytes(bytes bytea) RETURNS text LANGUAGE sql RETURN convert_from(bytes, getdatabaseencoding());

-- One random character outside ASCII, as bytes.
CREATE FUNCTION random_character(characters text) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	kinds text[] := string_to_array(characters, '|');
	part text;
	bytes text := '';
	low int;
	high int;
BEGIN
	FOREACH part IN ARRAY string_to_array(kinds[1 + floor(random() * cardinality(kinds))::int], ' ') LOOP
		low := ('x' || lpad(left(part, 2), 8, '0'))::bit(32)::int;
		high := ('x' || lpad(right(part, 2), 8, '0'))::bit(32)::int;
		bytes := bytes || lpad(to_hex(low + floor(random() * (high - low + 1))::int), 2, '0');
	END LOOP;
	RETURN decode(bytes, 'hex');
END $$;

CREATE TABLE texts (kind text, t text);
\copy texts (t) FROM PROGRAM 'cat "$MS_PAIRS"' (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
UPDATE texts SET kind = 'pair';

SELECT setseed(0.25) \gset
CREATE TABLE characters AS SELECT n, random_character(:'characters') AS c FROM generate_series(1, 150) AS n;
-- the bytes of a typeset hyphen and a space without a break in UTF-8, whatever they are here
DO $$
DECLARE
	bytes bytea;
BEGIN
	FOREACH bytes IN ARRAY array['\xe28091', '\xe280af', '\xc2a0', '\xc3a4', '\xf09fa699', '\xa0', '\x92c2a0', '\x90e28090']::bytea[] LOOP
		BEGIN
			INSERT INTO texts VALUES ('hyphen', of_bytes('gpt-4' || bytes || '1'::bytea)), ('hyphen', of_bytes('gpt'::bytea || bytes || '4o'::bytea)),
				('hyphen', of_bytes(bytes)), ('hyphen', repeat(of_bytes(bytes), 300));
		EXCEPTION WHEN character_not_in_repertoire THEN
			NULL;
		END;
	END LOOP;
END $$;
INSERT INTO texts SELECT 'name', of_bytes(c.b) FROM characters, LATERAL (VALUES
	('claude-3.7-sonnet'::bytea || c), (c || 'gpt-4o-mini'::bytea), ('openai/'::bytea || c || '-2'::bytea), ('llama-3'::bytea || c || '1-8b'::bytea),
	('ft:gpt-4o:'::bytea || c || c || '::id'::bytea), ('/data/'::bytea || c || '/Qwen2.5-7B'::bytea), ('//openai/'::bytea || c), ('//'::bytea || c || '/x%41@'::bytea || c || '#'::bytea || c),
	('//a/'::bytea || c || '%'::bytea), (c || ' '::bytea || c), ('Mod'::bytea || c || 'le Num'::bytea || c || 'ro 7'::bytea)) AS c(b);
INSERT INTO texts SELECT 'random', of_bytes(string_agg(CASE WHEN random() < 0.6 THEN random_character(:'characters') ELSE set_byte('\x00', 0, 1 + floor(random() * 127)::int) END, ''))
	FROM generate_series(1, 700) AS n, LATERAL generate_series(1, CASE WHEN n % 25 = 0 THEN 1 + n % 400 ELSE 1 + n % 12 END) AS i GROUP BY n;
INSERT INTO texts SELECT 'long', left(repeat(t, 1048576 / length(t) + 1), 1048576) FROM (
	SELECT of_bytes(c) AS t FROM characters WHERE n <= 3 UNION ALL SELECT of_bytes('x'::bytea || c) FROM characters WHERE n <= 3
	UNION ALL VALUES ('gpt-4o-'), ('//a/b')) AS v;
INSERT INTO texts SELECT 'cut', of_bytes('z'::bytea) || repeat(of_bytes(c), size) FROM characters, unnest(array[120, 243, 244, 245, 246, 247, 248, 252, 253, 488, 495, 505, 506, 700]) AS size WHERE n <= 15;
SQL

# Each line says what must be 0, or true.
cat > "$work/checks.sql" << 'SQL'
CREATE FUNCTION is_valid(t text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	RETURN t IS NULL OR of_bytes(textsend(t)) = t;
EXCEPTION WHEN character_not_in_repertoire THEN
	RETURN false;
END $$;
CREATE TABLE names AS SELECT kind, t, t::modelname AS m, t::modelfamily AS f FROM texts;
SELECT 'kinds', count(DISTINCT kind) >= 5 FROM texts;
SELECT 'name not read back', count(*) FROM names WHERE modelname_in(textout(m::text)) <> m OR m::text::modelname <> m OR modelname_in(textout(m::text))::text <> m::text;
SELECT 'family not read back', count(*) FROM names WHERE modelfamily_in(textout(f::text)) <> f OR f::text::modelfamily <> f;
SELECT 'printed text not of the encoding', count(*) FROM names WHERE NOT (is_valid(m::text) AND is_valid(f::text));
SELECT 'not in its family', count(*) FROM names WHERE NOT m <@ model_family(m, 'mode');
SELECT 'outside the bounds of its family', count(*) FROM names, unnest(array['vendor', 'line', 'version', 'variant', 'snapshot', 'mode', '']) AS level,
	LATERAL (SELECT CASE level WHEN '' THEN '//' ELSE model_family(m, level) END AS f) AS x WHERE m NOT BETWEEN modelfamily_from(x.f) AND modelfamily_upto(x.f);
SELECT 'bound not of the encoding', count(*) FROM names WHERE NOT is_valid(modelfamily_upto('//')::text) OR modelname_in(textout(modelfamily_upto('//')::text)) <> modelfamily_upto('//') OR NOT is_valid(modelfamily_upto(f)::text);
SELECT 'unlike the same name in capitals', count(*) FROM names WHERE length(t) < 100000 AND translate(t, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')::modelname <> m;
SELECT 'cut to less than fits', count(*) FROM names WHERE m::text LIKE '//unknown/%~________________' AND octet_length(t) > 505 AND octet_length(model_line(m)) < 502;
SELECT 'too long', count(*) FROM names WHERE octet_length(concat(model_vendor(m), model_line(m), model_version(m), model_variant(m), model_snapshot(m), model_mode(m))) > CASE WHEN t LIKE '//%' THEN 2048 ELSE 512 END;
SELECT 'a part not of the encoding', count(*) FROM names, LATERAL model_parse(t) AS p
	WHERE NOT (is_valid(p.vendor) AND is_valid(p.line) AND is_valid(p.version) AND is_valid(p.variant) AND is_valid(p.snapshot) AND is_valid(p.mode)
		AND is_valid(p.host) AND is_valid(p.region) AND is_valid(p.route) AND is_valid(p.quantisation) AND is_valid(p.owner)) OR p.name <> m;
SELECT 'label', count(*) FROM names, unnest(array['vendor', 'line', 'version', 'variant', 'snapshot', 'mode']) AS level
	WHERE model_label(t, level) IS DISTINCT FROM model_label(m, level) OR NOT is_valid(model_label(t, level));
SELECT 'label of what is known', count(*) FROM model_catalogue(), unnest(array['vendor', 'line', 'variant']) AS level
	WHERE NOT is_valid(model_label(nullif(translate(family::text, '*', '-'), '//')::modelname, level)) OR model_label(nullif(translate(family::text, '*', '-'), '//')::modelname, level) ~ '[^ -~]';
SELECT 'facts', count(*) FROM names WHERE model_source_type(t) <> model_source_type(m) OR model_size_class(t) IS DISTINCT FROM model_size_class(m);
-- an index takes them all, and finds them
CREATE INDEX ON names (m);
CREATE INDEX ON names (f);
CREATE INDEX ON names ((t::modelname)) WHERE length(t) < 10000;
SET enable_seqscan = off;
SELECT 'not found', count(*) FROM (SELECT DISTINCT m FROM names) AS n WHERE NOT EXISTS (SELECT FROM names WHERE names.m = n.m);
RESET enable_seqscan;

CREATE TABLE groupings AS SELECT modelgrouping(CASE WHEN length(t) < 2000 THEN t END, f) AS g FROM names;
SELECT 'grouping not read back', count(*) FROM groupings WHERE modelgrouping_in(textout(g::text))::text <> g::text OR NOT is_valid(g::text);
SELECT 'in no group', count(*) FROM names, groupings WHERE length(t) < 2000 AND model_group(m, g) IS NULL AND m <@ f;
SELECT 'group not of the encoding', count(*) FROM names, groupings WHERE NOT is_valid(model_group(t, g)) OR model_group(t, g) IS DISTINCT FROM model_group(m, g);

CREATE TABLE summaries AS
SELECT 'raw' AS what, weekly_share(timestamptz '2025-01-06 12:00+00' + length(t) % 9 * interval '5 days', t, 1 + length(t)::bigint, 'UTC', 'monday') AS s FROM texts WHERE length(t) < 100000
UNION ALL SELECT 'name', weekly_share(timestamptz '2025-01-06 12:00+00' + length(t) % 9 * interval '5 days', t::modelname::text, 1 + length(t)::bigint, 'UTC', 'monday') FROM texts
UNION ALL SELECT 'label', weekly_share(timestamptz '2025-01-06 12:00+00' + length(t) % 9 * interval '5 days', model_label(t), 1 + length(t)::bigint, 'UTC', 'monday') FROM texts;
SELECT 'summary not read back', count(*) FROM summaries WHERE share_summary_in(textout(s::text))::text <> s::text OR NOT is_valid(s::text);
SELECT 'keys', (SELECT count(DISTINCT key) FROM summaries, shares(s) WHERE what = 'raw') = (SELECT count(DISTINCT t) FROM texts WHERE length(t) < 100000);
SELECT 'key not of the encoding', count(*) FROM summaries, shares(s, as_of => '2026-01-01') WHERE NOT is_valid(key);
SELECT 'amount of a key', count(*) FROM summaries, pooled_shares(share_summary_in(textout(s::text))) AS x JOIN (SELECT t, sum(1 + length(t)) AS sum FROM texts GROUP BY t) AS y ON t = key
	WHERE what = 'raw' AND amount IS DISTINCT FROM sum;
SQL

# check_encoding ENCODING CHARACTERS
check_encoding()
{
	encoding=$1
	database=ms_$(printf '%s' "$1" | tr 'A-Z' 'a-z')
	new_database "$database" "TEMPLATE template0 ENCODING '$1' LOCALE 'C'"
	# the client speaks as the server does: nothing is converted, as not everything can be
	if MS_PAIRS="$work/pairs" PGCLIENTENCODING=$1 psql -X -q -A -t -v ON_ERROR_STOP=1 -v characters="$2" -d "$database" -f "$work/texts.sql" > "$work/log" 2>&1; then
		PGCLIENTENCODING=$1 psql -X -q -A -t -d "$database" -f "$work/checks.sql" > "$work/log" 2>&1 || true
	fi
	expect "$1: all checks hold" 22 "$(grep -c -E '\|(0|t)$' "$work/log")"
	grep -v -a -E '\|(0|t)$' "$work/log" | cut -c 1-300 | head -n 20
	for table in names groupings summaries; do
		PGCLIENTENCODING=$1 psql -X -q -d "$database" -c "\\copy $table TO '$work/binary' (FORMAT binary)" -c "CREATE TABLE again (LIKE $table)" \
			-c "\\copy again FROM '$work/binary' (FORMAT binary)" > "$work/log" 2>&1 || true
		expect "$1: binary form of $table" "0" "$(PGCLIENTENCODING=$1 query "$database" "SELECT count(*) FROM (SELECT md5(x::text) FROM $table AS x EXCEPT ALL SELECT md5(x::text) FROM again AS x) AS lost")$(cat "$work/log")"
		PGCLIENTENCODING=$1 query "$database" "DROP TABLE again"
	done
}

check_encoding UTF8 'c3-df 80-bf|e4-e9 80-bf 80-bf|f0 9f 80-bf 80-bf'
check_encoding SQL_ASCII '80-ff'
check_encoding LATIN1 '80-ff'
check_encoding KOI8R '80-ff'
check_encoding EUC_JP 'a1-fe a1-fe|8e a1-df|8f a1-fe a1-fe'
check_encoding EUC_JIS_2004 'a1-fe a1-fe|8e a1-df|8f a1-fe a1-fe'
check_encoding EUC_CN 'a1-f7 a1-fe'
check_encoding EUC_KR 'a1-fe a1-fe'
check_encoding EUC_TW 'a1-fe a1-fe|8e a1-a7 a1-fe a1-fe'
[ "$(query postgres "SELECT pg_char_to_encoding('MULE_INTERNAL') >= 0")" = f ] ||
	check_encoding MULE_INTERNAL '81-8d a0-ff|90-99 a0-ff a0-ff|9a-9b a0-df a0-ff|9c-9d e0-f4 a0-ff a0-ff'

# From an encoding to UTF-8, by a dump: the characters of the names exist in both.
check_move()
{
	from=ms_from_$(printf '%s' "$1" | tr 'A-Z' 'a-z')
	new_database "$from" "TEMPLATE template0 ENCODING '$1' LOCALE 'C'"
	psql -X -q -v ON_ERROR_STOP=1 -v name="$2" -d "$from" > "$work/log" 2>&1 << 'SQL' || { cat "$work/log"; failures=$((failures + 1)); }
CREATE EXTENSION modelshare;
CREATE TABLE texts AS SELECT replace(t, '?', :'name') AS t
	FROM unnest(array['?', 'claude-3.7-?', 'gpt-4o-?', '?/llama-3.1-8b', 'Acme ?', '//acme/?/1@?', '//?#?', 'gpt-4.1', repeat('?', 90), repeat('?', 900)]) AS t;
CREATE TABLE models AS SELECT t::modelname AS m, t::modelfamily AS f, model_label(t) AS label FROM texts;
CREATE INDEX ON models (m);
CREATE TABLE raw_models (t text, m modelname GENERATED ALWAYS AS (t::modelname) STORED);
INSERT INTO raw_models SELECT t FROM texts WHERE length(t) < 100;
CREATE TABLE charts AS SELECT modelgrouping(t, f) AS g FROM texts, LATERAL (SELECT t::modelfamily AS f) AS x;
CREATE TABLE summaries AS SELECT weekly_share(timestamptz '2025-01-06 12:00+00' + length(t) * interval '1 day', t, length(t)::bigint, 'UTC', 'monday') AS s FROM texts;
-- of ASCII keys, and of users that are known by hashes, all bytes stay; so they do in a zone that nobody knows
CREATE TABLE ascii AS SELECT zone, replace(s::text, 'Asia/Tokyo', zone)::share_summary AS s, replace(r::text, 'Asia/Tokyo', zone)::retention_summary AS r, replace(e::text, 'Asia/Tokyo', zone)::elasticity_summary AS e
	FROM (SELECT weekly_share(ts, 'key ' || n % 50, n / 7.0, 'Asia/Tokyo', 'monday') AS s, cohort_retention(ts, t || n % 9, 'day', 'Asia/Tokyo') AS r, usage_elasticity(ts, 'key ' || n % 5, n, 1 + n % 3, 'week', 'Asia/Tokyo') AS e
		FROM texts, generate_series(1, 200) AS n, LATERAL (SELECT timestamptz '2025-01-06 12:00+00' + n * interval '1 day' AS ts) AS x) AS y, unnest('{Asia/Tokyo,Mars/Olympus}'::text[]) AS zone;
SQL
	contents="SELECT 'digest', zone, md5(s::text), md5(r::text), md5(e::text), md5(share_summary_send(s)), md5(retention_summary_send(r)), md5(elasticity_summary_send(e)) FROM ascii; SELECT m, f, label FROM models ORDER BY label, m::text; SELECT t, m FROM raw_models ORDER BY t; SELECT * FROM charts;
		SELECT x.* FROM summaries, shares(s, as_of => '2030-01-01 00:00+00') AS x ORDER BY week, key; SELECT count(*) FROM texts JOIN models ON t::modelname = m WHERE length(t) < 100"
	# their order is that of the bytes, and not the same; long texts have other bytes there, and another hash
	query "$from" "$contents" | LC_ALL=C sort > "$work/before"
	pg_dump -d "$from" > "$work/dump.sql"
	to=$from"_to_utf8"
	new_database "$to" "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
	expect "$1: the dump restores in UTF8" "" "$(psql -X -q -v ON_ERROR_STOP=1 -d "$to" -f "$work/dump.sql" 2>&1 | grep -i -E 'error|fatal' || true)"
	query "$to" "$contents" | LC_ALL=C sort > "$work/after"
	expect "$1: something moved" yes "$([ "$(wc -l < "$work/before")" -gt 30 ] && grep -q "$2" "$work/before" && ! grep -q ERROR "$work/before" && echo yes)"
	expect "$1: to UTF8 all is equal" "" "$(diff "$work/before" "$work/after" | cut -c 1-400 | head -n 10)"
}

PGCLIENTENCODING=UTF8
export PGCLIENTENCODING
check_move LATIN1 'größe'
check_move EUC_JP '模型'

done_testing

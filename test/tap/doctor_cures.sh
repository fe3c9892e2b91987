#!/bin/sh
# "Is my table usable?": nothing to judge, mistakes and their cures, rights, search paths, make.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh
. test/tap/doctor_lib.sh

PGDATABASE=ms_doctor_cures
export PGDATABASE
new_database ms_doctor_cures
psql -X -q -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION modelshare' -f test/tap/doctor.sql

# Nothing to judge is no good news.
doctor VIEW=nothing
expect "no rows" "public.nothing has no rows: there is nothing to judge." "$(cat "$work/output")"
doctor VIEW=honest SINCE=2030-01-01
expect "no rows in that time" "public.honest has no rows in that time: there is nothing to judge." "$(cat "$work/output")"
doctor QUERY="SELECT * FROM honest WHERE false;"
expect "a query without rows" "the query has no rows: there is nothing to judge." "$(cat "$work/output")"
doctor VIEW=no_values
expect_those "no values" finding "rows without a time,rows without a model"
expect_part "… and what they would tell" "user_id is NULL in every row"
doctor QUERY="SELECT NULL::timestamptz AS ts, 'gpt-5' AS model, NULL::numeric AS cost, NULL::text AS total_tokens, NULL::jsonb AS prompt_tokens, NULL::int AS attempt, NULL::bool AS is_retry FROM honest"
expect_those "… of no type are in order" "in order" "rows without a model,names of models nobody knows,the clock"
expect_part "… nor are equal rows" 'not looked at,rows that are wholly equal,,,,"equal rows are told only among those with tokens, and there is none"'
expect_part "… nor are times without an hour" "fewer than 8 rows have a time"
doctor QUERY="SELECT * FROM honest LIMIT 1"
expect_part "one row" "Nothing alarming in 1 row."
expect_part "… tells nothing of holes" "a day is missing only if its weekday is nearly always in use; that takes four weeks"

# A large table is told before it is read.
query ms_doctor_cures "UPDATE pg_class SET reltuples = 3e8 WHERE oid = 'honest'::regclass"
doctor VIEW=honest
expect_part "a hint for hundreds of millions of rows" "a table of about 300 million rows, which is read twice: SINCE="
doctor VIEW=honest SINCE=2025-03-01
expect "… not where it has been taken" "" "$(grep million "$work/output")"
query ms_doctor_cures "ANALYZE honest"

# Mistakes name their cure.
doctor VIEW=nowhere
expect_part "no such table" "error: nowhere: there is no such table or view in database ms_doctor_cures"
expect_part "… ends with a status" "status 1"
doctor VIEW='usage log'
expect_part "a table of that name elsewhere" 'hint: Perhaps "Odd schema"."usage log"?'
doctor VIEW=
expect_part "no table" "hint: Name it: VIEW="
doctor VIEW=honest QUERY='SELECT 1'
expect_part "two tables" "error: a table and a query are named"
doctor VIEW=honest TS=when
expect_part "no such column" "error: TS=when: public.honest has no such column"
expect_part "… these are there" "hint: The columns are ts, user_id, model,"
doctor VIEW=pg_class
expect_part "no column of a log" "error: pg_catalog.pg_class has no column that looks like one of a log of usage"
doctor VIEW=honest SINCE=soon
expect_part "since when" "hint: SINCE and UNTIL are times, such as 2025-01-31."
for since in 01/02/2026 31.12.2025 2025-02-30 20250131T99; do
	doctor VIEW=honest SINCE="$since"
	expect_part "… as $since" "hint: SINCE and UNTIL are times, such as 2025-01-31."
	expect "… and no other hint" 1 "$(grep -c ^hint "$work/output")"
done
for sample in 0 many -1 1.5 ""; do
	doctor VIEW=honest SAMPLE="$sample"
	case $sample in
		"") expect_part "the sample is left open" "Nothing alarming" ;;
		*) expect_part "a sample of $sample" "error: SAMPLE=$sample is no number of rows" ;;
	esac
done
doctor VIEW=honest TS=- SINCE=2025-01-01
expect_part "since, without a time" "error: SINCE and UNTIL need a time, and public.honest has no column that looks like one"
doctor QUERY='SELECT ts, model FROM honest, generate_series(1, 1000)' TIMEOUT=20ms
expect_part "a limit of time" "or give it more: TIMEOUT=30min."
doctor VIEW=honest TIMEOUT=soon
expect_part "… that is none" "hint: TIMEOUT is a time, such as 10min."
doctor QUERY='SELECT ts FROM'
expect_part "no SQL" "hint: QUERY is one SELECT"

# A query is one SELECT that reads: neither psql nor the server takes anything else of it, or of a name, for a command.
query ms_doctor_cures 'CREATE TABLE "a\! touch hit :view `touch hit`" AS SELECT ts AS "t\! touch hit :view", model FROM honest'
for attack in 'SELECT ts, model FROM honest; DROP TABLE nothing' 'SELECT ts, model FROM honest) AS t; COMMIT; DROP TABLE nothing; SELECT * FROM (SELECT 1' \
	'SELECT ts, model FROM honest) AS t LIMIT 1) AS first, json_object_keys(content) AS name; COMMIT; DROP TABLE nothing; SELECT (((' \
	'SELECT ts, model FROM honest) AS t LIMIT 1) AS first, json_object_keys(content) AS name GROUP BY name) AS n; COMMIT; DROP TABLE nothing; SELECT (((' \
	"SELECT ts, model FROM honest \\! touch $work/hit" "SELECT ts, model FROM honest; \\! touch $work/hit" 'SELECT ts, model FROM honest \gexec' 'SELECT ts, model FROM honest /*' \
	'WITH gone AS (DELETE FROM nothing RETURNING *) SELECT * FROM gone'; do
	doctor QUERY="$attack"
	expect_part "refused: $attack" "status 1"
	expect_part "… with an error of its own" "error: "
	expect "… and nothing else" "" "$(grep -c -E '^(LINE|warning|finding)' "$work/output" | grep -v '^0')"
done
doctor QUERY="SELECT ts, (ARRAY[model])[1:since] AS model FROM honest, (SELECT 1 AS since) AS x" SINCE="2025-01-01] \\! touch $work/hit"
expect_part "no variable of psql's is one of the query's" "error: invalid input syntax for type timestamp"
doctor QUERY="SELECT ts, model, '\\! touch $work/hit :view' AS other FROM honest -- ; a word"
expect_part "a query with a comment, and what is a command in quotes only" "Nothing alarming in 2,360 rows."
(cd "$work" && env VIEW='a\! touch hit :view `touch hit`' TS='t\! touch hit :view' "$OLDPWD/report/doctor/run" > output 2>&1)
expect_part "such names" 't\! touch hit :view for ts.'
expect "no command was run" "" "$(ls "$work/hit" 2> /dev/null)"
doctor VIEW=nothing
expect_part "… and nothing dropped" "public.nothing has no rows"
doctor QUERY="SELECT tz, model FROM honest"
expect "a wrong column in it" 'error: column "tz" does not exist
hint: Perhaps you meant to reference the column "honest.ts".
status 1' "$(cat "$work/output")"
doctor QUERY="SELECT nobody FROM (SELECT 1 AS one) AS x"
expect "… without a hint" 'error: column "nobody" does not exist
status 1' "$(cat "$work/output")"
doctor QUERY="SELECT * FROM honest AS a JOIN honest AS b USING (ts)"
expect_part "columns of one name" "error: columns of the query have the same name: attempt,"
doctor VIEW=honest DATABASE=ms_doctor_nowhere
expect_part "no such database" "hint: psql -l lists the databases"
doctor VIEW=honest PGHOST=/nowhere
expect_part "no server" "hint: PGHOST and PGPORT, or DATABASE=postgresql://host:port/name"
doctor VIEW=honest DATABASE=postgresql:///ms_doctor_cures
expect_part "a connection string" "Nothing alarming in 2,360 rows."

# Rights: none beyond SELECT are needed, and which are lacking is told.
query ms_doctor_cures "CREATE ROLE ms_doctor_reader; REVOKE TEMP ON DATABASE ms_doctor_cures FROM PUBLIC; GRANT SELECT ON honest TO ms_doctor_reader; GRANT SELECT (ts, model, total_tokens) ON busy TO ms_doctor_reader;
	CREATE TABLE secured AS SELECT * FROM honest; CREATE TABLE usage_of_others AS SELECT * FROM honest; ALTER TABLE secured ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON secured USING (user_id < 'user-2'); GRANT SELECT ON secured TO ms_doctor_reader"
reader='PGOPTIONS=-c role=ms_doctor_reader -c default_transaction_read_only=on'
doctor "$reader" VIEW=honest
expect_part "SELECT is enough" "Nothing alarming in 2,360 rows."
doctor "$reader" VIEW=busy
expect_those "… of some columns, too" finding "days without rows"
query ms_doctor_cures "GRANT SELECT (model, cost_usd) ON usage_of_others TO ms_doctor_reader"
doctor "$reader" VIEW=usage_of_others
expect_part "… and which may not be read" 'not looked at,columns without a right,,,,"ms_doctor_reader may not read ts, user_id, '
doctor "$reader" VIEW=usage_of_others TS=ts
expect_part "… is told where one is named" "error: TS=ts: public.usage_of_others has no such column that ms_doctor_reader may read"
doctor "$reader" VIEW=faulty
expect_part "no SELECT" "hint: As its owner: GRANT SELECT ON public.faulty TO ms_doctor_reader;"
doctor "$reader" VIEW='Odd schema.usage log'
expect_part "no USAGE" 'hint: As its owner: GRANT USAGE ON SCHEMA "Odd schema" TO ms_doctor_reader;'
doctor "$reader" VIEW=secured
expect_part "row-level security" "note,row-level security,,,,Only the rows that ms_doctor_reader may see were looked at."
query ms_doctor_cures "DROP OWNED BY ms_doctor_reader; DROP ROLE ms_doctor_reader"

# The search path: the view's functions need it, and nothing of it is taken for the server's own.
doctor PGOPTIONS='-c search_path=public,helpers' VIEW=with_helpers
expect_part "the view's functions find theirs" "Nothing alarming in 2,360 rows."
doctor PGOPTIONS='-c search_path=evil,public,pg_catalog' VIEW=honest
expect_part "a hostile search path" "Nothing alarming in 2,360 rows."
expect_part "… with the names" "in order,names of models nobody knows,"
doctor PGOPTIONS="-c search_path= -c timezone=Asia/Kathmandu -c datestyle=SQL,DMY -c intervalstyle=iso_8601" VIEW=public.honest
expect_part "no search path, other settings" "public.honest,2360,2025-03-03T08:00:00,2025-05-23T09:03:03,25,4"

# Without modelshare names cannot be looked at; and it may live in another schema.
query ms_doctor_cures 'DROP EXTENSION modelshare'
doctor VIEW=honest
expect_part "without the extension" 'not looked at,names of models nobody knows,,,,"needs CREATE EXTENSION modelshare in this database'
query ms_doctor_cures 'CREATE SCHEMA "Model share"; CREATE EXTENSION modelshare SCHEMA "Model share"'
doctor VIEW=faulty
expect_part "in another schema" "finding,names of models nobody knows,225,14.29,prod-alias (225)"

query ms_doctor_cures 'CREATE ROLE ms_doctor_reader; GRANT SELECT ON honest TO ms_doctor_reader'
doctor "$reader" VIEW=honest
expect_part "… which one may not look into" 'not looked at,names of models nobody knows,,,,"needs CREATE EXTENSION modelshare in this database, and USAGE on its schema"'
query ms_doctor_cures 'DROP OWNED BY ms_doctor_reader; DROP ROLE ms_doctor_reader'

# make, and psql without make.
mkdir "$work/bin"
for program in sh env awk sed dirname mktemp rm; do
	ln -s "$(command -v $program)" "$work/bin/$program"
done
doctor PATH="$work/bin" VIEW=honest
expect_part "without psql" "hint: Install PostgreSQL's client"
unset PSQL_OPTIONS MAKEFLAGS MFLAGS MAKELEVEL
make -s doctor DATABASE=ms_doctor_cures VIEW=busy MODEL=model PG_CONFIG=/nowhere/pg_config > "$work/output" 2>&1
expect_part "make doctor" "One finding in"
expect_part "… breaks long lines" "1 of 100 expected days;       +|"
psql -X -q -d ms_doctor_cures -v view=honest -v columns='{"request_id": "-"}' -f report/doctor/doctor.sql > "$work/output" 2>&1
expect_part "psql -f" "rows that are wholly equal"
printf '%s\n' '\set view honest' '\i report/doctor/doctor.sql' 'SELECT 1/0;' 'SELECT current_setting($$TimeZone$$), current_setting($$search_path$$), $$go on$$;' |
	psql -X -q -d ms_doctor_cures > "$work/output" 2>&1
expect_part "a session goes on as it was" "go on"
printf '%s\n' 'PREPARE doctor_s_own AS SELECT 1;' "\\set query 'SELECT now() AS ts, 1 / (n - 5) AS total_tokens FROM generate_series(1, 9) AS n'" '\i report/doctor/doctor.sql' \
	'ROLLBACK;' '\unset query' '\set view honest' '\i report/doctor/doctor.sql' "SELECT 'left: ' || string_agg(name, ',') FROM pg_prepared_statements;" |
	psql -X -q -d ms_doctor_cures > "$work/output" 2>&1
expect_part "after an error" "division by zero"
expect_part "… it can be run again" "Nothing alarming in 2,360 rows."
expect_part "… and leaves what is the session's, and nothing else" "left: doctor_s_own"

done_testing

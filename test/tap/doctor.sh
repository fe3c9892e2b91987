#!/bin/sh
# "Is my table usable?": each check where it must appear, and where it must not.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh
. test/tap/doctor_lib.sh

PGDATABASE=ms_doctor
export PGDATABASE
new_database ms_doctor
psql -X -q -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION modelshare' -f report/events.sql -f test/tap/doctor.sql

# An honest log has no findings, and nothing in it is worth a note.
doctor VIEW=usage
expect_those "the demo's log: no finding" finding ""
expect_those "… its own models are a note" note "names of models nobody knows"
expect_part "… a verdict" "Nothing alarming in 237,310 rows. 6 of 24 checks could not look."
doctor VIEW=honest
expect_those "weekends off, a public holiday, free models, no status in old rows: no finding" finding ""
expect_those "… a note of the holiday" note "days without rows"
expect_part "… which day" "1 of 60 expected days; longest 2025-04-21"
expect_those "… and everything was looked at" "not looked at" ""

doctor VIEW=faulty
expect_those "everything wrong" finding "rows without a time,infinite times,rows in the future,rows before 2019,rows without a model,rows without a user,prompt below its cached part,\
completion below its reasoning,total is not prompt + completion,negative tokens,negative cost,numbers that cannot be read,requests below one,rows that are no answers,retries,\
request_id more than once,days without rows,names of models nobody knows,tokens without a cost,the largest user,times without an hour"
expect_those "… and worth knowing" note "several requests in a row,answers of a cache,the clock"
expect_part "… an example of duplicates" "again (4 times)"
expect_part "… of a cached part" '"prompt 2, cached 90"'
expect_part "… of a hole" "longest 2025-04-07 to 2025-04-25"
expect_part "… how many" "21 findings in"

# Holes, by how much a day without rows means.
doctor VIEW=busy
expect_those "one day of 60 rows each is missing" finding "days without rows"
doctor VIEW=quiet
expect_those "one day of three rows each is missing" finding ""
expect_part "… and told all the same" "1 of 100 expected days; longest 2025-02-10"
doctor QUERY="SELECT * FROM quiet WHERE ts < '2025-03-01' OR ts >= '2025-03-04'"
expect_part "three of them, one after the other" "longest 2025-03-01 to 2025-03-03"
expect_those "… are no chance" finding "days without rows"
doctor QUERY="SELECT * FROM quiet WHERE extract(day FROM ts) < 3"
expect_part "a log of some days a month is no log with holes" "note,days without rows,,,in more than half of the weeks there is nothing"
doctor QUERY="SELECT * FROM quiet WHERE ts < '2025-01-20'"
expect_part "… nor is it judged by two weeks" "not looked at,days without rows,"

# Odd logs that are in order.
doctor VIEW=images
expect_those "no tokens anywhere, several rows of one second: no finding" finding ""
expect_those "… a daily job has no clock" note "times without an hour"
expect_part "… and columns without a value are not in order" "not looked at,negative tokens,,,,there is no row"
expect_part "… nor is the cost" "cost_usd is NULL in every row"
doctor VIEW=daily
expect_those "already one row a day: no finding" finding ""
expect_those "… but told" note "several requests in a row,days without rows,the clock,times without an hour"
doctor VIEW=daily_in_tokyo
expect_part "days of another zone" "all at 15:00:00"
doctor VIEW=weekly
expect_those "one row a week: no finding, no hole" note "the clock,times without an hour"
doctor QUERY="SELECT date_trunc('month', ts) AS month, model, count(*) FROM generate_series(timestamp '2024-01-01', '2024-12-01', '1 month') AS ts, unnest(ARRAY['gpt-5', 'qwen3']) AS model GROUP BY 1, 2"
expect_part "one row a month" "in order,days without rows,,,one time a month"
doctor VIEW=parts
expect_those "a partitioned table" finding ""
expect_part "… its request_ids" "in order,request_id more than once,0"
doctor VIEW=honest UNTIL=2025-03-20
expect_part "a part of the rows" "public.honest,520,2025-03-03T08:00:00,2025-03-19T09:03:03,"
doctor VIEW=honest SINCE=2025-03-10 UNTIL=2025-03-11
expect_part "… from and to" "public.honest,40,2025-03-10T08:00:00"

# Words for nothing.
doctor QUERY="SELECT ts, word AS model, word AS user_id, word AS request_id FROM honest, unnest(ARRAY['', 'null', 'None', 'undefined', NULL]) AS word"
expect_those "words for nothing are no model and no user" finding "rows without a model,rows without a user"
expect_part "… and no request_id that comes twice" "not looked at,request_id more than once,,,,there is no request_id"

# What must not be taken for a fault, one change of the honest log at a time; and what must.
for change in "cost_usd|0 AS cost_usd|note" "cost_usd|CASE WHEN model = 'gpt-5' THEN 0 ELSE cost_usd END AS cost_usd|finding" "cost_usd|CASE WHEN model LIKE 'qwen%' THEN NULL ELSE cost_usd END AS cost_usd|note" \
	"cost_usd|CASE WHEN model = 'gpt-5' AND ts < '2025-03-05' THEN 0 ELSE cost_usd END AS cost_usd|finding" "cost_usd|CASE WHEN model = 'gpt-5' THEN 0 ELSE cost_usd END AS cost_usd, model = 'gpt-5' AS is_byok|in order"; do
	column=${change%%|*} new=${change#*|}
	doctor QUERY="SELECT ts, model, total_tokens, ${new%|*} FROM honest"
	expect_part "cost: ${new%|*}" "${new##*|},tokens without a cost"
done
doctor QUERY="SELECT ts, user_id, 'm' AS model, CASE WHEN user_id = 'user-4' THEN 100000 ELSE 1 END AS tokens FROM honest"
expect_part "one user of many has the tokens" "finding,the largest user,"
doctor QUERY="SELECT ts, CASE WHEN row_number() OVER () % 3 > 0 THEN 'job' ELSE user_id END AS user_id, 'm' AS model, CASE WHEN row_number() OVER () % 3 > 0 THEN 1 ELSE 1000 END AS tokens FROM honest"
expect_part "… or the rows" 'finding,the largest user,1574,66.69,"job, 0.2 % of tokens, of 26 users"'
doctor QUERY="SELECT ts, CASE WHEN user_id < 'user-2' THEN user_id ELSE 'user-4' END AS user_id, 'm' AS model, 1 AS tokens FROM honest"
expect_part "one user of few is no wonder" "in order,the largest user,"
doctor QUERY="SELECT ts, CASE WHEN row_number() OVER () % 20 = 0 THEN 'my-model' ELSE model END AS model FROM honest"
expect_part "a few names of one's own" "note,names of models nobody knows,118"
doctor QUERY="SELECT ts, CASE WHEN row_number() OVER () % 5 = 0 THEN 'my-model' ELSE model END AS model FROM honest"
expect_part "… and many" "finding,names of models nobody knows,472"
doctor QUERY="SELECT now() + interval '30 minutes' AS ts, model FROM honest LIMIT 9"
expect_part "half an hour ahead is a clock" "in order,rows in the future,0"
doctor QUERY="SELECT (now() AT TIME ZONE 'UTC')::timestamp + interval '14 hours' AS ts, model FROM honest LIMIT 9"
expect_part "… and without a zone half a day is" "in order,rows in the future,0"
doctor QUERY="SELECT now() + interval '2 hours' AS ts, model FROM honest LIMIT 9"
expect_part "two hours are not" "finding,rows in the future,9"

# Which time, where there are several.
doctor QUERY="SELECT now() AS created_at, ts AS start_time, model FROM honest"
expect_part "when it started, not when the row was written" "start_time for ts"
doctor QUERY="SELECT now() AS created_at, ts::date::text AS date, model, 2 AS api_requests FROM honest"
expect_part "the day of a sum of a day, too" "date for ts"
expect_those "… which is told" note "several requests in a row,days without rows,the clock,times without an hour"
doctor QUERY="SELECT ts AS created_at, ts::date AS date, model FROM honest"
expect_part "the clock of one request" "created_at for ts"
doctor QUERY="SELECT ts::date AS day, model FROM honest"
expect_part "a date has no zone that could be named" 'note,the clock,,,day is date,"Days as somebody has cut them'
doctor QUERY="SELECT to_jsonb(ts) AS ts, model FROM honest"
expect_part "a time in JSON is no text yet" "Cast it: (ts #>> '{}')::timestamptz"

doctor QUERY="SELECT tstzrange(ts, NULL) AS ts, ts AS time, model FROM honest"
expect_part "a column that can be read before one that cannot" "time for ts"
for unit in "extract(epoch FROM ts)::bigint" "extract(epoch FROM ts)::numeric(20, 3)" "(extract(epoch FROM ts) * 1000)::bigint" "(extract(epoch FROM ts) * 1000000)::bigint"; do
	doctor QUERY="SELECT ($unit)::text AS created_at, model FROM honest"
	expect_part "a number in a text: $unit" "the query,2360,2025-03-03T08:00:00,2025-05-23T09:03:03,"
	expect_those "… is read" finding ""
	expect_part "… and told" 'created_at is text,"Read here as seconds, or milliseconds by size: to_timestamp(created_at::float8), or of that divided by 1000."'
done
doctor QUERY="SELECT (extract(epoch FROM ts)::bigint * CASE WHEN user_id < 'user-2' THEN 1000 ELSE 1 END)::text AS created_at, model FROM honest"
expect_those "… some in milliseconds" finding "milliseconds beside seconds"

# What says that it is no answer.
for status in fail failure Error InternalServerError internal_error RateLimitError err timeout timed_out throttled blocked 429 "500 Internal"; do
	doctor QUERY="SELECT ts, model, '$status' AS status FROM honest"
	expect_part "status $status" "finding,rows that are no answers,2360,"
done
for status in ok success completed cancelled incomplete no_error 200 "without errors"; do
	doctor QUERY="SELECT ts, model, '$status' AS status FROM honest"
	expect_part "status $status" "in order,rows that are no answers,0,"
done

# An example is one, also where the request_id is a word for nothing.
doctor QUERY="SELECT ts, '' AS model, '' AS user_id, '' AS request_id, 2 AS attempt, true AS cache_hit FROM honest"
for check in "rows without a model" "rows without a user" retries "answers of a cache"; do
	expect_part "an example of $check" ",$check,2360,100.00,2025-03-03 08:00:00,"
done

# Rows that come twice.
doctor QUERY="SELECT ts, user_id, model, total_tokens FROM honest UNION ALL SELECT ts, user_id, model, total_tokens FROM honest WHERE ts < '2025-03-08'"
expect_part "a week that was loaded twice, without request_ids" "finding,rows that are wholly equal,200,7.81"
doctor QUERY="SELECT ts, user_id, model, total_tokens FROM honest"
expect_part "… and one that was not" "in order,rows that are wholly equal,0"
doctor QUERY="SELECT * FROM usage WHERE ts < '2025-02-03' UNION ALL SELECT * FROM usage WHERE ts < '2025-02-03'" SAMPLE=8000
expect "a log loaded twice, by one request_id in so many" yes "$(sed -n 's/^finding,request_id more than once,\([0-9]*\),\(..\)\..*Estimated from one in 1[0-9].*/\1 \2/p' "$work/output" |
	awk '$1 > 39000 && $1 < 48000 && $2 >= 46 && $2 <= 54 { print "yes" }')"

# Odd types and names.
doctor VIEW='"Odd schema"."usage log"'
expect_those "text, jsonb and floats, in odd names" finding "times that cannot be read,times with a zone beside some without"
expect_those "… and notes" note "rows without a model,rows without a user,numbers that cannot be read,days without rows,the clock,numbers in text,keys in JSON"
expect_part "… which time" "times that cannot be read,1,0.04,31/12/2025"
expect_part "… which columns" 'Columns taken: Start Time for ts, user:name for user_id, Model for model, total"tokens for total_tokens, cost for cost_usd.'
doctor VIEW='Odd schema.usage log' TOTAL_TOKENS='total"tokens' COST_USD=- TS='start time'
expect_part "… without quotes, and named" "no column COST_USD"
doctor VIEW=epochs
expect_those "numbers since 1970, some in milliseconds" finding "milliseconds beside seconds"
expect_part "… read as times" "public.epochs,2360,2025-03-03T08:00:00,2025-05-23T09:03:03,"
expect_part "… and how to" "to_timestamp(created_at), or of created_at / 1000.0."
doctor VIEW=epochs SINCE=2025-05-19
expect_part "… since then" "public.epochs,200,2025-05-19T08:00:00"
doctor VIEW=honest TS=model MODEL=ts PROMPT_TOKENS=is_retry
expect_part "columns of other kinds are told" "is_retry is of type boolean, which is not read as prompt_tokens"
doctor QUERY="SELECT ts::date AS day, model::varchar(40), ARRAY[model] AS user_id, 10.5::money AS cost, row(1, 2) AS request_id, '{}'::json AS total_tokens, interval '1 day' AS status, 'x'::bytea AS raw FROM honest"
expect_part "types that nobody uses so" "in 2,360 rows."
doctor QUERY="SELECT '-infinity'::date AS day, 'm' AS model UNION ALL SELECT '5000000-01-01', 'm' UNION ALL SELECT '4700-01-01 BC', 'm'"
expect_those "the ends of time" finding "rows without a time,infinite times,rows before 2019,names of models nobody knows"
doctor QUERY="SELECT n AS ts, 'gpt-5' AS model FROM unnest(ARRAY['NaN', 'Infinity', 1e300, -1e300, 0, 1741000000, 1741000000000000000]::float8[]) AS n"
expect_part "… as numbers" "finding,times that cannot be read,4,"

done_testing

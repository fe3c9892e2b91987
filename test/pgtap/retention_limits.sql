-- The absurd: more than fits, many groups, users whose numbers were chosen to
-- collide, long loops.  Whatever happens, the session goes on.
\ir lib/setup.sql
\ir lib/retention_text.sql
SELECT plan(62);

-- More memory than allowed: users, windows, by rows and by merging.
CREATE TABLE many AS SELECT date '2025-01-06' + n % 300 AS ts, n::bigint AS who FROM generate_series(1, 60000) AS n;
ANALYZE many;
CREATE TABLE whole AS SELECT cohort_retention(ts, who, 'week') AS s FROM many;
CREATE TABLE part AS SELECT who % 50 AS p, cohort_retention(ts, who, 'week') AS s FROM many GROUP BY 1;
SET LOCAL modelshare.max_summary_memory = '128kB';
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who, ''week'') FROM many'), '54000', 'a summary that outgrows the limit is an error: users');
SELECT is(sqlstate_of('SELECT cohort_retention(ts, md5(who::text)::uuid, ''day'') FROM many'), '54000', 'uuid users');
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who::text, ''month'', true) FROM many'), '54000', 'text users');
SELECT is(sqlstate_of('SELECT cohort_retention(timestamp ''1950-01-02'' + n * interval ''64 days'', 7, ''day'') FROM generate_series(1, 20000) AS n'), '54000', 'windows');
SELECT is(sqlstate_of('SELECT rollup(s) FROM part'), '54000', 'rollup');
SELECT is(sqlstate_of('SELECT a.s || b.s FROM whole AS a, part AS b WHERE b.p = 1'), '54000', 'the operator');
SELECT is(message_of('SELECT cohort_retention(ts, who, ''week'') FROM many'), 'retention_summary takes more than the 128 kB of modelshare.max_summary_memory | '
	'Work in parts: split the users, for example by user_id % 8, build one part at a time, in a query for each or by GROUP BY with enable_hashagg off, and add up the counts of the parts; or raise modelshare.max_summary_memory.', 'the error names the limit and the cure');
SELECT is((SELECT length(cohort_retention(ts, who % 1000, 'week')::text) > 1000 FROM many), true, 'fewer users fit');
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who, ''week'') FROM many GROUP BY who % 100'), '54000', 'the limit is that of all groups together');
SET LOCAL enable_hashagg = off;
SELECT is((SELECT count(*)::int FROM (SELECT cohort_retention(ts, who, 'week') AS s FROM many GROUP BY who % 100 OFFSET 0) AS x WHERE s IS NOT NULL), 100, 'the first cure works');
RESET enable_hashagg;
SELECT is((SELECT count(*)::int FROM part WHERE (s || s)::text <> ''), 50, 'parts can be merged with themselves');
SELECT is((SELECT (s::text::retention_summary)::text FROM whole), (SELECT s::text FROM whole), 'what was stored can be read, though it is larger');
CREATE FUNCTION caught() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	x retention_summary := (SELECT s FROM part WHERE p = 1);
BEGIN
	FOR i IN 0..49 LOOP
		BEGIN
			x := x || (SELECT s FROM part WHERE p = i);
		EXCEPTION WHEN program_limit_exceeded THEN
			RETURN format('%s users', substring(x::text, '"windows": \[\[\d+,(\d+)\]\]'));
		END;
	END LOOP;
	RETURN 'no error';
END $$;
SELECT matches(caught(), '^(2400|3600|4800|6000|7200) users$', 'PL/pgSQL goes on with what it had: ' || caught());
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0; SET LOCAL max_parallel_workers_per_gather = 2;
SELECT is(sqlstate_of('SELECT cohort_retention(ts, who, ''week'') FROM many'), '54000', 'workers end in the same error');
RESET modelshare.max_summary_memory;
SELECT is((SELECT cohort_retention(ts, who, 'week')::text FROM many), (SELECT s::text FROM whole), 'with the limit lifted it works');
SELECT is((SELECT rollup(s)::text FROM part), (SELECT s::text FROM whole), 'so does the rollup');
SET LOCAL max_parallel_workers_per_gather = 0;

-- Users whose numbers were chosen: oracle.mix() undone.  They all belong to one place of the table.
CREATE FUNCTION unmix(x bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	x := oracle.times(x # oracle.shifted(x, 32), 14982988110149298331);
	x := oracle.times(x # oracle.shifted(x, 29) # oracle.shifted(x, 58), 17428512612931826493);
	RETURN x # oracle.shifted(x, 32);
END $$;
SELECT is((SELECT count(*)::int FROM generate_series(1, 1000) AS n WHERE oracle.mix(unmix(n * 1234567891011)) <> n * 1234567891011), 0, 'numbers can be chosen');
CREATE TABLE chosen AS SELECT n, unmix(-1 - n::bigint) AS last, CASE WHEN n < 900 THEN unmix(n::bigint) END AS first, CASE WHEN n < 900 THEN unmix((1::bigint << 62) + n * 7) END AS middle FROM generate_series(0, 4499) AS n;
-- (more than 4,112 of the last ones grew the table until memory was gone)
SET LOCAL modelshare.max_summary_memory = '2MB';
CREATE FUNCTION collide(users text, ordered text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	have text;
BEGIN
	TRUNCATE oracle.usage;
	EXECUTE format('INSERT INTO oracle.usage SELECT timestamptz ''2025-01-06'' + n %% 3 * interval ''1 day'', %1$s::text, n %% 2 = 0 FROM chosen WHERE %1$s IS NOT NULL', users);
	EXECUTE format('SELECT cohort_retention(ts, who::bigint, ''day'', starts)::text FROM (SELECT * FROM oracle.usage ORDER BY %s) AS u', ordered) INTO have;
	RETURN NEXT ok(have = oracle.summary('bigint', 'day', 'UTC', 1, true), format('users of the %s place, ordered by %s', users, ordered));
END $$;
SELECT collide(users, ordered) FROM unnest('{last,first,middle}'::text[]) AS users, unnest('{who,random()}'::text[]) AS ordered;
SELECT is((SELECT rollup(s)::text FROM (SELECT cohort_retention(date '2025-01-06' + n % 90, last, 'day', n % 2 = 0) AS s FROM chosen GROUP BY n % 40) AS x),
	(SELECT cohort_retention(date '2025-01-06' + n % 90, last, 'day', n % 2 = 0)::text FROM chosen), 'merged, in windows');
SELECT is((SELECT rollup(s)::text FROM (SELECT cohort_retention(date '2025-01-06', last, 'day') AS s FROM chosen GROUP BY n % 2) AS x), (SELECT cohort_retention(date '2025-01-06', last, 'day')::text FROM chosen), 'large with large');
SELECT is((s || s)::text, (SELECT rollup(y)::text FROM (VALUES (s), (s)) AS v (y)), 'and with itself') FROM (SELECT cohort_retention(date '2025-01-06', last, 'day') AS s FROM chosen) AS x;
-- memory is accounted for when the windows are cut: 40 bytes a user and what tables leave free
SELECT is(sqlstate_of('SELECT cohort_retention(date ''2025-01-06'' + d * 40, last, ''day'', true) FROM generate_series(0, 2) AS d, chosen'), '00000', 'and cut into windows');
RESET modelshare.max_summary_memory;
SET LOCAL modelshare.max_summary_memory = '200kB';
SELECT is(sqlstate_of('SELECT cohort_retention(date ''2025-01-06'', last, ''day'', true) FROM chosen, generate_series(1, 2)'), '54000', 'the limit holds for them');
RESET modelshare.max_summary_memory;

-- Numbers in patterns are as good as random.
CREATE FUNCTION milliseconds(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz;
	best float8 := 'infinity';
BEGIN
	FOR i IN 1..2 LOOP
		start := clock_timestamp();
		EXECUTE query;
		best := least(best, extract(epoch FROM clock_timestamp() - start) * 1000);
	END LOOP;
	RETURN best;
END $$;
SELECT milliseconds('SELECT cohort_retention(date ''2025-01-06'', hashint8extended(n, 7), ''day'') FROM generate_series(1::bigint, 60000) AS n') AS random \gset
SELECT cmp_ok(milliseconds(format('SELECT cohort_retention(date ''2025-01-06'', %s, ''day'') FROM generate_series(1::bigint, 60000) AS n', users)), '<', 6 * :random::float8 + 1000, 'no pattern is slow: ' || users)
FROM unnest('{n,-n,n << 20,n << 40,n << 47,n * 1000000007,n << 32 | n,n * n * n,n * 4096 + n % 3}'::text[]) AS users;

-- Sorted by their numbers, as stored summaries are: merging is linear.
CREATE TABLE weekly AS SELECT w, cohort_retention(date '2025-01-06' + 7 * w, hashint8(u + w * 1000003::bigint)::bigint & 131071, 'week') AS s FROM generate_series(0, 51) AS w, generate_series(1, 8000) AS u GROUP BY w;
CREATE TABLE apart AS SELECT w, cohort_retention(date '2025-01-06' + 7 * w, u + w * 1000000::bigint, 'week') AS s FROM generate_series(0, 51) AS w, generate_series(1, 4000) AS u GROUP BY w;
CREATE TABLE tiny AS SELECT n, cohort_retention(date '2025-01-06' + n % 300, n::bigint, 'week') AS s FROM generate_series(1, 40000) AS n GROUP BY n;
CREATE FUNCTION linear(source text, eighth text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	whole float8 := milliseconds(format('SELECT rollup(s) FROM %s', source));
	part float8 := milliseconds(format('SELECT rollup(s) FROM %s WHERE %s', source, eighth));
BEGIN
	RETURN NEXT ok(whole < 20 * part + 1000, format('rollup of %s: %s ms, of an eighth of them: %s ms', source, whole::int, part::int));
END $$;
SELECT linear(source, eighth) FROM (VALUES ('weekly', 'w % 8 = 0'), ('apart', 'w % 8 = 0'), ('tiny', 'n <= 5000')) AS v (source, eighth);

-- Groups: 100,000 of three rows, thousands of some hundred users.
CREATE TABLE grouped AS
SELECT timestamptz '2025-01-06 12:00+00' + (n::bigint * 7919 % 126) * interval '1 day' AS ts, n % 100000 AS small, n % 1000 AS large, (n * 37 % 5000)::bigint AS who, n::bigint AS own FROM generate_series(1, 300000) AS n;
ANALYZE grouped;
SET LOCAL work_mem = '1GB';
SET LOCAL enable_sort = off;
CREATE TABLE measured AS SELECT form, plan_of(format('SELECT small, %s FROM grouped GROUP BY small', form), true) AS plan
FROM unnest('{"cohort_retention(ts, who, ''week'')","cohort_retention(ts, who, ''day'')","cohort_retention(ts, who::text, ''month'')","cohort_retention(ts, who, ''week'', who > 1000)"}'::text[]) AS form;
SELECT ok(bool_and(plan_has(plan, 'Strategy', 'Hashed') AND plan_number(plan, 'HashAgg Batches') <= 1), 'groups are hashed in memory') FROM measured;
SELECT cmp_ok(plan_number(plan, 'Peak Memory Usage') * 1024 / 100000, '<=', 600::numeric,
	format('%s: %s bytes for each of 100,000 groups of 3 rows', form, round(plan_number(plan, 'Peak Memory Usage') * 1024 / 100000))) FROM measured;
SELECT ok(whole < 8 * quarter + 3000, format('time of 100,000 groups: %s ms; of a quarter of the rows in a quarter of the groups: %s ms', whole::int, quarter::int))
FROM (SELECT milliseconds('SELECT small, cohort_retention(ts, who, ''week'') FROM grouped GROUP BY small') AS whole, milliseconds('SELECT small, cohort_retention(ts, who, ''week'') FROM grouped WHERE small < 25000 GROUP BY small') AS quarter) AS x;
SELECT ok(whole < 8 * quarter + 1000, format('time of 1,000 groups of 300 users: %s ms; of 250: %s ms', whole::int, quarter::int))
FROM (SELECT milliseconds('SELECT large, cohort_retention(ts, own, ''week'') FROM grouped GROUP BY large') AS whole, milliseconds('SELECT large, cohort_retention(ts, own, ''week'') FROM grouped WHERE large < 250 GROUP BY large') AS quarter) AS x;
SELECT cmp_ok(plan_number(plan_of('SELECT large, cohort_retention(ts, own, ''week'') FROM grouped GROUP BY large', true), 'Peak Memory Usage') * 1024 / 1000, '<', 22000::numeric, 'which take less than 22 kB each');
-- however many groups: HashAggregate steps through all contexts below its own for each new group
CREATE FUNCTION contexts(form text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE format('SELECT (SELECT count(*) FROM pg_backend_memory_contexts) FROM (SELECT count(s) FROM (SELECT %s AS s FROM grouped GROUP BY large OFFSET 0) AS g) AS x WHERE count > 0', form) INTO n;
	RETURN n;
END $$;
SELECT cmp_ok(contexts('cohort_retention(ts, own, ''week'')') - contexts('sum(who)'), '<', 20::bigint, 'and one memory context, not one each');
RESET work_mem; RESET enable_sort;

-- The backend's memory while a summary is built, and after.
CREATE FUNCTION kept() RETURNS bigint LANGUAGE sql VOLATILE RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts)::bigint;
CREATE FUNCTION peak(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	bytes bigint;
BEGIN
	EXECUTE query INTO bytes;
	RETURN bytes;
END $$;
-- kept() runs once in the output of the aggregation: the state still exists then, beside the stored form
SELECT peak('SELECT kept() FROM (SELECT cohort_retention(ts, who, ''week'') AS s FROM grouped) AS x WHERE s IS NOT NULL') AS warm \gset
SELECT peak('SELECT kept() FROM (SELECT sum(who) AS s FROM grouped) AS x WHERE s IS NOT NULL') AS base \gset
SELECT peak('SELECT kept() FROM (SELECT cohort_retention(ts, who, ''week'') AS s FROM grouped) AS x WHERE s IS NOT NULL') AS once \gset
SELECT peak('SELECT kept() FROM (SELECT cohort_retention(ts, who, ''week'') AS s FROM (TABLE grouped UNION ALL TABLE grouped UNION ALL TABLE grouped) AS u) AS x WHERE s IS NOT NULL') AS thrice \gset
SELECT peak('SELECT kept() FROM (SELECT sum(who) AS s FROM (TABLE grouped UNION ALL TABLE grouped UNION ALL TABLE grouped) AS u) AS x WHERE s IS NOT NULL') AS base_thrice \gset
SELECT cmp_ok((:once - :base)::bigint, '<', 5000 * 48::bigint, '5,000 users take less than 48 bytes each, with the result: ' || (:once - :base) / 5000);
SELECT cmp_ok(((:thrice - :base_thrice) - (:once - :base))::bigint, '<', 65536::bigint, 'three times the rows take no more: ' || (:thrice - :base_thrice) - (:once - :base));
SELECT peak('SELECT kept()') AS before \gset
SELECT count(peak('SELECT length((SELECT cohort_retention(ts, who, ''day'')::text FROM grouped WHERE small < 3000)) + ' || n)) FROM generate_series(1, 10) AS n \gset
SELECT cmp_ok((peak('SELECT kept()') - :before)::bigint, '<', 65536::bigint, 'queries leave nothing behind');
SELECT peak('SELECT kept() FROM (SELECT count(length((s || s || s || s)::text)) FROM (SELECT cohort_retention(ts, who, ''week'') AS s FROM grouped WHERE small < 20000 GROUP BY small) AS g) AS x') AS merged \gset
SELECT cmp_ok((:merged - :base)::bigint, '<', 16777216::bigint, 'merges and a text for each of 20,000 groups do not pile up: ' || :merged - :base);

-- Long loops can be cancelled, soon.
CREATE FUNCTION cancelled(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
BEGIN
	EXECUTE query;
	RETURN format('ended by itself after %s', clock_timestamp() - start);
EXCEPTION WHEN query_canceled THEN
	RETURN CASE WHEN clock_timestamp() - start < '10 seconds' THEN 'cancelled' ELSE format('only after %s', clock_timestamp() - start) END;
END $$;
CREATE TABLE big AS SELECT cohort_retention(date '2025-01-06' + n % 200, n::bigint, 'day') AS s FROM generate_series(1, 400000) AS n;
CREATE TABLE big_text AS SELECT s::text AS t FROM big;
-- 200,000 users of the last place, as a stored summary has them: in order, lowest byte first
CREATE TABLE chosen_stored AS
SELECT format('{"retention_summary": 1, "users": "bigint", "cohort": "first row", "period": "day", "timezone": null, "week_start": "monday", "rows_read": 200000, "null_ts": 0, "infinite_ts": 0, '
	'"null_user": 0, "first": 789523200000000, "last": 789523200000000, "mask_bytes": 1, "windows": [[9138,200000]], "ids": "%s", "active": "%s"}',
	translate(encode(decode(string_agg(lpad(to_hex(((n & 255)::bigint << 24) | ((n >> 8 & 255) << 16) | ((n >> 16) << 8)), 8, '0') || 'ffffffff', '' ORDER BY n), 'hex'), 'base64'), E'\n', ''),
	translate(encode(decode(repeat('01', 200000), 'hex'), 'base64'), E'\n', ''))::retention_summary AS s
FROM generate_series(0, 199999) AS n;
SET LOCAL statement_timeout = '50ms';
SELECT is(cancelled('SELECT cohort_retention(ts, who, ''week'') FROM (TABLE grouped UNION ALL TABLE grouped UNION ALL TABLE grouped) AS m'), 'cancelled', 'the aggregate');
SELECT is(cancelled('SELECT rollup(s) FROM (SELECT s FROM big, generate_series(1, 100)) AS x'), 'cancelled', 'rollup');
SELECT is(cancelled('SELECT length((s || s || s || s || s || s || s || s || s || s)::text) FROM big'), 'cancelled', 'the operator');
SELECT is(cancelled('SELECT t::retention_summary FROM big_text, generate_series(1, 100)'), 'cancelled', 'reading text');
-- chosen users, too: each row, or user merged, steps over all users
SELECT is(cancelled('SELECT cohort_retention(date ''2025-01-06'', last, ''day'') FROM chosen, generate_series(1, 100000)'), 'cancelled', 'chosen users');
SELECT is(cancelled('SELECT s || s FROM chosen_stored'), 'cancelled', 'chosen users merged');
SELECT is(cancelled('SELECT rollup(s) FROM chosen_stored, generate_series(1, 2)'), 'cancelled', 'chosen users rolled up');
SELECT is(cancelled('SELECT large, cohort_retention(ts, who, ''day'') OVER (ORDER BY ts ROWS BETWEEN 5000 PRECEDING AND CURRENT ROW) FROM grouped'), 'cancelled', 'window frames');
RESET statement_timeout;
SELECT is((SELECT rollup(s)::text FROM part), (SELECT s::text FROM whole), 'the session goes on after all this');

SELECT * FROM finish();
ROLLBACK;

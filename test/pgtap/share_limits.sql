-- The absurd: many keys, many weeks, keys no one would choose, more than fits.
-- Whatever happens, the session goes on.
\ir lib/setup.sql
\ir lib/oracle.sql
SELECT plan(42);

-- 100,000 keys.
CREATE TABLE many AS SELECT timestamp '2025-01-06' + n % 21 * interval '1 day' AS ts, 'key ' || n % 100000 AS key, (n % 1009)::bigint AS amount FROM generate_series(1, 200000) AS n;
CREATE TABLE summed AS SELECT weekly_share(ts, key, amount) AS s FROM many;
SELECT is((SELECT keys::int FROM summed, summary_info(s)), 100000, '100,000 keys are kept');
SELECT is((SELECT count(*)::int FROM summed, shares(s)), 300000, 'and shown in each of three weeks');
SELECT same_rows('SELECT week, key, amount, total FROM summed, shares(s) WHERE amount <> 0',
	$$SELECT week, key, amount, sum(amount) OVER (PARTITION BY week) FROM (SELECT date_trunc('week', ts)::date AS week, key, sum(amount) AS amount FROM many GROUP BY 1, 2) AS x WHERE amount <> 0$$,
	'with the amounts of plain SQL');
SELECT same_rows('SELECT week, amount, pooled_keys FROM summed, shares(s, top => 10) WHERE key = ''Other''',
	$$SELECT date_trunc('week', ts)::date, sum(amount) FILTER (WHERE key NOT IN (SELECT key FROM many GROUP BY key ORDER BY sum(amount) DESC, key COLLATE "C" LIMIT 10)), 99990 FROM many GROUP BY 1$$, 'ten of them and the rest');
SELECT is((SELECT count(*)::int FROM summed, pooled_shares(s)), 100000, 'pooled_shares shows them all');
SELECT is((SELECT max(keys)::int FROM summed, concentration(s)), (SELECT max(k)::int FROM (SELECT count(DISTINCT key) FILTER (WHERE amount > 0) AS k FROM many GROUP BY date_trunc('week', ts)) AS x), 'concentration counts them');
SELECT is((SELECT rollup(p)::text FROM (SELECT weekly_share(ts, key, amount) AS p FROM many GROUP BY amount % 10) AS x), (SELECT s::text FROM summed), 'ten parts of them merge to the same');
SELECT is((s::text::share_summary)::text, s::text, 'they survive their text form') FROM summed;

-- A result that is too long to show.
CREATE TABLE long AS SELECT (SELECT s FROM summed) || (SELECT weekly_share(timestamp '2026-12-07', 'late', 1::bigint)) AS s;
SELECT is(sqlstate_of('SELECT count(*) FROM long, shares(s)'), '54000', 'more than 10 million rows are an error');
SELECT matches(message_of('SELECT count(*) FROM long, shares(s)'), '2025-01-06.*2026-12-07', 'that names the first and the last week');
SELECT is((SELECT count(*)::int FROM long, shares(s, top => 3)), 4 * 101, 'a top of it can be shown');
SELECT is((SELECT count(*)::int FROM long, pooled_shares(s)), 100001, 'and accessors that are not dense');
SELECT is((SELECT count(*)::int FROM long, concentration(s)), 101, 'and concentration');

-- One key with 5,000 weeks.
CREATE TABLE old AS SELECT weekly_share(timestamp '1950-01-02' + n * interval '7 days', 'k', n::bigint) AS s FROM generate_series(1, 5000) AS n;
SELECT same_rows('SELECT week, amount, share, weeks_since_first, rank FROM old, shares(s)',
	$$SELECT (timestamp '1950-01-02' + n * interval '7 days')::date, n::numeric, 1::float8, n - 1, 1 FROM generate_series(1, 5000) AS n$$, 'one key with 5,000 weeks');
SELECT is((SELECT count(*)::int FROM old, adoption(s, weeks => 52)), 53, 'adoption of it');
SELECT is((SELECT rollup(p)::text FROM (SELECT weekly_share(timestamp '1950-01-02' + n * interval '7 days', 'k', n::bigint) AS p FROM generate_series(1, 5000) AS n GROUP BY n) AS x), (SELECT s::text FROM old), '5,000 summaries of a week each');

-- Keys.
CREATE TABLE absurd (key text);
INSERT INTO absurd VALUES (''), (' '), (NULL), ('"'), (''''), ('\'), ('\\'), ('\N'), ('{}'), ('[1,2]'), (','), (';'), (':'), ('='), (E'\n'), (E'\t\r\v\f'), (E'\x01\x02\x1f\x7f'), ('NULL'), ('null'), ('(none)x'), ('Other'),
	('Überraschung'), ('模型'), ('🤖'), (E'e\u0301'), (U&'\00e9'), (U&'\200b'), (U&'\feff'), (U&'\202e'), (U&'\+10ffff'), (repeat('x', 1000000)), (repeat('x', 1000000) || 'y'), (repeat('\"', 5000)),
	('gpt-4o'), ('GPT-4o'), ('gpt-4o '), ('-0'), ('1e308'), ('NaN'), ('//openai/gpt'), ('%00'), ('%'), ('$$'), ('a/b'), ('a\nb'), (E'a\nb');
CREATE TABLE odd AS SELECT weekly_share(timestamp '2025-01-06', key, n) AS s FROM (SELECT key, row_number() OVER () AS n FROM absurd) AS x;
SELECT same_rows('SELECT key, amount FROM odd, shares(s)', $$SELECT coalesce(key, '(none)'), row_number() OVER ()::numeric FROM absurd$$, 'keys are kept byte for byte');
SELECT is((s::text::share_summary)::text, s::text, 'and survive their text form') FROM odd;
SELECT same_rows('SELECT key, amount FROM odd, shares(s::text::share_summary)', $$SELECT coalesce(key, '(none)'), row_number() OVER ()::numeric FROM absurd$$, 'byte for byte');
SELECT same_rows('SELECT key, amount FROM odd, shares(s || s)', $$SELECT coalesce(key, '(none)'), 2 * row_number() OVER ()::numeric FROM absurd$$, 'and a merge');
SELECT is((SELECT count(*)::int FROM odd, shares(s, null_label => 'nobody') WHERE key = 'nobody'), 1, 'NULL is a key of its own');
SELECT is((SELECT count(*)::int FROM odd, shares(s) WHERE key = ''), 1, 'and so is the empty text');
SELECT is((SELECT count(*)::int FROM odd, shares(s, top => 1000) WHERE key = 'Other' AND pooled_keys = 1), 1, 'a key called Other is pooled into Other');
CREATE TABLE typed AS SELECT weekly_share(timestamp '2025-01-06', 'abc'::char(10)) AS c, weekly_share(timestamp '2025-01-06', 'abc'::varchar(10)) AS v, weekly_share(timestamp '2025-01-06', 'abc'::name) AS n, weekly_share(timestamp '2025-01-06', 'abc'::text) AS t;
SELECT is(array[v::text, n::text, c::text], array[t::text, t::text, t::text], 'keys of type varchar, name and char(n)') FROM typed;

-- More memory than allowed.
SET LOCAL modelshare.max_summary_memory = '64kB';
SELECT is(sqlstate_of('SELECT weekly_share(ts, key, amount) FROM many'), '54000', 'a summary that outgrows the limit is an error: keys');
SELECT is(sqlstate_of($$SELECT weekly_share(timestamp '1950-01-02' + n * interval '7 days', 'k') FROM generate_series(1, 100000) AS n$$), '54000', 'weeks');
SELECT is(sqlstate_of($$SELECT weekly_share(timestamp '2025-01-06', repeat('x', 100000))$$), '54000', 'one key');
SELECT alike(message_of('SELECT weekly_share(ts, key, amount) FROM many'), '%max_summary_memory%', 'the error names the setting');
SELECT is(sqlstate_of('SELECT rollup(p) FROM (SELECT weekly_share(ts, key, amount) AS p FROM many GROUP BY key) AS x'), '54000', 'a merge too');
SELECT is(sqlstate_of('SELECT a.s || b.s FROM summed AS a, summed AS b'), '54000', 'and the operator');
SELECT is((SELECT count(*)::int FROM shares((SELECT weekly_share(ts, 'k', amount) FROM many))), 3, 'the session goes on');
SELECT is((SELECT count(*)::int FROM (SELECT weekly_share(ts, key, amount) AS s FROM many GROUP BY key OFFSET 0) AS x), 100000, 'many small groups are each within the limit');
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0; SET LOCAL max_parallel_workers_per_gather = 2;
ANALYZE many;
SELECT is(sqlstate_of('SELECT weekly_share(ts, key, amount) FROM many'), '54000', 'workers end in the same error');
RESET modelshare.max_summary_memory;
SELECT is((SELECT weekly_share(ts, key, amount)::text FROM many), (SELECT s::text FROM summed), 'with the limit lifted it works');
SELECT is(current_setting('modelshare.max_summary_memory'), '1GB', 'the limit is 1 GB by default');

-- Long loops can be cancelled, soon.
CREATE TABLE wide AS SELECT (SELECT s FROM summed) || (SELECT weekly_share(timestamp '2026-11-16', 'key 1', 1::bigint)) AS s;
CREATE TABLE lone AS SELECT weekly_share(ts, 'k') AS s FROM (VALUES (timestamp '1000-01-01'), ('190000-01-01')) AS v (ts);
CREATE FUNCTION cancelled(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
BEGIN
	EXECUTE query;
	RETURN format('ended by itself after %s', clock_timestamp() - start);
EXCEPTION WHEN query_canceled THEN
	RETURN CASE WHEN clock_timestamp() - start < '10 seconds' THEN 'cancelled' ELSE format('only after %s', clock_timestamp() - start) END;
END $$;
SET LOCAL statement_timeout = '50ms';
SELECT is(cancelled('SELECT count(*) FROM wide, shares(s)'), 'cancelled', 'shares can be cancelled');
SELECT is(cancelled('SELECT count(*) FROM wide, adoption(s)'), 'cancelled', 'adoption');
SELECT is(cancelled('SELECT count(*) FROM lone, shares(s)'), 'cancelled', 'shares of many weeks');
SELECT is(cancelled('SELECT count(*) FROM lone, adoption(s)'), 'cancelled', 'adoption of many weeks');
SELECT is(cancelled('SELECT weekly_share(ts, key, amount) FROM (TABLE many UNION ALL TABLE many UNION ALL TABLE many) AS m'), 'cancelled', 'the aggregate');
SELECT is(cancelled('SELECT rollup(p) FROM (SELECT s AS p FROM wide, generate_series(1, 100)) AS x'), 'cancelled', 'rollup');
RESET statement_timeout;
SELECT is((SELECT count(*)::int FROM old, shares(s)), 5000, 'the session goes on after all this');

SELECT * FROM finish();
ROLLBACK;

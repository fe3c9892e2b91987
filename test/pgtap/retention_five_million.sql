-- Five million users, the design's size: too many for half of 40 bytes each, where the error names
-- two cures; both of them work and give the counts that arithmetic gives.
\ir lib/setup.sql
SELECT plan(7);

-- Each user comes on one of 57 days, and every fifth a week later, too: 64 days.  Made as they are read.
CREATE VIEW usage AS
SELECT date '2025-01-06' + n::int % 57 AS ts, n AS who FROM (SELECT generate_series(1, 5000000::bigint) AS n) AS g
UNION ALL
SELECT date '2025-01-13' + n::int % 57, n FROM (SELECT generate_series(5, 5000000::bigint, 5) AS n) AS g;

-- Of the numbers up to 5,000,000 so many leave a rest when they are divided.
CREATE FUNCTION numbers(divisor int, rest int) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN (5000000 - rest) / divisor + CASE WHEN rest > 0 THEN 1 ELSE 0 END;
CREATE VIEW want AS
SELECT date '2025-01-06' + d AS cohort, numbers(57, d) AS cohort_size, k AS period,
	CASE k WHEN 0 THEN numbers(57, d) WHEN 7 THEN numbers(285, (SELECT r FROM generate_series(0, 284, 5) AS r WHERE r % 57 = d)) ELSE 0 END AS retained, true AS complete
FROM generate_series(0, 56) AS d, generate_series(0, 63 - d) AS k;
SELECT is((SELECT sum(retained) FROM want), 6000000::numeric, 'arithmetic counts every row once');

CREATE FUNCTION kept() RETURNS bigint LANGUAGE sql VOLATILE RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts)::bigint;
SELECT kept() AS before \gset

-- 20 bytes a user
SET LOCAL modelshare.max_summary_memory = '97656kB';
CREATE FUNCTION error_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN program_limit_exceeded THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN format('%s | %s', SQLERRM, hint);
END $$;
SELECT matches(error_of('SELECT cohort_retention(ts, who, ''day'') FROM usage'), '97656 kB of modelshare.max_summary_memory \| Work in parts: .*user_id % 8.*; or raise modelshare.max_summary_memory',
	'five million users in 100 MB are an error, which names the cures');
SELECT cmp_ok(kept() - :before, '<', 4194304::bigint, 'the memory is given back');
SET LOCAL enable_hashagg = off;
SELECT same_rows($$SELECT cohort, sum(cohort_size)::bigint, period, sum(retained)::bigint, bool_and(complete)
	FROM (SELECT cohort_retention(ts, who, 'day') AS s FROM usage GROUP BY who % 8) AS part, retention(s, since => '2025-01-06', as_of => '2025-03-11') GROUP BY cohort, period$$,
	'TABLE want', 'the counts of eight parts added up, one built at a time within the same limit');
RESET enable_hashagg;

-- 40 bytes a user; the aggregate's state, and the stored form beside it, are there while retention() returns rows
SET LOCAL modelshare.max_summary_memory = '195312kB';
CREATE TABLE whole AS
SELECT kept() - :before AS bytes, r.* FROM (SELECT cohort_retention(ts, who, 'day') AS s FROM usage) AS x, retention(s, since => '2025-01-06', as_of => '2025-03-11') AS r;
SELECT same_rows('SELECT cohort, cohort_size, period, retained, complete FROM whole', 'TABLE want', 'a larger limit: the same');
SELECT cmp_ok(max(bytes) / 5000000.0, '<=', 64.0, format('memory: %s bytes a user', round(max(bytes) / 5000000.0, 1))) FROM whole;
SELECT cmp_ok(max(bytes) / 5000000.0, '>', 24.0, 'which is that of the state and of the stored form') FROM whole;

SELECT * FROM finish();
ROLLBACK;

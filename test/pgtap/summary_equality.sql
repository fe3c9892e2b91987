-- Equality of summaries: by their stored bytes, whatever the order of rows, the form of a state, and where the value lies.
\ir lib/setup.sql
SELECT plan(28);
SET LOCAL modelshare.timezone = 'UTC';
SELECT setseed(0.61);

CREATE TABLE usage AS
SELECT timestamptz '2025-01-06' + random() * interval '200 days' AS ts, 'model ' || floor(random() * 40) AS model, floor(random() * 400)::bigint AS who,
	floor(random() * 9000)::bigint AS tokens, n FROM generate_series(1, 4000) AS n;

-- Each kind from the same rows forwards and backwards, merged from parts, and as a state without final function.
CREATE AGGREGATE share_state(timestamptz, text, bigint) (SFUNC = weekly_share_transition, STYPE = share_summary);
CREATE AGGREGATE retention_state(timestamptz, bigint, text) (SFUNC = cohort_retention_transition, STYPE = retention_summary);
CREATE AGGREGATE usage_state(timestamptz, text, float8, float8, text) (SFUNC = usage_elasticity_transition, STYPE = elasticity_summary);
CREATE TABLE made AS
SELECT how, size, share, retention, usage FROM (VALUES (3), (60), (4000)) AS s (size), LATERAL (
	SELECT 'forwards' AS how, weekly_share(ts, model, tokens ORDER BY n) AS share, cohort_retention(ts, who, 'week' ORDER BY n) AS retention, usage_elasticity(ts, model, tokens::float8, tokens::float8, 'week' ORDER BY n) AS usage FROM usage WHERE n <= size
	UNION ALL
	SELECT 'backwards', weekly_share(ts, model, tokens ORDER BY n DESC), cohort_retention(ts, who, 'week' ORDER BY n DESC), usage_elasticity(ts, model, tokens::float8, tokens::float8, 'week' ORDER BY n DESC) FROM usage WHERE n <= size
	UNION ALL
	SELECT 'parts', rollup(share), rollup(retention), rollup(usage) FROM (
		SELECT weekly_share(ts, model, tokens) AS share, cohort_retention(ts, who, 'week') AS retention, usage_elasticity(ts, model, tokens::float8, tokens::float8, 'week') AS usage FROM usage WHERE n <= size GROUP BY n % 7) AS part
	UNION ALL
	SELECT 'state', share_state(ts, model, tokens ORDER BY n), retention_state(ts, who, 'week' ORDER BY n), usage_state(ts, model, tokens::float8, tokens::float8, 'week' ORDER BY n) FROM usage WHERE n <= size) AS m;

SELECT is((SELECT array_agg(DISTINCT (a.share = b.share AND a.retention = b.retention AND a.usage = b.usage)) FROM made AS a JOIN made AS b USING (size)), '{t}', 'the same rows, however they were read, give equal summaries');
SELECT is((SELECT array_agg(DISTINCT (a.share = b.share OR a.retention = b.retention OR a.usage = b.usage)) FROM made AS a, made AS b WHERE a.size <> b.size), '{f}', 'other rows do not');
SELECT is((SELECT array_agg(DISTINCT (a.share <> b.share AND a.retention <> b.retention AND a.usage <> b.usage)) FROM made AS a, made AS b WHERE a.size <> b.size), '{t}', '<> says so');
SELECT is((SELECT count(DISTINCT share)::int FROM made), 3, 'DISTINCT inside an aggregate: share_summary');
SELECT is((SELECT count(DISTINCT retention)::int FROM made), 3, '… retention_summary');
SELECT is((SELECT count(DISTINCT usage)::int FROM made), 3, '… elasticity_summary');
SELECT is((SELECT count(*)::int FROM (SELECT DISTINCT share, retention, usage FROM made) AS d), 3, 'DISTINCT');
SELECT is((SELECT array_agg(n) FROM (SELECT count(*)::int AS n FROM made GROUP BY share) AS g), '{4,4,4}', 'GROUP BY');
SELECT is((SELECT array_agg(DISTINCT (ROW(a.share, a.retention, a.usage) = ROW(b.share, b.retention, b.usage)) = (a.size = b.size)) FROM made AS a, made AS b), '{t}', 'rows');
SELECT is((SELECT count(*)::int FROM made AS a WHERE a.share IN (SELECT share FROM made AS b WHERE how = 'parts')), 12, 'IN');

-- The ways of the executor: hash, merge, sort; hashes with and without a seed.
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_nestloop = off;
SELECT is((SELECT count(*)::int FROM made AS a JOIN made AS b ON a.usage = b.usage), 48, 'hash join');
RESET enable_mergejoin;
SET LOCAL enable_hashjoin = off;
SELECT is((SELECT count(*)::int FROM made AS a JOIN made AS b ON a.retention = b.retention), 48, 'merge join');
RESET enable_hashjoin;
RESET enable_nestloop;
SELECT is((SELECT count(*)::int FROM (SELECT share_summary_hash(share) FROM made GROUP BY 1) AS h), 3, 'equal ones have equal hashes');
SELECT is((SELECT count(DISTINCT (retention_summary_hash(retention), retention_summary_hash_extended(retention, 0) & 4294967295))::int FROM made), 3, 'and so they do with a seed');
SELECT is((SELECT count(*)::int FROM made WHERE elasticity_summary_hash_extended(usage, 1) = elasticity_summary_hash_extended(usage, 2)), 0, 'of which another gives another hash');
CREATE TABLE parted (share share_summary) PARTITION BY HASH (share);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT share FROM made;
SELECT is((SELECT count(DISTINCT share)::int FROM parted), (SELECT (SELECT count(DISTINCT share) FROM parted_0)::int + (SELECT count(DISTINCT share) FROM parted_1)::int), 'equal ones are in one partition');

-- The order is total and agrees with equality.
CREATE TABLE many AS SELECT weekly_share(ts, model, tokens) AS s FROM usage GROUP BY n % 300;
SELECT is((SELECT array_agg(DISTINCT ((a.s < b.s)::int + (a.s = b.s)::int + (a.s > b.s)::int, (a.s <= b.s) = (a.s < b.s OR a.s = b.s), (a.s >= b.s) = NOT a.s < b.s, sign(share_summary_cmp(a.s, b.s)) = (a.s > b.s)::int - (a.s < b.s)::int)::text)
	FROM many AS a, many AS b), '{"(1,t,t,t)"}', 'of two summaries one is less, or they are equal');
SELECT is((SELECT count(*)::int FROM (SELECT s, lag(s) OVER (ORDER BY s) AS before FROM many) AS x WHERE before > s), 0, 'sorted is sorted');
SELECT is((SELECT count(*)::int FROM many AS m WHERE s = (SELECT s FROM many ORDER BY s LIMIT 1)), 1, 'the least is one');

-- Where a value lies, and what its frame came from, does not count.
CREATE TABLE stored (s retention_summary);
ALTER TABLE stored ALTER s SET STORAGE external;
INSERT INTO stored SELECT retention FROM made WHERE size = 4000 AND how = 'forwards';
SELECT is((SELECT s = retention FROM stored, made WHERE size = 4000 AND how = 'parts'), true, 'out of line');
SELECT is((SELECT a.share = b.share FROM made AS a, made AS b WHERE a.how = 'state' AND b.how = 'forwards' AND a.size = 3 AND b.size = 3), true, 'a state that took its zone from a setting is what its stored form is');
SELECT is((SELECT weekly_share(ts, model, tokens) = weekly_share(ts AT TIME ZONE 'UTC', model, tokens) FROM usage), false, 'another clock is another summary');
SELECT is((SELECT share = NULL FROM made LIMIT 1), NULL, 'NULL is not known to be equal');

-- Small states are read in memory of their own: neither what else a query has in memory counts, nor does a sort keep what it compared.
CREATE AGGREGATE elasticity_state(float8, float8, text) (SFUNC = elasticity_transition, STYPE = elasticity_summary);
CREATE TABLE states AS SELECT g, elasticity_state(10 + i + g, 1 + i % 7, 'u' || i % 5) AS s FROM generate_series(1, 6000) AS g, generate_series(1, 12) AS i GROUP BY g;
SET LOCAL modelshare.max_summary_memory = '64kB';
SELECT is((SELECT count(*)::int FROM (SELECT length(repeat(g::text, 300000)) AS l, first_seen(s), s = s AS same, elasticity_summary_hash(s) AS h FROM states WHERE g <= 3) AS x WHERE same), 3, 'beside a large text');
SELECT is((SELECT count(*)::int FROM (SELECT s FROM states ORDER BY s OFFSET 0) AS x), 6000, 'a sort of thousands');
SELECT is((SELECT count(DISTINCT s)::int FROM states), 6000, 'DISTINCT of thousands');
SELECT is((SELECT count(*)::int FROM (SELECT count(repeat(g::text, 300000)) AS n, rollup(s) AS s FROM states WHERE g <= 3) AS x WHERE s IS NOT NULL), 1, 'merging beside a large text');
SET LOCAL modelshare.max_summary_memory = '1MB';
SELECT is((SELECT s IS NOT NULL AND r IS NOT NULL FROM (SELECT weekly_share(date '2024-01-01' + i % 3, 'k' || least(i, 5000)) AS s, cohort_retention(date '2024-01-01' + i % 3, i::bigint, 'week') AS r FROM generate_series(1, 20000) AS i) AS x), true,
	'aggregates of different types do not share a limit');
RESET modelshare.max_summary_memory;

SELECT * FROM finish();
ROLLBACK;

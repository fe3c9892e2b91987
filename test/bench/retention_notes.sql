-- What the report says of cohort_retention besides its targets.
SELECT E'\n## cohort_retention';
SELECT format(E'\nWeekly retention by cohort. Hand-written SQL takes the distinct weeks of each user, the first of them, joins and groups, in its fastest plan (HashAggregate and hash join, all in memory); its result is %s. Left to itself the planner takes %s ms for it. The same by bits in a number for each user takes %s ms (%s of it, or %s × ours); its result is %s.',
	(SELECT value FROM fact WHERE what = 'result of hand-written retention'), ms('as planned: hand-written retention'), ms('hand-written retention, bits'),
	round(ms('hand-written retention, bits') / nullif(ms('hand-written retention'), 0), 2), round(ms('hand-written retention, bits') / nullif(ms('retention'), 0), 2),
	(SELECT value FROM fact WHERE what = 'result of hand-written retention, bits'));
SELECT format(E'\nThe floor, `SELECT count(ts), count(user_id)`, takes %s ms: ours is %s × that.', ms('retention: floor'), round(ms('retention') / nullif(ms('retention: floor'), 0), 2));
SELECT format(E'\n100,000 groups of 3 rows: %s × `sum()`, %s bytes a group.', round(ms('retention: 100,000 groups') / ms('retention: 100,000 groups, sum()'), 2),
	round(seen_number('retention: 100,000 groups', 'Peak Memory Usage') * 1024 / 100000));
SELECT format(E'\nWorkers that ran: %s, %s. Left to itself the planner chooses the %s plan for 1 M users and the %s plan for 4 M.', seen_number('retention: 1 worker', 'Workers Launched'),
	seen_number('retention: 2 workers', 'Workers Launched'), (SELECT value FROM fact WHERE what = 'plan of 1,000,000 users'), (SELECT value FROM fact WHERE what = 'plan of 4,000,000 users'));

SELECT E'\n### Peak memory of a new backend over that of the same scan, bytes a user\n\n| users | bigint | uuid | text |\n|---|---|---|---|';
SELECT format('| %s | %s | %s | %s |', to_char(n, 'FM999,999,999'), coalesce(max(value) FILTER (WHERE what = 'bigint')::text, ''),
	coalesce(max(value) FILTER (WHERE what = 'uuid')::text, ''), coalesce(max(value) FILTER (WHERE what = 'text')::text, '')) FROM number GROUP BY n ORDER BY n;

SELECT E'\n### Peers, one thread each, on their own storage; the same rows\n\n| | result | median, ms | least | processor, median |\n|---|---|---|---|---|'
WHERE EXISTS (SELECT FROM fact WHERE what = 'versions');
SELECT format('| %s | %s | %s | %s | %s |', run.what, coalesce(fact.value, ''), ms(run.what), round(min(ms)::numeric, 2), cpu_ms(run.what))
FROM run LEFT JOIN fact ON fact.what = 'result of ' || run.what
WHERE (run.what ~ '^(DuckDB|ClickHouse).*: ' OR run.what = 'retention beside peers') AND EXISTS (SELECT FROM fact WHERE what = 'versions')
GROUP BY run.what, fact.value ORDER BY ms(run.what);
SELECT format(E'\nThe targets are measured against the fastest of each. %s', (SELECT value FROM fact WHERE what = 'versions')) WHERE EXISTS (SELECT FROM fact WHERE what = 'versions');
SELECT format(E'\nPeers: not measured (%s).', coalesce((SELECT value FROM fact WHERE what = 'peers left out'), '`make bench PEERS=1` does'))
WHERE NOT EXISTS (SELECT FROM fact WHERE what = 'versions');

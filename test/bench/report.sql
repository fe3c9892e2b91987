-- The results as markdown.
CREATE FUNCTION ms(the_what text) RETURNS numeric LANGUAGE sql STABLE
RETURN (SELECT round((percentile_cont(0.5) WITHIN GROUP (ORDER BY run.ms))::numeric, 2) FROM run WHERE run.what = the_what);
CREATE FUNCTION cpu_ms(the_what text) RETURNS numeric LANGUAGE sql STABLE
RETURN (SELECT round((percentile_cont(0.5) WITHIN GROUP (ORDER BY run.cpu_ms))::numeric, 2) FROM run WHERE run.what = the_what);
-- What one query takes over another for each row of the first one's table, in ns.  These are differences, so of
-- the least times: what other programs add to one of the two would be all of it.
CREATE FUNCTION ns_over(over text, under text, of_processor bool) RETURNS numeric LANGUAGE sql STABLE
RETURN (SELECT ((min(CASE WHEN of_processor THEN cpu_ms ELSE ms END) FILTER (WHERE what = over) - min(CASE WHEN of_processor THEN cpu_ms ELSE ms END) FILTER (WHERE what = under))
		* 1000000 / (SELECT reltuples FROM pg_class WHERE oid = split_part(over, ':', 1)::regclass))::numeric FROM run);
-- By how many hundredths one query takes longer than another beside it, in the median turn: what others do to the
-- machine changes from turn to turn more than what is sought.
CREATE FUNCTION percent_over(over text, under text, of_processor bool) RETURNS numeric LANGUAGE sql STABLE
RETURN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN of_processor THEN a.cpu_ms / nullif(b.cpu_ms, 0) ELSE a.ms / nullif(b.ms, 0) END * 100 - 100)::numeric
	FROM run AS a JOIN run AS b USING (turn) WHERE a.what = over AND b.what = under);
CREATE FUNCTION seen_number(the_what text, property text) RETURNS numeric LANGUAGE sql STABLE
RETURN (SELECT max((x #>> '{}')::numeric) FROM seen, jsonb_path_query(plan, ('strict $.**."' || property || '"')::jsonpath) AS x WHERE seen.what = the_what);

-- A target is a ratio of two queries' times, or one number.  higher: it must be reached, else not passed.
CREATE TABLE target (n int GENERATED ALWAYS AS IDENTITY, what text, over text, under text, unit text, higher bool, must numeric, aim numeric);
INSERT INTO target (what, over, under, unit, higher, must, aim) VALUES
	('weekly_share against hand-written SQL', 'hand-written', 'weekly_share', '× faster', true, 3, 4),
	('weekly_share against the floor', 'weekly_share', 'floor', '×', false, 1.4, 1.2),
	('model_group(model, grouping) added to it', 'model_group', 'weekly_share beside model_group', '%', false, 35, 20),
	('100,000 groups of 3 rows against sum()', 'groups', 'groups sum', '×', false, 3, 2),
	('the same: memory', 'groups', NULL, 'bytes a group', false, 600, NULL),
	('2 workers against 1, leader off', '1 worker', '2 workers', '×', true, 1.7, 1.9),
	('merging 52 stored weeks of 400 models', 'merge', NULL, 'ms', false, 20, 4),
	('peaks with one row of the year 1 and 20,000 keys, against without', 'peaks, 20,000 keys: stray', 'peaks, 20,000 keys: clean', '×', false, 2, 1.1),
	('pooled_shares, the same', 'pooled_shares, 20,000 keys: stray', 'pooled_shares, 20,000 keys: clean', '×', false, 2, 1.1),
	('concentration, the same', 'concentration, 20,000 keys: stray', 'concentration, 20,000 keys: clean', '×', false, 2, 1.1),
	('model_group(text, …), a text seen before', 'named: model_group', 'named: scan', 'ns a row', false, 25, NULL),
	('model_line(text), the same', 'named: model_line', 'named: scan', 'ns a row', false, 25, NULL),
	('model_source_type(text), the same', 'named: model_source_type', 'named: scan', 'ns a row', false, 25, NULL),
	('model_group(text, …), a text not seen before', 'spelled_once: model_group', 'spelled_once: scan', 'ns a row', false, 2000, NULL),
	('model_line(text), the same', 'spelled_once: model_line', 'spelled_once: scan', 'ns a row', false, 2000, NULL),
	('model_source_type(text), the same', 'spelled_once: model_source_type', 'spelled_once: scan', 'ns a row', false, 2000, NULL);

INSERT INTO target (what, over, under, unit, higher, must, aim) VALUES
	('elasticity with unit effects against window functions', 'elasticity: units, window functions', 'elasticity: units', '× faster', true, 5, 7),
	('2 workers against 1, leader off: elasticity', 'elasticity: 1 worker', 'elasticity: 2 workers', '×', true, 1.7, 1.9);
\ir retention_targets.sql

-- What was measured, from the medians of the clock and of the processor's time.
CREATE VIEW measured AS
SELECT target.*, x.*, CASE WHEN median IS NULL THEN '**not measured**' WHEN (median >= aim AND higher) OR (median <= aim AND NOT higher) THEN 'aim reached'
	WHEN (median >= must AND higher) OR (median <= must AND NOT higher) THEN 'reached' ELSE '**missed**' END AS verdict
FROM target, LATERAL (SELECT
	CASE unit WHEN 'bytes a group' THEN seen_number(over, 'Peak Memory Usage') * 1024 / 100000
		WHEN 'bytes a user' THEN (SELECT max(value) FROM number WHERE number.what = over) WHEN 'ms' THEN ms(over) WHEN 'ns a row' THEN ns_over(over, under, false)
		WHEN '%' THEN percent_over(over, under, false) ELSE ms(over) / nullif(ms(under), 0) END AS median,
	CASE unit WHEN 'bytes a group' THEN NULL WHEN 'bytes a user' THEN NULL WHEN 'ms' THEN cpu_ms(over) WHEN 'ns a row' THEN ns_over(over, under, true)
		WHEN '%' THEN percent_over(over, under, true) ELSE cpu_ms(over) / nullif(cpu_ms(under), 0) END AS cpu,
	CASE unit WHEN 'bytes a group' THEN format('HashAggregate %s kB, with sum() %s kB', seen_number('groups', 'Peak Memory Usage'), seen_number('groups sum', 'Peak Memory Usage'))
		WHEN 'ms' THEN NULL WHEN 'bytes a user' THEN (SELECT format('at %s users', n) FROM number WHERE number.what = over ORDER BY value DESC LIMIT 1)
		WHEN 'ns a row' THEN (SELECT format('%s and %s ms, the least', round(min(ms) FILTER (WHERE run.what = over)::numeric, 2), round(min(ms) FILTER (WHERE run.what = under)::numeric, 2)) FROM run)
		ELSE ms(over) || ' and ' || ms(under) || ' ms' END AS note) AS x;

SELECT format(E'# Benchmark of modelshare\n\n%s rows over 18 weeks, 15 models, 1,000,000 users, random order of time, %s. Medians of %s interleaved runs after a warm-up; one process, `jit = off`, unless said.\n\n'
	'- %s\n- %s, shared_buffers %s%s\n- modelshare %s\n',
	to_char(:rows, 'FM999,999,999,999'), pg_size_pretty(pg_table_size('usage')), :runs, :'machine', substring(version() FROM '^[^,]*'), current_setting('shared_buffers'),
	CASE WHEN (pg_stat_file('/proc/self/status', true)).modification IS NOT NULL AND pg_read_file('/proc/self/status') ~ 'HugetlbPages:\s+[1-9]' THEN ' in huge pages' ELSE '' END,
	(SELECT extversion FROM pg_extension WHERE extname = 'modelshare'));
SELECT E'## Targets\n\n| | measured | of processor time | must reach | aim | | |\n|---|---|---|---|---|---|---|';
SELECT format('| %s | %s | %s | %s %s | %s | %s | %s |', what, round(median, 2) || ' ' || unit, round(cpu, 2), CASE WHEN higher THEN '≥' ELSE '≤' END, must, aim, verdict, note)
FROM measured ORDER BY n;
SELECT format(E'\nWorkers that ran: %s, %s.', seen_number('1 worker', 'Workers Launched'), seen_number('2 workers', 'Workers Launched'));
SELECT format(E'\nThe floor is `SELECT count(ts), count(model), sum(tokens)`; hand-written SQL groups by `date_trunc(''week'', ts)` and model and divides by a window sum, in its fastest plan (%s). Left to itself the planner takes %s ms for it.',
	CASE WHEN EXISTS (SELECT FROM seen, jsonb_path_query(plan, 'strict $.**."Strategy"') AS x WHERE what = 'hand-written' AND x = '"Hashed"') THEN 'HashAggregate' ELSE '**not** HashAggregate' END,
	ms('as planned: hand-written'));
SELECT format(E'\nWhat a text costs is the least time less the least of a scan of the same rows, `count(model)`: the 15 models of the table, %s rows (seen before), and %s names as gateways write them, of which each comes once. Of 300 such names, again and again, model_group takes %s ns a row, model_line %s and model_source_type %s.',
	to_char((SELECT count(*) FROM named), 'FM999,999,999'), to_char((SELECT count(*) FROM spelled_once), 'FM999,999,999'), round(ns_over('spelled: model_group', 'spelled: scan', false), 1),
	round(ns_over('spelled: model_line', 'spelled: scan', false), 1), round(ns_over('spelled: model_source_type', 'spelled: scan', false), 1));
SELECT format(E'\nElasticity is over %s observations of 15 models in 18 weeks; workers that ran: %s, %s. The window functions give the slope alone, `estimate()` all that it has.',
	to_char(:rows, 'FM999,999,999,999'), seen_number('elasticity: 1 worker', 'Workers Launched'), seen_number('elasticity: 2 workers', 'Workers Launched'));
SELECT format(E'\n## Memory of a new backend, peak resident, shared buffers that it read among it\n\n| | kB |\n|---|---|\n| the floor | %s |\n| weekly_share | %s |\n| hand-written SQL, grouping alone | %s |', :'floor_kb', :'share_kb', :'hand_kb');
\ir retention_notes.sql
SELECT E'\n## All times, ms\n\n| | median | least | most | processor, median |\n|---|---|---|---|---|';
SELECT format('| %s | %s | %s | %s | %s |', replace(query.what, '|', '\|'), ms(query.what), round(min(run.ms)::numeric, 2), round(max(run.ms)::numeric, 2), cpu_ms(query.what))
FROM query JOIN run USING (what) GROUP BY query.n, query.what ORDER BY query.n;

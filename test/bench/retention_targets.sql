-- The rows of the design's speed table that concern cohort_retention.
INSERT INTO target (what, over, under, unit, higher, must, aim) VALUES
	('cohort_retention against hand-written SQL', 'hand-written retention', 'retention', '× faster', true, 15, 20);
-- Peers are optional: without them these are not measured.
INSERT INTO target (what, over, under, unit, higher, must, aim)
SELECT format('cohort_retention against %s, one thread, own storage', peer), peer, 'retention beside peers', '× faster', true, 1, 1.5
FROM unnest(array['DuckDB', 'ClickHouse']) AS peer;
INSERT INTO target (what, over, under, unit, higher, must, aim)
SELECT format('its peak memory, %s users, 64 periods, worst of the sizes below', what), what, NULL, 'bytes a user', false, 64 + extra, 40 + extra
FROM (VALUES ('bigint', 0), ('uuid', 8), ('text', 8)) AS x(what, extra);
INSERT INTO target (what, over, under, unit, higher, must, aim) VALUES
	('2 workers against 1, leader off: cohort_retention, 1 M users', 'retention: 1 worker', 'retention: 2 workers', '×', true, 1.2, 1.5),
	('the planner''s choice against serial: 1 M users', '1,000,000 users: serial', '1,000,000 users: planner', '× faster', true, 0.95, 1.5),
	('the planner''s choice against serial: 4 M users', '4,000,000 users: serial', '4,000,000 users: planner', '× faster', true, 0.95, 1.2);

-- A zone given to a time without one is refused by every function, whether the
-- zone is a literal, a typed text or a parameter; it is never cast in silence.
\ir lib/setup.sql
SELECT plan(38);

CREATE TABLE call (n int GENERATED ALWAYS AS IDENTITY, text text);
INSERT INTO call (text) VALUES
	('weekly_share(%s, ''m'', 1::bigint, %s, ''monday'')'), ('weekly_share(%s, ''m'', 1.5::float8, %s, ''monday'')'), ('weekly_share(%s, ''m'', 1, %s, ''monday'')'),
	('cohort_retention(%s, 1::bigint, ''month'', %s)'), ('cohort_retention(%s, 1, ''month'', %s, true)'),
	('cohort_retention(%s, gen_random_uuid(), ''month'', %s)'), ('cohort_retention(%s, gen_random_uuid(), ''month'', %s, true)'),
	('cohort_retention(%s, ''u''::text, ''month'', %s)'), ('cohort_retention(%s, ''u''::text, ''month'', %s, true)'),
	('cohort_start(%s, ''month'', %s) OVER ()'), ('cohort_period(%s, ''month'', %s) OVER ()'),
	('usage_elasticity(%s, ''m'', 1, 2, ''month'', %s)'), ('week_of(%s, %s, ''monday'')');
CREATE FUNCTION states(call text, ts text) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(DISTINCT sqlstate_of('SELECT ' || format(call, ts, zone)), ' ') FROM unnest('{''America/New_York'',''America/New_York''::text,''UTC''::varchar}'::text[]) AS zone);

SELECT is(states(text, 'timestamp ''2024-02-01'''), '22023', 'timestamp and zone: ' || text) FROM call ORDER BY n;
SELECT is(states(text, 'date ''2024-02-01'''), '22023', 'date and zone: ' || text) FROM call ORDER BY n;
SELECT is(states(text, 'timestamptz ''2024-02-01'''), '00000', 'timestamptz and zone: ' || text) FROM call WHERE text NOT LIKE '%uuid%' ORDER BY n;
-- an untyped literal is a timestamptz
SELECT is(states(text, '''2024-02-01'''), '00000', 'a literal and zone: ' || text) FROM call WHERE n = 4;
SELECT * FROM finish();
ROLLBACK;

-- predict() keeps what it read of the last summary.  No row may get another
-- row's line, whatever changes between rows and wherever the summaries are in
-- memory; and a table of prices reads its summary once.
\ir lib/setup.sql
SELECT plan(13);

-- Panels of one size, so that one takes another's place in memory, some out of line and some not.
CREATE TABLE panel (no int PRIMARY KEY, small elasticity_summary, large elasticity_summary, usage elasticity_summary);
INSERT INTO panel SELECT k, elasticity(q, p, u, t) FILTER (WHERE u < 3), elasticity(q, p, u, t), usage_elasticity(date '2025-01-01' + t::int, 'u' || u, q, p, 'day')
FROM generate_series(1, 4) AS k, generate_series(1::bigint, 20) AS u, generate_series(1::bigint, 10) AS t, LATERAL (SELECT exp(sin(u * t + k) + cos(u * k)) AS q, exp(cos(t * u * u + k) + sin(t)) AS p) AS x GROUP BY k;
SELECT is(array_agg(DISTINCT pg_column_size(small) < 2000 AND pg_column_size(large) > 4000), '{t}', 'small summaries are in line, large ones out of line') FROM panel;
SELECT is((count(DISTINCT pg_column_size(small)), count(DISTINCT pg_column_size(large)))::text, '(1,1)', 'and all of a size') FROM panel;

-- What a call of one row gives, which keeps nothing.
CREATE FUNCTION alone(e elasticity_summary, price float8, effects text DEFAULT NULL, over text DEFAULT 'cell') RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
	quantity float8;
BEGIN
	EXECUTE 'SELECT predict($1, $2, $3, $4)' INTO quantity USING e, price, effects, over;
	RETURN quantity;
END $$;
CREATE TABLE alone AS SELECT no, what, price, effects, over, alone(e, price, effects, over) AS quantity
FROM panel, LATERAL (VALUES ('small', small), ('large', large), ('usage', usage)) AS v (what, e), unnest('{0.5,3}'::float8[]) AS price, unnest('{none,unit,two-way,NULL}'::text[]) AS effects, unnest('{cell,unit}'::text[]) AS over
WHERE over = 'cell' OR (what = 'usage' AND effects IS NULL);
SELECT is((count(*), count(quantity), count(DISTINCT quantity))::text, '(104,104,80)', 'lines differ, but for those of default effects') FROM alone;

-- One call, many rows.
SELECT is_empty(format('SELECT * FROM alone JOIN panel USING (no) WHERE quantity IS DISTINCT FROM predict(%s, price, effects, over) ORDER BY %s', e, by), format('another line at every row, by %s: %s', by, e))
FROM (VALUES ('CASE what WHEN ''small'' THEN small WHEN ''large'' THEN large ELSE usage END', 'price, effects, no, what'),
	('CASE what WHEN ''small'' THEN small || NULL WHEN ''large'' THEN large || NULL ELSE usage || NULL END', 'over, no, effects, what')) AS v (e, by);
SELECT is_empty('SELECT * FROM (SELECT what, price, effects, over, no, quantity, predict(CASE WHEN n = 1 THEN small WHEN n = 2 THEN NULL ELSE small || NULL END, price, effects) AS have FROM alone JOIN panel USING (no), generate_series(1, 3) AS n WHERE what = ''small'' ORDER BY effects, price, no, n) AS x
	WHERE quantity IS DISTINCT FROM have AND have IS NOT NULL', 'NULL in between');
SELECT is_empty(format('SELECT * FROM alone WHERE no = 2 AND what = ''large'' AND quantity IS DISTINCT FROM predict(%L, price, effects)', large), 'a constant with other effects at every row') FROM panel WHERE no = 2;
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE generic (elasticity_summary) AS SELECT count(*)::int FROM alone WHERE over = 'cell' AND quantity = predict($1, price, effects);
CREATE FUNCTION generic(e elasticity_summary) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	n int;
BEGIN
	EXECUTE format('EXECUTE generic(%L)', e) INTO n;
	RETURN n;
END $$;
SELECT is(array_agg(generic(small) ORDER BY no), '{8,8,8,8}', 'parameters of a prepared statement') FROM panel;
RESET plan_cache_mode;

-- PL/pgSQL evaluates one expression again and again, its variables in the same place.
CREATE FUNCTION in_loop() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	e elasticity_summary;
	r record;
	have float8;
BEGIN
	FOR round IN 1..2 LOOP
		FOR r IN SELECT a.*, small, large, usage FROM alone AS a JOIN panel USING (no) ORDER BY price, over, effects, what, no LOOP
			e := CASE r.what WHEN 'small' THEN r.small WHEN 'large' THEN r.large ELSE r.usage END;
			have := predict(e, r.price, r.effects, r.over);
			IF have IS DISTINCT FROM r.quantity THEN
				RETURN NEXT format('round %s: %s, %s instead of %s', round, (r.no, r.what, r.price, r.effects), have, r.quantity);
			END IF;
			-- an error in between, with another summary, leaves nothing of it behind
			BEGIN
				e := (SELECT elasticity(1, 2, 'u'));
				have := predict(e, r.price, CASE WHEN r.over = 'cell' THEN 'two-way' ELSE 'half-way' END);
				RETURN NEXT 'no error';
			EXCEPTION WHEN invalid_parameter_value THEN
			END;
		END LOOP;
	END LOOP;
END $$;
SELECT is_empty('SELECT in_loop()', 'variables of PL/pgSQL');
CREATE FUNCTION from_array() RETURNS SETOF float8 LANGUAGE plpgsql AS $$
DECLARE
	many elasticity_summary[] := (SELECT array_agg(large ORDER BY no) FROM panel);
	kept elasticity_summary;
BEGIN
	FOR i IN 1..12 LOOP
		kept := many[1 + i % 4];
		RETURN NEXT predict(kept, 3) - predict(many[1 + i % 4], 3);
		RETURN NEXT predict(kept, 3) - (SELECT quantity FROM alone WHERE no = 1 + i % 4 AND what = 'large' AND price = 3 AND effects IS NULL);
	END LOOP;
END $$;
SELECT is(array_agg(DISTINCT d), '{0}', 'elements of an array') FROM from_array() AS d;

-- A row that is updated between calls of one expression.
CREATE FUNCTION updated() RETURNS SETOF float8 LANGUAGE plpgsql AS $$
DECLARE
	e elasticity_summary;
BEGIN
	FOR i IN 1..8 LOOP
		UPDATE panel AS p SET large = o.large FROM panel AS o WHERE p.no = 4 AND o.no = 1 + i % 3;
		SELECT large INTO e FROM panel WHERE no = 4;
		RETURN NEXT predict(e, 3) - (SELECT quantity FROM alone WHERE no = 1 + i % 3 AND what = 'large' AND price = 3 AND effects IS NULL);
	END LOOP;
END $$;
SELECT is(array_agg(DISTINCT d), '{0}', 'a row that is updated in between') FROM updated() AS d;

-- How often a table's values out of line are fetched.
CREATE FUNCTION fetches() RETURNS bigint LANGUAGE sql VOLATILE
RETURN (SELECT idx_scan FROM pg_stat_xact_all_tables WHERE relid = (SELECT reltoastrelid FROM pg_class WHERE oid = 'panel'::regclass));
-- a worker would count its own
SET max_parallel_workers_per_gather = 0;
SELECT fetches() AS before \gset
SELECT count(predict(large, n)) AS n FROM panel, generate_series(1, 1000) AS n WHERE no = 1 \gset
SELECT is((:n, fetches() - :before)::text, '(1000,1)', 'a thousand prices fetch their summary once');
SELECT fetches() AS before \gset
SELECT count(predict((SELECT large FROM panel WHERE no = 1), n)) AS n FROM generate_series(1, 1000) AS n \gset
SELECT is((:n, fetches() - :before)::text, '(1000,1)', 'so they do from a subquery');

SELECT * FROM finish();
ROLLBACK;

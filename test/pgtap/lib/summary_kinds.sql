-- One summary of every kind there is, small and large: kinds(type, frame, size, zone, period, value).
-- Two summaries are of one kind if their frames are the same; large ones are built in hash tables.

CREATE TABLE kinds (type regtype, frame text, size text, zone text, period text, value text);

-- Arguments for the functions of the aggregates by their names: an expression over n of the type asked for.
CREATE FUNCTION argument_for(aggregate text, name text, type text, zone text, period text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
		WHEN name = 'ts' THEN format('((timestamp ''2025-01-06 12:00'' + n * interval ''1 day'')%s)::%s', CASE WHEN type = 'timestamp with time zone' THEN ' AT TIME ZONE ''UTC''' ELSE '' END, type)
		WHEN name = 'key' THEN '(''k'' || n % 7)'
		WHEN name = 'timezone' THEN format('%L::text', zone)
		WHEN name = 'week_start' THEN 'NULL::text'
		WHEN name = 'starts' THEN '(n % 2 = 0)'
		WHEN name = 'period' AND aggregate <> 'elasticity' THEN format('%L::text', period)
		WHEN type = 'text' THEN '(''u'' || n % 9)'
		WHEN type = 'uuid' THEN 'md5(n::text)::uuid'
		WHEN type = 'date' THEN '(date ''2025-01-06'' + n % 5)'
		WHEN type = 'bigint' THEN '(n % 9)::bigint'
		ELSE '(1 + n * 7 % 5)::float8'
	END $$;

-- The frame that a call of a transition function gives, by its arguments.
CREATE FUNCTION frame_of(aggregate text, names text[], types text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT aggregate || concat(
		CASE WHEN names[2] = 'ts' THEN CASE types[2] WHEN 'timestamp with time zone' THEN ' zoned' ELSE ' face value' END END,
		CASE WHEN aggregate = 'weekly_share' THEN CASE WHEN 'amount' = ANY (names) THEN ' amounts' ELSE ' rows' END END,
		CASE WHEN aggregate = 'cohort_retention' THEN ' ' || types[3] || CASE WHEN 'starts' = ANY (names) THEN ' starts' ELSE '' END END,
		CASE WHEN aggregate = 'elasticity' THEN concat_ws(' ', '', types[4], types[5]) END) $$;

-- Every transition function of the extension whose state is a summary.
CREATE TABLE transitions AS
SELECT p.oid::regprocedure AS function, p.proname::text AS name, replace(p.proname, '_transition', '') AS aggregate, p.proargtypes[0]::regtype AS type,
	p.proargnames AS names, array(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS u(t, i) ORDER BY i) AS types, p.prosrc = 'ms_zone_on_face_value' AS raises
FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'modelshare') AND p.proname LIKE '%\_transition';
ALTER TABLE transitions ADD frame text;
UPDATE transitions SET frame = frame_of(aggregate, names, types);

-- A call's arguments behind the state, comma and all.
CREATE FUNCTION arguments_of(t transitions, zone text, period text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT string_agg(argument_for(t.aggregate, name, type, zone, period), ', ' ORDER BY i)
	FROM unnest(t.names[2:], t.types[2:]) WITH ORDINALITY AS u(name, type, i) $$;

DO $$
DECLARE
	t transitions;
	with_size text;
	with_zone text;
	value text;
BEGIN
	FOR t IN SELECT DISTINCT ON (frame) * FROM transitions WHERE NOT raises ORDER BY frame, cardinality(types) DESC, function LOOP
		FOREACH with_size IN ARRAY '{none,small,large}'::text[] LOOP
			with_zone := CASE WHEN 'timezone' = ANY (t.names) AND with_size = 'large' THEN 'Asia/Tokyo' END;
			EXECUTE format('SELECT %s(%s)::text FROM generate_series(1, %s) AS n', t.aggregate,
				replace(arguments_of(t, with_zone, 'week'), '% 9', CASE with_size WHEN 'large' THEN '% 199' ELSE '% 9' END),
				CASE with_size WHEN 'none' THEN 0 WHEN 'small' THEN 5 ELSE 600 END) INTO value;
			-- a summary of no rows does not come from rows: one that was all left out does
			IF value IS NULL THEN
				EXECUTE format('SELECT %s(%s)::text', t.aggregate, (SELECT string_agg(
					CASE name WHEN 'period' THEN CASE t.aggregate WHEN 'elasticity' THEN 'NULL::' || type ELSE '''week''' END ELSE 'NULL::' || type END, ', ' ORDER BY i)
					FROM unnest(t.names[2:], t.types[2:]) WITH ORDINALITY AS u(name, type, i))) INTO value;
			END IF;
			INSERT INTO kinds VALUES (t.type, t.frame, with_size, with_zone, 'week', value);
		END LOOP;
	END LOOP;
END $$;

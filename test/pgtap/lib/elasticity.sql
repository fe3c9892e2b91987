-- For tests of elasticity: are two summaries the same?  Text form without
-- what rounding may change: keys, counts and which cells there are.
CREATE FUNCTION skeleton(e elasticity_summary) RETURNS text LANGUAGE sql STABLE
RETURN (SELECT (j - 'cells')::text || (SELECT coalesce(string_agg(concat_ws(',', c -> 0, c -> 1, CASE WHEN jsonb_array_length(c) > 6 THEN c -> 4 END), ' '), '')
		FROM jsonb_array_elements(j -> 'cells') AS c) FROM (SELECT e::text::jsonb AS j) AS x);

-- What differs between two summaries: counts must be identical, and estimates equal to 1e-12.
-- A p value moves with t by as much as t is large: it gets the room of that.
CREATE FUNCTION difference(a elasticity_summary, b elasticity_summary, over_units bool DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	problem text;
	cells text := CASE WHEN over_units THEN 'unit' ELSE 'cell' END;
BEGIN
	IF a IS NULL OR b IS NULL THEN
		RETURN CASE WHEN a IS NULL AND b IS NULL THEN NULL ELSE 'one is NULL' END;
	END IF;
	IF skeleton(a) <> skeleton(b) THEN
		RETURN 'cells or counts: ' || left(skeleton(a), 200) || ' / ' || left(skeleton(b), 200);
	END IF;
	SELECT format('%s, %s: %s / %s', x.effects, x.errors, x, y) INTO problem
	FROM estimates(a, cells) AS x FULL JOIN estimates(b, cells) AS y USING (effects, errors)
	WHERE (x.n, x.units, x.periods, x.clusters, x.n_singletons, x.df, x.dropped_null, x.dropped_nonpositive, x.dropped_nonfinite, x.warnings)
			IS DISTINCT FROM (y.n, y.units, y.periods, y.clusters, y.n_singletons, y.df, y.dropped_null, y.dropped_nonpositive, y.dropped_nonfinite, y.warnings)
		OR NOT near(x.slope, y.slope) OR NOT near(x.std_error, y.std_error) OR NOT near(x.ci_low, y.ci_low) OR NOT near(x.ci_high, y.ci_high)
		OR NOT near(x.intercept, y.intercept) OR NOT near(x.r2, y.r2) OR NOT near(x.within_r2, y.within_r2) OR NOT near(x.t, y.t)
		OR NOT near(x.p_value, y.p_value, 1e-12 * greatest(1, x.t * x.t)) LIMIT 1;
	RETURN problem;
END $$;

CREATE FUNCTION near(a float8, b float8, tolerance float8 DEFAULT 1e-12) RETURNS bool LANGUAGE sql IMMUTABLE
RETURN CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL ELSE a = b OR abs(a - b) <= tolerance * greatest(abs(a), abs(b)) END;

-- Two-way effects where they are hard: more units and periods than are solved
-- for directly, and panels that cannot be solved for.
\ir lib/setup.sql
\ir lib/elasticity.sql
SELECT plan(14);

CREATE FUNCTION doubled(e elasticity_summary, times int) RETURNS elasticity_summary LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1..times LOOP
		e := e || e;
	END LOOP;
	RETURN e;
END $$;

-- Copies of a panel, side by side, have its slope.  Of 40 units they are solved for directly up
-- to 51 copies, and by conjugate gradients above 2,048 units.
CREATE TABLE base AS SELECT u, u + t AS t, exp(sin(u * u + t * u)) AS q, exp(cos(t * t + u)) AS p FROM generate_series(1, 40::bigint) AS u, generate_series(0, 3) AS t;
CREATE TABLE copies AS SELECT copies, elasticity(q, p, u + 100 * i, t + 100 * i) AS e FROM base, unnest('{1,51,52,60}'::int[]) AS copies, LATERAL generate_series(1, copies) AS i GROUP BY copies;
SELECT is(near(a.slope, b.slope) AND near(a.within_r2, b.within_r2) AND near(a.r2, b.r2) AND a.n = b.n * copies AND a.units = b.units * copies AND near(a.std_error, b.std_error * sqrt((b.n - b.units - b.periods) / (a.n - a.units - a.periods + copies - 1.0))) AND a.warnings = '{disconnected_panel}', true,
	format('%s copies, %s units and %s periods: slope and error of one', copies, a.units, a.periods))
FROM copies, LATERAL estimate(e, errors => 'iid') AS a, (SELECT f.* FROM copies, estimate(e, errors => 'iid') AS f WHERE copies = 1) AS b WHERE copies > 1;

-- Cells of so many rows that the matrix loses what joins them: the last, of one row, counts for
-- nothing beside 2^56.  That is told, nothing is shown, and whoever asks for other effects is answered.
CREATE TABLE lost AS SELECT times, doubled(elasticity(q, p, u, t), times) || (SELECT elasticity(3, 5, 1::bigint, 3::bigint)) AS e
FROM (VALUES (1::bigint, 1::bigint, 2, 3), (1, 2, 4, 3.5), (1, 5, 5, 9.5), (2, 3, 1.5, 2), (2, 4, 7, 8), (2, 6, 3, 1), (3, 1, 2, 2), (3, 2, 3.5, 1.2), (3, 5, 1, 7), (4, 3, 2, 7), (4, 4, 1.2, 2), (4, 6, 3, 4)) AS v (u, t, q, p), unnest('{0,16,56}'::int[]) AS times GROUP BY times;
SELECT is((slope IS NULL, std_error IS NULL, intercept IS NULL, within_r2 IS NULL, n > 12, warnings @> '{not_converged}', warnings @> '{no_within_variation}')::text, '(t,t,t,t,t,t,f)', 'not converged: ' || errors) FROM lost, estimates(e) WHERE times = 56 AND effects = 'two-way';
SELECT ok(bool_and(slope IS NOT NULL AND NOT warnings @> '{not_converged}'), 'other effects are known') FROM lost, estimates(e) WHERE times = 56 AND effects <> 'two-way';
SELECT is((predict(e, 2), e::float8, predict(e, 2, 'unit') > 0)::text, '(,,t)', 'no line, no slope') FROM lost WHERE times = 56;
SELECT is((slope, spend_slope, t, verdict, warnings @> '{not_converged}')::text, '(,,,,t)', 'no verdict') FROM lost, jevons(e) WHERE times = 56;
SELECT ok(slope IS NOT NULL AND NOT warnings @> '{not_converged}', format('with 2^%s rows all is known', times)) FROM lost, estimate(e) WHERE times < 56;

SELECT * FROM finish();
ROLLBACK;

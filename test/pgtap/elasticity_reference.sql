-- Published panels: estimates that R and an independent implementation agree on, to 1e-10.
\ir lib/setup.sql
\set found `test -r "${MODELSHARE_DATA:-../shared/data}/elasticity/plm_Cigar.csv" && echo true || echo false`
\if :found
\else
\echo 1..0 # SKIP no data: elasticity is neither in ../shared/data nor in $MODELSHARE_DATA
ROLLBACK;
\quit
\endif
SELECT plan(85);

CREATE TABLE cigar (n int, state int, year int, price float8, pop float8, pop16 float8, cpi float8, ndi float8, sales float8, pimin float8);
\copy cigar FROM PROGRAM 'cat "${MODELSHARE_DATA:-../shared/data}/elasticity/plm_Cigar.csv"' CSV HEADER
CREATE TABLE accidents (line text);
\copy accidents FROM PROGRAM 'tail -n +2 "${MODELSHARE_DATA:-../shared/data}/elasticity/AER_Fatalities.csv" | tr "," ";"'
CREATE TABLE fatalities AS
SELECT f[2] AS state, f[3]::bigint AS year, f[8]::float8 AS beertax, f[18]::float8 / f[28]::float8 * 1e4 AS rate
FROM (SELECT string_to_array(line, ';') AS f FROM accidents) AS x;
\ir lib/openrouter.sql

CREATE TABLE summary (what text, e elasticity_summary);
INSERT INTO summary SELECT 'cigar', elasticity(sales, price / cpi, state, year) FROM cigar;
INSERT INTO summary SELECT 'openrouter', elasticity(tokens_derived, 0.962 * list_input + 0.038 * list_output, model_permaslug, week_monday)
FROM raw WHERE week_monday BETWEEN '2025-01-06' AND '2026-05-18';
-- in levels: what has them as logarithms is their exponential
INSERT INTO summary SELECT 'fatalities', elasticity(exp(rate), exp(beertax), state, year) FROM fatalities;
CREATE TABLE have AS SELECT what, x.* FROM summary, estimates(e) AS x;

CREATE TABLE want (what text, effects text, item text, value numeric);
INSERT INTO want
SELECT 'cigar', effects, item, (array[a, b, c])[n] FROM (VALUES
	('slope', -0.758689813805714, -0.705527279393227, -1.102498697057785),
	('iid', 0.0342256465817448, 0.0176758738470270, 0.0430547012630279),
	('hc0', 0.0356625336361594, 0.0215413623193864, 0.0581946577753780),
	('hc1', 0.0356884041753877, 0.0219178340309293, 0.0598664996601900),
	('cr0', 0.0909649368885983, 0.0459293327679722, 0.1963453074318340),
	('cr1', 0.0920034696402624, 0.0464537009253436, 0.2007101536880523),
	('cr1_full', 0.0920034696402624, 0.0472312950331932, 0.2041439541848345),
	('r2', 0.262860642804773, 0.852717272789035, 0.885171700215493),
	('within_r2', NULL, 0.544457843313859, 0.334597066534866),
	('intercept', 4.712657656069928, 4.718315131774820, 4.676070039892120)) AS v (item, a, b, c),
	unnest('{none,unit,two-way}'::text[]) WITH ORDINALITY AS e (effects, n);
INSERT INTO want VALUES
	('openrouter', 'two-way', 'slope', -0.291483033924172), ('openrouter', 'two-way', 'iid', 0.0697966653920847),
	('openrouter', 'two-way', 'hc0', 0.0769409118766034), ('openrouter', 'two-way', 'hc1', 0.0800752937053450),
	('openrouter', 'two-way', 'cr0', 0.1206248882342926), ('openrouter', 'two-way', 'cr1', 0.1223712265152073),
	('openrouter', 'two-way', 'cr1_full', 0.1258855801927493), ('openrouter', 'two-way', 'within_r2', 0.005907123762889),
	('fatalities', 'two-way', 'cr0', 0.3496281099904844), ('fatalities', 'two-way', 'cr1', 0.3570783455480920);

-- An error is compared where it is the row's own; what all rows of the same effects share, in each of them.
SELECT ok(bool_and(CASE WHEN value IS NULL THEN got IS NULL ELSE abs(got / value::float8 - 1) < 1e-10 END),
	format('%s, %s effects: %s %s', what, effects, item, value))
FROM want JOIN LATERAL (
	SELECT CASE item WHEN 'slope' THEN slope WHEN 'r2' THEN r2 WHEN 'within_r2' THEN within_r2 WHEN 'intercept' THEN intercept ELSE std_error END AS got
	FROM have WHERE have.what = want.what AND have.effects = want.effects AND (errors = item OR item IN ('slope', 'r2', 'within_r2', 'intercept'))) AS x ON true
GROUP BY what, effects, item, value;

-- Counts, degrees of freedom and what follows from an error.
SELECT is(array_agg(DISTINCT array[n, units, periods, n_singletons]), array[array[1380, 46, 30, 0]]::bigint[], 'cigar: 1380 rows, 46 states, 30 years') FROM have WHERE what = 'cigar';
SELECT is(array_agg(DISTINCT array[n, units, periods, n_singletons]), array[array[3179, 172, 72, 20]]::bigint[], 'openrouter: 3179 rows of 172 models in 72 weeks, 20 singletons dropped') FROM have WHERE what = 'openrouter' AND effects <> 'none';
SELECT is(array_agg(DISTINCT array[n, units, periods, n_singletons]), array[array[3199, 192, 72, 0]]::bigint[], 'openrouter: none dropped without effects') FROM have WHERE what = 'openrouter' AND effects = 'none';
SELECT is(df, CASE WHEN errors LIKE 'cr%' THEN 45 WHEN effects = 'none' THEN 1380 - 2 WHEN effects = 'unit' THEN 1380 - 47 ELSE 1380 - 76 END::bigint,
	format('cigar, %s, %s: degrees of freedom', effects, errors)) FROM have WHERE what = 'cigar';
SELECT ok(bool_and(abs(t / (slope / std_error) - 1) < 1e-12), 't is the slope in standard errors') FROM have;
-- qt(0.975, 45) of R, and 2 * pt(-|t|, df)
SELECT ok(bool_and(abs((ci_high - slope) / std_error - 2.014103388880846) < 1e-10 AND abs((slope - ci_low) / std_error - 2.014103388880846) < 1e-10), 'cigar: intervals of Student''s t with 45 degrees of freedom')
FROM have WHERE what = 'cigar' AND errors LIKE 'cr%';
SELECT ok(abs((ci_high - slope) / std_error - 1.653) < 0.001, 'an interval of 90 % is narrower') FROM summary, estimate(e, level => 0.9, errors => 'cr0') WHERE what = 'openrouter';

-- By hand from cr0, as other packages have it.
SELECT ok(abs(have.std_error * sqrt(336.0 / 335) - 0.3501495541430115) < 1e-10, 'fatalities: cr0 · n/(n−1) is what plm calls HC1') FROM have WHERE what = 'fatalities' AND effects = 'two-way' AND errors = 'cr0';
SELECT ok(abs(slope + 0.63998) < 1e-5, 'fatalities: published slope') FROM have WHERE what = 'fatalities' AND effects = 'two-way' AND errors = 'cr0';
SELECT ok(abs(std_error * sqrt(1380.0 / 1379) / want - 1) < 1e-10, effects || ': plm HC1') FROM have JOIN (VALUES ('unit', 0.0459459828800898), ('two-way', 0.1964164857221660)) AS v (effects, want) USING (effects) WHERE what = 'cigar' AND errors = 'cr0';
SELECT ok(abs(std_error * sqrt(46.0 / 45) / want - 1) < 1e-10, effects || ': plm sss') FROM have JOIN (VALUES ('unit', 0.0464368546143906), ('two-way', 0.1985149347039490)) AS v (effects, want) USING (effects) WHERE what = 'cigar' AND errors = 'cr0';
-- Singletons kept: cr1 and hc1 by their own counts.
SELECT ok(abs(std_error * sqrt(192.0 / 191) * sqrt(3198.0 / (3199 - 73)) / 0.1223251050925386 - 1) < 1e-10, 'openrouter: cr1 with singletons kept') FROM have WHERE what = 'openrouter' AND effects = 'two-way' AND errors = 'cr0';
SELECT ok(abs(std_error * sqrt(3199.0 / (3199 - 263 - 1)) / 0.0803267870811691 - 1) < 1e-10, 'openrouter: hc1 with singletons kept') FROM have WHERE what = 'openrouter' AND effects = 'two-way' AND errors = 'hc0';

-- What the panel teaches: the pooled slope has the other sign, and price explains next to nothing within.
SELECT ok(bool_and(warnings = '{sign_reversal}'), 'openrouter: every estimate warns of the reversal') FROM have WHERE what = 'openrouter';
SELECT ok(bool_and(warnings = '{}'), 'cigar: nothing to warn of') FROM have WHERE what = 'cigar';
SELECT ok(pooled.slope > 0.23 AND within.slope < -0.29, 'openrouter: pooled and within slopes')
FROM have AS pooled, have AS within WHERE pooled.what = 'openrouter' AND pooled.effects = 'none' AND pooled.errors = 'iid' AND within.what = 'openrouter' AND within.effects = 'two-way' AND within.errors = 'iid';
SELECT ok(within_r2 < 0.006 AND r2 > 0.85, 'openrouter: within_r2 beside r2') FROM have WHERE what = 'openrouter' AND effects = 'two-way' AND errors = 'iid';
SELECT is(count(*), 18::bigint, what || ': 18 pairs') FROM have GROUP BY what;

-- Other types of keys, and the cast.
SELECT is((SELECT array_agg(x::text) FROM (SELECT elasticity(sales, price / cpi, 'state ' || state, make_date(1900 + year, 1, 1)) AS e FROM cigar) AS c, estimates(e) AS x),
		  (SELECT array_agg(x::text) FROM (SELECT elasticity(sales, price / cpi, 'state ' || state, year::text) AS e FROM cigar) AS c, estimates(e) AS x), 'texts and dates as keys');
SELECT ok(abs(e::float8 + 1.102498697057785) < 1e-10, 'the cast to float8 is the slope with the richest effects') FROM summary WHERE what = 'cigar';
SELECT ok(abs(elasticity(sales, price / cpi, state)::float8 + 0.705527279393227) < 1e-10, 'with units alone, theirs') FROM cigar;
SELECT ok(abs(elasticity(sales, price / cpi)::float8 + 0.758689813805714) < 1e-10, 'without, the pooled one') FROM cigar;
SELECT ok(bool_and(abs(a.std_error / b.std_error - 1) < 1e-11 AND abs(a.slope / b.slope - 1) < 1e-11), 'a summary of units alone gives what one of units and periods gives for them')
FROM have AS a JOIN (SELECT x.* FROM (SELECT elasticity(sales, price / cpi, state) AS e FROM cigar) AS c, estimates(e) AS x) AS b USING (effects, errors) WHERE a.what = 'cigar';
SELECT ok(bool_and(abs(a.std_error / b.std_error - 1) < 1e-11 AND abs(a.slope / b.slope - 1) < 1e-11), 'and one without units')
FROM have AS a JOIN (SELECT x.* FROM (SELECT elasticity(sales, price / cpi) AS e FROM cigar) AS c, estimates(e) AS x) AS b USING (effects, errors) WHERE a.what = 'cigar';

SELECT * FROM finish();
ROLLBACK;

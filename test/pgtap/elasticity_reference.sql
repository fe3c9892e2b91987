-- Real panels whose estimates are known to 15 digits from R and an
-- independent implementation: cigarettes by state and year, models and weeks
-- of OpenRouter, traffic deaths by state and year.
\ir lib/setup.sql
\set found `d="${MODELSHARE_DATA:-../shared/data}"; test -r "$d/elasticity/plm_Cigar.csv" -a -r "$d/elasticity/AER_Fatalities.csv" -a -r "$d/openrouter_weekly/weekly_tokens_and_prices.csv" && echo true || echo false`
\if :found
\else
\echo 1..0 # SKIP no data: elasticity and openrouter_weekly are neither in ../shared/data nor in $MODELSHARE_DATA
ROLLBACK;
\quit
\endif
SELECT plan(22);

CREATE TABLE cigar (rownames int, state int, year int, price float8, pop float8, pop16 float8, cpi float8, ndi float8, sales float8, pimin float8);
\copy cigar FROM PROGRAM 'cat "${MODELSHARE_DATA:-../shared/data}/elasticity/plm_Cigar.csv"' CSV HEADER
CREATE TABLE models (week date, model text, id text, usd float8, blended float8, tokens float8, input float8, output float8);
\copy models FROM PROGRAM 'cat "${MODELSHARE_DATA:-../shared/data}/openrouter_weekly/weekly_tokens_and_prices.csv"' CSV HEADER
-- the columns wanted, by their places
CREATE TABLE deaths (state text, year int, beertax float8, fatal float8, pop float8);
\copy deaths FROM PROGRAM 'cut -d, -f 2,3,8,18,28 "${MODELSHARE_DATA:-../shared/data}/elasticity/AER_Fatalities.csv"' CSV HEADER

CREATE TABLE summaries AS
SELECT 'cigar' AS panel, elasticity(sales, price / cpi, state, year) AS e FROM cigar
UNION ALL SELECT 'models', elasticity(tokens, 0.962 * input + 0.038 * output, model, week) FROM models WHERE week BETWEEN '2025-01-06' AND '2026-05-18'
-- in levels: the logarithms give them back
UNION ALL SELECT 'deaths', elasticity(exp(fatal / pop * 1e4), exp(beertax), state, year) FROM deaths;

CREATE TABLE wanted (panel text, effects text, errors text, field text, value float8);
INSERT INTO wanted VALUES
('cigar', 'none', 'iid', 'slope', -0.758689813805714), ('cigar', 'unit', 'iid', 'slope', -0.705527279393227), ('cigar', 'two-way', 'iid', 'slope', -1.102498697057785),
('cigar', 'none', 'iid', 'std_error', 0.0342256465817448), ('cigar', 'unit', 'iid', 'std_error', 0.0176758738470270), ('cigar', 'two-way', 'iid', 'std_error', 0.0430547012630279),
('cigar', 'none', 'hc0', 'std_error', 0.0356625336361594), ('cigar', 'unit', 'hc0', 'std_error', 0.0215413623193864), ('cigar', 'two-way', 'hc0', 'std_error', 0.0581946577753780),
('cigar', 'none', 'hc1', 'std_error', 0.0356884041753877), ('cigar', 'unit', 'hc1', 'std_error', 0.0219178340309293), ('cigar', 'two-way', 'hc1', 'std_error', 0.0598664996601900),
('cigar', 'none', 'cr0', 'std_error', 0.0909649368885983), ('cigar', 'unit', 'cr0', 'std_error', 0.0459293327679722), ('cigar', 'two-way', 'cr0', 'std_error', 0.1963453074318340),
('cigar', 'none', 'cr1', 'std_error', 0.0920034696402624), ('cigar', 'unit', 'cr1', 'std_error', 0.0464537009253436), ('cigar', 'two-way', 'cr1', 'std_error', 0.2007101536880523),
('cigar', 'none', 'cr1_full', 'std_error', 0.0920034696402624), ('cigar', 'unit', 'cr1_full', 'std_error', 0.0472312950331932), ('cigar', 'two-way', 'cr1_full', 'std_error', 0.2041439541848345),
('cigar', 'none', 'iid', 'r2', 0.262860642804773), ('cigar', 'unit', 'iid', 'r2', 0.852717272789035), ('cigar', 'two-way', 'iid', 'r2', 0.885171700215493),
('cigar', 'none', 'iid', 'within_r2', NULL), ('cigar', 'unit', 'iid', 'within_r2', 0.544457843313859), ('cigar', 'two-way', 'iid', 'within_r2', 0.334597066534866),
('cigar', 'none', 'iid', 'intercept', 4.712657656069928), ('cigar', 'unit', 'iid', 'intercept', 4.718315131774820), ('cigar', 'two-way', 'iid', 'intercept', 4.676070039892120),
('cigar', 'two-way', 'iid', 'n', 1380), ('cigar', 'two-way', 'iid', 'units', 46), ('cigar', 'two-way', 'iid', 'periods', 30),
('models', 'two-way', 'iid', 'slope', -0.291483033924172), ('models', 'two-way', 'iid', 'std_error', 0.0697966653920847), ('models', 'two-way', 'hc0', 'std_error', 0.0769409118766034),
('models', 'two-way', 'hc1', 'std_error', 0.0800752937053450), ('models', 'two-way', 'cr0', 'std_error', 0.1206248882342926), ('models', 'two-way', 'cr1', 'std_error', 0.1223712265152073),
('models', 'two-way', 'cr1_full', 'std_error', 0.1258855801927493), ('models', 'two-way', 'cr1', 'within_r2', 0.005907123762889),
('models', 'two-way', 'cr1', 'n', 3179), ('models', 'two-way', 'cr1', 'units', 172), ('models', 'two-way', 'cr1', 'periods', 72), ('models', 'two-way', 'cr1', 'n_singletons', 20),
('deaths', 'two-way', 'cr0', 'std_error', 0.3496281099904844), ('deaths', 'two-way', 'cr1', 'std_error', 0.3570783455480920);

CREATE TABLE got AS
SELECT panel, effects, errors, field, (row ->> field)::float8 AS value
FROM summaries, LATERAL (SELECT effects, errors, to_jsonb(estimates) AS row FROM estimates(e)) AS estimates, jsonb_object_keys(row) AS field
WHERE jsonb_typeof(row -> field) IN ('number', 'null');

CREATE FUNCTION differs(value float8, wanted float8) RETURNS bool LANGUAGE sql IMMUTABLE
RETURN (value IS NULL) <> (wanted IS NULL) OR abs(value / nullif(wanted, 0) - 1) > 1e-10;

SELECT is_empty(format('SELECT wanted.*, got.value AS got FROM wanted LEFT JOIN got USING (panel, effects, errors, field) WHERE panel = %L AND (got.panel IS NULL OR differs(got.value, wanted.value))', panel),
	panel || ': every known value, to 1e-10') FROM summaries;
SELECT is((SELECT abs(slope + 0.63998) < 5e-6 FROM summaries, estimate(e) WHERE panel = 'deaths'), true, 'deaths: the slope that is known to five digits');
SELECT is((SELECT abs(std_error * sqrt(336 / 335.0) - 0.3501495541430115) < 1e-10 FROM summaries, estimate(e, errors => 'cr0') WHERE panel = 'deaths'), true,
	'deaths: the error that other packages show follows from cr0');
SELECT same_rows('SELECT effects, errors FROM summaries, estimates(e) WHERE panel = ''cigar''',
	$$SELECT e, s FROM unnest('{none,unit,two-way}'::text[]) AS e, unnest('{iid,hc0,hc1,cr0,cr1,cr1_full}'::text[]) AS s$$, 'every pair of effects and errors');

-- Three answers to one question, and the warning that tells why.
SELECT same_rows($$SELECT effects, round(slope::numeric, 3), warnings FROM summaries, estimates(e) WHERE panel = 'models' AND errors = 'cr1'$$,
	$$VALUES ('none', 0.233, '{sign_reversal}'::text[]), ('unit', -0.344, '{sign_reversal}'), ('two-way', -0.291, '{sign_reversal}')$$,
	'models: pooled, the dear ones are used more; each model, when it is dear, less');
SELECT same_rows($$SELECT DISTINCT n, n_singletons FROM summaries, estimates(e) WHERE panel = 'models' AND effects = 'none'$$, 'VALUES (3199::bigint, 0::bigint)', 'models: without effects nobody is a singleton');

-- The rest of a row follows from what is known.
SELECT is_empty($$SELECT * FROM summaries, estimates(e) WHERE differs(t, slope / std_error) OR differs((ci_low + ci_high) / 2, slope) OR p_value NOT BETWEEN 0 AND 1
	OR df <> CASE WHEN errors LIKE 'cr%' THEN units - 1 ELSE n - CASE effects WHEN 'none' THEN 2 WHEN 'unit' THEN units + 1 ELSE units + periods END END$$,
	't, the middle of the interval, degrees of freedom');
SELECT is((SELECT differs(p_value, 0.018319098820425598) OR differs(ci_low, -0.53303575294777716) OR differs(ci_high, -0.049930314900572592) FROM summaries, estimate(e) WHERE panel = 'models'),
	false, 'models: p and interval as R''s pt and qt have them');
SELECT is_empty($$SELECT * FROM summaries, estimate(e) AS a, estimate(e, level => 0.99) AS b WHERE NOT (b.ci_low < a.ci_low AND b.ci_high > a.ci_high AND differs(b.ci_high, b.slope + (a.ci_high - a.slope)))$$, 'a higher level is a wider interval');

-- Rows in another order, and in parts, give the same to 1e-12.
CREATE TABLE again AS
WITH parts AS (SELECT elasticity(sales, price / cpi, state, year ORDER BY md5(state::text || year)) AS part FROM cigar GROUP BY hashint4(state * 100 + year) % 7)
SELECT rollup(part ORDER BY md5(part::text)) AS e FROM parts;
SELECT is_empty($$SELECT * FROM summaries AS s, again AS a, estimates(s.e) AS one JOIN estimates(s.e) AS x USING (effects, errors), estimates(a.e) AS two
	WHERE panel = 'cigar' AND one.effects = two.effects AND one.errors = two.errors AND (abs(one.slope / two.slope - 1) > 1e-12 OR abs(one.std_error / two.std_error - 1) > 1e-12
		OR abs(one.r2 - two.r2) > 1e-12 OR abs(one.intercept / two.intercept - 1) > 1e-12 OR abs(one.p_value / two.p_value - 1) > 1e-9)$$, 'rows in other parts and order: the same to 1e-12');

-- By hand from cr0 and hc0, as other packages have them.
CREATE TABLE have AS SELECT panel, x.* FROM summaries, estimates(e) AS x;
SELECT is(bool_or(differs(std_error * sqrt(1380 / 1379.0), want)), false, 'cigar: what plm calls HC1')
FROM have JOIN (VALUES ('unit', 0.0459459828800898), ('two-way', 0.1964164857221660)) AS v (effects, want) USING (effects) WHERE panel = 'cigar' AND errors = 'cr0';
SELECT is(bool_or(differs(std_error * sqrt(46 / 45.0), want)), false, 'cigar: what plm calls sss')
FROM have JOIN (VALUES ('unit', 0.0464368546143906), ('two-way', 0.1985149347039490)) AS v (effects, want) USING (effects) WHERE panel = 'cigar' AND errors = 'cr0';
SELECT is(differs(std_error * sqrt(192 / 191.0) * sqrt(3198 / (3199 - 73.0)), 0.1223251050925386), false, 'models: cr1 with singletons kept') FROM have WHERE panel = 'models' AND effects = 'two-way' AND errors = 'cr0';
SELECT is(differs(std_error * sqrt(3199 / (3199 - 192 - 72.0)), 0.0803267870811691), false, 'models: hc1 with singletons kept') FROM have WHERE panel = 'models' AND effects = 'two-way' AND errors = 'hc0';

-- Forms that know less, and keys of other types, give the same for what they know.
CREATE TABLE other AS
SELECT 12 AS pairs, elasticity(sales, price / cpi, state) AS e FROM cigar
UNION ALL SELECT 3, elasticity(sales, price / cpi) FROM cigar
UNION ALL SELECT 18, elasticity(sales, price / cpi, 'state ' || state, make_date(1900 + year, 1, 1)) FROM cigar;
SELECT is((SELECT count(*)::int FROM estimates(e) AS x JOIN have AS h USING (effects, errors) WHERE panel = 'cigar' AND abs(x.slope / h.slope - 1) < 1e-11 AND abs(x.std_error / h.std_error - 1) < 1e-11), pairs,
	pairs || ' pairs as from a summary of units and periods') FROM other;
SELECT is(differs(e::float8, CASE pairs WHEN 12 THEN -0.705527279393227 WHEN 3 THEN -0.758689813805714 ELSE -1.102498697057785 END), false, 'the cast is the slope with the richest effects') FROM other;

SELECT * FROM finish();
ROLLBACK;

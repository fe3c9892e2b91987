-- What facts.sh runs.
--
-- \copy takes no variable, hence the detour through the shell's cat.

\set QUIET on
\pset footer off
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS modelshare;

CREATE TEMP TABLE upstream (
	provider text, model_id text, name text, family text, base_model text, release_date text,
	open_weights boolean, reasoning boolean, tool_call boolean, modalities_in text, modalities_out text);
\setenv MODELSHARE_FACTS :data
\copy upstream FROM PROGRAM 'cat "$MODELSHARE_FACTS"' (FORMAT csv, HEADER true)

CREATE TEMP TABLE known (fact text, model text, kind text, reason text);
\copy known FROM 'test/names/facts_differ.txt' (FORMAT text, DELIMITER '|')

-- Each row of models.dev as a model of ours, fact by fact, as texts that can be compared.
CREATE TEMP TABLE said AS
SELECT u.provider, u.provider = '(canonical)' AS canonical, m.model, f.fact, f.theirs, f.ours, f.agree
FROM upstream u
CROSS JOIN LATERAL (SELECT u.model_id::modelname AS model) m
CROSS JOIN LATERAL (SELECT model_released(m.model) AS released) d
CROSS JOIN LATERAL (VALUES
	('open_weights', u.open_weights::text, model_open_weights(m.model)::text,
	 u.open_weights = model_open_weights(m.model)),
	('reasoning', u.reasoning::text, model_reasoning(m.model),
	 u.reasoning = (model_reasoning(m.model) <> 'never')),
	('modality', u.modalities_out, model_modality(m.model),
	 CASE WHEN model_modality(m.model) IN ('embedding', 'rerank', 'moderation', 'transcription') THEN u.modalities_out = 'text'
		  WHEN model_modality(m.model) = 'text' THEN u.modalities_out IN ('text', 'text+audio')
		  ELSE model_modality(m.model) = ANY (string_to_array(u.modalities_out, '+')) END),
	-- a month where they say no more; the day on which an API opened need not be the first
	('released', u.release_date, d.released::text,
	 CASE length(u.release_date)
		  WHEN 10 THEN abs(u.release_date::date - d.released) <= 31
		  WHEN 7 THEN d.released BETWEEN (u.release_date || '-01')::date - 31
								 AND ((u.release_date || '-01')::date + interval '1 month 31 days')::date
	 END)
) AS f (fact, theirs, ours, agree)
WHERE model_recognised(m.model);

-- One row for a model and fact.
CREATE TEMP TABLE compared AS
SELECT fact, model, canonical, min(theirs) AS theirs, min(ours) AS ours, bool_and(agree) AS agree
FROM said s
WHERE theirs IS NOT NULL
	AND canonical = EXISTS (SELECT FROM said c WHERE c.canonical AND c.fact = s.fact AND c.model = s.model)
GROUP BY fact, model, canonical
HAVING canonical OR (count(DISTINCT provider) > 1 AND min(theirs) = max(theirs));

CREATE TEMP VIEW result AS
SELECT c.*, k.kind, k.reason
FROM compared c LEFT JOIN known k ON k.fact = c.fact AND k.model::modelname = c.model AND NOT c.agree;

\echo 'Facts against models.dev: models for which both know'
SELECT fact,
	   CASE WHEN canonical THEN 'canonical' ELSE 'providers agree' END AS source,
	   count(*) FILTER (WHERE ours IS NULL) AS "we do not know",
	   count(agree) AS "both know",
	   count(*) FILTER (WHERE agree) AS agree,
	   round(100.0 * count(*) FILTER (WHERE agree) / nullif(count(agree), 0), 1) AS "%",
	   count(*) FILTER (WHERE NOT agree AND kind = 'upstream') AS "they err",
	   round(100.0 * count(*) FILTER (WHERE agree) / nullif(count(agree) - count(*) FILTER (WHERE NOT agree AND kind = 'upstream'), 0), 1) AS "% without these"
FROM result GROUP BY fact, canonical ORDER BY canonical DESC, fact;

\echo 'All four facts together, nothing set aside (at least 97 %)'
CREATE TEMP VIEW overall AS
SELECT CASE WHEN canonical THEN 'canonical' WHEN NOT canonical THEN 'providers agree' ELSE 'both' END AS source,
	   count(agree) AS "both know", count(*) FILTER (WHERE agree) AS agree,
	   round(100.0 * count(*) FILTER (WHERE agree) / nullif(count(agree), 0), 2) AS "%"
FROM result GROUP BY ROLLUP (canonical);
SELECT * FROM overall ORDER BY source = 'both', source;

\echo 'Differences, and why; of all rows of models.dev about the model, how many say as we do'
SELECT fact, model, theirs, ours, (SELECT count(*) FILTER (WHERE s.agree) || ' of ' || count(s.agree) FROM said s WHERE s.fact = r.fact AND s.model = r.model) AS "as ours",
	   coalesce(kind, 'NOT LISTED') AS kind, reason
FROM result r WHERE NOT agree ORDER BY kind = 'NOT LISTED' DESC, canonical DESC, fact, model;

\echo 'Listed, but no difference (any more)'
SELECT k.* FROM known k
WHERE NOT EXISTS (SELECT FROM result r WHERE r.fact = k.fact AND r.model = k.model::modelname AND NOT r.agree);

DO $$
DECLARE
	poor text := (SELECT string_agg(fact, ', ') FROM (
		SELECT fact FROM pg_temp.result WHERE canonical GROUP BY fact
		HAVING count(*) FILTER (WHERE agree) < 0.97 * (count(agree) - count(*) FILTER (WHERE NOT agree AND kind = 'upstream'))) p);
	apart text := (SELECT string_agg(format('%s: %s of %s', source, agree, "both know"), ', ') FROM pg_temp.overall
		WHERE source IN ('canonical', 'both') AND agree < 0.97 * "both know");
	unlisted bigint := (SELECT count(*) FROM pg_temp.result WHERE canonical AND NOT agree AND kind IS NULL);
BEGIN
	IF poor IS NOT NULL THEN
		RAISE EXCEPTION 'under 97 %% agree: %', poor;
	END IF;
	IF apart IS NOT NULL THEN
		RAISE EXCEPTION 'under 97 %% agree of all facts together: %', apart;
	END IF;
	IF unlisted > 0 THEN
		RAISE EXCEPTION '% differences from canonical rows are not listed in test/names/facts_differ.txt', unlisted;
	END IF;
END $$;

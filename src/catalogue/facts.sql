-- Facts about models, each for raw text and for modelname; the catalogue; continents.

CREATE FUNCTION model_origin(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_origin_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_origin(text) IS 'where the model was primarily developed: CN (mainland, Hong Kong, Taiwan), RoW, or unknown';

CREATE FUNCTION model_origin(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_origin'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_origin(modelname) IS 'where the model was primarily developed: CN (mainland, Hong Kong, Taiwan), RoW, or unknown';

CREATE FUNCTION model_open_weights(m text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_model_open_weights_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_open_weights(text) IS 'whether its weights are published; null where not known';

CREATE FUNCTION model_open_weights(m modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_model_open_weights'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_open_weights(modelname) IS 'whether its weights are published; null where not known';

CREATE FUNCTION model_source_type(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_source_type_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_source_type(text) IS 'open CN, open RoW, proprietary CN, proprietary RoW, or unknown';

CREATE FUNCTION model_source_type(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_source_type'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_source_type(modelname) IS 'open CN, open RoW, proprietary CN, proprietary RoW, or unknown';

CREATE FUNCTION model_released(m text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_model_released_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_released(text) IS 'the first day on which anyone could use the model; null where not known';

CREATE FUNCTION model_released(m modelname) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_model_released'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_released(modelname) IS 'the first day on which anyone could use the model; null where not known';

CREATE FUNCTION model_parameters(m text) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ms_model_parameters_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_parameters(text) IS 'parameters in billions; null where not known';

CREATE FUNCTION model_parameters(m modelname) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ms_model_parameters'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_parameters(modelname) IS 'parameters in billions; null where not known';

CREATE FUNCTION model_active_parameters(m text) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ms_model_active_parameters_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_active_parameters(text) IS 'parameters at work for a token, in billions; null where not known';

CREATE FUNCTION model_active_parameters(m modelname) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ms_model_active_parameters'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_active_parameters(modelname) IS 'parameters at work for a token, in billions; null where not known';

CREATE FUNCTION model_size_class(m text, basis text DEFAULT 'total') RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_size_class_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_size_class(text, text) IS 'by parameters, total or active: small < 15 billion <= medium < 70 billion <= large, or unknown';

CREATE FUNCTION model_size_class(m modelname, basis text DEFAULT 'total') RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_size_class'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_size_class(modelname, text) IS 'by parameters, total or active: small < 15 billion <= medium < 70 billion <= large, or unknown';

CREATE FUNCTION model_reasoning(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_reasoning_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_reasoning(text) IS 'whether the model reasons before it answers: always, optional or never; null where not known';

CREATE FUNCTION model_reasoning(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_reasoning'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_reasoning(modelname) IS 'whether the model reasons before it answers: always, optional or never; null where not known';

CREATE FUNCTION model_reasoned(m text, reasoning_tokens bigint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_model_reasoned_of_text'
	LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_reasoned(text, bigint) IS 'whether a request reasoned: its model always does, or may and used reasoning tokens; null where not known';

CREATE FUNCTION model_reasoned(m modelname, reasoning_tokens bigint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_model_reasoned'
	LANGUAGE C IMMUTABLE CALLED ON NULL INPUT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_reasoned(modelname, bigint) IS 'whether a request reasoned: its model always does, or may and used reasoning tokens; null where not known';

CREATE FUNCTION model_modality(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_modality_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_modality(text) IS 'what the model makes: text, image, video, audio, embedding, rerank, moderation or transcription; null where not known';

CREATE FUNCTION model_modality(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_modality'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_modality(modelname) IS 'what the model makes: text, image, video, audio, embedding, rerank, moderation or transcription; null where not known';

CREATE FUNCTION model_catalogue()
	RETURNS TABLE (family modelfamily, words text, source_type text, origin text, open_weights boolean, released date,
				   parameters double precision, active_parameters double precision, size_class text,
				   reasoning text, modality text)
	AS 'MODULE_PATHNAME', 'ms_model_catalogue'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION model_catalogue() IS 'all families of which something is known, with the facts of their models; where words are given, of those models that have them in their variant';

CREATE FUNCTION continent(country text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_continent'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 2;
COMMENT ON FUNCTION continent(text) IS 'continent of a country by its ISO 3166 code of two letters; null where there is no such country';

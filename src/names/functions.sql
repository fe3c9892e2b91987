-- Functions of a name, each for raw text and for modelname.

CREATE FUNCTION model_vendor(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_vendor_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_vendor(text) IS 'the vendor''s identity: openai; null where absent';

CREATE FUNCTION model_vendor(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_vendor'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_vendor(modelname) IS 'the vendor''s identity: openai; null where absent';

CREATE FUNCTION model_line(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_line_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_line(text) IS 'the product line: gpt; null where absent';

CREATE FUNCTION model_line(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_line'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_line(modelname) IS 'the product line: gpt; null where absent';

CREATE FUNCTION model_version(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_version_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_version(text) IS 'the version: 4.1; null where absent';

CREATE FUNCTION model_version(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_version'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_version(modelname) IS 'the version: 4.1; null where absent';

CREATE FUNCTION model_variant(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_variant_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_variant(text) IS 'the variant: mini; null where absent';

CREATE FUNCTION model_variant(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_variant'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_variant(modelname) IS 'the variant: mini; null where absent';

CREATE FUNCTION model_snapshot(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_snapshot_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_snapshot(text) IS 'the snapshot, as far as the name gives it: 2025-04-14, 0613; null where absent';

CREATE FUNCTION model_snapshot(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_snapshot'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_snapshot(modelname) IS 'the snapshot, as far as the name gives it: 2025-04-14, 0613; null where absent';

CREATE FUNCTION model_mode(m text) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_mode_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_mode(text) IS 'the mode: thinking, high; null where absent';

CREATE FUNCTION model_mode(m modelname) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_mode'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_mode(modelname) IS 'the mode: thinking, high; null where absent';

CREATE FUNCTION model_label(m text, level text DEFAULT 'variant') RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_label_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_label(text, text) IS 'the name for display, as far as level (vendor, line, version, variant, snapshot, mode): GPT-4.1 mini';

CREATE FUNCTION model_label(m modelname, level text DEFAULT 'variant') RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_label'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_label(modelname, text) IS 'the name for display, as far as level (vendor, line, version, variant, snapshot, mode): GPT-4.1 mini';

CREATE FUNCTION model_family(m text, level text) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_model_family_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_family(text, text) IS 'the family of the names that are the same as far as level (vendor, line, version, variant, snapshot, mode); families of one level never overlap';

CREATE FUNCTION model_family(m modelname, level text) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_model_family'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_family(modelname, text) IS 'the family of the names that are the same as far as level (vendor, line, version, variant, snapshot, mode); families of one level never overlap';

CREATE FUNCTION model_recognised(m text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_model_recognised_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_recognised(text) IS 'whether the name has a vendor: false for //unknown/ and a name';

CREATE FUNCTION model_recognised(m modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_model_recognised'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_recognised(modelname) IS 'whether the name has a vendor: false for //unknown/ and a name';

CREATE FUNCTION model_group(m text, labels modelgrouping) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_group_of_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION model_group(text, modelgrouping) IS 'the label of the most specific family that holds the name, of equal ones the first; null where none does or its label is null';

CREATE FUNCTION model_group(m modelname, labels modelgrouping) RETURNS text
	AS 'MODULE_PATHNAME', 'ms_model_group'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION model_group(modelname, modelgrouping) IS 'the label of the most specific family that holds the name, of equal ones the first; null where none does or its label is null';

CREATE FUNCTION model_parse(m text)
	RETURNS TABLE (vendor text, line text, version text, variant text, snapshot text, mode text,
				   host text, region text, route text, quantisation text, owner text,
				   recognised boolean, rule text, name modelname)
	AS 'MODULE_PATHNAME', 'ms_model_parse'
	LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 10 ROWS 1;
COMMENT ON FUNCTION model_parse(text) IS 'how a raw name is read: fields, what is not identity, the rule that matched; always one row';

CREATE FUNCTION recogniser_version() RETURNS integer
	AS 'MODULE_PATHNAME', 'ms_recogniser_version'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION recogniser_version() IS 'version of the recogniser; where it changes, indexes and columns built on recognition need rebuilding';

-- Names, families and groupings: types, casts and operators.

CREATE TYPE modelname;

CREATE FUNCTION modelname_in(cstring) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelname_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelname_in(cstring) IS 'I/O';

CREATE FUNCTION modelname_out(modelname) RETURNS cstring
	AS 'MODULE_PATHNAME', 'ms_modelname_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_out(modelname) IS 'I/O';

CREATE FUNCTION modelname_recv(internal) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelname_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_recv(internal) IS 'I/O';

CREATE FUNCTION modelname_send(modelname) RETURNS bytea
	AS 'MODULE_PATHNAME', 'ms_modelname_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_send(modelname) IS 'I/O';

-- int4 is the smallest alignment allowed for a type of variable length; stored names have headers of
-- one byte and no padding all the same.  Storage main keeps them in the row, for grouping and joining.
CREATE TYPE modelname (
	INPUT = modelname_in,
	OUTPUT = modelname_out,
	RECEIVE = modelname_recv,
	SEND = modelname_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = main
);
COMMENT ON TYPE modelname IS 'one model''s identity: //vendor/line/version/variant@snapshot#mode; - or left off is absent, "" the empty string, %XX an ASCII character with a meaning of its own';

CREATE TYPE modelfamily;

CREATE FUNCTION modelfamily_in(cstring) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_modelfamily_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelfamily_in(cstring) IS 'I/O';

CREATE FUNCTION modelfamily_out(modelfamily) RETURNS cstring
	AS 'MODULE_PATHNAME', 'ms_modelfamily_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_out(modelfamily) IS 'I/O';

CREATE FUNCTION modelfamily_recv(internal) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_modelfamily_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_recv(internal) IS 'I/O';

CREATE FUNCTION modelfamily_send(modelfamily) RETURNS bytea
	AS 'MODULE_PATHNAME', 'ms_modelfamily_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_send(modelfamily) IS 'I/O';

CREATE TYPE modelfamily (
	INPUT = modelfamily_in,
	OUTPUT = modelfamily_out,
	RECEIVE = modelfamily_recv,
	SEND = modelfamily_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = main
);
COMMENT ON TYPE modelfamily IS 'a pattern over names: //openai/gpt/4.1, //anthropic/claude/*/sonnet; * or left off is open, - is required absent';

CREATE TYPE modelgrouping;

CREATE FUNCTION modelgrouping_in(cstring) RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_modelgrouping_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION modelgrouping_in(cstring) IS 'I/O';

CREATE FUNCTION modelgrouping_out(modelgrouping) RETURNS cstring
	AS 'MODULE_PATHNAME', 'ms_modelgrouping_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION modelgrouping_out(modelgrouping) IS 'I/O';

CREATE FUNCTION modelgrouping_recv(internal) RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_modelgrouping_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION modelgrouping_recv(internal) IS 'I/O';

CREATE FUNCTION modelgrouping_send(modelgrouping) RETURNS bytea
	AS 'MODULE_PATHNAME', 'ms_modelgrouping_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION modelgrouping_send(modelgrouping) IS 'I/O';

CREATE TYPE modelgrouping (
	INPUT = modelgrouping_in,
	OUTPUT = modelgrouping_out,
	RECEIVE = modelgrouping_recv,
	SEND = modelgrouping_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended
);
COMMENT ON TYPE modelgrouping IS 'labels for families, as one chart needs them: of the families that hold a name the one with the most fields gives its label, of equal ones the first; a null label excludes';

-- Casts from the types of raw columns.  They never raise an error; type input does, for malformed text after //.

CREATE FUNCTION modelname(text) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelname_from_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelname(text) IS 'the identity behind any spelling of a model; //unknown/ and the name where nobody knows it';

CREATE FUNCTION modelname(character) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelname_from_bpchar'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelname(character) IS 'the identity behind any spelling of a model; //unknown/ and the name where nobody knows it';

CREATE FUNCTION modelname(name) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelname_from_name'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelname(name) IS 'the identity behind any spelling of a model; //unknown/ and the name where nobody knows it';

CREATE FUNCTION modelfamily(text) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_modelfamily_from_text'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelfamily(text) IS 'the family that a spelling names; fields it does not name are open';

CREATE FUNCTION modelfamily(character) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_modelfamily_from_bpchar'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelfamily(character) IS 'the family that a spelling names; fields it does not name are open';

CREATE FUNCTION modelfamily(name) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_modelfamily_from_name'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION modelfamily(name) IS 'the family that a spelling names; fields it does not name are open';

CREATE CAST (text AS modelname) WITH FUNCTION modelname(text) AS ASSIGNMENT;
CREATE CAST (varchar AS modelname) WITH FUNCTION modelname(text) AS ASSIGNMENT;
CREATE CAST (character AS modelname) WITH FUNCTION modelname(character) AS ASSIGNMENT;
CREATE CAST (name AS modelname) WITH FUNCTION modelname(name) AS ASSIGNMENT;
COMMENT ON CAST (text AS modelname) IS 'the identity behind any spelling; never raises';
COMMENT ON CAST (varchar AS modelname) IS 'the identity behind any spelling; never raises';
COMMENT ON CAST (character AS modelname) IS 'the identity behind any spelling; never raises';
COMMENT ON CAST (name AS modelname) IS 'the identity behind any spelling; never raises';
CREATE CAST (text AS modelfamily) WITH FUNCTION modelfamily(text) AS ASSIGNMENT;
CREATE CAST (varchar AS modelfamily) WITH FUNCTION modelfamily(text) AS ASSIGNMENT;
CREATE CAST (character AS modelfamily) WITH FUNCTION modelfamily(character) AS ASSIGNMENT;
CREATE CAST (name AS modelfamily) WITH FUNCTION modelfamily(name) AS ASSIGNMENT;
COMMENT ON CAST (text AS modelfamily) IS 'the family that a spelling names; never raises';
COMMENT ON CAST (varchar AS modelfamily) IS 'the family that a spelling names; never raises';
COMMENT ON CAST (character AS modelfamily) IS 'the family that a spelling names; never raises';
COMMENT ON CAST (name AS modelfamily) IS 'the family that a spelling names; never raises';

-- Comparison.  LEAKPROOF are the functions that read only the bytes of a value and raise no error that
-- reveals them, so that an index can use them under row-level security: these comparisons, membership
-- below, and the fields and facts of a name.  The casts from raw text are not, because of their memo.

CREATE FUNCTION modelname_lt(modelname, modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelname_lt'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_lt(modelname, modelname) IS 'implementation of < operator';

CREATE FUNCTION modelname_le(modelname, modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelname_le'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_le(modelname, modelname) IS 'implementation of <= operator';

CREATE FUNCTION modelname_eq(modelname, modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelname_eq'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_eq(modelname, modelname) IS 'implementation of = operator';

CREATE FUNCTION modelname_ne(modelname, modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelname_ne'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_ne(modelname, modelname) IS 'implementation of <> operator';

CREATE FUNCTION modelname_ge(modelname, modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelname_ge'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_ge(modelname, modelname) IS 'implementation of >= operator';

CREATE FUNCTION modelname_gt(modelname, modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelname_gt'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_gt(modelname, modelname) IS 'implementation of > operator';

CREATE FUNCTION modelname_cmp(modelname, modelname) RETURNS integer
	AS 'MODULE_PATHNAME', 'ms_modelname_cmp'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_cmp(modelname, modelname) IS 'less-equal-greater; versions by number';

CREATE FUNCTION modelname_hash(modelname) RETURNS integer
	AS 'MODULE_PATHNAME', 'ms_fields_hash'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_hash(modelname) IS 'hash';

CREATE FUNCTION modelname_hash_extended(modelname, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'ms_fields_hash_extended'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_hash_extended(modelname, bigint) IS 'hash with a seed';

CREATE OPERATOR < (
	FUNCTION = modelname_lt,
	LEFTARG = modelname,
	RIGHTARG = modelname,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (modelname, modelname) IS 'less than';

CREATE OPERATOR <= (
	FUNCTION = modelname_le,
	LEFTARG = modelname,
	RIGHTARG = modelname,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (modelname, modelname) IS 'less than or equal';

CREATE OPERATOR = (
	FUNCTION = modelname_eq,
	LEFTARG = modelname,
	RIGHTARG = modelname,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (modelname, modelname) IS 'equal';

CREATE OPERATOR <> (
	FUNCTION = modelname_ne,
	LEFTARG = modelname,
	RIGHTARG = modelname,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (modelname, modelname) IS 'not equal';

CREATE OPERATOR >= (
	FUNCTION = modelname_ge,
	LEFTARG = modelname,
	RIGHTARG = modelname,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (modelname, modelname) IS 'greater than or equal';

CREATE OPERATOR > (
	FUNCTION = modelname_gt,
	LEFTARG = modelname,
	RIGHTARG = modelname,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (modelname, modelname) IS 'greater than';

CREATE OPERATOR FAMILY modelname_ops USING btree;
CREATE OPERATOR CLASS modelname_ops DEFAULT FOR TYPE modelname USING btree FAMILY modelname_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 modelname_cmp(modelname, modelname),
	FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR FAMILY modelname_ops USING btree IS 'field by field, versions by number';
COMMENT ON OPERATOR CLASS modelname_ops USING btree IS 'field by field, versions by number';

CREATE OPERATOR FAMILY modelname_ops USING hash;
CREATE OPERATOR CLASS modelname_ops DEFAULT FOR TYPE modelname USING hash FAMILY modelname_ops AS
	OPERATOR 1 =,
	FUNCTION 1 modelname_hash(modelname),
	FUNCTION 2 modelname_hash_extended(modelname, bigint);
COMMENT ON OPERATOR FAMILY modelname_ops USING hash IS 'equality of all fields';
COMMENT ON OPERATOR CLASS modelname_ops USING hash IS 'equality of all fields';

CREATE FUNCTION modelfamily_lt(modelfamily, modelfamily) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelfamily_lt'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_lt(modelfamily, modelfamily) IS 'implementation of < operator';

CREATE FUNCTION modelfamily_le(modelfamily, modelfamily) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelfamily_le'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_le(modelfamily, modelfamily) IS 'implementation of <= operator';

CREATE FUNCTION modelfamily_eq(modelfamily, modelfamily) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelfamily_eq'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_eq(modelfamily, modelfamily) IS 'implementation of = operator';

CREATE FUNCTION modelfamily_ne(modelfamily, modelfamily) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelfamily_ne'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_ne(modelfamily, modelfamily) IS 'implementation of <> operator';

CREATE FUNCTION modelfamily_ge(modelfamily, modelfamily) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelfamily_ge'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_ge(modelfamily, modelfamily) IS 'implementation of >= operator';

CREATE FUNCTION modelfamily_gt(modelfamily, modelfamily) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelfamily_gt'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_gt(modelfamily, modelfamily) IS 'implementation of > operator';

CREATE FUNCTION modelfamily_cmp(modelfamily, modelfamily) RETURNS integer
	AS 'MODULE_PATHNAME', 'ms_modelfamily_cmp'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_cmp(modelfamily, modelfamily) IS 'less-equal-greater; versions by number';

CREATE FUNCTION modelfamily_hash(modelfamily) RETURNS integer
	AS 'MODULE_PATHNAME', 'ms_fields_hash'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_hash(modelfamily) IS 'hash';

CREATE FUNCTION modelfamily_hash_extended(modelfamily, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'ms_fields_hash_extended'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_hash_extended(modelfamily, bigint) IS 'hash with a seed';

CREATE OPERATOR < (
	FUNCTION = modelfamily_lt,
	LEFTARG = modelfamily,
	RIGHTARG = modelfamily,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (modelfamily, modelfamily) IS 'less than';

CREATE OPERATOR <= (
	FUNCTION = modelfamily_le,
	LEFTARG = modelfamily,
	RIGHTARG = modelfamily,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (modelfamily, modelfamily) IS 'less than or equal';

CREATE OPERATOR = (
	FUNCTION = modelfamily_eq,
	LEFTARG = modelfamily,
	RIGHTARG = modelfamily,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (modelfamily, modelfamily) IS 'equal';

CREATE OPERATOR <> (
	FUNCTION = modelfamily_ne,
	LEFTARG = modelfamily,
	RIGHTARG = modelfamily,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (modelfamily, modelfamily) IS 'not equal';

CREATE OPERATOR >= (
	FUNCTION = modelfamily_ge,
	LEFTARG = modelfamily,
	RIGHTARG = modelfamily,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (modelfamily, modelfamily) IS 'greater than or equal';

CREATE OPERATOR > (
	FUNCTION = modelfamily_gt,
	LEFTARG = modelfamily,
	RIGHTARG = modelfamily,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (modelfamily, modelfamily) IS 'greater than';

CREATE OPERATOR FAMILY modelfamily_ops USING btree;
CREATE OPERATOR CLASS modelfamily_ops DEFAULT FOR TYPE modelfamily USING btree FAMILY modelfamily_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 modelfamily_cmp(modelfamily, modelfamily),
	FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR FAMILY modelfamily_ops USING btree IS 'field by field, versions by number';
COMMENT ON OPERATOR CLASS modelfamily_ops USING btree IS 'field by field, versions by number';

CREATE OPERATOR FAMILY modelfamily_ops USING hash;
CREATE OPERATOR CLASS modelfamily_ops DEFAULT FOR TYPE modelfamily USING hash FAMILY modelfamily_ops AS
	OPERATOR 1 =,
	FUNCTION 1 modelfamily_hash(modelfamily),
	FUNCTION 2 modelfamily_hash_extended(modelfamily, bigint);
COMMENT ON OPERATOR FAMILY modelfamily_ops USING hash IS 'equality of all fields';
COMMENT ON OPERATOR CLASS modelfamily_ops USING hash IS 'equality of all fields';

-- The least and the greatest in that order.

CREATE FUNCTION modelname_smaller(modelname, modelname) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelname_smaller'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_smaller(modelname, modelname) IS 'smaller of two';

CREATE AGGREGATE min(modelname) (
	SFUNC = modelname_smaller,
	STYPE = modelname,
	COMBINEFUNC = modelname_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(modelname) IS 'the least, versions by number; null where there is none';

CREATE FUNCTION modelname_larger(modelname, modelname) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelname_larger'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelname_larger(modelname, modelname) IS 'larger of two';

CREATE AGGREGATE max(modelname) (
	SFUNC = modelname_larger,
	STYPE = modelname,
	COMBINEFUNC = modelname_larger,
	SORTOP = >,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(modelname) IS 'the greatest, versions by number; null where there is none';

CREATE FUNCTION modelfamily_smaller(modelfamily, modelfamily) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_modelfamily_smaller'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_smaller(modelfamily, modelfamily) IS 'smaller of two';

CREATE AGGREGATE min(modelfamily) (
	SFUNC = modelfamily_smaller,
	STYPE = modelfamily,
	COMBINEFUNC = modelfamily_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(modelfamily) IS 'the least, versions by number; null where there is none';

CREATE FUNCTION modelfamily_larger(modelfamily, modelfamily) RETURNS modelfamily
	AS 'MODULE_PATHNAME', 'ms_modelfamily_larger'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_larger(modelfamily, modelfamily) IS 'larger of two';

CREATE AGGREGATE max(modelfamily) (
	SFUNC = modelfamily_larger,
	STYPE = modelfamily,
	COMBINEFUNC = modelfamily_larger,
	SORTOP = >,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(modelfamily) IS 'the greatest, versions by number; null where there is none';

-- Membership.

CREATE FUNCTION modelfamily_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'ms_modelfamily_support'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_support(internal) IS 'planner support: the part of an index over names that <@ and @> need';

CREATE FUNCTION modelfamily_from(modelfamily) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelfamily_from'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_from(modelfamily) IS 'for the planner: no name of the family sorts before this one';

CREATE FUNCTION modelfamily_upto(modelfamily) RETURNS modelname
	AS 'MODULE_PATHNAME', 'ms_modelfamily_upto'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_upto(modelfamily) IS 'for the planner: no name of the family sorts after this one';

CREATE FUNCTION modelfamily_sel(internal, oid, internal, integer) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ms_modelfamily_sel'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_sel(internal, oid, internal, integer) IS 'restriction selectivity of <@ and @>';

CREATE FUNCTION modelfamily_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ms_modelfamily_joinsel'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelfamily_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of <@ and @>';

CREATE FUNCTION modelname_in_family(modelname, modelfamily) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelname_in_family'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1
	SUPPORT modelfamily_support;
COMMENT ON FUNCTION modelname_in_family(modelname, modelfamily) IS 'implementation of <@ operator';

CREATE FUNCTION modelfamily_has_name(modelfamily, modelname) RETURNS boolean
	AS 'MODULE_PATHNAME', 'ms_modelfamily_has_name'
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1
	SUPPORT modelfamily_support;
COMMENT ON FUNCTION modelfamily_has_name(modelfamily, modelname) IS 'implementation of @> operator';

CREATE OPERATOR <@ (
	FUNCTION = modelname_in_family,
	LEFTARG = modelname,
	RIGHTARG = modelfamily,
	COMMUTATOR = @>,
	RESTRICT = modelfamily_sel,
	JOIN = modelfamily_joinsel
);
COMMENT ON OPERATOR <@ (modelname, modelfamily) IS 'belongs to the family';

CREATE OPERATOR @> (
	FUNCTION = modelfamily_has_name,
	LEFTARG = modelfamily,
	RIGHTARG = modelname,
	COMMUTATOR = <@,
	RESTRICT = modelfamily_sel,
	JOIN = modelfamily_joinsel
);
COMMENT ON OPERATOR @> (modelfamily, modelname) IS 'holds the name';

-- The aggregate that builds a grouping.  No combine function: the order of the entries is part of
-- the value, as in array_agg.

CREATE FUNCTION modelgrouping_transfn(modelgrouping, label text, family modelfamily) RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_modelgrouping_transfn'
	LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelgrouping_transfn(modelgrouping, text, modelfamily) IS 'aggregate transition function: one more entry';

CREATE FUNCTION modelgrouping_finalfn(modelgrouping) RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_modelgrouping_finalfn'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION modelgrouping_finalfn(modelgrouping) IS 'aggregate final function';

CREATE AGGREGATE modelgrouping(label text, family modelfamily) (
	SFUNC = modelgrouping_transfn,
	STYPE = modelgrouping,
	SSPACE = 256,
	FINALFUNC = modelgrouping_finalfn,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE modelgrouping(text, modelfamily) IS 'the labels of families as one grouping, in input order; a null label excludes its family';

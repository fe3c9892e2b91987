-- share_summary: what weekly_share() builds and its accessors read.

CREATE TYPE share_summary;

CREATE FUNCTION share_summary_in(cstring) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_in'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION share_summary_out(share_summary) RETURNS cstring
	AS 'MODULE_PATHNAME', 'ms_share_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION share_summary_recv(internal) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_recv'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1;
CREATE FUNCTION share_summary_send(share_summary) RETURNS bytea
	AS 'MODULE_PATHNAME', 'ms_share_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;

-- Eight-byte members need the alignment; cells of small sums compress well.
CREATE TYPE share_summary (
	INPUT = share_summary_in,
	OUTPUT = share_summary_out,
	RECEIVE = share_summary_recv,
	SEND = share_summary_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE share_summary IS
	'amount of every (week, key) of a usage log, as weekly_share() builds it';

-- Explicit only: a summary comes back from its text, and not from jsonb, which drops the sign of a zero.
CREATE CAST (share_summary AS jsonb) WITH INOUT;
COMMENT ON CAST (share_summary AS jsonb) IS 'the text form as jsonb, to look into; its layout is not promised, and it is not read back';

COMMENT ON FUNCTION share_summary_in(cstring) IS 'text input of share_summary';
COMMENT ON FUNCTION share_summary_out(share_summary) IS 'text output of share_summary: JSON';
COMMENT ON FUNCTION share_summary_recv(internal) IS 'binary input of share_summary';
COMMENT ON FUNCTION share_summary_send(share_summary) IS 'binary output of share_summary';

-- Transition, combine and final functions.

CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamptz, key text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamptz_rows'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamptz, key text, amount bigint) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamptz_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamptz, key text, amount float8) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamptz_float8'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamp, key text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamp_rows'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamp, key text, amount bigint) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamp_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamp, key text, amount float8) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamp_float8'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts date, key text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_date_rows'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts date, key text, amount bigint) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_date_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts date, key text, amount float8) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_date_float8'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamptz, key text, amount bigint, timezone text, week_start text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamptz_bigint'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION weekly_share_transition(state share_summary, ts timestamptz, key text, amount float8, timezone text, week_start text) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_timestamptz_float8'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION share_summary_combine(state share_summary, other share_summary) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_combine'
	LANGUAGE C STABLE PARALLEL SAFE COST 1;
CREATE FUNCTION share_summary_final(state share_summary) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;

COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamptz, text) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamptz, text, bigint) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamptz, text, float8) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamp, text) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamp, text, bigint) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamp, text, float8) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, date, text) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, date, text, bigint) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, date, text, float8) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamptz, text, bigint, text, text) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION weekly_share_transition(share_summary, timestamptz, text, float8, text, text) IS 'transition function of weekly_share()';
COMMENT ON FUNCTION share_summary_combine(share_summary, share_summary) IS 'combine function of weekly_share(), transition function of rollup()';
COMMENT ON FUNCTION share_summary_final(share_summary) IS 'final function of weekly_share() and rollup()';

CREATE AGGREGATE weekly_share(ts timestamptz, key text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamptz, key text) IS
	'summary of the number of rows of each key in each week; weeks in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE weekly_share(ts timestamptz, key text, amount bigint) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamptz, key text, amount bigint) IS
	'summary of the amount of each key in each week; weeks in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE weekly_share(ts timestamptz, key text, amount float8) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamptz, key text, amount float8) IS
	'summary of the amount of each key in each week; weeks in the zone of modelshare.timezone (UTC unless set)';

CREATE AGGREGATE weekly_share(ts timestamp, key text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamp, key text) IS
	'summary of the number of rows of each key in each week; times taken at face value';

CREATE AGGREGATE weekly_share(ts timestamp, key text, amount bigint) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamp, key text, amount bigint) IS
	'summary of the amount of each key in each week; times taken at face value';

CREATE AGGREGATE weekly_share(ts timestamp, key text, amount float8) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamp, key text, amount float8) IS
	'summary of the amount of each key in each week; times taken at face value';

CREATE AGGREGATE weekly_share(ts date, key text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts date, key text) IS
	'summary of the number of rows of each key in each week; dates taken at face value';

CREATE AGGREGATE weekly_share(ts date, key text, amount bigint) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts date, key text, amount bigint) IS
	'summary of the amount of each key in each week; dates taken at face value';

CREATE AGGREGATE weekly_share(ts date, key text, amount float8) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts date, key text, amount float8) IS
	'summary of the amount of each key in each week; dates taken at face value';

CREATE AGGREGATE weekly_share(ts timestamptz, key text, amount bigint, timezone text, week_start text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamptz, key text, amount bigint, timezone text, week_start text) IS
	'summary of the amount of each key in each week, in the given zone and with the given first day of the week (NULL: the setting)';

CREATE AGGREGATE weekly_share(ts timestamptz, key text, amount float8, timezone text, week_start text) (
	SFUNC = weekly_share_transition,
	STYPE = share_summary,
	SSPACE = 256,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE weekly_share(ts timestamptz, key text, amount float8, timezone text, week_start text) IS
	'summary of the amount of each key in each week, in the given zone and with the given first day of the week (NULL: the setting)';

-- These read settings, so they are STABLE: see calendar.sql.
UPDATE pg_catalog.pg_proc SET provolatile = 's'
WHERE oid OPERATOR(pg_catalog.=) ANY (ARRAY[
	'weekly_share(timestamptz, text)',
	'weekly_share(timestamptz, text, bigint)',
	'weekly_share(timestamptz, text, float8)',
	'weekly_share(timestamp, text)',
	'weekly_share(timestamp, text, bigint)',
	'weekly_share(timestamp, text, float8)',
	'weekly_share(date, text)',
	'weekly_share(date, text, bigint)',
	'weekly_share(date, text, float8)',
	'weekly_share(timestamptz, text, bigint, text, text)',
	'weekly_share(timestamptz, text, float8, text, text)'
]::pg_catalog.regprocedure[]);

-- Merging.
CREATE AGGREGATE rollup(summary share_summary) (
	SFUNC = share_summary_combine,
	STYPE = share_summary,
	SSPACE = 8192,
	FINALFUNC = share_summary_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = share_summary_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(share_summary) IS
	'merges share summaries into the one that a single scan of all their rows would give';

CREATE FUNCTION share_summary_merge(a share_summary, b share_summary) RETURNS share_summary
	AS 'MODULE_PATHNAME', 'ms_share_merge'
	LANGUAGE C STABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION share_summary_merge(share_summary, share_summary) IS 'implementation of || operator';

CREATE OPERATOR || (
	LEFTARG = share_summary,
	RIGHTARG = share_summary,
	FUNCTION = share_summary_merge,
	COMMUTATOR = ||
);
COMMENT ON OPERATOR || (share_summary, share_summary) IS
	'merges two share summaries into the one that a single scan of both their rows would give; NULL, a scan of no rows, changes nothing';

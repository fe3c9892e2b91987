-- share_summary: what weekly_share() builds and its accessors read.
-- Cells of small sums compress well.
--@ type share_summary
--@ c ms_share
--@ kind share
--@ aggregates weekly_share()
--@ about amount of every (week, key) of a usage log, as weekly_share() builds it
--@ storage extended
--@ rollup_space 8192
--@ equality of fractional amounts, those that give equal answers may differ in what rounding left
--@ first_seen start of the first day that a share summary read: the default of since
--@ last_seen end of the last day that a share summary read, or now if that day is still running: the default of as_of, unless summary_info() says one_row_a_period
--@ last_period_end end of the week of the last row that a share summary read, or now if that week is still running: as_of for a table that is already one row a week
--@ end

-- Transition functions.

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

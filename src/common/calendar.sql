-- Weeks as a scalar: the same week that weekly_share puts a row into.
-- A form that reads a setting is STABLE; one with all arguments is IMMUTABLE.
--
-- So is an aggregate that reads one, lest postgres_fdw have it run by a session with other settings.
-- CREATE AGGREGATE makes every aggregate IMMUTABLE and no ALTER changes that, so the metrics' scripts
-- update pg_proc, as citext--1.1--1.2.sql does for PARALLEL.  An unqualified name is safe there: it can
-- only be that of the aggregate just made.  An unqualified operator is not: a planted =(oid,
-- regprocedure) would fit better than core's.  An update script that makes such an aggregate does the same.

CREATE FUNCTION week_of(ts timestamptz) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_week_of_timestamptz'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION week_of(timestamptz) IS
	'first day of the week in which an instant falls, in the zone of modelshare.timezone (UTC unless set), weeks starting on modelshare.week_start';

CREATE FUNCTION week_of(ts timestamptz, timezone text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_week_of_timestamptz'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION week_of(timestamptz, text) IS
	'first day of the week in which an instant falls, in the given zone, weeks starting on modelshare.week_start';

CREATE FUNCTION week_of(ts timestamptz, timezone text, week_start text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_week_of_timestamptz'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION week_of(timestamptz, text, text) IS
	'first day of the week in which an instant falls, in the given zone, weeks starting on the given day';

CREATE FUNCTION week_of(ts timestamp) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_week_of_timestamp'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION week_of(timestamp) IS
	'first day of the week of a zone-less time, taken at face value, weeks starting on modelshare.week_start';

CREATE FUNCTION week_of(ts timestamp, week_start text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_week_of_timestamp'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION week_of(timestamp, text) IS
	'first day of the week of a zone-less time, taken at face value, weeks starting on the given day';

CREATE FUNCTION week_of(ts date) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_week_of_date'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION week_of(date) IS
	'first day of the week of a date, weeks starting on modelshare.week_start';

CREATE FUNCTION week_of(ts date, week_start text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_week_of_date'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION week_of(date, text) IS
	'first day of the week of a date, weeks starting on the given day';

-- A zone does not go with a time that has none.  Without these forms the time would be cast to
-- timestamptz in the session's zone, without a word, and move to another week.

CREATE FUNCTION week_of(ts timestamp, timezone text, week_start text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION week_of(timestamp, text, text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

CREATE FUNCTION week_of(ts date, timezone text, week_start text) RETURNS date
	AS 'MODULE_PATHNAME', 'ms_zone_on_face_value'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1;
COMMENT ON FUNCTION week_of(date, text, text) IS
	'raises: a time without a zone is taken at face value, and no timezone goes with it';

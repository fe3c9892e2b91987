-- Accessors of retention_summary that look at cohorts.  A NULL summary has no rows.
-- as_of is required: what nobody did any more can only be told from what nobody could have done yet
-- by somebody who knows how far the log was read.

CREATE FUNCTION retention(r retention_summary, as_of timestamptz DEFAULT NULL, since timestamptz DEFAULT NULL,
	mode text DEFAULT 'on', level float8 DEFAULT 0.95, min_size int DEFAULT 0)
	RETURNS TABLE (cohort date, cohort_size bigint, period int, retained bigint, rate float8,
		ci_low float8, ci_high float8, left_censored bool, complete bool)
	AS 'MODULE_PATHNAME', 'ms_retention'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 200;
COMMENT ON FUNCTION retention(retention_summary, timestamptz, timestamptz, text, float8, int) IS
	'part of each cohort that is there in every period after its first, as a fraction; NULL where the period had not ended by as_of';

CREATE FUNCTION retention_curve(r retention_summary, as_of timestamptz DEFAULT NULL, since timestamptz DEFAULT NULL,
	mode text DEFAULT 'on', level float8 DEFAULT 0.95, min_size int DEFAULT 0)
	RETURNS TABLE (period int, cohorts int, users bigint, retained bigint, rate float8, simple_mean float8,
		ci_low float8, ci_high float8)
	AS 'MODULE_PATHNAME', 'ms_retention_curve'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 20;
COMMENT ON FUNCTION retention_curve(retention_summary, timestamptz, timestamptz, text, float8, int) IS
	'retention by periods since the first, over all cohorts that are not left-censored and were observed in the period: rate weighs by users, simple_mean does not';

CREATE FUNCTION foundational_cohorts(r retention_summary, as_of timestamptz DEFAULT NULL, since timestamptz DEFAULT NULL,
	at_period int DEFAULT NULL, margin float8 DEFAULT 0.10, min_size int DEFAULT 100, level float8 DEFAULT 0.95)
	RETURNS TABLE (cohort date, cohort_size bigint, rate float8, ci_low float8, ci_high float8,
		later_cohorts int, later_size bigint, later_rate float8, later_ci_low float8, later_ci_high float8,
		difference float8, foundational bool)
	AS 'MODULE_PATHNAME', 'ms_foundational_cohorts'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 20;
COMMENT ON FUNCTION foundational_cohorts(retention_summary, timestamptz, timestamptz, int, float8, int, float8) IS
	'each cohort against all later ones at one period (by default month 5, week 12, day 30, quarter 2): foundational when it stays above them by the margin, with intervals apart';

CREATE FUNCTION boomerangs(r retention_summary, as_of timestamptz DEFAULT NULL, margin float8 DEFAULT 0.05,
	min_size int DEFAULT 100, since timestamptz DEFAULT NULL)
	RETURNS TABLE (cohort date, cohort_size bigint, period int, rate_before float8, rate float8, jump float8,
		returned bigint, lapsed bigint, z float8)
	AS 'MODULE_PATHNAME', 'ms_boomerangs'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 5;
COMMENT ON FUNCTION boomerangs(retention_summary, timestamptz, float8, int, timestamptz) IS
	'periods in which so many of a cohort came back that its retention rose by the margin or more, and not by chance (McNemar); with since only of cohorts that start from then on';

CREATE FUNCTION cohort_pattern(r retention_summary, as_of timestamptz DEFAULT NULL, since timestamptz DEFAULT NULL,
	at_period int DEFAULT NULL, margin float8 DEFAULT 0.10, floor float8 DEFAULT 0.20,
	min_size int DEFAULT 100, level float8 DEFAULT 0.95)
	RETURNS TABLE (pattern text, foundational_cohort date, cohorts int, users bigint, pooled_rate float8, spread float8)
	AS 'MODULE_PATHNAME', 'ms_cohort_pattern'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 1;
COMMENT ON FUNCTION cohort_pattern(retention_summary, timestamptz, timestamptz, int, float8, float8, int, float8) IS
	'the shape of all cohorts in a word: glass slipper, foundational, no fit, steady or undecided; and what it rests on';

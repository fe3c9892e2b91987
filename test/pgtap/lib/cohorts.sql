-- What the accessors of cohorts must give, in plain SQL.  Nothing here calls
-- the extension.  The rows are those of oracle.visits; a test fills it and
-- gives the same rows to the aggregate.
CREATE SCHEMA oracle;
CREATE TABLE oracle.visits (ts timestamptz, user_id bigint, starts bool DEFAULT true);

-- A period as a number, so that periods can be subtracted; and back.
CREATE FUNCTION oracle.number(day date, unit text) RETURNS int
LANGUAGE sql IMMUTABLE
RETURN CASE unit
	WHEN 'day' THEN day - date '1900-01-01'
	WHEN 'week' THEN (day - date '1900-01-01') / 7	-- a Monday
	WHEN 'month' THEN extract(year FROM day)::int * 12 + extract(month FROM day)::int
	WHEN 'quarter' THEN extract(year FROM day)::int * 4 + extract(quarter FROM day)::int
	END;

CREATE FUNCTION oracle.first_day(number int, unit text) RETURNS date
LANGUAGE sql IMMUTABLE
RETURN CASE unit
	WHEN 'day' THEN date '1900-01-01' + number
	WHEN 'week' THEN date '1900-01-01' + 7 * number
	WHEN 'month' THEN make_date((number - 1) / 12, (number - 1) % 12 + 1, 1)
	WHEN 'quarter' THEN make_date((number - 1) / 4, (number - 1) % 4 * 3 + 1, 1)
	END;

-- First and last complete period, last visible one, first cohort that is not left-censored.
CREATE FUNCTION oracle.ends(unit text, zone text, as_of timestamptz, since timestamptz)
RETURNS TABLE (complete int, visible int, uncensored int)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT n.a - 1, n.a - CASE WHEN as_of AT TIME ZONE zone > oracle.first_day(n.a, unit) THEN 0 ELSE 1 END,
		CASE WHEN since IS NULL THEN n.first + 1
			ELSE n.s + CASE WHEN since AT TIME ZONE zone > oracle.first_day(n.s, unit) THEN 1 ELSE 0 END END
	FROM (SELECT oracle.number((as_of AT TIME ZONE zone)::date, unit) AS a,
			oracle.number((since AT TIME ZONE zone)::date, unit) AS s,
			(SELECT min(oracle.number((v.ts AT TIME ZONE zone)::date, unit)) FROM oracle.visits AS v WHERE v.user_id IS NOT NULL) AS first) AS n;
END;

-- Who was there in which of the periods that are seen, from the cohort on.
CREATE FUNCTION oracle.presence(unit text, zone text, as_of timestamptz)
RETURNS TABLE (user_id bigint, c int, k int)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH active AS MATERIALIZED (
		SELECT v.user_id, oracle.number((v.ts AT TIME ZONE zone)::date, unit) AS p, bool_or(v.starts) AS starts
		FROM oracle.visits AS v WHERE v.user_id IS NOT NULL GROUP BY 1, 2),
	cohort AS (SELECT active.user_id, min(active.p) AS c FROM active WHERE active.starts GROUP BY 1)
	SELECT cohort.user_id, cohort.c, active.p - cohort.c
	FROM cohort JOIN active ON active.user_id = cohort.user_id AND active.p >= cohort.c,
		oracle.ends(unit, zone, as_of, NULL) AS e
	WHERE active.p <= e.visible;
END;

-- The bounds are the roots of (part - share)^2 = z^2 share (1 - share) / total.
CREATE FUNCTION oracle.wilson(part bigint, total bigint, z float8) RETURNS TABLE (low float8, high float8)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	SELECT (-q.b - sqrt(greatest(q.b * q.b - 4 * q.a * q.c, 0))) / (2 * q.a),
		(-q.b + sqrt(greatest(q.b * q.b - 4 * q.a * q.c, 0))) / (2 * q.a)
	FROM (SELECT total + z * z AS a, -(2 * part + z * z) AS b, (part::float8 * part) / total AS c) AS q;
END;

-- retention(), its floats rounded to 10 digits.  z belongs to the level.
CREATE FUNCTION oracle.retention(unit text, zone text, as_of timestamptz, since timestamptz DEFAULT NULL,
	mode text DEFAULT 'on', z float8 DEFAULT 1.959963984540054, min_size int DEFAULT 0)
RETURNS TABLE (cohort date, cohort_size bigint, period int, retained bigint, rate numeric, ci_low numeric, ci_high numeric,
	left_censored bool, complete bool)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH e AS (SELECT * FROM oracle.ends(unit, zone, as_of, since)),
	presence AS MATERIALIZED (SELECT * FROM oracle.presence(unit, zone, as_of)),
	size AS (SELECT p.c, count(*) AS n FROM presence AS p WHERE p.k = 0 GROUP BY 1),
	counted AS (
		SELECT p.c, p.k, count(*) AS r FROM presence AS p WHERE mode = 'on' GROUP BY 1, 2
		UNION ALL
		SELECT last.c, k.k, count(*) FROM (SELECT p.user_id, p.c, max(p.k) AS k FROM presence AS p GROUP BY 1, 2) AS last,
			generate_series(0, last.k) AS k (k) WHERE mode = 'on_or_after' GROUP BY 1, 2),
	cells AS (
		SELECT size.c, size.n, k.k, size.c < e.uncensored AS left_censored, size.c + k.k <= e.complete AS complete
		FROM size, e, generate_series(0, e.visible - size.c) AS k (k) WHERE size.n >= min_size)
	SELECT oracle.first_day(cells.c, unit), cells.n, cells.k,
		CASE WHEN cells.complete THEN coalesce(counted.r, 0) END,
		CASE WHEN cells.complete THEN round((coalesce(counted.r, 0)::float8 / cells.n)::numeric, 10) END,
		CASE WHEN cells.complete THEN round(w.low::numeric, 10) END,
		CASE WHEN cells.complete THEN round(w.high::numeric, 10) END,
		cells.left_censored, cells.complete
	FROM cells LEFT JOIN counted ON counted.c = cells.c AND counted.k = cells.k,
		oracle.wilson(coalesce(counted.r, 0), cells.n, z) AS w;
END;

CREATE FUNCTION oracle.curve(unit text, zone text, as_of timestamptz, since timestamptz, mode text, min_size int)
RETURNS TABLE (period int, cohorts int, users bigint, retained bigint, rate numeric, simple_mean numeric, ci_low numeric, ci_high numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT g.period, g.cohorts, g.users, g.retained, round(g.retained::numeric / g.users, 10), round(g.mean, 10), round(w.low::numeric, 10), round(w.high::numeric, 10)
	FROM (SELECT r.period, count(*)::int AS cohorts, sum(r.cohort_size)::bigint AS users, sum(r.retained)::bigint AS retained,
			avg(r.retained / r.cohort_size::numeric) AS mean
		FROM oracle.retention(unit, zone, as_of, since, mode, min_size => min_size) AS r
		WHERE r.complete AND NOT r.left_censored GROUP BY 1) AS g,
		oracle.wilson(g.retained, g.users, 1.959963984540054) AS w;
END;

CREATE FUNCTION oracle.foundational(unit text, zone text, as_of timestamptz, since timestamptz, at_period int, margin numeric, min_size int)
RETURNS TABLE (cohort date, cohort_size bigint, rate numeric, ci_low numeric, ci_high numeric, later_cohorts int, later_size bigint,
	later_rate numeric, later_ci_low numeric, later_ci_high numeric, difference numeric, foundational bool)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH observed AS MATERIALIZED (
		SELECT r.* FROM oracle.retention(unit, zone, as_of, since, min_size => min_size) AS r WHERE r.period = at_period AND r.complete),
	paired AS (
		SELECT o.*, l.* FROM observed AS o,
			LATERAL (SELECT count(*)::int AS later_cohorts, coalesce(sum(x.cohort_size), 0)::bigint AS later_size, sum(x.retained)::bigint AS later_retained
				FROM observed AS x WHERE x.cohort > o.cohort AND NOT x.left_censored) AS l)
	SELECT p.cohort, p.cohort_size, p.rate, p.ci_low, p.ci_high, p.later_cohorts, p.later_size,
		round(p.later_retained::numeric / p.later_size, 10), round(w.low::numeric, 10), round(w.high::numeric, 10),
		round(p.retained::numeric / p.cohort_size - p.later_retained::numeric / p.later_size, 10),
		CASE WHEN p.later_cohorts >= 2 AND NOT p.left_censored THEN
			p.retained::numeric / p.cohort_size - p.later_retained::numeric / p.later_size >= margin AND p.ci_low > w.high END
	FROM paired AS p LEFT JOIN LATERAL oracle.wilson(p.later_retained, nullif(p.later_size, 0), 1.959963984540054) AS w ON true;
END;

CREATE FUNCTION oracle.boomerangs(unit text, zone text, as_of timestamptz, margin numeric, min_size int)
RETURNS TABLE (cohort date, cohort_size bigint, period int, rate_before numeric, rate numeric, jump numeric, returned bigint, lapsed bigint, z numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH presence AS MATERIALIZED (SELECT * FROM oracle.presence(unit, zone, as_of)),
	change AS (
		SELECT coalesce(now.c, before.c) AS c, coalesce(now.k, before.k + 1) AS k,
			count(*) FILTER (WHERE before.k IS NULL) AS b, count(*) FILTER (WHERE now.k IS NULL) AS l
		FROM presence AS now FULL JOIN presence AS before ON before.user_id = now.user_id AND before.k = now.k - 1
		GROUP BY 1, 2),
	r AS (SELECT * FROM oracle.retention(unit, zone, as_of) AS x WHERE x.complete)
	SELECT r.cohort, r.cohort_size, r.period, before.rate, r.rate, round((change.b - change.l)::numeric / r.cohort_size, 10),
		change.b, change.l, round(((change.b - change.l) / sqrt(change.b + change.l))::numeric, 10)
	FROM change JOIN r ON r.cohort = oracle.first_day(change.c, unit) AND r.period = change.k
	JOIN r AS before ON before.cohort = r.cohort AND before.period = r.period - 1
	WHERE r.period >= 2 AND r.cohort_size >= min_size AND (change.b - change.l)::numeric / r.cohort_size >= margin
		AND (change.b - change.l) / sqrt(nullif(change.b + change.l, 0)) >= 1.96;
END;

-- What lifecycle(), active_users(), survival() and cell_users() must give, in
-- plain SQL.  Nothing here calls the extension.  The rows are those of
-- oracle.log; a test fills it and gives the same rows to the aggregate.
CREATE SCHEMA oracle;
CREATE TABLE oracle.log (ts timestamptz, u bigint, opens bool DEFAULT true);

-- A made-up log: users who come and go, a fifth of them once; some rows years
-- before; rows without a user, without a time, with an infinite time.
CREATE PROCEDURE oracle.fill(seed float8, users int, since timestamptz, span interval)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM setseed(seed);
	TRUNCATE oracle.log;
	CREATE TEMP TABLE life AS
		SELECT n, since + random() * span AS start, random() ^ 1.2 * span AS length,
			CASE WHEN random() < 0.2 THEN 1 ELSE ceil(random() ^ 2 * 60) END::int AS visits
		FROM generate_series(1, users) AS n;
	INSERT INTO oracle.log
		SELECT start + random() * length, n * 7919 - 1000000, random() < 0.2
		FROM life, generate_series(1, visits);
	-- twice the same, and years before
	INSERT INTO oracle.log SELECT * FROM oracle.log WHERE random() < 0.1;
	INSERT INTO oracle.log SELECT ts - interval '7 years', u, opens FROM oracle.log WHERE u % 29 = 0 AND random() < 0.2;
	INSERT INTO oracle.log SELECT ts, NULL FROM oracle.log WHERE random() < 0.01;
	INSERT INTO oracle.log SELECT t, 1 FROM unnest('{NULL,infinity,-infinity}'::timestamptz[]) AS t, generate_series(1, 3);
	DROP TABLE life;
END $$;

-- Periods as numbers: of a day, and the first day of one.
CREATE FUNCTION oracle.number(day date, unit text) RETURNS int
LANGUAGE sql IMMUTABLE
RETURN CASE unit
	WHEN 'day' THEN day - date '2000-01-01'
	WHEN 'week' THEN floor((day - date '2000-01-03') / 7.0)::int
	WHEN 'month' THEN (extract(year FROM day) * 12 + extract(month FROM day) - 1)::int
	WHEN 'quarter' THEN (extract(year FROM day) * 4 + extract(quarter FROM day) - 1)::int END;

CREATE FUNCTION oracle.start_of(period int, unit text) RETURNS date
LANGUAGE sql IMMUTABLE
RETURN CASE unit
	WHEN 'day' THEN date '2000-01-01' + period
	WHEN 'week' THEN date '2000-01-03' + 7 * period
	WHEN 'month' THEN make_date(period / 12, period % 12 + 1, 1)
	WHEN 'quarter' THEN make_date(period / 4, period % 4 * 3 + 1, 1) END;

-- What as_of and since mean: the last complete period, the last to be seen, the first not left-censored.
CREATE FUNCTION oracle.ends(unit text, zone text, as_of timestamptz, since timestamptz DEFAULT NULL)
RETURNS TABLE (low int, complete int, visible int, uncensored int)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT f.low, x.p - 1,
		CASE WHEN oracle.start_of(x.p, unit)::timestamp AT TIME ZONE zone = as_of THEN x.p - 1 ELSE x.p END,
		CASE WHEN since IS NULL THEN f.low + 1
			WHEN oracle.start_of(s.p, unit)::timestamp AT TIME ZONE zone = since THEN s.p ELSE s.p + 1 END
	FROM (SELECT oracle.number((as_of AT TIME ZONE zone)::date, unit) AS p) AS x,
		(SELECT oracle.number((since AT TIME ZONE zone)::date, unit) AS p) AS s,
		(SELECT min(oracle.number((l.ts AT TIME ZONE zone)::date, unit)) AS low FROM oracle.log AS l WHERE isfinite(l.ts) AND l.u IS NOT NULL) AS f;
END;

-- Every user with its cohort and each period in which it was active from there on.
CREATE FUNCTION oracle.active(unit text, zone text, as_of timestamptz, starts bool DEFAULT false)
RETURNS TABLE (u bigint, cohort int, p int)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH a AS MATERIALIZED (
		SELECT l.u, oracle.number((l.ts AT TIME ZONE zone)::date, unit) AS p, bool_or(l.opens OR NOT starts) AS opens
		FROM oracle.log AS l
		WHERE isfinite(l.ts) AND l.u IS NOT NULL
		GROUP BY 1, 2),
	c AS (SELECT a.u, min(a.p) AS cohort FROM a WHERE a.opens GROUP BY a.u)
	SELECT a.u, c.cohort, a.p FROM a JOIN c ON c.u = a.u
	WHERE a.p >= c.cohort AND a.p <= (SELECT e.visible FROM oracle.ends(unit, zone, as_of) AS e);
END;

CREATE FUNCTION oracle.lifecycle(unit text, zone text, as_of timestamptz, since timestamptz DEFAULT NULL, starts bool DEFAULT false)
RETURNS TABLE (period_start date, active bigint, new_users bigint, retained bigint, resurrected bigint, churned bigint,
			   net bigint, churn_rate float8, quick_ratio float8, complete bool, left_censored bool)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH a AS MATERIALIZED (SELECT * FROM oracle.active(unit, zone, as_of, starts)),
	ends AS (SELECT * FROM oracle.ends(unit, zone, as_of, since)),
	here AS (
		SELECT a.p, count(*) AS active, count(*) FILTER (WHERE a.p = a.cohort) AS new_users,
			count(b.u) AS retained, count(*) FILTER (WHERE b.u IS NULL AND a.p > a.cohort) AS resurrected
		FROM a LEFT JOIN a AS b ON b.u = a.u AND b.p = a.p - 1 GROUP BY a.p),
	gone AS (
		SELECT a.p + 1 AS p, count(*) AS churned
		FROM a LEFT JOIN a AS b ON b.u = a.u AND b.p = a.p + 1 WHERE b.u IS NULL GROUP BY a.p),
	grid AS (
		SELECT t, coalesce(here.active, 0) AS active, coalesce(here.new_users, 0) AS new_users,
			coalesce(here.retained, 0) AS retained,
			CASE WHEN t > ends.low OR t >= ends.uncensored THEN coalesce(here.resurrected, 0) END AS resurrected,
			CASE WHEN t <= ends.complete AND (t > ends.low OR t >= ends.uncensored) THEN coalesce(gone.churned, 0) END AS churned,
			t <= ends.complete AS complete, t < ends.uncensored AS left_censored
		FROM ends CROSS JOIN LATERAL generate_series(ends.low, ends.visible) AS t
		LEFT JOIN here ON here.p = t LEFT JOIN gone ON gone.p = t)
	SELECT oracle.start_of(g.t, unit), g.active, g.new_users, g.retained, g.resurrected, g.churned,
		CASE WHEN g.churned IS NOT NULL THEN g.new_users + g.resurrected - g.churned END,
		g.churned::float8 / nullif(lag(g.active) OVER w, 0),
		(g.new_users + g.resurrected)::float8 / nullif(g.churned, 0), g.complete, g.left_censored
	FROM grid AS g WINDOW w AS (ORDER BY g.t);
END;

CREATE FUNCTION oracle.active_users(unit text, zone text, as_of timestamptz)
RETURNS TABLE (period_start date, active bigint, users_so_far bigint, complete bool)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT x.period_start, x.active, (sum(x.new_users) OVER (ORDER BY x.period_start))::bigint, x.complete
	FROM oracle.lifecycle(unit, zone, as_of) AS x;
END;

-- When each user left the risk set.  A silence can begin only behind an active period.
CREATE FUNCTION oracle.exits(unit text, zone text, as_of timestamptz, grace int, starts bool DEFAULT false)
RETURNS TABLE (u bigint, k int, lapsed bool)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH a AS MATERIALIZED (SELECT * FROM oracle.active(unit, zone, as_of, starts)),
	last AS (SELECT e.complete AS m FROM oracle.ends(unit, zone, as_of) AS e),
	silence AS (
		SELECT a.u, min(a.p) + 1 AS t FROM a, last
		WHERE a.p + grace <= last.m AND NOT EXISTS (SELECT FROM a AS b WHERE b.u = a.u AND b.p > a.p AND b.p <= a.p + grace)
		GROUP BY a.u)
	SELECT c.u, coalesce(silence.t - c.cohort, greatest(last.m - grace + 1 - c.cohort, 0)), silence.t IS NOT NULL
	FROM (SELECT DISTINCT a.u, a.cohort FROM a) AS c CROSS JOIN last LEFT JOIN silence ON silence.u = c.u;
END;

CREATE AGGREGATE oracle.product(numeric) (SFUNC = numeric_mul, STYPE = numeric);

-- z is the normal quantile of the level.
CREATE FUNCTION oracle.survival(unit text, zone text, as_of timestamptz, grace int, z numeric DEFAULT 1.95996398454005423552, starts bool DEFAULT false)
RETURNS TABLE (period int, at_risk bigint, lapsed bigint, censored bigint, survival numeric, std_error numeric, ci_low numeric, ci_high numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH x AS MATERIALIZED (SELECT * FROM oracle.exits(unit, zone, as_of, grace, starts)),
	counted AS (
		SELECT t AS k, (count(*) FILTER (WHERE x.k >= t))::numeric AS n, count(*) FILTER (WHERE x.k = t AND x.lapsed) AS d,
			count(*) FILTER (WHERE x.k = t AND NOT x.lapsed) AS c
		FROM (SELECT generate_series(0, max(x.k)) AS t FROM x) AS times CROSS JOIN x GROUP BY t),
	curve AS (
		SELECT counted.*, oracle.product((n - d) * 1.000000000000000000000000000000 / n) OVER w AS s, sum(d) OVER w AS so_far,
			sqrt(sum(CASE WHEN n > d THEN d * 1.000000000000000000000000000000 / (n * (n - d)) END) OVER w) AS root
		FROM counted WINDOW w AS (ORDER BY k))
	SELECT k, n::bigint, d, c, s, CASE WHEN s > 0 THEN s * root END,
		CASE WHEN s > 0 AND so_far > 0 THEN exp(ln(s) * exp(z * root / -ln(s))) END,
		CASE WHEN s > 0 AND so_far > 0 THEN exp(ln(s) * exp(z * root / ln(s))) END
	FROM curve;
END;

-- Both curves have the same rows, the numbers to twelve digits.
CREATE FUNCTION oracle.same_curve(have text, want text, what text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	seen bigint;
	problem text;
BEGIN
	EXECUTE format($q$
		SELECT count(*), (array_agg(concat_ws(' / ', h::text, w::text)) FILTER (WHERE
				(h.at_risk, h.lapsed, h.censored) IS DISTINCT FROM (w.at_risk, w.lapsed, w.censored)
				OR oracle.far(h.survival, w.survival) OR oracle.far(h.std_error, w.std_error)
				OR oracle.far(h.ci_low, w.ci_low) OR oracle.far(h.ci_high, w.ci_high)))[1]
		FROM (%s) AS h FULL JOIN (%s) AS w USING (period)$q$, have, want) INTO seen, problem;
	RETURN ok(seen > 0 AND problem IS NULL, what) || CASE WHEN problem IS NULL THEN '' ELSE E'\n' || diag(problem) END;
END $$;

CREATE FUNCTION oracle.far(a float8, b numeric) RETURNS bool
LANGUAGE sql IMMUTABLE
RETURN a IS NULL <> (b IS NULL) OR coalesce(abs(a::numeric - b) > 1e-12, false);

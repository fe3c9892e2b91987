-- Days without rows.  Read by doctor.sql after groups.sql.  Sets "holes", JSON: level, days, expected, example; {} where
-- nothing can be said.
--
-- A day is expected to have rows if its weekday has them in nine of ten weeks but one, of those in which there is anything
-- at all: so weekends off are no holes, and a long outage is one.  A hole is a run of expected days without rows that chance
-- would hardly make: with q the part of the other expected days that are empty, days * q ^ length < 1 %.  A log of working
-- days must lack a week of them (public holidays are no holes); one of all seven days two days, or one if each is busy.
WITH day AS (
	SELECT (d ->> 0)::date AS day, (d ->> 1)::bigint AS n FROM json_array_elements(:'found'::json -> 'days') AS d
	WHERE (d ->> 0)::date BETWEEN '2019-01-01' AND (now() + interval '1 day')::date
), calendar AS (
	SELECT first + i AS day, extract(isodow FROM first + i)::int AS weekday, date_trunc('week', (first + i)::timestamp)::date AS week
	FROM (SELECT min(day) AS first, max(day) AS last FROM day) AS ends, generate_series(0, last - first) AS i
), in_use AS (
	SELECT week, count(n) > 0 AS used FROM calendar LEFT JOIN day USING (day) GROUP BY week
), expected AS (
	SELECT weekday, percentile_disc(0.1) WITHIN GROUP (ORDER BY n) AS few FROM calendar JOIN in_use USING (week) LEFT JOIN day USING (day)
	WHERE used GROUP BY weekday HAVING count(n) >= 0.9 * count(*) - 1 AND count(*) >= 4
), run AS (
	SELECT c.day, n, row_number() OVER (ORDER BY c.day) - row_number() OVER (PARTITION BY n IS NULL ORDER BY c.day) AS run
	FROM calendar AS c JOIN expected USING (weekday) LEFT JOIN day USING (day)
), hole AS (
	SELECT count(*) AS days, min(day) AS first, max(day) AS last FROM run WHERE n IS NULL GROUP BY run ORDER BY count(*) DESC, min(day) LIMIT 1
), total AS (
	SELECT count(*) AS days, count(*) FILTER (WHERE n IS NULL) AS empty,
		(SELECT count(*) = 7 FROM expected) AS all_seven, (SELECT min(few) >= 20 FROM expected) AS busy,
		(SELECT count(*) FILTER (WHERE NOT used) > 0.5 * count(*) AND count(*) >= 8 FROM in_use) AS sporadic,
		(SELECT count(*) >= 4 AND bool_and(extract(day FROM day) = 1) FROM day) AS monthly
	FROM run
), judged AS (
	SELECT total.*, hole.first, hole.last, coalesce(hole.days, 0) AS longest,
		coalesce(total.days * ((empty - hole.days + 0.5) / (total.days - hole.days + 1)) ^ hole.days < 0.01, false) AS unlikely
	FROM total LEFT JOIN hole ON true
)
SELECT CASE WHEN days = 0 AND NOT sporadic THEN '{}' ELSE json_build_object(
		'level', CASE WHEN monthly OR NOT sporadic AND empty = 0 THEN 'in order'
			WHEN sporadic THEN 'note'
			WHEN all_seven AND busy AND empty <= greatest(1, 0.02 * days) OR unlikely AND longest >= CASE WHEN all_seven THEN 2 ELSE 5 END THEN 'finding'
			ELSE 'note' END,
		'days', empty, 'expected', days,
		'example', CASE WHEN monthly THEN 'one time a month' WHEN sporadic THEN 'in more than half of the weeks there is nothing'
			WHEN empty > 0 THEN format('%s of %s expected days; longest %s', empty, days, CASE WHEN longest = 1 THEN first::text ELSE first || ' to ' || last END) END)::text END AS holes
FROM judged
\gset

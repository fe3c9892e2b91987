-- The last whole week, and how much each family gained or lost in it.
SELECT week, rank, key, round((100 * share)::numeric, 1) AS percent, round((100 * point_change)::numeric, 1) AS points
FROM weekly, shares(s, top => 10) WHERE complete ORDER BY week DESC, rank LIMIT 10;

-- The same by vendor, in one statement.
SELECT week, key, round((100 * share)::numeric, 1) AS percent
FROM (SELECT weekly_share(@ts@, model_vendor(@model@)@amount@) AS s FROM usage) AS log, shares(s) ORDER BY week, rank;


-- Is what the peers give equal to ours?  And which query of each is the fastest: its times stand for the peer.
DO $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT DISTINCT what FROM peer_row LOOP
		CALL compare_to_ours(name, format('SELECT cohort, period, retained FROM peer_row WHERE what = %L', name));
	END LOOP;
END $$;

INSERT INTO run
SELECT turn, peer, run.ms, run.cpu_ms FROM unnest(array['DuckDB', 'ClickHouse']) AS peer,
	LATERAL (SELECT what FROM run WHERE what LIKE peer || ': %' GROUP BY what ORDER BY percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) LIMIT 1) AS fastest
	JOIN run USING (what);

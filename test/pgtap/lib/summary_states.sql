-- Every frame, from few rows to many, as its state and in its stored form.
CREATE TABLE bare_share_summary (frame text, rows int, bare share_summary, final share_summary);
CREATE TABLE bare_retention_summary (frame text, rows int, bare retention_summary, final retention_summary);
CREATE TABLE bare_elasticity_summary (frame text, rows int, bare elasticity_summary, final elasticity_summary);
DO $$
DECLARE
	t transitions;
	with_zone text;
BEGIN
	FOR t IN SELECT DISTINCT ON (frame, cardinality(types)) * FROM transitions WHERE NOT raises ORDER BY frame, cardinality(types), function LOOP
		EXECUTE format('CREATE AGGREGATE bare(%s) (sfunc = %s, stype = %s)', array_to_string(t.types[2:], ', '), t.name, t.type);
		FOREACH with_zone IN ARRAY CASE WHEN 'timezone' = ANY (t.names) THEN '{NULL,Europe/Berlin}'::text[] ELSE '{NULL}' END LOOP
			EXECUTE format('INSERT INTO bare_%1$s SELECT %2$L, size, bare(%3$s), %4$s(%3$s) FROM unnest(''{1,2,3,5,8,11,20,60,400}''::int[]) AS size, generate_series(1, size) AS n GROUP BY size',
				t.type, t.frame || cardinality(t.types) || coalesce(with_zone, ''), arguments_of(t, with_zone, 'week'), t.aggregate);
		END LOOP;
		EXECUTE format('DROP AGGREGATE bare(%s)', array_to_string(t.types[2:], ', '));
	END LOOP;
END $$;

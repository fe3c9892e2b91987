-- For tests of input functions: one random change to a value's text or bytes.
CREATE FUNCTION changed(t text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	i int := 1 + floor(random() * length(t))::int;
	n int := 1 + floor(random() * random() * 20)::int;
	alphabet text := E'0123456789abcdefxXeE+-.,:;"''{}[]()\\/ \t\n_=NaInfnul模';
BEGIN
	RETURN CASE floor(random() * 8)::int
		WHEN 0 THEN overlay(t PLACING '' FROM i FOR n)
		WHEN 1 THEN overlay(t PLACING substr(alphabet, 1 + floor(random() * length(alphabet))::int, 1) FROM i FOR 1)
		WHEN 2 THEN overlay(t PLACING substr(alphabet, 1 + floor(random() * length(alphabet))::int, 1) FROM i FOR 0)
		WHEN 3 THEN overlay(t PLACING substr(t, i, n) FROM i FOR 0)
		WHEN 4 THEN left(t, i)
		WHEN 5 THEN regexp_replace(t, '\d+', (array['0', '1', '-1', '4294967296', '9223372036854775807', '99999999999999999999', '1e308', '2147483647', '65536', '255'])[1 + floor(random() * 10)::int], i)
		WHEN 6 THEN overlay(t PLACING substr(t, 1 + floor(random() * length(t))::int, n) FROM i FOR n)
		ELSE overlay(t PLACING reverse(substr(t, i, n)) FROM i FOR n) END;
END $$;

CREATE FUNCTION changed(b bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	i int := floor(random() * length(b))::int;
	n int := 1 + floor(random() * random() * 12)::int;
BEGIN
	RETURN CASE floor(random() * 5)::int
		WHEN 0 THEN set_byte(b, i, floor(random() * 256)::int)
		WHEN 1 THEN substr(b, 1, i)
		WHEN 2 THEN overlay(b PLACING ''::bytea FROM i + 1 FOR n)
		WHEN 3 THEN overlay(b PLACING (array['\xffffffff', '\x7fffffff', '\x80000000', '\x00000000', '\x7fffffffffffffff', '\x8000000000000000', '\x7ff0000000000000']::bytea[])[1 + floor(random() * 7)::int] FROM i + 1 FOR n)
		ELSE b || substr(b, i + 1, n) END;
END $$;

-- The text and binary forms of share_summary.
SET timezone = 'UTC';
SET datestyle = 'ISO';

CREATE TABLE kept AS
SELECT weekly_share(ts, key, amount) AS s FROM (VALUES
    ('2025-01-06'::timestamptz, 'plain', 1::float8), ('2025-01-06', 'q"uo\te' || chr(10) || chr(1), 0.1),
    ('2025-01-14', NULL, 0.2), ('2025-01-14', '', 1e300), ('2024-01-14', 'plain', 3), ('2025-01-06', 'plain', 1e-300),
    ('2025-01-06', 'plain', 9007199254740993), ('2025-01-07', 'big', 1e20), ('2025-01-07', 'big', 1)) AS t(ts, key, amount);
SELECT s FROM kept;
SELECT jsonb_pretty(s::text::jsonb -> 'keys') FROM kept;
SELECT s::text::share_summary::text = s::text AS same FROM kept;

-- No setting changes the text
SET extra_float_digits = -15;
SET datestyle = 'German';
SET timezone = 'Asia/Tokyo';
SELECT s FROM kept;
RESET extra_float_digits;
SET datestyle = 'ISO';
SET timezone = 'UTC';

-- Keys may come in another order, and spaces anywhere
SELECT '{"share_summary":1,"measure":"rows","period":"week","timezone":null,"week_start":"sunday","rows_read":3,
  "null_ts":0,"infinite_ts":0,"null_amount":0,"nonfinite_amount":0,"negative_amounts":0,
  "first":0,"last":86400000000,"keys":["b",null,"a"],"cells":[[1,0,129,2],[-6,2,192,1.0,0]]}'::share_summary;

-- What is malformed is refused, and says where
CREATE FUNCTION try(text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; detail text;
BEGIN
    RETURN 'accepted: ' || $1::share_summary::text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
    RETURN state || ' ' || message || ' | ' || detail;
END $$;
CREATE TEMP TABLE good AS SELECT '{"share_summary": 1, "measure": "rows", "period": "week", "timezone": "UTC", "week_start": "monday", "rows_read": 2, "null_ts": 0, "infinite_ts": 0, "null_amount": 0, "nonfinite_amount": 0, "negative_amounts": 0, "first": 0, "last": 0, "keys": ["a"], "cells": [[-5,0,160,2]]}' AS g;
SELECT try(g) FROM good;
SELECT what, try(replace(g, what, put)) FROM good, (VALUES
    ('{"share_summary": 1', ''), ('"share_summary": 1', '"share_summary": 2'), ('"rows"', '"columns"'),
    ('"UTC"', '""'), ('"UTC"', 'UTC'), ('"monday"', '"someday"'), ('"rows_read": 2', '"rows_read": -2'),
    ('"rows_read": 2', '"rows_read": 99999999999999999999'), ('"null_ts": 0', '"null_ts": 3'),
    ('"first": 0', '"first": 1'), ('"last": 0', '"last": 9223372036854775807'), ('["a"]', '["a", "a"]'), ('["a"]', '[]'), ('["a"]', '["a'),
    ('["a"]', '["\u00e9"]'), ('["a"]', '["\x"]'), ('[-5,0,160,2]', '[-4,0,160,2]'), ('[-5,0,160,2]', '[-5,1,160,2]'),
    ('[-5,0,160,2]', '[-5,0,128,2]'), ('[-5,0,160,2]', '[-5,0,256,2]'), ('[-5,0,160,2]', '[-5,0,160,2], [-5,0,160,2]'),
    ('[-5,0,160,2]', '[-5,0,160,1.5,2.5]'), ('[-5,0,160,2]', '[-5,0,160,NaN]'), ('[-5,0,160,2]', '[-5,0,160,1e999,0]'),
    ('[-5,0,160,2]', '[-5,0,160]'), (']}', ']} x'), (']}', '')) AS t(what, put);
SELECT try(''), try('null'), try('[]');

-- Binary
CREATE TABLE copied (s share_summary);
\! rm -f /tmp/modelshare_regress.bin
\copy kept TO '/tmp/modelshare_regress.bin' (FORMAT binary)
\copy copied FROM '/tmp/modelshare_regress.bin' (FORMAT binary)
\! rm -f /tmp/modelshare_regress.bin
SELECT a.s::text = b.s::text AS same FROM kept a, copied b;

DROP FUNCTION try(text);
DROP TABLE kept, copied;

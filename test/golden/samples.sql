-- Values of each type in all three forms: stored, as it lies in a table, and binary, both in hex; and text.  One form a
-- line: the value's name, the form, and what it is.  Run by test/tap/golden.sh.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only on
\pset fieldsep ' '
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET jit = off;
CREATE EXTENSION IF NOT EXISTS modelshare;
CREATE EXTENSION IF NOT EXISTS pageinspect;
BEGIN;
CREATE TABLE log AS
SELECT timestamptz '2025-01-06 09:00+00' + n * interval '31 hours' AS ts, n, (ARRAY['openai/gpt-4.1', 'Claude', 'é 日本', '', NULL])[1 + n % 5] AS model, (n * n % 7)::bigint AS who,
	(n * 1009 % 50 - 3)::bigint AS tokens, n * 0.1 - 0.2 AS cost FROM generate_series(0, 12) AS n;

-- The bytes of a value, neither compressed nor out of line.
CREATE FUNCTION bytes_of(type regtype, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	bytes text;
BEGIN
	EXECUTE format('CREATE TABLE one (v %s)', type);
	ALTER TABLE one ALTER v SET STORAGE plain;
	EXECUTE format('INSERT INTO one VALUES (%L)', value);
	SELECT encode(t_data, 'hex') INTO bytes FROM heap_page_items(get_raw_page('one', 0));
	DROP TABLE one;
	RETURN bytes;
END $$;
CREATE TABLE sample (n int GENERATED ALWAYS AS IDENTITY, name text, type regtype, value text);

INSERT INTO sample (name, type, value) SELECT 'share rows UTC', 'share_summary', weekly_share(ts, model)::text FROM log;
INSERT INTO sample (name, type, value) SELECT 'share whole amounts, face value', 'share_summary', weekly_share(ts::timestamp, model, tokens)::text FROM log;
INSERT INTO sample (name, type, value) SELECT 'share fractional amounts, a zone, Sunday', 'share_summary', weekly_share(ts, model, cost::float8, 'Europe/Berlin', 'sunday')::text FROM log;
INSERT INTO sample (name, type, value) SELECT 'share of no row with a time', 'share_summary', weekly_share(NULL::date, model)::text FROM log;
INSERT INTO sample (name, type, value) SELECT 'retention bigint days UTC', 'retention_summary', cohort_retention(ts, who, 'day')::text FROM log;
INSERT INTO sample (name, type, value) SELECT 'retention bigint windows', 'retention_summary', cohort_retention(ts::date + n * 40, who, 'day')::text FROM log;
INSERT INTO sample (name, type, value) SELECT 'retention uuid weeks, starts', 'retention_summary', cohort_retention(ts, lpad(to_hex(who), 32, '7')::uuid, 'week', n % 3 = 0)::text FROM log;
INSERT INTO sample (name, type, value) SELECT 'retention text months, a zone', 'retention_summary', cohort_retention(ts, model, 'month', 'Asia/Tokyo')::text FROM log;
-- By their texts: the last bit of a logarithm is the machine's.
INSERT INTO sample (name, type, value) VALUES
	('elasticity', 'elasticity_summary',
	'{"elasticity_summary": 1, "unit": null, "period_type": null, "period": "day", "timezone": null, "week_start": "monday", "rows_read": 13, "dropped_null": 0, "dropped_nonpositive": 0, "dropped_nonfinite": 0, "negative": 0, "first": 9223372036854775807, "last": -9223372036854775808, "units": [], "periods": [], "cells": [[0,0,0,0,13,7.16703787691222,4.440892098500626e-16,9.534161491043838,-7.771561172376096e-16,6.749607898923134,-7.235809126758007e-18,5.6943080442424225,-8.955021352385607e-17,10.827642091210768,-3.970223845414071e-16,6.635974448531348,2.9125780136372685e-16,5.362654309129854,-8.710063852164783e-17,6.466843415446384,4.2695040796480275e-16,6.750243570358622,-8.49695161682793e-17,5.272371003561537,-4.234508065410767e-16,6.090194882129067,-3.671026546472938e-16]]}'),
	('elasticity by text', 'elasticity_summary',
	'{"elasticity_summary": 1, "unit": "text", "period_type": null, "period": "day", "timezone": null, "week_start": "monday", "rows_read": 13, "dropped_null": 2, "dropped_nonpositive": 0, "dropped_nonfinite": 0, "negative": 0, "first": 9223372036854775807, "last": -9223372036854775808, "units": ["", "Claude", "openai/gpt-4.1", "é 日本"], "periods": [], "cells": [[0,0,0,1.3862943611198906,2,1.0986122886681098,0,-1.3862943611198906,0,1.206948960812582,1.0483887666801581e-16,-1.523000020837618,-6.277719832862203e-17,1.9218120556728056,1.749789405124135e-17,1.3259689601439077,-9.680942990785621e-17,-1.6731865385339943,-1.021607400851301e-16,2.1113263408726657,5.4919421148973536e-17,1.456725794006572,-6.653723338430558e-17,-1.8381832924675041,1.0962091901752741e-17,2.319529063471385,-2.0333005869942374e-16], [1,0,0.6931471805599453,0.6931471805599453,3,-0.2876820724517808,0,1.0986122886681098,0,0.6448549678113669,5.081062536501446e-17,0,0.6448549678113669,5.081062536501446e-17,-0.2663653959804436,7.002777641181207e-18,0.3087616840488308,-1.816063647593616e-17,0.08085218240964319,-2.193869483049324e-18,0.25786310102697396,-1.8932972559801956e-17,-0.08882520116086959,-7.818057347686319e-19,0.1579748284840251,6.965530795390642e-18], [2,0,0,0,3,1.791759469228055,1.1102230246251565e-16,1.791759469228055,1.1102230246251565e-16,1.6874019747307836,-1.8089522816895016e-18,1.523000020837618,6.277719832862203e-17,1.6874019747307836,-1.8089522816895016e-18,1.658993612132837,7.281445034093171e-17,1.3644248544851636,6.481022532980844e-17,1.3644248544851636,6.481022532980844e-17,1.6875608925896555,-2.1242379042069838e-17,1.2849566213382106,-3.774683443166304e-17,1.1597645317356926,-1.0166502934971187e-16], [3,0,1.0986122886681098,1.0986122886681098,3,-1.5040773967762742,-1.1102230246251565e-16,-0.810930216216329,0,1.3713509147057477,4.0252726057704286e-17,1.0903039182051402,-9.778370205631204e-17,1.2897099356227337,1.0162125073002893e-16,-1.3926282161523935,3.120507448040273e-17,-1.2786734653327996,-1.0861729319027802e-16,-1.3595256477424429,1.847666656310141e-17,1.4837537964504626,-1.974275782382762e-17,1.437549121089957,8.635526634959233e-17,1.470331859971464,-8.161970023558151e-17]]}'),
	('elasticity by bigint and date', 'elasticity_summary',
	'{"elasticity_summary": 1, "unit": "bigint", "period_type": "date", "period": "day", "timezone": null, "week_start": "monday", "rows_read": 13, "dropped_null": 0, "dropped_nonpositive": 0, "dropped_nonfinite": 0, "negative": 0, "first": 9223372036854775807, "last": -9223372036854775808, "units": [0, 1, 2, 4], "periods": [9137, 9138, 9139, 9141, 9142, 9143, 9145, 9146, 9147, 9149, 9150, 9151, 9152], "cells": [[0,0,0,0], [0,7,0.6931471805599453,1.3862943611198906], [1,1,0.6931471805599453,0.6931471805599453], [1,6,0,1.0986122886681098], [1,8,1.0986122886681098,0], [2,3,0,1.3862943611198906], [2,4,0.6931471805599453,0], [2,10,0.6931471805599453,1.0986122886681098], [2,11,1.0986122886681098,1.3862943611198906], [3,2,1.0986122886681098,1.0986122886681098], [3,5,1.0986122886681098,0.6931471805599453], [3,9,0,0.6931471805599453], [3,12,0,0]]}'),
	('elasticity by bigint and text', 'elasticity_summary',
	'{"elasticity_summary": 1, "unit": "bigint", "period_type": "text", "period": "day", "timezone": null, "week_start": "monday", "rows_read": 13, "dropped_null": 2, "dropped_nonpositive": 0, "dropped_nonfinite": 0, "negative": 0, "first": 9223372036854775807, "last": -9223372036854775808, "units": [0, 1, 2, 4], "periods": ["", "Claude", "openai/gpt-4.1", "é 日本"], "cells": [[0,2,0,0], [0,3,0.6931471805599453,1.3862943611198906], [1,0,1.0986122886681098,0], [1,1,0.6931471805599453,0.6931471805599453,2,-0.6931471805599453,0,0.4054651081081645,0,0.4804530139182014,4.3744735128103376e-18,-0.2810469965006076,-2.7014125651500676e-17,0.16440195389316553,-9.074999379053702e-18,-0.33302465198892944,-3.0904265550144407e-18,0.19480693322923698,1.0639428732228944e-17,-0.1139547508195938,1.0444895925361897e-18,0.23083509858308343,-1.0216296889022086e-17,-0.13502987652137513,-5.706084023864327e-18,0.07898741424201255,3.482765397695321e-18], [2,0,0,1.3862943611198906], [2,1,1.0986122886681098,1.3862943611198906], [2,2,0.6931471805599453,1.0986122886681098], [3,2,1.0986122886681098,0.6931471805599453], [3,3,1.0986122886681098,1.0986122886681098,2,-1.0986122886681098,0,-1.0986122886681098,0,1.206948960812582,1.0483887666801581e-16,1.206948960812582,1.0483887666801581e-16,1.206948960812582,1.0483887666801581e-16,-1.3259689601439077,9.680942990785621e-17,-1.3259689601439077,9.680942990785621e-17,-1.3259689601439077,9.680942990785621e-17,1.456725794006572,-6.653723338430558e-17,1.456725794006572,-6.653723338430558e-17,1.456725794006572,-6.653723338430558e-17]]}');
INSERT INTO sample (name, type, value) SELECT 'usage_elasticity with refunds, quarters UTC', 'elasticity_summary', usage_elasticity(ts, model, tokens::float8, cost::float8, 'quarter')::text FROM log;
INSERT INTO sample (name, type, value) VALUES
	('modelname', 'modelname', '//openai/gpt/4.1/mini@2025-04-14#high'), ('modelname without fields', 'modelname', '//'), ('modelname odd', 'modelname', '//acme/%2F/""/é@0613'),
	('modelfamily', 'modelfamily', '//anthropic/claude/*/sonnet'), ('modelfamily absent', 'modelfamily', '//openai/-');
INSERT INTO sample (name, type, value) SELECT 'modelgrouping', 'modelgrouping', modelgrouping(label, family::modelfamily ORDER BY family)::text
	FROM (VALUES ('Claude', '//anthropic/claude'), ('OpenAI', '//openai'), (NULL, '//google')) AS v (label, family);

CREATE FUNCTION sent(type regtype, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	bytes text;
BEGIN
	EXECUTE format('SELECT encode(%s_send(%L::%1$s), ''hex'')', type, value) INTO bytes;
	RETURN bytes;
END $$;
SELECT replace(name, ' ', '_'), form FROM sample, LATERAL (VALUES ('stored ' || bytes_of(type, value)), ('binary ' || sent(type, value)), ('text ' || value)) AS f (form) ORDER BY n, form COLLATE "C";
ROLLBACK;

-- Days, weeks, zones: the scalar week_of().
\set VERBOSITY default
SET timezone = 'UTC';
SET datestyle = 'ISO';

-- Monday weeks by default; Sunday weeks by setting or argument
SELECT week_of('2025-01-05 23:59:59+00'::timestamptz), week_of('2025-01-06 00:00+00'::timestamptz);
SET modelshare.week_start = 'sunday';
SELECT week_of('2025-01-04 23:59:59+00'::timestamptz), week_of('2025-01-05 00:00+00'::timestamptz);
RESET modelshare.week_start;
SELECT day, week_of('2025-01-08'::date, day)
  FROM unnest(ARRAY['sunday', 'monday', 'Tuesday', 'WEDNESDAY', 'thursday', 'friday', 'saturday']) AS day;

-- The zone: UTC, the setting, the argument; a setting of '' is the session's TimeZone
SET timezone = 'Pacific/Auckland';
SELECT week_of('2025-01-05 12:00+00'::timestamptz);
SET modelshare.timezone = '';
SELECT week_of('2025-01-05 12:00+00'::timestamptz);
SET modelshare.timezone = 'NZ';
SELECT week_of('2025-01-05 12:00+00'::timestamptz);
SELECT week_of('2025-01-05 12:00+00'::timestamptz, 'Asia/Kathmandu'),
       week_of('2025-01-05 18:15+00'::timestamptz, 'asia/kathmandu'),
       week_of('2025-01-05 18:15+00'::timestamptz, 'Asia/Kathmandu', 'saturday');
RESET modelshare.timezone;

-- Zone-less times and dates are taken at face value
SELECT week_of('2025-01-05 23:59:59'::timestamp), week_of('2025-01-06'::date);

-- America/St_Johns changed its clocks at one minute past midnight until 2011:
-- the local date goes Sunday, Saturday, Sunday
SELECT ts AT TIME ZONE 'America/St_Johns' AS local, week_of(ts, 'America/St_Johns', 'sunday')
  FROM unnest(ARRAY['1990-10-28 02:29:30+00', '1990-10-28 02:30:30+00',
                    '1990-10-28 02:31:30+00', '1990-10-28 03:30:30+00']::timestamptz[]) AS ts;
-- Samoa had no 30 December 2011
SELECT week_of('2011-12-30 09:59:59+00', 'Pacific/Apia', 'friday'),
       week_of('2011-12-30 10:00:00+00', 'Pacific/Apia', 'friday');

-- The ends of time
SELECT week_of('infinity'::timestamptz), week_of('-infinity'::timestamp), week_of('infinity'::date);
SELECT week_of('4714-11-24 BC'::date), week_of('294276-12-31'::timestamp), week_of('5874897-12-31'::date);
SELECT week_of('4714-11-24 BC'::date, 'sunday');

-- NULL in, NULL out
SELECT week_of(NULL::timestamptz), week_of(now(), NULL), week_of(NULL::date);

-- What cannot be
SELECT week_of(now(), 'Mars/Olympus');
SELECT week_of(now(), '');
SELECT week_of(now(), 'UTC', 'someday');
SELECT week_of('2025-01-06'::timestamp, 'UTC');
SET modelshare.timezone = 'Mars/Olympus';
SET modelshare.timezone = 'right/UTC';
SET modelshare.timezone = 'localtime';
SELECT week_of(now(), 'localtime');
SET modelshare.week_start = 'someday';
-- its words differ between versions
\set VERBOSITY sqlstate
SET modelshare.max_summary_memory = '1kB';
\set VERBOSITY default
SET modelshare.typo = 1;

#!/usr/bin/perl
# The demo's reading of times: every way of writing one is read right, or refused with the cure.
use strict;
use warnings;
use lib 'test/tap/demo';
BEGIN { chdir "$1/../.." if $0 =~ m{^(.*)/}s }
use Files;

# A file of three columns whose times are written in a way: a format of strftime, or a function of the row.
sub with_times
{
	my ($way, $name, @rows) = @_;
	return csv([$name // 'ts', 'model', 'tokens'], sub { (ref $way ? $way->($_[0]) : at($_[0], $way), @{ $_[0] }{qw(model tokens)}) }, @rows ? (rows => \@rows) : ());
}

# Rows whose days all lie below 13, and what they are with day and month exchanged.
my @early = grep { at($_, '%d') <= 12 } log_rows();

my %formats = (
	'ISO' => '%Y-%m-%d %H:%M:%S', 'ISO with T and Z' => '%Y-%m-%dT%H:%M:%SZ', 'ISO with an offset' => '%Y-%m-%dT%H:%M:%S.123+00:00', 'as PostgreSQL prints it' => '%Y-%m-%d %H:%M:%S.5+00',
	'year first with slashes' => '%Y/%m/%d %H:%M', 'year first with points' => '%Y.%m.%d', 'ISO in figures alone' => '%Y%m%dT%H%M%SZ', 'days in figures alone' => '%Y%m%d',
	'figures alone, to the second' => '%Y%m%d%H%M%S', 'day.month.year' => '%d.%m.%Y %H:%M', 'day/month/year' => '%d/%m/%Y', 'day-month-year' => '%d-%m-%Y %H:%M:%S', 'month/day/year' => '%m/%d/%Y %I:%M:%S %p',
	'month/day/year with a comma' => '%m/%d/%Y, %I:%M:%S %p', 'German, with Uhr' => '%d.%m.%Y, %H:%M Uhr', 'month by name' => '%b %d, %Y, %I:%M %p', 'month by its long name' => '%B %d, %Y at %I:%M %p', 'weekday, month' => '%A, %B %d, %Y',
	'day-Mon-year' => '%d-%b-%Y %H:%M:%S', 'RFC 2822' => '%a, %d %b %Y %H:%M:%S +0000', 'RFC 1123' => '%a, %d %b %Y %H:%M:%S GMT', 'date(1)' => '%a %b %e %H:%M:%S UTC %Y', 'ctime(3)' => '%a %b %e %H:%M:%S %Y',
	'JavaScript' => '%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)', 'Go' => '%Y-%m-%d %H:%M:%S.123456789 +0000 UTC', 'Go with its clock' => '%Y-%m-%d %H:%M:%S +0000 UTC m=+0.000012', 'Java' => '%Y-%m-%dT%H:%M:%SZ[UTC]', 'Apache' => '%d/%b/%Y:%H:%M:%S +0000',
	'ISO week' => '%G-W%V', 'ISO week and day' => '%G-W%V-%u', 'hours' => '%Y-%m-%dT%H', 'clock first' => '%H:%M:%S %d.%m.%Y');
reads($_, with_times($formats{$_}), 'tokens') for sort keys %formats;

reads('another zone', with_times(sub { at({ ts => $_[0]{ts} + 7200 }, '%Y-%m-%dT%H:%M:%S+02:00') }), 'tokens', says => qr/times with a zone, weeks in UTC/);
for my $zone (['PST', -8], ['EST', -5], ['CEST', 2], ['JST', 9])
{
	my ($name, $hours) = @$zone;
	reads("a zone by its abbreviation, $name", with_times(sub { at({ ts => $_[0]{ts} + $hours * 3600 }, "%b %d, %Y %I:%M:%S %p $name") }), 'tokens');
}
# not every strftime leaves such bytes alone
reads('narrow blanks before PM', with_times(sub { at($_[0], '%m/%d/%Y, %I:%M:%S') . "\xe2\x80\xaf" . at($_[0], '%p') }), 'tokens');
reads('some with a zone, some without', with_times(sub { at($_[0], '%Y-%m-%d %H:%M:%S') . ($_[0]{id} % 2 ? 'Z' : '') }), 'tokens', says => qr/taken for UTC, because they have none: 175/);
reads('the order is decided by the data', with_times('%d/%m/%Y'), 'tokens', says => qr/ts: the day comes first, as "13\/03\/2025" \(line \d+\) shows/);
reads('… or the other way', with_times('%m/%d/%Y'), 'tokens', says => qr/the month comes first, as "03\/13\/2025" \(line \d+\) shows/);
refuses('the order is open', with_times('%d/%m/%Y', 'ts', @early), qr/"03\/03\/2025" \(line 2\), and no value shows whether the day or the month comes first/, qr/DATES=dmy.*DATES=mdy/);
refuses('… and a date that no order makes one decides nothing', with_times('%d/%m/%Y', 'ts', @early) . "31/31/2025,gpt-4o,5\n", qr/no value shows whether/, qr/DATES=/);
reads('… DATES=dmy', with_times('%d/%m/%Y', 'ts', @early), 'tokens', DATES => 'dmy', rows => \@early);
reads('… DATES=mdy', with_times('%m/%d/%Y', 'ts', @early), 'tokens', DATES => 'MDY', rows => \@early);
refuses('… the data contradict themselves', with_times(sub { at($_[0], $_[0]{id} % 2 ? '%d/%m/%Y' : '%m/%d/%Y') }), qr/where the day comes first, and .* where the month does/, qr/DATES=/);
refuses('… or DATES', with_times('%d/%m/%Y'), qr/which is no time/, qr/Readable are/, DATES => 'mdy');
refuses('no such order', with_times('%d/%m/%Y'), qr/DATES=german/, qr/DATES=dmy, DATES=mdy or DATES=ymd/, DATES => 'german');
refuses('two digits of the year', with_times('%d.%m.%y'), qr/a year of two digits/, qr/DATES=dmy.*DATES=ymd/);
reads("… DATES=$_->[0]", with_times($_->[1]), 'tokens', DATES => $_->[0]) for ['dmy', '%d.%m.%y'], ['mdy', '%m/%d/%y %H:%M'], ['ymd', '%y-%m-%d'], ['dmy', '%d-%b-%y'];
refuses('two digits of the year, the month by name', with_times('%d-%b-%y'), qr/a year of two digits/, qr/DATES=dmy/);

reads('seconds since 1970', with_times(sub { $_[0]{ts} }), 'tokens', says => qr/ts: seconds since 1970, weeks in UTC: 2025-03-03 to 2025-04-0\d/);
reads('… with a fraction', with_times(sub { "$_[0]{ts}.125" }), 'tokens');
for my $unit ( ['milliseconds', '123'], ['microseconds', '123456'], ['nanoseconds', '123456789'])
{
	my ($name, $digits) = @$unit;
	reads("$name since 1970", with_times(sub { $_[0]{ts} . $digits }), 'tokens', says => qr/$name/);
}
reads('seconds and milliseconds', with_times(sub { $_[0]{ts} . ($_[0]{id} % 2 ? '000' : '') }), 'tokens', says => qr/seconds and milliseconds/);
reads('Excel days', with_times(sub { sprintf '%.6f', $_[0]{ts} / 86400 + 25569 }), 'tokens', says => qr/a spreadsheet's days/);
reads('Excel days with a comma', csv([qw(Datum Modell Tokens)], sub { (sprintf('%.6f', $_[0]{ts} / 86400 + 25569) =~ tr/./,/r, @{ $_[0] }{qw(model tokens)}) }, sep => ';'), 'tokens');
reads('Excel days without a time', with_times(sub { int($_[0]{ts} / 86400) + 25569 }), 'tokens');
refuses('numbers that are no time', with_times(sub { 100 + $_[0]{id} }), qr/no time between 2000 and/, qr/TS=column.*Its columns are: ts, model, tokens/);
refuses('ticks', with_times(sub { 638765432100000000 + $_[0]{id} }), qr/no time between 2000 and/, qr/TS=column/);
refuses('yyyymm', with_times('%Y%m'), qr/no time between 2000 and/, qr/a month such as 202503 cannot be cut into weeks; .*2025-W10.*TS=column/);

refuses("months: $_", with_times($_), qr/a month, and months cannot be cut into weeks/, qr/by day/) for '%Y-%m', '%m/%Y', '%b %Y', '%b-%y', '%Y-Q1';
reads('dates that are all the first of a month', "date,model,tokens\n2025-03-01,gpt-4o,5\n2025-04-01,gpt-4o,5\n", 'tokens', says => qr/first of a month\. .*cannot be cut into weeks/,
	rows => [{ ts => 1740960000 - 86400 * 3, model => 'gpt-4o', tokens => 5 }, { ts => 1743465600, model => 'gpt-4o', tokens => 5 }]);
my @sundays = map { { ts => 1740960000 + 86400 * (6 + 7 * $_), model => 'gpt-4o', tokens => 7 } } 0 .. 3;
reads('dates that are all a Sunday', with_times('%Y-%m-%d', 'week', @sundays), 'tokens', says => qr/every date is a Sunday\. .*cannot be cut at Mondays/, rows => \@sundays);
my @mondays = map { { ts => 1740960000 + 86400 * 7 * $_, model => 'gpt-4o', tokens => 7 } } 0 .. 3;
reads('… all a Monday', with_times('%Y-%m-%d', 'week', @mondays), 'tokens', not => qr/cut/, rows => \@mondays);
refuses('months in another language', with_times("%d. M\xc3\xa4rz %Y"), qr/which is no time/, qr/months in English/);
refuses('a zone that is several', with_times('%Y-%m-%d %H:%M:%S CST'), qr/which is no time/, qr/zones as Z, UTC or \+01:00/);
refuses('no year', with_times('%b %d'), qr/a day without its year/, qr/write the year/);
refuses('no day', with_times('%H:%M:%S'), qr/a time of day without its day/, qr/TS=column/);
for my $wrong (['0001-01-01', 'the year 1'], ['2999-12-31', 'the year 2999'], ['infinity', 'for ever'], ['2025-02-30', 'no such day'], ['2025-03-03 25:00', 'no such hour'], ['2025-13-01', 'no such month'])
{
	my ($text, $name) = @$wrong;
	refuses($name, with_times(sub { $_[0]{id} % 50 ? at($_[0], '%Y-%m-%d') : $text }), qr/line 2: column "ts" holds "\Q$text\E", which is no time between 2000 and \d+; 7 of 350/, qr/Readable are/);
}
my $soon = time + 40 * 86400;
reads('the future is said', with_times('%Y-%m-%d') . at({ ts => $soon }, '%Y-%m-%d') . ",gpt-4o,1\n", 'tokens', says => qr/rows in the future: 1, the last on 20/, rows => [log_rows(), { ts => $soon, model => 'gpt-4o', tokens => 1 }]);
reads('the far future is left out', with_times('%Y-%m-%d') . "2099-01-01,gpt-4o,0\n", 'tokens', says => qr/rows that cannot be read, left out: 1: line 352, ts of "2099-01-01"/);
refuses('dates that a spreadsheet turned into numbers in part', with_times(sub { $_[0]{id} % 9 ? at($_[0], '%d/%m/%Y') : 45719 + $_[0]{id} }), qr/"45719" \(line 2\): two kinds of times in one log/, qr/export the log anew/);

# which column is the time
sub named
{
	my ($header, $fields) = @_;
	return csv([@$header, 'model', 'tokens'], sub { (ref $fields ? $fields->($_[0]) : at($_[0], $fields), @{ $_[0] }{qw(model tokens)}) });
}
reads("a column named $_", with_times('%Y-%m-%d %H:%M:%S', $_), 'tokens')
	for qw(Datum Zeit fecha when request_created_at TimeGenerated bucket startTime created_at Created day usage_date_utc Zeitstempel), 'Timestamp (UTC)', 'created_at_utc', 'ts, utc', 'my date', "\xe6\x97\xb6\xe9\x97\xb4";
refuses('durations are no times', named(['response_time'], sub { 1.5 }), qr/which column of .* holds the time/, qr/TS=column/);
reads('… beside Datum', named(['Datum', 'response_time'], sub { (at($_[0], '%Y-%m-%d'), 1.5) }), 'tokens');
reads('… beside when', named(['id', 'when', 'first_token_time'], sub { ($_[0]{id}, at($_[0], '%Y-%m-%d'), 3) }), 'tokens');
reads('a duration under the name of a time', named(['request_time', 'created_at'], sub { (0.25, at($_[0], '%Y-%m-%d')) }), 'tokens');
refuses('… alone', named(['request_time'], sub { 0.25 }), qr/no time between 2000/, qr/TS=column/);
refuses("$_ alone", named([$_], sub { 250 }), qr/which column of .* holds the time/, qr/TS=column/) for qw(latency duration elapsed_ms first_token_time use_time updated_at);
refuses('a date under no name of one', named(['x'], '%Y-%m-%d'), qr/which column/, qr/Dates are in: x/);
reads('created_at and updated_at', named(['updated_at', 'created_at'], sub { ('2025-06-01', at($_[0], '%Y-%m-%d %H:%M')) }), 'tokens', says => qr/time: created_at; also there: TS=updated_at/);
reads('date and time in two columns', named(['date', 'time'], sub { (at($_[0], '%Y-%m-%d'), at($_[0], '%H:%M')) }), 'tokens', says => qr/time: date$/m);
reads('TS', named(['updated_at', 'created_at'], sub { (at($_[0], '%Y-%m-%d'), '2025-06-01') }), 'tokens', TS => 'Updated_At');

done();

# The ways in which logs write a moment or a day, and the moment read from them.
#
# A text is first recognised: which way of writing it is, without deciding what the text leaves open
# (3/4/2025).  Column.pm decides that from all values; then iso() gives what PostgreSQL reads.
package Times;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(recognise iso_day number_kind number_as_iso weekday day_after day_number sane_years);

# The years of a log of language models; what lies outside is a mistake: the zero time of Go, 9999-12-31.
my $first_year = 2000;
my $last_year = (gmtime)[5] + 1901;
$last_year = 2030 if $last_year < 2030;		# the machine's clock may be wrong

sub sane_years
{
	return "$first_year and $last_year";
}


my @months = qw(january february march april may june july august september october november december);
my %month = map { my $n = $_ + 1; ($months[$_] => $n, substr($months[$_], 0, 3) => $n) } 0 .. 11;
$month{sept} = 9;
my $weekday = qr/(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)/i;

# Those that mean one zone only: CST, IST and BST do not.
my %zone = (z => 'Z', utc => 'Z', gmt => 'Z', ut => 'Z', est => '-05:00', edt => '-04:00', cdt => '-05:00', mst => '-07:00', mdt => '-06:00',
	pst => '-08:00', pdt => '-07:00', cet => '+01:00', cest => '+02:00', eet => '+02:00', eest => '+03:00', wet => '+00:00',
	west => '+01:00', msk => '+03:00', jst => '+09:00', kst => '+09:00', uhr => '', h => '');

# An offset from UTC as +HH:MM, Z, '' where there is none; nothing where it cannot be read.
sub zone_of
{
	my $text = shift;
	return $zone{ lc $text } if exists $zone{ lc $text };
	return '' if $text eq '';
	# Go prints the offset and the zone's abbreviation, JavaScript GMT and the offset
	$text =~ s/^([-+]\d\d:?\d\d) (?:[A-Z]{2,5}|[-+]\d\d(?:\d\d)?)$/$1/;
	$text =~ s/^(?:GMT|UTC)(?=[-+])//i;
	my ($sign, $hours, $minutes) = $text =~ /^([-+])(\d\d?)(?::?(\d\d))?$/ or return undef;
	$minutes //= 0;
	return undef if $hours > 15 || $minutes > 59;
	return sprintf '%s%02d:%02d', $sign, $hours, $minutes;
}

# A time of day as HH:MM:SS[.fraction], or nothing.
sub clock_of
{
	my ($text, $half) = @_;
	my ($h, $m, $s, $fraction) = $text =~ /^(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?$/ or return undef;
	if ($half)
	{
		return undef if $h < 1 || $h > 12;
		$h = $h % 12 + ($half =~ /^p/i ? 12 : 0);
	}
	$s //= 0;
	return undef if $h > 23 || $m > 59 || $s > 59;
	return sprintf('%02d:%02d:%02d', $h, $m, $s) . (defined $fraction ? ".$fraction" : '');
}

# Which way of writing a text is, its day as written in that way, its time of day and its zone (each '' where it has none):
#     ymd       day is year-month-day          ordered   day is three numbers whose order the text leaves open
#     named     as ordered, the month by name  week      day is year-week-weekday
#     number    day is the number              month, clock, yearless, unknown: no day can be had from it
sub recognise
{
	my $t = shift;
	# plain, and by far the most frequent
	return ('ymd', $1, $2 // '', $3 // '') if $t =~ /^(\d{4}-\d\d-\d\d)(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?)(Z|[-+](?:0\d|1[0-5]):[0-5]\d)?)?$/;
	return ('number', $t =~ tr/,/./r, '', '') if $t =~ /^-?\d+(?:[.,]\d+)?$/ && $t !~ /^(?:19|20)\d{6}$/;

	$t =~ s/(?:\xc2\xa0|\xe2\x80[\x80-\x8a\xaf]|\s)+/ /g;
	$t =~ s/^ | $//g;
	$t =~ s/ ?\([^()]*\)$//;			# JavaScript's name of the zone
	$t =~ s/\[[A-Za-z_\/+-]+\]$//;		# Java's
	$t =~ s/ m=[-+][\d.]+$//;			# Go's monotonic clock
	$t =~ s/^$weekday\.?,? +//;
	$t =~ s{^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?}{"$1-$2-$3T$4:$5:" . ($6 // '00')}e;

	my ($clock, $zone) = ('', '');
	if ($t =~ /^(.*?)(?:T|[ ,:]+|[ ,]+at )?(?<!\d)(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?) ?([ap]\.?m\.?(?![a-z]))?(.*)$/i)
	{
		my ($before, $after) = ($1, $4);
		$clock = clock_of($2, $3) // return 'unknown';
		$after =~ s/^[ ,]+| +$//g;
		if ($before eq '')
		{
			return 'clock' if defined zone_of($after);
			($before, $after) = ($after, '');
		}
		elsif ($before !~ /\d{4}/ && $after =~ s/(?:^| )(\d{4})$//)
		{
			$before .= " $1";			# date(1) and ctime(3) write the year last
		}
		$zone = zone_of($after) // return 'unknown';
		$t = $before =~ s/[ ,]+$//r;
	}
	elsif ($t =~ s/^(\d{4}-\d\d-\d\d)[T ](\d\d)$/$1/)
	{
		$clock = clock_of("$2:00") // return 'unknown';
	}
	my ($kind, $day) = day_kind($t);
	return 'unknown' if $kind eq 'unknown' || $clock ne '' && $kind =~ /^(?:week|month|yearless)$/;
	return ($kind, $day, $clock, $zone);
}

sub day_kind
{
	my $t = shift;
	return ('ymd', sprintf '%s-%02d-%02d', $1, $3, $4) if $t =~ m{^(\d{4})([-/.])(\d\d?)\2(\d\d?)$};
	return ('ymd', "$1-$2-$3") if $t =~ /^(\d{4})(\d\d)(\d\d)$/;
	return ('ordered', "$1/$3/$4") if $t =~ m{^(\d\d?)([-/.])[ ]?(\d\d?)\2[ ]?(\d{4}|\d\d)$};
	return ('week', "$1-$2-" . ($3 // 1)) if $t =~ /^(\d{4})[- ]?W(\d\d)(?:-?([1-7]))?$/i;
	if ($t =~ m{^(\d\d?)(?:st|nd|rd|th|\.)?[-/ ]*([a-z]+)\.?[-/ ,]+(\d{4}|\d\d)$}i && $month{ lc $2 })
	{
		return length $3 == 4 ? ('ymd', sprintf '%s-%02d-%02d', $3, $month{ lc $2 }, $1) : ('named', "$1/" . $month{ lc $2 } . "/$3");
	}
	return ('ymd', sprintf '%s-%02d-%02d', $3, $month{ lc $1 }, $2)
		if $t =~ /^([a-z]+)\.?[- ]*(\d\d?)(?:st|nd|rd|th)?,?[- ]+(\d{4})$/i && $month{ lc $1 };
	return ('ymd', sprintf '%s-%02d-%02d', $1, $month{ lc $2 }, $3)
		if $t =~ /^(\d{4})[-\/ ]([a-z]+)[-\/ ](\d\d?)$/i && $month{ lc $2 };
	return 'month' if $t =~ m{^\d{4}[-/.]\d\d?$|^\d\d?[-/]\d{4}$|^\d{4}[- /]?Q[1-4]$|^Q[1-4][- /]\d{4}$}i
		|| $t =~ /^([a-z]+)\.?(?:[- \/]*\d{4}|[- ]?[-'\/]\d\d)$/i && $month{ lc $1 };
	return 'yearless' if $t =~ m{^\d\d?[-./]\d\d?\.?$}
		|| $t =~ /^([a-z]+)\.? \d\d?$/i && $month{ lc $1 } || $t =~ /^\d\d?\.?[- ]([a-z]+)\.?$/i && $month{ lc $1 };
	return 'unknown';
}

sub days_in
{
	my ($year, $month) = @_;
	return 28 + ($year % 4 == 0 && ($year % 100 != 0 || $year % 400 == 0)) if $month == 2;
	return 30 + ($month + ($month > 7)) % 2;
}

# Days from 1970-01-01 to a day.
sub days_of
{
	my ($y, $m, $d) = split /-/, shift;
	$y-- if $m <= 2;
	my $era = int($y / 400);
	my $of_era = $y - $era * 400;
	my $of_year = int((153 * ($m + ($m > 2 ? -3 : 9)) + 2) / 5) + $d - 1;
	return $era * 146097 + $of_era * 365 + int($of_era / 4) - int($of_era / 100) + $of_year - 719468;
}

sub day_after
{
	my ($y, $m, $d) = (gmtime(86400 * shift))[5, 4, 3];
	return sprintf '%04d-%02d-%02d', $y + 1900, $m + 1, $d;
}

sub day_number
{
	return days_of(shift);
}

# 1 is Monday.
sub weekday
{
	return (days_of(shift) + 3) % 7 + 1;
}

# A day as recognise() gives it, as YYYY-MM-DD; nothing if there is no such day in those years.  order: dmy, mdy or ymd.
sub iso_day
{
	my ($kind, $day, $order) = @_;
	my ($y, $m, $d) = split /[-\/]/, $day;
	if ($kind eq 'week')
	{
		return undef if $m < 1 || $m > 53 || $y < $first_year || $y > $last_year;
		# week 1 is the one with 4 January
		my $first = days_of("$y-01-04");
		my $monday = $first - ($first + 3) % 7 + 7 * ($m - 1);
		return undef if $m == 53 && day_after($monday + 3) !~ /^$y/;
		return day_after($monday + $d - 1);
	}
	if ($kind eq 'ordered' || $kind eq 'named')
	{
		return undef if !defined $order;
		($y, $m, $d) = ($d, $m, $y) if $order eq 'dmy' || $order eq 'mdy' && $kind eq 'named';
		($y, $m, $d) = ($d, $y, $m) if $order eq 'mdy' && $kind eq 'ordered';
		return undef if length $y != 4 && length $y != 2 || length $d > 2;
		$y += 2000 if length $y == 2;
	}
	return undef if $y < $first_year || $y > $last_year || $m < 1 || $m > 12 || $d < 1 || $d > days_in($y, $m);
	return sprintf '%04d-%02d-%02d', $y, $m, $d;
}

my ($first, $end) = map { days_of("$_-01-01") } $first_year, $last_year + 1;

# What a number can be as a time.  In those years seconds, milliseconds, microseconds and nanoseconds
# since 1970 do not overlap; spreadsheets count days since 1899-12-30.
sub number_kind
{
	my $n = shift;
	return 'serial' if $n >= $first + 25569 && $n < $end + 25569;
	for (['s', 1], ['ms', 1e3], ['us', 1e6], ['ns', 1e9])
	{
		my ($unit, $per_second) = @$_;
		return $unit if $n >= $first * 86400 * $per_second && $n < $end * 86400 * $per_second;
	}
	# 202503031200 and 20250303120000
	return 'digits' if $n =~ /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/;
	return 'none';
}

# Its moment in UTC, or without a zone for serial days and digits.  Decimals of seconds are cut from the text: a float8 has too few.
sub number_as_iso
{
	my ($n, $kind) = @_;
	if ($kind eq 'digits')
	{
		return sprintf '%s-%s-%s %s:%s:%s', unpack('a4a2a2a2a2', $n), length $n > 12 ? substr $n, 12 : '00';
	}
	if ($kind eq 'serial')
	{
		my $seconds = sprintf '%.0f', ($n - 25569) * 86400;
		return day_after($n =~ /^(\d+)/ ? $1 - 25569 : 0) if $n !~ /[.]\d*[1-9]/;
		my ($s, $m, $h) = gmtime $seconds;
		return day_after(int($seconds / 86400)) . sprintf ' %02d:%02d:%02d', $h, $m, $s;
	}
	my ($whole, $fraction) = split /\./, $n;
	my $digits = { s => 0, ms => 3, us => 6, ns => 9 }->{$kind};
	$fraction = ($digits ? substr $whole, -$digits, $digits, '' : '') . ($fraction // '');
	my ($s, $m, $h, $d, $month, $y) = gmtime $whole;
	return sprintf '%04d-%02d-%02d %02d:%02d:%02d%s+00', $y + 1900, $month + 1, $d, $h, $m, $s, $fraction =~ /[1-9]/ ? '.' . substr $fraction, 0, 6 : '';
}

1;

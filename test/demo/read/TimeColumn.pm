# A column of times: what all its values together say about how each is to be read.
package TimeColumn;
use strict;
use warnings;
use Source qw(fail shown is_null);
use Times qw(recognise iso_day number_kind number_as_iso weekday day_after day_number sane_years);

# By far the most frequent, and read without captures, which cost as much as all else.
my $plain = qr/^\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[-+](?:0\d|1[0-5]):[0-5]\d)?)?\z/;
my @weekdays = qw(Monday Tuesday Wednesday Thursday Friday Saturday Sunday);
my %unit = (s => 'seconds', ms => 'milliseconds', us => 'microseconds', ns => 'nanoseconds');
my %per_second = (s => 1, ms => 1e3, us => 1e6, ns => 1e9);

sub new
{
	my ($class, $name, %known) = @_;
	return bless { name => $name, empty => 0, filled => 0, days => {}, zoned => 0, clocked => 0, naive => 0,
		open => {}, bad => [], kinds => {}, families => {}, of_family => {}, %known }, $class;
}

# Look at one value.  Says 'empty' or 'bad' where it is that.
sub tally
{
	my ($self, $t, $line) = @_;
	return '' if $t =~ $plain && $self->tally_known($t);
	$t =~ s/^\s+|\s+$//g;
	if (is_null($t))
	{
		$self->{empty}++;
		$self->{first_empty} //= $line;
		return 'empty';
	}
	$self->{filled}++;
	my ($kind, $day, $clock, $zone) = recognise($t);
	if ($kind eq 'number')
	{
		$kind = number_kind($day);
		return $self->bad($kind, $t, $line) if $kind eq 'none';
		my $family = $per_second{$kind} ? 'epoch' : $kind;
		$self->{kinds}{$kind}++;
		$self->count($family, $self->number_day($day, $kind), $t, $line);
		return '';
	}
	return $self->bad($kind, $t, $line) if $kind =~ /^(?:month|clock|yearless|unknown)$/;
	$self->{kinds}{$kind}++;
	$zone ne '' ? $self->{zoned}++ : $clock ne '' ? $self->{naive}++ : 0;
	$self->{clocked} ||= $clock ne '' && substr($clock, 0, 8) ne '00:00:00';
	if ($kind eq 'ordered' || $kind eq 'named')
	{
		my $open = $self->{open}{"$kind $day"} //= { kind => $kind, day => $day, count => 0, first => [$line, $t] };
		$open->{count}++;
		return '';
	}
	my $iso = iso_day($kind, $day);
	return $self->bad('unknown', $t, $line) if !defined $iso;
	$self->count('text', $iso, $t, $line);
	return '';
}

# Count a plain time if its day was met before.
sub tally_known
{
	my ($self, $t) = @_;
	my $day = substr $t, 0, 10;
	return 0 if !exists $self->{days}{$day};
	$self->{days}{$day}++;
	$self->{filled}++;
	return 1 if length $t == 10;
	(substr($t, -1) eq 'Z' || substr($t, -6, 1) =~ tr/-+//) ? $self->{zoned}++ : $self->{naive}++;
	$self->{clocked} ||= substr($t, 11, 8) ne '00:00:00';
	return 1;
}

sub place
{
	my $of = shift;
	return shown($of->[1]) . " (line $of->[0])";
}

# Of a plain time.
sub has_zone
{
	return substr($_[0], -1) eq 'Z' || substr($_[0], -6, 1) =~ tr/-+//;
}

sub bad
{
	my ($self, $kind, $t, $line) = @_;
	$self->{"bad_$kind"}++;
	push @{ $self->{bad} }, [$line, $t] if @{ $self->{bad} } < 1000;
	$self->{bad_count}++;
	return 'bad';
}

sub count
{
	my ($self, $family, $iso, $t, $line) = @_;
	$self->{families}{$family}++ if $family ne 'text';
	($family eq 'text' ? $self->{days} : $self->{of_family}{$family} //= {})->{$iso}++;
	$self->{first_of}{$family} //= [$line, $t];
}

# The day of a number; most of a log's numbers share one with the number before.
sub number_day
{
	my ($self, $n, $kind) = @_;
	return substr number_as_iso($n, $kind), 0, 10 if !$per_second{$kind};
	my $seconds = $n / $per_second{$kind};
	my $day = int($seconds / 86400);
	$self->{clocked} ||= $seconds != 86400 * $day;
	return $self->{number_days}{$day} //= day_after($day);
}

# From what was seen: how all values are to be read.  What stays open is asked.  Returns notes.
sub decide
{
	my ($self, $file, $wanted, $columns) = @_;
	my $name = $self->{name};
	$self->{families}{text} = 0;
	$self->{families}{text} += $_ for values %{ $self->{days} }, map { $_->{count} } values %{ $self->{open} };
	fail("$file: column \"$name\" is empty in every row", "name another: make demo USAGE=$file TS=column.  Its columns are: $columns") if !$self->{filled};
	$self->refuse_other_things($file, $columns);

	my ($family) = sort { $self->{families}{$b} <=> $self->{families}{$a} || $a cmp $b } keys %{ $self->{families} };
	$self->{family} = $family;
	for my $other (grep { $_ ne $family && $self->{families}{$_} } sort keys %{ $self->{families} })
	{
		my ($one, $two) = map { $self->{first_of}{$_} // (map { $_->{first} } values %{ $self->{open} })[0] } $family, $other;
		fail("$file: column \"$name\" holds " . place($one) . ' and ' . place($two) . ': two kinds of times in one log',
			'write them in one way.  A spreadsheet makes numbers of those dates that it understands, of some with day and month exchanged: export the log anew, and do not open it there')
			if 100 * $self->{families}{$other} > $self->{filled};
		$self->{bad_count} += $self->{families}{$other};
		push @{ $self->{bad} }, $two;
	}
	my @notes;
	my $days = $family eq 'text' ? $self->{days} : $self->{of_family}{$family};
	push @notes, $self->decide_order($file, $wanted) if $family eq 'text' && %{ $self->{open} };
	$self->{bad} = [sort { $a->[0] <=> $b->[0] } grep { defined } @{ $self->{bad} }];
	return @notes if !%$days;
	my @sorted = sort keys %$days;
	unshift @notes, $self->said . ": $sorted[0] to $sorted[-1]";
	push @notes, $self->whole_periods(@sorted), future($days, @sorted);
	return @notes;
}

# Columns that hold something else than times.
sub refuse_other_things
{
	my ($self, $file, $columns) = @_;
	my $first = $self->{bad}[0] or return;
	my $here = "$file: column \"$self->{name}\" holds " . shown($first->[1]) . " (line $first->[0])";
	my $most = sub { 2 * ($self->{"bad_$_[0]"} // 0) > $self->{filled} };
	my $another = "name another column: make demo USAGE=$file TS=column.  Its columns are: $columns";
	fail("$here: a month, and months cannot be cut into weeks", 'export the log by day, or name a column of days or times: TS=column') if $most->('month');
	fail("$here: a time of day without its day", $another) if $most->('clock');
	fail("$here: a day without its year", "write the year, or $another") if $most->('yearless');
	fail("$here: as seconds, milliseconds, microseconds or nanoseconds since 1970, or as a spreadsheet's days, no time between " . sane_years(),
		($first->[1] =~ /^\d{1,6}$/ ? 'a month such as 202503 cannot be cut into weeks; write the week 10 of 2025 as 2025-W10; or ' : '') . $another) if $most->('none');
}

# The order of day and month, where it is open.
sub decide_order
{
	my ($self, $file, $wanted) = @_;
	my ($name, @open) = ($self->{name}, sort { $a->{first}[0] <=> $b->{first}[0] } values %{ $self->{open} });
	my %proof;
	my ($short) = grep { $_->{day} =~ m{/\d\d$} } @open;
	for my $of (grep { $_->{kind} eq 'ordered' } @open)
	{
		my ($first, $second) = split m{/}, $of->{day};
		$proof{dmy} //= $of->{first} if $first > 12 && $first <= 31 && $second <= 12;
		$proof{mdy} //= $of->{first} if $second > 12 && $second <= 31 && $first <= 12;
	}
	my $note;
	my $cure = 'say which: DATES=dmy (31/12/2025), DATES=mdy (12/31/2025)';
	if ($wanted eq '')
	{
		fail("$file: column \"$name\" holds " . place($short->{first}) . ': with a year of two digits day, month and year cannot be told apart',
			"$cure or DATES=ymd (25/12/31)") if $short;
		fail("$file: column \"$name\" holds " . place($proof{dmy}) . ', where the day comes first, and ' . place($proof{mdy}) . ', where the month does',
			"write all dates in one way, or $cure; what cannot be read so is then told") if $proof{dmy} && $proof{mdy};
		fail("$file: column \"$name\" holds " . place((values %proof)[0]) . ', and days of the year first that are all below 13, such as ' . shown((sort keys %{ $self->{days} })[0]) . ': a spreadsheet seems to have read some dates with day and month exchanged',
			"export the log anew, and do not open it there; if both are right, $cure") if $self->half_exchanged(@open);
		($wanted) = keys %proof;
		fail("$file: column \"$name\" holds " . place($open[0]{first}) . ', and no value shows whether the day or the month comes first', $cure) if !defined $wanted;
		$note = "$name: " . ($wanted eq 'dmy' ? 'the day comes first' : 'the month comes first') . ', as ' . place($proof{$wanted}) . ' shows';
	}
	$self->{order} = $wanted;
	for my $of (@open)
	{
		my $iso = iso_day($of->{kind}, $of->{day}, $wanted);
		if (defined $iso)
		{
			$self->{days}{$iso} += $of->{count};
			next;
		}
		$self->{bad_count} += $of->{count};
		push @{ $self->{bad} }, $of->{first};
	}
	return $note // ();
}

# What a spreadsheet leaves of dates whose order is not its own: those with a day over 12 as they were, the others exchanged.
sub half_exchanged
{
	my ($self, @open) = @_;
	my @days = keys %{ $self->{days} };
	return @days > 2 && @open > 2 && !grep({ substr($_, 8) > 12 } @days) && !grep { my ($first, $second) = split m{/}, $_->{day}; $_->{kind} ne 'ordered' || $first < 13 && $second < 13 } @open;
}

sub said
{
	my $self = shift;
	my ($name, $family, $kinds) = @$self{qw(name family kinds)};
	$self->{type} = $family eq 'epoch' || $self->{zoned} ? 'timestamptz' : $self->{naive} || $family eq 'digits' || $family eq 'serial' && $self->{clocked} ? 'timestamp' : 'date';
	return "$name: " . join(' and ', map { $unit{$_} } grep { $kinds->{$_} } qw(s ms us ns)) . ' since 1970, weeks in UTC' if $family eq 'epoch';
	return "$name: a spreadsheet's days since 1899-12-30, such as " . shown($self->{first_of}{serial}[1]) . ', taken at face value' if $family eq 'serial';
	my $weeks = $kinds->{week} ? 'weeks, each counted on its Monday, and ' : '';
	$weeks = 'weeks, each counted on its Monday' if $weeks && $kinds->{week} == $self->{filled};
	return "$name: $weeks" if $weeks && $weeks !~ /and $/;
	return "$name: ${weeks}times with a zone, weeks in UTC" . ($self->{naive} ? "; taken for UTC, because they have none: $self->{naive}" : '') if $self->{zoned};
	return "$name: ${weeks}" . ($self->{type} eq 'date' ? 'dates' : 'times without a zone') . ', taken at face value';
}

# Rows that are one a month or one a week already.
sub whole_periods
{
	my ($self, @days) = @_;
	return () if $self->{clocked} || @days < 2;
	return "$self->{name}: every date is the first of a month.  If the rows are sums of months, they cannot be cut into weeks: what follows about weeks shows months, and only the whole time is right"
		if !grep { !/-01$/ } @days;
	return "$self->{name}: every date is the last of a month.  If the rows are sums of months, they cannot be cut into weeks: what follows about weeks shows months, and only the whole time is right"
		if !grep { day_after(day_number($_) + 1) !~ /-01$/ } @days;
	my %weekdays = map { weekday($_) => 1 } @days;
	my ($one, @more) = keys %weekdays;
	return () if @more || $one == 1 || @days < 3;
	return "$self->{name}: every date is a $weekdays[$one - 1].  If the rows are sums of weeks, they cannot be cut at Mondays: each is shown in the week, Monday to Sunday, in which its date lies";
}

sub future
{
	my ($days, @sorted) = @_;
	my $tomorrow = day_after(int(time / 86400) + 1);
	my @future = grep { $_ gt $tomorrow } @sorted;
	my $count = 0;
	$count += $days->{$_} for @future;
	return @future ? "rows in the future: $count, the last on $future[-1]" : ();
}

# The pattern of those times that need no change to be read as this type, or that any type is written as.
sub as_read
{
	my $type = shift;
	my $clock = '[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?';
	my $zone = '(?:Z|[-+](?:0[0-9]|1[0-5]):[0-5][0-9])';
	return '[0-9]{4}-[0-9][0-9]-[0-9][0-9]' . ($type eq 'timestamptz' ? "$clock$zone" : $type eq 'any' ? "(?:$clock$zone?)?" : "(?:$clock)?");
}

# A value as PostgreSQL reads it, '' for none; nothing if it cannot be read.
sub iso
{
	my ($self, $t) = @_;
	my $in_utc = $self->{type} eq 'timestamptz';
	if ($t =~ $plain && $self->{family} eq 'text')
	{
		return undef if !($self->{known}{ substr $t, 0, 10 } //= defined iso_day('ymd', substr $t, 0, 10) ? 1 : 0);
		return !$in_utc ? $t : length $t == 10 ? "$t 00:00:00+00" : has_zone($t) ? $t : "$t+00";
	}
	$t =~ s/^\s+|\s+$//g;
	return '' if is_null($t);
	my ($kind, $day, $clock, $zone) = recognise($t);
	if ($kind eq 'number')
	{
		$kind = number_kind($day);
		return undef if ($per_second{$kind} ? 'epoch' : $kind) ne $self->{family};
		return number_as_iso($day, $kind);
	}
	return undef if $kind =~ /^(?:month|clock|yearless|unknown)$/ || $self->{family} ne 'text';
	my $iso = iso_day($kind, $day, $self->{order}) // return undef;
	return $iso . ($clock ne '' ? " $clock" : $in_utc ? ' 00:00:00' : '') . ($in_utc ? $zone ne '' ? $zone : '+00' : '');
}

1;

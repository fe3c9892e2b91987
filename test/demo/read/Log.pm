# A log in a CSV file, read twice: once to find out what its columns are and how they are written, with
# everything that has to be refused or asked; once to turn its rows into what PostgreSQL's COPY reads.
package Log;
use strict;
use warnings;
use Source qw(fail shown is_null);
use Columns qw(choose_time choose_model choose_amount listed);
use Times qw(recognise sane_years);
use TimeColumn;
use Numbers;
use Doubts qw(is_sum doubt_columns doubt_amounts doubt_sums swallowed);

# One row in so many may be unreadable.
my $one_in = 100;

sub new
{
	my ($class, $file) = @_;
	my $source = Source->new($file);
	my $self = bless { file => $file, source => $source, names => $source->{names}, ragged => [], skipped => {} }, $class;
	$self->refuse_headless;
	return $self;
}

sub refuse_headless
{
	my $self = shift;
	my ($value) = grep { length && (recognise($_))[0] =~ /^(?:ymd|ordered|named|number)$/ } @{ $self->{names} };
	fail("$self->{file}: the first line holds " . shown($value) . ': values, not the names of columns',
		'add a first line of names, such as ts,model,tokens; a table with a column for each month or model has to be turned into rows first') if defined $value;
	my ($one, @more) = grep { length } @{ $self->{names} };
	fail("$self->{file}: line $self->{source}{header_line} has one column only, " . shown($one), 'the first line is to hold the names of the columns, with , ; | or a tab between them: delete lines above it') if !@more;
}

# The next row, as its fields.
sub row
{
	my $self = shift;
	my ($source, $columns) = ($self->{source}, scalar @{ $self->{names} });
	while (defined(my $fields = $source->record))
	{
		return $fields if @$fields == $columns || $self->mend($fields);
	}
	return undef;
}

# A row with another number of fields than the header: it may be one in spite of that.  Others are counted by what they are.
sub mend
{
	my ($self, $fields) = @_;
	my $names = $self->{names};
	return 0 if @$fields == 1 && $fields->[0] !~ /\S/;
	if (@$fields == @$names + 1 && $fields->[-1] eq '')
	{
		pop @$fields;
		return 1;
	}
	if (@$fields == @$names - 1 && $names->[-1] eq '')
	{
		push @$fields, '';
		return 1;
	}
	if (is_sum($fields->[0]))
	{
		$self->skip('totals', $fields->[0]);
		return 0;
	}
	$self->{rows}++;
	push @{ $self->{ragged} }, [$self->{source}{line}, scalar @$fields];
	return 0;
}

sub skip
{
	my ($self, $what, $text) = @_;
	$self->{skipped}{$what}{count}++;
	$self->{skipped}{$what}{first} //= [$self->{source}{line}, $text];
}

# Whether a row is a header once more, or a sum of others, or empty throughout.
sub no_row
{
	my ($self, $fields, $ts, $model) = @_;
	my ($t, $m) = map { s/^\s+|\s+$//gr } $fields->[$ts], $fields->[$model];
	return 'header' if $t eq $self->{names}[$ts] && $m eq $self->{names}[$model];
	return 'totals' if is_sum($t) || is_sum($m, 1) || $t =~ /^(?:grand )?total\b/i;
	return '' if $t ne '' && !is_null($t) && $m ne '' && !is_null($m);
	return 'empty' if !grep { /\S/ } @$fields;
	return 'totals' if grep { is_sum(s/^\s+|\s+$//gr) } @$fields;
	return '';
}

# The first rows, by which columns are chosen.
sub sample
{
	my $self = shift;
	my @rows;
	while (@rows < 1000 && defined(my $fields = $self->row))
	{
		push @rows, $fields if grep { /\S/ } @$fields;
	}
	fail("$self->{file} has a header and no rows", 'is it the right file?  If not, export it again') if !@rows && !@{ $self->{ragged} };
	return \@rows;
}

# Everything that describes the file.
sub describe
{
	my $self = shift;
	my ($file, $names) = @$self{qw(file names)};
	my $sample = $self->sample;
	# too many of a wrong shape: nothing can be said of the columns
	$self->{rows} = @{ $self->{ragged} } + @$sample;
	$self->refuse_ragged if @{ $self->{ragged} } > @$sample;
	my ($ts, @other_ts) = choose_time($file, $names, $sample);
	my ($model, @other_models) = choose_model($file, $names, $sample);
	fail("TS and MODEL are the same column, $names->[$ts]", 'name another: make demo USAGE=' . "$file TS=column MODEL=column") if $ts == $model;
	my ($kind, $amounts, $other_amounts, $of) = choose_amount($file, $names, $sample, $ts, $model);
	for my $amount (@$amounts)
	{
		fail('AMOUNT is the same column as ' . ($amount == $ts ? 'TS' : 'MODEL') . ", $names->[$amount]", 'name a column of numbers, or count rows with AMOUNT=-') if $amount == $ts || $amount == $model;
	}
	@$self{qw(ts model kind amounts)} = ($ts, $model, $kind, $amounts);
	$self->doubt($sample, $of);
	$self->{cached} = $kind eq 'tokens' && @$amounts == 2 && !length($ENV{AMOUNT} // '') ? [grep { $names->[$_] =~ /cach/i } @{ $of->{part} // [] }] : [];
	$self->{time} = TimeColumn->new($names->[$ts]);
	$self->{numbers} = [map { Numbers->new($names->[$_]) } @$amounts];

	# once more from the start
	$self->{source} = Source->new($file);
	$self->{ragged} = [];
	$self->{skipped} = {};
	$self->{rows} = 0;
	$self->look;
	$self->{others} = { TS => [@$names[@other_ts]], MODEL => [@$names[@other_models]],
		AMOUNT => [map { my $c = $_; (grep { $_ == $c } @$amounts) == 1 && @$amounts == 1 ? () : $names->[$c] } @$other_amounts] };
	$self->decide;
}

# What can be doubted by the first rows already.
sub doubt
{
	my ($self, $sample, $of) = @_;
	my ($file, $names, $ts, $model, $kind, $amounts) = @$self{qw(file names ts model kind amounts)};
	my @rows = grep { $self->no_row($_, $ts, $model) eq '' } @$sample;
	doubt_columns($file, $names, \@rows, $ts, $model, $kind);
	return if length($ENV{AMOUNT} // '');
	doubt_amounts($file, $names, \@rows, $kind, $amounts);
	# of a total that was chosen by its name: the two parts that it cannot be less than
	$self->{parts} = [$of->{in}[0], $of->{out}[0]] if $kind eq 'tokens' && @$amounts == 1 && @{ $of->{in} // [] } == 1 && @{ $of->{out} // [] } == 1;
}

# All rows.
sub look
{
	my $self = shift;
	my ($source, $time, $ts, $model, $amounts, $numbers, $cached, $parts) = @$self{qw(source time ts model amounts numbers cached parts)};
	my ($columns, $rows, %models, %of_model) = (scalar @{ $self->{names} }, 0);
	my $clean = $self->clean_look(\%models, \%of_model);
	while ($rows += $clean->(), defined(my $fields = $source->record))
	{
		next if @$fields != $columns && !$self->mend($fields);
		my $line = $source->{line};
		my $m = $fields->[$model];
		my $odd = $models{$m} //= is_sum($m =~ s/^\s+|\s+$//gr, 1) || $m eq $self->{names}[$model] ? 'no row' : is_null($m =~ s/^\s+|\s+$//gr) ? 'empty' : '';
		if ($odd || $fields->[$ts] !~ /^\s*\d/)
		{
			my $what = $self->no_row($fields, $ts, $model);
			if ($what ne '')
			{
				$self->skip($what, is_sum($fields->[$model], 1) ? $fields->[$model] : $fields->[$ts]);
				next;
			}
		}
		$rows++;
		$self->{no_model}++ if $odd;
		$time->tally($fields->[$ts], $line);
		if (@$numbers)
		{
			$of_model{$m} += $numbers->[0]->tally($fields->[ $amounts->[0] ], $line);
			$numbers->[$_]->tally($fields->[ $amounts->[$_] ], $line) for 1 .. $#$amounts;
		}
		$self->compare_parts($fields, $line) if $parts;
		$self->refuse_swallowed($fields, \%models) if $source->{next_line} - $line > 1;
		for my $part (@$cached)
		{
			my ($few, $all) = ($fields->[$part], $fields->[ $amounts->[0] ]);
			$self->{cached_beside} //= [$line, $part] if $few =~ /^\d+$/ && $all =~ /^\d+$/ && $few > $all;
		}
		next if $rows % 4096;
		%models = () if keys %models > 100_000;
		$source->progress('looking at the file');
	}
	$self->{rows} += $rows;
	doubt_sums($self->{file}, $self->{names}, $model, \%of_model) if keys %of_model < 100_000;
}

# A function that looks at the next rows as long as there is nothing new in them, and returns how many it was: plain times
# of days that were met before, models that were, whole numbers.  What it does not take goes the long way.
sub clean_look
{
	my ($self, $models, $of_model) = @_;
	my ($source, $time, $numbers) = @$self{qw(source time numbers)};
	my @columns = (@$self{qw(ts model)}, @{ $self->{amounts} }, @{ $self->{cached} }, @{ $self->{parts} // [] });
	my %column = map { $_ => 1 } @columns;
	return sub { 0 } if keys %column < @columns;
	my $d = quotemeta $source->{delimiter};
	my ($plain, $quoted) = $source->shapes(scalar @{ $self->{names} }, (map { $_ => '[0-9]{1,15}' } @columns), $self->{ts} => TimeColumn::as_read('any'), $self->{model} => "[^\"$d]++");
	my @sorted = sort { $a <=> $b } @columns;
	my %place = map { $sorted[$_] => $_ } 0 .. $#sorted;
	my ($t, $m, @of) = @place{@columns};
	my @amounts = splice @of, 0, scalar @$numbers;
	my @cached = splice @of, 0, scalar @{ $self->{cached} };
	my ($in, $out) = @of;

	return sub {
		my ($shape, $count) = ($source->{quotes} ? $quoted : $plain, 0);
		# the first value that is not 0, and the first long one, are kept: until then they are new
		return 0 if grep { !$_->{some} } @$numbers;
		my @short = map { $amounts[$_] } grep { !$numbers->[$_]{long} } 0 .. $#$numbers;
		for my $line (@{ $source->{lines} })
		{
			my @c = $line =~ $shape or last;
			last if ($models->{ $c[$m] } // 'new') ne '' || defined $in && $c[$in] + $c[$out] > $c[ $amounts[0] ] || @cached && grep { $c[$_] > $c[ $amounts[0] ] } @cached;
			last if @short && grep { length $c[$_] > 4 } @short;
			$time->tally_known($c[$t]) or last;
			$of_model->{ $c[$m] } += $c[ $amounts[0] ] if @amounts;
			$count++;
		}
		return 0 if !$count;
		$_->{filled} += $count for @$numbers;
		$source->taken($count);
		$source->progress('looking at the file');
		return $count;
	};
}

# Whether the total of a row is less than its parts.
sub compare_parts
{
	my ($self, $fields, $line) = @_;
	my ($in, $out, $all) = @$fields[@{ $self->{parts} }, $self->{amounts}[0]];
	return if $in !~ /^\d+$/ || $out !~ /^\d+$/ || $all !~ /^\d*$/ || ($all || 0) >= $in + $out;
	$self->{less_than_parts}++;
	$self->{first_less} //= [$line, $all, $in, $out];
}

sub refuse_less_than_parts
{
	my $self = shift;
	my ($all, $in, $out) = map { $self->{names}[$_] } $self->{amounts}[0], @{ $self->{parts} };
	my ($line, @texts) = @{ $self->{first_less} };
	fail("$self->{file}: line $line: $all is " . shown($texts[0]) . ", less than $in + $out, $texts[1] + $texts[2]; so it is in $self->{less_than_parts} of $self->{rows} rows",
		"say what is to be measured: make demo USAGE=$self->{file} AMOUNT=$in+$out, or AMOUNT=$all in spite of that");
}

sub refuse_swallowed
{
	my ($self, $fields, $models) = @_;
	my $source = $self->{source};
	fail("$self->{file}: line $source->{line}: a quote opens, and the lines up to " . ($source->{next_line} - 1) . ' are in it, though they look like rows',
		'close the quote; a quote within quotes is written twice: "say ""hello"""') if swallowed($fields, $source->{pattern}, @$self{qw(ts model)}, $models);
}

sub decide
{
	my $self = shift;
	my ($file, $names, $time, $numbers) = @$self{qw(file names time numbers)};
	my ($order, $decimal) = (lc($ENV{DATES} // ''), $ENV{DECIMAL} // '');
	fail("DATES=$ENV{DATES}: not an order of day, month and year", 'DATES=dmy, DATES=mdy or DATES=ymd') if $order !~ /^(?:dmy|mdy|ymd|)$/;
	fail("DECIMAL=$decimal: not a decimal sign", 'DECIMAL=. or DECIMAL=,') if $decimal !~ /^[.,]?$/;
	fail("$file has no rows but sums of others, such as " . shown($self->{skipped}{totals}{first}[1]), 'if they are no sums, write another word for it') if !$self->{rows} && $self->{skipped}{totals};
	fail("$file has a header and no rows", 'is it the right file?  If not, export it again') if !$self->{rows};
	# too many of a wrong shape are said first: they may be the cause of all else
	$self->refuse_ragged if $one_in * @{ $self->{ragged} } > $self->{rows};

	fail("$file: column \"$names->[$self->{model}]\" is empty in every row", "name another: make demo USAGE=$file MODEL=column.  Its columns are: " . listed(@$names)) if ($self->{no_model} // 0) == $self->{rows};
	my @notes = $time->decide($file, $order, listed(@$names));
	push @notes, grep { $_ ne '' } Numbers::decide($file, $decimal, @$numbers) if @$numbers;
	if (my $beside = $self->{cached_beside})
	{
		my ($in, $out) = map { $names->[$_] } @{ $self->{amounts} };
		my $cached = join '+', map { $names->[$_] } @{ $self->{cached} };
		fail("$file: line $beside->[0]: $names->[$beside->[1]] is more than $in, so cached tokens are no part of them, and $in + $out are not all tokens",
			"say what is to be added: make demo USAGE=$file AMOUNT=$in+$cached+$out, or AMOUNT=$in+$out without them");
	}
	$self->refuse_less_than_parts if $one_in * ($self->{less_than_parts} // 0) > $self->{rows};
	$self->refuse_unreadable;
	$self->{notes} = [@notes, $self->notes_of_amounts, $self->notes_of_rows];
}

sub refuse_ragged
{
	my $self = shift;
	my ($line, $count) = @{ $self->{ragged}[0] };
	my $n = @{ $self->{ragged} };
	fail("$self->{file}: line $line has $count fields where the header has " . @{ $self->{names} } . ($n > 1 ? "; so it is in $n of $self->{rows} rows" : "; it is one of $self->{rows} rows"),
		"mend the line: is it cut off, no row of the table, or holds a field the separator " . shown($self->{source}{delimiter}) . ' without quotes around it?  One row in a hundred may be unreadable');
}

# Values that cannot be read, of all columns: [line, name, text, what it is to be].
sub unreadable
{
	my $self = shift;
	my $time = $self->{time};
	my @bad = map { [$_->[0], $time->{name}, $_->[1], 'time'] } @{ $time->{bad} };
	push @bad, map { my $n = $_; map { [$_->[0], $n->{names}[0], $_->[1], 'number'] } @{ $n->{bad} } } @{ $self->{numbers} };
	return sort { $a->[0] <=> $b->[0] } @bad;
}

sub refuse_unreadable
{
	my $self = shift;
	my ($count, @bad) = ($self->{time}{bad_count} // 0, $self->unreadable);
	$count += $_->{bad_count} for @{ $self->{numbers} };
	# of a row with two such values one
	my %lines;
	$lines{ $_->[0] }++ && $count-- for @bad;
	$self->{bad_count} = $count + @{ $self->{ragged} };
	return if $one_in * $self->{bad_count} <= $self->{rows};
	my ($line, $name, $text, $what) = @{ $bad[0] // $self->refuse_ragged };
	my $cure = 'Readable are for example 2025-01-31, 2025-01-31T17:05:09Z, 2025-01-31 17:05:09 +0100, 31/01/2025 17:05, Jan 31, 2025, 5:05 PM and seconds or milliseconds since 1970; months in English; zones as Z, UTC or +01:00';
	$cure = 'Readable are for example 1234, 1,234,567, 0.25 and 1.5e-05, or with DECIMAL=, 1.234.567 and 0,25; write 1200 for 1.2k, and a number for a percentage' if $what eq 'number';
	fail("$self->{file}: line $line: column \"$name\" holds " . shown($text) . ", which is no $what" . ($what eq 'time' ? ' between ' . sane_years() : '') . "; $self->{bad_count} of $self->{rows} rows cannot be read, and one in a hundred may be", $cure);
}

sub notes_of_amounts
{
	my $self = shift;
	my @notes;
	my $place = sub { shown($_[0][1]) . " in line $_[0][0]" };
	my $filled = 0;
	for my $number (@{ $self->{numbers} })
	{
		my $name = $number->{names}[0];
		$filled += $number->{filled};
		push @notes, "$name: fractions: $number->{fractions}, such as " . $place->($number->{first_fraction}) . '; tokens and requests are whole numbers: is this the right column?'
			if $number->{fractions} && $self->{kind} =~ /^(?:tokens|requests)$/;
		push @notes, "$name: negative values, subtracted: $number->{negative}, such as " . $place->($number->{first_negative}) if $number->{negative};
		push @notes, "$name: empty, " . (@{ $self->{numbers} } > 1 ? 'counted as 0' : 'left out') . ": $number->{empty}" if $number->{empty};
		push @notes, "$name: a currency in some values only, such as " . $place->((values %{ $number->{currency} })[0]) . '; the others are taken for the same' if $number->{with_currency} && $number->{with_currency} < $number->{filled};
		push @notes, "$name: zero in every row" if $number->{filled} && !$number->{some};
	}
	if (my @cached = map { $self->{names}[$_] } @{ $self->{cached} })
	{
		my ($in, $out) = map { $self->{names}[$_] } @{ $self->{amounts} };
		push @notes, join(' and ', @cached) . ": taken for a part of $in, and not added; where it is apart from it, as in Anthropic's logs, AMOUNT=" . join '+', $in, @cached, $out;
	}
	fail("$self->{file}: column " . join(' and ', map { "\"$_->{names}[0]\"" } @{ $self->{numbers} }) . ' is empty in every row', "name another with AMOUNT=column, or count rows with AMOUNT=-") if @{ $self->{numbers} } && !$filled;
	return @notes;
}

sub notes_of_rows
{
	my $self = shift;
	my ($time, $skipped) = @$self{qw(time skipped)};
	my @notes;
	push @notes, "rows without a time, left out: $time->{empty}, the first in line $time->{first_empty}" if $time->{empty};
	push @notes, "rows without a model: $self->{no_model}" if $self->{no_model};
	my %what = (totals => 'that are sums of others', header => 'that are the header once more', empty => 'without any value');
	for my $kind (grep { $skipped->{$_} } qw(totals header empty))
	{
		my ($line, $text) = @{ $skipped->{$kind}{first} };
		push @notes, "rows $what{$kind}, left out: $skipped->{$kind}{count}, the first in line $line" . ($kind eq 'totals' ? ', ' . shown($text) : '');
	}
	if ($self->{bad_count})
	{
		my @shown = ((map { [$_->[0], "$_->[1] of " . shown($_->[2])] } $self->unreadable), map { [$_->[0], "$_->[1] fields where the header has " . @{ $self->{names} }] } @{ $self->{ragged} });
		@shown = (sort { $a->[0] <=> $b->[0] } @shown)[0 .. ($#shown < 4 ? $#shown : 4)];
		push @notes, "rows that cannot be read, left out: $self->{bad_count}: " . join(', ', map { "line $_->[0], $_->[1]" } @shown) . ($self->{bad_count} > @shown ? ', ...' : '');
	}
	push @notes, 'the file is in ' . $self->{source}{encoding} if $self->{source}{encoding};
	push @notes, 'the last line has no line end: if the file was cut off there, its last value is wrong' if $self->{source}{unended} && grep { $_ == $#{ $self->{names} } } @{ $self->{amounts} };
	return @notes;
}

# What rows() must know, in one word.
sub plan
{
	my $self = shift;
	my $time = $self->{time};
	my ($decimal) = map { $_->{decimal} } @{ $self->{numbers} };
	return join ' ', "ts=$self->{ts}", "model=$self->{model}", 'amounts=' . join(',', @{ $self->{amounts} }), 'types=' . join(',', map { $_->{type} } @{ $self->{numbers} }),
		'others=' . join(',', @{ $self->{kept} // [] }),
		'decimal=' . ($decimal // '.'), 'order=' . ($time->{order} // ''), "family=$time->{family}", "type=$time->{type}";
}

# The rows as COPY reads them.
sub rows
{
	my ($self, $plan) = @_;
	my %plan = map { split /=/, $_, 2 } split ' ', $plan;
	my ($ts, $model) = @plan{qw(ts model)};
	my $time = TimeColumn->new('', family => $plan{family}, type => $plan{type}, order => $plan{order});
	my (@amounts, @types) = split /,/, $plan{amounts};
	@types = split /,/, $plan{types};
	my @others = split /,/, $plan{others};
	my @numbers = map { my $n = Numbers->new(''); @$n{qw(decimal type)} = ($plan{decimal}, $_); $n } @types;
	my ($source, $columns, $done, %models) = ($self->{source}, scalar @{ $self->{names} }, 0);
	my $clean = @others ? sub { } : $self->clean_rows($time, $ts, $model, \%models, @amounts);
	ROW: while ($clean->(), defined(my $fields = $source->record))
	{
		next if @$fields != $columns && !$self->mend($fields);
		my $m = $fields->[$model];
		my $written = $models{$m} //= is_sum($m =~ s/^\s+|\s+$//gr, 1) || $m eq $self->{names}[$model] ? '' : copied($m =~ s/^\s+|\s+$//gr);
		next if ($written eq '' || $written eq '\N' || $fields->[$ts] !~ /^\s*\d/) && $self->no_row($fields, $ts, $model) ne '';
		my $t = $time->iso($fields->[$ts]) // next;
		my @row = ($t eq '' ? '\N' : $t, $written eq '' ? copied($m) : $written);
		for my $i (0 .. $#amounts)
		{
			my $a = $numbers[$i]->value($fields->[ $amounts[$i] ]) // next ROW;
			push @row, $a eq '' ? '\N' : $a;
		}
		push @row, map { copied($_) } @$fields[@others] if @others;
		print join("\t", @row), "\n" or exit 1;
		next if ++$done % 4096;
		%models = () if keys %models > 100_000;
		$source->progress('reading the file');
	}
	close STDOUT or exit 1;
}

# A function that writes the next rows as long as nothing is to be decided about them: times that are written as
# PostgreSQL reads them on days that were met before, models that were, whole numbers.  Most logs are such throughout.
sub clean_rows
{
	my ($self, $time, $ts, $model, $models, @amounts) = @_;
	my $source = $self->{source};
	return sub { } if $time->{family} ne 'text' || grep { $_ == $ts || $_ == $model } @amounts;
	my $d = quotemeta $source->{delimiter};
	my ($plain, $quoted) = $source->shapes(scalar @{ $self->{names} }, $ts => TimeColumn::as_read($time->{type}), $model => "[^\"$d]++", map { $_ => '[0-9]{1,18}' } @amounts);
	my @sorted = sort { $a <=> $b } $ts, $model, @amounts;
	my %place = map { $sorted[$_] => $_ } 0 .. $#sorted;
	my ($t, $m, @a) = @place{ $ts, $model, @amounts };
	my $days = $time->{known} //= {};

	return sub {
		my ($shape, $count, $out) = ($source->{quotes} ? $quoted : $plain, 0, '');
		for my $line (@{ $source->{lines} })
		{
			my @c = $line =~ $shape or last;
			my $written = $models->{ $c[$m] } or last;
			last if $written eq '\N' || !$days->{ substr $c[$t], 0, 10 };
			$out .= join("\t", $c[$t], $written, @c[@a]) . "\n";
			$count++;
		}
		return if !$count;
		$source->taken($count);
		print $out or exit 1;
		$source->progress('reading the file');
	};
}

# A text as COPY reads it.
sub copied
{
	my $text = shift;
	return '\N' if is_null($text);
	$text =~ s/([\\\t\n\r])/{ "\\" => '\\\\', "\t" => '\\t', "\n" => '\\n', "\r" => '\\r' }->{$1}/ge;
	return $text;
}

1;

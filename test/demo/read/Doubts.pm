# Files that read well and would still give wrong numbers: sums beside what they sum, counters, several units
# in one column, amounts under no name, rows within a quote that was left open.  Each is refused with its cure.
package Doubts;
use strict;
use warnings;
use Exporter 'import';
use Source qw(fail shown is_null);
use Columns qw(plain filled);
use Times qw(recognise iso_day day_number);
our @EXPORT_OK = qw(is_sum doubt_columns doubt_amounts doubt_sums swallowed);

# What stands in the place of a date or a model where a row is the sum of others, or their mean.
my $sum = qr/^[(<_\[]*(?:(?:grand|sub|column|overall)[ -]?)?totals?(?: g[e\xc3\xa9]+n[e\xc3\xa9]+ral)?[)>_\]]*:?$|^(?:sum|sums|somme|summe|suma|gesamt|gesamtsumme|gesamtergebnis|zwischensumme|insgesamt|totale|totaal|razem|overall|all models|alle modelle|average|mean|mittelwert|durchschnitt|\xe5\x90\x88\xe8\xae\xa1|\xe6\x80\xbb\xe8\xae\xa1):?$/i;
# In the place of a model also: "Total tokens", "GPT-4o total", all of them.
my $sum_of_models = qr/^(?:grand |sub)?totals?[\s:(]|\s\(?(?:grand |sub)?totals?\)?:?$|^[(<_\[]*all[)>_\]]*$|^\*+$/i;

sub is_sum
{
	my ($text, $of_models) = @_;
	return $text =~ $sum || $of_models && $text =~ $sum_of_models;
}

# What the first rows show of the columns that were chosen, and of those beside them.
sub doubt_columns
{
	my ($file, $names, $sample, $ts, $model, $kind) = @_;
	for my $column (1 .. $#$names)
	{
		my ($value) = length $names->[$column] ? () : filled($sample, $column);
		fail("$file: column " . ($column + 1) . ' has no name, and holds ' . shown($value),
			'give it a name in the first line; or was a number with a decimal comma, or commas between thousands, written without quotes?') if defined $value;
	}
	my @models = filled($sample, $model);
	my @several = grep { /[,;\n]\s*\S|^\[/ } @models;
	fail("$file: column \"$names->[$model]\" holds " . shown($several[0]) . ': several models in one row', 'export one row for each model (ccusage: --breakdown), or name another column: MODEL=column') if 20 * @several > @models;
	doubt_dimension($file, $names, $sample, $_, $kind) for grep { $_ != $ts && $_ != $model } 0 .. $#$names;
	doubt_period($file, $names, $sample, $ts);
}

# A column of few words beside the chosen ones: "Total" among others, or units that differ.
sub doubt_dimension
{
	my ($file, $names, $sample, $column, $kind) = @_;
	my (%count, $filled);
	for my $row (@$sample)
	{
		my $value = $row->[$column];
		next if length $value > 40 || $value !~ /[^\d\s.,:+-]/;
		$count{$value}++;
		$filled++;
	}
	my @values = grep { !is_null($_) } sort keys %count;
	my ($of_all) = grep { $_ =~ $sum } @values;
	fail("$file: column \"$names->[$column]\" holds " . shown($of_all) . ' beside ' . shown((grep { $_ ne $of_all } @values)[0]) . ': rows that are sums of others, and would be counted twice',
		'delete those rows; if they are no sums, write another word') if defined $of_all && @values > 1 && ($filled <= 20 || 2 * @values <= $filled);
	fail("$file: column \"$names->[$column]\" holds " . shown($values[0]) . ' and ' . shown($values[1]) . ': amounts in several units cannot be added', 'convert them to one first, or delete the rows of the others')
		if @values > 1 && $kind ne 'rows' && plain($names->[$column]) =~ /currency|^units?$|unitofmeasure|^uom$|waehrung|^devise$|^moneda$|^moeda$|^waluta$/;
}

# A row for each period that is longer than a week.
sub doubt_period
{
	my ($file, $names, $sample, $ts) = @_;
	my $end = plain($names->[$ts]);
	return if $end !~ s/start(?:ing|ed)?|begin|from/(?:end(?:ing|ed)?|to|until)/;
	my ($column) = grep { plain($names->[$_]) =~ /^$end$/ } 0 .. $#$names or return;
	my ($long, $all, $first) = (0, 0);
	for my $row (@$sample)
	{
		my ($from, $to) = map { my ($kind, $day) = recognise($_); $kind eq 'ymd' ? iso_day($kind, $day) : undef } @$row[$ts, $column];
		next if !defined $from || !defined $to;
		$all++;
		next if day_number($to) - day_number($from) <= 8;
		$long++;
		$first //= [@$row[$ts, $column]];
	}
	fail("$file: a row goes from " . shown($first->[0]) . ' to ' . shown($first->[1]) . ": such periods cannot be cut into weeks", 'export the log by day or by week, or name another column: TS=column') if 2 * $long > $all;
}

# Amounts that were chosen by their names, and are none: the number of the row, a running sum, one of two of the same name.
sub doubt_amounts
{
	my ($file, $names, $sample, $kind, $amounts) = @_;
	for my $column (@$amounts)
	{
		my $name = $names->[$column];
		my @values = filled($sample, $column);
		fail("$file: column \"$name\" rises from row to row: " . join(', ', @values[0 .. 3]) . ', ...: a number of the row, or a running sum, is no amount',
			"name another with AMOUNT=column, or count rows with AMOUNT=-; if it is right in spite of that, AMOUNT=$name") if is_counter($kind, @values);
		my ($twin) = grep { $names->[$_] eq "$name.1" } 0 .. $#$names;
		fail("$file: column \"$names->[$twin]\" is a second \"$name\", renamed by what wrote the file", "say which: AMOUNT=$name or AMOUNT=$names->[$twin]") if defined $twin;
	}
}

sub is_counter
{
	my ($kind, @values) = @_;
	return 0 if @values < 10 || grep { !/^\d{1,15}$/ } @values;
	my %steps;
	$steps{ $values[$_] - $values[ $_ - 1 ] }++ for 1 .. $#values;
	return $kind eq 'requests' && $values[0] <= 1 if keys %steps == 1 && $steps{1};
	# sums of amounts, which differ; what rises evenly was made so
	return @values >= 50 && 3 * keys %steps > @values && !grep { $_ < 0 } keys %steps;
}

# The amounts by model: rows without a model that have exactly what all others have together are their sums.
sub doubt_sums
{
	my ($file, $names, $model, $of) = @_;
	my ($sums, $others, $models) = (0, 0, 0);
	for my $one (keys %$of)
	{
		is_null($one =~ s/^\s+|\s+$//gr) ? $sums += $of->{$one} : ($others += $of->{$one}, $models++);
	}
	fail("$file: rows whose \"$names->[$model]\" is empty hold exactly what all others hold together: they are their sums", 'delete them, or export the log without sums (ROLLUP, CUBE, totals)')
		if $sums && $models > 1 && ($sums == $others || $sums == 2 * $others);
}

# Whether a field has taken in rows, because a quote was left open.
sub swallowed
{
	my ($fields, $pattern, $ts, $model, $models) = @_;
	my $last = $ts > $model ? $ts : $model;
	for my $field (grep { index($_, "\n") >= 0 } @$fields)
	{
		my (undef, @lines) = split /\n/, $field;
		for my $line (@lines)
		{
			my @inner = split $pattern, $line, -1;
			next if @inner <= $last || !exists $models->{ $inner[$model] } || is_null($inner[$model]);
			return 1 if (recognise($inner[$ts]))[0] =~ /^(?:ymd|ordered|named|number)$/;
		}
	}
	return 0;
}

1;

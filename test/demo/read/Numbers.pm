# The ways in which numbers are written, and which sign of a column is the decimal one.
#
# 9.229 is nine and a bit in one country and nine thousand in another.  All values of a column are looked
# at; what none of them decides is asked, never guessed.
package Numbers;
use strict;
use warnings;
use Source qw(is_null fail shown);

# $, R$, US$ and their like, the signs from U+20A0 on, pounds, yen; then codes.
my $currencies = qr/(?:us|ca|[acrsn]|hk|nz|nt|mx)?\$|\xe2\x82[\xa0-\xbf]|\xc2\xa3|\xc2\xa5|z\xc5\x82|k\xc4\x8d|kr|usd|eur|gbp|cny|rmb|chf|jpy|brl|inr|pln|czk|huf|sek|nok|dkk|aud|cad|nzd|mxn|krw|sgd|hkd|twd|ils|try|zar|rub|uah/i;

sub new
{
	my ($class, @names) = @_;
	return bless { names => \@names, filled => 0, empty => 0, whole => 0, long => undef, of => {}, bad => [], fractions => 0, bad_count => 0, currency => {} }, $class;
}

# Without blanks around it, without a sign of currency: (sign, what is left, currency).
sub bare
{
	my $t = shift;
	$t =~ s/(?:\xc2\xa0|\xe2\x80[\x80-\x8a\xaf]|\s)+/ /g;
	$t =~ s/\xe2\x80\x99/'/g;
	$t =~ s/\xe2\x88\x92/-/g;
	$t =~ s/^ | $//g;
	my $currency = '';
	if ($t =~ s/^([-+]?) ?($currencies) ?([-+]?)(?=[\d.,])/$1$3/ || $t =~ s/ ?($currencies)$//)
	{
		$currency = uc($2 // $1);
	}
	my $sign = $t =~ s/^([-+])// && $1 eq '-' ? '-' : '';
	return ($sign, $t, $currency);
}

# How a number without its sign is written:
#     ('whole')  ('decimal', sign)  ('thousands', sign)  ('either', sign)  ('both', thousands, decimal)  or nothing
sub way
{
	my $b = shift;
	return if length $b > 100;		# more than a float8 holds
	return 'whole' if $b =~ /^\d+$/;
	return ('either', $1) if $b =~ /^[1-9]\d{0,2}([.,])\d{3}$/;
	return ('decimal', $1) if $b =~ /^\d*([.,])\d+(?:[eE][-+]?\d{1,2})?$/ || $b =~ /^\d+([.,])$/;
	return 'scientific' if $b =~ /^\d+[eE][-+]?\d{1,2}$/;
	return ('thousands', $1) if $b =~ /^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})+$/ || $b =~ /^[1-9]\d?(,)\d\d(?:,\d\d)*,\d{3}$/;
	return ('both', $1, $2) if $b =~ /^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?!\1)([.,])\d+$/ || $b =~ /^[1-9]\d?(,)\d\d(?:,\d\d)*,\d{3}(\.)\d+$/;
	return ('both', $1, $2 // '') if $b =~ /^[1-9]\d{0,2}([' ])\d{3}(?:\1\d{3})*(?:([.,])\d+)?$/;
	return;
}

sub is_number
{
	my @way = way((bare(shift))[1]);
	return scalar @way;
}

# Look at one value, in the file's line so and so.  Returns it where it is plain, else 0.
sub tally
{
	my ($self, $t, $line) = @_;
	if ($t =~ /^\d{1,18}$/)
	{
		$self->{filled}++;
		$self->{long} //= [$line, $t] if length $t > 4;
		$self->{some} ||= $t ne '0';
		return $t;
	}
	my ($sign, $b, $currency) = bare($t);
	if ($b eq '' || is_null($t) || is_null($b))
	{
		$self->{empty}++;
		return 0;
	}
	$self->{filled}++;
	my ($way, $one, $two) = way($b);
	if (!defined $way)
	{
		$self->{bad_count}++;
		push @{ $self->{bad} }, [$line, $t] if $self->{bad_count} <= 1000;
		return 0;
	}
	$self->{some} ||= $b =~ /[1-9]/;
	if ($currency ne '')
	{
		$self->{currency}{$currency} //= [$line, $t];
		$self->{with_currency}++;
	}
	if ($sign eq '-' && $b =~ /[1-9]/)
	{
		$self->{negative}++;
		$self->{first_negative} //= [$line, $t];
	}
	$self->{long} //= [$line, $t] if $way eq 'whole' && length $b > 4;
	$self->{large}++ if $b =~ /e/i || ($b =~ tr/0-9//) > 18;
	my $of = $self->{of}{ $way . ($one // '') . ($two // '') } //= { way => $way, one => $one // '', two => $two // '', count => 0, fractions => 0, first => [$line, $t] };
	$of->{count}++;
	# a part after the last sign that is not zero
	if ($b =~ /[.,](\d*[1-9]\d*)(?:[eE][-+]?\d+)?$/ || $b =~ /e-/i)
	{
		$of->{fractions}++;
		$of->{first_fraction} //= [$line, $t];
	}
	return 0;
}

sub place
{
	my $of = shift;
	return shown($of->[1]) . " (line $of->[0])";
}

# Whether . or , is the decimal sign, from the values of all these columns together.  Returns a note.
sub decide
{
	my ($file, $wanted, @columns) = @_;
	my (%proof, %either, $other, $long);
	for my $column (@columns)
	{
		$long //= $column->{long};
		for my $of (values %{ $column->{of} })
		{
			my ($way, $one, $two) = @$of{qw(way one two)};
			$proof{$one} //= $of->{first} if $way eq 'decimal';
			$proof{ $one eq '.' ? ',' : '.' } //= $of->{first} if $way eq 'thousands' || $way eq 'both' && $one =~ /[.,]/;
			$proof{$two} //= $of->{first} if $way eq 'both' && $two ne '';
			$other //= $of->{first} if $way eq 'both' && $one !~ /[.,]/;
			$either{$one} //= $of->{first} if $way eq 'either';
		}
	}
	my $names = join ' and ', map { "\"$_\"" } map { @{ $_->{names} } } @columns;
	my $decimal = $wanted;
	my $note = '';
	if ($decimal eq '')
	{
		my @both = grep { defined } @either{'.', ','};
		fail("$file: column $names holds " . place($proof{'.'}) . ' and ' . place($proof{','}) . ': a point and a comma cannot both be the decimal sign',
			'write the numbers in one way, or say which is right: DECIMAL=. or DECIMAL=,; what cannot be read so is then told') if $proof{'.'} && $proof{','};
		$decimal = $proof{'.'} ? '.' : $proof{','} ? ',' : '';
		if ($decimal eq '' && $other && @both == 1)
		{
			# the thousands have a sign of their own
			$decimal = $either{'.'} ? '.' : ',';
			$proof{$decimal} = $other;
		}
		my $thousands = $decimal eq '.' ? ',' : '.';
		ask_decimal($file, $names, $both[0], '') if $decimal eq '' && @both;
		ask_decimal($file, $names, $either{$thousands}, ', while ' . place($long) . ' has no sign of thousands')
			if $decimal ne '' && $either{$thousands} && $long;
		for my $sign (grep { $either{$_} } '.', ',')
		{
			$note .= ($note ? '; ' : '') . sprintf '%s: in %s a %s is the %s sign, as %s shows', $names =~ tr/"//dr, place($either{$sign}), $sign eq '.' ? 'point' : 'comma',
				$sign eq $decimal ? 'decimal' : 'thousands', place($proof{$decimal});
		}
	}
	$_->settle($file, $decimal || '.') for @columns;
	return $note;
}

sub ask_decimal
{
	my ($file, $names, $first, $why) = @_;
	my $bare = (bare($first->[1]))[1];
	my ($sign) = $bare =~ /([.,])/;
	fail("$file: column $names holds " . place($first) . ", which can be " . ($bare =~ s/,/./r) . ' or ' . ($bare =~ s/[.,]//r) . $why,
		"say which sign is the decimal one: DECIMAL=. or DECIMAL=, (here DECIMAL=" . ($sign eq '.' ? ',' : '.') . ' makes thousands of it)');
}

# With the decimal sign known: what cannot be read, and what are fractions.
sub settle
{
	my ($self, $file, $decimal) = @_;
	$self->{decimal} = $decimal;
	my @currencies = sort keys %{ $self->{currency} };
	fail("$file: column \"$self->{names}[0]\" holds several currencies: " . join(', ', map { place($self->{currency}{$_}) } @currencies), 'convert them to one first') if @currencies > 1;
	for my $of (values %{ $self->{of} })
	{
		if (!defined $self->value($of->{first}[1]))
		{
			$self->{bad_count} += $of->{count};
			push @{ $self->{bad} }, $of->{first};
		}
		elsif ($of->{fractions} && ($of->{two} eq '' ? $of->{one} : $of->{two}) =~ /^\Q$decimal\E?$/ && $of->{way} ne 'thousands')
		{
			$self->{fractions} += $of->{fractions};
			$self->{first_fraction} //= $of->{first_fraction};
		}
	}
	$self->{bad} = [sort { $a->[0] <=> $b->[0] } @{ $self->{bad} }];
	$self->{type} = $self->{fractions} || $self->{large} ? 'float8' : 'bigint';
}

# A value as PostgreSQL reads it: '' for none, nothing if it cannot be read.
sub value
{
	my ($self, $t) = @_;
	return $t if $t =~ /^\d{1,18}$/;
	my ($sign, $b) = bare($t);
	return '' if $b eq '' || is_null($t) || is_null($b);
	my ($way, $one, $two) = way($b);
	return undef if !defined $way;
	my $d = $self->{decimal};
	if ($way eq 'decimal' || $way eq 'either')
	{
		return undef if $way eq 'decimal' && $one ne $d;
		$one eq $d ? $b =~ tr/,/./ : $b =~ tr/.,//d;
	}
	elsif ($way eq 'thousands' || $way eq 'both')
	{
		return undef if $one eq $d || defined $two && $two ne '' && $two ne $d;
		my $thousands = quotemeta $one;
		$b =~ s/$thousands//g;
		$b =~ tr/,/./;
	}
	$b =~ s/\.0*$// if ($self->{type} // 'float8') eq 'bigint';
	return $sign . $b;
}

1;

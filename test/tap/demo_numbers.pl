#!/usr/bin/perl
# The demo's reading of numbers: signs of thousands and decimals are decided by the data, or asked; never guessed.
use strict;
use warnings;
use lib 'test/tap/demo';
BEGIN { chdir "$1/../.." if $0 =~ m{^(.*)/}s }
use Files;

# A file whose amounts are written in a way.
sub with_amounts
{
	my ($way, $name, %o) = @_;
	return csv(['Datum', 'Modell', $name // 'Tokens'], sub { (at($_[0], '%Y-%m-%d'), $_[0]{model}, $way->($_[0])) }, sep => ';', %o);
}

# A number with a sign of thousands.
sub grouped
{
	my ($n, $sign) = @_;
	1 while $n =~ s/^(\d+)(\d{3})/$1$sign$2/;
	return $n;
}

sub tokens
{
	my $sign = shift;
	return sub { grouped($_[0]{tokens}, $sign) };
}

# a cost, more than a thousand in some rows
sub cost
{
	my ($thousands, $decimal, $scale) = @_;
	return sub { my ($whole, $part) = split /\./, sprintf '%.4f', $_[0]{cost} * $scale; grouped($whole, $thousands) . "$decimal$part" };
}

my @small = grep { $_->{tokens} < 1_000_000 } log_rows();

reads('points between thousands', with_amounts(tokens('.')), 'tokens', says => qr/Tokens: in "[\d.]+" \(line \d+\) a point is the thousands sign, as "44\.[\d.]+" \(line 2\) shows/);
reads('commas between thousands', with_amounts(tokens(',')), 'tokens', says => qr/a comma is the thousands sign/);
reads("$_->[0] between thousands", with_amounts(tokens($_->[1])), 'tokens', not => qr/fraction/)
	for ['apostrophes', "'"], ['round apostrophes', "\xe2\x80\x99"], ['blanks', ' '], ['fixed blanks', "\xc2\xa0"], ['narrow blanks', "\xe2\x80\xaf"];
reads('thousands as in India', with_amounts(sub { $_[0]{tokens} =~ s/(?<=\d)(?=(?:\d\d)*\d{3}$)/,/gr }), 'tokens');
refuses('points that can be either', with_amounts(tokens('.'), 'Tokens', rows => \@small), qr/"[\d.]+" \(line \d+\), which can be \d+\.\d{3} or \d{4,}/, qr/DECIMAL=\. or DECIMAL=, \(here DECIMAL=, makes thousands of it\)/);
reads('… DECIMAL=,', with_amounts(tokens('.'), 'Tokens', rows => \@small), 'tokens', DECIMAL => ',', rows => \@small);
reads('… DECIMAL=.', with_amounts(tokens('.'), 'Tokens', rows => \@small), sub { $_[0]{tokens} >= 1000 ? $_[0]{tokens} / 1000 : $_[0]{tokens} }, DECIMAL => '.', rows => \@small, says => qr/Tokens: fractions: \d+, such as/);
refuses('commas that can be either', with_amounts(tokens(','), 'Tokens', rows => \@small), qr/which can be \d+\.\d{3} or \d{4,}/, qr/here DECIMAL=\. makes thousands/);
reads('… DECIMAL=.', with_amounts(tokens(','), 'Tokens', rows => \@small), 'tokens', DECIMAL => '.', rows => \@small);
refuses('points that are thousands, beside long numbers without', with_amounts(sub { $_[0]{id} == 1 ? 12345 : grouped($_[0]{tokens}, '.') }), qr/while "12345" \(line 3\) has no sign of thousands/, qr/DECIMAL=/);
refuses('a point that is decimal and one between thousands', with_amounts(sub { $_[0]{id} == 5 ? '0.5' : grouped($_[0]{tokens}, '.') }), qr/"0\.5" \(line 7\) and "44\.[\d.]+" \(line 2\): a point and a comma cannot both be the decimal sign/, qr/DECIMAL=\. or DECIMAL=,/);
reads('… DECIMAL=, leaves one row out', with_amounts(sub { $_[0]{id} == 5 ? '0.5' : grouped($_[0]{tokens}, '.') }), 'tokens', DECIMAL => ',', says => qr/rows that cannot be read, left out: 1: line 7, Tokens of "0\.5"/, rows => [grep { $_->{id} != 5 } log_rows()]);
refuses('a wrong sign', with_amounts(tokens('.')), qr/DECIMAL=;/, qr/DECIMAL=\. or DECIMAL=,/, DECIMAL => ';');

my %cost = (AMOUNT => 'cost');
reads('decimals with a point', with_amounts(cost('', '.', 1), 'cost'), 'cost', %cost, not => qr/fraction/);
reads('decimals with a comma', with_amounts(cost('', ',', 1), 'cost'), 'cost', %cost);
reads('1.234,56', with_amounts(cost('.', ',', 10000), 'cost'), sub { $_[0]{cost} * 10000 }, %cost);
reads('1,234.56', with_amounts(cost(',', '.', 10000), 'cost'), sub { $_[0]{cost} * 10000 }, %cost);
reads("1'234.56", with_amounts(cost("'", '.', 10000), 'cost'), sub { $_[0]{cost} * 10000 }, %cost);
reads('1 234,56', with_amounts(cost("\xc2\xa0", ',', 10000), 'cost'), sub { $_[0]{cost} * 10000 }, %cost);
# three decimals, as in 1.250: a zero before the sign decides
sub three_decimals { my $sign = shift; return sub { my $text = sprintf '%.3f', $_[0]{id} % 20 / 8; $text =~ s/\./$sign/; $text } }
my $eighths = sub { $_[0]{id} % 20 / 8 };
reads('three decimals: a leading zero decides', with_amounts(three_decimals('.'), 'cost'), $eighths, %cost, says => qr/a point is the decimal sign, as "0\.000" \(line 2\) shows/);
reads('… with a comma', with_amounts(three_decimals(','), 'cost'), $eighths, %cost);
refuses('three decimals without one', with_amounts(three_decimals('.'), 'cost', rows => [grep { $_->{id} % 20 >= 8 } log_rows()]), qr/"1\.000" \(line 2\), which can be 1\.000 or 1000/, qr/DECIMAL/, %cost);
reads('… decided by another column that is added', csv([qw(date model a b)], sub { (at($_[0], '%Y-%m-%d'), $_[0]{model}, '1.250', $_[0]{cost}) }), sub { 1.25 + $_[0]{cost} }, AMOUNT => 'a+b');
reads('powers of ten', with_amounts(sub { sprintf '%.3e', $_[0]{cost} }, 'cost'), 'cost', %cost, rows => [map { { %$_, cost => sprintf '%.3e', $_->{cost} } } log_rows()]);
reads('1e3', with_amounts(sub { '1e3' }), sub { 1000 });
reads('pandas: whole numbers with .0', with_amounts(sub { "$_[0]{tokens}.0" }), 'tokens', not => qr/fraction/);
reads("$_->[0]", with_amounts(do { my $way = $_->[1]; sub { sprintf $way, $_[0]{cost} } }, 'cost'), 'cost', %cost) for ['dollars', '$%s'], ['euros', "%s \xe2\x82\xac"], ['USD', '%s USD'], ['US$', 'US$ %s'];
refuses('several currencies', with_amounts(sub { ($_[0]{id} % 2 ? '$' : "\xe2\x82\xac") . $_[0]{cost} }, 'cost'), qr/several currencies: .* \(line 2\)|several currencies: .* \(line 3\)/, qr/convert them/, %cost);
refuses("$_", with_amounts(do { my $text = $_; sub { $text } }), qr/line 2: column "Tokens" holds "\Q$_\E", which is no number/, qr/Readable are for example 1234.*write 1200 for 1\.2k/)
	for '1.2k', '3M', '12%', '1.23.456', '1,2,3', '0x10', 'many', '(12)', '12 34', '1.234.56', 'Infinity', '1,234,5';
reads('negative amounts are said', with_amounts(sub { $_[0]{id} == 3 ? "-$_[0]{tokens}" : $_[0]{tokens} }), sub { $_[0]{id} == 3 ? -$_[0]{tokens} : $_[0]{tokens} }, says => qr/Tokens: negative values, subtracted: 1, such as "-\d+" in line 5/);
reads('fractions of tokens are said', with_amounts(sub { $_[0]{id} == 3 ? '0.5' : $_[0]{tokens} }), sub { $_[0]{id} == 3 ? 0.5 : $_[0]{tokens} }, says => qr/Tokens: fractions: 1, such as "0\.5" in line 5; .* is this the right column\?/);
reads('numbers larger than bigint', with_amounts(sub { $_[0]{tokens} . '0' x 15 }), sub { $_[0]{tokens} * 1e15 });
reads('words for nothing', with_amounts(sub { ('NULL', 'null', '\N', 'NaN', 'None', 'nil', '-', 'N/A', '', ' ')[$_[0]{id}] // $_[0]{tokens} }), 'tokens', says => qr/Tokens: empty, left out: 10/, rows => [grep { $_->{id} > 9 } log_rows()]);
refuses('nothing but those', with_amounts(sub { 'NULL' }), qr/column "Tokens" is empty in every row/, qr/AMOUNT=-/, AMOUNT => 'Tokens');

done();

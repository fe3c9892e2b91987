#!/usr/bin/perl
# The demo's reading of CSV itself: encodings, separators, quotes, lines that are no rows, files that are no CSV.
use strict;
use warnings;
use lib 'test/tap/demo';
BEGIN { chdir "$1/../.." if $0 =~ m{^(.*)/}s }
use Files;

my @names = ('ts', 'model', 'prompt', 'tokens');
my $text = "Hello, \"world\"; a|b\tc\nnext line, with \\ and '";
my $fields = sub { (at($_[0], '%Y-%m-%dT%H:%M:%SZ'), $_[0]{model}, $_[0]{id} % 3 ? 'short' : $text, $_[0]{tokens}) };
my @simple = ('ts', 'model', 'tokens');
my $simple = sub { (at($_[0], '%Y-%m-%dT%H:%M:%SZ'), @{ $_[0] }{qw(model tokens)}) };
my $plain = csv(\@simple, $simple);

# as UTF-16, which these files' characters make easy
sub utf16
{
	my ($template, $text) = @_;
	utf8::decode($text);
	return pack "$template*", map { ord } split //, $text;
}

reads('commas, quotes, lines within quotes', csv(\@names, $fields), 'tokens');
reads("separator $_->[0]", csv(\@names, $fields, sep => $_->[1]), 'tokens') for ['semicolon', ';'], ['tab', "\t"], ['pipe', '|'];
reads('CR LF', csv(\@names, $fields, end => "\r\n"), 'tokens');
reads('CR alone', csv(\@simple, $simple, end => "\r"), 'tokens');
reads('a mark of UTF-8, CR LF', csv(\@names, $fields, before => "\xef\xbb\xbf", end => "\r\n"), 'tokens');
reads('everything in quotes', csv(\@names, $fields, quoted => 1), 'tokens');
reads('sep=;', csv(\@names, $fields, sep => ';', before => "sep=;\r\n", end => "\r\n"), 'tokens');
reads('sep=, where the header has more semicolons', csv([@simple, 'a;b;c;d;e'], sub { ($simple->($_[0]), 1) }, before => "\xef\xbb\xbfsep=,\n"), 'tokens');
reads("UTF-16, $_->[0]", utf16($_->[1], $_->[2] . csv(\@names, $fields, end => "\r\n", sep => "\t")), 'tokens', says => qr/the file is in UTF-16/)
	for ['little end first', 'v', "\xef\xbb\xbf"], ['big end first', 'n', "\xef\xbb\xbf"], ['no mark, little', 'v', ''], ['no mark, big', 'n', ''];
reads('UTF-8 in the header and the rows', csv(['ts', 'model', "Gr\xc3\xb6\xc3\x9fe", "Notiz \xe2\x82\xac"], sub { ($simple->($_[0]), "\xc3\xa4\xe6\xa8\xa1") }), 'tokens', AMOUNT => "Gr\xc3\xb6\xc3\x9fe");
reads('an empty line at the end and in the middle', $plain =~ s/\n/\n\n   \n/r . "\n\n", 'tokens');
reads('no line end at the end', $plain =~ s/\n\z//r, 'tokens', says => qr/the last line has no line end/);
reads('a separator at the end of each line', $plain =~ s/\n/,\n/gr, 'tokens');
reads('… of each row', $plain =~ s/(?<!tokens)\n/,\n/gr, 'tokens');
reads('… of the header', $plain =~ s/tokens\n/tokens,\n/r, 'tokens');
reads('blanks around fields', csv([map { " $_ " } @simple], sub { map { "  $_ " } $simple->($_[0]) }), 'tokens');
reads('blanks before quotes', csv(\@simple, sub { my ($t, $m, $n) = $simple->($_[0]); ($t, 'Q' . $m . 'Q', $n) }) =~ s/Q([^,]*)Q/ "$1" /gr, 'tokens');
reads('a quote within a field', csv(['ts', 'model', 'screen', 'tokens'], sub { my ($t, $m, $n) = $simple->($_[0]); ($t, $m, 'QQ', $n) }) =~ s/QQ/5" or 7"/gr, 'tokens');
reads('an index without a name', csv(['', @simple], sub { ($_[0]{id}, $simple->($_[0])) }), 'tokens');
reads('names in capitals, with blanks, quotes and words of SQL', csv(['User', 'Select', 'The "Model"', ' Total Tokens'], sub { ('when', $simple->($_[0])) }), 'tokens', TS => 'Select');
reads('a very wide file', csv([@simple, map { "c$_" } 1 .. 2000], sub { ($simple->($_[0]), map { 'x' } 1 .. 2000) }, rows => [(log_rows())[0 .. 49]]), 'tokens', rows => [(log_rows())[0 .. 49]]);
reads('… and its other columns, where psql asks', csv([@simple, 'Model', 'model', ('long' x 20) . 1, ('long' x 20) . 2, map { "c$_" } 1 .. 2000], sub { ($simple->($_[0]), 'a', 'b', 'c', 'd', map { "\\x\t" } 1 .. 2000) }, rows => [(log_rows())[0 .. 9]]) =~ s/,model,longlong/,model2,longlong/r, 'tokens', rows => [(log_rows())[0 .. 9]], PSQL => 1);
reads('one row', "ts,model,tokens\n2025-03-03,gpt-4o,5\n", 'tokens', rows => [{ ts => 1740960000, model => 'gpt-4o', tokens => 5 }]);
reads('a name that a shell or psql could take for something else', $plain, 'tokens', file => q(-x y'$(z)\\".csv));
reads('models that COPY could take for something else', csv(\@simple, sub { (at($_[0], '%Y-%m-%d'), "in\\new '" . $_[0]{id} % 2, 1) }), 'one', rows => [map { { ts => $_->{ts}, one => 1, model => "in\\new '" . $_->{id} % 2 } } log_rows()]);

# lines that are no rows
reads('the header once more', $plain =~ s/\n(?=2025-03-1[0-9]T)/\nts,model,tokens\n/gr, 'tokens', says => qr/rows that are the header once more, left out: \d+, the first in line \d+/);
my %sum;
$sum{ at($_, '%Y-%m-%d') } += $_->{tokens} for log_rows();
reads("a last row $_->[0]", "$plain$_->[1]\n", 'tokens', says => $_->[2])
	for ['Total', 'Total,,999999999', qr/rows that are sums of others, left out: 1, the first in line 352, "Total"/], ['Summe', 'Summe,,999', qr/sums of others/], ['Sum', '"Sum:",,999', qr/sums of others/],
	['Grand total', ',Grand Total,999', qr/sums of others/], ['of three fields less', 'Gesamtergebnis;999', qr/sums of others|cannot be read/], ['without a date', ',,999999999', qr/rows without a time, left out: 1, the first in line 352/], ['Total 2025', 'Total 2025,,9', qr/sums of others/];
reads('a sum for each day', $plain . join('', map { "$_,All models,$sum{$_}\n" } sort keys %sum), 'tokens', says => qr/rows that are sums of others, left out: 35, the first in line 352, "All models"/);
reads('empty rows', "$plain,,\n,,\n", 'tokens', says => qr/rows without any value, left out: 2/);
reads('words for no time', $plain . join('', map { "$_,gpt-4o,5\n" } 'NULL', 'null', '\N', 'NaN', 'None', 'nil', '-', 'N/A', ''), 'tokens', says => qr/rows without a time, left out: 9, the first in line 352/);

# up to one in a hundred may be unreadable
my @lines = split /(?<=\n)/, $plain;
my $broken = sub { my ($n, $line) = @_; join '', $lines[0], $line x $n, @lines[1 .. $#lines] };
reads('three rows in 353 of another width', $broken->(3, "2025-03-03,gpt-4o\n"), 'tokens', says => qr/rows that cannot be read, left out: 3: line 2, 2 fields where the header has 3, line 3/);
refuses('four in 354', $broken->(4, "2025-03-03,gpt-4o\n"), qr/line 2 has 2 fields where the header has 3; so it is in 4 of 354 rows/, qr/cut off.*separator ","/);
refuses('a separator within a field', $broken->(4, "2025-03-03,gpt-4o,1,5\n"), qr/line 2 has 4 fields where the header has 3/, qr/without quotes/);
reads('three unreadable times', $broken->(3, "soon,gpt-4o,5\n"), 'tokens', says => qr/rows that cannot be read, left out: 3: line 2, ts of "soon", line 3/);
refuses('four', $broken->(4, "soon,gpt-4o,5\n"), qr/line 2: column "ts" holds "soon", which is no time between 2000 and \d+; 4 of 354 rows cannot be read/, qr/Readable are for example 2025-01-31/);
reads('three unreadable amounts', $broken->(3, "2025-03-03,gpt-4o,lots\n"), 'tokens', says => qr/line 2, tokens of "lots"/);
refuses('four', $broken->(4, "2025-03-03,gpt-4o,lots\n"), qr/line 2: column "tokens" holds "lots", which is no number; 4 of 354/, qr/Readable are for example 1234/);
refuses('a small file cut off', "ts,model,tokens\n2025-03-03,gpt-4o,5\n2025-03-04,gp", qr/line 3 has 2 fields where the header has 3; it is one of 2 rows/, qr/is it cut off/);
refuses('the line counts lines within quotes', csv(\@names, $fields) . "soon,x,y,5\n" x 9, qr/line 469: column "ts" holds "soon"/, qr/Readable/);

# clean lines are read in one go: what stands between them must come out the same
my @between = ("2025-03-05T10:00:00Z,Total,77\n", "ts,model,tokens\n", "2025-02-30T10:00:00Z,gpt-4o,5\n", "2025-03-05T10:00:00Z,gpt-4o\n", "2025-03-05T10:00:00Z,gpt-4o,5,5\n", ",,\n", ",gpt-4o,5\n");
my $place = 0;
reads('other lines between clean ones', $plain =~ s{(?<=\n)(?=2025-03-1\d)}{ $between[$place++] // '' }ger, 'tokens', says => qr/rows that cannot be read, left out: 3: line \d+, ts of "2025-02-30T10:00:00Z"/);
reads('quotes here and there between clean lines', $plain =~ s{,([^,\n]*),(\d+)\n}{ my ($m, $n) = ($1, $2); $place++ % 3 ? ",$m,$n\n" : $place % 2 ? ",\"$m\",\"$n\"\n" : ", \"$m\" ,$n \n" }ger, 'tokens');
reads('a model with quotes in it', csv(\@simple, sub { (at($_[0], '%Y-%m-%d'), 'a "b" ' . $_[0]{id} % 2, 1) }), 'one', rows => [map { { ts => $_->{ts}, one => 1, model => 'a "b" ' . $_->{id} % 2 } } log_rows()]);

# what is no CSV
refuses('a header alone', "ts,model,tokens\n", qr/has a header and no rows/, qr/export it again/);
refuses('… and empty lines', "ts,model,tokens\n\n,,\n", qr/has a header and no rows/, qr/export it again/);
refuses('nothing', '', qr/is empty/, qr/export it again/);
refuses('empty lines', "\n\n", qr/holds nothing but empty lines/, qr/export it again/);
refuses('no header', $plain =~ s/^.*\n//r, qr/the first line holds "2025-03-03T\d\d:\d\d:\d\dZ": values, not the names of columns/, qr/add a first line of names, such as ts,model,tokens/);
refuses('a column for each day', "model,2025-03-03,2025-03-04\nx,1,2\n", qr/the first line holds "2025-03-03"/, qr/a column for each month or model has to be turned/);
refuses('a title above the header', "Usage of March\n\n$plain", qr/line 1 has one column only, "Usage of March"/, qr/delete lines above it/);
refuses('lines of JSON', qq({"ts": "2025-03-03", "model": "x"}\n), qr/is JSON/, qr/jq -rs/);
refuses('an array of JSON', qq([\n {"ts": 1}\n]\n), qr/is JSON/, qr/jq -rs/);
refuses('a page', '<!DOCTYPE html><html>', qr/is XML or HTML/, qr/export it as CSV/);
refuses('gzip', "\x1f\x8b\x08\0\0\0", qr/is compressed/, qr/gunzip/);
refuses('an Excel workbook', "PK\x03\x04\x14\0", qr/Excel workbook/, qr/save the sheet as CSV/);
refuses('Parquet', "PAR1\x15\0", qr/file of columns/, qr/COPY \(FROM/);
refuses('UTF-32', "\xff\xfe\0\0t\0\0\0", qr/UTF-32/, qr/iconv/);
refuses('Latin-1', csv([@simple, 'note'], sub { ($simple->($_[0]), $_[0]{id} == 5 ? "Gr\xfc\xdfe" : 'x') }), qr/line 7 is not in UTF-8/, qr/iconv -f WINDOWS-1252 -t UTF-8/);
refuses('Latin-1 in the header', csv([@simple, "Gr\xf6\xdfe"], sub { ($simple->($_[0]), 1) }), qr/line 1 is not in UTF-8/, qr/iconv/);
refuses('a zero far in', $plain x 20 . "\0\n", qr/line 7021 holds a zero byte/, qr/is it damaged/);
refuses('zeros', "$plain\0\0\0\n", qr/holds zero bytes/, qr/is it damaged/);
refuses('a quote that never closes', $plain . qq(2025-03-03,"gpt-4o,5\n) . $plain, qr/line 352: a quote opens that never closes/, qr/cut off.*written twice/);
refuses('quotes with backslashes', csv(\@names, sub { ('2025-03-03', 'x', 'QQ', 5) }) =~ s/QQ/"say \\"hi, there\\""/gr, qr/line 2: after a closing quote comes "hi, there/, qr/not with a backslash/);
refuses('as psql prints a table', " ts | model | tokens \n----+-------+--------\n 2025-03-03 | x | 5\n", qr/line 2 draws a line under the header/, qr/psql --csv/);
refuses('as Markdown has a table', "| ts | model | tokens |\n|---|---|---|\n| 2025-03-03 | x | 5 |\n", qr/draws a line under the header/, qr/export it as CSV/);
refuses('blanks between fields', "ts model tokens\n2025-03-03 x 5\n", qr/has one column only/, qr/, ; \| or a tab between them/);

done();

#!/usr/bin/perl
# Files that read well and would give wrong numbers: the demo refuses them with the cure, or leaves out what is no row of the log.
use strict;
use warnings;
use lib 'test/tap/demo';
BEGIN { chdir "$1/../.." if $0 =~ m{^(.*)/}s }
use Files;

# A log of four or more columns: the time, the model, the tokens, and what a test adds.
sub with
{
	my ($names, $fields, %o) = @_;
	return csv(['ts', 'model', @$names], sub { (at($_[0], '%Y-%m-%d %H:%M:%S'), $_[0]{model}, $fields->($_[0])) }, %o);
}

my %days = (rows => [by_day()]);
my $by_day = csv(['date', 'model', 'tokens'], sub { (at($_[0], '%Y-%m-%d'), @{ $_[0] }{qw(model tokens)}) }, %days);
my $sum = 0;
$sum += $_->{tokens} for by_day();

# sums beside what they sum
reads("a sum under the name of a model: $_", "${by_day}2025-04-06,$_,$sum\n", 'tokens', %days, says => qr/rows that are sums of others, left out: 1, the first in line \d+, "\Q$_\E"/)
	for 'Total tokens', 'Total (all models)', 'GPT-4o Total', 'ALL', '(all)', '*', '[Total]', '__total__', 'Average';
reads('a sum for each model, under it', $by_day . join('', map { "2025-04-06,$_ Total,99\n" } qw(gpt-4o claude-3-7-sonnet-20250219)), 'tokens', %days, says => qr/sums of others, left out: 2/);
reads('a model whose name begins so', csv(['ts', 'model', 'tokens'], sub { (at($_[0], '%Y-%m-%d'), 'total-recall-7b', $_[0]{tokens}) }), 'tokens', rows => [map { { %$_, model => 'total-recall-7b' } } log_rows()], not => qr/sums/);
reads('a sum in a row without a model', csv(['date', 'user', 'model', 'tokens'], sub { (at($_[0], '%Y-%m-%d'), 'u', @{ $_[0] }{qw(model tokens)}) }, %days) . "2025-04-06,Total,,$sum\n", 'tokens', %days, says => qr/sums of others, left out: 1/);
refuses('nothing but sums', "ts,model,tokens\n2025-03-03,all,5\n2025-03-04,all,7\n", qr/no rows but sums of others, such as "all"/, qr/another word/);
refuses('sums as ROLLUP makes them', "${by_day}2025-04-06,,$sum\n", qr/rows whose "model" is empty hold exactly what all others hold together/, qr/ROLLUP/);
reads('rows without a model that are no sums', "${by_day}2025-04-05,,17\n", 'tokens', says => qr/rows without a model: 1/, rows => [by_day(), { ts => 1743811200, model => '(none)', tokens => 17 }]);
refuses("sums in another column: $_", with(['team', 'tokens'], do { my $word = $_; sub { ($_[0]{id} % 3 ? ('red', 'blue')[$_[0]{id} % 2] : $word, $_[0]{tokens}) } }), qr/column "team" holds "\Q$_\E" beside "blue": rows that are sums of others/, qr/delete those rows/) for 'Total', 'overall', '(total)';
refuses('sums among the kinds of tokens', with(['token_type', 'tokens'], sub { (('input', 'output', 'total')[$_[0]{id} % 3], $_[0]{tokens}) }), qr/column "token_type" holds "total" beside "input"/, qr/delete those rows/);
reads('such a word where all rows have it', with(['scope', 'tokens'], sub { ('total', $_[0]{tokens}) }), 'tokens');
reads('such a word among prompts', with(['question', 'tokens'], sub { ($_[0]{id} == 7 ? 'Total' : "question $_[0]{id}", $_[0]{tokens}) }), 'tokens');

# amounts that are none
my $running = 0;
refuses('the number of the row', with(['count'], sub { $_[0]{id} + 1 }), qr/column "count" rises from row to row: 1, 2, 3, 4/, qr/AMOUNT=-.*AMOUNT=count/);
reads('… is counted where asked', with(['count'], sub { $_[0]{id} + 1 }), sub { $_[0]{id} + 1 }, AMOUNT => 'count');
refuses('a running sum', with(['tokens'], sub { $running += $_[0]{tokens} }), qr/column "tokens" rises from row to row/, qr/AMOUNT=-/);
reads('amounts that rise evenly', with(['tokens'], sub { 100 + 10 * $_[0]{id} }), sub { 100 + 10 * $_[0]{id} });
refuses('a second column of the name, as pandas renames it', with(['tokens', 'tokens.1'], sub { ($_[0]{tokens}, 1) }), qr/"tokens\.1" is a second "tokens"/, qr/AMOUNT=tokens or AMOUNT=tokens\.1/);
refuses("a total that is less than its parts: $_->[0]", with(['prompt_tokens', 'completion_tokens', $_->[1]], $_->[2]), qr/line \d+: \Q$_->[1]\E is ".*", less than prompt_tokens \+ completion_tokens, \d+ \+ \d+; so it is in \d+ of 350 rows/, qr/AMOUNT=prompt_tokens\+completion_tokens, or AMOUNT=\Q$_->[1]\E/)
	for ['empty in most rows', 'total_tokens', sub { (@{ $_[0] }{qw(prompt completion)}, $_[0]{id} % 4 ? '' : $_[0]{tokens}) }], ['zero in some', 'total_tokens', sub { (@{ $_[0] }{qw(prompt completion)}, $_[0]{id} % 4 ? $_[0]{tokens} : 0) }],
	['the completion alone', 'tokens', sub { @{ $_[0] }{qw(prompt completion completion)} }];
reads('… where asked', with(['prompt_tokens', 'completion_tokens', 'tokens'], sub { @{ $_[0] }{qw(prompt completion completion)} }), 'completion', AMOUNT => 'tokens');

# words that make something else of tokens
my $ask = qr/which amount of .* is to be measured\?/;
refuses("not tokens: $_", with([$_], sub { 50 + $_[0]{id} % 7 }), qr/$ask.*: \Q$_\E$/, qr/AMOUNT=-/) for 'total_tokens_saved', 'total_tokens_k', 'Total Tokens (M)', 'Total Tokens / request', 'tokens %', 'total_tpm_tokens', 'tokens per request';
refuses("not tokens beside tokens: $_->[0]", with(\@$_, sub { (50, $_[0]{completion}) }), $ask, qr/AMOUNT=a\+b/) for ['prompt_tokens_k', 'completion_tokens'], ['input_tokens_saved', 'output_tokens'];
reads('a rate beside tokens', with(['total tokens/s', 'Input tokens %', 'tokens'], sub { (50, 3, $_[0]{tokens}) }), 'tokens', says => qr/measured: tokens; also there: AMOUNT=- /);
refuses('tokens of a cache under a name without tokens', with(['Input', 'Output', 'Cache Create', 'Cache Read'], sub { ($_[0]{prompt}, $_[0]{completion}, 2 * $_[0]{prompt}, 3) }), qr/Cache Create is more than Input/, qr/AMOUNT=Input\+Cache Create\+Cache Read\+Output/);
reads('… that are a part', with(['Input', 'Output', 'Cache Read'], sub { @{ $_[0] }{qw(prompt completion cached)} }), 'tokens', says => qr/Cache Read: taken for a part of Input, and not added/);
refuses("tokens within text: $_", with(['usage'], do { my $text = $_; sub { $text } }), $ask, qr/AMOUNT=-/) for q({'total_tokens': 9}), 'CompletionUsage(completion_tokens=5, prompt_tokens=4)';
reads('an index under the name that pandas gives it', with(['Unnamed: 0'], sub { $_[0]{id} }), 'rows');

# units
refuses("several units: $_->[0]", with([$_->[0], 'tokens'], do { my @units = @$_; sub { ($units[1 + $_[0]{id} % 2], $_[0]{tokens}) } }), qr/column "\Q$_->[0]\E" holds ".*" and ".*": amounts in several units cannot be added/, qr/convert them/)
	for ['currency', 'USD', 'EUR'], ['unit', '1K', 'each'], ['UnitOfMeasure', '1K Tokens', '1M Tokens'];
reads('… do not matter to rows', with(['currency', 'cost'], sub { (('USD', 'EUR')[$_[0]{id} % 2], $_[0]{cost}) }), 'rows', AMOUNT => '-');
reads("a currency: $_", with(['cost'], do { my $way = $_; sub { sprintf $way, $_[0]{cost} } }), 'cost', AMOUNT => 'cost') for 'R$ %s', "\xe2\x82\xb9%s", "%s z\xc5\x82", '%s PLN', 'A$%s', '%s kr';
reads('a currency in some values only', with(['cost'], sub { ($_[0]{id} ? '' : '$') . $_[0]{cost} }), 'cost', AMOUNT => 'cost', says => qr/cost: a currency in some values only, such as "\$[\d.]+" in line 2/);

# numbers that no type holds
reads("larger than bigint: $_", with(['tokens'], do { my $n = $_; sub { $_[0]{id} % 2 ? $n : 5 } }), do { my $n = tr/,//dr; sub { $_[0]{id} % 2 ? $n : 5 } }) for '123456789012345678901.0', '123,456,789,012,345,678,901';
reads("left out: a number of $_->[0]", with(['cost'], do { my $n = $_->[1]; sub { $_[0]{id} == 3 ? $n : $_[0]{cost} } }), 'cost', AMOUNT => 'cost', says => qr/rows that cannot be read, left out: 1: line 5, cost of "/, rows => [grep { $_->{id} != 3 } log_rows()]) for ['1e999', '1e999'], ['1e-999', '1e-999'], ['400 digits', '9' x 400];

# columns and rows of another shape
refuses('a value under no name', csv(['ts', 'model', 'cost', ''], sub { (at($_[0], '%Y-%m-%d'), $_[0]{model}, 12, 47) }), qr/column 4 has no name, and holds "47"/, qr/decimal comma/, AMOUNT => 'cost');
refuses('a header with a name less than the rows have fields', csv(['ts', 'model', 'tokens'], sub { ($_[0]{id}, at($_[0], '%Y-%m-%d'), @{ $_[0] }{qw(model tokens)}) }), qr/line 2 has 4 fields where the header has 3; so it is in 350 of 350 rows/, qr/mend the line/);
reads('commas in the names of a header with semicolons', csv(['ts', 'model', 'tokens', 'cost, net, EUR, about, or so'], sub { (at($_[0], '%Y-%m-%d'), @{ $_[0] }{qw(model tokens)}, 1) }, sep => ';'), 'tokens');
refuses('several models in a row: ' . s/\n/ and /r, csv(['ts', 'models', 'tokens'], do { my $list = $_; sub { (at($_[0], '%Y-%m-%d'), $list, $_[0]{tokens}) } }), qr/several models in one row/, qr/one row for each model/) for 'gpt-4o, claude-3-opus', '["gpt-4o", "claude-3-opus"]', "gpt-4o\nclaude-3-opus";
my @lines = split /(?<=\n)/, with(['tokens', 'note'], sub { ($_[0]{tokens}, 'x') });
sub open_at { my ($open, $close) = @_; return join '', map { my $l = $lines[$_]; $_ == $open ? $l =~ s/x\n/"said\n/r : $_ == $close ? $l =~ s/x\n/so"\n/r : $l } 0 .. $#lines }
refuses("a quote left open over $_ lines", open_at(100, 100 + $_), qr/line 101: a quote opens, and the lines up to @{[101 + $_]} are in it, though they look like rows/, qr/close the quote/) for 1, 200;
reads('lines within quotes that are no rows', with(['note', 'tokens'], sub { ("first, of all\n2025-03-03, gpt-4o is new\n\n", $_[0]{tokens}) }), 'tokens');
refuses('rows whose values are both unreadable count once', csv(['ts', 'model', 'tokens'], sub { ('x', 'y', 'z') }), qr/350 of 350 rows cannot be read/, qr/Readable/);

# times
refuses('dates that a spreadsheet exchanged in part', csv(['date', 'model', 'tokens'], sub { (at($_[0], '%d') <= 12 ? at($_[0], '%Y-%d-%m') : at($_[0], '%d/%m/%Y'), @{ $_[0] }{qw(model tokens)}) }), qr/days of the year first that are all below 13, such as "2025-\d\d-\d\d"/, qr/export the log anew/);
refuses("rows for a month: $_->[0]", csv([@$_[0, 1], 'model', 'tokens'], sub { ('2025-03-01', '2025-03-31', @{ $_[0] }{qw(model tokens)}) }), qr/a row goes from "2025-03-01" to "2025-03-31"/, qr/by day or by week/) for ['start_date', 'end_date'], ['PeriodStart', 'PeriodEnd'], ['starting_at', 'ending_at'];
reads('rows for a day, with its end', csv(['start_date', 'end_date', 'model', 'tokens'], sub { (at($_[0], '%Y-%m-%d'), at({ ts => $_[0]{ts} + 86400 }, '%Y-%m-%d'), @{ $_[0] }{qw(model tokens)}) }), 'tokens');
reads('dates that are all the last of a month', "date,model,tokens\n2025-03-31,gpt-4o,5\n2025-04-30,gpt-4o,5\n", 'tokens', says => qr/last of a month\. .*cannot be cut into weeks/,
	rows => [map { { ts => $_, model => 'gpt-4o', tokens => 5 } } 1743379200, 1745971200]);

done();

#!/usr/bin/perl
# What the demo measures of a file: a rule that is said with its alternatives, or a question; and which column is the model.
use strict;
use warnings;
use lib 'test/tap/demo';
BEGIN { chdir "$1/../.." if $0 =~ m{^(.*)/}s }
use Files;

# A file of days, with these columns: the name in the header => the field of the log's rows, or a function of one.
sub with_columns
{
	my @columns = @_;
	my (@names, @ways);
	while (@columns)
	{
		push @names, shift @columns;
		push @ways, shift @columns;
	}
	return csv(['date', 'model', @names], sub { my $row = shift; (at($row, '%Y-%m-%d'), $row->{model}, map { ref $_ ? $_->($row) : $row->{$_} } @ways) }, rows => [by_day()]);
}

my %days = (rows => [by_day()]);
my $input = sub { $_[0]{prompt} };

reads("counts of requests: $_", with_columns($_ => 'requests'), 'requests', %days, says => qr/measured: \Q$_\E; also there: AMOUNT=- \(rows\)/)
	for qw(requests count num_requests num_model_requests n calls Requests request_count requestCount num_calls api_requests total_requests Anfragen Anzahl), 'Request Count', '# requests';
reads("prompt and completion: $_->[0], $_->[1]", with_columns($_->[0] => 'prompt', $_->[1] => 'completion'), 'tokens', %days, says => qr/measured: \Q$_->[0] + $_->[1]\E; also there: AMOUNT=\Q$_->[0]\E, AMOUNT=\Q$_->[1]\E, AMOUNT=- \(rows\)/)
	for ['prompt_tokens', 'completion_tokens'], ['input_tokens', 'output_tokens'], ['tokens_prompt', 'tokens_completion'], ['promptTokens', 'completionTokens'], ['tokens_in', 'tokens_out'], ['inputTokenCount', 'outputTokenCount'],
	['Eingabe-Token', 'Ausgabe-Token'], ['usage.prompt_tokens', 'usage.completion_tokens'], ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'], ['prompt', 'completion'], ['prompt_eval_count', 'eval_count'], ['promptTokenCount', 'candidatesTokenCount'], ['Input Tokens', 'Output Tokens'], ['n_context_tokens_total', 'n_generated_tokens_total'];
reads("all tokens: $_", with_columns($_ => 'tokens', prompt_tokens => 'prompt', completion_tokens => 'completion', requests => 'requests', cost => 'cost'), 'tokens', %days,
	says => qr/measured: \Q$_\E; also there: AMOUNT=prompt_tokens, AMOUNT=completion_tokens, AMOUNT=requests, AMOUNT=cost, AMOUNT=- \(rows\)/)
	for qw(total_tokens tokens totalTokens token_count Tokens usage_total_tokens total_token_count);

reads('parts of the prompt and the completion are not added', with_columns(input_tokens => 'prompt', input_cached_tokens => 'cached', output_tokens => 'completion', reasoning_tokens => 'reasoning', audio_tokens => sub { 0 }), 'tokens', %days, says => qr/measured: input_tokens \+ output_tokens;.*AMOUNT=input_cached_tokens.*^input_cached_tokens: taken for a part of input_tokens, and not added; .*AMOUNT=input_tokens\+input_cached_tokens\+output_tokens$/ms);
refuses('cached tokens that cannot be part of the prompt', with_columns(input_tokens => 'cached', cache_read_input_tokens => 'prompt', output_tokens => 'completion'),
	qr/line 2: cache_read_input_tokens is more than input_tokens/, qr/AMOUNT=input_tokens\+cache_read_input_tokens\+output_tokens, or AMOUNT=input_tokens\+output_tokens/);
reads('… added', with_columns(input_tokens => 'cached', cache_read_input_tokens => 'prompt', output_tokens => 'completion'), sub { $_[0]{cached} + $_[0]{prompt} + $_[0]{completion} }, %days, AMOUNT => 'input_tokens+cache_read_input_tokens+output_tokens');
reads('… left out', with_columns(input_tokens => 'cached', cache_read_input_tokens => 'prompt', output_tokens => 'completion'), sub { $_[0]{cached} + $_[0]{completion} }, %days, AMOUNT => 'input_tokens+output_tokens');
reads('several columns, with empty fields and other names', with_columns('a b' => sub { $_[0]{prompt} % 3 ? $_[0]{prompt} : '' }, 'Select' => 'completion'), sub { ($_[0]{prompt} % 3 ? $_[0]{prompt} : 0) + $_[0]{completion} }, %days, AMOUNT => ' A b + select', says => qr/measured: a b \+ Select/);
reads('a plus sign within a name', with_columns('in+out' => 'tokens', in => 'prompt', out => 'completion'), 'tokens', %days, AMOUNT => 'in+out', says => qr/measured: in\+out;/);
reads('a count beside tokens', with_columns(count => 'requests', total_tokens => 'tokens'), 'tokens', %days, says => qr/measured: total_tokens; also there: AMOUNT=count/);
reads('requests beside cost', with_columns(requests => 'requests', cost => 'cost'), 'requests', %days, says => qr/measured: requests; also there: AMOUNT=cost/);
reads('tokens a request are no tokens', with_columns(avg_tokens => sub { 300 }, max_tokens => sub { 4096 }, tokens_per_second => sub { 50 }, requests => 'requests'), 'requests', %days, says => qr/measured: requests; also there: AMOUNT=- /);
reads('some of the requests are not all', with_columns(successful_requests => sub { 1 }, failed_requests => sub { 0 }, requests => 'requests'), 'requests', %days);
reads('rows are counted where nothing is an amount', with_columns(id => sub { 17 }, user => sub { 'u' }, status => sub { 200 }, latency_ms => sub { 350 }, stream => sub { 1 }, token_name => sub { 'key' }, max_tokens => sub { 500 }), 'rows', %days, says => qr/measured: rows, one request each$/m);
reads('rows are counted where asked', with_columns(total_tokens => 'tokens'), 'rows', %days, AMOUNT => '-', says => qr/measured: rows, one request each; also there: AMOUNT=total_tokens$/m);
reads('zeros are said', with_columns(total_tokens => 'tokens', completion_tokens => sub { 0 }, prompt_tokens => 'tokens'), 'tokens', %days, AMOUNT => 'prompt_tokens+completion_tokens', says => qr/completion_tokens: zero in every row/);
reads('AMOUNT', with_columns(total_tokens => 'tokens', cost => 'cost'), 'cost', %days, AMOUNT => 'COST', not => qr/fraction/);
reads('a total that is always empty', with_columns(total_tokens => sub { '' }, prompt_tokens => 'prompt', completion_tokens => 'completion'), 'tokens', %days, says => qr/measured: prompt_tokens \+ completion_tokens/);

my $ask = qr/which amount of .* is to be measured\?.*These may be amounts: /;
my $cure = qr/say which: make demo USAGE=.* AMOUNT=.*AMOUNT=a\+b, or AMOUNT=- to count rows/;
refuses("asked: $_", with_columns($_ => 'cost'), qr/$ask\Q$_\E$/, $cure) for qw(cost spend total_cost price_usd amount usage units quota Kosten credits volume value billed_tokens mysterious);
refuses("asked, for its rows are no requests: $_->[0]", with_columns($_->[0] => $_->[1]), qr/its rows seem to be sums of several requests.*: \Q$_->[0]\E$/, $cure)
	for ['cumulative_tokens', 'tokens'], ['avg_latency', sub { 1.5 }], ['share', sub { '12.5%' }], ['p95_latency_ms', sub { 900 }], ['error_rate', sub { 0.01 }], ['usage', sub { '{"prompt_tokens": 5, "total_tokens": 9}' }];
refuses("amounts that are no numbers are not passed over: $_->[0] of $_->[1]", with_columns($_->[0] => do { my $text = $_->[1]; sub { $text } }), qr/column "\Q$_->[0]\E" holds "\Q$_->[1]\E", which is no number/, qr/Readable are for example 1234/)
	for ['tokens', '1.2k'], ['total_tokens', 'lots'], ['total_tokens', '~500'], ['requests', '12%'], ['requests', '3k'], ['tokens', '{"prompt": 5}'];
refuses('asked: an amount that is always empty', with_columns(total_tokens => sub { 'NULL' }, user => sub { 'u' }), qr/its columns of amounts are empty.*: total_tokens$/, $cure);
refuses('asked: the prompt alone', with_columns(prompt_tokens => 'prompt'), qr/columns of tokens make up all tokens is not clear.*: prompt_tokens$/, $cure);
refuses('asked: two prompts', with_columns(prompt_tokens => 'prompt', input_tokens => 'prompt', completion_tokens => 'completion'), qr/not clear.*prompt_tokens, input_tokens, completion_tokens/, $cure);
refuses('asked: parts alone', with_columns(cached_tokens => 'cached', reasoning_tokens => 'reasoning'), qr/$ask/, $cure);
refuses('asked: two totals', with_columns(all_tokens => 'tokens', tokens_sum => 'tokens'), qr/several columns may hold all tokens/, $cure);
refuses('asked: classes without a whole', with_columns(uncached_input_tokens => 'prompt', cache_read_input_tokens => 'cached', output_tokens => 'completion'), qr/$ask/, $cure);
refuses('asked: two counts', with_columns(model_calls => 'requests', llm_calls => 'requests'), qr/several columns may hold the number of requests/, $cure);
refuses('no such column', with_columns(total_tokens => 'tokens'), qr/AMOUNT=tokenz: .* has no such column\.  Its columns are: date, model, total_tokens/, qr/name one of them/, AMOUNT => 'tokenz');
refuses('no such column in a sum', with_columns(a => 'tokens', b => 'tokens'), qr/AMOUNT=a\+c: .* has no such column "c"/, qr/name one of them/, AMOUNT => 'a+c');
refuses('a column twice', with_columns(a => 'tokens'), qr/column "a" is named twice/, qr/each once/, AMOUNT => 'a+A');
refuses('the model as amount', with_columns(a => 'tokens'), qr/AMOUNT is the same column as MODEL, model/, qr/AMOUNT=-/, AMOUNT => 'model');
refuses('two columns of one name', csv(['date', 'model', 'tokens', 'tokens'], sub { ('2025-03-03', 'x', 1, 2) }), qr/several columns "tokens"/, qr/different names in the first line/);
refuses('two models of one name', csv(['date', 'model', 'model', 'tokens'], sub { ('2025-03-03', 'x', 1, 2) }), qr/several columns "model"/, qr/different names in the first line/);

# the model
sub with_models
{
	my ($names, $fields) = @_;
	return csv(['date', 'tokens', @$names], sub { (at($_[0], '%Y-%m-%d'), $_[0]{tokens}, $fields->($_[0])) }, rows => [by_day()]);
}
reads("a model named $_", with_models([$_], sub { $_[0]{model} }), 'tokens', %days) for qw(Model model_name modelId model_permaslug Modell llm my_model), "mod\xc3\xa8le", "\xe6\xa8\xa1\xe5\x9e\x8b";
reads('an identifier beside the name', with_models(['model_id', 'model_group', 'model_key'], sub { (12, $_[0]{model}, 'ab' x 16) }), 'tokens', %days, says => qr/model: model_group/);
reads('two models are said', with_models(['model', 'requested_model'], sub { ($_[0]{model}, 'auto') }), 'tokens', %days, says => qr/model: model; also there: MODEL=requested_model/);
reads('MODEL', with_models(['model', 'requested_model'], sub { ('auto', $_[0]{model}) }), 'tokens', %days, MODEL => 'requested_model');
refuses('no model', with_models(['deployed'], sub { $_[0]{model} }), qr/which column of .* holds the model/, qr/MODEL=column/);
refuses('a model that is always empty', with_models(['model'], sub { '' }), qr/column "model" is empty in every row/, qr/MODEL=column/);
reads('a model that is empty', with_models(['model'], sub { $_[0]{model} eq 'gpt-4o' ? 'NULL' : $_[0]{model} }), 'tokens', rows => [map { { %$_, model => $_->{model} eq 'gpt-4o' ? '(none)' : $_->{model} } } by_day()], says => qr/rows without a model: \d+/);

done();

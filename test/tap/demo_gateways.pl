#!/usr/bin/perl
# Files as gateways, clouds and dashboards export them: the demo reads the shares that are known of the log.
use strict;
use warnings;
use lib 'test/tap/demo';
BEGIN { chdir "$1/../.." if $0 =~ m{^(.*)/}s }
use Files;

my %days = (rows => [by_day()]);

# A product's file: its columns in order, each with how it is written: a format of strftime, a column of the log, a text.
sub export
{
	my ($columns, %o) = @_;
	my (@names, @ways);
	my @columns = @$columns;
	while (@columns)
	{
		push @names, shift @columns;
		push @ways, shift @columns;
	}
	return csv(\@names, sub { my $row = shift; map { ref $_ ? $_->($row) : /%/ ? at($row, $_) : exists $row->{$_} ? $row->{$_} : $_ } @ways }, %o);
}

my $json = "{\"role\": \"user\",\n \"content\": \"hi, \"\"you\"\"\"}";

my @files = (
	['LiteLLM, spend logs', 'tokens', qr/time: startTime; also there: TS=endTime.*measured: total_tokens; also there: AMOUNT=prompt_tokens, AMOUNT=completion_tokens, AMOUNT=spend/s, [request_id => 'id', call_type => 'acompletion', api_key => 'abc', spend => 'cost', total_tokens => 'tokens', prompt_tokens => 'prompt', completion_tokens => 'completion',
		startTime => '%Y-%m-%d %H:%M:%S.123', endTime => '%Y-%m-%d %H:%M:%S.923', completionStartTime => '', model => 'model', model_id => 'f' x 64, model_group => 'group', custom_llm_provider => 'openai', user => 'user', metadata => $json, cache_hit => 'None', request_duration_ms => '800', status => 'success']],
	['LiteLLM, daily spend', 'tokens', qr/time: date; also there: TS=created_at.*measured: prompt_tokens \+ completion_tokens;.*AMOUNT=api_requests/s, [id => 'x', user_id => 'user', date => '%Y-%m-%d', api_key => 'k', model => 'model', model_group => '', prompt_tokens => 'prompt', completion_tokens => 'completion', cache_read_input_tokens => 'cached', cache_creation_input_tokens => '0',
		spend => 'cost', api_requests => 'requests', successful_requests => '1', failed_requests => '0', created_at => '%Y-%m-%d %H:%M:%S', updated_at => '2025-06-01 00:00:00'], 'days'],
	['Langfuse', 'tokens', qr/time: startTime/, [id => 'id', traceId => 't', type => 'GENERATION', startTime => '%Y-%m-%dT%H:%M:%S.123Z', endTime => '%Y-%m-%dT%H:%M:%S.923Z', input => $json, output => "two\nlines", model => 'model', modelParameters => '{"temperature": 1}', latency => '0.8',
		inputUsage => 'prompt', outputUsage => 'completion', totalTokens => 'tokens', totalCost => 'cost']],
	['OpenRouter, activity by day', 'tokens', qr/measured: prompt_tokens \+ completion_tokens; also there: .*AMOUNT=requests, AMOUNT=reasoning_tokens/, [date => '%Y-%m-%d', model => 'model', model_permaslug => 'model', endpoint_id => 'e', provider_name => 'p', usage => 'cost', byok_usage_inference => '0', requests => 'requests', prompt_tokens => 'prompt', completion_tokens => 'completion', reasoning_tokens => 'reasoning'], 'days'],
	['OpenRouter, generations', 'tokens', qr/measured: tokens_prompt \+ tokens_completion/, [generation_id => 'id', created_at => '%Y-%m-%d %H:%M:%S.123', cost_total => 'cost', cost_cache => '0', byok_usage_inference => '0', tokens_prompt => 'prompt', tokens_completion => 'completion', tokens_reasoning => 'reasoning', tokens_cached => 'cached', model_permaslug => 'model',
		provider_name => 'p', variant => 'standard', cancelled => 'false', streamed => 'true', user => 'user', finish_reason_normalized => 'stop', generation_time_ms => '900', time_to_first_token_ms => '200', app_name => 'a']],
	['Open WebUI', 'tokens', qr/created_at: seconds since 1970/, [id => 'id', chat_id => 'c', user_id => 'user', role => 'assistant', model_id => 'model', prompt_tokens => 'prompt', completion_tokens => 'completion', created_at => 'ts', updated_at => 'ts']],
	['new-api', 'tokens', qr/created_at: seconds since 1970/, [id => 'id', user_id => '17', created_at => 'ts', type => '2', content => '', username => 'user', token_name => 'key', model_name => 'model', quota => 'requests', prompt_tokens => 'prompt', completion_tokens => 'completion', use_time => '3', is_stream => '1', channel_id => '4', token_id => '9', group => 'default', ip => '', other => $json]],
	['OpenAI, completions usage', 'tokens', qr/measured: input_tokens \+ output_tokens; also there: .*AMOUNT=num_model_requests/, [start_time => sub { $_[0]{ts} }, end_time => sub { $_[0]{ts} + 86400 }, start_time_iso => '%Y-%m-%dT%H:%M:%S+00:00', project_id => 'p', num_model_requests => 'requests', user_id => 'user', model => 'model', batch => 'false', input_tokens => 'prompt', output_tokens => 'completion', input_cached_tokens => 'cached', input_audio_tokens => '0', output_audio_tokens => '0'], 'days'],
	['OpenAI, images', 'requests', qr/measured: num_model_requests;/, [start_time => sub { $_[0]{ts} }, model => 'model', size => '1024x1024', num_model_requests => 'requests'], 'days'],
	['Azure Monitor', 'tokens', qr/time: TimeGenerated/, ['TimeGenerated [UTC]' => '%m/%d/%Y, %I:%M:%S.123 %p', OperationName => 'ChatCompletions_Create', ModelDeploymentName => 'dep', ModelName => 'model', PromptTokens => 'prompt', CompletionTokens => 'completion', TotalTokens => 'tokens', DurationMs => '350.5', ResultSignature => '200']],
	['Bedrock', 'tokens', qr/measured: inputTokenCount \+ outputTokenCount/, [timestamp => '%Y-%m-%dT%H:%M:%SZ', accountId => '123456789012', region => 'us-east-1', requestId => 'id', operation => 'Converse', modelId => 'model', inputTokenCount => 'prompt', outputTokenCount => 'completion']],
	['Vertex AI', 'tokens', qr/measured: promptTokenCount \+ candidatesTokenCount/, [request_time => '%Y-%m-%d %H:%M:%S.123456 UTC', model_version => 'model', promptTokenCount => 'prompt', candidatesTokenCount => 'completion', thoughtsTokenCount => '0', cachedContentTokenCount => 'cached']],
	['Helicone', 'tokens', qr/time: request_created_at/, [response_id => 'id', request_created_at => '%Y-%m-%dT%H:%M:%S.123', response_status => '200', model => 'model', total_tokens => 'tokens', prompt_tokens => 'prompt', completion_tokens => 'completion', delay_ms => '450', latency => '450']],
	['OpenTelemetry', 'tokens', qr/model: gen_ai.response.model; also there: MODEL=gen_ai.request.model/, [Timestamp => sub { at($_[0], '%Y-%m-%d %H:%M:%S') . '.123456789' }, SpanName => 'chat', Duration => '1234567', 'gen_ai.request.model' => 'auto', 'gen_ai.response.model' => 'model', 'gen_ai.usage.input_tokens' => 'prompt', 'gen_ai.usage.output_tokens' => 'completion']],
	['Ollama', 'tokens', qr/prompt_eval_count \+ eval_count/, [created_at => sub { at($_[0], '%Y-%m-%dT%H:%M:%S') . '.123456789Z' }, model => 'model', total_duration => '5191566416', load_duration => '2154458', prompt_eval_count => 'prompt', eval_count => 'completion', eval_duration => '4799921000']],
	['BigQuery', 'tokens', qr/times with a zone/, [event_time => '%Y-%m-%d %H:%M:%S.123456 UTC', model => 'model', total_tokens => 'tokens']],
	['ClickHouse', 'tokens', qr/time: timestamp/, [timestamp => '%Y-%m-%d %H:%M:%S', model => 'model', totalTokens => 'tokens'], 'log', sep => "\t"],
	['Excel, German', 'tokens', qr/Datum: the day comes first/, [Datum => '%d.%m.%Y %H:%M', Modell => 'model', Antwortzeit => '1,5', Tokens => 'tokens'], 'log', sep => ';', end => "\r\n", before => "\xef\xbb\xbf"],
	['Excel, serial days', 'tokens', qr/a spreadsheet's days/, [ts => sub { sprintf '%.6f', $_[0]{ts} / 86400 + 25569 }, model => 'model', tokens => 'tokens']],
	['milliseconds', 'tokens', qr/milliseconds/, [timestamp => sub { $_[0]{ts} . '250' }, model => 'model', tokens => 'tokens']],
	['milliseconds with a fraction', 'tokens', qr/milliseconds/, [timestamp => sub { $_[0]{ts} . '250.75' }, model => 'model', tokens => 'tokens']],
	['a table of requests by day', 'requests', qr/measured: requests;/, [date => '%Y-%m-%d', model => 'model', requests => 'requests'], 'days'],
	['a pandas frame', 'tokens', qr/measured: tokens;/, ['' => 'requests', ts => '%Y-%m-%d %H:%M:%S+00:00', model => 'model', tokens => sub { "$_[0]{tokens}.0" }], 'days'],
	['a log without amounts', 'rows', qr/measured: rows, one request each$/m, [id => 'id', when => '%a, %d %b %Y %H:%M:%S +0000', model => 'model', first_token_time => '0.4', status => '200']],
	['a query of the console', 'requests', qr/time: day/, [day => '%Y-%m-%d', model => 'model', calls => 'requests', avg_latency => '1.5', error_rate => '0.01'], 'days', sep => '|'],
	['a web server', 'tokens', qr/time: time/, [time => '%d/%b/%Y:%H:%M:%S +0000', request_time => '0.250', model => 'model', status => '200', tokens => 'tokens']]);

for my $file (@files)
{
	my ($name, $measure, $says, $columns, $of, %o) = @$file;
	my @rows = ($of // 'log') eq 'days' ? %days : ();
	reads($name, export($columns, @rows, %o), $measure, @rows, says => $says);
}

# those that have to be asked about
my $anthropic = [usage_date_utc => '%Y-%m-%d', model_version => 'model', api_key => 'k', workspace => 'w', usage_type => 'standard', context_window => '200k', usage_input_tokens_no_cache => 'prompt', usage_input_tokens_cache_write_5m => '0', usage_input_tokens_cache_read => 'cached', usage_output_tokens => 'completion', web_search_count => '0'];
refuses('Anthropic: classes of input that are no parts of one another', export($anthropic, %days), qr/make up all tokens is not clear.*usage_input_tokens_no_cache.*usage_input_tokens_cache_read/, qr/AMOUNT=a\+b/);
reads('… added', export($anthropic, %days), sub { $_[0]{prompt} + $_[0]{cached} + $_[0]{completion} }, %days, AMOUNT => 'usage_input_tokens_no_cache+usage_input_tokens_cache_write_5m+usage_input_tokens_cache_read+usage_output_tokens');
refuses('spend alone', export([date => '%Y-%m-%d', model => 'model', spend => 'cost'], %days), qr/which amount.*: spend$/, qr/AMOUNT=spend/);
refuses('a bill by month', export(['Invoice month' => '%Y%m', date => '%Y-%m', Model => 'model', 'Cost ($)' => 'cost'], %days), qr/which amount|a month/, qr/AMOUNT|by day/);

done();

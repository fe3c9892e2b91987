#!/bin/sh
# The README's recipes for gateways' tables: each part of a recipe is needed, over rows that show what it is for.
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

new_database ms_gateways
psql -X -q -v ON_ERROR_STOP=1 -d ms_gateways -c 'CREATE EXTENSION modelshare' -f test/gateways/litellm.sql -f test/gateways/new_api.sql

# The SQL block of the README that has both words.
recipe()
{
	awk -v a="$1" -v b="$2" '
		/^```sql *$/ { block = ""; inside = 1; next }
		/^```/ { if (inside && index(block, a) && index(block, b)) printf "%s", block; inside = 0 }
		inside { block = block $0 "\n" }' README.md
}

# $1 what is tested, $2 the recipe, $3 and $4: this in it is replaced by that; $5: what comes out then
expect_without()
{
	changed=$(printf '%s' "$2" | wanted=$3 given=$4 perl -0pe 's/\Q$ENV{wanted}\E/$ENV{given}/ or die "the recipe has no $ENV{wanted}\n"')
	expect "$1" "$(printf '%s\n' "$5" | LC_ALL=C sort)" "$(query ms_gateways "$changed" | LC_ALL=C sort)"
}

litellm=$(recipe '"LiteLLM_SpendLogs"' weekly_share)
right='2026-09-07|Claude 4.5 Sonnet|9500|0.704
2026-09-07|GPT-5|4000|0.296'
gpt_5()
{
	printf '2026-09-07|Claude 4.5 Sonnet|9500|%s\n2026-09-07|GPT-5|%s|%s' "$3" "$1" "$2"
}
expect_without "LiteLLM: what models answered" "$litellm" SELECT SELECT "$right"
expect_without "… with failures and retries" "$litellm" "status IS DISTINCT FROM 'failure'" true "$(gpt_5 9800 0.508 0.492)"
expect_without "… without old rows" "$litellm" "status IS DISTINCT FROM 'failure'" "status <> 'failure'" "$(gpt_5 3000 0.240 0.760)"
expect_without "… with answers of the proxy's cache" "$litellm" "cache_hit IS DISTINCT FROM 'True'" true "$(gpt_5 5000 0.345 0.655)"
expect_without "… with health checks" "$litellm" "api_key IS DISTINCT FROM 'litellm-internal-health-check'" true "$(gpt_5 4700 0.331 0.669)"
expect_without "… with calls of MCP tools" "$litellm" "'call_mcp_tool', 'list_mcp_tools', " "" "$right
2026-09-07|mcp: github-search|0|0.000
2026-09-07|mcp: list_tools|0|0.000"
expect_without "… with a call only" "$litellm" "'call_mcp_tool', " "" "$right
2026-09-07|mcp: github-search|0|0.000"
expect_without "… with a list only" "$litellm" "'list_mcp_tools', " "" "$right
2026-09-07|mcp: list_tools|0|0.000"
expect_without "… with an answer that was read again" "$litellm" "'aget_responses'" "'none'" "$(gpt_5 7000 0.424 0.576)"
expect_without "… by what was asked for" "$litellm" "coalesce(nullif(model, ''), model_group)" model_group '2026-09-07|Claude 4.5 Sonnet|6000|0.444
2026-09-07|GPT-5|7500|0.556'
expect_without "… where the model is empty" "$litellm" "coalesce(nullif(model, ''), model_group)" model '2026-09-07|unknown|500|0.037
2026-09-07|Claude 4.5 Sonnet|9000|0.667
2026-09-07|GPT-5|4000|0.296'
expect_error "… at face value there are no weeks of Shanghai" "argument timezone goes with timestamptz only" ms_gateways "$(printf '%s' "$litellm" | sed "s/, total_tokens)/, total_tokens, 'Asia\/Shanghai', 'monday')/")"
moved=$(printf '%s' "$litellm" | sed "s/\"startTime\", /\"startTime\" AT TIME ZONE 'UTC', /; s/, total_tokens)/, total_tokens, 'Asia\/Shanghai', 'monday')/")
expect "… and with its zone" '2026-09-07|Claude 4.5 Sonnet|9000|0.692
2026-09-07|GPT-5|4000|0.308
2026-09-14|Claude 4.5 Sonnet|500|1.000
2026-09-14|GPT-5|0|0.000' "$(query ms_gateways "$moved")"
naive=$(printf '%s' "$litellm" | sed "/^ *WHERE/d; /^ *AND cache_hit/d; /^ *AND api_key/d; s/^ *AND coalesce(call_type.*)) AS log/) AS log/")
expect "… without any condition, as the README says" "0.604" "$(query ms_gateways "SELECT share FROM (${naive%;}) AS x WHERE key = 'GPT-5'")"

query ms_gateways 'ALTER TABLE "LiteLLM_SpendLogs" ALTER call_type DROP NOT NULL'
query ms_gateways "UPDATE \"LiteLLM_SpendLogs\" SET call_type = NULL WHERE request_id = 'chatcmpl-2'"
expect "a copy with a NULL call_type" "$right" "$(query ms_gateways "$litellm")"
expect_without "… and NOT IN alone" "$litellm" "coalesce(call_type, '')" call_type "$(gpt_5 1000 0.095 0.905)"

twice=$(recipe '"LiteLLM_SpendLogs"' bool_or)
expect "no request is there twice" "" "$(query ms_gateways "$twice")"
query ms_gateways "INSERT INTO \"LiteLLM_SpendLogs\" (request_id, call_type, api_key, total_tokens, prompt_tokens, completion_tokens, \"startTime\", \"endTime\", model, \"user\", status) VALUES
	('resp_9', 'aresponses', 'hash-2', 700, 600, 100, '2025-10-20 10:00:00', '2025-10-20 10:00:04.120', 'gemini/gemini-2.5-pro', 'ben', 'success'),
	('chatcmpl-9', 'acompletion', 'hash-2', 700, 600, 100, '2025-10-20 10:00:00.004', '2025-10-20 10:00:04.110', 'gemini/gemini-2.5-pro', 'ben', 'success'),
	('chatcmpl-10', 'acompletion', 'hash-2', 700, 600, 100, '2025-10-20 11:00:00', '2025-10-20 11:00:04.110', 'gemini/gemini-2.5-pro', 'ben', 'success'),
	('chatcmpl-11', 'acompletion', 'hash-3', 700, 600, 100, '2025-10-20 10:00:00', '2025-10-20 10:00:04.110', 'gemini/gemini-2.5-pro', 'cleo', 'success')"
expect "a request to /v1/responses that is" 'gemini/gemini-2.5-pro|700|2025-10-20 10:00:00|{acompletion,aresponses}' "$(query ms_gateways "$twice")"

new_api=$(recipe 'FROM logs' weekly_share)
right='Claude 5 Opus|593120|0.891
Qwen 3.8 Max|72625|0.109'
expect "new-api: cached tokens once" "$right" "$(query ms_gateways "$new_api")"
expect_without "… the obvious sum, as the README says" "$new_api" "coalesce(o ->> 'usage_semantic' = 'anthropic', o ->> 'claude' = 'true')" false 'Qwen 3.8 Max|72625|0.984
Claude 5 Opus|1149|0.016'
expect_without "… added everywhere" "$new_api" "coalesce(o ->> 'usage_semantic' = 'anthropic', o ->> 'claude' = 'true')" true 'Claude 5 Opus|593120|0.809
Qwen 3.8 Max|140209|0.191'
expect_without "… by the newer mark alone" "$new_api" "coalesce(o ->> 'usage_semantic' = 'anthropic', o ->> 'claude' = 'true')" "o ->> 'usage_semantic' = 'anthropic'" 'Claude 5 Opus|591970|0.891
Qwen 3.8 Max|72625|0.109'
expect_without "… without what was written into the cache" "$new_api" "coalesce((o ->> 'cache_write_tokens')::bigint, (o ->> 'cache_creation_tokens')::bigint, 0)" 0 'Claude 5 Opus|591882|0.891
Qwen 3.8 Max|72625|0.109'
expect_without "… with top-ups, errors, refunds and logins" "$new_api" "WHERE type = 2" "WHERE true" 'Claude 5 Opus|593120|0.891
Qwen 3.8 Max|72625|0.109
unknown|0|0.000
Kling 2.0|0|0.000'
query ms_gateways "INSERT INTO logs (user_id, created_at, type, model_name, prompt_tokens, completion_tokens, other) VALUES
	(9, 1788940990, 2, 'claude-opus-5', 1000, 0, '{\"claude\": true, \"usage_semantic\": \"openai\", \"cache_tokens\": 900}')"
expect "… a row of Anthropic's protocol that says it counts as OpenAI does" "594120" "$(query ms_gateways "SELECT amount FROM (${new_api%;}) AS x WHERE key = 'Claude 5 Opus'")"
expect "which rows leave cached tokens out" "2026-09-01|3|2" "$(query ms_gateways "$(recipe 'FROM logs' without_cached)")"

done_testing

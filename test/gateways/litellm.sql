-- LiteLLM's table of requests as its proxy makes it (Prisma's schema of autumn 2026; newer versions add columns), with a
-- row or two for each trap of the README's recipe.  What models really answered:
--     GPT-5               1,000 + 3,000 = 4,000 tokens
--     Claude 4.5 Sonnet   5,000 + 3,500 + 500 + 500 = 9,500
-- All in the week of Monday 2026-09-07 UTC.

CREATE TABLE "LiteLLM_SpendLogs" (
	request_id				text PRIMARY KEY,
	call_type				text NOT NULL,
	api_key					text NOT NULL DEFAULT '',
	spend					double precision NOT NULL DEFAULT 0.0,
	total_tokens			integer NOT NULL DEFAULT 0,
	prompt_tokens			integer NOT NULL DEFAULT 0,
	completion_tokens		integer NOT NULL DEFAULT 0,
	"startTime"				timestamp(3) NOT NULL,
	"endTime"				timestamp(3) NOT NULL,
	request_duration_ms		integer,
	"completionStartTime"	timestamp(3),
	model					text NOT NULL DEFAULT '',
	model_id				text DEFAULT '',
	model_group				text DEFAULT '',
	custom_llm_provider		text DEFAULT '',
	api_base				text DEFAULT '',
	"user"					text DEFAULT '',
	metadata				jsonb DEFAULT '{}',
	cache_hit				text DEFAULT '',
	cache_key				text DEFAULT '',
	request_tags			jsonb DEFAULT '[]',
	team_id					text,
	organization_id			text,
	end_user				text,
	requester_ip_address	text,
	messages				jsonb DEFAULT '{}',
	response				jsonb DEFAULT '{}',
	session_id				text,
	status					text,
	mcp_namespaced_tool_name text,
	agent_id				text,
	proxy_server_request	jsonb DEFAULT '{}'
);
CREATE INDEX "LiteLLM_SpendLogs_startTime_idx" ON "LiteLLM_SpendLogs" ("startTime");
CREATE INDEX "LiteLLM_SpendLogs_end_user_idx" ON "LiteLLM_SpendLogs" (end_user);

INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens, "startTime", "endTime",
	model, model_group, custom_llm_provider, "user", cache_hit, status)
VALUES
	-- a row of before the column status was there, and one of today
	('chatcmpl-1', 'acompletion', 'hash-1', 0.0061, 1000, 700, 300, '2026-09-07 09:00:00.125', '2026-09-07 09:00:04', 'gpt-5', 'gpt-5', 'openai', 'ana', '', NULL),
	('chatcmpl-2', 'acompletion', 'hash-1', 0.0148, 3000, 2600, 400, '2026-09-08 10:00:00.250', '2026-09-08 10:00:07', 'openai/gpt-5-2025-08-07', 'gpt-5', 'openai', 'ana', 'False', 'success'),
	-- its two tries before: failures carry an estimate of the prompt's tokens, and cost nothing
	('5f0c-try-1', 'acompletion', 'hash-1', 0, 2900, 2900, 0, '2026-09-08 09:59:20', '2026-09-08 09:59:50', 'openai/gpt-5-2025-08-07', 'gpt-5', 'openai', 'ana', 'None', 'failure'),
	('5f0c-try-2', 'acompletion', 'hash-1', 0, 2900, 2900, 0, '2026-09-08 09:59:51', '2026-09-08 09:59:59', 'openai/gpt-5-2025-08-07', 'gpt-5', 'openai', 'ana', 'None', 'failure'),
	-- the first answer again, from the proxy's own cache: no model was asked
	('chatcmpl-1_cache_hit1788858000.5', 'acompletion', 'hash-1', 0, 1000, 700, 300, '2026-09-08 11:00:00', '2026-09-08 11:00:00.020', 'gpt-5', 'gpt-5', 'openai', 'ana', 'True', 'success'),
	-- a stored answer that was read again: the tokens of the answer, a second time
	('resp_4c1', 'aget_responses', 'hash-1', 0.0148, 3000, 2600, 400, '2026-09-08 12:00:00', '2026-09-08 12:00:00.300', 'gpt-5', 'gpt-5', 'openai', 'ana', 'False', 'success'),
	-- the proxy asks each model whether it still answers
	('chatcmpl-health', 'acompletion', 'litellm-internal-health-check', 0.0069, 700, 7, 693, '2026-09-08 13:00:00', '2026-09-08 13:00:05', 'gpt-5', '', 'openai', '', 'False', 'success'),
	-- tools are called through the proxy, too
	('mcp-1', 'call_mcp_tool', 'hash-1', 0, 0, 0, 0, '2026-09-09 08:00:00', '2026-09-09 08:00:01', 'MCP: github-search', '', '', 'ana', 'None', 'success'),
	('mcp-2', 'list_mcp_tools', 'hash-1', 0, 0, 0, 0, '2026-09-09 08:00:02', '2026-09-09 08:00:03', 'MCP: list_tools', '', '', 'ana', 'None', 'success'),
	('msg_01', 'anthropic_messages', 'hash-2', 0.0210, 5000, 4500, 500, '2026-09-10 09:00:00', '2026-09-10 09:00:09', 'anthropic/claude-sonnet-4-5-20250929', 'claude-sonnet-4-5', 'anthropic', 'ben', 'False', 'success'),
	-- asked for GPT-5, served by Claude when GPT-5 was down
	('chatcmpl-3', 'acompletion', 'hash-2', 0.0150, 3500, 3000, 500, '2026-09-11 09:00:00', '2026-09-11 09:00:09', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'gpt-5', 'bedrock', 'ben', 'False', 'success'),
	-- the served model is not known: what was asked for has to do
	('chatcmpl-4', 'acompletion', 'hash-2', 0.0021, 500, 400, 100, '2026-09-12 09:00:00', '2026-09-12 09:00:02', '', 'claude-sonnet-4-5', '', '', NULL, 'success'),
	-- Sunday night in UTC, Monday in Shanghai
	('chatcmpl-5', 'acompletion', 'hash-2', 0.0021, 500, 400, 100, '2026-09-13 23:30:00', '2026-09-13 23:30:02', 'anthropic/claude-sonnet-4-5-20250929', 'claude-sonnet-4-5', 'anthropic', 'ben', 'False', 'success');

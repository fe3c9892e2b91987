-- The table of requests of new-api as it makes it (gorm on PostgreSQL, autumn 2026), with rows of both ways of counting cached tokens.
-- What models really read and wrote:
--     Claude Opus 5    2 + 589,733 + 1,088 + 1,117 and, of an older version, 10 + 1,000 + 150 + 20 = 593,120 tokens
--     Qwen3.8 Max      70,397 (of which 67,584 from the cache) + 2,228 = 72,625

CREATE TABLE logs (
	id					bigserial PRIMARY KEY,
	user_id				bigint,
	created_at			bigint,
	type				bigint,
	content				text,
	username			text DEFAULT '',
	token_name			text DEFAULT '',
	model_name			text DEFAULT '',
	quota				bigint DEFAULT 0,
	prompt_tokens		bigint DEFAULT 0,
	completion_tokens	bigint DEFAULT 0,
	use_time			bigint DEFAULT 0,
	is_stream			boolean,
	channel_id			bigint,
	channel_name		text,
	token_id			bigint DEFAULT 0,
	"group"				text,
	ip					text DEFAULT '',
	request_id			varchar(64) DEFAULT '',
	upstream_request_id	varchar(128) DEFAULT '',
	other				text
);
CREATE INDEX idx_created_at_type ON logs (created_at, type);

INSERT INTO logs (user_id, created_at, type, content, username, model_name, quota, prompt_tokens, completion_tokens, is_stream, channel_id, "group", request_id, other)
VALUES
	-- prompt_tokens without the cached: "claude" and, since 2026, "usage_semantic" tell
	(7, 1788940800, 2, '', 'ana', 'claude-opus-5', 180000, 2, 1117, true, 3, 'default', 'r1',
		'{"claude": true, "usage_semantic": "anthropic", "model_ratio": 2.5, "cache_tokens": 589733, "cache_ratio": 0.1, "cache_creation_tokens": 1088, "cache_creation_tokens_5m": 1088, "cache_write_tokens": 1088, "admin_info": {"use_channel": ["3"]}}'),
	-- the same from an older version; what was written into the cache for five minutes and for an hour apart
	(7, 1788940860, 2, '', 'ana', 'claude-opus-5', 900, 10, 20, true, 3, 'default', 'r2',
		'{"claude": true, "cache_tokens": 1000, "cache_creation_tokens": 150, "cache_creation_tokens_5m": 100, "cache_creation_tokens_1h": 50}'),
	-- prompt_tokens with the cached
	(8, 1788940920, 2, '', 'ben', 'qwen3.8-max', 21000, 70397, 2228, true, 4, 'default', 'r3', '{"model_ratio": 0.8, "cache_tokens": 67584, "cache_ratio": 0.1}'),
	-- no request of a model: a top-up, an error, a refund, a login
	(8, 1788940930, 1, 'top-up', 'ben', '', 500000, 0, 0, false, 0, '', '', ''),
	(8, 1788940940, 5, 'upstream error', 'ben', 'qwen3.8-max', 0, 0, 0, true, 4, 'default', 'r4', '{"error_code": "429"}'),
	(8, 1788940950, 6, 'refund', 'ben', 'kling-v2', 1500, 0, 0, false, 5, 'default', '', ''),
	(8, 1788940960, 7, 'login', 'ben', '', 0, 0, 0, false, 0, '', '', NULL);

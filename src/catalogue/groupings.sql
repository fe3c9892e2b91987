-- Groupings of published reports.

CREATE FUNCTION poe_text_2025() RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_poe_text_2025'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION poe_text_2025() IS 'families of the text message share in Poe''s Spring 2025 report; models it does not name have no label';

CREATE FUNCTION poe_reasoning_2025() RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_poe_reasoning_2025'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION poe_reasoning_2025() IS 'models of the share within reasoning in Poe''s Spring 2025 report; Claude-3.7-Sonnet only in a thinking mode';

CREATE FUNCTION poe_image_2025() RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_poe_image_2025'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION poe_image_2025() IS 'families of the image share in Poe''s Spring 2025 report; models it does not name have no label';

CREATE FUNCTION poe_video_2025() RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_poe_video_2025'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION poe_video_2025() IS 'families of the video share in Poe''s Spring 2025 report; Kling without Kling-2.0-Master, which has its own label';

CREATE FUNCTION poe_audio_2025() RETURNS modelgrouping
	AS 'MODULE_PATHNAME', 'ms_poe_audio_2025'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION poe_audio_2025() IS 'providers of the speech share in Poe''s Spring 2025 report';

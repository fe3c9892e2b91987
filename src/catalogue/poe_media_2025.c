/*-------------------------------------------------------------------------
 *
 * poe_media_2025.c
 *		The groupings of image, video and audio models in Poe's "Spring 2025
 *		AI Model Usage Trends".
 *
 * The report gives shares of families, and of one model, Kling-2.0-Master,
 * without saying which models belong to a family.  Here these are all models
 * with its name.  The one model has its own label, so Kling's share is the sum
 * of "Kling" and "Kling-2.0-Master".  Models that no line names have no label.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalogue/grouping_lines.h"

PG_FUNCTION_INFO_V1(ms_poe_image_2025);
PG_FUNCTION_INFO_V1(ms_poe_video_2025);
PG_FUNCTION_INFO_V1(ms_poe_audio_2025);

/*
 * Share of image generation.  DALL-E 3 and Stable Diffusion are the models that
 * the previous report, of early 2025, names beside FLUX and Imagen 3.
 */
static const MsGroupingLine image_2025[] = {
	{"FLUX", "//black-forest-labs/flux"},
	{"Imagen-3", "//google/imagen/3"},
	{"GPT-Image-1", "//openai/gpt-image/1/-"},
	{"DALL-E-3", "//openai/dall-e/3"},
	{"Stable Diffusion", "//stabilityai/stable-diffusion"},
	{"Stable Diffusion", "//stabilityai/stable-diffusion-xl"},
};

/*
 * Share of video generation.  What Poe calls Runway is a model of the line gen,
 * whose vendor is Runway.
 */
static const MsGroupingLine video_2025[] = {
	{"Kling", "//kuaishou/kling"},
	{"Kling-2.0-Master", "//kuaishou/kling/2.0/master"},
	{"Veo-2", "//google/veo/2"},
	{"Runway", "//runway"},
};

/*
 * Share of audio generation (text to speech), by provider.
 */
static const MsGroupingLine audio_2025[] = {
	{"ElevenLabs", "//elevenlabs"},
	{"Cartesia", "//cartesia"},
	{"PlayAI", "//playai"},
	{"Orpheus", "//canopylabs/orpheus"},
	{"Unreal Speech", "//unrealspeech"},
};

/* poe_image_2025() → modelgrouping */
Datum
ms_poe_image_2025(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ms_grouping_of_lines(image_2025, lengthof(image_2025)));
}

/* poe_video_2025() → modelgrouping */
Datum
ms_poe_video_2025(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ms_grouping_of_lines(video_2025, lengthof(video_2025)));
}

/* poe_audio_2025() → modelgrouping */
Datum
ms_poe_audio_2025(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ms_grouping_of_lines(audio_2025, lengthof(audio_2025)));
}

/*-------------------------------------------------------------------------
 *
 * poe_2025.c
 *		The groupings of Poe's "Spring 2025 AI Model Usage Trends".
 *
 * Each line is one family under one label of a chart.  A - in place of the
 * variant keeps models out that the report does not count under the label:
 * o1-pro is not in o1, nor gpt-4o-audio in GPT-4o.  Models that no line names
 * have no label.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalogue/grouping_lines.h"

PG_FUNCTION_INFO_V1(ms_poe_text_2025);
PG_FUNCTION_INFO_V1(ms_poe_reasoning_2025);

/*
 * Share of text messages: the families of the report's note [3], and the other
 * series that its text mentions.
 */
static const MsGroupingLine text_2025[] = {
	{"GPT-4.1", "//openai/gpt/4.1/-"},
	{"GPT-4.1", "//openai/gpt/4.1/mini"},
	{"GPT-4.1", "//openai/gpt/4.1/nano"},

	{"GPT-4o", "//openai/gpt/4o/-"},
	{"GPT-4o", "//openai/gpt/4o/chatgpt"},
	{"GPT-4o", "//openai/gpt/4o/mini"},

	/* Poe calls gpt-4 GPT-4-Classic */
	{"GPT-4", "//openai/gpt/4/-"},
	{"GPT-4", "//openai/gpt/4/classic"},
	{"GPT-4", "//openai/gpt/4/turbo"},

	{"o1", "//openai/o/1/-"},
	{"o1", "//openai/o/1/preview"},
	{"o1", "//openai/o/1/mini"},

	/* o3-mini-high is o3-mini with a mode */
	{"o3", "//openai/o/3/-"},
	{"o3", "//openai/o/3/mini"},

	/* "regardless of reasoning effort" */
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet"},

	/* "Pro and Flash variants" */
	{"Gemini-2.5", "//google/gemini/2.5/pro"},
	{"Gemini-2.5", "//google/gemini/2.5/flash"},
	{"Gemini-2.5", "//google/gemini/2.5/flash-lite"},

	/* Flash-Exp is a snapshot of Flash */
	{"Gemini-2.0", "//google/gemini/2.0/flash"},
	{"Gemini-2.0", "//google/gemini/2.0/flash-lite"},

	{"Gemini-1.5", "//google/gemini/1.5/pro"},
	{"Gemini-1.5", "//google/gemini/1.5/flash"},
	{"Gemini-1.5", "//google/gemini/1.5/flash-8b"},

	{"Grok-3", "//xai/grok/3/-"},
	{"Grok-3", "//xai/grok/3/mini"},

	{"Claude-3.5-Sonnet", "//anthropic/claude/3.5/sonnet"},
	{"DeepSeek-R1", "//deepseek/deepseek/r1/-"},
	{"o4-mini", "//openai/o/4/mini"},
};

/*
 * Share within reasoning messages, by model.
 */
static const MsGroupingLine reasoning_2025[] = {
	{"o1", "//openai/o/1/-"},
	{"o1-preview", "//openai/o/1/preview"},
	{"o1-mini", "//openai/o/1/mini"},
	{"o3", "//openai/o/3/-"},
	{"o3-mini", "//openai/o/3/mini"},
	{"o4-mini", "//openai/o/4/mini"},
	{"DeepSeek-R1", "//deepseek/deepseek/r1/-"},
	{"Gemini-2.5-Pro", "//google/gemini/2.5/pro"},
	{"Grok-3-Mini", "//xai/grok/3/mini"},

	/* counts only with a reasoning budget, that is, in a mode */
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#thinking"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#thinking-minimal"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#thinking-low"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#thinking-medium"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#thinking-high"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#minimal"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#low"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#medium"},
	{"Claude-3.7-Sonnet", "//anthropic/claude/3.7/sonnet#high"},

	/* the hybrid models of the report reason, except in a mode without */
	{"Gemini-2.5-Flash", "//google/gemini/2.5/flash"},
	{NULL, "//google/gemini/2.5/flash#non-thinking"},
	{NULL, "//google/gemini/2.5/flash#none"},

	/* as specific as the sizes below, and before them, so these take precedence */
	{NULL, "//alibaba/qwen/3/*#non-thinking"},
	{NULL, "//alibaba/qwen/3/*#none"},
	{"Qwen-3", "//alibaba/qwen/3/235b-a22b"},
	{"Qwen-3", "//alibaba/qwen/3/30b-a3b"},
	{"Qwen-3", "//alibaba/qwen/3/32b"},
	{"Qwen-3", "//alibaba/qwen/3/14b"},
	{"Qwen-3", "//alibaba/qwen/3/8b"},
	{"Qwen-3", "//alibaba/qwen/3/4b"},
	{"Qwen-3", "//alibaba/qwen/3/1.7b"},
	{"Qwen-3", "//alibaba/qwen/3/0.6b"},
};

/* poe_text_2025() → modelgrouping */
Datum
ms_poe_text_2025(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ms_grouping_of_lines(text_2025, lengthof(text_2025)));
}

/* poe_reasoning_2025() → modelgrouping */
Datum
ms_poe_reasoning_2025(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(ms_grouping_of_lines(reasoning_2025, lengthof(reasoning_2025)));
}

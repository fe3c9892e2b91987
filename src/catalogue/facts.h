/*-------------------------------------------------------------------------
 *
 * facts.h
 *		Facts about models, compiled in from facts.txt.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_FACTS_H
#define MS_FACTS_H

#include "names/modelname.h"

/*
 * Values of facts that a line of facts.txt leaves empty, or marks as unknown by
 * a question mark.  MS_FACT_UNSAID never is a result.
 */
#define MS_FACT_UNSAID		0
#define MS_FACT_NOT_KNOWN	(-1)

/* Active parameters: all of them. */
#define MS_FACT_DENSE		(-2)

typedef enum MsOrigin
{
	MS_ORIGIN_CN = 1,			/* mainland, Hong Kong, Taiwan */
	MS_ORIGIN_ROW
} MsOrigin;

typedef enum MsWeights
{
	MS_WEIGHTS_OPEN = 1,
	MS_WEIGHTS_CLOSED
} MsWeights;

typedef enum MsReasoning
{
	MS_REASONING_ALWAYS = 1,
	MS_REASONING_OPTIONAL,
	MS_REASONING_NEVER
} MsReasoning;

typedef enum MsModality
{
	MS_MODALITY_TEXT = 1,
	MS_MODALITY_IMAGE,
	MS_MODALITY_VIDEO,
	MS_MODALITY_AUDIO,
	MS_MODALITY_EMBEDDING,
	MS_MODALITY_RERANK,
	MS_MODALITY_MODERATION,
	MS_MODALITY_TRANSCRIPTION
} MsModality;

#define MS_NMODALITIES	MS_MODALITY_TRANSCRIPTION

/*
 * The facts about one model, each a value or MS_FACT_NOT_KNOWN.
 */
typedef struct MsFacts
{
	double		total;			/* parameters, in billions */
	double		active;
	int			released;		/* 20250414 */
	int			origin;
	int			weights;
	int			reasoning;
	int			modality;
} MsFacts;

/* The facts about a name, or about the models of a family as a whole. */
extern void ms_facts_of(const MsFields *fields, MsKind kind, MsFacts *facts);

/*
 * The family of line number index of facts.txt.  words are those that the variant must have,
 * separated by +, or NULL.  False after the last line.
 */
extern bool ms_fact_family(int index, MsFields *family, const char **words);

/* The facts of that family; of a line with words, those of its models that have them. */
extern void ms_facts_of_line(int index, MsFacts *facts);

#endif							/* MS_FACTS_H */

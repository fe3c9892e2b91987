/*-------------------------------------------------------------------------
 *
 * identity.h
 *		The fields of a model's identity, and what stands beside them in a name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_IDENTITY_H
#define MS_IDENTITY_H

/* The fields of an identity, in their written order. */
typedef enum MsField
{
	MS_VENDOR,
	MS_LINE,
	MS_VERSION,
	MS_VARIANT,
	MS_SNAPSHOT,
	MS_MODE
} MsField;

#define MS_NFIELDS	6

/* Longest identity, all fields together, in bytes; a longer unknown name is cut, with a hash. */
#define MS_MAX_IDENTITY	512

/* What is not identity, but model_parse() shows beside it. */
typedef enum MsAside
{
	MS_HOST,					/* bedrock, vertex_ai, azure, fireworks, … */
	MS_REGION,					/* us, eu-west-1, … */
	MS_ROUTE,					/* free, nitro, floor, online, … */
	MS_QUANTISATION,			/* fp8, q4_k_m, awq, … */
	MS_OWNER					/* the owner of a fine-tune, account or organisation */
} MsAside;

#define MS_NASIDES	5

#endif							/* MS_IDENTITY_H */

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
	MS_FIELD_VENDOR,
	MS_FIELD_LINE,
	MS_FIELD_VERSION,
	MS_FIELD_VARIANT,
	MS_FIELD_SNAPSHOT,
	MS_FIELD_MODE
} MsField;

#define MS_NFIELDS	6

/* The vendor of names that the recogniser does not know. */
#define MS_UNKNOWN_VENDOR	"unknown"

/* Longest identity, all fields together, in bytes; a longer unknown name is cut and ends in a hash. */
#define MS_MAX_IDENTITY	512

/* Parts of a name that do not belong to the identity; model_parse() shows them beside it. */
typedef enum MsAside
{
	MS_ASIDE_HOST,				/* bedrock, vertex_ai, azure, fireworks, … */
	MS_ASIDE_REGION,			/* us, eu-west-1, … */
	MS_ASIDE_ROUTE,				/* free, nitro, floor, online, … */
	MS_ASIDE_QUANTISATION,		/* fp8, q4_k_m, awq, … */
	MS_ASIDE_OWNER				/* account or organisation that owns a fine-tune or a repository */
} MsAside;

#define MS_NASIDES	5

#endif							/* MS_IDENTITY_H */

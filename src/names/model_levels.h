/*-------------------------------------------------------------------------
 *
 * model_levels.h
 *		The levels at which names are grouped and displayed: the last of the
 *		fields that count.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MODEL_LEVELS_H
#define MS_MODEL_LEVELS_H

#include "common/memo.h"
#include "recogniser/identity.h"

/* The level called name; raises an error for any other text. */
extern MsField ms_read_level(const text *name);

/* The memo of a level, where fn_extra holds one memo for each. */
extern MsMemo *ms_level_memo(FunctionCallInfo fcinfo, MsField level);

#endif							/* MS_MODEL_LEVELS_H */

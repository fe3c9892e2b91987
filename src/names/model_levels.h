/*-------------------------------------------------------------------------
 *
 * model_levels.h
 *		The levels at which names are grouped and shown: how many of their
 *		fields count.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_MODEL_LEVELS_H
#define MS_MODEL_LEVELS_H

#include "common/memo.h"
#include "recogniser/identity.h"

extern MsField ms_read_level(const text *name);
extern MsMemo *ms_level_memo(FunctionCallInfo fcinfo, MsField level);

#endif							/* MS_MODEL_LEVELS_H */

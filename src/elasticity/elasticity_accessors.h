/*-------------------------------------------------------------------------
 *
 * elasticity_accessors.h
 *		What the accessors of elasticity_summary share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_ACCESSORS_H
#define MS_ELASTICITY_ACCESSORS_H

#include "elasticity/elasticity_summary.h"
#include "elasticity/panel.h"

/* What an observation is: a cell, or a unit over all its periods. */
typedef enum ElasticityOver
{
	MS_OVER_CELL,
	MS_OVER_UNIT,
	MS_OVERS					/* how many */
} ElasticityOver;

extern void ms_elasticity_make_panel(const ElasticitySummary *s, ElasticityOver over,
									 ElasticityPanel *panel, int64 *dropped_nonpositive);

#endif							/* MS_ELASTICITY_ACCESSORS_H */

/*-------------------------------------------------------------------------
 *
 * elasticity_io.h
 *		What the text and binary forms of elasticity_summary, and
 *		summary_info(), share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_IO_H
#define MS_ELASTICITY_IO_H

#include "elasticity/elasticity_summary.h"

/* Names of ElasticityDrop. */
extern const char *const ms_elasticity_drop_names[MS_DROPS];

/* What units and periods are, as the text form and summary_info() say it; NULL for none. */
extern const char *ms_elasticity_unit_name(const ElasticityFrame *frame);
extern const char *ms_elasticity_period_name(const ElasticityFrame *frame);

/* Can a summary have such units and periods, and such a clock? */
extern bool ms_elasticity_key_types_are_valid(const ElasticityFrame *frame);
extern bool ms_elasticity_clock_is_valid(const ElasticityFrame *frame);

#endif							/* MS_ELASTICITY_IO_H */

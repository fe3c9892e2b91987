/*-------------------------------------------------------------------------
 *
 * recognise_steps.h
 *		The steps in which a name is read, in their order.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RECOGNISE_STEPS_H
#define MS_RECOGNISE_STEPS_H

#include "recogniser/parse.h"

/* recognise_line.c: finds the line's name and reads what stands before it. */
extern bool ms_find_line(MsParse *parse);

/* recognise_core.c: reads what follows the line's name. */
extern void ms_read_core(MsParse *parse);

/* recognise_number.c: the number or series at index; how many tokens it took. */
extern int	ms_read_number(MsParse *parse, int index);
extern bool ms_is_budget(const MsParse *parse, int index);

/* recognise_date.c: tokens that are a snapshot, from the one at index on; how many. */
extern int	ms_read_date(MsParse *parse, int index);

/* The same for a token that names a month. */
extern int	ms_read_month(MsParse *parse, int index);

#endif							/* MS_RECOGNISE_STEPS_H */

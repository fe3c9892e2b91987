/*-------------------------------------------------------------------------
 *
 * recognise_steps.h
 *		The steps in which a name is read once it is cut into tokens.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RECOGNISE_STEPS_H
#define MS_RECOGNISE_STEPS_H

#include "recogniser/parse.h"

/*
 * recognise_line.c: find the token that names the line, and read those before
 * it.  False if neither a line nor a vendor is named.
 */
extern bool ms_find_line(MsParse *parse);

/* recognise_core.c: read the tokens after the line's name. */
extern void ms_read_core(MsParse *parse);

/* recognise_number.c: read the number or series at index.  Returns how many tokens it took. */
extern int	ms_read_number(MsParse *parse, int index);

/* Is the number at index a budget of tokens to think with: "thinking:1024", "Thinking (32K)"? */
extern bool ms_is_budget(const MsParse *parse, int index);

/* recognise_date.c: read a date that begins at index.  Returns how many tokens it took, or 0. */
extern int	ms_read_date(MsParse *parse, int index);

/* Read the month that the word at index names.  Returns how many tokens it took, with its year. */
extern int	ms_read_month(MsParse *parse, int index);

#endif							/* MS_RECOGNISE_STEPS_H */

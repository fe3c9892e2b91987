/*-------------------------------------------------------------------------
 *
 * wilson.h
 *		Wilson's interval for a part of a number of people.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_WILSON_H
#define MS_WILSON_H

typedef struct WilsonInterval
{
	double		low;
	double		high;
} WilsonInterval;

/* How many standard errors an interval of this level reaches to each side. */
extern double ms_wilson_reach(double level);

/* The interval for part of total, which is above zero. */
extern WilsonInterval ms_wilson(double part, double total, double reach);

#endif							/* MS_WILSON_H */

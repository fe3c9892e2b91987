/*-------------------------------------------------------------------------
 *
 * wilson.c
 *		Wilson's interval for a part of a number of people.
 *
 * It holds the parts that a score test of the observed one would not reject.
 * Unlike the textbook's interval it stays within 0 and 1, and says something
 * sensible for none, for all, and for few people.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/distribution.h"
#include "retention/wilson.h"

double
ms_wilson_reach(double level)
{
	/* the lower tail: 1 - (1 - level) / 2 would lose digits for levels near 1 */
	return -ms_normal_quantile((1 - level) / 2);
}

WilsonInterval
ms_wilson(double part, double total, double reach)
{
	double		rate = part / total;
	double		square = reach * reach;
	double		shrink = 1 + square / total;
	double		middle = (rate + square / (2 * total)) / shrink;
	double		half = reach / shrink *
		sqrt(rate * (1 - rate) / total + square / (4 * total * total));
	WilsonInterval interval;

	/* none and all are the bounds themselves, but for the rounding */
	interval.low = part == 0 ? 0 : Max(middle - half, 0);
	interval.high = part == total ? 1 : Min(middle + half, 1);
	return interval;
}

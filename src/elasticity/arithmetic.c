/*-------------------------------------------------------------------------
 *
 * arithmetic.c
 *		Functions of a few numbers: arc_elasticity(), as a scalar and as a
 *		window function, usage_response() and quadrant().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "windowapi.h"

#include "common/compat.h"

PG_FUNCTION_INFO_V1(ms_arc_elasticity);
PG_FUNCTION_INFO_V1(ms_arc_elasticity_window);
PG_FUNCTION_INFO_V1(ms_usage_response);
PG_FUNCTION_INFO_V1(ms_quadrant);

/* Amounts that a quantity or a price can have. */
static inline bool
is_amount(double value)
{
	return isfinite(value) && value >= 0;
}

/*
 * The change from a to b relative to their mean, halved: from −1 to 1.  Not
 * both are zero.
 */
static inline double
half_arc(double a, double b)
{
	/* halves first: the sum may not overflow */
	return (0.5 * b - 0.5 * a) / (0.5 * a + 0.5 * b);
}

/*
 * Relative change of the quantity to that of the price, each relative to the
 * mean of both ends.  Unlike a difference of logarithms it knows what to make
 * of a quantity of zero.  False where it has no value: an unchanged price, no
 * quantity at either end, amounts that are none.
 */
static bool
arc_elasticity(double q1, double p1, double q2, double p2, double *result)
{
	if (!is_amount(q1) || !is_amount(q2) || !is_amount(p1) || !is_amount(p2))
		return false;
	if (p1 == p2 || (q1 == 0 && q2 == 0))
		return false;
	/* no negative zero */
	*result = half_arc(q1, q2) / half_arc(p1, p2) + 0.0;
	return isfinite(*result);
}

Datum
ms_arc_elasticity(PG_FUNCTION_ARGS)
{
	double		result;

	if (!arc_elasticity(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1),
						PG_GETARG_FLOAT8(2), PG_GETARG_FLOAT8(3), &result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

/*
 * Quantity and price of the row at a distance from the current one; false if
 * there is none or either is NULL.
 */
static bool
read_row(WindowObject window, int distance, double *quantity, double *price)
{
	double	   *targets[] = {quantity, price};

	for (int argument = 0; argument < 2; argument++)
	{
		bool		is_null;
		bool		is_out;
		Datum		value = WinGetFuncArgInPartition(window, argument, distance, WINDOW_SEEK_CURRENT,
													 distance < 0, &is_null, &is_out);

		if (is_out || is_null)
			return false;
		*targets[argument] = DatumGetFloat8(value);
	}
	return true;
}

Datum
ms_arc_elasticity_window(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	double		q1,
				p1,
				q2,
				p2,
				result;

	if (!read_row(window, 0, &q2, &p2) || !read_row(window, -1, &q1, &p1) ||
		!arc_elasticity(q1, p1, q2, p2, &result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

/*
 * (1 + change)^elasticity − 1, exact for small changes too.  Where the price
 * falls to nothing a constant elasticity has no answer.
 */
Datum
ms_usage_response(PG_FUNCTION_ARGS)
{
	double		elasticity = PG_GETARG_FLOAT8(0);
	double		change = PG_GETARG_FLOAT8(1);
	double		response;

	if (change < -1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("price change %s is below -1", float8out_internal(change)),
				 errdetail("A price change is a fraction of the price: -0.1 is 10 percent less.")));
	if (isnan(elasticity) || isnan(change) || isinf(elasticity) || isinf(change) || change == -1)
		PG_RETURN_NULL();
	response = expm1(elasticity * log1p(change)) + 0.0;
	if (isinf(response))
		float_overflow_error();
	PG_RETURN_FLOAT8(response);
}

/*
 * The segments of the OpenRouter study's market map.  It does not say where
 * its lines run; at a threshold is above it.
 */
Datum
ms_quadrant(PG_FUNCTION_ARGS)
{
	static const char *const names[2][2] = {
		{"Long tail", "Premium specialists"},
		{"Efficient giants", "Premium leaders"}
	};
	double		usage = PG_GETARG_FLOAT8(0);
	double		price = PG_GETARG_FLOAT8(1);
	double		usage_threshold = PG_GETARG_FLOAT8(2);
	double		price_threshold = PG_GETARG_FLOAT8(3);

	if (isnan(usage) || isnan(price) || isnan(usage_threshold) || isnan(price_threshold))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(names[usage >= usage_threshold][price >= price_threshold]));
}

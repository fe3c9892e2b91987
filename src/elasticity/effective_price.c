/*-------------------------------------------------------------------------
 *
 * effective_price.c
 *		The aggregate effective_price(cost, tokens): what a million tokens
 *		cost on the whole.
 *
 * The state is a float8[] of two sums, each as its rounded value and the
 * rest, so that parallel and distributed workers can pass it on.  A cost or
 * token count that is not finite makes both sums NaN for good.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "common/compat.h"
#include "common/exact_sum.h"

PG_FUNCTION_INFO_V1(ms_effective_price_float8);
PG_FUNCTION_INFO_V1(ms_effective_price_bigint);
PG_FUNCTION_INFO_V1(ms_effective_price_combine);
PG_FUNCTION_INFO_V1(ms_effective_price_final);

/* The four elements of the state. */
typedef struct PriceSums
{
	MsSum		cost;
	MsSum		tokens;
} PriceSums;

#define STATE_ELEMENTS	4

StaticAssertDecl(sizeof(PriceSums) == STATE_ELEMENTS * sizeof(float8),
				 "the state must be an array of float8");

/*
 * The sums inside an array; an error if it is no state.
 */
static PriceSums *
state_sums(ArrayType *state)
{
	if (ARR_NDIM(state) != 1 || ARR_DIMS(state)[0] != STATE_ELEMENTS ||
		ARR_HASNULL(state) || ARR_ELEMTYPE(state) != FLOAT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state of effective_price must be an array of %d float8 values",
						STATE_ELEMENTS)));
	return (PriceSums *) ARR_DATA_PTR(state);
}

static bool
is_poisoned(const PriceSums *sums)
{
	return !isfinite(sums->cost.hi) || !isfinite(sums->cost.lo) ||
		!isfinite(sums->tokens.hi) || !isfinite(sums->tokens.lo);
}

static void
poison(PriceSums *sums)
{
	sums->cost.hi = sums->tokens.hi = NAN;
	sums->cost.lo = sums->tokens.lo = 0;
}

/*
 * The state to change: in place where it is the aggregate's own.
 */
static ArrayType *
writable_state(FunctionCallInfo fcinfo)
{
	if (AggCheckCallContext(fcinfo, NULL))
		return PG_GETARG_ARRAYTYPE_P(0);
	return PG_GETARG_ARRAYTYPE_P_COPY(0);
}

Datum
ms_effective_price_float8(PG_FUNCTION_ARGS)
{
	ArrayType  *state = writable_state(fcinfo);
	PriceSums  *sums = state_sums(state);
	double		cost = PG_GETARG_FLOAT8(1);
	double		tokens = PG_GETARG_FLOAT8(2);

	if (is_poisoned(sums) || !isfinite(cost) || !isfinite(tokens))
		poison(sums);
	else
	{
		ms_sum_add(&sums->cost, cost);
		ms_sum_add(&sums->tokens, tokens);
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

Datum
ms_effective_price_bigint(PG_FUNCTION_ARGS)
{
	ArrayType  *state = writable_state(fcinfo);
	PriceSums  *sums = state_sums(state);
	double		cost = PG_GETARG_FLOAT8(1);

	if (is_poisoned(sums) || !isfinite(cost))
		poison(sums);
	else
	{
		ms_sum_add(&sums->cost, cost);
		ms_sum_add_int64(&sums->tokens, PG_GETARG_INT64(2));
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

Datum
ms_effective_price_combine(PG_FUNCTION_ARGS)
{
	PriceSums	other = *state_sums(PG_GETARG_ARRAYTYPE_P(1));
	ArrayType  *state = writable_state(fcinfo);
	PriceSums  *sums = state_sums(state);

	if (is_poisoned(sums) || is_poisoned(&other))
		poison(sums);
	else
	{
		ms_sum_add_sum(&sums->cost, other.cost);
		ms_sum_add_sum(&sums->tokens, other.tokens);
	}
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * 1e6 · Σcost ÷ Σtokens: a price of nothing is NULL.
 */
Datum
ms_effective_price_final(PG_FUNCTION_ARGS)
{
	const PriceSums *sums = state_sums(PG_GETARG_ARRAYTYPE_P(0));
	double		price;

	if (is_poisoned(sums))
		PG_RETURN_FLOAT8(NAN);
	if (!(sums->tokens.hi > 0))
		PG_RETURN_NULL();
	/* in this order 0.73 for a million tokens is 0.73 */
	price = 1e6 * sums->cost.hi / sums->tokens.hi;
	if (isinf(price))
		price = sums->cost.hi / sums->tokens.hi * 1e6;
	if (isinf(price))
		ms_sum_overflow();
	PG_RETURN_FLOAT8(price);
}

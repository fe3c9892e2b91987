/*-------------------------------------------------------------------------
 *
 * retention_cell.c
 *		cell_users() and cell_users_uuid(): who is in a cell of the table of
 *		retention.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/memutils.h"
#include "utils/uuid.h"

#include "common/compat.h"
#include "common/rows.h"
#include "retention/retention_view.h"

/* Turns the order of signed numbers into that of unsigned ones. */
#define SIGN_BIT	(UINT64CONST(1) << 63)

/* A user by its own value, as numbers that sort as the values do. */
typedef struct UserValue
{
	uint64		high;
	uint64		low;			/* 0 for bigint */
} UserValue;

/* A cell and its users so far. */
typedef struct Cell
{
	int32		cohort;
	int64		target;			/* the period of the cell */
	int64		nusers;
	int64		allocated;
	UserValue  *users;
} Cell;

static void
check_not_null(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument %s must not be NULL", name)));
}

/*
 * Periods since the cohort's: argument 2.
 */
static int32
period_argument(FunctionCallInfo fcinfo)
{
	check_not_null(fcinfo, 2, "period");
	if (PG_GETARG_INT32(2) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period must not be negative: %d", PG_GETARG_INT32(2)),
				 errdetail("It counts the periods since the cohort's own, which is 0.")));
	return PG_GETARG_INT32(2);
}

/*
 * A day of the cohort's period: argument 1.
 */
static DateADT
cohort_argument(FunctionCallInfo fcinfo)
{
	check_not_null(fcinfo, 1, "cohort");
	if (DATE_NOT_FINITE(PG_GETARG_DATEADT(1)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument cohort must be finite")));
	return PG_GETARG_DATEADT(1);
}

/*
 * Only numbers that can be turned back into users can be listed.
 */
static void
check_user_type(const MsFrame *frame, RetentionUserType wanted)
{
	if (MS_USER_TYPE(frame) == MS_USER_TEXT)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("users of type text cannot be listed"),
				 errdetail("A summary keeps only a hash of them."),
				 errhint("Aggregate users of type bigint or uuid.")));
	if (MS_USER_TYPE(frame) != wanted)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("users of the summary are of type %s, not %s",
						ms_user_type_name(MS_USER_TYPE(frame)), ms_user_type_name(wanted)),
				 errhint("Use %s().",
						 MS_USER_TYPE(frame) == MS_USER_UUID ? "cell_users_uuid" : "cell_users")));
}

static bool
is_in_cell(const RetentionCohortUser *user, const Cell *cell)
{
	if (user->cohort != cell->cohort)
		return false;
	for (int i = 0; i < user->nmasks; i++)
	{
		int64		bit = cell->target - user->masks[i].first_period;

		if (bit >= 0 && bit < MS_WINDOW_PERIODS && (user->masks[i].active >> bit & 1))
			return true;
	}
	return false;
}

static UserValue
value_of_user(RetentionUserId id, RetentionUserType type)
{
	UserValue	value = {0, 0};
	uint64		halves[2];

	if (type == MS_USER_BIGINT)
		value.high = (uint64) ms_retention_bigint_user(id) ^ SIGN_BIT;
	else
	{
		ms_retention_uuid_user(id, (uint8 *) halves);
		value.high = pg_ntoh64(halves[0]);
		value.low = pg_ntoh64(halves[1]);
	}
	return value;
}

static void
add_user(Cell *cell, UserValue value)
{
	if (cell->nusers == MS_MAX_ROWS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the cell has more than %d users", MS_MAX_ROWS)));
	if (cell->nusers == cell->allocated)
	{
		cell->allocated *= 2;
		cell->users = repalloc_huge(cell->users, cell->allocated * sizeof(UserValue));
	}
	cell->users[cell->nusers++] = value;
}

static int
compare_values(const void *a, const void *b)
{
	const UserValue *x = a;
	const UserValue *y = b;

	CHECK_FOR_INTERRUPTS();
	if (x->high != y->high)
		return x->high < y->high ? -1 : 1;
	return (x->low > y->low) - (x->low < y->low);
}

static void
store_users(FunctionCallInfo fcinfo, const Cell *cell, RetentionUserType type)
{
	for (int64 i = 0; i < cell->nusers; i++)
	{
		const UserValue *value = &cell->users[i];
		pg_uuid_t	uuid;
		uint64		halves[2];
		MsRow		row;

		CHECK_FOR_INTERRUPTS();
		ms_row_begin(&row);
		if (type == MS_USER_BIGINT)
			ms_row_put(&row, Int64GetDatum((int64) (value->high ^ SIGN_BIT)));
		else
		{
			halves[0] = pg_hton64(value->high);
			halves[1] = pg_hton64(value->low);
			memcpy(uuid.data, halves, UUID_LEN);
			ms_row_put(&row, UUIDPGetDatum(&uuid));
		}
		ms_row_store(&row, fcinfo);
	}
}

static void
list_cell(FunctionCallInfo fcinfo, RetentionUserType type)
{
	RetentionView view;
	RetentionCohortUser user;
	Cell		cell = {0};
	DateADT		cohort;
	int32		period;

	ms_begin_values(fcinfo);
	if (PG_ARGISNULL(0))
		return;
	cohort = cohort_argument(fcinfo);
	period = period_argument(fcinfo);
	if (!ms_retention_view_begin(&view, fcinfo, 3, MS_NO_ARGUMENT))
		return;
	check_user_type(&view.frame, type);
	cell.cohort = ms_period_of(&view.frame.periods, cohort);
	cell.target = (int64) cell.cohort + period;
	if (cell.target > view.last_visible)
		return;

	cell.allocated = 64;
	cell.users = palloc(cell.allocated * sizeof(UserValue));
	while (ms_retention_view_next(&view, &user))
		if (is_in_cell(&user, &cell))
			add_user(&cell, value_of_user(user.id, type));
	qsort(cell.users, cell.nusers, sizeof(UserValue), compare_values);
	store_users(fcinfo, &cell, type);
}

/*
 * cell_users(r, cohort, period, as_of)
 */
PG_FUNCTION_INFO_V1(ms_cell_users);

Datum
ms_cell_users(PG_FUNCTION_ARGS)
{
	list_cell(fcinfo, MS_USER_BIGINT);
	return (Datum) 0;
}

/*
 * cell_users_uuid(r, cohort, period, as_of)
 */
PG_FUNCTION_INFO_V1(ms_cell_users_uuid);

Datum
ms_cell_users_uuid(PG_FUNCTION_ARGS)
{
	list_cell(fcinfo, MS_USER_UUID);
	return (Datum) 0;
}

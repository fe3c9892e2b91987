/*-------------------------------------------------------------------------
 *
 * modelshare.c
 *		Module magic, _PG_init and the settings.
 *
 * Every metric lives in a folder of its own beside this file; what several
 * need is in common/, and what all summaries have in common in summary/.  Nothing else belongs here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "fmgr.h"
#include "utils/guc.h"

#include "common/calendar.h"
#include "common/compat.h"
#include "summary/kind.h"

MS_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

/*
 * Define the settings.  None of them may change a value already stored or
 * the result of an IMMUTABLE function.
 */
void
_PG_init(void)
{
	DefineCustomStringVariable("modelshare.timezone",
							   "Time zone in which timestamptz values are assigned to days and weeks.",
							   "Empty means the session's TimeZone.",
							   &ms_timezone_setting,
							   "UTC",
							   PGC_USERSET, 0,
							   ms_check_timezone_setting, NULL, NULL);

	DefineCustomEnumVariable("modelshare.week_start",
							 "Day on which a week starts.",
							 NULL,
							 &ms_week_start_setting,
							 MS_MONDAY,
							 ms_week_start_options,
							 PGC_USERSET, 0,
							 NULL, NULL, NULL);

	DefineCustomIntVariable("modelshare.max_summary_memory",
							"Memory that growing summaries of one type may take together in one step of a query, per worker.",
							"What outgrows it raises an error.",
							&ms_max_summary_memory,
							1024 * 1024, 64, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB,
							NULL, NULL, NULL);

	MarkGUCPrefixReserved("modelshare");
	ms_settings_are_defined = true;
}

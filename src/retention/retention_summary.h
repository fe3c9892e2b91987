/*-------------------------------------------------------------------------
 *
 * retention_summary.h
 *		The summary of cohort_retention: its stored form and its growing forms.
 *
 * A summary says in which periods each user had a row.  Users stand in it by
 * a number of 64 bits (bigint) or 128 bits (uuid, text), mixed so that its
 * high bits are as good as random: a bigint or a uuid can be had back from
 * it, a text cannot.  Periods are cut into windows of 64; a window lists the
 * users that it saw, in the order of their numbers, each with a bit for every
 * period.  If all periods of a summary lie within 64 there is one window,
 * which begins with the earliest; else windows begin at multiples of 64.
 *
 * There are three forms:
 *
 * - the stored form is canonical: the same rows give the same bytes;
 * - the small state is an array of entries with slack at its end, changed in
 *	 place (retention_small.c);
 * - the growing form of a group that outgrows MS_RETENTION_SMALL_LIMIT has a
 *	 hash table for each window (retention_builder.c).
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_SUMMARY_H
#define MS_RETENTION_SUMMARY_H

#include "summary/kind.h"

extern const MsSummaryKind ms_retention_kind;

/* What tells users apart: the first variant of the frame. */
typedef enum RetentionUserType
{
	MS_USER_BIGINT,
	MS_USER_UUID,
	MS_USER_TEXT				/* by 128 bits of hash */
} RetentionUserType;

/* What opens a cohort: the second variant. */
#define MS_COHORT_BY_FIRST_ROW	0
#define MS_COHORT_BY_STARTS		1	/* only rows with starts */

#define MS_USER_TYPE(frame)		((RetentionUserType) (frame)->variant[0])
#define MS_HAS_STARTS(frame)	((frame)->variant[1] == MS_COHORT_BY_STARTS)

/* A small state may grow to this many bytes. */
#define MS_RETENTION_SMALL_LIMIT	1024

/* Periods in a window. */
#define MS_WINDOW_PERIODS		64

/* What is counted, behind rows read: why a row was left out. */
typedef enum RetentionCount
{
	MS_RETENTION_NULL_TS = MS_ROWS_READ + 1,
	MS_RETENTION_INFINITE_TS,
	MS_RETENTION_NULL_USER,
	MS_RETENTION_COUNTS			/* how many */
} RetentionCount;

/* A user's number: low is 0 for bigint. */
typedef struct RetentionUserId
{
	uint64		high;
	uint64		low;
} RetentionUserId;

/* A window of the stored form. */
typedef struct RetentionWindow
{
	int32		first_period;
	uint32		nusers;
} RetentionWindow;

/*
 * The body of a stored form: mask_bytes; windows in order (nparts of them); for
 * each window the users' numbers (one or two uint64 each) in order; for each
 * window the users' periods, mask_bytes each, bit i for first_period + i, lowest
 * byte first; with starts likewise the periods in which the user had a starting
 * row; eight spare bytes, so that a mask can be read as a whole word.
 *
 * A small state has MS_SMALL, and entries and slack instead (nparts of them).
 */
typedef struct RetentionBody
{
	uint32		mask_bytes;
	uint32		reserved;		/* always zero */
	RetentionWindow windows[FLEXIBLE_ARRAY_MEMBER];
} RetentionBody;

static inline RetentionBody *
ms_retention_body(const MsSummary *s)
{
	return (RetentionBody *) ms_summary_body(s, &ms_retention_kind);
}

/* The parts of a stored form. */
typedef struct RetentionSummary
{
	MsSummary  *flat;
	RetentionUserType user_type;
	int			mask_bytes;
	uint32		nwindows;
	Size		nusers;			/* in all windows */
	RetentionWindow *windows;
	uint64	   *ids;
	char	   *active;
	char	   *starts;			/* NULL: none */
} RetentionSummary;

/* Words of a user's number. */
#define MS_ID_WORDS(user_type)	((Size) ((user_type) == MS_USER_BIGINT ? 1 : 2))

/* What a user did in one window: bits for first_period and those after. */
typedef struct RetentionMask
{
	int32		first_period;
	uint64		active;
	uint64		starts;			/* zero unless the summary has starts */
} RetentionMask;

/* A user with all windows in which it was active, in order. */
typedef struct RetentionUser
{
	RetentionUserId id;
	int			nmasks;			/* at least one */
	RetentionMask *masks;		/* good until the next call */
} RetentionUser;

typedef struct RetentionUsers RetentionUsers;

/*
 * What a window holds of a user: a line of all three columns.
 */
typedef struct RetentionEntry
{
	RetentionUserId id;
	RetentionMask mask;
} RetentionEntry;

/* Steps through the entries of a stored form, window by window. */
typedef struct RetentionCursor
{
	const RetentionSummary *summary;
	uint32		window;
	uint32		next;			/* of the window */
	Size		users_before;	/* in earlier windows */
	const uint64 *ids;			/* columns of the window */
	const char *active;
	const char *starts;
} RetentionCursor;

/* retention_flat.c */
extern RetentionSummary *ms_retention_get(Datum value);
extern void ms_retention_open(const MsSummary *flat, RetentionSummary *s);

/*
 * retention_users.c: step through the users of a stored summary, in the order of their numbers.
 * Checks for interrupts.
 */
extern RetentionUsers *ms_retention_users_begin(const RetentionSummary *s);
extern bool ms_retention_users_next(RetentionUsers *users, RetentionUser *user);

extern void ms_retention_cursor_init(RetentionCursor *cursor, const RetentionSummary *s);
extern bool ms_retention_cursor_next(RetentionCursor *cursor, RetentionEntry *entry);

/* The same within one window of a stored form, and the step to the window after. */
extern bool ms_retention_cursor_next_window(RetentionCursor *cursor);
extern bool ms_retention_cursor_next_in_window(RetentionCursor *cursor, RetentionEntry *entry);

/* First period of the window that the cursor is in. */
extern int32 ms_retention_cursor_period(const RetentionCursor *cursor);

/* cohort_retention.c: a type of users by its name. */
extern const char *ms_user_type_name(RetentionUserType user_type);

/* user_id.c: the bigint or uuid that a number stands for. */
extern int64 ms_retention_bigint_user(RetentionUserId id);
extern void ms_retention_uuid_user(RetentionUserId id, uint8 *uuid);

#endif							/* MS_RETENTION_SUMMARY_H */

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
 * - the stored one is flat and canonical: the same rows give the same bytes;
 * - a small group is flat, too, but loose: an array of entries with slack at
 *	 its end, changed in place (retention_loose.c);
 * - a group that outgrows MS_RETENTION_LOOSE_LIMIT becomes an expanded object
 *	 with a hash table for each window (retention_builder.c).
 *
 * Readers need not know: ms_retention_users_next() steps through the users of
 * a flat one, stored or loose.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_RETENTION_SUMMARY_H
#define MS_RETENTION_SUMMARY_H

#include "utils/expandeddatum.h"

#include "common/calendar.h"
#include "common/period.h"
#include "common/settings.h"

#define MS_RETENTION_VERSION	1

/* What tells users apart. */
typedef enum RetentionUserType
{
	MS_USER_BIGINT,
	MS_USER_UUID,
	MS_USER_TEXT				/* by 128 bits of hash */
} RetentionUserType;

/* Flags of the stored form. */
#define MS_RETENTION_ZONED		0x01	/* has a time zone; else face value */
#define MS_RETENTION_STARTS		0x02	/* only some rows open a cohort */
#define MS_RETENTION_LOOSE		0x80	/* a state: entries, not windows */
#define MS_RETENTION_SETTINGS_SHIFT 2	/* of a state: two bits of common/settings.h */
#define MS_RETENTION_VALID_FLAGS	(MS_RETENTION_ZONED | MS_RETENTION_STARTS | \
									 MS_FROM_SETTINGS_MASK << MS_RETENTION_SETTINGS_SHIFT)

/* A loose state may grow to this many bytes. */
#define MS_RETENTION_LOOSE_LIMIT	1024

/* Periods in a window. */
#define MS_WINDOW_PERIODS		64

/* Why a row was left out. */
typedef enum MsRetentionLeftOut
{
	MS_RETENTION_NULL_TS,
	MS_RETENTION_INFINITE_TS,
	MS_RETENTION_NULL_USER
} MsRetentionLeftOut;

#define MS_RETENTION_NLEFT_OUT	3

/* What is counted over all rows. */
typedef struct RetentionCounts
{
	int64		rows_read;
	int64		left_out[MS_RETENTION_NLEFT_OUT];
	Timestamp	first;			/* earliest and latest instant of the clock among all */
	Timestamp	last;			/* rows with a finite time; first > last: none */
} RetentionCounts;

/* What a summary's rows have in common: two summaries can be merged if these are equal. */
typedef struct RetentionFrame
{
	MsCalendar *calendar;
	MsPeriods	periods;
	RetentionUserType user_type;
	bool		starts;			/* only rows with starts open a cohort */
	uint8		from_settings;	/* of a state, see common/settings.h; no obstacle to merging */
} RetentionFrame;

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
 * The stored form.  Behind the header come the zone's name, padded to eight
 * bytes; nwindows windows in order; for each window the users' numbers (one or
 * two uint64 each) in order; for each window the users' periods, mask_bytes
 * each, bit i for first_period + i, lowest byte first; with
 * MS_RETENTION_STARTS likewise the periods in which the user had a starting
 * row; eight spare bytes, so that a mask can be read as a whole word.
 *
 * A loose state has entries, and slack, behind the zone's name, and counts
 * its entries in nwindows.
 */
typedef struct RetentionSummary
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint8		version;
	uint8		flags;
	uint8		user_type;
	uint8		unit;
	uint8		week_start;
	uint8		zone_length;
	uint8		mask_bytes;		/* 0 in a loose state */
	uint8		reserved;		/* always zero */
	uint32		nwindows;
	RetentionCounts counts;
	char		data[FLEXIBLE_ARRAY_MEMBER];
} RetentionSummary;

#define ms_retention_zone(s)	((s)->data)
#define ms_retention_windows(s) ((RetentionWindow *) ((s)->data + TYPEALIGN(8, (s)->zone_length)))

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

/* Steps through the entries of a flat summary, window by window. */
typedef struct RetentionCursor
{
	const RetentionSummary *summary;
	uint32		window;
	uint32		next;			/* of the window; of all in a loose state */
	Size		users_before;	/* in earlier windows */
	Size		users_in_all;
	const uint64 *ids;			/* columns of the window */
	const char *active;
	const char *starts;
} RetentionCursor;

/* retention_flat.c */
extern RetentionSummary *ms_retention_get(Datum value);
extern RetentionSummary *ms_retention_get_partial(Datum value);
extern RetentionSummary *ms_retention_get_state(Datum value);
extern void ms_retention_get_frame(const RetentionSummary *s, RetentionFrame *frame);
extern void ms_retention_check_mergeable(const RetentionFrame *a, const RetentionFrame *b);
extern void ms_retention_counts_init(RetentionCounts *counts);
extern void ms_retention_counts_merge(RetentionCounts *counts, const RetentionCounts *other);

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

/* user_id.c: types of users by name; false for an unknown one. */
extern const char *ms_user_type_name(RetentionUserType user_type);
extern bool ms_known_user_type(const char *name, RetentionUserType *user_type);

/* user_id.c: the bigint or uuid that a number stands for. */
extern int64 ms_retention_bigint_user(RetentionUserId id);
extern void ms_retention_uuid_user(RetentionUserId id, uint8 *uuid);

#endif							/* MS_RETENTION_SUMMARY_H */

/*-------------------------------------------------------------------------
 *
 * retention.c
 *		Random rows through every way to a retention_summary, outside the
 *		server, where the address sanitizer watches each allocation.
 *
 * The same rows are added to a builder, to a flat state that becomes one, and
 * in parts that are merged in random order; the stored forms must be equal
 * byte by byte, and hold what the rows hold.  What the core needs of the
 * server is at the top of this file, in a few lines.
 *
 *     retention SECONDS
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <time.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "retention/retention_builder.h"
#include "retention/retention_flat.h"
#include "retention/retention_small.h"

/* port.h gives these names to functions of the server's own. */
#undef qsort
#undef printf
#undef fprintf
#undef vfprintf

void
pg_qsort(void *base, size_t nel, size_t elsize, int (*cmp) (const void *, const void *))
{
	qsort(base, nel, elsize, cmp);
}

/* Memory: each chunk by itself, all of them freed after a round. */
typedef union Chunk
{
	struct
	{
		union Chunk *before;
		union Chunk *after;
		Size		size;
	}			link;
	char		align[32];
} Chunk;

static Chunk chunks = {{&chunks, &chunks, 0}};
static Size bytes_allocated;

MemoryContext CurrentMemoryContext;
volatile sig_atomic_t InterruptPending;

static void
link_chunk(Chunk *chunk, Size size)
{
	chunk->link.size = size;
	bytes_allocated += size;
	chunk->link.before = &chunks;
	chunk->link.after = chunks.link.after;
	chunks.link.after->link.before = chunk;
	chunks.link.after = chunk;
}

static void *
allocate(Size size, bool zero)
{
	Chunk	   *chunk = malloc(sizeof(Chunk) + size);

	if (chunk == NULL)
		abort();
	/* what is not zeroed must not be relied upon */
	memset(chunk + 1, zero ? 0 : 0x7f, size);
	link_chunk(chunk, size);
	return chunk + 1;
}

static void
unlink_chunk(Chunk *chunk)
{
	bytes_allocated -= chunk->link.size;
	chunk->link.before->link.after = chunk->link.after;
	chunk->link.after->link.before = chunk->link.before;
}

void *
palloc(Size size)
{
	return allocate(size, false);
}

void *
palloc0(Size size)
{
	return allocate(size, true);
}

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	return allocate(size, false);
}

void *
MemoryContextAllocZero(MemoryContext context, Size size)
{
	return allocate(size, true);
}

void *
MemoryContextAllocHuge(MemoryContext context, Size size)
{
	return allocate(size, false);
}

void *
MemoryContextAllocExtended(MemoryContext context, Size size, int flags)
{
	return allocate(size, (flags & MCXT_ALLOC_ZERO) != 0);
}

Size
MemoryContextMemAllocated(MemoryContext context, bool recurse)
{
	return bytes_allocated;
}

void
pfree(void *pointer)
{
	unlink_chunk((Chunk *) pointer - 1);
	free((Chunk *) pointer - 1);
}

void *
repalloc_huge(void *pointer, Size size)
{
	Chunk	   *chunk = (Chunk *) pointer - 1;

	unlink_chunk(chunk);
	chunk = realloc(chunk, sizeof(Chunk) + size);
	if (chunk == NULL)
		abort();
	link_chunk(chunk, size);
	return chunk + 1;
}

static void
free_all(void)
{
	while (chunks.link.after != &chunks)
		pfree(chunks.link.after + 1);
}

MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name, Size minContextSize,
							  Size initBlockSize, Size maxBlockSize)
{
	return NULL;
}

void
ProcessInterrupts(void)
{
}

/* Expanded objects. */
void
EOH_init_header(ExpandedObjectHeader *eohptr, const ExpandedObjectMethods *methods,
				MemoryContext obj_context)
{
	eohptr->eoh_methods = methods;
	eohptr->eoh_context = obj_context;
}

Size
EOH_get_flat_size(ExpandedObjectHeader *eohptr)
{
	return eohptr->eoh_methods->get_flat_size(eohptr);
}

void
EOH_flatten_into(ExpandedObjectHeader *eohptr, void *result, Size allocated_size)
{
	eohptr->eoh_methods->flatten_into(eohptr, result, allocated_size);
}

/*
 * Errors: none is expected, so the first one ends the run and says what it is.
 */
bool
errstart_cold(int elevel, const char *domain)
{
	return true;
}

int
errcode(int sqlerrcode)
{
	return 0;
}

int
errmsg(const char *fmt,...)
{
	va_list		args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	return 0;
}

int
errdetail(const char *fmt,...)
{
	return 0;
}

int
errhint(const char *fmt,...)
{
	return 0;
}

void
errfinish(const char *filename, int lineno, const char *funcname)
{
	fprintf(stderr, "\nan error in %s, %s:%d\n", funcname, filename, lineno);
	abort();
}

/*
 * The headers of a server with assertions use them: one that fails ends the run too.  Its name is given
 * by hand, as the versions of the server declare other arguments after the first.
 */
extern void assertion_failed(const char *condition) __asm__("ExceptionalCondition");

void
assertion_failed(const char *condition)
{
	fprintf(stderr, "\na failed assertion: %s\n", condition);
	abort();
}

/* The one calendar. */
static MsCalendar face_value = {.name = ""};

MsCalendar *
ms_keep_calendar(MsCalendar *calendar, MemoryContext context)
{
	return calendar;
}

/* What the core needs to know of the kind. */
const MsSummaryKind ms_retention_kind = {
	.code = MS_CODE_RETENTION,
	.version = 1,
	.flags = MS_SMALL,
	.type_name = "retention_summary",
	.ncounts = MS_RETENTION_COUNTS,
	.nleft_out = MS_RETENTION_NULL_USER,
	.used = ms_retention_used,
	.growing_size = sizeof(RetentionBuilder),
	.begin = ms_retention_begin,
	.add = ms_retention_add,
	.body_size = ms_retention_stored_size,
	.write_body = ms_retention_write_body
};

MsCalendar *
ms_stored_calendar(const char *zone, int length)
{
	fprintf(stderr, "a summary of these rows names the zone \"%.*s\"\n", length, zone);
	abort();
}

MsCalendar *
ms_face_value_calendar(void)
{
	return &face_value;
}

/*
 * Random numbers: the same from run to run.
 */
static uint64 seed = 20250106;

static uint64
next_random(void)
{
	seed += MS_MIX_1;
	return ms_mix(seed);
}

static int
up_to(int n)
{
	return (int) (next_random() % (uint64) n);
}

typedef struct Row
{
	RetentionUserId id;
	int32		period;
	bool		starts;
} Row;

#define MAX_ROWS 6000

static Row	rows[MAX_ROWS];
static int	nrows;

/*
 * A user's number: any, or one of those that all belong to a few places.
 */
static RetentionUserId
some_user(int user, int kind)
{
	RetentionUserId id = {ms_mix((uint64) user), ms_mix((uint64) user * 7)};

	if (kind == 1)
		id.high |= ~UINT64CONST(0) << 24;
	else if (kind == 2)
		id.high &= (UINT64CONST(1) << 24) - 1;
	else if (kind == 3)
		id.high = UINT64CONST(0x4000000000000000) + user / 3;
	else if (kind == 4)
		id.high = user % 2 == 0 ? ~UINT64CONST(0) : 0;
	return id;
}

static void
make_rows(const MsFrame *frame)
{
	static const int most[] = {40, 3000, 100000};
	int			nusers = 1 + up_to(most[up_to(3)]);
	int			kind = up_to(8);
	int			base = up_to(3) == 0 ? -2451545 : up_to(5000) - 2500;
	int			spread = up_to(4) == 0 ? 1 + up_to(5000) : 1 + up_to(80);

	nrows = 1 + up_to(up_to(2) == 0 ? 300 : MAX_ROWS);
	for (int i = 0; i < nrows; i++)
	{
		rows[i].id = some_user(up_to(nusers), kind);
		if (MS_USER_TYPE(frame) == MS_USER_BIGINT)
			rows[i].id.low = 0;
		rows[i].period = base + up_to(spread) + (up_to(500) == 0 ? up_to(2000) : 0);
		rows[i].starts = MS_HAS_STARTS(frame) && up_to(4) == 0;
	}
}

static int
compare_rows(const void *a, const void *b)
{
	const Row  *x = a;
	const Row  *y = b;
	int			order = ms_compare_user_ids(x->id, y->id);

	return order != 0 ? order : x->period - y->period;
}

/*
 * Users times periods, and starts among them.
 */
static void
count_rows(int *active, int *starts)
{
	static Row	sorted[MAX_ROWS];

	memcpy(sorted, rows, nrows * sizeof(Row));
	qsort(sorted, nrows, sizeof(Row), compare_rows);
	*active = *starts = 0;
	for (int i = 0; i < nrows;)
	{
		int			first = i;
		bool		started = false;

		for (; i < nrows && compare_rows(&sorted[first], &sorted[i]) == 0; i++)
			started |= sorted[i].starts;
		(*active)++;
		*starts += started;
	}
}

static void
check(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "FAILED: %s (%d rows, seed " UINT64_FORMAT ")\n", what, nrows, seed);
	abort();
}

/*
 * A summary as the aggregate has it: flat, or growing.
 */
typedef struct State
{
	MsSummary  *flat;
	MsGrowing  *growing;
} State;

static void
add_row(State *state, const Row *row)
{
	RetentionEntry entry = {row->id};

	entry.mask.first_period = ms_retention_window_of(row->period);
	entry.mask.active = UINT64CONST(1) << (row->period - entry.mask.first_period);
	entry.mask.starts = row->starts ? entry.mask.active : 0;
	if (state->growing == NULL && !ms_retention_small_add(&state->flat, &entry))
		state->growing = ms_growing_from(state->flat, &ms_retention_kind, NULL);
	if (state->growing)
		ms_retention_builder_add_row((RetentionBuilder *) state->growing, row->id, row->period, row->starts);
}

static MsSummary *
stored(const State *state)
{
	return state->growing ? ms_growing_flatten(state->growing)
		: (state->flat->flags & MS_SMALL) ? ms_retention_small_store(state->flat) : state->flat;
}

static void
combine(State *state, const MsSummary *other)
{
	if (state->growing == NULL)
	{
		MsSummary  *merged = ms_retention_merge_small(state->flat, other);

		if (merged != NULL)
		{
			state->flat = merged;
			return;
		}
		state->growing = ms_growing_from(state->flat, &ms_retention_kind, NULL);
	}
	ms_growing_add(state->growing, other);
}

static MsSummary *
by_builder(const MsFrame *frame)
{
	State		state = {NULL, ms_growing_new(&ms_retention_kind, frame, NULL)};

	for (int i = 0; i < nrows; i++)
	{
		add_row(&state, &rows[i]);
		if (up_to(2000) == 0)
			pfree(stored(&state));
	}
	return stored(&state);
}

static MsSummary *
by_state(const MsFrame *frame)
{
	State		state = {ms_retention_small_new(frame), NULL};

	for (int i = 0; i < nrows; i++)
		add_row(&state, &rows[i]);
	return stored(&state);
}

static MsSummary *
by_parts(const MsFrame *frame)
{
	int			nparts = 1 + up_to(up_to(3) == 0 ? 60 : 5);
	int			by = up_to(3);
	State	   *parts = palloc0(nparts * sizeof(State));
	State		whole = {ms_retention_small_new(frame), NULL};

	for (int i = 0; i < nparts; i++)
		parts[i].flat = ms_retention_small_new(frame);
	for (int i = 0; i < nrows; i++)
	{
		uint64		part = by == 0 ? next_random() : by == 1 ? rows[i].id.high : (uint32) rows[i].period / 8;

		add_row(&parts[part % nparts], &rows[i]);
	}
	for (int i = nparts - 1; i >= 0; i--)
	{
		int			take = up_to(i + 1);
		const State part = parts[take];

		parts[take] = parts[i];
		combine(&whole, part.growing == NULL && up_to(2) == 0 ? part.flat : stored(&part));
		/* twice changes nothing */
		if (up_to(10) == 0)
			combine(&whole, stored(&part));
	}
	return stored(&whole);
}

static void
check_equal(const MsSummary *a, const MsSummary *b, const char *what)
{
	check(VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0, what);
}

/*
 * Does the stored form hold what the rows hold, users in order?
 */
static void
check_contents(const MsSummary *flat)
{
	RetentionSummary s;
	RetentionCursor cursor;
	RetentionEntry entry;
	RetentionEntry before = {{0, 0}, {PG_INT32_MIN, 0, 0}};
	int			active;
	int			starts;

	count_rows(&active, &starts);
	ms_retention_open(flat, &s);
	ms_retention_cursor_init(&cursor, &s);
	while (ms_retention_cursor_next(&cursor, &entry))
	{
		check(entry.mask.first_period > before.mask.first_period ||
			  (entry.mask.first_period == before.mask.first_period &&
			   ms_compare_user_ids(before.id, entry.id) < 0) || before.mask.active == 0, "order");
		active -= __builtin_popcountll(entry.mask.active);
		starts -= __builtin_popcountll(entry.mask.starts);
		check(entry.mask.active != 0 && (entry.mask.starts & ~entry.mask.active) == 0, "masks");
		before = entry;
	}
	check(active == 0 && starts == 0, "number of users and periods");
}

int
main(int argc, char **argv)
{
	time_t		end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 2);
	int			rounds = 0;

	/* memory is bounded by the rows, whoever chose the users */
	ms_max_summary_memory = MAX_ROWS * 8;
	do
	{
		MsFrame		frame = {&face_value, {MS_DAY, MS_MONDAY}, {up_to(3), up_to(2)}, 0};
		MsSummary  *whole;

		make_rows(&frame);
		whole = by_builder(&frame);
		check_contents(whole);
		check_equal(whole, by_state(&frame), "a state that grows");
		check_equal(whole, by_parts(&frame), "parts");
		free_all();
		rounds++;
	} while (time(NULL) < end);
	printf("%d rounds\n", rounds);
	return 0;
}

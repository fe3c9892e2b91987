/*-------------------------------------------------------------------------
 *
 * retention_builder.c
 *		The growing form of retention_summary: an expanded object.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "common/compat.h"
#include "retention/retention_builder.h"
#include "retention/retention_flat.h"
#include "retention/retention_small.h"

/* Searches between checks for interrupts: if somebody chose the users' numbers, each walks over all users. */
#define SEARCHES_UNCHECKED	64

void
ms_retention_begin(MsGrowing *growing)
{
	RetentionBuilder *builder = (RetentionBuilder *) growing;

	ms_retention_slot_shape(&builder->shape, MS_USER_TYPE(&growing->frame), MS_HAS_STARTS(&growing->frame));
	builder->first_period = PG_INT32_MAX;
	builder->last_period = PG_INT32_MIN;
	builder->tables = &builder->the_table;
	builder->tables_allocated = 1;
}

/*
 * Raise if so much more memory is more than the setting allows.
 */
static void
check_memory(const RetentionBuilder *builder, Size more)
{
	ms_growing_check_memory(&builder->growing, more);
}

/*
 * Count what the tables have taken, which decides when rows are buffered.
 */
static void
count_memory(RetentionBuilder *builder, Size more)
{
	check_memory(builder, 0);
	builder->memory += more;
}

/*
 * Count what a table has grown by.
 */
static void
count_slots(RetentionBuilder *builder, const RetentionTable *table, Size nslots_before)
{
	count_memory(builder, (table->nslots - nslots_before) * builder->shape.width * sizeof(uint64));
}

/*
 * Make a table at a place among the others.
 */
static RetentionTable *
make_table(RetentionBuilder *builder, int at, int32 first_period, uint32 nusers)
{
	RetentionTable *table;

	if (builder->ntables == builder->tables_allocated)
	{
		Size		allocated = Max(4, 2 * (Size) builder->tables_allocated);
		Size		bytes = allocated * sizeof(RetentionTable);

		check_memory(builder, bytes);
		if (builder->tables != &builder->the_table)
			builder->tables = repalloc_huge(builder->tables, bytes);
		else
		{
			builder->tables = MemoryContextAlloc(builder->growing.hdr.eoh_context, bytes);
			builder->tables[0] = builder->the_table;
		}
		count_memory(builder, bytes - builder->tables_allocated * sizeof(RetentionTable));
		builder->tables_allocated = allocated;
	}
	table = &builder->tables[at];
	memmove(table + 1, table, (builder->ntables - at) * sizeof(RetentionTable));
	builder->ntables++;
	ms_retention_table_init(table, &builder->shape, first_period, nusers, builder->growing.hdr.eoh_context);
	count_slots(builder, table, 0);
	return table;
}

/*
 * Make room for so many users in a table.
 */
static void
reserve_users(RetentionBuilder *builder, RetentionTable *table, Size nusers)
{
	Size		nslots = table->nslots;

	check_memory(builder, ms_retention_table_bytes_more(table, &builder->shape, nusers));
	ms_retention_table_reserve(table, &builder->shape, nusers);
	count_slots(builder, table, nslots);
}

/*
 * Put a new user into a table, at its place.
 */
static pg_noinline uint64 *
add_user(RetentionBuilder *builder, RetentionTable *table, Size place, RetentionUserId id)
{
	Size		nslots = table->nslots;
	uint64	   *slot;

	if (unlikely(table->nusers >= table->max_users))
		check_memory(builder, ms_retention_table_bytes_more(table, &builder->shape,
															(Size) table->nusers + 1));
	slot = ms_retention_table_insert(table, &builder->shape, place, id);
	if (unlikely(table->nslots != nslots))
		count_slots(builder, table, nslots);
	return slot;
}

/*
 * Add bits to a user in a table, whose slots are of the builder's shape.
 */
static pg_attribute_always_inline void
add_bits(RetentionBuilder *builder, RetentionTable *table, const RetentionSlotShape *shape,
		 RetentionUserId id, uint64 active, uint64 starts)
{
	Size		place;
	uint64	   *slot = ms_retention_table_find(table, shape, id, &place);

	if (slot == NULL)
		slot = add_user(builder, table, place, id);
	slot[MS_SLOT_ACTIVE] |= active;
	if (shape->starts)
		slot[shape->starts] |= starts;
}

/*
 * The table of an aligned window, made if need be.
 */
static RetentionTable *
table_of(RetentionBuilder *builder, int32 window)
{
	int			low = 0;
	int			high = builder->ntables;

	if (builder->tables[builder->last_table].first_period == window)
		return &builder->tables[builder->last_table];
	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (builder->tables[middle].first_period < window)
			low = middle + 1;
		else
			high = middle;
	}
	builder->last_table = low;
	if (low < builder->ntables && builder->tables[low].first_period == window)
		return &builder->tables[low];
	return make_table(builder, low, window, 0);
}

/*
 * Move bits to a window that begins earlier (shift > 0) or later.  Those that
 * fall outside of it are lost.
 */
static inline uint64
shift_bits(uint64 bits, int shift)
{
	if (shift >= MS_WINDOW_PERIODS || shift <= -MS_WINDOW_PERIODS)
		return 0;
	return shift >= 0 ? bits << shift : bits >> -shift;
}

/*
 * Move the one window so that it begins earlier or later; what is in it stays
 * in it.
 */
static void
move_window(RetentionBuilder *builder, int32 first_period)
{
	RetentionTable *table = &builder->tables[0];
	int			shift = table->first_period - first_period;

	for (Size i = 0; i < table->nslots; i++)
	{
		uint64	   *slot = ms_retention_slot(table, &builder->shape, i);

		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		slot[MS_SLOT_ACTIVE] = shift_bits(slot[MS_SLOT_ACTIVE], shift);
		if (builder->shape.starts)
			slot[builder->shape.starts] = shift_bits(slot[builder->shape.starts], shift);
	}
	table->first_period = first_period;
}

/*
 * Put what a table holds of an aligned window into a table of its own.
 */
static void
copy_window(RetentionBuilder *builder, const RetentionTable *whole, int32 window)
{
	const RetentionSlotShape *shape = &builder->shape;
	int			shift = whole->first_period - window;
	uint32		nusers = 0;
	RetentionTable *table;

	for (Size i = 0; i < whole->nslots; i++)
	{
		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (shift_bits(ms_retention_slot(whole, shape, i)[MS_SLOT_ACTIVE], shift) != 0)
			nusers++;
	}
	if (nusers == 0)
		return;
	table = make_table(builder, builder->ntables, window, nusers);
	for (Size i = 0; i < whole->nslots; i++)
	{
		const uint64 *slot = ms_retention_slot(whole, shape, i);
		RetentionUserId id = {slot[MS_SLOT_HIGH], shape->low ? slot[shape->low] : 0};
		uint64		active = shift_bits(slot[MS_SLOT_ACTIVE], shift);

		if (i % SEARCHES_UNCHECKED == 0)
			CHECK_FOR_INTERRUPTS();
		if (active != 0)
			add_bits(builder, table, shape, id, active,
					 shape->starts ? shift_bits(slot[shape->starts], shift) : 0);
	}
}

/*
 * Go over to aligned windows: cut the one in two.
 */
static void
align_windows(RetentionBuilder *builder)
{
	RetentionTable whole = builder->tables[0];
	int32		window = ms_retention_window_of(whole.first_period);

	builder->aligned = true;
	builder->ntables = 0;
	copy_window(builder, &whole, window);
	copy_window(builder, &whole, window + MS_WINDOW_PERIODS);
	pfree(whole.chunk);
	builder->memory -= whole.nslots * builder->shape.width * sizeof(uint64);
}

/*
 * Make sure that there is a window for periods first to last.
 */
static void
fit_periods(RetentionBuilder *builder, int32 first, int32 last)
{
	RetentionTable *table;

	first = Min(first, builder->first_period);
	last = Max(last, builder->last_period);
	builder->first_period = first;
	builder->last_period = last;
	if (builder->aligned)
		return;
	if (builder->ntables == 0)
	{
		if ((int64) last - first < MS_WINDOW_PERIODS)
			(void) make_table(builder, 0, first, 0);
		else
		{
			builder->aligned = true;
			(void) make_table(builder, 0, ms_retention_window_of(first), 0);
		}
		return;
	}
	if ((int64) last - first >= MS_WINDOW_PERIODS)
	{
		align_windows(builder);
		return;
	}

	/* leave all the room on the side on which the log grows */
	table = &builder->tables[0];
	if (first < table->first_period)
		move_window(builder, last - (MS_WINDOW_PERIODS - 1));
	else if (last >= table->first_period + MS_WINDOW_PERIODS)
		move_window(builder, first);
}

/*
 * Let the processor fetch a user's slots: the cache line of the place.  To ask
 * for the next one, too, costs more than it saves.
 */
static pg_attribute_always_inline void
fetch_slot(const RetentionTable *table, const RetentionSlotShape *shape, RetentionUserId id)
{
	__builtin_prefetch(ms_retention_slot(table, shape, ms_retention_place(table, id)));
}

static pg_attribute_always_inline void
put_row(RetentionBuilder *builder, RetentionTable *table, const RetentionSlotShape *shape,
		const RetentionBufferedRow *row)
{
	uint64		bit = UINT64CONST(1) << (row->period - table->first_period);

	add_bits(builder, table, shape, row->id, bit, row->starts ? bit : 0);
}

/*
 * Put the buffered rows into the one table.
 */
static pg_attribute_always_inline void
put_rows_into(RetentionBuilder *builder, RetentionTable *table, const RetentionSlotShape *shape)
{
	int			nbuffered = builder->nbuffered;

	for (int i = 0; i < nbuffered; i++)
		fetch_slot(table, shape, builder->buffer[i].id);
	for (int i = 0; i < nbuffered; i++)
		put_row(builder, table, shape, &builder->buffer[i]);
}

/*
 * Put the buffered rows into the tables of their aligned windows.
 */
static void
put_rows_aligned(RetentionBuilder *builder)
{
	for (int i = 0; i < builder->nbuffered; i++)
	{
		RetentionBufferedRow *row = &builder->buffer[i];

		fetch_slot(table_of(builder, ms_retention_window_of(row->period)), &builder->shape, row->id);
	}
	for (int i = 0; i < builder->nbuffered; i++)
	{
		RetentionBufferedRow *row = &builder->buffer[i];

		put_row(builder, table_of(builder, ms_retention_window_of(row->period)), &builder->shape, row);
	}
}

/*
 * Put a row into its table at once.
 */
void
ms_retention_builder_put_row(RetentionBuilder *builder, const RetentionBufferedRow *row)
{
	RetentionTable *table;

	if (row->period < builder->first_period || row->period > builder->last_period)
		fit_periods(builder, row->period, row->period);
	table = builder->aligned ? table_of(builder, ms_retention_window_of(row->period)) : &builder->tables[0];
	put_row(builder, table, &builder->shape, row);
	if (builder->memory > MS_RETENTION_BATCH_FROM)
		builder->buffer = MemoryContextAlloc(builder->growing.hdr.eoh_context,
											 MS_RETENTION_BATCH * sizeof(RetentionBufferedRow));
}

/*
 * Put the buffered rows into their tables.
 */
void
ms_retention_builder_flush(RetentionBuilder *builder)
{
	/* the slots of bigint users without starts: most are, so these are steps of a known size */
	static const RetentionSlotShape narrow = {2, 0, 0};
	int32		first = PG_INT32_MAX;
	int32		last = PG_INT32_MIN;

	if (builder->nbuffered == 0)
		return;
	for (int i = 0; i < builder->nbuffered; i++)
	{
		first = Min(first, builder->buffer[i].period);
		last = Max(last, builder->buffer[i].period);
	}
	if (first < builder->first_period || last > builder->last_period)
		fit_periods(builder, first, last);

	if (builder->aligned)
		put_rows_aligned(builder);
	else if (builder->shape.width == narrow.width)
		put_rows_into(builder, &builder->tables[0], &narrow);
	else
		put_rows_into(builder, &builder->tables[0], &builder->shape);
	builder->nbuffered = 0;
}

/*
 * Add what a window of a summary holds of a table's window.  Its users come in
 * the order of the table, so that memory is walked from front to back.
 */
static void
merge_into(RetentionBuilder *builder, RetentionTable *table, const RetentionCursor *window, int shift)
{
	RetentionCursor cursor = *window;
	RetentionEntry entry;
	Size		nusers = table->nusers;
	Size		place;

	while (ms_retention_cursor_next_in_window(&cursor, &entry))
	{
		if (cursor.next % SEARCHES_UNCHECKED == 0)
			CHECK_FOR_INTERRUPTS();
		/* an empty table, as when workers' states come together, needs no search */
		if (shift_bits(entry.mask.active, shift) != 0 &&
			(table->nusers == 0 ||
			 ms_retention_table_find(table, &builder->shape, entry.id, &place) == NULL))
			nusers++;
	}
	reserve_users(builder, table, nusers);

	cursor = *window;
	while (ms_retention_cursor_next_in_window(&cursor, &entry))
	{
		uint64		active = shift_bits(entry.mask.active, shift);

		if (cursor.next % SEARCHES_UNCHECKED == 0)
			CHECK_FOR_INTERRUPTS();
		if (active != 0)
			add_bits(builder, table, &builder->shape, entry.id, active, shift_bits(entry.mask.starts, shift));
	}
}

/*
 * Add a window of a summary, which lies in one or two of ours.
 */
static void
merge_window(RetentionBuilder *builder, const RetentionCursor *window)
{
	RetentionCursor cursor = *window;
	RetentionEntry entry;
	uint64		bits = 0;
	int32		first_period;

	while (ms_retention_cursor_next_in_window(&cursor, &entry))
	{
		if (cursor.next % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		bits |= entry.mask.active;
	}
	if (bits == 0)
		return;
	first_period = ms_retention_cursor_period(window);
	fit_periods(builder, first_period + pg_rightmost_one_pos64(bits),
				first_period + pg_leftmost_one_pos64(bits));

	if (!builder->aligned)
		merge_into(builder, &builder->tables[0], window,
				   first_period - builder->tables[0].first_period);
	else
	{
		int32		aligned = ms_retention_window_of(first_period);

		for (int part = 0; part < 2; part++, aligned += MS_WINDOW_PERIODS)
			if (shift_bits(bits, first_period - aligned) != 0)
				merge_into(builder, table_of(builder, aligned), window, first_period - aligned);
	}
}

/*
 * Add the entries of a small state; they are few.
 */
static void
merge_small_state(RetentionBuilder *builder, const MsSummary *s)
{
	RetentionEntry entry;
	int32		first = PG_INT32_MAX;
	int32		last = PG_INT32_MIN;

	if (s->nparts == 0)
		return;
	for (uint32 i = 0; i < s->nparts; i++)
	{
		ms_retention_small_entry(s, i, &entry);
		first = Min(first, entry.mask.first_period + pg_rightmost_one_pos64(entry.mask.active));
		last = Max(last, entry.mask.first_period + pg_leftmost_one_pos64(entry.mask.active));
	}
	fit_periods(builder, first, last);
	if (!builder->aligned)
		reserve_users(builder, &builder->tables[0], (Size) builder->tables[0].nusers + s->nparts);
	for (uint32 i = 0; i < s->nparts; i++)
	{
		int32		window;
		RetentionTable *table;
		int			shift;

		ms_retention_small_entry(s, i, &entry);
		window = entry.mask.first_period;
		table = builder->aligned ? table_of(builder, window) : &builder->tables[0];
		shift = window - table->first_period;
		add_bits(builder, table, &builder->shape, entry.id, shift_bits(entry.mask.active, shift),
				 shift_bits(entry.mask.starts, shift));
	}
}

/*
 * Add the body of a flat summary.
 */
void
ms_retention_add(MsGrowing *growing, const MsSummary *flat)
{
	RetentionBuilder *builder = (RetentionBuilder *) growing;
	RetentionSummary s;
	RetentionCursor cursor;

	ms_retention_builder_flush(builder);
	if (flat->flags & MS_SMALL)
	{
		merge_small_state(builder, flat);
		return;
	}
	ms_retention_open(flat, &s);
	if (s.nwindows == 0)
		return;
	ms_retention_cursor_init(&cursor, &s);
	do
		merge_window(builder, &cursor);
	while (ms_retention_cursor_next_window(&cursor));
}

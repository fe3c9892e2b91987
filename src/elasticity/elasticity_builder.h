/*-------------------------------------------------------------------------
 *
 * elasticity_builder.h
 *		The growing form of elasticity_summary.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ELASTICITY_BUILDER_H
#define MS_ELASTICITY_BUILDER_H

#include "elasticity/elasticity_summary.h"

/* A cell of the growing form; which part is in use the frame says. */
typedef struct ElasticityGrowingCell
{
	uint32		unit;
	uint32		period;
	union
	{
		struct
		{
			double		x;
			double		y;
			uint32		multi;	/* number of its multi + 1; 0 for a single row */
		}			row;
		struct
		{
			MsSum		quantity;
			MsSum		cost;
		}			usage;
	}			u;
} ElasticityGrowingCell;

/*
 * The growing form.  Without periods the number of a cell is that of its unit,
 * and there are no slots.
 */
typedef struct ElasticityBuilder
{
	MsGrowing	growing;
	MsKeymap	units;
	MsKeymap	periods;
	ElasticityGrowingCell *cells;
	ElasticityRefunds *refunds; /* of each cell; NULL while no row was below zero */
	uint32		ncells;
	uint32		cells_allocated;
	uint32	   *slots;			/* number + 1 of a cell, or 0; a power of two of them */
	uint32		slot_mask;
	int			slot_shift;		/* 64 less the power */
	ElasticityMulti *multis;	/* their member cell is not in use */
	uint32		nmultis;
	uint32		multis_allocated;
} ElasticityBuilder;

/* elasticity_builder.c */
extern void ms_elasticity_begin(MsGrowing *growing);
extern void ms_elasticity_add(MsGrowing *growing, const MsSummary *s);
extern void ms_elasticity_builder_add(ElasticityBuilder *builder, const ElasticityRow *row);
extern uint32 ms_elasticity_builder_key(ElasticityBuilder *builder, MsKeymap *keys,
										const char *bytes, int32 length);
extern ElasticityGrowingCell *ms_elasticity_builder_cell(ElasticityBuilder *builder, uint32 unit,
														 uint32 period, bool *found);
extern ElasticityMulti *ms_elasticity_builder_multi(ElasticityBuilder *builder, ElasticityGrowingCell *cell);
extern void ms_elasticity_builder_refund(ElasticityBuilder *builder, const ElasticityGrowingCell *cell,
										 const ElasticityRefunds *refunds);
extern uint32 ms_elasticity_builder_refunded(const ElasticityBuilder *builder);

/* elasticity_flatten.c */
extern Size ms_elasticity_stored_size(MsGrowing *growing);
extern void ms_elasticity_write_body(MsGrowing *growing, MsSummary *s);

/* elasticity_raw.c */
extern void ms_elasticity_raw_check(const MsSummary *s);

/* elasticity_restore.c: for text and binary input; false if no summary could hold it */
extern ElasticityBuilder *ms_elasticity_begin_restore(const MsFrame *frame, const MsCounts *counts);
extern bool ms_elasticity_restore_key(ElasticityBuilder *builder, MsKeymap *keys, const char *bytes, int32 length);
extern bool ms_elasticity_periods_fit(const MsSummary *s);
extern bool ms_elasticity_restore_number(ElasticityBuilder *builder, MsKeymap *keys, int64 number);
extern bool ms_elasticity_restore_row_cell(ElasticityBuilder *builder, const ElasticityRowCell *cell,
										   const ElasticityMulti *multi);
extern bool ms_elasticity_restore_usage_cell(ElasticityBuilder *builder, const ElasticityUsageCell *cell,
											 const ElasticityRefunds *refunds);
extern MsSummary *ms_elasticity_restore(ElasticityBuilder *builder);

#endif							/* MS_ELASTICITY_BUILDER_H */

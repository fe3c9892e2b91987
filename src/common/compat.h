/*-------------------------------------------------------------------------
 *
 * compat.h
 *		All differences between PostgreSQL versions, in one place.
 *
 * No other file tests PG_VERSION_NUM.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_COMPAT_H
#define MS_COMPAT_H

#include "fmgr.h"
#include "funcapi.h"

#if PG_VERSION_NUM < 150000
#error "modelshare needs PostgreSQL 15 or later"
#endif

/* Datums of 8 bytes are passed by value; sizes, offsets and sums of a summary are 64 bits wide. */
#if SIZEOF_VOID_P != 8
#error "modelshare needs a 64-bit machine"
#endif

/* The exact sums need the rounding error of an addition, which -ffast-math assumes to be zero. */
#ifdef __FAST_MATH__
#error "modelshare cannot be built with -ffast-math or -Ofast"
#endif

/* From 18 on a module can have a name and a version; MODELSHARE_VERSION comes from the control file. */
#if PG_VERSION_NUM >= 180000
#define MS_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "modelshare", .version = MODELSHARE_VERSION)
#else
#define MS_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* 16 moved the varlena macros out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Arithmetic that checks for overflow.  Only later minor releases of 15 include it with other headers. */
#include "common/int.h"

/* From 18 on pg_noreturn stands before a declaration; earlier versions have an attribute of another name. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

/*
 * Soft errors exist from 16 on: type input can report bad text to its caller
 * instead of raising.  Before that the error is raised.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define ms_escontext(fcinfo) ((fcinfo)->context)
#define ms_ereturn(context, dummy_value, ...) ereturn(context, dummy_value, __VA_ARGS__)
#else
#define ms_escontext(fcinfo) NULL
#define ms_ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return dummy_value; \
	} while (0)
#endif

/*
 * Early minor releases of 15 know InitMaterializedSRF by its first name only.
 * ms_begin_values is for functions that return a set of plain values: their
 * row has one column, of the type that the caller expects.
 */
#ifdef MAT_SRF_USE_EXPECTED_DESC
#define ms_begin_rows(fcinfo) InitMaterializedSRF(fcinfo, 0)
#define ms_begin_values(fcinfo) InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC)
#else
#define ms_begin_rows(fcinfo) SetSingleFuncCall(fcinfo, 0)
#define ms_begin_values(fcinfo) SetSingleFuncCall(fcinfo, SRF_SINGLE_USE_EXPECTED)
#endif

/* 17 dropped an argument, which we never set. */
#if PG_VERSION_NUM >= 170000
#define ms_send_counted_text(buf, bytes, length) pq_sendcountedtext(buf, bytes, length)
#else
#define ms_send_counted_text(buf, bytes, length) pq_sendcountedtext(buf, bytes, length, false)
#endif

/* From 18 on the bytes of base64 are uint8. */
#if PG_VERSION_NUM >= 180000
#define ms_b64_encode(src, len, dst, dstlen) pg_b64_encode((const uint8 *) (src), len, dst, dstlen)
#define ms_b64_decode(src, len, dst, dstlen) pg_b64_decode(src, len, (uint8 *) (dst), dstlen)
#else
#define ms_b64_encode(src, len, dst, dstlen) pg_b64_encode(src, len, dst, dstlen)
#define ms_b64_decode(src, len, dst, dstlen) pg_b64_decode(src, len, dst, dstlen)
#endif

/* 19 has no encoding MULE_INTERNAL any more. */
#if PG_VERSION_NUM >= 190000
#define ms_encoding_is_mule(encoding) false
#else
#define ms_encoding_is_mule(encoding) ((encoding) == PG_MULE_INTERNAL)
#endif

#endif							/* MS_COMPAT_H */

/*
 * memcheck.h
 *	  Valgrind's requests about memory, as requests to AddressSanitizer (see valgrind.h here).
 *
 * AddressSanitizer knows whether a byte may be touched, not whether it has been set: "defined" and
 * "undefined" are the same to it.  It knows no pools either: a chunk becomes accessible when it is
 * given out; when it is freed, CLOBBER_FREED_MEMORY wipes it and so takes it away again.
 */
#ifndef MS_ASAN_MEMCHECK_H
#define MS_ASAN_MEMCHECK_H

#include <stddef.h>
#include <sanitizer/asan_interface.h>

#include "valgrind.h"

#define VALGRIND_MAKE_MEM_NOACCESS(addr, size)	__asan_poison_memory_region((addr), (size))
#define VALGRIND_MAKE_MEM_UNDEFINED(addr, size) __asan_unpoison_memory_region((addr), (size))
#define VALGRIND_MAKE_MEM_DEFINED(addr, size)	__asan_unpoison_memory_region((addr), (size))

#define VALGRIND_CREATE_MEMPOOL(pool, redzones, zeroed) ((void) 0)
#define VALGRIND_DESTROY_MEMPOOL(pool)			((void) 0)
#define VALGRIND_MEMPOOL_TRIM(pool, addr, size) ((void) 0)
#define VALGRIND_MEMPOOL_ALLOC(pool, addr, size) __asan_unpoison_memory_region((addr), (size))
#define VALGRIND_MEMPOOL_FREE(pool, addr)		((void) 0)
#define VALGRIND_MEMPOOL_CHANGE(pool, old, new, size) __asan_unpoison_memory_region((new), (size))

/* What is about to be written to a page or to the client must at least be ours: else read it, and be reported. */
#define VALGRIND_CHECK_MEM_IS_DEFINED(addr, size) ms_asan_check((addr), (size))

static inline void
ms_asan_check(const void *addr, size_t size)
{
	void	   *foreign = __asan_region_is_poisoned((void *) addr, size);

	if (foreign != NULL)
		(void) *(volatile char *) foreign;
}

#endif							/* MS_ASAN_MEMCHECK_H */

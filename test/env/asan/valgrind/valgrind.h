/*
 * valgrind.h
 *	  What PostgreSQL includes under this name, for a server built for AddressSanitizer.
 *
 * PostgreSQL tells Valgrind which bytes of its memory contexts, lists and buffers may be touched.
 * AddressSanitizer by itself knows malloc()ed blocks only, of which a memory context cuts many
 * chunks: a write from one chunk into the next would not be seen.  A server compiled with
 * USE_VALGRIND and with this directory before the system's tells the same to AddressSanitizer.
 */
#ifndef MS_ASAN_VALGRIND_H
#define MS_ASAN_VALGRIND_H

#define RUNNING_ON_VALGRIND 0
#define VALGRIND_COUNT_ERRORS 0
#define VALGRIND_PRINTF(...) ((void) 0)
#define VALGRIND_PRINTF_BACKTRACE(...) ((void) 0)

#endif							/* MS_ASAN_VALGRIND_H */

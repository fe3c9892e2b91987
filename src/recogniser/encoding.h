/*-------------------------------------------------------------------------
 *
 * encoding.h
 *		Where a text can be cut between two characters.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MS_ENCODING_H
#define MS_ENCODING_H

/*
 * Number of bytes, at most limit, that the whole characters at the start of
 * text take; text is length bytes long.  The program that links the recogniser
 * has to define this function, because the encoding is known to the program
 * alone: names/database_encoding.c asks the server, the tests call
 * ms_whole_utf8().
 */
extern int	ms_whole_characters(const char *text, int length, int limit);

/* The same for UTF-8; never cuts off more than three bytes, whatever they are. */
extern int	ms_whole_utf8(const char *text, int length, int limit);

#endif							/* MS_ENCODING_H */

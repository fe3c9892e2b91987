/*-------------------------------------------------------------------------
 *
 * encoding.c
 *		Where a text in UTF-8 can be cut between two characters.
 *
 *-------------------------------------------------------------------------
 */
#include "recogniser/encoding.h"

int
ms_whole_utf8(const char *text, int length, int limit)
{
	int			back = 0;
	unsigned char first;

	if (limit >= length)
		return length;
	while (back < 3 && back < limit && (((unsigned char) text[limit - back]) & 0xC0) == 0x80)
		back++;
	first = (unsigned char) text[limit - back];
	/* cut off the first byte of a character, too, if that character continues at limit */
	if ((back == 1 && first >= 0xC2) || (back == 2 && first >= 0xE0) || (back == 3 && first >= 0xF0))
		return limit - back;
	return limit;
}

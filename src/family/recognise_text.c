/*-------------------------------------------------------------------------
 *
 * recognise_text.c
 *		Short texts of fixed room, for the parts of a name; characters in UTF-8.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "recognise_parse.h"

void
ms_text_set(MsText *text, const char *data, int length)
{
	text->length = 0;
	text->overflow = false;
	ms_text_add(text, '\0', data, length);
}

/*
 * Add data, after joint where there is something before it and joint is not zero.
 */
void
ms_text_add(MsText *text, char joint, const char *data, int length)
{
	int			room = MS_MAX_TEXT - text->length;
	bool		joined = joint != '\0' && text->length > 0;

	if (length + (joined ? 1 : 0) > room)
	{
		text->overflow = true;
		return;
	}
	if (joined)
		text->data[text->length++] = joint;
	memcpy(text->data + text->length, data, length);
	text->length += length;
}

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
	/* only a first byte that asks for the one at limit is cut off, too */
	if ((back == 1 && first >= 0xC2) || (back == 2 && first >= 0xE0) || (back == 3 && first >= 0xF0))
		return limit - back;
	return limit;
}

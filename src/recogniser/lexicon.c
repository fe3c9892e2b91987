/*-------------------------------------------------------------------------
 *
 * lexicon.c
 *		Look-ups in the lexicon, which lexicon.awk makes from lexicon.txt.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "recogniser/lexicon.h"

/* ms_vendors, ms_lines, ms_words, ms_aliases, and the slots by which words are found */
#include "recogniser/lexicon_data.h"

/*
 * Bernstein's hash (djb2), mixed once more.  lexicon.awk computes it too, hence
 * 24 bits: awk's numbers are doubles, which hold the products exactly.
 */
static unsigned int
lexicon_hash(const char *text, int length)
{
	unsigned int hash = 5381;
	int			i;

	for (i = 0; i < length; i++)
		hash = (hash * 33 + (unsigned char) text[i]) & 0xFFFFFF;
	return hash ^ (hash >> 11);
}

const MsVendor *
ms_lexicon_vendor(int index)
{
	return &ms_vendors[index];
}

const MsLine *
ms_lexicon_line(int index)
{
	return &ms_lines[index];
}

const MsWord *
ms_lexicon_word(const char *text, int length)
{
	unsigned int slot;

	if (length <= 0 || length > MS_LONGEST_WORD)
		return NULL;

	slot = lexicon_hash(text, length) & (MS_WORD_SLOTS - 1);
	while (ms_word_slots[slot] != 0)
	{
		const MsWord *word = &ms_words[ms_word_slots[slot] - 1];

		if (word->length == length && memcmp(word->text, text, length) == 0)
			return word;
		slot = (slot + 1) & (MS_WORD_SLOTS - 1);
	}
	return NULL;
}

const char *
ms_lexicon_alias(const char *text, int length)
{
	unsigned int slot = lexicon_hash(text, length) & (MS_ALIAS_SLOTS - 1);

	while (ms_alias_slots[slot] != 0)
	{
		const MsAliasRow *alias = &ms_aliases[ms_alias_slots[slot] - 1];

		if (strlen(alias->from) == (size_t) length && memcmp(alias->from, text, length) == 0)
			return alias->to;
		slot = (slot + 1) & (MS_ALIAS_SLOTS - 1);
	}
	return NULL;
}

const char *
ms_vendor_label(const char *vendor)
{
	const MsWord *word = ms_lexicon_word(vendor, (int) strlen(vendor));

	if (word == NULL || word->vendor < 0 ||
		strcmp(ms_vendors[word->vendor].name, vendor) != 0)
		return NULL;
	return ms_vendors[word->vendor].label;
}

/*
 * The line with this name, or NULL.  Looking the name up as a word suffices,
 * because it is always one of the spellings of its line.
 */
static const MsLine *
find_line(const char *vendor, const char *line)
{
	const MsWord *word = ms_lexicon_word(line, (int) strlen(line));

	if (word == NULL || word->line < 0 ||
		strcmp(ms_lines[word->line].name, line) != 0 ||
		strcmp(ms_vendors[ms_lines[word->line].vendor].name, vendor) != 0)
		return NULL;
	return &ms_lines[word->line];
}

bool
ms_line_style(const char *vendor, const char *line, MsLineStyle *style)
{
	const MsLine *found = find_line(vendor, line);

	style->label = found == NULL ? NULL : found->label;
	style->before_version = found == NULL ? ' ' : found->joint;
	style->before_variant = found != NULL && (found->flags & MS_LINE_DASHED) ? '-' : ' ';
	style->lower_variant = found != NULL && (found->flags & MS_LINE_LOWER);
	return found != NULL;
}

const char *
ms_word_label(const char *word, int length)
{
	const MsWord *found = ms_lexicon_word(word, length);

	return found == NULL ? NULL : found->label;
}

/*-------------------------------------------------------------------------
 *
 * recognise.c
 *		Feeds the recogniser unexpected input: random bytes, real names that
 *		were cut off, changed or joined, texts of a megabyte.
 *
 *		recognise SECONDS [SEED] < names
 *
 * Every text is in memory of exactly its length, so that the sanitizers detect
 * a read beyond its end.  Each result is checked: it must be complete, a second
 * call must give the same, and neither white space around the text nor its case
 * may matter.  Prints a digest of the results for texts that do not depend on
 * the time, to be compared between compilers.
 *
 *-------------------------------------------------------------------------
 */
#define _POSIX_C_SOURCE 200809L

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "recogniser/encoding.h"
#include "recogniser/recognise.h"

#define MAX_NAMES	20000
#define MEGABYTE	(1 << 20)

static char *names[MAX_NAMES];
static int	name_count = 0;
static long texts = 0;
static uint64_t digest = UINT64_C(14695981039346656037);
static uint64_t state = UINT64_C(0x9E3779B97F4A7C15);

int
ms_whole_characters(const char *text, int length, int limit)
{
	return ms_whole_utf8(text, length, limit);
}

static uint32_t
random_below(uint32_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t) (state >> 32) % limit;
}

static void
fail(const char *what, const char *text, int length)
{
	int			i;

	printf("FAILED: %s, for %d bytes:", what, length);
	for (i = 0; i < length && i < 200; i++)
		printf(" %02x", (unsigned char) text[i]);
	printf("\n");
	exit(1);
}

static void *
allocate(size_t size)
{
	void	   *memory = malloc(size > 0 ? size : 1);

	if (memory == NULL)
	{
		printf("FAILED: out of memory\n");
		exit(2);
	}
	return memory;
}

static int
is_utf8(const char *text, int length)
{
	int			i = 0;

	while (i < length)
	{
		unsigned char c = (unsigned char) text[i++];
		int			more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : -1;

		if (more < 0)
			return 0;
		for (; more > 0; more--)
		{
			if (i >= length || (((unsigned char) text[i++]) & 0xC0) != 0x80)
				return 0;
		}
	}
	return 1;
}

/*
 * A string of the result: in its buffer, ended there, not empty, and with no character cut.
 * Returns its length.
 */
static int
check_string(const MsRecognised *r, const char *string, const char *text, int length)
{
	int			room;

	if (string < r->buffer || string >= r->buffer + r->used)
		fail("a string outside the buffer", text, length);
	room = (int) (r->buffer + r->used - string);
	if (memchr(string, '\0', room) == NULL)
		fail("a string without end", text, length);
	if (*string == '\0')
		fail("an empty string", text, length);
	if (!is_utf8(string, (int) strlen(string)) && is_utf8(text, length))
		fail("a character was cut", text, length);
	return (int) strlen(string);
}

static void
check_whole(const MsRecognised *r, const char *text, int length)
{
	int			total = 0;
	int			i;

	if (r->used < 0 || r->used > (int) sizeof(r->buffer))
		fail("more used than there is", text, length);
	if (r->field[MS_FIELD_VENDOR] == NULL || r->rule == NULL || *r->rule == '\0')
		fail("no vendor or no rule", text, length);
	for (i = 0; i < MS_NFIELDS; i++)
	{
		if (r->field[i] != NULL)
			total += check_string(r, r->field[i], text, length);
	}
	if (total > MS_MAX_IDENTITY)
		fail("an identity too long", text, length);
	for (i = 0; i < MS_NASIDES; i++)
	{
		if (r->aside[i] != NULL)
			check_string(r, r->aside[i], text, length);
	}
	if ((strcmp(r->rule, "unknown") == 0 || strcmp(r->rule, "empty") == 0 || strcmp(r->rule, "too long") == 0) !=
		(strcmp(r->field[MS_FIELD_VENDOR], MS_UNKNOWN_VENDOR) == 0))
		fail("the vendor of unknown names by another rule, or not by theirs", text, length);

	/* what is cut keeps all the characters that there is room for: the next has at most four bytes */
	if (strcmp(r->rule, "too long") == 0 && total <= MS_MAX_IDENTITY - 4)
		fail("cut to less than fits", text, length);
}

static int
same_string(const char *a, const char *b)
{
	return a == NULL ? b == NULL : b != NULL && strcmp(a, b) == 0;
}

static void
check_same(const MsRecognised *a, const MsRecognised *b, const char *why, const char *text, int length)
{
	int			i;

	for (i = 0; i < MS_NFIELDS; i++)
	{
		if (!same_string(a->field[i], b->field[i]))
			fail(why, text, length);
	}
	for (i = 0; i < MS_NASIDES; i++)
	{
		if (!same_string(a->aside[i], b->aside[i]))
			fail(why, text, length);
	}
	if (strcmp(a->rule, b->rule) != 0)
		fail(why, text, length);
}

static void
add_to_digest(const MsRecognised *r)
{
	int			i;

	for (i = 0; i < r->used; i++)
		digest = (digest ^ (unsigned char) r->buffer[i]) * UINT64_C(1099511628211);
}

/*
 * The text in other case, and with white space around it.
 */
static void
try_variations(const char *text, int length, const MsRecognised *first)
{
	char	   *other = allocate(length + 3);
	MsRecognised result;
	int			i;

	for (i = 0; i < length; i++)
		other[i + 1] = text[i] >= 'a' && text[i] <= 'z' ? (char) (text[i] - 32) : text[i];
	other[0] = ' ';
	other[length + 1] = '\t';
	other[length + 2] = '\n';
	ms_recognise(other + 1, length, &result);
	check_same(first, &result, "case matters", text, length);
	ms_recognise(other, length + 3, &result);
	check_same(first, &result, "white space matters", text, length);
	free(other);
}

static void
try_text(const char *text, int length)
{
	char	   *copy = allocate(length);
	MsRecognised first,
				second;

	if (length > 0)
		memcpy(copy, text, length);
	memset(&second, 0xA5, sizeof(second));
	ms_recognise(copy, length, &first);
	check_whole(&first, copy, length);
	ms_recognise(copy, length, &second);
	check_same(&first, &second, "a second call differs", copy, length);
	if (length > 0 && memcmp(copy, text, length) != 0)
		fail("the text was changed", text, length);
	add_to_digest(&first);
	try_variations(copy, length, &first);

	ms_recognise_family(copy, length, &second);
	check_whole(&second, copy, length);
	ms_unknown(copy, length, &second);
	check_whole(&second, copy, length);
	free(copy);
	texts++;
}

/*
 * Real names: whole, and cut off after and before each byte.
 */
static void
try_truncations(void)
{
	int			i,
				j;

	try_text("", 0);
	for (i = 0; i < name_count; i++)
	{
		int			length = (int) strlen(names[i]);

		for (j = 0; j <= length; j++)
		{
			try_text(names[i], j);
			try_text(names[i] + j, length - j);
		}
	}
}

/*
 * Each byte alone, doubled, and within a name.
 */
static void
try_bytes(void)
{
	int			byte;

	for (byte = 0; byte < 256; byte++)
	{
		char		text[24] = "claude-3.7?-sonnet";

		text[10] = (char) byte;
		try_text(text, 18);
		memset(text, byte, sizeof(text));
		try_text(text, 1);
		try_text(text, 2);
		try_text(text, sizeof(text));
	}
}

static void
try_long(void)
{
	static const char *const patterns[] = {
		"a", "7", "-", "/", ":", "\xff", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\xa6\x99", "x\xe2\x82\xac", "gpt\xe2\x82\xac 4", "a-", "1.", "gpt-", "gpt-4o/", "0613-", "8b-",
		"claude-3-7-sonnet-20250219 ", "(((", "arn:", "ft:", "q4_k_", "v1:0:", "--", "llama3p1", " "
	};
	static const int lengths[] = {511, 512, 513, 1023, 1024, 1025, 4096, MEGABYTE};
	char	   *text = allocate(MEGABYTE);
	size_t		p,
				l;
	int			i;

	for (p = 0; p < sizeof(patterns) / sizeof(patterns[0]); p++)
	{
		int			length = (int) strlen(patterns[p]);

		for (i = 0; i < MEGABYTE; i++)
			text[i] = patterns[p][i % length];
		for (l = 0; l < sizeof(lengths) / sizeof(lengths[0]); l++)
			try_text(text, lengths[l]);
		for (i = 1; i < 600; i += 7)
			try_text(text, i);
	}
	free(text);
}

static int
random_bytes(char *text, int room)
{
	int			length = (int) random_below((uint32_t) room);
	int			i;

	for (i = 0; i < length; i++)
		text[i] = (char) random_below(256);
	return length;
}

/*
 * Words, numbers and separators that mean something, in any order.
 */
static int
random_words(char *text, int room)
{
	static const char *const words[] = {
		"gpt", "claude", "sonnet", "o", "o3", "4o", "v", "v1", "v0", ":0", "3.7", "3p1", "20250219",
		"2025", "06", "aug", "70b", "8x7b", "a22b", "16e", "128k", "q4", "k", "m", "fp8", "thinking",
		"high", "fast", "preview", "latest", "free", "us", "models", "ft:", "arn:aws:bedrock:", "llama",
		"qwen2.5", "amazon", "nova", "e5", "all-mini-lm", "+", "\xc3\xa9", "\xe2\x80\x94", "1m", "0e9e39f249a1"
	};
	static const char separators[] = "--.:/@[_ (+";
	int			length = 0;

	while (random_below(12) > 0)
	{
		const char *word = words[random_below(sizeof(words) / sizeof(words[0]))];

		if (length + (int) strlen(word) + 1 > room)
			break;
		memcpy(text + length, word, strlen(word));
		length += (int) strlen(word);
		if (random_below(4) > 0)
			text[length++] = separators[random_below(sizeof(separators) - 1)];
	}
	return length;
}

/*
 * A real name with some bytes changed, or two of them joined.
 */
static int
changed_name(char *text, int room)
{
	const char *name = names[random_below((uint32_t) name_count)];
	int			length = (int) strlen(name);
	int			changes = 1 + (int) random_below(4);

	if (length > room / 2)
		length = room / 2;
	memcpy(text, name, length);
	if (random_below(4) == 0)
	{
		const char *other = names[random_below((uint32_t) name_count)];
		int			more = (int) strlen(other);

		if (more > room / 2)
			more = room / 2;
		memcpy(text + length, other, more);
		length += more;
	}
	while (length > 0 && changes-- > 0)
	{
		int			at = (int) random_below((uint32_t) length);

		switch (random_below(3))
		{
			case 0:
				text[at] = (char) random_below(256);
				break;
			case 1:
				text[at] = text[random_below((uint32_t) length)];
				break;
			default:
				memmove(text + at, text + at + 1, length - at - 1);
				length--;
		}
	}
	return length;
}

static void
try_random(int rounds)
{
	char		text[2048];
	int			i;

	for (i = 0; i < rounds; i++)
	{
		try_text(text, random_bytes(text, i % 16 == 0 ? (int) sizeof(text) : 40));
		try_text(text, random_words(text, i % 16 == 0 ? (int) sizeof(text) : 200));
		try_text(text, changed_name(text, sizeof(text)));
	}
}

int
main(int argc, char **argv)
{
	static char line[1 << 16];
	double		seconds = argc > 1 ? atof(argv[1]) : 1;
	struct timespec from,
				now;

	while (name_count < MAX_NAMES && fgets(line, sizeof(line), stdin) != NULL)
	{
		size_t		length = strcspn(line, "\n");

		line[length] = '\0';
		names[name_count] = allocate(length + 1);
		memcpy(names[name_count++], line, length + 1);
	}
	if (name_count == 0)
		return 2;

	try_bytes();
	try_truncations();
	try_long();
	try_random(2000);
	printf("%016llx\n", (unsigned long long) digest);
	fflush(stdout);

	clock_gettime(CLOCK_MONOTONIC, &from);
	state = argc > 2 ? strtoull(argv[2], NULL, 16) : state ^ (uint64_t) time(NULL);
	fprintf(stderr, "seed %llx\n", (unsigned long long) state);
	do
	{
		try_random(200);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - from.tv_sec) + (now.tv_nsec - from.tv_nsec) * 1e-9 < seconds);
	fprintf(stderr, "%ld texts\n", texts);
	while (name_count > 0)
		free(names[--name_count]);
	return 0;
}

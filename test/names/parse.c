/*-------------------------------------------------------------------------
 *
 * parse.c
 *		Reads names of models, one a line, and prints what the recogniser
 *		makes of each: the name, canonical text, rule, and asides, separated
 *		by tabs.
 *
 * With -f the names are families.  With -b N all names are recognised one
 * after the other, N times over, and the processor time for one name is printed: each
 * comes as a text not seen before, since no two in a row are the same.
 * Links with the recogniser alone.
 *
 *-------------------------------------------------------------------------
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "recogniser/encoding.h"
#include "recogniser/recognise.h"

#define MAX_NAMES	100000

int
ms_whole_characters(const char *text, int length, int limit)
{
	return ms_whole_utf8(text, length, limit);
}

static void
print_result(const MsRecognised *r)
{
	static const char *const aside_name[MS_NASIDES] = {
		"host", "region", "route", "quantisation", "owner"
	};
	int			last = MS_FIELD_VARIANT;
	int			i;

	while (last > MS_FIELD_VENDOR && r->field[last] == NULL)
		last--;
	printf("/");
	for (i = MS_FIELD_VENDOR; i <= last; i++)
		printf("/%s", r->field[i] ? r->field[i] : "");
	if (r->field[MS_FIELD_SNAPSHOT])
		printf("@%s", r->field[MS_FIELD_SNAPSHOT]);
	if (r->field[MS_FIELD_MODE])
		printf("#%s", r->field[MS_FIELD_MODE]);
	printf("\t%s\t", r->rule);
	for (i = 0; i < MS_NASIDES; i++)
	{
		if (r->aside[i])
			printf("%s=%s ", aside_name[i], r->aside[i]);
	}
	putchar('\n');
}

static void
measure(int times)
{
	static char *names[MAX_NAMES];
	static char line[1 << 16];
	MsRecognised result;
	struct timespec from,
				to;
	double		seconds;
	int			count = 0;
	int			i,
				j;

	while (count < MAX_NAMES && fgets(line, sizeof(line), stdin) != NULL)
	{
		line[strcspn(line, "\n")] = '\0';
		names[count] = strdup(line);
		if (names[count] == NULL)
			exit(2);
		count++;
	}
	if (count == 0 || times <= 0)
		exit(2);

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (i = 0; i < times; i++)
	{
		for (j = 0; j < count; j++)
			ms_recognise(names[j], (int) strlen(names[j]), &result);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	seconds = (to.tv_sec - from.tv_sec) + (to.tv_nsec - from.tv_nsec) * 1e-9;
	printf("%.0f\n", seconds * 1e9 / times / count);
}

int
main(int argc, char **argv)
{
	static char line[1 << 20];
	MsRecognised result;
	int			family = argc > 1 && strcmp(argv[1], "-f") == 0;

	if (argc > 2 && strcmp(argv[1], "-b") == 0)
	{
		measure(atoi(argv[2]));
		return 0;
	}
	while (fgets(line, sizeof(line), stdin) != NULL)
	{
		int			length = (int) strcspn(line, "\n");

		if (family)
			ms_recognise_family(line, length, &result);
		else
			ms_recognise(line, length, &result);
		printf("%.*s\t", length, line);
		print_result(&result);
	}
	return 0;
}

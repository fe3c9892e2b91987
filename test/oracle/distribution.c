/*-------------------------------------------------------------------------
 *
 * distribution.c
 *		Reads lines of distribution.tsv and prints those where the function
 *		is off by more than 2e-13 of the value, then the largest deviation.
 *
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/distribution.h"

#define LARGEST_ALLOWED	2e-13

static double
value_of(const char *function, double argument, double df)
{
	if (strcmp(function, "normal_quantile") == 0)
		return ms_normal_quantile(argument);
	if (strcmp(function, "student_p_value") == 0)
		return ms_student_p_value(argument, df);
	return ms_student_two_sided(argument, df);
}

int
main(void)
{
	char		line[256];
	double		largest = 0;
	int			lines = 0;
	int			failed = 0;

	while (fgets(line, sizeof(line), stdin) != NULL)
	{
		char	   *argument = strchr(line, '\t');
		char	   *df;
		char	   *wanted;
		double		deviation;

		if (line[0] == '#' || argument == NULL)
			continue;
		*argument++ = '\0';
		df = strchr(argument, '\t') + 1;
		wanted = strchr(df, '\t') + 1;
		deviation = fabs(value_of(line, atof(argument), atof(df)) / atof(wanted) - 1);
		lines++;
		if (!(deviation <= LARGEST_ALLOWED))
		{
			printf("not ok: %s(%g, %g) is off by %g\n", line, atof(argument), atof(df), deviation);
			failed = 1;
		}
		else if (deviation > largest)
			largest = deviation;
	}
	printf("# %d values, largest deviation %.1e\n", lines, largest);
	return failed || lines == 0;
}

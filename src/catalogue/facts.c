/*-------------------------------------------------------------------------
 *
 * facts.c
 *		Facts about models.
 *
 * facts.awk makes a table of the lines of facts.txt, with those of one product
 * line adjacent (a run).  Each line is a family, in some cases with words that
 * the variant must have, and the facts that it states.  A name takes its facts
 * from three runs: that of its product line, that of its vendor, and that for
 * all vendors.  Of the lines to whose families the name belongs, the most
 * specific one that states a fact decides it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalogue/facts.h"

typedef struct MsFactLine
{
	const char *field[MS_NFIELDS];	/* NULL: open or absent */
	uint8		absent;			/* bit i: field i must be absent */
	uint8		nwords;			/* > 0: the variant is this number of words, separated by + */
	int16		rank;			/* how specific it is */
	int8		origin;
	int8		weights;
	int32		released;
	double		total;
	double		active;
	int8		reasoning;
	int8		modality;
} MsFactLine;

/*
 * A filter before MsFactLine: the first bytes of a line's version and variant, or of its first
 * word; '\0' where open.  These bytes rule out most lines, and many of them share a cache line.
 */
typedef struct MsFactSieve
{
	char		version;
	char		variant;
	bool		words;
} MsFactSieve;

/* The lines that have the same vendor and product line; "" where these are open. */
typedef struct MsFactRun
{
	const char *vendor;
	const char *line;
	int			vendor_length;
	int			line_length;
	int			first;
	int			count;
} MsFactRun;

/* ms_fact_lines, ms_fact_sieve, ms_fact_runs */
#include "catalogue/facts_data.h"

/* From this rank on a line fixes the variant, or words of it: it overrules a size in the variant. */
#define RANK_OF_VARIANT		128

/* Words of a variant after this number are ignored. */
#define MAX_WORDS			16

/*
 * The facts found so far, each with the rank of the line that stated it.
 */
typedef struct Gathered
{
	MsFacts		facts;
	int			rank_of_total;
	int			rank_of_active;
	int			rank_of_released;
	int			rank_of_origin;
	int			rank_of_weights;
	int			rank_of_reasoning;
	int			rank_of_modality;
} Gathered;

/*
 * The sizes that are part of a variant's name.
 */
typedef struct Written
{
	double		total;			/* 0 if there is none */
	double		active;
	bool		experts;		/* 17b-128e: the size is the number of active parameters */
} Written;

/*
 * The name or family whose facts are wanted, with its variant cut into words.
 */
typedef struct Subject
{
	const MsFields *fields;
	MsKind		kind;
	int			nwords;
	uint32		letters;		/* first letters of the words: bit c % 32 for letter c */
	struct
	{
		const char *text;
		int			length;
	}			words[MAX_WORDS];
} Subject;

static bool
field_is(const MsFields *fields, int i, const char *text)
{
	const char *field = fields->field[i];
	int			length = fields->length[i];

	/* most differ in the first byte, which saves the call */
	return field != NULL && length > 0 && *field == *text &&
		strncmp(field, text, length) == 0 && text[length] == '\0';
}

/*
 * Cut the variant into words.
 */
static void
begin_subject(Subject *subject, const MsFields *fields, MsKind kind)
{
	const char *next = fields->field[MS_FIELD_VARIANT];
	const char *end = next ? next + fields->length[MS_FIELD_VARIANT] : NULL;

	subject->fields = fields;
	subject->kind = kind;
	subject->nwords = 0;
	subject->letters = 0;
	while (next < end && subject->nwords < MAX_WORDS)
	{
		const char *stop = memchr(next, '-', end - next);

		if (stop == NULL)
			stop = end;
		subject->words[subject->nwords].text = next;
		subject->words[subject->nwords].length = stop - next;
		subject->nwords++;
		if (next < stop)
			subject->letters |= (uint32) 1 << (*next & 31);
		next = stop + 1;
	}
}

/*
 * Has the variant the first word of words?  Sets the length of that word.
 */
static bool
has_first_word(const Subject *subject, const char *words, int *word_length)
{
	for (int i = 0; i < subject->nwords; i++)
	{
		int			length = subject->words[i].length;

		if (length > 0 && *subject->words[i].text == *words &&
			strncmp(subject->words[i].text, words, length) == 0 &&
			(words[length] == '\0' || words[length] == '+'))
		{
			*word_length = length;
			return true;
		}
	}
	return false;
}

/*
 * Has the variant all words, which are separated by +?
 */
static bool
has_words(const Subject *subject, const char *words)
{
	int			length;

	while (has_first_word(subject, words, &length))
	{
		if (words[length] == '\0')
			return true;
		words += length + 1;
	}
	return false;
}

/*
 * Does the subject belong to the family of a line, whose vendor and product
 * line are known to match?  A family must be part of that family, so fields
 * that the line fixes must not be open in it.
 */
static bool
line_matches(const MsFactLine *line, const Subject *subject)
{
	const MsFields *fields = subject->fields;

	for (int i = MS_FIELD_VERSION; i < MS_NFIELDS; i++)
	{
		if (line->field[i] != NULL)
		{
			if (i == MS_FIELD_VARIANT && line->nwords > 0)
			{
				if (!has_words(subject, line->field[i]))
					return false;
			}
			else if (!field_is(fields, i, line->field[i]))
				return false;
		}
		else if (line->absent & 1 << i)
		{
			if (fields->field[i] != NULL)
				return false;
			if (subject->kind == MS_KIND_FAMILY && !(fields->required_absent & 1 << i))
				return false;
		}
	}
	return true;
}

static inline char
first_byte(const MsFields *fields, int i)
{
	return fields->field[i] != NULL && fields->length[i] > 0 ? *fields->field[i] : '\0';
}

#define GATHER(fact) \
	do { \
		if (line->fact != MS_FACT_UNSAID && line->rank > gathered->rank_of_##fact) \
		{ \
			gathered->facts.fact = line->fact; \
			gathered->rank_of_##fact = line->rank; \
		} \
	} while (0)

/*
 * Gather the facts that the lines of one run state.
 */
static void
gather(Gathered *gathered, const MsFactRun *run, const Subject *subject)
{
	char		version = first_byte(subject->fields, MS_FIELD_VERSION);
	char		variant = first_byte(subject->fields, MS_FIELD_VARIANT);

	for (int i = run->first; i < run->first + run->count; i++)
	{
		const MsFactSieve *sieve = &ms_fact_sieve[i];
		const MsFactLine *line;

		if (sieve->version != '\0' && sieve->version != version)
			continue;
		if (sieve->variant != '\0' && sieve->variant != variant &&
			!(sieve->words && subject->letters & (uint32) 1 << (sieve->variant & 31)))
			continue;
		line = &ms_fact_lines[i];
		if (!line_matches(line, subject))
			continue;
		GATHER(total);
		GATHER(active);
		GATHER(released);
		GATHER(origin);
		GATHER(weights);
		GATHER(reasoning);
		GATHER(modality);
	}
}

/*
 * Compare a field, which may be absent, with a text, by bytes.
 */
static int
compare_field(const MsFields *fields, int i, const char *text, int text_length)
{
	int			length = fields->field[i] ? fields->length[i] : 0;
	int			order = length > 0 ? memcmp(fields->field[i], text, Min(length, text_length)) : 0;

	return order != 0 ? order : length - text_length;
}

/*
 * Gather the facts from the run of the vendor, or of its product line, if there
 * is one (binary search).
 */
static void
gather_run(Gathered *gathered, const Subject *subject, bool of_line)
{
	int			low = 0;
	int			high = lengthof(ms_fact_runs) - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		const MsFactRun *run = &ms_fact_runs[middle];
		int			order = compare_field(subject->fields, MS_FIELD_VENDOR, run->vendor, run->vendor_length);

		if (order == 0)
			order = of_line ? compare_field(subject->fields, MS_FIELD_LINE, run->line, run->line_length) : -(run->line_length > 0);
		if (order == 0)
		{
			gather(gathered, run, subject);
			return;
		}
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
}

/*
 * Read a decimal number.  Returns the first character after it.
 */
static const char *
read_number(const char *next, const char *end, double *value)
{
	double		scale = 0;

	*value = 0;
	for (; next < end; next++)
	{
		if (*next == '.' && scale == 0)
			scale = 1;
		else if (*next >= '0' && *next <= '9')
		{
			*value = *value * 10 + (*next - '0');
			scale *= 10;
		}
		else
			break;
	}
	if (scale > 1)
		*value /= scale;
	return next;
}

/*
 * Read a word of a variant if it is a size (70b, 270m, 1t, a22b) or a number of
 * experts (128e).  Fewer than 10 millions are a context window (1m).
 */
static void
read_size(const char *word, const char *end, Written *written)
{
	bool		is_active = word < end && *word == 'a';
	const char *digits = is_active ? word + 1 : word;
	double		value;
	const char *unit = read_number(digits, end, &value);

	if (unit == digits || unit != end - 1 || value <= 0 || *digits == '.')
		return;
	switch (*unit)
	{
		case 'e':
			written->experts = true;
			return;
		case 'b':
			break;
		case 't':
			value *= 1000;
			break;
		case 'm':
			if (value < 10)
				return;
			value /= 1000;
			break;
		default:
			return;
	}
	if (is_active)
		written->active = written->active > 0 ? written->active : value;
	else
		written->total = written->total > 0 ? written->total : value;
}

static Written
sizes_written(const Subject *subject)
{
	Written		written = {0};

	for (int i = 0; i < subject->nwords; i++)
		read_size(subject->words[i].text, subject->words[i].text + subject->words[i].length, &written);
	if (written.experts)
	{
		if (written.active == 0)
			written.active = written.total;
		written.total = 0;
	}
	return written;
}

/*
 * Decide the sizes, considering those in the variant.
 */
static void
settle_sizes(Gathered *gathered, const Subject *subject)
{
	MsFacts    *facts = &gathered->facts;
	Written		written = sizes_written(subject);
	bool		total_is_written = false;

	if (written.total > 0 && !(facts->total > 0 && gathered->rank_of_total >= RANK_OF_VARIANT))
	{
		facts->total = written.total;
		total_is_written = true;
	}

	if (facts->active > 0 && gathered->rank_of_active >= RANK_OF_VARIANT)
		return;
	if (written.active > 0)
		facts->active = written.active;
	else if (facts->active == MS_FACT_DENSE)
		facts->active = facts->total;
	else if (total_is_written && facts->active > 0)
		facts->active = MS_FACT_NOT_KNOWN;	/* what the line states belongs to another size */
}

/*
 * A mode may decide whether a model with optional reasoning reasons.
 */
static void
settle_reasoning(MsFacts *facts, const MsFields *fields)
{
	static const char *const efforts[] = {"low", "medium", "high", "xhigh", "max"};

	if (fields->field[MS_FIELD_MODE] == NULL)
		return;

	if (fields->length[MS_FIELD_MODE] >= 8 && memcmp(fields->field[MS_FIELD_MODE], "thinking", 8) == 0)
		facts->reasoning = MS_REASONING_ALWAYS;
	else if (field_is(fields, MS_FIELD_MODE, "non-thinking") || field_is(fields, MS_FIELD_MODE, "none"))
		facts->reasoning = MS_REASONING_NEVER;
	else if (facts->reasoning == MS_REASONING_OPTIONAL)
	{
		for (int i = 0; i < lengthof(efforts); i++)
		{
			if (field_is(fields, MS_FIELD_MODE, efforts[i]))
				facts->reasoning = MS_REASONING_ALWAYS;
		}
	}
}

void
ms_facts_of(const MsFields *fields, MsKind kind, MsFacts *facts)
{
	Gathered	gathered = {0};
	Subject		subject;

	gathered.facts.total = gathered.facts.active = MS_FACT_NOT_KNOWN;
	gathered.facts.released = gathered.facts.origin = gathered.facts.weights = MS_FACT_NOT_KNOWN;
	gathered.facts.reasoning = gathered.facts.modality = MS_FACT_NOT_KNOWN;

	begin_subject(&subject, fields, kind);
	gather(&gathered, &ms_fact_runs[0], &subject);
	if (fields->field[MS_FIELD_VENDOR] != NULL && fields->length[MS_FIELD_VENDOR] > 0)
	{
		gather_run(&gathered, &subject, false);
		if (fields->field[MS_FIELD_LINE] != NULL && fields->length[MS_FIELD_LINE] > 0)
			gather_run(&gathered, &subject, true);
	}

	settle_sizes(&gathered, &subject);
	settle_reasoning(&gathered.facts, fields);
	*facts = gathered.facts;
}

bool
ms_fact_family(int index, MsFields *family, const char **words)
{
	const MsFactLine *line;

	if (index >= lengthof(ms_fact_lines))
		return false;

	line = &ms_fact_lines[index];
	*words = line->nwords > 0 ? line->field[MS_FIELD_VARIANT] : NULL;
	family->required_absent = line->absent;
	for (int i = 0; i < MS_NFIELDS; i++)
	{
		family->field[i] = i == MS_FIELD_VARIANT && line->nwords > 0 ? NULL : line->field[i];
		family->length[i] = family->field[i] ? strlen(family->field[i]) : 0;
	}
	return true;
}

void
ms_facts_of_line(int index, MsFacts *facts)
{
	MsFields	family;
	const char *words;

	ms_fact_family(index, &family, &words);
	if (words != NULL)
	{
		char	   *variant = pstrdup(words);

		for (char *c = variant; *c; c++)
			*c = *c == '+' ? '-' : *c;
		family.field[MS_FIELD_VARIANT] = variant;
		family.length[MS_FIELD_VARIANT] = strlen(variant);
	}
	ms_facts_of(&family, MS_KIND_FAMILY, facts);
}

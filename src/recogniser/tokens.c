/*-------------------------------------------------------------------------
 *
 * tokens.c
 *		Cuts the name of a model into tokens and classifies each by its form.
 *
 * Runs of letters, digits and bytes over 127 are separated by all other bytes.
 * A '.' between digits belongs to the number.  A run such as "gpt4o" is cut
 * where a known word ends and its number begins; entries of several words
 * ("stable-diffusion") become one token.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "recogniser/tokens.h"

/*
 * Length of the number, with its decimals, at the beginning of a run.  Changes "3p1", as
 * Fireworks writes it, to 3.1.
 */
static int
number_length(char *run, int length)
{
	int			n = 0;

	while (n < length && ms_is_digit(run[n]))
		n++;
	if (n > 0 && n + 1 < length && run[n] == 'p' && ms_is_digit(run[n + 1]))
		run[n] = '.';
	while (n > 0 && n + 1 < length && run[n] == '.' && ms_is_digit(run[n + 1]))
	{
		n++;
		while (n < length && ms_is_digit(run[n]))
			n++;
	}
	return n;
}

/*
 * Kind of a run that begins with a digit.
 */
static MsTokenKind
kind_of_number(char *run, int length)
{
	int			n = number_length(run, length);
	const char *rest = run + n;
	int			left = length - n;

	if (left == 0)
		return memchr(run, '.', length) ? MS_TOKEN_DECIMAL : MS_TOKEN_NUMBER;
	if (left == 1)
	{
		switch (*rest)
		{
			case 'b':
			case 't':
			case 'm':
				return MS_TOKEN_SIZE;
			case 'k':
				return MS_TOKEN_CONTEXT;
			case 'e':
				return MS_TOKEN_EXPERTS;
			default:
				return *rest >= 'a' && *rest <= 'z' ? MS_TOKEN_LETTERED : MS_TOKEN_WORD;
		}
	}
	if (left == 3 && memcmp(rest, "bit", 3) == 0)
		return MS_TOKEN_QUANT;
	if (*rest == 'x' && left >= 3 && rest[left - 1] == 'b' &&
		number_length(run + n + 1, left - 2) == left - 2)
		return MS_TOKEN_SIZE;		/* 8x7b */
	return MS_TOKEN_WORD;
}

/*
 * Kind of a run that begins with one letter and a digit.
 */
static MsTokenKind
kind_of_series(char *run, int length)
{
	int			n = number_length(run + 1, length - 1);

	if (n == length - 1)
	{
		if (run[0] == 'q' && n == 1 && run[1] >= '4' && run[1] <= '8')
			return MS_TOKEN_QUANT;
		return MS_TOKEN_SERIES;
	}
	if (n == length - 2 && run[length - 1] == 'b')
		return run[0] == 'a' ? MS_TOKEN_ACTIVE : MS_TOKEN_SIZE;
	if (n == length - 2 && run[0] == 'v' && run[length - 1] >= 'a' && run[length - 1] <= 'z')
		return MS_TOKEN_SERIES;		/* v2a */
	return MS_TOKEN_WORD;
}

/*
 * Is this the hash of a commit, as in the caches of model hubs?
 */
static bool
is_hash(const char *run, int length)
{
	int			digits = 0;
	int			i;

	if (length < 12)
		return false;
	for (i = 0; i < length; i++)
	{
		if (ms_is_digit(run[i]))
			digits++;
		else if (run[i] < 'a' || run[i] > 'f')
			return false;
	}
	return digits < length;
}

/*
 * May a run be cut after this word, as in "claude3", "opus4", "o3"?
 */
static bool
cuts_run(const MsWord *word)
{
	if (word->length == 1)
		return word->line >= 0;
	return word->line >= 0 || word->implied >= 0 || word->vendor >= 0 || word->words > 0 ||
		word->word_class == MS_WORD_TIER || word->word_class == MS_WORD_SPEED ||
		word->word_class == MS_WORD_PREVIEW ||
		word->word_class == MS_WORD_REGION;
}

/*
 * Cut a number that is followed by a tier, as in "35turbo", into two tokens.  Returns the number
 * of tokens, 1 or 2.
 */
static int
cut_number(MsToken *token)
{
	const MsWord *word;
	int			digits = 0;

	while (digits < token->length && (ms_is_digit(token->text[digits]) || token->text[digits] == '.'))
		digits++;
	word = ms_lexicon_word(token->text + digits, token->length - digits);
	if (word == NULL || (word->word_class != MS_WORD_TIER && word->word_class != MS_WORD_SPEED))
		return 1;
	token[1] = *token;
	token[1].text = token->text + digits;
	token[1].length = (short) (token->length - digits);
	token[1].word = word;
	token->length = (short) digits;
	token->kind = memchr(token->text, '.', digits) ? MS_TOKEN_DECIMAL : MS_TOKEN_NUMBER;
	return 2;
}

/*
 * Make a run one token, or two where a known word is followed by its number, or three where a
 * tier follows that ("gpt35turbo").  Returns the number of tokens.
 */
static int
cut_run(char *run, int length, MsToken *token)
{
	int			letters = 0;
	const MsWord *word = ms_lexicon_word(run, length);

	token->text = run;
	token->length = (short) length;
	token->word = word;
	token->kind = MS_TOKEN_WORD;
	/* v0 is a line of its own, but also a number */
	if (word != NULL && ms_word_has_role(word) && !(length == 2 && ms_is_digit(run[1])))
		return 1;

	if (ms_is_digit(run[0]))
	{
		token->kind = kind_of_number(run, length);
		if (token->kind == MS_TOKEN_WORD && is_hash(run, length))
			token->kind = MS_TOKEN_HASH;
		return 1;
	}

	while (letters < length && !ms_is_digit(run[letters]))
		letters++;
	if (letters == length)
		return 1;
	if (is_hash(run, length))
	{
		token->kind = MS_TOKEN_HASH;
		return 1;
	}

	word = ms_lexicon_word(run, letters);
	if (word != NULL && cuts_run(word))
	{
		token->length = (short) letters;
		token->word = word;
		token[1].text = run + letters;
		token[1].length = (short) (length - letters);
		token[1].word = NULL;
		token[1].kind = kind_of_number(run + letters, length - letters);
		token[1].segment = token->segment;
		token[1].before = '\0';
		if (token[1].kind == MS_TOKEN_WORD)
			return 1 + cut_number(&token[1]);
		return 2;
	}
	if (letters == 1)
		token->kind = kind_of_series(run, length);
	return 1;
}

/*
 * Of two separators between the same runs, the more significant one.
 */
static char
stronger_separator(char a, char b)
{
	static const char order[] = "-.([@:/";
	const char *place_a = strchr(order, a);
	const char *place_b = strchr(order, b);

	if (a == '\0' || place_a == NULL)
		return b;
	return place_b > place_a ? b : a;
}

static char
separator_of(char c)
{
	switch (c)
	{
		case '/':
		case '\\':
			return '/';
		case '.':
		case ':':
		case '@':
		case '[':
		case '(':
			return c;
		default:
			return '-';
	}
}

/*
 * Make words that form one entry of the lexicon one token, preferring the longest entry.
 * Returns the new number of tokens.
 */
static int
join_words(MsToken *tokens, int count)
{
	int			from,
				to = 0;

	for (from = 0; from < count; from++)
	{
		MsToken    *first = &tokens[from];
		int			most = first->word == NULL ? 0 : first->word->words;
		char		joined[64];
		int			end[16];
		int			length = 0;
		int			n;

		for (n = 0; n < most && n < 16 && from + n < count; n++)
		{
			MsToken    *next = first + n;

			if (n > 0 && (next->segment != first->segment ||
						  !ms_is_plain(next->before)))
				break;
			if (length + next->length + 1 > (int) sizeof(joined))
				break;
			if (n > 0)
				joined[length++] = '-';
			memcpy(joined + length, next->text, next->length);
			length += next->length;
			end[n] = length;
		}
		tokens[to] = *first;
		for (; n > 1; n--)
		{
			const MsWord *word = ms_lexicon_word(joined, end[n - 1]);

			if (word != NULL && ms_word_has_role(word))
			{
				tokens[to].word = word;
				tokens[to].kind = MS_TOKEN_WORD;
				tokens[to].text = word->text;
				tokens[to].length = word->length;
				from += n - 1;
				break;
			}
		}
		to++;
	}
	return to;
}

int
ms_cut_tokens(char *text, int length, MsToken *tokens)
{
	int			count = 0;
	int			segment = 0;
	int			at = 0;
	int			depth = 0;
	char		before = '-';
	static char plus[] = "plus";

	while (at < length)
	{
		int			start = at;

		if (!ms_is_word_byte(text[at]))
		{
			char		separator = separator_of(text[at]);

			/* models--meta-llama--Llama-3.1-8B, anthropic--claude-3-opus */
			if (text[at] == '-' && at + 1 < length && text[at + 1] == '-')
				separator = '/';
			/* inside brackets, as in "(09/2025)", a slash does not separate folders */
			depth += text[at] == '(' ? 1 : text[at] == ')' && depth > 0 ? -1 : 0;
			if (separator == '/' && depth > 0)
				separator = '-';

			/* the plus of "Command R+" is a word */
			if (text[at] == '+' && at > 0 && ms_is_word_byte(text[at - 1]) &&
				(at + 1 == length || !ms_is_word_byte(text[at + 1])))
			{
				if (count == MS_MAX_TOKENS)
					return -1;
				tokens[count].segment = segment;
				tokens[count].before = '-';
				count += cut_run(plus, 4, &tokens[count]);
			}
			if (separator == '/' && count > 0 && before != '/' && segment < 255)
				segment++;
			before = stronger_separator(before, separator);
			at++;
			continue;
		}

		while (at < length &&
			   (ms_is_word_byte(text[at]) ||
				(text[at] == '.' && at > start && ms_is_digit(text[at - 1]) &&
				 at + 1 < length && ms_is_digit(text[at + 1]))))
			at++;
		if (count + 3 > MS_MAX_TOKENS || at - start > 255)
			return -1;
		tokens[count].segment = segment;
		tokens[count].before = before;
		count += cut_run(text + start, at - start, &tokens[count]);
		before = '\0';
	}
	return join_words(tokens, count);
}

/*-------------------------------------------------------------------------
 *
 * model_facts.c
 *		The facts about a name as SQL functions, and model_catalogue().
 *
 * Each function exists for modelname and for raw text; the latter has a memo of
 * the facts for the texts it has seen (memo.h).  There are few different
 * results of type text; each is made once in a backend, so that returning it
 * costs no copy.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "catalogue/facts.h"
#include "common/memo.h"

PG_FUNCTION_INFO_V1(ms_model_reasoned);
PG_FUNCTION_INFO_V1(ms_model_reasoned_of_text);
PG_FUNCTION_INFO_V1(ms_model_catalogue);

/*
 * Classes of size, in billions of parameters: small < 15 <= medium < 70 <= large,
 * as in "State of AI" of OpenRouter and a16z.
 */
#define MEDIUM_FROM		15.0
#define LARGE_FROM		70.0

/* All results of type text; those of one fact are in the order of its values. */
typedef enum Word
{
	W_UNKNOWN,
	W_CN,
	W_ROW,
	W_OPEN_CN,
	W_OPEN_ROW,
	W_PROPRIETARY_CN,
	W_PROPRIETARY_ROW,
	W_SMALL,
	W_MEDIUM,
	W_LARGE,
	W_ALWAYS,
	W_OPTIONAL,
	W_NEVER,
	W_FIRST_MODALITY,
	NWORDS = W_FIRST_MODALITY + MS_NMODALITIES
} Word;

static const char *const words[NWORDS] = {
	"unknown",
	"CN", "RoW",
	"open CN", "open RoW", "proprietary CN", "proprietary RoW",
	"small", "medium", "large",
	"always", "optional", "never",
	"text", "image", "video", "audio", "embedding", "rerank", "moderation", "transcription"
};

/* Facts as a varlena, which a memo can keep. */
typedef struct StoredFacts
{
	int32		vl_len_;		/* varlena header */
	MsFacts		facts;
} StoredFacts;

/*
 * The text of a word, which lives as long as the backend.
 */
static Datum
word_datum(Word word)
{
	static text *texts[NWORDS];

	if (unlikely(texts[word] == NULL))
	{
		MemoryContext caller = MemoryContextSwitchTo(TopMemoryContext);

		texts[word] = cstring_to_text(words[word]);
		MemoryContextSwitchTo(caller);
	}
	return PointerGetDatum(texts[word]);
}

static Datum
facts_of_raw(const char *bytes, int length, void *arg, bool *isnull)
{
	StoredFacts *stored = palloc0(sizeof(StoredFacts));
	MsFieldsBuffer buffer;
	MsFields	fields;

	ms_read_raw(bytes, length, MS_KIND_NAME, &fields, &buffer);
	ms_facts_of(&fields, MS_KIND_NAME, &stored->facts);
	SET_VARSIZE(stored, sizeof(StoredFacts));
	*isnull = false;
	return PointerGetDatum(stored);
}

/*
 * The facts about argument 0, a raw name.
 */
static const MsFacts *
facts_of_text(FunctionCallInfo fcinfo)
{
	text	   *raw = ms_text_argument(PG_GETARG_DATUM(0));
	Datum		stored = ms_memo_result(fcinfo, ms_memo_of_call(fcinfo),
										VARDATA_ANY(raw), VARSIZE_ANY_EXHDR(raw),
										facts_of_raw, NULL, true);

	return &((StoredFacts *) DatumGetPointer(stored))->facts;
}

/*
 * The facts about argument 0, a modelname, in memory of the caller.
 */
static const MsFacts *
facts_of_name(FunctionCallInfo fcinfo, MsFacts *facts)
{
	MsFields	fields;

	ms_load_datum(PG_GETARG_VARLENA_PP(0), MS_KIND_NAME, &fields);
	ms_facts_of(&fields, MS_KIND_NAME, facts);
	return facts;
}

/*
 * What each fact is in SQL.
 */
static Word
origin_word(const MsFacts *facts)
{
	return facts->origin > 0 ? W_CN + facts->origin - MS_ORIGIN_CN : W_UNKNOWN;
}

static Word
source_type_word(const MsFacts *facts)
{
	if (facts->origin <= 0 || facts->weights <= 0)
		return W_UNKNOWN;
	if (facts->weights == MS_WEIGHTS_OPEN)
		return facts->origin == MS_ORIGIN_CN ? W_OPEN_CN : W_OPEN_ROW;
	return facts->origin == MS_ORIGIN_CN ? W_PROPRIETARY_CN : W_PROPRIETARY_ROW;
}

static Word
size_class_word(double parameters)
{
	if (parameters <= 0)
		return W_UNKNOWN;
	return parameters < MEDIUM_FROM ? W_SMALL : parameters < LARGE_FROM ? W_MEDIUM : W_LARGE;
}

static Datum
reasoning_datum(const MsFacts *facts, bool *isnull)
{
	*isnull = facts->reasoning <= 0;
	return *isnull ? (Datum) 0 : word_datum(W_ALWAYS + facts->reasoning - MS_REASONING_ALWAYS);
}

static Datum
modality_datum(const MsFacts *facts, bool *isnull)
{
	*isnull = facts->modality <= 0;
	return *isnull ? (Datum) 0 : word_datum(W_FIRST_MODALITY + facts->modality - MS_MODALITY_TEXT);
}

static Datum
weights_datum(const MsFacts *facts, bool *isnull)
{
	*isnull = facts->weights <= 0;
	return BoolGetDatum(facts->weights == MS_WEIGHTS_OPEN);
}

static Datum
released_datum(const MsFacts *facts, bool *isnull)
{
	int			day = facts->released;

	*isnull = day <= 0;
	return *isnull ? (Datum) 0 :
		DateADTGetDatum(date2j(day / 10000, day / 100 % 100, day % 100) - POSTGRES_EPOCH_JDATE);
}

static Datum
parameters_datum(double parameters, bool *isnull)
{
	*isnull = parameters <= 0;
	return *isnull ? (Datum) 0 : Float8GetDatum(parameters);
}

/*
 * Is argument 1 "active" rather than "total"?
 */
static bool
basis_is_active(FunctionCallInfo fcinfo)
{
	text	   *basis = PG_GETARG_TEXT_PP(1);
	const char *bytes = VARDATA_ANY(basis);
	int			length = VARSIZE_ANY_EXHDR(basis);

	if (length == 5 && memcmp(bytes, "total", 5) == 0)
		return false;
	if (length == 6 && memcmp(bytes, "active", 6) == 0)
		return true;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown basis \"%.*s\"", length, bytes),
			 errhint("Sizes go by total or by active parameters.")));
}

static Datum
size_class_datum(const MsFacts *facts, bool active)
{
	return word_datum(size_class_word(active ? facts->active : facts->total));
}

/*
 * model_origin(modelname), model_origin(text) → text, and so on: result is an
 * expression of facts
 */
#define FACT_FUNCTIONS(function, result) \
PG_FUNCTION_INFO_V1(function); \
PG_FUNCTION_INFO_V1(function##_of_text); \
\
Datum \
function(PG_FUNCTION_ARGS) \
{ \
	MsFacts		memory; \
	const MsFacts *facts = facts_of_name(fcinfo, &memory); \
\
	return result; \
} \
\
Datum \
function##_of_text(PG_FUNCTION_ARGS) \
{ \
	const MsFacts *facts = facts_of_text(fcinfo); \
\
	return result; \
}

FACT_FUNCTIONS(ms_model_origin, word_datum(origin_word(facts)))
FACT_FUNCTIONS(ms_model_open_weights, weights_datum(facts, &fcinfo->isnull))
FACT_FUNCTIONS(ms_model_source_type, word_datum(source_type_word(facts)))
FACT_FUNCTIONS(ms_model_released, released_datum(facts, &fcinfo->isnull))
FACT_FUNCTIONS(ms_model_parameters, parameters_datum(facts->total, &fcinfo->isnull))
FACT_FUNCTIONS(ms_model_active_parameters, parameters_datum(facts->active, &fcinfo->isnull))
FACT_FUNCTIONS(ms_model_size_class, size_class_datum(facts, basis_is_active(fcinfo)))
FACT_FUNCTIONS(ms_model_reasoning, reasoning_datum(facts, &fcinfo->isnull))
FACT_FUNCTIONS(ms_model_modality, modality_datum(facts, &fcinfo->isnull))

/*
 * Did a request reason?  Argument 1 is its number of reasoning tokens.
 */
static Datum
reasoned_datum(FunctionCallInfo fcinfo, const MsFacts *facts)
{
	switch (facts->reasoning)
	{
		case MS_REASONING_ALWAYS:
			PG_RETURN_BOOL(true);
		case MS_REASONING_NEVER:
			PG_RETURN_BOOL(false);
		case MS_REASONING_OPTIONAL:
			if (!PG_ARGISNULL(1))
				PG_RETURN_BOOL(PG_GETARG_INT64(1) > 0);
			break;
		default:
			break;
	}
	PG_RETURN_NULL();
}

/* model_reasoned(modelname, reasoning_tokens bigint) → boolean */
Datum
ms_model_reasoned(PG_FUNCTION_ARGS)
{
	MsFacts		facts;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return reasoned_datum(fcinfo, facts_of_name(fcinfo, &facts));
}

/* model_reasoned(text, reasoning_tokens bigint) → boolean */
Datum
ms_model_reasoned_of_text(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return reasoned_datum(fcinfo, facts_of_text(fcinfo));
}

/*
 * The words of a line, separated by spaces.
 */
static Datum
words_datum(const char *line_words)
{
	text	   *result = cstring_to_text(line_words);

	for (char *c = VARDATA(result); c < (char *) result + VARSIZE(result); c++)
		*c = *c == '+' ? ' ' : *c;
	return PointerGetDatum(result);
}

/*
 * model_catalogue() → one row for each line of facts.txt that names a vendor
 */
Datum
ms_model_catalogue(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MsFields	family;
	const char *line_words;

	ms_begin_rows(fcinfo);
	for (int i = 0; ms_fact_family(i, &family, &line_words); i++)
	{
		Datum		values[11];
		bool		nulls[11] = {false};
		MsFacts		facts;
		int			column = 0;

		if (family.field[MS_FIELD_VENDOR] == NULL)
			continue;
		ms_facts_of_line(i, &facts);

		values[column++] = PointerGetDatum(ms_store_fields(&family, MS_KIND_FAMILY));
		nulls[column] = line_words == NULL;
		values[column++] = line_words ? words_datum(line_words) : (Datum) 0;
		values[column++] = word_datum(source_type_word(&facts));
		values[column++] = word_datum(origin_word(&facts));
		values[column] = weights_datum(&facts, &nulls[column]);
		column++;
		values[column] = released_datum(&facts, &nulls[column]);
		column++;
		values[column] = parameters_datum(facts.total, &nulls[column]);
		column++;
		values[column] = parameters_datum(facts.active, &nulls[column]);
		column++;
		values[column++] = word_datum(size_class_word(facts.total));
		values[column] = reasoning_datum(&facts, &nulls[column]);
		column++;
		values[column] = modality_datum(&facts, &nulls[column]);
		column++;
		Assert(column == lengthof(values));
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

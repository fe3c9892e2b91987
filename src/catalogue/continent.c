/*-------------------------------------------------------------------------
 *
 * continent.c
 *		Continents of countries by their ISO 3166 codes of two letters.
 *
 * Each country belongs to one continent, as in the standard M49 of the United
 * Nations: Russia to Europe, Turkey and Cyprus to Asia.  Central America and
 * the Caribbean belong to North America.  XK, which ISO 3166 leaves to its
 * users, is widely used for Kosovo.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "common/compat.h"

PG_FUNCTION_INFO_V1(ms_continent);

typedef struct Continent
{
	const char *name;
	const char *countries;		/* codes, separated by spaces */
} Continent;

static const Continent continents[] = {
	{"Africa",
		"AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA "
		"MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW"},
	{"Antarctica",
		"AQ"},
	{"Asia",
		"AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN "
		"MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE"},
	{"Europe",
		"AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT "
		"LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK"},
	{"North America",
		"AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI "
		"PA PM PR SV SX TC TT US VC VG VI"},
	{"Oceania",
		"AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS"},
	{"South America",
		"AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE"},
};

/*
 * A letter as a capital, or 0 for any other character.
 */
static char
capital(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - ('a' - 'A');
	return c >= 'A' && c <= 'Z' ? c : 0;
}

/* continent(country text) → text */
Datum
ms_continent(PG_FUNCTION_ARGS)
{
	text	   *country = PG_GETARG_TEXT_PP(0);
	char		first;
	char		second;

	if (VARSIZE_ANY_EXHDR(country) != 2)
		PG_RETURN_NULL();
	first = capital(VARDATA_ANY(country)[0]);
	second = capital(VARDATA_ANY(country)[1]);
	if (first == 0 || second == 0)
		PG_RETURN_NULL();

	for (int i = 0; i < lengthof(continents); i++)
	{
		for (const char *code = continents[i].countries;; code += 3)
		{
			if (code[0] == first && code[1] == second)
				PG_RETURN_TEXT_P(cstring_to_text(continents[i].name));
			if (code[2] == '\0')
				break;
		}
	}
	PG_RETURN_NULL();
}

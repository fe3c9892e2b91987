/*-------------------------------------------------------------------------
 *
 * zone_names.c
 *		Current and older names of time zones, and their spelling.
 *
 * Compiled in, so that the name of a zone is the same on every machine and
 * in every dump, whatever time-zone data a server has.
 *
 * Older names are those that Debian 13 moved to its package tzdata-legacy, as
 * far as their rules from 1970 on are those of the newer name in every
 * release of the time-zone database from 2017a to 2026b; the names of UTC and
 * those of GMT, which that database keeps as two zones; and a few names that
 * it links to the same place and Debian still installs (Asia/Istanbul,
 * Europe/Nicosia, America/Porto_Acre, America/Virgin, Australia/Yancowinna,
 * Pacific/Samoa).
 *
 * Left out, because releases differ about their rules: Asia/Choibalsan, EET,
 * Europe/Uzhgorod, Europe/Zaporozhye and WET.  Left out, because they are
 * other places, which happen to have had the same rules: links such as
 * Europe/Oslo to Europe/Berlin.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/zone_names.h"

typedef struct OlderName
{
	const char *name;
	const char *today;
} OlderName;

/* Sorted by name, case folded. */
static const OlderName older_names[] = {
	{"Africa/Asmera", "Africa/Asmara"},
	{"America/Argentina/ComodRivadavia", "America/Argentina/Catamarca"},
	{"America/Buenos_Aires", "America/Argentina/Buenos_Aires"},
	{"America/Catamarca", "America/Argentina/Catamarca"},
	{"America/Cordoba", "America/Argentina/Cordoba"},
	{"America/Fort_Wayne", "America/Indiana/Indianapolis"},
	{"America/Godthab", "America/Nuuk"},
	{"America/Indianapolis", "America/Indiana/Indianapolis"},
	{"America/Jujuy", "America/Argentina/Jujuy"},
	{"America/Knox_IN", "America/Indiana/Knox"},
	{"America/Louisville", "America/Kentucky/Louisville"},
	{"America/Mendoza", "America/Argentina/Mendoza"},
	{"America/Porto_Acre", "America/Rio_Branco"},
	{"America/Rosario", "America/Argentina/Cordoba"},
	{"America/Virgin", "America/St_Thomas"},
	{"Antarctica/South_Pole", "Antarctica/McMurdo"},
	{"Asia/Ashkhabad", "Asia/Ashgabat"},
	{"Asia/Calcutta", "Asia/Kolkata"},
	{"Asia/Chungking", "Asia/Shanghai"},
	{"Asia/Dacca", "Asia/Dhaka"},
	{"Asia/Istanbul", "Europe/Istanbul"},
	{"Asia/Katmandu", "Asia/Kathmandu"},
	{"Asia/Macao", "Asia/Macau"},
	{"Asia/Rangoon", "Asia/Yangon"},
	{"Asia/Saigon", "Asia/Ho_Chi_Minh"},
	{"Asia/Thimbu", "Asia/Thimphu"},
	{"Asia/Ujung_Pandang", "Asia/Makassar"},
	{"Asia/Ulan_Bator", "Asia/Ulaanbaatar"},
	{"Atlantic/Faeroe", "Atlantic/Faroe"},
	{"Australia/ACT", "Australia/Sydney"},
	{"Australia/LHI", "Australia/Lord_Howe"},
	{"Australia/North", "Australia/Darwin"},
	{"Australia/NSW", "Australia/Sydney"},
	{"Australia/Queensland", "Australia/Brisbane"},
	{"Australia/South", "Australia/Adelaide"},
	{"Australia/Tasmania", "Australia/Hobart"},
	{"Australia/Victoria", "Australia/Melbourne"},
	{"Australia/West", "Australia/Perth"},
	{"Australia/Yancowinna", "Australia/Broken_Hill"},
	{"Brazil/Acre", "America/Rio_Branco"},
	{"Brazil/DeNoronha", "America/Noronha"},
	{"Brazil/East", "America/Sao_Paulo"},
	{"Brazil/West", "America/Manaus"},
	{"Canada/Atlantic", "America/Halifax"},
	{"Canada/Central", "America/Winnipeg"},
	{"Canada/Eastern", "America/Toronto"},
	{"Canada/Mountain", "America/Edmonton"},
	{"Canada/Newfoundland", "America/St_Johns"},
	{"Canada/Pacific", "America/Vancouver"},
	{"Canada/Saskatchewan", "America/Regina"},
	{"Canada/Yukon", "America/Whitehorse"},
	{"CET", "Europe/Brussels"},
	{"Chile/Continental", "America/Santiago"},
	{"Chile/EasterIsland", "Pacific/Easter"},
	{"CST6CDT", "America/Chicago"},
	{"Cuba", "America/Havana"},
	{"Egypt", "Africa/Cairo"},
	{"Eire", "Europe/Dublin"},
	{"EST", "America/Panama"},
	{"EST5EDT", "America/New_York"},
	{"Etc/GMT", "GMT"},
	{"Etc/GMT+0", "GMT"},
	{"Etc/GMT-0", "GMT"},
	{"Etc/GMT0", "GMT"},
	{"Etc/Greenwich", "GMT"},
	{"Etc/UCT", "UTC"},
	{"Etc/Universal", "UTC"},
	{"Etc/UTC", "UTC"},
	{"Etc/Zulu", "UTC"},
	{"Europe/Kiev", "Europe/Kyiv"},
	{"Europe/Nicosia", "Asia/Nicosia"},
	{"GB", "Europe/London"},
	{"GB-Eire", "Europe/London"},
	{"GMT+0", "GMT"},
	{"GMT-0", "GMT"},
	{"GMT0", "GMT"},
	{"Greenwich", "GMT"},
	{"Hongkong", "Asia/Hong_Kong"},
	{"HST", "Pacific/Honolulu"},
	{"Iceland", "Atlantic/Reykjavik"},
	{"Iran", "Asia/Tehran"},
	{"Israel", "Asia/Jerusalem"},
	{"Jamaica", "America/Jamaica"},
	{"Japan", "Asia/Tokyo"},
	{"Kwajalein", "Pacific/Kwajalein"},
	{"Libya", "Africa/Tripoli"},
	{"MET", "Europe/Brussels"},
	{"Mexico/BajaNorte", "America/Tijuana"},
	{"Mexico/BajaSur", "America/Mazatlan"},
	{"Mexico/General", "America/Mexico_City"},
	{"MST", "America/Phoenix"},
	{"MST7MDT", "America/Denver"},
	{"Navajo", "America/Denver"},
	{"NZ", "Pacific/Auckland"},
	{"NZ-CHAT", "Pacific/Chatham"},
	{"Pacific/Enderbury", "Pacific/Kanton"},
	{"Pacific/Ponape", "Pacific/Pohnpei"},
	{"Pacific/Samoa", "Pacific/Pago_Pago"},
	{"Pacific/Truk", "Pacific/Chuuk"},
	{"Poland", "Europe/Warsaw"},
	{"Portugal", "Europe/Lisbon"},
	{"PRC", "Asia/Shanghai"},
	{"PST8PDT", "America/Los_Angeles"},
	{"ROC", "Asia/Taipei"},
	{"ROK", "Asia/Seoul"},
	{"Singapore", "Asia/Singapore"},
	{"Turkey", "Europe/Istanbul"},
	{"UCT", "UTC"},
	{"Universal", "UTC"},
	{"US/Alaska", "America/Anchorage"},
	{"US/Aleutian", "America/Adak"},
	{"US/Arizona", "America/Phoenix"},
	{"US/Central", "America/Chicago"},
	{"US/East-Indiana", "America/Indiana/Indianapolis"},
	{"US/Eastern", "America/New_York"},
	{"US/Hawaii", "Pacific/Honolulu"},
	{"US/Indiana-Starke", "America/Indiana/Knox"},
	{"US/Michigan", "America/Detroit"},
	{"US/Mountain", "America/Denver"},
	{"US/Pacific", "America/Los_Angeles"},
	{"US/Samoa", "Pacific/Pago_Pago"},
	{"W-SU", "Europe/Moscow"},
	{"Zulu", "UTC"}
};

/* The zones of the time-zone database under the names of today, sorted likewise. */
static const char *const names[] = {
	"Africa/Abidjan", "Africa/Accra", "Africa/Addis_Ababa", "Africa/Algiers", "Africa/Asmara",
	"Africa/Bamako", "Africa/Bangui", "Africa/Banjul", "Africa/Bissau", "Africa/Blantyre",
	"Africa/Brazzaville", "Africa/Bujumbura", "Africa/Cairo", "Africa/Casablanca", "Africa/Ceuta",
	"Africa/Conakry", "Africa/Dakar", "Africa/Dar_es_Salaam", "Africa/Djibouti", "Africa/Douala",
	"Africa/El_Aaiun", "Africa/Freetown", "Africa/Gaborone", "Africa/Harare",
	"Africa/Johannesburg", "Africa/Juba", "Africa/Kampala", "Africa/Khartoum", "Africa/Kigali",
	"Africa/Kinshasa", "Africa/Lagos", "Africa/Libreville", "Africa/Lome", "Africa/Luanda",
	"Africa/Lubumbashi", "Africa/Lusaka", "Africa/Malabo", "Africa/Maputo", "Africa/Maseru",
	"Africa/Mbabane", "Africa/Mogadishu", "Africa/Monrovia", "Africa/Nairobi", "Africa/Ndjamena",
	"Africa/Niamey", "Africa/Nouakchott", "Africa/Ouagadougou", "Africa/Porto-Novo",
	"Africa/Sao_Tome", "Africa/Timbuktu", "Africa/Tripoli", "Africa/Tunis", "Africa/Windhoek",
	"America/Adak", "America/Anchorage", "America/Anguilla", "America/Antigua",
	"America/Araguaina", "America/Argentina/Buenos_Aires", "America/Argentina/Catamarca",
	"America/Argentina/Cordoba", "America/Argentina/Jujuy", "America/Argentina/La_Rioja",
	"America/Argentina/Mendoza", "America/Argentina/Rio_Gallegos", "America/Argentina/Salta",
	"America/Argentina/San_Juan", "America/Argentina/San_Luis", "America/Argentina/Tucuman",
	"America/Argentina/Ushuaia", "America/Aruba", "America/Asuncion", "America/Atikokan",
	"America/Atka", "America/Bahia", "America/Bahia_Banderas", "America/Barbados", "America/Belem",
	"America/Belize", "America/Blanc-Sablon", "America/Boa_Vista", "America/Bogota",
	"America/Boise", "America/Cambridge_Bay", "America/Campo_Grande", "America/Cancun",
	"America/Caracas", "America/Cayenne", "America/Cayman", "America/Chicago", "America/Chihuahua",
	"America/Ciudad_Juarez", "America/Coral_Harbour", "America/Costa_Rica", "America/Coyhaique",
	"America/Creston", "America/Cuiaba", "America/Curacao", "America/Danmarkshavn",
	"America/Dawson", "America/Dawson_Creek", "America/Denver", "America/Detroit",
	"America/Dominica", "America/Edmonton", "America/Eirunepe", "America/El_Salvador",
	"America/Ensenada", "America/Fort_Nelson", "America/Fortaleza", "America/Glace_Bay",
	"America/Goose_Bay", "America/Grand_Turk", "America/Grenada", "America/Guadeloupe",
	"America/Guatemala", "America/Guayaquil", "America/Guyana", "America/Halifax",
	"America/Havana", "America/Hermosillo", "America/Indiana/Indianapolis", "America/Indiana/Knox",
	"America/Indiana/Marengo", "America/Indiana/Petersburg", "America/Indiana/Tell_City",
	"America/Indiana/Vevay", "America/Indiana/Vincennes", "America/Indiana/Winamac",
	"America/Inuvik", "America/Iqaluit", "America/Jamaica", "America/Juneau",
	"America/Kentucky/Louisville", "America/Kentucky/Monticello", "America/Kralendijk",
	"America/La_Paz", "America/Lima", "America/Los_Angeles", "America/Lower_Princes",
	"America/Maceio", "America/Managua", "America/Manaus", "America/Marigot", "America/Martinique",
	"America/Matamoros", "America/Mazatlan", "America/Menominee", "America/Merida",
	"America/Metlakatla", "America/Mexico_City", "America/Miquelon", "America/Moncton",
	"America/Monterrey", "America/Montevideo", "America/Montreal", "America/Montserrat",
	"America/Nassau", "America/New_York", "America/Nipigon", "America/Nome", "America/Noronha",
	"America/North_Dakota/Beulah", "America/North_Dakota/Center", "America/North_Dakota/New_Salem",
	"America/Nuuk", "America/Ojinaga", "America/Panama", "America/Pangnirtung",
	"America/Paramaribo", "America/Phoenix", "America/Port-au-Prince", "America/Port_of_Spain",
	"America/Porto_Velho", "America/Puerto_Rico", "America/Punta_Arenas", "America/Rainy_River",
	"America/Rankin_Inlet", "America/Recife", "America/Regina", "America/Resolute",
	"America/Rio_Branco", "America/Santa_Isabel", "America/Santarem", "America/Santiago",
	"America/Santo_Domingo", "America/Sao_Paulo", "America/Scoresbysund", "America/Shiprock",
	"America/Sitka", "America/St_Barthelemy", "America/St_Johns", "America/St_Kitts",
	"America/St_Lucia", "America/St_Thomas", "America/St_Vincent", "America/Swift_Current",
	"America/Tegucigalpa", "America/Thule", "America/Thunder_Bay", "America/Tijuana",
	"America/Toronto", "America/Tortola", "America/Vancouver", "America/Whitehorse",
	"America/Winnipeg", "America/Yakutat", "America/Yellowknife", "Antarctica/Casey",
	"Antarctica/Davis", "Antarctica/DumontDUrville", "Antarctica/Macquarie", "Antarctica/Mawson",
	"Antarctica/McMurdo", "Antarctica/Palmer", "Antarctica/Rothera", "Antarctica/Syowa",
	"Antarctica/Troll", "Antarctica/Vostok", "Arctic/Longyearbyen", "Asia/Aden", "Asia/Almaty",
	"Asia/Amman", "Asia/Anadyr", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Ashgabat", "Asia/Atyrau",
	"Asia/Baghdad", "Asia/Bahrain", "Asia/Baku", "Asia/Bangkok", "Asia/Barnaul", "Asia/Beirut",
	"Asia/Bishkek", "Asia/Brunei", "Asia/Chita", "Asia/Choibalsan", "Asia/Chongqing",
	"Asia/Colombo", "Asia/Damascus", "Asia/Dhaka", "Asia/Dili", "Asia/Dubai", "Asia/Dushanbe",
	"Asia/Famagusta", "Asia/Gaza", "Asia/Harbin", "Asia/Hebron", "Asia/Ho_Chi_Minh",
	"Asia/Hong_Kong", "Asia/Hovd", "Asia/Irkutsk", "Asia/Jakarta", "Asia/Jayapura",
	"Asia/Jerusalem", "Asia/Kabul", "Asia/Kamchatka", "Asia/Karachi", "Asia/Kashgar",
	"Asia/Kathmandu", "Asia/Khandyga", "Asia/Kolkata", "Asia/Krasnoyarsk", "Asia/Kuala_Lumpur",
	"Asia/Kuching", "Asia/Kuwait", "Asia/Macau", "Asia/Magadan", "Asia/Makassar", "Asia/Manila",
	"Asia/Muscat", "Asia/Nicosia", "Asia/Novokuznetsk", "Asia/Novosibirsk", "Asia/Omsk",
	"Asia/Oral", "Asia/Phnom_Penh", "Asia/Pontianak", "Asia/Pyongyang", "Asia/Qatar",
	"Asia/Qostanay", "Asia/Qyzylorda", "Asia/Riyadh", "Asia/Sakhalin", "Asia/Samarkand",
	"Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Srednekolymsk", "Asia/Taipei",
	"Asia/Tashkent", "Asia/Tbilisi", "Asia/Tehran", "Asia/Tel_Aviv", "Asia/Thimphu", "Asia/Tokyo",
	"Asia/Tomsk", "Asia/Ulaanbaatar", "Asia/Urumqi", "Asia/Ust-Nera", "Asia/Vientiane",
	"Asia/Vladivostok", "Asia/Yakutsk", "Asia/Yangon", "Asia/Yekaterinburg", "Asia/Yerevan",
	"Atlantic/Azores", "Atlantic/Bermuda", "Atlantic/Canary", "Atlantic/Cape_Verde",
	"Atlantic/Faroe", "Atlantic/Jan_Mayen", "Atlantic/Madeira", "Atlantic/Reykjavik",
	"Atlantic/South_Georgia", "Atlantic/St_Helena", "Atlantic/Stanley", "Australia/Adelaide",
	"Australia/Brisbane", "Australia/Broken_Hill", "Australia/Canberra", "Australia/Currie",
	"Australia/Darwin", "Australia/Eucla", "Australia/Hobart", "Australia/Lindeman",
	"Australia/Lord_Howe", "Australia/Melbourne", "Australia/Perth", "Australia/Sydney", "EET",
	"Etc/GMT+1", "Etc/GMT+10", "Etc/GMT+11", "Etc/GMT+12", "Etc/GMT+2", "Etc/GMT+3", "Etc/GMT+4",
	"Etc/GMT+5", "Etc/GMT+6", "Etc/GMT+7", "Etc/GMT+8", "Etc/GMT+9", "Etc/GMT-1", "Etc/GMT-10",
	"Etc/GMT-11", "Etc/GMT-12", "Etc/GMT-13", "Etc/GMT-14", "Etc/GMT-2", "Etc/GMT-3", "Etc/GMT-4",
	"Etc/GMT-5", "Etc/GMT-6", "Etc/GMT-7", "Etc/GMT-8", "Etc/GMT-9", "Europe/Amsterdam",
	"Europe/Andorra", "Europe/Astrakhan", "Europe/Athens", "Europe/Belfast", "Europe/Belgrade",
	"Europe/Berlin", "Europe/Bratislava", "Europe/Brussels", "Europe/Bucharest", "Europe/Budapest",
	"Europe/Busingen", "Europe/Chisinau", "Europe/Copenhagen", "Europe/Dublin", "Europe/Gibraltar",
	"Europe/Guernsey", "Europe/Helsinki", "Europe/Isle_of_Man", "Europe/Istanbul", "Europe/Jersey",
	"Europe/Kaliningrad", "Europe/Kirov", "Europe/Kyiv", "Europe/Lisbon", "Europe/Ljubljana",
	"Europe/London", "Europe/Luxembourg", "Europe/Madrid", "Europe/Malta", "Europe/Mariehamn",
	"Europe/Minsk", "Europe/Monaco", "Europe/Moscow", "Europe/Oslo", "Europe/Paris",
	"Europe/Podgorica", "Europe/Prague", "Europe/Riga", "Europe/Rome", "Europe/Samara",
	"Europe/San_Marino", "Europe/Sarajevo", "Europe/Saratov", "Europe/Simferopol", "Europe/Skopje",
	"Europe/Sofia", "Europe/Stockholm", "Europe/Tallinn", "Europe/Tirane", "Europe/Tiraspol",
	"Europe/Ulyanovsk", "Europe/Uzhgorod", "Europe/Vaduz", "Europe/Vatican", "Europe/Vienna",
	"Europe/Vilnius", "Europe/Volgograd", "Europe/Warsaw", "Europe/Zagreb", "Europe/Zaporozhye",
	"Europe/Zurich", "GMT", "Indian/Antananarivo", "Indian/Chagos", "Indian/Christmas",
	"Indian/Cocos", "Indian/Comoro", "Indian/Kerguelen", "Indian/Mahe", "Indian/Maldives",
	"Indian/Mauritius", "Indian/Mayotte", "Indian/Reunion", "Pacific/Apia", "Pacific/Auckland",
	"Pacific/Bougainville", "Pacific/Chatham", "Pacific/Chuuk", "Pacific/Easter", "Pacific/Efate",
	"Pacific/Fakaofo", "Pacific/Fiji", "Pacific/Funafuti", "Pacific/Galapagos", "Pacific/Gambier",
	"Pacific/Guadalcanal", "Pacific/Guam", "Pacific/Honolulu", "Pacific/Johnston",
	"Pacific/Kanton", "Pacific/Kiritimati", "Pacific/Kosrae", "Pacific/Kwajalein",
	"Pacific/Majuro", "Pacific/Marquesas", "Pacific/Midway", "Pacific/Nauru", "Pacific/Niue",
	"Pacific/Norfolk", "Pacific/Noumea", "Pacific/Pago_Pago", "Pacific/Palau", "Pacific/Pitcairn",
	"Pacific/Pohnpei", "Pacific/Port_Moresby", "Pacific/Rarotonga", "Pacific/Saipan",
	"Pacific/Tahiti", "Pacific/Tarawa", "Pacific/Tongatapu", "Pacific/Wake", "Pacific/Wallis",
	"Pacific/Yap", "UTC", "WET"
};

/*
 * Names are ASCII, and compared as pg_tzset() compares them: case folded.
 */
static int
compare_older_names(const void *name, const void *older)
{
	return pg_strcasecmp(name, ((const OlderName *) older)->name);
}

static int
compare_names(const void *name, const void *other)
{
	return pg_strcasecmp(name, *(const char *const *) other);
}

const char *
ms_zone_name_of_today(const char *name)
{
	const OlderName *older = bsearch(name, older_names, lengthof(older_names), sizeof(OlderName),
									 compare_older_names);
	const char *const *same;

	if (older != NULL)
		return older->today;
	same = bsearch(name, names, lengthof(names), sizeof(char *), compare_names);
	return same ? *same : NULL;
}

const char *
ms_next_older_zone_name(const char *name, int *next)
{
	while (*next < lengthof(older_names))
	{
		const OlderName *older = &older_names[(*next)++];

		if (strcmp(older->today, name) == 0)
			return older->name;
	}
	return NULL;
}

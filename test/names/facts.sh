#!/bin/sh
#
# Compares the facts about models with those of models.dev: prints, for each fact, for how many
# models both know it and agree, and the models for which they do not.
#
#     test/names/facts.sh            with psql's usual environment, on a server that has modelshare
#
# Models.dev has one row a model by its maker, "(canonical)", and rows by providers that disagree
# with one another.  Providers count where no canonical row speaks and all of them, at least two,
# say the same.  Dates agree within 31 days.
#
# test/names/facts_differ.txt lists the differences with their reasons, as lines fact|model|kind|reason:
#
#     upstream      models.dev is mistaken; the model is set aside
#     definition    both are right, but mean different things: the first preview and the later release, say
#     moved         the name stands for another model than it did
#
# One is counted for each model (as recognised, so all its spellings are one) and fact that both
# know.  Ends with an error where under 97 % of all facts together agree, with nothing set aside,
# among the canonical models or among all; where of any one fact under 97 % of the canonical
# models agree that are not set aside; or where one of these differs and is not listed.  The data: model_names/models_dev_facts.csv under MODELSHARE_DATA
# (default ../shared/data); without it, says so and ends well.
set -eu
cd "$(dirname "$0")/../.."

# Facts of a product line that the recogniser does not know would never be found.
lost=$(sed -n 's|^//||p' src/catalogue/facts.txt | awk '
	BEGIN { FS = "[ \t]*[|][ \t]*" }
	FILENAME != "-" && $1 == "vendor" { known[$2] = 1 }
	FILENAME != "-" && $1 == "line" { known[$2 "/" $3] = 1 }
	FILENAME != "-" && $1 == "alias" { split($3, part, "/"); known[part[1] "/" part[2]] = 1 }
	FILENAME == "-" {
		split($1, part, /[\/@#]/)
		line = part[1] (part[2] ~ /^[*]?$/ ? "" : "/" part[2])
		if (line != "*" && !(line in known))
			print "//" $1
	}' src/recogniser/lexicon.txt -)
if [ -n "$lost" ]; then
	printf 'facts: the lexicon knows no such product line:\n%s\n' "$lost" >&2
	exit 1
fi

data=${MODELSHARE_DATA:-../shared/data}/model_names/models_dev_facts.csv
if [ ! -r "$data" ]; then
	echo "facts: skipped, there is no $data (MODELSHARE_DATA says where the data is)"
	exit 0
fi

exec psql -X -q -v ON_ERROR_STOP=1 -v data="$data" -f test/names/facts.sql

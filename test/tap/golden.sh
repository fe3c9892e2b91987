#!/bin/sh
# The forms of all types are those of test/golden/forms: what one build has written every later one
# reads.  Until the first release a form may change, in the commit that changes test/golden/forms;
# after it, a new form gets a version of its own beside the old one.
#
#     test/tap/golden.sh --bless     write test/golden/forms
set -eu
cd "$(dirname "$0")/../.."
. test/tap/lib.sh

# numbers lie in memory in the order of the machine's bytes
case $(printf '\001\000' | od -An -td2) in
	*256*)
		echo "skip: the stored forms are those of a little-endian machine"
		exit 77
		;;
esac
if [ "$(psql -X -A -t -d postgres -c "SELECT count(*) FROM pg_available_extensions WHERE name = 'pageinspect'")" = 0 ]; then
	echo "skip: pageinspect is not installed"
	exit 77
fi
now=$(mktemp)
trap 'rm -f "$now"' EXIT
new_database ms_golden "TEMPLATE template0 ENCODING UTF8 LC_COLLATE 'C' LC_CTYPE 'C'"
psql -X -q -d ms_golden -f test/golden/samples.sql > "$now"
if [ "${1:-}" = --bless ]; then
	cp "$now" test/golden/forms
	exit
fi
while read -r name form value; do
	expect "$name, $form" "$value" "$(sed -n "s|^$name $form ||p" "$now")"
done < test/golden/forms
expect "every sample has a form on record" "$(cut -d ' ' -f 1,2 test/golden/forms)" "$(cut -d ' ' -f 1,2 "$now")"

# The texts and the binary forms on record are read, and give the same values.
type_of() {
	case $1 in
		share*) echo share_summary ;;
		retention*) echo retention_summary ;;
		elasticity* | usage*) echo elasticity_summary ;;
		*) echo "${1%%_*}" ;;
	esac
}
grep ' text ' test/golden/forms > "$now"
while read -r name _ value; do
	type=$(type_of "$name")
	sent=$(sed -n "s|^$name binary ||p" test/golden/forms)
	value=$(printf '%s' "$value" | sed "s/'/''/g")
	expect "$name is read" "t" "$(query ms_golden "SELECT encode(${type}_send('$value'::$type), 'hex') = '$sent'")"
done < "$now"
done_testing

# facts.awk: turns facts.txt into facts_data.h.
#
# Plain POSIX awk.  Lines are described at the head of facts.txt.  A mistake there stops the
# build with its line number.

BEGIN {
	FS = "[ \t]*[|][ \t]*"
	NFIELDS = 6		# vendor, line, version, variant, snapshot, mode: as in recognise.h

	value["origin", "CN"] = "MS_ORIGIN_CN"; value["origin", "RoW"] = "MS_ORIGIN_ROW"
	value["weights", "open"] = "MS_WEIGHTS_OPEN"; value["weights", "closed"] = "MS_WEIGHTS_CLOSED"
	value["reasoning", "always"] = "MS_REASONING_ALWAYS"
	value["reasoning", "optional"] = "MS_REASONING_OPTIONAL"
	value["reasoning", "never"] = "MS_REASONING_NEVER"
	n = split("text image video audio embedding rerank moderation transcription", list, " ")
	for (i = 1; i <= n; i++)
		value["modality", list[i]] = "MS_MODALITY_" toupper(list[i])
}

function fail(message) {
	printf "facts.txt:%d: %s\n", FNR, message > "/dev/stderr"
	failed = 1
	exit 1
}

# Set field i of the family from its text.
function set_field(i, text) {
	if (text == "*")
		return
	if (text == "-")
		absent += 2 ^ i
	else if (i == 3 && text ~ /^[+]/) {
		nwords = split(substr(text, 2), list, "+")
		for (w = 1; w <= nwords; w++)
			if (list[w] !~ /^[a-z0-9.]+$/)
				fail("not a word in lower case: \"" list[w] "\"")
		field[i] = substr(text, 2)
	}
	else if (text ~ /^[a-z0-9._-]+$/)
		field[i] = text
	else
		fail("not a field in lower case: \"" text "\"")
}

# Read the family into field[], absent and nwords.
function read_family(text,    path, n, i, parts) {
	split("", field)
	absent = nwords = 0
	if (substr(text, 1, 2) != "//")
		fail("a line begins with a family: //vendor/line/version/variant@snapshot#mode")
	path = substr(text, 3)
	if ((i = index(path, "#")) > 0) {
		set_field(5, substr(path, i + 1))
		path = substr(path, 1, i - 1)
	}
	if ((i = index(path, "@")) > 0) {
		set_field(4, substr(path, i + 1))
		path = substr(path, 1, i - 1)
	}
	n = split(path, parts, "/")
	if (n > 4)
		fail("a family has at most vendor, line, version and variant between its slashes")
	for (i = 1; i <= n; i++)
		set_field(i - 1, parts[i])
}

# How specific the family is, by the rules at the head of facts.txt.
function specificity(    rank, i) {
	rank = 0
	if (5 in field || int(absent / 32) % 2) rank += 8192
	if (4 in field || int(absent / 16) % 2) rank += 4096
	if (nwords > 0) rank += 128 * nwords
	else if (3 in field || int(absent / 8) % 2) rank += 2048
	if (2 in field || int(absent / 4) % 2) rank += 64
	if (1 in field || int(absent / 2) % 2) rank += 32
	if (0 in field) rank += 16
	return rank
}

# The first byte of field i, as C writes it.
function first_byte(i) {
	return (i in field) ? "'" substr(field[i], 1, 1) "'" : "0"
}

function choice(kind, text) {
	if (text == "")
		return "MS_FACT_UNSAID"
	if (text == "?")
		return "MS_FACT_NOT_KNOWN"
	if (!((kind, text) in value))
		fail(kind " is not \"" text "\"")
	return value[kind, text]
}

function number(kind, text) {
	if (text == "")
		return "MS_FACT_UNSAID"
	if (text == "?")
		return "MS_FACT_NOT_KNOWN"
	if (kind == "active" && text == "dense")
		return "MS_FACT_DENSE"
	if (text !~ /^[0-9]+([.][0-9]+)?$/ || text + 0 <= 0)
		fail(kind " is a number of billions, not \"" text "\"")
	return text
}

function date(text) {
	if (text == "")
		return "MS_FACT_UNSAID"
	if (text == "?")
		return "MS_FACT_NOT_KNOWN"
	if (text !~ /^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/)
		fail("released is a date, not \"" text "\"")
	gsub(/-/, "", text)
	return text
}

/^[ \t]*(#|$)/ { next }

{
	sub(/[ \t]+$/, "")
	if (NF != 8)
		fail("a line has a family and seven facts, with | between them")
	read_family($1)
	if ((!(0 in field) && (1 in field)) || absent % 4 > 0)
		fail("a vendor and a product line are open or have a name")
	if ($1 in seen)
		fail($1 " is here twice")
	seen[$1] = 1
	# separate vendor and line by a byte that sorts before all others
	run = ((0 in field) ? field[0] : "") "\001" ((1 in field) ? field[1] : "")
	if (!(run in rows_of)) {
		rows_of[run] = 0
		runs[++nruns] = run
	}
	text = "\t{{"
	for (i = 0; i < NFIELDS; i++)
		text = text (i > 0 ? ", " : "") ((i in field) ? "\"" field[i] "\"" : "NULL")
	text = text "}, " absent ", " nwords ", " specificity() ", "
	text = text choice("origin", $2) ", " choice("weights", $3) ", " date($4) ", "
	text = text number("total", $5) ", " number("active", $6) ", "
	text = text choice("reasoning", $7) ", " choice("modality", $8) "},"
	row[run, ++rows_of[run]] = text
	sieve[run, rows_of[run]] = "\t{" first_byte(2) ", " first_byte(3) ", " (nwords > 0 ? "true" : "false") "},"
}

END {
	if (failed)
		exit 1

	# by insertion; there are few
	for (i = 2; i <= nruns; i++) {
		r = runs[i]
		for (j = i - 1; j > 0 && runs[j] "" > r ""; j--)
			runs[j + 1] = runs[j]
		runs[j + 1] = r
	}
	if (runs[1] != "\001")
		fail("there is no line for every vendor")

	print "/* Made from facts.txt by facts.awk: edit facts.txt instead. */\n"
	print "static const MsFactLine ms_fact_lines[] = {"
	for (i = 1; i <= nruns; i++) {
		first[i] = total + 0
		for (j = 1; j <= rows_of[runs[i]]; j++)
			print row[runs[i], j]
		total += rows_of[runs[i]]
	}
	print "};\n"

	print "static const MsFactSieve ms_fact_sieve[] = {"
	for (i = 1; i <= nruns; i++)
		for (j = 1; j <= rows_of[runs[i]]; j++)
			print sieve[runs[i], j]
	print "};\n"

	print "/* Sorted by bytes; the first one is for every vendor. */"
	print "static const MsFactRun ms_fact_runs[] = {"
	for (i = 1; i <= nruns; i++) {
		split(runs[i], parts, "\001")
		printf "\t{\"%s\", \"%s\", %d, %d, %d, %d},\n", parts[1], parts[2], length(parts[1]), length(parts[2]), first[i], rows_of[runs[i]]
	}
	print "};"
}

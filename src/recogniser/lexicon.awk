# lexicon.awk: turns lexicon.txt into lexicon_data.h.
#
# Plain POSIX awk.  Records are described at the head of lexicon.txt.  A mistake there
# stops the build with its line number.

BEGIN {
	FS = "[ \t]*[|][ \t]*"
	for (i = 1; i < 128; i++)
		code[sprintf("%c", i)] = i

	n = split("none tier speed tune think nothink effort route quant region preview latest noise lead month", list, " ")
	for (i = 1; i <= n; i++)
		class_of[list[i]] = i - 1

	flag["strong"] = 1; flag["common"] = 2; flag["effort"] = 4; flag["nozero"] = 8
	flag["keepv"] = 16; flag["revision"] = 32; flag["preview"] = 64; flag["glued"] = 128
	flag["chat"] = 256; flag["lower"] = 512; flag["dashed"] = 1024; flag["letters"] = 2048
	flag["hostfast"] = 4096; flag["window"] = 8192
}

function fail(message) {
	printf "lexicon.txt:%d: %s\n", FNR, message > "/dev/stderr"
	failed = 1
	exit 1
}

# Index of a word, made when new.
function word(text,    n, parts, prefix, i) {
	if (text !~ /^[a-z0-9.]+(-[a-z0-9.]+)*$/)
		fail("not a word in lower case: \"" text "\"")
	if (!(text in index_of)) {
		index_of[text] = ++words
		text_of[words] = text
		class[words] = 0; vendor[words] = -1; line[words] = -1; implied[words] = -1
		host[words] = "false"; common[words] = "false"; beginning[words] = 0
		if (length(text) > longest)
			longest = length(text)
		# the first word of a longer entry says how far to look
		n = split(text, parts, "-")
		if (n > 1) {
			i = word(parts[1])
			if (n > beginning[i])
				beginning[i] = n
		}
	}
	return index_of[text]
}

function unsigned_xor_shift(h,    low, high, result, bit, i) {
	# h ^ (h >> 11) for 24 bits
	high = int(h / 2048)
	result = 0
	bit = 1
	for (i = 0; i < 24; i++) {
		if ((int(h / bit) % 2) != (int(high / bit) % 2))
			result += bit
		bit *= 2
	}
	return result
}

function hash(text,    h, i) {
	h = 5381
	for (i = 1; i <= length(text); i++)
		h = (h * 33 + code[substr(text, i, 1)]) % 16777216
	return unsigned_xor_shift(h)
}

function quoted(text) {
	return text == "" ? "NULL" : "\"" text "\""
}

function print_slots(name, count, texts, size,    i, s, slot) {
	for (i = 1; i <= count; i++) {
		s = hash(texts[i]) % size
		while (s in slot)
			s = (s + 1) % size
		slot[s] = i
	}
	printf "static const unsigned short %s[%d] = {", name, size
	for (s = 0; s < size; s++)
		printf "%s%d%s", s % 24 == 0 ? "\n\t" : " ", (s in slot) ? slot[s] : 0, s < size - 1 ? "," : ""
	print "\n};\n"
}

/^[ \t]*(#|$)/ { next }

# labels go into databases of any encoding
/[^ -~\t]/ { fail("not ASCII") }

{ sub(/[ \t]+$/, "") }

$1 == "vendor" {
	if (NF < 3 || NF > 4)
		fail("a vendor has a name, a label and perhaps spellings")
	if ($2 in vendor_index)
		fail("vendor " $2 " is here twice")
	vendor_index[$2] = vendors++
	vendor_row[vendors - 1] = "{\"" $2 "\", \"" $3 "\"}"
	n = split($2 " " $4, list, " ")
	for (i = 1; i <= n; i++) {
		w = word(list[i])
		if (vendor[w] >= 0 && vendor[w] != vendors - 1)
			fail("\"" list[i] "\" is already another vendor")
		vendor[w] = vendors - 1
	}
	next
}

$1 == "line" {
	if (NF < 4 || NF > 6)
		fail("a line has a vendor, a name, a label and perhaps properties and spellings")
	if (!($2 in vendor_index))
		fail("unknown vendor " $2)
	flags = 0; hybrid = -1; joint = " "
	n = split($5, list, " ")
	for (i = 1; i <= n; i++) {
		if (list[i] in flag)
			flags += flag[list[i]]
		else if (list[i] ~ /^hybrid=[0-9.]+$/)
			hybrid = int(substr(list[i], 8) * 100 + 0.5)
		else if (list[i] == "hyphen")
			joint = "-"
		else if (list[i] == "joined")
			joint = "\\0"
		else
			fail("unknown property " list[i])
	}
	line_index[$2 "/" $3] = lines++
	line_row[lines - 1] = sprintf("{%d, %d, %d, '%s', \"%s\", \"%s\"}", vendor_index[$2], flags, hybrid, joint, $3, $4)
	n = split($3 " " $6, list, " ")
	for (i = 1; i <= n; i++) {
		everyday = sub(/^[?]/, "", list[i])
		w = word(list[i])
		if (everyday)
			common[w] = "true"
		if (line[w] >= 0 && line[w] != lines - 1)
			fail("\"" list[i] "\" is already another line")
		line[w] = lines - 1
	}
	next
}

$1 == "implies" {
	if (NF != 3 || !($2 in line_index))
		fail("implies names a vendor/line above it, and words")
	n = split($3, list, " ")
	for (i = 1; i <= n; i++)
		implied[word(list[i])] = line_index[$2]
	next
}

$1 == "host" {
	if (NF < 2 || NF > 3)
		fail("a host has a name and perhaps spellings")
	n = split($2 " " $3, list, " ")
	for (i = 1; i <= n; i++) {
		# a host may be called so that it is no word by itself
		if (i == 1 && $2 ~ /_/)
			continue
		w = word(list[i])
		host[w] = "true"
		stands_for[w] = $2
	}
	next
}

$1 == "alias" {
	if (NF != 3 || split($2, list, "/") < 4 || split($3, list, "/") < 4)
		fail("an alias has two names vendor/line/version/variant")
	alias_from[++aliases] = $2
	alias_to[aliases] = $3
	next
}

$1 == "spell" {
	n = split($2, list, " ")
	for (i = 1; i <= n; i++)
		label[word(tolower(list[i]))] = list[i]
	next
}

$1 in class_of {
	if (NF < 2 || NF > 3)
		fail("words, and perhaps what they stand for")
	n = split($2, list, " ")
	for (i = 1; i <= n; i++) {
		w = word(list[i])
		if (class[w] != 0)
			fail("\"" list[i] "\" already has a class")
		class[w] = class_of[$1]
		if (NF == 3)
			stands_for[w] = $3
	}
	next
}

{ fail("unknown record \"" $1 "\"") }

END {
	if (failed)
		exit 1

	print "/* Made from lexicon.txt by lexicon.awk: edit lexicon.txt instead. */\n"

	print "static const MsVendor ms_vendors[] = {"
	for (i = 0; i < vendors; i++)
		print "\t" vendor_row[i] ","
	print "};\n"

	print "static const MsLine ms_lines[] = {"
	for (i = 0; i < lines; i++)
		print "\t" line_row[i] ","
	print "};\n"

	printf "#define MS_LONGEST_WORD %d\n\n", longest
	print "static const MsWord ms_words[] = {"
	for (i = 1; i <= words; i++)
		printf "\t{\"%s\", %s, %s, %d, %d, %d, %s, %s, %d, %d, %d},\n", text_of[i], quoted(label[i]),
			quoted(stands_for[i]), length(text_of[i]), beginning[i], class[i], host[i], common[i], vendor[i], line[i], implied[i]
	print "};\n"

	for (size = 64; size < 3 * words; size *= 2)
		;
	print "#define MS_WORD_SLOTS " size "\n"
	print_slots("ms_word_slots", words, text_of, size)

	print "typedef struct MsAliasRow\n{\n\tconst char *from;\n\tconst char *to;\n} MsAliasRow;\n"
	print "static const MsAliasRow ms_aliases[] = {"
	for (i = 1; i <= aliases; i++)
		printf "\t{\"%s\", \"%s\"},\n", alias_from[i], alias_to[i]
	print "};\n"
	for (size = 64; size < 3 * aliases; size *= 2)
		;
	print "#define MS_ALIAS_SLOTS " size "\n"
	print_slots("ms_alias_slots", aliases, alias_from, size)
}

# The SQL of the extension, in which each kind of summary stands for what all kinds have.
#
#     awk -v template=src/summary/summary.sql.in -f src/summary/summary.awk FILE ...
#
# A metric's SQL begins with lines "--@ name value", the last of which is "--@ end".  In their place
# stands the template, with each value for @name@.
FNR == 1 && NR > 1 { print "" }
/^--@ end$/ {
	while ((status = (getline line < template)) > 0) {
		for (name in values) {
			parts = split(line, part, "@" name "@")
			line = part[1]
			for (i = 2; i <= parts; i++)
				line = line values[name] part[i]
		}
		if (line ~ /@[a-z_]+@/) {
			print FILENAME ": " template ": no value for a name in: " line > "/dev/stderr"
			exit 1
		}
		print line
	}
	if (status < 0) {
		print template ": cannot be read" > "/dev/stderr"
		exit 1
	}
	close(template)
	split("", values)
	next
}
/^--@ / {
	name = $2
	sub(/^--@ [a-z_]+ /, "")
	values[name] = $0
	next
}
{ print }

# How a test's end is told: on the screen and in the file $RESULTS.
#     report passed|failed NAME
#     report skipped "NAME: reason"
# REPORT_AS in the environment, where there are several runs, says which of them this is.
report()
{
	printf '%s %s\n' "$1" "${REPORT_AS:-}$2" >> "$RESULTS"
	printf '%-8s %s\n' "$1" "${REPORT_AS:-}$2"
}

# What a run ends with: what failed, what was left out, the counts of $RESULTS.  Fails unless all that ran passed.
finish()
{
	failed=$(grep -c '^failed ' "$RESULTS" || true)
	passed=$(grep -c '^passed ' "$RESULTS" || true)
	if [ "$failed" -gt 0 ]; then
		step "Failed"
		sed -n 's/^failed /   /p' "$RESULTS"
	fi
	if grep -q '^skipped ' "$RESULTS"; then
		step "Skipped"
		sed -n 's/^skipped /   /p' "$RESULTS"
	fi
	say "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

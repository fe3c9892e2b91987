# Compares curves with survfit(); see the program "survival" beside this file.
# Period 100000 is the last complete one.
suppressMessages(library(survival))
folder <- commandArgs(trailingOnly = TRUE)[1]
cases <- read.csv(file.path(folder, "cases.csv"), header = FALSE, col.names = c("name", "grace", "level"))
last <- 100000
failures <- 0

# When a user with these active periods lapsed or was censored.
exit_of <- function(p, grace) {
	p <- sort(p)
	silent <- diff(c(p, last + 1)) - 1
	lapse <- p[silent >= grace]
	if (length(lapse) > 0) c(min(lapse) + 1 - p[1], 1) else c(max(last - grace + 1 - p[1], 0), 0)
}

# The greatest difference of two columns; NaN and infinity of R are NULLs here.
difference <- function(have, want) {
	want[!is.finite(want)] <- NA
	if (any(is.na(have) != is.na(want))) Inf else max(0, abs(have - want), na.rm = TRUE)
}

for (i in seq_len(nrow(cases))) {
	name <- cases$name[i]
	rows <- read.csv(file.path(folder, paste0(name, ".rows.csv")))
	have <- read.csv(file.path(folder, paste0(name, ".curve.csv")))
	median <- read.csv(file.path(folder, paste0(name, ".median.csv")), header = FALSE)[1, 1]
	exits <- do.call(rbind, tapply(rows$p, rows$u, exit_of, cases$grace[i]))
	fit <- survfit(Surv(exits[, 1], exits[, 2]) ~ 1, conf.type = "log-log", conf.int = cases$level[i])
	at <- summary(fit, times = have$period, extend = TRUE, censored = TRUE)

	# summary() counts those who left since the time before; periods without an exit repeat the curve
	counts <- sapply(c(TRUE, FALSE), function(lapsed)
		tabulate(exits[exits[, 2] == lapsed, 1] + 1, nrow(have)))
	worst <- max(
		difference(have$at_risk, at$n.risk), difference(have$lapsed, counts[, 1]), difference(have$censored, counts[, 2]),
		difference(have$survival, at$surv), difference(have$std_error, at$std.err),
		difference(have$ci_low, at$lower), difference(have$ci_high, at$upper),
		if (identical(have$period, seq_len(nrow(have)) - 1L)) 0 else Inf,
		if (nrow(have) == max(exits[, 1]) + 1) 0 else Inf)

	# where the curve is one half over a stretch R takes the middle of it, and median_survival() its start
	r <- unname(quantile(fit, 0.5, conf.int = FALSE))
	flat <- !is.na(r) && any(abs(at$surv - 0.5) < 1e-9)
	same <- if (is.na(r)) is.na(median) else if (flat) median <= r else median == r
	good <- worst <= 1e-10 && isTRUE(same)
	failures <- failures + !good
	cat(sprintf("%s: %s: %d users, %d periods, greatest difference %.1e, median %s (R: %s)\n", if (good) "ok" else "not ok",
		name, nrow(exits), nrow(have), worst, median, r))
}
quit(status = if (failures > 0) 1 else 0)

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

	# the curve at each period: that of the last exit by then, before the first one where it begins
	step <- findInterval(have$period, fit$time) + 1
	at <- data.frame(surv = c(1, fit$surv), std.err = c(0, fit$surv * fit$std.err),
		lower = c(NA, fit$lower), upper = c(NA, fit$upper))[step, ]
	exit <- match(have$period, fit$time)
	count <- function(x) ifelse(is.na(exit), 0, x[exit])
	worst <- max(
		difference(have$lapsed, count(fit$n.event)), difference(have$censored, count(fit$n.censor)),
		difference(have$at_risk[!is.na(exit)], fit$n.risk),
		difference(have$survival, at$surv), difference(have$std_error, at$std.err),
		difference(have$ci_low, at$lower), difference(have$ci_high, at$upper),
		if (identical(have$period, 0:max(fit$time))) 0 else Inf)

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

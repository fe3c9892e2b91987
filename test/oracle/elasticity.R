# What R says about seeded random panels, for test/oracle/elasticity to compare with.
#
#     Rscript test/oracle/elasticity.R DIRECTORY
#
# writes DIRECTORY/rows.csv (panel, quantity, price, unit, period) and DIRECTORY/wanted.csv
# (panel, effects, errors, field, value, package); an empty value is NULL.
#
# Only what a package defines as we do is asked of it (definitions in the README):
#   lm         slope, iid errors, t, p, interval, r2, degrees of freedom, which count the exact rank
#   sandwich   hc0, hc1, cr0 (cadjust = FALSE) and cr1_full (vcovCL type HC1), on the model with dummies
#   lmtest     t, p and interval from these, clustered ones with G - 1 degrees of freedom
#   plm        within slopes, within r2, intercept; iid, hc0 (white1), cr0 (arellano): connected panels
#              with one row a cell
#   estimatr   classical, HC0, HC1, and "stata" clustered, which is cr1_full: connected panels
# cr1 is fixest's rule, and fixest is not in Debian: cr0 times G/(G-1) (n-1)/(n-K*), by hand.
# lm, sandwich and estimatr keep singletons, so they are dropped here first.

suppressPackageStartupMessages({
	library(sandwich)
	library(lmtest)
	library(plm)
	library(estimatr)
})
options(digits = 17, warn = 1)

# --- panels ---

make_rows <- function(unit, period, slope, price_sd = 0.7, noise = 0.5, base_price = 1, base_quantity = 1e6) {
	n <- length(unit)
	price_of_unit <- rnorm(max(unit), 0, 1)
	price_of_period <- rnorm(max(period), 0, 0.3)
	level_of_unit <- rnorm(max(unit), 0, 2) + 1.5 * price_of_unit
	level_of_period <- cumsum(rnorm(max(period), 0.05, 0.2))
	x <- price_of_unit[unit] + price_of_period[period] + rnorm(n, 0, price_sd)
	y <- level_of_unit[unit] + level_of_period[period] + slope * x + rnorm(n, 0, noise) * (1 + abs(x))
	data.frame(quantity = base_quantity * exp(y), price = base_price * exp(x), unit = unit, period = period)
}

panels <- list()
set.seed(20250601)
grid <- expand.grid(unit = 1:25, period = 1:12)
panels[["balanced"]] <- make_rows(grid$unit, grid$period, -0.8)
keep <- runif(nrow(grid)) < 0.35
panels[["unbalanced"]] <- make_rows(grid$unit[keep], grid$period[keep], 0.4)
# many units that live for a week or two: singletons, and singletons that dropping these makes
starts <- sample(1:40, 60, replace = TRUE)
lives <- sample(1:4, 60, replace = TRUE, prob = c(5, 2, 2, 1))
unit <- rep(1:60, lives)
period <- unlist(mapply(function(start, life) start + seq_len(life) - 1, starts, lives))
panels[["singletons"]] <- make_rows(unit, period, -0.5)
panels[["one cluster"]] <- make_rows(rep(1L, 30), 1:30, -1.2)
panels[["two clusters"]] <- make_rows(rep(1:2, each = 6), rep(1:6, 2), -0.3)
# three sets of units that never share a period
part <- rep(1:3, each = 40)
panels[["disconnected"]] <- make_rows((part - 1) * 5L + rep(rep(1:5, each = 8), 3), (part - 1) * 8L + rep(1:8, 15), -0.6)
# the price is a level of the unit times one of the period: nothing is left of it
collinear <- make_rows(grid$unit, grid$period, -0.5)
collinear$price <- exp(0.1 * collinear$unit) * exp(sin(collinear$period))
panels[["collinear prices"]] <- collinear
# the price changes with the period only
common <- make_rows(grid$unit, grid$period, -0.5)
common$price <- 1 + 0.25 * common$period
panels[["one price a period"]] <- common
# a chain: every unit lives for three of sixty periods
unit <- rep(1:58, each = 3)
panels[["chain"]] <- make_rows(unit, unit + rep(0:2, 58), -0.9)
# several rows a cell, some cells with one
unit <- sample(1:12, 400, replace = TRUE, prob = (1:12)^2)
period <- sample(1:9, 400, replace = TRUE)
panels[["rows in cells"]] <- make_rows(unit, period, 0.3)
panels[["small prices"]] <- make_rows(grid$unit, grid$period, -1.1, base_price = 1e-9, base_quantity = 1e15)
panels[["small differences"]] <- make_rows(grid$unit, grid$period, -0.7, price_sd = 1e-2, noise = 1e-2)
# more periods than units
panels[["long"]] <- make_rows(rep(1:4, each = 50), rep(1:50, 4), 0.2)

# --- what R says ---

drop_singletons <- function(rows, effects) {
	repeat {
		alone <- FALSE
		if (effects != "none")
			alone <- ave(rows$x, rows$unit, FUN = length) == 1
		if (effects == "two-way")
			alone <- alone | ave(rows$x, rows$period, FUN = length) == 1
		if (!any(alone))
			return(rows)
		rows <- rows[!alone, ]
		if (nrow(rows) == 0)
			return(rows)
	}
}

count_components <- function(rows) {
	label <- rows$unit
	repeat {
		lowest <- ave(ave(label, rows$unit, FUN = min), rows$period, FUN = min)
		if (all(lowest == label))
			return(length(unique(label)))
		label <- lowest
	}
}

wanted <- NULL
want <- function(panel, effects, errors, package, ...) {
	fields <- list(...)
	wanted <<- rbind(wanted, data.frame(panel = panel, effects = effects, errors = errors, field = names(fields),
		value = vapply(fields, function(value) if (is.na(value)) "" else sprintf("%.17g", value), ""), package = package))
}

# t, p and interval of a standard error
want_test <- function(panel, effects, errors, package, slope, std_error, df) {
	want(panel, effects, errors, package, slope = slope, std_error = std_error, df = df, t = slope / std_error,
		p_value = 2 * pt(-abs(slope / std_error), df), ci_low = slope + std_error * qt(0.025, df), ci_high = slope - std_error * qt(0.025, df))
}

ask_dummies <- function(name, rows, effects) {
	dummies <- switch(effects, none = NULL, unit = "unit", "two-way" = c("unit", "period"))
	dummies <- Filter(function(column) length(unique(rows[[column]])) > 1, dummies)
	# x last: lm leaves out the later of columns that depend on each other
	model <- lm(reformulate(c(sprintf("factor(%s)", dummies), "x"), "y"), rows)
	n <- nrow(rows)
	clusters <- length(unique(rows$unit))
	slope <- coef(model)[["x"]]
	if (is.na(slope)) {
		for (errors in c("iid", "hc1", "cr1"))
			want(name, effects, errors, "lm", slope = NA, std_error = NA, t = NA, p_value = NA, ci_low = NA, intercept = NA, r2 = NA, within_r2 = NA)
		return(invisible())
	}
	summary <- summary(model)
	used <- function(v) sqrt(v["x", "x"])
	interval <- confint(model, "x")
	want(name, effects, "iid", "lm", slope = slope, std_error = summary$coefficients["x", 2], t = summary$coefficients["x", 3],
		p_value = summary$coefficients["x", 4], ci_low = interval[[1]], ci_high = interval[[2]], df = model$df.residual,
		r2 = summary$r.squared, n = n, units = clusters, periods = length(unique(rows$period)),
		intercept = mean(rows$y) - slope * mean(rows$x))
	for (errors in c("hc0", "hc1")) {
		test <- coeftest(model, vcov. = vcovHC(model, type = toupper(errors)))
		want(name, effects, errors, "sandwich, lmtest", slope = slope, std_error = test["x", 2], t = test["x", 3], p_value = test["x", 4], df = model$df.residual)
	}
	if (clusters < 2) {
		want(name, effects, "cr1", "by hand", slope = slope, std_error = NA, t = NA, p_value = NA, ci_low = NA, clusters = clusters)
		return(invisible())
	}
	if (clusters == 2 && effects == "two-way") {
		# the residuals of either unit mirror those of the other, so that they cancel within each
		want(name, effects, "cr1", "by hand", slope = slope, std_error = 0, t = NA, p_value = NA, ci_low = NA, clusters = clusters)
		return(invisible())
	}
	cr0 <- vcovCL(model, cluster = rows$unit, type = "HC0", cadjust = FALSE)
	test <- coeftest(model, vcov. = cr0, df = clusters - 1)
	want(name, effects, "cr0", "sandwich, lmtest", slope = slope, std_error = test["x", 2], t = test["x", 3], p_value = test["x", 4], clusters = clusters)
	want_test(name, effects, "cr1_full", "sandwich", slope, used(vcovCL(model, cluster = rows$unit, type = "HC1")), clusters - 1)
	across <- switch(effects, none = 2, unit = 2, "two-way" = 2 + length(unique(rows$period)) - count_components(rows))
	want_test(name, effects, "cr1", "by hand", slope, sqrt(cr0["x", "x"] * clusters / (clusters - 1) * (n - 1) / (n - across)), clusters - 1)
}

ask_plm <- function(name, rows, effects) {
	kind <- switch(effects, none = "pooling", "within")
	effect <- switch(effects, "two-way" = "twoways", "individual")
	model <- plm(y ~ x, rows, index = c("unit", "period"), model = kind, effect = effect)
	if (!("x" %in% names(coef(model))))
		return(invisible())
	error <- function(v) sqrt(v["x", "x"])
	mirrored <- effects == "two-way" && length(unique(rows$unit)) == 2
	want(name, effects, "iid", "plm", slope = coef(model)[["x"]], std_error = error(vcov(model)))
	want(name, effects, "hc0", "plm", std_error = error(vcovHC(model, method = "white1", type = "HC0")))
	if (!mirrored)
		want(name, effects, "cr0", "plm", std_error = error(vcovHC(model, method = "arellano", type = "HC0", cluster = "group")))
	if (effects != "none")
		want(name, effects, "iid", "plm", within_r2 = summary(model)$r.squared[["rsq"]], intercept = as.numeric(within_intercept(model)))
}

ask_estimatr <- function(name, rows, effects) {
	effect <- switch(effects, none = NULL, unit = ~unit, "two-way" = ~unit + period)
	clusters <- length(unique(rows$unit))
	for (errors in c("iid", "hc0", "hc1", "cr1_full")) {
		arguments <- list(y ~ x, data = rows, se_type = switch(errors, iid = "classical", cr1_full = "stata", toupper(errors)))
		if (!is.null(effect))
			arguments$fixed_effects <- effect
		if (errors == "cr1_full") {
			if (clusters == 2 && effects == "two-way")
				next
			arguments$clusters <- quote(unit)
		}
		model <- do.call(lm_robust, arguments)
		if (is.na(coef(model)[["x"]]))
			next
		want(name, effects, errors, "estimatr", slope = coef(model)[["x"]], std_error = model$std.error[["x"]],
			ci_low = model$conf.low[["x"]], ci_high = model$conf.high[["x"]])
	}
}

for (name in names(panels)) {
	rows <- panels[[name]]
	rows$x <- log(rows$price)
	rows$y <- log(rows$quantity)
	for (effects in c("none", "unit", "two-way")) {
		used <- drop_singletons(rows, effects)
		want(name, effects, "iid", "by hand", n = nrow(used), n_singletons = nrow(rows) - nrow(used))
		if (nrow(used) == 0) {
			want(name, effects, "iid", "by hand", slope = NA, std_error = NA)
			next
		}
		ask_dummies(name, used, effects)
		explained <- name %in% c("collinear prices", "one price a period") && effects != "none"
		connected <- effects != "two-way" || count_components(used) == 1
		if (explained || !connected || length(unique(used$unit)) < 2)
			next
		if (!any(duplicated(used[c("unit", "period")])))
			ask_plm(name, used, effects)
		ask_estimatr(name, used, effects)
	}
}

directory <- commandArgs(trailingOnly = TRUE)[1]
rows <- do.call(rbind, lapply(names(panels), function(name) data.frame(panel = name, panels[[name]][c("quantity", "price", "unit", "period")])))
rows$quantity <- sprintf("%.17g", rows$quantity)
rows$price <- sprintf("%.17g", rows$price)
write.csv(rows, file.path(directory, "rows.csv"), row.names = FALSE, quote = FALSE)
write.csv(wanted, file.path(directory, "wanted.csv"), row.names = FALSE, quote = c(1, 6), na = "")

# modelshare: lists of what is built and tested; PGXS does the rest.

# Where the sources are: here, or for a build in another directory where make's -f and VPATH say.
SRC := $(or $(VPATH),$(patsubst %/,%,$(dir $(firstword $(MAKEFILE_LIST)))))
ifeq ($(wildcard $(SRC)/modelshare.control),)
$(error no modelshare.control in $(SRC): make cannot read a path with a blank after -f or VPATH; change to the directory first)
endif
# for the shell, whatever is in it
quote = '$(subst ','\'',$1)'

# These do their own set-up, on a machine that may not have PostgreSQL yet: no PGXS for them.
ENV_GOALS = demo check check-matrix check-memory bench names
# And these need none: no server at all, or one of the caller's.
PLAIN_GOALS = META.json dist doctor

EXTENSION = modelshare
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(call quote,$(SRC)/modelshare.control))

ifneq ($(filter $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS)),)

.PHONY: $(ENV_GOALS) dist doctor $(filter-out $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS))

$(ENV_GOALS):
	@$(call quote,$(SRC)/test/env/run) $@

META.json: $(SRC)/META.json.in $(SRC)/modelshare.control
	sed 's/@VERSION@/$(EXTVERSION)/' $(call quote,$(SRC)/META.json.in) > $@

# The archive that PGXN takes: what git holds, and META.json with the version filled in.
dist: META.json
	@git -C $(call quote,$(SRC)) rev-parse --git-dir > /dev/null 2>&1 || \
		{ echo "make dist packs what git holds; this directory is no clone" >&2; exit 1; }
	git -C $(call quote,$(SRC)) archive --format=zip --prefix=$(EXTENSION)-$(EXTVERSION)/ --add-file=$(call quote,$(CURDIR)/META.json) \
		-o $(call quote,$(CURDIR)/$(EXTENSION)-$(EXTVERSION).zip) HEAD

# A look at a table of usage, on a server of the caller's.
doctor:
	@'$(SRC)/report/doctor/run'

# Any other goal named beside them ("make clean check") runs by itself.
$(filter-out $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS)):
	+@$(MAKE) -f $(call quote,$(firstword $(MAKEFILE_LIST))) --no-print-directory $@

.NOTPARALLEL:

else

MODULE_big = modelshare

# Each room is a folder of src/ with its C and its SQL; none includes a later one, nor a metric another.
# A new metric adds one name.
METRICS = share retention elasticity
ROOMS = common summary recogniser names catalogue $(METRICS)
OBJS = src/modelshare.o $(patsubst $(SRC)/%.c,%.o,$(sort $(wildcard $(ROOMS:%=$(SRC)/src/%/*.c))))

# The order in which a room's SQL is loaded; files that it leaves out come last, by name.
SQL_names = types functions
SQL_catalogue = groupings facts
listed_sql = $(wildcard $(SQL_$1:%=$(SRC)/src/$1/%.sql))
SQL_PARTS = $(foreach room,$(ROOMS),$(call listed_sql,$(room)) \
	$(filter-out $(call listed_sql,$(room)),$(sort $(wildcard $(SRC)/src/$(room)/*.sql))))

DATA = $(patsubst $(SRC)/%,%,$(wildcard $(SRC)/sql/modelshare--*--*.sql))
DATA_built = sql/modelshare--$(EXTVERSION).sql
# tables in C that awk makes of texts
TABLES = src/recogniser/lexicon_data.h src/catalogue/facts_data.h
EXTRA_CLEAN = $(DATA_built) META.json $(EXTENSION)-$(EXTVERSION).zip tmp_check $(TABLES)

# what is made comes from this directory, never from another build in the sources'
PG_CPPFLAGS = -Isrc -I$(SRC)/src -DMODELSHARE_VERSION='"$(EXTVERSION)"'
# a * b + c in one rounding would make other bytes of the same rows, by machine and by compiler
ROUNDING = -ffp-contract=off
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers $(OPTFLAGS) $(ROUNDING)

REGRESS = $(sort $(notdir $(basename $(wildcard $(SRC)/sql/[0-9]*_*.sql))))
REGRESS_OPTS = --load-extension=modelshare
# names outside ASCII are tested, whatever the locale of the machine
ENCODING = UTF8
NO_LOCALE = 1
ISOLATION = $(sort $(notdir $(basename $(wildcard $(SRC)/test/isolation/specs/*.spec))))
ISOLATION_OPTS = --inputdir=$(SRC)/test/isolation --load-extension=modelshare

# it puts its directory between double quotes for a shell
ifneq ($(and $(filter installcheck,$(MAKECMDGOALS)),$(findstring $$,$(CURDIR))$(findstring `,$(CURDIR))$(findstring ",$(CURDIR))$(findstring \,$(CURDIR))),)
$(error pg_regress cannot work in a directory whose path has a dollar, a quotation mark, a back quote or a backslash. "make check" works in another)
endif

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2> /dev/null)
CURE = install PostgreSQL's server development files (Debian: apt-get install postgresql-server-dev-$1) or say which to use: make PG_CONFIG=/path/to/pg_config. "make demo" and "make check" install what they need
ifeq ($(PGXS),)
$(error No pg_config: $(call CURE,NN))
endif
# Debian's client package brings pg_config and pgxs.mk, but no headers; libpq's brings pg_config alone
has = $(wildcard $(subst $(eval) ,?,$1))
ifneq ($(and $(call has,$(shell $(PG_CONFIG) --includedir-server)/postgres.h),$(call has,$(PGXS))),)
include $(PGXS)
else
$(error No postgres.h for $(shell $(PG_CONFIG) --version): $(call CURE,$(shell $(PG_CONFIG) --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')))
endif

# PGXS compiles bit code without PG_CFLAGS
override BITCODE_CFLAGS += $(ROUNDING)

# With a general VPATH make would take objects of another build in the sources' directory for its own.
override VPATH =
srcdir = $(SRC)
vpath %.c $(SRC)
vpath %.control $(SRC)

DIRECTORIES = sql src $(ROOMS:%=src/%)

$(DIRECTORIES):
	mkdir -p $@

$(OBJS) $(OBJS:.o=.bc): $(sort $(wildcard $(SRC)/src/*/*.h)) | $(DIRECTORIES)

$(TABLES): %_data.h: $(SRC)/%.txt $(SRC)/%.awk | $(DIRECTORIES)
	LC_ALL=C awk -f $(SRC)/$*.awk $(SRC)/$*.txt > $@.tmp && mv $@.tmp $@

$(foreach table,$(TABLES:%_data.h=%),$(eval $(table).o $(table).bc: $(table)_data.h))

# what summaries of all kinds have in SQL stands in a template, and comes in once for each kind
SUMMARY_SQL = $(SRC)/src/summary/summary.sql.in $(SRC)/src/summary/summary.awk

$(DATA_built): $(SQL_PARTS) $(SUMMARY_SQL) $(SRC)/modelshare.control | $(DIRECTORIES)
	( printf '%s\n' '\echo Use "CREATE EXTENSION modelshare" to load this file. \quit' && \
		LC_ALL=C awk -v template=$(SRC)/src/summary/summary.sql.in -f $(SRC)/src/summary/summary.awk $(SQL_PARTS) ) > $@.tmp && mv $@.tmp $@

endif

# modelshare: lists of what is built and tested; PGXS does the rest.

# Where the sources are: here, or for a build in another directory where make's -f and VPATH say.
SRC := $(or $(VPATH),$(patsubst %/,%,$(dir $(firstword $(MAKEFILE_LIST)))))

# These do their own set-up, on a machine that may not have PostgreSQL yet: no PGXS for them.
ENV_GOALS = demo check check-matrix check-memory bench names
# And these need none: no server at all, or one of the caller's.
PLAIN_GOALS = META.json dist doctor

EXTENSION = modelshare
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" '$(SRC)/modelshare.control')

ifneq ($(filter $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS)),)

.PHONY: $(ENV_GOALS) dist doctor $(filter-out $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS))

$(ENV_GOALS):
	@'$(SRC)/test/env/run' $@

META.json: $(SRC)/META.json.in $(SRC)/modelshare.control
	sed 's/@VERSION@/$(EXTVERSION)/' '$(SRC)/META.json.in' > $@

# The archive that PGXN takes: what git holds, and META.json with the version filled in.
dist: META.json
	git -C '$(SRC)' archive --format=zip --prefix=$(EXTENSION)-$(EXTVERSION)/ --add-file='$(CURDIR)/META.json' \
		-o '$(CURDIR)/$(EXTENSION)-$(EXTVERSION).zip' HEAD

# A look at a table of usage, on a server of the caller's.
doctor:
	@'$(SRC)/report/doctor/run'

# Any other goal named beside them ("make clean check") runs by itself.
$(filter-out $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS)):
	+@$(MAKE) -f '$(firstword $(MAKEFILE_LIST))' --no-print-directory $@

.NOTPARALLEL:

else

MODULE_big = modelshare

# Each topic is a folder of src/ with its C and its SQL.  A new metric adds one name.
TOPICS = common family share retention elasticity
OBJS = src/modelshare.o $(patsubst $(SRC)/%.c,%.o,$(sort $(wildcard $(TOPICS:%=$(SRC)/src/%/*.c))))
SQL_PARTS = $(foreach topic,$(TOPICS),$(sort $(wildcard $(SRC)/src/$(topic)/*.sql)))

DATA = $(patsubst $(SRC)/%,%,$(wildcard $(SRC)/sql/modelshare--*--*.sql))
DATA_built = sql/modelshare--$(EXTVERSION).sql
EXTRA_CLEAN = $(DATA_built) META.json $(EXTENSION)-$(EXTVERSION).zip tmp_check src/family/lexicon_data.h src/family/facts_data.h

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

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq ($(PGXS),)
$(error No pg_config: install PostgreSQL's server development files (Debian: postgresql-server-dev-NN) or say which to use: make PG_CONFIG=/path/to/pg_config. "make demo" and "make check" install what they need)
endif
# Debian's client package brings pg_config and pgxs.mk, but no headers
ifeq ($(wildcard $(subst $(eval) ,?,$(shell $(PG_CONFIG) --includedir-server))/postgres.h),)
$(error No postgres.h: install PostgreSQL's server development files (Debian: postgresql-server-dev-NN). "make demo" and "make check" install what they need)
endif
include $(PGXS)

# PGXS compiles bit code without PG_CFLAGS
override BITCODE_CFLAGS += $(ROUNDING)

# With a general VPATH make would take objects of another build in the sources' directory for its own.
override VPATH =
srcdir = $(SRC)
vpath %.c $(SRC)
vpath %.control $(SRC)

DIRECTORIES = sql src $(TOPICS:%=src/%)

$(DIRECTORIES):
	mkdir -p $@

$(OBJS) $(OBJS:.o=.bc): $(sort $(wildcard $(SRC)/src/*/*.h)) | $(DIRECTORIES)

src/family/%_data.h: $(SRC)/src/family/%.txt $(SRC)/src/family/%.awk | $(DIRECTORIES)
	LC_ALL=C awk -f $(SRC)/src/family/$*.awk $(SRC)/src/family/$*.txt > $@.tmp && mv $@.tmp $@

src/family/lexicon.o src/family/lexicon.bc: src/family/lexicon_data.h
src/family/facts.o src/family/facts.bc: src/family/facts_data.h

$(DATA_built): $(SQL_PARTS) $(SRC)/modelshare.control | $(DIRECTORIES)
	( printf '%s\n' '\echo Use "CREATE EXTENSION modelshare" to load this file. \quit' ; cat $(SQL_PARTS) ) > $@

endif

# modelshare: lists of what is built and tested; PGXS does the rest.

# These do their own set-up, on a machine that may not have PostgreSQL yet: no PGXS for them.
ENV_GOALS = demo check bench names
# And these need no server at all.
PLAIN_GOALS = META.json dist

EXTENSION = modelshare
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" modelshare.control)

ifneq ($(filter $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS)),)

.PHONY: $(ENV_GOALS) dist $(filter-out $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS))

$(ENV_GOALS):
	@test/env/run $@

META.json: META.json.in modelshare.control
	sed 's/@VERSION@/$(EXTVERSION)/' META.json.in > $@

# The archive that PGXN takes: what git holds, and META.json with the version filled in.
dist: META.json
	git archive --format=zip --prefix=$(EXTENSION)-$(EXTVERSION)/ --add-file=META.json \
		-o $(EXTENSION)-$(EXTVERSION).zip HEAD

# Any other goal named beside them ("make clean check") runs by itself.
$(filter-out $(ENV_GOALS) $(PLAIN_GOALS),$(MAKECMDGOALS)):
	+@$(MAKE) --no-print-directory $@

.NOTPARALLEL:

else

MODULE_big = modelshare

# Each topic is a folder of src/ with its C and its SQL.  A new metric adds one name.
TOPICS = common family share retention elasticity
OBJS = src/modelshare.o $(patsubst %.c,%.o,$(sort $(wildcard $(TOPICS:%=src/%/*.c))))
SQL_PARTS = $(foreach topic,$(TOPICS),$(sort $(wildcard src/$(topic)/*.sql)))

DATA = $(wildcard sql/modelshare--*--*.sql)
DATA_built = sql/modelshare--$(EXTVERSION).sql
EXTRA_CLEAN = $(DATA_built) META.json $(EXTENSION)-$(EXTVERSION).zip tmp_check src/family/lexicon_data.h src/family/facts_data.h

PG_CPPFLAGS = -I$(CURDIR)/src -DMODELSHARE_VERSION='"$(EXTVERSION)"'
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers $(OPTFLAGS)

REGRESS = $(sort $(notdir $(basename $(wildcard sql/[0-9]*_*.sql))))
REGRESS_OPTS = --load-extension=modelshare
# names outside ASCII are tested, whatever the locale of the machine
ENCODING = UTF8
NO_LOCALE = 1
ISOLATION = $(sort $(notdir $(basename $(wildcard test/isolation/specs/*.spec))))
ISOLATION_OPTS = --inputdir=test/isolation --load-extension=modelshare

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

$(OBJS) $(OBJS:.o=.bc): $(sort $(wildcard src/*/*.h))

src/family/lexicon_data.h: src/family/lexicon.txt src/family/lexicon.awk
	LC_ALL=C awk -f src/family/lexicon.awk src/family/lexicon.txt > $@.tmp && mv $@.tmp $@

src/family/lexicon.o src/family/lexicon.bc: src/family/lexicon_data.h

src/family/facts_data.h: src/family/facts.txt src/family/facts.awk
	LC_ALL=C awk -f src/family/facts.awk src/family/facts.txt > $@.tmp && mv $@.tmp $@

src/family/facts.o src/family/facts.bc: src/family/facts_data.h

$(DATA_built): $(SQL_PARTS) modelshare.control
	@mkdir -p $(@D)
	( printf '%s\n' '\echo Use "CREATE EXTENSION modelshare" to load this file. \quit' ; cat $(SQL_PARTS) ) > $@

endif

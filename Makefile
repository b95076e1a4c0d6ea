# SPDX-License-Identifier: Apache-2.0
#
# Builds .libs/mod_cookie_policy.so and runs its checks. `make` only builds and
# needs no network. `make test` and `make demo` first install missing packages.
# README.md describes the targets.

ifeq ($(origin CC),default)
CC = gcc
endif

APXS       ?= apxs
APR_CONFIG ?= apr-1-config
APU_CONFIG ?= apu-1-config
PERL       ?= perl
PROVE      ?= prove
INSTALL    ?= install
OPT        ?= -O2
FUZZ_TIME  ?= 60
PORT       ?= 8080
DATADIR    ?= /usr/share/mod_cookie_policy

# The first use of such a variable runs its command and keeps the result: on a
# fresh machine these tools do not exist before `deps` has run.
once = $(eval $(1) := $$(shell $(2)))$($(1))
INCLUDEDIR = $(call once,INCLUDEDIR,$(APXS) -q INCLUDEDIR)
LIBEXECDIR = $(call once,LIBEXECDIR,$(APXS) -q LIBEXECDIR)
SYSCONFDIR = $(call once,SYSCONFDIR,$(APXS) -q SYSCONFDIR)
BINDIR     = $(call once,BINDIR,$(APXS) -q BINDIR)
APR_ASKED  = $(call once,APR_ASKED,$(APR_CONFIG) --includes --cppflags)
APR_LIBS   = $(call once,APR_LIBS,$(APR_CONFIG) --link-ld --libs)
APU_ASKED  = $(call once,APU_ASKED,$(APU_CONFIG) --includes)
APU_LIBS   = $(call once,APU_LIBS,$(APU_CONFIG) --link-ld --libs)

# APR's folders as system headers: -Wextra does not apply to their macros.
system    = $(patsubst -I%,-isystem %,$(filter-out -I/usr/include,$(1)))
APR_FLAGS = $(call system,$(APR_ASKED))
APU_FLAGS = $(call system,$(APU_ASKED))

B      = .build
TARGET = .libs/mod_cookie_policy.so
# Each compiler has its own objects: a new CC does not mix them.
OBJ    = $(B)/obj/$(notdir $(firstword $(CC)))

# Only the module record is visible (-fvisibility) and httpd binds all symbols
# at start-up (-z now), so calls need neither stubs nor lazy binding (-fno-plt).
# Functions with vectors are inline, so a processor without vector registers may
# pass them in another way (-Wno-psabi).
CFLAGS_ALL  = -std=gnu99 -fPIC -fvisibility=hidden -fno-plt $(OPT) -g \
              -Wall -Wextra -Wno-psabi $(WERROR) -fstack-protector-strong \
              $(FORTIFY) $(CPPFLAGS) $(SANITIZE) $(CFLAGS)
# A packager may have a newer compiler, with other warnings: WERROR= accepts
# them. A level of _FORTIFY_SOURCE that the packager sets replaces the one here.
WERROR     ?= -Werror
FORTIFY     = $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,\
              -D_FORTIFY_SOURCE=2)
# The core gets no include path of httpd: a wrong include does not compile.
CORE_FLAGS  = $(APR_FLAGS) -Isrc -I$(B)/gen
HTTPD_FLAGS = $(CORE_FLAGS) -isystem $(INCLUDEDIR) $(APU_FLAGS) \
              $(if $(BROTLI),-DCP_BROTLI)
LINK_FLAGS  = -shared -Wl,-z,relro -Wl,-z,now $(SANITIZE) $(LDFLAGS)
# The core uses APR and this library; only the adapter uses the others.
CORE_LIBS   = -lidn2
LINK_LIBS   = -Wl,--as-needed -lcrypto -lpsl -lpcre2-8 -ljansson \
              $(UNZIP_LIBS) $(CORE_LIBS)

# With libbrotlidec, pages that a backend compresses with Brotli get a banner.
# Without it, or with BROTLI=, such pages stay unchanged.
BROTLI = $(call once,BROTLI,echo 'int main(void) { return \
             !BrotliDecoderVersion(); }' | $(CC) -include brotli/decode.h -x c \
             -o /dev/null - -lbrotlidec 2>/dev/null && echo 1)
UNZIP_LIBS = -lz $(if $(BROTLI),-lbrotlidec)

CORE_SRC  = $(sort $(wildcard src/core/*/*.c))
HTTPD_SRC = mod_cookie_policy.c $(sort $(wildcard src/httpd/*/*.c))
EMBED     = src/client/embed.pl
ASSETS    = $(sort $(wildcard src/client/*.css src/client/*.js) \
                   $(wildcard conf/locale/*.conf))
PARTS     = $(wildcard src/client/*/*)

NAMES     = src/core/html/character_references
GEN_SRC   = $(B)/gen/cp_assets.c $(B)/gen/cp_reference_names.c

CORE_OBJ  = $(CORE_SRC:%.c=$(OBJ)/%.o) $(GEN_SRC:$(B)/%.c=$(OBJ)/%.o)
HTTPD_OBJ = $(HTTPD_SRC:%.c=$(OBJ)/%.o)
UNIT      = $(patsubst t/unit/%.c,$(B)/unit/%,$(sort $(wildcard t/unit/*/*.c)))
FUZZ      = $(patsubst t/fuzz/fuzz_%.c,%,$(sort $(wildcard t/fuzz/fuzz_*.c)))

all: $(TARGET)

# ---------------------------------------------------------------- the module

$(TARGET): $(HTTPD_OBJ) $(CORE_OBJ) $(B)/exports.map $(B)/link.flags
	@mkdir -p $(@D)
	$(CC) $(LINK_FLAGS) -Wl,--version-script=$(B)/exports.map \
	    -o $@ $(HTTPD_OBJ) $(CORE_OBJ) $(LINK_LIBS)

# httpd loads modules into one name space: export the module record alone.
$(B)/exports.map: Makefile
	@mkdir -p $(@D)
	@printf '{ global: cookie_policy_module; local: *; };\n' > $@

# A target of its own: make expands a recipe, and so calls apxs, before it runs
# the first line.
programs:
	@for name in $(APXS) $(APR_CONFIG) $(APU_CONFIG) $(PERL) \
	        $(firstword $(CC)); do \
	    command -v $$name >/dev/null || \
	        { echo "$$name is missing: run 'make deps'" >&2; exit 1; }; \
	done

# Contains the flags of the last build. If they change, everything is rebuilt.
$(OBJ)/compile.flags: FORCE | programs
	@mkdir -p $(@D)
	@echo '$(CC) $(CFLAGS_ALL) $(HTTPD_FLAGS) $(DATADIR)' | cmp -s - $@ || \
	    echo '$(CC) $(CFLAGS_ALL) $(HTTPD_FLAGS) $(DATADIR)' > $@

$(B)/link.flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(OBJ) $(LINK_FLAGS) $(LINK_LIBS)' | cmp -s - $@ || \
	    echo '$(CC) $(OBJ) $(LINK_FLAGS) $(LINK_LIBS)' > $@

$(OBJ)/src/core/%.o: src/core/%.c $(OBJ)/compile.flags | $(B)/gen/cp_assets.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CORE_FLAGS) -MMD -MP -c -o $@ $<

$(OBJ)/gen/%.o: $(B)/gen/%.c $(OBJ)/compile.flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CORE_FLAGS) -MMD -MP -c -o $@ $<

# The draft of the status handler looks for the catalogue where it is installed.
$(OBJ)/src/httpd/status/cp_catalogue.o: HTTPD_FLAGS += \
    -DCP_CATALOGUE_SHARED='"$(DATADIR)/catalogue"'

$(OBJ)/%.o: %.c $(OBJ)/compile.flags | $(B)/gen/cp_assets.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(HTTPD_FLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/cp_assets.c: $(EMBED) $(ASSETS) $(PARTS)
	@mkdir -p $(@D)
	$(PERL) $(EMBED) $(B)/gen $(ASSETS)
	@touch $@

$(B)/gen/cp_reference_names.c: $(NAMES).pl $(NAMES).txt
	@mkdir -p $(@D)
	$(PERL) $(NAMES).pl $(NAMES).txt > $@.new
	@mv $@.new $@

# embed.pl writes both files in one run.
$(B)/gen/cp_assets.h: $(B)/gen/cp_assets.c ;

-include $(HTTPD_OBJ:.o=.d) $(CORE_OBJ:.o=.d)

# --------------------------------------------------------------- installing

# Files to include, and the tables for records, are data: an update replaces
# them.
FOLDERS  = catalogue markup records
SHARED   = conf/status.conf $(sort $(wildcard conf/catalogue/*.conf \
             conf/markup/*.conf conf/records/*.sql))
DATA     = $(DESTDIR)$(DATADIR)
PROGRAMS = support/cookie-policy-advise support/cookie-policy-records

install-data:
	$(INSTALL) -d $(FOLDERS:%=$(DATA)/%)
	@for file in $(SHARED:conf/%=%); do \
	    $(INSTALL) -m 644 conf/$$file $(DATA)/$$file || exit 1; \
	done

# Installs the module as `apxs -i` does, and on Debian the files for a2enmod. A
# configuration that the administrator has changed stays; the new one gets the
# suffix .new. The folder need not exist yet: apache2-dev does not bring it.
DEBIAN ?= $(if $(and $(wildcard /etc/debian_version),\
            $(filter /etc/apache2,$(SYSCONFDIR))),1,0)
MODS    = $(DESTDIR)$(SYSCONFDIR)/mods-available
ENABLED = $(DESTDIR)$(SYSCONFDIR)/mods-enabled/cookie_policy.load

install: all install-data
	$(INSTALL) -d $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(BINDIR)
	$(INSTALL) -m 644 $(TARGET) $(DESTDIR)$(LIBEXECDIR)/
	$(INSTALL) -m 755 $(PROGRAMS) $(DESTDIR)$(BINDIR)/
	@if [ "$(DEBIAN)" = 1 ]; then \
	    set -e; \
	    $(INSTALL) -d $(MODS); \
	    $(INSTALL) -m 644 conf/cookie_policy.load $(MODS)/; \
	    to=$(MODS)/cookie_policy.conf; \
	    if [ -e $$to ] && ! cmp -s conf/cookie_policy.conf $$to; then \
	        echo "$$to was changed: kept; the new one is $$to.new"; \
	        to=$$to.new; \
	    fi; \
	    $(INSTALL) -m 644 conf/cookie_policy.conf $$to; \
	    echo "installed; switch on with: a2enmod cookie_policy"; \
	else \
	    echo "installed; switch on with this line of httpd.conf:"; \
	    echo "LoadModule cookie_policy_module" \
	        "$(LIBEXECDIR)/$(notdir $(TARGET))"; \
	fi

# Removes what `make install` installs, and the folders that are empty then. A
# configuration that the administrator has changed stays. httpd would not start
# without a module that it loads, so one that is switched on stays, too.
uninstall:
	@if [ -L $(ENABLED) ] || [ -e $(ENABLED) ]; then \
	    echo "the module is switched on; first: a2dismod cookie_policy" >&2; \
	    exit 1; \
	fi
	rm -f $(DESTDIR)$(LIBEXECDIR)/$(notdir $(TARGET)) \
	    $(PROGRAMS:support/%=$(DESTDIR)$(BINDIR)/%) \
	    $(SHARED:conf/%=$(DATA)/%) \
	    $(MODS)/cookie_policy.load $(MODS)/cookie_policy.conf.new
	@to=$(MODS)/cookie_policy.conf; \
	if [ ! -e $$to ] || cmp -s conf/cookie_policy.conf $$to; then \
	    rm -f $$to; \
	else \
	    echo "$$to was changed: kept"; \
	fi
	@for dir in $(FOLDERS:%=$(DATA)/%) $(DATA); do \
	    [ ! -d $$dir ] || rmdir --ignore-fail-on-non-empty $$dir; \
	done

# The manual pages, from the sources of the documentation.
MAN     = $(B)/man/mod_cookie_policy.8 \
          $(PROGRAMS:support/%=$(B)/man/%.1)
VERSION = $(shell sed -n 's/^.define CP_VERSION "\(.*\)"/\1/p' \
            src/httpd/config/cp_version.h)
DATE    = $(shell date -u -d @$${SOURCE_DATE_EPOCH:-$$(date +%s)} +%Y-%m-%d)

man: $(MAN)

$(B)/man/mod_cookie_policy.8: docs/man/mod_cookie_policy.md \
                              docs/man/man.lua docs/directives.md
	@mkdir -p $(@D)
	pandoc --standalone --from gfm-yaml_metadata_block --to man \
	    --lua-filter docs/man/man.lua --metadata title=MOD_COOKIE_POLICY \
	    --metadata section=8 --metadata date=$(DATE) --metadata adjusting=l \
	    --metadata footer="mod_cookie_policy $(VERSION)" \
	    --output $@ docs/man/mod_cookie_policy.md docs/directives.md

$(B)/man/%.1: support/%
	@mkdir -p $(@D)
	pod2man --utf8 --section=1 --name=$(shell echo $* | tr a-z A-Z) \
	    --center='mod_cookie_policy' --date=$(DATE) \
	    --release='mod_cookie_policy $(VERSION)' $< $@

# The manual as HTML: start with .build/docs/index.html.
docs:
	@t/tools/deps docs
	@$(MAKE) --no-print-directory html

html:
	@rm -rf $(B)/docs
	$(PERL) docs/site/build.pl . $(B)/docs

# Builds the Debian package below .build/deb, and has lintian judge it.
deb:
	@t/tools/deps build deb
	@t/tools/deb $(B)/deb

deps:
	@t/tools/deps build demo test

# ------------------------------------------------------------------ testing

demo:
	@t/tools/deps build demo
	@$(MAKE) --no-print-directory all
	@PORT=$(PORT) conf/demo/run

test:
	@t/tools/deps build demo test
	@TESTS="$(TESTS)" MPM="$(MPM)" t/tools/run-tests

# Real applications of Debian; see docs/CONTRIBUTING.md.
test-apps:
	@t/tools/deps build demo test apps
	@CP_RECORDS_SECONDS=60 TESTS="$(or $(TESTS),$(sort $(wildcard \
	    t/apps/*.t t/embeds/*.t)) t/load/records.t)" t/tools/run-tests

# The judges of t/judges with many more documents; it takes many minutes.
judge:
	@t/tools/deps build demo test judge
	@JUDGE=long CP_TIME_LIMIT=7200 TESTS="$(or $(TESTS),t/judges/parse5.t \
	    t/judges/chromium.t t/judges/held-chromium.t)" t/tools/run-tests

test-asan:
	@t/tools/deps build demo test
	@ASAN=1 TESTS="$(TESTS)" MPM="$(MPM)" t/tools/run-tests

# Prints which part of each folder the tests reach; TESTS=all for the adapter.
coverage:
	@t/tools/deps build demo test coverage
	@TESTS="$(TESTS)" MPM="$(MPM)" t/tools/coverage

# Other processors: cross compilers and qemu-user. ARCH='s390x i386' selects.
test-platforms:
	@t/tools/platforms $(ARCH)

test-valgrind:
	@t/tools/deps build demo test bench
	@TESTS=t/valgrind/memcheck.t t/tools/run-tests

# test-asan and test-valgrind preload it: each allocation of an APR pool gets
# bounds that the checkers know.
pools: $(B)/pools.so

$(B)/pools.so: t/memory/pools.c
	@mkdir -p $(@D)
	$(CC) -std=gnu99 -fPIC -O1 -g -Wall -Wextra -Werror $(APR_FLAGS) -shared \
	    -o $@ $< -ldl

# A module with filters before and after the body filter; only tests load it.
PROBE = $(B)/modules/mod_cp_probe.so

probe: $(PROBE)

$(PROBE): t/modules/mod_cp_probe.c $(OBJ)/compile.flags Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -fvisibility=default $(HTTPD_FLAGS) -shared -o $@ $<

unit-build: $(UNIT)
	@test -n "$(UNIT)" || { echo "no unit tests in t/unit" >&2; exit 1; }

unit: unit-build
	$(PROVE) --exec '$(UNIT_RUN)' $(UNIT)

# These files of the adapter do not use httpd.
$(B)/unit/config/cp_pcre: $(OBJ)/src/httpd/config/cp_pcre.o
$(B)/unit/config/cp_pcre: UNIT_MORE = $(OBJ)/src/httpd/config/cp_pcre.o
$(B)/unit/config/cp_pcre: UNIT_LIBS = -lpcre2-8
UNIT_PAGE = $(addprefix $(B)/unit/page/,cp_bucket cp_decompress cp_writer)
$(UNIT_PAGE): UNIT_MORE = $(OBJ)/src/httpd/page/$(@F).o
$(UNIT_PAGE): $(B)/unit/page/%: $(OBJ)/src/httpd/page/%.o
$(B)/unit/page/cp_bucket $(B)/unit/page/cp_writer: UNIT_LIBS = $(APU_LIBS)
$(B)/unit/page/cp_decompress: UNIT_LIBS = $(UNZIP_LIBS)
$(B)/unit/endpoint/cp_report_body: $(OBJ)/src/httpd/endpoint/cp_report_body.o
$(B)/unit/endpoint/cp_report_body: \
    UNIT_MORE = $(OBJ)/src/httpd/endpoint/cp_report_body.o
$(B)/unit/endpoint/cp_report_body: UNIT_LIBS = -ljansson

UNIT_SPOOL = $(OBJ)/src/httpd/records/cp_spool.o \
             $(OBJ)/src/httpd/records/cp_spool_leader.o
$(B)/unit/records/cp_spool: $(UNIT_SPOOL)
$(B)/unit/records/cp_spool: UNIT_MORE = $(UNIT_SPOOL)

# The link line has APR and CORE_LIBS: core code that needs more does not link.
$(B)/unit/%: t/unit/%.c $(wildcard t/unit/*.h) $(CORE_OBJ) $(B)/link.flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CORE_FLAGS) -It/unit -o $@ $< $(UNIT_MORE) \
	    $(CORE_OBJ) $(UNIT_LIBS) $(CORE_LIBS) $(APR_LIBS)

bench:
	@t/tools/deps build bench
	@$(MAKE) --no-print-directory all
	@BENCH_FORMAT="$(BENCH_FORMAT)" t/bench/run $(BENCH)

# Makes the pictures of README.md from the demo.
pictures:
	@t/tools/deps build demo test
	@$(MAKE) --no-print-directory all
	@t/tools/pictures

# --------------------------------------------------------------------- fuzz

FUZZ_CC    ?= clang
FUZZ_FLAGS  = -std=gnu99 -O1 -g -fno-omit-frame-pointer -Wall -Wextra \
              $(CORE_FLAGS) -It/fuzz
FUZZ_SAN    = -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
CORE_ALL    = $(CORE_SRC) $(GEN_SRC)
CORE_DEP    = $(CORE_ALL) $(wildcard src/core/*/*.h t/fuzz/*.h t/unit/*.h) \
              $(B)/gen/cp_assets.h

# This target tests a filter: it has its own versions of httpd's functions.
$(B)/fuzz/run_raw $(B)/fuzz/replay_raw: FUZZ_MORE = $(HTTPD_FLAGS)
$(B)/fuzz/run_raw $(B)/fuzz/replay_raw: FUZZ_LIBS = $(APU_LIBS)
$(B)/fuzz/run_raw $(B)/fuzz/replay_raw: $(wildcard src/httpd/*/*.h \
    src/httpd/cookies/cp_filter_raw.c src/httpd/cookies/cp_raw_*.c)
# This file of the adapter does not use httpd.
$(B)/fuzz/run_decompress $(B)/fuzz/replay_decompress: FUZZ_MORE = \
    $(if $(BROTLI),-DCP_BROTLI)
$(B)/fuzz/run_decompress $(B)/fuzz/replay_decompress: FUZZ_LIBS = $(UNZIP_LIBS)
$(B)/fuzz/run_decompress $(B)/fuzz/replay_decompress: \
    src/httpd/page/cp_decompress.c src/httpd/page/cp_decompress.h
# This one neither.
$(B)/fuzz/run_report_body $(B)/fuzz/replay_report_body: FUZZ_LIBS = -ljansson
$(B)/fuzz/run_report_body $(B)/fuzz/replay_report_body: \
    src/httpd/endpoint/cp_report_body.c src/httpd/endpoint/cp_report_body.h
# APR's rings compute pointers to a bucket that does not exist.
$(B)/fuzz/run_raw: FUZZ_SAN += -fno-sanitize=null,alignment,object-size

fuzz:
	@t/tools/deps build fuzz
	@test -n "$(FUZZ)" || { echo "no fuzz targets in t/fuzz" >&2; exit 1; }
	@$(MAKE) --no-print-directory $(FUZZ:%=fuzz-run-%)

fuzz-run-%: $(B)/fuzz/run_%
	@mkdir -p $(B)/fuzz/corpus/$* t/fuzz/corpus/$*
	$< -max_total_time=$(FUZZ_TIME) -timeout=10 -rss_limit_mb=2048 \
	    -artifact_prefix=$(B)/fuzz/$*- \
	    $(if $(wildcard t/fuzz/dict/$*.dict),-dict=t/fuzz/dict/$*.dict) \
	    $(B)/fuzz/corpus/$* t/fuzz/corpus/$*

$(B)/fuzz/run_%: t/fuzz/fuzz_%.c $(CORE_DEP)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_FLAGS) $(FUZZ_MORE) $(FUZZ_SAN) -o $@ $< $(CORE_ALL) \
	    $(FUZZ_LIBS) $(CORE_LIBS) $(APR_LIBS)

# The target with a plain compiler and a main() that reads files.
$(B)/fuzz/replay_%: t/fuzz/fuzz_%.c t/fuzz/standalone.c t/fuzz/fuzz.h \
                    $(CORE_OBJ) $(B)/link.flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CORE_FLAGS) $(FUZZ_MORE) -It/fuzz -o $@ $< \
	    t/fuzz/standalone.c $(CORE_OBJ) $(FUZZ_LIBS) $(CORE_LIBS) $(APR_LIBS)

fuzz-replay: $(FUZZ:%=$(B)/fuzz/replay_%)

# --------------------------------------------------------------------- lint

lint:
	@t/tools/lint

print-%:
	@echo '$($*)'

clean:
	rm -rf $(B) .libs t/logs t/state t/TEST t/conf/apache_test_config.pm
	rm -f t/conf/*.conf t/conf/*.inc t/conf/groups/*.conf
	rm -f t/conf/mime.types t/htdocs/index.html t/htdocs/page/large.html

FORCE:

.PHONY: all programs install install-data uninstall man docs html deb deps \
        demo test test-apps judge test-asan coverage test-platforms \
        test-valgrind pools probe unit \
        unit-build bench fuzz fuzz-replay lint pictures clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:

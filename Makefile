# Drydock: everything there is to do, by name. `make help` lists it.

PREFIX       ?= /usr/local
DESTDIR      ?=
CORPORA      ?=
FUZZ_INPUTS  ?= 1000000
FUZZ_SEED    ?=
KILLS        ?= 500
GIB          ?= 10
FILES        ?= 200000
ROUNDS       ?=
BUILDERS     ?=
WORKLOADS    ?=
SERIES       ?=

# Folders count too: their time changes when a file is added or removed.
sources := $(shell find src eng -type d -o -name '*.cs' -o -name '*.csproj' -o -name '*.txt') \
	Directory.Build.props Directory.Build.targets Directory.Packages.props scripts/build

.DELETE_ON_ERROR:
.PHONY: all test demo bench bench-growth bench-layers bench-memory bench-micro crash conformance fuzz install clean help

all: out/drydock ## the native binary, out/drydock (the default)

out/drydock: $(sources)
	@scripts/build

test: ## set up, build, run every test; ends with "N passed, N failed, N skipped"
	@scripts/setup build test
	@$(MAKE) --no-print-directory out/drydock
	@scripts/test

demo: ## set up, build, build and run every example; ends with the table of sizes
	@scripts/setup build demo
	@$(MAKE) --no-print-directory out/drydock
	@scripts/demo

bench: ## measure beside the other builders into docs/performance.md; WORKLOADS= and BUILDERS= choose
	@scripts/setup build bench
	@$(MAKE) --no-print-directory out/drydock
	@scripts/bench $(if $(ROUNDS),--rounds '$(ROUNDS)') $(if $(BUILDERS),--no-document --builders '$(BUILDERS)') \
		$(if $(WORKLOADS),--no-document $(WORKLOADS))

bench-memory: out/drydock ## peak memory for a layer of GIB=10 GiB, and for FILES=200000 files
	@scripts/bench-memory --gib '$(GIB)' --files '$(FILES)'

crash: ## kill builds, pulls, loads and prunes KILLS=500 times, and examine the store each time
	@scripts/setup build test
	@$(MAKE) --no-print-directory out/drydock
	@DRYDOCK_KILLS='$(KILLS)' scripts/test --filter 'FullyQualifiedName~CrashTests' Drydock.EndToEnd

bench-growth: ## how time and memory grow, into docs/performance.md; SERIES= and BUILDERS= choose
	@scripts/setup build bench
	@$(MAKE) --no-print-directory out/drydock
	@scripts/bench growth $(if $(BUILDERS),--builders '$(BUILDERS)') $(if $(SERIES),--no-document $(SERIES))

bench-layers: ## layers beside tar, pigz, buildah push and sha256sum, as ratios in one run; and a mount
	@scripts/setup build bench
	@$(MAKE) --no-print-directory out/drydock
	@scripts/bench-layers

bench-micro: ## time single functions: parser, tar, compression, context, cache; MICRO= chooses by name
	@dotnet run -c Release --project bench/Drydock.Benchmarks $(if $(MICRO),-- $(MICRO))

conformance: ## run the conformance suites; CORPORA=DIR names their data
	@scripts/setup build test
	@$(MAKE) --no-print-directory out/drydock
	@scripts/conformance $(if $(CORPORA),'$(CORPORA)')

fuzz: ## feed the parsers mutated input, FUZZ_INPUTS=1000000 for each
	@dotnet run -c Release --project tests/Drydock.Fuzz -- --inputs '$(FUZZ_INPUTS)' $(if $(FUZZ_SEED),--seed '$(FUZZ_SEED)')

install: out/drydock ## copy the binary to DESTDIR/PREFIX/bin (PREFIX=/usr/local)
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 out/drydock '$(DESTDIR)$(PREFIX)/bin/drydock'

clean: ## remove what was built; the base images in the cache folder stay
	rm -rf out artifacts

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

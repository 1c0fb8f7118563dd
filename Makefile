# The one door to the build. "make" alone lists what it does.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run build test check check-newest format docs pictures demo-cluster examples dist dist-test reproducible stress cluster-test cluster-soak fuzz \
	bench bench-server bench-cluster bench-scale abuse soak clean
MAKEFLAGS += --no-print-directory

MVN ?= mvn
JDK17 ?= $(patsubst %/bin/javac,%,$(lastword $(sort $(wildcard /usr/lib/jvm/*17*/bin/javac))))
JDK25 ?= $(patsubst %/bin/javac,%,$(lastword $(sort $(wildcard /usr/lib/jvm/*25*/bin/javac))))
JDK ?= $(JAVA_HOME)
JAVA = $(if $(JDK),$(JDK)/bin/)java
ARGS ?=
JAVA_OPTS ?=
CLASS_PATH = server/target/rollcall-server.jar:server/target/lib/*
WARNINGS_ONLY = -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
BUILT = server/target/.built
QUICK ?=
ROOT ?=
FUZZ_SECONDS ?= 600
READERS ?= 1000
CASTS ?= 200
SOAK_MINUTES ?= 20
CLUSTER_SOAK_MINUTES ?= 20
BENCH_CLASS_PATH = benchmarks/target/rollcall-benchmarks.jar:benchmarks/target/lib/*
BENCH_SERVER_JVM = -Xms512m -Xmx512m -XX:+UseParallelGC
BENCH_BUILT = benchmarks/target/.built
INPUTS := $(shell find pom.xml registry/pom.xml cluster/pom.xml server/pom.xml registry/src/main cluster/src/main server/src/main .mvn)
BENCH_INPUTS := $(INPUTS) $(shell find benchmarks/pom.xml benchmarks/src/main)
QUIET_JDK = --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
NEWEST = JAVA_HOME='$(JDK25)' MAVEN_OPTS='$(MAVEN_OPTS) $(QUIET_JDK)' $(MVN) -Pcheck -Dtarget.directory=target/jdk25

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(BUILT) ## Build what changed and start the daemon: make run ARGS='--port 7000'
	@exec '$(JAVA)' --enable-native-access=ALL-UNNAMED $(JAVA_OPTS) -cp '$(CLASS_PATH)' io.rollcall.server.Main $(ARGS)

$(BUILT): $(INPUTS)
	@echo 'building; the first time, Maven downloads what it needs' >&2
	@rm -rf server/target/lib
	@$(MVN) $(WARNINGS_ONLY) -pl server -am package -Dmaven.test.skip=true >&2
	@touch $@

build: ## Build every module, tests left out
	$(MVN) package -DskipTests

test: ## Build and run the tests on the default JDK
	$(MVN) verify

check: ## Everything that must hold before a change lands: newest JDK, then JDK 17
	@$(MAKE) check-newest
	@$(if $(JDK17),JAVA_HOME='$(JDK17)') $(MAKE) test

check-newest:
	@test -n '$(JDK25)' || { echo 'make check needs JDK 25: set JDK25=/path/to/jdk' >&2; exit 2; }
	$(NEWEST) -Prelease verify

format: ## Rewrite the sources in the one format
	@test -n '$(JDK25)' || { echo 'make format needs JDK 25: set JDK25=/path/to/jdk' >&2; exit 2; }
	$(NEWEST) spotless:apply

docs: ## Write the options' table, the manual page and the completion anew
	$(MVN) $(WARNINGS_ONLY) -pl server -am verify -Dtest='OperationsPageTest,SharedFilesTest' -Dtest.jvm=-Drollcall.write=true \
		-DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false

pictures: $(BUILT) ## Take the pictures of the observer's page anew; needs Chromium
	$(MVN) $(WARNINGS_ONLY) -pl server -am verify -Dtest=ObserverPicturesTest,ObserverClusterTest -Dtest.jvm=-Drollcall.write=true \
		-DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false

dist: ## Make the archive, the single jar, the list of parts and, where there is dpkg-deb, the package
	@rm -rf dist/target server/target/lib
	umask 022 && $(MVN) $(WARNINGS_ONLY) -Pdist -pl dist -am package -Dmaven.test.skip=true
	@if command -v dpkg-deb >/dev/null; then dist/deb.sh dist/target/rollcall-*.tar.gz; else echo 'no dpkg-deb, no package' >&2; fi

dist-test: dist ## Install the packages and run them: as root, ROOT=bare in a new Debian
	dist/test/lint.sh
	dist/test/archive.sh
	ROOT='$(ROOT)' dist/test/deb.sh

reproducible: ## Build the packages twice, elsewhere, and compare each byte
	dist/test/reproducible.sh

demo-cluster: $(BUILT) ## Start three nodes here, send a line from a client of one to a client of another, stop them
	@exec examples/src/main/sh/demo-cluster.sh '$(JAVA)' --enable-native-access=ALL-UNNAMED -cp '$(CLASS_PATH)' io.rollcall.server.Main

examples: ## Run the examples' tests
	$(MVN) -pl examples -am verify -Dtest='io/rollcall/examples/*Test' -DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false

stress: ## Run the stress tests in their long form
	$(MVN) verify -Dgroups=stress -Drollcall.stress=long -DfailIfNoTests=false

cluster-test: ## Run the cluster's faults in their long form: 100,000 seeds, and real processes
	$(MVN) -pl cluster -am verify -Dtest='io/rollcall/cluster/*Test' -Drollcall.stress=long -DfailIfNoTests=false \
		-Dsurefire.failIfNoSpecifiedTests=false

cluster-soak: ## Three nodes under load and random faults, with a line each minute: as root, for the cuts
	$(MVN) -pl cluster -am verify -Dtest=ClusterSoakTest -Drollcall.cluster.soak=$(CLUSTER_SOAK_MINUTES) \
		-DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false

fuzz: ## Fuzz for long: make fuzz FUZZ_SECONDS=60 ARGS='lines commands'
	$(MVN) -pl fuzz -am verify -Dtest=FuzzingTest -DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false \
		-Dfuzz.excluded= -Drollcall.fuzz.seconds=$(FUZZ_SECONDS) -Drollcall.fuzz.targets='$(ARGS)'

bench: $(BENCH_BUILT) ## Measure the registry: make bench QUICK=1 ARGS='R-where R-send' JDK=/path/to/jdk
	@exec '$(JAVA)' -cp '$(BENCH_CLASS_PATH)' io.rollcall.benchmarks.registry.Bench $(if $(QUICK),--quick) $(ARGS)

bench-server: $(BENCH_BUILT) ## Measure the server beside others: make bench-server QUICK=1 ARGS='S-W3'
	@exec '$(JAVA)' $(BENCH_SERVER_JVM) -cp '$(BENCH_CLASS_PATH)' io.rollcall.benchmarks.server.ServerBench $(if $(QUICK),--quick) $(ARGS)

bench-cluster: $(BENCH_BUILT) ## Measure the cluster beside others: make bench-cluster QUICK=1 ARGS='C-claims'
	@exec '$(JAVA)' -Xmx256m $(JAVA_OPTS) -cp '$(BENCH_CLASS_PATH)' io.rollcall.benchmarks.cluster.ClusterBench $(if $(QUICK),--quick) $(ARGS)

bench-scale: $(BENCH_BUILT) ## Measure how costs grow, and draw docs/growth.svg: make bench-scale QUICK=1
	@exec '$(JAVA)' -Xms3g -Xmx3g -XX:+UseParallelGC -cp '$(BENCH_CLASS_PATH)' io.rollcall.benchmarks.scale.Scale $(if $(QUICK),--quick) $(ARGS)

abuse: $(BENCH_BUILT) ## Slow readers and casts against the daemon's memory: make abuse READERS=10000 CASTS=1000
	@exec '$(JAVA)' -cp '$(BENCH_CLASS_PATH)' io.rollcall.benchmarks.abuse.SlowReaders $(READERS) $(CASTS)

soak: $(BENCH_BUILT) ## Mixed hostile load for SOAK_MINUTES, with figures and an audit each minute
	@exec '$(JAVA)' -Xmx256m -Drollcall.log.format=text -cp '$(BENCH_CLASS_PATH)' \
		io.rollcall.benchmarks.abuse.Soak $(SOAK_MINUTES)

$(BENCH_BUILT): $(BENCH_INPUTS)
	@rm -rf benchmarks/target/lib
	@$(MVN) $(WARNINGS_ONLY) -pl benchmarks -am package -Dmaven.test.skip=true >&2
	@touch $@

clean: ## Remove what was built
	$(MVN) --quiet clean

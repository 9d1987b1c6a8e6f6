# make paper   runs the paper's experiment and writes its report
# make test    runs the tests
# make fuzz    hands altered files to every reader, FUZZ_SECONDS for each
# make sanitize  runs the tests under the address and the thread sanitizer
# make bench   measures speed beside other frameworks: Documentation/Performance.md
# Each installs what is missing first.

SWIFT ?= swift
JOBS ?=
# Where `make paper` writes: a new folder each time.
OUTPUT ?= runs/paper-$(shell date +%Y%m%d-%H%M%S)
# Tests run optimised: in a debug build the numerics are twenty times slower.
TEST_BUILD = --configuration release -Xswiftc -enable-testing --scratch-path .build-test $(SWIFTFLAGS)

.PHONY: all paper quick test fuzz sanitize bench build packages lint clean

all: build

packages:
	@Scripts/install-packages

build: packages
	$(SWIFT) build --configuration release --product memspike $(SWIFTFLAGS)

paper: build
	.build/release/memspike paper --output $(OUTPUT) $(if $(JOBS),--jobs $(JOBS))

quick: build
	.build/release/memspike paper --quick --output $(OUTPUT) $(if $(JOBS),--jobs $(JOBS))

test: packages
	$(SWIFT) build --build-tests $(TEST_BUILD)
	$(SWIFT) test --skip-build $(TEST_BUILD)

FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 1
# Files that a reader failed on are kept here.
FUZZ_FINDINGS ?= Fuzzing/findings

# Shares the build of the tests.
fuzz: packages
	$(SWIFT) build --product fuzz-readers $(TEST_BUILD)
	.build-test/release/fuzz-readers --corpus Fuzzing/Corpus --findings $(FUZZ_FINDINGS) --seconds $(FUZZ_SECONDS) \
		--seed $(FUZZ_SEED) $(FUZZFLAGS)

# TESTS=SuiteName runs a part.
SANITIZED = --configuration release -Xswiftc -enable-testing $(SWIFTFLAGS)

sanitize: packages
	LSAN_OPTIONS="suppressions=$(CURDIR)/Scripts/leak-sanitizer-suppressions" \
		$(SWIFT) test --sanitize=address --scratch-path .build-address $(SANITIZED) $(if $(TESTS),--filter $(TESTS))
	TSAN_OPTIONS="suppressions=$(CURDIR)/Scripts/thread-sanitizer-suppressions halt_on_error=0 exitcode=66" \
		$(SWIFT) test --sanitize=thread --scratch-path .build-thread $(SANITIZED) $(if $(TESTS),--filter $(TESTS))

# A peer that cannot be installed is left out, and said so.
# The package manager looks for new files in the package it builds, not in the one that this depends on: hence the touch.
bench: packages
	@touch Benchmarks/Package.swift
	$(SWIFT) build --package-path Benchmarks --configuration release $(SWIFTFLAGS)
	@test -x Benchmarks/.venv/bin/python || Benchmarks/make-environment || echo "measuring without the peers" >&2
	Benchmarks/run $(BENCHFLAGS)

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Fuzzing/Readers Benchmarks/Package.swift Benchmarks/Sources

clean:
	rm -rf .build .build-test .build-address .build-thread Fuzzing/findings Benchmarks/.build Benchmarks/.cache Benchmarks/.data

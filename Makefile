# make paper   runs the paper's experiment and writes its report
# make test    runs the tests
# make bench   measures speed beside other frameworks: Documentation/Performance.md
# Each installs what is missing first.

SWIFT ?= swift
JOBS ?=
# Where `make paper` writes: a new folder each time.
OUTPUT ?= runs/paper-$(shell date +%Y%m%d-%H%M%S)
# Tests run optimised: in a debug build the numerics are twenty times slower.
TEST_BUILD = --configuration release -Xswiftc -enable-testing --scratch-path .build-test $(SWIFTFLAGS)

.PHONY: all paper quick test bench build packages lint clean

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

# A peer that cannot be installed is left out, and said so.
# The package manager looks for new files in the package it builds, not in the one that this depends on: hence the touch.
bench: packages
	@touch Benchmarks/Package.swift
	$(SWIFT) build --package-path Benchmarks --configuration release $(SWIFTFLAGS)
	@test -x Benchmarks/.venv/bin/python || Benchmarks/make-environment || echo "measuring without the peers" >&2
	Benchmarks/run $(BENCHFLAGS)

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

clean:
	rm -rf .build .build-test Benchmarks/.build Benchmarks/.cache Benchmarks/.data

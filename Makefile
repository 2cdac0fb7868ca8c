# 'make demo' and 'make test' do all the set-up on a bare Debian 12 or 13 with Swift 6.3.

SHELL := /bin/bash
PREFIX ?= /usr/local
DEMO ?= demo
DEBIAN13 ?= .build-debian13
IMAGE ?= canopy
ENGINE ?= $(notdir $(firstword $(shell command -v docker podman buildah)))
INSTALL_PROGRAM ?= install -s
CASES ?= 2000
MISSIONS ?= 300
RUNS ?= 2100
SEED ?= 1
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

release := $(CURDIR)/.build/release

.PHONY: build demo test test-consumer test-cluster test-debian13 sanitize oracle corpus bench bench-overlap lint format manual matrix install image image-test packages build-packages test-packages swift-packages cluster-packages clean help

help:
	@sed -n 's/^## //p' Makefile

## make build      build the release
build: build-packages
	swift build -c release $(SWIFT_FLAGS) --product canopy
	swift build -c release $(SWIFT_FLAGS) --product canopy-demo

## make demo       make an example forest, process it, show what came out
demo: build
	rm -rf '$(DEMO)'
	PATH="$(release):$$PATH" canopy demo '$(DEMO)'
	PATH="$(release):$$PATH" canopy postprocess --input '$(DEMO)/data' --boundaries '$(DEMO)/boundaries' --output '$(DEMO)/processed'
	@echo
	@find '$(DEMO)/processed' -type f | LC_ALL=C sort
	@echo
	@echo "Look at the pictures in $(DEMO)/processed/*/*/thumbnails, and at the rasters with any GIS."

## make test       run all tests
test: packages
	swift build --build-tests
	swift test --skip-build --parallel

## make test-consumer   build and run a package that uses the libraries without the command line
test-consumer: build-packages
	swift run --package-path Tests/Consumer --scratch-path .build-consumer

## make test-cluster    run missions by SLURM and Snakemake as deploy/ has it, from S3 to S3, and check deploy/ by schemas
test-cluster: build test-packages cluster-packages
	test -x .build-cluster/bin/snakemake || { python3 -m venv .build-cluster && .build-cluster/bin/pip install -q -r Tests/Cluster/requirements.txt; }
	.build-cluster/bin/python Tests/Cluster/manifests
	$(SUDO) Tests/Cluster/run '$(release)' .build-cluster/bin/snakemake --missions '$(MISSIONS)'

## make sanitize   run what is concurrent under the thread sanitizer, what wraps C libraries under that of addresses
sanitize: packages
	@# One after the other: side by side, some tests would wait for others longer than their limits of time.
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/Sanitizers/thread.supp" swift test --no-parallel --sanitize=thread --scratch-path .build-thread \
	    --filter '^(FilesTests|StoresTests|CanopyPostprocessTests)\.|\.(LayoutTests|FarRasterTests)/'
	@# What runs the tests leaks a little itself.
	ASAN_OPTIONS=detect_leaks=0 swift test --sanitize=address --scratch-path .build-address \
	    --filter '^(GDALTests|GEOSTests|PNGTests|CodecsTests|TIFFTests|HashingTests)\.'

## make test-debian13   run all tests on Debian 13, which it puts into the folder DEBIAN13 (.build-debian13), of what is committed
test-debian13:
	@PATH="$$PATH:/usr/sbin" command -v debootstrap > /dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends debootstrap; }
	$(SUDO) env PATH="$$PATH:/usr/sbin" Tests/Debian13/run '$(DEBIAN13)'

## make oracle     hold CASES=2000 random cases from SEED=1 on against GDAL; with PROGRAM=PATH that canopy against its tools
oracle: packages
	swift build -c release --product canopy-oracle
	$(if $(PROGRAM),swift build -c release --product canopy)
	'$(release)/canopy-oracle' '$(CASES)' '$(SEED)' $(PROGRAM)

## make corpus     call canopy RUNS=2100 times on damaged and hostile files, of SEED=1 and on
corpus: packages
	swift build -c release --product canopy-corpus
	'$(release)/canopy-corpus' '$(RUNS)' '$(SEED)'

## make bench      time the verbs beside other programs and the machine's limit; Benchmarks/README.md says how
bench: build packages
	Benchmarks/rasters

## make bench-overlap   compare missions with the speed of their link, over links of several kinds
bench-overlap: build
	Benchmarks/overlap

## make lint       check the form of all sources
lint:
	swift format lint --strict --recursive Sources Tests Plugins Package.swift
	swift package dump-package > /dev/null

## make format     bring all sources into form
format:
	swift format --in-place --recursive Sources Tests Plugins Package.swift

## make manual     write the option sections of the manual pages
manual:
	swift run canopy-manual

## make matrix     write the tables of Tests/README.md: what every kind of input comes to
matrix: packages
	CANOPY_WRITE_MATRIX=1 swift test --no-parallel --filter MatrixTests

## make install    install the tool, its demo, manual and completions below PREFIX (/usr/local)
install: share := $(DESTDIR)$(PREFIX)/share
install: build
	install -d '$(DESTDIR)$(PREFIX)'/{bin,libexec/canopy} '$(share)'/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
	$(INSTALL_PROGRAM) '$(release)/canopy' '$(DESTDIR)$(PREFIX)/bin/canopy'
	$(INSTALL_PROGRAM) '$(release)/canopy-demo' '$(DESTDIR)$(PREFIX)/libexec/canopy/canopy-demo'
	for page in man/*; do install -D -m 644 "$$page" "$(share)/man/man$${page##*.}/$${page##*/}"; done
	'$(release)/canopy' --generate-completion-script bash > '$(share)/bash-completion/completions/canopy'
	'$(release)/canopy' --generate-completion-script zsh > '$(share)/zsh/site-functions/_canopy'
	'$(release)/canopy' --generate-completion-script fish > '$(share)/fish/vendor_completions.d/canopy.fish'

## make image      build the container's image IMAGE (canopy) with docker, podman or buildah
image:
	$(ENGINE) build $(IMAGE_FLAGS) -t '$(IMAGE)' .

## make image-test try the image IMAGE with docker or podman
image-test:
	Tests/Container/try '$(ENGINE)' '$(IMAGE)'

## make packages   install the system packages that build and tests need, where they are missing
packages: build-packages test-packages
build-packages test-packages swift-packages cluster-packages: %-packages:
	@missing=$$(dpkg-query -W -f '$${Package} $${db:Status-Status}\n' $$(./packages $*) 2>&1 \
	    | awk '$$2 != "installed" { sub(/.*matching /, ""); print $$1 }'); \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $$missing; fi

clean:
	rm -rf .build .build-cluster '$(DEMO)'

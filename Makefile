# 'make demo' and 'make test' do all the set-up on a bare Debian 12 or 13 with Swift 6.3.

SHELL := /bin/bash
PREFIX ?= /usr/local
DEMO ?= demo
DEBIAN13 ?= .build-debian13
DEBIAN ?= .build-debian
DEB ?= .build/deb
IMAGE ?= canopy
ENGINE ?= $(notdir $(firstword $(shell command -v docker podman buildah)))
INSTALL_PROGRAM ?= install -s
# With Swift's own libraries inside, so that what is built runs where there is no Swift.
SWIFT_FLAGS ?= --static-swift-stdlib
CASES ?= 2000
MISSIONS ?= 300
RUNS ?= 2100
SEED ?= 1
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

release := $(CURDIR)/.build/release
release-build := swift build -c release $(SWIFT_FLAGS) --product
# What 'canopy version' tells.
CANOPY_COMMIT ?= $(shell git -C '$(CURDIR)' rev-parse HEAD 2> /dev/null)
export DESTDIR PREFIX INSTALL_PROGRAM CANOPY_COMMIT

.PHONY: build demo test test-python test-consumer test-cluster test-debian13 sanitize oracle corpus bench bench-overlap lint format manual matrix install uninstall deb deb-test image image-test packages build-packages test-packages swift-packages cluster-packages deb-packages clean help

help:
	@sed -n 's/^## //p' Makefile

## make build      build the release
build: build-packages
	$(release-build) canopy
	$(release-build) canopy-demo

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

## make test-python  install from PyPI, into .build-python, what some tests read catalogs with; they are skipped without
test-python: packages
	[ -x .build-python/bin/python3 ] || python3 -m venv .build-python
	.build-python/bin/pip install --quiet --disable-pip-version-check -r Tests/STAC/requirements.txt

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
	    --filter '^(GDALTests|GEOSTests|PNGTests|CodecsTests|TIFFTests|HashingTests|XMLTests)\.'

## make test-debian13   run all tests on Debian 13, which it puts into the folder DEBIAN13 (.build-debian13), of what is committed
test-debian13:
	@PATH="$$PATH:/usr/sbin" command -v debootstrap > /dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends debootstrap; }
	$(SUDO) env PATH="$$PATH:/usr/sbin" Tests/Debian13/run '$(DEBIAN13)'

## make oracle     hold CASES=2000 random cases from SEED=1 on against GDAL; with PROGRAM=PATH that canopy against its tools
oracle: packages
	$(release-build) canopy-oracle
	$(if $(PROGRAM),$(release-build) canopy)
	'$(release)/canopy-oracle' '$(CASES)' '$(SEED)' $(PROGRAM)

## make corpus     call canopy RUNS=2100 times on damaged and hostile files, of SEED=1 and on
corpus: packages
	$(release-build) canopy-corpus
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

## make install    install what was built, with demo, manual, completions, schemas and examples, below PREFIX (/usr/local)
install:
	@packaging/install

## make uninstall  remove what 'make install' installed there
uninstall:
	@packaging/install uninstall

## make deb        make a package for this release of Debian, in the folder DEB (.build/deb)
deb: build deb-packages
	@install -d '$(DEB)' && rm -f '$(DEB)'/canopy_*.deb
	@packaging/deb '$(DEB)'

## make deb-test   make the package, install it on a bare Debian (kept in the folder DEBIAN, .build-debian) and use it there
deb-test: deb
	@PATH="$$PATH:/usr/sbin" command -v debootstrap > /dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends debootstrap; }
	$(SUDO) env PATH="$$PATH:/usr/sbin" Tests/Package/try '$(DEB)'/canopy_*.deb '$(DEBIAN)'

## make image      build the container's image IMAGE (canopy) with docker, podman or buildah
image:
	$(ENGINE) build $(IMAGE_FLAGS) -t '$(IMAGE)' .

## make image-test try the image IMAGE with docker or podman
image-test:
	Tests/Container/try '$(ENGINE)' '$(IMAGE)'

## make packages   install the system packages that build and tests need, where they are missing
packages: build-packages test-packages
build-packages test-packages swift-packages cluster-packages deb-packages: %-packages:
	@missing=$$(dpkg-query -W -f '$${Package} $${db:Status-Status}\n' $$(./packages $*) 2>&1 \
	    | awk '$$2 != "installed" { sub(/.*matching /, ""); print $$1 }'); \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -q && $(SUDO) apt-get install -q -y --no-install-recommends $$missing; fi

clean:
	rm -rf .build .build-cluster '$(DEMO)'

# What a person does here. `make demo` and `make test` need nothing but Swift, make and one of
# apt, dnf or Homebrew: they install the rest themselves.

PREFIX ?= /usr/local
SWIFT ?= swift

# Apple's platforms carry Swift's library themselves and cannot link it statically.
RELEASE := -c release $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
PROGRAM := .build/release/reachmap
SOURCES := Sources Tests Benchmarks/Sources Package.swift Benchmarks/Package.swift

.PHONY: help demo test build install diagrams format lint soak bench clean setup

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

demo: build ## ask questions of Examples/ and draw pictures into demo-output/
	@Scripts/demo $(PROGRAM)

test: setup ## build and run every test
	$(SWIFT) build
	$(SWIFT) test

build: setup ## build the program for release, as .build/release/reachmap
	$(SWIFT) build $(RELEASE) --product reachmap

install: build ## copy the program to PREFIX/bin (PREFIX=/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/reachmap"

diagrams: build ## draw the gallery in Diagrams/ again
	@Scripts/diagrams $(PROGRAM)

format: ## lay out the sources as `make lint` wants them
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

lint: setup ## check the layout of the sources, and that they build without a warning
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	$(SWIFT) build --build-tests --scratch-path .build/lint -Xswiftc -warnings-as-errors

soak: setup ## run every test, with many more random estates; REACHMAP_SOAK_FROM tries others
	REACHMAP_SOAK=1 $(SWIFT) test

bench: build ## measure questions of large estates, against other programs
	$(SWIFT) build $(RELEASE) --package-path Benchmarks
	@Scripts/bench $(PROGRAM)
	@Scripts/bench-rules $(PROGRAM)
	@Scripts/bench-map $(PROGRAM)
	@Scripts/bench-matrix $(PROGRAM)
	@Scripts/bench-reading $(PROGRAM)
	@Scripts/bench-check $(PROGRAM)
	@Scripts/bench-mechanisms $(PROGRAM)

clean: ## remove what was built and drawn
	rm -rf .build Benchmarks/.build demo-output bench-output

setup:
	@Scripts/setup

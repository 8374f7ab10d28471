# dragoman, one command for each thing one wants of it. `make` alone lists them.
PYTHON ?= python3
PATH ?= /usr/local/bin:/usr/bin:/bin
export PATH
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
REPORTS ?= examples/reports
DEMO ?= build/demo.db
TEXTS ?= examples/reports
SECONDS ?= 600
REPORTS_MADE ?= 2000
POLNEAR ?= ../shared/gold/statements/polnear/dev
TRAIN ?= ../shared/gold/statements/polnear/train
EVENTS ?= ../shared/gold/events
PAGES ?= ../shared/gold/pages
EVENTS_MADE ?= 1000000
PEERS := build/peers
UV := 0.13.9
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types imports lexicon tests soak bench batch train votes coverage languages train-lines profiles peers balance store pages \
	fuzz fix lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

demo: $(READY) ## set up, read the bundled reports aloud, and keep them in a record to look at
	@mkdir -p build
	@$(BIN)/dragoman read $(REPORTS) --color --record $(DEMO)
	@echo
	@echo "They are kept in $(DEMO). To read, check and explore them in a browser:"
	@echo
	@echo "  $(BIN)/dragoman serve --record $(DEMO) --open"

test: $(READY) ## set up, and run the tests
	$(BIN)/pytest

check: format lint types imports lexicon tests ## everything: what a change must pass

format: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

lexicon: $(READY)
	$(BIN)/dragoman lexicon check

tests: $(READY)
	$(BIN)/pytest

soak: $(READY) ## the tests that take minutes
	$(BIN)/pytest --soak -m soak

bench: $(READY) ## words a second beside the bare spaCy pipeline; TEXTS=folder or .jsonl
	$(BIN)/python benchmarks/speed.py $(TEXTS)

batch: $(READY) ## two workers beside one, Dask, memory, cost by size; REPORTS_MADE=number (2000)
	$(BIN)/python benchmarks/batch.py --reports $(REPORTS_MADE)

pages: $(READY) ## pages a second beside trafilatura alone; PAGES=folder of .html
	$(BIN)/python benchmarks/pages.py $(PAGES)

fuzz: $(READY) ## sources damaged at random, for SECONDS (600); says how to make a finding again
	$(BIN)/python tests/fuzz.py --seconds $(SECONDS)

train: $(READY) ## the weights of statements anew; TRAIN=folder of the corpus to fit to
	$(BIN)/python train/statements.py $(TRAIN)

votes: $(READY) ## the weights of the votes on events anew; EVENTS=folder of the corpus to fit to
	$(BIN)/python train/events.py $(EVENTS)/plv_train.jsonl \
		--without $(EVENTS)/plv_dev.jsonl $(EVENTS)/gsr_dev.json

coverage: $(READY) ## how much of the surest events is right; EVENTS=folder of the gold standards
	$(BIN)/python benchmarks/events.py $(EVENTS)/gsr_dev.json $(EVENTS)/plv_dev.jsonl

train-lines: $(PEERS)/.ready ## the weights of scraped lines anew; PAGES=folder of pages with their articles
	$(PEERS)/bin/python train/lines.py $(PAGES)

profiles: $(PEERS)/.ready ## what outlet profiles find and lose; PAGES=folder of pages with their articles
	$(PEERS)/bin/python benchmarks/profiles.py $(PAGES)

peers: $(PEERS)/.ready ## who said what, beside other programs; POLNEAR=folder of the corpus
	$(PEERS)/bin/python benchmarks/statements.py $(POLNEAR)

balance: $(READY) ## seconds for the balance of signed graphs; GRAPHS=folder of CSV
	$(BIN)/python benchmarks/network.py $(GRAPHS)

store: $(READY) ## seconds that questions take on a record of EVENTS_MADE (1000000) events
	$(BIN)/python benchmarks/store.py --events $(EVENTS_MADE)

languages: $(READY) ## the model of languages anew, from py3langid
	$(BIN)/python scripts/derive_languages.py

fix: $(READY) ## repair what can be repaired: format, lint and the generated pages
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python docs/generate.py

lock: ## pin the newest versions that pyproject.toml allows, with their hashes
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv==$(UV)
	PATH="build/lock/bin:$$PATH" $(LOCK) --upgrade --output-file requirements.lock
	PATH="build/lock/bin:$$PATH" $(LOCK) --upgrade --all-extras --group dev \
		--output-file requirements-dev.lock
	PATH="build/lock/bin:$$PATH" $(LOCK) --group dev --group peers --constraint requirements-dev.lock \
		--output-file requirements-peers.lock

clean: ## take out what was made here: the environment and the caches
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The environment is made once, from the hashes in the lock file, and again when that changes.
$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "dragoman needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>&1 || true):"; \
		echo "try  make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "setting up $(VENV) (once; some minutes) …"
	@$(PYTHON) -m venv $(VENV) || { echo "on Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The programs that are compared with have an environment of their own, and nothing else uses it.
$(PEERS)/.ready: requirements-peers.lock pyproject.toml
	@echo "setting up $(PEERS) (once; some minutes) …"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-peers.lock
	@$(PEERS)/bin/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

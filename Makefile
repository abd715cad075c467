# planvev: `make` alone lists what there is to do.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
ASSETS := server/planvev/web/assets/built/manifest.json
STATE ?= .planvev
# Processes that tests run in; 0 for none besides pytest's own.
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help install assets serve test test-browser test-load test-promises test-hostile test-nightly screenshots conformance lint format validate adopted messages docs bench bench-import bench-links clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(STAMP) $(ASSETS) ## Create .venv and install planvev with what its tests need

FRONTEND := $(wildcard server/frontend/*.* server/frontend/css/* server/frontend/js/* server/frontend/js/*/*)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("planvev needs Python 3.11 or newer, this is %s" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(ASSETS): $(STAMP) $(FRONTEND)
	$(BIN)/python server/frontend/build.py

assets: $(ASSETS) ## Build the site's style sheets and scripts

serve: $(ASSETS) ## Check and load data/, then serve http://127.0.0.1:8000 (PORT=… for another)
	$(BIN)/planvev serve --state $(STATE) $(if $(PORT),--port $(PORT))

test: $(ASSETS) ## Run all tests, those in a browser too where there is a Chromium (JOBS=2)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

test-browser: $(ASSETS) ## Run the tests in a browser: axe, keyboard, paper, links, hostile data
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal tests/e2e/browser

test-load: $(ASSETS) ## Run the tests that kill, crash, crowd and start other stores (minutes)
	$(BIN)/python -m pytest tests/load tests/e2e --ignore tests/e2e/browser

test-promises: $(ASSETS) ## Hold a server to what docs/promises.md says, at the smaller sizes (minutes)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile tests/promises
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile tests/hostile

test-hostile: $(ASSETS) ## Attack a server: hostile requests, slow clients, floods, a siege (minutes)
	$(BIN)/python -m pytest tests/hostile

test-nightly: $(ASSETS) ## Run test-load and test-promises at the sizes that are promised (hours)
	PLANVEV_TEST_SIZE=large $(BIN)/python -m pytest tests/load tests/e2e tests/promises tests/hostile

screenshots: $(ASSETS) ## Take the pictures of docs/screenshots anew
	PYTHONPATH=tests $(BIN)/python docs/screenshots/take.py

conformance: $(ASSETS) ## Ask the W3C's tests of planvev and of Oxigraph's server; table and EARL
	PYTHONPATH=tests $(BIN)/python -m conformance.report planvev oxigraph \
	  --known tests/conformance/known_failures.toml --earl build/conformance/planvev.ttl

lint: $(STAMP) ## Check style (ruff) and types (mypy, strict)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP) ## Put the code into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

validate: $(STAMP) ## Check all of data/ against the shapes and the source texts
	$(BIN)/planvev validate data

adopted: $(STAMP) ## Read the samfunnsdel's text again into adopted.ttl
	$(BIN)/planvev import data/sources/trondheim/samfunnsdel-2009.txt --as text \
	  --profile samfunnsdel --plan https://w3id.org/planvev/id/trondheim/samfunnsdel-2009 \
	  --out data/plans/trondheim/samfunnsdel-2009/adopted.ttl

messages: $(STAMP) ## Bring the catalogues of translations up to date (AREA=… for one)
	$(BIN)/python server/messages.py $(AREA)

docs: $(STAMP) ## Write the reference of commands and settings anew (docs/cli.md, docs/settings.md)
	$(BIN)/python docs/generate.py

bench: $(ASSETS) ## Compare with Oxigraph's server on generated plans (SIZES=1,30,300; needs wrk)
	$(BIN)/python -m bench.run --sizes $(or $(SIZES),1,30,300) --json build/bench/results.json

bench-import: $(STAMP) ## Hold what imports find against hand counts (needs PLANVEV_SHARED; CORPUS=… for more)
	$(BIN)/python -m bench.ingest --json build/bench/import.json $(if $(CORPUS),--corpus $(CORPUS))

bench-links: $(STAMP) ## Hold suggestions of links against what people chose and TF-IDF (needs PLANVEV_SHARED)
	$(BIN)/python -m bench.links --json build/bench/links.json

clean: ## Remove what was built, installed and served (the state too)
	rm -rf $(VENV) $(STATE) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

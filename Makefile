# `make serve` and `make test` are all a user needs; each installs what it needs once.
.DEFAULT_GOAL := help
.PHONY: help serve test test-llm lint format types unit eval lock doctor clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

help: ## Say what the targets do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/serve.stamp ## Install, load seeds/ the first time and serve on 127.0.0.1:8000
	@exec $(BIN)/footnote serve --seeds seeds/articles

test: lint types eval unit ## Install, then lint, types, all tests and the evals

test-llm: $(VENV)/llm.stamp ## Test against a real model server; needs g++, slow the first time (builds it)
	$(BIN)/python -m tests.llm.build_server
	$(BIN)/pytest tests/llm

lint: $(VENV)/test.stamp ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp ## Check types
	$(BIN)/mypy

unit: $(VENV)/test.stamp ## Run all tests
	$(BIN)/pytest

eval: $(VENV)/test.stamp ## Ask what seeds/ can answer, judge the answers, and say what got worse
	$(BIN)/python -m evals

format: $(VENV)/test.stamp ## Format and fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

doctor: $(VENV)/serve.stamp ## Say what is installed and what is wrong
	@$(BIN)/footnote doctor

lock: $(VENV)/test.stamp ## Resolve the dependencies anew
	$(LOCK) pyproject.toml --extra build --output-file requirements.lock
	$(LOCK) pyproject.toml --extra build --extra dev --output-file requirements-dev.lock
	$(LOCK) --group llm --constraint requirements-dev.lock --output-file requirements-llm.lock

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --upgrade

clean: ## Remove the virtual environment, caches and the data folder
	rm -rf $(VENV) .cache .data .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The stamps are newer than the locks they were installed from, so nothing is installed twice.
$(VENV)/serve.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the service needs (once, 2 to 5 minutes on a slow network) ..."
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --quiet --editable .
	@touch $@

$(VENV)/test.stamp: requirements-dev.lock $(VENV)/serve.stamp
	@echo "Installing what the tests need ..."
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

$(VENV)/llm.stamp: requirements-llm.lock $(VENV)/test.stamp
	@echo "Installing what builds a model server and its models ..."
	$(PIP) install --require-hashes --requirement requirements-llm.lock
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Footnote needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 serve") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python can't make virtual environments; on Debian: apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

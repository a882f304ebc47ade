# Everything a person does to this checkout. `make help` lists it.

# POSIX sh: nothing beyond make and Python has to be there.
SHELL = /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test coverage bench lint lock assets clean

# Another Python for a new .venv: make run PYTHON=python3.12
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# How many test processes, and what else pytest is told: make test PYTEST_ARGS='-k search'
JOBS ?= 2
PYTEST_ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# An installation is as old as what it was made from.
LOCKED := requirements/dev.txt requirements/runtime.txt pyproject.toml
PACKAGED := hatch_build.py tools/build_assets.py package.json package-lock.json .npmrc

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/installed-run ## a sample college on http://127.0.0.1:8000, everything on this machine
	@$(BIN)/careers-evidence init
	@$(BIN)/careers-evidence sample
	@CE_BASE_URL=$${CE_BASE_URL:-http://$(HOST):$(PORT)} CE_SAMPLE_SIGN_INS=$${CE_SAMPLE_SIGN_INS:-yes} \
	  $(BIN)/careers-evidence serve --host $(HOST) --port $(PORT)

test: lint ## every check this machine can run: style, types, layers, tests
	$(BIN)/python -m pytest -n $(JOBS) $(PYTEST_ARGS)

# Apart, because counting lines nearly doubles the time that tests take.
coverage: .venv/installed-test ## the tests again, with the lines that none of them runs
	$(BIN)/python -m pytest -n $(JOBS) --cov --cov-report=term $(PYTEST_ARGS)

bench: .venv/installed-test ## the measurements of benchmarks/, into benchmarks/results.json
	$(BIN)/python -m benchmarks

lint: .venv/installed-test ## style, types and layers only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: .venv/installed-test ## new hashed requirement files from pyproject.toml
	$(BIN)/python tools/lock.py
	npm install --package-lock-only

assets: .venv/installed-run ## fetch and prepare the front-end packages (part of run and test)
	$(BIN)/python tools/build_assets.py

clean: ## remove what make made, but never data/
	rm -rf .venv node_modules webapp/static/vendor dist build .coverage .coverage.*
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment ---

.venv/bin/pip:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "$(PYTHON) is missing: install Python 3.11 or later, or name one: make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Careers Evidence needs Python 3.11 or later, and $(PYTHON) is older: name another: make PYTHON=python3.11."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: install it (Debian: apt-get install python3-venv) and run make again."; exit 1; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv --clear .venv

# npm comes with the machine, or as a wheel.
.venv/npm: requirements/node.txt | .venv/bin/pip
	@command -v npm >/dev/null 2>&1 || { echo "Installing Node ..."; $(PIP) install --quiet --require-hashes --requirement requirements/node.txt; }
	@touch $@

.venv/installed-run: requirements/runtime.txt pyproject.toml $(PACKAGED) .venv/npm | .venv/bin/pip
	@echo "Installing Careers Evidence ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/runtime.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-test: $(LOCKED) $(PACKAGED) .venv/npm | .venv/bin/pip
	@echo "Installing Careers Evidence and what its checks need ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/dev.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python tools/build_assets.py --dev
	@touch .venv/installed-run $@

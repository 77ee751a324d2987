# The two commands: `make demo` and `make test`. Everything is built inside the checkout (.venv).

# The first Python from 3.11 on; another one: make PYTHON=python3.13
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Nothing under test waits for the clock on the wall: one worker to a core keeps it busy.
WORKERS ?= $(shell python3 -c 'import os; print(os.cpu_count() or 1)' 2>/dev/null || echo 2)
# An index that hiccups must not fail a build: every install is tried three times.
retry = for n in 1 2 3; do $(1) && break; [ $$n = 3 ] && exit 1; echo "trying again ($$n)"; done

.PHONY: demo test test-long test-servers check bench picture lock clean
.DEFAULT_GOAL := demo

# More of it: make demo ARGS="--speed 10 --seed 2"
demo: $(VENV)/.run
	@$(BIN)/social-care demo $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not long"

# What takes minutes: processes killed at every point, every key pressed everywhere, long walks.
test-long: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m long

# Against real servers on loopback; skipped with a clear line where they cannot start.
test-servers: $(VENV)/.dev
	$(BIN)/python -m pytest -m servers tests/servers

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Triage beside plain VADER: make bench DATA=folder (ARGS=--ablate leaves each component out).
bench: $(VENV)/.dev
	@[ -n "$(DATA)" ] || { echo "bench needs labelled texts: make bench DATA=folder (docs/triage.md)"; exit 2; }
	@$(call retry,$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[bench]')
	@$(BIN)/python bench/triage.py $(DATA) $(ARGS)

# The README's picture of the console.
picture: $(VENV)/.run
	$(BIN)/python docs/picture.py

# Renew the pinned versions within the bounds of pyproject.toml.
lock: $(VENV)/.dev
	@$(call retry,$(BIN)/python -m pip install --quiet --upgrade --upgrade-strategy eager -e '.[dev,bench]')
	$(BIN)/python -m pip freeze --exclude-editable > requirements.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "social-care needs Python 3.11 or newer (and make)"; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing: install it (on Debian: python3-venv)"; exit 1; }

$(VENV)/.run: pyproject.toml requirements.lock | $(BIN)/python
	@$(call retry,$(BIN)/python -m pip install --quiet -c requirements.lock -e .)
	@touch $@

$(VENV)/.dev: pyproject.toml requirements.lock | $(BIN)/python
	@$(call retry,$(BIN)/python -m pip install --quiet -c requirements.lock -e '.[dev]')
	@touch $@ $(VENV)/.run

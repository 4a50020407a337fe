# Two commands do everything on a fresh machine with Python 3.11: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto

.PHONY: demo test setup spark lint types imports unit bench clean

demo: $(VENV)/.installed
	$(BIN)/remit demo

test: lint types imports unit

setup: $(VENV)/.dev

spark: $(VENV)/.spark

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy src

imports: $(VENV)/.dev
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS)

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/compare.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

$(VENV)/.spark: $(VENV)/.installed requirements-spark.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-spark.txt
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

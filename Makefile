# What a person does with this checkout. It needs Python 3.11 or later and make, and nothing else.
#   make demo PYTHON=/path/to/python3    takes another Python

VENV := .venv
BIN := $(VENV)/bin

ifndef PYTHON
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
endif

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs bench clean

help:  ## Show this list.
	@sed -n 's/^\([a-z]*\):.*  ## /\1	/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(VENV)/installed  ## Convert the demo blog to Markdown and to SQLite, and say what to try next.
	$(BIN)/wparchive convert fixtures/demo-blog/export.xml -o demo/blog
	$(BIN)/wparchive convert fixtures/demo-blog/export.xml -o demo/blog.db
	@cat docs/demo.txt

test: $(VENV)/tests  ## Run all tests.
	$(BIN)/python -m pytest

lint: $(VENV)/dev  ## Check style, types, layers, and that the generated pages are fresh.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

docs: $(VENV)/dev  ## Write the generated pages and the JSON Schema anew.
	$(BIN)/python docs/generate.py

bench: $(VENV)/tests  ## Measure the main job against xmllint, and what the dependencies are worth.
	$(BIN)/python tests/benchmarks/bench.py
	$(BIN)/python tests/benchmarks/bench_pages.py
	$(BIN)/python tests/benchmarks/dependencies.py

clean:  ## Remove what make made: the virtual environment, the demo, caches.
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is made when its step is done, and again when pyproject.toml changes.
# pip knows --group since 25.1; the one that comes with Python 3.11 is older.
$(VENV)/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later was not found. Install it, or say make PYTHON=/path/to/it" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/installed: pyproject.toml $(VENV)/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q wparchive  # or the first run does it, and each one where PYTHONDONTWRITEBYTECODE is set
	@touch $@

$(VENV)/tests: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group tests
	@touch $@

$(VENV)/dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

# Everything a fresh machine needs is made by these targets; `make demo` and `make test` are all one has to know.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# Real time, with nothing beside it.
LIVE := tests/app/test_counter_sound.py

# Compiled modules are kept even where the machine says not to: the tests start the program some hundred times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test lint types package clean

demo: $(VENV)/runtime
	$(RUN) -m app demo

test: $(VENV)/development
	$(RUN) -m pytest --ignore $(LIVE) -n logical --maxprocesses 8 --dist loadscope --no-loadscope-reorder
	$(RUN) -m pytest $(LIVE)

lint: $(VENV)/development
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/development
	$(VENV)/bin/mypy

package: $(VENV)/runtime
	$(RUN) -m app skill build

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, $(PYTHON) is older: try make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "no virtual environment: try apt install python3-venv"; exit 1; }

$(VENV)/runtime: requirements.txt constraints.txt | $(RUN)
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

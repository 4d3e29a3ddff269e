# Everything a fresh machine needs is made by these targets; `make demo` and `make test` are all one has to know.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# In real time: what runs beside it gives way.
LIVE := tests/app/test_counter_sound.py tests/app/test_far_sound.py
# uv takes 20 s for pip's 90; where it has no way out, as through a mirror that only pip was told of, pip goes.
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt
UV := $(RUN) -m uv pip install --python $(RUN) --quiet --compile-bytecode --system-certs -c constraints.txt

# Compiled modules are kept even where the machine says not to: the tests start the program some hundred times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test suite sound lint types package clean

demo: $(VENV)/runtime
	$(RUN) -m app demo

test: suite sound

suite: $(VENV)/development
	nice $(RUN) -m pytest $(addprefix --ignore=,$(LIVE)) -n auto --dist loadscope --no-loadscope-reorder

sound: $(VENV)/development
	@echo "with real sound: told at its end, from $(VENV)/sound.txt"
	@$(RUN) -m pytest $(LIVE) > $(VENV)/sound.txt 2>&1; ended=$$?; cat $(VENV)/sound.txt; exit $$ended

lint: $(VENV)/development
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/development
	nice $(VENV)/bin/mypy

package: $(VENV)/runtime
	$(RUN) -m app skill build

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, $(PYTHON) is older: try make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "no virtual environment: try apt install python3-venv"; exit 1; }

$(VENV)/runtime: requirements.txt constraints.txt | $(RUN)
	@-$(PIP) --only-binary uv uv
	$(UV) -r requirements.txt || $(PIP) -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	$(UV) -r requirements-dev.txt || $(PIP) -r requirements-dev.txt
	@touch $@

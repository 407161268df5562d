# `make run` and `make test` need nothing but Python 3.11 or newer and make; the rest is for those who build parkfund.

PYTHON ?= $(shell for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without bytecode every start of parkfund compiles some 700 modules anew: seconds for each command.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test slow lint types wheel schema catalogue pages data bench torture clean

run: $(VENV)/installed
	@$(BIN)/parkfund

# Three processes for two cores: tests of the interface wait for a fifth of their time.
test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 3 --dist loadfile -m "not slow"

# Exhaustive checks of minutes each.
slow: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 -m slow

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "parkfund needs Python 3.11 or newer with venv; none was found. Name one: make run PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version)"
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/installed

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/installed-dev
	$(BIN)/mypy

wheel: $(VENV)/installed-dev
	rm -rf dist
	$(BIN)/python -m build --outdir dist .

schema: $(VENV)/installed-dev
	@for kind in study criteria programme member scenarios; do $(BIN)/parkfund schema $$kind --out criteria/schema/$$kind.json; done

# Collect the sentences, merge them into the Russian catalogue, compile it; then translate what is new in the .po.
catalogue: $(VENV)/installed-dev
	$(BIN)/python tools/catalogue.py

# Pages of the documentation that are made from the program.
pages: $(VENV)/installed-dev
	$(BIN)/python tools/reference.py

data: $(VENV)/installed-dev
	$(BIN)/python tools/illustrative_round.py

# Peers are measured in an environment of their own; one that cannot be installed is left out.
$(VENV)-peers/tried: benchmarks/peers.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-peers
	@sed -n 's/^\([a-zA-Z][^ ]*\)$$/\1/p' benchmarks/peers.txt | while read peer; do \
		$(VENV)-peers/bin/python -m pip install --quiet "$$peer" || echo "left out: $$peer"; done
	@touch $@

bench: $(VENV)/installed-dev $(VENV)-peers/tried
	$(BIN)/python -m pytest benchmarks -p no:xdist -q -s --benchmark-max-time=0.4 --benchmark-min-rounds=3 \
		--benchmark-disable-gc --results benchmarks/RESULTS.md --peers $(VENV)-peers

# Hard use for about ten minutes: mutated and hostile files, accidents, awkward figures. SEED, MINUTES, CASES change it.
torture: $(VENV)/installed-dev
	$(BIN)/python -m tools.torture --seed $(or $(SEED),20251125) --minutes $(or $(MINUTES),10) $(if $(CASES),--cases $(CASES)) --out docs/reliability-run.md

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

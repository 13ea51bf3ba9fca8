# Everything a person does with a checkout; needs make, Python >= 3.11 and pip.
# `make test PYTHON=python3.12` uses another Python; each has its own environment below .venv/.

PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11); print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
ifeq ($(VERSION),)
$(error $(PYTHON) does not run or is older than Python 3.11; name another with PYTHON=...)
endif

VENV := .venv/$(VERSION)
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The lock holds setuptools too, so the build needs no environment of its own.
INSTALL_COGOV := $(INSTALL) --no-deps --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help demo test app docs pictures findings coverage ensemble notebooks regress records agreement bench release lint lock clean

help:  ## show this list
	@sed -nE 's/^([a-z]+):.*  ## (.*)/  make \1\t\2/p' Makefile | expand -t 18

demo: $(VENV)/.runtime  ## compare each on its own with joined up: a table, and a page in results/demo
	$(BIN)/cogov compare fragmented synergy --out results/demo

test: $(VENV)/.dev  ## run the tests; ARGS="-k name" passes options to pytest
	$(BIN)/python -m pytest --numprocesses auto $(ARGS)

app: $(VENV)/.dev  ## open the browser application at http://127.0.0.1:8765
	$(BIN)/cogov app

docs: $(VENV)/.dev  ## build the documentation site into docs/_build/html; a warning is an error
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet --jobs auto docs docs/_build/html

pictures: $(VENV)/.dev  ## draw the pictures of the READMEs again, a minute or two; needs Chromium
	$(BIN)/python docs/pictures/draw.py

findings: $(VENV)/.dev  ## make the figures of the READMEs and of docs/explanation anew, a quarter of an hour; NAMES="headline" makes one
	$(BIN)/python docs/findings.py $(NAMES)

coverage: $(VENV)/.dev  ## measure how often intervals hold the truth with few seeds; writes the table of docs/explanation/statistics
	$(BIN)/python -m benchmarks.coverage --write docs/explanation

ensemble: $(VENV)/.dev  ## draw plausible cities and state the claims over them, an hour or two, for the night; it goes on after a kill
	$(BIN)/python docs/findings.py ensemble search

notebooks: $(VENV)/.dev  ## run the notebooks of docs/notebooks, some minutes each; NAMES="meetings" runs one
	$(BIN)/python docs/notebooks/execute.py $(NAMES)

regress: $(VENV)/.dev  ## compare with the stored baseline; ARGS=wide: five years, for the night; ARGS="--update --reason '…'" makes it anew
	$(BIN)/cogov regress $(ARGS)

agreement: $(VENV)/.dev  ## hold agents and engine together over 300 cities; ARGS="50 1000" for 50 from 1000
	$(BIN)/python -m tests.agreement $(ARGS)

records: $(VENV)/.dev  ## read a public table of requests, fit the model to it, compare; FILE=table COLUMNS=file
	$(if $(FILE),,$(error name the table with FILE=...))
	$(BIN)/cogov city requests "$(FILE)" --map $(or $(COLUMNS),experiments/records/public_table.toml) --out results/records
	$(BIN)/cogov calibrate results/records/targets.toml --out results/records/fitted
	$(BIN)/cogov city compare results/records/facts.json results/records/fitted/fitted.toml --out results/records/compared

bench: $(VENV)/.dev  ## measure speed, by size and against agents, 10 minutes; ARGS="engine --write F" for a part
	$(BIN)/python -m benchmarks $(ARGS)

release:  ## check and build a release into dist/, and try it; nothing leaves this machine; DRY=1 builds in any case
	.ci/release

lint: $(VENV)/.dev  ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-cache --no-logo

# One resolution for all supported Pythons and systems; the smaller lock is held to the versions of the larger.
LOCK = .venv/lock/bin/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --group build \
	--generate-hashes --no-annotate --custom-compile-command "make lock"

lock: .venv/lock/.uv  ## renew the lock files from pyproject.toml
	$(LOCK) --extra app --extra notebooks --extra test --extra lint --extra docs --output-file requirements-dev.lock
	$(LOCK) --extra app --constraint requirements-dev.lock --output-file requirements-app.lock
	$(LOCK) --constraint requirements-dev.lock --output-file requirements.lock

clean:  ## remove environments, caches and build leftovers; results/ stays
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is younger than all it was made from; both stamps share one environment.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (once) ..."
	$(INSTALL) --requirement requirements.lock
	$(INSTALL_COGOV)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) for development (once) ..."
	$(INSTALL) --requirement requirements-dev.lock
	$(INSTALL_COGOV)
	@touch $@ $(VENV)/.runtime

.venv/lock/.uv:
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"
	@touch $@

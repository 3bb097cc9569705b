# Two commands are all most people need: `make run` and `make test`. The others are for those who change Beckon.

ifndef PYTHON
PYTHON := $(or $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done),python3)
endif
VENV := .venv
PY := $(VENV)/bin/python
LANGUAGES := de
BABEL = $(PY) -m babel.messages.frontend --quiet

# A stamp says for which lock file, folder and Python the environment was made. Its name is a checksum of them, so a
# changed lock file, a moved folder or a new Python means a new stamp, and nothing else does.
STAMP := $(VENV)/.server-$(shell { pwd; $(PYTHON) -V; cat requirements.txt setup.cfg pyproject.toml; } 2>&1 | cksum | tr -cd '0-9')
DEV_STAMP := $(VENV)/.tests-$(shell { pwd; $(PYTHON) -V; cat requirements.txt requirements-dev.txt; } 2>&1 | cksum | tr -cd '0-9')
NODE_STAMP := embed/node_modules/.lock-$(shell cksum < embed/package-lock.json | tr -cd '0-9')
HAS_NODE = .ci/install has-node

PIP := $(PY) -m pip --disable-pip-version-check --no-input --quiet
LOCK := $(PY) -m piptools compile --quiet --generate-hashes --strip-extras --no-header --allow-unsafe \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help run setup test lint format faults bench build i18n translations lock services
MAKEFLAGS += --no-print-directory

help: ## show this list
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: setup translations ## install what is missing, add the demo shop once, and serve
	@$(PY) -m app init --demo
	@trap : INT; $(PY) -m app serve || { code=$$?; test $$code -eq 130 || exit $$code; }

setup: $(STAMP) ## the environment and the server's dependencies, nothing else
	@:

$(STAMP): | $(VENV)/bin/python
	@echo "Installing the server's dependencies (once; versions and hashes are in requirements.txt)"
	@rm -f $(VENV)/.server-*
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

# The link .venv/bin/python is missing too when the Python that it points to has gone.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Beckon needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/install venv
	@echo "Making the virtual environment $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)

$(DEV_STAMP): $(STAMP)
	@echo "Installing what the tests need (once; versions and hashes are in requirements-dev.txt)"
	@rm -f $(VENV)/.tests-*
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

services:
	@.ci/install services

$(NODE_STAMP):
	@if $(HAS_NODE); then \
	  echo "Installing the packages of embed/ (once; versions and hashes are in embed/package-lock.json)"; \
	  cd embed && npm ci --no-audit --no-fund --silent && touch $(@:embed/%=%); \
	else echo "No Node 20 or newer here: TypeScript is left out"; fi

test: $(DEV_STAMP) services $(NODE_STAMP) translations ## every test; installs what is missing where it may
	@$(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(TESTS)

lint: $(DEV_STAMP) $(NODE_STAMP) ## ruff, mypy strict, tsc
	@status=0; \
	$(PY) -m ruff check . || status=1; \
	$(PY) -m ruff format --check . || status=1; \
	$(PY) -m mypy || status=1; \
	if $(HAS_NODE); then (cd embed && npm run --silent types) || status=1; \
	elif [ -n "$$CI" ]; then echo "tsc was left out, and nothing may be left out with CI=true"; status=1; fi; \
	exit $$status

format: $(DEV_STAMP) ## let ruff arrange imports and lines
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

faults: services $(DEV_STAMP) ## kill the server sixty times and break 10,000 lines while messages are sent; nothing may be lost
	@BECKON_TEST_KILLS=60 BECKON_TEST_FAULTS=10000 $(PY) -m pytest tests/faults

bench: $(DEV_STAMP) translations ## measure: a table, and JSON in instance/benchmarks.json
	@$(PY) -m tests.bench

build: $(NODE_STAMP) ## rebuild embed/dist from the TypeScript sources
	@cd embed && npm run --silent build

i18n: $(STAMP) ## collect new texts into the catalogues, for translators
	@$(BABEL) extract -F app/translations/extraction.cfg -k lazy_gettext -k _l --add-location file --sort-by-file --no-wrap --project Beckon \
	  --copyright-holder "The Beckon contributors" -o app/translations/messages.pot app plugins themes
	@for language in $(LANGUAGES); do \
	  if [ -f app/translations/$$language/LC_MESSAGES/messages.po ]; \
	  then $(BABEL) update --no-fuzzy-matching --ignore-obsolete --no-wrap -l $$language -i app/translations/messages.pot -d app/translations; \
	  else $(BABEL) init --no-wrap -l $$language -i app/translations/messages.pot -d app/translations; fi || exit 1; \
	done

translations: $(STAMP)
	@for texts in $$(find app plugins themes -name '*.po'); do \
	  test "$${texts%.po}.mo" -nt "$$texts" || $(BABEL) compile -i "$$texts" -o "$${texts%.po}.mo" || exit 1; \
	done

lock: $(DEV_STAMP) ## renew the lock files; UPGRADE=1 takes newer versions
	@$(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements.txt requirements.in
	@$(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements-dev.txt requirements-dev.in

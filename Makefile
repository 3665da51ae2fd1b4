# The verbs of the project; `make` alone prints them. Each sets up what it needs. What they do in detail stands in Python.
# Settings are environment variables: PORT=8001 SCICOMM_HOME=/srv/scicomm make run   (all of them: docs/settings.md)

.DEFAULT_GOAL := help
.PHONY: help setup run test test-postgres check format seed worker bench chaos docs messages migrations lock environment development

BIN := .venv/bin
PY := $(BIN)/python
# PYTHON=/path/to/python3 chooses another. Asked for once, and only by what needs it.
PYTHON ?= $(eval PYTHON := $(shell sh scicomm/config/choose_python.sh $(PY)))$(PYTHON)
# Checks look at the code, not at anybody's data.
PYTEST := $(PY) -m pytest -n auto --dist loadgroup
# Web, worker and commands start sooner from compiled files, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE
COMPILE := $(PY) -P -m scicomm.config.compile_messages && $(PY) -P -m compileall -q scicomm
NO_DATA := SCICOMM_HOME=$(CURDIR)/.venv/check-home DATABASE_URL=
LOCKING := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
# $(call step,name,command): runs one step of a check and prints its time.
step = @began=$$(date +%s); $(2) || { echo "FAILED  $(1)" >&2; exit 1; }; echo "ok  $(1)  $$(($$(date +%s) - began)) s"

help: ## Print these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

environment:
	@test -n "$(PYTHON)" || { echo "SciComm needs Python 3.11 or newer. On Debian and Ubuntu: apt install python3" >&2; exit 1; }
	@$(PYTHON) -I scicomm/config/virtual_environment.py run
	@$(COMPILE)

development:
	@test -n "$(PYTHON)" || { echo "SciComm needs Python 3.11 or newer. On Debian and Ubuntu: apt install python3" >&2; exit 1; }
	@$(PYTHON) -I scicomm/config/virtual_environment.py dev
	@$(COMPILE)

setup: development ## Make .venv with the locked dependencies and compile the messages

run: environment ## Start the site (first run: build the demonstration) until Ctrl-C
	@exec $(BIN)/scicomm up --prepare

test: development ## Run the whole suite, browser journeys included (ARGS="-k story" narrows it)
	@$(PY) tests/chromium.py
	$(PYTEST) $(ARGS)

test-postgres: development ## Run the whole suite on a throw-away PostgreSQL
	@$(PY) tests/chromium.py
	$(PY) -P -m scicomm.config.throwaway_postgres $(PYTEST) $(ARGS)

check: development ## Lint, format, contracts, types, Django checks, migrations, templates, catalogue
	$(call step,lint,$(BIN)/ruff check .)
	$(call step,format,$(BIN)/ruff format --check .)
	$(call step,contracts,$(BIN)/lint-imports)
	$(call step,types,$(NO_DATA) $(BIN)/mypy scicomm tests)
	$(call step,django,$(NO_DATA) $(BIN)/scicomm check --fail-level WARNING)
	$(call step,migrations,$(NO_DATA) $(BIN)/scicomm makemigrations --check --dry-run)
	$(call step,templates,$(NO_DATA) $(PY) -P -m scicomm.config.template_check)
	$(call step,catalogue,$(NO_DATA) $(PY) -P -m scicomm.config.catalogue check)

format: development ## Format the code and mend what the linter can
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

seed: environment ## Build the demonstration academy (doing it twice changes nothing)
	@$(BIN)/scicomm migrate --verbosity 0
	@$(BIN)/scicomm seed

worker: environment ## Run one more worker
	@exec $(BIN)/scicomm worker

bench: development ## Measure and write docs/benchmarks.md (NAME=... for one)
	@$(BIN)/scicomm bench $(if $(NAME),--name $(NAME))

chaos: development ## Kill web and worker at random through 30 runs of the loop, on SQLite and PostgreSQL
	@$(PY) -m tests.chaos
	@$(PY) -P -m scicomm.config.throwaway_postgres $(PY) -m tests.chaos

docs: development ## Write the generated pages of docs/ anew
	@$(BIN)/scicomm docs

messages: development ## Collect new strings into the catalogue
	@$(PY) -P -m scicomm.config.catalogue merge
	@$(COMPILE)

migrations: development ## Write migrations for changed models
	@$(BIN)/scicomm makemigrations

lock: development ## Choose the versions of the dependencies anew, with hashes
	$(LOCKING) --upgrade --output-file requirements.txt
	$(LOCKING) --upgrade --extra dev --constraint requirements.txt --output-file requirements-dev.txt

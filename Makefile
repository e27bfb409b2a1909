# Two commands do all on a fresh machine: `make run` and `make test`. `make help` lists the others.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test lint format translations requirements bench soak

BIN := .venv/bin

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

setup: ## make .venv from the lock file
	@sh scripts/setup.sh run

setup-dev:
	@sh scripts/setup.sh dev

run: setup ## start Kontora with demo data at http://127.0.0.1:8000
	@exec $(BIN)/python -m flask --app wsgi serve

test: setup-dev ## every check and test, as .ci/run does
	@bash scripts/test.sh

lint: setup-dev ## format, lint, import contracts, types, templates, dependencies
	@bash scripts/test.sh lint

format: setup-dev ## put the sources into the house's form
	@$(BIN)/python -m ruff check --fix-only --quiet .
	@$(BIN)/python -m ruff format .

translations: setup-dev ## gather texts into the catalogues and compile them
	@$(BIN)/python scripts/update_translations.py

requirements: ## export the lock file for pip (needs uv)
	@sh scripts/export_requirements.sh

bench: setup-dev ## measure Kontora; PEERS=folder measures others beside it
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python -m benchmarks.similar.run

soak: setup-dev ## kill imports, workers and web servers at random and count what is lost
	@$(BIN)/python benchmarks/soak.py

# The two commands that matter are `make run` and `make test`.
.PHONY: help run test check prove samples forms accuracy train
py = .venv/bin/python

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

run:  ## install what is missing, read sample_scans/, open the review screen
	@./install.sh run
	@.venv/bin/digitiser demo

test:  ## install what is missing, check everything, run the tests
	@./install.sh test
	@$(MAKE) --no-print-directory check
	@$(py) -m pytest -n 2

check:  ## style, types, architecture, documentation
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --verbose >/dev/null || .venv/bin/lint-imports

prove:  ## the longer proofs: accuracy on fresh sheets, kill loops
	@./install.sh test
	@$(py) -m pytest -n 2 -m prove
	@$(py) -m benchmarks.reading

accuracy:  ## measure the handwriting model on the real lines in ../shared/data
	@./install.sh test
	@$(py) -m training.accuracy ../shared/data/handwriting/*-dev.jsonl

samples:  ## draw sample_scans/ again
	@$(py) -m benchmarks.generator.scans sample_scans

forms:  ## print forms/*.pdf again from their TOML
	@$(py) -m digitiser.printing --write forms/

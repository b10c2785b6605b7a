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

prove:  ## the longer proofs: kill loops, and accuracy on fresh sheets
	@./install.sh test
	@$(py) -m pytest -n 2 -m prove
	@$(py) -m benchmarks.generator .prove/own --own --count 60 --seed 5
	@$(py) -m benchmarks.generator .prove/strangers --strangers --count 60 --seed 6
	@$(py) -m benchmarks.reading .prove/own --speed --out .prove/own.jsonl
	@$(py) -m benchmarks.reading .prove/strangers --speed --out .prove/strangers.jsonl

train:  ## train the handwriting model further; stops after an hour, goes on from there next time
	@./install.sh train
	@$(py) -m training.fonts
	@$(py) -m training.cells --pages 60
	@$(py) -m training.train --minutes 60
	@$(py) -m training.export --mean --commit

accuracy:  ## measure the handwriting model on lines and on sheets, Tesseract beside it; an hour
	@./install.sh test
	@$(py) -m training.table

samples:  ## draw sample_scans/ again
	@$(py) -m benchmarks.generator.scans sample_scans

forms:  ## print forms/*.pdf again from their TOML
	@$(py) -m digitiser.printing --write forms/

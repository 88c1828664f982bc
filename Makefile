# What people who work here call; .ci/run does all of it in a fresh environment.
.PHONY: test quick lint docs coverage bench
SIDE_BY_SIDE = -n auto --dist worksteal

# What stays within one process and is soon done: under two minutes of computing.
quick:
	python -m pytest $(SIDE_BY_SIDE) -m quick

test:
	python -m pytest $(SIDE_BY_SIDE)

lint:
	ruff check .
	ruff format --check .
	mypy
	lint-imports

docs:
	python docs/make/columns_page.py > docs/columns.md
	python docs/make/method_pages.py
	python docs/make/exit_codes.py
	python .ci/check_docs.py

coverage:
	coverage run -m pytest -m quick
	coverage report --skip-covered

# How long a weekly run takes, and the commands' help.
bench:
	python tests/benchmarks/bench_run.py
	python tests/benchmarks/bench_help.py

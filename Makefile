# What people who work here call; .ci/run does all of it in a fresh environment.
.PHONY: test quick lint docs

# Rules, plans, schemas and the small ones: what a change of a rule or a column breaks.
quick:
	python -m pytest tests/rules tests/methods tests/schemas tests/plan tests/ledger tests/cli/test_weekly_run.py

test:
	python -m pytest

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

# Everything happens in scripts/; `make run` and `make test` are the two to know.
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test faults check format coverage bench

help:
	@echo "make run       start Afterword with the demo (DEMO=0 make run: without)"
	@echo "make test      the whole suite on SQLite and PostgreSQL, then in a browser (ARGS=\"-k word\")"
	@echo "make faults    kill workers, brokers, databases and mail servers, and count the mails"
	@echo "make check     formatting, lint, types, layers, migrations, deployment"
	@echo "make format    mend what the checks can mend"
	@echo "make coverage  show which lines no test has been to"
	@echo "make bench     measure speed and size"

run test faults check format coverage bench:
	@$(PYTHON) -m scripts.bootstrap $@ $(ARGS)

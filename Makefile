# `make run` and `make test` need only a fresh clone and Python 3.11 or newer; `make help` lists the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8501
UV ?= uv
VENV := .venv
export PYTHON
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --no-deps

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Another port: make run PORT=8600. Another Python: make run PYTHON=/path/to/python3"

.PHONY: run
run: $(VENV)/ready ## Open the demonstration workspace in the dashboard
	@$(VENV)/bin/rasd serve --demo --headless --port $(PORT)

.PHONY: test
test: $(VENV)/ready-for-tests ## Run the tests (browser tests are skipped by name where no Chromium is installed)
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile

.PHONY: lint
lint: $(VENV)/ready-for-tests ## Run ruff, mypy --strict and the promises of the gazetteer's tables
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m gazetteer.check

.PHONY: check
check: lint test ## All that CI runs

.PHONY: gazetteer-check
gazetteer-check: $(VENV)/ready ## Prove what the gazetteer's tables promise: hashes, counts, licences, positions
	@$(PY) -m gazetteer.check

.PHONY: fast
fast: $(VENV)/ready-for-tests ## Compile the reading of articles, for large archives: 1.6 times as fast (needs a C compiler; some three minutes)
	@echo "Compiling extract/ (some three minutes on two cores) ..."
	@$(PY) deploy/compile.py

.PHONY: plain
plain: ## Go back from the compiled reading to plain Python
	rm -rf extract/*.so extract/*.pyd build

.PHONY: gate
gate: $(VENV)/ready-for-tests ## Score extraction on the annotated articles beside the floors that hold
	@$(PY) tests/gate.py

.PHONY: bench
bench: $(VENV)/ready-for-tests ## Measure speed, memory and growth into docs/benchmarks.md (a quarter of an hour, on a machine that does nothing else)
	@for part in measure extraction places ingest snapshot exports explore wire; do echo "$$part ..." >&2; $(PY) bench/$$part.py || exit 1; done > docs/benchmarks.md.new
	@mv docs/benchmarks.md.new docs/benchmarks.md

.PHONY: scorecard
scorecard: $(VENV)/ready-for-tests ## Write docs/scorecard.md: scores by field, with counts and intervals
	@$(PY) tests/gate.py --scorecard docs/scorecard.md

.PHONY: screenshots
screenshots: $(VENV)/ready-for-tests ## Make the pictures of the pages, among them docs/screenshot.png (needs Chromium)
	@$(PY) tests/screenshots.py

.PHONY: readme
readme: $(VENV)/ready-for-tests ## Write the outputs of README's commands anew
	@PYTHONPATH=. $(PY) tests/test_docs.py

.PHONY: lock
lock: ## Write the three locks anew from pyproject.toml (needs uv)
	$(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--excludes requirements-exclude.txt --group build --upgrade --output-file requirements.lock > /dev/null
	$(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--excludes requirements-exclude.txt --group build --group test --extra web --extra public --extra postgres --extra cluster --extra remote --constraint requirements.lock \
		--upgrade --output-file requirements-test.lock > /dev/null
	$(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--excludes requirements-exclude.txt --group build --extra public --constraint requirements-test.lock \
		--upgrade --output-file requirements-public.lock > /dev/null

.PHONY: dependencies
dependencies: $(VENV)/ready-for-tests ## Write docs/dependencies.md: what the locks hold, since when, under which licence
	@$(PY) bench/dependencies.py

.PHONY: clean
clean: plain ## Remove the environment, the demonstration workspace and what tools left behind
	rm -rf $(VENV) .demo screenshots dashboard/static/vendor *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say which lock the environment was made from, so that a second run starts at once.
$(VENV)/ready: requirements.lock pyproject.toml | $(PY)
	@echo "Installing Rasd and what it needs into $(VENV) (about 0.8 GB, once; a minute or two) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/ready-for-tests: requirements-test.lock pyproject.toml | $(PY)
	@echo "Installing Rasd, what it needs and the test tools into $(VENV) (about 1 GB, once; a minute or two) ..."
	@$(PIP) --require-hashes -r requirements-test.lock
	@$(PIP) --no-build-isolation -e .
	@touch $@ $(VENV)/ready

$(PY):
	@for name in $${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3 python}; do \
		"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && found="$$name" && break; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Rasd needs Python 3.11 or newer; found $$($${PYTHON:-python3} --version 2>&1 || true)" >&2; \
		echo "Install one (python.org, or your system's python3.12 package), or name it: make run PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2> /dev/null; then \
		echo "$$found cannot make virtual environments; on Debian or Ubuntu: sudo apt install $$(basename $$found)-venv" >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

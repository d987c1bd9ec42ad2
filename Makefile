# 毎日使う言葉: make demo / make test / make check / make bench / make torture
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check bench torture docs wheel mutants clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $(READY)

demo: $(READY)
	$(BIN)/seki demo demo
	@echo "（seki は $(BIN)/seki にあります。source $(BIN)/activate のあとは seki と打てます）"

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal tests

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# 速さの目標。BENCH_SIZES=1000 make bench なら小さい台帳だけ（docs/speed.md）
bench: $(READY)
	PYTHONPATH=.:tests $(BIN)/python -m bench.run_bench

torture: $(READY)
	PYTHONPATH=.:tests $(BIN)/python -m torture.run_torture $(ROWS)

docs: $(READY)
	PYTHONPATH=tests $(BIN)/python -m docs.write_generated

mutants: $(READY)
	$(BIN)/python tests/mutants/run_mutants.py

wheel: $(READY)
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf $(VENV) dist build demo .pytest_cache .mypy_cache .ruff_cache .hypothesis

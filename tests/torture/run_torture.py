"""`make torture`: the long forms of all tests of safety, one after another, and one table of what they found.

    python -m torture.run_torture                all rows, at the figures of safety
    python -m torture.run_torture t1 t5          some of them
    python -m torture.run_torture --scale 0.1    a tenth of each
    python -m torture.run_torture --seed 7       the same chances again; a seed is drawn and printed otherwise

A row of seki that lost anything, a row of the naive twin that lost nothing, and a test that is not there end it with 1.
"""

import argparse
import importlib
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from conftest import leave_this_machine
from torture.row import Row, print_table

FIGURES: Final[dict[str, int]] = {
    "t1": 1_000,
    "t2": 600,
    "t3": 240,
    "t4": 256,
    "t5": 400,
    "t6": 40,
    "t7": 30_000,
    "t8": 20_000,
    "t9": 1,
    "t10": 1,
    "t11": 1,
    "mutants": 1,
}
"""How often each test is done; where the figure is 1 the test goes through all there is."""

HERE: Final = Path(__file__).parent
Run = Callable[[int, int], "Row | Iterable[Row]"]


def main() -> None:
    """Run what was asked for and print the table."""
    asked = _asked()
    leave_this_machine()
    names = asked.rows or [*FIGURES, *_others()]
    print(f"種（seed）: {asked.seed}", flush=True)
    rows = []
    for name in names:
        for row in run_rows(name, asked.scale, asked.seed):
            print(f"… {row.test} {row.what}: {row.many} のうち {row.lost}（{row.seconds:.1f} 秒）", file=sys.stderr, flush=True)
            rows.append(row)
    print_table(rows)
    bad = [row for row in rows if not row.good]
    print(f"\n{'すべて期待どおりです' if not bad else f'期待とちがう行が {len(bad)} あります'}（seed {asked.seed}）")
    sys.exit(1 if bad else 0)


def run_rows(name: str, scale: float, seed: int) -> Iterator[Row]:
    """Run one module of this folder at a part of its figure, and its naive twin where it has one.

    One that breaks counts as a loss.
    """
    try:
        module = importlib.import_module(f"torture.{name}")
    except ModuleNotFoundError as missing:
        if missing.name != f"torture.{name}":
            raise
        yield Row(test=name.upper(), what="この試験がありません", many=0, lost=1, seconds=0)
        return
    many = max(1, round(getattr(module, "TORTURE", FIGURES.get(name, 1)) * scale))
    yield from _rows_of(name, module.run, many, seed)
    if hasattr(module, "run_naive"):
        yield from (replace(row, twin=True) for row in _rows_of(name, module.run_naive, many, seed))


def _rows_of(name: str, run: Run, many: int, seed: int) -> Iterator[Row]:
    start = time.monotonic()
    try:
        found = run(many, seed)
        yield from (found,) if isinstance(found, Row) else found
    except Exception as error:  # noqa: BLE001 - the other rows are wanted whatever becomes of this one
        traceback.print_exc()
        yield Row(
            test=name.upper(),
            what=f"試験が止まりました（{type(error).__name__}）",
            many=0,
            lost=1,
            seconds=time.monotonic() - start,
        )


def _others() -> list[str]:
    """Return the tests of this folder that safety does not number: they have a TORTURE figure of their own."""
    known = {*FIGURES, "row", "run_torture"}
    return [
        path.stem
        for path in sorted(HERE.glob("*.py"))
        if path.stem not in known and not path.stem.startswith("test_") and "\nTORTURE" in path.read_text(encoding="utf-8")
    ]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="安全の試験の長い形を通し、一つの表にまとめます。")
    parser.add_argument("rows", nargs="*", metavar="行", help="t1 t5 のように。なければ全部")
    parser.add_argument("--scale", type=float, default=1.0, help="回数にかける数（0.1 なら十分の一）")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="同じ種なら同じ偶然")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""`make bench`: the goals of speed, measured in one run on generated workspaces, and how well likely duplicates are found.

It is no test and never fails a build: it prints what is met and what is not. By environment:

    BENCH_SIZES="1000 10000 50000"   how many cases (these are the sizes that the goals speak of)
    BENCH_FOLDER=…                   where workspaces are made (a temporary folder)
    BENCH_KEEP=1                     keep them, and use those of an earlier run of the same generator
    BENCH_ROUNDS=7 BENCH_SECONDS=120 BENCH_CAP=180   rounds of a comparison, when it stops early, the longest single run
    BENCH_COLD=1                     as root: also with nothing of the disk in memory (slows the whole machine down)
    BENCH_DOC=docs/speed.md          put the tables into that page
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.duplicates import print_duplicates
from bench.goals import MET, NOT_MEASURED, NOT_MET, Figures
from bench.measuring import Budget, Measured
from bench.memory import measure_own
from bench.peers import find_schema_checker, race_schema_checker
from bench.report import build_report, count_marks, write_into
from bench.workplace import (
    Timings,
    Workplace,
    open_workplace,
    race_changes,
    race_cold,
    race_cold_disk,
    race_questions,
    race_saves,
    race_starts,
)

SIZES: Final = "1000 10000 50000"
_STARTS: Final = 6


def main() -> None:
    """Measure every size that is asked for and print the tables."""
    sizes = sorted({int(word.replace(",", "")) for word in os.environ.get("BENCH_SIZES", SIZES).split()})
    budget = Budget(rounds=_number("BENCH_ROUNDS", 7), seconds=_number("BENCH_SECONDS", 120), cap=_number("BENCH_CAP", 180))
    every: list[Figures] = []
    with _folder() as folder:
        checker = find_schema_checker(folder)
        checked: tuple[Measured, int] | None = None
        for size in sizes:
            place = open_workplace(folder, size, keep="BENCH_KEEP" in os.environ)
            if checker and checked is None:
                checked = race_schema_checker(checker, place.root, place.truth, budget.cap)
            starts = every[0].starts if every else race_starts(replace(budget, rounds=_STARTS))
            every.append(replace(measure(place, budget, starts), checked=checked))
        report = build_report(every, folder)
    print(report)
    marks = count_marks(every)
    print(f"目標に対して: {MET} {marks[MET]}・{NOT_MET} {marks[NOT_MET]}・{NOT_MEASURED} {marks[NOT_MEASURED]}\n")
    if page := os.environ.get("BENCH_DOC"):
        write_into(Path(page), report)
    print_duplicates()


def measure(place: Workplace, budget: Budget, starts: Timings) -> Figures:
    """Measure everything in one workspace. `starts` are the same at every size."""
    cold = race_cold(place, replace(budget, rounds=max(1, budget.rounds // 2)))
    questions = race_questions(place, budget)
    dirty, saved = race_changes(place, budget)
    return Figures(
        size=place.size,
        files=place.truth.files,
        starts=starts,
        questions=questions,
        cold=cold,
        dirty=dirty,
        saved=saved,
        saves=race_saves(place, budget),
        own=measure_own(place, budget.cap),
        cold_disk=race_cold_disk(place, replace(budget, rounds=1)),
    )


def _number(name: str, usual: int) -> int:
    return int(os.environ.get(name, usual))


@contextmanager
def _folder() -> Iterator[Path]:
    named = os.environ.get("BENCH_FOLDER")
    if named:
        Path(named).mkdir(parents=True, exist_ok=True)
        yield Path(named).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="seki-bench-") as made:
        yield Path(made)


if __name__ == "__main__":
    main()

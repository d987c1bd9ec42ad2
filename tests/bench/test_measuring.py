"""How the bench measures and judges: in turns, with a bound on every run, and nothing that was not measured counts as met."""

import sys
from pathlib import Path
from typing import Any

import pytest

from bench.goals import GOALS, MET, NO_GOAL, NOT_MEASURED, NOT_MET, Cell, Goal, ratio
from bench.measuring import Budget, Job, Measured, Run, race
from bench.memory import own_peak
from bench.report import BEGIN, END, write_into

BUDGET = Budget(rounds=2, seconds=60, cap=30)


def python(name: str, code: str, codes: tuple[int, ...] = (0,)) -> Job:
    return Job(name=name, words=(sys.executable, "-S", "-c", code), codes=codes)


def took(*walls: float) -> Measured:
    return Measured(runs=[Run(wall=wall, cpu=wall / 2, peak=20) for wall in walls])


def goal(**own: object) -> Goal:
    return Goal(key="G0", what="", measure=lambda _: Cell(), **own)  # type: ignore[arg-type]


def test_jobs_run_in_turns_and_each_is_made_ready() -> None:
    order: list[str] = []
    jobs = [
        Job(name=name, words=(sys.executable, "-S", "-c", "pass"), before=lambda _, name=name: order.append(name))
        for name in ("a", "b")
    ]
    found = race(jobs, BUDGET)
    assert order == ["a", "b", "b", "a"]
    assert all(len(one.runs) == 2 and one.wall > 0 and one.cpu > 0 for one in found.values())


def test_memory_is_that_of_the_command_and_not_of_whoever_started_it() -> None:
    ballast = bytearray(80 << 20)
    found = race([python("small", "pass"), python("large", "bytearray(60 << 20)")], BUDGET)
    assert found["small"].peak < 30 < 60 < found["large"].peak
    assert ballast


def test_own_memory_is_that_of_our_processes_and_not_of_what_they_ask() -> None:
    asks = "import subprocess; subprocess.run('head -c 200000000 /dev/zero | tail -n 1', shell=True, stdout=subprocess.DEVNULL)"
    shares = "import os, time; child = os.fork(); child or (bytearray(60 << 20), time.sleep(0.3)); child and os.wait()"
    small, large = (own_peak(python(name, code), 30) or 0.0 for name, code in (("asks", asks), ("shares", shares)))
    assert race([python("asks", asks)], BUDGET)["asks"].peak > 150
    assert 0 < small < 30 < 60 < large


def test_own_memory_of_what_fails_or_takes_too_long_is_not_told() -> None:
    assert own_peak(python("bad", "raise SystemExit(3)"), 30) is None
    assert own_peak(python("slow", "import time; time.sleep(60)"), 0.3) is None


def test_a_run_that_takes_too_long_is_ended_and_shows_only_a_bound() -> None:
    slow = race([python("slow", "import time; time.sleep(60)")], Budget(rounds=3, seconds=60, cap=0.3))["slow"]
    assert slow.capped == 0.3
    cell = ratio(slow, took(0.1))
    assert cell.beyond == "more"
    assert [goal(bound=bound).judge(cell, 1) for bound in (2, 100)] == [NOT_MET, NOT_MEASURED]


def test_a_job_that_fails_is_no_measurement() -> None:
    found = race([python("bad", "raise SystemExit(3)"), python("good", "raise SystemExit(3)", codes=(0, 3))], BUDGET)
    assert (found["bad"].failed, found["bad"].runs, bool(found["good"].runs)) == ("終了コード 3", [], True)
    assert goal(bound=1.0).judge(ratio(found["bad"], found["good"]), 1_000) == NOT_MEASURED


def test_the_medians_are_judged() -> None:
    cell = ratio(took(3.0, 1.0, 9.0), took(1.0, 1.0, 4.0))
    assert (cell.value, cell.best, cell.cpu) == (3.0, 1.0, 3.0)
    assert [goal(bound=bound).judge(cell, 1_000) for bound in (3.0, 2.9)] == [MET, NOT_MET]
    assert [goal(bound=bound, at_least=True).judge(cell, 1_000) for bound in (3.0, 3.1)] == [MET, NOT_MET]


@pytest.mark.parametrize(
    ("beyond", "at_least", "value", "said"),
    [
        ("more", False, 3.0, NOT_MET),
        ("more", False, 1.0, NOT_MEASURED),
        ("less", False, 1.0, MET),
        ("less", False, 3.0, NOT_MEASURED),
        ("more", True, 3.0, MET),
        ("more", True, 1.0, NOT_MEASURED),
        ("less", True, 1.0, NOT_MET),
        ("less", True, 3.0, NOT_MEASURED),
    ],
)
def test_a_bound_shows_what_it_shows_and_no_more(beyond: Any, at_least: bool, value: float, said: str) -> None:
    assert goal(bound=2.0, at_least=at_least).judge(Cell(value=value, beyond=beyond), 1_000) == said


def test_a_goal_for_one_size_is_none_for_another() -> None:
    only = goal(at={10_000: 0.5})
    assert [only.judge(Cell(value=0.4), size) for size in (1_000, 10_000)] == [NO_GOAL, MET]


def test_what_was_not_measured_is_named_and_never_met() -> None:
    assert goal(bound=1.0).judge(ratio(None, took(1.0), "入っていません"), 1_000) == NOT_MEASURED


def test_every_goal_that_is_a_ratio_is_there() -> None:
    assert {one.key for one in GOALS} == {f"G{number}" for number in range(1, 11)}


def test_a_page_takes_the_tables_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"前\n{BEGIN}\n古い表\n{END}\n後\n", encoding="utf-8")
    write_into(page, "新しい表\n")
    write_into(page, "新しい表\n")
    assert page.read_text("utf-8") == f"前\n{BEGIN}\n\n新しい表\n\n{END}\n後\n"
    page.write_text("前\n", encoding="utf-8")
    with pytest.raises(ValueError, match="make bench"):
        write_into(page, "新しい表\n")

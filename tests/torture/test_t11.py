"""T11 in short: some of the days of each row, the edges through commands, and a writer in another part of the world."""

import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from carried import Household, carried
from torture import t11
from torture.calendar_table import age_at, all_days, first_after, months_after, numbers, weekday

WORLDS = (("UTC", "C"), ("Asia/Tokyo", "C.UTF-8"), ("America/Los_Angeles", "tr_TR.UTF-8"))


def test_the_table_counts_as_people_do() -> None:
    """Facts that anybody can look up, so that the table is no second guess."""
    assert len(t11.days_of_the_work()) == 7671
    assert len(t11.days_of_the_work()) * len(t11.MONTHS) == 184_104
    assert weekday((2019, 5, 1)) == "水"
    assert weekday((2025, 6, 11)) == "水"
    assert weekday((2000, 2, 29)) == "火"
    assert (1900, 2, 29) not in numbers()
    assert months_after((2024, 1, 31), 1) == (2024, 2, 29)
    assert first_after((2025, 1, 31), 1, 1, (2025, 2, 28)) == (2025, 3, 31)
    assert age_at((2007, 4, 1), (2025, 3, 31)) == 18
    assert age_at((2004, 2, 29), (2022, 2, 27)) == 17
    assert [f"{date(*day):%Y-%m-%d}" for day in all_days()[:2]] == ["1873-01-01", "1873-01-02"]


@pytest.mark.parametrize(
    ("row", "step", "least"),
    [(t11.months_row, 11, 15_000), (t11.reviews_row, 61, 3_000), (t11.days_row, 7, 10_000), (t11.ages_row, 17, 5_000)],
)
def test_the_days_are_those_of_the_table(row, step: int, least: int) -> None:
    found = row(step)
    assert found.lost == 0
    assert found.many > least


def test_the_naive_ways_of_counting_fail() -> None:
    assert t11.naive_row(13).lost > 100


def test_the_answer_is_the_same_anywhere_on_earth(tmp_path: Path) -> None:
    row = t11.world_row(carried(tmp_path), WORLDS, (("due", "--within", "400"), ("plan", "show", "{plan}")))
    assert row.lost == 0, row.note
    assert row.many == 6


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """One household for questions that change nothing."""
    return carried(tmp_path_factory.mktemp("days"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("平成31年4月30日", "平成31年4月30日"),
        ("H31.4.30", "平成31年4月30日"),
        ("R1.5.1", "令和元年5月1日"),
        ("令和元年５月１日", "令和元年5月1日"),
        ("2020-02-29", "令和2年2月29日"),
        ("R22.3.31", "令和22年3月31日"),
    ],
)
@pytest.mark.parametrize("by_environment", [False, True])
def test_the_day_of_a_call_at_the_edges(
    home: Household, typed: str, shown: str, by_environment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_environment:
        monkeypatch.setenv("SEKI_TODAY", typed)
    said = home.desk.on("" if by_environment else typed).try_("due")
    assert said.code == 0
    assert f"（{shown} の時点で見ています）" in said.err


@pytest.mark.parametrize("typed", ["平成31年5月1日", "R1.4.30", "2025-02-29", "令和0年1月1日", "2025-13-01", "R7.2.29"])
def test_a_day_that_was_not_is_no_day_of_a_call(home: Household, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.desk.on(typed).try_("due").code == 2
    monkeypatch.setenv("SEKI_TODAY", typed)
    said = home.desk.on("").try_("due")
    assert said.code == 2
    assert "SEKI_TODAY" in said.err


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_what_is_written_elsewhere_has_the_day_and_time_of_japan(
    tmp_path: Path, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine of another zone the day of the call is the day of the record, of its number and of its commit."""
    home = carried(tmp_path)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for day in ("2025-12-31", "2026-03-31", "2026-04-01"):
            saved = home.desk.on(day).do("note", "add", home.case, "--by", "sato", given="method: 電話\nfact: 話した\n")
            text = (home.desk.root / saved["path"]).read_text(encoding="utf-8")
            assert saved["note"].startswith(day.replace("-", ""))
            assert f"\ndate: {day}\n" in text
            assert f"\nrecorded: {day}T" in text
            assert "+09:00\n" in text
            shown = subprocess.run(
                ["git", "-C", home.desk.root, "show", "-s", "--format=%aI"], capture_output=True, text=True, check=True
            )
            assert shown.stdout.startswith(f"{day}T")
            assert shown.stdout.endswith("+09:00\n")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_ages_on_a_case_change_on_the_day_before_the_birthday(home: Household) -> None:
    """Born on 3 February 1978: 47 on the 1st, 48 on the 2nd of February 2026, as the law counts."""
    ages = {}
    for day in ("2026-02-01", "2026-02-02", "2026-02-03"):
        said = home.desk.on(day).try_("case", "show", home.case)
        ages[day] = [age for age in (47, 48) if f"{age}歳" in said.out]
    assert ages == {"2026-02-01": [47], "2026-02-02": [48], "2026-02-03": [48]}

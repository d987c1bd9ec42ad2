"""T11: days. Every day from 2019-04-01 to 2040-03-31 and one to 24 months, eras, fiscal years, ages; against a counted table."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Final

from carried import Household, carried
from seki_cli.model.days import add_months, age_on, fiscal_folder, fiscal_year
from seki_cli.model.office import Intervals
from seki_cli.model.plan import Schedule
from seki_cli.model.wareki import parse_day, parse_fiscal_year, show_day, show_day_short, show_day_with_weekday, show_fiscal_year
from seki_cli.rules.review import first_slot, review_days
from torture.calendar_table import (
    Day,
    age_at,
    all_days,
    era_day,
    first_after,
    fiscal,
    months_after,
    numbers,
    weekday,
)
from torture.row import Row

PACKAGE: Final = Path(__file__).parents[2]
FROM: Final = (2019, 4, 1)
UNTIL: Final = (2040, 3, 31)
MONTHS: Final = range(1, 25)
ZONES: Final = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu")
LOCALES: Final = ("C", "C.UTF-8", "POSIX", "ja_JP.UTF-8", "ja_JP.SJIS", "tr_TR.UTF-8", "th_TH.UTF-8")
_STEP_IN_SHORT: Final = 13


def run(many: int, seed: int) -> Iterator[Row]:  # noqa: ARG001 - all there is
    """Run all of T11."""
    yield months_row(1)
    yield reviews_row(1)
    yield days_row(1)
    yield ages_row(1)
    with tempfile.TemporaryDirectory(prefix="seki-t11-") as folder:
        yield world_row(carried(Path(folder)), tuple(product(ZONES, ("C.UTF-8",))) + tuple(product(("UTC",), LOCALES)))


def days_of_the_work() -> tuple[Day, ...]:
    """Return every day from 2019-04-01 to 2040-03-31."""
    return all_days()[numbers()[FROM] : numbers()[UNTIL] + 1]


def _of(day: date | None) -> Day | None:
    return (day.year, day.month, day.day) if day else None


def months_row(step: int) -> Row:
    """Count one to 24 months from every day, forth and back."""
    began, many, wrong = time.monotonic(), 0, 0
    for day in days_of_the_work()[::step]:
        anchor = date(*day)
        for months in MONTHS:
            many += 1
            wrong += _of(add_months(anchor, months)) != months_after(day, months)
            wrong += _of(add_months(anchor, -months)) != months_after(day, -months)
    return _row("どの日からも 1〜24 か月後と前", many, wrong, began)


def reviews_row(step: int) -> Row:
    """Work out the review days of a plan decided on every day, with every interval: of its own, from a first day, or none."""
    began, many, wrong = time.monotonic(), 0, 0
    for place, day in enumerate(days_of_the_work()[::step]):
        decided = date(*day)
        for every in MONTHS:
            many += 1
            office = Intervals(review_months=every, first_review_months=1 + (place + every) % 6)
            later = days_of_the_work()[(place * 31 + every * 97) % len(days_of_the_work())]
            own = Schedule(every_months=every, first_date=date(*months_after(day, every % 5)))
            wrong += _of(first_slot(own, decided, decided, office)) != first_after(months_after(day, every % 5), 0, every, day)
            wrong += _of(first_slot(Schedule(), decided, decided, office)) != months_after(day, office.first_review_months)
            threshold = max(day, later)
            expected = first_after(day, office.first_review_months, every, threshold)
            wrong += _of(first_slot(Schedule(), decided, date(*later), office)) != expected
        until = months_after(day, 36)
        slots = [months_after(day, 1 + 3 * n) for n in range(13)]
        found = review_days(Schedule(), decided, date(*until), Intervals())
        wrong += [_of(slot) for slot in found] != [slot for slot in slots if slot <= until]
    return _row("見直しの日（どの日に決めても、どの間隔でも）", many, wrong, began)


def days_row(step: int) -> Row:
    """Show every day since 1873 and read it back, in every spelling; name its fiscal year and its weekday."""
    began, many, wrong = time.monotonic(), 0, 0
    today = date(2025, 6, 11)
    for day in all_days()[::step]:
        many += 1
        one = date(*day)
        long, short = era_day(day)
        wrong += show_day(one) != long or show_day_short(one) != short
        wrong += show_day_with_weekday(one) != f"{long}({weekday(day)})"
        wrong += fiscal_year(one) != fiscal(day)
        wrong += parse_day(long, today) != one or parse_day(short, today) != one
        if FROM <= day <= UNTIL:
            wide = str(one).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})
            wrong += any(parse_day(text, today) != one for text in (str(one), wide, f"{one:%Y%m%d}", f"{long}({weekday(day)})"))
            wrong += fiscal_folder(one) != f"R{fiscal(day) - 2018:02d}"
            wrong += parse_fiscal_year(show_fiscal_year(fiscal(day))) != fiscal(day)
    return _row("元号・曜日・年度（1873 年から 2070 年まで毎日）", many, wrong, began)


def ages_row(step: int) -> Row:
    """Tell the age of somebody born on each day of a leap year and of the next, on each day around every birthday."""
    began, many, wrong = time.monotonic(), 0, 0
    first = numbers()[(2000, 1, 1)]
    for born in all_days()[first : first + 731 : step]:
        for age in (*range(1, 40), 64, 65, 66):
            birthday = numbers()[months_after(born, 12 * age)]
            for day in all_days()[birthday - 2 : birthday + 2]:
                many += 1
                wrong += age_on(date(*born), date(*day)) != age_at(born, day)
    return _row("年齢（誕生日の前後の毎日）", many, wrong, began)


QUESTIONS: Final = (("due", "--within", "400"), ("plan", "show", "{plan}"), ("case", "show", "{case}"))


def world_row(home: Household, worlds: tuple[tuple[str, str], ...], questions: tuple[tuple[str, ...], ...] = QUESTIONS) -> Row:
    """Ask the same in other time zones and locales: the answer is the same, and what is written says the same time of Japan."""
    began, many, wrong = time.monotonic(), 0, []
    answers: dict[tuple[str, ...], bytes] = {}
    for zone, tongue in worlds:
        for words in questions:
            many += 1
            code, said = spoken(home, zone, tongue, *home.spoken(words))
            if code or answers.setdefault(words, said) != said:
                wrong.append(f"{zone} {tongue} {words[0]}")
    return _row("時間帯とロケール", many, len(wrong), began, "・".join(wrong[:5]))


def spoken(home: Household, zone: str, tongue: str, *words: str, day: str = "2026-03-31") -> tuple[int, bytes]:
    """Run one call in a process that lives in another time zone and speaks another language."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("LC_") and key != "LANG"}
    told = subprocess.run(
        [sys.executable, "-c", "from seki_cli.main import run; run()", "-C", str(home.desk.root), *words, "--json"],
        capture_output=True,
        env={**env, "PYTHONPATH": str(PACKAGE), "TZ": zone, "LC_ALL": tongue, "SEKI_TODAY": day},
        timeout=60,
        check=False,
    )
    return told.returncode, told.stdout


def run_naive(many: int, seed: int) -> Row:  # noqa: ARG001 - all there is
    """Count months and ages as they are often counted: from the last result, 30 days a month, by the year's difference."""
    return naive_row(_STEP_IN_SHORT)


def naive_row(step: int) -> Row:
    """Count what the naive ways get wrong."""
    began, many, wrong = time.monotonic(), 0, 0
    for day in days_of_the_work()[::step]:
        last = date(*day)
        for months in MONTHS:
            many += 1
            last = add_months(last, 1)
            wrong += _of(last) != months_after(day, months)
            wrong += age_by_years(day, months_after(day, months)) != age_at(day, months_after(day, months))
    return _row("素朴な数え方", many, wrong, began, twin=True)


def age_by_years(born: Day, day: Day) -> int:
    """Return an age as it is often counted: on the birthday, not at the end of the day before."""
    return day[0] - born[0] - (day[1:] < born[1:])


def _row(what: str, many: int, wrong: int, began: float, note: str = "", *, twin: bool = False) -> Row:
    return Row(test="T11", what=what, many=many, lost=wrong, seconds=time.monotonic() - began, note=note, twin=twin)

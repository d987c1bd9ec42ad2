"""Months, fiscal years and ages against tables and an oracle that counts on its fingers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seki_cli.model.days import add_months, age_on, fiscal_folder, fiscal_year, last_workday

FIRST, LAST = date(2019, 4, 1), date(2040, 3, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def days_in(year: int, month: int) -> int:
    leap = year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)
    return [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]


def months_later(day: date, months: int) -> tuple[int, int, int]:
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return year, month, min(day.day, days_in(year, month))


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-08-31", 1, "2025-09-30"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-03-31", 0, "2025-03-31"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-15", -1, "2024-12-15"),
    ],
)
def test_months_count_from_the_anchor(anchor: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(anchor), months) == date.fromisoformat(expected)


def test_every_day_and_one_to_24_months() -> None:
    wrong = []
    for day in EVERY_DAY:
        for months in range(1, 25):
            got = add_months(day, months)
            if (got.year, got.month, got.day) != months_later(day, months):
                wrong.append((day, months, got))
    assert len(EVERY_DAY) == 7671
    assert wrong == []


def test_counting_on_from_the_last_result_would_creep() -> None:
    anchor = date(2025, 1, 31)
    assert add_months(add_months(anchor, 1), 1) == date(2025, 3, 28)
    assert add_months(anchor, 2) == date(2025, 3, 31)


def test_fiscal_year_turns_on_the_first_of_april_of_every_year() -> None:
    for day in EVERY_DAY:
        expected = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
        assert fiscal_year(day) == expected
        assert fiscal_folder(day) == f"R{expected - 2018:02}"


@pytest.mark.parametrize(
    ("day", "year", "folder"),
    [
        ("2020-03-31", 2019, "R01"),
        ("2020-04-01", 2020, "R02"),
        ("2026-03-31", 2025, "R07"),
        ("2026-04-01", 2026, "R08"),
        ("2028-03-31", 2027, "R09"),
        ("2028-04-01", 2028, "R10"),
    ],
)
def test_fiscal_year_of_days_at_its_edges(day: str, year: int, folder: str) -> None:
    assert fiscal_year(date.fromisoformat(day)) == year
    assert fiscal_folder(date.fromisoformat(day)) == folder


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        # a year is reached at the end of the day before the birthday
        ("2007-04-02", "2025-03-31", 17),
        ("2007-04-02", "2025-04-01", 18),
        ("2007-04-02", "2025-04-02", 18),
        ("2007-04-01", "2025-03-30", 17),
        ("2007-04-01", "2025-03-31", 18),  # 早生まれ: those born on 1 April belong with those born on 31 March
        ("2000-01-01", "2019-12-30", 19),
        ("2000-01-01", "2019-12-31", 20),
        # born on 29 February: reached on 28 February in every year, leap year or not
        ("2004-02-29", "2022-02-27", 17),
        ("2004-02-29", "2022-02-28", 18),
        ("2004-02-29", "2022-03-01", 18),
        ("2004-02-29", "2024-02-27", 19),
        ("2004-02-29", "2024-02-28", 20),
        # born on 1 March: reached on the last day of February, which moves
        ("2004-03-01", "2023-02-27", 18),
        ("2004-03-01", "2023-02-28", 19),
        ("2004-03-01", "2024-02-28", 19),
        ("2004-03-01", "2024-02-29", 20),
        ("2025-06-11", "2025-06-11", 0),
        ("1930-12-25", "2025-12-23", 94),
    ],
)
def test_age_by_the_law(born: str, day: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


@given(
    born=st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    after=st.integers(0, 40_000),
)
def test_age_rises_on_the_day_before_the_birthday_and_never_else(born: date, after: int) -> None:
    day = born + timedelta(days=after)
    rises = age_on(born, day + timedelta(days=1)) - age_on(born, day)
    birthday = day + timedelta(days=2)
    if (born.month, born.day) == (2, 29):
        expected = (day + timedelta(days=1)).month == 2 and (day + timedelta(days=1)).day == 28
    else:
        expected = (birthday.month, birthday.day) == (born.month, born.day)
    assert rises == int(expected)


def test_age_before_birth_is_never_negative() -> None:
    assert age_on(date(2025, 6, 11), date(2020, 1, 1)) == 0


def test_last_workday_goes_back_over_closed_days_only() -> None:
    closed = frozenset({date(2025, 5, 3), date(2025, 5, 4), date(2025, 5, 5), date(2025, 5, 6)})
    assert last_workday(date(2025, 5, 6), closed.__contains__) == date(2025, 5, 2)
    assert last_workday(date(2025, 5, 7), closed.__contains__) == date(2025, 5, 7)
    assert last_workday(date(2025, 5, 6), frozenset().__contains__) == date(2025, 5, 6)

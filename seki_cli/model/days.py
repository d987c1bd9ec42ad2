"""Days as this work counts them: months with clamping, fiscal years, ages by the law."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta


def add_months(anchor: date, months: int) -> date:
    """Return the day `months` after the anchor, clamped to the month's end: 1/31 + 1 = 2/28, 1/31 + 2 = 3/31.

    Always count from the anchor, never from the last result, or a schedule would creep to the 28th and stay there.
    出典: 民法第143条（応当日のない月は末日）
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def fiscal_year(day: date) -> int:
    """Return the 年度 (4/1–3/31) as a Western year: 2025 for 2026-03-31."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_folder(day: date) -> str:
    """Return the 年度 as folders and case ids write it: R07 for 2025-06-11. Only from 令和元年度 on."""
    return f"R{fiscal_year(day) - 2018:02d}"


def age_on(born: date, day: date) -> int:
    """Return a person's age in whole years on a day.

    A year of age is reached at the end of the day before the birthday. 出典: 年齢計算ニ関スル法律・民法第143条
    """
    tomorrow = day + timedelta(days=1)
    before = (tomorrow.month, tomorrow.day) < (born.month, born.day)
    return max(0, tomorrow.year - born.year - before)


def last_workday(day: date, is_closed: Callable[[date], bool]) -> date:
    """Return the day itself, or the last one before it that is not closed."""
    while is_closed(day):
        day -= timedelta(days=1)
    return day

"""A calendar counted on fingers: every day by its number, its weekday, its era, its age; no datetime, none of seki's own code."""

from collections.abc import Iterator
from functools import cache
from typing import Final

Day = tuple[int, int, int]
LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIRST_YEAR: Final = 1873
LAST_YEAR: Final = 2070
_FIRST_WEEKDAY: Final = 2
"""1 January 1873, the first day of the new calendar in Japan, was a Wednesday (Monday is nought)."""
ERAS: Final = (
    ("令和", "R", (2019, 5, 1), 2018),
    ("平成", "H", (1989, 1, 8), 1988),
    ("昭和", "S", (1926, 12, 25), 1925),
    ("大正", "T", (1912, 7, 30), 1911),
    ("明治", "M", (1873, 1, 1), 1867),
)


def month_length(year: int, month: int) -> int:
    """Return how many days a month has."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == 2 else LENGTHS[month - 1]


@cache
def all_days() -> tuple[Day, ...]:
    """Return every day of the table in its order."""
    return tuple(_counted())


def _counted() -> Iterator[Day]:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            for day in range(1, month_length(year, month) + 1):
                yield year, month, day


@cache
def numbers() -> dict[Day, int]:
    """Return the number of every day in the table."""
    return {day: number for number, day in enumerate(all_days())}


def weekday(day: Day) -> str:
    """Return the weekday as one letter."""
    return "月火水木金土日"[(numbers()[day] + _FIRST_WEEKDAY) % 7]


@cache
def _months() -> tuple[tuple[int, int], ...]:
    return tuple((year, month) for year in range(FIRST_YEAR, LAST_YEAR + 1) for month in range(1, 13))


def months_after(day: Day, months: int) -> Day:
    """Return the day so many months later, the last one of the month where it has no such day."""
    year, month = _months()[(day[0] - FIRST_YEAR) * 12 + day[1] - 1 + months]
    return year, month, min(day[2], month_length(year, month))


def first_after(anchor: Day, offset: int, every: int, threshold: Day) -> Day:
    """Return the first of anchor + offset, + every, + twice every … months that lies after a day, tried one by one."""
    months = offset
    while (slot := months_after(anchor, months)) <= threshold:
        months += every
    return slot


def era_day(day: Day) -> tuple[str, str]:
    """Return a day in the era's own words, long and short."""
    name, letter, _, before = next(era for era in ERAS if era[2] <= day)
    year = day[0] - before
    return f"{name}{'元' if year == 1 else year}年{day[1]}月{day[2]}日", f"{letter}{year}.{day[1]}.{day[2]}"


def fiscal(day: Day) -> int:
    """Return the fiscal year of a day."""
    return day[0] if (day[1], day[2]) >= (4, 1) else day[0] - 1


def reached_on(born: Day, age: int) -> int:
    """Return the number of the day on whose end (24 o'clock) an age is reached: the one before the birthday.

    Born on 29 February, without such a day in the year: the end of February, as a term ends that has no day of its own.
    """
    year = born[0] + age
    if born[1:] == (2, 29) and month_length(year, 2) == 28:
        return numbers()[(year, 2, 28)]
    return numbers()[(year, born[1], born[2])] - 1


def age_at(born: Day, day: Day) -> int:
    """Return how many ages have been reached by a day, counted one by one."""
    age = 0
    while reached_on(born, age + 1) <= numbers()[day]:
        age += 1
    return age

"""Days on which the office is closed: only ever used to warn, never to move a date."""

from datetime import date
from functools import cache

_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


@cache
def is_closed(day: date) -> bool:
    """Say whether the office is closed on a day: Saturdays, Sundays, holidays and 12/29–1/3.

    出典: 国民の祝日に関する法律・行政機関の休日に関する法律（市の休日も同じとみなす。条例は未確認）
    """
    if day.weekday() >= 5 or (day.month, day.day) in _YEAR_END:
        return True
    import jpholiday

    return bool(jpholiday.is_holiday(day))

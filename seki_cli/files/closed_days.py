"""Days on which the office is closed: only ever used to warn, never to move a date."""

from datetime import date, timedelta


def closed_days(first: date, last: date) -> frozenset[date]:
    """Return the closed days of a span, both ends included: Saturdays, Sundays, holidays and 12/29–1/3.

    出典: 国民の祝日に関する法律・行政機関の休日に関する法律（市の休日も同じとみなす。条例は未確認）
    """
    import jpholiday

    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(day for day in days if day.weekday() >= 5 or (day.month, day.day) in _YEAR_END or jpholiday.is_holiday(day))


_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})

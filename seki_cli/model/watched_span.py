"""The time up to a watched day, and the watch that notes on which other days what was asked would be answered alike."""

from datetime import date, timedelta
from typing import Any, Final, NoReturn, Self

_ONE: Final = timedelta(days=1)


class Watch:
    """The days around one day on which all that was asked of it would have been answered alike.

    `since` and `until` are ordinals of days: the answer holds from `since` on, and no more on `until`. None: no end on that side.
    """

    __slots__ = ("since", "today", "until")

    def __init__(self, day: date) -> None:
        """Begin to watch a day of which nothing was asked yet."""
        self.today = day.toordinal()
        self.since: int | None = None
        self.until: int | None = None

    def turns_at(self, ordinal: int) -> None:
        """Note that from this day on something is answered otherwise than before it."""
        if ordinal > self.today:
            self.until = ordinal if self.until is None else min(self.until, ordinal)
        else:
            self.since = ordinal if self.since is None else max(self.since, ordinal)

    def today_only(self) -> None:
        """Note that what was asked may be answered otherwise on any other day."""
        self.turns_at(self.today)
        self.turns_at(self.today + 1)


class WatchedSpan(timedelta):
    """The time from a plain day to a watched one: it can be held against a length; all else counts for today alone."""

    watch: Watch
    start: int

    def __new__(cls, days: int, watch: Watch) -> Self:
        """Return a time of so many days, at the end of which stands the watched day or one that moves along with it."""
        made = super().__new__(cls, days=days)
        made.watch = watch
        made.start = watch.today - days
        return made

    def _against(self, length: timedelta, *after: int) -> None:
        """Note where a comparison with a length turns: when the day comes to lie so far after the other, and so many days more."""
        whole = length // _ONE + (1 if length % _ONE else 0)
        for days in after:
            self.watch.turns_at(self.start + whole + (0 if length % _ONE else days))

    def __lt__(self, other: timedelta) -> bool:
        """Compare, and note where it turns."""
        self._against(other, 0)
        return timedelta.__lt__(self, other)

    def __le__(self, other: timedelta) -> bool:
        """Compare, and note where it turns."""
        self._against(other, 1)
        return timedelta.__le__(self, other)

    def __gt__(self, other: timedelta) -> bool:
        """Compare, and note where it turns."""
        self._against(other, 1)
        return timedelta.__gt__(self, other)

    def __ge__(self, other: timedelta) -> bool:
        """Compare, and note where it turns."""
        self._against(other, 0)
        return timedelta.__ge__(self, other)

    def _read(self) -> timedelta:
        self.watch.today_only()
        return timedelta(days=timedelta.__floordiv__(self, _ONE))

    def __eq__(self, other: object) -> bool:
        """Return what a plain span returns, for this day alone."""
        return self._read() == other

    def __ne__(self, other: object) -> bool:
        """Return what a plain span returns, for this day alone."""
        return self._read() != other

    def __hash__(self) -> int:
        """Return what a plain span returns, for this day alone."""
        return hash(self._read())

    def __bool__(self) -> bool:
        """Return what a plain span returns, for this day alone."""
        return bool(self._read())

    @property
    def days(self) -> int:
        """Return the number of days, another one on every day."""
        return self._read().days

    def total_seconds(self) -> float:
        """Return what a plain span returns, for this day alone."""
        return self._read().total_seconds()

    def __add__(self, other: Any) -> Any:
        """Return what a plain span returns, for this day alone."""
        return self._read() + other

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        """Return what a plain span returns, for this day alone."""
        return self._read() - other

    def __rsub__(self, other: Any) -> Any:
        """Return what a plain span returns, for this day alone."""
        return other - self._read()

    def __mul__(self, other: Any) -> Any:
        """Return what a plain span returns, for this day alone."""
        return self._read() * other

    def __floordiv__(self, other: Any) -> Any:
        """Return what a plain span returns, for this day alone."""
        return self._read() // other

    def __truediv__(self, other: Any) -> Any:
        """Return what a plain span returns, for this day alone."""
        return self._read() / other

    def __mod__(self, other: Any) -> Any:
        """Return what a plain span returns, for this day alone."""
        return self._read() % other

    def __neg__(self) -> timedelta:
        """Return what a plain span returns, for this day alone."""
        return -self._read()

    def __abs__(self) -> timedelta:
        """Return what a plain span returns, for this day alone."""
        return abs(self._read())

    def __str__(self) -> str:
        """Return what a plain span returns, for this day alone."""
        return str(self._read())

    def __repr__(self) -> str:
        """Return what a plain span returns, for this day alone."""
        return repr(self._read())

    def __reduce__(self) -> NoReturn:
        """Refuse to be stored."""
        raise TypeError("a watched span is not stored")

"""A day that notes what it is asked: the answer of a rule then tells by itself on which other days it stays the same.

Rules are pure, `(facts, day) → answer`, and nearly all that they do with the day is to compare it. A watched day is taken for
a plain one by every rule; each comparison leaves behind the day on which it would turn out otherwise. Where a rule does
anything else with it (prints it, counts days, looks it up), the answer counts for that day alone: dear, never wrong.
"""

from datetime import date, timedelta
from typing import Any, NoReturn, Self

from seki_cli.model.watched_span import Watch, WatchedSpan


class WatchedDay(date):
    """A day that stands in for a plain one, and days that were counted from it.

    `shift`: how many days after the watched one this day lies, so that it moves along with it.
    """

    watch: Watch
    shift: int

    def __new__(cls, day: date, watch: Watch, shift: int = 0) -> Self:
        """Return the day as one that notes in `watch` what it is asked."""
        made = super().__new__(cls, day.year, day.month, day.day)
        made.watch = watch
        made.shift = shift
        return made

    def plain(self) -> date:
        """Return the same day as one that notes nothing."""
        return date.fromordinal(date.toordinal(self))

    def _turns(self, other: date, *after: int) -> None:
        """Note where a comparison with another day turns: so many days after that day. Two that move together never turn."""
        if isinstance(other, WatchedDay):
            if other.watch is not self.watch:
                self.watch.today_only()
            return
        for days in after:
            self.watch.turns_at(other.toordinal() - self.shift + days)

    def __lt__(self, other: date) -> bool:
        """Compare, and note where it turns."""
        if not isinstance(other, date):
            return NotImplemented
        self._turns(other, 0)
        return date.__lt__(self, other)

    def __le__(self, other: date) -> bool:
        """Compare, and note where it turns."""
        if not isinstance(other, date):
            return NotImplemented
        self._turns(other, 1)
        return date.__le__(self, other)

    def __gt__(self, other: date) -> bool:
        """Compare, and note where it turns."""
        if not isinstance(other, date):
            return NotImplemented
        self._turns(other, 1)
        return date.__gt__(self, other)

    def __ge__(self, other: date) -> bool:
        """Compare, and note where it turns."""
        if not isinstance(other, date):
            return NotImplemented
        self._turns(other, 0)
        return date.__ge__(self, other)

    def __eq__(self, other: object) -> bool:
        """Compare, and note that both neighbours are answered otherwise."""
        if not isinstance(other, date):
            return NotImplemented
        self._turns(other, 0, 1)
        return date.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        """Compare, and note that both neighbours are answered otherwise."""
        if not isinstance(other, date):
            return NotImplemented
        self._turns(other, 0, 1)
        return date.__ne__(self, other)

    def __hash__(self) -> int:
        """Return a plain day's hash: who looks a day up may find another thing on every day."""
        self.watch.today_only()
        return date.__hash__(self)

    def __add__(self, span: timedelta) -> "WatchedDay":
        """Return a later day, which moves along."""
        return self._moved(span.days)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        """Return an earlier day, which moves along, or the time since another day."""
        if isinstance(other, timedelta):
            return self._moved(-other.days)
        if isinstance(other, WatchedDay) and other.watch is self.watch:
            return timedelta(days=self.shift - other.shift)
        since = other.plain() if isinstance(other, WatchedDay) else other
        return WatchedSpan(date.toordinal(self) - since.toordinal(), self.watch)

    def __rsub__(self, other: date) -> timedelta:
        """Return the time until another day, which is another on every day."""
        self.watch.today_only()
        return other - self.plain()

    def _moved(self, days: int) -> "WatchedDay":
        return WatchedDay(self.plain() + timedelta(days=days), self.watch, self.shift + days)

    @property
    def year(self) -> int:
        """Return the year, which turns on New Year's Day."""
        plain = self.plain()
        self._turns(date(plain.year, 1, 1), 0)
        if plain.year < date.max.year:
            self._turns(date(plain.year + 1, 1, 1), 0)
        return plain.year

    @property
    def month(self) -> int:
        """Return the month, which turns on the first of the next."""
        plain = self.plain()
        first = plain.replace(day=1)
        self._turns(first, 0)
        if (plain.year, plain.month) < (date.max.year, 12):
            self._turns((first + timedelta(days=31)).replace(day=1), 0)
        return plain.month

    @property
    def day(self) -> int:
        """Return the day of the month, another one on every day."""
        return self._read().day

    def _read(self) -> date:
        self.watch.today_only()
        return self.plain()

    def toordinal(self) -> int:
        """Return what a plain day returns, for this day alone."""
        return self._read().toordinal()

    def weekday(self) -> int:
        """Return what a plain day returns, for this day alone."""
        return self._read().weekday()

    def isoweekday(self) -> int:
        """Return what a plain day returns, for this day alone."""
        return self._read().isoweekday()

    def isocalendar(self) -> Any:
        """Return what a plain day returns, for this day alone."""
        return self._read().isocalendar()

    def isoformat(self) -> str:
        """Return what a plain day returns, for this day alone."""
        return self._read().isoformat()

    def strftime(self, format: str) -> str:
        """Return what a plain day returns, for this day alone."""
        return self._read().strftime(format)

    def timetuple(self) -> Any:
        """Return what a plain day returns, for this day alone."""
        return self._read().timetuple()

    def ctime(self) -> str:
        """Return what a plain day returns, for this day alone."""
        return self._read().ctime()

    def replace(self, *parts: Any, **named: Any) -> date:  # type: ignore[override]
        """Return what a plain day returns, for this day alone."""
        return self._read().replace(*parts, **named)

    def __str__(self) -> str:
        """Return what a plain day returns, for this day alone."""
        return str(self._read())

    def __repr__(self) -> str:
        """Return what a plain day returns, for this day alone."""
        return repr(self._read())

    def __format__(self, spec: str) -> str:
        """Return what a plain day returns, for this day alone."""
        return format(self._read(), spec)

    def __reduce__(self) -> NoReturn:
        """Refuse to be stored: what is kept must not depend on who watches."""
        raise TypeError("a watched day is not stored")

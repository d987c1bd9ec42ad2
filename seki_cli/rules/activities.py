"""地域づくり: which programmes and bases report, for which months, and which have not. 0 is an answer, nothing is 未入力."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.meeting import Activity
from seki_cli.model.office import Base, Office, Programme
from seki_cli.model.periods import Period, find_period
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.world import World

_ITEM: Final = re.compile("第([0-9]+|[一二三四五六])号")
_THIRD: Final = ("3", "三")


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMonth:
    """One base of one programme in one month (`2025-08`), with what it reported: a month's report, events, or nothing."""

    programme: str
    base: str
    month: str
    reports: tuple[Activity, ...]

    @property
    def missing(self) -> bool:
        """Say whether nothing at all was reported (未入力), which is not the same as 0."""
        return not self.reports


def is_community_work(programme: Programme) -> bool:
    """Say whether a programme is one of 第3号 of the law: its `item` says so, in whatever width. Its name says nothing.

    出典: 社会福祉法第106条の4第2項第3号（地域づくりに向けた支援）・第3章2(3)
    """
    found = _ITEM.match(unicodedata.normalize("NFKC", programme.item))
    return found is not None and found[1] in _THIRD


def month_of(activity: Activity) -> str:
    """Return the month that a report is about, of an event the month of its day."""
    return activity.month or (f"{activity.date:%Y-%m}" if activity.date else "")


def base_key(base: Base) -> str:
    """Return what a report calls a base: the agency's id, or the base's own name where no agency stands."""
    return base.agency or base.name


def bases_in(office: Office, since: date, until: date) -> tuple[tuple[Programme, str], ...]:
    """Return the programmes of 第3号 with each base that ran on some day of a span; a base with two tiers stands once."""
    found = {
        (row.id, base_key(base)): row
        for row in office.programmes
        if is_community_work(row) and _touches(row, since, until)
        for base in row.bases
        if base_key(base) and _touches(base, since, until)
    }
    return tuple((row, base) for (_, base), row in found.items())


def base_months(world: World, months: Iterable[Period], day: date) -> tuple[BaseMonth, ...]:
    """Return, for each of these months, every base that reported and every base that should have by a day.

    A month is due when it is over; the running one stands here only with what was reported. What was reported for a base that
    the list does not know, stands here too: nothing that was written vanishes.
    """
    reports: dict[tuple[str, str, str], list[Activity]] = {}
    for activity in world.activities:
        if activity.date is None or activity.date <= day:
            reports.setdefault((month_of(activity), activity.programme, activity.base), []).append(activity)
    found = []
    for month in months:
        expected = [(row.id, base) for row, base in bases_in(world.office, month.first, month.last)] if month.last < day else []
        named = [key[1:] for key in reports if key[0] == month.token]
        for programme, base in dict.fromkeys((*expected, *sorted(named))):
            there = reports.get((month.token, programme, base), [])
            ordered = sorted(there, key=lambda one: (one.date or month.first, one.id))
            found.append(BaseMonth(programme=programme, base=base, month=month.token, reports=tuple(ordered)))
    return tuple(found)


def may_report(world: World, activity: Activity, day: date) -> Verdict:
    """Say whether a report may be written: of a programme of 第3号, a base that ran then, not of the future, not twice.

    A month counted twice makes the base look twice as busy. Events may be several on one day.
    出典: 第3章2(3)の表（地域づくり支援拠点）
    """
    programme = next((row for row in world.office.programmes if row.id == activity.programme), None)
    if programme is None or not is_community_work(programme):
        known = " ".join(dict.fromkeys(row.id for row in world.office.programmes if is_community_work(row)))
        remedy = f"使える事業: {known or '（まだありません。profile/programmes.yaml に加えてください）'}"
        return no("地域づくり（第3号）の事業ではありません", key=("programme",), remedy=remedy)
    since, until = span_of(activity)
    if since > day:
        return no("まだ来ていない月（日）です", key=("month" if activity.month else "date",), remedy="年月を確かめてください")
    bases = [base for row, base in bases_in(world.office, since, until) if row.id == activity.programme]
    if activity.base not in bases:
        remedy = f"この事業の拠点: {' '.join(bases)}" if bases else "profile/programmes.yaml の bases に加えてください"
        return no("その時期にこの事業を行っている拠点ではありません", key=("base",), remedy=remedy)
    twin = next(twins(world.activities, activity), None)
    if twin is not None:
        remedy = f"数字を直すときは {twin.path} を開いて書きかえ、seki save で保存してください"
        return no("この拠点のこの月の実績は、もう入っています", because=twin.path, key=("month",), remedy=remedy)
    return YES


def span_of(activity: Activity) -> tuple[date, date]:
    """Return the first and the last day that a report is about: of its month, or the day of the event twice."""
    month = find_period(activity.month) if activity.month else None
    if month is not None:
        return month.first, month.last
    return activity.date or date.max, activity.date or date.max


def twins(activities: Iterable[Activity], one: Activity) -> Iterator[Activity]:
    """Yield the other reports of the same programme and base for the same whole month."""
    for other in activities:
        same = (other.programme, other.base, other.month) == (one.programme, one.base, one.month)
        if one.month and same and other.id != one.id:
            yield other


def beside(activities: Iterable[Activity], one: Activity) -> tuple[Activity, ...]:
    """Return what may hold the same people again: events in the month of a report, or the report of an event's month."""
    return tuple(
        other
        for other in activities
        if (other.programme, other.base) == (one.programme, one.base)
        and month_of(other) == month_of(one)
        and bool(other.month) != bool(one.month)
    )


def _touches(row: Programme | Base, since: date, until: date) -> bool:
    return (row.since is None or row.since <= until) and (row.until is None or since <= row.until)

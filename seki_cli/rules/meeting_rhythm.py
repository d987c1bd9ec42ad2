"""How often a kind of meeting is to meet, when it last did, and whether the next one is overdue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from seki_cli.model.days import add_months
from seki_cli.model.meeting import Meeting
from seki_cli.model.office import MeetingKind, Office, in_span
from seki_cli.model.standing import MeetingRow
from seki_cli.model.world import World

State = Literal["未開催", "超過", "期限内"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a kind of meeting that meets every so many months stands on a day.

    `last`: the day of the last one, None where none was held yet, and whether anything says that it met; `due_on`: the day by which the next one is to be held, None
    where nobody can say (never held, and the profile does not say since when the kind exists); `planned`: the next one that is
    called; `path`: the record of the last one, else empty.
    """

    kind: MeetingKind
    last: date | None
    due_on: date | None
    planned: date | None
    held: int
    days: int
    path: str = ""
    recorded: bool = False

    @property
    def overdue(self) -> bool:
        """Say whether the next one should have been held by now."""
        return self.days > 0

    @property
    def state(self) -> State:
        """Return 超過 where it is overdue; 未開催 where none was held yet and none is due; else 期限内."""
        if self.overdue:
            return "超過"
        return "期限内" if self.held else "未開催"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The meetings that an office held or called, and what says of one that it met: decisions and steps of 地域課題 name it."""

    office: Office
    meetings: tuple[Meeting | MeetingRow, ...]
    has_met: Callable[[str], bool]


def calendar_of(world: World) -> Calendar:
    """Return the meetings of a world; its cases are looked through where nothing else tells whether one met."""

    def has_met(meeting: str) -> bool:
        decided = any(act.meeting == meeting for case in world.cases for act in case.decisions)
        return decided or any(step.meeting == meeting for gap in world.gaps for step in gap.steps)

    return Calendar(office=world.office, meetings=world.meetings, has_met=has_met)


def rhythms(calendar: Calendar, day: date) -> tuple[Rhythm, ...]:
    """Return how each kind stands that has an interval (`every_months`) on a day, in the order of the profile."""
    rows = [kind for kind in calendar.office.meetings if in_span(kind, day) and kind.every_months]
    return tuple(rhythm for kind in rows if (rhythm := find_rhythm(kind, calendar, day)))


def find_rhythm(kind: MeetingKind, calendar: Calendar, day: date) -> Rhythm | None:
    """Return how a kind of meeting stands on a day; None where it has no interval.

    The next one is due `every_months` after the last that was held (called-off ones are none), and never earlier than that
    long after the interval began to be in force: a kind that has not met yet counts from then. A meeting of today is held, and so
    is one of which nothing is recorded yet: `recorded` says so, and the figures call it 未入力.
    出典: 会議の決まりは市区町村のもの（profile の every_months）
    """
    if not kind.every_months:
        return None
    ours = [m for m in calendar.meetings if m.kind == kind.id and not m.called_off]
    held = [m for m in ours if m.date <= day]
    last = max(held, key=lambda m: m.date, default=None)
    anchors = [anchor for anchor in (last.date if last else None, _in_force_since(kind, calendar.office)) if anchor is not None]
    due_on = add_months(max(anchors), kind.every_months) if anchors else None
    return Rhythm(
        kind=kind,
        last=last.date if last else None,
        due_on=due_on,
        planned=min((m.date for m in ours if m.date > day), default=None),
        held=len(held),
        days=max(0, (day - due_on).days) if due_on else 0,
        path=last.path if last else "",
        recorded=last is not None and (last.met or calendar.has_met(last.id)),
    )


def _in_force_since(kind: MeetingKind, office: Office) -> date | None:
    """Return since when the kind has had an interval: a new name or another chair does not start it anew."""
    since = kind.since
    earlier = sorted((row for row in office.meetings if row.id == kind.id and row.until), key=lambda row: row.until or date.min)
    for row in reversed(earlier):
        if since is not None and row.until == since - timedelta(days=1) and row.every_months:
            since = row.since
    return since

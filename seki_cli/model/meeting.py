"""A meeting: its kind, day, those invited, the items, the papers that went out."""

from dataclasses import dataclass
from datetime import date
from datetime import date as Day

from seki_cli.model.plan import Timing
from seki_cli.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Who is to be in the room: an agency (with staff where named), or a person of a case. `came`: None = not yet known."""

    agency: str = ""
    staff: str = ""
    case: str = ""
    person: str = ""
    role: str = ""
    came: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the agenda. `members`: the agencies in the room for this item; empty means those of the meeting."""

    num: int
    timing: Timing
    case: str = ""
    gap: str = ""
    plan: str = ""
    version: int | None = None
    basis: str = ""
    why: str = ""
    with_other: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    presenter: str = ""
    minutes_allotted: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedPaper:
    """One numbered copy: to whom it went (an agency, `agency:staff`) and whether it came back."""

    num: int
    to: str = ""
    returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedItem:
    """Who was in the room of an item when it was printed: agencies, `agency:staff`, people of a case (`R07-…#P1`)."""

    num: int
    room: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One printing of the papers that were handed out. `agency`: the one agency it was made for, empty for the room.

    `meeting_date` is the day of the meeting that stands on the paper; `sha256` leads to the entries of the 提供台帳; `room` is
    everybody on the meeting's list then, whichever items they sit in on.
    """

    num: int
    date: date
    meeting_date: Day | None = None
    agency: str = ""
    sha256: str = ""
    room: tuple[str, ...] = ()
    items: tuple[PrintedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Who confirmed the minutes, and when."""

    date: date
    staff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """A meeting of a kind that the profile knows; holds ids only, never personal contents."""

    kind: str
    date: date
    starts: str = ""
    ends: str = ""
    place: str = ""
    convenor: str = ""
    chair: str = ""
    attendees: tuple[Attendee, ...] = ()
    items: tuple[Item, ...] = ()
    papers: tuple[NumberedPaper, ...] = ()
    printed: tuple[Printing, ...] = ()
    called_off: bool = False
    confirmed: Confirmed | None = None
    previous: str = ""

    @property
    def met(self) -> bool:
        """Say whether this record says that the meeting was held: it is confirmed, or somebody came."""
        return self.confirmed is not None or any(row.came for row in self.attendees)

    def audience(self, item: Item) -> tuple[str, ...]:
        """Return the agencies that are in the room for an item, each once, in the order of the record."""
        named = item.members or tuple(a.agency for a in self.attendees if a.agency and a.came is not False)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Who last made sure that a resource is as described."""

    date: date
    staff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Record):
    """社会資源: a place, an activity, a company that takes people in."""

    name: str
    kind: str = ""
    area: str = ""
    fits: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    capacity: int | None = None
    contact: str = ""
    verified: Verified | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """When and in which decision a gap was noticed."""

    date: date
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapStep:
    """One step of work on a gap; `resources` are the 社会資源 that came of it."""

    date: date
    status: str
    meeting: str = ""
    text: str = ""
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Record):
    """地域課題: a resource that is missing."""

    text: str
    noticed: Noticed | None = None
    field: str = ""
    area: str = ""
    steps: tuple[GapStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Record):
    """地域づくり: what a base did in a month or on a day. None = 未入力, 0 = none."""

    programme: str
    base: str = ""
    month: str = ""
    date: Day | None = None
    held: int | None = None
    participants: int | None = None
    agencies_present: int | None = None
    new_resources: int | None = None
    note: str = ""

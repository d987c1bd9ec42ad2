"""How a case stands on a day, as lists tell it: its row, what is due in it, and by what it is found. Small, whole, to be kept."""

from dataclasses import dataclass
from datetime import date
from datetime import date as Day
from typing import Any, Final

from seki_cli.model.answer import Cell

STATUSES: Final = ("統合", "終結", "中断", "支援中", "プラン準備中", "つなぎ中", "対応終了", "同意前", "受付")
"""Every word for how a case stands, the one that shows before the ones it hides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One thing that is due: `what` is a phrase of seki's own, never text of a record.

    `agency` and `staff` have to act; `record` is the id of the record it comes from (a plan's own id for its schedule and
    period); `uncertain`: a file of the case could not be read, so that a row may be wrong or missing.
    """

    kind: str
    due_on: date
    case: str
    what: str
    record: str
    plan: str = ""
    agency: str = ""
    staff: str = ""
    lead: str = ""
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as lists show it, on a day."""

    id: str
    status: str
    lead: str
    lead_name: str
    area: str
    programmes: tuple[str, ...]
    fields: tuple[str, ...]
    flags: tuple[str, ...]
    next_due: date | None
    consent: str
    opened: date | None
    agencies: tuple[str, ...]
    uncertain: bool
    same_as: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return the row for programs."""
        return {
            "id": self.id,
            "case": self.id,
            "status": self.status,
            "lead": self.lead,
            "area": self.area,
            "programmes": self.programmes,
            "fields": self.fields,
            "flags": self.flags,
            "next_due": self.next_due,
            "consent": self.consent,
            "opened": self.opened,
            "uncertain": self.uncertain,
            "same_as": self.same_as,
        }

    def cells(self) -> dict[str, Cell]:
        """Return the row for a table."""
        return {
            "id": self.id,
            "status": self.status + ("（不確か）" if self.uncertain else ""),
            "lead": self.lead,
            "area": self.area,
            "programmes": self.programmes,
            "flags": self.flags,
            "next_due": self.next_due,
            "consent": self.consent,
            "opened": self.opened,
            "same_as": self.same_as,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A case, or a plan of it, that waits for a kind of meeting and stands on no agenda yet.

    `why` is a phrase of seki's own; `held_up`: why it could not be put on that day, if so.
    """

    kind: str
    case: str
    plan: str
    timing: str
    since: date
    why: str
    lead: str
    held_up: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting as lists need it. `met`: its own record says that it was held (confirmed, or somebody came)."""

    id: str
    path: str
    kind: str
    date: Day
    starts: str = ""
    called_off: bool = False
    met: bool = False

    @property
    def order(self) -> tuple[Day, str, str]:
        """Return by what meetings are sorted."""
        return self.date, self.starts, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """By what somebody of a case is found: (title of the mark, its text), folded for searching; person "" is the case itself."""

    person: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that lists tell of one case on a day.

    `same`: the cases that its own head marks as the same household; `row.same_as` stays empty, since the mark may stand on the
    other side alone. `names`: what the 本人 are called, for a list that is asked for names at a terminal. `decided`: the
    meetings that its decisions name; how it stands rests on them too.
    """

    row: CaseRow
    due: tuple[DueRow, ...] = ()
    marks: tuple[Marks, ...] = ()
    same: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    decided: tuple[str, ...] = ()

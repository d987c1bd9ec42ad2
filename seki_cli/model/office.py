"""The office's own profile: who works here, which meetings may do what, which words are in use. Data, never constants."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, Protocol, TypeVar

ConsentRule = Literal["required", "not_required", "per_case"]
_SORTS: Final = ("市", "区", "町", "村")


class _Spanned(Protocol):
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


def in_span(row: _Spanned, day: date) -> bool:
    """Say whether a row with since/until (inclusive, open ends are None) is valid on a day."""
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)


_Row = TypeVar("_Row", bound=_Spanned)


def _row_of_day(rows: Sequence[_Row], day: date | None) -> _Row | None:
    """Return the row valid on a day; where there is none the last that had begun by then, else the last of all."""
    if day is None:
        return rows[-1] if rows else None
    begun = [row for row in rows if row.since is None or row.since <= day]
    valid = [row for row in begun if in_span(row, day)]
    return next((row for some in (valid, begun, rows) for row in reversed(some)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """The office's intervals, used where a record names none. Months and days as the names say."""

    plan_months: int = 6
    review_months: int = 3
    first_review_months: int = 1
    reply_days: int = 14
    no_contact_days: int = 60
    wait_days: int = 14
    todo_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """seki.yaml: the profile's name, the file format, the oldest seki that may write here, the office's intervals."""

    profile: str = ""
    format: int = 1
    requires: str = ""
    intervals: Intervals = field(default_factory=Intervals)
    tax_notes: Literal["warn", "refuse"] = "warn"
    retention_years: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """支援関係機関 or a department of the municipality, as it was from `since` to `until`."""

    id: str
    name: str
    also: tuple[str, ...] = ()
    kind: str = ""
    area: str = ""
    parent: str = ""
    operator: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """拠点: where a programme is run, by an agency of the list or under a name of its own."""

    agency: str = ""
    name: str = ""
    kind: str = ""
    operation: str = ""
    operator: str = ""
    note: str = ""
    tier: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One of the programmes of 社会福祉法第106条の4第2項, with its owners (所管課) and bases (拠点)."""

    id: str
    item: str
    name: str
    also: tuple[str, ...] = ()
    function: str = ""
    field: str = ""
    owners: tuple[str, ...] = ()
    bases: tuple[Base, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One posting of a member of staff: the same id may stand in several rows whose spans do not overlap."""

    id: str
    name: str = ""
    agency: str = ""
    post: str = ""
    roles: tuple[str, ...] = ()
    pledged_on: date | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKind:
    """A kind of meeting, by what it may do: whether it needs consent, takes cases, decides which timings.

    出典: 第3章3（会議の表）; other municipalities cut these powers differently, so rules ask the
    capability and never the name. `points` are the 検討事項 of each timing; `sources` says, for a timing, where they come
    from when they do not stand in the office's own plan as they are (原文欠落, 未確認). `under`: the id of the kind it belongs
    to, or a free name; `gate`: what a case must have passed before it comes here (受理: a つなぎ to the convenor, accepted).
    """

    id: str
    name: str
    bases: tuple[str, ...] = ()
    convenor: str = ""
    chair: str = ""
    deputies: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    consent: ConsentRule = "required"
    takes_cases: bool = True
    decides: tuple[str, ...] = ()
    points: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    secrecy: str = ""
    tax_needs_consent: bool = True
    publicity: str = ""
    marks: tuple[str, ...] = ()
    every_months: int | None = None
    under: str = ""
    may_join: tuple[str, ...] = ()
    gate: Literal["", "受理"] = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One row of a code list. The label is what people see and what files hold; counts go by code."""

    code: str
    label: str
    also: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    report: str = ""
    ends: bool = False
    waits: bool = False
    side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A code list of the office; `source` says where it comes from (未確認 where nobody has checked)."""

    list: str
    source: str = ""
    rows: tuple[CodeRow, ...] = ()

    def row(self, word: str, day: date) -> CodeRow | None:
        """Return the row valid on a day for a code, a label or another spelling; None where there is none."""
        valid = [row for row in self.rows if in_span(row, day)]
        for row in valid:
            if word in (row.code, row.label):
                return row
        return next((row for row in valid if word in row.also), None)

    def row_ever(self, word: str) -> CodeRow | None:
        """Return the latest row of any day for a code, a label or another spelling: whether it may stand, its date decides."""
        return next((row for row in reversed(self.rows) if word in (row.code, row.label, *row.also)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """The municipality's own names and words: `words` may call a 市 something else (市: 本市), or say that it is a 町."""

    name: str = ""
    code: str = ""
    public_name: str = ""
    words: dict[str, str] = field(default_factory=dict)
    setup: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)
    committee: str = ""

    @property
    def word(self) -> str:
        """Return what the municipality calls itself (市, 区, 町, 村): as `words` says, else by the end of its name."""
        said = next((self.words[sort] for sort in _SORTS if self.words.get(sort)), "")
        return said or (self.name[-1] if self.name.endswith(_SORTS) else "市町村")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """All of the profile in one value, handed to every rule that needs a word of it.

    `as_of`: the day it is looked at, so that an agency or a member of staff bears the name of that day.
    """

    settings: Settings = field(default_factory=Settings)
    municipality: Municipality = field(default_factory=Municipality)
    programmes: tuple[Programme, ...] = ()
    agencies: tuple[Agency, ...] = ()
    staff: tuple[Posting, ...] = ()
    meetings: tuple[MeetingKind, ...] = ()
    codes: dict[str, CodeList] = field(default_factory=dict)
    as_of: date | None = None

    def agency(self, agency_id: str, day: date | None = None) -> Agency | None:
        """Return an agency's row on a day (any row where no day is given, the last first); None if there is none."""
        rows = [row for row in self.agencies if row.id == agency_id and (day is None or in_span(row, day))]
        return rows[-1] if rows else None

    def agency_name(self, agency_id: str, day: date | None = None) -> str:
        """Return an agency's name on a day (else on the day the office is looked at), or its id where the list does not know it."""
        row = _row_of_day([row for row in self.agencies if row.id == agency_id], day or self.as_of)
        return row.name if row else agency_id

    def postings(self, agency_id: str, day: date) -> tuple[Posting, ...]:
        """Return those who are posted at an agency on a day."""
        return tuple(row for row in self.staff if row.agency == agency_id and in_span(row, day))

    def posting(self, staff_id: str, day: date) -> Posting | None:
        """Return where a member of staff is posted on a day; None if nowhere."""
        return next((row for row in self.staff if row.id == staff_id and in_span(row, day)), None)

    def knows_staff(self, staff_id: str) -> bool:
        """Say whether the roll has this id in any row, whatever the day."""
        return any(row.id == staff_id for row in self.staff)

    def staff_name(self, staff_id: str, day: date | None = None) -> str:
        """Return a member of staff's name on a day (else on the day of looking), or the id where the roll does not know it."""
        row = _row_of_day([row for row in self.staff if row.id == staff_id and row.name], day or self.as_of)
        return row.name if row else staff_id

    def meeting_kind(self, kind_id: str, day: date | None = None) -> MeetingKind | None:
        """Return a kind of meeting as it is on a day; None if there is none."""
        rows = [row for row in self.meetings if row.id == kind_id and (day is None or in_span(row, day))]
        return rows[-1] if rows else None

    def programme(self, programme_id: str, day: date | None = None) -> Programme | None:
        """Return a programme as it is on a day; None if there is none."""
        rows = [row for row in self.programmes if row.id == programme_id and (day is None or in_span(row, day))]
        return rows[-1] if rows else None

    def programmes_of(self, agency_id: str, day: date) -> tuple[Programme, ...]:
        """Return the programmes that an agency is a base of on a day."""
        return tuple(
            row
            for row in self.programmes
            if in_span(row, day) and any(base.agency == agency_id and in_span(base, day) for base in row.bases)
        )

    def code(self, list_name: str, word: str, day: date) -> CodeRow | None:
        """Return a row of a code list by code, label or other spelling on a day; None if list or row is missing."""
        found = self.codes.get(list_name)
        return found.row(word, day) if found else None

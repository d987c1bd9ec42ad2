"""The case folders as one value: what rules are given to think about."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, overload

from seki_cli.model.case import Assessment, Case, Household, Intake, Screening
from seki_cli.model.contact import Consent, Disclosure, Note, Referral, ReferralStep
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision, Evaluation, Monitoring, Placement, Plan
from seki_cli.model.record import Event, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case folder, every record parsed. Lists are in the order of acts; plans by id, then version.

    `unread`: paths of files of this folder that could not be read; whatever is derived is then uncertain.
    Two fields are filled when corrections have been applied (rules/settle.py): `aliases`, from the id of a corrected event
    to the id of the one that counts in its place, and `contested`, the groups of corrections (voiding ones included) of
    which only one can be true and nobody has yet said which.
    """

    id: str
    head: Case
    household: Household
    intakes: tuple[Intake, ...] = ()
    screenings: tuple[Screening, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    consents: tuple[Consent, ...] = ()
    notes: tuple[Note, ...] = ()
    referrals: tuple[Referral, ...] = ()
    referral_steps: tuple[ReferralStep, ...] = ()
    plans: tuple[Plan, ...] = ()
    decisions: tuple[Decision, ...] = ()
    monitorings: tuple[Monitoring, ...] = ()
    placements: tuple[Placement, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    closings: tuple[Closing, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    unread: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    contested: tuple[tuple[Event, ...], ...] = ()

    def effective(self, reference: str) -> str:
        """Return a reference (rid, rid#num, rid#followup1) with the id of the event that counts, where it was corrected."""
        record, mark, part = reference.partition("#")
        return self.aliases.get(record, record) + mark + part

    def events(self) -> Iterator[Event]:
        """Yield every event of the folder, kind by kind."""
        yield from self.intakes
        yield from self.screenings
        yield from self.consents
        yield from self.notes
        yield from self.referrals
        yield from self.referral_steps
        yield from self.decisions
        yield from self.monitorings
        yield from self.placements
        yield from self.evaluations
        yield from self.closings
        yield from self.disclosures

    def records(self) -> Iterator[Record]:
        """Yield every record of the folder, the head first."""
        yield self.head
        yield self.household
        yield from self.assessments
        yield from self.plans
        yield from self.events()


Look = Callable[[Mapping[str, Sequence[str]]], bool]
"""A quick look at the people of a household: their kana, names, born, addresses and phones, each as it is written."""


Noun = Literal["plan", "referral"]
"""What is called by its own id, without the case."""


class Stock(Protocol):
    """Where the cases of a workspace come from: they are in hand already, or each is read when somebody asks for it.

    `naming`, `holding` and `meant` may name too many cases, never one too few: whoever asks looks into them himself.
    """

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all cases, in order."""

    def find(self, case_id: str) -> CaseFile | None:
        """Return the case with this id, or None."""

    def every(self) -> tuple[CaseFile, ...]:
        """Return all cases, in the order of their ids."""

    def naming(self, words: frozenset[str], /) -> Iterable[str]:
        """Return the ids of the cases in whose head or household one of these words may stand: an id, a day."""

    def holding(self, noun: Noun, record_id: str, /) -> Iterable[str]:
        """Return the ids of the cases among whose plans or referrals one of this id may be."""

    def meant(self, look: Look, /) -> Iterable[str]:
        """Return the ids of the cases at whose household a quick look says that it is worth a close one."""


class Cases(Sequence[CaseFile]):
    """The cases of a workspace in the order of their ids. One that is looked up by its id costs that one alone.

    Whoever goes through them has them all read. It equals any sequence of equal cases, and is a stock for further ones.
    """

    __slots__ = ("_found", "_stock", "_turn")

    def __init__(self, stock: Stock, turn: Callable[[CaseFile], CaseFile] | None = None) -> None:
        """Take the cases of a stock, each turned into what it is to be when it is asked for: its corrections applied."""
        self._stock, self._turn = stock, turn
        self._found: dict[str, CaseFile | None] = {}

    def __len__(self) -> int:
        """Return how many cases there are."""
        return len(self.ids())

    def __iter__(self) -> Iterator[CaseFile]:
        """Go through all cases."""
        return iter(self.every())

    @overload
    def __getitem__(self, place: int) -> CaseFile: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[CaseFile, ...]: ...
    def __getitem__(self, place: int | slice) -> CaseFile | tuple[CaseFile, ...]:
        """Return the case at a place, or those at several."""
        return self.every()[place]

    def __eq__(self, other: object) -> bool:
        """Say whether another sequence holds equal cases."""
        return self is other or (isinstance(other, Sequence) and self.every() == tuple(other))

    __hash__ = None  # type: ignore[assignment]

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all cases, in order."""
        return self._stock.ids()

    def find(self, case_id: str) -> CaseFile | None:
        """Return the case with this id, or None. What it was turned into is remembered, the rest only by the stock."""
        if self._turn is None:
            return self._stock.find(case_id)
        if case_id not in self._found:
            case = self._stock.find(case_id)
            self._found[case_id] = self._turn(case) if case else None
        return self._found[case_id]

    def every(self) -> tuple[CaseFile, ...]:
        """Return all cases, in the order of their ids."""
        there = self._stock.every()
        if self._turn is None:
            return there
        for case in there:
            if case.id not in self._found:
                self._found[case.id] = self._turn(case)
        return tuple(found for case in there if (found := self._found[case.id]))

    def naming(self, words: frozenset[str]) -> Iterable[str]:
        """Return the ids of the cases in whose head or household one of these words may stand: an id, a day."""
        return self._stock.naming(words)

    def holding(self, noun: Noun, record_id: str) -> Iterable[str]:
        """Return the ids of the cases among whose plans or referrals one of this id may be."""
        return self._stock.holding(noun, record_id)

    def meant(self, look: Look) -> Iterable[str]:
        """Return the ids of the cases at whose household a quick look says that it is worth a close one."""
        return self._stock.meant(look)

    def turned(self, turn: Callable[[CaseFile], CaseFile]) -> "Cases":
        """Return the same cases, each turned into something else when it is asked for."""
        return Cases(self, turn)

    def some(self, ids: Iterable[str]) -> tuple[CaseFile, ...]:
        """Return the cases with these ids that are there, in the order of all."""
        return tuple(case for case_id in sorted(set(ids)) if (case := self.find(case_id)))


class _InHand:
    """The cases that somebody has in hand already, as a stock: none of them is hard to look into, so all are named."""

    __slots__ = ("_cases",)

    def __init__(self, cases: Iterable[CaseFile]) -> None:
        self._cases = {case.id: case for case in cases}

    def ids(self) -> tuple[str, ...]:
        return tuple(self._cases)

    def find(self, case_id: str) -> CaseFile | None:
        return self._cases.get(case_id)

    def every(self) -> tuple[CaseFile, ...]:
        return tuple(self._cases.values())

    def naming(self, _words: frozenset[str]) -> Iterable[str]:
        return self._cases

    def holding(self, _noun: Noun, _record_id: str) -> Iterable[str]:
        return self._cases

    def meant(self, _look: Look) -> Iterable[str]:
        return self._cases


def cases_in_hand(cases: Iterable[CaseFile]) -> Cases:
    """Return cases that are read already, as the cases of a workspace."""
    return cases if isinstance(cases, Cases) else Cases(_InHand(cases))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All that a day's question may need: the office, the cases by id, the meetings by day, the lists.

    `unread`: the paths of what lies outside the case folders and cannot be read.
    """

    office: Office
    cases: Sequence[CaseFile] = ()
    meetings: tuple[Meeting, ...] = ()
    resources: tuple[Resource, ...] = ()
    gaps: tuple[Gap, ...] = ()
    activities: tuple[Activity, ...] = ()
    unread: tuple[str, ...] = ()

    def case(self, case_id: str) -> CaseFile | None:
        """Return the case with this id, or None."""
        if isinstance(self.cases, Cases):
            return self.cases.find(case_id)
        return next((case for case in self.cases if case.id == case_id), None)

    @property
    def folders(self) -> Cases:
        """Return the cases as those of a workspace, to be asked for some of them."""
        return cases_in_hand(self.cases)

    def with_case(self, case: CaseFile) -> "World":
        """Return the world with a case in place of the one that has its id."""
        return replace(self, cases=self.folders.turned(lambda one: case if one.id == case.id else one))

    def meeting(self, meeting_id: str) -> Meeting | None:
        """Return the meeting with this id, or None."""
        return next((meeting for meeting in self.meetings if meeting.id == meeting_id), None)

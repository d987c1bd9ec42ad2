"""What the rules of a merge are told: each case as it was when two people parted, as each has it now, and as it becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from seki_cli.model.meeting import Meeting
from seki_cli.model.record import Record
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.case_facts import CaseFacts, Surroundings, build_case_facts, build_surroundings

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: a case as that side has it, what it wrote since they parted, and what it did to the meetings about it.

    `wrote` holds records that count there: new ones, and documents that were edited. `gone`: the side has no such case.
    """

    facts: CaseFacts
    wrote: tuple[Record, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    gone: bool = False

    def new(self, *kinds: type[_R]) -> tuple[_R, ...]:
        """Return what the side wrote of some kinds, in the order of the case folder."""
        return tuple(record for record in self.wrote if isinstance(record, kinds))

    @property
    def idle(self) -> bool:
        """Say whether the side did nothing to the case."""
        return not (self.wrote or self.meetings or self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerge:
    """One case in a merge. `base` has no record where the case was opened after they parted (`opened_apart`)."""

    id: str
    base: CaseFacts
    ours: Side
    theirs: Side
    merged: CaseFacts
    opened_apart: bool = False

    @property
    def both_ways(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        """Return the two sides in either order, for rules of the form: one did this, the other that."""
        return (self.ours, self.theirs), (self.theirs, self.ours)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeFacts:
    """A merge on a day: the four worlds, every case that either side has touched, by id, and the meetings concerned.

    `meetings`: the ids of those that either side has touched, and of those that a touched case has to do with.
    """

    base: World
    ours: World
    theirs: World
    merged: World
    cases: Mapping[str, CaseMerge]
    meetings: frozenset[str]
    as_of: date

    @property
    def shared(self) -> Iterator[CaseMerge]:
        """Yield the cases that both sides have touched."""
        return (one for one in self.cases.values() if not one.ours.idle and not one.theirs.idle)


def build_merge_facts(base: World, ours: World, theirs: World, merged: World, day: date) -> MergeFacts:
    """Return what the rules of a merge are told. Cases that nobody touched are left out, however many there are."""
    around = [build_surroundings(world) for world in (base, ours, theirs, merged)]
    every = dict.fromkeys(case.id for world in (base, ours, theirs, merged) for case in world.cases)
    cases = {case_id: _build_case(case_id, around, day) for case_id in every if _is_touched(case_id, around)}
    meetings = frozenset(_concerned(around, frozenset(cases)))
    return MergeFacts(base=base, ours=ours, theirs=theirs, merged=merged, cases=cases, meetings=meetings, as_of=day)


def _concerned(around: list[Surroundings], cases: frozenset[str]) -> Iterator[str]:
    base, *others = around
    for one in others:
        for meeting in one.meetings.values():
            named = {item.case for item in meeting.items} | {seat.case for seat in meeting.attendees}
            if base.meetings.get(meeting.id) != meeting or named & cases:
                yield meeting.id


def _is_touched(case_id: str, around: list[Surroundings]) -> bool:
    base, *others = around
    return any(
        one.cases.find(case_id) != base.cases.find(case_id) or one.agendas.get(case_id) != base.agendas.get(case_id)
        for one in others
    )


def _build_case(case_id: str, around: list[Surroundings], day: date) -> CaseMerge:
    there = [one.cases.find(case_id) for one in around]
    first = next(case for case in there if case)
    nothing = CaseFile(id=case_id, head=first.head, household=first.household)
    base, ours, theirs, merged = (build_case_facts(case or nothing, one, day) for case, one in zip(there, around, strict=True))
    alone = there[0] is None
    known = _known_to_both(ours, theirs)
    first_had: dict[str, Record] = {} if alone else {one.path: one for one in (*base.raw.records(), *_tabled(base))}
    before = {**first_had, **known}
    return CaseMerge(
        id=case_id,
        base=base,
        ours=_build_side(ours, before, gone=there[1] is None and not alone),
        theirs=_build_side(theirs, before, gone=there[2] is None and not alone),
        merged=merged,
        opened_apart=alone and there[1] is not None and there[2] is not None,
    )


def _known_to_both(ours: CaseFacts, theirs: CaseFacts) -> dict[str, Record]:
    """Return what both sides have word for word: nobody wrote it apart, an earlier merge brought it to one of them."""
    yours: dict[str, Record] = {one.path: one for one in (*theirs.raw.records(), *_tabled(theirs))}
    return {one.path: one for one in (*ours.raw.records(), *_tabled(ours)) if yours.get(one.path) == one}


def _build_side(side: CaseFacts, before: Mapping[str, Record], *, gone: bool) -> Side:
    if gone:
        return Side(facts=side, gone=True)
    return Side(
        facts=side,
        wrote=tuple(record for record in side.case.records() if before.get(record.path) != record),
        meetings=tuple(meeting for meeting in _tabled(side) if before.get(meeting.path) != meeting),
    )


def _tabled(facts: CaseFacts) -> tuple[Meeting, ...]:
    return facts.around.agendas.get(facts.case.id, ())

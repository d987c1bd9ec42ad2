"""The world as figures and long lists need it: any record, from the index where it can be trusted, and no file parsed for it."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings, office_of
from seki_cli.commands.standings_fetch import ask_standings
from seki_cli.files.index import doubted
from seki_cli.files.index_packed import unpack_case, unpack_outside
from seki_cli.model.answer import Answer
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.record import Record
from seki_cli.model.world import CaseFile, Cases, Look, Noun, World
from seki_cli.rules.settle import settle_world

_R = TypeVar("_R", bound=Record)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look through all these records again and again for what could be thrown away: none of it can, to the end.

    Python's collector takes half of the time of a figure over 10,000 cases otherwise, and the memory is the same.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def ask_world(call: Call, tell: Callable[[World, Standings], Answer]) -> Answer:
    """Return what `tell` makes of all records as the call sees them, settled; a case is unpacked when `tell` looks at it."""
    with uncollected():
        return ask_standings(call, lambda found: tell(world_of(call, found), found))


def world_of(call: Call, found: Standings) -> World:
    """Return the settled world in which all cases stand as they were found.

    Raises IndexDoubt where what is kept makes no sense; of a case that is when somebody looks at it.
    """
    if found.world is not None:
        return settle_world(found.world)
    with doubted():
        records = tuple(_outside(found))
        world = World(
            office=office_of(call, found),
            cases=Cases(_KeptCases(found)),
            meetings=tuple(sorted(_only(records, Meeting), key=lambda one: (one.date, one.starts, one.id))),
            resources=tuple(_only(records, Resource)),
            gaps=tuple(_only(records, Gap)),
            activities=tuple(_only(records, Activity)),
            unread=tuple(fault.place for fault in found.faults if not fault.path.startswith("cases/")),
        )
    return settle_world(world)


class _KeptCases:
    """The cases as they were found, as a stock: all are unpacked when somebody looks at one, and none before."""

    __slots__ = ("_cases", "_found")

    def __init__(self, found: Standings) -> None:
        self._found = found
        self._cases: dict[str, CaseFile] | None = None

    def _all(self) -> dict[str, CaseFile]:
        if self._cases is None:
            with doubted():
                self._cases = {case.id: case for case in sorted(_cases(self._found), key=lambda case: case.id)}
        return self._cases

    def ids(self) -> tuple[str, ...]:
        return tuple(self._all())

    def find(self, case_id: str) -> CaseFile | None:
        return self._all().get(case_id)

    def every(self) -> tuple[CaseFile, ...]:
        return tuple(self._all().values())

    def naming(self, _words: frozenset[str], /) -> Iterable[str]:
        return self._all()

    def holding(self, _noun: Noun, _record_id: str, /) -> Iterable[str]:
        return self._all()

    def meant(self, _look: Look, /) -> Iterable[str]:
        return self._all()


def _cases(found: Standings) -> Iterator[CaseFile]:
    kept = found.index.packed_cases() if found.index else ()
    yield from (unpack_case(data) for case_id, data in kept if case_id not in found.fresh)
    yield from (unpack_case(data) for data in found.packed.values() if data)


def _outside(found: Standings) -> list[Record]:
    """Return the records outside the case folders, by their paths."""
    kept = found.index.packed_outside() if found.index else ()
    records = [unpack_outside(path, data) for path, data in kept if path not in found.outside]
    records += [unpack_outside(path, one.packed) for path, one in found.outside.items() if one]
    return sorted(records, key=lambda record: record.path)


def _only(records: Iterable[Record], kind: type[_R]) -> Iterator[_R]:
    return (record for record in records if isinstance(record, kind))

"""The world as figures need it: every record, from the index where it can be trusted, and no file parsed for it."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings, office_of
from seki_cli.files.index import doubted
from seki_cli.files.index_packed import unpack_case, unpack_outside
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.record import Record
from seki_cli.model.world import CaseFile, World, cases_in_hand
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


def world_of(call: Call, found: Standings) -> World:
    """Return the settled world in which all cases stand as they were found. Raises IndexDoubt where what is kept makes no sense."""
    if found.world is not None:
        return settle_world(found.world)
    with doubted():
        records = tuple(_outside(found))
        world = World(
            office=office_of(call, found),
            cases=cases_in_hand(sorted(_cases(found), key=lambda case: case.id)),
            meetings=tuple(sorted(_only(records, Meeting), key=lambda one: (one.date, one.starts, one.id))),
            resources=tuple(_only(records, Resource)),
            gaps=tuple(_only(records, Gap)),
            activities=tuple(_only(records, Activity)),
            unread=tuple(fault.place for fault in found.faults if not fault.path.startswith("cases/")),
        )
    return settle_world(world)


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

"""刷った資料: what people have in their hands, compared with those who will be there as it is known now."""

from dataclasses import replace
from datetime import date
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk
from seki_cli.files.past import Snapshot, find_first_saves, read_snapshot
from seki_cli.model.agenda import Notice
from seki_cli.model.meeting import Meeting
from seki_cli.model.record import Event
from seki_cli.model.world import World
from seki_cli.rules.copies import current_printings
from seki_cli.rules.past import Moment, build_past
from seki_cli.rules.settle import EVENT_LISTS
from seki_cli.rules.stale import find_stale, stale_notices


def find_stale_papers(call: Call, desk: Desk, meeting: Meeting) -> tuple[Notice, ...]:
    """Return what is to be told of papers of a meeting that were handed out and no longer fit those who will be there."""
    if not meeting.printed or meeting.called_off:
        return ()
    return stale_notices(find_stale(desk.world, meeting, call.day, then=read_then(call, desk, meeting)), meeting, desk.office)


def read_then(call: Call, desk: Desk, meeting: Meeting) -> dict[int, World]:
    """Return the world as it was known at each printing that is still out: by its number, where a save holds it."""
    wanted = {one.num: one for item in meeting.items for one in current_printings(meeting, item.num)}
    cases = {item.case for item in meeting.items if item.case}
    folders = tuple(f"cases/{name[:3]}/{name}/" for name in cases)
    found: dict[int, World] = {}
    with call.working("刷ったときの記録を読んでいます"):
        commits = find_first_saves(call.root, meeting.path, tuple(one.sha256 for one in wanted.values() if one.sha256))
        for num, printing in wanted.items():
            if commit := commits.get(printing.sha256):
                found[num] = _world_at(desk, cases, read_snapshot(call.root, commit, folders))
    return found


def _world_at(desk: Desk, cases: set[str], snapshot: Snapshot) -> World:
    """Return the world with these cases, and the roll, as a save holds them: what came later is not known."""
    there = []
    for case in desk.world.cases:
        raw = desk.shelf.world.case(case.id) if case.id in cases else None
        if raw is None:
            there.append(case)
            continue
        acts = [one for path, one in snapshot.records.items() if isinstance(one, Event) and f"/{case.id}/" in path]
        known: dict[str, Any] = {name: tuple(act for act in acts if _list_of(act) == name) for name in EVENT_LISTS}
        there.append(build_past(replace(raw, **known), snapshot.records, Moment(day=date.max)))
    office = replace(snapshot.office, as_of=desk.office.as_of) if snapshot.office else desk.office
    return replace(desk.world, cases=tuple(there), office=office)


def _list_of(act: Event) -> str:
    """Return the list of a case that holds a kind of event: note/1 stands in notes."""
    return f"{act.schema.partition('/')[0]}s"

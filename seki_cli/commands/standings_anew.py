"""Making a whole index from nothing: on two processes, each holding a few hundred cases at a time whatever the size."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from seki_cli.commands.newer import newer_findings
from seki_cli.commands.standings import Asked
from seki_cli.commands.standings_work import Ground, kept_standings, read_others
from seki_cli.files.case_records import forget_records
from seki_cli.files.index import Index, State, open_index
from seki_cli.files.index_key import index_key
from seki_cli.files.index_parts import Part
from seki_cli.files.index_write import write_index
from seki_cli.files.paths import case_of_path, is_profile, is_record
from seki_cli.files.processes import HANDS, work_in_parts
from seki_cli.files.shelf import Shelf
from seki_cli.files.tree_listing import Listing, OddTree, list_folders, list_workspace
from seki_cli.model.meeting import Meeting
from seki_cli.model.verdict import Finding
from seki_cli.model.world import World

_AT_ONCE: Final = 100
"""How many cases a process holds in memory together."""


def make_anew(asked: Asked, newest: date | None, *, hands: int = HANDS) -> Index | None:
    """Make a whole index of what HEAD shows and open it; None where that is in doubt or it cannot be written."""
    if not asked.keep:
        return None
    try:
        return _make(asked, list_workspace(asked.root, asked.saved.tree), newest, hands)
    except OddTree:
        return None


def state_of(asked: Asked, newest: date | None, profile: Mapping[str, Mapping[str, object]], *, ignoring: bool) -> State:
    """Return the state that an index of what HEAD shows has."""
    saved = asked.saved
    return State(key=index_key(), tree=saved.tree, commit=saved.commit, newest=newest, profile=profile, ignoring=ignoring)


def brings_rules(path: str) -> bool:
    """Say whether a file tells git, below the workspace's top, what to overlook."""
    return path.endswith("/.gitignore")


def _make(asked: Asked, found: Listing, newest: date | None, hands: int) -> Index | None:
    bare = Ground(root=asked.root, day=asked.day, tree=asked.saved.tree, profile={})
    office = bare.shelf_of({path: blob for path, blob in found.files.items() if is_profile(path) and is_record(path)})
    if newer_findings(office):
        return None
    profile = {path: value for path, value in office.values.items() if is_profile(path)}
    ground = replace(bare, profile=profile)
    state = state_of(asked, newest, profile, ignoring=any(map(brings_rules, found.files)))
    with asked.counting("はじめての一覧のため、記録を読んでいます", len(found.cases)) as count:
        written = write_index(asked.root, state, _parts(ground, found, office, hands, count))
    return open_index(asked.root, state.key) if written else None


def _parts(ground: Ground, found: Listing, office: Shelf, hands: int, count: Callable[[int], None]) -> Iterator[Part]:
    """Yield all that a tree holds: the office, what lies outside the cases, and the cases in parts."""
    yield Part(faults=_by_path(tuple(office.unread)))
    others = {path: blob for path, blob in found.files.items() if is_record(path) and not is_profile(path)}
    shelf = ground.shelf_of(others)
    yield read_others(shelf, set(others))
    named = sorted(found.cases.items())
    chunks = [named[start : start + _AT_ONCE] for start in range(0, len(named), _AT_ONCE)]
    work = partial(_work_out, ground, build_meetings_at_hand(shelf.world.meetings))
    forget_records()
    with closing(work_in_parts(work, chunks, hands=hands)) as parts:
        for part in parts:
            yield part
            count(_AT_ONCE)


def _by_path(unread: tuple[Finding, ...]) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, tuple[Finding, ...]] = {}
    for one in unread:
        found[one.path] = (*found.get(one.path, ()), one)
    return found


def _work_out(ground: Ground, meetings: "MeetingsAtHand", chunk: list[tuple[str, str]]) -> Part:
    """Return how the cases in some folders stand. OddTree where one holds what only the whole reading knows how to tell."""
    files = list_folders(ground.root, dict(chunk))
    if any(map(brings_rules, files)):
        raise OddTree
    shelf = ground.shelf_of({path: blob for path, blob in files.items() if is_record(path)})
    world = replace(shelf.world, meetings=meetings.concerning(shelf.world))
    cases = {case_of_path(path) for path in files if is_record(path)}
    faults = {case: tuple(found for found in shelf.unread if case_of_path(found.path) == case) for case in cases}
    kept = kept_standings(replace(shelf, world=world), cases)
    forget_records()
    return Part(cases=kept, faults=faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsAtHand:
    """All meetings, found by the cases on their agendas and by their ids."""

    tabling: Mapping[str, tuple[Meeting, ...]]
    by_id: Mapping[str, tuple[Meeting, ...]]

    def concerning(self, world: World) -> tuple[Meeting, ...]:
        """Return the meetings that concern the cases of a world, in the order of meetings."""
        found: dict[str, Meeting] = {}
        for case in world.cases:
            decided = (meeting for decision in case.decisions for meeting in self.by_id.get(decision.meeting, ()))
            found |= {meeting.path: meeting for meeting in (*self.tabling.get(case.id, ()), *decided)}
        return tuple(sorted(found.values(), key=lambda one: (one.date, one.starts, one.id)))


def build_meetings_at_hand(meetings: tuple[Meeting, ...]) -> MeetingsAtHand:
    """Return meetings laid out so that looking one up costs the same however many there are."""
    tabling: dict[str, list[Meeting]] = {}
    by_id: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        by_id.setdefault(meeting.id, []).append(meeting)
        for case in dict.fromkeys(item.case for item in meeting.items if item.case):
            tabling.setdefault(case, []).append(meeting)
    return MeetingsAtHand(
        tabling={case: tuple(found) for case, found in tabling.items()},
        by_id={name: tuple(found) for name, found in by_id.items()},
    )

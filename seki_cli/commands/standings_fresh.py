"""How cases stand where no index says it yet: after a save, on another day, with unsaved files, from nothing.

Each step does the least that is certain to be right, and whatever is doubtful ends in reading every record.
出典: speed.md（索引）
"""

from dataclasses import replace
from datetime import date
from typing import Final

from seki_cli.commands.newer import newer_findings
from seki_cli.commands.standings import Asked, Standings
from seki_cli.commands.standings_anew import brings_rules, make_anew, state_of
from seki_cli.commands.standings_work import Earlier, Ground, read_others, work_out
from seki_cli.files.git import GitFailed
from seki_cli.files.git_history import read_newest_author_day
from seki_cli.files.git_state import Difference, contains, read_difference
from seki_cli.files.index import Index
from seki_cli.files.index_parts import Part
from seki_cli.files.index_unsaved import is_settled, keep_unsaved, now, print_of
from seki_cli.files.index_write import renew_index
from seki_cli.files.paths import is_profile
from seki_cli.files.shelf import read_shelf
from seki_cli.model.verdict import Finding
from seki_cli.rules.settle import settle_world
from seki_cli.rules.standings import build_standing
from seki_cli.rules.tabled import meetings_of_cases

_MUCH: Final = 1500
"""So many files or cases and more are not worked out on top of what is kept."""


def find_standings(asked: Asked, index: Index | None) -> Standings:
    """Return how all cases stand, by the least reading that is certain to be right."""
    if not asked.saved.tree or any(map(is_profile, asked.dirty)):
        return read_all(asked)
    try:
        newest = _newest(asked, index)
        if newest is not None and newest > asked.day:
            return read_all(asked)
        since = read_difference(asked.root, index.state.tree, asked.saved.tree) if index else Difference()
        if since.links or any(map(_within_odd, since.paths)):
            return read_all(asked)
        if index is None or any(map(is_profile, since.paths)) or _is_much(index, since, asked.day):
            index, since = make_anew(asked, newest), Difference()
        if index is None:
            return read_all(asked)
        with asked.working():
            return _on_top(asked, index, since.paths, newest)
    except GitFailed:  # what the index was made from may be gone from this repository
        return read_all(asked) if index is None else find_standings(asked, None)


def _is_much(index: Index, since: Difference, day: date) -> bool:
    """Say whether so much is to be read again that a new index is made sooner, on two processes and a few cases at a time."""
    return len(since.paths) > _MUCH or len(index.other_days(day)) > _MUCH


def read_all(asked: Asked) -> Standings:
    """Return the same by reading every record: the slow way, which every other way must agree with."""
    with asked.working():
        shelf = read_shelf(asked.root, day=asked.day, head=asked.head)
    world = settle_world(shelf.world)
    around = meetings_of_cases(world)
    fresh = {case.id: build_standing(case, around[case.id], world.office, asked.day) for case in world.cases}
    return Standings(
        fresh=fresh,
        outside=read_others(shelf, ()).outside,
        world=shelf.world,
        faults=tuple(shelf.unread),
        unsaved=len(shelf.sources.unsaved),
        newest=shelf.sources.newest,
        profile={path: value for path, value in shelf.values.items() if is_profile(path)},
        doubts=newer_findings(shelf),
    )


def _on_top(asked: Asked, index: Index, changed: tuple[str, ...], newest: date | None) -> Standings:
    """Return what the index says, with what a newer commit, the day and unsaved files make of it on top."""
    state, began = index.state, now()
    ground = Ground(root=asked.root, day=asked.day, tree=asked.saved.tree, profile=state.profile)
    earlier = Earlier(index=index)
    part = work_out(ground, changed, index.other_days(asked.day), earlier)
    moved = bool(part.cases or part.faults or part.outside or state.commit != asked.saved.commit)
    if asked.keep and moved:
        newer = state_of(asked, newest, state.profile, ignoring=state.ignoring or any(map(brings_rules, changed)))
        renew_index(asked.root, newer, part, instead_of=state)
    unsaved = _unsaved(asked, replace(ground, dirty=asked.dirty), earlier.with_part(part))
    if not moved and _stays(asked, began):
        keep_unsaved(asked.root, state, unsaved, asked.known)
    faults: dict[str, tuple[Finding, ...]] = {}
    for of, found in index.faults():
        faults[of] = (*faults.get(of, ()), found)
    faults |= {**part.faults, **unsaved.faults}
    return Standings(
        fresh={case: kept.standing if kept else None for case, kept in {**part.cases, **unsaved.cases}.items()},
        packed={case: kept.packed if kept else b"" for case, kept in {**part.cases, **unsaved.cases}.items()},
        outside={**part.outside, **unsaved.outside},
        index=index,
        faults=tuple(found for rows in faults.values() for found in rows),
        unsaved=asked.unsaved,
        newest=newest,
        profile=state.profile,
    )


def _stays(asked: Asked, began: int) -> bool:
    """Say whether unsaved files were long as they are when they were read, and still are: then they can be known again."""
    return (
        asked.keep and bool(asked.known) and is_settled(asked.known, began) and print_of(asked.root, asked.dirty) == asked.known
    )


def _unsaved(asked: Asked, ground: Ground, earlier: Earlier) -> Part:
    return work_out(ground, asked.dirty, (), earlier) if asked.dirty else Part()


def _newest(asked: Asked, index: Index | None) -> date | None:
    """Return the newest day in the history: of what came since the index was made, where it is a part of what HEAD shows."""
    if index is None:
        return read_newest_author_day(asked.root)
    state = index.state
    if state.commit == asked.saved.commit:
        return state.newest
    if not contains(asked.root, state.commit):
        return read_newest_author_day(asked.root)
    days = (state.newest, read_newest_author_day(asked.root, after=state.commit))
    return max((day for day in days if day), default=None)


def _within_odd(path: str) -> bool:
    """Say whether a file lies in a folder that is named like a record: where everything is read, the folder is told of."""
    return ".yaml/" in path

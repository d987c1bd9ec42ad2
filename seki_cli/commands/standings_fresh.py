"""How cases stand where no index says it yet: after a save, on another day, with unsaved files, from nothing.

Each step does the least that is certain to be right, and whatever is doubtful ends in reading every record.
出典: speed.md（索引）
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from seki_cli.commands.newer import newer_findings
from seki_cli.commands.standings import Asked, Standings
from seki_cli.commands.standings_work import Agendas, Ground, Profile, work_out, work_out_cases
from seki_cli.files.git import GitFailed
from seki_cli.files.git_history import read_newest_author_day
from seki_cli.files.git_state import Difference, contains, has_links, read_difference, read_files_of
from seki_cli.files.index import Index, State, open_index
from seki_cli.files.index_key import index_key
from seki_cli.files.index_write import Part, renew_index, write_index
from seki_cli.files.paths import case_of_path, is_record
from seki_cli.files.shelf import forget_records, is_profile, read_shelf
from seki_cli.model.verdict import Finding
from seki_cli.rules.settle import settle_world
from seki_cli.rules.standings import build_standing
from seki_cli.rules.tabled import meetings_of_cases

_AT_ONCE: Final = 400
"""How many cases are held in memory together while a whole index is made."""


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
        if index is None or any(map(is_profile, since.paths)):
            index, since = _made_anew(asked, newest), Difference()
        return read_all(asked) if index is None else _on_top(asked, index, since.paths, newest)
    except GitFailed:  # what the index was made from may be gone from this repository
        return read_all(asked) if index is None else find_standings(asked, None)


def read_all(asked: Asked) -> Standings:
    """Return the same by reading every record: the slow way, which every other way must agree with."""
    shelf = read_shelf(asked.root, day=asked.day, head=asked.head)
    world = settle_world(shelf.world)
    around = meetings_of_cases(world)
    fresh = {case.id: build_standing(case, around[case.id], world.office, asked.day) for case in world.cases}
    return Standings(
        fresh=fresh,
        faults=shelf.unread,
        unsaved=len(shelf.sources.unsaved),
        newest=shelf.sources.newest,
        profile={path: value for path, value in shelf.values.items() if is_profile(path)},
        doubts=newer_findings(shelf),
    )


def _on_top(asked: Asked, index: Index, changed: tuple[str, ...], newest: date | None) -> Standings:
    """Return what the index says, with what a newer commit, the day and unsaved files make of it on top."""
    state = index.state
    ground = Ground(root=asked.root, day=asked.day, tree=asked.saved.tree, profile=state.profile)
    agendas = Agendas(index=index)
    part = work_out(ground, changed, index.other_days(asked.day), agendas)
    if asked.keep and (part.cases or part.faults or part.tabled or state.commit != asked.saved.commit):
        now = _state(asked, newest, state.profile, ignoring=state.ignoring or _ignoring(changed))
        renew_index(asked.root, now, part, instead_of=state)
    dirty = Ground(root=asked.root, day=asked.day, tree=asked.saved.tree, profile=state.profile, dirty=asked.dirty)
    unsaved = work_out(dirty, asked.dirty, (), agendas.with_part(part)) if asked.dirty else Part()
    faults: dict[str, tuple[Finding, ...]] = {}
    for of, found in index.faults():
        faults[of] = (*faults.get(of, ()), found)
    faults |= {**part.faults, **unsaved.faults}
    return Standings(
        fresh={case: kept.standing if kept else None for case, kept in {**part.cases, **unsaved.cases}.items()},
        index=index,
        faults=tuple(found for rows in faults.values() for found in rows),
        unsaved=asked.unsaved,
        newest=newest,
        profile=state.profile,
    )


def _made_anew(asked: Asked, newest: date | None) -> Index | None:
    """Make a whole index of what HEAD shows and open it; None where it cannot be written."""
    if not asked.keep:
        return None
    tree = read_files_of(asked.root, asked.saved.tree)
    if any(map(_within_odd, tree)) or has_links(asked.root, asked.saved.tree):
        return None
    office = Ground(root=asked.root, day=asked.day, tree=asked.saved.tree, profile={})
    shelf = office.read((), only=sorted(path for path in tree if is_profile(path) and is_record(path)))
    profile = {path: value for path, value in shelf.values.items() if is_profile(path)}
    if newer_findings(shelf):
        return None
    state = _state(asked, newest, profile, ignoring=_ignoring(tree))
    unread: dict[str, tuple[Finding, ...]] = {}
    for found in shelf.unread:
        unread[found.path] = (*unread.get(found.path, ()), found)
    parts = _all_parts(
        Ground(root=asked.root, day=asked.day, tree=asked.saved.tree, profile=profile), tuple(tree), Part(faults=unread)
    )
    written = write_index(asked.root, state, parts)
    return open_index(asked.root, state.key) if written else None


def _all_parts(ground: Ground, tree: tuple[str, ...], office: Part) -> Iterator[Part]:
    """Yield all that a tree holds in parts, so that memory is bounded whatever its size."""
    yield office
    others = [path for path in tree if is_record(path) and not is_profile(path) and not case_of_path(path)]
    meetings = work_out(ground, others, (), Agendas())
    yield Part(faults=meetings.faults, tabled=meetings.tabled)
    agendas = Agendas(newer=(Part(tabled=meetings.tabled),))
    cases = sorted({case for path in tree if is_record(path) and (case := case_of_path(path))})
    for start in range(0, len(cases), _AT_ONCE):
        yield work_out_cases(ground, set(cases[start : start + _AT_ONCE]), agendas, Part())
        forget_records()


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


def _state(asked: Asked, newest: date | None, profile: Profile, *, ignoring: bool) -> State:
    saved = asked.saved
    return State(key=index_key(), tree=saved.tree, commit=saved.commit, newest=newest, profile=profile, ignoring=ignoring)


def _within_odd(path: str) -> bool:
    """Say whether a file lies in a folder that is named like a record: where everything is read, the folder is told of."""
    return ".yaml/" in path


def _ignoring(paths: Iterable[str]) -> bool:
    return any(path.endswith("/.gitignore") for path in paths)

"""A workspace in parts: where its case folders lie, and the records of some of them, for work that must not hold all."""

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from seki_cli.files.case_records import forget_records
from seki_cli.files.git_history import read_newest_author_day
from seki_cli.files.git_state import read_unsaved
from seki_cli.files.paths import ROOMS, case_of_path, is_profile, is_record
from seki_cli.files.shelf import Shelf, build_shelf
from seki_cli.files.sources import Sources, read_part, read_saved_ids, read_state
from seki_cli.model.ids import CASE_ID
from seki_cli.model.world import CaseFile, Look, Noun

_BATCH: Final = 100
_KEPT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Where the records of a workspace lie at one moment.

    `cases`: by the id of each case folder its files, or nothing where the folder is to be looked through; `beyond`: the other
    files. Each file has its blob where only what is saved counts. `instead`: what an interrupted save left half written, as
    HEAD has it. `moment`: HEAD and the journal; where they have changed meanwhile, the parts do not belong together.
    """

    root: Path
    day: date
    moment: tuple[str, frozenset[str]]
    cases: Mapping[str, tuple[tuple[str, str], ...]]
    beyond: tuple[tuple[str, str], ...]
    instead: Mapping[str, bytes | None] = field(default_factory=dict)
    head: bool = False
    unsaved: tuple[str, ...] = ()
    newest: date | None = None

    @property
    def past(self) -> bool:
        """Say whether the day lies before the newest commit: then documents stand as they stood, which only git knows."""
        return self.newest is not None and self.newest > self.day

    def knows(self, place: str) -> bool:
        """Say whether a record stands, or is saved, at a place or below it, though the work tree may not show it."""
        files = (path for rows in (self.beyond, *self.cases.values()) for path, _ in rows)
        return any(path == place or path.startswith(place + "/") for path in (*self.instead, *files))


def read_parts(root: Path, *, day: date, head: bool = False) -> Parts:
    """Return where the records lie now: what is saved alone (`head`), or the work tree."""
    moment = read_state(root)
    newest = read_newest_author_day(root)
    if head:
        saved = tuple((path, blob) for path, blob in sorted(read_saved_ids(root).items()) if is_record(path))
        cases, beyond = _parted(saved)
        return Parts(root=root, day=day, moment=moment, cases=cases, beyond=beyond, head=True, newest=newest)
    unsaved = read_unsaved(root)
    changed = {path for path in (*unsaved.changed, *unsaved.gone) if is_record(path)}
    instead = _half_written(root, moment[1])
    there: dict[str, tuple[tuple[str, str], ...]] = dict.fromkeys(
        sorted({*_case_folders(root), *filter(None, map(case_of_path, instead))}), ()
    )
    beyond = tuple((path, "") for path in dict.fromkeys((*_walk_beyond(root), *instead)) if not case_of_path(path))
    return Parts(
        root=root,
        day=day,
        moment=moment,
        cases=there,
        beyond=beyond,
        instead=instead,
        unsaved=tuple(sorted(changed)),
        newest=newest,
    )


def read_beyond(parts: Parts) -> Shelf:
    """Return the shelf of all that lies beyond the cases, read a few at a time: what is parsed weighs more than what is kept."""
    lists = [row for row in parts.beyond if is_profile(row[0])]
    others = sorted(row for row in parts.beyond if not is_profile(row[0]))
    batches = [lists, *(others[start : start + _BATCH] for start in range(0, len(others), _BATCH))]
    first, *rest = (_build(parts, rows, profile=None if rows is lists else {}) for rows in batches)
    world = replace(
        first.world,
        meetings=tuple(sorted((m for one in rest for m in one.world.meetings), key=lambda m: (m.date, m.starts, m.id))),
        resources=tuple(resource for one in rest for resource in one.world.resources),
        gaps=tuple(gap for one in rest for gap in one.world.gaps),
        activities=tuple(activity for one in rest for activity in one.world.activities),
        unread=tuple(place for one in (first, *rest) for place in one.world.unread),
    )
    files = {path: data for one in (first, *rest) for path, data in one.sources.files.items()}
    sources = Sources(files=files, ask_unsaved=lambda: parts.unsaved, head=parts.moment[0], newest=parts.newest)
    return replace(first, world=world, unread=tuple(f for one in (first, *rest) for f in one.unread), sources=sources)


def read_cases(parts: Parts, names: Iterable[str]) -> Shelf:
    """Return the shelf of some case folders, by their ids, and of nothing else. What was read is not remembered."""
    return _build(parts, [row for name in names for row in _files_of(parts, name)], profile={})


def _build(parts: Parts, rows: Sequence[tuple[str, str]], *, profile: Mapping[str, Mapping[str, Any]] | None) -> Shelf:
    shelf = replace(build_shelf(parts.root, parts.day, _texts(parts, rows), profile=profile), values={})
    forget_records()
    return shelf


class CasesOnDemand:
    """The cases as a stock, each read when it is asked for; the last ones stay at hand."""

    def __init__(self, parts: Parts) -> None:
        """Take the place where they lie; nothing is read yet."""
        self._parts = parts
        self._kept: OrderedDict[str, CaseFile | None] = OrderedDict()

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all cases, in order: every folder is looked into, for there may be no record in it."""
        return tuple(case.id for case in self.every())

    def find(self, case_id: str) -> CaseFile | None:
        """Return the case with this id, or None."""
        if case_id not in self._kept:
            known = case_id in self._parts.cases
            cases = read_cases(self._parts, [case_id]).world.cases if known else ()
            self.keep({case_id: cases[0] if cases else None})
        return self._kept[case_id]

    def keep(self, cases: Mapping[str, CaseFile | None]) -> None:
        """Have cases at hand that somebody has read; those that have been there longest go."""
        self._kept.update(cases)
        while len(self._kept) > max(_KEPT, len(cases)):
            self._kept.popitem(last=False)

    def every(self) -> tuple[CaseFile, ...]:
        """Return all cases, in the order of their ids. They are all held at once, which is what the parts are there to avoid."""
        return tuple(read_cases(self._parts, self._parts.cases).world.cases)

    def naming(self, _words: frozenset[str]) -> Iterable[str]:
        """Return the ids of all case folders: nothing is known of a case before it is read."""
        return self._parts.cases

    def holding(self, _noun: Noun, _record_id: str) -> Iterable[str]:
        """Return the ids of all case folders."""
        return self._parts.cases

    def meant(self, _look: Look) -> Iterable[str]:
        """Return the ids of all case folders."""
        return self._parts.cases


def _texts(parts: Parts, rows: Sequence[tuple[str, str]]) -> Sources:
    if parts.head:
        return read_part(parts.root, dict(rows))
    plain = [path for path, _ in rows if path not in parts.instead]
    half = {path: data for path, _ in rows if (data := parts.instead.get(path)) is not None}
    return Sources(files={**read_part(parts.root, {}, plain).files, **half})


def _files_of(parts: Parts, name: str) -> Iterator[tuple[str, str]]:
    if parts.head:
        yield from parts.cases[name]
        return
    folder = f"cases/{name[:3]}/{name}"
    half = (path for path in parts.instead if path.startswith(folder + "/"))
    yield from ((path, "") for path in dict.fromkeys((*_walk(parts.root, folder), *half)))


def _is_case_folder(year: str, name: str) -> bool:
    return year == name[:3] and CASE_ID.fullmatch(name) is not None


def _parted(saved: Iterable[tuple[str, str]]) -> tuple[dict[str, tuple[tuple[str, str], ...]], tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in saved:
        found.setdefault(case_of_path(row[0]), []).append(row)
    beyond = tuple(found.pop("", ()))
    return {name: tuple(found[name]) for name in sorted(found)}, beyond


def _half_written(root: Path, named: Iterable[str]) -> dict[str, bytes | None]:
    wanted = [path for path in named if is_record(path)]
    if not wanted:
        return {}
    tree = read_saved_ids(root)
    saved = read_part(root, {path: tree[path] for path in wanted if path in tree}).files
    return {path: saved.get(path) for path in wanted}


def _case_folders(root: Path) -> Iterator[str]:
    for year in _folders(root / "cases"):
        yield from (name for name in _folders(root / "cases" / year) if _is_case_folder(year, name))


def _folders(place: Path) -> list[str]:
    return [entry.name for entry in _entries(os.fspath(place)) if _is_folder(entry)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _entries(place: str) -> list[os.DirEntry[str]]:
    """Return what lies in a folder; nothing where it has gone or may not be looked into."""
    try:
        with os.scandir(place) as entries:
            return list(entries)
    except OSError:
        return []


def _walk_beyond(root: Path) -> Iterator[str]:
    """Yield what `walk_records` does, without what lies in a case folder."""
    yield "seki.yaml"
    for room in ROOMS:
        yield from _walk(root, room, beside_cases=room == "cases")


def _walk(root: Path, top: str, *, beside_cases: bool = False) -> Iterator[str]:
    """Yield the paths below a folder where a record may stand. No link is followed."""
    waiting = [top]
    while waiting:
        within = waiting.pop()
        for entry in _entries(f"{root}/{within}"):
            path = f"{within}/{entry.name}"
            if entry.name.endswith(".yaml"):
                yield path
            if _is_folder(entry) and not (beside_cases and case_of_path(f"{path}/")):
                waiting.append(path)

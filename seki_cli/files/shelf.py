"""The shelf: every record of the workspace as it stands on a day, with what could not be read beside it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from seki_cli.files.case_records import build_cases, only, read_records
from seki_cli.files.near_cases import NearCases, NearUnread, Values
from seki_cli.files.near_files import NearFiles, read_near
from seki_cli.files.paths import case_of_path, is_profile, is_record
from seki_cli.files.records import build_profile, read_value
from seki_cli.files.sources import Sources, read_sources, read_sources_of
from seki_cli.files.yaml_reader import find_place
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.office import Office
from seki_cli.model.record import Record
from seki_cli.model.verdict import Finding
from seki_cli.model.world import Cases, World, cases_in_hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What was read: the world for the rules, the texts for whoever needs a line or edits, and what could not be read."""

    root: Path
    day: date
    world: World
    unread: Sequence[Finding]
    sources: Sources
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        """Return the office of the profile."""
        return self.world.office

    def placed(self, finding: Finding) -> Finding:
        """Return a finding with its line and column looked up in the text that was read."""
        data = self.sources.files.get(finding.path)
        return finding if finding.line or data is None else finding.placed(*find_place(data, finding.key))

    def line_of(self, path: str, key: tuple[str | int, ...] = ()) -> str:
        """Return `path:line` of a key in a record, for messages."""
        data = self.sources.files.get(path)
        return path if data is None else f"{path}:{find_place(data, key)[0]}"

    def unread_of(self, cases: Collection[str]) -> tuple[Finding, ...]:
        """Return what cannot be read outside the case folders and in those of some cases."""
        if isinstance(self.unread, NearUnread):
            return self.unread.of(cases)
        return tuple(found for found in self.unread if case_of_path(found.path) in ("", *cases))

    def texts_around(self, cases: Collection[str]) -> Mapping[str, bytes]:
        """Return texts by path, those outside the case folders and those of some cases at least."""
        files = self.sources.files
        if not isinstance(files, NearFiles):
            return files
        return dict(files.outside) | {path: data for case_id in cases for path, data in files.of_case(case_id).items()}

    def with_files(self, texts: Mapping[str, bytes | None]) -> "Shelf":
        """Return the shelf as it would be with these files in place of what stands there (None: taken away): to judge before writing."""
        there = self.sources.files
        if isinstance(there, NearFiles):
            return self._with_near_files(there.with_texts(texts), only_cases=all(map(case_of_path, texts)))
        files = {path: data for path, data in {**there, **texts}.items() if data is not None and is_record(path)}
        return build_shelf(self.root, self.day, replace(self.sources, files=files))

    def _with_near_files(self, files: NearFiles, *, only_cases: bool) -> "Shelf":
        """Return the shelf with other texts; where they are all of cases, what lies outside the case folders stands as it is."""
        sources = replace(self.sources, files=files)
        if not only_cases or not isinstance(self.unread, NearUnread):
            return _build_near_shelf(self.root, self.day, sources, files)
        cases = NearCases(files, self.day)
        world = replace(self.world, cases=Cases(cases))
        return replace(self, world=world, unread=self.unread.beside(cases), sources=sources, values=Values(files))


def read_shelf(root: Path, *, day: date, head: bool = False) -> Shelf:
    """Read the whole workspace as it is known on a day: HEAD overlaid with what is not saved, or HEAD alone.

    Nothing stops it: a file that cannot be read is listed in `unread` and its case is marked.
    """
    return build_shelf(root, day, read_sources(root, day=day, head=head))


def read_near_shelf(root: Path, *, day: date, head: bool = False, near: Collection[str] = ()) -> Shelf:
    """Read the same for whoever asks about a case or two: the others are read when somebody looks at them.

    `near` are ids of cases that will be looked at. Where the day lies in the past or a save is under way, all is read at once.
    """
    sources = read_near(root, day=day, head=head, near=near)
    if sources is None:
        return read_shelf(root, day=day, head=head)
    files, rest = sources
    return _build_near_shelf(root, day, replace(rest, files=files), files)


def read_shelf_of(root: Path, commit: str, *, day: date) -> Shelf:
    """Return all records as one commit holds them, known on a day; the work tree is not looked at.

    Several shelves of one workspace share what they have in common: a file is read once for its path and bytes, and two
    worlds that differ in one case are told apart without looking into the others.
    """
    return build_shelf(root, day, read_sources_of(root, commit))


def build_shelf(
    root: Path,
    day: date,
    sources: Sources,
    *,
    profile: Mapping[str, Mapping[str, Any]] | None = None,
    known: Iterable[Record] = (),
) -> Shelf:
    """Return the shelf of some texts, which may be a part of a workspace.

    `profile`: its lists, `known`: records of other files, where they were read already.
    """
    unread: list[Finding] = []
    records = sorted((*read_records(sources.files, day, unread), *known), key=lambda record: record.path)
    lists = _read_profile(sources.files) if profile is None else profile
    world = replace(
        _build_world(lists, records, day, unread), cases=cases_in_hand(build_cases(records, unread, past=sources.past))
    )
    return Shelf(root=root, day=day, world=world, unread=tuple(unread), sources=sources, values=Values(sources.files))


def _build_near_shelf(root: Path, day: date, sources: Sources, files: NearFiles) -> Shelf:
    unread: list[Finding] = []
    records = read_records(files.outside, day, unread)
    cases = NearCases(files, day)
    world = replace(_build_world(_read_profile(files.outside), records, day, unread), cases=Cases(cases))
    return Shelf(root=root, day=day, world=world, unread=NearUnread(tuple(unread), cases), sources=sources, values=Values(files))


def _read_profile(files: Mapping[str, bytes]) -> dict[str, Mapping[str, Any]]:
    lists = sorted(filter(is_profile, files))
    return {path: value for path in lists if (value := read_value(path, files[path])[0]) is not None}


def _build_world(
    profile: Mapping[str, Mapping[str, Any]], records: Iterable[Record], day: date, unread: Iterable[Finding]
) -> World:
    """Return the world without its cases."""
    return World(
        office=replace(build_profile(profile), as_of=day),
        meetings=tuple(sorted(only(records, Meeting), key=lambda m: (m.date, m.starts, m.id))),
        resources=only(records, Resource),
        gaps=only(records, Gap),
        activities=only(records, Activity),
        unread=tuple(finding.place for finding in unread if not finding.path.startswith("cases/")),
    )

"""Working out how some cases stand, and until when that holds: what an index keeps, and what it lacks for an answer of today.

Read is what is named and what that concerns: a changed meeting the cases on its agenda and those whose decisions name it, a
case the meetings that it stands on. Every case is worked out with a day that notes what it is asked (model/watched_day.py).
出典: speed.md（索引）
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from seki_cli.files.case_records import read_record
from seki_cli.files.git_state import read_files_in
from seki_cli.files.index import Index, doubted
from seki_cli.files.index_packed import pack, unpack_case
from seki_cli.files.index_parts import Kept, Outside, Part
from seki_cli.files.paths import case_folder, case_of_path, is_profile, is_record, locate
from seki_cli.files.shelf import Shelf, build_shelf
from seki_cli.files.sources import read_part
from seki_cli.model.meeting import Gap, Meeting
from seki_cli.model.record import Event, Record
from seki_cli.model.standing import Standing
from seki_cli.model.verdict import Finding
from seki_cli.model.watched_day import WatchedDay
from seki_cli.model.watched_span import Watch
from seki_cli.model.world import CaseFile
from seki_cli.rules.settle import settle_world
from seki_cli.rules.standings import build_meeting_row, build_standing
from seki_cli.rules.tabled import meetings_of_cases

_MEETINGS: Final = "meetings/"
Profile = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where the texts come from: a tree, with what the work tree shows of the `dirty` files over it, and the office's lists."""

    root: Path
    day: date
    tree: str
    profile: Profile
    dirty: frozenset[str] = frozenset()

    def read(self, places: Iterable[str], *, only: Iterable[str] = (), known: Iterable[Record] = ()) -> Shelf:
        """Return the shelf of the records in some places and of some files, and of those that are known already."""
        wanted = tuple(dict.fromkeys((*places, *only)))
        blobs = read_files_in(self.root, self.tree, wanted) if self.tree and wanted else {}
        inside = tuple(f"{place}/" for place in wanted)
        dirty = (path for path in self.dirty if path in wanted or path.startswith(inside))
        return self.shelf_of({path: blob for path, blob in blobs.items() if is_record(path)}, dirty, known)

    def shelf_of(self, blobs: Mapping[str, str], dirty: Iterable[str] = (), known: Iterable[Record] = ()) -> Shelf:
        """Return the shelf of some records by path and blob, with what the work tree shows of the `dirty` ones over them."""
        sources = read_part(self.root, blobs, dirty)
        return build_shelf(self.root, self.day, sources, profile=self.profile or None, known=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What was known before something changed, as the index says it, and as parts that are newer than it say.

    Of which cases a meeting concerns and which meetings a case, too many may be named, never too few: what is looked at once
    more comes out the same.
    """

    index: Index | None = None
    newer: tuple[Part, ...] = ()

    def with_part(self, part: Part) -> "Earlier":
        """Return the same, knowing one part more."""
        return replace(self, newer=(*self.newer, part))

    def cases_of(self, path: str, meeting: str) -> set[str]:
        """Return the cases that a meeting's file concerns, by what was known of it and by the meeting's id."""
        found = set(self.index.cases_of_meeting(path)) | set(self.index.cases_deciding(meeting)) if self.index else set[str]()
        for part in self.newer:
            known = part.outside.get(path)
            found |= set(known.tabled) if known else set()
            ids = {meeting, known.meeting.id if known and known.meeting else ""}
            found |= {case for case, kept in part.cases.items() if kept and ids & set(kept.standing.decided)}
        return found

    def known(self, cases: set[str], day: date) -> dict[str, CaseFile]:
        """Return those of some cases of which all was read before, and would be read again on this day but for what changed."""
        found: dict[str, bytes] = {}
        left = set(cases)
        for part in reversed(self.newer):
            for case in left & part.cases.keys():
                kept = part.cases[case]
                if kept and kept.whole and not part.faults.get(case) and _holds_on(kept, day):
                    found[case] = kept.packed
            left -= part.cases.keys()
        found |= self.index.whole_cases(left, day) if self.index else {}
        with doubted():
            return {case: unpack_case(data) for case, data in found.items()}

    def paths_for(self, cases: set[str], decided: set[str]) -> set[str]:
        """Return the files of the meetings that concern some cases: on whose agenda they stand, or whose id they name."""
        found = self.index.meetings_tabling(cases) | self.index.paths_of_meetings(decided) if self.index else set[str]()
        for part in self.newer:
            there = ((path, one.meeting.id, one.tabled) for path, one in part.outside.items() if one and one.meeting)
            found |= {path for path, meeting, tabled in there if meeting in decided or cases & set(tabled)}
        return found


def work_out(ground: Ground, changed: Iterable[str], cases: Iterable[str], earlier: Earlier) -> Part:
    """Return what changed files and some cases come to: every case that they concern, worked out from the ground's texts."""
    paths = frozenset(path for path in changed if is_record(path))
    outside = sorted(path for path in paths if not case_of_path(path))
    read = read_others(ground.read((), only=outside), outside)
    touched = {case for path in paths if (case := case_of_path(path))} | set(cases)
    for path, one in read.outside.items():
        if path.startswith(_MEETINGS):
            touched |= earlier.cases_of(path, _id_of(path)) | set(one.tabled if one else ())
    return _work_out_cases(ground, _Touched(cases=touched, paths=paths), earlier.with_part(read), read)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Touched:
    """The cases that are to be worked out, and the files that changed, of theirs and of others."""

    cases: set[str]
    paths: frozenset[str]


def _work_out_cases(ground: Ground, changed: _Touched, earlier: Earlier, more: Part) -> Part:
    """Return how these cases stand, added to what is known of other files. Of a case that is known, only what changed is read."""
    touched = changed.cases
    if not touched:
        return more
    before = earlier.known(touched, ground.day)
    folders = tuple(sorted(map(case_folder, touched - before.keys())))
    files = sorted(path for path in changed.paths if case_of_path(path) in before)
    known = tuple(record for case in before.values() for record in case.records() if record.path not in changed.paths)
    alone = ground.read(folders, only=files, known=known)
    decided = {decision.meeting for case in alone.world.cases for decision in case.decisions}
    meetings = sorted(earlier.paths_for(touched, decided))
    whole = ground.read(folders, only=(*files, *meetings), known=known)
    faults: dict[str, tuple[Finding, ...]] = dict.fromkeys(touched, ())
    for found in whole.unread:
        if case := case_of_path(found.path):
            faults[case] = (*faults.get(case, ()), found)
    cases: dict[str, Kept | None] = dict.fromkeys(touched)
    cases |= kept_standings(whole, touched)
    return replace(more, cases=cases, faults={**more.faults, **faults})


def read_others(shelf: Shelf, paths: Iterable[str]) -> Part:
    """Return what a shelf says of files outside the case folders; one that is not there any more has no rows."""
    wanted = tuple(paths)
    faults: dict[str, tuple[Finding, ...]] = dict.fromkeys(wanted, ())
    for found in shelf.unread:
        faults[found.path] = (*faults.get(found.path, ()), found)
    outside: dict[str, Outside | None] = {path: None for path in wanted if not is_profile(path)}
    world = shelf.world
    records: tuple[Record, ...] = (*world.meetings, *world.resources, *world.gaps, *world.activities)
    return Part(outside=outside | {record.path: _outside(record) for record in records}, faults=faults)


def _outside(record: Record) -> Outside:
    if isinstance(record, Meeting):
        tabled = tuple(sorted({item.case for item in record.items if item.case}))
        return Outside(packed=pack(record), meeting=build_meeting_row(record), tabled=tabled)
    steps = record.steps if isinstance(record, Gap) else ()
    return Outside(packed=pack(record), named=tuple(dict.fromkeys(step.meeting for step in steps if step.meeting)))


def _holds_on(kept: Kept, day: date) -> bool:
    now = day.toordinal()
    return (kept.since is None or kept.since <= now) and (kept.until is None or now < kept.until)


def _id_of(path: str) -> str:
    place = locate(path)
    return place.id if place else ""


def kept_standings(shelf: Shelf, wanted: set[str]) -> dict[str, Kept]:
    """Return how some cases of a shelf stand on its day, and on which other days they stand so."""
    world = settle_world(shelf.world)
    around = meetings_of_cases(world)
    recorded = _days_of_recording(shelf)
    packs = {case.id: pack(case) for case in shelf.world.cases if case.id in wanted}
    kept = {}
    for case in world.cases:
        if case.id in wanted:
            watch = Watch(shelf.day)
            today = WatchedDay(shelf.day, watch)
            for day in recorded.get(case.id, ()):
                watch.turns_at(day.toordinal())
            standing = build_standing(case, around[case.id], replace(world.office, as_of=today), today)
            kept[case.id] = Kept(
                standing=_plain(standing, watch),
                packed=packs[case.id],
                whole=all(day <= shelf.day for day in recorded.get(case.id, ())),
                since=watch.since,
                until=watch.until,
            )
    return kept


def _days_of_recording(shelf: Shelf) -> dict[str, set[date]]:
    """Return by case the days from which its events are known, those to come too: on an earlier day they are not there."""
    found = {case.id: {event.recorded.date() for event in case.events()} for case in shelf.world.cases}
    for path in shelf.values:
        case = case_of_path(path)
        if case and isinstance(record := read_record(path, shelf.sources.files[path]), Event):
            found.setdefault(case, set()).add(record.recorded.date())
    return found


def _plain(standing: Standing, watch: Watch) -> Standing:
    """Return the same with plain days in it; where a row shows the watched day itself, it holds for that day alone."""
    row = standing.row
    due = tuple(replace(one, due_on=_plain_day(one.due_on, watch)) for one in standing.due)
    next_due = _plain_day(row.next_due, watch) if row.next_due else None
    opened = _plain_day(row.opened, watch) if row.opened else None
    proposals = tuple(replace(one, since=_plain_day(one.since, watch)) for one in standing.proposals)
    return replace(standing, row=replace(row, next_due=next_due, opened=opened), due=due, proposals=proposals)


def _plain_day(day: date, watch: Watch) -> date:
    if not isinstance(day, WatchedDay):
        return day
    watch.today_only()
    return day.plain()

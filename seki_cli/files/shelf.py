"""The shelf: every record of the workspace as it stands on a day, with what could not be read beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from seki_cli.files.paths import is_record
from seki_cli.files.records import PLACE_EXPLAINED, build_profile, build_record, read_value
from seki_cli.files.sources import Sources, read_sources, read_sources_of
from seki_cli.files.yaml_reader import find_place
from seki_cli.model.case import Assessment, Case, Household, Intake, Person, Screening
from seki_cli.model.contact import Consent, Disclosure, Note, Referral, ReferralStep
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision, Evaluation, Monitoring, Placement, Plan
from seki_cli.model.record import Event, Record
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile, World

_R = TypeVar("_R", bound=Record)
_E = TypeVar("_E", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What was read: the world for the rules, the texts for whoever needs a line or edits, and what could not be read."""

    root: Path
    day: date
    world: World
    unread: tuple[Finding, ...]
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

    def with_files(self, texts: Mapping[str, bytes | None]) -> "Shelf":
        """Return the shelf as it would be with these files in place of what stands there (None: taken away): to judge before writing."""
        there = {**self.sources.files, **texts}
        sources = replace(
            self.sources, files={path: data for path, data in there.items() if data is not None and is_record(path)}
        )
        return build_shelf(self.root, self.day, sources)


def read_shelf(root: Path, *, day: date, head: bool = False) -> Shelf:
    """Read the whole workspace as it is known on a day: HEAD overlaid with what is not saved, or HEAD alone.

    Nothing stops it: a file that cannot be read is listed in `unread` and its case is marked.
    """
    return build_shelf(root, day, read_sources(root, day=day, head=head))


def read_shelf_of(root: Path, commit: str, *, day: date) -> Shelf:
    """Return all records as one commit holds them, known on a day; the work tree is not looked at.

    Several shelves of one workspace share what they have in common: a file is read once for its path and bytes, and two
    worlds that differ in one case are told apart without looking into the others.
    """
    return build_shelf(root, day, read_sources_of(root, commit))


def build_shelf(root: Path, day: date, sources: Sources, *, profile: Mapping[str, Mapping[str, Any]] | None = None) -> Shelf:
    """Return the shelf of some texts, which may be a part of a workspace. `profile`: its lists, where they are known already."""
    values: dict[str, Mapping[str, Any]] = {}
    unread: list[Finding] = []
    records: list[Record] = []
    for path in sorted(sources.files):
        value, found = read_value(path, sources.files[path])
        unread += found
        if value is None:
            continue
        values[path] = value
        if is_profile(path):
            continue
        record = read_record(path, sources.files[path])
        if not (isinstance(record, Event) and record.recorded.date() > day):
            records.append(record)
    lists = {p: v for p, v in values.items() if is_profile(p)} if profile is None else profile
    office = replace(build_profile(lists), as_of=day)
    world = World(
        office=office,
        cases=_build_cases(records, unread, past=sources.past),
        meetings=tuple(sorted(_only(records, Meeting), key=lambda m: (m.date, m.starts, m.id))),
        resources=_only(records, Resource),
        gaps=_only(records, Gap),
        activities=_only(records, Activity),
        unread=tuple(finding.place for finding in unread if not finding.case),
    )
    return Shelf(root=root, day=day, world=world, unread=tuple(unread), sources=sources, values=values)


def is_profile(path: str) -> bool:
    """Say whether a file belongs to the office's settings and lists: what it says concerns every case."""
    return path == "seki.yaml" or path.startswith("profile/")


def forget_records() -> None:
    """Let go of every record that was read in this process, so that a long work does not hold all of them."""
    read_record.cache_clear()
    read_value.cache_clear()


@cache
def read_record(path: str, data: bytes) -> Record:
    """Return the record of a file that can be read, one and the same for the same bytes."""
    return build_record(path, read_value(path, data)[0] or {})


def _build_cases(records: Iterable[Record], unread: list[Finding], *, past: bool) -> tuple[CaseFile, ...]:
    """Return the case folders. One of which nothing can be read is there today, but on an earlier day it may not have been."""
    folders: dict[str, list[Record]] = {}
    for record in records:
        if record.path.startswith("cases/"):
            folders.setdefault(record.path.split("/")[2], []).append(record)
    broken: dict[str, list[str]] = {}
    for finding in unread:
        if finding.case:
            broken.setdefault(finding.case, []).append(finding.place)
    return tuple(
        _build_case(case_id, folders.get(case_id, []), broken.get(case_id, []), unread)
        for case_id in sorted({*folders, *(() if past else broken)})
    )


def _build_case(case_id: str, records: list[Record], broken: list[str], unread: list[Finding]) -> CaseFile:
    folder = f"cases/{case_id[:3]}/{case_id}"
    heads = _only(records, Case)
    households = _only(records, Household)
    missing = [
        path
        for path, there in ((f"{folder}/case.yaml", heads), (f"{folder}/household.yaml", households))
        if not there and path not in broken
    ]
    unread += [_missing(path, case_id) for path in missing]
    nobody = (Person(id="P1", role="本人"),)
    return CaseFile(
        id=case_id,
        head=heads[0] if heads else Case(schema="case/1", id=case_id, path=f"{folder}/case.yaml"),
        household=households[0] if households else Household(schema="household/1", case=case_id, people=nobody),
        intakes=_acts(records, Intake),
        screenings=_acts(records, Screening),
        assessments=tuple(sorted(_only(records, Assessment), key=lambda a: (a.date, a.id))),
        consents=_acts(records, Consent),
        notes=_acts(records, Note),
        referrals=_acts(records, Referral),
        referral_steps=_acts(records, ReferralStep),
        plans=tuple(sorted(_only(records, Plan), key=lambda p: (p.id, p.version))),
        decisions=_acts(records, Decision),
        monitorings=_acts(records, Monitoring),
        placements=_acts(records, Placement),
        evaluations=_acts(records, Evaluation),
        closings=_acts(records, Closing),
        disclosures=_acts(records, Disclosure),
        unread=(*broken, *missing),
    )


def _missing(path: str, case_id: str) -> Finding:
    message = PLACE_EXPLAINED["SEKI044"][0]
    remedy = "git の履歴から戻すか、作り直してください"
    return Finding(code="SEKI044", severity="error", message=message, remedy=remedy, path=path, case=case_id)


def _only(records: Iterable[Record], kind: type[_R]) -> tuple[_R, ...]:
    return tuple(record for record in records if isinstance(record, kind))


def _acts(records: Iterable[Record], kind: type[_E]) -> tuple[_E, ...]:
    return tuple(sorted(_only(records, kind), key=lambda event: event.order))

"""Records out of the texts of files, and case folders out of records, with what could not be read beside them."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import TypeVar

from seki_cli.files.paths import is_profile
from seki_cli.files.records import PLACE_EXPLAINED, build_record, read_value
from seki_cli.model.case import Assessment, Case, Household, Intake, Person, Screening
from seki_cli.model.contact import Consent, Disclosure, Note, Referral, ReferralStep
from seki_cli.model.plan import Closing, Decision, Evaluation, Monitoring, Placement, Plan
from seki_cli.model.record import Event, Record
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile

_R = TypeVar("_R", bound=Record)
_E = TypeVar("_E", bound=Event)


def read_records(files: Mapping[str, bytes], day: date, unread: list[Finding]) -> list[Record]:
    """Return the records of some texts that are known on a day, and add to `unread` what cannot be read of the rest."""
    records: list[Record] = []
    for path in sorted(files):
        value, found = read_value(path, files[path])
        unread += found
        if value is None or is_profile(path):
            continue
        record = read_record(path, files[path])
        if not (isinstance(record, Event) and record.recorded.date() > day):
            records.append(record)
    return records


@cache
def read_record(path: str, data: bytes) -> Record:
    """Return the record of a file that can be read, one and the same for the same bytes."""
    return build_record(path, read_value(path, data)[0] or {})


def forget_records() -> None:
    """Let go of every record that was read in this process, so that a long work does not hold all of them."""
    read_record.cache_clear()
    read_value.cache_clear()


def build_cases(records: Iterable[Record], unread: list[Finding], *, past: bool) -> tuple[CaseFile, ...]:
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
    heads = only(records, Case)
    households = only(records, Household)
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
        assessments=tuple(sorted(only(records, Assessment), key=lambda a: (a.date, a.id))),
        consents=_acts(records, Consent),
        notes=_acts(records, Note),
        referrals=_acts(records, Referral),
        referral_steps=_acts(records, ReferralStep),
        plans=tuple(sorted(only(records, Plan), key=lambda p: (p.id, p.version))),
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


def only(records: Iterable[Record], kind: type[_R]) -> tuple[_R, ...]:
    """Return the records of one kind."""
    return tuple(record for record in records if isinstance(record, kind))


def _acts(records: Iterable[Record], kind: type[_E]) -> tuple[_E, ...]:
    return tuple(sorted(only(records, kind), key=lambda event: event.order))

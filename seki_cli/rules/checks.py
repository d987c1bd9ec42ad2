"""The checks of the whole house, run over a case, over the world beyond the cases, or over all of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.record import Record
from seki_cli.model.verdict import Finding
from seki_cli.model.walk import Key
from seki_cli.model.world import CaseFile, World
from seki_cli.rules import (
    check_activities,
    check_apart,
    check_bonds,
    check_closing,
    check_consent,
    check_corrections,
    check_days,
    check_decisions,
    check_history,
    check_kinds,
    check_ledger,
    check_meetings,
    check_office,
    check_papers,
    check_plans,
    check_profile,
    check_ready,
    check_references,
    check_referrals,
    check_registry,
    check_rooms,
    check_sharing,
    check_tabled,
    check_text,
    meaning_cases,
    meaning_plans,
    meaning_promises,
)
from seki_cli.rules.case_facts import (
    CaseFacts,
    Surroundings,
    WorldFacts,
    build_case_facts,
    build_surroundings,
    build_world_facts,
)
from seki_cli.rules.case_gists import CaseGist
from seki_cli.rules.findings import Check

_MODULES: Final = (
    check_bonds,
    check_references,
    check_days,
    check_plans,
    check_ready,
    check_decisions,
    check_consent,
    check_closing,
    check_referrals,
    check_ledger,
    check_corrections,
    check_text,
    check_registry,
    check_meetings,
    check_kinds,
    check_rooms,
    check_papers,
    check_profile,
    check_activities,
    check_office,
    check_history,
    check_sharing,
    check_apart,
    check_tabled,
    meaning_cases,
    meaning_plans,
    meaning_promises,
)


def _collect() -> tuple[Check, ...]:
    checks = (one for module in _MODULES for one in vars(module).values() if isinstance(one, Check))
    return tuple(sorted(checks, key=lambda check: check.code))


CHECKS: Final = _collect()
"""Every check there is, by code."""

EXPLAINED: Final[Mapping[str, tuple[str, str]]] = {check.code: (check.title, check.explanation) for check in CHECKS}
"""What `seki check --explain` says of each code: its title, and why the rule exists."""

_OF_CASES: Final = tuple(check for check in CHECKS if check.scope == "case")
_OF_RECORDS: Final = tuple(check for check in CHECKS if check.scope == "record")
_OF_WRITTEN: Final = tuple(check for check in CHECKS if check.scope == "written")
_OF_AGENDAS: Final = tuple(check for check in CHECKS if check.scope == "agenda")
_OF_THE_WORLD: Final = tuple(check for check in CHECKS if check.scope == "world")
_OF_THE_OFFICE: Final = tuple(
    check for check in CHECKS if check.scope == "profile" and check is not check_office.row_not_verified
)


def find_case_findings(case: CaseFile, world: World, as_of: date) -> tuple[Finding, ...]:
    """Return all that is wrong in one case as it was read (not settled), as known on a day; by path, then code."""
    return _sorted(_in_case(build_case_facts(case, build_surroundings(world), as_of)))


def find_world_findings(world: World, as_of: date) -> tuple[Finding, ...]:
    """Return all that is wrong beyond the single cases: meetings, places, gaps, activities, profile, one plan in two cases."""
    return _sorted(_in_world(world, build_surroundings(world), as_of))


def find_office_findings(world: World, as_of: date, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what keeps an office from working with its profile, on a day, and the lines nobody has verified.

    `texts`: the profile's files by path. Of the checks that `find_world_findings` runs, those that stand in a profile file are
    among them, but for a meeting that is overdue: its row is as it should be. By path, then code.
    """
    around = build_surroundings(world)
    facts = build_world_facts(world, around, as_of)
    of_lists = (check for check in (*_OF_AGENDAS, *_OF_THE_WORLD) if check is not check_kinds.meeting_not_held_in_time)
    found = [one for check in of_lists for one in check(facts) if one.path in texts]
    found += [one for check in _OF_THE_OFFICE for one in check(facts)]
    found += [replace(one, key=()).placed(int(one.key[0]), 1) for one in check_office.row_not_verified(texts)]
    return _sorted(found)


def find_all(world: World, as_of: date) -> tuple[Finding, ...]:
    """Return all that is wrong in a world as it was read, on a day; by path, then code."""
    around = build_surroundings(world)
    found = [finding for case in world.cases for finding in _in_case(build_case_facts(case, around, as_of))]
    return _sorted([*found, *_in_world(world, around, as_of)])


def find_some(world: World, as_of: date, *, cases: frozenset[str], meetings: frozenset[str]) -> tuple[Finding, ...]:
    """Return what is wrong in some cases and meetings of a world as it was read, and in its lists and its profile.

    As `find_all` would say it; but the work grows with what is asked about, and not with all that lies around it.
    """
    around = build_surroundings(world)
    there = (around.cases[case_id] for case_id in cases if case_id in around.cases)
    found = [finding for case in there for finding in _in_case(build_case_facts(case, around, as_of))]
    some = tuple(meeting for meeting in world.meetings if meeting.id in meetings)
    concerned = cases | {item.case for meeting in some for item in meeting.items}
    agendas = {case_id: around.agendas[case_id] for case_id in concerned if case_id in around.agendas}
    return _sorted([*found, *_in_world(replace(world, meetings=some), replace(around, agendas=agendas), as_of)])


def find_part(cases: Iterable[CaseFile], world: World, around: Surroundings, as_of: date) -> tuple[Finding, ...]:
    """Return what is wrong in some cases as they were read, and where meetings name them; by path, then code.

    All parts of a workspace and `find_beyond` together say what `find_all` says, and nobody holds all cases. `world` lacks
    the cases; `around` knows its meetings, and `around.cases` reads the few other cases that a record points to.
    """
    facts = [build_case_facts(case, around, as_of) for case in cases]
    own = {one.raw.id: one.raw for one in facts}
    meetings = {meeting.id: meeting for name in own for meeting in (*around.agendas.get(name, ()), *around.seats.get(name, ()))}
    agendas = WorldFacts(
        world=replace(world, meetings=tuple(meetings.values())),
        around=replace(around, cases=own),
        as_of=as_of,
        settled={one.raw.id: one.case for one in facts if one.raw.id in around.agendas},
    )
    found = [finding for one in facts for finding in _in_case(one)]
    return _sorted([*found, *(one for owner, one in _at_meetings(agendas) if owner in own)])


def find_beyond(world: World, around: Surroundings, as_of: date, gists: Iterable[CaseGist]) -> tuple[Finding, ...]:
    """Return what is wrong beyond the cases, and where a meeting names a case that is not there; by path, then code.

    `world` lacks the cases; `gists` are all of them. Printed papers that wait for their meeting (`waiting_papers`) need the
    cases themselves: where there are any, only `find_all` can tell.
    """
    known = tuple(sorted(gists, key=lambda gist: gist.id))
    facts = WorldFacts(world=world, around=around, as_of=as_of, settled={}, gists=known)
    found = [one for check in _OF_THE_WORLD for one in check(facts)]
    there = {gist.id for gist in known}
    found += (one for owner, one in _at_meetings(replace(facts, around=replace(around, cases={}))) if owner not in there)
    return _sorted([*found, *_of_lists(world, around, as_of)])


def _at_meetings(facts: WorldFacts) -> Iterator[tuple[str, Finding]]:
    """Yield what the checks of the agendas find, each with the case whose item or seat it is, or none."""
    meetings = {meeting.path: meeting for meeting in facts.world.meetings}
    for check in _OF_AGENDAS:
        for found in check(facts):
            yield _owner(meetings[found.path], found.key), found


def _owner(meeting: Meeting, key: Key) -> str:
    match key:
        case ("items", int(place), *_):
            return meeting.items[place].case
        case ("attendees", int(place), *_):
            return meeting.attendees[place].case
    return ""


def _in_case(facts: CaseFacts) -> Iterator[Finding]:
    for check in _OF_CASES:
        yield from check(facts)
    for record in facts.case.records():
        yield from _of_record(record, facts.around, facts.as_of)
    for record in facts.raw.records():
        replaced = record.id in facts.written and record.id not in facts.counting
        for check in _OF_WRITTEN:
            for found in check(record, facts.around, facts.as_of):
                yield replace(found, severity="warning") if replaced else found


def _in_world(world: World, around: Surroundings, as_of: date) -> Iterator[Finding]:
    facts = build_world_facts(world, around, as_of)
    for check in (*_OF_AGENDAS, *_OF_THE_WORLD):
        yield from check(facts)
    yield from _of_lists(world, around, as_of)


def _of_lists(world: World, around: Surroundings, as_of: date) -> Iterator[Finding]:
    for record in (*world.meetings, *world.resources, *world.gaps, *world.activities):
        yield from _of_record(record, around, as_of)
        for check in _OF_WRITTEN:
            yield from check(record, around, as_of)


def _of_record(record: Record, around: Surroundings, as_of: date) -> Iterator[Finding]:
    for check in _OF_RECORDS:
        yield from check(record, around, as_of)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.path, one.code, [str(step).rjust(8) for step in one.key], one.message)))

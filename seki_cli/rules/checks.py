"""The checks of the whole house, run over a case, over the world beyond the cases, or over all of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.verdict import Finding
from seki_cli.model.walk import Key
from seki_cli.model.world import CaseFile, World, cases_in_hand
from seki_cli.rules import (
    check_activities,
    check_history,
    check_kinds,
    check_meetings,
    check_office,
    check_papers,
    check_ready,
    check_rooms,
    check_sharing,
    check_tabled,
    meaning_cases,
    meaning_plans,
    meaning_promises,
)
from seki_cli.rules.case_checks import MODULES, collect, in_case, in_order, of_record, of_written
from seki_cli.rules.case_facts import Surroundings, WorldFacts, build_case_facts, build_surroundings, build_world_facts
from seki_cli.rules.case_gists import CaseGist
from seki_cli.rules.settle import settle

CHECKS: Final = collect(
    (
        *MODULES,
        check_ready,
        check_meetings,
        check_kinds,
        check_rooms,
        check_papers,
        check_activities,
        check_office,
        check_history,
        check_sharing,
        check_tabled,
        meaning_cases,
        meaning_plans,
        meaning_promises,
    )
)
"""Every check there is, by code."""

EXPLAINED: Final[Mapping[str, tuple[str, str]]] = {check.code: (check.title, check.explanation) for check in CHECKS}
"""What `seki check --explain` says of each code: its title, and why the rule exists."""

_OF_AGENDAS: Final = tuple(check for check in CHECKS if check.scope == "agenda")
_OF_THE_WORLD: Final = tuple(check for check in CHECKS if check.scope == "world")
_OF_THE_OFFICE: Final = tuple(
    check for check in CHECKS if check.scope == "profile" and check is not check_office.row_not_verified
)


def find_world_findings(world: World, as_of: date) -> tuple[Finding, ...]:
    """Return all that is wrong beyond the single cases: meetings, places, gaps, activities, profile, one plan in two cases."""
    return in_order(_in_world(world, build_surroundings(world), as_of))


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
    return in_order(found)


def find_all(world: World, as_of: date) -> tuple[Finding, ...]:
    """Return all that is wrong in a world as it was read, on a day; by path, then code."""
    around = build_surroundings(world)
    found = [finding for case in world.cases for finding in in_case(build_case_facts(case, around, as_of))]
    return in_order([*found, *_in_world(world, around, as_of)])


def find_some(world: World, as_of: date, *, cases: frozenset[str], meetings: frozenset[str]) -> tuple[Finding, ...]:
    """Return what is wrong in some cases and meetings of a world as it was read, and in its lists and its profile.

    As `find_all` would say it; but the work grows with what is asked about, and not with all that lies around it.
    """
    around = build_surroundings(world)
    found = [finding for case in around.cases.some(cases) for finding in in_case(build_case_facts(case, around, as_of))]
    some = tuple(meeting for meeting in world.meetings if meeting.id in meetings)
    concerned = cases | {item.case for meeting in some for item in meeting.items}
    agendas = {case_id: around.agendas[case_id] for case_id in concerned if case_id in around.agendas}
    return in_order([*found, *_in_world(replace(world, meetings=some), replace(around, agendas=agendas), as_of)])


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
        around=replace(
            around,
            cases=cases_in_hand(own.values()),
            agendas={name: around.agendas[name] for name in own if name in around.agendas},
        ),
        as_of=as_of,
        settled=cases_in_hand(one.case for one in facts),
    )
    found = [finding for one in facts for finding in in_case(one)]
    return in_order([*found, *(one for owner, one in _at_meetings(agendas) if owner in own)])


def find_beyond(world: World, around: Surroundings, as_of: date, gists: Iterable[CaseGist]) -> tuple[Finding, ...]:
    """Return what is wrong beyond the cases, and where a meeting names a case that is not there; by path, then code.

    `world` lacks the cases; `gists` are all of them. Printed papers that wait for their meeting (`waiting_papers`) need the
    cases themselves: where there are any, only `find_all` can tell.
    """
    known = tuple(sorted(gists, key=lambda gist: gist.id))
    facts = WorldFacts(world=world, around=around, as_of=as_of, settled=around.cases.turned(settle), gists=known)
    found = [one for check in _OF_THE_WORLD for one in check(facts)]
    there = {gist.id for gist in known}
    nobody = cases_in_hand(())
    alone = replace(facts, around=replace(around, cases=nobody), settled=nobody)
    found += (one for owner, one in _at_meetings(alone) if owner not in there)
    return in_order([*found, *_of_lists(world, around, as_of)])


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


def _in_world(world: World, around: Surroundings, as_of: date) -> Iterator[Finding]:
    facts = build_world_facts(world, around, as_of)
    for check in (*_OF_AGENDAS, *_OF_THE_WORLD):
        yield from check(facts)
    yield from _of_lists(world, around, as_of)


def _of_lists(world: World, around: Surroundings, as_of: date) -> Iterator[Finding]:
    for record in (*world.meetings, *world.resources, *world.gaps, *world.activities):
        yield from of_record(record, around, as_of)
        yield from of_written(record, around, as_of)

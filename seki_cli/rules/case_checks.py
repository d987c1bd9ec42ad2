"""The checks of one case: every rule that speaks of a file in a case folder, and nothing that only speaks of the world around."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Final

from seki_cli.model.record import Record
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile, Look, World
from seki_cli.rules import (
    check_apart,
    check_bonds,
    check_closing,
    check_consent,
    check_corrections,
    check_days,
    check_decisions,
    check_ledger,
    check_plans,
    check_profile,
    check_references,
    check_referrals,
    check_registry,
    check_text,
)
from seki_cli.rules.case_facts import CaseFacts, Surroundings, build_case_facts, build_surroundings, build_world_facts
from seki_cli.rules.findings import Check

MODULES: Final = (
    check_bonds,
    check_references,
    check_days,
    check_plans,
    check_decisions,
    check_consent,
    check_closing,
    check_referrals,
    check_ledger,
    check_corrections,
    check_text,
    check_registry,
    check_profile,
    check_apart,
)


def collect(modules: Iterable[ModuleType]) -> tuple[Check, ...]:
    """Return the checks of some modules, by code."""
    checks = (one for module in modules for one in vars(module).values() if isinstance(one, Check))
    return tuple(sorted(checks, key=lambda check: check.code))


_CHECKS: Final = collect(MODULES)
_OF_CASES: Final = tuple(check for check in _CHECKS if check.scope == "case")
_OF_RECORDS: Final = tuple(check for check in _CHECKS if check.scope == "record")
_OF_WRITTEN: Final = tuple(check for check in _CHECKS if check.scope == "written")
_ACROSS_CASES: Final = (check_profile.plan_in_two_cases, check_apart.one_household_opened_twice)
"""Those of the world's checks that speak of a file in a case folder; a test holds the others to what lies outside."""


def find_case_findings(case: CaseFile, world: World, as_of: date) -> tuple[Finding, ...]:
    """Return all that is wrong in one case as it was read (not settled), as known on a day; by path, then code."""
    return in_order(in_case(build_case_facts(case, build_surroundings(world), as_of)))


def find_findings_across(world: World, as_of: date, paths: Collection[str]) -> tuple[Finding, ...]:
    """Return what the checks of the world beyond the single cases say of some files of cases, and look at no more cases than that takes."""
    there = {case.id: case for path in paths for case in _bearing_on(world, path)}
    narrow = replace(world, cases=tuple(there[case_id] for case_id in sorted(there)))
    facts = build_world_facts(narrow, build_surroundings(narrow), as_of)
    return in_order(one for check in _ACROSS_CASES for one in check(facts) if one.path in paths)


def _bearing_on(world: World, path: str) -> tuple[CaseFile, ...]:
    """Return the cases that have to be held against each other to judge a file of a case, its own among them."""
    case_id, _, name = path.split("/", 2)[2].partition("/")
    case = world.case(case_id)
    if case and name.startswith("plans/"):
        return world.folders.some({case_id, *world.folders.holding("plan", name.split("/")[1])})
    if case and name == "household.yaml":
        born = {person.born.isoformat() for person in case.household.people if person.born}
        look: Look = lambda told: not born.isdisjoint(told.get("born", ()))  # noqa: E731
        return world.folders.some({case_id, *(world.folders.meant(look) if born else ())})
    return ()


def in_case(facts: CaseFacts) -> Iterator[Finding]:
    """Yield what is wrong in one case."""
    for check in _OF_CASES:
        yield from check(facts)
    for record in facts.case.records():
        yield from of_record(record, facts.around, facts.as_of)
    for record in facts.raw.records():
        replaced = record.id in facts.written and record.id not in facts.counting
        for found in of_written(record, facts.around, facts.as_of):
            yield replace(found, severity="warning") if replaced else found


def of_record(record: Record, around: Surroundings, as_of: date) -> Iterator[Finding]:
    """Yield what is wrong in one record of any kind, by the checks that ask one record at a time."""
    for check in _OF_RECORDS:
        yield from check(record, around, as_of)


def of_written(record: Record, around: Surroundings, as_of: date) -> Iterator[Finding]:
    """Yield the same by the checks that ask even a record that a correction has replaced."""
    for check in _OF_WRITTEN:
        yield from check(record, around, as_of)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by path, then code."""
    return tuple(sorted(findings, key=lambda one: (one.path, one.code, [str(step).rjust(8) for step in one.key], one.message)))

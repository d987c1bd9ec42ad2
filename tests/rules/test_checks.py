"""All checks together: every code is explained and exercised, a sound world is silent, no value leaks into a message."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from seki_cli.files.records import build_profile
from seki_cli.files.schemas import shape
from seki_cli.files.yaml_reader import read_tree
from seki_cli.rules.case_checks import find_case_findings
from seki_cli.rules.checks import CHECKS, EXPLAINED, find_all, find_world_findings
from tests.rules import (
    test_check_activities,
    test_check_apart,
    test_check_bonds,
    test_check_closing,
    test_check_corrections,
    test_check_days,
    test_check_decisions,
    test_check_ledger,
    test_check_meetings,
    test_check_papers,
    test_check_plans,
    test_check_references,
    test_check_registry,
    test_check_rooms,
    test_check_tabled,
    test_check_text,
)
from tests.rules.check_worlds import AS_OF, RUNNING, Pair, around
from tests.rules.worlds import day, note, person

ROOT = Path(__file__).parent.parent.parent
TABLES = (
    test_check_activities,
    test_check_apart,
    test_check_bonds,
    test_check_closing,
    test_check_corrections,
    test_check_days,
    test_check_decisions,
    test_check_ledger,
    test_check_meetings,
    test_check_papers,
    test_check_plans,
    test_check_references,
    test_check_registry,
    test_check_rooms,
    test_check_tabled,
    test_check_text,
)
PAIRS: tuple[Pair, ...] = tuple(pair for module in TABLES for pair in module.TABLE)
BY_HAND = {"SEKI089", "SEKI116", *(f"SEKI{number}" for number in (*range(123, 130), 131, 132, 133, 134))}
BY_HAND |= {check.code for check in CHECKS if check.scope in ("git", "merge", "meaning")}
"""Fed by those who read the history or merge, or asked only before a meeting or of the profile: tested beside their functions."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_is_in_range_explained_and_says_what_to_do(check) -> None:
    number = int(re.fullmatch("SEKI([0-9]{3})", check.code)[1])
    assert 50 <= number <= 174
    of_lists = check.run.__module__.rpartition(".")[2] in {"check_registry", "check_meetings", "check_profile"}
    assert of_lists == (number >= 90) or number > 107  # the ranges were full: from 108 on a rule takes the next free number
    assert check.title
    assert not check.title.endswith("。")
    assert check.remedy
    title, explanation = EXPLAINED[check.code]
    assert title == check.title
    assert explanation.count("。") >= 2
    assert re.search("^出典: .+", explanation, re.MULTILINE)
    assert re.match("[ぁ-んァ-ヶ一-龠「]", explanation)


def test_one_check_one_code() -> None:
    codes = [check.code for check in CHECKS]
    assert codes == sorted(set(codes))
    assert set(EXPLAINED) == set(codes)


def test_every_code_is_exercised_with_a_near_miss() -> None:
    assert {check.code for check in CHECKS} == {pair.code for pair in PAIRS} | BY_HAND


def test_a_sound_world_is_silent() -> None:
    assert find_all(around(*RUNNING), day(AS_OF)) == ()


def test_all_is_the_cases_and_the_world() -> None:
    for pair in PAIRS[::5]:
        world = pair.wrong()
        apart = [*find_world_findings(world, day(pair.as_of))]
        for case in world.cases:
            apart += find_case_findings(case, world, day(pair.as_of))
        assert sorted(map(repr, apart)) == sorted(map(repr, find_all(world, day(pair.as_of))))


def test_findings_come_in_one_order_and_only_warnings_stay_warnings() -> None:
    world = around(*RUNNING, note("2025-03-01", about=("P7",), staff="dareka"), lead="")
    found = find_all(world, day(AS_OF))
    assert [(one.path, one.code) for one in found] == sorted((one.path, one.code) for one in found)
    assert {one.code: one.severity for one in found} == {
        "SEKI096": "warning",
        "SEKI052": "error",
        "SEKI056": "error",
        "SEKI091": "error",
    }


def test_no_message_holds_a_value_of_a_record() -> None:
    for pair in PAIRS:
        world = pair.wrong()
        marked = replace(
            world,
            cases=tuple(
                replace(
                    case,
                    household=replace(
                        case.household,
                        people=tuple(replace(one, name="山田 花子", kana="やまだ はなこ") for one in case.household.people),
                    ),
                    notes=tuple(replace(one, view="秘密の見立て") for one in case.notes),
                )
                for case in world.cases
            ),
        )
        for found in find_all(marked, day(pair.as_of)):
            said = found.message + found.remedy
            assert not re.search("山田|花子|秘密|（架空|若草|架空商事|nakatta|dareka|[0-9]{8}|R07-|P-A", said)


def test_an_unreadable_case_is_checked_for_what_can_be_read() -> None:
    world = around(*RUNNING, unread=("cases/R07/R07-AAAAAAA/notes/20250601-N001.yaml",), people=(person(),))
    assert find_all(world, day(AS_OF)) == ()


def test_an_empty_world_has_nothing_to_say() -> None:
    world = around()
    assert find_all(replace(world, cases=()), day(AS_OF)) == ()


@pytest.mark.parametrize("profile", ["seki", "blank"])
def test_the_profiles_that_are_shipped_fit_together(profile: str) -> None:
    values = {}
    folder = ROOT / "templates" / "profiles" / profile
    for path in sorted(folder.rglob("*.yaml")):
        tree = read_tree(path.read_bytes())
        values[path.relative_to(folder).as_posix()] = shape(tree, str(tree["schema"]).partition("/")[0])
    world = replace(around(), cases=(), office=build_profile(values))
    assert find_world_findings(world, day(AS_OF)) == ()

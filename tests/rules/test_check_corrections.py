"""Corrections lead somewhere and an id means one thing: SEKI082 to SEKI085."""

from dataclasses import replace

import pytest

from seki_cli.model.plan import Goal, Issue, Support
from seki_cli.rules.checks import find_all
from tests.rules.check_worlds import AS_OF, PLANNED, START, YES, Pair, around, check_pair, household
from tests.rules.worlds import OTHER_CASE, case_file, correction, day, intake, note, person, plan, screening, todo

NOTED = note("2025-05-01")
FIRST = correction(NOTED, id="20250502-N009", date="2025-05-02")
SECOND = correction(NOTED, id="20250503-N009", date="2025-05-03", recorded="2025-05-03T09:00:00+09:00")
SCREENED = screening("2025-05-01")
NOWHERE = correction(replace(NOTED, id="20250501-N008"), id="20250502-N009")
OF_ANOTHER_KIND = correction(replace(NOTED, id=SCREENED.id), id="20250502-N009")
THERE = correction(replace(NOTED, id="20250502-N009"), id="20250503-N009")
BACK = correction(replace(NOTED, id="20250503-N009"), id="20250502-N009")
TWICE = replace(screening("2025-05-01"), id=NOTED.id)


def drafted(**changes):
    return around(*START, replace(PLANNED[2], **changes))


def goals(*numbers: int):
    return tuple(Goal(num=n, text="（架空の目標）", due=day("2026-03-31")) for n in numbers)


TABLE = (
    Pair("SEKI082", "二人が訂正した", lambda: around(*START, NOTED, FIRST, SECOND), lambda: around(*START, NOTED, FIRST)),
    Pair(
        "SEKI082", "一方を取り消した",
        lambda: around(*START, NOTED, FIRST, SECOND),
        lambda: around(*START, NOTED, FIRST, SECOND, correction(SECOND, id="20250504-N009", void=True)),
    ),
    Pair(
        "SEKI082", "訂正の訂正は一つ",
        lambda: around(*START, NOTED, FIRST, SECOND),
        lambda: around(*START, NOTED, FIRST, correction(FIRST, id="20250504-N009")),
    ),
    Pair(
        "SEKI083", "指す先がない",
        lambda: around(*START, NOTED, NOWHERE),
        lambda: around(*START, NOTED, NOWHERE, replace(NOTED, id="20250501-N008")),
    ),
    Pair("SEKI083", "種類が違う", lambda: around(*START, SCREENED, NOTED, OF_ANOTHER_KIND), lambda: around(*START, SCREENED, NOTED, FIRST)),
    Pair("SEKI083", "互いを指す", lambda: around(*START, THERE, BACK), lambda: around(*START, replace(BACK, corrects=None), THERE), count=2),
    Pair(
        "SEKI083", "自分を指す",
        lambda: around(*START, correction(replace(NOTED, id="20250502-N009"), id="20250502-N009")),
        lambda: around(*START, NOTED, FIRST),
    ),
    Pair(
        "SEKI084", "本人がいない",
        lambda: around(*START, people=(person("P1", "世帯員"),)),
        lambda: around(*START, people=(person(), person("P2", "世帯員"))),
    ),
    Pair(
        "SEKI084", "本人がふたり",
        lambda: around(*START, people=(person(), person("P2", "本人"))),
        lambda: around(*START, people=(person(), person("P2", "知人"))),
    ),
    Pair(
        "SEKI085", "人の番号",
        lambda: around(*START, people=(person(), person("P2", "世帯員"), person("P2", "親族"))),
        lambda: around(*START, people=(person(), person("P2", "世帯員"), person("P3", "親族"))),
    ),
    Pair("SEKI085", "記録の番号", lambda: around(*START, NOTED, TWICE), lambda: around(*START, NOTED, SCREENED)),
    Pair("SEKI085", "目標の番号", lambda: drafted(goals=goals(1, 1)), lambda: drafted(goals=goals(1, 2))),
    Pair(
        "SEKI085", "課題の番号",
        lambda: drafted(issues=(Issue(num=1, text="い"), Issue(num=1, text="ろ"))),
        lambda: drafted(issues=(Issue(num=1, text="い"), Issue(num=2, text="ろ")), supports=(Support(what="訪問", agency="chuo1"),)),
    ),
    Pair(
        "SEKI085", "宿題の番号",
        lambda: around(*PLANNED, replace(YES, todos=(todo(1), todo(1)))),
        lambda: around(*PLANNED, replace(YES, todos=(todo(1), todo(2)))),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)


def test_a_plan_version_that_stands_twice() -> None:
    world = around(*PLANNED)
    case = world.cases[0]
    twice = replace(world, cases=(replace(case, plans=(*case.plans, plan(made_on="2025-04-11", every=3))),))
    assert [one.code for one in find_all(twice, day(AS_OF))] == ["SEKI085"]


def test_a_household_that_cannot_be_read_is_not_a_household_without_anybody() -> None:
    world = household(around(*START, unread=("cases/R07/R07-AAAAAAA/household.yaml",)), people=())
    assert find_all(world, day(AS_OF)) == ()


def test_the_same_id_in_two_cases_is_no_fault() -> None:
    other = case_file(intake("2025-04-01", variant="同意なし"), id=OTHER_CASE)
    assert find_all(around(*START, others=(other,)), day(AS_OF)) == ()

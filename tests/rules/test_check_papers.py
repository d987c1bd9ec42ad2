"""Numbered papers before their meeting: SEKI135 and SEKI136; the numbers of items: SEKI138."""

from dataclasses import replace

import pytest

from seki_cli.model.meeting import NumberedPaper, Printing
from seki_cli.rules.agenda import compose_agenda
from seki_cli.rules.copies import next_printing
from seki_cli.rules.settle import settle_world
from tests.rules.check_worlds import GAP, PLANNED, Pair, around, check_pair, gap, seat
from tests.rules.worlds import PLAN, consent, day, item, meeting, note

AHEAD = meeting("2025-10-01", item(plan=PLAN, version=1))
PRINTED_ON = day("2025-08-20")
TAX = seat("zeimu")


def printed():
    """The meeting to come with a printing of what it was on 20 August."""
    world = settle_world(around(*PLANNED, meetings=(AHEAD,)))
    paper = compose_agenda(world, AHEAD, PRINTED_ON).paper.value
    made = Printing(num=0, date=PRINTED_ON, meeting_date=AHEAD.date)
    return replace(AHEAD, printed=(next_printing(AHEAD, made, paper.items),))


def grown(now=None, **changes):
    now = now or printed()
    return replace(now, attendees=(*now.attendees, TAX), **changes)


def around_it(now, *more):
    return around(*PLANNED, *more, meetings=(now,))


def numbered(*nums):
    return around_it(replace(AHEAD, papers=tuple(NumberedPaper(num=num, to=f"chuo{num}") for num in nums)))


def with_items(*nums):
    first, *others = nums
    items = (item(plan=PLAN, version=1, num=first), *(item("", gap=GAP, timing="社会資源", num=num) for num in others))
    return around(*PLANNED, meetings=(meeting("2025-10-01", *items),), gaps=(gap(),))


TABLE = (
    Pair("SEKI135", "加わった機関", lambda: around_it(grown()), lambda: around_it(printed()), severity="warning"),
    Pair("SEKI135", "刷っていない会議", lambda: around_it(grown()), lambda: around_it(grown(AHEAD))),
    Pair("SEKI135", "取りやめた会議", lambda: around_it(grown()), lambda: around_it(grown(called_off=True))),
    Pair(
        "SEKI135", "済んだ会議",
        lambda: around_it(grown()),
        lambda: around_it(replace(grown(), date=day("2025-08-31"), printed=(replace(printed().printed[0], meeting_date=day("2025-08-31")),))),
    ),
    Pair(
        "SEKI135", "撤回",
        lambda: around_it(printed(), consent("2025-08-25", act="撤回")),
        lambda: around_it(printed(), note("2025-08-25")),
        rest=frozenset({"SEKI100"}),
    ),
    Pair("SEKI136", "同じ番号", lambda: numbered(1, 2, 1), lambda: numbered(1, 2, 3), severity="warning"),
    Pair("SEKI138", "同じ番号の議題", lambda: with_items(1, 1), lambda: with_items(1, 2), severity="error", rest=frozenset({"SEKI099"})),
    Pair("SEKI138", "三つの議題", lambda: with_items(1, 1, 1), lambda: with_items(3, 1, 2), count=2, rest=frozenset({"SEKI099"})),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_fault_and_its_near_miss(pair: Pair) -> None:
    check_pair(pair)

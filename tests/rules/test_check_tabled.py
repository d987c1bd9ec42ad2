"""The agendas of the meetings to come fit each other and the people in the room: SEKI154 and SEKI156."""

from dataclasses import replace

import pytest

from seki_cli.model.meeting import Attendee
from tests.rules.check_worlds import JUSO, PLANNED, RUNNING, START, Pair, around, check_pair, household
from tests.rules.worlds import CASE, PLAN, item, meeting, person

SEATS = tuple(Attendee(agency=agency) for agency in ("chuo1", "takikan"))
FIRST = meeting("2025-09-10", item(plan=PLAN, version=1))
SECOND = meeting("2025-09-20", item(plan=PLAN, version=1), id="M-20250920-BBBB")
ENDING = replace(SECOND, items=(item(plan=PLAN, version=1, timing="終結"),))


def room(*people: str, talk: bool = False, on: str = "2025-09-10", **fields):
    items = (item(timing="情報共有"),) if talk else ()
    seats = (*SEATS, *(Attendee(case=CASE, person=one) for one in people))
    return meeting(on, *items, kind="shien", attendees=seats, **fields)


def apart(*meetings):
    family = (person(), person("P2", "世帯員"))
    return household(around(*START, meetings=meetings), people=family, never_together=(("P1", "P2"),))


TABLE = (
    Pair("SEKI154", "二人とも出席者", lambda: apart(room("P1", "P2")), lambda: apart(room("P1")), count=2, severity="warning"),
    Pair("SEKI154", "一人がいる場で、もう一人の議題", lambda: apart(room("P2", talk=True)), lambda: apart(room("P1", talk=True))),
    Pair("SEKI154", "取りやめた会議", lambda: apart(room("P1", "P2")), lambda: apart(room("P1", "P2", called_off=True)), count=2),
    Pair("SEKI154", "済んだ会議", lambda: apart(room("P1", "P2")), lambda: apart(room("P1", "P2", on="2025-08-10")), count=2),
    Pair(
        "SEKI156", "二つの会議に", lambda: around(*PLANNED, meetings=(FIRST, SECOND)),
        lambda: around(*PLANNED, meetings=(FIRST, replace(SECOND, called_off=True))), severity="warning",
    ),
    Pair(
        "SEKI156", "別の時期の議題", lambda: around(*PLANNED, meetings=(FIRST, SECOND)),
        lambda: around(*RUNNING, meetings=(JUSO, replace(FIRST, items=(item(plan=PLAN, version=1, timing="変更"),)), ENDING)),
    ),
    Pair(
        "SEKI156", "先の会議は済んだ", lambda: around(*PLANNED, meetings=(FIRST, SECOND)),
        lambda: around(*PLANNED, meetings=(replace(FIRST, date=FIRST.date.replace(month=8)), SECOND)),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)

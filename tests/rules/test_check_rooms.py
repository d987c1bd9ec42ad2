"""Who leads a meeting, what it counts as, and what it says of earlier to-dos: SEKI117 to SEKI119."""

from dataclasses import replace

import pytest

from seki_cli.model.office import Posting
from tests.rules.check_worlds import JUSO, PLANNED, RUNNING, YES, Pair, around, check_pair, full_office
from tests.rules.worlds import PLAN, day, decision, item, meeting, moved, todo

OFFICE = full_office()
GONE = Posting(id="cho", agency="takikan", post="課長", pledged_on=day("2025-04-01"), until=day("2025-05-19"))
LEADING = replace(OFFICE, staff=(*OFFICE.staff, GONE))
FOLLOWED = replace(LEADING, staff=(*LEADING.staff, replace(GONE, id="atarashii", since=day("2025-05-20"), until=None)))
JOINING = replace(OFFICE, meetings=tuple(replace(kind, may_join=("地域ケア会議", "ＡＢ会議")) for kind in OFFICE.meetings))
TASKED = replace(YES, todos=(todo(1), todo(2)))
LATER = meeting("2025-06-20", item(timing="方針"), kind="ryoho")
AFTER = decision("2025-06-20", "方針", result="その他")


def chaired(chair: str, office=LEADING, **fields):
    return around(*RUNNING, meetings=(replace(JUSO, chair=chair, **fields),), in_office=office)


def joined(*others: str, office=JOINING):
    return around(*RUNNING, meetings=(replace(JUSO, items=(item(plan=PLAN, version=1, with_other=others),)),), in_office=office)


def handled(*rows):
    return around(*PLANNED, TASKED, replace(AFTER, meeting=LATER.id, moved=rows), meetings=(JUSO, LATER))


TABLE = (
    Pair("SEKI117", "いなくなった職員", lambda: chaired("cho"), lambda: chaired("sato"), severity="warning"),
    Pair("SEKI117", "だれもいない職", lambda: chaired("課長"), lambda: chaired("課長", FOLLOWED), severity="warning"),
    Pair("SEKI117", "名簿にない職名は確かめない", lambda: chaired("課長"), lambda: chaired("部長"), severity="warning"),
    Pair("SEKI117", "なくなった機関", lambda: chaired("mukashi"), lambda: chaired("takikan"), severity="warning"),
    Pair("SEKI118", "期限のない延期", lambda: handled(moved(f"{TASKED.id}#1", "延期")), lambda: handled(moved(f"{TASKED.id}#1", "延期", due="2025-09-30"))),
    Pair("SEKI118", "担当のない担当変更", lambda: handled(moved(f"{TASKED.id}#1", "担当変更")), lambda: handled(moved(f"{TASKED.id}#1", "担当変更", staff="tanaka"))),
    Pair("SEKI118", "わけのない取消", lambda: handled(moved(f"{TASKED.id}#1", "取消", why=" ")), lambda: handled(moved(f"{TASKED.id}#1", "取消")), severity="warning"),
    Pair("SEKI118", "完了にわけは要らない", lambda: handled(moved(f"{TASKED.id}#1", "延期", due="2025-09-30", why="")), lambda: handled(moved(f"{TASKED.id}#1", "完了", why="")), severity="warning"),
    Pair("SEKI118", "済んだ宿題の延期", lambda: handled(moved(f"{TASKED.id}#1", "完了"), moved(f"{TASKED.id}#1", "延期", due="2025-09-30")), lambda: handled(moved(f"{TASKED.id}#1", "完了"), moved(f"{TASKED.id}#2", "延期", due="2025-09-30")), severity="warning"),
    Pair("SEKI119", "兼ねられない会議", lambda: joined("地域ケア会議", "町内会"), lambda: joined("地域ケア会議")),
    Pair("SEKI119", "何も兼ねない種類", lambda: joined("地域ケア会議", office=OFFICE), lambda: joined(office=OFFICE)),
    Pair("SEKI119", "幅の違いは同じ", lambda: joined("CD会議"), lambda: joined("AB会議")),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)

"""SEKI137: what was told on consent, against the consents of its day."""

from dataclasses import replace

import pytest

from seki_cli.model.contact import Ground, ShareWith
from seki_cli.rules.checks import find_all
from tests.rules.check_worlds import MEETING, START, Pair, around, check_pair
from tests.rules.worlds import consent, correction, day, disclosure, item, meeting, person, referral, rid

SENT = referral("2025-06-01", reply_by="2025-06-15")
GIVEN = rid("C", "2025-04-02")
ENTRY = disclosure("2025-06-01", records=(SENT.id, "household"), ground=Ground(consent=GIVEN, referral=SENT.id))
BARE = replace(ENTRY, ground=Ground(referral=SENT.id))
FIRST = replace(START[0], variant="同意なし")
FAMILY = (person(), person("P2", "世帯員"))


def withdrawn(on, **fields):
    return consent(on, "撤回", share_with=None, categories=(), id=rid("C", on, 9), **fields)


def at_hour(event, hour):
    return replace(event, recorded=event.recorded.replace(hour=hour))


TABLE = (
    Pair(
        "SEKI137", "撤回の後に渡した",
        lambda: around(*START, SENT, ENTRY, withdrawn("2025-05-31")),
        lambda: around(*START, SENT, ENTRY, withdrawn("2025-06-02")),
        severity="warning",
    ),
    Pair(
        "SEKI137", "同じ日は記録の順",
        lambda: around(*START, SENT, at_hour(ENTRY, 15), at_hour(withdrawn("2025-06-01"), 9)),
        lambda: around(*START, SENT, at_hour(ENTRY, 9), at_hour(withdrawn("2025-06-01"), 15)),
    ),
    Pair(
        "SEKI137", "期限の後に渡した",
        lambda: around(START[0], consent("2025-04-02", until="2025-05-31"), SENT, ENTRY),
        lambda: around(START[0], consent("2025-04-02", until="2025-06-01"), SENT, ENTRY),
        rest=frozenset({"SEKI063"}),
    ),
    Pair(
        "SEKI137", "共有先でない機関",
        lambda: around(START[0], consent("2025-04-02", share_with=ShareWith(agencies="すべて", excluded=("takikan",))), SENT, ENTRY),
        lambda: around(START[0], consent("2025-04-02", share_with=ShareWith(agencies="すべて", excluded=("zeimu",))), SENT, ENTRY),
    ),
    Pair(
        "SEKI137", "後からもらった同意を根拠にした",
        lambda: around(START[0], consent("2025-06-02", id=GIVEN), SENT, ENTRY),
        lambda: around(START[0], consent("2025-06-01", id=GIVEN), SENT, ENTRY),
    ),
    Pair(
        "SEKI137", "拒否の後の、根拠の書かれていないつなぎ",
        lambda: around(FIRST, consent("2025-05-01", "拒否"), SENT, BARE),
        lambda: around(FIRST, SENT, BARE),
    ),
    Pair(
        "SEKI137", "台帳に載っていない前のつなぎ",
        lambda: around(*START, withdrawn("2025-05-31"), replace(SENT, ground=Ground(consent=GIVEN))),
        lambda: around(*START, withdrawn("2025-05-31"), replace(SENT, ground=Ground(law="社会福祉法第106条の6"))),
    ),
    Pair(
        "SEKI137", "同意の要る会議は、同意に代わらない",
        lambda: around(*START, withdrawn("2025-05-31"), replace(SENT, ground=Ground(meeting=MEETING)), meetings=(meeting("2025-05-20"),)),
        lambda: around(
            *START, withdrawn("2025-05-31"), replace(SENT, ground=Ground(meeting=MEETING)), meetings=(meeting("2025-05-20", kind="shien"),)
        ),
    ),
    Pair(
        "SEKI137", "家族の同意を根拠にした",
        lambda: around(START[0], consent("2025-04-02", person="P2", agencies=("zeimu",)), SENT, ENTRY, people=FAMILY),
        lambda: around(START[0], consent("2025-04-02", person="P2", agencies=("takikan",)), SENT, ENTRY, people=FAMILY),
    ),
    Pair(
        "SEKI137", "同意の日の訂正で、同意より前になった",
        lambda: around(*START, correction(START[1], id="20250605-C009", date="2025-06-05"), SENT, ENTRY),
        lambda: around(*START, correction(START[1], id="20250605-C009", evidence="綴り 3"), SENT, ENTRY),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)


def test_a_paper_of_a_meeting_is_the_gates_business() -> None:
    paper = disclosure("2025-06-01", records=("household",), ground=Ground(meeting=MEETING))
    world = around(*START, withdrawn("2025-05-31"), paper, meetings=(meeting("2025-05-20", item(plan="")),))
    assert "SEKI137" not in {one.code for one in find_all(world, day("2025-09-01"))}

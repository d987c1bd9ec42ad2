"""What stands twice, or stands on after its ground is gone: SEKI141, SEKI144, SEKI148 and SEKI152."""

from dataclasses import replace

import pytest

from seki_cli.model.contact import ShareWith
from seki_cli.model.record import Correction
from tests.rules.check_worlds import RUNNING, START, YES, Pair, around, check_pair, household, related
from tests.rules.worlds import (
    CASE,
    OTHER_CASE,
    PLAN,
    case_file,
    closing,
    consent,
    day,
    decision,
    intake,
    item,
    meeting,
    moved,
    note,
    person,
    plan,
    rid,
    todo,
)

SAID = {"next_lead": "takikan", "followup_needed": False}
SHUT = closing("2025-08-01", **SAID)
AHEAD = note("2025-08-02", next="2025-09-10")
TALK = meeting("2025-09-10", item(timing="情報共有"), kind="shien")
HANA = {"kana": "せき はな", "born": day("2010-05-05")}
AGREED = intake("2025-04-01", variant="同意なし")
TASKED = replace(YES, todos=(todo(1, due="2025-12-31"),))
DONE = note("2025-06-01", done=(f"{TASKED.id}#1",))
MADE = note("2025-05-21", next="2025-06-01")
KEPT = note("2025-06-02", done=(MADE.id,))


def voided(record, on="2025-07-01"):
    """Return the event that takes a note or a decision out."""
    making = note if record.record_kind == "note" else decision
    fields = {} if record.record_kind == "note" else {"meeting": YES.meeting}
    return making(on, id=rid("V", on), corrects=Correction(record=record.id, why="別の世帯", void=True), **fields)


def other(people=(), *records, **head):
    return case_file(AGREED, *records, id=OTHER_CASE, people=people or (person(**HANA),), **head)


def two(*others, **head):
    return household(around(*START, others=others, **head), people=(person(**HANA),))


def shared(agencies):
    return {"share_with": ShareWith(agencies=agencies)}


TABLE = (
    Pair("SEKI141", "次の予定", lambda: around(*START, SHUT, AHEAD), lambda: around(*START, SHUT, replace(AHEAD, next=None)), severity="warning"),
    Pair("SEKI141", "プランの案", lambda: around(*START, plan(made_on="2025-08-02", every=3), SHUT, meetings=()), lambda: around(*START, plan(made_on="2025-08-02", every=3), meetings=())),
    Pair("SEKI141", "会議の議題", lambda: around(*START, SHUT, meetings=(TALK,)), lambda: around(*START, SHUT, meetings=(replace(TALK, called_off=True),))),
    Pair("SEKI141", "再開すればよい", lambda: around(*START, SHUT, AHEAD), lambda: around(*START, SHUT, AHEAD, closing("2025-08-03", "再開"))),
    Pair(
        "SEKI144", "同じ日の同意と拒否",
        lambda: around(*START, consent("2025-06-01"), consent("2025-06-01", "拒否", id="20250601-C002")),
        lambda: around(*START, consent("2025-06-01"), consent("2025-06-02", "拒否")), severity="warning",
    ),
    Pair(
        "SEKI144", "同じ日の別の人",
        lambda: around(*START, consent("2025-06-01"), consent("2025-06-01", "保留", id="20250601-C002")),
        lambda: around(*START, consent("2025-06-01"), consent("2025-06-01", "保留", "P2", id="20250601-C002"), people=(person(), person("P2", "世帯員"))),
    ),
    Pair(
        "SEKI144", "共有先の違う同意",
        lambda: around(*START, consent("2025-06-01"), consent("2025-06-01", id="20250601-C002", **shared(("chuo1",)))),
        lambda: around(*START, consent("2025-06-01"), consent("2025-06-01", id="20250601-C002")),
    ),
    Pair(
        "SEKI144", "その日のうちの撤回は、順のとおり",
        lambda: around(*START, consent("2025-06-01", "撤回", at="09:00"), consent("2025-06-01", id="20250601-C002", at="10:00")),
        lambda: around(*START, consent("2025-06-01", at="09:00"), consent("2025-06-01", "撤回", id="20250601-C002", at="10:00")),
    ),
    Pair("SEKI148", "結ばれていない", lambda: two(other()), lambda: two(other(related=related(CASE)), related=related(OTHER_CASE)), severity="warning"),
    Pair("SEKI148", "ふたご", lambda: two(other()), lambda: two(other((person(**{**HANA, "kana": "せき そら"}),)))),
    Pair("SEKI148", "片方は閉じている", lambda: two(other()), lambda: two(other((person(**HANA),), closing("2025-05-01", **SAID)))),
    Pair(
        "SEKI148", "世帯員として、別の番号で",
        lambda: two(other((person(), person("P2", "世帯員", **HANA)))),
        lambda: two(other((person(), person("P2", "知人", **HANA)))),
    ),
    Pair("SEKI152", "取り消した予定を果たした", lambda: around(*RUNNING, MADE, KEPT, voided(MADE)), lambda: around(*RUNNING, MADE, KEPT), severity="warning"),
    Pair(
        "SEKI152", "直した予定を果たした", lambda: around(*RUNNING, MADE, KEPT, voided(MADE)),
        lambda: around(*RUNNING, MADE, KEPT, replace(MADE, id="20250522-N009", corrects=Correction(record=MADE.id, why="日"))),
    ),
    Pair(
        "SEKI152", "取り消した決定の宿題を延期した",
        lambda: around(*RUNNING[:-1], TASKED, YES_AGAIN, later(), voided(TASKED), meetings=(JUNE, *MEETINGS)),
        lambda: around(*RUNNING[:-1], TASKED, later(), meetings=(JUNE, *MEETINGS)),
    ),
)  # fmt: skip
JUNE = meeting("2025-06-10", item(timing="情報共有"), kind="shien")
MEETINGS = (meeting("2025-05-20", item(plan=PLAN, version=1)),)
YES_AGAIN = replace(YES, id="20250520-D009")


def later():
    """Return a later decision that puts the to-do off."""
    put_off = moved(f"{TASKED.id}#1", "延期", due="2025-12-31")
    return decision("2025-06-10", "情報共有", "その他", plan="", meeting=JUNE.id, moved=(put_off,))


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)

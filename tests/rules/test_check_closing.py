"""An end is prepared and leaves nothing open; the loops of つなぎ close once: SEKI073 to SEKI081."""

from dataclasses import replace

import pytest

from seki_cli.model.contact import NextStep
from seki_cli.model.plan import Attempt
from tests.rules.check_worlds import JUSO, PLANNED, RUNNING, START, YES, Pair, around, check_pair
from tests.rules.worlds import (
    OTHER_PLAN,
    PLAN,
    closing,
    day,
    decision,
    evaluation,
    followup,
    item,
    meeting,
    moved,
    note,
    plan,
    referral,
    review,
    step,
    todo,
)

AUGUST = meeting("2025-08-20", item(plan=PLAN, version=1, timing="終結"))
HELD = (JUSO, AUGUST)
SAID = {"next_lead": "takikan", "followup_needed": False}
END = decision("2025-08-20", "終結", meeting=AUGUST.id, **SAID)
EVALUATED = evaluation("2025-08-10", "終結")
ENDED = (*RUNNING, EVALUATED, END)
TRIED = (Attempt(date=day("2025-08-01")),)
STOP = decision("2025-08-20", "中断", meeting=AUGUST.id, attempts=TRIED, look_again=day("2025-11-20"))
STOPPING = replace(AUGUST, items=(item(plan=PLAN, version=1, timing="中断"),))
SHUT = closing("2025-08-25", **SAID)
SENT = referral("2025-06-01", reply_by="2025-06-15")
TAKEN = step("2025-06-05", "受理", of=SENT.id)
FINISHED = step("2025-07-05", "完了", of=SENT.id)
HANDED = referral("2025-06-01", reply_by="2025-06-15", ask="引継ぎ")
TASKED = replace(YES, todos=(todo(1, due="2025-06-30"), todo(2)))
DONE = note("2025-07-01", done=(f"{TASKED.id}#1", f"{TASKED.id}#2"))
AHEAD = note("2025-08-01", next="2025-10-01")
LATE_THAT_DAY = "2025-06-05T17:00:00+09:00"


JUNE = meeting("2025-06-10", item(plan=PLAN, version=1, timing="変更"))
REPLANNED = decision("2025-06-10", "変更", "差戻し", meeting=JUNE.id)
LATE = meeting("2025-08-25", item(plan=PLAN, version=1, timing="変更"))


def ending(*records, meetings=HELD, **head):
    return around(*records, meetings=meetings, **head)


TABLE = (
    Pair("SEKI073", "評価がない", lambda: ending(*RUNNING, END), lambda: ending(*ENDED)),
    Pair(
        "SEKI073", "評価が決定の後",
        lambda: ending(*RUNNING, evaluation("2025-08-21", "終結"), END),
        lambda: ending(*RUNNING, evaluation("2025-08-20", "終結"), END),
    ),
    Pair(
        "SEKI073", "別のプランの評価",
        lambda: ending(*RUNNING, plan(made_on="2025-04-11", every=3, id=OTHER_PLAN), evaluation("2025-08-10", plan=OTHER_PLAN), END),
        lambda: ending(*RUNNING, plan(made_on="2025-04-11", every=3, id=OTHER_PLAN), EVALUATED, END),
    ),
    Pair(
        "SEKI073", "差戻しの変更は、評価をやり直させない",
        lambda: ending(*RUNNING, evaluation("2025-06-01"), replace(REPLANNED, result="適切"), END, meetings=(JUSO, JUNE, AUGUST)),
        lambda: ending(*RUNNING, evaluation("2025-06-01"), REPLANNED, END, meetings=(JUSO, JUNE, AUGUST)),
    ),
    Pair(
        "SEKI073", "別のプランの変更も、同じ日の後の決定も",
        lambda: ending(*RUNNING, END, meetings=HELD),
        lambda: ending(*RUNNING, EVALUATED, END, replace(REPLANNED, date=day("2025-08-25"), result="適切", meeting=LATE.id), meetings=(*HELD, LATE)),
    ),
    Pair(
        "SEKI073", "市の支援決定は、評価をやり直させない",
        lambda: ending(*RUNNING, evaluation("2025-06-01"), replace(REPLANNED, result="適切"), END, meetings=(JUSO, JUNE, AUGUST)),
        lambda: ending(*RUNNING, evaluation("2025-06-01"), replace(REPLANNED, result="承認", timing="支援決定", meeting=""), END),
    ),
    Pair(
        "SEKI073", "可でない終結",
        lambda: ending(*RUNNING, END),
        lambda: ending(*RUNNING, replace(END, result="差戻し")),
    ),
    Pair(
        "SEKI073", "前の策定より前の評価",
        lambda: ending(*RUNNING, evaluation("2025-05-19", "終結"), END),
        lambda: ending(*RUNNING, evaluation("2025-05-20", "終結"), END),
    ),
    Pair(
        "SEKI074", "次の主担当",
        lambda: ending(*RUNNING, EVALUATED, replace(END, next_lead="")),
        lambda: ending(*RUNNING, EVALUATED, replace(END, next_lead="なし", next_lead_why="自立した")),
    ),
    Pair(
        "SEKI074", "なしのわけ",
        lambda: ending(*RUNNING, EVALUATED, replace(END, next_lead="なし")),
        lambda: ending(*RUNNING, EVALUATED, replace(END, next_lead="なし", next_lead_why="自立した")),
    ),
    Pair(
        "SEKI074", "フォローアップの要否",
        lambda: ending(*RUNNING, EVALUATED, replace(END, followup_needed=None)),
        lambda: ending(*RUNNING, EVALUATED, replace(END, followup_needed=None, followup=(followup("2025-11-20"),))),
    ),
    Pair(
        "SEKI074", "要るなら日",
        lambda: ending(*RUNNING, EVALUATED, replace(END, followup_needed=True)),
        lambda: ending(*RUNNING, EVALUATED, replace(END, followup_needed=True, followup=(followup("2025-11-20"),))),
    ),
    Pair(
        "SEKI074", "ケースを閉じる記録",
        lambda: around(*START, closing("2025-08-25")),
        lambda: around(*START, SHUT),
        count=2,
    ),
    Pair(
        "SEKI074", "会議の決定で言ってあれば繰り返さない",
        lambda: around(*START, closing("2025-08-25", next_lead="takikan")),
        lambda: ending(*ENDED, closing("2025-08-25")),
    ),
    Pair(
        "SEKI074", "会議の決定より前に閉じた記録は、自分で言う",
        lambda: ending(*ENDED, closing("2025-08-19")),
        lambda: ending(*ENDED, closing("2025-08-20")),
        count=2,
    ),
    Pair(
        "SEKI075", "会議の決定より前の中断は、自分で言う",
        lambda: ending(*RUNNING, STOP, closing("2025-08-19", "中断"), meetings=(JUSO, STOPPING)),
        lambda: ending(*RUNNING, STOP, closing("2025-08-20", "中断"), meetings=(JUSO, STOPPING)),
    ),
    Pair(
        "SEKI075", "連絡を試みた経過",
        lambda: ending(*RUNNING, replace(STOP, attempts=()), meetings=(JUSO, STOPPING)),
        lambda: ending(*RUNNING, STOP, meetings=(JUSO, STOPPING)),
    ),
    Pair(
        "SEKI075", "再確認の日",
        lambda: ending(*RUNNING, replace(STOP, look_again=None), meetings=(JUSO, STOPPING)),
        lambda: ending(*RUNNING, STOP, meetings=(JUSO, STOPPING)),
    ),
    Pair(
        "SEKI075", "ケースの中断",
        lambda: around(*START, closing("2025-08-25", "中断")),
        lambda: around(*START, closing("2025-08-25", "中断", look_again="2025-11-25")),
    ),
    Pair(
        "SEKI075", "会議の決定に日があれば繰り返さない",
        lambda: around(*START, closing("2025-08-25", "中断")),
        lambda: ending(*RUNNING, STOP, closing("2025-08-25", "中断"), meetings=(JUSO, STOPPING)),
    ),
    Pair(
        "SEKI076", "受理したまま終結",
        lambda: around(*START, SENT, TAKEN, SHUT),
        lambda: around(*START, SENT, TAKEN, FINISHED, SHUT),
    ),
    Pair(
        "SEKI076", "再開したケース",
        lambda: around(*START, SENT, SHUT),
        lambda: around(*START, SENT, SHUT, closing("2025-08-28", "再開")),
    ),
    Pair(
        "SEKI077", "引き受けたままの宿題",
        lambda: ending(*PLANNED, TASKED, EVALUATED, END, SHUT),
        lambda: ending(*PLANNED, TASKED, DONE, EVALUATED, END, SHUT),
        count=2,
    ),
    Pair(
        "SEKI077", "会議で取り消した宿題",
        lambda: ending(*PLANNED, TASKED, EVALUATED, END, SHUT),
        lambda: ending(
            *PLANNED, TASKED, EVALUATED, replace(END, moved=(moved(f"{TASKED.id}#1", "取消"), moved(f"{TASKED.id}#2", "完了"))), SHUT
        ),
        count=2,
    ),
    Pair(
        "SEKI078", "実施中のまま終結",
        lambda: around(*RUNNING, SHUT),
        lambda: ending(*ENDED, SHUT),
    ),
    Pair(
        "SEKI078", "案のままならよい",
        lambda: around(*RUNNING, SHUT),
        lambda: around(*PLANNED, SHUT),
    ),
    Pair(
        "SEKI079", "完了の後の受理",
        lambda: around(*START, SENT, TAKEN, FINISHED, step("2025-07-06", "対応中", of=SENT.id), AHEAD),
        lambda: around(*START, SENT, TAKEN, step("2025-06-30", "対応中", of=SENT.id), FINISHED, AHEAD),
        severity="warning",
    ),
    Pair(
        "SEKI079", "辞退の後の完了",
        lambda: around(*START, SENT, step("2025-06-05", "辞退", of=SENT.id), FINISHED),
        lambda: around(*START, SENT, step("2025-06-05", "保留", of=SENT.id), FINISHED),
    ),
    Pair(
        "SEKI080", "どこにも次の日がない",
        lambda: around(*START, SENT, TAKEN),
        lambda: around(*START, SENT, replace(TAKEN, next=NextStep(date=day("2025-09-01")))),
        severity="warning",
    ),
    Pair(
        "SEKI080", "返事の次の日が過ぎた",
        lambda: around(*START, SENT, replace(TAKEN, next=NextStep(date=day("2025-08-31")))),
        lambda: around(*START, SENT, TAKEN, AHEAD),
    ),
    Pair(
        "SEKI080", "実施中のプランのモニタリング",
        lambda: around(*START, SENT, TAKEN),
        lambda: around(*RUNNING, SENT, TAKEN, review("2025-06-20", next="2025-09-20")),
    ),
    Pair(
        "SEKI080", "宿題",
        lambda: around(*PLANNED, replace(TASKED, result="差戻し"), DONE, SENT, TAKEN),
        lambda: around(*PLANNED, replace(TASKED, result="差戻し"), SENT, TAKEN),
    ),
    Pair(
        "SEKI080", "フォローアップ",
        lambda: ending(*ENDED, SENT, TAKEN),
        lambda: ending(*RUNNING, EVALUATED, replace(END, followup=(followup("2025-11-20"),)), SENT, TAKEN),
    ),
    Pair(
        "SEKI080", "これからの会議",
        lambda: around(*START, SENT, TAKEN),
        lambda: around(*START, SENT, TAKEN, meetings=(meeting("2025-09-10", item(timing="情報共有"), kind="shien"),)),
    ),
    Pair(
        "SEKI080", "完了した",
        lambda: around(*START, SENT, TAKEN),
        lambda: around(*START, SENT, TAKEN, FINISHED),
    ),
    Pair(
        "SEKI081", "引継ぎの受理",
        lambda: around(*START, HANDED, TAKEN, AHEAD),
        lambda: around(*START, HANDED, TAKEN, AHEAD, lead="takikan", lead_staff="sato"),
        severity="warning",
    ),
    Pair(
        "SEKI081", "その後に改めて移った",
        lambda: around(*START, HANDED, TAKEN, AHEAD, lead_since=day("2025-06-05")),
        lambda: around(*START, HANDED, TAKEN, AHEAD, lead_since=day("2025-06-06")),
    ),
    Pair(
        "SEKI081", "同じ日の再開で、別の機関に移った",
        lambda: around(*START, HANDED, TAKEN, AHEAD, closing("2025-06-05", "再開", next_lead="takikan", recorded=LATE_THAT_DAY), lead_since=day("2025-06-05")),
        lambda: around(*START, HANDED, TAKEN, AHEAD, closing("2025-06-05", "再開", next_lead="chuo1", recorded=LATE_THAT_DAY), lead_since=day("2025-06-05")),
    ),
    Pair(
        "SEKI081", "一緒に対応なら移らない",
        lambda: around(*START, HANDED, TAKEN, AHEAD),
        lambda: around(*START, SENT, TAKEN, AHEAD),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)


def test_the_decision_of_the_meeting_may_close_the_case_in_the_same_act() -> None:
    check_pair(
        Pair(
            "SEKI076",
            "close_case",
            lambda: ending(*RUNNING, EVALUATED, replace(END, close_case=True), SENT),
            lambda: ending(*RUNNING, EVALUATED, END, SENT),
        )
    )

"""A plan is whole, is reviewed as it runs and stays as decided: SEKI061 to SEKI068."""

from dataclasses import replace

import pytest

from seki_cli.model.plan import Goal, GoalProgress, Issue, Schedule, Span, Support
from tests.rules.check_worlds import JUSO, MEETING, PLANNED, RUNNING, START, YES, Pair, around, check_pair
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
    outreach,
    plan,
    review,
)

DRAFT = PLANNED[2]
SHIEN = meeting("2025-05-20", item(plan=PLAN, version=1, timing="方針"), kind="shien", id=MEETING)
BOTH = meeting("2025-05-20", item(plan=PLAN, version=1), item(plan=OTHER_PLAN, version=1, num=2))
SECOND = plan(made_on="2025-04-11", every=3, id=OTHER_PLAN)
SECOND_YES = decision("2025-05-20", plan=OTHER_PLAN, meeting=MEETING, id="20250520-D002")
HASH = "0123456789abcdef" * 4
HASHED = replace(DRAFT, content_hash=HASH)
LISTED = plan(made_on="2025-04-10", dates=("2025-06-20", "2025-08-20"))
AUGUST = meeting("2025-08-20", item(plan=PLAN, version=2, timing="変更"))
CHANGE = decision("2025-08-20", "変更", version=1, meeting=AUGUST.id)
ENDING = meeting("2025-08-20", item(plan=PLAN, version=1, timing="終結"))
END = decision(
    "2025-08-20", "終結", meeting=ENDING.id, next_lead="takikan", followup_needed=True, followup=(followup("2025-11-20"),)
)
EVALUATED = evaluation("2025-08-10", "終結")
V2 = replace(DRAFT, version=2, path="v2", made_on=day("2025-08-01"))
CHANGED = (*RUNNING, V2, replace(CHANGE, version=2))


def drafted(**changes):
    """Return a world with a draft that has these changes."""
    return around(*START, replace(DRAFT, **changes))


def goal(num: int) -> Goal:
    return Goal(num=num, text="（架空の目標）", due=day("2026-03-31"))


TABLE = (
    Pair("SEKI061", "意向", lambda: drafted(wish=" "), lambda: drafted(wish="未確認", wish_why="会えていない")),
    Pair("SEKI061", "未確認のわけ", lambda: drafted(wish="未確認"), lambda: drafted(wish="未確認", wish_why="会えていない")),
    Pair("SEKI061", "課題", lambda: drafted(issues=(), supports=(Support(what="訪問", agency="chuo1"),)), drafted),
    Pair("SEKI061", "目標", lambda: drafted(goals=()), drafted),
    Pair("SEKI061", "目標の文", lambda: drafted(goals=(replace(goal(1), text=""),)), lambda: drafted(goals=(goal(1),))),
    Pair("SEKI061", "支援", lambda: drafted(supports=()), drafted),
    Pair("SEKI061", "留意事項", lambda: drafted(cautions=""), lambda: drafted(cautions="なし")),
    Pair("SEKI061", "期間", lambda: drafted(period=Span(since=day("2025-04-01"))), drafted),
    Pair("SEKI061", "モニタリング", lambda: drafted(monitoring=Schedule()), lambda: drafted(monitoring=Schedule(every_months=1))),
    Pair("SEKI061", "初回の日だけ", lambda: drafted(monitoring=Schedule()), lambda: drafted(monitoring=Schedule(first_date=day("2025-12-01")))),
    Pair(
        "SEKI061", "実施中の版も、次の案も",
        lambda: around(*START, replace(DRAFT, cautions=""), YES, V2),
        lambda: around(*START, DRAFT, YES, V2),
    ),
    Pair(
        "SEKI061", "取り下げたプランは調べない",
        lambda: drafted(cautions=""),
        lambda: around(*START, replace(DRAFT, cautions=""), closing("2025-05-01", "プラン取下げ", plan=PLAN), meetings=()),
    ),
    Pair(
        "SEKI062", "支援の課題",
        lambda: drafted(supports=(Support(issue=2, what="訪問", agency="chuo1"),)),
        lambda: drafted(supports=(Support(issue=2, what="訪問", agency="chuo1"),), issues=(Issue(num=2, text="（架空の課題）"),)),
    ),
    Pair(
        "SEKI062", "モニタリングの目標",
        lambda: around(*RUNNING, review("2025-08-20", goals=(GoalProgress(num=1, progress="達成"), GoalProgress(num=2, progress="達成")))),
        lambda: around(*RUNNING, review("2025-08-20", goals=(GoalProgress(num=1, progress="達成"),))),
    ),
    Pair(
        "SEKI062", "モニタリングの目標は、その版のもの",
        lambda: around(*RUNNING, replace(V2, goals=(goal(3),)), review("2025-08-20", goals=(GoalProgress(num=3, progress="達成"),))),
        lambda: around(*RUNNING, replace(V2, goals=(goal(3),)), review("2025-08-20", goals=(GoalProgress(num=1, progress="達成"),))),
    ),
    Pair(
        "SEKI062", "評価の目標は、どの版のものでもよい",
        lambda: around(*RUNNING, evaluation("2025-08-20", goals=(GoalProgress(num=3, progress="達成"),))),
        lambda: around(
            *RUNNING,
            replace(DRAFT, version=2, path="v2", goals=(goal(3),), made_on=day("2025-08-01")),
            evaluation("2025-08-20", goals=(GoalProgress(num=3, progress="達成"), GoalProgress(num=1, progress="達成"))),
        ),
    ),
    Pair(
        "SEKI063", "多機関協働が二つ",
        lambda: around(*RUNNING, SECOND, SECOND_YES, meetings=(BOTH,)),
        lambda: around(*RUNNING, replace(SECOND, kind="参加支援"), SECOND_YES, meetings=(BOTH,)),
    ),
    Pair(
        "SEKI063", "一方はまだ案",
        lambda: around(*RUNNING, SECOND, SECOND_YES, meetings=(BOTH,)),
        lambda: around(*RUNNING, SECOND, replace(SECOND_YES, result="差戻し"), meetings=(BOTH,)),
    ),
    Pair(
        "SEKI064", "並べた予定が尽きた",
        lambda: around(*START, LISTED, YES, review("2025-06-20"), review("2025-08-20")),
        lambda: around(*START, LISTED, YES, review("2025-06-20"), review("2025-08-20", next="2025-11-20")),
    ),
    Pair(
        "SEKI065", "控えと違う",
        lambda: around(*START, replace(HASHED, content_hash="f" * 64), replace(YES, plan_hash=HASH)),
        lambda: around(*START, HASHED, replace(YES, plan_hash="sha256:" + HASH)),
    ),
    Pair(
        "SEKI065", "ほかの版とほかのプランの控え",
        lambda: around(*START, HASHED, replace(V2, content_hash="f" * 64), replace(YES, plan_hash="f" * 64)),
        lambda: around(
            *START, HASHED, replace(V2, content_hash="f" * 64), replace(YES, plan_hash=HASH), replace(SECOND, content_hash="e" * 64),
            meetings=(BOTH,),
        ),
    ),
    Pair(
        "SEKI065", "差戻しの後は直してよい",
        lambda: around(*START, replace(HASHED, content_hash="f" * 64), replace(YES, plan_hash=HASH[:16])),
        lambda: around(*START, replace(HASHED, content_hash="f" * 64), replace(YES, plan_hash=HASH[:16], result="差戻し")),
    ),
    Pair(
        "SEKI066", "決定の前",
        lambda: around(*RUNNING, review("2025-05-19")),
        lambda: around(*RUNNING, review("2025-05-20")),
        severity="warning",
    ),
    Pair(
        "SEKI066", "終結の後",
        lambda: around(*RUNNING, EVALUATED, END, review("2025-08-21"), meetings=(JUSO, ENDING)),
        lambda: around(*RUNNING, EVALUATED, END, review("2025-08-20"), meetings=(JUSO, ENDING)),
    ),
    Pair(
        "SEKI066", "案のまま",
        lambda: around(*PLANNED, review("2025-08-20")),
        lambda: around(*RUNNING, review("2025-08-20")),
    ),
    Pair(
        "SEKI066", "動いていない版",
        lambda: around(*RUNNING, replace(DRAFT, version=2, path="v2", made_on=day("2025-08-01")), review("2025-08-20", version=2)),
        lambda: around(
            *PLANNED,
            replace(YES, result="修正のうえ適切"),
            replace(DRAFT, version=2, path="v2", made_on=day("2025-05-21"), after=YES.id),
            review("2025-08-20", version=2),
        ),
    ),
    Pair(
        "SEKI066", "同意前のアウトリーチ",
        lambda: around(*START, plan(made_on="2025-04-10", every=1), replace(YES, timing="方針"), review("2025-06-20"), meetings=(SHIEN,)),
        lambda: around(*START, outreach(made_on="2025-04-10", every=1), replace(YES, timing="方針"), review("2025-06-20"), meetings=(SHIEN,)),
    ),
    Pair(
        "SEKI067", "新しい版があった",
        lambda: around(*RUNNING, replace(DRAFT, version=2, path="v2", made_on=day("2025-08-19")), CHANGE, meetings=(JUSO, AUGUST)),
        lambda: around(
            *RUNNING, replace(DRAFT, version=2, path="v2", made_on=day("2025-08-19")), replace(CHANGE, version=2), meetings=(JUSO, AUGUST)
        ),
    ),
    Pair(
        "SEKI066", "変更の日は、前の版でもよい",
        lambda: around(*CHANGED, review("2025-08-21", version=1), meetings=(JUSO, AUGUST)),
        lambda: around(*CHANGED, review("2025-08-20", version=1), meetings=(JUSO, AUGUST)),
    ),
    Pair(
        "SEKI066", "変更の前は、前の版",
        lambda: around(*CHANGED, review("2025-08-20", version=2), review("2025-08-19", version=2), meetings=(JUSO, AUGUST)),
        lambda: around(*CHANGED, review("2025-08-20", version=2), review("2025-08-19", version=1), meetings=(JUSO, AUGUST)),
    ),
    Pair(
        "SEKI066", "別のプランの決定では動かない",
        lambda: around(*PLANNED, SECOND, replace(SECOND_YES, plan=OTHER_PLAN), review("2025-08-20"), meetings=(BOTH,)),
        lambda: around(*RUNNING, SECOND, review("2025-08-20"), meetings=(BOTH,)),
    ),
    Pair(
        "SEKI066", "差戻しでは動かない",
        lambda: around(*PLANNED, replace(YES, result="差戻し"), review("2025-08-20")),
        lambda: around(*PLANNED, replace(YES, result="承認"), review("2025-08-20")),
    ),
    Pair(
        "SEKI067", "差戻しと終結は、どの版でも",
        lambda: around(*RUNNING, V2, CHANGE, meetings=(JUSO, AUGUST)),
        lambda: around(*RUNNING, V2, replace(CHANGE, result="差戻し"), EVALUATED, replace(END, id="20250820-D002"), meetings=(JUSO, ENDING)),
    ),
    Pair(
        "SEKI067", "別のプランの新しい版",
        lambda: around(*RUNNING, replace(DRAFT, version=2, path="v2", made_on=day("2025-05-01"))),
        lambda: around(*RUNNING, SECOND, replace(SECOND, version=2, path="w2")),
    ),
    Pair(
        "SEKI067", "会議の日に作った版",
        lambda: around(*RUNNING, replace(DRAFT, version=2, path="v2", made_on=day("2025-05-19"))),
        lambda: around(*RUNNING, replace(DRAFT, version=2, path="v2", made_on=day("2025-05-20"))),
    ),
    Pair(
        "SEKI068", "わけのない延期",
        lambda: around(*RUNNING, review("2025-06-20", next="2025-09-21")),
        lambda: around(*RUNNING, review("2025-06-20", next="2025-09-20")),
    ),
    Pair(
        "SEKI068", "わけがある",
        lambda: around(*RUNNING, review("2025-06-20", next="2025-12-20")),
        lambda: around(*RUNNING, review("2025-06-20", next="2025-12-20", reason_if_moved="入院のため")),
    ),
    Pair(
        "SEKI068", "会議に諮る結果",
        lambda: around(*RUNNING, review("2025-06-20", next="2025-12-20")),
        lambda: around(*RUNNING, review("2025-06-20", "変更が必要", next="2025-12-20")),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)

"""Days that must follow each other: SEKI056 to SEKI060, SEKI115."""

from dataclasses import replace

import pytest

from seki_cli.model.case import Protected, Relation
from seki_cli.model.meeting import Activity, Confirmed, GapStep, Noticed, Verified
from seki_cli.model.plan import Attempt, Goal, Span, Support
from tests.rules.check_worlds import (
    JUSO,
    MEETING,
    PLANNED,
    RUNNING,
    START,
    YES,
    Pair,
    around,
    check_pair,
    gap,
    household,
    resource,
)
from tests.rules.worlds import (
    PLAN,
    assessment,
    consent,
    correction,
    day,
    decision,
    intake,
    item,
    meeting,
    note,
    outreach,
    person,
    plan,
    referral,
    review,
    rid,
    step,
    todo,
)


def goals(*dues: str) -> tuple[Goal, ...]:
    return tuple(Goal(num=n, text="（架空の目標）", due=day(due)) for n, due in enumerate(dues, start=1))


def activity(on: str) -> Activity:
    return Activity(
        schema="activity/1", id="A-AAAAAAA", path="activities/R07/A-AAAAAAA.yaml", programme="3", base="chuo1", date=day(on)
    )


SUSPENDED = decision(
    "2025-05-20",
    "中断",
    meeting=MEETING,
    attempts=(Attempt(date=day("2025-05-01")),),
    look_again=day("2025-11-20"),
    id="20250520-D002",
)
LATE = note("2024-05-01")
CHANGED = meeting("2025-08-20", item(plan=PLAN, version=2, timing="変更"), id="M-20250820-AAAA")
CHANGE = decision("2025-08-20", "変更", version=2, meeting=CHANGED.id)
FIRST = plan(made_on="2025-04-10", every=3, first="2025-06-20", goals=goals("2025-07-31", "2026-03-31"))
POLICY = decision("2025-05-01", "方針", meeting="M-20250501-AAAA")
SHIEN = meeting("2025-05-01", item(plan=PLAN, version=1, timing="方針"), kind="shien")

TABLE = (
    Pair(
        "SEKI056", "支援記録",
        lambda: around(*START, note("2025-03-31")),
        lambda: around(*START, note("2025-04-01")),
    ),
    Pair(
        "SEKI056", "アセスメントとプラン",
        lambda: around(*START, assessment("2025-03-31"), plan(made_on="2025-03-31", every=3)),
        lambda: around(*START, assessment("2025-04-01"), plan(made_on="2025-04-01", every=3)),
        count=2,
    ),
    Pair(
        "SEKI056", "訂正した日付は数えない",
        lambda: around(*START, LATE),
        lambda: around(*START, LATE, correction(LATE, id="20250502-N009", date="2025-05-01")),
    ),
    Pair(
        "SEKI056", "前の受付があれば",
        lambda: around(*START, note("2025-03-15")),
        lambda: around(*START, note("2025-03-15"), intake("2025-03-01")),
    ),
    Pair(
        "SEKI057", "行為",
        lambda: around(*START, note("2025-09-02")),
        lambda: around(*START, note("2025-09-01", next="2025-12-01")),
    ),
    Pair(
        "SEKI057", "受付",
        lambda: around(intake("2025-09-02"), consent("2025-09-02")),
        lambda: around(intake("2025-09-01"), consent("2025-09-01")),
        count=2,
    ),
    Pair(
        "SEKI057", "プランの作成日とアセスメント",
        lambda: around(*START, assessment("2025-09-02"), plan(made_on="2025-09-02", every=3), meetings=()),
        lambda: around(*START, assessment("2025-09-01"), plan(made_on="2025-09-01", every=3), meetings=()),
        count=2,
    ),
    Pair(
        "SEKI057", "会議・社会資源・地域課題・活動",
        lambda: around(
            *RUNNING,
            meetings=(replace(JUSO, confirmed=Confirmed(date=day("2025-09-02"))), meeting("2025-09-30")),
            resources=(resource(verified=Verified(date=day("2025-09-02"))),),
            gaps=(gap(noticed=Noticed(date=day("2025-09-02")), steps=(GapStep(date=day("2025-09-03"), status="検討中"),)),),
            activities=(activity("2025-09-02"),),
        ),
        lambda: around(
            *RUNNING,
            meetings=(replace(JUSO, confirmed=Confirmed(date=day("2025-09-01"))), meeting("2025-09-30")),
            resources=(resource(verified=Verified(date=day("2025-09-01"))),),
            gaps=(gap(noticed=Noticed(date=day("2025-09-01")), steps=(GapStep(date=day("2025-09-01"), status="検討中"),)),),
            activities=(activity("2025-09-01"),),
        ),
        count=5,
    ),
    Pair(
        "SEKI057", "連絡を試みた日",
        lambda: around(*RUNNING, replace(SUSPENDED, attempts=(Attempt(date=day("2025-09-02")),))),
        lambda: around(*RUNNING, SUSPENDED),
    ),
    Pair(
        "SEKI058", "プランの期間と支援",
        lambda: around(*START, replace(PLANNED[2], period=Span(since=day("2025-06-01"), until=day("2025-05-31")), supports=(SUPPORT_BACK,))),
        lambda: around(*START, replace(PLANNED[2], period=Span(since=day("2025-06-01"), until=day("2025-06-01")), supports=(SUPPORT,))),
        count=2,
    ),
    Pair(
        "SEKI058", "同意の期限",
        lambda: around(START[0], consent("2025-04-02", until="2025-04-01")),
        lambda: around(START[0], consent("2025-04-02", until="2025-04-02")),
    ),
    Pair(
        "SEKI058", "世帯",
        lambda: household(around(*START, people=PEOPLE_BACK), relations=(RELATION_BACK,)),
        lambda: household(around(*START, people=PEOPLE), relations=(RELATION,)),
        count=2,
    ),
    Pair(
        "SEKI058", "会議の時刻と社会資源",
        lambda: around(
            *RUNNING, meetings=(replace(JUSO, starts="13:30", ends="10:00"),), resources=(resource(since=day("2025-05-02"), until=day("2025-05-01")),)
        ),
        lambda: around(
            *RUNNING, meetings=(replace(JUSO, starts="13:30", ends="15:00"),), resources=(resource(since=day("2025-05-02")),)
        ),
        count=2,
    ),
    Pair(
        "SEKI059", "目標の時期",
        lambda: around(*START, replace(FIRST, goals=goals("2025-05-20", "2026-03-31")), YES),
        lambda: around(*START, replace(FIRST, goals=goals("2025-05-21", "2026-03-31")), YES),
    ),
    Pair(
        "SEKI059", "最初のモニタリング",
        lambda: around(*START, plan(made_on="2025-04-10", every=3, first="2025-05-20"), YES),
        lambda: around(*START, plan(made_on="2025-04-10", every=3, first="2025-05-21"), YES),
    ),
    Pair(
        "SEKI059", "並べた予定",
        lambda: around(*START, plan(made_on="2025-04-10", dates=("2025-05-10", "2025-05-20", "2025-10-01")), YES),
        lambda: around(*START, plan(made_on="2025-04-10", dates=("2025-05-21", "2025-10-01")), YES),
        count=2,
    ),
    Pair(
        "SEKI059", "引き継いだ目標と予定は数えない",
        lambda: around(*START, FIRST, YES, SECOND_WRONG, CHANGE, meetings=(JUSO, CHANGED)),
        lambda: around(*START, FIRST, YES, replace(FIRST, version=2, path="v2", made_on=day("2025-08-10")), CHANGE, meetings=(JUSO, CHANGED)),
    ),
    Pair(
        "SEKI059", "差し戻された版の目標は引き継がない",
        lambda: around(*START, EARLY, BACK, replace(EARLY, version=2, path="v2"), CHANGE_FIRST, meetings=(JUSO, AGAIN)),
        lambda: around(*START, EARLY, BACK, replace(FIRST, version=2, path="v2"), CHANGE_FIRST, meetings=(JUSO, AGAIN)),
    ),
    Pair(
        "SEKI059", "会議で直した版",
        lambda: around(*START, replace(FIRST, goals=goals("2025-05-01")), YES),
        lambda: around(*START, replace(FIRST, goals=goals("2025-05-01")), replace(YES, result="修正のうえ適切"), CORRECTED),
    ),
    Pair(
        "SEKI059", "同意前の方針",
        lambda: around(START[0], outreach(made_on="2025-04-10", every=1, first="2025-05-01"), POLICY, START[1], meetings=(SHIEN,)),
        lambda: around(START[0], outreach(made_on="2025-04-10", every=1, first="2025-05-02"), POLICY, START[1], meetings=(SHIEN,)),
    ),
    Pair(
        "SEKI060", "決定より後に作ったプラン",
        lambda: around(*START, plan(made_on="2025-05-21", every=3), YES),
        lambda: around(*START, plan(made_on="2025-05-20", every=3), YES),
    ),
    Pair(
        "SEKI060", "差戻しでも",
        lambda: around(*START, plan(made_on="2025-05-21", every=3), replace(YES, result="差戻し")),
        lambda: around(*START, plan(made_on="2025-05-20", every=3), replace(YES, result="差戻し")),
    ),
    Pair(
        "SEKI115", "次回の予定",
        lambda: around(*START, note("2025-06-01", next="2025-05-31")),
        lambda: around(*START, note("2025-06-01", next="2025-06-01")),
    ),
    Pair(
        "SEKI115", "回答期限",
        lambda: around(*START, referral("2025-06-01", reply_by="2024-06-15")),
        lambda: around(*START, referral("2025-06-01", reply_by="2025-06-01")),
    ),
    Pair(
        "SEKI115", "延ばした回答期限",
        lambda: around(*START, referral("2025-06-01", reply_by="2025-06-15"), extended("2025-06-09")),
        lambda: around(*START, referral("2025-06-01", reply_by="2025-06-15"), extended("2025-06-10")),
    ),
    Pair(
        "SEKI115", "次回のモニタリングは後の日",
        lambda: around(*RUNNING, review("2025-08-20", next="2025-08-20")),
        lambda: around(*RUNNING, review("2025-08-20", next="2025-08-21")),
    ),
    Pair(
        "SEKI115", "宿題の期日",
        lambda: around(*PLANNED, replace(YES, todos=(todo(due="2025-05-19"), todo(2, due="2025-05-20")))),
        lambda: around(*PLANNED, replace(YES, todos=(todo(due="2025-05-20"),))),
    ),
    Pair(
        "SEKI115", "訂正した記録の日は数えない",
        lambda: around(*START, note("2025-06-01", next="2025-05-31")),
        lambda: around(
            *START, note("2025-06-01", next="2025-05-31"),
            correction(note("2025-06-01", next="2025-06-30"), id="20250602-N009"),
        ),
    ),
)  # fmt: skip


def extended(reply_by: str):
    """Return the step that puts off an answer, taken on 2025-06-10."""
    return step("2025-06-10", "期限変更", of=rid("R", "2025-06-01"), reply_by=reply_by, reason="検討に時間がかかる")


EARLY = replace(FIRST, goals=goals("2025-05-01", "2026-03-31"))
BACK = replace(YES, result="差戻し")
AGAIN = meeting("2025-06-10", item(plan=PLAN, version=2))
CHANGE_FIRST = decision("2025-06-10", version=2, meeting=AGAIN.id)
SUPPORT = Support(issue=1, what="（架空の支援）", agency="chuo1", since=day("2025-06-02"), until=day("2025-06-30"))
SUPPORT_BACK = replace(SUPPORT, until=day("2025-06-01"))
PEOPLE = (person(protected=Protected(since=day("2025-04-01"), until=day("2026-03-31"))), person("P2", "世帯員"))
PEOPLE_BACK = (person(protected=Protected(since=day("2025-04-01"), until=day("2025-03-31"))), person("P2", "世帯員"))
RELATION = Relation(kind="婚姻", a="P1", b="P2", since=day("2000-01-01"))
RELATION_BACK = replace(RELATION, until=day("1999-12-31"))
SECOND_WRONG = replace(FIRST, version=2, path="v2", made_on=day("2025-08-10"), goals=goals("2025-07-31", "2025-08-01"))
CORRECTED = replace(FIRST, version=2, path="v2", made_on=day("2025-05-25"), after=YES.id, goals=goals("2025-12-01"))


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)

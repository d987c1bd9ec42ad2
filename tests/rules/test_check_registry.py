"""Agencies, staff, programmes and words are on the office's lists, on that day: SEKI090 to SEKI096."""

from dataclasses import replace

import pytest

from seki_cli.model.case import AssessmentPart, Tie
from seki_cli.model.contact import Ground, ShareWith
from seki_cli.model.meeting import Activity
from seki_cli.model.office import CodeRow, Posting
from seki_cli.model.plan import Use
from seki_cli.rules.checks import find_all
from tests.rules.check_worlds import (
    AS_OF,
    JUSO,
    PLANNED,
    RUNNING,
    START,
    YES,
    Pair,
    around,
    check_pair,
    codes,
    full_office,
    household,
    resource,
    seat,
)
from tests.rules.worlds import (
    assessment,
    closing,
    consent,
    correction,
    day,
    disclosure,
    evaluation,
    intake,
    note,
    person,
    plan,
    referral,
    screening,
    step,
    todo,
)

OFFICE = full_office()
RENAMED = codes(
    "flags",
    CodeRow(code="1", label="8050", until=day("2025-03-31")),
    CodeRow(code="1", label="8050問題", also=("8050",), since=day("2025-04-01")),
    CodeRow(code="2", label="来年の言葉", since=day("2026-04-01")),
)
LISTS = {
    name: codes(name)
    for name in ("worries", "certificates", "closing", "referral_reason", "use_others", "resource_kinds", "basis")
}
LISTS |= {
    "flags": RENAMED,
    "suspension": codes("suspension", CodeRow(code="1", label="不通")),
    "screening": OFFICE.codes["screening"],
}
LISTED = replace(OFFICE, codes=LISTS)
SOON = replace(
    OFFICE,
    codes={
        "issues": codes(
            "issues",
            CodeRow(code="1", label="前の言葉", until=day("2024-03-31")),
            CodeRow(code="2", label="きょうの言葉", since=day(AS_OF)),
            CodeRow(code="3", label="あすの言葉", since=day("2025-09-02")),
        )
    },
)
SENT = referral("2025-06-01", reply_by="2025-06-15")
SAID = {"next_lead": "takikan", "followup_needed": False}
MOVED = replace(
    OFFICE,
    staff=(
        *OFFICE.staff,
        Posting(id="ido", agency="chuo1", until=day("2025-03-31"), pledged_on=day("2024-04-01")),
        Posting(id="ido", agency="takikan", since=day("2025-06-01"), pledged_on=day("2024-04-01")),
    ),
)


def listed(*records, **fields):
    return around(*records, in_office=LISTED, **fields)


def activity(programme: str) -> Activity:
    return Activity(schema="activity/1", id="A-AAAAAAA", path="activities/R07/A-AAAAAAA.yaml", programme=programme, base="chuo1")


TABLE = (
    Pair(
        "SEKI090", "つなぎの相手",
        lambda: around(*START, replace(SENT, to_agency="nakatta")),
        lambda: around(*START, SENT),
    ),
    Pair(
        "SEKI090", "情報源の機関",
        lambda: around(
            *START, note("2025-05-01", source="機関:nakatta"),
            assessment("2025-05-02", parts=(AssessmentPart(category="経済", text="い", source="機関:nakatta"),)),
        ),
        lambda: around(*START, note("2025-05-01", source="機関:chuo1"), note("2025-05-02", source="近隣")),
        count=2,
    ),
    Pair(
        "SEKI090", "同意の共有先と除く先",
        lambda: around(START[0], consent("2025-04-02", share_with=ShareWith(agencies=("a", "chuo1"), excluded=("b",)))),
        lambda: around(START[0], consent("2025-04-02", share_with=ShareWith(agencies="すべて", excluded=("mukashi",)))),
        count=2,
    ),
    Pair(
        "SEKI090", "なし・本人は機関ではない",
        lambda: around(*START, closing("2025-08-01", next_lead="nakatta", followup_needed=False)),
        lambda: around(
            *START, closing("2025-08-01", next_lead="なし", next_lead_why="転出", followup_needed=False),
            disclosure("2025-06-01", to=("本人", "mukashi"), records=("20250402-C001",), ground=Ground(law="社会福祉法第106条の6")),
        ),
    ),
    Pair(
        "SEKI090", "会議の出席者とつながり",
        lambda: household(around(*RUNNING, meetings=(replace(JUSO, attendees=(seat("nakatta"),)),)), ties=(Tie(person="P1", agency="x"),)),
        lambda: household(around(*RUNNING), ties=(Tie(person="P1", agency="mukashi"),)),
        count=2,
    ),
    Pair("SEKI091", "記録者", lambda: around(*START, note("2025-05-01", staff="dareka")), lambda: around(*START, note("2025-05-01"))),
    Pair(
        "SEKI091", "次回予定と宿題",
        lambda: around(*PLANNED, replace(YES, todos=(todo(1, staff="dareka"),)), note("2025-05-21", next="2025-10-01", next_staff="dareka")),
        lambda: around(*PLANNED, replace(YES, todos=(todo(1, staff="sato"),)), note("2025-05-21", next="2025-10-01", next_staff="sato")),
        count=2,
    ),
    Pair("SEKI091", "主担当の職員", lambda: around(*START, lead_staff="dareka"), lambda: around(*START, lead_staff="")),
    Pair(
        "SEKI092", "支援記録と活動",
        lambda: around(*START, note("2025-05-01", programme="9"), activities=(activity("9"),)),
        lambda: around(*START, note("2025-05-01", programme="5"), activities=(activity("3"),)),
        count=2,
    ),
    Pair(
        "SEKI093", "表にない言葉",
        lambda: listed(intake("2025-04-01", worries=("あれ", "どれ")), START[1]),
        lambda: listed(intake("2025-04-01", worries=("あれ", "これ"), main_worry="これ"), START[1]),
    ),
    Pair(
        "SEKI093", "別の書き方",
        lambda: listed(intake("2025-04-01", worries=("アレ", "2")), START[1]),
        lambda: listed(intake("2025-04-01", worries=("あれ", "これ")), START[1]),
        count=2,
        severity="warning",
    ),
    Pair(
        "SEKI093", "前の言葉は前の記録だけ",
        lambda: listed(intake("2025-04-01", flags=("来年の言葉",)), START[1]),
        lambda: listed(intake("2025-03-31", flags=("8050",)), intake("2025-04-01", flags=("8050問題",)), START[1]),
        severity="error",
    ),
    Pair(
        "SEKI093", "日付のない世帯は、一度でもあった言葉",
        lambda: household(listed(*START), people=(person(certificates=("どれ",)),)),
        lambda: household(listed(*START), people=(person(certificates=("あれ",), issues=("表がない",)),)),
    ),
    Pair(
        "SEKI093", "日付のない世帯でも、まだ始まっていない言葉は使えない",
        lambda: household(around(*START, in_office=SOON), people=(person(issues=("あすの言葉",)),)),
        lambda: household(around(*START, in_office=SOON), people=(person(issues=("きょうの言葉", "前の言葉")),)),
    ),
    Pair(
        "SEKI093", "終結と中断の区分",
        lambda: listed(*RUNNING, closing("2025-08-01", "プラン取下げ", plan="P-AAAAAAA", reason="どれ"), evaluation("2025-08-01", "終結", category="不通")),
        lambda: listed(
            *RUNNING, closing("2025-08-01", "プラン取下げ", plan="P-AAAAAAA", reason="不通"), evaluation("2025-08-01", "中断", category="不通"),
            closing("2025-08-02", "再開", reason="どれでもよい言葉"),
        ),
        count=2,
    ),
    Pair(
        "SEKI093", "つなぎ・プラン・会議・社会資源・対応結果",
        lambda: listed(
            *START, SENT, step("2025-06-02", "辞退", of=SENT.id, reason="どれ"), screening("2025-06-01", "どれ"),
            plan(made_on="2025-04-10", every=3, use=Use(others=("どれ",))),
            meetings=(replace(JUSO, items=(replace(JUSO.items[0], basis="どれ"),)),), resources=(resource(kind="どれ"),),
        ),
        lambda: listed(
            *START, SENT, step("2025-06-02", "辞退", of=SENT.id, reason="あれ"), screening("2025-06-01"),
            plan(made_on="2025-04-10", every=3, use=Use(others=("あれ",))),
            meetings=(replace(JUSO, items=(replace(JUSO.items[0], basis="あれ"),)),), resources=(resource(kind="あれ"),),
        ),
        count=5,
    ),
    Pair(
        "SEKI094", "なくなった機関へのつなぎ",
        lambda: around(*START, replace(SENT, to_agency="mukashi")),
        lambda: around(intake("2025-03-30"), consent("2025-03-30"), referral("2025-03-31", reply_by="2025-04-10", to_agency="mukashi")),
    ),
    Pair(
        "SEKI094", "終わった事業",
        lambda: around(*START, note("2025-05-01", programme="old")),
        lambda: around(intake("2025-03-30"), consent("2025-03-30"), note("2025-03-31", programme="old")),
    ),
    Pair(
        "SEKI095", "配属の間の空いた職員",
        lambda: around(*START, note("2025-05-31", staff="ido"), in_office=MOVED),
        lambda: around(*START, note("2025-06-01", staff="ido"), in_office=MOVED),
        severity="warning",
    ),
    Pair(
        "SEKI095", "会議の出席者",
        lambda: around(*RUNNING, meetings=(replace(JUSO, attendees=(seat("takikan", staff="ido"),)),), in_office=MOVED),
        lambda: around(*RUNNING, meetings=(replace(JUSO, attendees=(seat("takikan", staff="sato"),)),), in_office=MOVED),
    ),
    Pair(
        "SEKI095", "書いた人と書いた日",
        lambda: around(*START, note("2025-03-31", staff="ido", recorded="2025-05-31T09:00:00+09:00", recorded_by="ido"), in_office=MOVED),
        lambda: around(*START, note("2025-03-31", staff="ido", recorded="2025-06-01T09:00:00+09:00", recorded_by="ido"), in_office=MOVED),
        rest=frozenset({"SEKI056"}),
    ),
    Pair("SEKI096", "主担当がない", lambda: around(*START, lead=""), lambda: around(*START), severity="warning"),
    Pair("SEKI096", "一覧にない主担当", lambda: around(*START, lead="nakatta"), lambda: around(*START, lead="mukashi")),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)


def test_a_list_that_the_office_does_not_have_gives_no_finding() -> None:
    assert find_all(around(intake("2025-04-01", worries=("何でも",)), START[1]), day(AS_OF)) == ()


def test_a_corrected_word_is_no_finding_any_more() -> None:
    wrong = note("2025-05-01", staff="dareka")
    assert find_all(around(*START, wrong, correction(wrong, id="20250502-N009", staff="tanaka")), day(AS_OF)) == ()


def test_one_absence_is_told_once() -> None:
    world = around(*START, note("2025-05-31", staff="ido", recorded_by="ido"), in_office=MOVED)
    assert [one.key for one in find_all(world, day(AS_OF))] == [("staff",)]

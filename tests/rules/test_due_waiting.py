"""会議待ち: what waits for a meeting, since when, until which decision."""

import pytest

from seki_cli.rules.case_state import build_case_day
from seki_cli.rules.due import due_rows
from seki_cli.rules.waiting import waitings
from tests.rules.worlds import (
    CASE,
    OTHER_PLAN,
    PLAN,
    closing,
    consent,
    correction,
    day,
    decision,
    intake,
    item,
    meeting,
    office,
    outreach,
    plan,
    referral,
    review,
    rid,
    screening,
    settled,
    step,
)

RUNS = (plan(first="2025-06-01", every=1), decision("2025-05-20"))
WAITS = "支援会議で検討"


def waits(records, as_of, *meetings):
    found = due_rows(settled(intake("2025-04-01"), *records), meetings, office(), day(as_of))
    return [(str(row.due_on), row.record) for row in found if row.kind == "会議待ち"]


@pytest.mark.parametrize(
    ("records", "as_of", "expected"),
    [
        # a 案: made_on + wait_days, until a decision or its withdrawal
        ([plan()], "2025-04-01", [("2025-04-15", PLAN)]),
        ([plan()], "2025-12-01", [("2025-04-15", PLAN)]),
        ([plan(), decision("2025-05-20")], "2025-05-19", [("2025-04-15", PLAN)]),
        ([plan(), decision("2025-05-20")], "2025-05-20", []),
        ([plan(), decision("2025-05-20", result="差戻し")], "2025-05-20", []),
        ([plan(), decision("2025-05-20", result="差戻し"), plan(2, made_on="2025-06-01")], "2025-06-01", [("2025-06-15", PLAN)]),
        ([plan(), decision("2025-05-20", "情報共有")], "2025-05-20", [("2025-04-15", PLAN)]),  # told, not decided
        ([plan(), decision("2025-05-20", "支援決定", "承認")], "2025-05-20", [("2025-04-15", PLAN)]),  # no meeting
        ([plan(), closing("2025-04-20", "プラン取下げ", plan=PLAN)], "2025-04-20", []),
        ([plan(), closing("2025-04-20", "プラン取下げ", plan=OTHER_PLAN)], "2025-04-20", [("2025-04-15", PLAN)]),
        ([plan(), plan(2, made_on="2025-04-20")], "2025-04-20", [("2025-04-15", PLAN)]),  # rewritten: it waits since the first
        ([plan(), plan(id=OTHER_PLAN, made_on="2025-04-03")], "2025-04-03", [("2025-04-15", PLAN), ("2025-04-17", OTHER_PLAN)]),
        # a newer version of a running plan
        ([*RUNS, plan(2, made_on="2025-06-05")], "2025-06-05", [("2025-06-19", PLAN)]),
        ([*RUNS, plan(2, made_on="2025-06-05"), decision("2025-06-20", "変更", version=2)], "2025-06-20", []),
        ([*RUNS, plan(2, made_on="2025-06-05"), decision("2025-06-20", "変更", "差戻し", version=2)], "2025-06-20", []),
        ([*RUNS, plan(2, made_on="2025-06-05"), closing("2025-06-20", "プラン取下げ", plan=PLAN)], "2025-06-20", []),
        (
            [plan(), decision("2025-05-20", result="修正のうえ適切"), plan(2, made_on="2025-05-25", after="20250520-D001")],
            "2025-06-01",
            [],
        ),
        # a review that leads to a meeting; with the new version it brought about it is one row, since the review
        ([*RUNS, review("2025-06-10", "変更が必要")], "2025-06-10", [("2025-06-24", rid("M", "2025-06-10"))]),
        (
            [*RUNS, review("2025-06-10", "変更が必要"), plan(2, made_on="2025-06-20")],
            "2025-06-20",
            [("2025-06-24", rid("M", "2025-06-10"))],
        ),
        ([*RUNS, plan(2, made_on="2025-06-05"), review("2025-06-10", "変更が必要")], "2025-06-10", [("2025-06-19", PLAN)]),
        ([*RUNS, review("2025-06-10", "終結を検討"), decision("2025-06-30", "終結")], "2025-06-30", []),
        ([*RUNS, review("2025-06-10", "終結を検討"), decision("2025-06-30", "終結", "差戻し")], "2025-06-30", []),
        ([*RUNS, review("2025-06-10", "変更が必要"), review("2025-06-20")], "2025-06-20", []),  # a later one says go on
        # 継続審議: since that decision, until the next
        ([plan(), decision("2025-05-20", result="継続審議")], "2025-05-20", [("2025-06-03", rid("D", "2025-05-20"))]),
        ([plan(), decision("2025-05-20", result="継続審議"), decision("2025-06-10")], "2025-06-10", []),
        (
            [plan(), decision("2025-05-20", result="継続審議"), decision("2025-06-10", result="継続審議")],
            "2025-06-10",
            [("2025-06-24", rid("D", "2025-06-10"))],
        ),
        ([plan(), decision("2025-05-20", result="継続審議"), closing("2025-06-10", "プラン取下げ", plan=PLAN)], "2025-06-10", []),
        ([*RUNS, decision("2025-06-10", "終結", "継続審議")], "2025-06-10", [("2025-06-24", rid("D", "2025-06-10"))]),
        ([*RUNS, decision("2025-06-10", "支援決定", "継続審議")], "2025-06-10", []),  # not a meeting's
        (
            [*RUNS, decision("2025-06-10", "終結", "継続審議"), decision("2025-06-20", "情報共有")],
            "2025-06-20",
            [("2025-06-24", rid("D", "2025-06-10"))],
        ),
        ([decision("2025-06-10", "方針", "継続審議", plan="")], "2025-06-10", [("2025-06-24", rid("D", "2025-06-10"))]),
        (
            [decision("2025-06-10", "方針", "継続審議", plan=""), decision("2025-06-20", "方針", "承認", plan="")],
            "2025-06-20",
            [],
        ),
        ([decision("2025-06-10", "方針", "継続審議", plan=""), closing("2025-06-20", "終結")], "2025-06-20", []),
        ([referral("2025-06-10", reply_by="2025-06-24", ask="会議に諮る"), closing("2025-06-20", "中断")], "2025-06-20", []),
        (
            [decision("2025-06-10", "変更", "継続審議")],
            "2025-06-10",
            [("2025-06-24", rid("D", "2025-06-10"))],
        ),  # its plan cannot be read
        # 対応結果 whose row waits
        ([screening("2025-06-01", WAITS)], "2025-06-01", [("2025-06-15", rid("S", "2025-06-01"))]),
        ([screening("2025-06-01", "3")], "2025-06-01", [("2025-06-15", rid("S", "2025-06-01"))]),
        ([screening("2025-06-01", WAITS), decision("2025-06-20", "情報共有", plan="")], "2025-06-20", []),
        ([screening("2025-06-01", WAITS), plan(made_on="2025-06-10"), decision("2025-06-20")], "2025-06-20", []),
        (
            [screening("2025-06-01", WAITS), decision("2025-06-20", "支援決定", plan="")],
            "2025-06-20",
            [("2025-06-15", rid("S", "2025-06-01"))],
        ),
        ([*RUNS, screening("2025-06-01", WAITS), decision("2025-06-20", "変更")], "2025-06-20", []),  # taken up with its plan
        ([*RUNS, screening("2025-06-01", WAITS)], "2025-06-20", [("2025-06-15", rid("S", "2025-06-01"))]),  # a decision before it
        ([screening("2025-06-01", WAITS), screening("2025-06-10")], "2025-06-10", []),  # another result took its place
        (
            [screening("2025-06-01", WAITS), screening("2025-06-10", WAITS)],
            "2025-06-10",
            [("2025-06-15", rid("S", "2025-06-01"))],
        ),
        (
            [screening("2025-06-01", WAITS), decision("2025-06-05", "情報共有", plan=""), screening("2025-06-10", WAITS)],
            "2025-06-10",
            [("2025-06-24", rid("S", "2025-06-10"))],
        ),
        ([screening("2025-06-01", WAITS), closing("2025-06-10", "終結")], "2025-06-10", []),
        # つなぎ that asks for a meeting
        (
            [referral("2025-06-01", reply_by="2025-06-15", ask="会議に諮る")],
            "2025-06-01",
            [("2025-06-15", rid("R", "2025-06-01"))],
        ),
        ([referral("2025-06-01", reply_by="2025-06-15")], "2025-06-01", []),
        (
            [
                referral("2025-06-01", reply_by="2025-06-15", ask="会議に諮る"),
                step("2025-06-05", "受理", of=rid("R", "2025-06-01")),
            ],
            "2025-06-05",
            [("2025-06-15", rid("R", "2025-06-01"))],
        ),
        (
            [
                referral("2025-06-01", reply_by="2025-06-15", ask="会議に諮る"),
                step("2025-06-05", "取下げ", of=rid("R", "2025-06-01")),
            ],
            "2025-06-05",
            [],
        ),
        (
            [referral("2025-06-01", reply_by="2025-06-15", ask="会議に諮る"), decision("2025-06-20", "方針", plan="")],
            "2025-06-20",
            [],
        ),
    ],
)
def test_what_waits(records, as_of, expected):
    assert waits(records, as_of) == expected


@pytest.mark.parametrize(
    ("acts", "later", "as_of", "expected"),
    [
        # consent ended: since the day of the act, or the day after its term
        ([consent("2025-04-01")], [], "2025-12-01", []),
        ([], [], "2025-12-01", []),  # nobody ever consented: another rule's business
        ([consent("2025-04-01", "拒否")], [], "2025-12-01", []),
        ([consent("2025-04-01"), consent("2025-08-01", "撤回")], [], "2025-07-31", []),
        ([consent("2025-04-01"), consent("2025-08-01", "撤回")], [], "2025-08-01", [("2025-08-15", rid("C", "2025-08-01"))]),
        (
            [consent("2025-04-01"), consent("2025-08-01", "保留"), consent("2025-09-01", "撤回")],
            [],
            "2025-09-01",
            [("2025-08-15", rid("C", "2025-08-01"))],
        ),
        ([consent("2025-04-01", until="2025-07-31")], [], "2025-07-31", []),
        ([consent("2025-04-01", until="2025-07-31")], [], "2025-08-01", [("2025-08-15", rid("C", "2025-04-01"))]),
        (
            [consent("2025-04-01", until="2025-07-31"), consent("2025-09-01", "撤回")],
            [],
            "2025-09-01",
            [("2025-08-15", rid("C", "2025-04-01"))],
        ),
        ([consent("2025-04-01", until="2025-07-31"), consent("2025-07-20")], [], "2025-08-01", []),  # renewed in time
        ([consent("2025-04-01", until="2025-07-31"), consent("2025-09-01")], [], "2025-09-01", []),  # came again
        # until a decision at 終結 or 中断: nothing else may be put to a meeting
        ([consent("2025-04-01"), consent("2025-08-01", "撤回")], [decision("2025-08-20", "終結")], "2025-08-20", []),
        ([consent("2025-04-01"), consent("2025-08-01", "撤回")], [decision("2025-08-20", "中断", "差戻し")], "2025-08-20", []),
        (
            [consent("2025-04-01"), consent("2025-08-01", "撤回")],
            [decision("2025-08-20", "変更", "差戻し")],
            "2025-08-20",
            [("2025-08-15", rid("C", "2025-08-01"))],
        ),
        (
            [consent("2025-04-01"), consent("2025-08-01", "撤回")],
            [decision("2025-07-01", "終結", "差戻し")],
            "2025-08-20",
            [("2025-08-15", rid("C", "2025-08-01"))],
        ),
    ],
)
def test_when_consent_has_ended(acts, later, as_of, expected):
    assert waits([*RUNS, *acts, *later], as_of) == expected


def test_one_of_the_plans_persons_withdrew():
    both = [plan(first="2025-06-01", persons=("P1", "P2")), decision("2025-05-20"), consent("2025-04-01")]
    second = [consent("2025-04-02", person="P2"), consent("2025-07-01", "撤回", "P2")]
    assert waits([*both, *second], "2025-07-01") == [("2025-07-15", rid("C", "2025-07-01"))]
    assert waits([*RUNS, consent("2025-04-01"), *second], "2025-07-01") == []  # nobody of this plan
    assert waits([*both, *second, consent("2025-08-01", "撤回")], "2025-08-01") == [("2025-07-15", rid("C", "2025-07-01"))]


SHIEN = meeting("2025-05-20", item(plan=PLAN, timing="方針"), kind="shien")
POLICY = decision("2025-05-20", "方針", "承認", meeting="M-20250520-AAAA")


@pytest.mark.parametrize(
    ("records", "as_of", "expected", "timings"),
    [
        ([outreach()], "2025-04-02", [("2025-05-20", PLAN)], ("方針",)),  # no consent: only a meeting that needs none
        ([outreach()], "2025-05-21", [("2025-04-15", PLAN)], ("方針",)),  # it went by
        ([outreach(), consent("2025-04-01")], "2025-05-21", [("2025-04-15", PLAN)], ("策定",)),
        ([outreach(), POLICY], "2025-05-20", [], ()),
        ([outreach(), POLICY, consent("2025-06-01")], "2025-06-01", [("2025-06-15", rid("C", "2025-06-01"))], ("策定",)),
        ([outreach(), POLICY, consent("2025-06-01", "拒否")], "2025-06-01", [], ()),
        (
            [outreach(), POLICY, consent("2025-06-01"), consent("2025-06-10")],
            "2025-06-10",
            [("2025-06-15", rid("C", "2025-06-01"))],
            ("策定",),
        ),
        ([outreach(), POLICY, consent("2025-06-01"), consent("2025-06-10", "撤回")], "2025-06-10", [], ()),
        ([outreach(), POLICY, consent("2025-06-01"), decision("2025-06-20")], "2025-06-20", [], ()),
        ([outreach(), POLICY, consent("2025-06-01"), decision("2025-06-20", result="差戻し")], "2025-06-20", [], ()),
        ([outreach(), POLICY, consent("2025-04-10")], "2025-05-20", [("2025-04-24", rid("C", "2025-04-10"))], ("策定",)),
        ([outreach(), POLICY, consent("2025-02-01")], "2025-05-20", [("2025-04-15", rid("C", "2025-02-01"))], ("策定",)),
        ([outreach(), POLICY, outreach(2, made_on="2025-06-01")], "2025-06-01", [("2025-06-15", PLAN)], ("方針",)),
        (
            [outreach(), POLICY, review("2025-06-10", "変更が必要")],
            "2025-06-10",
            [("2025-06-24", rid("M", "2025-06-10"))],
            ("方針",),
        ),
        # of several persons the last to consent counts
        ([outreach(persons=("P1", "P2")), POLICY, consent("2025-06-01")], "2025-06-20", [], ()),
        (
            [outreach(persons=("P1", "P2")), POLICY, consent("2025-06-01"), consent("2025-06-10", person="P2")],
            "2025-06-20",
            [("2025-06-24", rid("C", "2025-06-10"))],
            ("策定",),
        ),
    ],
)
def test_before_consent(records, as_of, expected, timings):
    assert waits(records, as_of, SHIEN) == expected
    now = build_case_day(settled(*records), (SHIEN,), office(), day(as_of))
    assert tuple(t for waiting in waitings(now) for t in waiting.timings) == timings


@pytest.mark.parametrize(
    ("records", "meetings", "as_of", "expected"),
    [
        # on an item of a meeting to come: the day of the meeting, earlier or later than the wait
        ([plan()], [meeting("2025-05-20", item(plan=PLAN))], "2025-04-01", "2025-05-20"),
        ([plan()], [meeting("2025-04-05", item(plan=PLAN))], "2025-04-05", "2025-04-05"),
        ([plan()], [meeting("2025-04-05", item(plan=PLAN))], "2025-04-06", "2025-04-15"),  # it went by
        ([plan()], [meeting("2025-05-20", item(plan=PLAN), called_off=True)], "2025-04-01", "2025-04-15"),
        ([plan()], [meeting("2025-06-20", item(plan=PLAN)), meeting("2025-05-20", item(plan=PLAN))], "2025-04-01", "2025-05-20"),
        ([plan()], [meeting("2025-05-20", item(plan=OTHER_PLAN))], "2025-04-01", "2025-04-15"),
        ([plan()], [meeting("2025-05-20", item(timing="情報共有"))], "2025-04-01", "2025-04-15"),  # about the case, not the plan
        (
            [*RUNS, review("2025-06-10", "終結を検討")],
            [meeting("2025-07-20", item(plan=PLAN, timing="終結"))],
            "2025-06-10",
            "2025-07-20",
        ),
        ([screening("2025-06-01", WAITS)], [meeting("2025-07-20", item(timing="情報共有"))], "2025-06-01", "2025-07-20"),
        ([screening("2025-06-01", WAITS)], [meeting("2025-07-20", item(case="R07-BBBBBBB"))], "2025-06-01", "2025-06-15"),
        (
            [decision("2025-06-10", "方針", "継続審議", plan="", meeting="M-20250610-AAAA")],
            [meeting("2025-06-10", item(timing="方針")), meeting("2025-07-10", item(timing="方針"))],
            "2025-06-10",
            "2025-07-10",
        ),
    ],
)
def test_the_meeting_it_is_on(records, meetings, as_of, expected):
    assert [due_on for due_on, _ in waits(records, as_of, *meetings)] == [expected]


def test_waiting_is_the_leads_to_settle():
    (row,) = [r for r in due_rows(settled(plan()), (), office(), day("2025-04-01")) if r.kind == "会議待ち"]
    assert (row.agency, row.staff, row.lead, row.case, row.plan) == ("chuo1", "tanaka", "chuo1", CASE, PLAN)
    assert row.what == "多機関協働プラン v1 の策定"


def test_a_withdrawal_that_was_voided_ends_no_plan():
    out = consent("2025-08-01", "撤回")
    records = [*RUNS, consent("2025-04-01"), out, correction(out, id="20250802-V", void=True)]
    assert waits(records, "2025-08-10") == []


def test_the_timings_of_all_reasons_are_told():
    records = [*RUNS, review("2025-06-10", "終結を検討"), plan(2, made_on="2025-06-12")]
    (waiting,) = waitings(build_case_day(settled(*records), (), office(), day("2025-06-12")))
    assert (waiting.timings, str(waiting.began), waiting.record) == (("変更", "終結"), "2025-06-10", rid("M", "2025-06-10"))
    assert waiting.what == "モニタリングを受けた多機関協働プランの終結"

"""What is due: ten kinds, one row for one fact, with the day, who has to act and the record behind it."""

from datetime import date

import pytest

from seki_cli.rules.due import due_items, due_rows
from seki_cli.rules.due_list import KINDS, DueFilter, due_state
from seki_cli.rules.settle import settle
from tests.rules.worlds import (
    CASE,
    OTHER_CASE,
    OTHER_PLAN,
    PLAN,
    assessment,
    case_file,
    closing,
    consent,
    correction,
    day,
    decision,
    disclosure,
    evaluation,
    followup,
    intake,
    item,
    meeting,
    moved,
    note,
    office,
    person,
    placement,
    plan,
    referral,
    review,
    rid,
    screening,
    settled,
    step,
    todo,
    world,
)

RUNS = (plan(first="2025-06-01", every=1), decision("2025-05-20"))
ENDS = "情報提供・相談対応のみで終了"


def rows(records, as_of, *kinds, meetings=(), **fields):
    found = due_rows(settled(*records, **fields), tuple(meetings), office(), day(as_of))
    return [row for row in found if row.kind in kinds]


def days(records, as_of, *kinds, **fields):
    return [str(row.due_on) for row in rows(records, as_of, *kinds, **fields)]


# モニタリング


def test_a_review_is_the_plans_agency_to_do():
    (row,) = rows(RUNS, "2025-05-21", "モニタリング")
    assert (row.due_on, row.case, row.plan, row.record) == (day("2025-06-01"), CASE, PLAN, PLAN)
    assert (row.agency, row.staff, row.lead) == ("takikan", "sato", "chuo1")
    assert (row.what, row.uncertain) == ("多機関協働プラン v1 のモニタリング", False)


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"agency": "shakyo", "staff": "ito"}, ("shakyo", "ito")),
        ({"agency": "shakyo", "staff": ""}, ("shakyo", "")),
        ({"agency": "", "staff": "sato"}, ("takikan", "sato")),  # where that person is posted
        ({"agency": "", "staff": ""}, ("chuo1", "tanaka")),  # nobody named: the lead, so that it reaches somebody
        ({"agency": "", "staff": "nobody"}, ("chuo1", "nobody")),
    ],
)
def test_who_has_to_review(fields, who):
    (row,) = rows([plan(first="2025-06-01", **fields), decision("2025-05-20")], "2025-05-21", "モニタリング")
    assert (row.agency, row.staff) == who


def test_a_day_set_by_a_review_comes_from_that_review():
    (row,) = rows([*RUNS, review("2025-06-02", next="2025-06-20")], "2025-06-02", "モニタリング")
    assert (row.due_on, row.record) == (day("2025-06-20"), rid("M", "2025-06-02"))


@pytest.mark.parametrize(
    ("records", "as_of", "expected"),
    [
        ([plan(first="2025-06-01")], "2025-07-01", []),  # a 案 has no reviews
        (RUNS, "2025-05-19", []),
        (RUNS, "2025-05-20", ["2025-06-01"]),
        ([*RUNS, decision("2025-07-10", "終結")], "2025-07-09", ["2025-06-01"]),
        ([*RUNS, decision("2025-07-10", "終結")], "2025-07-10", []),
        ([*RUNS, decision("2025-07-10", "中断")], "2025-07-10", []),
        ([*RUNS, decision("2025-07-10", "中断"), decision("2025-09-10")], "2025-09-10", ["2025-10-01"]),  # taken up again
        ([*RUNS, closing("2025-07-10", "終結")], "2025-07-10", ["2025-06-01"]),  # closed over a running plan: still in sight
        (
            [*RUNS, plan(id=OTHER_PLAN, dates=["2025-06-15"]), decision("2025-05-20", plan=OTHER_PLAN, id="20250520-D2")],
            "2025-06-01",
            ["2025-06-01", "2025-06-15"],
        ),
        ([plan(dates=["2025-06-01"]), decision("2025-05-20"), review("2025-06-01")], "2025-06-02", []),  # none left: a finding
    ],
)
def test_reviews(records, as_of, expected):
    assert days(records, as_of, "モニタリング") == expected


# プラン期限


@pytest.mark.parametrize(
    ("records", "as_of", "expected"),
    [
        ([plan(until="2025-09-30")], "2025-10-15", []),
        ([plan(until="2025-09-30"), decision("2025-05-20")], "2025-05-20", ["2025-09-30"]),
        ([plan(until="2025-09-30"), decision("2025-05-20")], "2026-01-01", ["2025-09-30"]),  # stays until the plan ends
        ([plan(until="2025-09-30"), decision("2025-05-20"), decision("2025-10-05", "終結")], "2025-10-05", []),
        (
            [plan(until="2025-09-30"), decision("2025-05-20"), plan(2, made_on="2025-09-01", until="2026-03-31")],
            "2025-09-01",
            ["2025-09-30"],
        ),
        (
            [
                plan(until="2025-09-30"),
                decision("2025-05-20"),
                plan(2, made_on="2025-09-01", until="2026-03-31"),
                decision("2025-09-20", "変更", version=2),
            ],
            "2025-09-20",
            ["2026-03-31"],
        ),
        ([plan(until=None), decision("2025-05-20")], "2025-05-20", []),
    ],
)
def test_end_of_period(records, as_of, expected):
    assert days(records, as_of, "プラン期限") == expected


def test_period_over_stands_beside_the_reviews():
    found = rows(
        [plan(until="2025-09-30", first="2025-06-01", every=3), decision("2025-05-20"), review("2025-09-02")],
        "2025-11-01",
        *KINDS[:2],
    )
    assert [(row.kind, str(row.due_on), row.agency) for row in found] == [
        ("プラン期限", "2025-09-30", "chuo1"),
        ("モニタリング", "2025-12-01", "takikan"),
    ]


# 回答待ち

ASKED = referral("2025-06-01", reply_by="2025-06-15", staff="tanaka")


@pytest.mark.parametrize(
    ("steps", "as_of", "expected"),
    [
        ([], "2025-05-31", []),
        ([], "2025-06-01", ["2025-06-15"]),
        ([("2025-06-10", "保留", "2025-06-30")], "2025-06-11", ["2025-06-30"]),
        ([("2025-06-10", "期限変更", "2025-07-10")], "2025-06-11", ["2025-07-10"]),
        ([("2025-06-10", "受理", None)], "2025-06-09", ["2025-06-15"]),
        ([("2025-06-10", "受理", None)], "2025-06-10", []),
        ([("2025-06-10", "受理", None), ("2025-06-12", "保留", "2025-07-01")], "2025-06-12", []),  # it was answered once
        ([("2025-06-10", "辞退", None)], "2025-06-10", []),
        ([("2025-06-10", "対応中", None)], "2025-06-10", []),
        ([("2025-06-10", "完了", None)], "2025-06-10", []),
        ([("2025-06-10", "取下げ", None)], "2025-06-10", []),
    ],
)
def test_replies(steps, as_of, expected):
    answers = [step(on, what, of=ASKED.id, reply_by=until) for on, what, until in steps]
    assert days([ASKED, *answers], as_of, "回答待ち") == expected


def test_a_reply_is_the_other_agencys_to_give():
    (row,) = rows([ASKED], "2025-06-01", "回答待ち")
    assert (row.agency, row.staff, row.record, row.plan, row.what) == ("takikan", "", ASKED.id, "", "つなぎの回答")


# 宿題

DECIDED = rid("D", "2025-05-20")


@pytest.mark.parametrize(
    ("later", "as_of", "expected"),
    [
        ([], "2025-05-19", []),
        ([], "2025-05-20", [("2025-06-03", "chuo1", "tanaka"), ("2025-06-10", "shakyo", "")]),  # todo_days 14; its own day
        ([note("2025-06-01", done=[f"{DECIDED}#1"])], "2025-06-01", [("2025-06-10", "shakyo", "")]),
        (
            [note("2025-06-01", done=[f"{DECIDED}#1"])],
            "2025-05-31",
            [("2025-06-03", "chuo1", "tanaka"), ("2025-06-10", "shakyo", "")],
        ),
        ([review("2025-06-01", done=[f"{DECIDED}#1", f"{DECIDED}#2"])], "2025-06-01", []),
        ([note("2025-06-01", done=[DECIDED])], "2025-06-01", [("2025-06-03", "chuo1", "tanaka"), ("2025-06-10", "shakyo", "")]),
        (
            [decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#1", "完了"),))],
            "2025-06-20",
            [("2025-06-10", "shakyo", "")],
        ),
        (
            [decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#2", "取消"),))],
            "2025-06-20",
            [("2025-06-03", "chuo1", "tanaka")],
        ),
        (
            [decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#2", "延期", due="2025-07-10"),))],
            "2025-06-20",
            [("2025-06-03", "chuo1", "tanaka"), ("2025-07-10", "shakyo", "")],
        ),
        (
            [decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#2", "延期"),))],  # without a day: it stays
            "2025-06-20",
            [("2025-06-03", "chuo1", "tanaka"), ("2025-06-10", "shakyo", "")],
        ),
        (
            [decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#1", "担当変更", agency="himawari"),))],
            "2025-06-20",
            [("2025-06-03", "himawari", ""), ("2025-06-10", "shakyo", "")],
        ),
        (
            [decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#1", "担当変更", agency="himawari", due="2025-08-01"),))],
            "2025-06-20",  # only 延期 moves a day
            [("2025-06-03", "himawari", ""), ("2025-06-10", "shakyo", "")],
        ),
        (
            [decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#1", "担当変更", staff="ito"),))],
            "2025-06-20",
            [("2025-06-03", "chuo1", "ito"), ("2025-06-10", "shakyo", "")],
        ),
        (
            [
                decision("2025-06-20", "情報共有", moved=(moved(f"{DECIDED}#1", "延期", due="2025-07-10"),)),
                decision(
                    "2025-07-20",
                    "情報共有",
                    moved=(moved(f"{DECIDED}#1", "延期", due="2025-08-10"), moved(f"{DECIDED}#2", "完了")),
                ),
            ],
            "2025-07-20",
            [("2025-08-10", "chuo1", "tanaka")],
        ),
        ([closing("2025-06-20", "終結")], "2025-06-20", [("2025-06-03", "chuo1", "tanaka"), ("2025-06-10", "shakyo", "")]),
    ],
)
def test_todos(later, as_of, expected):
    decided = decision("2025-05-20", "情報共有", todos=(todo(1, staff="tanaka"), todo(2, due="2025-06-10", agency="shakyo")))
    found = rows([plan(), decided, *later], as_of, "宿題")
    assert [(str(row.due_on), row.agency, row.staff) for row in found] == expected


def test_a_todo_of_a_corrected_decision_is_ended_by_either_id():
    first = decision("2025-05-20", "情報共有", todos=(todo(1), todo(2), todo(3)))
    again = correction(first, id="20250521-D9")
    after = decision("2025-06-20", "情報共有", moved=(moved(f"{first.id}#2", "完了"),))
    records = [first, again, note("2025-06-01", done=[f"{first.id}#1"]), after]
    assert [row.what for row in rows(records, "2025-06-20", "宿題")] == ["宿題 3"]
    assert [row.record for row in rows(records, "2025-06-20", "宿題")] == ["20250521-D9"]


# 次回予定

SAID = note("2025-06-01", next="2025-06-15", next_staff="tanaka")


@pytest.mark.parametrize(
    ("later", "as_of", "expected"),
    [
        ([], "2025-06-01", ["2025-06-15"]),
        ([], "2025-12-01", ["2025-06-15"]),
        ([note("2025-06-10", staff="sato", done=[SAID.id])], "2025-06-10", []),  # named
        ([review("2025-06-10", staff="sato", done=[SAID.id])], "2025-06-10", []),
        ([note("2025-06-10", staff="tanaka")], "2025-06-10", ["2025-06-15"]),  # before the day: something else
        ([note("2025-06-15", staff="tanaka")], "2025-06-15", []),  # the same member of staff on the day or after
        ([note("2025-06-20", staff="ito")], "2025-06-20", []),  # one of the same agency
        ([note("2025-06-20", staff="sato")], "2025-06-20", ["2025-06-15"]),  # another agency
        ([review("2025-06-20", staff="ito")], "2025-06-20", []),
        ([note("2025-06-20", staff="ito")], "2025-06-19", ["2025-06-15"]),
        ([note("2025-06-10", staff="sato", done=[f"{SAID.id}#1"])], "2025-06-10", ["2025-06-15"]),  # that is no to-do
        ([closing("2025-06-10", "終結")], "2025-06-10", ["2025-06-15"]),
    ],
)
def test_next_steps(later, as_of, expected):
    assert days([SAID, *later], as_of, "次回予定") == expected


def test_who_takes_the_next_step():
    (row,) = rows([SAID], "2025-06-01", "次回予定")
    assert (row.agency, row.staff, row.record) == ("chuo1", "tanaka", SAID.id)
    (row,) = rows([note("2025-06-01", staff="sato", next="2025-06-15")], "2025-06-01", "次回予定")
    assert (row.agency, row.staff) == ("takikan", "sato")  # nobody named: who wrote it


def test_a_note_does_not_take_its_own_next_step():
    assert days([note("2025-06-01", next="2025-06-01")], "2025-06-01", "次回予定") == ["2025-06-01"]


def test_a_next_step_moves_with_its_corrected_note():
    again = correction(SAID, id="20250602-N9", next=note("2025-06-01", next="2025-07-01").next)
    assert days([SAID, again], "2025-06-02", "次回予定") == ["2025-07-01"]
    assert days([SAID, again, note("2025-06-10", staff="sato", done=[SAID.id])], "2025-06-10", "次回予定") == []


# 同意期限


@pytest.mark.parametrize(
    ("records", "as_of", "expected"),
    [
        ([consent("2025-04-01")], "2025-04-01", []),
        ([consent("2025-04-01", until="2025-09-30")], "2025-04-01", [("2025-09-30", "P1 の同意の期限")]),
        ([consent("2025-04-01", until="2025-09-30")], "2025-12-01", [("2025-09-30", "P1 の同意の期限")]),  # until it is replaced
        (
            [consent("2025-04-01", until="2025-09-30"), consent("2025-09-01", until="2026-03-31")],
            "2025-09-01",
            [("2026-03-31", "P1 の同意の期限")],
        ),
        ([consent("2025-04-01", until="2025-09-30"), consent("2025-09-01")], "2025-09-01", []),
        ([consent("2025-04-01", until="2025-09-30"), consent("2025-09-01", "撤回")], "2025-09-01", []),
        (
            [
                consent("2025-04-01", until="2025-09-30"),
                consent("2025-04-01", "一部同意", "P2", until="2025-06-30", id="20250401-C2"),
            ],
            "2025-04-01",
            [("2025-06-30", "P2 の同意の期限"), ("2025-09-30", "P1 の同意の期限")],
        ),
        # two acts of one day: the narrower; equally narrow: the shorter term
        (
            [consent("2025-04-01", until="2025-09-30"), consent("2025-04-01", "一部同意", until="2025-12-31", id="20250401-C2")],
            "2025-04-01",
            [("2025-12-31", "P1 の同意の期限")],
        ),
        (
            [consent("2025-04-01", until="2025-09-30"), consent("2025-04-01", until="2025-12-31", id="20250401-C2")],
            "2025-04-01",
            [("2025-09-30", "P1 の同意の期限")],
        ),
        ([consent("2025-04-01", until="2025-09-30"), closing("2025-06-01", "終結")], "2025-06-01", []),  # open cases only
        ([consent("2025-04-01", until="2025-09-30"), closing("2025-06-01", "中断")], "2025-06-01", []),
        ([consent("2025-04-01", until="2025-09-30"), screening("2025-06-01", ENDS)], "2025-06-01", []),
    ],
)
def test_terms_of_consent(records, as_of, expected):
    found = rows([intake("2025-03-31"), *records], as_of, "同意期限")
    assert [(str(row.due_on), row.what) for row in found] == expected


# フォローアップ

END = decision("2025-09-01", "終結", followup=(followup("2025-10-01"), followup("2025-12-01")))
PAUSE = decision("2025-09-01", "中断", look_again=date(2025, 11, 1))
SHUT = closing("2025-09-01", "終結", followup=(followup("2025-10-01"),), look_again="2025-11-01")


@pytest.mark.parametrize(
    ("records", "as_of", "expected"),
    [
        ([END], "2025-08-31", []),
        ([END], "2025-09-01", ["2025-10-01", "2025-12-01"]),
        ([END, closing("2025-09-02", "終結")], "2025-12-31", ["2025-10-01", "2025-12-01"]),  # closed cases too
        ([END, note("2025-10-02", done=[f"{END.id}#followup1"])], "2025-10-02", ["2025-12-01"]),
        ([END, note("2025-10-02", done=[f"{END.id}#followup2"])], "2025-10-02", ["2025-10-01"]),
        ([END, closing("2025-10-15", "再開")], "2025-10-14", ["2025-10-01", "2025-12-01"]),
        ([END, closing("2025-10-15", "再開")], "2025-10-15", []),
        ([PAUSE], "2025-09-01", ["2025-11-01"]),
        ([PAUSE, note("2025-11-01", done=[f"{PAUSE.id}#look_again"])], "2025-11-01", []),
        ([PAUSE, note("2025-11-01")], "2025-11-01", ["2025-11-01"]),  # only when named
        ([SHUT], "2025-09-01", ["2025-10-01", "2025-11-01"]),
        ([closing("2025-08-01", "再開"), SHUT], "2025-09-01", ["2025-10-01", "2025-11-01"]),  # reopened before
        # the closing act repeats what the meeting decided: one promise, done by either name
        ([END, SHUT], "2025-09-01", ["2025-10-01", "2025-11-01", "2025-12-01"]),
        ([END, SHUT, note("2025-10-02", done=[f"{SHUT.id}#followup1"])], "2025-10-02", ["2025-11-01", "2025-12-01"]),
        ([END, SHUT, note("2025-10-02", done=[f"{END.id}#followup1"])], "2025-10-02", ["2025-11-01", "2025-12-01"]),
        # an evaluation only proposes
        ([evaluation("2025-09-01", "終結")], "2025-09-01", []),
    ],
)
def test_follow_ups(records, as_of, expected):
    assert days([plan(), decision("2025-05-20"), *records], as_of, "フォローアップ") == expected


# 連絡なし


@pytest.mark.parametrize(
    ("records", "as_of", "expected"),
    [
        ([*RUNS, note("2025-06-01")], "2025-06-01", [("2025-07-31", rid("N", "2025-06-01"))]),
        ([*RUNS, note("2025-06-01"), review("2025-06-20")], "2025-06-20", [("2025-08-19", rid("M", "2025-06-20"))]),
        ([*RUNS, note("2025-06-01"), review("2025-06-20")], "2025-06-19", [("2025-07-31", rid("N", "2025-06-01"))]),
        (RUNS, "2025-06-01", [("2025-05-31", rid("A", "2025-04-01"))]),  # no note yet: since the intake
        ([*RUNS, intake("2025-04-11")], "2025-06-01", [("2025-06-10", rid("A", "2025-04-11"))]),
        (
            [referral("2025-06-01", reply_by="2025-06-15"), note("2025-06-01")],
            "2025-06-01",
            [("2025-07-31", rid("N", "2025-06-01"))],
        ),
        ([plan(), note("2025-06-01")], "2025-06-01", [("2025-07-31", rid("N", "2025-06-01"))]),
        ([note("2025-06-01")], "2025-12-01", []),  # 受付
        ([note("2025-06-01"), screening("2025-06-02", ENDS)], "2025-12-01", []),
        ([*RUNS, note("2025-06-01"), closing("2025-09-01", "終結")], "2025-12-01", []),
        ([*RUNS, note("2025-06-01"), closing("2025-09-01", "中断")], "2025-12-01", []),
        ([*RUNS, note("2025-06-01"), closing("2025-09-01", "統合")], "2025-12-01", []),
        (
            [*RUNS, note("2025-06-01"), closing("2025-09-01", "中断"), closing("2025-10-01", "再開")],
            "2025-12-01",
            [("2025-07-31", rid("N", "2025-06-01"))],
        ),
    ],
)
def test_silence(records, as_of, expected):
    found = rows([intake("2025-04-01"), *records], as_of, "連絡なし")
    assert [(str(row.due_on), row.record) for row in found] == expected


def test_silence_before_consent_counts_too():
    assert days([intake("2025-04-01", variant="同意なし"), note("2025-04-10")], "2025-05-01", "連絡なし") == ["2025-06-09"]


# 次の予定なし


@pytest.mark.parametrize(
    ("records", "as_of", "expected"),
    [
        ([], "2025-04-01", [("2025-04-01", rid("A", "2025-04-01"))]),
        ([note("2025-06-01")], "2025-07-01", [("2025-06-01", rid("N", "2025-06-01"))]),
        ([note("2025-06-01")], "2025-05-31", [("2025-04-01", rid("A", "2025-04-01"))]),
        ([assessment("2025-06-01")], "2025-07-01", [("2025-06-01", rid("B", "2025-06-01"))]),
        ([plan(made_on="2025-06-01")], "2025-07-01", [("2025-06-01", PLAN)]),  # 会議待ち is no next step of its own
        ([placement("2025-06-01"), disclosure("2025-06-02")], "2025-07-01", [("2025-06-02", rid("Y", "2025-06-02"))]),
        # any of the five holds it back
        ([*RUNS], "2025-07-01", []),
        ([referral("2025-06-01", reply_by="2025-06-15")], "2025-07-01", []),
        ([decision("2025-06-01", "情報共有", plan="", todos=(todo(),))], "2025-07-01", []),
        ([note("2025-06-01", next="2025-08-01")], "2025-07-01", []),
        ([decision("2025-06-01", "中断", look_again=date(2025, 12, 1))], "2025-07-01", []),
        # the others do not
        ([consent("2025-06-01", until="2025-09-30")], "2025-07-01", [("2025-06-01", rid("C", "2025-06-01"))]),
        ([screening("2025-06-01", "支援会議で検討")], "2025-07-01", [("2025-06-01", rid("S", "2025-06-01"))]),
        (
            [plan(dates=["2025-06-01"]), decision("2025-05-20"), review("2025-06-01")],
            "2025-06-02",
            [("2025-06-01", rid("M", "2025-06-01"))],
        ),
        # open cases only
        ([closing("2025-06-01", "終結")], "2025-07-01", []),
        ([closing("2025-06-01", "中断")], "2025-07-01", []),
        ([closing("2025-06-01", "統合")], "2025-07-01", []),
        ([screening("2025-06-01", ENDS)], "2025-07-01", []),
        ([closing("2025-06-01", "終結"), closing("2025-06-20", "再開")], "2025-07-01", [("2025-06-20", rid("K", "2025-06-20"))]),
    ],
)
def test_nothing_planned(records, as_of, expected):
    found = rows([intake("2025-04-01"), *records], as_of, "次の予定なし")
    assert [(str(row.due_on), row.record) for row in found] == expected


def test_a_case_on_a_meeting_to_come_has_a_next_step():
    at = meeting("2025-07-10", item(timing="情報共有"), kind="shien")
    assert days([intake("2025-04-01")], "2025-07-10", "次の予定なし", meetings=[at]) == []
    assert days([intake("2025-04-01")], "2025-07-11", "次の予定なし", meetings=[at]) == ["2025-04-01"]


def test_a_case_of_which_nothing_can_be_read_is_in_sight():
    (row,) = rows([], "2025-07-01", "次の予定なし", unread=["cases/R07/R07-AAAAAAA/intakes/20250401-A001.yaml"])
    assert (row.due_on, row.uncertain, row.record) == (day("2025-07-01"), True, CASE)
    assert rows([], "2025-07-01", "次の予定なし") == []
    assert rows([intake("2025-08-01")], "2025-07-01", "次の予定なし") == []  # not opened yet


# The list


def test_a_case_with_a_broken_file_is_marked_and_shown():
    found = due_rows(
        settled(*RUNS, intake("2025-04-01"), unread=["cases/R07/R07-AAAAAAA/notes/x.yaml"]), (), office(), day("2025-06-02")
    )
    assert {row.kind for row in found} == {"モニタリング", "プラン期限", "連絡なし"}
    assert all(row.uncertain for row in found)


def test_the_list_is_cut_at_the_day_and_sorted_by_day_case_kind():
    first = case_file(intake("2025-04-01"), *RUNS, note("2025-05-21", next="2025-06-01"), id=CASE)
    second = case_file(
        intake("2025-04-01"), note("2025-04-01"), referral("2025-05-25", reply_by="2025-06-01"), id=OTHER_CASE, lead="shakyo"
    )
    both = world(second, first)

    def shown(as_of, within=0, **wanted):
        found = due_items(both, day(as_of), within=within, wanted=DueFilter(**wanted))
        return [(str(row.due_on), row.case, row.kind) for row in found]

    assert shown("2025-05-30") == []
    assert shown("2025-05-31") == [("2025-05-31", OTHER_CASE, "連絡なし")]
    june = [("2025-06-01", CASE, "モニタリング"), ("2025-06-01", CASE, "次回予定"), ("2025-06-01", OTHER_CASE, "回答待ち")]
    assert shown("2025-06-01") == [("2025-05-31", OTHER_CASE, "連絡なし"), *june]
    assert shown("2025-05-30", within=2) == [("2025-05-31", OTHER_CASE, "連絡なし"), *june]
    assert shown("2025-06-01", kind="モニタリング") == june[:1]
    assert shown("2025-06-01", agency="takikan") == [june[0], june[2]]
    assert shown("2025-06-01", staff="sato") == june[:1]
    assert shown("2025-06-01", lead="shakyo") == [("2025-05-31", OTHER_CASE, "連絡なし"), june[2]]
    assert shown("2025-06-01", kind="宿題") == []
    assert len(shown("2025-06-01", within=10**12)) == len(shown("2025-06-01", within=3650))
    assert shown("2025-06-01", within=-5) == shown("2025-06-01")


def test_the_list_is_the_same_whatever_the_order_of_the_records():
    records = [intake("2025-04-01"), *RUNS, note("2025-05-21", next="2025-06-01"), consent("2025-04-01", until="2025-09-30")]
    at = (meeting("2025-07-10", item(plan=PLAN, timing="変更")), meeting("2025-08-10", item(case=OTHER_CASE)))
    assert due_items(world(case_file(*records), meetings=at), day("2025-06-01"), within=365) == due_items(
        world(case_file(*reversed(records)), meetings=at[::-1]), day("2025-06-01"), within=365
    )


@pytest.mark.parametrize(("due_on", "state"), [("2025-05-31", "超過"), ("2025-06-01", "本日"), ("2025-06-02", "予定")])
def test_state_of_a_row(due_on, state):
    assert due_state(day(due_on), day("2025-06-01")) == state


def test_one_broken_promise_stops_nothing():
    """Values that no schema lets pass, but a rule must outlive: a list that stops is a list without the others."""
    odd = [plan(every=0, persons=()), decision("2025-05-20", version=None), note("2025-06-01", done=["#", "x#y#z"])]
    odd += [step("2025-06-01", "受理", of="nowhere"), review("2025-06-01", "変更が必要", plan="P-NOWHERE")]
    found = due_rows(settle(case_file(*odd, people=(person("P2", "世帯員"),))), (), office(), day("2025-12-01"))
    assert [str(row.due_on) for row in found if row.kind == "モニタリング"] == ["2025-06-20"]


def test_what_is_due_tells_nothing_of_the_records():
    told = "（架空"
    records = [
        intake("2025-04-01"),
        *RUNS,
        note("2025-05-21", next="2025-06-01"),
        decision("2025-05-22", "情報共有", todos=(todo(),)),
    ]
    assert all(told not in row.what for row in due_rows(settled(*records), (), office(), day("2025-06-01")))

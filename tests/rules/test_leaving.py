"""What a case would leave open, and who may close, suspend, reopen or go on from it."""

from dataclasses import replace

import pytest

from seki_cli.model.plan import Attempt, Settled
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.due import due_rows
from seki_cli.rules.leaving import find_last_end, leftovers, may_assess, may_continue, may_leave, may_reopen
from seki_cli.rules.promises import next_steps, open_todos
from tests.rules.worlds import (
    OTHER_PLAN,
    PLAN,
    closing,
    day,
    decision,
    followup,
    intake,
    item,
    meeting,
    moved,
    note,
    office,
    outreach,
    plan,
    referral,
    rid,
    screening,
    settled,
    step,
    todo,
)

CAME = intake("2025-04-01")
SENT = referral("2025-06-01", reply_by="2025-06-15")
TASKED = decision("2025-05-20", todos=(todo(1, due="2025-06-30"), todo(2, agency="takikan")))
ENDED = decision("2025-08-20", "終結", next_lead="takikan")
RUNNING = (CAME, plan(), TASKED)
OVER = (*RUNNING, ENDED)
TALK = note("2025-07-01", next="2025-09-10")
ON = "2025-09-01"


def stand(*records, meetings=(), on=ON) -> CaseDay:
    return build_case_day(settled(*records), tuple(meetings), office(), day(on))


def left(*records, meetings=(), on=ON) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.reference, one.acts) for one in leftovers(stand(*records, meetings=meetings, on=on))]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((CAME,), []),
        ((CAME, SENT), [("未回答のつなぎ", SENT.id, ("取下げ",))]),
        ((CAME, SENT, step("2025-06-05", "保留", of=SENT.id)), [("保留のつなぎ", SENT.id, ("取下げ",))]),
        ((CAME, SENT, step("2025-06-05", "受理", of=SENT.id)), [("受理のつなぎ", SENT.id, ("完了", "取下げ"))]),
        ((CAME, SENT, step("2025-06-05", "辞退", of=SENT.id)), []),
        (OVER, [("宿題", f"{TASKED.id}#{n}", ("完了", "取消")) for n in (1, 2)]),
        ((*OVER, note("2025-07-01", done=(f"{TASKED.id}#1",))), [("宿題", f"{TASKED.id}#2", ("完了", "取消"))]),
        ((CAME, TALK), [("次の予定", TALK.id, ("完了", "取消"))]),
        ((CAME, TALK, note("2025-09-12", staff="tanaka")), [("次の予定", TALK.id, ("完了", "取消"))]),  # not yet, on that day
        ((CAME, plan()), [("プランの案", PLAN, ("取下げ",))]),
        ((CAME, plan(), closing("2025-08-01", "プラン取下げ", plan=PLAN)), []),
    ],
)
def test_what_is_left_open(records, expected):
    assert left(*records) == expected


def test_a_coming_item_stands_by_itself_or_with_its_draft():
    held = meeting(
        "2025-09-15", item(num=1, timing="情報共有"), item(num=2, plan=OTHER_PLAN, timing="策定"), item("R07-CCCCCCC", num=3)
    )
    assert left(CAME, plan(id=OTHER_PLAN), meetings=[held]) == [
        ("プランの案", OTHER_PLAN, ("取下げ",)),
        ("会議の議題", f"{held.id}#1", ("取下げ",)),
    ]
    assert left(CAME, meetings=[replace(held, called_off=True)]) == []
    assert left(CAME, meetings=[replace(held, date=day("2025-08-31"))]) == []


def test_who_has_to_act_and_by_when():
    (one,) = leftovers(stand(CAME, SENT))
    assert (one.agency, one.due_on, one.path) == ("takikan", day("2025-06-15"), SENT.path)
    (one,) = leftovers(stand(CAME, SENT, step("2025-06-05", "受理", of=SENT.id)))
    assert one.due_on is None
    first, _ = leftovers(stand(*OVER))
    assert (first.agency, first.due_on, first.key) == ("chuo1", day("2025-06-30"), ("todos", 0))


@pytest.mark.parametrize(
    ("records", "act", "word"),
    [
        ((CAME,), "終結", ""),
        ((CAME, TALK), "中断", ""),
        ((CAME,), "中断", "1 件も"),
        ((CAME, TALK, closing("2025-08-01", "中断", look_again="2025-10-01"), closing("2025-08-02", "再開")), "中断", "1 件も"),
        (RUNNING, "終結", "実施中"),
        ((*RUNNING, TALK), "中断", "実施中"),
        ((CAME, outreach(), decision("2025-05-20", "方針", meeting="M-X")), "終結", "同意前"),
        (OVER, "終結", ""),
        ((*RUNNING, decision("2025-08-20", "中断", attempts=(Attempt(date=day("2025-08-01")),))), "中断", ""),
        ((CAME, closing("2025-08-01", "終結")), "終結", "もう終結"),
        ((CAME, closing("2025-08-01", "終結")), "中断", "もう終結"),
        ((CAME, TALK, closing("2025-08-01", "中断", look_again="2025-10-01")), "中断", "もう中断"),
        ((CAME, closing("2025-08-01", "中断", look_again="2025-10-01")), "終結", ""),
        ((CAME, closing("2025-08-01", "統合", into="R07-BBBBBBB")), "終結", "統合"),
        ((CAME, screening("2025-04-02", "1")), "終結", ""),
        ((CAME, plan()), "終結", ""),
    ],
)
def test_who_may_leave(records, act, word):
    verdict = may_leave(stand(*records), act)
    assert bool(verdict) is (not word)
    assert word in verdict.reason
    assert bool(verdict.because) is bool(word)


def test_the_way_out_of_a_running_plan_is_named():
    assert "seki evaluate P-AAAAAAA" in may_leave(stand(*RUNNING), "終結").remedy
    assert "--timing 中断" in may_leave(stand(*RUNNING, TALK), "中断").remedy
    assert "seki plan drop" in may_leave(stand(CAME, outreach(), decision("2025-05-20", "方針", meeting="M-X")), "終結").remedy
    merged = may_leave(stand(CAME, closing("2025-08-01", "統合", into="R07-BBBBBBB")), "終結")
    assert "R07-BBBBBBB" in merged.remedy


@pytest.mark.parametrize(
    ("records", "reopen", "go_on", "assess"),
    [
        ((CAME,), False, False, True),
        ((CAME, screening("2025-04-02", "1")), True, True, True),
        ((CAME, closing("2025-08-01")), True, True, False),
        ((CAME, closing("2025-08-01", "中断", look_again="2025-10-01")), True, True, False),
        ((CAME, closing("2025-08-01", "統合", into="R07-BBBBBBB")), False, True, False),
        ((CAME, closing("2025-08-01"), closing("2025-08-02", "再開")), False, False, True),
        (RUNNING, False, False, True),
    ],
)
def test_who_may_come_back(records, reopen, go_on, assess):
    now = stand(*records)
    assert (bool(may_reopen(now)), bool(may_continue(now)), bool(may_assess(now))) == (reopen, go_on, assess)


def test_no_end_nor_reopening_comes_before_a_later_one():
    acts = settled(CAME, closing("2025-05-01"), closing("2025-06-01", "再開"))
    before, after = (build_case_day(acts, (), office(), day(on)) for on in ("2025-04-20", "2025-06-01"))
    for verdict in (may_leave(before, "終結"), may_leave(before, "中断")):
        assert "この日より後に" in verdict.reason
        assert verdict.because.endswith(acts.closings[0].path)
    assert may_leave(after, "終結")
    closed_twice = settled(CAME, closing("2025-05-01"), closing("2025-06-01", "再開"), closing("2025-07-01"))
    assert not may_reopen(build_case_day(closed_twice, (), office(), day("2025-05-10")))
    assert may_reopen(build_case_day(closed_twice, (), office(), day("2025-07-01")))
    by_meeting = settled(*RUNNING, decision("2025-08-20", "終結", next_lead="takikan", close_case=True))
    assert "この日より後に" in may_leave(build_case_day(by_meeting, (), office(), day("2025-05-10")), "終結").reason


def test_the_meeting_that_ended_the_plan_speaks_until_the_case_is_reopened():
    assert find_last_end(stand(*OVER), "終結") == ENDED
    assert find_last_end(stand(*OVER), "中断") is None
    assert find_last_end(stand(*OVER, closing("2025-08-25"), closing("2025-08-30", "再開")), "終結") is None
    assert find_last_end(stand(*OVER, on="2025-08-19"), "終結") is None


def test_what_a_closing_says_is_settled_leaves_the_list_from_its_day_on():
    settling = closing(
        "2025-09-01",
        next_lead="takikan",
        followup_needed=False,
        moved=(Settled(of=f"{TASKED.id}#1", act="完了"), Settled(of=TALK.id, act="取消", why="（架空）")),
    )
    case = settled(*OVER, TALK, settling)
    for on, todos, steps in (("2025-08-31", ["1", "2"], 1), ("2025-09-01", ["2"], 0)):
        assert [one.part for one in open_todos(case, office(), day(on))] == todos
        assert len(next_steps(case, office(), day(on))) == steps
    kinds = {row.kind for row in due_rows(case, (), office(), day("2025-10-01"))}
    assert kinds == {"宿題"}


def test_a_decision_that_gives_a_todo_up_still_does():
    later = decision("2025-08-25", "情報共有", "その他", plan="", moved=(moved(f"{TASKED.id}#1", "取消"),))
    assert [one.reference for one in leftovers(stand(*OVER, later))] == [f"{TASKED.id}#2"]


def test_follow_ups_and_a_second_look_are_no_leftovers():
    shut = closing("2025-08-25", "中断", look_again="2025-11-01", followup=(followup("2025-10-01"),))
    assert left(CAME, TALK, shut, note("2025-09-01", done=(TALK.id,))) == []
    assert rid("K", "2025-08-25") == shut.id

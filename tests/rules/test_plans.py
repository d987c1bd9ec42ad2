"""How a plan stands on a day: 案 · 付議中 · 同意前 · 実施中 · 見直し · 中断 · 終結 · 取下げ."""

from datetime import date

import pytest

from seki_cli.model.office import MeetingKind
from seki_cli.rules.plan_turns import find_plan_of_policy
from seki_cli.rules.plans import plan_states
from tests.rules.worlds import (
    OTHER_CASE,
    OTHER_PLAN,
    PLAN,
    closing,
    consent,
    correction,
    day,
    decision,
    item,
    meeting,
    office,
    outreach,
    plan,
    review,
    settled,
)

WITHDRAWN = closing("2025-04-20", "プラン取下げ", plan=PLAN)


def state(records, as_of, meetings=()):
    (found,) = plan_states(settled(*records), tuple(meetings), office(), day(as_of))
    return found


@pytest.mark.parametrize(
    ("records", "meetings", "as_of", "status"),
    [
        ([plan()], [], "2025-04-01", "案"),
        # on an item of a meeting still to come, the day itself included
        ([plan()], [meeting("2025-05-20", item(plan=PLAN))], "2025-05-19", "付議中"),
        ([plan()], [meeting("2025-05-20", item(plan=PLAN))], "2025-05-20", "付議中"),
        ([plan()], [meeting("2025-05-20", item(plan=PLAN))], "2025-05-21", "案"),  # it went by and nothing was written down
        ([plan()], [meeting("2025-05-20", item(plan=PLAN), called_off=True)], "2025-05-10", "案"),
        ([plan()], [meeting("2025-05-20", item(plan=OTHER_PLAN))], "2025-05-10", "案"),
        ([plan()], [meeting("2025-05-20", item(plan=PLAN, case=OTHER_CASE))], "2025-05-10", "案"),  # somebody else's item
        ([plan()], [meeting("2025-05-20", item(plan=PLAN, timing="情報共有"), kind="shien")], "2025-05-10", "付議中"),
        (
            [plan(), decision("2025-05-20", meeting="M-20250520-AAAA")],
            [meeting("2025-05-20", item(plan=PLAN))],
            "2025-05-20",
            "実施中",
        ),
        (
            [plan(), decision("2025-05-20", result="差戻し", meeting="M-20250520-AAAA")],
            [meeting("2025-05-20", item(plan=PLAN))],
            "2025-05-20",
            "案",
        ),
        (
            [plan(), decision("2025-05-20", result="継続審議", meeting="M-20250520-AAAA")],
            [meeting("2025-05-20", item(plan=PLAN)), meeting("2025-06-20", item(plan=PLAN))],
            "2025-05-20",
            "付議中",
        ),
        (
            [plan(), decision("2025-05-20", "情報共有", meeting="M-20250520-AAAA")],  # one of its two items is still open
            [meeting("2025-05-20", item(plan=PLAN, timing="情報共有"), item(plan=PLAN, num=2))],
            "2025-05-20",
            "付議中",
        ),
        # a yes at 策定, of any of the three kinds, from its day on
        ([plan(), decision("2025-05-20")], [], "2025-05-19", "案"),
        ([plan(), decision("2025-05-20")], [], "2025-05-20", "実施中"),
        ([plan(), decision("2025-05-20", result="承認")], [], "2025-05-20", "実施中"),
        ([plan(), decision("2025-05-20", result="修正のうえ適切")], [], "2025-05-20", "実施中"),
        ([plan(), decision("2025-05-20", result="その他")], [], "2025-05-20", "案"),
        ([plan(), decision("2025-05-20", "情報共有")], [], "2025-05-20", "案"),
        ([plan(), decision("2025-05-20", "支援決定", "承認")], [], "2025-05-20", "案"),  # the city's, not a meeting's
        ([plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01")], [], "2025-05-31", "実施中"),
        # 見直し
        ([plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01")], [], "2025-06-01", "見直し"),
        ([plan(), decision("2025-05-20"), review("2025-06-20", "変更が必要")], [], "2025-06-20", "見直し"),
        ([plan(), decision("2025-05-20"), review("2025-06-20", "変更が必要"), review("2025-07-01")], [], "2025-07-01", "実施中"),
        (
            [plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01"), decision("2025-06-10", "変更", "差戻し", version=2)],
            [],
            "2025-06-10",
            "実施中",
        ),
        (
            [
                plan(),
                decision("2025-05-20"),
                plan(2, made_on="2025-06-01"),
                decision("2025-06-10", "変更", "継続審議", version=2),
            ],
            [],
            "2025-06-10",
            "見直し",
        ),
        (
            [plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01"), decision("2025-06-10", "変更", version=2)],
            [],
            "2025-06-10",
            "実施中",
        ),
        ([plan(), plan(2, made_on="2025-05-01"), decision("2025-05-20", version=2)], [], "2025-05-20", "実施中"),  # v1 is past
        ([plan(), decision("2025-05-20")], [meeting("2025-08-01", item(plan=PLAN, timing="終結"))], "2025-06-01", "実施中"),
        # what ends it
        ([plan(), decision("2025-05-20"), decision("2025-09-01", "終結")], [], "2025-08-31", "実施中"),
        ([plan(), decision("2025-05-20"), decision("2025-09-01", "終結")], [], "2025-09-01", "終結"),
        ([plan(), decision("2025-05-20"), decision("2025-09-01", "終結", "差戻し")], [], "2025-09-01", "実施中"),
        ([plan(), decision("2025-05-20"), decision("2025-09-01", "中断", "承認")], [], "2025-09-01", "中断"),
        ([plan(), decision("2025-05-20"), decision("2025-09-01", "中断"), decision("2025-11-01")], [], "2025-11-01", "実施中"),
        (
            [plan(), decision("2025-05-20"), decision("2025-09-01", "中断"), plan(2, made_on="2025-10-01")],
            [],
            "2025-10-01",
            "案",  # it is to be taken up again
        ),
        (
            [plan(), decision("2025-05-20"), plan(2, made_on="2025-08-01"), decision("2025-09-01", "終結")],
            [],
            "2025-09-01",
            "終結",
        ),
        # 取下げ
        ([plan(), WITHDRAWN], [], "2025-04-19", "案"),
        ([plan(), WITHDRAWN], [], "2025-04-20", "取下げ"),
        ([plan(), WITHDRAWN, plan(2, made_on="2025-05-01")], [], "2025-05-01", "案"),
        ([plan(), WITHDRAWN, decision("2025-05-20")], [], "2025-05-20", "実施中"),
        ([plan(), closing("2025-04-20", "プラン取下げ", plan=OTHER_PLAN)], [], "2025-04-20", "案"),
        # what runs is ended by a meeting only; the withdrawal takes back what waited
        (
            [plan(), decision("2025-04-10"), plan(2, made_on="2025-04-15"), WITHDRAWN],
            [],
            "2025-04-20",
            "実施中",
        ),
        # the case is closed over a running plan (a finding): the plan runs until a meeting ends it
        ([plan(), decision("2025-05-20"), closing("2025-09-01", "終結")], [], "2025-09-01", "実施中"),
    ],
)
def test_status(records, meetings, as_of, status):
    assert state(records, as_of, meetings).status == status


@pytest.mark.parametrize(
    ("records", "as_of", "running", "waiting"),
    [
        ([plan()], "2025-04-01", None, 1),
        ([plan(), decision("2025-05-20")], "2025-05-20", 1, None),
        ([plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01")], "2025-06-01", 1, 2),
        (
            [plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01"), decision("2025-06-10", "変更", version=2)],
            "2025-06-10",
            2,
            None,
        ),
        ([plan(), decision("2025-05-20", "終結", "差戻し")], "2025-05-20", None, None),  # a decision is a decision
        (
            [plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01"), decision("2025-06-10", "終結", "差戻し")],
            "2025-06-10",
            1,
            2,
        ),
        # sent back: the same version waits no more, the next one does
        ([plan(), decision("2025-05-20", result="差戻し")], "2025-05-20", None, None),
        ([plan(), decision("2025-05-20", result="差戻し"), plan(2, made_on="2025-06-01")], "2025-06-01", None, 2),
        ([plan(made_on="2025-06-01"), decision("2025-05-20", result="差戻し")], "2025-06-01", None, 1),  # written anew in place
        # 修正のうえ適切: the corrected text runs without a further meeting, once it is written
        ([plan(), decision("2025-05-20", result="修正のうえ適切")], "2025-05-21", 1, None),
        (
            [plan(), decision("2025-05-20", result="修正のうえ適切"), plan(2, made_on="2025-05-25", after="20250520-D001")],
            "2025-05-24",
            1,
            None,
        ),
        (
            [plan(), decision("2025-05-20", result="修正のうえ適切"), plan(2, made_on="2025-05-25", after="20250520-D001")],
            "2025-05-25",
            2,
            None,
        ),
        # once only: a further change goes to a meeting
        (
            [
                plan(),
                decision("2025-05-20", result="修正のうえ適切"),
                plan(2, made_on="2025-05-25", after="20250520-D001"),
                plan(3, made_on="2025-06-25", after="20250520-D001"),
            ],
            "2025-06-25",
            2,
            3,
        ),
        # `after` without such a decision lets nothing run
        ([plan(), decision("2025-05-20"), plan(2, made_on="2025-05-25", after="20250520-D001")], "2025-05-25", 1, 2),
        (
            [plan(), decision("2025-05-20", result="差戻し"), plan(2, made_on="2025-05-25", after="20250520-D001")],
            "2025-05-25",
            None,
            2,
        ),
        # also at 変更
        (
            [
                plan(),
                decision("2025-05-20"),
                plan(2, made_on="2025-06-01"),
                decision("2025-06-10", "変更", "修正のうえ適切", version=2),
                plan(3, made_on="2025-06-15", after="20250610-D001"),
            ],
            "2025-06-15",
            3,
            None,
        ),
        # two versions were written before any meeting: the newest waits (since the first was made: test_due_waiting.py)
        ([plan(), plan(2, made_on="2025-04-20")], "2025-04-20", None, 2),
        ([plan(), decision("2025-05-20"), plan(2, made_on="2025-06-01"), plan(3, made_on="2025-06-05")], "2025-06-05", 1, 3),
        # a decision without a version (a finding): the one that was there on the day
        ([plan(), decision("2025-05-20", version=None), plan(2, made_on="2025-06-01")], "2025-06-01", 1, 2),
        # a decision on a version made after it (a finding): it runs all the same
        ([plan(made_on="2025-06-01"), decision("2025-05-20")], "2025-05-20", 1, None),
        # a no at 終結 judges the version it names where none ran, also when another is agreed on afterwards
        (
            [plan(), plan(2), decision("2025-05-20", "終結", "その他", version=2), decision("2025-06-20", version=1)],
            "2025-06-20",
            1,
            None,
        ),
        # where the plan ran, it has said nothing about the version that waits
        (
            [plan(), decision("2025-05-01"), plan(2, made_on="2025-05-10"), decision("2025-05-20", "終結", "その他", version=2)],
            "2025-06-20",
            1,
            2,
        ),
    ],
)
def test_what_runs_and_what_waits(records, as_of, running, waiting):
    found = state(records, as_of)
    assert (found.running and found.running.version) == running
    assert (found.waiting and found.waiting.version) == waiting


def test_the_corrected_text_follows_a_corrected_decision():
    first = decision("2025-05-20", result="修正のうえ適切")
    again = correction(first, id="20250522-D9", date="2025-05-19")
    found = state([plan(), first, again, plan(2, made_on="2025-05-25", after=first.id)], "2025-05-25")
    assert (found.running.version, found.decided.id) == (2, "20250522-D9")


def test_a_voided_decision_lets_nothing_run():
    first = decision("2025-05-20")
    assert state([plan(), first, correction(first, id="20250521-V", void=True)], "2025-06-01").status == "案"


SHIEN = meeting("2025-05-20", item(plan=PLAN, timing="方針"), kind="shien")
JUSO = meeting("2025-05-20", item(plan=PLAN, timing="方針"), kind="juso")
PER_CASE = meeting("2025-05-20", item(plan=PLAN, timing="方針"), kind="ryoho")
POLICY = decision("2025-05-20", "方針", "承認", meeting="M-20250520-AAAA")


@pytest.mark.parametrize(
    ("records", "meetings", "as_of", "status"),
    [
        ([outreach(), POLICY], [SHIEN], "2025-05-19", "付議中"),
        ([outreach(), POLICY], [SHIEN], "2025-05-20", "同意前"),
        ([outreach(), POLICY], [PER_CASE], "2025-05-20", "同意前"),
        ([outreach(), POLICY], [JUSO], "2025-05-20", "案"),  # that meeting needs consent
        ([outreach(), POLICY], [], "2025-05-20", "同意前"),  # its record cannot be read: in doubt it runs and is reviewed
        ([outreach(), decision("2025-05-20", "方針", "承認")], [], "2025-05-20", "案"),  # no meeting at all
        ([outreach(), decision("2025-05-20", "方針", "差戻し", meeting="M-20250520-AAAA")], [SHIEN], "2025-05-20", "案"),
        ([plan(), POLICY], [SHIEN], "2025-05-20", "案"),  # other kinds of plan run by 策定 only
        ([outreach(), POLICY, consent("2025-06-01")], [SHIEN], "2025-06-10", "同意前"),  # until a yes at 策定
        ([outreach(), POLICY, consent("2025-06-01"), decision("2025-06-20")], [SHIEN], "2025-06-20", "実施中"),
        ([outreach(), POLICY, decision("2025-06-20", result="差戻し")], [SHIEN], "2025-06-20", "同意前"),
        ([outreach(), POLICY, outreach(2, made_on="2025-06-01")], [SHIEN], "2025-06-01", "同意前"),
        ([outreach(), POLICY, review("2025-06-20", "変更が必要")], [SHIEN], "2025-06-20", "同意前"),
        # 変更 replaces the version, but only 策定 makes it a plan with consent
        (
            [outreach(), POLICY, outreach(2, made_on="2025-06-01"), decision("2025-06-20", "変更", version=2)],
            [SHIEN],
            "2025-06-20",
            "同意前",
        ),
        ([outreach(), POLICY, decision("2025-06-20", "中断")], [SHIEN], "2025-06-20", "中断"),
        ([outreach(), POLICY, decision("2025-06-20", "中断"), decision("2025-07-20", "変更")], [SHIEN], "2025-07-20", "実施中"),
        (
            [outreach(), decision("2025-05-01"), decision("2025-05-10", "中断"), POLICY],
            [SHIEN],
            "2025-05-20",
            "同意前",
        ),  # begun anew
        # no meeting may end a plan without consent: here a withdrawal does
        ([outreach(), POLICY, closing("2025-06-20", "プラン取下げ", plan=PLAN)], [SHIEN], "2025-06-20", "取下げ"),
        ([outreach(), decision("2025-05-01"), POLICY], [SHIEN], "2025-05-20", "実施中"),  # 方針 takes nothing back
    ],
)
def test_before_consent(records, meetings, as_of, status):
    assert state(records, as_of, meetings).status == status


def test_a_policy_counts_by_the_kind_of_meeting_on_the_day_it_was_held():
    """A correction dates the decision before the meeting; since 4/1 that kind of meeting needs consent."""
    kinds = (
        MeetingKind(id="shien", name="支援会議", consent="not_required", decides=("方針",), until=date(2025, 3, 31)),
        MeetingKind(id="shien", name="支援会議", consent="required", decides=("方針",), since=date(2025, 4, 1)),
    )
    held = meeting("2025-04-06", item(plan=PLAN, timing="方針"), kind="shien", id="M-20250406-AAAA")
    case = settled(outreach(made_on="2025-02-28"), decision("2025-03-27", "方針", "承認", meeting=held.id))
    (found,) = plan_states(case, (held,), office(meetings=kinds), date(2025, 5, 6))
    assert found.status == "案"


def test_what_was_put_off_second_is_discussed_too():
    records = [
        outreach(),
        decision("2025-05-01"),
        decision("2025-06-01", "方針", "継続審議", meeting="M-20250520-AAAA"),
        decision("2025-06-20", "中断", "継続審議"),
    ]
    found = state(records, "2025-07-01", [SHIEN])
    assert (found.status, found.pending and found.pending.timing) == ("見直し", "方針")


def test_reviews_before_consent_are_due_like_any_other():
    policy2 = decision("2025-07-15", "方針", "承認", version=2, meeting="M-20250715-AAAA")
    shien2 = meeting("2025-07-15", item(plan=PLAN, timing="方針"), kind="shien")
    records = [outreach(every=1), outreach(2, made_on="2025-07-01", every=2), POLICY, policy2, review("2025-06-25")]
    assert str(state(records, "2025-05-20", [SHIEN, shien2]).review.due_on) == "2025-06-20"
    assert str(state(records, "2025-06-25", [SHIEN, shien2]).review.due_on) == "2025-07-20"
    assert str(state(records, "2025-07-15", [SHIEN, shien2]).review.due_on) == "2025-08-15"


def test_two_plans_of_one_case_stand_apart():
    case = settled(
        plan(first="2025-06-01", every=1),
        plan(id=OTHER_PLAN, kind="参加支援", dates=["2025-07-07"]),
        decision("2025-05-20"),
        decision("2025-05-21", plan=OTHER_PLAN),
        review("2025-06-20", "終結を検討"),
        decision("2025-07-01", "終結"),
    )
    first, second = plan_states(case, (), office(), day("2025-07-01"))
    assert (first.id, first.status, first.running_now, first.review) == (PLAN, "終結", False, None)
    assert (second.id, second.kind, second.status, second.running_now) == (OTHER_PLAN, "参加支援", "実施中", True)
    assert second.review.due_on == day("2025-07-07")


def test_a_plan_is_not_there_before_it_was_made():
    assert plan_states(settled(plan()), (), office(), day("2025-03-31")) == ()


def test_what_was_decided_on_one_day_follows_the_order_of_acts():
    morning = decision("2025-05-20", "中断", id="20250520-DB", at="09:30")
    evening = decision("2025-05-20", id="20250520-DA", at="18:00")
    assert state([plan(), evening, morning], "2025-05-20").status == "実施中"


def test_a_policy_means_the_one_outreach_draft_that_waits():
    outreach, other = plan(kind="アウトリーチ等"), plan(id="P-BBBBBBB", kind="アウトリーチ等")
    now = day("2025-05-01")
    assert find_plan_of_policy(plan_states(settled(outreach), (), office(), now), "方針") == outreach
    assert find_plan_of_policy(plan_states(settled(outreach), (), office(), now), "情報共有") is None
    assert find_plan_of_policy(plan_states(settled(plan()), (), office(), now), "方針") is None
    assert find_plan_of_policy(plan_states(settled(outreach, other), (), office(), now), "方針") is None

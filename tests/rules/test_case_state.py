"""The state of a case on a day, the first that fits."""

import pytest

from seki_cli.rules.case_state import case_status, opened_on
from tests.rules.worlds import (
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
    person,
    plan,
    referral,
    review,
    rid,
    screening,
    settled,
    step,
)

CAME = intake("2025-04-01")
ENDS = "情報提供・相談対応のみで終了"
NO_CONSENT = intake("2025-04-01", variant="同意なし")
ASKED = referral("2025-04-10", reply_by="2025-04-24")


@pytest.mark.parametrize(
    ("records", "as_of", "status"),
    [
        ([CAME], "2025-04-01", "受付"),
        ([], "2025-04-01", "受付"),  # nothing can be read of it
        # 同意前: the last intake without consent, and none in force
        ([NO_CONSENT], "2025-04-01", "同意前"),
        ([NO_CONSENT, consent("2025-04-05")], "2025-04-04", "同意前"),
        ([NO_CONSENT, consent("2025-04-05")], "2025-04-05", "受付"),
        ([NO_CONSENT, consent("2025-04-05", "一部同意")], "2025-04-05", "受付"),
        ([NO_CONSENT, consent("2025-04-05", "拒否")], "2025-04-05", "同意前"),
        ([NO_CONSENT, consent("2025-04-05"), consent("2025-05-01", "撤回")], "2025-05-01", "同意前"),
        ([NO_CONSENT, consent("2025-04-05", until="2025-04-30")], "2025-05-01", "同意前"),
        ([NO_CONSENT, consent("2025-04-05", person="P2")], "2025-04-05", "同意前"),  # somebody else's
        ([NO_CONSENT, intake("2025-05-01")], "2025-05-01", "受付"),
        ([CAME, intake("2025-05-01", variant="同意なし")], "2025-05-01", "同意前"),
        # 対応終了: the last result ends it and nobody came back
        ([CAME, screening("2025-04-02", ENDS)], "2025-04-02", "対応終了"),
        ([CAME, screening("2025-04-02", "1")], "2025-04-02", "対応終了"),  # by code
        ([CAME, screening("2025-04-02", "未知の結果")], "2025-04-02", "受付"),
        ([CAME, screening("2025-04-02", ENDS)], "2025-04-01", "受付"),
        ([CAME, screening("2025-04-02", ENDS), screening("2025-04-03")], "2025-04-03", "受付"),
        ([CAME, screening("2025-04-02"), screening("2025-04-03", ENDS)], "2025-04-03", "対応終了"),
        ([CAME, screening("2025-04-02", ENDS), intake("2025-06-01")], "2025-06-01", "受付"),
        ([CAME, screening("2025-04-02", ENDS), closing("2025-06-01", "再開")], "2025-06-01", "受付"),
        ([CAME, screening("2025-04-01", ENDS, recorded="2025-04-01T15:00:00+09:00")], "2025-04-01", "対応終了"),  # same day
        ([CAME, screening("2025-04-02", ENDS, at="10:00"), intake("2025-04-02", at="16:00")], "2025-04-02", "受付"),  # came back
        ([NO_CONSENT, screening("2025-04-02", ENDS)], "2025-04-02", "対応終了"),
        # つなぎ中
        ([CAME, ASKED], "2025-04-10", "つなぎ中"),
        ([CAME, ASKED, step("2025-04-12", "保留", of=ASKED.id)], "2025-04-12", "つなぎ中"),
        ([CAME, ASKED, step("2025-04-12", "受理", of=ASKED.id)], "2025-04-12", "つなぎ中"),
        ([CAME, ASKED, step("2025-04-12", "対応中", of=ASKED.id)], "2025-04-12", "つなぎ中"),
        ([CAME, ASKED, step("2025-04-12", "完了", of=ASKED.id)], "2025-04-12", "受付"),
        ([CAME, ASKED, step("2025-04-12", "辞退", of=ASKED.id)], "2025-04-12", "受付"),
        ([CAME, ASKED, screening("2025-04-12", ENDS)], "2025-04-12", "つなぎ中"),  # the loop is still open
        # プラン準備中
        ([CAME, ASKED, plan(made_on="2025-05-01")], "2025-04-30", "つなぎ中"),
        ([CAME, ASKED, plan(made_on="2025-05-01")], "2025-05-01", "プラン準備中"),
        ([CAME, plan(), decision("2025-05-20", result="差戻し")], "2025-05-20", "プラン準備中"),
        ([CAME, plan(), closing("2025-05-20", "プラン取下げ", plan=PLAN)], "2025-05-20", "受付"),
        # 支援中
        ([CAME, plan(), decision("2025-05-20")], "2025-05-20", "支援中"),
        ([CAME, plan(), decision("2025-05-20"), review("2025-06-20", "変更が必要")], "2025-06-20", "支援中"),
        ([CAME, plan(), decision("2025-05-20"), plan(id="P-BBBBBBB")], "2025-05-20", "支援中"),
        ([NO_CONSENT, outreach(), decision("2025-05-20", "方針", meeting="M-X")], "2025-05-20", "支援中"),
        # the plan ended, the case did not
        ([CAME, plan(), decision("2025-05-20"), decision("2025-09-01", "終結")], "2025-09-01", "受付"),
        # closed in the same act, or by an act of its own
        ([CAME, plan(), decision("2025-05-20"), decision("2025-09-01", "終結", close_case=True)], "2025-09-01", "終結"),
        ([CAME, plan(), decision("2025-05-20"), decision("2025-09-01", "中断", close_case=True)], "2025-09-01", "中断"),
        (
            [CAME, plan(), decision("2025-05-20"), decision("2025-09-01", "終結", "差戻し", close_case=True)],
            "2025-09-01",
            "支援中",
        ),
        ([CAME, closing("2025-09-01", "終結")], "2025-08-31", "受付"),
        ([CAME, closing("2025-09-01", "終結")], "2025-09-01", "終結"),
        ([CAME, closing("2025-09-01", "中断")], "2025-09-01", "中断"),
        ([CAME, closing("2025-09-01", "統合", into="R07-BBBBBBB")], "2025-09-01", "統合"),
        ([CAME, closing("2025-09-01", "中断"), closing("2025-12-01", "終結")], "2025-12-01", "終結"),
        ([CAME, closing("2025-09-01", "終結"), closing("2025-12-01", "再開")], "2025-12-01", "受付"),
        ([CAME, closing("2025-09-01", "終結"), intake("2025-12-01")], "2025-12-01", "終結"),  # until somebody reopens it
        (
            [CAME, closing("2025-09-01", "終結"), closing("2025-12-01", "再開"), closing("2026-02-01", "終結")],
            "2026-02-01",
            "終結",
        ),
        (
            [CAME, plan(), decision("2025-05-20", "終結", close_case=True), closing("2025-09-01", "再開"), ASKED],
            "2025-09-01",
            "つなぎ中",
        ),
        # a plan that still runs in a closed case is a finding; the case is closed all the same
        ([CAME, plan(), decision("2025-05-20"), closing("2025-09-01", "終結")], "2025-09-01", "終結"),
        ([CAME, closing("2025-09-01", "終結"), closing("2025-09-02", "プラン取下げ", plan=PLAN)], "2025-09-02", "終結"),
    ],
)
def test_status(records, as_of, status):
    assert case_status(settled(*records), (), office(), day(as_of)) == status


def test_a_plan_on_a_meeting_to_come_is_being_prepared():
    meetings = (meeting("2025-05-20", item(plan=PLAN)),)
    assert case_status(settled(CAME, plan()), meetings, office(), day("2025-05-01")) == "プラン準備中"


def test_a_voided_closing_leaves_the_case_open():
    shut = closing("2025-09-01", "終結")
    case = settled(CAME, shut, correction(shut, id="20250902-V", void=True))
    assert case_status(case, (), office(), day("2025-10-01")) == "受付"


def test_before_consent_asks_for_the_principal_only():
    people = (person("P1", "世帯員"), person("P2", "本人"))
    without = settled(NO_CONSENT, consent("2025-04-05", person="P1"), people=people)
    given = settled(NO_CONSENT, consent("2025-04-05", person="P2"), people=people)
    assert case_status(without, (), office(), day("2025-04-05")) == "同意前"
    assert case_status(given, (), office(), day("2025-04-05")) == "受付"


def test_opened_on_the_earliest_call():
    late = intake("2025-06-01")
    early = correction(late, id=rid("A", "2025-06-02"), received_on="2025-03-31")
    assert opened_on(settled(CAME, intake("2025-05-01"))) == day("2025-04-01")
    assert opened_on(settled(CAME, late, early)) == day("2025-03-31")
    assert opened_on(settled()) is None

"""How each つなぎ stands, and by when an answer is due."""

from datetime import date

import pytest

from seki_cli.rules.referrals import referral_states
from tests.rules.worlds import correction, day, referral, rid, settled, step

ASKED = referral("2025-06-01", reply_by="2025-06-15")
OF = rid("R", "2025-06-01")


@pytest.mark.parametrize(
    ("steps", "as_of", "status", "reply_by", "answered"),
    [
        ([], "2025-06-01", "未回答", "2025-06-15", False),
        ([], "2025-12-01", "未回答", "2025-06-15", False),  # silence is no answer, however long
        ([("2025-06-05", "受理", None)], "2025-06-04", "未回答", "2025-06-15", False),  # not yet
        ([("2025-06-05", "受理", None)], "2025-06-05", "受理", "2025-06-15", True),
        ([("2025-06-05", "保留", "2025-06-30")], "2025-06-10", "保留", "2025-06-30", False),  # 保留 moves the day
        ([("2025-06-05", "保留", None)], "2025-06-10", "保留", "2025-06-15", False),  # and leaves it where it names none
        ([("2025-06-05", "期限変更", "2025-06-30")], "2025-06-10", "未回答", "2025-06-30", False),
        ([("2025-06-05", "期限変更", "2025-06-10")], "2025-06-10", "未回答", "2025-06-10", False),  # forward or back
        (
            [("2025-06-05", "保留", "2025-06-30"), ("2025-06-20", "期限変更", "2025-07-10")],
            "2025-06-25",
            "保留",
            "2025-07-10",
            False,
        ),
        ([("2025-06-05", "受理", None), ("2025-06-08", "対応中", None)], "2025-06-10", "対応中", "2025-06-15", True),
        ([("2025-06-05", "受理", None), ("2025-06-08", "期限変更", "2025-07-01")], "2025-06-10", "受理", "2025-07-01", True),
        ([("2025-06-05", "受理", None), ("2025-06-08", "保留", "2025-07-01")], "2025-06-10", "保留", "2025-07-01", True),
        ([("2025-06-05", "辞退", None)], "2025-06-10", "辞退", "2025-06-15", True),
        (
            [("2025-06-05", "辞退", None), ("2025-06-09", "受理", None)],
            "2025-06-10",
            "受理",
            "2025-06-15",
            True,
        ),  # changed their mind
        ([("2025-06-05", "取下げ", None)], "2025-06-10", "取下げ", "2025-06-15", True),
        ([("2025-06-05", "受理", None), ("2025-06-20", "完了", None)], "2025-06-30", "完了", "2025-06-15", True),
    ],
)
def test_state_of_a_referral(steps, as_of, status, reply_by, answered):
    case = settled(ASKED, *(step(on, what, of=OF, reply_by=moved) for on, what, moved in steps))
    (state,) = referral_states(case, day(as_of))
    assert (state.status, state.reply_by, state.answered) == (status, day(reply_by), answered)
    assert state.open == (status in ("未回答", "保留", "受理", "対応中"))


def test_two_steps_of_one_day_by_time_then_recording():
    case = settled(
        ASKED,
        step("2025-06-05", "保留", of=OF, id="20250605-TB", recorded="2025-06-05T09:00:00+09:00"),
        step("2025-06-05", "受理", of=OF, id="20250605-TA", recorded="2025-06-05T17:00:00+09:00"),
    )
    assert [state.status for state in referral_states(case, date(2025, 6, 5))] == ["受理"]


def test_a_step_follows_a_corrected_referral_and_none_follows_another():
    again = correction(ASKED, id="20250602-R9", reply_by="2025-06-20")
    other = referral("2025-06-02", reply_by="2025-06-16")
    case = settled(ASKED, again, other, step("2025-06-05", "受理", of=OF))
    states = {state.referral.id: state.status for state in referral_states(case, date(2025, 6, 10))}
    assert states == {"20250602-R9": "受理", other.id: "未回答"}


def test_a_referral_is_not_there_before_it_was_sent():
    assert referral_states(settled(ASKED), date(2025, 5, 31)) == ()

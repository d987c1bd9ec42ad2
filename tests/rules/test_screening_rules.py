"""対応結果: where it may be recorded, and what is told of it."""

import pytest

from seki_cli.model.office import CodeRow
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.screening import consequences, may_hand_on, may_screen
from tests.rules.worlds import closing, day, decision, intake, office, outreach, plan, referral, screening, settled

CAME = intake("2025-04-01")
ENDS = CodeRow(code="1", label="終了", ends=True)
GOES_ON = CodeRow(code="2", label="継続")
WAITS = CodeRow(code="3", label="支援会議で検討", waits=True)


def stand(*records) -> CaseDay:
    return build_case_day(settled(*records), (), office(), day("2025-09-01"))


@pytest.mark.parametrize(
    ("records", "ends", "goes_on"),
    [
        ((CAME,), True, True),
        ((CAME, plan()), False, True),
        ((CAME, plan(), decision("2025-05-20")), False, True),
        ((CAME, outreach(), decision("2025-05-20", "方針", meeting="M-X")), False, True),
        ((CAME, plan(), decision("2025-05-20"), decision("2025-08-01", "終結")), True, True),
        ((CAME, referral("2025-08-20", reply_by="2025-09-03")), True, True),
        ((CAME, closing("2025-08-01")), False, False),
        ((CAME, closing("2025-08-01", "中断", look_again="2025-11-01")), False, False),
        ((CAME, closing("2025-08-01", "統合", into="R07-BBBBBBB")), False, False),
        ((CAME, screening("2025-04-02", "1")), True, True),
    ],
)
def test_where_a_result_may_be_recorded(records, ends, goes_on):
    now = stand(*records)
    assert (bool(may_screen(now, ENDS)), bool(may_screen(now, GOES_ON))) == (ends, goes_on)


def test_only_a_handling_that_ends_here_is_handed_on():
    assert may_hand_on(stand(CAME), ENDS)
    refusal = may_hand_on(stand(CAME), GOES_ON)
    assert not refusal
    assert "seki refer" in refusal.remedy


def test_what_follows():
    ended = stand(CAME, screening("2025-09-01", "1"))
    assert consequences(ended, ENDS, "")[0].startswith("ケースは「対応終了」になりました")
    assert any("--to-agency hibiki" in line for line in consequences(ended, ENDS, "hibiki"))
    asked = stand(CAME, referral("2025-08-20", reply_by="2025-09-03"), screening("2025-09-01", "1"))
    lines = consequences(asked, ENDS, "takikan")
    assert lines[0].startswith("ケースは「つなぎ中」のままです")
    assert not any("--to-agency" in line for line in lines)
    runs = stand(CAME, screening("2025-04-02", "1"), plan(), decision("2025-05-20"))
    assert "プランが終わると" in consequences(runs, ENDS, "")[0]
    came_back = stand(CAME, screening("2025-04-02", "1"), intake("2025-05-01"))
    assert "この日より後に" in consequences(came_back, ENDS, "")[0]
    assert "会議待ち" in consequences(stand(CAME, screening("2025-09-01", "3")), WAITS, "")[0]
    assert "受付" in consequences(stand(CAME, screening("2025-09-01")), GOES_ON, "")[0]

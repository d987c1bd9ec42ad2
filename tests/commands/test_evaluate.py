"""評価シート: what a plan achieved; it names the plan's own goals, and says what comes next."""

from pathlib import Path

import pytest

from carried import Household, carried

SHEET = "occasion: 期間満了\njudgement: 継続\ngoals:\n  - num: 1\n    progress: 一部達成\n    note: 月に二度通えた\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def test_a_sheet_is_written_whole(home: Household) -> None:
    given = (
        SHEET + "changes:\n  - 目標ができた\nremaining: 朝起きること\nproposes:\n  followup_needed: false\n  next_lead: chuo1\n"
    )
    done = home.desk.on("2025-12-20").do("evaluate", home.plan, given=given)
    text = (home.desk.root / done["path"]).read_text(encoding="utf-8")
    assert f"date: 2025-12-20\nstaff: goto\nplan: {home.plan}\noccasion: 期間満了\n" in text
    assert done["evaluation"] in text
    assert "followup_needed: false\n  next_lead: chuo1\n" in text
    assert home.desk.on("2025-12-20").try_("check", "--strict").code == 0


@pytest.mark.parametrize(
    ("judgement", "word"), [("終結", "--timing 終結"), ("中断", "--timing 中断"), ("再プラン", "plan revise"), ("継続", "")]
)
def test_it_says_who_decides_next_and_decides_nothing_itself(home: Household, judgement: str, word: str) -> None:
    given = SHEET.replace("継続", judgement) + ("category: その他\n" if judgement in ("終結", "中断") else "")
    said = home.desk.try_("evaluate", home.plan, "--by", "goto", "--from", "-", stdin=given)
    assert said.code == 0, said.err
    assert word in said.out
    assert home.desk.ask("plan", "show", home.plan).data["status"] == "実施中"


def test_a_goal_that_no_version_has_is_refused(home: Household) -> None:
    error = home.desk.refused(4, "evaluate", home.plan, given=SHEET.replace("num: 1", "num: 9"))
    assert "SEKI062" in error["message"]
    assert error["where"].endswith(":4:5")


def test_what_is_missing_is_named(home: Household) -> None:
    error = home.desk.refused(2, "evaluate", home.plan)
    assert "occasion" in error["message"]
    assert "judgement" in error["message"]
    assert home.desk.refused(3, "evaluate", "P-ZZZZZZZ", given=SHEET)


def test_a_withdrawn_plan_is_not_evaluated(home: Household) -> None:
    from carried import PLAN

    plan = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"]
    home.desk.do("evaluate", plan, given=SHEET)
    home.desk.do("plan", "drop", plan, "--reason", "その他")
    home.desk.refused(4, "evaluate", plan, given=SHEET)

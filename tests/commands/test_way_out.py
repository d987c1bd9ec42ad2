"""The way out when consent has ended: the plan waits for a meeting, may come there at 終結 and 中断 only, with an empty paper."""

from pathlib import Path

import pytest

from carried import SECRETS, Household, carried

TEXTS = SECRETS
CAME = "came:\n  - agency: takikan\n  - agency: chuo1\n  - agency: marugoto\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    """Return a household whose plan runs, and whose consent was withdrawn on 2025-08-01."""
    home = carried(tmp_path)
    home.desk.as_("sato").on("2025-08-01").do("consent", "withdraw", home.case)
    return home


def invited(home: Household, day: str = "2025-08-12") -> str:
    desk = home.desk.on("2025-08-04")
    meeting = str(desk.do("meeting", "new", "juso", "--date", day)["meeting"])
    desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato", "marugoto:mori")
    return meeting


def waits(home: Household, day: str) -> list[str]:
    return [on for kind, on, _ in home.desk.on(day).due("--within", "60") if kind == "会議待ち"]


def status(home: Household, day: str) -> tuple[str, str]:
    desk = home.desk.on(day)
    return desk.ask("plan", "show", home.plan).data["status"], desk.ask("case", "list").items[0]["status"]


def test_it_waits_from_the_day_of_the_withdrawal(home: Household) -> None:
    assert waits(home, "2025-08-02") == ["2025-08-15"]
    rows = home.desk.on("2025-08-02").ask("meeting", "propose", "juso").items
    assert [(row["plan"], row["timing"]) for row in rows] == [(home.plan, "終結")]
    # its reviews go on meanwhile: nobody has decided anything yet
    assert "モニタリング" in {kind for kind, _, _ in home.desk.on("2025-08-02").due("--within", "60")}


@pytest.mark.parametrize("timing", ["変更", "策定"])
def test_it_may_come_at_nothing_else(home: Household, timing: str) -> None:
    meeting = invited(home)
    error = home.desk.on("2025-08-04").refused(4, "meeting", "add", meeting, home.case, "--timing", timing, "--plan", home.plan)
    assert "終結か中断" in error["remedy"]
    assert "consents/" in error["where"]


def test_the_paper_holds_nothing_but_what_a_meeting_needs_to_end_it(home: Household) -> None:
    meeting = invited(home)
    home.desk.on("2025-08-04").do("meeting", "add", meeting, home.case, "--timing", "終結", "--plan", home.plan)
    assert waits(home, "2025-08-05") == ["2025-08-12"]
    paper = home.desk.on("2025-08-12").try_("agenda", meeting)
    assert paper.code == 0
    for word in (home.case, "多機関協働", "終結", "支援終結の評価、フォローアップの必要性やその方法の確認", "実施要綱"):
        assert word in paper.out, word
    assert not [word for word in TEXTS if word in paper.out]
    lines = [line for line in paper.out.splitlines() if home.case in line]
    assert lines
    item = paper.out[paper.out.index(home.case) :]
    assert "主担当" not in item
    cover = home.desk.on("2025-08-12").try_("agenda", meeting, "--cover").out
    assert "撤回" in cover


def test_an_end_needs_the_evaluation_and_what_follows(home: Household) -> None:
    meeting = invited(home)
    home.desk.on("2025-08-04").do("meeting", "add", meeting, home.case, "--timing", "終結", "--plan", home.plan)
    checked = home.desk.on("2025-08-04").try_("plan", "check", home.plan, "--json")
    assert [row["code"] for row in checked.data["items"]] == ["SEKI073"]
    assert (checked.code, checked.data["ready"]) == (0, False)
    assert "seki evaluate" in checked.data["items"][0]["remedy"]

    day = home.desk.on("2025-08-12")
    bare = f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 適切\n"
    assert "SEKI073" in day.refused(4, "meeting", "record", meeting, given=bare)["message"]
    sheet = "occasion: 終結検討\njudgement: 終結\ncategory: 本人の申出\ngoals:\n  - num: 1\n    progress: 未達成\n"
    home.desk.on("2025-08-08").do("evaluate", home.plan, given=sheet)
    assert home.desk.on("2025-08-08").ask("plan", "check", home.plan).data["ready"] is True
    assert "SEKI074" in day.refused(4, "meeting", "record", meeting, given=bare)["message"]
    whole = (
        f"{bare}    next_lead: chuo1\n    followup_needed: true\n"
        "    followup:\n      - date: 2025-11-12\n        how: 電話\n    close_case: true\n"
    )
    day.do("referral", "cancel", f"{home.case}/{home.referral}", "--reason", "本人が希望しない")
    day.do("meeting", "record", meeting, given=whole)
    assert status(home, "2025-08-13") == ("終結", "終結")
    after = home.desk.on("2025-08-13")
    assert after.due("--within", "120") == [("フォローアップ", "2025-11-12", "予定")]
    assert after.ask("case", "list").items[0]["lead"] == "chuo1"
    assert after.try_("check", "--strict").code == 0


def test_the_case_is_closed_later_by_itself(home: Household) -> None:
    meeting = invited(home)
    home.desk.on("2025-08-04").do("meeting", "add", meeting, home.case, "--timing", "終結", "--plan", home.plan)
    sheet = "occasion: 終結検討\njudgement: 終結\ncategory: 本人の申出\n"
    home.desk.on("2025-08-08").do("evaluate", home.plan, given=sheet)
    assert home.desk.on("2025-08-09").refused(4, "case", "close", home.case, "--reason", "本人の申出")
    home.desk.on("2025-08-12").do(
        "meeting",
        "record",
        meeting,
        given=f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 承認\n    next_lead: chuo1\n    followup_needed: false\n",
    )
    assert status(home, "2025-08-13") == ("終結", "つなぎ中")
    desk = home.desk.on("2025-08-13")
    desk.do("referral", "cancel", f"{home.case}/{home.referral}", "--reason", "本人が希望しない")
    desk.do("case", "close", home.case, "--reason", "本人の申出")
    assert status(home, "2025-08-14") == ("終結", "終結")
    assert home.desk.on("2025-08-14").due("--within", "200") == []


def test_a_suspension_says_how_it_was_tried_and_when_to_look_again(home: Household) -> None:
    meeting = invited(home)
    home.desk.on("2025-08-04").do("meeting", "add", meeting, home.case, "--timing", "中断", "--plan", home.plan)
    assert home.desk.on("2025-08-04").ask("plan", "check", home.plan).data["ready"] is True
    day = home.desk.on("2025-08-12")
    bare = f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 承認\n"
    assert "SEKI075" in day.refused(4, "meeting", "record", meeting, given=bare)["message"]
    whole = (
        f"{bare}    attempts:\n      - date: 2025-08-05\n        how: 訪問\n        by: mori\n"
        "    look_again: 2025-10-15\n    resume_when: 本人か家族から連絡があったとき\n"
    )
    day.do("meeting", "record", meeting, given=whole)
    assert status(home, "2025-08-13")[0] == "中断"
    due = home.desk.on("2025-10-16").due()
    assert ("フォローアップ", "2025-10-15", "超過") in due
    assert not {"会議待ち", "モニタリング"} & {kind for kind, _, _ in due}


def test_a_consent_that_runs_out_has_the_same_way_out(tmp_path: Path) -> None:
    home = carried(tmp_path)
    meeting = home.desk.on("2026-06-25").do("meeting", "new", "juso", "--date", "2026-07-07")["meeting"]
    assert (
        "期限"
        in home.desk.on("2026-07-02").refused(4, "meeting", "add", meeting, home.case, "--timing", "変更", "--plan", home.plan)[
            "message"
        ]
    )
    assert "2026-07-15" in waits(home, "2026-07-02")
    home.desk.on("2026-07-02").do("meeting", "add", meeting, home.case, "--timing", "終結", "--plan", home.plan)


def test_consent_that_comes_again_takes_it_off_the_list(home: Household) -> None:
    given = "act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\n"
    home.desk.as_("sato").on("2025-08-06").do("consent", "add", home.case, given=given)
    assert waits(home, "2025-08-06") == []
    meeting = invited(home)
    home.desk.on("2025-08-06").do("plan", "revise", home.plan, given="cautions: なし\nchange_reason: 希望による\n")
    home.desk.on("2025-08-06").do("meeting", "add", meeting, home.case, "--timing", "変更", "--plan", home.plan)

"""プランの日: an act on a plan bears a day on which it means something; what seki says has happened has happened."""

from pathlib import Path

import pytest

from carried import PLAN, Household, carried

MINUTES = "came:\n  - agency: takikan\n  - agency: chuo1\nitems:\n  - num: 1\n    result: 適切\n"
END = f"{MINUTES}    next_lead: nishi\n    followup_needed: false\n"
PAUSE = f"{MINUTES}    attempts:\n      - date: 2025-07-20\n        how: 訪問\n    look_again: 2025-10-01\n"
SHEET = "occasion: 終結検討\njudgement: {}\n"
NO_CONSENT = """\
intake:
  method: 電話
  variant: 同意なし
  complaint:
    by_agency: 夜だけ明かりがつく
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def decided(home: Household, timing: str, day: str, given: str, kind: str = "juso") -> Household:
    meeting = str(home.desk.do("meeting", "new", kind, "--date", day)["meeting"])
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", timing, "--plan", home.plan)
    home.desk.on(day).do("meeting", "record", meeting, given=given)
    return Household(desk=home.desk.on(day), case=home.case, plan=home.plan)


def outreach(home: Household) -> Household:
    """Return a household without consent whose plan runs before it by the 方針 of a meeting on 2025-07-22."""
    case = str(home.desk.do("case", "new", given=NO_CONSENT)["case"])
    text = PLAN.replace("wish: 朝起きて、少しずつ外に出たい", "wish: 未確認\nwish_why: 会えていない")
    plan = str(home.desk.do("plan", "new", case, "--kind", "アウトリーチ等", given=text)["plan"])
    return decided(Household(desk=home.desk, case=case, plan=plan), "方針", "2025-07-22", MINUTES, "shien")


def status(home: Household) -> str:
    return str(home.desk.ask("plan", "show", home.plan).data["status"])


@pytest.mark.parametrize("day", ["2025-07-10", "R7.7.21"])
def test_a_withdrawal_is_not_of_a_day_before_what_it_takes_back(home: Household, day: str) -> None:
    home = outreach(home)
    error = home.desk.refused(4, "plan", "drop", home.plan, "--reason", "支援拒否", given=f"date: {day}\n")
    assert "取り下げる日より後に" in error["message"]
    assert "decisions/" in error["where"]
    assert status(home) == "同意前"
    later = Household(desk=home.desk.on("2025-08-22"), case=home.case, plan=home.plan)
    later.desk.do("monitor", home.plan, "--result", "継続")
    later.desk.refused(4, "plan", "drop", home.plan, "--reason", "支援拒否", given="date: 2025-08-21\n")
    later.desk.do("plan", "drop", home.plan, "--reason", "支援拒否", given="date: 2025-08-22\n")
    assert status(later) == "取下げ"


def test_a_draft_is_not_withdrawn_before_it_was_made_nor_is_that_asked_after_the_reason(home: Household) -> None:
    plan = str(home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"])
    error = home.desk.refused(4, "plan", "drop", plan, given="date: 2025-07-10\n")
    assert error["where"].endswith(f"{plan}/v1.yaml:6")
    assert not list(home.folder.glob("closings/*"))


def test_the_running_version_goes_to_its_end_after_a_draft_was_withdrawn(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given="cautions: 訪問は木曜\nchange_reason: 希望\n")
    home.desk.do("plan", "drop", home.plan, "--reason", "その他")
    meeting = str(home.desk.do("meeting", "new", "juso", "--date", "2025-07-29")["meeting"])
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "中断", "--plan", home.plan)
    (item,) = home.desk.ask("meeting", "show", meeting).data["items"]
    assert str(item["version"]) == "1"
    assert home.desk.ask("plan", "check", home.plan).data["version"] == 1


def test_an_end_that_was_put_on_with_the_draft_goes_back_to_the_running_version(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given="cautions: 訪問は木曜\nchange_reason: 希望\n")
    meetings = {}
    for timing, day in (("変更", "2025-07-29"), ("中断", "2025-08-05")):
        meetings[timing] = str(home.desk.do("meeting", "new", "juso", "--date", day)["meeting"])
        home.desk.do("meeting", "add", meetings[timing], home.case, "--timing", timing, "--plan", home.plan)
    said = home.desk.try_("plan", "drop", home.plan, "--reason", "その他", "--off-agenda", "--by", "goto")
    assert f"終わりを諮る議題は v1 に戻しました: {meetings['中断']}" in said.out
    assert not home.desk.ask("meeting", "show", meetings["変更"]).data.get("items")
    (left,) = home.desk.ask("meeting", "show", meetings["中断"]).data["items"]
    assert (left["timing"], str(left["version"])) == ("中断", "1")


def test_a_meeting_that_has_spoken_is_not_the_next_one(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given="cautions: 訪問は木曜\nchange_reason: 希望\n")
    put_off = MINUTES.replace("適切", "継続審議")
    later = decided(home, "変更", "2025-07-29", put_off)
    data = later.desk.ask("plan", "check", home.plan).data
    assert (data["timing"], data["meeting"]) == ("変更", None)


def test_nobody_evaluates_a_plan_that_is_not_written_yet(home: Household) -> None:
    error = home.desk.refused(4, "evaluate", home.plan, given=SHEET.format("継続") + "date: 2025-07-08\n")
    assert "まだ作られていないプラン" in error["message"]
    home.desk.do("evaluate", home.plan, given=SHEET.format("継続") + "date: 2025-07-09\n")


def said_of(home: Household, judgement: str) -> str:
    words = ("evaluate", home.plan, "--by", "goto", "--from", "-")
    return home.desk.try_(*words, stdin=SHEET.format(judgement)).out


def test_what_follows_a_sheet_is_a_way_that_is_open(home: Household) -> None:
    before = outreach(home)
    assert f"seki plan drop {before.plan}" in said_of(before, "終結")
    assert "会議が決めます" not in said_of(before, "中断")
    assert "「方針」" in said_of(before, "再プラン")
    assert "「変更」" in said_of(home, "再プラン")
    assert "終結は会議が決めます" in said_of(home, "終結")
    ended = decided(home, "終結", "2025-07-29", END)
    for judgement in ("終結", "再プラン", "中断"):
        assert "seki" not in said_of(ended, judgement)


def test_a_plan_that_ended_gets_no_next_version(home: Household) -> None:
    home.desk.do("evaluate", home.plan, given=SHEET.format("終結"))
    ended = decided(home, "終結", "2025-07-29", END)
    for day in ("2025-07-29", "2025-08-01"):
        error = ended.desk.on(day).refused(4, "plan", "revise", home.plan, given="cautions: 訪問は木曜\n")
        assert "seki plan new" in error["remedy"]
    assert not (home.folder / "plans" / home.plan / "v2.yaml").exists()


def test_a_plan_that_was_suspended_gets_one_that_waits(home: Household) -> None:
    home.desk.on("2025-07-20").do("note", "add", home.case, given="method: 訪問\nfact: 会えず\n")
    paused = decided(Household(desk=home.desk.on("2025-07-20"), case=home.case, plan=home.plan), "中断", "2025-07-29", PAUSE)
    change = "cautions: 訪問は木曜\nchange_reason: 会えた\n"
    assert "翌日から" in paused.desk.refused(4, "plan", "revise", home.plan, given=change)["remedy"]
    paused.desk.on("2025-08-05").refused(4, "plan", "revise", home.plan, given=f"{change}made_on: 2025-07-29\n")
    paused.desk.on("2025-08-05").do("plan", "revise", home.plan, given=change)
    due = paused.desk.on("2025-08-05").ask("due", "--within", "60", "--kind", "会議待ち").items
    assert home.plan in {row["plan"] for row in due}


def test_no_plan_is_begun_in_a_case_that_is_shut(home: Household) -> None:
    case = str(home.desk.do("case", "new", given=NO_CONSENT)["case"])
    dropped = str(home.desk.do("plan", "new", case, "--kind", "多機関協働", given=PLAN)["plan"])
    home.desk.do("plan", "drop", dropped, "--reason", "その他")
    end = "reason: その他\nnext_lead: なし\nnext_lead_why: 転居\nfollowup_needed: false\n"
    home.desk.do("case", "close", case, given=end)
    error = home.desk.refused(4, "plan", "new", case, "--kind", "多機関協働", given="wish: 暮らしたい\n")
    assert f"seki case reopen {case}" in error["remedy"]
    home.desk.refused(4, "plan", "revise", dropped, given="cautions: 訪問は木曜\n")
    home.desk.do("case", "reopen", case)
    home.desk.do("plan", "new", case, "--kind", "多機関協働", given=PLAN)


@pytest.mark.parametrize("folder", ["decisions", "closings"])
def test_nothing_is_taken_back_nor_rewritten_while_the_course_of_a_plan_cannot_be_read(home: Household, folder: str) -> None:
    change = "cautions: 訪問は木曜\nchange_reason: 希望\n"
    (home.folder / folder).mkdir(exist_ok=True)
    if folder == "decisions":
        (path,) = home.folder.glob("decisions/*.yaml")
        whole = path.read_text(encoding="utf-8")
    else:
        home.desk.do("plan", "revise", home.plan, given=change)
        path, whole = home.folder / "closings" / "20250716-ABCD.yaml", ""
    path.write_text(whole + "schema: x\n", encoding="utf-8")
    for words, given in (
        (("plan", "drop", home.plan, "--reason", "その他"), ""),
        (("plan", "revise", home.plan), change),
        (("plan", "decide", home.plan, "--result", "承認"), ""),
    ):
        error = home.desk.refused(5, *words, given=given)
        assert error["where"].endswith(path.name)
    said = home.desk.try_("plan", "check", home.plan)
    assert (said.code, said.out.startswith("読めない記録があるので")) == (5, True)
    assert home.desk.try_("plan", "check", home.plan, "--json").data["ready"] is False
    if folder == "decisions":
        home.desk.refused(5, "case", "edit", home.case, home.plan, given="cautions: 訪問は木曜\n")
    # what is only added besides is still taken
    home.desk.do("note", "add", home.case, given="method: 電話\nfact: 話した\n")


def test_a_change_without_a_next_version_is_told_of_before_the_meeting(home: Household) -> None:
    day = home.desk.on("2025-08-15")
    day.do("monitor", home.plan, "--result", "変更が必要")
    (item,) = day.ask("plan", "check", home.plan).data["items"]
    assert (item["code"], item["severity"]) == ("SEKI116", "warning")
    assert "seki plan revise" in item["remedy"]
    day.do("plan", "revise", home.plan, given="cautions: 訪問は木曜\nchange_reason: 希望\n")
    assert not day.ask("plan", "check", home.plan).data["items"]


def test_whether_a_step_may_be_taken_is_asked_before_its_form(home: Household) -> None:
    path = home.desk.root / "resources" / "S-4H2MPXW.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("schema: resource/1\nid: S-4H2MPXW\nname: 川ぞい農園\n", encoding="utf-8")
    plan = str(home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"])
    wrong = "times: たくさん\n"
    assert "案のプラン" in home.desk.refused(4, "place", plan, "S-4H2MPXW", "--step", "開始", given=wrong)["message"]
    home.desk.refused(2, "place", plan, "S-4H2MPXW", "--step", "見学", given=wrong)
    error = home.desk.refused(2, "place", plan, "S-4H2MPXW", "--step", "みがく")
    assert "みがく" not in error["message"]


def test_the_state_is_asked_before_the_words(home: Household) -> None:
    plan = str(home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"])
    home.desk.refused(4, "monitor", plan, "--result", "継続", given="changes:\n  - なぞ\n")
    home.desk.refused(4, "monitor", plan, "--result", "継続", given="next_date: なぞ\ndate: 2025-07-15\n")
    home.desk.refused(4, "evaluate", plan, given="occasion: なぞ\ndate: 2025-07-10\n")
    home.desk.refused(2, "evaluate", plan, given="occasion: なぞ\n")
    home.desk.refused(2, "monitor", home.plan, "--result", "継続", given="changes:\n  - なぞ\n")


def test_a_next_version_says_something_new(home: Household) -> None:
    for text in ("cautions: 電話は午後にかける\n", "change_reason:\n", "made_on: 2025-07-16\n"):
        assert "変わったところ" in home.desk.refused(2, "plan", "revise", home.plan, given=text)["message"]
    assert status(home) == "実施中"
    home.desk.do("plan", "revise", home.plan, given="change_reason: 同じ内容で、もう一度諮る\n")
    assert status(home) == "見直し"


def test_the_to_dos_of_a_decision_of_the_city_are_numbered(home: Household) -> None:
    todos = "todos:\n  - agency: fukushi\n    what: 通知する\n  - num: 1\n    agency: chuo1\n    what: 伝える\n"
    done = home.desk.as_("hori").do("plan", "decide", home.plan, "--result", "承認", given=todos)
    text = (home.desk.root / done["path"]).read_text(encoding="utf-8")
    assert [line.strip(" -") for line in text.splitlines() if "num:" in line] == ["num: 2", "num: 1"]


@pytest.mark.parametrize("line", ["meeting: M-20250715-7KQ2", "close_case: true", "next_lead: nishi", "look_again: 2025-10-01"])
def test_a_decision_of_the_city_says_nothing_that_only_a_meeting_may_say(home: Household, line: str) -> None:
    error = home.desk.refused(2, "plan", "decide", home.plan, "--result", "承認", given=f"{line}\n")
    assert "会議によらない" in error["message"]


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (("case", "close"), "reason: なぞ\n"),
        (("case", "suspend"), "look_again: なぞ\n"),
        (("case", "screen"), "result: なぞ\n"),
        (("assess",), "date: なぞ\n"),
    ],
)
def test_a_shut_case_is_refused_before_its_words(home: Household, words: tuple[str, ...], given: str) -> None:
    case = str(home.desk.do("case", "new", given=NO_CONSENT)["case"])
    assert home.desk.refused(4, "case", "reopen", case, given="date: なぞ\n")["kind"] == "refused"
    home.desk.do("case", "close", case, given="reason: その他\nnext_lead: なし\nnext_lead_why: 転居\nfollowup_needed: false\n")
    home.desk.refused(4, *words, case, given=given)
    home.desk.do("case", "reopen", case)
    home.desk.refused(4 if words[-1] == "suspend" else 2, *words, case, given=given)

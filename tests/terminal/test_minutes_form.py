"""The minutes at a real terminal: few answers where most came, every open to-do asked for, and nothing lost when it dies."""

import subprocess
from pathlib import Path

import pexpect
import pytest

from at_terminal import Spawn, answers, drafts, ended, open_terminal
from carried import PLAN, Household, carried

DAY = "2025-08-05"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    home = carried(tmp_path)
    home.desk.do("registry", "me", "goto")
    return home


@pytest.fixture
def terminal(home: Household) -> Spawn:
    """Return a way to record a meeting, or do something else with one, at a terminal of its own, as goto."""

    def spawn(*words: str) -> "pexpect.spawn[str]":
        return open_terminal(home.desk.root, "meeting", *words, day=DAY)

    return spawn


def killed(child: "pexpect.spawn[str]") -> None:
    child.kill(9)
    child.expect(pexpect.EOF)


def two_items(home: Household) -> str:
    """A meeting on the running plan's change and another plan's beginning; the case has one to-do that was put off before."""
    desk = home.desk
    meeting = desk.do("meeting", "new", "shien", "--date", "2025-07-22")["meeting"]
    desk.do("meeting", "add", meeting, home.case, "--timing", "方針")
    todo = "    todos:\n      - agency: chuo1\n        staff: sato\n        what: 母に電話する\n        due: 2025-07-31\n"
    desk.on("2025-07-22").do("meeting", "record", meeting, given=f"items:\n  - num: 1\n    result: その他\n{todo}")
    desk.do("plan", "revise", home.plan, given="cautions: 訪問は水曜\nchange_reason: 希望\n")
    other = desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"]
    meeting = desk.do("meeting", "new", "juso", "--date", DAY)["meeting"]
    desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato")
    desk.do("meeting", "add", meeting, home.case, "--timing", "変更", "--plan", home.plan)
    desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", other)
    return str(meeting)


NO_POINTS = (("本人の目標、支援方針", ""), ("役割分担の確認", ""), ("時期の検討", ""), ("検討事項（終わりなら", ""))


def texts(home: Household, folder: str) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((home.folder / folder).iterdir())}


def test_minutes_go_on_where_the_terminal_died_twice(home: Household, terminal: Spawn) -> None:
    meeting = two_items(home)
    before = texts(home, "decisions")
    child = terminal("record", meeting)
    answers(
        child,
        ("来なかったのは", "佐藤"),
        ("ほかに", ""),
        ("招いていないが、来た機関", "西"),
        ("ほかに", ""),
        ("同席した本人・家族", ""),
    )
    answers(child, ("議題 1 変更.*母に電話する.*どうなりましたか", "延期"), ("新しい期限", "R7.8.20"), ("わけ", "不在が続いた"))
    child.expect("結果")
    killed(child)
    assert drafts(home.desk) == [f"meeting-record-{meeting}.yaml"]
    assert "decisions" not in subprocess.check_output(["git", "-C", home.desk.root, "status", "--porcelain"], text=True)

    child = terminal("record", meeting)
    answers(child, ("書きかけ", ""), ("結果", "修正のうえ適切"), ("経過", "確かめた"), ("続き", ""))
    answers(
        child, ("状況変化の確認.*なければ Enter", "夜は眠れている"), ("続き", ""), ("情報源", "本人"), ("情報の区分", "基本情報")
    )
    answers(child, ("現行プランの評価", ""), ("プラン変更内容", ""), ("検討事項（終わりなら", ""), ("事後の報告", ""))
    answers(child, (r"\(1\) 担当機関", "marugoto"), ("担当者", "mori"), ("すること", "見学日を決める"), ("期限", "R7.8.31"))
    answers(child, (r"\(2\) 担当機関", "chuo1"), ("担当者", ""))
    child.expect("すること")
    killed(child)

    child = terminal("record", meeting)
    answers(
        child,
        ("書きかけ", ""),
        (r"見学日を決める.*\(2\) 担当機関", ""),
        ("新しく気づいた", "夜の窓口がない"),
        ("どの分野", "障害"),
        ("新しく", ""),
    )
    answers(
        child,
        ("議題 2 策定.*結果", "適切"),
        ("経過", ""),
        *NO_POINTS,
        ("事後の報告", "はい"),
        (r"\(1\) 担当機関", ""),
        ("新しく", ""),
    )
    child.expect("保存の前の確認.*議題 1 変更.*宿題 1.*動かした宿題 1.*検討した点 1.*地域課題 1")
    answers(child, ("保存しますか", "2"), ("議題 2 策定.*結果［適切］|結果.*［適切］", "差戻し"), ("経過", ""), *NO_POINTS)
    answers(child, (r"\(1\) 担当機関", ""), ("新しく", ""), ("議題 2 策定.*差戻し.*保存しますか", ""))
    child.expect("保存しました.*第2版のまま動き")
    assert ended(child) == 0
    assert drafts(home.desk) == []

    new = {rid: text for rid, text in texts(home, "decisions").items() if rid not in before}
    first = next(text for text in new.values() if "timing: 変更" in text)
    second = next(text for text in new.values() if "timing: 策定" in text)
    assert "    act: 延期\n    due: 2025-08-20\n    why: 不在が続いた\n" in first
    assert (
        "points:\n  - point: 本人の状況変化の確認、評価\n    said: 夜は眠れている\n    source: 本人\n    category: 基本情報\n"
        in first
    )
    assert "    agency: marugoto\n    staff: mori\n    what: 見学日を決める\n    due: 2025-08-31\n" in first
    assert ("after_the_fact" in first, "moved" in second, "result: 差戻し" in second) == (False, False, True)
    (gap,) = (home.desk.root / "gaps").iterdir()
    assert f"gaps:\n  - {gap.stem}\n" in first
    desk = home.desk.on(DAY)
    shown = desk.ask("meeting", "show", meeting).data["attendees"]
    assert [(row["agency"], row["came"]) for row in shown] == [("takikan", True), ("chuo1", False), ("nishi", True)]
    due = [(row["due_on"], row["what"]) for row in desk.ask("due", "--kind", "宿題", "--within", "60").items]
    assert due == [("2025-08-20", "宿題 1（延期 1 回）"), ("2025-08-31", "宿題 1")]
    assert desk.ask("check").data["errors"] == 0


def test_a_yes_that_may_not_be_is_told_at_the_question(home: Household, terminal: Spawn) -> None:
    desk = home.desk
    meeting = desk.do("meeting", "new", "juso", "--date", DAY)["meeting"]
    desk.do("meeting", "attend", meeting, "takikan:goto")
    desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    child = terminal("record", meeting)
    answers(child, ("来なかったのは", ""), ("来た機関", ""), ("本人・家族", "P2"), ("ほかに", ""), ("結果", "適切"))
    answers(child, ("もう決定されて、実施中です.*結果", "その他"), ("経過", ""))
    answers(child, ("状況変化", "<"), ("経過", "<"), ("結果", "その他"), ("経過", ""), ("状況変化", ""), ("現行プラン", ""))
    answers(child, ("プラン変更内容", ""), ("検討事項（終わりなら", ""), ("担当機関", ""), ("新しく", ""), ("保存しますか", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    (person,) = [row for row in desk.on(DAY).ask("meeting", "show", meeting).data["attendees"] if row.get("person")]
    assert (person["case"], person["person"], person["came"]) == (home.case, "P2", True)


def test_when_all_is_recorded_the_minutes_are_confirmed(home: Household, terminal: Spawn) -> None:
    child = terminal("record", home.meeting)
    answers(child, ("会議の記録を確認したことにしますか", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    assert home.desk.on(DAY).ask("meeting", "show", home.meeting).data["confirmed"] == {"date": DAY, "staff": "goto"}
    child = terminal("record", home.meeting)
    child.expect("会議の確認も済んでいます")
    assert ended(child) == 4


def test_the_end_of_a_plan_asks_for_all_that_an_end_needs(home: Household, terminal: Spawn) -> None:
    desk = home.desk
    desk.on("2025-08-04").do("evaluate", home.plan, given="occasion: 終結検討\njudgement: 終結\n")
    meeting = desk.do("meeting", "new", "juso", "--date", DAY)["meeting"]
    desk.do("meeting", "attend", meeting, "takikan:goto")
    desk.do("meeting", "add", meeting, home.case, "--timing", "終結")
    child = terminal("record", meeting)
    answers(child, ("来なかったのは", ""), ("来た機関", ""), ("本人・家族", ""), ("結果", "承認"), ("経過", ""))
    answers(child, ("目標達成状況", ""), ("支援終結の評価", ""), ("検討事項（終わりなら", ""))
    answers(
        child,
        ("次の主担当", ""),
        ("必要です.*次の主担当", "なし"),
        ("わけ", "家族で足りる"),
        ("続き", ""),
        ("フォローアップの要否", "はい"),
    )
    answers(child, ("予定日", "R7.11.5"), ("方法", "電話"), ("予定日", ""), ("ケースも閉じる", ""))
    answers(child, ("事後の報告", ""), ("担当機関", ""), ("新しく", ""), ("保存しますか", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    rows = [(r["kind"], r["due_on"]) for r in desk.on(DAY).ask("due", "--within", "120").items]
    assert ("フォローアップ", "2025-11-05") in rows


def test_the_status_of_a_gap_is_asked_for(home: Household, terminal: Spawn) -> None:
    (home.desk.root / "gaps").mkdir()
    (home.desk.root / "gaps" / "G-ABCDEFG.yaml").write_text("schema: gap/1\nid: G-ABCDEFG\ntext: 足がない\n", encoding="utf-8")
    assert home.desk.try_("save").code == 0
    meeting = home.desk.do("meeting", "new", "juso", "--date", DAY)["meeting"]
    home.desk.do("meeting", "attend", meeting, "takikan:goto")
    home.desk.do("meeting", "add", meeting, "G-ABCDEFG")
    child = terminal("record", meeting)
    answers(
        child, ("来なかったのは", ""), ("来た機関", ""), ("状況", "取組中"), ("話し合われたこと", "試しに走らせる"), ("続き", "")
    )
    answers(child, ("議題 1 社会資源 G-ABCDEFG: 取組中.*保存しますか", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    assert "status: 取組中" in (home.desk.root / "gaps" / "G-ABCDEFG.yaml").read_text(encoding="utf-8")


def test_a_draft_that_cannot_be_read_is_set_aside(home: Household, terminal: Spawn) -> None:
    meeting = two_items(home)
    folder = home.desk.root / ".git" / "seki" / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"meeting-record-{meeting}.yaml").write_text("came: [\n", encoding="utf-8")
    child = terminal("record", meeting)
    child.expect("移しました.*来なかったのは")
    killed(child)
    assert drafts(home.desk) == [f"meeting-record-{meeting}.1.yaml"]


def test_what_was_answered_on_an_item_that_is_off_the_agenda_stops_nobody(home: Household, terminal: Spawn) -> None:
    meeting = two_items(home)
    child = terminal("record", meeting)
    answers(child, ("来なかったのは", ""), ("来た機関", ""), ("本人・家族", ""), ("どうなりましたか", "完了"), ("結果", "適切"))
    child.expect("経過")
    killed(child)
    home.desk.do("meeting", "cancel", meeting, "--item", "1")
    child = terminal("record", meeting)
    answers(child, ("書きかけ", ""), ("議題 2 策定.*どうなりましたか", "完了"), ("結果", "適切"), ("経過", ""), *NO_POINTS)
    answers(child, ("事後の報告", ""), ("担当機関", ""), ("新しく", ""), ("保存しますか", ""))
    child.expect("保存しました.*議題 2 策定")
    assert ended(child) == 0
    assert drafts(home.desk) == []
    assert home.desk.on(DAY).ask("due", "--kind", "宿題").items == []


@pytest.mark.parametrize(("said", "code"), [("n", 130), ("", 0)])
def test_an_item_is_changed_only_after_enter(home: Household, terminal: Spawn, said: str, code: int) -> None:
    meeting = two_items(home)
    child = terminal("add", meeting, home.case, "--plan", home.plan, "--members", "takikan")
    answers(child, ("議題 1 はもう入っています。構成員を改めます", said))
    assert ended(child) == code
    assert home.desk.on(DAY).ask("meeting", "show", meeting).data["items"][0].get("members") == (
        ["takikan"] if code == 0 else None
    )


def test_the_copies_that_came_back_are_asked_for_with_one_key(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    meeting = two_items(home)
    home.desk.on(DAY).do("agenda", meeting, "-o", str(tmp_path / "shiryo.txt"))
    home.desk.on(DAY).do(
        "meeting", "record", meeting, given="items:\n  - num: 1\n    result: その他\n  - num: 2\n    result: その他\n"
    )
    child = terminal("record", meeting)
    answers(child, ("まだ戻っていない資料番号", "1"), ("ほかに", ""), ("会議の記録を確認した", "n"))
    child.expect("1 部が戻っていません（資料番号 1）")
    assert ended(child) == 0
    child = terminal("record", meeting)
    answers(child, ("まだ戻っていない資料番号", ""), ("会議の記録を確認した", "はい"))
    assert ended(child) == 0
    assert home.desk.on(DAY).ask("meeting", "show", meeting).data["outstanding"] == []

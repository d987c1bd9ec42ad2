"""Closing a case at a real terminal: what is open is asked one by one, and Enter through nothing writes nothing."""

import subprocess
from pathlib import Path

import pexpect
import pytest

from at_terminal import Spawn, answers, drafts, ended, open_terminal
from carried import Household, carried
from speaking import Desk

CALL = "intake:\n  method: 電話\n  complaint:\n    by_person: 家賃のこと\n"
MINUTES = """\
came:
  - agency: takikan
  - agency: chuo1
items:
  - num: 1
    result: 適切
    todos:
      - agency: chuo1
        what: 鍵を返す
        due: 2025-07-30
      - agency: takikan
        what: 役所に知らせる
        due: 2025-07-31
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def case(home: Household) -> str:
    """Return a case without a plan: a つなぎ without an answer, an announced step, two to-dos of a 支援会議."""
    sato = home.desk.as_("sato")
    home.desk.do("registry", "me", "sato")
    opened = str(sato.do("case", "new", given=CALL)["case"])
    held = sato.do("meeting", "new", "shien", "--date", "2025-07-16")["meeting"]
    sato.do("meeting", "attend", held, "takikan:goto", "chuo1:sato", "fukushi:hori")
    sato.do("meeting", "add", held, opened, "--timing", "方針")
    sato.do("meeting", "record", held, given=MINUTES)
    sato.do("refer", opened, "--to-agency", "hibiki", "--ask", "一緒に対応", "--reason", "制度の狭間")
    sato.do("note", "add", opened, given="method: 電話\nfact: 話した\nnext:\n  date: 2025-08-01\n  what: 書類を届ける\n")
    return opened


@pytest.fixture
def terminal(home: Household) -> Spawn:
    def spawn(*words: str, day: str = "2025-07-17") -> "pexpect.spawn[str]":
        return open_terminal(home.desk.root, *words, day=day)

    return spawn


def records(desk: Desk, case: str, kind: str) -> list[str]:
    folder = desk.root / "cases" / case[:3] / case / kind
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]


def commits(desk: Desk) -> int:
    return len(subprocess.check_output(["git", "-C", desk.root, "log", "--format=%h"], text=True).split())


def test_what_is_open_is_dealt_with_one_by_one(home: Household, case: str, terminal: Spawn) -> None:
    before = commits(home.desk)
    child = terminal("case", "close", case)
    answers(
        child,
        ("終結の日", ""),
        ("1/4 .*未回答のつなぎ.*どうしますか", "取り下げる"),
        ("理由", "本人が希望しない"),
        ("2/4 .*鍵を返す.*どうしますか", "果たした"),
        ("3/4 .*役所に知らせる.*どうしますか", "取りやめる"),
        ("取りやめるわけ", ""),
        ("必要です.*取りやめるわけ", "もう要らない"),
        ("4/4 .*次の予定.*書類を届ける.*どうしますか", "1"),
        ("理由", "02"),
        ("次の主担当機関", ""),
        ("この項目は必要です.*次の主担当機関", "なし"),
        ("次の主担当がないわけ", "本人が自分で相談できる"),
        ("続き", ""),
        ("フォローアップの要否", "はい"),
        ("予定日", "R7.10.1"),
        ("方法", "電話"),
        ("予定日", ""),
        ("保存の前の確認.*Enter で保存", ""),
    )
    child.expect("保存しました")
    child.expect("残っていた 4 件も")
    assert ended(child) == 0
    assert commits(home.desk) == before + 1
    (closing,) = records(home.desk, case, "closings")
    assert (
        "reason: 一定の目処がついた\nnext_lead: なし\nnext_lead_why: 本人が自分で相談できる\nfollowup_needed: true\n" in closing
    )
    assert "    act: 取消\n    why: もう要らない\n" in closing
    assert any("step: 取下げ" in text and "reason: 本人が希望しない" in text for text in records(home.desk, case, "referrals"))
    assert drafts(home.desk) == []
    later = home.desk.on("2025-10-01")
    assert [(row["kind"], row["case"]) for row in later.ask("due").items if row["case"] == case] == [("フォローアップ", case)]


def test_to_leave_one_thing_open_is_to_stop(home: Household, case: str, terminal: Spawn) -> None:
    before = commits(home.desk)
    child = terminal("case", "close", case)
    answers(
        child,
        ("終結の日", ""),
        ("どうしますか", "取り下げる"),
        ("理由", "本人が希望しない"),
        ("2/4.*どうしますか", "このまま残す"),
    )
    assert ended(child) == 130
    assert commits(home.desk) == before
    assert records(home.desk, case, "closings") == []


def test_what_was_decided_is_not_asked_again(home: Household, case: str, terminal: Spawn) -> None:
    child = terminal("case", "close", case)
    answers(
        child, ("終結の日", ""), ("どうしますか", "取り下げる"), ("理由", "本人が希望しない"), ("2/4.*どうしますか", "取りやめる")
    )
    answers(child, ("取りやめるわけ", "もう要らない"))
    child.expect("3/4.*どうしますか")
    child.kill(9)
    child.expect(pexpect.EOF)
    assert drafts(home.desk) == [f"case-close-{case}-dispose.yaml"]
    child = terminal("case", "close", case)
    answers(child, ("終結の日", ""), ("前に決めた扱い", ""))
    answers(child, ("→ 取下げ.*→ 取消.*3/4.*どうしますか", "果たした"), ("4/4.*どうしますか", "果たした"))
    answers(child, ("理由", "02"), ("次の主担当機関", "西"), ("フォローアップの要否", "いいえ"))
    for _ in range(3):
        if child.expect(["保存しました", "Enter で保存"]) == 0:
            break
        child.sendline("")
    assert ended(child) == 0
    (closing,) = records(home.desk, case, "closings")
    assert "why: もう要らない" in closing
    assert drafts(home.desk) == []


def test_a_result_and_a_sheet_are_asked_for(home: Household, case: str, terminal: Spawn) -> None:
    child = terminal("case", "screen", case)
    answers(
        child,
        ("判断した日", ""),
        ("対応結果", "他機関へつないで"),
        ("つなぎ先", "かざぐるま"),
        ("分野", "困窮、障害"),
        ("ほかに", ""),
        ("目印", ""),
    )
    for _ in range(3):
        if child.expect(["保存しました", "Enter で保存"]) == 0:
            break
        child.sendline("")
    child.expect("つなぎ中")
    assert ended(child) == 0
    (screening,) = records(home.desk, case, "screenings")
    assert "to_agency: kazaguruma\nfields:\n  - 困窮\n  - 障害\n" in screening or "fields:\n  - 障害\n  - 困窮\n" in screening

    given = "people:\n  - person: P1\n    strengths: 料理が得意\nsummary: 前の見立て\ndirection: 前の方向\n"
    home.desk.as_("sato").do("assess", case, given=given)
    child = terminal("assess", case)
    child.expect("年月日|まとめた日")
    child.sendline("")
    child.expect("料理が得意")
    child.sendline("")
    answers(
        child,
        ("分野ごとの状況", ""),
        ("危険", ""),
        ("続き|見立て", "疲れている"),
        ("続き", ""),
        ("方向性", "休めるようにする"),
        ("続き", ""),
    )
    answers(child, ("Enter で保存", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    sheets = records(home.desk, case, "assessments")
    assert len(sheets) == 2
    assert all("strengths: 料理が得意" in text for text in sheets)


def test_a_running_plan_is_told_before_any_question(home: Household, terminal: Spawn) -> None:
    home.desk.do("registry", "me", "sato")
    child = terminal("case", "close", home.case)
    child.expect("実施中のプランがあるので、終結できません")
    assert ended(child) == 4


def test_reopening_asks_for_the_new_call(home: Household, case: str, terminal: Spawn) -> None:
    home.desk.do("case", "new", given=CALL)
    closed = str(home.desk.as_("sato").do("case", "new", given=CALL)["case"])
    home.desk.do("case", "close", closed, given="next_lead: なし\nnext_lead_why: 転居\nfollowup_needed: false\n")
    child = terminal("case", "reopen", closed)
    answers(
        child,
        ("再開の日", ""),
        ("理由", "戻ってきた"),
        ("次の主担当機関", "西"),
        ("新しい相談の受付も", ""),
        ("方法", "電話"),
        ("本人の訴え", "また困っている"),
        ("家族の訴え", ""),
        ("機関", ""),
        ("同意", "同意なし"),
        ("どの事業", ""),
        ("Enter で保存", ""),
    )
    child.expect("保存しました")
    child.expect("主担当を 関市西地域包括支援センター に移しました")
    assert ended(child) == 0
    assert any("by_person: また困っている" in text for text in records(home.desk, closed, "intakes"))
    assert drafts(home.desk) == []


def test_a_person_is_asked_for_in_a_form(home: Household, terminal: Spawn) -> None:
    child = terminal("person", "add", home.case)
    answers(
        child,
        ("立場", "親族"),
        ("氏名", "武芸 光"),
        ("ふりがな", "むげ ひかる"),
        ("続柄", "めい"),
        ("性別", "女性"),
        ("生年月日", "H24.4.2"),
    )
    for _ in range(16):
        found = child.expect(["世帯の人との関係", "[：:] ?$"])
        child.sendline("親子" if found == 0 else "")
        if found == 0:
            break
    answers(child, ("だれとの関係", "2"), ("どちらが親", "新しく加える人が子"))
    child.expect("世帯の人 (P[0-9A-Z]{3}) を加えました")
    added = child.match.group(1)
    assert ended(child) == 0
    text = (home.folder / "household.yaml").read_text(encoding="utf-8")
    assert f"id: {added}\n    role: 親族\n    name: 武芸 光\n    kana: むげ ひかる\n    sex: 女性\n    born: 2012-04-02\n" in text
    assert f"kind: 親子\n    a: P2\n    b: {added}\n" in text
    assert drafts(home.desk) == []

"""Forms at a real terminal: a plan and a consent question by question, full-width letters taken back, odd terminals."""

import sys
import time
from contextlib import suppress
from pathlib import Path

import pexpect
import pyte
import pytest

from at_terminal import PACKAGE, RUN, Spawn, answers, drafts, ended, environment, interrupt, open_terminal
from carried import Household, carried


@pytest.fixture
def home(tmp_path: Path) -> Household:
    found = carried(tmp_path)
    found.desk.do("registry", "me", "sato")
    return found


@pytest.fixture
def terminal(home: Household) -> Spawn:
    """Return a way to open seki at a terminal of its own, as sato, on 2025-07-16."""

    def spawn(*words: str, columns: int = 80, **more: str) -> "pexpect.spawn[str]":
        return open_terminal(home.desk.root, *words, day="2025-07-16", columns=columns, **more)

    return spawn


PLAN = (
    ("1 問ずつ", ""), ("対象の人", ""), ("本人の意向: ", "静かに暮らしたい"), ("続き", ""),
    ("\\(1\\) 課題: ", "昼夜が逆転している"), ("\\(2\\) 課題", ""),
    ("\\(1\\) 目標: ", "居場所に通う"), ("達成時期: ", "3か月後"), (r"令和7年10月16日\(木\).*長期・短期", "たんき"), ("\\(2\\) 目標", ""),
    ("\\(1\\) 支援の内容: ", "同行する"), ("課題の番号", "1"), ("担当機関", "まるごと"), ("担当者", "森"), ("頻度", "週1回"), ("\\(2\\) 支援", ""),
    ("留意事項: ", "なし"), ("続き", ""),
)  # fmt: skip


def test_a_plan_without_an_editor(home: Household, terminal: Spawn) -> None:
    child = terminal("plan", "new", home.case, "--kind", "多機関協働", EDITOR="false")
    answers(child, *PLAN)
    answers(child, ("開始日", ""), ("終了日", ""), ("間隔の月数", "1"), ("最初の日", ""), ("担当機関", ""), ("担当者", ""))
    answers(child, ("情報の区分", "すべて"), ("ほかに", ""))
    child.expect(r"支援プラン（保存の前の確認）.*5 目標と達成時期:\s+1\. 居場所に通う　R7\.10\.16　短期.*Enter で保存")
    answers(child, ("直す", "7"), ("留意事項", "電話は午後"), ("続き", ""), ("7 留意事項: 電話は午後.*直す", ""))
    child.expect("保存しました: .*(P-[0-9A-Z]{7})")
    plan = child.match.group(1)
    assert ended(child) == 0
    assert drafts(home.desk) == []
    text = (home.folder / "plans" / plan / "v1.yaml").read_text(encoding="utf-8")
    assert "cautions: 電話は午後\n" in text
    assert "  - issue: 1\n    what: 同行する\n    agency: marugoto\n    staff: mori\n    often: 週1回\n" in text
    assert "period:\n  since: 2025-07-16\n  until: 2026-01-16\nmonitoring:\n  every_months: 1\n  agency: chuo1\n" in text
    assert "categories: すべて" in text


def test_a_plan_goes_on_after_ctrl_c_in_the_middle_of_a_table(home: Household, terminal: Spawn) -> None:
    child = terminal("plan", "new", home.case, "--kind", "多機関協働")
    answers(child, *PLAN[:5])
    child.expect("\\(2\\) 課題.*: ")
    interrupt(child, "ここまでの内容は下書きに残っています")
    assert ended(child) == 130
    assert drafts(home.desk) == [f"plan-form-{home.case}.yaml"]
    child = terminal("plan", "new", home.case, "--kind", "多機関協働")
    answers(child, ("1 問ずつ", ""), ("書きかけ", ""))
    child.expect("昼夜が逆転している.*\\(2\\) 課題")
    child.kill(9)


def test_a_consent_keeps_its_answers_and_offers_the_last_act(home: Household, terminal: Spawn) -> None:
    child = terminal("consent", "add", home.case)
    answers(child, ("いまの記録: 同意.*年月日", ""), ("意思", "いちぶ"), ("立場.*本人］", ""), ("示し方.*書面］", ""))
    child.expect("共有してよい機関")
    child.kill(9)
    child.expect(pexpect.EOF)
    assert drafts(home.desk) == [f"consent-add-{home.case}-P1.yaml"]
    child = terminal("consent", "add", home.case)
    answers(child, ("書きかけ", ""), ("共有してよい機関.*すべて］", "nishi kikan"), ("ほかに", ""))
    answers(
        child, ("共有してよい情報.*すべて］", "かいご"), ("ほかに", ""), ("税情報.*いいえ］", ""), ("期限.*令和8年6月30日", "-")
    )
    answers(child, ("書面のありか", ""), ("同意（保存の前の確認）.*Enter で保存", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    assert drafts(home.desk) == []
    shown = home.desk.ask("consent", "show", home.case).items
    assert [(row["act"], row["agencies"], row["categories"]) for row in shown if row["person"] == "P1"] == [
        ("一部同意", ["nishi", "kikan"], ["介護"])
    ]


def test_a_withdrawal_asks_nothing_about_sharing(home: Household, terminal: Spawn) -> None:
    child = terminal("consent", "withdraw", home.case)
    answers(child, ("年月日", ""), ("立場", ""), ("示し方", "こうとう"), ("書面のありか", ""), ("意思: 撤回.*Enter で保存", ""))
    child.expect("保存しました")
    assert ended(child) == 0


def test_a_referral_asks_whom_first_and_a_refusal_asks_why(home: Household, terminal: Spawn) -> None:
    child = terminal("refer", home.case)
    answers(
        child,
        ("つなぎ先", "にしちいき"),
        ("年月日", ""),
        ("してほしいこと", "きょうりょく"),
        ("つなぐ理由", "せいど"),
        ("ほかに", ""),
    )
    answers(child, ("緊急性", ""), ("頼みたい内容", "見守り"), ("続き", ""), ("Enter で保存", ""))
    child.expect(r"保存しました: \S+ (\S+) \S+\r")
    referral = child.match.group(1)
    assert ended(child) == 0
    text = (home.folder / "referrals" / f"{referral}.yaml").read_text(encoding="utf-8")
    assert "to_agency: nishi\nask: 協力\nreasons:\n  - 制度の狭間\n" in text
    assert "ground:\n  consent: " in text
    child = terminal("referral", "decline", f"{home.case}/{referral}")
    answers(child, ("年月日", ""), ("理由", ""), ("必要です.*理由", "ていいん"), ("どの事業", ""))
    child.expect("保存しました")
    assert ended(child) == 0


def test_nothing_typed_is_left_in_a_history(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    child = terminal("case", "find", HOME=str(tmp_path))
    child.expect("探す言葉")
    child.sendline("むげ とみ")
    child.expect(home.case)
    assert ended(child) == 0
    assert not [path for path in tmp_path.rglob("*history*") if ".git" not in path.parts]


def test_an_arrow_up_brings_back_no_answer(home: Household, terminal: Spawn) -> None:
    child = terminal("note", "add", home.case)
    answers(child, ("年月日", ""), ("方法", "訪問"), ("事実", "庭で話した"), ("続き", "\x1b[A"))
    child.expect("見立て")
    draft = (home.desk.root / ".git" / "seki" / "drafts" / f"note-add-{home.case}.yaml").read_text(encoding="utf-8")
    assert draft.count("庭で話した") == 1
    child.kill(9)


def test_questions_stay_out_of_a_redirected_answer(home: Household, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    line = f"{sys.executable} -c '{RUN}' -C {home.desk.root} case find > {out}"
    child = pexpect.spawn("/bin/sh", ["-c", line], env=environment("2025-07-16"), encoding="utf-8", timeout=30)
    answers(child, ("探す言葉", "むげ とみ"))
    assert ended(child) == 0
    assert "探す言葉" not in out.read_text(encoding="utf-8")
    assert home.case in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("env", "encoding"), [({"PYTHONIOENCODING": "cp932"}, "cp932"), ({"PYTHONIOENCODING": "ascii"}, "ascii")]
)
def test_a_terminal_without_the_letters_does_not_crash(
    home: Household, terminal: Spawn, env: dict[str, str], encoding: str
) -> None:
    child = terminal("note", "add", home.case, encoding=encoding, **env)
    draft = home.desk.root / ".git/seki/drafts" / f"note-add-{home.case}.yaml"
    child.sendline("")
    child.sendline("3")
    for _ in range(300):  # its questions cannot be read here, so the draft tells when both answers have arrived
        if draft.exists() and "method: 訪問" in draft.read_text(encoding="utf-8"):
            break
        time.sleep(0.1)
    interrupt(child)
    assert ended(child) == 130
    assert "method: 訪問" in draft.read_text(encoding="utf-8")


def test_a_machine_without_line_editing_can_still_be_answered(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "readline.py").write_text("raise ImportError\n", encoding="utf-8")
    child = terminal("note", "add", home.case, PYTHONPATH=f"{tmp_path / 'bare'}:{PACKAGE}")
    answers(child, ("年月日", ""), ("方法", "訪問"))
    child.expect("事実")
    child.kill(9)


class Drawn:
    """A terminal that draws, as a person sees it: what seki writes goes to an emulator, whose lines can be read."""

    def __init__(self, child: "pexpect.spawn[str]", columns: int) -> None:
        self.child, self.lines = child, pyte.Screen(columns, 24)
        self.stream = pyte.Stream(self.lines)

    def shows(self, sought: str) -> str:
        """Return what the screen shows once it shows the sought text."""
        for _ in range(300):
            with suppress(pexpect.TIMEOUT):
                self.stream.feed(self.child.read_nonblocking(4096, timeout=0.1))
            shown = "\n".join(line.rstrip() for line in self.lines.display).rstrip()
            if sought in shown:
                return shown
        raise AssertionError(f"{sought} is not on the screen:\n{shown}")

    def type(self, keys: str) -> None:
        """Type keys as they are; Enter is \\r and backspace \\x7f."""
        self.child.send(keys)


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("locale", ["C.UTF-8", "POSIX"])
def test_a_backspace_takes_one_full_width_letter(home: Household, terminal: Spawn, columns: int, locale: str) -> None:
    screen = Drawn(terminal("note", "add", home.case, columns=columns, LC_ALL=locale, COLUMNS=str(columns)), columns)
    screen.shows("年月日［今日］:")
    screen.type("\r")
    screen.shows("対応方法（番号か言葉、? で説明）:")
    screen.type("訪問\r")
    screen.shows("事実:")
    screen.type("庭で話しが")
    screen.shows("庭で話しが")
    screen.type("\x7fた")
    shown = screen.shows("庭で話した")
    assert shown.splitlines()[-1] == "事実: 庭で話した"
    screen.type("\r")
    screen.shows("続き")
    screen.type("\r")
    screen.shows("見立て（なければ Enter）:")
    kept = (home.desk.root / ".git" / "seki" / "drafts" / f"note-add-{home.case}.yaml").read_text(encoding="utf-8")
    assert "fact: 庭で話した\n" in kept


def test_a_long_line_is_taken_back_over_the_edge_of_the_screen(home: Household, terminal: Spawn) -> None:
    screen = Drawn(terminal("case", "find", columns=80, COLUMNS="80"), 80)
    screen.shows("探す言葉（氏名・ふりがな・住所・電話・生年月日）:")
    screen.type("あ" * 40)
    screen.shows("あ" * 10)
    screen.type("\x7f" * 38 + "い")
    assert screen.shows("ああい").count("あ") == 2

"""Forms at a real terminal: a plan and a consent question by question, full-width letters taken back, odd terminals."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from carried import Household, carried

PACKAGE = Path(__file__).parents[2]
RUN = "from seki_cli.main import run; run()"
Spawn = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Household:
    found = carried(tmp_path)
    found.desk.do("registry", "me", "sato")
    return found


def environment(**more: str) -> dict[str, str]:
    own = {"PYTHONPATH": str(PACKAGE), "SEKI_TODAY": "2025-07-16", "LANG": "C.UTF-8", "TERM": "xterm"}
    return {**{k: v for k, v in os.environ.items() if k not in ("LC_ALL", "NO_COLOR")}, **own, **more}


@pytest.fixture
def terminal(home: Household) -> Spawn:
    """Return a way to open seki at a terminal of its own, as sato, on 2025-07-16."""

    def spawn(*words: str, columns: int = 80, encoding: str = "utf-8", **env: str) -> "pexpect.spawn[str]":
        args = ["-c", RUN, "-C", str(home.desk.root), *words]
        return pexpect.spawn(
            sys.executable,
            args,
            env=environment(**env),
            encoding=encoding,
            codec_errors="replace",
            timeout=30,
            dimensions=(50, columns),
        )

    return spawn


def answers(child: "pexpect.spawn[str]", *pairs: tuple[str, str]) -> None:
    for question, said in pairs:
        child.expect(question)
        child.sendline(said)


def ended(child: "pexpect.spawn[str]") -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus if child.exitstatus is not None else 128 + child.signalstatus)


def drafts(home: Household) -> list[str]:
    folder = home.desk.root / ".git" / "seki" / "drafts"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


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
    assert drafts(home) == []
    text = (home.folder / "plans" / plan / "v1.yaml").read_text(encoding="utf-8")
    assert "cautions: 電話は午後\n" in text
    assert "  - issue: 1\n    what: 同行する\n    agency: marugoto\n    staff: mori\n    often: 週1回\n" in text
    assert "period:\n  since: 2025-07-16\n  until: 2026-01-16\nmonitoring:\n  every_months: 1\n  agency: chuo1\n" in text
    assert "categories: すべて" in text


def test_a_plan_goes_on_after_ctrl_c_in_the_middle_of_a_table(home: Household, terminal: Spawn) -> None:
    child = terminal("plan", "new", home.case, "--kind", "多機関協働")
    answers(child, *PLAN[:5])
    child.expect("\\(2\\) 課題.*: ")
    child.sendintr()
    child.expect("ここまでの内容は下書きに残っています")
    assert ended(child) == 130
    assert drafts(home) == [f"plan-form-{home.case}.yaml"]
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
    assert drafts(home) == [f"consent-add-{home.case}-P1.yaml"]
    child = terminal("consent", "add", home.case)
    answers(child, ("書きかけ", ""), ("共有してよい機関.*すべて］", "nishi kikan"), ("ほかに", ""))
    answers(
        child, ("共有してよい情報.*すべて］", "かいご"), ("ほかに", ""), ("税情報.*いいえ］", ""), ("期限.*令和8年6月30日", "-")
    )
    answers(child, ("書面のありか", ""), ("同意（保存の前の確認）.*Enter で保存", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    assert drafts(home) == []
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
    child.expect(r"保存しました: \S+ (\S+)\r")
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
    child = pexpect.spawn("/bin/sh", ["-c", line], env=environment(), encoding="utf-8", timeout=30)
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
    time.sleep(1)
    child.sendline("")
    time.sleep(0.5)
    child.sendline("3")
    time.sleep(0.5)
    child.sendintr()
    assert ended(child) == 130
    assert "method: 訪問" in (home.desk.root / ".git/seki/drafts" / f"note-add-{home.case}.yaml").read_text(encoding="utf-8")


def test_a_machine_without_line_editing_can_still_be_answered(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "readline.py").write_text("raise ImportError\n", encoding="utf-8")
    child = terminal("note", "add", home.case, PYTHONPATH=f"{tmp_path / 'bare'}:{PACKAGE}")
    answers(child, ("年月日", ""), ("方法", "訪問"))
    child.expect("事実")
    child.kill(9)


needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not here: nobody draws the screen")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Return a way to speak to a terminal that draws: `screen(width, words…)` opens it, keys go in, its lines come out."""
    base = ["tmux", "-S", str(tmp_path / "tmux"), "-f", "/dev/null"]

    def tmux(*words: str) -> str:
        return subprocess.run([*base, *words], env=environment(TERM="screen"), capture_output=True, text=True, check=True).stdout

    yield tmux
    subprocess.run([*base, "kill-server"], capture_output=True, check=False)


def until(screen: Callable[..., str], sought: str) -> str:
    """Return what the screen shows once it shows the sought text."""
    shown = ""
    for _ in range(150):
        shown = screen("capture-pane", "-p", "-t", "s")
        if sought in shown:
            return shown
        time.sleep(0.1)
    raise AssertionError(f"{sought} is not on the screen:\n{shown}")


@needs_tmux
@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("locale", ["C.UTF-8", "POSIX"])
def test_a_backspace_takes_one_full_width_letter(home: Household, screen: Callable[..., str], columns: str, locale: str) -> None:
    env = f"LC_ALL={locale} PYTHONPATH={PACKAGE} SEKI_TODAY=2025-07-16"
    line = f"env {env} {sys.executable} -c '{RUN}' -C {home.desk.root} note add {home.case}; sleep 60"
    screen("-u", "new-session", "-d", "-s", "s", "-x", columns, "-y", "24", line)
    until(screen, "年月日［今日］:")
    screen("send-keys", "-t", "s", "Enter")
    until(screen, "対応方法（番号か言葉、? で説明）:")
    screen("send-keys", "-t", "s", "-l", "訪問")
    screen("send-keys", "-t", "s", "Enter")
    until(screen, "事実:")
    screen("send-keys", "-t", "s", "-l", "庭で話しが")
    until(screen, "庭で話しが")
    screen("send-keys", "-t", "s", "BSpace")
    screen("send-keys", "-t", "s", "-l", "た")
    shown = until(screen, "庭で話した")
    assert shown.rstrip().splitlines()[-1] == "事実: 庭で話した"
    screen("send-keys", "-t", "s", "Enter")
    until(screen, "続き")
    screen("send-keys", "-t", "s", "Enter")
    until(screen, "見立て（なければ Enter）:")
    kept = (home.desk.root / ".git" / "seki" / "drafts" / f"note-add-{home.case}.yaml").read_text(encoding="utf-8")
    assert "fact: 庭で話した\n" in kept


@needs_tmux
def test_a_long_line_is_taken_back_over_the_edge_of_the_screen(home: Household, screen: Callable[..., str]) -> None:
    env = f"LC_ALL=C.UTF-8 PYTHONPATH={PACKAGE} SEKI_TODAY=2025-07-16"
    line = f"env {env} {sys.executable} -c '{RUN}' -C {home.desk.root} case find; sleep 60"
    screen("-u", "new-session", "-d", "-s", "s", "-x", "80", "-y", "24", line)
    shown = until(screen, "探す言葉（氏名・ふりがな・住所・電話・生年月日）:")
    screen("send-keys", "-t", "s", "-l", "あ" * 40)
    until(screen, "あ" * 10)
    for _ in range(38):
        screen("send-keys", "-t", "s", "BSpace")
    time.sleep(0.5)
    shown = screen("capture-pane", "-p", "-t", "s")
    assert shown.count("あ") == 2, shown

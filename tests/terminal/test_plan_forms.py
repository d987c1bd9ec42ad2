"""At a real terminal: a review, an evaluation, a place and a withdrawal, asked for question by question."""

from pathlib import Path

import pexpect
import pytest

from at_terminal import Spawn, open_terminal
from carried import PLAN, Household, carried

DAY = "2025-08-15"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    home = carried(tmp_path)
    home.desk.do("registry", "me", "goto")
    return home


@pytest.fixture
def terminal(home: Household) -> Spawn:
    """Return a way to open seki at a terminal of its own, as goto, on the day of the first review."""

    def spawn(*words: str) -> "pexpect.spawn[str]":
        return open_terminal(home.desk.root, *words, day=DAY, columns=120)

    return spawn


def told(child: "pexpect.spawn[str]", *pairs: tuple[str, str]) -> str:
    """Answer question after question, then Enter to whatever is still asked; return the record's id."""
    for question, said in pairs:
        child.expect(question)
        child.sendline(said)
    while child.expect(["保存しました: \\S+ (\\S+)", "[:：] ?$"]) == 1:
        child.sendline("")
    saved = str(child.match.group(1))
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return saved


def text_of(home: Household, folder: str, record: str) -> str:
    return (home.folder / folder / f"{record}.yaml").read_text(encoding="utf-8")


def test_a_review_asks_goal_by_goal(home: Household, terminal: Spawn) -> None:
    record = told(
        terminal("monitor", home.plan),
        ("年月日", ""),
        ("方法", "訪問"),
        ("目標 1「週に一度、居場所に通う」", "一部達成"),
        ("目標 1", "月に二度通えた"),
        ("見られた変化", "目標ができた"),
        ("ほかに", ""),
        ("本人の評価", "朝が楽になった"),
        ("続き", ""),
        ("結果", "継続"),
    )
    text = text_of(home, "monitorings", record)
    assert "goals:\n  - num: 1\n    progress: 一部達成\n    note: 月に二度通えた\n" in text
    assert "changes:\n  - 目標ができた\nperson_view: 朝が楽になった\nresult: 継続\n" in text


def test_an_evaluation_walks_through_the_goals_too(home: Household, terminal: Spawn) -> None:
    record = told(
        terminal("evaluate", home.plan),
        ("年月日", ""),
        ("評価の契機", "期間満了"),
        ("目標 1「週に一度、居場所に通う」", "達成"),
        ("目標 1", "毎週通えた"),
        ("見られた変化", ""),
        ("本人の評価", ""),
        ("残された課題", ""),
        ("総合判断", "継続"),
    )
    text = text_of(home, "evaluations", record)
    assert (
        f"plan: {home.plan}\noccasion: 期間満了\ngoals:\n  - num: 1\n    progress: 達成\n    note: 毎週通えた\njudgement: 継続\n"
        in text
    )
    assert "category" not in text


def test_the_goals_are_those_of_the_version_that_runs(home: Household, terminal: Spawn) -> None:
    draft = "goals:\n  - num: 1\n    text: 月に一度、畑に行く\n    due: 2026-03-31\nchange_reason: 希望による\n"
    home.desk.on("2025-08-14").do("plan", "revise", home.plan, given=draft)
    child = terminal("evaluate", home.plan)
    child.expect("年月日")
    child.sendline("")
    child.expect("評価の契機")
    child.sendline("状況変化")
    child.expect("目標 1「週に一度、居場所に通う」")
    child.close(force=True)


def test_a_withdrawal_asks_why(home: Household, terminal: Spawn) -> None:
    plan = str(home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"])
    record = told(terminal("plan", "drop", plan), ("理由", "本人の申出"))
    assert f"reason: 本人の申出\nplan: {plan}\n" in text_of(home, "closings", record)

"""The same field on both sides, at a terminal: both values with who and when, a choice by number, and the way out."""

import subprocess

import pytest

from at_terminal import Spawn, answers, ended, interrupt, open_terminal
from sharing.conftest import edit, heads
from torture.clones import DAY, Town, git, head


@pytest.fixture
def apart(town: Town, house: str) -> Town:
    """Return the town after both changed one telephone, a shared, and b also has what needs no answer."""
    edit(town, "a", house, "0575-00-0001", "0575-11-1111")
    edit(town, "b", house, "0575-00-0001", "0575-22-2222")
    edit(town, "b", house, "0575-00-0002", "0575-33-3333")
    assert town.sync("a").code == 0
    return town


def terminal(town: Town, **more: object) -> Spawn:
    return open_terminal(town.root("b"), "sync", day=DAY, **more)


@pytest.mark.parametrize(("typed", "stays"), [("1", "0575-22-2222"), ("届いた", "0575-11-1111")])
def test_both_values_are_shown_and_one_stays(apart: Town, house: str, typed: str, stays: str) -> None:
    child = terminal(apart, columns=80)
    child.expect("どちらを残しますか")
    shown = child.before.replace("\r", "")
    for words in (
        apart.cases[0],
        "世帯・世帯の人（P1）・電話番号",
        "こちら（試験 b、令和7年6月11日）",
        "0575-22-2222",
        "届いた方（試験 a、",
    ):
        assert words in shown
    child.sendline(typed)
    child.expect("共有しました")
    assert ended(child) == 0
    text = (apart.root("b") / house).read_text()
    assert stays in text
    assert "0575-33-3333" in text
    assert apart.sync("a").code == 0
    assert len(heads(apart)) == 1
    assert (apart.root("a") / house).read_text() == text
    said = subprocess.run(
        ["git", "-C", apart.root("a"), "log", "-p", "--all", "--", house], capture_output=True, check=True
    ).stdout
    assert b"0575-11-1111" in said
    assert b"0575-22-2222" in said


def test_ctrl_c_writes_nothing(apart: Town) -> None:
    before = head(apart.root("b")), head(apart.hub), git(apart.root("b"), "status", "--porcelain")
    child = terminal(apart)
    child.expect("どちらを残しますか")
    interrupt(child, "中断しました")
    assert ended(child) == 130
    assert (head(apart.root("b")), head(apart.hub), git(apart.root("b"), "status", "--porcelain")) == before
    assert apart.sync("b").code == 6


def test_what_was_answered_is_not_asked_again_when_somebody_was_quicker(apart: Town) -> None:
    child = terminal(apart)
    child.expect("どちらを残しますか")
    apart.add_note("a", apart.cases[1])
    assert apart.sync("a").code == 0
    child.sendline("1")
    child.expect(["共有しました", "どちらを残しますか"])
    assert child.after == "共有しました"
    assert ended(child) == 0
    assert apart.sync("a").code == 0
    assert len(heads(apart)) == 1


def test_a_value_that_was_changed_meanwhile_is_asked_anew(apart: Town, house: str) -> None:
    child = terminal(apart)
    child.expect("どちらを残しますか")
    edit(apart, "a", house, "0575-11-1111", "0575-44-4444")
    assert apart.sync("a").code == 0
    child.sendline("1")
    answers(child, ("0575-44-4444[^?]*どちらを残しますか", "2"))
    child.expect("共有しました")
    assert ended(child) == 0
    assert "0575-44-4444" in (apart.root("b") / house).read_text()

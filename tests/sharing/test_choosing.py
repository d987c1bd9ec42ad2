"""The same field on both sides, at a terminal: both values with who and when, a choice by number, and the way out."""

import subprocess

import pytest

from at_terminal import Spawn, answers, ended, interrupt, open_terminal
from sharing.conftest import edit, heads
from torture.clones import DAY, Town, git, head
from torture.t6 import Answers, by_seki


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


def test_the_one_who_wrote_the_field_is_named_and_not_the_one_who_saved_the_file_last(apart: Town, house: str) -> None:
    root = apart.root("b")
    file = root / house
    file.write_text(file.read_text().replace("0575-33-3333", "0575-55-5555"))
    git(root, "-c", "user.name=別人", "-c", "user.email=b@example.jp", "commit", "-qam", "x", "--no-verify")
    shown = shown_first(apart)
    assert "こちら（試験 b、令和7年6月11日）" in shown
    assert "別人" not in shown


def shown_first(town: Town) -> str:
    """Return what is shown before the first question, and stop there."""
    child = terminal(town, columns=80)
    child.expect("どちらを残しますか")
    shown = str(child.before).replace("\r", "")
    interrupt(child, "中断しました")
    ended(child)
    return shown


def test_an_answer_that_brings_a_question_is_followed_by_it_once(town: Town, house: str) -> None:
    """With the day of birth that came, the year of birth of this side does not go together: the person is asked whole."""
    edit(town, "a", house, "    phone: 0575-00-0001", "    phone: 0575-00-0001\n    born: 1970-01-01")
    assert [town.sync(name).code for name in ("a", "b")] == [0, 0]
    edit(town, "a", house, "born: 1970-01-01", "born: 1971-01-01")
    edit(town, "b", house, "born: 1970-01-01", "born_year: 1972")
    assert town.sync("a").code == 0
    answers = Answers(["theirs", "ours"])
    assert by_seki(town.root("b"), answers).exit_code == 0
    assert answers.sides == []
    text = (town.root("b") / house).read_text()
    assert "born_year: 1972" in text
    assert "1971" not in text


def test_a_file_that_is_chosen_whole_shows_what_differs_alone(town: Town, house: str) -> None:
    edit(town, "a", house, "phone: 0575-00-0001", "telephone: 0575-11-1111")
    edit(town, "b", house, "phone: 0575-00-0001", "phone: 0575-22-2222")
    assert town.sync("a").code == 0
    shown = shown_first(town)
    assert "全体をどちらかにします" in shown
    assert "0575-11-1111" in shown
    assert "0575-22-2222" in shown
    assert "架空 太郎" not in shown


def test_what_a_terminal_would_obey_is_made_visible_in_the_question(town: Town, house: str) -> None:
    edit(town, "a", house, "phone: 0575-00-0001", "phone: '0575\u202e1111'\n    # \x1b[31mred")
    edit(town, "b", house, "phone: 0575-00-0001", "phone: 0575-22-2222")
    assert town.sync("a").code == 0
    shown = shown_first(town)
    assert "‹U+202E›" in shown
    assert "‹U+001B›" in shown
    assert "\x1b[31m" not in shown
    assert "\u202e" not in shown


def test_the_whole_profile_is_shown_that_a_choice_takes(town: Town) -> None:
    staff = "profile/staff.yaml"
    edit(town, "a", staff, "post: 社会福祉士", "post: 主任")
    edit(town, "b", staff, "post: 社会福祉士", "post: 係長")
    edit(town, "a", "profile/codes/closing.yaml", "label: 一定の目処がついた", "label: 目処がついた")
    assert town.sync("a").code == 0
    shown = shown_first(town)
    for words in ("主任", "係長", "profile/codes/closing.yaml", "label: 目処がついた"):
        assert words in shown
    assert "試験 a" in shown


def test_what_was_mended_is_told_to_who_stops_at_the_question(apart: Town) -> None:
    (apart.root("b") / ".git/refs/remotes/origin/main.lock").write_text("")
    child = terminal(apart)
    child.expect("どちらを残しますか")
    assert "わきに置きました" in str(child.before)
    interrupt(child, "中断しました")
    assert ended(child) == 130

"""At a real terminal: a base's month is reported, and a 地域課題 moved on, without a file."""

from pathlib import Path

import pexpect
import pytest

from at_terminal import Spawn, open_terminal
from carried import Household, carried


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def terminal(home: Household) -> Spawn:
    def spawn(*words: str) -> "pexpect.spawn[str]":
        return open_terminal(home.desk.root, *words, day="2025-08-10")

    return spawn


def test_the_month_before_is_offered_and_what_is_passed_over_stays_unsaid(home: Household, terminal: Spawn) -> None:
    child = terminal("activity", "add")
    for question, said in (
        (r"何月の実績ですか.*2025-07.*: ", ""),
        ("どの事業の、どの拠点", "むげがわ"),
        ("開催回数", "0"),
        ("参加者数", "12"),
        ("参加機関数", ""),
        ("新しい社会資源", ""),
        ("備考", ""),
        ("Enter で保存", ""),
    ):
        child.expect(question)
        child.sendline(said)
    child.expect("保存しました: A-")
    child.expect(pexpect.EOF)
    (path,) = (home.desk.root / "activities/R07").iterdir()
    assert path.read_text().endswith("programme: 3-ni\nbase: mugegawa\nmonth: 2025-07\nheld: 0\nparticipants: 12\n")


def test_a_gap_is_moved_by_choosing_and_saying(home: Household, terminal: Spawn) -> None:
    gap = home.desk.do("gap", "new", given="text: 夜の窓口がない\n")["gap"]
    child = terminal("gap", "move", str(gap))
    for question, said in (("状況", "取組中"), ("何をしたか", "事業者に声をかけた"), ("続き", "")):
        child.expect(question)
        child.sendline(said)
    child.expect("は 取組中 です")
    child.expect(pexpect.EOF)
    text = (home.desk.root / f"gaps/{gap}.yaml").read_text()
    assert text.endswith("steps:\n  - date: 2025-08-10\n    status: 取組中\n    text: 事業者に声をかけた\n")

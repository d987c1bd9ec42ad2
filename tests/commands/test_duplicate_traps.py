"""At the window, a family that is there already: both are seen, one may stop at any question, and nothing typed is lost."""

from pathlib import Path

import pytest

from at_terminal import Spawn, answers, drafts, ended, interrupt, open_terminal
from bench.labelled_pairs import SECOND_HAND, read_pairs
from carried import Household, carried

KEPT = "ここまでの内容は下書きに残っています"
FIRST = (
    ("受付日", ""), ("受付機関", ""), ("方法", "電話"), ("だれの言葉", ""), ("相談内容", "眠れない"), ("続き", ""),
    ("本人の氏名", "武芸　昌平"), ("ふりがな", "ﾑｹﾞ ｼｮｳﾍｲ"),
)  # fmt: skip
THEN = (("生年月日", "S53.3.2"), ("住所", "架空町１丁目２番"), ("電話番号", "０５７５ー００ー１２３４"), ("どの事業", ""))


@pytest.fixture
def home(tmp_path: Path) -> Household:
    found = carried(tmp_path)
    found.desk.do("registry", "me", "sato")
    return found


@pytest.fixture
def terminal(home: Household) -> Spawn:
    def spawn(*words: str, columns: int = 80, **more: str):
        return open_terminal(home.desk.root, *words, day="2025-07-16", columns=columns, **more)

    return spawn


@pytest.mark.parametrize("after", [0, 2, 4])
def test_stopping_after_the_form_says_that_the_draft_is_kept(home: Household, terminal: Spawn, after: int) -> None:
    """At what tells namesakes apart, and at the choice between the two; a birth date is enough to go on from."""
    child = terminal("case", "new")
    answers(child, *FIRST, *THEN[:after])
    child.expect([THEN[after][0] if after < len(THEN) else "どうしますか"])
    interrupt(child, KEPT)
    child.expect("中断しました")
    assert ended(child) == 130
    assert drafts(home.desk) == ["case-new.yaml"]
    child = terminal("case", "new", "--resume")
    answers(child, *THEN[3 if after else 0 :], ("どうしますか", "1"))
    child.expect("保存しました")
    assert ended(child) == 0
    assert drafts(home.desk) == []


def test_a_family_found_by_other_spellings_is_marked_in_each_row(home: Household, terminal: Spawn) -> None:
    child = terminal("case", "new", columns=120)
    answers(child, *FIRST, *THEN)
    child.expect("どうしますか")
    rows = {line.split()[0]: line for line in child.before.replace("\r", "").splitlines() if line.strip()}
    for row, mark in (("氏名", "同じ"), ("ふりがな", "同じ"), ("生年月日", "近い"), ("電話", "同じ"), ("住所", "同じ")):
        assert rows[row].endswith(mark), row
    interrupt(child)
    assert ended(child) == 130


def test_no_name_leaves_by_the_findings_the_commit_or_stderr(home: Household) -> None:
    household = "household:\n  people:\n    - id: P1\n      role: 本人\n      name: 武藝 昌平\n      kana: ムゲ ショウヘイ\n      born: 1978-03-02\n"
    said = home.desk.try_(
        "case",
        "new",
        "--from",
        "-",
        "--by",
        "sato",
        "--json",
        stdin=f"intake:\n  method: 電話\n  complaint:\n    by_person: x\n{household}",
    )
    assert said.code == 0
    assert said.data["alike"] == [home.case]
    linked = home.desk.try_("case", "link", said.data["case"], home.case, "--how", "同一", "--by", "sato")
    undone = home.desk.try_("case", "unlink", said.data["case"], home.case, "--by", "sato")
    assert (linked.code, undone.code) == (0, 0)
    log = (home.desk.root / ".git" / "logs" / "HEAD").read_text(encoding="utf-8")
    for text in (said.out, said.err, linked.out, linked.err, undone.out, undone.err, log):
        for secret in ("武藝", "武芸", "ムゲ", "むげ", "1978"):
            assert secret not in text


def test_the_second_set_is_thirty_pairs_of_its_own() -> None:
    pairs = read_pairs(SECOND_HAND)
    assert (len(pairs), sum(pair.one for pair in pairs), sum(pair.home for pair in pairs)) == (30, 15, 4)
    assert len({pair.why for pair in pairs}) == 30
    first = {str(person) for pair in read_pairs() for person in pair.new}
    assert not first & {str(person) for pair in pairs for person in pair.new}

"""A likely duplicate at a terminal: both households in two columns, before anything is saved, and the way back."""

from pathlib import Path

import pytest

from at_terminal import Spawn, answers, drafts, ended, open_terminal
from bench.labelled_pairs import read_pairs
from carried import CALL, Household, carried
from seki_cli.commands.side_by_side import side_by_side
from seki_cli.model.width import width_of
from seki_cli.rules.duplicates import find_alike

ASKED = (
    ("受付日", ""), ("受付機関", ""), ("方法", "電話"), ("だれの言葉", ""), ("相談内容", "眠れない"), ("続き", ""),
    ("本人の氏名", "武藝 昌平"), ("ふりがな", "ムゲ　ショウヘイ"), ("生年月日", "S53.3.2"), ("住所", ""), ("電話番号", "0575001234"), ("どの事業", ""),
)  # fmt: skip


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


def cases(home: Household) -> int:
    return len(home.desk.ask("case", "list").items)


@pytest.mark.parametrize("columns", [80, 120])
def test_both_stand_side_by_side_before_saving(home: Household, terminal: Spawn, columns: int) -> None:
    child = terminal("case", "new", columns=columns)
    answers(child, *ASKED)
    child.expect("どうしますか")
    shown = child.before.replace("\r", "")
    assert cases(home) == 1
    rows = {line.split()[0]: line for line in shown.splitlines() if line.strip()}
    assert f"{home.case}（P1・" in shown
    assert "武藝 昌平" in rows["氏名"]
    assert "武芸 昌平" in rows["氏名"]
    assert rows["ふりがな"].endswith("同じ")
    assert rows["生年月日"].endswith("近い")
    assert rows["電話"].endswith("同じ")
    assert "武芸 トミ" in shown.replace("\n", "")
    table = shown[shown.index("新しい受付") :].splitlines()
    assert [line for line in table if width_of(line) > columns] == []
    child.sendline("1")
    child.expect("保存しました")
    assert ended(child) == 0
    assert "--how 同一" in child.before
    assert cases(home) == 2
    assert drafts(home.desk) == []


def test_the_case_that_is_there_is_looked_at_and_the_draft_stays(home: Household, terminal: Spawn) -> None:
    child = terminal("case", "new")
    answers(child, *ASKED, ("どうしますか", "2"))
    child.expect("受付は保存していません")
    child.expect(home.case)
    assert ended(child) == 0
    assert cases(home) == 1
    assert drafts(home.desk) == ["case-new.yaml"]
    child = terminal("case", "new", "--resume")
    answers(child, ("どの事業", ""), ("どうしますか", "新しく"))
    child.expect("保存しました")
    assert ended(child) == 0
    assert cases(home) == 2


def test_a_file_is_opened_without_a_question_and_both_are_shown(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    (tmp_path / "call.yaml").write_text(CALL, encoding="utf-8")
    child = terminal("case", "new", "--from", str(tmp_path / "call.yaml"))
    child.expect("新しい受付（P1）.*氏名.*武芸 昌平.*武芸 昌平.*同じ.*保存しました")
    child.expect("--how")
    assert ended(child) == 0
    assert cases(home) == 2


def test_nobody_is_asked_more_where_the_name_is_new(home: Household, terminal: Spawn) -> None:
    child = terminal("case", "new")
    answers(child, *ASKED[:6], ("本人の氏名", "架空 林檎"), ("ふりがな", "かくう りんご"), ("どの事業", ""))
    child.expect("保存しました")
    assert ended(child) == 0


def test_names_never_go_where_stdout_is_a_file(home: Household, tmp_path: Path) -> None:
    import sys

    import pexpect

    from at_terminal import PACKAGE, environment

    out = tmp_path / "out.txt"
    line = f"{sys.executable} -c 'from seki_cli.main import run; run()' -C {home.desk.root} case new > {out}"
    child = pexpect.spawn("sh", ["-c", line], env=environment("2025-07-16"), encoding="utf-8", timeout=30, cwd=str(PACKAGE))
    answers(child, *ASKED)
    child.expect("どうしますか")
    told = child.before
    assert home.case in told
    assert "武芸" not in told
    assert "武芸" not in out.read_text()
    child.sendline("1")
    assert ended(child) == 0
    assert "武芸" not in out.read_text()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for pair in read_pairs():
        for found in find_alike(pair.new, (pair.old,)):
            lines = side_by_side(pair.new, found, "支援中", width)
            assert [line for line in lines if width_of(line) > width] == []
            told = [line for line in lines if line.endswith(("同じ", "近い"))]
            assert told or width == 40

"""What unsaved files make of a list is kept as long as they stay as they are, and not a moment longer."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.turns import Turns
from seki_cli.files.index_unsaved import is_settled, print_of


@pytest.fixture
def turns(mould: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Turns:
    """Return a workspace with an index, in which one household is edited and one note broken, and what they come to is kept."""
    monkeypatch.setattr("seki_cli.files.index_unsaved._SETTLED", 0)
    shutil.copytree(mould, tmp_path / "daicho", symlinks=True)
    turns = Turns(tmp_path / "daicho", 1)
    ask(turns)
    edit(turns)
    min(turns.root.glob("cases/*/*/notes/*.yaml")).write_text("schema: nichts/1\n")
    ask(turns)
    assert (turns.root / ".seki" / "unsaved").exists()
    return turns


def edit(turns: Turns) -> None:
    path = min(turns.root.glob("cases/*/*/household.yaml"))
    path.write_text(path.read_text() + "# x\n")


def ask(turns: Turns) -> None:
    for words in (("case", "list"), ("due", "--within", "90"), ("case", "find", "-")):
        warm, cold = turns.warm_and_cold(*words, head=False)
        assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err)


def nothing_is_worked_out(*_: object) -> None:
    raise AssertionError("worked out")


def test_nothing_is_worked_out_while_the_files_stay(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seki_cli.commands.standings_fresh._on_top", nothing_is_worked_out)
    assert turns.ask("case", "list", head=False).code == 5
    assert turns.ask("due", head=False).code == 5


def same_length_and_time(turns: Turns) -> None:
    """Write other bytes of the same number and give the file its old time, as a careful program might."""
    path = min(turns.root.glob("cases/*/*/household.yaml"))
    before = path.stat()
    text = path.read_text()
    path.write_text(text.replace("# x", "# y"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def one_more(turns: Turns) -> None:
    path = max(turns.root.glob("cases/*/*/household.yaml"))
    path.write_text("schema: nichts/1\n")


def one_less(turns: Turns) -> None:
    turns.git("checkout", "-q", "--", str(min(turns.root.glob("cases/*/*/household.yaml"))))


def another_day(turns: Turns) -> None:
    turns.day = turns.day.replace(year=turns.day.year + 1)


def no_pointer(turns: Turns) -> None:
    (turns.root / ".seki" / "unsaved").write_text('{"over": []}')


def saved(turns: Turns) -> None:
    turns.git("commit", "-q", "-am", "架空")


def no_index(turns: Turns) -> None:
    (turns.root / ".seki" / "index").unlink()


@pytest.mark.parametrize("deed", [same_length_and_time, one_more, one_less, another_day, no_pointer, saved, no_index])
def test_it_is_worked_out_again_after(turns: Turns, deed: Callable[[Turns], None], monkeypatch: pytest.MonkeyPatch) -> None:
    deed(turns)
    ask(turns)
    shutil.rmtree(turns.root / ".seki")
    ask(turns)


def test_a_folder_keeps_no_more_files_than_are_named(turns: Turns) -> None:
    for _ in range(3):
        edit(turns)
        ask(turns)
    assert len(list((turns.root / ".seki").glob("*.sqlite"))) == 3


def test_a_file_that_was_written_a_moment_ago_has_no_print_to_be_known_by(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    written = (tmp_path / "a.yaml").stat().st_ctime_ns
    told = print_of(tmp_path, ["a.yaml", "gone.yaml"])
    assert not is_settled(told, written + 1_000_000_000)
    assert is_settled(told, written + 3_000_000_000)

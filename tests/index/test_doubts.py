"""Where an index may not be believed, cannot be made or does not fit, the answer is the one of reading everything."""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from index.turns import FIGURES, PROPOSED, Turns
from seki_cli.commands.standings import Asked
from seki_cli.commands.standings_anew import make_anew
from seki_cli.files.git_state import read_saved
from seki_cli.files.index import Index, IndexDoubt, open_index
from seki_cli.files.index_key import index_key
from speaking import say
from torture.forks import quick_ground


@pytest.fixture
def turns(mould: Path, tmp_path: Path) -> Turns:
    shutil.copytree(mould, tmp_path / "daicho", symlinks=True)
    return Turns(tmp_path / "daicho", 1)


def a_case(turns: Turns) -> Path:
    return min(turns.root.glob("cases/*/*"))


def alike(turns: Turns, *, head: bool = False) -> str:
    """Ask for two lists with the index and without, which must say the same; return what they say of files."""
    told = ""
    for words in (("case", "list"), ("due", "--within", "90")):
        warm, cold = turns.warm_and_cold(*words, head=head)
        assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err)
        told += warm.err
    return told


def sheets_of(turns: Turns) -> tuple[Path, Path]:
    """Return the large file that counts and the small one of what is newer."""
    named = json.loads((turns.root / ".seki" / "index").read_text())
    large, newer = (turns.root / ".seki" / name for name, _, _ in named)
    return large, newer


def name_sheets(turns: Turns, *sheets: Path) -> None:
    """Name files as they stand now, as somebody would who finished them."""
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sheets]
    (turns.root / ".seki" / "index").write_text(json.dumps(told))


def ask_all(index: Index) -> tuple[list[object], ...]:
    """Read every page of it."""
    whole = sorted(index.packed_cases()), sorted(index.packed_outside()), sorted(index.meetings(), key=repr)
    proposed = sorted(index.proposals("shien"), key=repr), sorted(index.proposals("juso"), key=repr)
    return list(index.rows()), list(index.marks()), sorted(index.due(date(2030, 1, 1)), key=repr), *whole, *proposed


def edit_household(turns: Turns, *, saved: bool = True) -> None:
    path = a_case(turns) / "household.yaml"
    path.write_text(path.read_text() + "# x\n")
    if saved:
        turns.git("commit", "-q", "-am", "架空")


def test_the_index_is_made_once_and_closed_to_others(turns: Turns) -> None:
    alike(turns)
    first = sheets_of(turns)
    assert (turns.root / ".seki").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in first)
    alike(turns)
    assert sheets_of(turns) == first


def test_a_new_save_leaves_the_large_file_as_it_is(turns: Turns) -> None:
    alike(turns)
    large, newer = sheets_of(turns)
    before = large.stat().st_mtime_ns, large.stat().st_ino
    edit_household(turns)
    alike(turns)
    assert sheets_of(turns)[0] == large
    assert sheets_of(turns)[1] != newer
    assert (large.stat().st_mtime_ns, large.stat().st_ino) == before
    assert not newer.exists()


def test_much_that_is_newer_becomes_a_large_file(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seki_cli.files.index_write._MANY", 2)
    alike(turns)
    larges = {sheets_of(turns)[0]}
    for _ in range(4):
        case = turns.any_file("cases/*/*/case.yaml")
        assert case
        case.write_text(case.read_text() + "# x\n")
        turns.git("commit", "-q", "-am", "架空")
        alike(turns)
        larges.add(sheets_of(turns)[0])
    shutil.rmtree(a_case(turns))
    turns.git("commit", "-q", "-am", "架空")
    alike(turns)
    assert len(larges) > 1
    assert sorted((turns.root / ".seki").glob("*.sqlite")) == sorted(sheets_of(turns))


@pytest.mark.parametrize("head", [False, True])
def test_a_link_that_was_saved(turns: Turns, head: bool) -> None:
    alike(turns)
    (a_case(turns) / "notes" / "20250601-AAAA.yaml").symlink_to("/etc/passwd")
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空")
    assert ("SEKI045" in alike(turns, head=head)) != head


def test_a_folder_that_is_named_like_a_record(turns: Turns) -> None:
    alike(turns)
    odd = a_case(turns) / "notes" / "20250601-AAAA.yaml"
    odd.mkdir()
    (odd / "memo.txt").write_text("x")
    assert "SEKI045" in alike(turns)
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空")
    assert "SEKI045" in alike(turns)
    shutil.rmtree(turns.root / ".seki")
    assert "SEKI045" in alike(turns)


def test_a_name_that_no_letters_stand_for(turns: Turns) -> None:
    (a_case(turns) / "notes" / os.fsdecode(b"\xff\xe9.yaml")).write_text("schema: note/1\n")
    assert "SEKI043" in alike(turns)
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空")
    assert "SEKI043" in alike(turns)


def test_a_record_that_git_was_told_to_overlook(turns: Turns) -> None:
    alike(turns)
    (turns.root / ".git" / "info").mkdir(exist_ok=True)
    (turns.root / ".git" / "info" / "exclude").write_text("*AAAA.yaml\n")
    (a_case(turns) / "notes" / "20250601-AAAA.yaml").write_text("schema: nichts/1\n")
    assert "SEKI042" in alike(turns)


@pytest.mark.parametrize("rule", ["*x.yaml", "2*.yaml"])
def test_a_commit_that_tells_git_to_overlook_records(turns: Turns, rule: str) -> None:
    """Nobody asked for a list since: what lies there hidden is looked at with the first one, not with the second."""
    (turns.root / "cases" / ".gitignore").write_text(f"{rule}\n")
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空")
    turns.git("branch", "anderswo")
    turns.git("reset", "-q", "--hard", "HEAD~1")
    alike(turns)
    turns.git("merge", "-q", "--ff-only", "anderswo")
    (a_case(turns) / "notes" / "x.yaml").write_text("schema: note/1\n")
    (a_case(turns) / "notes" / "20250601-AAAA.yaml").write_text("schema: nichts/1\n")
    told = alike(turns)
    assert "SEKI043" in told
    assert "SEKI042" in told


def test_an_index_of_another_seki(turns: Turns) -> None:
    alike(turns)
    large, newer = sheets_of(turns)
    for path, edit in ((newer, "update meta set value = 'another' where name = 'key'"), (large, "delete from due")):
        with sqlite3.connect(path) as db:
            db.execute(edit)
    name_sheets(turns, large, newer)
    alike(turns)


@pytest.mark.parametrize(
    "edit",
    [
        "update cases set row = '{'",
        "update cases set row = '[1, 2]'",
        "update cases set row = '[{}, [], []]', marks = '[[1]]'",
        'update due set row = \'{"due_on": "gestern"}\'',
        "update cases set until = 'x', marks = x'ff'",
        "drop table due",
    ],
)
def test_what_is_kept_makes_no_sense(turns: Turns, edit: str) -> None:
    alike(turns)
    large, newer = sheets_of(turns)
    with sqlite3.connect(large) as db:
        db.execute(edit)
    name_sheets(turns, large, newer)
    warm, cold = turns.warm_and_cold("case", "find", "-", head=False)
    assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err)
    alike(turns)  # forgets it
    alike(turns)  # and makes it anew
    assert sheets_of(turns)[0] != large


@pytest.mark.parametrize("words", [*PROPOSED, *FIGURES], ids=" ".join)
@pytest.mark.parametrize(
    "edit",
    [
        "update packed set data = x'00', id = id",
        "update packed set data = (select data from outside)",
        "update outside set data = (select data from packed)",
        "update outside set path = 'nichts/' || path",
        "update proposed set row = '{}'",
        "update meetings set row = '[1]'",
        "drop table packed",
        "drop table meetings",
    ],
)
def test_what_is_kept_whole_makes_no_sense(turns: Turns, edit: str, words: tuple[str, ...]) -> None:
    alike(turns)
    large, newer = sheets_of(turns)
    with sqlite3.connect(large) as db:
        db.execute(edit)
    name_sheets(turns, large, newer)
    warm, cold = turns.warm_and_cold(*words, head=False)
    assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err)


@pytest.mark.parametrize("at", [0.0, 0.3, 0.9])
def test_a_file_that_is_cut_off_under_a_reader(turns: Turns, at: float) -> None:
    alike(turns)
    index = open_index(turns.root, index_key())
    assert index
    large = sheets_of(turns)[0]
    os.truncate(large, int(large.stat().st_size * at) // 4096 * 4096)
    with pytest.raises(IndexDoubt):
        ask_all(index)
    index.close()
    alike(turns)


def test_bytes_that_somebody_changed(turns: Turns) -> None:
    alike(turns)
    large, _ = sheets_of(turns)
    data = bytearray(large.read_bytes())
    at = data.index("モニタリング".encode())
    data[at : at + 3] = "テ".encode()
    large.write_bytes(data)
    alike(turns)
    assert sheets_of(turns)[0] != large


def test_a_file_in_the_place_of_the_index(turns: Turns) -> None:
    alike(turns)
    (turns.root / ".seki" / "index").write_text("../../seki.yaml\n")
    alike(turns)
    for told in (
        "[]",
        "[1, 2]",
        '[["../../seki.yaml", 1, 1], ["x", 1, 1]]',
        "[" * 900,
        '[["index-0123456789abcdef.sqlite", 0, 0]]',
    ):
        (turns.root / ".seki" / "index").write_text(told)
        alike(turns)


def test_what_a_killed_writer_left_goes_once_it_is_old(turns: Turns) -> None:
    alike(turns)
    young, old = (turns.root / ".seki" / f"index-{letter * 16}.sqlite" for letter in "ab")
    for path in (young, old):
        path.touch()
    os.utime(old, (0, 0))
    (turns.root / "seki.yaml").write_text((turns.root / "seki.yaml").read_text() + "# x\n")
    turns.git("commit", "-q", "-am", "架空")
    alike(turns)
    assert (young.exists(), old.exists()) == (True, False)


def test_a_folder_that_leads_elsewhere_is_not_written_into(turns: Turns, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (turns.root / ".seki").symlink_to(tmp_path / "elsewhere")
    assert say("-C", str(turns.root), "--as-of", "2025-09-01", "due").code in (0, 5)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_writer_at_work_is_not_waited_for(turns: Turns) -> None:
    alike(turns)
    first = sheets_of(turns)
    with (turns.root / ".seki" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        edit_household(turns)
        alike(turns)
        assert sheets_of(turns) == first
    alike(turns)
    assert sheets_of(turns) != first


def test_a_history_that_the_index_knew_and_that_is_gone(turns: Turns) -> None:
    edit_household(turns)
    alike(turns)
    first = sheets_of(turns)
    turns.git("reset", "-q", "--hard", "HEAD~1")
    turns.git("reflog", "expire", "--expire=now", "--all")
    turns.git("gc", "-q", "--prune=now")
    alike(turns)
    assert sheets_of(turns)[0] != first[0]


def test_two_lists_at_once_make_one_index(mould: Path) -> None:
    with quick_ground("seki-index-") as folder:
        root = folder / "daicho"
        shutil.copytree(mould, root)
        seki = str(Path(sys.executable).with_name("seki"))
        asked = [seki, "-C", str(root), "--as-of", "2025-09-01", "case", "list", "--json"]
        both = [subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
        told = {process.communicate()[0] for process in both}
        assert len(told) == 1
        kept = root / ".seki" / "index"
        written = kept.stat().st_mtime_ns
        assert len(list(kept.parent.glob("*.sqlite"))) == 2
        again = subprocess.run(asked, capture_output=True, check=False)
        assert {again.stdout} == told
        assert kept.stat().st_mtime_ns == written


def test_one_process_and_two_make_the_same_index(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seki_cli.commands.standings_anew._AT_ONCE", 3)
    (a_case(turns) / "household.yaml").write_text("schema: nichts/1\n")
    (a_case(turns) / "notes" / "memo.yaml").write_text("x: 1\n")
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空")
    told = []
    for hands in (1, 2):
        asked = Asked(root=turns.root, day=turns.day, saved=read_saved(turns.root))
        index = make_anew(asked, None, hands=hands)
        assert index
        told.append((ask_all(index), sorted(index.faults(), key=repr), index.other_days(turns.day)))
        index.close()
    assert told[0] == told[1]
    assert len(told[0][0][0]) == len(list(turns.root.glob("cases/*/*")))


def test_more_newer_cases_than_are_worked_out_on_top(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seki_cli.commands.standings_fresh._MUCH", 2)
    alike(turns)
    large, _ = sheets_of(turns)
    for path in turns.root.glob("cases/*/*/household.yaml"):
        path.write_text(path.read_text() + "# x\n")
    turns.git("commit", "-q", "-am", "架空")
    alike(turns)
    assert sheets_of(turns)[0] != large

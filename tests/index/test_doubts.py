"""Where an index may not be believed, cannot be made or does not fit, the answer is the one of reading everything."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from index.turns import Turns
from speaking import say
from torture.forks import quick_ground


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mould") / "daicho"
    assert say("init", str(root), "--sample").code == 0
    return root


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


def index_of(turns: Turns) -> Path:
    return turns.root / ".seki" / (turns.root / ".seki" / "index").read_text().strip()


def test_the_index_is_made_once_and_closed_to_others(turns: Turns) -> None:
    alike(turns)
    first = index_of(turns)
    assert (turns.root / ".seki").stat().st_mode & 0o077 == 0
    assert first.stat().st_mode & 0o077 == 0
    alike(turns)
    assert index_of(turns) == first


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


def test_an_index_of_another_seki(turns: Turns) -> None:
    alike(turns)
    with sqlite3.connect(index_of(turns)) as db:
        db.execute("update meta set value = 'another' where name = 'key'")
        db.execute("delete from due")
    alike(turns)


def test_a_file_in_the_place_of_the_index(turns: Turns) -> None:
    alike(turns)
    (turns.root / ".seki" / "index").write_text("../../seki.yaml\n")
    alike(turns)
    (turns.root / ".seki" / "index").write_text("index-0123456789abcdef.sqlite\n")
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
    db = sqlite3.connect(index_of(turns), isolation_level=None)
    db.execute("begin immediate")
    try:
        (a_case(turns) / "household.yaml").write_text((a_case(turns) / "household.yaml").read_text() + "# x\n")
        turns.git("commit", "-q", "-am", "架空")
        alike(turns)
    finally:
        db.execute("rollback")
        db.close()


def test_a_history_that_the_index_knew_and_that_is_gone(turns: Turns) -> None:
    (a_case(turns) / "household.yaml").write_text((a_case(turns) / "household.yaml").read_text() + "# x\n")
    turns.git("commit", "-q", "-am", "架空")
    alike(turns)
    first = index_of(turns)
    turns.git("reset", "-q", "--hard", "HEAD~1")
    turns.git("reflog", "expire", "--expire=now", "--all")
    turns.git("gc", "-q", "--prune=now")
    alike(turns)
    assert index_of(turns) != first


def test_two_lists_at_once_make_one_index(mould: Path) -> None:
    with quick_ground("seki-index-") as folder:
        root = folder / "daicho"
        shutil.copytree(mould, root)
        seki = str(Path(sys.executable).with_name("seki"))
        asked = [seki, "-C", str(root), "--as-of", "2025-09-01", "case", "list", "--json"]
        both = [subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
        told = {process.communicate()[0] for process in both}
        assert len(told) == 1
        kept = root / ".seki" / (root / ".seki" / "index").read_text().strip()
        assert kept.exists()
        written = kept.stat().st_mtime_ns
        again = subprocess.run(asked, capture_output=True, check=False)
        assert {again.stdout} == told
        assert kept.stat().st_mtime_ns == written

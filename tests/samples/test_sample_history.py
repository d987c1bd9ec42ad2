"""The sample as a history: act by act in the order of days, and back into the same files."""

import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from seki_cli.errors import Misuse, Unreadable
from seki_cli.files.git_history import read_history
from seki_cli.files.paths import is_event, locate
from seki_cli.files.sample import DIARY, EARLIER, Diary, commit_sample, read_diary
from seki_cli.files.yaml_reader import read_tree
from tests.samples.gather import OutOfOrder, gather, read_demo_day


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def git(root: Path, *words: str, **surroundings: str) -> str:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", **surroundings}
    return subprocess.run(["git", *words], cwd=root, env=env, check=True, capture_output=True, text=True).stdout


def test_replayed_and_gathered_again_it_is_the_same(sample: Path, workspace: Path, tmp_path: Path) -> None:
    count = gather(workspace, tmp_path, read_demo_day(sample))
    before = {name: data for name, data in contents(sample).items() if name != "README.md"}
    assert contents(tmp_path) == before
    assert count == len(read_diary(sample).acts)


def test_gathering_takes_away_what_is_no_longer_told(sample: Path, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "stray.yaml").write_text("x")
    (tmp_path / "README.md").write_text("mine")
    gather(workspace, tmp_path, read_demo_day(sample))
    assert not (tmp_path / "cases" / "stray.yaml").exists()
    assert (tmp_path / "README.md").read_text() == "mine"


def test_one_commit_for_each_act_in_its_author_s_name(workspace: Path, diary: Diary) -> None:
    commits = tuple(reversed(tuple(read_history(workspace))))
    assert [c.subject for c in commits] == [act.message for act in diary.acts]
    assert [c.authored for c in commits] == [act.author_date for act in diary.acts]
    assert [(c.author, c.email) for c in commits] == [act.author for act in diary.acts]
    assert all(c.authored.date() < diary.demo_day for c in commits)
    assert {t.path for t in commits[0].touches} >= {"schema/note.json", "seki.yaml", "profile/staff.yaml", ".gitattributes"}


def test_each_act_says_who_recorded_what_and_when(diary: Diary) -> None:
    for act in diary.acts:
        for change in act.changes:
            place = locate(change.path)
            assert place is not None
            assert change.data is not None
            if is_event(place.kinds[0]):
                value = read_tree(change.data)
                # what one act writes after something else in the same case is recorded a second later: they keep their order
                behind = datetime.fromisoformat(value["recorded"]) - act.author_date
                assert timedelta(0) <= behind < timedelta(seconds=10)
                assert act.author is not None
                assert f"{value['recorded_by']}@example.jp" == act.author[1]


def test_the_work_tree_is_head_and_nobody_else_s_business(workspace: Path) -> None:
    assert git(workspace, "status", "--porcelain") == ""
    assert workspace.stat().st_mode & 0o777 == 0o700
    modes = {path.stat().st_mode & 0o077 for path in workspace.rglob("*") if ".git" not in path.parts}
    assert modes == {0}
    assert not (workspace / DIARY).exists()
    assert not (workspace / EARLIER).exists()
    git(workspace, "fsck", "--full", "--strict")


def test_a_folder_in_use_is_left_alone(workspace: Path, diary: Diary) -> None:
    with pytest.raises(Misuse):
        commit_sample(workspace, diary, {})


@pytest.mark.parametrize("gone", ["profile/staff.yaml", "seki.yaml", DIARY])
def test_a_sample_with_a_file_missing_is_refused(sample: Path, tmp_path: Path, gone: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sample, copy)
    (copy / gone).unlink()
    with pytest.raises(Unreadable):
        read_diary(copy)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at: 2025-04-03T14:15:00", "at: 2025-09-03T14:15:00"),
        ("by: mori", "by: nobody"),
        ("- seki.yaml", "- ../seki.yaml"),
        ("verb: init", "verb: 奥田さん"),
        ("demo_day: 2025-09-01", "demo_day: soon"),
    ],
    ids=["out of order", "not on the roll", "no place of a record", "a name in a message", "no day"],
)
def test_a_diary_that_cannot_be_told_is_refused(sample: Path, tmp_path: Path, old: str, new: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sample, copy)
    text = (copy / DIARY).read_text()
    assert old in text
    (copy / DIARY).write_text(text.replace(old, new, 1))
    with pytest.raises(Unreadable):
        read_diary(copy)


def test_a_file_written_out_of_the_order_of_days_cannot_be_gathered(workspace: Path, diary: Diary, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(workspace, copy)
    twice = next(p for p in (copy / "cases").rglob("case.yaml"))
    with twice.open("a") as text:
        text.write("# 後から\n")
    early = (diary.acts[0].author_date + timedelta(days=1)).isoformat()
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "x"), ("EMAIL", "x@example.jp"))
    }
    git(copy, "commit", "--quiet", "--no-verify", "-am", "seki: save", GIT_AUTHOR_DATE=early, **who)
    with pytest.raises(OutOfOrder):
        gather(copy, tmp_path / "out", diary.demo_day)

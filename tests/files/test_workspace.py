"""Finding a workspace and making one: whole or not at all, closed to others, its history true from the first day."""

import fcntl
import json
import os
import signal
import stat
import subprocess
from datetime import date
from pathlib import Path

import pytest

from seki_cli.errors import Blocked, Misuse, NotThere
from seki_cli.files.act import Change
from seki_cli.files.clone_settings import SETTINGS, write_clone_settings
from seki_cli.files.founding import create_workspace
from seki_cli.files.git_history import read_document_versions
from seki_cli.files.git_state import read_blobs
from seki_cli.files.save import save
from seki_cli.files.workspace import find_workspace
from tests.files.ledgers import CASE, HEAD, Ledger, act, new, note, start_child

AUTHOR = ("見本 一郎", "ichiro@example.jp")
FILES = {
    "seki.yaml": b"schema: seki/1\nprofile: seki\n",
    "profile/staff.yaml": b"schema: staff/1\nstaff: []\n",
    "schema/note.json": b"{}\n",
    "schema/referral.json": b"{}\n",
    "schema/referral_step.json": b"{}\n",
}


def test_the_nearest_parent_is_found(ledger: Ledger) -> None:
    assert find_workspace(ledger.root) == ledger.root.resolve()
    assert find_workspace(ledger.root / CASE) == ledger.root.resolve()


def test_no_workspace_no_guess(tmp_path: Path) -> None:
    (tmp_path / "seki.yaml").mkdir()
    with pytest.raises(NotThere) as caught:
        find_workspace(tmp_path)
    assert "seki init" in caught.value.remedy


def test_a_new_workspace_is_whole_clean_and_closed(alone: Path, ground: Path) -> None:
    old = os.umask(0)
    try:
        commit = create_workspace(ground / "新しい台帳", FILES, act("init", day="2025-04-01", author=AUTHOR))
    finally:
        os.umask(old)
    made = Ledger(root=ground / "新しい台帳")
    assert (made.head(), made.status(), made.commits()) == (commit, "", 1)
    assert made.git("log", "--format=%an %as %s").strip() == "見本 一郎 2025-04-01 seki: init"
    assert made.git("branch", "--show-current").strip() == "main"
    assert {path: made.read(path) for path in FILES} == FILES
    assert made.read(".gitattributes") == b"*.yaml -merge text eol=lf\n*.json text eol=lf\n"
    for name, value in SETTINGS.items():
        assert made.git("config", "--local", "--get", name).strip() == value
    open_to_others = [path for path in made.root.rglob("*") if path.lstat().st_mode & 0o077]
    assert open_to_others == []
    assert stat.S_IMODE(made.root.stat().st_mode) == 0o700
    assert (made.root / "out").is_dir()
    assert [path.name for path in ground.iterdir() if path.name.startswith(".")] == []
    made.fsck()
    save(made.root, act("note add", new(note("7KQ2"))))
    assert made.status() == ""


def test_what_a_killed_try_left_is_taken_away_and_a_living_one_is_not(alone: Path, ground: Path) -> None:
    left, held, other = (ground / name for name in (".w.seki-init-0a1b2c3d", ".w.seki-init-4e5f6a7b", ".w2.seki-init-0a1b2c3d"))
    for folder in (left, held, other):
        (folder / "schema").mkdir(parents=True)
    fd = os.open(held, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        create_workspace(ground / "w", FILES, act("init", author=AUTHOR))
    finally:
        os.close(fd)
    assert (left.exists(), held.exists(), other.exists()) == (False, True, True)


def test_the_folder_one_stands_in_is_filled_from_beside_it(alone: Path, ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (ground / "w").mkdir()
    (ground / ".w.seki-init-0a1b2c3d").mkdir()
    monkeypatch.chdir(ground / "w")
    create_workspace(Path(), FILES, act("init", author=AUTHOR))
    assert sorted(path.name for path in ground.iterdir()) == ["home", "w"]
    assert (ground / "w" / "seki.yaml").exists()


def test_git_knows_from_the_start_which_folders_hold_nothing_new(alone: Path, ground: Path) -> None:
    """Readers take no locks, so they could never write this cache; saves must leave it in place."""
    create_workspace(ground / "w", FILES, act("init", author=AUTHOR))
    assert b"UNTR" in (ground / "w" / ".git" / "index").read_bytes()
    save(ground / "w", act("note add", new(note("7KQ2")), author=AUTHOR))
    assert b"UNTR" in (ground / "w" / ".git" / "index").read_bytes()


def test_editors_are_sent_to_the_schema_of_each_folder(alone: Path, ground: Path) -> None:
    create_workspace(ground / "w", FILES, act("init", author=AUTHOR))
    mapped = json.loads((ground / "w" / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    assert mapped == {"./schema/note.json": ["cases/*/*/notes/*.yaml"], "./schema/referrals.json": ["cases/*/*/referrals/*.yaml"]}
    assert json.loads((ground / "w" / "schema" / "referrals.json").read_text())["else"] == {"$ref": "referral.json"}


def test_the_sample_s_history_is_true(alone: Path, ground: Path) -> None:
    """One commit an act, each with its own day and author; the same sample gives the same commits on every machine."""
    acts = (
        act(
            "case new R07-7K3F9QX",
            *(Change(path=path, data=data) for path, data in HEAD.items()),
            day="2025-06-01",
            author=AUTHOR,
        ),
        act(
            "case edit R07-7K3F9QX",
            Change(path=f"{CASE}/household.yaml", data=b"v: 2\n"),
            day="2025-07-01",
            author=("二", "n@example.jp"),
        ),
        act("note add R07-7K3F9QX", new(note("7KQ2"), "fact: 見本\n"), day="2025-08-01", author=AUTHOR),
        act("note add R07-7K3F9QX", Change(path=note("7KQ2"), data=None), day="2025-08-02", author=AUTHOR),
    )
    commits = {
        create_workspace(ground / name, FILES, act("init", day="2025-04-01", author=AUTHOR), history=acts) for name in "ab"
    }
    made = Ledger(root=ground / "a")
    assert len(commits) == 1
    assert (made.commits(), made.status()) == (5, "")
    assert made.git("log", "--format=%an %as %s", "--skip=2", "-1").strip() == "二 2025-07-01 seki: case edit R07-7K3F9QX"
    assert not (made.root / note("7KQ2")).exists()
    versions = read_document_versions(made.root, date(2025, 6, 30))
    assert dict(read_blobs(made.root, versions.values()))[versions[f"{CASE}/household.yaml"]] == HEAD[f"{CASE}/household.yaml"]
    made.fsck()


def test_an_act_without_author_asks_git_for_its_user(alone: Path, ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_workspace(ground / "a", FILES, act("init"))
    assert Ledger(root=ground / "a").git("log", "--format=%an").strip() == "試験 太郎"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with pytest.raises(Blocked) as caught:
        create_workspace(ground / "b", FILES, act("init"))
    assert "git config --global user.name" in caught.value.remedy
    assert sorted(path.name for path in ground.iterdir()) == ["a", "home"]


def test_a_folder_in_use_is_left_alone(ledger: Ledger, ground: Path) -> None:
    (ground / "used").mkdir()
    (ground / "used" / "notes.txt").write_text("mine")
    for target in (
        ground / "used",
        ground / "used" / "notes.txt",
        ledger.root,
        ledger.root / "inner",
        ledger.root / "cases" / "x",
    ):
        with pytest.raises(Misuse):
            create_workspace(target, FILES, act("init"))
    assert ledger.status() == ""
    assert [path.name for path in (ground / "used").iterdir()] == ["notes.txt"]


def test_an_empty_folder_is_filled_where_it_stands(alone: Path, ground: Path) -> None:
    here = ground / "here"
    here.mkdir(mode=0o755)
    inode = here.stat().st_ino
    create_workspace(here, FILES, act("init"))
    assert (here.stat().st_ino, stat.S_IMODE(here.stat().st_mode)) == (inode, 0o700)
    assert Ledger(root=here).status() == ""


def test_inside_another_repository_it_is_a_repository_of_its_own(alone: Path, ground: Path) -> None:
    subprocess.run(["git", "init", "-q", ground / "outer"], check=True)
    create_workspace(ground / "outer" / "inner", FILES, act("init"))
    assert Ledger(root=ground / "outer" / "inner").commits() == 1
    assert not (ground / "outer" / ".git" / "index").exists()


def test_killed_while_it_is_made_there_is_no_workspace(alone: Path, ground: Path) -> None:
    for pause in (0.01, 0.03, 0.06):
        child = start_child(lambda: (os.setpgid(0, 0), create_workspace(ground / "w", FILES, act("init"))))
        signal.sigtimedwait([], pause)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if (ground / "w").exists():
            assert Ledger(root=ground / "w").status() == ""
            return
    create_workspace(ground / "w", FILES, act("init"))
    assert Ledger(root=ground / "w").status() == ""


def test_a_plain_clone_is_set_up_once(ledger: Ledger, ground: Path) -> None:
    subprocess.run(["git", "clone", "-q", ledger.root, ground / "clone"], check=True)
    (ground / "clone").chmod(0o755)
    amiss = write_clone_settings(ground / "clone")
    assert {"core.fsync", "core.untrackedCache", "pre-commit", "clone"} <= set(amiss)
    assert write_clone_settings(ground / "clone") == ()
    hook = ground / "clone" / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\n# the office's own\n")
    assert write_clone_settings(ground / "clone") == ()
    assert "own" in hook.read_text()


@pytest.mark.parametrize(("answer", "commits"), [(0, 2), (1, 1), (5, 1), (None, 2)])
def test_plain_git_commit_asks_seki_check(ledger: Ledger, ground: Path, answer: int | None, commits: int) -> None:
    tools = ground / "bin"
    tools.mkdir()
    if answer is not None:
        (tools / "seki").write_text(f'#!/bin/sh\n[ "$1 $3 $4" = "-C check --quiet" ] || exit 9\nexit {answer}\n')
        (tools / "seki").chmod(0o755)
    for name in ("git", "sh"):
        (tools / name).symlink_to(
            subprocess.run(["sh", "-c", f"command -v {name}"], check=False, capture_output=True).stdout.decode().strip()
        )
    ledger.write("seki.yaml", b"schema: seki/1\n# by hand\n")
    subprocess.run(
        ["git", "commit", "-qam", "x"], cwd=ledger.root, check=False, capture_output=True, env={**os.environ, "PATH": str(tools)}
    )
    assert ledger.commits() == commits

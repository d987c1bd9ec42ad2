"""The server itself: how it is made, that nobody gets past its hook, what it takes first, and what a crash leaves."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from seki_cli.files.git import GitFailed, run_git
from server.forbidden import NOTE, A, B, in_case, note, to_main
from server.ground import Ground
from server.hands import Hand, references
from speaking import say
from torture.server import kill_pushes

GOOD = {in_case(A): note(A)}
BAD = {NOTE: None}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    server = tmp_path / "empty.git"
    assert say("init", "--server", str(server)).code == 0
    return server


def git(where: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=where, capture_output=True, check=True, text=True).stdout


def program(folder: Path, name: str, text: str) -> Path:
    """Write a program of somebody's own and return its folder."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return folder


def bare_path(tmp_path: Path) -> str:
    """Return a PATH on which git and a shell are found, and no seki."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    for name in ("git", "sh", "git-receive-pack", "git-upload-pack"):
        found = shutil.which(name)
        if found and not (folder / name).exists():
            (folder / name).symlink_to(found)
    return str(folder)


def test_it_is_made_whole_and_closed(tmp_path: Path) -> None:
    said = say("init", "--server", str(tmp_path / "deep" / "srv.git"), "--json")
    server = tmp_path / "deep" / "srv.git"
    assert (said.code, said.data["server"]) == (0, str(server))
    known = git(server, "config", "--local", "--list")
    for setting in (
        "receive.denydeletes=true",
        "receive.denynonfastforwards=true",
        "receive.fsckobjects=true",
        "transfer.fsckobjects=true",
        "core.fsync=all",
        "gc.pruneexpire=never",
        "core.logallrefupdates=always",
        "core.bare=true",
    ):
        assert setting in known
    assert git(server, "symbolic-ref", "HEAD").strip() == "refs/heads/main"
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (server, *server.rglob("*"))}
    assert modes == {0}
    assert (server / "hooks" / "pre-receive").stat().st_mode & 0o700 == 0o700
    assert list((tmp_path / "deep").iterdir()) == [server]


def test_it_says_how_to_connect(tmp_path: Path) -> None:
    said = say("init", "--server", str(tmp_path / "srv.git"))
    assert "git remote add origin" in said.out
    assert "seki sync" in said.out


@pytest.mark.parametrize("more", [("--sample",), ("--profile", "blank")])
def test_it_has_no_contents_of_its_own(tmp_path: Path, more: tuple[str, ...]) -> None:
    said = say("init", "--server", str(tmp_path / "srv.git"), *more)
    assert (said.code, list(tmp_path.iterdir())) == (2, [])


def test_a_folder_in_use_and_a_dry_run(tmp_path: Path) -> None:
    assert say("init", "--server", str(tmp_path / "srv.git"), "--dry-run").code == 0
    assert not (tmp_path / "srv.git").exists()
    (tmp_path / "srv.git").mkdir()
    (tmp_path / "srv.git" / "x").touch()
    assert say("init", "--server", str(tmp_path / "srv.git")).code == 2
    assert [path.name for path in (tmp_path / "srv.git").iterdir()] == ["x"]


def test_nobody_is_told_of_receive_and_nobody_uses_it_by_hand(tmp_path: Path) -> None:
    assert "receive" not in say("--help").out
    said = say("receive", cwd=tmp_path)
    assert said.code == 2
    assert "seki init --server" in said.err


@pytest.mark.parametrize("fed", ["x", "a b c\n", f"{'0' * 40} refs/heads/main\n"])
def test_what_is_not_gits_line_is_not_guessed(ground: Ground, fed: str) -> None:
    assert say("receive", stdin=fed, cwd=ground.server).code == 2


def test_nothing_that_is_pushed_lies_open(ground: Ground, tmp_path: Path) -> None:
    assert say("init", "--server", str(tmp_path / "srv.git")).code == 0
    for commit in ("main", ground.hand.commit(GOOD)):
        line = ["git", "push", "-q", str(tmp_path / "srv.git"), *to_main(commit)]
        subprocess.run(line, cwd=ground.hand.root, umask=0o022, check=True)
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "srv.git").rglob("*")} == {0}


def test_without_any_seki_nothing_is_taken(copy: Ground, tmp_path: Path) -> None:
    hook = copy.server / "hooks" / "pre-receive"
    hook.write_text(hook.read_text(encoding="utf-8").replace(sys.executable, "/nowhere/python"), encoding="utf-8")
    pushed = copy.hand.push(copy.server, *to_main(copy.hand.commit(GOOD)), env={"PATH": bare_path(tmp_path)})
    assert not pushed.taken
    assert "サーバーに seki がないため" in pushed.said
    assert references(copy.server) == f"refs/heads/main {copy.hand.id()}\n"


def test_without_seki_on_the_path_the_one_that_made_it_judges(copy: Ground, tmp_path: Path) -> None:
    path = {"PATH": bare_path(tmp_path)}
    assert not copy.hand.push(copy.server, *to_main(copy.hand.commit(BAD)), env=path).taken
    pushed = copy.hand.push(copy.server, *to_main(copy.hand.commit(GOOD)), env=path)
    assert pushed.taken, pushed.said


@pytest.mark.parametrize("text", ["exit 0", "echo 'accepted'", "echo 'このコマンドはありません' >&2; exit 2"])
def test_an_older_seki_or_another_program_of_that_name_takes_nothing(copy: Ground, tmp_path: Path, text: str) -> None:
    folder = program(tmp_path / "other", "seki", text)
    pushed = copy.hand.push(copy.server, *to_main(copy.hand.commit(GOOD)), env={"PATH": f"{folder}:{os.environ['PATH']}"})
    assert not pushed.taken


def test_settings_of_the_one_who_pushes_lead_past_nothing(copy: Ground, tmp_path: Path) -> None:
    (tmp_path / "gitconfig").write_text(f"[core]\n\thooksPath = {tmp_path}\n", encoding="utf-8")
    env = {
        "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
        "SEKI_WORKSPACE": str(tmp_path / "elsewhere"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.hooksPath",
        "GIT_CONFIG_VALUE_0": "/dev/null",
    }
    assert not copy.hand.push(copy.server, *to_main(copy.hand.commit(BAD)), env=env).taken
    with pytest.raises(GitFailed):
        run_git(copy.hand.root, "push", str(copy.server), *to_main(copy.hand.commit(BAD)))
    assert copy.hand.push(copy.server, *to_main(copy.hand.commit(GOOD)), env=env).taken


def test_the_day_of_the_one_who_pushes_does_not_matter(copy: Ground) -> None:
    assert copy.hand.push(copy.server, *to_main(copy.hand.commit(GOOD)), env={"SEKI_TODAY": "2019-01-01"}).taken


def test_the_first_push_is_judged_whole(ground: Ground, empty: Path) -> None:
    hand = ground.hand
    bad = hand.commit({NOTE: hand.text(NOTE)}, on=(hand.commit(BAD),))
    pushed = hand.push(empty, *to_main(bad))
    assert "保存した記録が消されています" in pushed.said
    pushed = hand.push(empty, *to_main(hand.commit(GOOD)))
    assert pushed.taken, pushed.said


def test_the_first_push_is_one_workspace(ground: Ground, empty: Path) -> None:
    hand = ground.hand
    other = hand.git("commit-tree", "main^{tree}", "-m", "x").decode().strip()
    assert "別の台帳の履歴がまざっています" in hand.push(empty, *to_main(hand.merge(other, {}))).said
    hollow = hand.git("commit-tree", hand.git("mktree").decode().strip(), "-m", "x").decode().strip()
    assert "seki の台帳ではありません" in hand.push(empty, *to_main(hollow)).said
    assert references(empty) == ""


def test_many_faults_are_told_in_ten_lines(ground: Ground) -> None:
    paths = ground.hand.files("cases/R06")[:40]
    pushed = ground.hand.push(ground.server, *to_main(ground.hand.commit(dict.fromkeys(paths))))
    assert len(pushed.lines) == 10
    assert pushed.lines[-1] == "ほかに 36 件あります。"


def test_two_who_push_at_once(copy: Ground) -> None:
    """One is taken; the other hears from git that somebody was quicker, and nothing of the first is lost."""
    commits = [copy.hand.commit({in_case(rid): note(rid)}) for rid in (A, B)]
    words = [["git", "push", str(copy.server), *to_main(commit)] for commit in commits]
    running = [subprocess.Popen(line, cwd=copy.hand.root, stderr=subprocess.PIPE) for line in words]
    codes = [process.wait(timeout=120) for process in running]
    assert sorted(code != 0 for code in codes) == [False, True]
    assert references(copy.server) == f"refs/heads/main {commits[codes.index(0)]}\n"


def test_pushes_that_die_leave_the_old_or_the_new(copy: Ground) -> None:
    assert kill_pushes(copy, 5, 20260901) == []


def test_two_desks_share_by_it(empty: Path, tmp_path: Path) -> None:
    """A workspace is made and shared, a colleague clones it, both edit one document, and what git itself broke is refused."""
    one, two = tmp_path / "one", tmp_path / "two"
    assert say("init", str(one), "--as-of", "2025-04-01").code == 0
    git(one, "remote", "add", "origin", str(empty))
    given = "name: 川ぞい農園\nkind: 居住支援\ncapacity: 3\n"
    made = say("-C", str(one), "resource", "new", "--from", "-", "--as-of", "2025-06-01", "--json", stdin=given)
    assert (made.code, say("-C", str(one), "sync").code) == (0, 0), made.out
    git(tmp_path, "clone", "-q", str(empty), "two")
    for desk, old, new in ((one, "capacity: 3", "capacity: 4"), (two, "川ぞい農園", "川ぞい畑")):
        path = desk / made.data["path"]
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert say("-C", str(desk), "save").code == 0
        shared = say("-C", str(desk), "sync")
        assert shared.code == 0, shared.err
    text = Hand(root=empty).text(made.data["path"])
    assert ("capacity: 4" in text, "川ぞい畑" in text) == (True, True)
    git(two, "rm", "-q", made.data["path"])
    git(two, "commit", "-q", "--no-verify", "-m", "x")
    refused = say("-C", str(two), "sync")
    assert (refused.code, "保存したファイルが消されています" in refused.err) == (6, True)
    assert "川ぞい" not in refused.err

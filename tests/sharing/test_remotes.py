"""The place where clones meet, as it is on bad days: away, turned back, made anew, closed, locked, or with rules of its own."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from seki_cli.files.git import GitFailed
from seki_cli.files.remote_words import explain_push
from sharing.conftest import heads
from speaking import say
from torture.clones import Town, git, head, left_behind

KEPT = "この台帳の記録はそのままです。"


def refused(town: Town, *words: str) -> str:
    """Let b share, which must be refused in a few calm lines with nothing changed here, and return them."""
    root = town.root("b")
    before = head(root), git(root, "status", "--porcelain")
    said = town.sync("b")
    assert said.code == 6, said.out + said.err
    assert said.out == ""
    for word in words:
        assert word in said.err
    assert not any(word in said.err for word in ("fatal", "error:", "Traceback"))
    assert (head(root), git(root, "status", "--porcelain")) == before
    return said.err


def test_a_stick_that_is_not_plugged_in(town: Town) -> None:
    town.add_note("b", town.cases[0])
    away = town.hub.rename(town.folder / "pocket")
    refused(town, "共有先が見つかりません", "USB メモリー", KEPT)
    away.rename(town.hub)
    assert town.sync("b").code == 0


def test_a_stick_that_goes_away_while_it_is_written(town: Town) -> None:
    town.add_note("b", town.cases[0])
    shutil.rmtree(town.hub / "objects")
    refused(town, KEPT)


def test_another_stick_that_is_empty(town: Town) -> None:
    shutil.rmtree(town.hub)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", town.hub], check=True)
    said = refused(town, "前に共有したものが、共有先からなくなっています")
    assert "git update-ref -d refs/remotes/origin/main" in said
    git(town.root("b"), "update-ref", "-d", "refs/remotes/origin/main")
    assert town.sync("b").code == 0
    assert head(town.hub) == head(town.root("b"))


def test_a_history_that_was_turned_back(town: Town) -> None:
    town.add_note("a", town.cases[0])
    old = head(town.hub)
    assert [town.sync(name).code for name in ("a", "b")] == [0, 0]
    new = head(town.hub)
    git(town.hub, "update-ref", "refs/heads/main", old)
    refused(town, "巻き戻されています", "`git update-ref -d refs/remotes/origin/main`")
    assert head(town.hub) == old
    git(town.root("b"), "update-ref", "-d", "refs/remotes/origin/main")
    assert town.sync("b").code == 0
    assert head(town.hub) == new


def test_a_place_where_others_use_another_branch(town: Town) -> None:
    git(town.hub, "branch", "-m", "main", "master")
    git(town.root("b"), "update-ref", "-d", "refs/remotes/origin/main")
    refused(town, "枝 main がなく、別の名前の枝があります")


def test_a_workspace_that_was_made_apart(town: Town) -> None:
    apart = town.folder / "apart"
    assert say("init", str(apart)).code == 0
    git(apart, "remote", "add", "origin", "../hub.git")
    before = head(town.hub)
    said = say("-C", str(apart), "sync")
    assert said.code == 6, said.err
    assert head(town.hub) == before


def test_a_place_with_rules_of_its_own(town: Town) -> None:
    town.add_note("a", town.cases[0])
    assert town.sync("a").code == 0
    hook = town.hub / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho '保存した記録が書き換えられています' >&2\necho 'cases/R07/x: 直してください' >&2\nexit 1\n")
    hook.chmod(0o700)
    town.add_note("b", town.cases[0])
    refused(
        town, "受け取ってもらえませんでした", "共有先: 保存した記録が書き換えられています", "共有先: cases/R07/x: 直してください"
    )
    assert len(heads(town)) == 2
    hook.unlink()
    assert town.sync("b").code == 0


def test_a_place_that_is_somebodys_workspace(town: Town) -> None:
    git(town.root("b"), "remote", "set-url", "origin", "../a")
    git(town.root("b"), "update-ref", "-d", "refs/remotes/origin/main")
    town.add_note("b", town.cases[0])
    refused(town, "だれかの作業用の台帳")


@pytest.mark.skipif(os.geteuid() != 0, reason="持ち主の違う共有先は、root でないと作れません")
def test_a_place_that_is_somebody_elses(town: Town) -> None:
    os.chown(town.hub, 65534, 65534)
    for path in town.hub.rglob("*"):
        os.chown(path, 65534, 65534)
    refused(town, "持ち主が、いまの利用者と違います", "safe.directory")


def test_a_place_nobody_listens_at(town: Town) -> None:
    git(town.root("b"), "remote", "set-url", "origin", "ssh://127.0.0.1:9/srv/daicho.git")
    if shutil.which("ssh") is None:
        pytest.skip("ssh がありません（つながらない共有先）は実行していません")
    refused(town, "共有先につながりません")


def test_a_clone_with_half_of_the_history(town: Town) -> None:
    town.add_note("a", town.cases[0])
    assert town.sync("a").code == 0
    shutil.rmtree(town.root("b"))
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{town.hub}", town.root("b")], check=True)
    refused(town, "--depth", "git fetch --unshallow")


def test_a_head_on_no_branch(town: Town) -> None:
    git(town.root("b"), "checkout", "-q", "--detach")
    said = town.sync("b")
    assert said.code == 6
    assert "git switch" in said.err


def test_two_places_and_none_of_them_usual(town: Town) -> None:
    root = town.root("b")
    git(root, "remote", "rename", "origin", "office")
    git(root, "remote", "add", "stick", "../stick.git")
    git(root, "branch", "--unset-upstream")
    refused(town, "共有先が複数あり")
    git(root, "branch", "-q", "--set-upstream-to=office/main")
    assert town.sync("b").code == 0


def test_locks_of_a_killed_git_are_put_aside(town: Town) -> None:
    town.add_note("a", town.cases[0])
    assert town.sync("a").code == 0
    town.add_note("b", town.cases[0])
    here, there = town.root("b") / ".git/refs/remotes/origin/main.lock", town.hub / "refs/heads/main.lock"
    for lock in (here, there):
        lock.write_text("")
        os.utime(lock, (time.time() - 20, time.time() - 20))
    said = town.sync("b")
    assert said.code == 0, said.err
    assert "わきに置きました" in said.err
    assert left_behind(town.root("b")) == []
    assert [path.name for path in (town.root("b") / ".git/seki/rescued").iterdir() if path.suffix == ".lock"] != []
    assert not there.exists()
    assert len(list(town.hub.glob("stale-*-main.lock"))) == 1


def test_what_is_broken_over_there_does_not_come_in(town: Town) -> None:
    town.add_note("a", town.cases[0])
    assert town.sync("a").code == 0
    blob = git(town.hub, "rev-parse", "main:seki.yaml").decode().strip()
    note = git(town.hub, "rev-parse", f"main:{next(iter(town.kept))}").decode().strip()
    assert blob != note
    file = town.hub / "objects" / note[:2] / note[2:]
    file.chmod(0o600)
    file.write_bytes(b"x" * 40)
    refused(town, KEPT)


def test_over_a_pipe_as_ssh_makes_one(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ssh does without the network: another process with other surroundings at the far end."""
    pipe = tmp_path / "pipe"
    pipe.write_text('#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\nunset GIT_DIR; exec sh -c "$1"\n')
    pipe.chmod(0o700)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(pipe))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    for name in ("a", "b"):
        git(town.root(name), "remote", "set-url", "origin", f"ssh://far{town.hub}")
        git(town.root(name), "config", "ssh.variant", "simple")
        town.add_note(name, town.cases[0])
    assert [town.sync(name).code for name in ("a", "b", "a")] == [0, 0, 0]
    assert len(heads(town)) == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("remote: fatal: unable to write loose object file: No space left on device", "共有先のディスクに空きがありません"),
        ("error: remote unpack failed: unable to create temporary object directory", "共有先に書き込めません"),
    ],
)
def test_a_full_or_closed_disk_is_no_rule_of_the_place(said: str, told: str) -> None:
    words = f"{said}\nTo ../hub.git\n ! [remote rejected] main -> main (unpacker error)\nerror: failed to push some refs"
    assert told in explain_push(GitFailed("push", 1, words), "origin").message

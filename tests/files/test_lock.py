"""One writer at a time, whoever dies."""

import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from seki_cli.errors import Blocked
from seki_cli.files.git import start_git
from seki_cli.files.lock import hold_lock
from tests.files.ledgers import Ledger, start_child


def wait_for_holder(ledger: Ledger, verb: str) -> None:
    path = ledger.root / ".git" / "seki" / "lock"
    for _ in range(200):
        if path.exists() and verb in path.read_text():
            return
        time.sleep(0.01)
    raise AssertionError(verb)


def hold_for(ledger: Ledger, seconds: float, verb: str) -> None:
    with hold_lock(ledger.root, verb):
        time.sleep(seconds)


def test_who_waits_in_vain_is_told_who_holds_it(ledger: Ledger) -> None:
    child = start_child(lambda: hold_for(ledger, 30, "meeting record M-20250715-7KQ2"))
    try:
        wait_for_holder(ledger, "meeting record")
        began = time.monotonic()
        with pytest.raises(Blocked) as caught, hold_lock(ledger.root, "note add", patience=0.3):
            pass
        assert 0.3 <= time.monotonic() - began < 3
        assert "meeting record M-20250715-7KQ2" in caught.value.message
        assert f"pid {child}" in caught.value.message
        assert caught.value.code == 6
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_who_waits_gets_it(ledger: Ledger) -> None:
    child = start_child(lambda: hold_for(ledger, 0.3, "first"))
    wait_for_holder(ledger, "first")
    with hold_lock(ledger.root, "second"):
        assert '"second"' in (ledger.root / ".git" / "seki" / "lock").read_text()
    os.waitpid(child, 0)


def test_who_waits_in_a_queue_that_moves_waits_on(ledger: Ledger) -> None:
    """Eight people save at once on a slow machine: nobody holds the lock for long, yet the last waits longer than for one."""

    def one_after_another() -> None:
        with hold_lock(ledger.root, "turn 0") as lock:
            for turn in range(1, 8):
                time.sleep(0.4)
                os.pwrite(lock.fd, json.dumps({"pid": turn, "since": "", "verb": "turn"}).encode(), 0)

    child = start_child(one_after_another)
    wait_for_holder(ledger, "turn 0")
    with hold_lock(ledger.root, "second", patience=1.2):
        assert os.waitpid(child, 0)[1] == 0


def test_the_lock_goes_with_a_killed_holder(ledger: Ledger) -> None:
    child = start_child(lambda: hold_for(ledger, 30, "first"))
    wait_for_holder(ledger, "first")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with hold_lock(ledger.root, "second", patience=0.2):
        pass


def test_the_lock_goes_with_an_exception(ledger: Ledger) -> None:
    with pytest.raises(KeyError), hold_lock(ledger.root, "first"):
        raise KeyError
    with hold_lock(ledger.root, "second", patience=0):
        pass


def test_a_git_that_outlives_its_seki_keeps_the_workspace_locked(ledger: Ledger) -> None:
    """Else the next writer would undo an act whose update-ref is still to come."""
    with hold_lock(ledger.root, "first") as lock:
        orphan = start_git(ledger.root, "cat-file", "--batch", lock_fd=lock.fd)
        other = start_git(ledger.root, "cat-file", "--batch")
    with pytest.raises(Blocked), hold_lock(ledger.root, "second", patience=0.1):
        pass
    orphan.communicate()
    with hold_lock(ledger.root, "second", patience=0.2):
        pass
    other.communicate()


def test_an_unwritten_holder_does_not_hide_the_refusal(ledger: Ledger) -> None:
    path = ledger.root / ".git" / "seki" / "lock"
    path.write_bytes(b"\0\0")
    holder = subprocess.Popen(["flock", path, "sleep", "30"], stdin=subprocess.DEVNULL) if _has_flock() else None
    if holder is None:
        pytest.skip("not run: there is no flock(1) here")
    try:
        _wait_until_held(path)
        with pytest.raises(Blocked, match="ほかの seki"), hold_lock(ledger.root, "note add", patience=0.1):
            pass
    finally:
        holder.terminate()
        holder.wait()


def _wait_until_held(path: Path) -> None:
    for _ in range(300):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        time.sleep(0.05)


def _has_flock() -> bool:
    return subprocess.run(["sh", "-c", "command -v flock"], check=False, capture_output=True).returncode == 0

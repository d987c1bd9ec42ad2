"""Killing `seki init` and `seki demo`: there is no workspace then or a whole one, and the next try works."""

import random
import subprocess
import time
from pathlib import Path
from typing import Final

from canaries.household import DAY
from speaking import say
from torture.forks import Fork, after, run_seki, start
from torture.judging import git

_NAME: Final = "台帳"


def find_lost_in_founding(command: str, folder: Path, times: int, seed: int) -> list[str]:
    """Kill the making of a workspace so many times and return what was wrong."""
    dice = random.Random(f"{seed} {command}")
    begun = time.monotonic()
    assert _begin(command, _desk(folder, "once")).wait().code == 0
    seconds = time.monotonic() - begun
    lost = []
    for turn in range(times):
        desk = _desk(folder, f"turn{turn}")
        fork = _begin(command, desk)
        part = dice.random()
        after(seconds * part)
        ended = fork.kill()
        lost += [f"{command} {part:.3f}: {fault}" for fault in _faults(command, desk, said="作りました" in ended.out)]
    return lost


def _faults(command: str, desk: Path, *, said: bool) -> list[str]:
    root, found = desk / _NAME, []
    stood = root.exists()
    if said and not stood:
        found.append("acknowledged and lost")
    if not stood and _begin(command, desk).wait().code:
        found.append("the next try did not work")
    if git(root, "status", "--porcelain", "-uall") or not git(root, "rev-parse", "HEAD"):
        found.append("the work tree is not HEAD")
    if subprocess.run(["git", "-C", str(root), "fsck", "--strict", "--no-dangling"], capture_output=True, check=False).returncode:
        found.append("git fsck")
    if say("-C", str(root), "--as-of", DAY, "profile", "check").code:
        found.append("its profile is not whole")
    return found


def _desk(folder: Path, name: str) -> Path:
    desk = folder / name
    desk.mkdir()
    return desk


def _begin(command: str, desk: Path) -> Fork:
    return start(run_seki("--as-of", DAY, command, _NAME), desk / "log", cwd=desk)

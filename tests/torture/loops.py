"""Pulling the plug by hand: a loop of saves at another terminal is killed, and the next command simply works. Real processes all."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from at_terminal import PACKAGE, RUN
from canaries.household import DAY, Fixture
from torture.forks import copy_afresh
from torture.judging import git

_NOTE: Final = "method: 電話\nfact: 繰り返しの一つ\n"
_SEKI: Final = f'"{sys.executable}" -c "{RUN}" note add "$1" --by sato --from note.yaml'
_LOOP: Final = f"while {_SEKI}; do :; done"


def find_lost_in_a_loop(fixture: Fixture, folder: Path, times: int, seed: int) -> list[str]:
    """Kill a loop of saves so many times, each time after its first save, and return what was lost in the end."""
    root, dice = copy_afresh(fixture.root, folder / "looped"), random.Random(seed)
    desk = folder / "terminal"
    desk.mkdir(exist_ok=True)
    (desk / "note.yaml").write_text(_NOTE, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(PACKAGE), "SEKI_WORKSPACE": str(root), "SEKI_TODAY": DAY, "LANG": "C.UTF-8"}
    lost, said = [], 0
    before = int(git(root, "rev-list", "--count", "HEAD"))
    for turn in range(times):
        said += _one_loop(desk, fixture.ids["fourth"], env, dice.random())
        commits = int(git(root, "rev-list", "--count", "HEAD"))
        done = subprocess.run(
            ["sh", "-c", _SEKI, "sh", fixture.ids["fourth"]], cwd=desk, env=env, capture_output=True, check=False
        )
        said += done.returncode == 0
        if done.returncode:
            lost.append(f"turn {turn}: the next command ended with {done.returncode}: {done.stderr.decode()}")
        if int(git(root, "rev-list", "--count", "HEAD")) != commits + 1:
            lost.append(f"turn {turn}: the next command is not one commit")
        if git(root, "status", "--porcelain", "-uall"):
            lost.append(f"turn {turn}: the work tree is not HEAD")
    made = int(git(root, "rev-list", "--count", "HEAD")) - before
    if not said <= made <= said + times:
        lost.append(f"{said} were acknowledged, {made} stand")
    if subprocess.run(["git", "-C", str(root), "fsck", "--strict", "--no-dangling"], capture_output=True, check=False).returncode:
        lost.append("git fsck")
    return lost


def _one_loop(desk: Path, case: str, env: dict[str, str], part: float) -> int:
    """Start the loop, let it save at least once and a little more, kill all of it, and return how often it said 保存しました."""
    out = desk / "out"
    with out.open("wb") as hears:
        loop = subprocess.Popen(
            ["sh", "-c", _LOOP, "sh", case], cwd=desk, env=env, stdout=hears, stderr=hears, start_new_session=True
        )
    end = time.monotonic() + 60
    while "保存しました" not in out.read_text(encoding="utf-8", errors="replace") and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(part)
    os.killpg(loop.pid, signal.SIGKILL)
    loop.wait()
    return out.read_text(encoding="utf-8", errors="replace").count("保存しました")

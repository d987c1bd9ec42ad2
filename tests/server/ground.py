"""A server that holds the sample, one that takes anything, and a clone to push from."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.hands import Hand, references
from speaking import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The sample as a clone, pushed to a server made by seki, and to a bare repository without any rules (the naive twin)."""

    hand: Hand
    server: Path
    naive: Path


@contextmanager
def seki_on_path() -> Iterator[None]:
    """Let the hook find the seki that is tested, and nobody after that."""
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def build_ground(folder: Path) -> Ground:
    """Make the three in a folder, where the hook finds seki."""
    assert say("init", str(folder / "mihon"), "--sample").code == 0
    assert say("init", "--server", str(folder / "server.git")).code == 0
    for words in (("clone", "-q", "--bare", "mihon", "hand.git"), ("init", "-q", "--bare", "-b", "main", "naive.git")):
        subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)
    subprocess.run(["git", "config", "receive.denyDeleteCurrent", "ignore"], cwd=folder / "naive.git", check=True)
    hand = Hand(root=folder / "hand.git")
    for name in ("server.git", "naive.git"):
        pushed = hand.push(folder / name, "main")
        assert pushed.taken, pushed.said
    return Ground(hand=hand, server=folder / "server.git", naive=folder / "naive.git")


@contextmanager
def turned_back(server: Path) -> Iterator[None]:
    """Let a repository name afterwards what it names now, whatever was pushed to it."""
    before = dict(line.split() for line in references(server).splitlines())
    try:
        yield
    finally:
        now = (line.split()[0] for line in references(server).splitlines())
        for name in now:
            subprocess.run(["git", "update-ref", "-d", name], cwd=server, check=True)
        for name, commit in before.items():
            subprocess.run(["git", "update-ref", name, commit], cwd=server, check=True)

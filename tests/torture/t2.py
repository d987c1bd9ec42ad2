"""T2: kill -9 of the process group in the middle of `seki sync`, two clones and a bare repository.

Each time one clone dies, at a named place or at any moment, with something to send, to receive, or both. Its next sync has to
work by itself and to bring every acknowledged record, once, to the meeting place. 出典: safety.md の T2
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seki_cli.files.failpoints import FAILPOINTS, SHARING
from torture.clones import DAY, Town, find_faults, found_town, head, left_behind, texts
from torture.forks import Job, after, quick_ground, run_seki, start, warm
from torture.row import Row

CLONES: Final = ("a", "b")
SAID: Final = "共有しました"
Share = Callable[[Path], Job]
_SAVES: Final = frozenset({"blobs-written", "verified", "old-kept"})
"""What a sync passes nowhere: it brings new records here, and no file of another save."""
PLACES: Final = (*SHARING, *(place for place in FAILPOINTS if not place.startswith("undo") and place not in _SAVES))
_JOINS: Final = frozenset({"merge-blobs-written", "merge-written", "trees-written", "commit-written", "merged"})
_LANDS: Final = frozenset(FAILPOINTS)
_LATEST: Final = 1.1
_LOOK: Final = 10


@dataclass(slots=True)
class Count:
    """How often it was tried, what was found wrong, and how many of the syncs died before they were done."""

    many: int = 0
    died: int = 0
    lost: int = 0


def run(many: int, seed: int) -> Row:
    """Kill so many syncs: half at the named places in turn, half at any moment."""
    return _row(many, seed, by_seki)


def run_naive(many: int, seed: int) -> Row:
    """Kill plain git's pull and push instead, while its index is locked."""
    return _row(min(many, 60), seed, by_git)


def _row(many: int, seed: int, share: Share) -> Row:
    begun = time.monotonic()
    count = Count()
    with quick_ground("seki-t2-") as folder:
        faults = kill_often(folder, many, seed, count, share)
    print(*faults[:_LOOK], sep="\n", end="\n" if faults else "", file=sys.stderr)
    what = "kill -9、sync の途中（clone 二つと共有先）"
    note = f"途中で死んだ {count.died} 回、名前のついた場所 {len(PLACES)} 種"
    return Row(test="T2", what=what, many=count.many, lost=len(faults), seconds=time.monotonic() - begun, note=note)


def by_seki(root: Path) -> Job:
    """Share as the command does."""
    return run_seki("-C", str(root), "--as-of", DAY, "sync")


def by_git(root: Path) -> Job:
    """Share as people do who know git."""

    def job() -> int:
        pulled = ("pull", "-q", "--no-rebase", "--no-edit")
        codes = [subprocess.run(["git", "-C", root, *words], check=False).returncode for words in (pulled, ("push", "-q"))]
        print(SAID if not any(codes) else "")
        return max(map(abs, codes))

    return job


def kill_often(folder: Path, many: int, seed: int, count: Count, share: Share = by_seki) -> list[str]:
    """Return all that was wrong after so many kills."""
    dice = random.Random(seed)
    town = found_town(folder, CLONES)
    warm(town.root("a"), DAY)
    seconds = _undisturbed(town, share)
    faults: list[str] = []
    for number in range(many):
        place = PLACES[number // 2 % len(PLACES)] if number % 2 == 0 and share is by_seki else ""
        faults += [f"#{number} {place or 'moment'}: {fault}" for fault in _once(town, dice, place, seconds, count, share)]
        if number % _LOOK == _LOOK - 1 or number == many - 1:
            faults += [f"#{number}: {fault}" for fault in _meet(town, share)]
        if faults:
            break
    return faults


def _undisturbed(town: Town, share: Share) -> float:
    """Return how long a sync takes that sends and receives."""
    for name in CLONES:
        town.add_note(name, town.cases[0])
    assert town.sync("a").code == 0
    begun = time.monotonic()
    assert start(share(town.root("b")), town.folder / "log").wait().code == 0
    return time.monotonic() - begun


def _once(town: Town, dice: random.Random, place: str, seconds: float, count: Count, share: Share) -> list[str]:  # noqa: PLR0913
    """Let both write, one share, and the other die while it shares; return what is wrong after its next sync."""
    victim, other = dice.sample(CLONES, 2)
    sends, comes = dice.choice(((True, True), (True, True), (True, False), (False, True)))
    if comes or place in _LANDS:
        town.add_note(other, dice.choice(town.cases))
        if fault := _failed(town, other, share):
            return [f"the other's sync {fault}"]
    if sends or place in _JOINS:
        for _ in range(dice.randint(1, 3)):
            town.add_note(victim, dice.choice(town.cases))
    env = {"SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": f"{place}:stop"} if place else {}
    fork = start(share(town.root(victim)), town.folder / "log", env=env)
    if share is by_git:
        _await_lock(town.root(victim), seconds)
    elif not place:
        after(seconds * dice.random() * _LATEST)
    ended = fork.wait() if place else fork.kill()
    count.many += 1
    count.died += ended.killed
    faults = [f"it ended with {ended.code}: {ended.err}"] if not ended.killed and ended.code != 0 else []
    if SAID in ended.out:
        faults += _lost(town)
    if fault := _failed(town, victim, share):
        return [*faults, f"the next sync {fault}"]
    faults += [f"left in {victim}: {one}" for one in left_behind(town.root(victim))]
    if head(town.root(victim)) != head(town.hub):
        faults.append("the next sync did not share")
    return faults + _lost(town)


def _await_lock(root: Path, seconds: float) -> None:
    """Wait for the moment that hurts: git is at work on its index. The twin gets it each time, seki gets any moment."""
    locks = [root / ".git" / name for name in ("index.lock", "MERGE_HEAD")]
    end = time.monotonic() + 2 * seconds
    while time.monotonic() < end and not any(lock.exists() for lock in locks):
        pass


def _failed(town: Town, name: str, share: Share) -> str:
    """Let a clone share undisturbed; return how that failed, "" where it did not."""
    if share is by_seki:
        said = town.sync(name)
        return "" if said.code == 0 else f"ended with {said.code}: {said.err}"
    ended = start(share(town.root(name)), town.folder / "log").wait()
    return "" if ended.code == 0 else f"ended with {ended.code}: {ended.err}"


def _lost(town: Town) -> list[str]:
    there = texts(town.hub)
    return [f"hub: lost {path}" for path in town.kept if path not in there]


def _meet(town: Town, share: Share) -> list[str]:
    """Let both share once more and look at all three."""
    ends = [_failed(town, name, share) for name in (*CLONES, CLONES[0])]
    faults = [f"a sync {fault}" for fault in ends if fault]
    roots = (*map(town.root, CLONES), town.hub)
    if len({head(root) for root in roots}) != 1:
        faults.append("the heads are not equal")
    for root in roots:
        faults += find_faults(root, town.kept)
    for name in CLONES:
        faults += [f"left in {name}: {one}" for one in left_behind(town.root(name))]
    return faults

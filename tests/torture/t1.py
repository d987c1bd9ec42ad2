"""T1: kill -9 of the process group, at every named place and at any moment, over every writing command.

出典: safety.md の T1
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from canaries.household import keep
from torture.deeds import DEEDS, FOUNDING
from torture.forks import quick_ground
from torture.founding import find_lost_in_founding
from torture.killing import NAIVE, SEKI, UNDONE, Ground, Kill, Prepared, Store
from torture.loops import find_lost_in_a_loop
from torture.row import Row

LOOPS: Final = 20
TWIN_DEEDS: Final = ("note add", "case new", "case close", "plan revise", "meeting record")
_LATEST: Final = 1.1
"""A kill at any moment falls between the start and a little after what a call takes undisturbed."""


def named_kills(prepared: Prepared, mending: tuple[str, ...]) -> tuple[Kill, ...]:
    """Return a kill for every named place that a command passes, and for those that the next act passes while it mends."""
    return tuple(Kill(places=places) for places in (*((p,) for p in prepared.passed), *((UNDONE, p) for p in mending)))


def random_kills(command: str, many: int, seed: int) -> Iterator[Kill]:
    """Yield kills at any moment."""
    dice = random.Random(f"{seed} {command}")
    return (Kill(part=dice.random() * _LATEST) for _ in range(many))


def some_of(kills: tuple[Kill, ...], many: int, command: str) -> tuple[Kill, ...]:
    """Return so many of these, evenly spread, others for each command: together the commands die at all of them."""
    turn = list(DEEDS).index(command)
    return tuple(kills[(turn + at * len(kills) // many) % len(kills)] for at in range(many))


def find_lost(ground: Ground, prepared: Prepared, kill: Kill) -> list[str]:
    """Kill a command once and return what is wrong then, with the way it died."""
    faults = ground.kill(prepared, kill)
    where = f"{prepared.deed.command} {'→'.join(kill.places) or f'{kill.part:.3f}'}"
    return [f"{where}: {fault}" for fault in (["it did not die there"] if faults is None else faults)]


def run(many: int, seed: int) -> Iterator[Row]:
    """Kill every command at every named place, and as many times as half of `many` at any moment; then a loop from outside."""
    yield from _rows(SEKI, tuple(DEEDS), many // 2, seed)
    yield _founding(max(1, many // 20), seed)
    begun = time.monotonic()
    with quick_ground("seki-t1-") as folder:
        lost = find_lost_in_a_loop(keep(folder / "canaries"), folder, LOOPS, seed)
    print(*lost, sep="\n", end="\n" if lost else "", file=sys.stderr)
    note = "別々のプロセスで保存を繰り返すところを止め、次のコマンドを打つ"
    yield Row(
        test="T1", what="保存の繰り返しを外から kill -9", many=LOOPS, lost=len(lost), seconds=time.monotonic() - begun, note=note
    )


def _founding(many: int, seed: int) -> Row:
    begun, lost = time.monotonic(), list[str]()
    for command in FOUNDING:
        with quick_ground("seki-t1-") as folder:
            lost += find_lost_in_founding(command, folder, many, seed)
    print(*lost, sep="\n", end="\n" if lost else "", file=sys.stderr)
    seconds = time.monotonic() - begun
    return Row(test="T1", what="台帳を作るところで kill -9", many=many * len(FOUNDING), lost=len(lost), seconds=seconds)


def run_naive(many: int, seed: int) -> Iterator[Row]:
    """Kill some commands of the twin in the same ways."""
    yield from _rows(NAIVE, TWIN_DEEDS, many // 10, seed)


def _rows(store: Store, commands: Sequence[str], moments: int, seed: int) -> Iterator[Row]:
    named, random_ones = _Count(), _Count()
    with quick_ground("seki-t1-") as folder:
        ground = Ground(keep(folder / "canaries"), folder, store)
        mending = ground.mending() if store is SEKI else ()
        for number, command in enumerate(commands):
            prepared = ground.prepare(DEEDS[command])
            share = moments // len(commands) + (number < moments % len(commands))
            for kill in named_kills(prepared, mending):
                named.add(ground, prepared, kill)
            for kill in random_kills(command, share, seed):
                random_ones.add(ground, prepared, kill)
    note = f"書くコマンド {len(commands)} 個"
    yield named.row("kill -9、名前のついた場所ごと", note)
    yield random_ones.row("kill -9、任意の瞬間", note)


@dataclass(slots=True)
class _Count:
    """Counts the kills of one row."""

    many: int = 0
    lost: int = 0
    seconds: float = 0.0

    def add(self, ground: Ground, prepared: Prepared, kill: Kill) -> None:
        begun = time.monotonic()
        lost = find_lost(ground, prepared, kill)
        if lost and ground.store is SEKI:
            print(*lost, sep="\n", file=sys.stderr)
        self.many, self.lost, self.seconds = self.many + 1, self.lost + bool(lost), self.seconds + time.monotonic() - begun

    def row(self, what: str, note: str) -> Row:
        return Row(test="T1", what=what, many=self.many, lost=self.lost, seconds=self.seconds, note=note)

"""The server's rules: what it must refuse and what it must take, all of it really pushed, and pushes that die on the way."""

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from server.forbidden import FORBIDDEN, in_case, note, to_main
from server.good import GOOD
from server.ground import Ground, build_ground, seki_on_path, turned_back
from server.hands import Hand, references
from torture.row import Row

TORTURE: Final = 100
"""So many pushes die."""

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NAME: Final = "サーバー"


def run(many: int, seed: int) -> Iterator[Row]:
    """Push everything, and then let so many pushes die."""
    with seki_on_path(), tempfile.TemporaryDirectory(prefix="seki-server-") as folder:
        ground = build_ground(Path(folder))
        start = time.monotonic()
        lost = sum(is_taken(ground.hand, ground.server, FORBIDDEN[name][0]) for name in FORBIDDEN)
        what = "断るべき push（書き換え・削除・リンク・悪いマージ …）"
        yield Row(test=_NAME, what=what, many=len(FORBIDDEN), lost=lost, seconds=time.monotonic() - start)
        start = time.monotonic()
        refused = sum(not is_taken(ground.hand, ground.server, good_push(name)) for name in GOOD)
        yield Row(test=_NAME, what="受け取るべき push", many=len(GOOD), lost=refused, seconds=time.monotonic() - start)
        start = time.monotonic()
        wrong = kill_pushes(ground, many, seed)
        yield Row(test=_NAME, what="push の途中の kill -9", many=many, lost=len(wrong), seconds=time.monotonic() - start)


def run_naive(many: int, seed: int) -> Iterator[Row]:
    """Push what must be refused to a bare repository without the hook: it takes all of it."""
    with seki_on_path(), tempfile.TemporaryDirectory(prefix="seki-server-") as folder:
        ground = build_ground(Path(folder))
        start = time.monotonic()
        lost = sum(is_taken(ground.hand, ground.naive, FORBIDDEN[name][0]) for name in FORBIDDEN)
        what = "断るべき push を、hook のない共有先に"
        yield Row(test=_NAME, what=what, many=len(FORBIDDEN), lost=lost, seconds=time.monotonic() - start)


def good_push(name: str) -> Callable[[Hand], tuple[str, ...]]:
    return lambda hand: to_main(GOOD[name](hand))


def is_taken(hand: Hand, server: Path, made: Callable[[Hand], tuple[str, ...]]) -> bool:
    """Push, say whether anything over there changed, and turn it back."""
    with turned_back(server):
        before = references(server)
        hand.push(server, *made(hand))
        return references(server) != before


def kill_pushes(ground: Ground, many: int, seed: int) -> list[str]:
    """Let pushes die at any moment, everything that runs for them with them; return what was lost, torn or stuck.

    Each next push builds on what the last one brought or would have brought, and has to go through unaided.
    """
    chance = random.Random(seed)
    wrong = []
    tip = ground.hand.id()
    seconds = _timed(ground, tip)
    for number in range(many):
        rid = f"20250901-{''.join(_LETTERS[number // 32**place % 32] for place in (2, 1, 0))}Z"
        before = references(ground.server)
        tip = ground.hand.commit({in_case(rid): note(rid)}, on=(tip,))
        acknowledged = push_and_kill(ground, tip, chance.uniform(0, seconds))
        after = references(ground.server)
        if after != f"refs/heads/main {tip}\n" and (acknowledged or after != before):
            wrong.append(f"{number}: {after}")
        if number % 10 == 9 or number == many - 1:
            whole = subprocess.run(["git", "fsck", "--full", "--strict"], cwd=ground.server, capture_output=True, check=False)
            pushed = ground.hand.push(ground.server, *to_main(tip))
            wrong += [f"{number}: fsck"] if whole.returncode else []
            wrong += [] if pushed.taken else [f"{number}: {pushed.said}"]
    return wrong


def push_and_kill(ground: Ground, commit: str, after: float) -> bool:
    """Push and kill after so many seconds; say whether git had reported it done."""
    line = ["git", "push", "-q", str(ground.server), *to_main(commit)]
    process = subprocess.Popen(line, cwd=ground.hand.root, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        return process.wait(timeout=after) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def _timed(ground: Ground, tip: str) -> float:
    with turned_back(ground.server):
        start = time.monotonic()
        ground.hand.push(
            ground.server, *to_main(ground.hand.commit({in_case("20250901-ZZZZ"): note("20250901-ZZZZ")}, on=(tip,)))
        )
        return time.monotonic() - start

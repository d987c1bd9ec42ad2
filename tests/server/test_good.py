"""What the server must take, judged as git has the hook judge it, and ten of it pushed: the daily work of one and of two."""

import subprocess

import pytest

from server.forbidden import to_main
from server.good import GOOD
from server.ground import Ground
from server.hands import references
from speaking import say

PUSHED = tuple(name for name in GOOD if ("chosen" not in name and "document" not in name) or "by fields" in name)


@pytest.mark.usefixtures("quarantine")
@pytest.mark.parametrize("name", GOOD)
def test_judged_good(ground: Ground, name: str) -> None:
    lines = ground.hand.lines_for_hook(ground.server, *to_main(GOOD[name](ground.hand)))
    said = say("receive", stdin=lines, cwd=ground.server)
    assert (said.code, said.out, said.err) == (0, "seki: accepted\n", "")


@pytest.mark.parametrize("name", PUSHED)
def test_a_push_is_taken(copy: Ground, name: str) -> None:
    commit = GOOD[name](copy.hand)
    pushed = copy.hand.push(copy.server, *to_main(commit))
    assert pushed.taken, pushed.said
    assert references(copy.server) == f"refs/heads/main {commit}\n"
    subprocess.run(["git", "fsck", "--strict"], cwd=copy.server, capture_output=True, check=True)

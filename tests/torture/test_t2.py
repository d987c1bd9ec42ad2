"""T2, the short form: syncs die at every named place and at any moment; `make torture` lets six hundred of them die."""

from pathlib import Path

import pytest

from torture.forks import quick_ground
from torture.t2 import PLACES, Count, by_git, kill_often

MANY = 50


@pytest.mark.parametrize("seed", [20260101, 20260201])
def test_a_killed_sync_loses_nothing_and_the_next_one_works(seed: int) -> None:
    count = Count()
    with quick_ground("seki-t2-") as folder:
        assert kill_often(folder, MANY, seed, count) == []
    assert count.many == MANY >= 2 * len(PLACES)
    assert count.died >= MANY // 2


def test_plain_git_does_not_stand_that(tmp_path: Path) -> None:
    with quick_ground("seki-t2-") as folder:
        assert kill_often(folder, 100, 1, Count(), by_git) != []

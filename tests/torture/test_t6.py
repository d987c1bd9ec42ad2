"""T6, the short form: ten runs against the model; `make torture` plays forty."""

import pytest

from torture.t6 import by_git, by_seki, play_often

RUNS = 2
SEEDS = (20260101, 20260201, 20260301, 20260401, 20260501)


@pytest.mark.parametrize("seed", SEEDS)
def test_three_clones_come_to_what_the_model_says(seed: int) -> None:
    worlds = list(play_often(RUNS, seed, by_seki))
    assert len(worlds) == RUNS
    assert [fault for world in worlds for fault in world.faults] == []
    assert sum(world.asked for world in worlds) >= RUNS
    assert sum(world.brought for world in worlds) >= 1


def test_plain_git_does_not() -> None:
    assert [fault for world in play_often(1, 20260101, by_git) for fault in world.faults] != []

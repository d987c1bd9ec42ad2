"""T5, the short form: eight writers, four saves each; `make torture` has fifty each."""

from speaking import say
from torture.forks import quick_ground
from torture.killing import Ground
from torture.naive import say_naively
from torture.t5 import WRITERS, write_together

EACH = 4


def test_eight_writers_in_one_clone(ground: Ground) -> None:
    with quick_ground("seki-t5-") as folder:
        found = write_together(ground.fixture, folder, say, writers=WRITERS, each=EACH)
    assert found.lost == ()
    assert (found.saves, found.reads > 0) == (WRITERS * EACH, True)


def test_the_naive_twin_loses_some(ground: Ground) -> None:
    with quick_ground("seki-t5-") as folder:
        assert write_together(ground.fixture, folder, say_naively, writers=WRITERS, each=2).lost

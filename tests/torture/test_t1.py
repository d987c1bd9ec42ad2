"""T1, the short form: each writing command dies seven times; `make torture` lets all of them die at every named place."""

from collections.abc import Iterator

import pytest

from seki_cli.files.failpoints import FAILPOINTS
from torture.deeds import DEEDS
from torture.forks import quick_ground
from torture.founding import find_lost_in_founding
from torture.judging import git
from torture.killing import NAIVE, Ground, Kill
from torture.loops import find_lost_in_a_loop
from torture.t1 import find_lost, named_kills, random_kills, some_of

AT_PLACES, AT_MOMENTS = 4, 3
NOT_OF_A_SAVE = {"merge-blobs-written", "merge-written", "backup-kept"}
"""Places that only a sync passes: T2 has them."""

_PLUG = '[ -z "$SEKI_FAILPOINT" ] || ! grep -q add /proc/$PPID/cmdline || kill -9 0; cat'


@pytest.fixture(scope="session")
def mending(ground: Ground) -> tuple[str, ...]:
    return ground.mending()


@pytest.mark.parametrize("command", DEEDS)
def test_killed_it_leaves_the_old_state_or_the_whole_new_one(ground: Ground, mending: tuple[str, ...], command: str) -> None:
    prepared = ground.prepare(DEEDS[command])
    kills = (*some_of(named_kills(prepared, mending), AT_PLACES, command), *random_kills(command, AT_MOMENTS, 20260101))
    assert [lost for kill in kills for lost in find_lost(ground, prepared, kill)] == []


def test_that_makes_three_hundred() -> None:
    assert len(DEEDS) * (AT_PLACES + AT_MOMENTS) >= 300


def test_together_they_die_at_every_named_place(ground: Ground, mending: tuple[str, ...]) -> None:
    passed = {*mending}
    for command in ("case link", "note add", "person add"):
        passed |= {*ground.prepare(DEEDS[command]).passed}
    assert passed >= {*FAILPOINTS} - NOT_OF_A_SAVE


def test_the_next_command_works_when_a_loop_of_saves_is_killed(ground: Ground) -> None:
    """Five times here, twenty in a row with `make torture`."""
    assert find_lost_in_a_loop(ground.fixture, ground.folder, 5, 20260101) == []


def test_killed_while_it_is_made_there_is_no_workspace_or_a_whole_one() -> None:
    """`seki init` here, `seki demo` too with `make torture`."""
    with quick_ground("seki-t1-") as folder:
        assert find_lost_in_founding("init", folder, 3, 20260101) == []


@pytest.fixture
def twin(ground: Ground) -> Iterator[Ground]:
    with quick_ground("seki-twin-") as folder:
        yield Ground(ground.fixture, folder, NAIVE)


@pytest.mark.parametrize(
    ("place", "fault"),
    [("half-written", "a reader saw half"), ("written", "took something along"), ("staged", "took something along")],
)
def test_the_naive_twin_fails_at_each_of_its_places(twin: Ground, place: str, fault: str) -> None:
    prepared = twin.prepare(DEEDS["note add"])
    assert place in prepared.passed
    assert any(fault in one for one in find_lost(twin, prepared, Kill(places=(place,))))


def test_the_naive_twin_leaves_a_lock_behind_and_nothing_works_any_more(twin: Ground) -> None:
    """Git meets the kill while it takes the files up: its filter is the one who sends it, to its own group."""
    prepared = twin.prepare(DEEDS["note add"])
    git(prepared.mould, "config", "filter.plug.clean", _PLUG)
    (prepared.mould / ".git/info").mkdir(exist_ok=True)
    (prepared.mould / ".git/info/attributes").write_text("*.yaml filter=plug\n")
    lost = " ".join(find_lost(twin, prepared, Kill(places=("staged",))))
    assert "index.lock" in lost
    assert "the next act did not work" in lost

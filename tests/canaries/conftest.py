"""The canaries' workspace, made once a run, and a stage on which calls are played, one for each worker."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from canaries.calls import SAID
from canaries.household import DAY, Fixture, keep
from canaries.room import Room
from canaries.stage import Stage


@pytest.fixture(scope="session")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Fixture:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    patch = pytest.MonkeyPatch()
    for who in ("AUTHOR", "COMMITTER"):
        patch.setenv(f"GIT_{who}_NAME", "試験 係")
        patch.setenv(f"GIT_{who}_EMAIL", "shiken@example.jp")
    patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    fixture = keep(shared / "canaries")
    patch.undo()
    assert SAID.endswith("900号")
    fixture.marks.by_num[900] = ("typed", "")
    return fixture


@pytest.fixture(scope="session")
def stage(canaries: Fixture) -> Iterator[Stage]:
    stage = Stage(canaries.root, DAY)
    yield stage
    stage.close()


@pytest.fixture
def rooms(stage: Stage, canaries: Fixture, tmp_path: Path) -> Iterator[Callable[[], Room]]:
    """Return a maker of rooms; whatever was played in them, no trace may stay in any."""
    made: list[Room] = []

    def new() -> Room:
        made.append(Room(stage=stage, fixture=canaries, folder=tmp_path / f"room{len(made)}"))
        return made[-1]

    yield new
    assert [trace for room in made for trace in room.traces()] == []


@pytest.fixture
def room(rooms: Callable[[], Room]) -> Room:
    return rooms()

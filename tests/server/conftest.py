"""The ground of these tests, made once and copied for those whose pushes are taken."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.ground import Ground, build_ground, seki_on_path
from server.hands import Hand


@pytest.fixture(scope="session")
def ground_made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    with seki_on_path():
        return build_ground(tmp_path_factory.mktemp("server"))


@pytest.fixture(autouse=True)
def hook_finds_seki() -> Iterator[None]:
    """Let the hook find seki in each of these tests; the next one in this process may be of another folder."""
    with seki_on_path():
        yield


@pytest.fixture
def ground(ground_made: Ground) -> Ground:
    """Give the ground to a test that changes nothing in it, or only what nobody names."""
    return ground_made


@pytest.fixture
def own_ground(ground_made: Ground, tmp_path: Path) -> Callable[[], Ground]:
    """Give a copy to a test whose pushes are taken."""

    def made() -> Ground:
        for place in (ground_made.hand.root, ground_made.server):
            shutil.copytree(place, tmp_path / place.name)
        return Ground(hand=Hand(root=tmp_path / "hand.git"), server=tmp_path / "server.git", naive=ground_made.naive)

    return made


@pytest.fixture
def copy(own_ground: Callable[[], Ground]) -> Ground:
    return own_ground()


@pytest.fixture
def quarantine(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is pushed be seen as git lets the hook see it: apart from what the server has."""
    monkeypatch.setenv("GIT_DIR", ".")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(ground.hand.root / "objects"))
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(ground.server / "objects"))

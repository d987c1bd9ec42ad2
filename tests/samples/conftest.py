"""The sample, read once and committed once for all its tests."""

from pathlib import Path

import pytest

from seki_cli.files.resources import sample_folder
from seki_cli.files.sample import Diary, commit_sample, read_diary
from seki_cli.files.shelf import read_shelf
from seki_cli.model.world import World
from seki_cli.rules.settle import settle_world


@pytest.fixture(scope="session")
def sample() -> Path:
    return sample_folder()


@pytest.fixture(scope="session")
def diary(sample: Path) -> Diary:
    return read_diary(sample)


@pytest.fixture(scope="session")
def workspace(diary: Diary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mihon") / "daicho"
    commit_sample(root, diary, {"schema/note.json": b"{}\n"})
    return root


@pytest.fixture(scope="session")
def world(workspace: Path, diary: Diary) -> World:
    shelf = read_shelf(workspace, day=diary.demo_day)
    assert shelf.unread == ()
    return settle_world(shelf.world)

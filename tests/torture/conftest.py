"""The ground of the short forms: the canaries' workspace, made once a run, and a folder in memory for its copies."""

from collections.abc import Iterator

import pytest

from canaries.household import keep
from torture.forks import quick_ground
from torture.killing import Ground


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    with quick_ground("seki-t1-") as folder:
        yield Ground(keep(shared / "canaries"), folder)

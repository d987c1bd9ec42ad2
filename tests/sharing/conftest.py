"""A town of two clones around a bare repository, made once a run and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from torture.clones import Town, copy_town, found_town
from torture.forks import quick_ground


@pytest.fixture(scope="session")
def mould() -> Iterator[Town]:
    with quick_ground("seki-town-") as folder:
        yield found_town(folder / "mould", ("a", "b"))


@pytest.fixture
def town(mould: Town) -> Iterator[Town]:
    with quick_ground("seki-town-") as folder:
        yield copy_town(mould, folder / "town")


@pytest.fixture
def house(town: Town) -> str:
    """Return the path of the first case's household, in which both people have a telephone."""
    case = town.cases[0]
    return f"cases/{case[:3]}/{case}/household.yaml"


def edit(town: Town, name: str, path: str, old: str, new: str) -> None:
    """Save a document with some words changed, as a command would."""
    text = (town.root(name) / path).read_text()
    assert old in text
    town.number += 1
    town.write(name, path, text.replace(old, new).encode())


def heads(town: Town) -> set[str]:
    """Return what the clones and the meeting place show; one commit where all agree."""
    from torture.clones import head

    return {head(town.root("a")), head(town.root("b")), head(town.hub)}


Folder = Path

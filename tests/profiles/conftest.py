"""The shipped profiles, read once as a workspace's own files would be read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seki_cli.files.records import build_profile, read_value
from seki_cli.files.resources import templates_folder
from seki_cli.model.office import Office
from seki_cli.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    name: str
    root: Path
    values: dict[str, dict[str, Any]]
    findings: tuple[Finding, ...]
    office: Office

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(sorted(self.root.rglob("*.yaml")))


def read_shipped(name: str) -> Shipped:
    root = templates_folder() / "profiles" / name
    values: dict[str, dict[str, Any]] = {}
    findings: list[Finding] = []
    for path in sorted(root.rglob("*.yaml")):
        place = path.relative_to(root).as_posix()
        value, found = read_value(place, path.read_bytes())
        findings += found
        if value is not None:
            values[place] = value
    return Shipped(name=name, root=root, values=values, findings=tuple(findings), office=build_profile(values))


@pytest.fixture(scope="session")
def seki() -> Shipped:
    return read_shipped("seki")


@pytest.fixture(scope="session")
def blank() -> Shipped:
    return read_shipped("blank")


@pytest.fixture(scope="session", params=["seki", "blank"])
def shipped(request: pytest.FixtureRequest, seki: Shipped, blank: Shipped) -> Shipped:
    return {"seki": seki, "blank": blank}[request.param]

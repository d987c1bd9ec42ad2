"""The generator of large workspaces: always the same for a seed, and seki says of it what the generator knows."""

import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.generate import AS_OF, SEED, VERSION, Meetings, Truth, build_cases, environment, generate, write_records
from bench.one_case import Case

CASES = 20


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    root = tmp_path_factory.mktemp("bench") / "daicho"
    return root, generate(root, CASES)


def seki(root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    program = str(Path(sys.executable).with_name("seki"))
    call = [program, "-C", str(root), "--as-of", str(AS_OF), "--json", *words]
    done = subprocess.run(call, env=environment(), stdout=subprocess.PIPE, check=False)
    return done.returncode, json.loads(done.stdout)


def drawn(seed: int, many: int = CASES) -> list[Case]:
    return list(build_cases(many, seed, Meetings(dice=Random(seed), of_day={})))


def test_check_finds_what_the_generator_hid_and_nothing_else(town: tuple[Path, Truth]) -> None:
    root, truth = town
    code, answer = seki(root, "check")
    assert [(one["code"], one["path"]) for one in answer["findings"]] == list(truth.findings)
    assert len(truth.findings) == CASES // 20
    assert code == 1
    assert answer["data"]["records"] == answer["data"]["files"] > truth.files


def test_due_finds_what_the_generator_knows_is_due(town: tuple[Path, Truth]) -> None:
    root, truth = town
    items = seki(root, "due", "--within", "3000")[1]["data"]["items"]
    assert sorted((one["kind"], one["case"], one["due_on"]) for one in items) == list(truth.due)
    assert any(one["kind"] == "モニタリング" for one in items)


def test_everything_is_saved_and_nothing_later_than_the_day(town: tuple[Path, Truth]) -> None:
    root, _ = town
    git = ["git", "-C", str(root)]
    assert subprocess.run([*git, "status", "--porcelain"], stdout=subprocess.PIPE, check=True).stdout == b""
    days = subprocess.run([*git, "log", "--format=%as"], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    assert max(days) <= str(AS_OF)


def test_the_same_seed_makes_the_same_bytes(town: tuple[Path, Truth]) -> None:
    """On every machine and in every process. Other bytes need another VERSION, or a kept workspace would be measured for a new one."""
    stream = io.BytesIO()
    assert write_records(stream, CASES, SEED, b"") == town[1]
    assert (VERSION, hashlib.sha256(stream.getvalue()).hexdigest()) == (
        1,
        "12c80767d770672230554d21a62f11c1a0fda62e107a7716ce1ea1a6ed72f563",
    )


def test_another_seed_makes_other_households() -> None:
    assert [case.files for case in drawn(1)] == [case.files for case in drawn(1)]
    assert not {case.id for case in drawn(1)} & {case.id for case in drawn(2)}


def test_a_larger_workspace_is_as_an_office_is() -> None:
    """8 to 15 records a case, two fiscal years, one case in twenty with a finding, reviews due on the day, most of them in time."""
    cases = drawn(SEED, 1_000)
    sizes = [len(case.files) for case in cases]
    assert (min(sizes), max(sizes)) == (8, 15)
    assert 10.5 <= sum(sizes) / len(sizes) <= 12.5
    assert {case.id[:3] for case in cases} == {"R06", "R07"}
    assert sum(bool(case.finding) for case in cases) == 50
    reviews = [day for case in cases for kind, day in case.due if kind == "モニタリング"]
    assert AS_OF in reviews
    assert 0.02 <= sum(day <= AS_OF for day in reviews) / len(reviews) <= 0.12
    assert min(case.opened for case in cases) >= date(2024, 4, 1)


def test_nothing_of_this_machine_reaches_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("SEKI_TODAY", "2020-01-01")
    assert not {"PYTHONDONTWRITEBYTECODE", "SEKI_TODAY"} & environment().keys()
    assert environment()["PATH"] == os.environ["PATH"]

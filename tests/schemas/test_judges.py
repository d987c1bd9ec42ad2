"""The two judges of a value: where the quick one is asked, where it is not, and that nothing changes without it."""

import datetime as dt
import enum
import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from jsonschema import FormatChecker

from seki_cli.files.schema_judges import FORMATS, accepts, find_errors, is_day, is_moment
from seki_cli.files.schemas import find_faults, shape
from seki_cli.files.yaml_reader import read_tree

HERE = Path(__file__).parent
SCHEMAS = HERE.parent.parent / "schemas"


@pytest.fixture(scope="module")
def note() -> dict[str, Any]:
    path = min((HERE / "good").glob("note-*.yaml"))
    return shape(read_tree(path.read_bytes()), "note")


class _Text(str):
    __slots__ = ()


class _Word(enum.Enum):
    TEL = "電話"


def test_a_good_value_is_accepted_at_once(note: dict[str, Any]) -> None:
    assert accepts(note, "note")
    assert list(find_errors(note, "note")) == []


@pytest.mark.parametrize(
    "other",
    [
        {"about": ("P1",)},
        {"method": _Word.TEL},
        {"fact": _Text("話した")},
        {"date": dt.date(2025, 6, 11)},
        {"fact": "\ud800"},
        {"minutes_spent": 5.0},
        {"extra": {1: "x"}},
        {"extra": {_Text("a"): "x"}},
    ],
    ids=["tuple", "enum", "text", "day", "surrogate", "float", "number as key", "text as key"],
)
def test_what_no_reader_returns_is_left_to_jsonschema(note: dict[str, Any], other: dict[str, Any]) -> None:
    value = {**note, **other}
    assert not accepts(value, "note")
    assert (find_faults(value, "note") == ()) == (list(find_errors(value, "note")) == [])


def test_a_value_that_never_ends_is_no_yes(note: dict[str, Any]) -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert not accepts({**note, "extra": deep}, "note")
    while deep:  # or Python takes it apart in one go
        deep = deep.pop("a")


def test_every_format_that_a_schema_names_is_known_to_both() -> None:
    named: set[str] = set()

    def look(node: dict[str, Any]) -> None:
        if isinstance(node.get("format"), str):
            named.add(node["format"])

    for path in SCHEMAS.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), object_hook=look)
    assert "date" in named
    assert named <= set(FORMATS)


def test_a_day_is_what_jsonschema_takes_for_one() -> None:
    """The same function serves both judges; jsonschema's own says the same of every day that could be written."""
    checker = FormatChecker(("date",))
    for year, month, day in product(("0000", "1799", "1900", "2000", "2023", "2024", "9999"), range(14), range(33)):
        text = f"{year}-{month:02}-{day:02}"
        assert is_day(text) == checker.conforms(text, "date"), text
    for text in (
        "20250611",
        "2025-6-11",
        "2025-W24-3",
        "2025-162",
        "２０２５-06-11",
        "2025-06-11\n",
        " 2025-06-11",
        "",
        "x",
        5,
        None,
    ):
        assert is_day(text) == checker.conforms(text, "date"), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-06-11T14:03:22+09:00", True),
        ("2025-06-11T14:03:22Z", True),
        ("2025-06-11T14:03:22", False),
        ("2025-02-30T14:03:22+09:00", False),
        ("2025-06-11T24:00:01+09:00", False),
        ("2025-06-11T23:59:60+09:00", False),
        ("", False),
        (5, True),
    ],
)
def test_a_moment_exists_and_has_a_zone(text: object, *, expected: bool) -> None:
    assert is_moment(text) == expected


def answers(*before: str) -> str:
    code = (
        "import sys; from pathlib import Path\n"
        + "".join(f"{line}\n" for line in before)
        + "from seki_cli.files.schemas import find_faults, shape\n"
        "from seki_cli.files.yaml_reader import read_tree\n"
        f"for path in sorted(Path({str(HERE)!r}).rglob('*.yaml')):\n"
        "    kind = path.stem.partition('-')[0]\n"
        "    print(path.stem, find_faults(shape(read_tree(path.read_bytes()), kind), kind))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parent.parent)
    return done.stdout


def test_without_the_quick_judge_the_answers_are_the_same() -> None:
    """As on a machine for which jsonschema-rs is not built."""
    assert answers("sys.modules['jsonschema_rs'] = None") == answers()


def test_a_good_record_is_judged_without_jsonschema() -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from seki_cli.files.schemas import find_faults, shape\n"
        "from seki_cli.files.yaml_reader import read_tree\n"
        f"for path in sorted(Path({str(HERE / 'good')!r}).glob('*.yaml')):\n"
        "    kind = path.stem.partition('-')[0]\n"
        "    assert find_faults(shape(read_tree(path.read_bytes()), kind), kind) == ()\n"
        "print('jsonschema' in sys.modules, 'jsonschema_rs' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parent.parent)
    assert done.stdout.split() == ["False", "True"]

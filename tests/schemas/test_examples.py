"""Every file of good/ is accepted, every file of bad/ gives the one fault at the one line that its first comment names.

Drop a file in and it is a test. The kind is what stands before the first dash of the name.
"""

import re
from pathlib import Path

import pytest

from seki_cli.files.records import build_record
from seki_cli.files.resources import templates_folder
from seki_cli.files.schemas import find_faults, kinds, ordered, shape
from seki_cli.files.yaml_reader import find_place, read_tree

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))
PROFILES = sorted((templates_folder() / "profiles").rglob("*.yaml"))
BY_HAND = ("case", "household", "intake", "consent", "note", "referral", "plan", "meeting")
EXPECTED = re.compile(r"# (SEKI0[0-9]{2}) line ([0-9]+)\n")


def kind_of(path: Path) -> str:
    return path.stem.partition("-")[0]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_record_is_accepted_and_becomes_a_record(path: Path) -> None:
    value = shape(read_tree(path.read_bytes()), kind_of(path))
    assert find_faults(value, kind_of(path)) == ()
    assert build_record("cases/R07/R07-M9S3468/x.yaml", value).schema == value["schema"]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_record_stands_in_the_order_of_its_schema(path: Path) -> None:
    value = shape(read_tree(path.read_bytes()), kind_of(path))
    assert list(ordered(value, kind_of(path))) == list(value)
    assert ordered(dict(reversed(value.items())), kind_of(path)) == value


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_shipped_profile_file_is_accepted(path: Path) -> None:
    tree = read_tree(path.read_bytes())
    kind = str(tree["schema"]).partition("/")[0]
    assert find_faults(shape(tree, kind), kind) == ()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_record_gives_its_one_fault_at_its_line(path: Path) -> None:
    data = path.read_bytes()
    expected = EXPECTED.match(data.decode())
    assert expected, "the first line says which fault, and where: # SEKI023 line 7"
    faults = find_faults(shape(read_tree(data), kind_of(path)), kind_of(path))
    told = [(fault.code, find_place(data, fault.key)[0]) for fault in faults]
    assert told == [(expected[1], int(expected[2]))], [fault.message for fault in faults]


def test_every_kind_has_a_good_example_and_those_by_hand_have_several_of_both_sorts() -> None:
    profile = {str(read_tree(path.read_bytes())["schema"]).partition("/")[0] for path in PROFILES}
    assert {kind_of(path) for path in GOOD} | profile == set(kinds())
    for kind in BY_HAND:
        bad = {EXPECTED.match(path.read_text(encoding="utf-8"))[1] for path in BAD if kind_of(path) == kind}
        assert len([path for path in GOOD if kind_of(path) == kind]) >= 3, kind
        assert len(bad) >= 5, (kind, bad)

"""What the index keeps whole comes back as it was, to the time zone of a moment; and a figure is drawn without a file being read."""

from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from index.turns import FIGURES, Turns
from seki_cli.files.index_packed import OUTSIDE, pack, unpack_case, unpack_outside
from seki_cli.files.records import CLASSES, build_record, read_written, write_value
from seki_cli.files.schemas import shape
from seki_cli.files.shelf import read_shelf
from seki_cli.files.yaml_reader import read_tree
from speaking import say


def test_every_record_of_the_sample_comes_back(tmp_path: Path) -> None:
    root = tmp_path / "daicho"
    assert say("init", str(root), "--sample").code == 0
    world = read_shelf(root, day=date(2030, 1, 1)).world
    assert len(world.cases) > 10
    for case in world.cases:
        assert repr(unpack_case(pack(case))) == repr(case)
    outside = (*world.meetings, *world.resources, *world.gaps, *world.activities)
    assert {type(one) for one in outside} == {*OUTSIDE.values()}
    for record in outside:
        assert repr(unpack_outside(record.path, pack(record))) == repr(record)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "schemas" / "good").glob("*.yaml")), ids=lambda path: path.stem
)
def test_every_good_example_comes_back(path: Path) -> None:
    kind = path.read_text("utf-8").partition("schema: ")[2].partition("/")[0]
    if kind not in CLASSES:
        return
    record = build_record(f"cases/R07/R07-7K3F9QX/{path.name}", shape(read_tree(path.read_bytes()), kind))
    assert repr(read_written(write_value(record), CLASSES[kind])) == repr(record)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"id": 1}', b"\xff"])
def test_what_is_no_record_is_no_record(data: bytes) -> None:
    for kind in CLASSES.values():
        with pytest.raises(ValueError):
            read_written(data, kind)


def test_every_field_of_a_record_says_what_it_is() -> None:
    """Nothing but the office's own fields may be of any kind: only what a class says comes back as it was."""
    loose = {(kind.__name__, one.name) for kind in CLASSES.values() for one in fields(kind) if "Any" in str(one.type)}
    assert {name for _, name in loose} == {"extra"}
    assert all(is_dataclass(kind) for kind in CLASSES.values())


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_the_same_with_and_without_the_index(tmp_path: Path, seed: int) -> None:
    root = tmp_path / "daicho"
    assert say("init", str(root), "--sample").code == 0
    turns = Turns(root, 900 + seed)
    for _ in range(10):
        turns.take()
        for words in FIGURES:
            warm, cold = turns.warm_and_cold(*words, "--json", head=False)
            assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err), turns.done

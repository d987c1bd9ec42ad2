"""Walking a record: the quick way to its texts misses none that the way with keys finds."""

from datetime import date
from pathlib import Path

from seki_cli.files.shelf import read_shelf
from seki_cli.model.walk import each_text, find_texts
from speaking import say


def test_every_text_with_a_key_is_among_those_without(tmp_path: Path) -> None:
    assert say("init", str(tmp_path / "daicho"), "--sample", "--as-of", "2025-09-01").code == 0
    world = read_shelf(tmp_path / "daicho", day=date(2025, 9, 1)).world
    records = [*(record for case in world.cases for record in case.records()), *world.meetings, *world.gaps, *world.resources]
    assert len(records) > 300
    for record in records:
        assert sorted(filter(None, each_text(record))) == sorted(text for _, text in find_texts(record) if text)
    nested = {"a": ["x", {"b": "y", "n": 3}], "c": date(2025, 1, 1), "d": None}
    assert sorted(each_text(nested)) == sorted(text for _, text in find_texts(nested)) == ["x", "y"]

"""What doctor says of a fact: a table of facts and what a person is told to do, with no disk in sight."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from seki_cli.model.health import EditFacts, Item, Kept, ObjectFacts, PlaceFacts, SharingFacts, ToolFacts
from seki_cli.rules.health import judge_edits, judge_objects, judge_sharing
from seki_cli.rules.health_place import judge_place, size_words
from seki_cli.rules.health_tools import exit_code_of, judge_records, judge_tools, worst_first

NOW = datetime(2025, 6, 11, 9, 0, tzinfo=timezone(timedelta(hours=9)))
PLACE = PlaceFacts(
    open_folders=(),
    open_files=0,
    network="",
    cloud="",
    free=1 << 40,
    temps=0,
    old_papers=0,
    papers_days=30,
    drafts=(),
    rescued=(),
    reports=0,
)
TOOLS = ToolFacts(
    seki="0.1.0", python="3.11.7", git=(2, 39), oldest_git=(2, 38), format=1, requires="", completion=True, newest=NOW, now=NOW
)


def by_id(items: tuple[Item, ...]) -> dict[str, str]:
    return {item.id: item.state for item in items if item.state != "良い"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, {}),
        ({"network": "nfs4"}, {"disk": "要対応"}),
        ({"cloud": "同期ソフトのフォルダー"}, {"disk": "要対応"}),
        ({"free": 100 << 20}, {"space": "注意"}),
        ({"free": 1 << 20}, {"space": "要対応"}),
        ({"open_files": 3}, {"modes": "注意"}),
        ({"open_files": 3, "open_folders": (".", "out")}, {"modes": "要対応"}),
        ({"old_papers": 2}, {"papers": "注意"}),
        ({"rescued": (Kept(name="20250611-090000-abcdef", since=NOW, note="わけ"),)}, {"rescued": "注意"}),
        ({"temps": 1, "reports": 1}, {"temps": "注意", "reports": "注意"}),
    ],
)
def test_the_place(change: dict[str, object], said: dict[str, str]) -> None:
    assert by_id(judge_place(replace(PLACE, **change))) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "state"), [(date(2025, 6, 10), "注意"), (date(2025, 6, 4), "注意"), (date(2025, 6, 3), "要対応")]
)
def test_a_week_without_sharing_is_too_long(since: date, state: str) -> None:
    (item,) = judge_sharing(SharingFacts(remote=True, count=3, since=since, synced=None), NOW.date())
    assert (item.state, "3 回" in item.message, item.remedy[:9]) == (state, True, "seki sync")


def test_what_blocks_ends_with_six_and_what_cannot_be_read_with_five() -> None:
    old = judge_tools(replace(TOOLS, git=(2, 30)), newer=False)
    newer = judge_tools(TOOLS, newer=True)
    broken = judge_tools(replace(TOOLS, format=None), newer=False)
    assert [exit_code_of(items) for items in (judge_tools(TOOLS, newer=False), old, newer, broken)] == [0, 6, 6, 6]
    assert [exit_code_of((judge_records(count),)) for count in (0, 2, None)] == [0, 5, 0]
    assert exit_code_of((judge_records(2), *old)) == 6
    assert [exit_code_of(judge_place(replace(PLACE, free=free))) for free in (5 << 20, 5 << 10)] == [0, 6]


def test_the_worst_stands_first() -> None:
    items = (*judge_tools(TOOLS, newer=False), *judge_place(replace(PLACE, network="cifs", temps=1)))
    assert [item.state for item in worst_first(items)][:3] == ["要対応", "注意", "良い"]


def test_many_hand_edits_are_shown_by_the_first_few() -> None:
    paths = tuple(f"cases/R07/R07-7K3F9QX/notes/20250611-A{number:02d}Z.yaml" for number in range(20))
    edits, foreign = judge_edits(EditFacts(paths=paths, foreign=2))
    assert "20 件" in edits.message
    assert "ほか 15 件" in edits.message
    assert "2 件" in foreign.message


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (ObjectFacts(size=1 << 20, loose=999, garbage=0, broken=0, checked=True), {}),
        (ObjectFacts(size=1 << 20, loose=1000, garbage=0, broken=0, checked=True), {"packing": "注意"}),
        (ObjectFacts(size=2 << 30, loose=0, garbage=0, broken=0, checked=True), {"packing": "注意"}),
        (ObjectFacts(size=1 << 20, loose=0, garbage=0, broken=2, checked=True), {"objects": "要対応"}),
        (ObjectFacts(size=1 << 20, loose=0, garbage=0, broken=0, checked=False), {"objects": "要対応"}),
    ],
)
def test_the_objects(facts: ObjectFacts, said: dict[str, str]) -> None:
    assert by_id(judge_objects(facts)) == said


def test_sizes_are_said_as_people_say_them() -> None:
    assert [size_words(count) for count in (900 << 10, 5 << 20, 3 << 29)] == ["900 KB", "5.0 MB", "1.5 GB"]

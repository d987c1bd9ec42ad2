"""The sample: invented households as files that anyone can open, and the diary of the acts by which they were recorded.

Committed at once, the sample would have no history: `--as-of`, `history` and 前回会議からの変化 would have nothing to tell. So
sample_cases/diary.yaml says act by act, in the order of their days, who saved which files; where a later act writes the same
file, its earlier text lies under earlier/<number of the act>/. tests/samples/gather.py writes both from a workspace's history.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from seki_cli.errors import Unreadable
from seki_cli.files.act import Act, Change
from seki_cli.files.faults import TextFault
from seki_cli.files.founding import create_workspace
from seki_cli.files.paths import locate
from seki_cli.files.yaml_reader import read_tree

DIARY: Final = "diary.yaml"
EARLIER: Final = "earlier"
_ROLL: Final = "profile/staff.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """The acts of the sample in the order of their days, and the day on which it is meant to be looked at."""

    demo_day: date
    acts: tuple[Act, ...]


def read_diary(folder: Path) -> Diary:
    """Read the sample: its diary, and with each act the texts that its files had then.

    Raises Unreadable (5) where anything is missing or out of order: the sample is shipped whole, so seki is installed badly.
    """
    try:
        tree = read_tree((folder / DIARY).read_bytes())
        rows = tree["acts"]
        names = _read_names(folder)
        last = {path: number for number, row in enumerate(rows, start=1) for path in row["files"]}
        acts = tuple(_read_act(folder, number, row, names, last) for number, row in enumerate(rows, start=1))
        demo_day = date.fromisoformat(tree["demo_day"])
    except (OSError, TextFault, KeyError, TypeError, ValueError) as fault:
        raise _broken() from fault
    if not acts or any(one.author_date > other.author_date for one, other in pairwise(acts)):
        raise _broken()
    return Diary(demo_day=demo_day, acts=acts)


def commit_sample(root: Path, diary: Diary, base: Mapping[str, bytes]) -> str:
    """Make a workspace at `root` with one commit for each act of the sample, and return the id of the newest.

    `base` are the files that every workspace has (the schemas for editors); they go with the first act. All commits carry
    the acts' days and invented authors, so git need not know its user. Raises what `create_workspace` raises.
    """
    first, *later = diary.acts
    files = {change.path: change.data for change in first.changes if change.data is not None}
    return create_workspace(root, {**base, **files}, first, history=later)


def _read_names(folder: Path) -> dict[str, str]:
    """Return the name of everybody on the sample's roll by id: they are the authors of its commits."""
    roll = read_tree((folder / _ROLL).read_bytes())
    return {row["id"]: row["name"] for row in roll["staff"]}


def _read_act(folder: Path, number: int, row: Mapping[str, Any], names: Mapping[str, str], last: Mapping[str, int]) -> Act:
    staff = row["by"]
    return Act(
        message=f"seki: {row['verb']}",
        changes=tuple(_read_changes(folder, number, row["files"], last)),
        author_date=datetime.fromisoformat(row["at"]),
        author=(names[staff], f"{staff}@example.jp"),
    )


def _read_changes(folder: Path, number: int, paths: list[str], last: Mapping[str, int]) -> Iterator[Change]:
    for path in paths:
        if locate(path) is None:
            raise ValueError("path")
        home = folder if last[path] == number else folder / EARLIER / f"{number:04d}"
        yield Change(path=path, data=(home / path).read_bytes())


def _broken() -> Unreadable:
    return Unreadable(
        "seki に付いている見本が読めません。",
        where=f"sample_cases/{DIARY}",
        remedy="seki を入れ直してください（pip install --force-reinstall seki）。",
    )

"""What the names of folders and files alone tell: the ids of a workspace, no record opened. For the shell's completion."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from seki_cli.model.ids import ACTIVITY_ID, CASE_ID, GAP_ID, MEETING_ID, PLAN_ID, RECORD_ID, RESOURCE_ID

_LISTS: Final = {"gap": ("gaps", GAP_ID), "resource": ("resources", RESOURCE_ID)}
_YEARS: Final = {"case": ("cases", CASE_ID), "meeting": ("meetings", MEETING_ID), "activity": ("activities", ACTIVITY_ID)}


def read_ids(root: Path, kind: str) -> tuple[str, ...]:
    """Return the ids of all cases, plans, meetings, gaps, resources or activities that have a place in a workspace, sorted.

    What cannot be entered is passed over; nothing is parsed, so that a broken record hides no other. `kind`: the singular.
    """
    if kind == "plan":
        found: Iterator[str] = (name for case in _case_folders(root) for name in _names(case / "plans", PLAN_ID))
    elif kind in _LISTS:
        folder, shape = _LISTS[kind]
        found = _names(root / folder, shape)
    else:
        folder, shape = _YEARS[kind]
        found = (name for year in _folders(root / folder) for name in _names(year, shape))
    return tuple(sorted(found))


def read_record_ids(root: Path, case: str, *folders: str) -> tuple[str, ...]:
    """Return the ids of a case's records, of the named folders (referrals, decisions …) or of all, sorted."""
    if not CASE_ID.fullmatch(case):
        return ()
    home = root / "cases" / case[:3] / case
    within = [home / folder for folder in folders] if folders else list(_folders(home))
    return tuple(sorted(name for folder in within for name in _names(folder, RECORD_ID)))


def _case_folders(root: Path) -> Iterator[Path]:
    for year in _folders(root / "cases"):
        for name in _names(year, CASE_ID):
            yield year / name


def _folders(place: Path) -> Iterator[Path]:
    for entry in _entries(place):
        if entry.is_dir(follow_symlinks=False):
            yield Path(entry.path)


def _names(place: Path, shape: re.Pattern[str]) -> Iterator[str]:
    for entry in _entries(place):
        name = entry.name.removesuffix(".yaml")
        if shape.fullmatch(name):
            yield name


def _entries(place: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(place) as entries:
            return list(entries)
    except OSError:
        return []

"""What unsaved files make of an index, kept for as long as these files stay as they are: a third file, laid over the large one."""

import json
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from seki_cli.files.durable import write_over
from seki_cli.files.index import Index, State, open_sheets
from seki_cli.files.index_parts import Part
from seki_cli.files.index_sheets import FOLDER, Sheet, find_sheets, read_sheet
from seki_cli.files.index_write import alone, finished, made_sheet, put_part, take_away

_POINTER: Final = "unsaved"
_SETTLED: Final = 2_000_000_000
"""Nanoseconds after which a file that is written once more shows another time, on any file system."""


def print_of(root: Path, paths: Iterable[str]) -> str:
    """Return by what changed files are known again, without reading them: when they changed, how long they are, which they are."""
    return json.dumps([_row(root, path) for path in sorted(paths)], ensure_ascii=True)


def is_settled(print_: str, now: int) -> bool:
    """Say whether whoever wrote one of the files again after this moment (nanoseconds) would have left another print."""
    return all(max(row[2:4], default=0) < now - _SETTLED for row in json.loads(print_))


def open_unsaved(root: Path, key: str, print_: str) -> Index | None:
    """Return the index with what these unsaved files make of it, where that was kept; None in any doubt."""
    try:
        told = _read_pointer(root)
        sheets = find_sheets(root)
        if sheets is None or told["over"] != [sheet.name for sheet in sheets] or told["print"] != print_:
            return None
        return open_sheets(root, (sheets[0], read_sheet(told["sheet"])), key)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def keep_unsaved(root: Path, state: State, part: Part, print_: str) -> None:
    """Keep what unsaved files make of the index at a state, in place of what was kept so before; nobody waits for it."""
    folder, names = root / FOLDER, list[str]()
    with suppress(OSError, sqlite3.Error, ValueError, LookupError, TypeError), alone(folder):
        sheets = find_sheets(root)
        if sheets is None or not _is_at(root, sheets, state):
            return
        before = _named_before(root)
        try:
            with made_sheet(folder, names, like=sheets[1]) as db:
                put_part(db, part, over=True)
            told = {"over": [sheet.name for sheet in sheets], "sheet": finished(folder, names[0]), "print": print_}
            write_over(folder, _POINTER, json.dumps(told).encode())
        except BaseException:
            for name in names:
                take_away(folder, name)
            raise
        for name in before:
            take_away(folder, name)


def _is_at(root: Path, sheets: tuple[Sheet, Sheet], state: State) -> bool:
    index = open_sheets(root, sheets, state.key)
    if index is None:
        return False
    index.close()
    return (index.state.tree, index.state.commit) == (state.tree, state.commit)


def _read_pointer(root: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((root / FOLDER / _POINTER).read_bytes())
    return told


def _named_before(root: Path) -> set[str]:
    try:
        return {read_sheet(_read_pointer(root)["sheet"]).name}
    except (OSError, ValueError, LookupError, TypeError):
        return set()


def _row(root: Path, path: str) -> list[str | int]:
    try:
        found = (root / path).lstat()
    except OSError:
        return [os.fsencode(path).hex()]
    return [os.fsencode(path).hex(), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode]


def now() -> int:
    """Return the clock's nanoseconds, by which files are dated too."""
    return time.time_ns()

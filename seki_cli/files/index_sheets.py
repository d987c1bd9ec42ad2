"""The files of the index by name: which of them count, and whether they are as they were finished."""

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = ".seki"
POINTER: Final = "index"
"""The small file that says which of the files beside it count: a new one takes its place in one step."""

NAMED: Final = re.compile(r"index-[0-9a-f]{16}\.sqlite")
_LARGEST: Final = 1000
"""More bytes than a pointer ever has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One file of an index as it was when it was finished: whoever finds it otherwise does not believe it."""

    name: str
    size: int
    mtime_ns: int

    def is_at(self, folder: Path) -> bool:
        """Say whether the file stands in a folder as it was finished. Raises OSError where there is none."""
        found = (folder / self.name).lstat()
        return stat.S_ISREG(found.st_mode) and (found.st_size, found.st_mtime_ns) == (self.size, self.mtime_ns)


def find_sheets(root: Path) -> tuple[Sheet, Sheet] | None:
    """Return the two files that count, the large one first, where the folder is ours alone and names them. Raises OSError."""
    folder = root / FOLDER
    if not is_ours(folder):
        return None
    with (folder / POINTER).open("rb") as file:
        text = file.read(_LARGEST)
    try:
        large, newer = map(read_sheet, json.loads(text))
        return (large, newer) if large.is_at(folder) and newer.is_at(folder) else None
    except (ValueError, TypeError, RecursionError):
        return None


def read_sheet(told: Any) -> Sheet:
    """Return a file of an index as it is named. ValueError or TypeError where that makes no sense."""
    name, size, mtime = told
    if not NAMED.fullmatch(name):
        raise ValueError
    return Sheet(name=name, size=size, mtime_ns=mtime)


def is_ours(folder: Path) -> bool:
    """Say whether a folder is a real one that nobody else may enter: names in it would go where a link leads. Raises OSError."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def address_of(path: Path, how: str) -> str:
    """Return a file's address for SQLite, whatever letters the folders above it have."""
    return f"file:{str(path).replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?{how}"

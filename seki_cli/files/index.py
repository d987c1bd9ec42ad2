"""The index in .seki/: what lists tell of each case, kept beside the tree it was worked out from. Any doubt, and it is made anew.

A SQLite file that git does not track, named by a small file beside it. Readers see the last whole state while somebody writes a
new one, and never wait. It holds what the work tree holds, names too, so it lies in a folder of its owner alone.
出典: speed.md（索引）・safety.md の「Out」
"""

import json
import os
import re
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from seki_cli.files.index_rows import read_due, read_finding, read_marks, read_row
from seki_cli.model.standing import CaseRow, DueRow, Marks, Standing
from seki_cli.model.verdict import Finding

FOLDER: Final = ".seki"
POINTER: Final = "index"
"""The small file that says which of the files beside it counts: a new one takes its place in one step."""

NAMED: Final = re.compile(r"index-[0-9a-f]{16}\.sqlite")
FOREVER: Final = 10_000_000
"""An ordinal that no day has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of one case: how it stands from one day until another (ordinals; None: no end).

    `decided`: the meetings that its decisions name; how it stands rests on them too.
    """

    standing: Standing
    since: int | None = None
    until: int | None = None
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an index was worked out from: the key of seki and its schemas, HEAD's tree and commit, the newest day in the history.

    `profile`: the parsed values of the office's lists by path, so that they need not be read again. `ignoring`: whether a folder
    of records has rules of its own about what git does not see.
    """

    key: str
    tree: str
    commit: str
    newest: date | None
    profile: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ignoring: bool = False


class Index:
    """An open index at one state. Every question is answered from that state, whatever others write meanwhile."""

    def __init__(self, connection: sqlite3.Connection, state: State) -> None:
        """Take a connection in whose transaction the state was read."""
        self._db = connection
        self.state = state

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def due(self, last: date) -> Iterator[DueRow]:
        """Yield what is due up to a day, in no order."""
        for (text,) in self._db.execute("select row from due where due_on <= ?", (last.isoformat(),)):
            yield read_due(text)

    def rows(self) -> Iterator[tuple[CaseRow, tuple[str, ...], tuple[str, ...]]]:
        """Yield every case's row, the cases it marks as the same, and the names of the 本人, by id."""
        for (text,) in self._db.execute("select row from cases order by id"):
            row, same, names = json.loads(text)
            yield read_row(row), tuple(same), tuple(names)

    def marks(self) -> Iterator[tuple[str, tuple[Marks, ...]]]:
        """Yield every case's marks by id."""
        for case_id, text in self._db.execute("select id, marks from cases order by id"):
            yield case_id, read_marks(text)

    def other_days(self, day: date) -> tuple[str, ...]:
        """Return the cases that stand otherwise on this day than what is kept says."""
        ordinal = day.toordinal()
        found = self._db.execute(
            "select id from cases where until <= ? union select id from cases where since > ?", (ordinal, ordinal)
        )
        return tuple(sorted(case_id for (case_id,) in found))

    def faults(self) -> Iterator[tuple[str, Finding]]:
        """Yield what cannot be read: in which case's folder, or in which file elsewhere, and why."""
        for of, text in self._db.execute("select of, finding from faults"):
            yield of, read_finding(text)

    def cases_of_meeting(self, path: str) -> tuple[str, ...]:
        """Return the cases that a meeting's file concerns as it was kept: those on its agenda and those whose decisions name it."""
        found = self._db.execute(
            "select case_id from tabled where path = :path union select case_id from decided"
            " where meeting in (select meeting from tabled where path = :path)",
            {"path": path},
        )
        return tuple(sorted(case_id for (case_id,) in found if case_id))

    def cases_deciding(self, meeting: str) -> tuple[str, ...]:
        """Return the cases whose decisions name a meeting."""
        found = self._db.execute("select distinct case_id from decided where meeting = ?", (meeting,))
        return tuple(sorted(case_id for (case_id,) in found))

    def meetings_tabling(self, case_ids: Iterable[str]) -> set[str]:
        """Return the paths of the meetings on whose agenda one of these cases stands."""
        asked = self._db.execute
        return {path for one in case_ids for (path,) in asked("select path from tabled where case_id = ?", (one,))}

    def paths_of_meetings(self, meetings: Iterable[str]) -> set[str]:
        """Return the paths of the meetings with these ids."""
        asked = self._db.execute
        return {path for one in meetings for (path,) in asked("select path from tabled where meeting = ?", (one,))}


def open_index(root: Path, key: str) -> Index | None:
    """Return the index of a workspace where there is a whole one of this seki; None in any doubt. Nothing is written."""
    try:
        path = find_file(root)
        if path is None or not stat.S_ISREG(path.lstat().st_mode):
            return None
        db = connect(path)
    except (OSError, sqlite3.Error):
        return None
    try:
        db.execute("pragma query_only = on")
        db.execute("begin")
        state = read_state(db)
        if state.key == key:
            return Index(db, state)
    except (sqlite3.Error, ValueError, LookupError, TypeError):
        pass
    db.close()
    return None


def find_file(root: Path) -> Path | None:
    """Return the file that counts, where the folder is ours alone and names one. Raises OSError."""
    folder = root / FOLDER
    if not is_ours(folder):
        return None
    name = (folder / POINTER).read_text(encoding="ascii", errors="replace").strip()
    return folder / name if NAMED.fullmatch(name) else None


def is_ours(folder: Path) -> bool:
    """Say whether a folder is a real one that nobody else may enter: names in it would go where a link leads. Raises OSError."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def connect(path: Path, *, new: bool = False) -> sqlite3.Connection:
    """Open a file; one that went away meanwhile is not made again unless it is to be `new`. Raises sqlite3.Error."""
    place = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(f"file:{place}?mode={'rwc' if new else 'rw'}", uri=True, isolation_level=None, timeout=0)


def read_state(db: sqlite3.Connection) -> State:
    """Return the state of an open file. Raises sqlite3.Error, LookupError or ValueError where it makes no sense."""
    meta = dict(db.execute("select name, value from meta"))
    newest = date.fromisoformat(meta["newest"]) if meta["newest"] else None
    return State(
        key=meta["key"],
        tree=meta["tree"],
        commit=meta["commit"],
        newest=newest,
        profile=_Later(meta["profile"]),
        ignoring=meta["ignoring"] == "yes",
    )


class _Later(Mapping[str, Mapping[str, Any]]):
    """Values that are parsed only once somebody looks at them: a warm list does not."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._values: dict[str, Any] | None = None

    def _read(self) -> dict[str, Any]:
        if self._values is None:
            self._values = json.loads(self._text)
        return self._values

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._read()[key]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def _is_ours(folder: Path) -> bool:
    """Say whether the folder is a real one that nobody else may write to: names in it would go where a link leads."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077

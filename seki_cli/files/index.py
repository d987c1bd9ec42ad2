"""The index in .seki/: what lists tell of each case, kept beside the tree it was worked out from. Any doubt, and it is made anew.

Two SQLite files that git does not track: a large one of all cases, and a small one of what is newer. A third, `index`, names
both. None of them ever changes once it is named: who writes makes new ones and names those, so that who reads sees one state
to the end, waits for nobody, and takes no lock. They hold what the work tree holds, names too, so they lie in a folder of
their owner alone. 出典: speed.md（索引）・safety.md の「Out」
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from seki_cli.files.index_rows import read_due, read_finding, read_marks, read_meeting, read_proposal, read_row
from seki_cli.files.index_sheets import FOLDER, Sheet, address_of, find_sheets
from seki_cli.model.standing import CaseRow, DueRow, Marks, MeetingRow, Proposal
from seki_cli.model.verdict import Finding

FOREVER: Final = 10_000_000
"""An ordinal that no day has."""

_WHOLE: Final = (
    ("cases", "id", "id, since, until, row, marks"),
    ("due", "case_id", "case_id, due_on, row"),
    ("decided", "case_id", "case_id, meeting"),
    ("proposed", "case_id", "case_id, kind, row"),
    ("packed", "id", "id, data, whole"),
    ("faults", "of", "of, finding"),
    ("outside", "path", "path, data"),
    ("meetings", "path", "path, row"),
    ("tabled", "path", "meeting, path, case_id"),
    ("stepped", "path", "path, meeting"),
)
"""Every table, the column that says whose its rows are, and all columns: what is newer stands in place of all rows of one owner."""


_OWNERS: Final = {"faults": "faults", **dict.fromkeys(("outside", "meetings", "tabled", "stepped"), "outside")}
"""What owns the rows of a table, where it is not a case: all tables of one owner are replaced together."""


class IndexDoubt(Exception):
    """What is kept makes no sense: the question is to be answered from the records, and the index made anew."""


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
    """An open index at one state. Every question is answered from that state, whatever others write meanwhile.

    Where an answer makes no sense, the question raises IndexDoubt.
    """

    def __init__(self, connection: sqlite3.Connection, state: State) -> None:
        """Take a connection to both files, and the state that was read from it."""
        self._db = connection
        self.state = state
        self._rows: tuple[tuple[CaseRow, tuple[str, ...], tuple[str, ...]], ...] | None = None
        self._marks: tuple[tuple[str, tuple[Marks, ...]], ...] | None = None

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()

    def _ask(self, question: str, *values: str | int) -> list[Any]:
        with doubted():
            return self._db.execute(question, values).fetchall()

    def due(self, last: date) -> Iterator[DueRow]:
        """Yield what is due up to a day, in no order."""
        with doubted():
            for (text,) in self._ask("select row from all_due where due_on <= ?", last.isoformat()):
                yield read_due(text)

    def rows(self) -> tuple[tuple[CaseRow, tuple[str, ...], tuple[str, ...]], ...]:
        """Return every case's row, the cases it marks as the same, and the names of the 本人, by id. Read once."""
        if self._rows is None:
            self._rows = tuple(self._read_rows())
        return self._rows

    def _read_rows(self) -> Iterator[tuple[CaseRow, tuple[str, ...], tuple[str, ...]]]:
        with doubted():
            for (text,) in self._ask("select row from all_cases order by id"):
                row, same, names = json.loads(text)
                yield read_row(row), tuple(same), tuple(names)

    def marks(self) -> tuple[tuple[str, tuple[Marks, ...]], ...]:
        """Return every case's marks by id. Read once."""
        if self._marks is None:
            self._marks = tuple(self._read_marks())
        return self._marks

    def _read_marks(self) -> Iterator[tuple[str, tuple[Marks, ...]]]:
        with doubted():
            for case_id, text in self._ask("select id, marks from all_cases order by id"):
                yield case_id, read_marks(text)

    def proposals(self, kind: str) -> Iterator[Proposal]:
        """Yield what waits for a kind of meeting, in no order."""
        with doubted():
            for (text,) in self._ask("select row from all_proposed where kind = ?", kind):
                yield read_proposal(text)

    def meetings(self) -> Iterator[MeetingRow]:
        """Yield every meeting, in no order."""
        with doubted():
            for (text,) in self._ask("select row from all_meetings"):
                yield read_meeting(text)

    def packed_cases(self) -> Iterator[tuple[str, bytes]]:
        """Yield every case by id as it was packed, in the order of ids."""
        with doubted():
            yield from self._ask("select id, data from all_packed order by id")

    def whole_cases(self, case_ids: Iterable[str], day: date) -> dict[str, bytes]:
        """Return those of some cases as they were packed of which all was read, and known, and is so on this day too."""
        question = (
            "select data from all_packed where id = ? and whole and not exists (select 1 from all_faults where of = all_packed.id)"
            " and exists (select 1 from all_cases as c where c.id = all_packed.id and c.since <= ? and c.until > ?)"
        )
        now = day.toordinal()
        return {one: data for one in case_ids for (data,) in self._ask(question, one, now, now)}

    def packed_outside(self) -> Iterator[tuple[str, bytes]]:
        """Yield every record outside the case folders by path as it was packed."""
        with doubted():
            yield from self._ask("select path, data from all_outside")

    def gaps_naming(self, meeting: str) -> tuple[str, ...]:
        """Return the paths of the 地域課題 that name a meeting in one of their steps."""
        return tuple(path for (path,) in self._ask("select path from all_stepped where meeting = ?", meeting))

    def other_days(self, day: date) -> tuple[str, ...]:
        """Return the cases that stand otherwise on this day than what is kept says."""
        now = day.toordinal()
        found = self._ask("select id from all_cases where until <= ? union select id from all_cases where since > ?", now, now)
        return tuple(sorted(case_id for (case_id,) in found))

    def faults(self) -> Iterator[tuple[str, Finding]]:
        """Yield what cannot be read: in which case's folder, or in which file elsewhere, and why."""
        with doubted():
            for of, text in self._ask("select of, finding from all_faults"):
                yield of, read_finding(text)

    def cases_of_meeting(self, path: str) -> tuple[str, ...]:
        """Return the cases that a meeting's file concerns as it was kept: those on its agenda and those whose decisions name it."""
        found = self._ask(
            "select case_id from all_tabled where path = ? union select case_id from all_decided"
            " where meeting in (select meeting from all_tabled where path = ?)",
            *(path, path),
        )
        return tuple(sorted(case_id for (case_id,) in found if case_id))

    def cases_deciding(self, meeting: str) -> tuple[str, ...]:
        """Return the cases whose decisions name a meeting."""
        found = self._ask("select distinct case_id from all_decided where meeting = ?", meeting)
        return tuple(sorted(case_id for (case_id,) in found))

    def meetings_tabling(self, case_ids: Iterable[str]) -> set[str]:
        """Return the paths of the meetings on whose agenda one of these cases stands."""
        return {path for one in case_ids for (path,) in self._ask("select path from all_tabled where case_id = ?", one)}

    def paths_of_meetings(self, meetings: Iterable[str]) -> set[str]:
        """Return the paths of the meetings with these ids."""
        return {path for one in meetings for (path,) in self._ask("select path from all_tabled where meeting = ?", one)}


@contextmanager
def doubted() -> Iterator[None]:
    """Turn whatever does not fit in a kept value into one doubt."""
    try:
        yield
    except (sqlite3.Error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise IndexDoubt from error


def open_index(root: Path, key: str) -> Index | None:
    """Return the index of a workspace where there is a whole one of this seki; None in any doubt. Nothing is written."""
    try:
        sheets = find_sheets(root)
    except OSError:
        return None
    return open_sheets(root, sheets, key) if sheets else None


def open_sheets(root: Path, sheets: tuple[Sheet, Sheet], key: str) -> Index | None:
    """Return the index that a large file and a small one over it make, as they were finished; None in any doubt."""
    folder = root / FOLDER
    try:
        db = open_sheet(folder / sheets[0].name)
    except sqlite3.Error:
        return None
    try:
        _lay_over(db, folder / sheets[1].name)
        state = read_state(db)
        if state.key == key and all(sheet.is_at(folder) for sheet in sheets):
            return Index(db, state)
    except (OSError, sqlite3.Error, ValueError, LookupError, TypeError):
        pass
    db.close()
    return None


def open_sheet(path: Path) -> sqlite3.Connection:
    """Open a finished file for reading: as one that never changes, so that nothing is locked, and nothing laid beside it."""
    return sqlite3.connect(address_of(path, "mode=ro&immutable=1"), uri=True, isolation_level=None)


def _lay_over(db: sqlite3.Connection, newer: Path) -> None:
    """Lay the small file over the large one: questions ask `all_…`, where what is newer stands in place of what was.

    Nothing is mapped into memory: a file that is cut off under a reader would end the whole process instead of this question.
    """
    db.execute("attach ? as newer", (address_of(newer, "mode=ro&immutable=1"),))
    db.execute("pragma temp_store = memory")
    db.execute("pragma main.mmap_size = 0")
    db.execute("pragma newer.mmap_size = 0")
    for table, owner, columns in _WHOLE:
        db.execute(
            f"create temp view all_{table} as select {columns} from main.{table}"  # noqa: S608 -- the names stand above
            f" where {owner} not in (select name from newer.replaced where of = '{_kind_of(table)}')"
            f" union all select {columns} from newer.{table}"
        )


def _kind_of(table: str) -> str:
    return _OWNERS.get(table, "cases")


def replace_owners(db: sqlite3.Connection, owners: Mapping[str, Iterable[str]]) -> None:
    """Take away all rows of some owners from the small file, and note that those of the large one count no more."""
    for table, owner, _ in _WHOLE:
        gone = ((name,) for name in owners[_kind_of(table)])
        db.executemany(f"delete from {table} where {owner} = ?", gone)  # noqa: S608 -- the names stand above
    replaced = ((kind, name) for kind, names in owners.items() for name in names)
    db.executemany("insert or ignore into replaced values (?, ?)", replaced)


def fold_over(db: sqlite3.Connection) -> None:
    """Write what is newer into the large file that lies below it, both attached as for reading (`main` may be written)."""
    for table, owner, columns in _WHOLE:
        replaced = f"select name from newer.replaced where of = '{_kind_of(table)}'"  # noqa: S608 -- the names stand above
        db.execute(f"delete from main.{table} where {owner} in ({replaced})")  # noqa: S608
        db.execute(f"insert into main.{table} ({columns}) select {columns} from newer.{table}")  # noqa: S608


def read_state(db: sqlite3.Connection) -> State:
    """Return the state that the newer file tells. Raises sqlite3.Error, LookupError or ValueError where it makes no sense."""
    meta = dict(db.execute("select name, value from newer.meta"))
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
            with doubted():
                self._values = json.loads(self._text)
        return self._values or {}

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._read()[key]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

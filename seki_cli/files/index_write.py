"""Writing the index: a new state, whole or not at all, without anybody waiting."""

import os
import sqlite3
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from seki_cli.files.durable import write_over
from seki_cli.files.index import FOLDER, FOREVER, NAMED, POINTER, Kept, State, connect, find_file, is_ours, read_state
from seki_cli.files.index_rows import plain, text_of
from seki_cli.model.verdict import Finding

_LONG: Final = 6 * 3600
"""How many seconds nobody writes an index, whatever its size."""
_ENDS: Final = ("", "-wal", "-shm", "-journal")
_TABLES: Final = """
create table meta (name text primary key, value text not null) without rowid;
create table cases (id text primary key, since integer not null, until integer not null, row text not null, marks text not null)
  without rowid;
create table due (case_id text not null, due_on text not null, row text not null);
create index due_by_day on due (due_on);
create index due_by_case on due (case_id);
create index cases_by_until on cases (until);
create index cases_by_since on cases (since);
create table faults (of text not null, finding text not null);
create index faults_of on faults (of);
create table tabled (meeting text not null, path text not null, case_id text not null);
create index tabled_by_path on tabled (path);
create index tabled_by_case on tabled (case_id);
create table decided (case_id text not null, meeting text not null);
create index decided_by_case on decided (case_id);
create index decided_by_meeting on decided (meeting);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of what an index holds: cases by id (None: gone), and what rests on files.

    `faults`: what cannot be read, by the case in whose folder it lies or by its own path elsewhere; an empty row takes the
    older one away. `tabled`: by the path of a meeting its id ("": gone) and the cases on its agenda.
    """

    cases: Mapping[str, Kept | None] = field(default_factory=dict)
    faults: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    tabled: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def write_index(root: Path, state: State, parts: Iterable[Part]) -> bool:
    """Write a whole index and let it count; say whether it could be written. Whatever was there before counts no more.

    A file that counted is never written into here, whatever is wrong with it: each has a name of its own, so that what SQLite
    keeps beside one is never taken for another's.
    """
    folder, name = root / FOLDER, f"index-{os.urandom(8).hex()}.sqlite"
    try:
        _make_folder(root)
        before = _find_before(root)
        with _opened(folder / name, new=True) as db:
            for statement in _TABLES.split(";\n"):
                db.execute(statement)
            for part in parts:
                _put(db, part)
            _put_state(db, state)
        write_over(folder, POINTER, f"{name}\n".encode())
    except (OSError, sqlite3.Error, ValueError):  # a name that no letters stand for cannot be kept
        _take_away(folder, name)
        return False
    except BaseException:
        _take_away(folder, name)
        raise
    for old in _left(folder, before) - {name}:
        _take_away(folder, old)
    return True


def _left(folder: Path, before: Path | None) -> set[str]:
    """Return the files that count no more: the one that did, and what a killed writer left; a younger one may be at work."""
    found = {before.name} if before else set()
    for path in folder.iterdir():
        named = NAMED.match(path.name)
        with suppress(OSError):
            if named and time.time() - path.lstat().st_mtime > _LONG:
                found.add(named[0])
    return found


def _find_before(root: Path) -> Path | None:
    try:
        return find_file(root)
    except OSError:
        return None


def renew_index(root: Path, state: State, part: Part, *, instead_of: State) -> bool:
    """Write what a newer state changes, whole or not at all, and say whether it was written: nobody waits for another writer.

    Where the index no longer is at the state that the part was worked out from, it stays as it is.
    """
    try:
        path = find_file(root)
        if path is None:
            return False
        with _opened(path, new=False) as db:
            found = read_state(db)
            if (found.key, found.tree, found.commit) != (instead_of.key, instead_of.tree, instead_of.commit):
                return False
            _put(db, part)
            _put_state(db, state)
    except (OSError, sqlite3.Error, ValueError, LookupError):
        return False
    return True


@contextmanager
def _opened(path: Path, *, new: bool) -> Iterator[sqlite3.Connection]:
    """Yield the file within one transaction, which counts as a whole or not at all."""
    db = connect(path, new=new)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")
        db.execute("begin immediate")
        try:
            yield db
            db.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):
                db.execute("rollback")
            raise
    finally:
        db.close()


def _put(db: sqlite3.Connection, part: Part) -> None:
    gone = [(case_id,) for case_id in part.cases]
    for table, column in (("cases", "id"), ("due", "case_id"), ("decided", "case_id")):
        db.executemany(f"delete from {table} where {column} = ?", gone)  # noqa: S608 -- the names stand above
    db.executemany("delete from faults where of = ?", ((of,) for of in part.faults))
    db.executemany("delete from tabled where path = ?", ((path,) for path in part.tabled))
    kept = [(case_id, one) for case_id, one in part.cases.items() if one is not None]
    db.executemany("insert into cases values (?, ?, ?, ?, ?)", (_case_row(case_id, one) for case_id, one in kept))
    due = ((case_id, row.due_on.isoformat(), text_of(plain(row))) for case_id, one in kept for row in one.standing.due)
    db.executemany("insert into due values (?, ?, ?)", due)
    db.executemany("insert into decided values (?, ?)", ((case_id, m) for case_id, one in kept for m in one.decided))
    faults = ((of, text_of(plain(found))) for of, rows in part.faults.items() for found in rows)
    db.executemany("insert into faults values (?, ?)", faults)
    tabled = ((m, path, one) for path, (m, cases) in part.tabled.items() if m for one in cases or ("",))
    db.executemany("insert into tabled values (?, ?, ?)", tabled)


def _put_state(db: sqlite3.Connection, state: State) -> None:
    db.execute("delete from meta")
    db.executemany("insert into meta values (?, ?)", _state_rows(state))


def _case_row(case_id: str, kept: Kept) -> tuple[str, int, int, str, str]:
    standing = kept.standing
    row = text_of([plain(standing.row), standing.same, standing.names])
    marks = text_of([[one.person, one.texts] for one in standing.marks])
    return case_id, kept.since or 0, FOREVER if kept.until is None else kept.until, row, marks


def _state_rows(state: State) -> Iterator[tuple[str, str]]:
    yield "key", state.key
    yield "tree", state.tree
    yield "commit", state.commit
    yield "newest", state.newest.isoformat() if state.newest else ""
    yield "profile", text_of(state.profile)
    yield "ignoring", "yes" if state.ignoring else ""


def _make_folder(root: Path) -> None:
    folder = root / FOLDER
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and found.st_mode & 0o077:
        folder.chmod(0o700)
    if not is_ours(folder):
        raise NotADirectoryError


def _take_away(folder: Path, name: str) -> None:
    for end in _ENDS:
        with suppress(OSError):
            (folder / f"{name}{end}").unlink()
